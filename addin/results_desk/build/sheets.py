"""Writes one declared table, or the drop-down lists, on a sheet of its own. Nothing here stops two people working in it at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from results_desk.build.layout import LAST_ROW, PAGE_SCALE, Layout, frozen_columns, groups, heading_lines, page_breaks, printed_columns, shown_width
from results_desk.build.look import TABS, Look
from results_desk.build.signals import add_signals
from results_desk.tables import LISTS, Column, NamedCell, Table

if TYPE_CHECKING:
    import pandas as pd

_DAY_0 = datetime(1899, 12, 30)
_THIS_ROW = re.compile(r"\[@(?:\[([^\]]+)\]|([^\[\]]+))\]")
_EXACT_LISTS = ("yes no", "flag")
"""Lists whose words our rules read; a word outside any other list is asked about, not forbidden."""
_MESSAGE, _TITLE = 255, 32
"""The longest input message and its title that Excel takes."""


def write_table(workbook: Any, place: Layout, look: Look, rows: pd.DataFrame | None, named: Mapping[str, object]) -> None:
    """One sheet: title, help, named cells, headings, and `rows` (or one blank row) as an Excel table."""
    table, sheet = place.table, workbook.add_worksheet(place.table.sheet)
    sheet.set_tab_color(TABS["view" if table.view else "typed"])
    sheet.hide_gridlines(2)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, shown_width(column), look.data(column))
    if place.heading:
        _write_top(sheet, place, look)
    for number, cell in enumerate(place.named):
        _write_named(workbook, sheet, place, number, cell, named.get(cell.name, cell.start), look)
    count = 0 if rows is None else len(rows)
    _add_table(sheet, place, look, max(1, count))
    _write_rows(sheet, place, look, rows if count else None)
    for number, column in enumerate(table.columns):
        _add_validation(sheet, place.first, number, column)
    sheet.ignore_errors({"number_stored_as_text": xl_range(place.first, 0, LAST_ROW, place.last_column)})
    add_signals(sheet, place, look)
    sheet.freeze_panes(place.first, frozen_columns(table))
    _set_up_print(sheet, place)


def write_lists(workbook: Any, names: tuple[str, ...], look: Look) -> None:
    """The sheet `Lists`: each list a column, and a workbook name for its words."""
    sheet = workbook.add_worksheet("Lists")
    sheet.set_tab_color(TABS["lists"])
    sheet.hide_gridlines(2)
    _write_heads(sheet, "Drop-down lists", "To add a word: right-click a word of the list, Insert, Shift cells down, and type it in the new cell.", look)
    sheet.set_row(2, 18)
    for number, name in enumerate(names):
        words = LISTS[name]
        sheet.set_column(number, number, max(12, *(len(word) + 2 for word in (*words, name))))
        sheet.write_string(2, number, name[0].upper() + name[1:], look.style("heading"))
        for row, word in enumerate(words, 3):
            sheet.write_string(row, number, word, look.style("word"))
        workbook.define_name(list_name(name), "=Lists!" + xl_range_abs(3, number, 2 + len(words), number))
    sheet.freeze_panes(3, 0)
    _set_up_page(sheet)
    sheet.fit_to_pages(1, 0)


def list_name(name: str) -> str:
    """The workbook name that holds a list's words."""
    return "list_" + name.replace(" ", "_")


def in_full(formula: str, table: Table) -> str:
    """A declared formula as a file holds it: `[@Status]` is what Excel shows, `Lines[[#This Row],[Status]]` what it saves."""
    return _THIS_ROW.sub(lambda found: f"{table.name}[[#This Row],[{found[1] or found[2]}]]", formula)


def _write_heads(sheet: Any, title: str, help: str, look: Look) -> None:
    for row, height, text, style in ((0, 30, title, "title"), (1, 20, help, "help")):
        sheet.set_row(row, height, look.style(style))
        sheet.write_string(row, 0, text, look.style(style))


def _write_top(sheet: Any, place: Layout, look: Look) -> None:
    table = place.table
    _write_heads(sheet, table.title, table.help, look)
    if place.named:
        for row, height in ((place.named_row, 26), (place.named_row + 1, 17), (place.named_row + 2, 7)):
            sheet.set_row(row, height, look.style("blank"))
    if place.band is None:
        return
    sheet.set_row(place.band, 16, look.style("blank"))
    for number, (group, first, last) in enumerate(groups(table)):
        for column in range(first, last + 1):
            sheet.write_string(place.band, column, group if column == first else "", look.style(f"band {number % 2}"))


def _write_named(workbook: Any, sheet: Any, place: Layout, column: int, cell: NamedCell, value: object, look: Look) -> None:
    row = place.named_row + 1
    sheet.write_string(row - 1, column, cell.label, look.style("label"))
    whole_number = isinstance(cell.start, int)
    style = look.style("number cell" if whole_number else "date cell")
    if isinstance(value, str) and value.startswith("="):
        sheet.write_formula(row, column, value, style, "")
    else:
        _write(sheet, row, column, value, style)
    workbook.define_name(cell.name, f"={place.table.sheet}!" + xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
    number_only = {
        "validate": "integer", "criteria": "between", "minimum": 0, "maximum": 400, "ignore_blank": False,
        "error_title": cell.label, "error_message": "A whole number of days, 0 to 400.",
    }  # fmt: skip
    message = {"input_title": cell.label[:_TITLE], "input_message": cell.help[:_MESSAGE]}
    sheet.data_validation(row, column, row, column, {**(number_only if whole_number else {"validate": "any"}), **message})


def _add_table(sheet: Any, place: Layout, look: Look, count: int) -> None:
    table = place.table
    columns = [
        {
            "header": column.heading, "header_format": look.style("computed heading" if column.formula else "heading"),
            "formula": in_full(column.formula, table),
        }
        for column in table.columns
    ]  # fmt: skip
    lines = max(heading_lines(column.heading, shown_width(column)) for column in table.columns)
    sheet.set_row(place.heading, 14 * max(2, lines) + 4)
    sheet.add_table(
        place.heading, 0, place.heading + count, place.last_column,
        {"name": table.name, "columns": columns, "style": "Table Style Light 1", "banded_rows": False},
    )  # fmt: skip


def _write_rows(sheet: Any, place: Layout, look: Look, rows: pd.DataFrame | None) -> None:
    """The cells of every row, or of the one blank row that a table cannot do without."""
    table = place.table
    unknown = [] if rows is None else [str(heading) for heading in rows.columns if heading not in table.headings]
    if unknown:
        raise ValueError(f"{table.name} declares no column {', '.join(unknown)}")
    blanks = [None] * (1 if rows is None else len(rows))
    for number, column in enumerate(table.columns):
        values = blanks if rows is None or column.heading not in rows else list(rows[column.heading])
        formula, style = in_full(column.formula, table), look.data(column)
        for row, value in enumerate(values, place.first):
            if formula:
                sheet.write_formula(row, number, formula, style, _cached(value))
            else:
                _write(sheet, row, number, value, style)


def _add_validation(sheet: Any, first: int, number: int, column: Column) -> None:
    rule: dict[str, Any] = {}
    if column.choices:
        exact = column.choices in _EXACT_LISTS
        rule = {
            "validate": "list", "source": "=" + list_name(column.choices), "error_type": "stop" if exact else "warning",
            "error_title": "Not on the list",
            "error_message": "Please choose from the list." if exact else "This is not on the list. Keep it as you typed it?",
        }  # fmt: skip
    if column.help:
        rule = {"validate": "any", **rule, "input_title": column.heading[:_TITLE], "input_message": column.help[:_MESSAGE]}
    if rule:
        sheet.data_validation(first, number, LAST_ROW, number, rule)


def _set_up_page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_header("&C&9&A", {"margin": 0.3})
    sheet.set_footer("&L&8&F&C&8Page &P of &N", {"margin": 0.3})


def _set_up_print(sheet: Any, place: Layout) -> None:
    table, breaks = place.table, page_breaks(place.table)
    _set_up_page(sheet)
    sheet.repeat_rows(place.heading if place.band is None else place.band, place.heading)
    if printed_columns(table) < len(table.columns):
        sheet.print_area(0, 0, LAST_ROW, printed_columns(table) - 1)
    if not breaks:
        sheet.fit_to_pages(1, 0)
        return
    sheet.set_print_scale(PAGE_SCALE)
    sheet.set_v_pagebreaks(breaks)
    sheet.repeat_columns(0, frozen_columns(table) - 1)
    sheet.print_across()


def _cached(value: object) -> object:
    """What a formula's cell shows until Excel computes it: a date as the days since Excel's day 0."""
    if _is_blank(value):
        return ""
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return (moment - _DAY_0) / timedelta(days=1)
    return value


def _write(sheet: Any, row: int, column: int, value: object, style: Any) -> None:
    """A value as what it is: a text stays text whatever it looks like, a blank cell keeps its format."""
    if _is_blank(value):
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _is_blank(value: object) -> bool:
    return value is None or value == "" or value != value
