"""Where things stand on a sheet: which row holds the headings, what stays in view, how it prints. Rows and columns count from 0."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import groupby

from results_desk.build.look import INDENT
from results_desk.edges.book.areas import letters
from results_desk.tables import NAMED_CELLS, Column, NamedCell, Table

LAST_ROW = 1_048_575
WRAP_AT = 44
"""A text column wider than this is shown this wide, in as many lines as it takes."""
HEADING_LINES = 3
"""No heading takes more lines: its column is made wider."""
FROZEN_WIDTH = 60
"""Characters of key columns that may stay in view; more would leave no room on a laptop for the rest."""
FIT_WIDTH = 300
"""Characters that are shrunk to fit across a landscape A4 page; a wider table goes over several pages."""
PAGE_WIDTH, PAGE_SCALE = 255, 55
"""Characters across each of those pages, and the scale in per cent that brings them there."""

DAY_WIDTH, MOMENT_WIDTH = 11, 16
"""Characters that a date takes, in bold, and a date with its time."""
PORTRAIT_WIDTH = 104
"""Characters that go across an upright A4 page: a table that is no wider stands on one."""

_FIRST_ROW_IS_HEADINGS = ("MailMerge",)
"""Word's mail merge takes the first row of a sheet for the field names, so nothing may stand above."""
_FROZEN_TO = {
    "Lines": "Name", "ResultsDayTasks": "Task", "PostResultsTasks": "Task", "Moderation": "Subject",
    "Certificates": "Name on certificate", "Links": "Awarding body", "Broadsheet": "Forenames",
}  # fmt: skip
"""A line of the log means nothing without whose it is, nor does the number of a task without the task."""
_PRINTED_TO = {
    "Lines": "Days overdue", "MailMerge": "email", "ResultsDayTasks": "Alarm", "PostResultsTasks": "Alarm",
    "ResultsDayProgress": "Next task", "PostResultsProgress": "Next task", "Grid": "Check", "Broadsheet": "30",
    "Moderation": "Missing items", "Certificates": "Days held", "Links": "Works?", "Today": "Service", "Results": "File",
}  # fmt: skip
"""The last column of these tables that is any use on paper."""
_PRINT_GROWS = ("Broadsheet",)
"""Whoever fills these tables moves the end of what is printed to the last column in use."""
_NOT_PRINTED = ("Source", "Sensitive note", "SHA-256")
_LYING = ("Overview", "GradeTotals")
"""Narrow tables that take a page across for what stands beside them."""


@dataclass(frozen=True)
class Layout:
    """One table on its sheet. `band` is the row of group names, or None; `named` stand side by side in two rows above."""

    table: Table
    named: tuple[NamedCell, ...]
    named_row: int
    band: int | None
    heading: int

    @property
    def first(self) -> int:
        """The first data row."""
        return self.heading + 1

    @property
    def last_column(self) -> int:
        """The table's last column."""
        return len(self.table.columns) - 1

    def column(self, heading: str) -> int:
        """The place of a declared column."""
        return self.table.headings.index(heading)


def layout(table: Table) -> Layout:
    """Title, help, named cells, band, headings: from the top, as far as the table has them."""
    named = tuple(cell for cell in NAMED_CELLS if (cell.workbook, cell.sheet) == (table.workbook, table.sheet))
    if table.name in _FIRST_ROW_IS_HEADINGS:
        return Layout(table, (), 0, None, 0)
    row = 2 + (3 if named else 0)
    band = row if any(column.group or column.above for column in table.columns) else None
    return Layout(table, named, 2, band, row + (band is not None))


def named_columns(place: Layout) -> list[int]:
    """The column of each named cell: side by side, but a date only where it is not too wide for the column."""
    widths = [shown_width(column) for column in place.table.columns]
    columns: list[int] = []
    for cell in place.named:
        free = range(columns[-1] + 1 if columns else 0, len(widths))
        needed = {"moment": MOMENT_WIDTH, "date": DAY_WIDTH}.get(cell.kind, 0)
        columns.append(next((column for column in free if widths[column] >= needed), free[0]))
    return columns


def address(row: int, column: int, fixed: bool = False) -> str:
    """A cell by its name, `B5`; `fixed` as `$B$5`."""
    return f"${letters(column + 1)}${row + 1}" if fixed else f"{letters(column + 1)}{row + 1}"


def frozen_columns(table: Table) -> int:
    """How many columns stay in view: up to the last key column, as far as they leave room."""
    if table.name in _FROZEN_TO:
        return table.headings.index(_FROZEN_TO[table.name]) + 1
    last_key = max(table.headings.index(heading) for heading in table.key) + 1
    return max(n for n in range(1, last_key + 1) if n == 1 or sum(column.width for column in table.columns[:n]) <= FROZEN_WIDTH)


def groups(table: Table) -> list[tuple[str, int, int]]:
    """(group, first column, last column), left to right."""
    runs = groupby(enumerate(table.columns), key=lambda item: item[1].group)
    found = [(group, [n for n, _ in run]) for group, run in runs]
    return [(group, places[0], places[-1]) for group, places in found]


def printed_columns(table: Table) -> int:
    """How many columns are printed."""
    if table.name in _PRINTED_TO:
        return table.headings.index(_PRINTED_TO[table.name]) + 1
    return len(table.columns) - (table.headings[-1] in _NOT_PRINTED)


def is_upright(table: Table) -> bool:
    """Whether a table is printed on upright pages: it is narrow, and nothing stands beside it."""
    return table.name not in _LYING and _width(table, 0, printed_columns(table)) <= PORTRAIT_WIDTH


def page_breaks(table: Table) -> list[int]:
    """The columns that begin a new page, none where all fit one page's width. The frozen columns are on every page."""
    end, frozen = len(table.columns) if table.name in _PRINT_GROWS else printed_columns(table), frozen_columns(table)
    if _width(table, 0, end) <= FIT_WIDTH:
        return []
    repeated = _width(table, 0, frozen)
    ends = {first: last + 1 for _, first, last in groups(table)}
    breaks: list[int] = []
    used = repeated
    for place in range(frozen, end):
        group = _width(table, place, min(ends.get(place, place), end))
        group_needs_a_page = used + group > PAGE_WIDTH >= repeated + group
        if group_needs_a_page or used + _width(table, place, place + 1) > PAGE_WIDTH:
            breaks.append(place)
            used = repeated
        used += _width(table, place, place + 1)
    return breaks


def shown_width(column: Column) -> int:
    """The width a column is given, in characters: as declared; typed texts wrap, headings break at spaces only."""
    width = min(column.width, WRAP_AT) if column.kind in ("text", "code") and not column.formula else column.width
    width += INDENT * (column.kind not in ("number", "money"))
    width = max(width, *(len(word) + 2 + INDENT for word in column.heading.split(" ")))
    while heading_lines(column.heading, width) > HEADING_LINES:
        width += 1
    return width


def heading_lines(heading: str, width: int) -> int:
    """How many lines a heading takes in a column of that width, in bold and beside the filter button."""
    return len(textwrap.wrap(heading, max(4, width - 2 - INDENT)))


def _width(table: Table, first: int, end: int) -> float:
    """Characters from one column to another, the margins inside the cells counted."""
    return sum(shown_width(column) + 0.7 for column in table.columns[first:end])
