"""What an officer has to look at after a desk was rolled: dates to confirm, and what of their own was kept unseen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from results_desk import tables
from results_desk.actions.registry import Row
from results_desk.edges.book.files import ClosedBook
from results_desk.edges.book.tablerows import Grid
from results_desk.edges.book.tablexml import TableXml
from results_desk.edges.book.values import is_blank
from results_desk.edges.desk.desk import Desk
from results_desk.errors import Problem
from results_desk.tables.fees_formulas import ALL_JCQ
from results_desk.terms import counted

_LISTS = "Lists"
_BASIS, _SUGGESTED = "Basis", "Suggested"
_COPY = "Deadlines"
"""What the Grid fills; an awarding body's own line of the Grid is blank where it follows the common one."""


def confirm(desk: Desk) -> Iterator[Problem]:
    """Days and fees not known for the new series, or only after the pattern of other years: one problem for each column."""
    for spec in (spec for spec in desk.tables if not spec.view and spec.name != _COPY and (spec.rolls == "series" or _is_dated(spec))):
        every = desk.table(spec.name).rows()
        for column in _dated(spec):
            heading, rows = column.heading, [row for row in every if column.kind == "money" or row.get("Awarding body", ALL_JCQ) == ALL_JCQ]
            unknown = sum(row[heading] is None and is_blank(row.get("Rule")) for row in rows)
            suggested = sum(row[heading] is not None and row.get(_BASIS) == _SUGGESTED for row in rows)
            if unknown:
                said = f"{unknown} of {len(rows)} are not known yet for the new series"
                yield _problem(spec, heading, said, "Look them up and type them in.")
            if suggested:
                said = f"{suggested} of {len(rows)} are suggested after other years, not published"
                yield _problem(spec, heading, said, "Compare them with this year's notice, then fill Confirmed on.")


def _is_dated(spec: tables.Table) -> bool:
    """Whether its lines are kept, but what they say is of one series and has a basis."""
    return any(column.heading == _BASIS and column.each_series for column in spec.columns)


def _dated(spec: tables.Table) -> Iterator[tables.Column]:
    """The first column of days and the first of money that somebody types."""
    typed = [column for column in spec.columns if not column.formula]
    for kinds in (("date", "moment"), ("money",)):
        yield from [column for column in typed if column.kind in kinds][:1]


def kept_as_it_is(book: ClosedBook, pivots: Iterable[str]) -> Iterator[Row]:
    """What of an officer's own was carried without looking into it, with what to do about it."""
    ours = {sheet.sheet for sheet in tables.SHEETS if sheet.workbook == book.file} | {_LISTS}
    declared = {spec.name.casefold() for spec in tables.TABLES if spec.workbook == book.file}
    for sheet in book.sheets:
        standing = [table for table in book.tables_on(sheet) if table.name.casefold() in declared]
        if not standing and sheet.name not in ours:
            yield _row(book, sheet.name, "Your own sheet: kept as it is. Look through it for what belongs to the old series.")
        beside = sum(_beside(book.grid(sheet), table) for table in standing)
        if beside:
            yield _row(book, sheet.name, f"{counted(beside, 'cell')} of your own beside the table: kept. Look through them.")
    for name in pivots:
        yield _row(book, name, "A pivot table: emptied. It reads the new rows when Excel opens the workbook; look that it does.")
    if book.constants:
        yield _row(book, "", f"Names that hold a value: kept. Look at them in Formulas > Name Manager: {', '.join(book.constants)}.")


def _beside(grid: Grid, table: TableXml) -> int:
    """How many cells beside a table's rows or below it hold something."""
    rows = enumerate(grid[table.first - 1 :], table.first)
    return sum(not is_blank(value) for row, values in rows for column, value in enumerate(values, 1) if not _inside(table, row, column))


def _inside(table: TableXml, row: int, column: int) -> bool:
    return table.area.left <= column <= table.area.right and row <= table.area.bottom


def _problem(spec: tables.Table, heading: str, message: str, way_out: str) -> Problem:
    return Problem(spec.workbook, 0, heading, f"{spec.sheet}: {message}", way_out)


def _row(book: ClosedBook, sheet: str, what: str) -> Row:
    return {"Workbook": book.file, "Sheet": sheet, "What": what}
