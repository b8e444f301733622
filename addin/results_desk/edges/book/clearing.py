"""A table with its rows gone: the one blank row that a table cannot do without, and no filter that names what is gone."""

from __future__ import annotations

import re

from results_desk.edges.book.draft import Draft
from results_desk.edges.book.tablexml import TableXml
from results_desk.tables import Table

_FILTERED = re.compile(rb"<((?:[\w.-]+:)?filterColumn)(?:\s[^<>]*)?>.*?</\1\s*>", re.DOTALL)


def blank_row(draft: Draft, table: TableXml, spec: Table) -> None:
    """Draft the first row as a form not filled in: formats, formulas of computed columns, and those typed in an officer's own column."""
    for column in table.columns:
        draft.form(table.first, column, keep_formula=column.heading not in spec.headings)


def unfiltered(sheet: bytes) -> bytes:
    """The sheet with no filter set in the views of it that people saved."""
    return _FILTERED.sub(b"", sheet)
