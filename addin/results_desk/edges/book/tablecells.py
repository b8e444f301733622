"""Rows to write into a declared table, whatever holds it: values as cells take them, and what is wrong with the table's headings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from results_desk.edges.book.cells import LONGEST_TEXT
from results_desk.edges.book.tablerows import TableRows
from results_desk.edges.book.values import clean, of_kind
from results_desk.errors import DeskError
from results_desk.port import Cells, Columns
from results_desk.tables import Kind, Table


def fit(spec: Table, heading: str, value: object, where: str) -> object:
    """A value as its cell will hold it. KeyError for a heading that is not declared, DeskError for a text too long."""
    return _fit(spec.column(heading).kind, heading, value, where)


def _fit(kind: Kind, heading: str, value: object, where: str) -> object:
    fitting = of_kind(value, kind)
    if not fitting or not isinstance(fitting, str):
        return fitting
    text = clean(fitting)
    if len(text) * 2 > LONGEST_TEXT and len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise DeskError(
            f"{where}, column '{heading}': a text of {len(text):,} characters does not fit into a cell "
            f"(Excel holds {LONGEST_TEXT:,}): shorten it and try again."
        )
    return text


def columns_of(spec: Table, rows: Columns, found: Collection[str], where: str) -> dict[str, list[object]]:
    """The values by declared heading. KeyError for a heading that is neither declared nor `found` in the workbook."""
    theirs = set(found) - set(spec.headings)
    headings = [str(heading) for heading in (rows.keys() if isinstance(rows, Mapping) else rows.columns)]
    kinds = {heading: spec.column(heading).kind for heading in headings if heading not in theirs}
    return {heading: [_fit(kind, heading, value, where) for value in rows[heading]] for heading, kind in kinds.items()}


def count(rows: Columns) -> int:
    """How many rows there are."""
    return len(next(iter(rows.values()), ())) if isinstance(rows, Mapping) else len(rows)


def holds(rows: TableRows, row: int, expected: Cells) -> bool:
    """Whether a row has these values. False when it lacks one of the columns."""
    if not rows.columns.keys() >= expected.keys():
        return False
    return all(of_kind(value, rows.kind(heading)) == rows.value(row, heading) for heading, value in expected.items())


def require_view(spec: Table) -> None:
    """ValueError when the rows are people's own, so that nobody may put others in their place."""
    if not spec.view:
        raise ValueError(f"{spec.name} is no view: its rows are people's own")


def require_columns(spec: Table, found: Sequence[str], has_headings: bool, where: str) -> None:
    """DeskError when the table has no headings, or lacks a declared column."""
    if not has_headings:
        raise DeskError(f"{where} has no row of headings: switch it on (Table Design > Header Row) and save the workbook.")
    if missing := [heading for heading in spec.headings if heading not in found]:
        names = ", ".join(f"'{heading}'" for heading in missing)
        words = (f"the column {names} is missing", "it") if len(missing) == 1 else (f"the columns {names} are missing", "them")
        raise DeskError(
            f"{where}: {words[0]} (found: {', '.join(found)}). "
            f"Rename {words[1]} back, or restore the file from the backups folder."
        )


def require_no_totals(has_totals: bool, where: str) -> None:
    """DeskError when a row of totals stands where new rows would go."""
    if has_totals:
        raise DeskError(f"{where} has a row of totals, so it cannot grow: switch it off (Table Design > Total Row).")


def in_the_way(what: str, where: str) -> DeskError:
    """What to say when something stands below a table that has to grow."""
    return DeskError(
        f"{where} has something below it ({what}), so it cannot grow: move that beside the table or to another sheet, "
        "save the workbook and try again."
    )


def no_table(file: str, name: str) -> DeskError:
    """What to say when a workbook lacks a table."""
    return DeskError(
        f"{file} has no table {name}: name it {name} again (Table Design > Table Name), or restore the file from the backups folder."
    )


def no_cell(file: str, name: str) -> DeskError:
    """What to say when a workbook lacks a named cell."""
    return DeskError(
        f"{file} has no cell named {name}: name the cell again (type {name} into the box left of the "
        "formula bar), or restore the file from the backups folder."
    )


def no_single_cell(file: str, name: str) -> DeskError:
    """What to say when a name stands for something else than one cell."""
    return DeskError(
        f"{file}: the name {name} is not one cell's any more: give it back to its cell "
        "(Formulas > Name Manager), or restore the file from the backups folder."
    )


def stuck(where: str, heading: str) -> DeskError:
    """What to say of a formula that cannot go along with its row."""
    return DeskError(
        f"{where}: the formula in the column '{heading}' names cells of other rows, so it cannot go along with its row: "
        "write it with column names, such as [@Name], or move the column out of the table, and try again."
    )
