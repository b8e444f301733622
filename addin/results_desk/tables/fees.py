"""`deadlines_fees_charges.xlsx`: deadlines, fees and charges of the post-results services, and the posters.

A line of the Grid is found by its Row ID: the level, the service and the awarding body, `L3-S2-AQA`. The lines of all JCQ
awarding bodies (`L3-S2-JCQ`) hold the common dates, which every other line has unless it gives a date or a rule of its own.
"""

from __future__ import annotations

from results_desk.tables import fees_formulas
from results_desk.tables.checks import banded
from results_desk.tables.dates import STATE_SIGNALS, centre_and_series, closed_days_copy, filled_on
from results_desk.tables.words import Column, NamedCell, Page, Table

BOOK = "deadlines_fees_charges.xlsx"

_LINE = (
    Column("Row ID", "code", width=20,
           help="Level (L3 or L12), service and awarding body: L3-S2-AQA. A second line of the same may add a word: L3-S2-AQA VTQ."),
    Column("Awarding body", width=22, choices="grid awarding body"),
    Column("Level group", width=32, choices="deadline level"),
    Column("Service", "code", width=9, choices="service"),
    Column("Official name", width=43),
)  # fmt: skip
_NOW = (
    Column("Deadline in force", "date", width=13, formula=fees_formulas.IN_FORCE,
           help="The line's own date, else that of all JCQ awarding bodies. Blank: not known, or a rule says it."),
    Column("Internal deadline", "date", width=13, formula=fees_formulas.INTERNAL,
           help="Your own day, else the buffer before the deadline in force."),
    Column("Charge", "money", width=10, formula=fees_formulas.CHARGE, help="Fee and handling. Blank until there is a fee."),
    Column("State", width=15, formula=fees_formulas.STATE, signals=STATE_SIGNALS),
    Column("Check", width=44, formula=fees_formulas.CHECK, signals=(
        ("red", ("later than", "Deadline not known")), ("amber", ("no working day", "Fee missing", "Not confirmed", "Row ID")),
    )),
)  # fmt: skip
_OFFER = (
    Column("Offered?", width=16, choices="offered", help="Blank: not looked up yet. With No nothing is checked."),
    Column("Limit", width=34, help="For whom or what: shown on the poster from the JCQ line."),
    Column("Shown to candidates?", width=12, choices="yes no", help="On the posters."),
)
_DEADLINE = (
    Column("Awarding body deadline", "date", width=13, each_series=True,
           help="That day itself is in time. Other lines than JCQ's: only where the awarding body has a date of its own."),
    Column("Time", "code", width=8, help="Where the awarding body gives one.", each_series=True),
    Column("Rule", width=44, help="Where the last day hangs on another day. On the line of one awarding body: instead of the JCQ date."),
    Column("Own internal deadline", "date", width=13, each_series=True, help="Your own day, in place of the computed one."),
    Column("Internal time", "code", width=9, help="12:00, say. Shown on the poster."),
    Column("Buffer", "number", width=8, help="Working days before the deadline. Suggested: 3, for priority 1. Blank: as the JCQ line."),
)  # fmt: skip
_TURNAROUND = (
    Column("Turnaround days", "number", width=11, help="Days in which the awarding body aims to answer. Blank: as the JCQ line."),
    Column("Turnaround counted in", width=11, choices="days counted"),
)
_MONEY = (
    Column("Fee basis", width=15, choices="fee basis"),
    Column("Fee", "money", width=10, each_series=True, help="What the awarding body charges this series: from its own fee list."),
    Column("VAT note", width=18),
    Column("School handling", "money", width=10, each_series=True, help="What your centre adds."),
    Column("Copy extra", "money", width=10, each_series=True, help="What a copy of the script adds to the charge. 0 where it is free."),
    Column("Who pays", width=12, choices="payer", help="Unless somebody decides otherwise."),
    Column("Refund rule", width=24, choices="refund rule", help="When the awarding body gives its fee back."),
    Column("Papers sent together?", width=10, choices="yes no", help="Is the fee given back only when a subject's papers go together?"),
    Column("School refund rule", width=24, choices="school refund", help="What your centre gives back then."),
)
_SENDING = (
    Column("How to submit", width=30, help="Site and menu, or the form."),
    Column("Proof given", width=12, choices="proof"),
)
_TRUST = (
    Column("Confirmed on", "date", width=13, each_series=True, help="The day somebody compared this line with the awarding body's page."),
    Column("Confirmed by", width=16, each_series=True),
    Column("Series", "code", width=12, each_series=True),
    Column("Note", width=39),
    Column("Basis", width=12, each_series=True, help="Published: as its source says. Suggested: after a pattern or a school's page."),
    Column("Source", width=39, each_series=True),
)


GRID = Table(
    "Grid", BOOK, "Grid", ("Row ID",), title="Post-results services: deadlines, fees and charges", facts="grid",
    help="Type in the white columns. The date of a JCQ line holds for every awarding body without one. Fill Confirmed line by line.",
    columns=banded(
        Line=_LINE, Now=_NOW, Offer=_OFFER, Deadline=_DEADLINE, Turnaround=_TURNAROUND, Money=_MONEY, Sending=_SENDING, Trust=_TRUST,
    ),
)  # fmt: skip
FEE_SETTINGS = Table(
    "FeeSettings", BOOK, "Rules of our centre", ("Setting",), title="What our centre decided on charges and refunds", facts="fee_settings",
    help="Write under Value what candidates should read. What is filled for the poster stands at its foot.",
    columns=(
        Column("Setting", width=40),
        Column("Value", width=70),
        Column("On the poster?", width=10, choices="yes no"),
        Column("Note", width=70),
    ),
)  # fmt: skip
MULTIPLE_CHOICE, MODERATED, RECORDED = "Multiple choice", "Moderated internal assessment", "Oral or recorded work"
PAPERS = Table(
    "Papers", BOOK, "Papers", ("Awarding body", "Component code"), title="Components that not every service is for",
    help="Write down what is no ordinary written paper. Log requests refuses what such a component can't have.",
    columns=(
        Column("Awarding body", width=22, choices="awarding body"),
        Column("Component code", "code", width=16),
        Column("Kind", width=30, choices="paper kind",
               help="Multiple choice: S1 only. Moderated: S3 by the centre only. Moderated, oral or recorded work has no script."),
        Column("Title", width=40),
        Column("Note", width=50),
    ),
)  # fmt: skip
POSTERS: tuple[Page, ...] = tuple(
    Page(
        name, BOOK, sheet, title,
        help="Computed from the Grid; prints on one page. Choose up to six awarding bodies in the yellow cells, leave the others blank.",
    )
    for name, sheet, title in (
        ("PosterLevel3", "Poster Level 3", "Poster: Level 3"),
        ("PosterLevel12", "Poster Level 1-2", "Poster: Level 1 and 2"),
    )
)  # fmt: skip
POSTER_BODIES = ("AQA", "OCR", "Pearson", "WJEC/Eduqas", "", "")
"""The awarding bodies that a poster begins with, column by column."""


def poster_body(page: str, number: int) -> str:
    """The name of the cell at the head of an awarding body's column on a poster: `PosterLevel3_body_1`."""
    return f"{page}_body_{number}"


SHEETS: tuple[Table | Page, ...] = (GRID, *POSTERS, FEE_SETTINGS, PAPERS, closed_days_copy("GridClosedDays", BOOK))
NAMED_CELLS: tuple[NamedCell, ...] = (
    *centre_and_series(BOOK, "Grid"),
    *(
        NamedCell(
            poster_body(page.name, number), BOOK, page.sheet, f"Awarding body {number}", body,
            "As its Row IDs in the Grid end: AQA, or Pearson BTEC where you have lines L3-S2-Pearson BTEC. Blank: no column.",
        )
        for page in POSTERS for number, body in enumerate(POSTER_BODIES, 1)
    ),
    filled_on("GridClosedDays", BOOK, "Closed days"),
)  # fmt: skip
