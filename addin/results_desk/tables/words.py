"""The words workbooks are declared in: column, table, page, named cell, and the drop-down lists they share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from results_desk import reference, terms

Signal = tuple[Literal["red", "amber", "done", "blue", "red row"], tuple[str, ...]]
"""A colour, and the words that call for it."""

Kind = Literal["code", "text", "date", "moment", "number", "money"]
"""What a column holds. `code` is text that must never become a number or a date; see `port.TablePort` for values."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it holds, its width in characters, and what an officer should know of it.

    `choices` names a list in `LISTS`; `formula` is an Excel formula in A1 style with `[@Heading]` references that
    Excel 2016 and Excel on the web both compute; `group` is the band of headings the column stands under. `signals` colour
    a cell that holds one of the words (a word that begins with "=" must be the whole cell). What stands in a column that is
    `each_series` belongs to one series and is blanked when the desk is rolled to the next. `above` is a formula for the cell
    over the heading, outside the table, written upwards; `shown` a number format in place of the kind's own. A text that
    stands on `one_line` makes no row higher, however long it is.
    """

    heading: str
    kind: Kind = "text"
    width: int = 12
    choices: str = ""
    formula: str = ""
    help: str = ""
    group: str = ""
    signals: tuple[Signal, ...] = ()
    each_series: bool = False
    above: str = ""
    shown: str = ""
    one_line: bool = False


@dataclass(frozen=True)
class Table:
    """One Excel table (ListObject). `key` headings find a row; a `view` is filled by actions and never typed in.

    `facts` names the list in `reference/` that fills a new table. `rolls` says what becomes of the rows when the desk is
    rolled to the next series: "keep" them, "clear" them (they are of people, or of that one series), or take those of the
    new "series" from `reference/`. Views are always cleared.
    """

    name: str
    workbook: str
    sheet: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    title: str
    help: str = ""
    view: bool = False
    facts: str = ""
    rolls: Literal["keep", "clear", "series"] = "keep"

    @cached_property
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
class Page:
    """One sheet without a table of its own: computed by formulas from the tables, for the wall or the screen. `build.pages` draws it."""

    name: str
    workbook: str
    sheet: str
    title: str
    help: str = ""


@dataclass(frozen=True)
class NamedCell:
    """One named cell beside the tables: what it starts with (a number, a text, or a formula with "="), its label and help.

    A cell that starts with a number takes a whole number of days or months, one with a formula a day; `kind` says what the others take.
    """

    name: str
    workbook: str
    sheet: str
    label: str
    start: str | int
    help: str
    kind: Kind = "text"


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
    "closed day": ("Bank holiday", "Office closed"),
    "level group": terms.LEVEL_GROUPS,
    "state": ("Not started", "In progress", "Done", "Not needed here", "Blocked"),
    "days counted": ("Calendar", "Working"),
    "certificate": ("Not yet printed", "Correct", "Send back", "Returned", "New received"),
    "yes no": ("Yes", "No"),
    "flag": ("#",),
    "task level": (*terms.LEVEL_GROUPS, "All"),
    "repeats": ("Daily", "Weekly", "Fortnightly", "Every 4 weeks"),
    "anchor": tuple(row["anchor"] for row in reference.rows("anchors")),
    "results day stage": ("A Summer term", "B Week before", "C Restricted", "D Results day", "E Afterwards"),
    "after results stage": ("A Plan", "B First week", "C To deadline", "D Outcomes", "E Close"),
    "grid awarding body": ("All JCQ awarding bodies", *terms.AWARDING_BODIES),
    "deadline level": ("GCE AS/A level and Level 3 VTQ", "GCSE and Level 1/2 VTQ"),
    "offered": ("Yes", "No", "Only some papers"),
    "fee basis": ("Per component", "Per unit", "Per subject", "Per candidate", "Per batch", "Per cohort", "Free"),
    "refund rule": (
        "None", "Full if grade changes", "Full if mark changes", "If centre marks reinstated", "Appeal upheld", "Other",
    ),
    "school refund": ("Awarding body's fee only", "All", "None"),
    "proof": ("E-mail", "On screen", "None"),
    "payment": (
        "Not needed (free)", "Candidate to pay", "Paid in full", "Part paid", "School pays", "Department pays", "Waived (hardship)",
        "Refund due", "Refunded", "Board credit awaited",
    ),
    "moderation type": ("Postal sample", "Digital upload", "Visiting moderation", "Art display", "Recorded performance"),
    "moderation outcome": ("Marks agreed", "Adjusted up", "Adjusted down", "Re-mark asked", "Pending"),
    "work returned": ("Not due", "Expected", "Received complete", "Received part", "Never sent: digital", "Kept by board"),
    "service 3 decision": ("Ask", "Do not ask"),
    "results choice": ("Collect in person", "Named person collects", "Email", "Post", "Keep at school"),
    "relationship": ("Parent/carer", "Grandparent", "Brother/sister", "Friend", "Other"),
    "identity known": ("In person", "School email account", "Other"),
    "email checked": ("Yes", "No", "Bounced"),
    "certificate choice": ("Collect at event", "Collect from school", "Named person collects", "Post (tracked)", "Hand over in school"),
    "permission lasts": ("This series only", "Until cancelled in writing"),
    "publicity": ("Name and grades", "Name only", "Nothing"),
    "results status": ("Waiting", "Collected by candidate", "Collected by named person", "Emailed", "Posted", "Left in office"),
    "id seen": (
        "Passport", "Driving licence", "Student or college card", "Bank card with photo", "Other photo ID", "Known to staff",
    ),
    "certificate problem": ("Wrong name", "Wrong grade", "Wrong date of birth", "Missing", "Damaged", "Late change after review"),
    "certificate decision": ("Keep", "Return to board", "Destroy"),
    "destruction method": ("Shred", "Incinerate", "Contractor"),
    "page owner": ("JCQ", "Ofqual", *terms.AWARDING_BODIES),
    "qualification family": ("All", "GCE", "GCSE", "Vocational and technical", "International"),
    "stage": ("Results", "Post-results", "Appeals", "Certificates"),
    "topic": (
        "Release dates and times", "How to read results and flags", "Results files and basedata", "Results reports explained",
        "Grade boundaries", "Results statistics", "Analysis tool", "Post-results services: overview", "Post-results services: dates",
        "Post-results services: fees", "Where to submit requests", "Script viewer", "Which papers have priority or script service",
        "Missing or incomplete results", "Late award or cash-in", "Decline of grade", "Moderation feedback", "Review of moderation",
        "Return of work", "Appeals", "Certificate dispatch dates", "Return of an incorrect certificate", "Replacement certificate",
        "Unclaimed certificates", "Help line on results days",
    ),
    "page access": ("Open page", "Login"),
    "page works": ("Yes", "Moved", "Dead", "Login needed"),
    "sees results": ("Nothing", "From results day", "On restricted release day"),
    "query problem": (
        "No result (X)", "Pending (Q)", "Partial absence (#)", "Entry without result", "Result without entry", "Grade or mark looks wrong",
        "Candidate or entry details wrong", "Award not claimed", "File missing or unreadable", "Other",
    ),
}
"""Drop-down lists by name. Words are JCQ's where JCQ has one."""
