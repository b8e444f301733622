"""What an officer does to a desk's workbooks between two actions: plain things with openpyxl, the rest written into the parts.

Every word that is invented here begins with the mark it is given, so that a test can look for it in every part.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import TableColumn, TableFormula
from parts import parts, repack, swap

from results_desk import tables
from results_desk.tables import Table as Spec

MINE, TWICE, SHEET, RENAMED = "My remark", "My count", "My notes", "Renamed by me"
THREAD = "{7A1E2C30-0000-4000-8000-000000000001}"
PERSON = "{7A1E2C30-0000-4000-8000-0000000000AA}"
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_2017 = "http://schemas.microsoft.com/office/2017/10/relationships"


@dataclass(frozen=True)
class Touched:
    """Where an officer's things are: the part of the table's sheet, of the officer's own sheet, and the table's first data row."""

    path: Path
    sheet: str
    own_sheet: str
    spec: Spec
    first: int


def touch(path: Path, table: str, mark: str) -> Touched:
    """Do it all to one table of a workbook."""
    spec = tables.table(table)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    page = next(page for page in book.worksheets if table in page.tables)
    first = _plain(book, page, page.tables[table], mark)
    book.save(path)
    names = openpyxl.load_workbook(path).sheetnames
    sheet, own = (f"xl/worksheets/sheet{names.index(name) + 1}.xml" for name in (RENAMED, SHEET))
    _thread(path, sheet, f"B{first}", mark)
    _cache(path, own, mark)
    as_excel_saves(path)
    return Touched(path, sheet, own, spec, first)


def _plain(book: Any, page: Any, table: Any, mark: str) -> int:
    """Columns, colours, notes, links, panes, a name for the sheet, and a sheet of one's own. Returns the first data row."""
    left, top, right, bottom = openpyxl.utils.range_boundaries(table.ref)
    _swap_columns(page, table, right - 1, right, top, bottom)
    table.tableColumns += [
        TableColumn(id=901, name=MINE),
        TableColumn(id=902, name=TWICE, calculatedColumnFormula=TableFormula(attr_text=f"LEN({table.name}[[#This Row],[{MINE}]])*2")),
    ]
    page.cell(top, right + 1, MINE)
    page.cell(top, right + 2, TWICE)
    for row in range(top + 1, bottom + 1):
        page.cell(row, right + 1, f"{mark} remark {row}").font = Font(italic=True)
        page.cell(row, right + 2, f"=LEN({table.name}[[#This Row],[{MINE}]])*2")
    table.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right + 2)}{bottom}"
    table.autoFilter.ref = table.ref
    first = top + 1
    page.cell(first, left).fill = PatternFill("solid", "FFC0FFEE")
    page.cell(first, left).comment = Comment(f"{mark} note", f"{mark} author")
    page.cell(first, left + 2).hyperlink = f"https://{mark}.example/2024"
    page.cell(top, left).comment = Comment("Ask me about this column", "EO")
    page.column_dimensions[get_column_letter(left + 3)].hidden = True
    page.column_dimensions[get_column_letter(left + 1)].width = 33.5
    page.row_dimensions[first].height = 41.25
    page.freeze_panes = page.cell(first, left + 2).coordinate
    rule = FormulaRule(formula=[f'${get_column_letter(right + 1)}{first}="urgent"'], fill=PatternFill("solid", "FF123456"))
    page.conditional_formatting.add(f"{get_column_letter(right + 1)}{first}:{get_column_letter(right + 1)}{bottom}", rule)
    _rename(book, page)
    _own_sheet(book, mark)
    book.properties.lastModifiedBy = f"{mark} officer"
    return first


def _swap_columns(page: Any, table: Any, one: int, other: int, top: int, bottom: int) -> None:
    """The last two columns the other way round."""
    for row in range(top, bottom + 1):
        first, second = page.cell(row, one), page.cell(row, other)
        first.value, second.value = second.value, first.value
        first._style, second._style = second._style, first._style
    table.tableColumns[-1], table.tableColumns[-2] = table.tableColumns[-2], table.tableColumns[-1]


def _rename(book: Any, page: Any) -> None:
    old, page.title = page.title, RENAMED
    for name in book.defined_names.values():
        name.attr_text = re.sub(rf"^(?:'{re.escape(old)}'|{re.escape(old)})!", f"'{RENAMED}'!", name.attr_text)


def _own_sheet(book: Any, mark: str) -> None:
    own = book.create_sheet(SHEET)
    for row in (["Kept", "Number"], ["kept words", 4], ["kept too", 5]):
        own.append(row)
    own["D1"] = "=SUM(B2:B3)"
    chart = BarChart()
    chart.add_data(Reference(own, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    chart.set_categories(Reference(own, min_col=1, min_row=2, max_row=3))
    own.add_chart(chart, "F2")
    own.row_dimensions[2].height = 50


def _thread(path: Path, sheet: str, cell: str, mark: str) -> None:
    """A comment thread at a cell, as Excel 365 writes it (without the note beside it, which openpyxl's comments stand for)."""
    thread = (
        f'<ThreadedComments xmlns="{_THREADED}"><threadedComment ref="{cell}" dT="2024-08-20T10:00:00.00" personId="{PERSON}" '
        f'id="{THREAD}"><text>{mark} thread</text></threadedComment></ThreadedComments>'
    )
    person = (
        f'<personList xmlns="{_THREADED}"><person displayName="{mark} colleague" id="{PERSON}" userId="{mark}" providerId="None"/>'
        "</personList>"
    )
    folder, name = sheet.rsplit("/", 1)
    related = f'<Relationship Id="rIdT" Type="{_2017}/threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    people = f'<Relationship Id="rIdP" Type="{_2017}/person" Target="persons/person.xml"/></Relationships>'
    types = (
        '<Override PartName="/xl/threadedComments/threadedComment1.xml" ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
        '<Override PartName="/xl/persons/person.xml" ContentType="application/vnd.ms-excel.person+xml"/></Types>'
    )
    repack(
        path,
        {
            "xl/threadedComments/threadedComment1.xml": thread.encode(), "xl/persons/person.xml": person.encode(),
            f"{folder}/_rels/{name}.rels": swap(b"</Relationships>", related.encode()),
            "xl/_rels/workbook.xml.rels": swap(b"</Relationships>", people.encode()),
            "[Content_Types].xml": swap(b"</Types>", types.encode()),
        },
    )  # fmt: skip


def as_excel_saves(path: Path) -> Path:
    """The workbook with every text among the shared ones, where Excel puts them."""
    held, texts = parts(path), []

    def shared(found: re.Match[bytes]) -> bytes:
        texts.append(b"<si>" + found[2] + b"</si>")
        return b"<c" + found[1].replace(b'"inlineStr"', b'"s"') + b"><v>%d</v></c>" % (first + len(texts) - 1)

    old = held.get("xl/sharedStrings.xml", b'<?xml version="1.0"?><sst xmlns="%b"></sst>' % _MAIN)
    first = old.count(b"<si>")
    sheets = [name for name in held if name.startswith("xl/worksheets/sheet")]
    inline = re.compile(rb'<c((?:\s[^<>]*)?\st="inlineStr"[^<>]*)><is>(.*?)</is></c>', re.DOTALL)
    changes: dict[str, Any] = {name: new for name in sheets if (new := inline.sub(shared, held[name])) != held[name]}
    changes["xl/sharedStrings.xml"] = old.replace(b"</sst>", b"".join(texts) + b"</sst>")
    if "xl/sharedStrings.xml" not in held:
        kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        named = b'<Relationship Id="rIdS" Type="%b/sharedStrings" Target="sharedStrings.xml"/></Relationships>' % _OFFICE.encode()
        changes["xl/_rels/workbook.xml.rels"] = swap(b"</Relationships>", named)
        changes["[Content_Types].xml"] = swap(b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="%b"/></Types>' % kind)
    return repack(path, changes)


def _cache(path: Path, own: str, mark: str) -> None:
    """What Excel keeps beside the references of a chart, and beside a formula."""
    chart = next(name for name, data in parts(path).items() if name.startswith("xl/charts/") and SHEET.encode() in data)
    cache = f'<numCache><formatCode>General</formatCode><ptCount val="1"/><pt idx="0"><v>{mark}</v></pt></numCache></numRef>'
    value = re.compile(rb'<c r="D1"[^>]*>(<f>SUM\(B2:B3\)</f>)<v ?/?>(?:</v>)?</c>')
    computed = b'<c r="D1" t="str">\\1<v>%b</v></c>' % mark.encode()
    repack(path, {chart: swap(b"</numRef>", cache.encode()), own: lambda data: value.sub(computed, data)})
