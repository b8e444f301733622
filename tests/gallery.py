"""Workbooks with all that Excel and other programs put into one, each around a table of problems: what an edit has to leave alone."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from contract import Given, make, problem
from parts import EXTENSIONS, OFFICE_PARTS, SHEET, repack, swap

Feature = Callable[[Any, Any], object]
"""Adds one thing to a workbook and a sheet of it (XlsxWriter's)."""

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")
CHARTS = ("area", "bar", "column", "doughnut", "line", "pie", "radar", "scatter", "stock")
NUMBER_FORMATS = ("0.00", "dd/mm/yyyy", "[h]:mm:ss", '"£"#,##0.00;[Red]-"£"#,##0.00', "@", "[$-809]d mmmm yyyy", "0%", "# ?/?")
CONDITIONS: dict[str, dict[str, Any]] = {
    "cell": {"type": "cell", "criteria": ">", "value": 3}, "text": {"type": "text", "criteria": "containing", "value": "way"},
    "date": {"type": "date", "criteria": "greater than", "value": date(2024, 8, 15)}, "duplicate": {"type": "duplicate"},
    "top": {"type": "top", "value": 2}, "average": {"type": "average", "criteria": "above"}, "blanks": {"type": "blanks"},
    "errors": {"type": "errors"}, "formula": {"type": "formula", "criteria": "=$C5=1"}, "2 colours": {"type": "2_color_scale"},
    "3 colours": {"type": "3_color_scale"}, "bars": {"type": "data_bar"}, "bars 2010": {"type": "data_bar", "data_bar_2010": True},
    "icons": {"type": "icon_set", "icon_style": "3_traffic_lights"},
}  # fmt: skip
VALIDATIONS: dict[str, dict[str, Any]] = {
    "list": {"validate": "list", "source": ["Yes", "No"]}, "length": {"validate": "length", "criteria": "<", "value": 40},
    "whole": {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 9},
    "days": {"validate": "date", "criteria": ">", "value": date(2024, 1, 1)},
    "own": {"validate": "custom", "value": "=LEN(A1)>0", "input_title": "So", "input_message": "Type it"},
}  # fmt: skip
OPTIONS: dict[str, dict[str, object]] = {
    "plain": {}, "days from 1904": {"date_1904": True}, "in memory": {"in_memory": True},
    "texts as numbers": {"strings_to_numbers": True}, "links as texts": {"strings_to_urls": False},
}  # fmt: skip


def features() -> Iterator[tuple[str, Feature]]:
    """Name and feature, XlsxWriter's whole list."""
    for kind in CHARTS:
        yield f"chart {kind}", lambda book, page, kind=kind: _chart(book, page, kind)
    for name, rule in CONDITIONS.items():
        yield f"condition {name}", lambda book, page, rule=rule: page.conditional_format("C5:C7", {**rule, **_format_of(book, rule)})
    for name, rule in VALIDATIONS.items():
        yield f"validation {name}", lambda book, page, rule=rule: page.data_validation("L5:L9", rule)
    for form in NUMBER_FORMATS:
        yield f"format {form}", lambda book, page, form=form: page.write_number("L5", 45519.5, book.add_format({"num_format": form}))
    yield from _PLAIN.items()


def _format_of(book: Any, rule: dict[str, Any]) -> dict[str, Any]:
    """Colour scales, bars and icons have no format."""
    return {} if re.search("scale|bar|icon", rule["type"]) else {"format": book.add_format({"bold": True})}


def _chart(book: Any, page: Any, kind: str) -> None:
    chart = book.add_chart({"type": kind})
    for _ in range(4 if kind == "stock" else 1):
        chart.add_series({"categories": [page.name, 4, 2, 6, 2], "values": [page.name, 4, 2, 6, 2], "name": "How many"})
    chart.set_title({"name": "A chart & <more>"})
    page.insert_chart("L12", chart, {"description": "How many problems"})


def _rich(book: Any, page: Any) -> None:
    page.write_rich_string("L5", "plain ", book.add_format({"bold": True, "font_color": "red"}), "bold", " plain")


def _sparkline(_: Any, page: Any) -> None:
    page.add_sparkline("L5", {"range": f"'{page.name}'!C5:C7", "markers": True})


def _outline(_: Any, page: Any) -> None:
    page.set_row(8, None, None, {"level": 1, "hidden": True})
    page.set_column("M:N", 12, None, {"level": 1, "collapsed": True})


def _chart_sheet(book: Any, page: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": [page.name, 4, 2, 6, 2]})
    book.add_chartsheet("On its own").set_chart(chart)


def _many_formats(book: Any, page: Any) -> None:
    for number in range(60):
        look = book.add_format({"bg_color": f"#{number * 4:02X}80FF", "border": number % 13, "indent": number % 5})
        page.write(30 + number, 12, number, look)


def _second_table(book: Any, page: Any) -> None:
    page.add_table("L20:N24", {"name": "TheirTable", "total_row": True, "columns": [
        {"header": "A"}, {"header": "B", "total_function": "sum"}, {"header": "C", "formula": "=[@B]*2"},
    ]})  # fmt: skip


def _print_set_up(_: Any, page: Any) -> None:
    page.set_landscape()
    page.set_header("&L&G&CHeads &A", {"image_left": "pixel.png", "image_data_left": BytesIO(PIXEL)})
    page.repeat_rows(3)
    page.print_area("A1:Z40")
    page.set_h_pagebreaks([20])
    page.fit_to_pages(1, 0)


def _defined_names(book: Any, page: Any) -> None:
    book.define_name("Their_rate", "=0.2")
    book.define_name(f"'{page.name}'!Local", f"='{page.name}'!$B$5")
    book.define_name("Their_range", f"='{page.name}'!$B$5:$B$7")


def _dynamic(_: Any, page: Any) -> None:
    page.write_dynamic_array_formula("L5", "=SORT(C5:C7)", None, 1)


def _properties(book: Any, _: Any) -> None:
    book.set_properties({"title": "T & <t>", "subject": "S", "company": "Centre", "category": "C", "keywords": "k", "comments": "c"})
    book.set_custom_property("Checked by", "EO")
    book.set_custom_property("Checked on", datetime(2024, 8, 14, 9))


_PLAIN: dict[str, Feature] = {
    "nothing more": lambda book, page: None,
    "rich text": _rich,
    "note": lambda book, page: page.write_comment("L5", "Ask the teacher", {"author": "EO", "visible": True, "x_scale": 2}),
    "notes in our cells": lambda book, page: page.write_comment("C5", "On our own cell"),
    "image": lambda book, page: page.insert_image("L12", "pixel.png", {"image_data": BytesIO(PIXEL), "description": "A dot"}),
    "image in a cell": lambda book, page: page.embed_image("L12", "pixel.png", {"image_data": BytesIO(PIXEL)}),
    "background": lambda book, page: page.set_background(BytesIO(PIXEL)),
    "text box": lambda book, page: page.insert_textbox("L12", "Some words & <more>", {"font": {"bold": True}}),
    "button": lambda book, page: page.insert_button("L12", {"macro": "theirs", "caption": "Press"}),
    "check box": lambda book, page: page.insert_checkbox("L12", True),
    "shape with a link": lambda book, page: page.insert_textbox("L12", "go", {"url": "https://example.org/?a=1&b=2"}),
    "sparkline": _sparkline,
    "link": lambda book, page: page.write_url("L5", "https://example.org/?a=1&b=2#c", string="A page", tip="Look"),
    "link inside": lambda book, page: page.write_url("L5", f"internal:'{page.name}'!A1"),
    "merged cells": lambda book, page: page.merge_range("L12:N13", "over six cells", book.add_format({"align": "center"})),
    "frozen panes": lambda book, page: page.freeze_panes(4, 2),
    "split panes": lambda book, page: page.split_panes(15, 8.43),
    "outline": _outline,
    "hidden columns": lambda book, page: page.set_column("Q:XFD", None, None, {"hidden": True}),
    "hidden sheet": lambda book, page: book.add_worksheet("Hidden").hide(),
    "very hidden sheet": lambda book, page: book.add_worksheet("Deeper").very_hidden(),
    "tab colour": lambda book, page: page.set_tab_color("#FF9900"),
    "zoom and view": lambda book, page: (page.set_zoom(150), page.set_page_view(), page.hide_gridlines(2)),
    "right to left": lambda book, page: page.right_to_left(),
    "selection": lambda book, page: page.set_selection("C6:D9"),
    "print set-up": _print_set_up,
    "footer": lambda book, page: page.set_footer("&CPage &P of &N", {"align_with_margins": False}),
    "chart sheet": _chart_sheet,
    "many formats": _many_formats,
    "second table": _second_table,
    "defined names": _defined_names,
    "array formula": lambda book, page: page.write_array_formula("L5:L7", "{=C5:C7*2}", None, 2),
    "dynamic array formula": _dynamic,
    "formula with an error": lambda book, page: page.write_formula("L5", "=1/0", None, "#DIV/0!"),
    "formula over the table": lambda book, page: page.write_formula("L5", "=SUM(Problems[Row])", None, 6),
    "lambda": lambda book, page: page.write_formula("L5", "=_xlfn.LAMBDA(_xlpm.a,_xlpm.a+1)(1)", None, 2),
    "booleans": lambda book, page: (page.write_boolean("L5", True), page.write_blank("L6", None, book.add_format({"bold": True}))),
    "ignored errors": lambda book, page: page.ignore_errors({"number_stored_as_text": "A1:XFD1048576", "formula_differs": "B5:B9"}),
    "properties": _properties,
    "calculation by hand": lambda book, page: book.set_calc_mode("manual"),
    "window": lambda book, page: (book.set_size(1600, 900), book.set_tab_ratio(75)),
    "read only advised": lambda book, page: book.read_only_recommended(),
    "diagonal border": lambda book, page: page.write("L5", "x", book.add_format({"diag_type": 3, "diag_border": 7, "rotation": 270})),
    "theme font": lambda book, page: page.write("L5", "x", book.add_format({"font_scheme": "minor", "theme": 4, "shrink": True})),
    "default row height": lambda book, page: page.set_default_row(22, hide_unused_rows=False),
    "long text": lambda book, page: page.write_string("L5", "x" * 32767),
    "odd letters": lambda book, page: page.write_string("L5", "Zoë \u202eright\u202c 😀 \x07_x0041_ <a> & \"q\"\n\tend "),
    "numbers": lambda book, page: [page.write_number(4 + n, 11, value) for n, value in enumerate((1e300, -0.1, 1 / 3, 123456789012345))],
}


def on_the_tables_sheet(feature: Feature) -> Feature:
    """The feature on the sheet that is edited."""
    return feature


def on_another_sheet(feature: Feature) -> Feature:
    """The feature on a sheet behind it, with something to show."""

    def add(book: Any, _: Any) -> None:
        page = book.add_worksheet("Their own, sheet")
        for row in range(4, 8):
            page.write_row(row, 1, ["text", row, f"0{row}"])
        feature(book, page)

    return add


def from_xlsxwriter(folder: Path) -> Iterator[tuple[str, Path]]:
    """A workbook for every feature on either sheet, and for every way to write one."""
    number = 0
    for place in (on_the_tables_sheet, on_another_sheet):
        for name, feature in features():
            number += 1
            yield f"{name}, {place.__name__}", workbook(folder / f"written {number}.xlsx", place(feature))
    for name, options in OPTIONS.items():
        number += 1
        yield name, workbook(folder / f"written {number}.xlsx", None, **options)


def workbook(path: Path, feature: Feature | None, **options: object) -> Path:
    """Three problems, and what the feature adds."""
    rows = [problem(number) for number in (1, 2, 3)]
    return make(path, Given("Problems", rows), after=feature, **options)


def _namespaces(data: bytes) -> bytes:
    """The root as Excel writes it: with the namespaces of its extensions, and which of them may be passed over."""
    return re.sub(
        rb"<worksheet ",
        b'<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" '
        b'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
        b'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
        b'xr:uid="{00000000-0001-0000-0000-000000000000}" ',
        data,
        count=1,
    )


def _descents(data: bytes) -> bytes:
    return re.sub(rb'<row r="(\d+)"', rb'<row r="\1" x14ac:dyDescent="0.25"', _namespaces(data))


def _phonetic(data: bytes) -> bytes:
    return data.replace(b"</sheetData>", b'</sheetData><phoneticPr fontId="1" type="noConversion"/>')




SHEETS: dict[str, Callable[[bytes], bytes]] = {
    "the namespaces of Excel": _namespaces, "descents of letters": _descents, "phonetic letters": _phonetic,
    "extensions": swap(b"</worksheet>", EXTENSIONS + b"</worksheet>"),
    "line ends of Windows": lambda data: data.replace(b"<sheetData>", b"\r\n<sheetData>\r\n"),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "a comment": lambda data: data.replace(b"<sheetData>", b"<!-- kept --><sheetData>"),
    "an instruction": lambda data: data.replace(b"<sheetData>", b"<?theirs kept?><sheetData>"),
    "single quotes": lambda data: re.sub(rb'<row r="(\d+)"', rb"<row r='\1'", data),
    "attributes that nobody knows": lambda data: re.sub(rb"<sheetFormatPr ", b'<sheetFormatPr customHeight="1" ', data),
}  # fmt: skip
"""How else the XML of a sheet is written."""
LABEL = (
    b'<?xml version="1.0" encoding="utf-8" standalone="yes"?><clbl:labelList '
    b'xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label id="{87654321-0000-4000-8000-000000000000}" '
    b'enabled="1" method="Standard" siteId="{12345678-0000-4000-8000-000000000000}" contentBits="0" removed="0"/></clbl:labelList>'
)
COLUMNS = (
    b'<?xml version="1.0"?><p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata/properties" '
    b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><documentManagement><Retention xmlns="urn:example">Seven years</Retention>'
    b"</documentManagement></p:properties>"
)
PERSONS = (
    b'<?xml version="1.0" encoding="UTF-8"?><personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    b'<person displayName="An Officer" id="{AAAAAAAA-0000-4000-8000-000000000001}" userId="S::eo@example.org" providerId="AD"/>'
    b"</personList>"
)
THREADS = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    b'<threadedComment ref="L5" dT="2024-08-22T09:30:00.00" personId="{AAAAAAAA-0000-4000-8000-000000000001}" '
    b'id="{BBBBBBBB-0000-4000-8000-000000000001}"><text>Who asks?</text></threadedComment></ThreadedComments>'
)
PARTS: dict[str, dict[str, bytes]] = {
    "a sensitivity label": {"docMetadata/LabelInfo.xml": LABEL},
    "SharePoint columns": {"customXml/item1.xml": COLUMNS},
    "threaded comments": {"xl/persons/person.xml": PERSONS, "xl/threadedComments/threadedComment1.xml": THREADS},
    "slicers": {"xl/slicers/slicer1.xml": OFFICE_PARTS["xl/slicers/slicer1.xml"]},
    "macros of somebody's": {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 4},
    "printer settings": {"xl/printerSettings/printerSettings1.bin": bytes(1024)},
    "a thumbnail": {"docProps/thumbnail.wmf": b"\xd7\xcd\xc6\x9a" + bytes(40)},
    "everything": OFFICE_PARTS,
}
"""Parts that other programs add; nothing refers to them here, so nothing but care keeps them."""


def hand_written(folder: Path) -> Iterator[tuple[str, Path]]:
    """Each way to write a sheet with each set of Office's parts."""
    number = 0
    for written, change in SHEETS.items():
        for held, parts in PARTS.items():
            number += 1
            path = workbook(folder / f"by hand {number}.xlsx", _PLAIN["note"] if number % 2 else _PLAIN["sparkline"])
            yield f"{written}, {held}", repack(path, {**parts, SHEET: change})
