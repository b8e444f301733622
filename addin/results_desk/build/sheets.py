"""Writes one declared table on a sheet of its own. Nothing here stops two people working in it at once: no lock, no merged cell."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from results_desk.build.cells import cached, in_full, write
from results_desk.build.fitting import fit_rows
from results_desk.build.guides import add_choices, add_day_count, add_help
from results_desk.build.layout import LAST_ROW, Layout, address, frozen_columns, groups, heading_lines, named_columns, shown_width
from results_desk.build.look import TABS, Look
from results_desk.build.printing import set_up_print
from results_desk.build.signals import add_signals
from results_desk.tables import NamedCell

if TYPE_CHECKING:
    import pandas as pd

_BAND_LABEL_EVERY = 90
"""Characters after which a band says its name again: a laptop shows no more of it at once."""
_LINE = 14
"""The height of a line of a heading, in points."""
_ABOVE = 160
"""The height of what is written upwards above a heading, in points."""


def write_table(workbook: Any, place: Layout, look: Look, rows: pd.DataFrame | None, named: Mapping[str, object]) -> Any:
    """One sheet: title, help, named cells, headings, and `rows` (or one blank row) as an Excel table. Returns the sheet."""
    table, sheet = place.table, workbook.add_worksheet(place.table.sheet)
    sheet.set_tab_color(TABS["view" if table.view else "typed"])
    sheet.hide_gridlines(2)
    sheet._prepare_formula = cache(sheet._prepare_formula)  # it looks for 60 function names; a column's formula is the same in every row
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, shown_width(column), look.data(column))
    if place.heading:
        _write_top(sheet, place, look)
    for number, cell in zip(named_columns(place), place.named, strict=True):
        write_named(workbook, sheet, (place.named_row, number), cell, named.get(cell.name, cell.start), look)
    count = 0 if rows is None else len(rows)
    _add_table(sheet, place, look, max(1, count))
    _write_rows(sheet, place, look, rows if count else None)
    fit_rows(sheet, place, rows if count else None)
    for number, column in enumerate(table.columns):
        add_choices(sheet, place.first, number, column)
    sheet.ignore_errors({"number_stored_as_text": f"{address(place.first, 0)}:{address(LAST_ROW, place.last_column)}"})
    add_signals(sheet, place, look)
    sheet.freeze_panes(place.first, frozen_columns(table))
    set_up_print(workbook, sheet, place)
    return sheet


def write_heads(sheet: Any, title: str, help: str, look: Look) -> None:
    """The two rows that every sheet begins with: its title, and what a person should know of it."""
    for row, height, text, style in ((0, 30, title, "title"), (1, 20, help, "help")):
        sheet.set_row(row, height, look.style(style))
        sheet.write_string(row, 0, text, look.style(style))


def _write_top(sheet: Any, place: Layout, look: Look) -> None:
    table = place.table
    write_heads(sheet, table.title, table.help, look)
    if place.named:
        for row, height in ((place.named_row, 26), (place.named_row + 1, 17), (place.named_row + 2, 7)):
            sheet.set_row(row, height, look.style("blank"))
    if place.band is None:
        return
    if any(column.above for column in table.columns):
        _write_above(sheet, place, look)
        return
    sheet.set_row(place.band, 16, look.style("blank"))
    for number, (group, first, last) in enumerate(groups(table)):
        since = _BAND_LABEL_EVERY
        for column in range(first, last + 1):
            text, since = (group, 0) if since >= _BAND_LABEL_EVERY else ("", since)
            since += shown_width(table.columns[column])
            sheet.write_string(place.band, column, text, look.style(f"band {number % 2}"))


def _write_above(sheet: Any, place: Layout, look: Look) -> None:
    """What a column says over its heading, upwards, in the row that otherwise names groups."""
    assert place.band is not None
    sheet.set_row(place.band, _ABOVE, look.style("blank"))
    for number, column in enumerate(place.table.columns):
        if column.above:
            sheet.write_formula(place.band, number, column.above, look.style("above"), "")


def write_named(workbook: Any, sheet: Any, at: tuple[int, int], cell: NamedCell, value: object, look: Look) -> None:
    """A named cell: its label at row and column `at`, the cell itself below."""
    row, column = at[0] + 1, at[1]
    sheet.write_string(at[0], column, cell.label, look.style("label"))
    days = isinstance(cell.start, int)
    style = look.style(f"{'number' if days else cell.kind} cell")
    if isinstance(value, str) and value.startswith("="):
        sheet.write_formula(row, column, value, style, "")
    else:
        write(sheet, row, column, value, style)
    sheet_name = f"'{cell.sheet}'" if " " in cell.sheet else cell.sheet
    workbook.define_name(cell.name, f"={sheet_name}!{address(row, column, fixed=True)}")
    (add_day_count if days else add_help)(sheet, row, column, cell)


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
    sheet.set_row(place.heading, _LINE * max(2, lines) + 4)
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
                sheet.write_formula(row, number, formula, style, cached(value))
            else:
                write(sheet, row, number, value, style)
