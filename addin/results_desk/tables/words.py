"""The words tables are declared in: column, table, named cell, and the drop-down lists they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from results_desk import terms

Kind = Literal["code", "text", "date", "moment", "number", "money"]
"""What a column holds. `code` is text that must never become a number or a date; see `port.TablePort` for values."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it holds, its width in characters, and what an officer should know of it.

    `choices` names a list in `LISTS`; `formula` is an Excel formula in A1 style with `[@Heading]` references that
    Excel 2016 and Excel on the web both compute; `group` is the band of headings the column stands under.
    """

    heading: str
    kind: Kind = "text"
    width: int = 12
    choices: str = ""
    formula: str = ""
    help: str = ""
    group: str = ""


@dataclass(frozen=True)
class Table:
    """One Excel table (ListObject). `key` headings find a row; a `view` is filled by actions and never typed in."""

    name: str
    workbook: str
    sheet: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    title: str
    help: str = ""
    view: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """The declared headings, in order."""
        return tuple(column.heading for column in self.columns)

    def column(self, heading: str) -> Column:
        """The declared column of that heading. KeyError when there is none."""
        for column in self.columns:
            if column.heading == heading:
                return column
        raise KeyError(heading)


@dataclass(frozen=True)
class NamedCell:
    """One named cell beside the tables: what it starts with (a number, or a formula with "="), its label and help."""

    name: str
    workbook: str
    sheet: str
    label: str
    start: str | int
    help: str


LISTS: dict[str, tuple[str, ...]] = {
    "awarding body": terms.AWARDING_BODIES,
    "level": terms.LEVELS,
    "service": terms.SERVICES,
    "status": terms.STATUSES,
    "outcome mark": ("Up", "Down", "No change", "Script not found", "Pending"),
    "outcome grade": ("Up", "Down", "No change", "Not applicable (unit only)"),
    "payer": ("Candidate", "School", "Department"),
    "pay route": (
        "ParentPay", "ParentMail", "WisePay", "School shop", "Card at office", "Bank transfer", "Cash", "Cheque", "Internal journal",
    ),
    "requester": ("Candidate", "Subject teacher", "Head of department", "SLT", "EO"),
    "support": ("Strongly", "Yes", "Neutral", "No"),
    "internal appeal": ("None", "Open", "Upheld", "Rejected"),
    "class use": ("Without my name", "With my name", "Not in class"),
    "certificate": ("Not yet printed", "Correct", "Send back", "Returned", "New received"),
    "yes no": ("Yes", "No"),
    "flag": ("#",),
}
"""Drop-down lists by name. Words are JCQ's where JCQ has one."""
