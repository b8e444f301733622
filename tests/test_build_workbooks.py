"""The built workbooks: every declared table as an Excel table people can share, the same bytes on every run, valid for Excel."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from office import ROOT, pdf_pages, pdf_text, to_pdf, validator_errors

from results_desk.build.guides import list_name
from results_desk.build.layout import is_upright
from results_desk.build.workbooks import build, stale, workbook_bytes
from results_desk.tables import LISTS, NAMED_CELLS, SHEETS, TABLES, WORKBOOKS, Table, table
from results_desk.tables.defaults import template_rows

BARE = {name: workbook_bytes(name) for name in WORKBOOKS}
BOOKS = {name: openpyxl.load_workbook(BytesIO(content)) for name, content in BARE.items()}
FORMATS = {
    "code": "@", "text": "General", "date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm", "number": "General", "money": "£#,##0.00",
}  # fmt: skip
LAST = 1_048_576

all_tables = pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)


def sheet_of(spec: Table) -> Any:
    return BOOKS[spec.workbook][spec.sheet]


def heading_row(spec: Table) -> int:
    return int(re.match(r"[A-Z]+(\d+)", sheet_of(spec).tables[spec.name].ref)[1])


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def rules_at(sheet: Any, cell: str) -> list[Any]:
    return [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]


@all_tables
def test_a_declared_table_is_an_excel_table_with_what_no_series_changes_or_one_blank_row(spec: Table) -> None:
    sheet, row = sheet_of(spec), heading_row(spec)
    found, shipped = sheet.tables[spec.name], template_rows(spec)
    count = 1 if shipped is None else len(shipped)
    typed = [number for number, column in enumerate(spec.columns, 1) if not column.formula]
    below = [[sheet.cell(row + n, number).value or "" for number in typed] for n in range(1, count + 1)]

    assert [cell.value for cell in sheet[row]][: len(spec.columns)] == list(spec.headings)
    assert (found.displayName, found.totalsRowCount, found.autoFilter.ref) == (spec.name, None, found.ref)
    under = [sheet.cell(n, number).value for n in range(row + count + 1, sheet.max_row + 1) for number in range(1, len(spec.columns) + 1)]
    assert found.ref.endswith(f"{row + count}") and set(under) <= {None}, "nothing stands where the table grows to"
    assert below == ([[""] * len(typed)] if shipped is None else [[value or "" for value in line] for line in shipped.to_numpy().tolist()])


@all_tables
def test_cells_have_the_format_of_their_kind_in_the_blank_row_and_below(spec: Table) -> None:
    """A row that somebody adds inherits one or the other."""
    sheet, row = sheet_of(spec), heading_row(spec)
    for number, column in enumerate(spec.columns, 1):
        cell = sheet.cell(row + 1, number)
        expected = column.shown or ("0" if column.formula and column.kind == "number" else FORMATS[column.kind])

        below = next(found for found in sheet.column_dimensions.values() if found.min <= number <= found.max)
        assert (cell.number_format, below.number_format) == (expected, expected)
        assert cell.alignment.horizontal == ("right" if column.kind in ("number", "money") else "left")


@all_tables
def test_computed_columns_hold_their_formula_as_excel_saves_it(spec: Table) -> None:
    sheet, row = sheet_of(spec), heading_row(spec)
    found = {column.name: column.calculatedColumnFormula for column in sheet.tables[spec.name].tableColumns}
    for number, column in enumerate(spec.columns, 1):
        if not column.formula:
            assert found[column.heading] is None
            continue
        cell = sheet.cell(row + 1, number)
        shown = re.sub(rf"{spec.name}\[\[#This Row\],\[([^\]]+)\]\]", r"[@[\1]]", cell.value)

        assert shown == re.sub(r"\[@([^\[\]]+)\]", r"[@[\1]]", column.formula)
        assert found[column.heading].attr_text == cell.value.removeprefix("=")
        assert len(cell.value) < 8192 and "_xlfn" not in cell.value


@all_tables
def test_lists_and_help_stand_at_every_cell_the_table_may_grow_to(spec: Table) -> None:
    sheet, row = sheet_of(spec), heading_row(spec)
    for number, column in enumerate(spec.columns, 1):
        letter = sheet.cell(1, number).column_letter
        assert rules_at(sheet, f"{letter}{row + 1}") == rules_at(sheet, f"{letter}{LAST}")
        assert not rules_at(sheet, f"{letter}{row}")
        [rule, *more] = rules_at(sheet, f"{letter}{row + 1}") or [None]
        assert more == [] and (rule is None) == (not column.choices and not column.help and not column.formula)
        if column.choices:
            assert (rule.type, rule.formula1) == ("list", list_name(column.choices))
            assert (rule.errorStyle or "stop") == ("stop" if column.choices in ("yes no", "flag") else "warning")
        if column.help:
            assert rule.promptTitle == column.heading[:32] and column.help[:200] in rule.prompt and len(rule.prompt) <= 255


@all_tables
def test_headings_and_keys_stay_in_view_and_are_printed_on_every_page(spec: Table) -> None:
    sheet, row = sheet_of(spec), heading_row(spec)
    frozen = openpyxl.utils.cell.coordinate_from_string(sheet.freeze_panes)
    columns = openpyxl.utils.column_index_from_string(frozen[0]) - 1

    assert frozen[1] == row + 1
    assert spec.headings[0] in spec.key or columns >= 1
    assert sum(column.width for column in spec.columns[:columns]) <= 70
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait" if is_upright(spec) else "landscape", 9)
    assert sheet.print_title_rows.endswith(f"${row}")


def test_above_a_table_stand_its_title_and_help_but_not_above_the_mail_merge() -> None:
    for spec in TABLES:
        sheet = sheet_of(spec)
        if spec.name == "MailMerge":
            assert heading_row(spec) == 1, "Word takes the first row of a sheet for the field names"
        else:
            assert (sheet["A1"].value, sheet["A2"].value or "") == (spec.title, spec.help)


def test_every_group_of_columns_has_its_band() -> None:
    spec = table("Lines")
    band = sheet_of(spec)[heading_row(spec) - 1]
    first = {}
    for cell, column in zip(band, spec.columns, strict=False):
        first.setdefault(column.group, cell.value)
        assert cell.value in (column.group, None, "")

    assert first == {group: group for group in dict.fromkeys(column.group for column in spec.columns)}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_sheets_stand_in_the_order_of_the_tables_and_the_lists_last(name: str) -> None:
    specs = [spec for spec in TABLES if spec.workbook == name]
    used = {column.choices for spec in specs for column in spec.columns} - {""}
    book = BOOKS[name]

    assert book.sheetnames == [sheet.sheet for sheet in SHEETS if sheet.workbook == name] + ["Lists"] * bool(used)
    for choices in used:
        [(sheet, area)] = book.defined_names[list_name(choices)].destinations
        assert tuple(row[0].value for row in book[sheet][area]) == LISTS[choices]


def test_named_cells_hold_what_they_start_with() -> None:
    beside_tables = {name: {spec.sheet for spec in TABLES if spec.workbook == name} for name in WORKBOOKS}
    for cell in NAMED_CELLS:
        book = BOOKS[cell.workbook]
        [(sheet, place)] = book.defined_names[cell.name].destinations
        found = book[sheet][place]
        [rule] = rules_at(book[sheet], found.coordinate)

        assert (sheet, found.value or "") == (cell.sheet, cell.start)
        if sheet in beside_tables[cell.workbook]:
            assert book[sheet].cell(found.row - 1, found.column).value == cell.label
        assert rule.prompt == cell.help


@pytest.mark.parametrize("name", WORKBOOKS)
def test_nothing_stops_two_people_working_in_it(name: str) -> None:
    """No protection, merged cell, macro, link, extension that an editing tool would drop, and no part but plain ones."""
    for part, content in parts(BARE[name]).items():
        text = content.decode("utf-8")
        assert not re.search(r"sheetProtection|workbookProtection|<mergeCell|extLst|externalReference|t=\"array\"|fileSharing", text)
        plain = r"_rels|docProps|xl(/_rels|/tables|/theme|/charts|/drawings(/_rels)?|/worksheets(/_rels)?)?"
        assert re.fullmatch(rf"({plain})/[\w.]+|\[Content_Types\].xml", part)
        assert not part.startswith("xl/charts/") or "<c:title>" in text, "a chart says what it shows"
        assert text.count("<xdr:graphicFrame") == len(re.findall(r'<xdr:cNvPr [^>]*descr="[^"]{20}', text)), "and has alternative text"


@all_tables
def test_every_colour_repeats_a_word_and_reaches_as_far_as_the_table_may_grow(spec: Table) -> None:
    sheet, row = sheet_of(spec), heading_row(spec)
    areas = {str(area.sqref) for area in sheet.conditional_formatting}

    assert bool(areas) == any(column.signals for column in spec.columns)
    assert all(re.fullmatch(rf"[A-Z]+{row + 1}:[A-Z]+{LAST}", area) for area in areas)
    assert all(words and all(words) for column in spec.columns for _, words in column.signals)


def test_a_workbook_is_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    code = "import hashlib\nfrom results_desk.build.workbooks import *\n" + (
        "print([hashlib.sha256(workbook_bytes(name)).hexdigest() for name in WORKBOOKS])"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "addin")}
    said = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
            env=env | {"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
        ).stdout
        for zone, seed in (("UTC", "1"), ("Pacific/Auckland", "2"))
    }  # fmt: skip

    assert len(said) == 1


def test_the_shipped_templates_are_current() -> None:
    assert stale(ROOT / "xlsx_templates") == []


def test_build_writes_what_is_missing_or_stale_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "new"

    assert stale(folder) == list(WORKBOOKS)
    assert [path.name for path in build(folder)] == list(WORKBOOKS)
    assert (stale(folder), build(folder)) == ([], [])

    (folder / "results.xlsx").write_bytes(b"not a workbook")
    (folder / "tracking_log.xlsx").write_bytes(workbook_bytes("tracking_log.xlsx", named={"desk_warn_days": 4}))
    assert stale(folder) == ["results.xlsx", "tracking_log.xlsx"]
    assert build(folder) == [folder / "results.xlsx", folder / "tracking_log.xlsx"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(WORKBOOKS)


HOSTILE = (
    "0042", "9-9", "NA", "1E3", "=1+1", "+44", "-", "@home", "https://example.org/", "{=A1}", "a&b <c>", "1/2", "TRUE", " x ",
    "'1", "Zoë\nŁ",
)  # fmt: skip


def test_a_text_stays_the_text_it_is() -> None:
    frame = pd.DataFrame({"Candidate number": HOSTILE, "Title": HOSTILE, "Mark": HOSTILE})
    book = openpyxl.load_workbook(BytesIO(workbook_bytes("results.xlsx", rows={"Results": frame})))
    rows = list(book["Results"].iter_rows(min_row=heading_row(table("Results")) + 1))

    for heading in frame:
        cells = [row[table("Results").headings.index(heading)] for row in rows]
        assert [(cell.data_type, cell.value, cell.hyperlink) for cell in cells] == [("s", text, None) for text in HOSTILE]


def test_rows_and_named_cells_are_written_as_what_they_are() -> None:
    line = {
        "Line ID": "PRS-24-0001-1", "Deadline": date(2024, 9, 26), "Results released": datetime(2024, 8, 15, 8),
        "Charge due": Decimal("57.50"),
        "Target days": 20, "Raw mark": None, "Max mark": float("nan"), "Sent on": pd.NaT, "Alarm": "Deadline near, not sent",
        "Expected outcome": date(2024, 9, 23),
    }  # fmt: skip
    frame = pd.DataFrame([line, line | {"Line ID": "PRS-24-0002-1"}], dtype=object)
    content = workbook_bytes("tracking_log.xlsx", rows={"Lines": frame, "Results": pd.DataFrame()}, named={"desk_today": date(2024, 9, 23)})
    sheet = openpyxl.load_workbook(BytesIO(content), data_only=True)["Lines"]
    row = dict(zip(table("Lines").headings, [cell.value for cell in sheet[heading_row(table("Lines")) + 2]], strict=False))

    assert sheet.tables["Lines"].ref.endswith(str(heading_row(table("Lines")) + 2))
    assert sheet["A4"].value == datetime(2024, 9, 23)
    assert {heading: row[heading] for heading in line} == line | {
        "Line ID": "PRS-24-0002-1", "Deadline": datetime(2024, 9, 26), "Charge due": 57.5, "Max mark": None, "Sent on": None,
        "Expected outcome": datetime(2024, 9, 23),
    }  # fmt: skip


def test_a_name_or_column_that_is_not_declared_is_refused() -> None:
    with pytest.raises(KeyError):
        workbook_bytes("other.xlsx")
    with pytest.raises(KeyError):
        workbook_bytes("results.xlsx", rows={"Resluts": pd.DataFrame()})
    with pytest.raises(ValueError, match="Results declares no column Garde"):
        workbook_bytes("results.xlsx", rows={"Results": pd.DataFrame({"Garde": ["A"]})})


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every workbook bare, and with thirty rows in every table."""
    folder = tmp_path_factory.mktemp("workbooks")
    samples = {"date": date(2024, 9, 26), "moment": datetime(2024, 8, 15, 8), "number": 12, "money": 57.5}
    rows = {}
    for spec in TABLES:
        row = {column.heading: samples.get(column.kind, f"a {column.heading}") for column in spec.columns}
        rows[spec.name] = pd.DataFrame([row] * 30, dtype=object)
    for name in WORKBOOKS:
        (folder / name).write_bytes(BARE[name])
        (folder / f"filled_{name}").write_bytes(workbook_bytes(name, rows=rows))
    return sorted(folder.iterdir())


def test_the_validator_finds_no_error(filled: list[Path]) -> None:
    assert validator_errors(filled) == {path: [] for path in filled}


def test_a_filled_sheet_prints_on_few_pages_with_its_headings(filled: list[Path], tmp_path: Path) -> None:
    source = next(path for path in filled if path.name == "filled_tracking_log.xlsx")
    [pdf] = to_pdf([source], tmp_path)
    pages = pdf_text(pdf).split("\f")[: pdf_pages(pdf)]

    assert 11 <= len(pages) <= 20
    assert all("Line ID" in page for page in pages if "tracking log" in page)
