"""The History of a log: every cell that an action changed in it, for as long as the log is kept."""

from __future__ import annotations

from results_desk.tables.words import Column, Table

HISTORY = "Change history"
"""The sheet: Excel keeps the name History to itself."""


def history(name: str, workbook: str) -> Table:
    """The table of that name, on the sheet Change history of a workbook: one line per cell, rows added as one line."""
    return Table(
        name, workbook, HISTORY, ("When", "Table", "Key", "Column"), title="History: what Results Desk changed here", rolls="clear",
        help="Filled by every action. What a person types is not in it: Excel's own version history has that.",
        columns=(
            Column("When", "moment", width=17),
            Column("Who", "code", width=16, help="The login to the computer."),
            Column("Action", width=20),
            Column("Table", "code", width=16),
            Column("Key", "code", width=22, help="What finds the row: a line ID, or candidate number and results day."),
            Column("Column", "code", width=24),
            Column("Old", "code", width=30, one_line=True),
            Column("New", "code", width=30, one_line=True),
        ),
    )  # fmt: skip
