"""What actions fill for people who only look: views, with the moment their contents last changed, and the values of formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from results_desk import tables
from results_desk.actions.facts import key_in, named_cells, rows
from results_desk.actions.registry import Work
from results_desk.port import Columns

if TYPE_CHECKING:
    from results_desk.rules.computed import Around


def columns(rows: Iterable[Mapping[str, object]], headings: Iterable[str]) -> dict[str, list[object]]:
    """Rows as columns, which the port takes without pandas; blank where a row has no such cell."""
    held = list(rows)
    return {heading: [row.get(heading) for row in held] for heading in headings}


def typed(table: str) -> list[str]:
    """The headings of a table that are no formulas."""
    return [column.heading for column in tables.table(table).columns if not column.formula]


def put_view(work: Work, name: str, rows: Columns) -> bool:
    """Make these the rows of a view, and stamp it when they are others than before. False: the same already."""
    changed = work.desk.table(name).replace(rows)
    book, stamp = tables.table(name).workbook, f"filled_{name}"
    if changed and any((cell.workbook, cell.name) == (book, stamp) for cell in tables.NAMED_CELLS):
        work.desk.book(book).set_named(stamp, work.wall_clock)
    return changed


def put_formula_values(work: Work, workbooks: Iterable[str]) -> None:
    """Give every formula of these workbooks the value it has on this day, for readers that do not compute."""
    from results_desk.rules.every_column import COMPUTED

    for workbook in workbooks:
        around = _around(work, workbook)
        for name in (table.name for table in tables.TABLES if table.workbook == workbook and table.name in COMPUTED):
            put_values(work, name, around)


def put_values(work: Work, name: str, around: Around) -> None:
    """Give the formulas of one table the values that follow from `around`, which holds the rows of that table."""
    from results_desk.rules.every_column import COMPUTED

    keys = tables.table(name).key
    lines = [line for line in around.tables[name] if any(line[heading] not in ("", None) for heading in keys)]
    work.desk.table(name).update({key_in(name, line): COMPUTED[name](line, around) for line in lines})


def _around(work: Work, workbook: str) -> Around:
    from results_desk.rules.computed import Around

    held = {table.name: rows(work.desk, table.name) for table in tables.TABLES if table.workbook == workbook}
    return Around(work.now.date(), held, named_cells(work.desk, workbook))
