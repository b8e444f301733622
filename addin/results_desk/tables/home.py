"""`results_desk.xlsx`, the home workbook: what to do today, settings, dates and the readers of restricted results."""

from __future__ import annotations

from dataclasses import replace

from results_desk.tables.dates import COUNTED, STATE_SIGNALS, anchor_day, desk_today, filled_on, own_or_counted
from results_desk.tables.home_lists import LISTS
from results_desk.tables.words import Column, NamedCell, Page, Signal, Table

BOOK = "results_desk.xlsx"

BASIS = Column("Basis", width=12, help="Published: as its source says. Suggested: after the pattern of other years, so look it up first.")
_DUE_SIGNALS: tuple[Signal, ...] = (("red", ("passed", "overdue", "late", "missing", "not known")), ("amber", ("today", "near", "closing")))

SETTINGS = Table(
    "Settings", BOOK, "Settings", ("Setting",), title="Settings of this desk", facts="settings",
    help="One value a line. Change the Value column only; the note says what each line does.",
    columns=(
        Column("Setting", width=30),
        Column("Value", "code", width=34),
        Column("Note", width=80),
    ),
)
RELEASE_TIMES = Table(
    "ReleaseTimes", BOOK, "Release times", ("Series", "Event", "Level"), title="Release of results",
    facts="release_times", rolls="series",
    help="From JCQ's notice to centres on the release of results. Compare with this year's notice, then fill Confirmed.",
    columns=(
        Column("Series", "code", width=12),
        Column("Event", width=62),
        Column("Level", width=50),
        Column("At", "moment", width=18, help="Date and time in the UK."),
        Column("Confirmed on", "date", width=14, help="The day somebody compared this line with JCQ's notice."),
        Column("Confirmed by", width=16),
        BASIS,
        Column("Source", width=50),
        Column("Given at", "moment", width=18, help="On the line for candidates: when they had theirs. The press waits for it."),
    ),
)
_KNOWN = "ISNUMBER([@Date])"
DAYS_LEFT = '0;"over";"today"'
"""How the days to a date are shown: what is over needs no number."""


PATTERN = (("RR-A", "R-A", -1), ("RR-G", "R-G", -1), ("PD", "R-A", 7), ("GD", "R-G", 35))
"""Anchor, the anchor it followed in June 2022, 2024 and 2025, and by how many days: a suggestion, never a fact.

Restricted release is the day before: https://thenaeo.org/monthly-message.aspx?nid=153
"""
_OF = {base: anchor_day("Anchors", f'"{base}"') for _, base, _ in PATTERN}
_SUGGESTED = "".join(f'IF([@Anchor]="{name}",IFERROR({_OF[base]}+({days}),""),' for name, base, days in PATTERN) + '""' + ")" * len(PATTERN)

ANCHORS = Table(
    "Anchors", BOOK, "Results days", ("Anchor",), title="The days everything counts from", facts="anchors",
    help="Type the dates from JCQ's key dates, then Confirmed. PD, GD, PDI and GDI come from the Grid. Copy dates carries them everywhere.",
    columns=(
        Column("Anchor", "code", width=12),
        Column("Meaning", width=42),
        Column("Date", "date", width=13, each_series=True),
        Column("Suggested", "date", width=13, formula="=" + _SUGGESTED,
               help="The pattern of other years: look the day up before you use it."),
        Column("Confirmed on", "date", width=13, each_series=True, help="The day somebody compared this line with JCQ's own page."),
        Column("Confirmed by", width=16, each_series=True),
        Column(
            "State", width=15, signals=STATE_SIGNALS,
            formula=f'=IF([@Anchor]="","",IF({_KNOWN},IF(ISNUMBER([@[Confirmed on]]),"Confirmed","Not confirmed"),"Not known"))',
        ),
        Column("Days left", "number", width=10, formula=f'=IF({_KNOWN},INT([@Date])-desk_today,"")', shown=DAYS_LEFT),
        replace(BASIS, each_series=True),
        Column("Source", width=50, each_series=True),
    ),
)  # fmt: skip
KEY_DATES = Table(
    "KeyDates", BOOK, "Key dates", ("Key date", "Level"), title="Key dates", facts="key_dates",
    help="Computed from the sheet Results days. To set another day, type it under Own date. Add lines of your own below.",
    columns=(
        Column("Key date", width=46),
        Column("Level", width=11),
        Column("Date", "date", width=13, formula="=" + own_or_counted("Anchors", "ClosedDays")),
        Column("Time", "code", width=8),
        Column("Days left", "number", width=10, formula=f'=IF({_KNOWN},[@Date]-desk_today,"")', shown=DAYS_LEFT),
        Column("Own date", "date", width=13, each_series=True),
        Column("Anchor", "code", width=12),
        Column("Offset", "number", width=8, help="Days after the anchor; before it, when negative."),
        Column("Counted in", width=11, choices="days counted"),
        Column("Note", width=44),
        Column("Source", width=50),
    ),
)
CLOSED_DAYS = Table(
    "ClosedDays", BOOK, "Closed days", ("Date", "What"), title="Days that are no working days", rolls="clear",
    help="Bank holidays, and the days your office is closed: add those. Saturdays and Sundays are never working days.",
    columns=(Column("Date", "date", width=13), Column("What", width=44), Column("Kind", width=16, choices="closed day"), COUNTED),
)
AUTHORISED_READERS = Table(
    "AuthorisedReaders", BOOK, "Authorised readers", ("Name",), title="Who may see results before they are released", rolls="clear",
    help="Signed by the head of centre, for this series only. Everybody else waits for the release.",
    columns=(
        Column("Name", width=26),
        Column("Role", width=24),
        Column("Login", "code", width=18, help="The name this person logs in to the computer with."),
        Column("Signed by", width=24, help="The head of centre."),
        Column("Signed on", "date", width=13),
        Column("Ends on", "date", width=13, help="Blank: until the results are released."),
        Column(
            "Authorised?", width=13, signals=(("done", ("=Yes",)), ("amber", ("=No",))),
            formula='=IF([@Name]="","",IF(AND(ISNUMBER([@[Signed on]]),[@[Signed by]]<>""),IF(INT([@[Signed on]])>desk_today,"No",'
            'IF(ISNUMBER([@[Ends on]]),IF(INT([@[Ends on]])<desk_today,"No","Yes"),"Yes")),"No"))',
        ),
        Column("Note", width=40),
    ),
)  # fmt: skip
CONTACTS = Table(
    "Contacts", BOOK, "Contacts", ("Awarding body", "What for"), title="Whom to ask at the awarding bodies", facts="contacts",
    help="Help lines for the results days themselves stand in awarding_body_links.xlsx.",
    columns=(
        Column("Awarding body", width=22, choices="awarding body"),
        Column("What for", width=32),
        Column("Name", width=24),
        Column("Phone", "code", width=18),
        Column("Email", width=30),
        Column("Hours", width=18),
        Column("Our login with", width=22, help="Who here has the login to its site; never a password."),
        Column("Checked on", "date", width=13, each_series=True),
        Column("Note", width=40),
    ),
)
DESTROYED = Table(
    "Destroyed", BOOK, "Destroyed", ("When", "What"), title="Record of what was destroyed", rolls="clear",
    help="Filled by Retention, when somebody said yes. Counts only: no names. Keep it as long as your policy says.",
    columns=(
        Column("When", "moment", width=17),
        Column("Who", "code", width=16, help="The login to the computer."),
        Column("What", width=34),
        Column("How many", "number", width=10),
        Column("Kept until", "date", width=12, help="The last day it had to be kept."),
        Column("Basis", width=58),
    ),
)
DESK_TODAY = Table(
    "DeskToday", BOOK, "Today", ("Area", "Reference", "What"), title="Today: what to do first, over all workbooks", view=True,
    help="Filled by Flag overdue, most urgent first. Days left counts on by itself.",
    columns=(
        Column("Order", "number", width=7),
        Column("Area", width=16),
        Column("What", width=40, signals=_DUE_SIGNALS),
        Column("Due", "date", width=12),
        Column("Days left", "number", width=9, formula='=IF(ISNUMBER([@Due]),INT([@Due])-desk_today,"")'),
        Column("What to do", width=64),
        Column("Reference", "code", width=18, help="Line, task, candidate number or service."),
        Column("Where", width=34),
        Column("Why", width=44, help="The rule behind it and its source."),
    ),
)
CHASE_LIST = Table(
    "ChaseList", BOOK, "Chase", ("Whom", "Name", "What", "Reference"), view=True,
    title="Whom to chase: awarding bodies, teachers, candidates",
    help="Filled by Flag overdue. Filter by Whom and Name for one letter or call. Candidates by number only.",
    columns=(
        Column("Whom", width=15, signals=(("blue", ("=Awarding body",)),)),
        Column("Name", "code", width=24, help="The awarding body, the teacher, or the candidate number."),
        Column("What", width=36, signals=_DUE_SIGNALS),
        Column("Since", "date", width=12),
        Column("What to ask", width=64),
        Column("Reference", "code", width=18),
        Column("Where", width=34),
    ),
)
OVERVIEW = Table(
    "Overview", BOOK, "Overview", ("Chart", "Name"), title="Where we are", view=True, facts="overview",
    help="Filled by Flag overdue. No names and no grades of anybody: it may be shown to the head.",
    columns=(Column("Chart", width=22), Column("Name", width=34), Column("Number", "number", width=10)),
)

SHEETS: tuple[Table | Page, ...] = (
    DESK_TODAY, CHASE_LIST, OVERVIEW, KEY_DATES, ANCHORS, CLOSED_DAYS, RELEASE_TIMES, AUTHORISED_READERS, CONTACTS, DESTROYED, SETTINGS,
    *LISTS,
)  # fmt: skip
NAMED_CELLS: tuple[NamedCell, ...] = (
    desk_today(BOOK, "Today"), filled_on("DeskToday", BOOK, "Today"), filled_on("ChaseList", BOOK, "Chase"),
    filled_on("Overview", BOOK, "Overview"),
)  # fmt: skip
