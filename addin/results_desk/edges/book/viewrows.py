"""The rows of a view, made anew: what we fill is written, what is an officer's own goes with the row of the same key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from results_desk.edges.book.draft import Draft
from results_desk.edges.book.tablerows import TableRows, key_of
from results_desk.edges.book.tablexml import TableColumn, TableXml
from results_desk.edges.book.values import is_blank


def without_unknown(now: TableRows, wanted: Mapping[str, list[object]]) -> dict[str, list[object]]:
    """The columns that have anything to say: not those of formulas for which no value is known."""
    return {
        heading: values for heading, values in wanted.items()
        if not now.is_computed(now.columns[heading]) or not all(is_blank(value) for value in values)
    }  # fmt: skip


def fill(draft: Draft, table: TableXml, now: TableRows, wanted: Mapping[str, Sequence[object]], count: int) -> None:
    """Draft `count` rows with the `wanted` values by heading, and blank the rows of the table that are left over."""
    ours = [now.columns[heading] for heading in wanted]
    theirs = [column for column in table.columns if column not in ours]
    origins = sources(now, wanted, count)
    for column in ours:
        _fill_column(draft, table, now, column, wanted[column.heading])
    for row, source in enumerate(origins, table.first):
        for column in theirs:
            _bring(draft, now, column, source, row)
    for row in range(table.first + count, table.last + 1):
        for column in table.columns:
            stays = row == table.first and now.is_computed(column)
            (draft.give if stays else draft.type_over)(row, column, "")


def _fill_column(draft: Draft, table: TableXml, now: TableRows, column: TableColumn, values: Sequence[object]) -> None:
    for row, value in enumerate(values, table.first):
        if now.is_computed(column):
            draft.give(row, column, value)
        elif row > table.last or value != now.value(row, column.heading):
            draft.type_over(row, column, value)


def sources(now: TableRows, wanted: Mapping[str, Sequence[object]], count: int) -> list[int]:
    """For each new row the old one of the same key, in turn where several have it; 0 for a row that is new."""
    before = {key: list(rows) for key, rows in now.by_key().items()}
    parts = [wanted.get(heading, [None] * count) for heading in now.key]
    keys = (key_of(values) for values in zip(*parts, strict=True))
    return [before[key].pop(0) if before.get(key) else 0 for key in keys]


def _bring(draft: Draft, now: TableRows, column: TableColumn, source: int, row: int) -> None:
    """The cell of an officer's column: a computed one keeps its formula where it is, any other comes along with its row."""
    if source == row:
        return
    if source:
        (draft.carry_computed if now.is_computed(column) else draft.carry)(source, row, column)
    elif now.is_computed(column):
        draft.give(row, column, "")
    else:
        draft.empty(row, column)
