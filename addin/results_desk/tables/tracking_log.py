"""`tracking_log.xlsx`: one line per component and service, this series' deadlines, and the list for today."""

from __future__ import annotations

from dataclasses import replace

from results_desk.tables.dates import desk_today
from results_desk.tables.tracking_alarm import (
    ALARM,
    APPEAL_LAST_DATE,
    CONSENT_VALID,
    DAYS_LEFT,
    DAYS_OVERDUE,
    EXPECTED_OUTCOME,
    HEARING_LAST_DATE,
)
from results_desk.tables.words import Column, NamedCell, Page, Signal, Table

BOOK = "tracking_log.xlsx"

ALARM_SIGNALS: tuple[Signal, ...] = (
    ("red", ("passed", "missing", "dated before", "not known")), ("amber", ("near", "today", "closing", "overdue")),
)
PRIORITY: tuple[Signal, ...] = (("blue", ("=P2", "=P2C")),)

_LINE = (
    Column("Line ID", "code", width=16),
    Column("Request ID", "code", width=14, help="PRS-yy-nnnn: one per candidate and subject."),
    Column("Candidate number", "code", width=11),
    Column("Name", width=26),
)
_NOW = (
    Column("Alarm", width=64, formula=ALARM, signals=ALARM_SIGNALS,
           help="A live formula: what is wrong on the day in desk_today. Blank: nothing."),
    Column("Status", width=22, choices="status"),
    Column("Days left", "number", width=8, formula=DAYS_LEFT),
    Column("Flagged on", "date", width=12, help="The first day Flag overdue found an alarm on this line."),
)
_WHAT = (
    Column("Awarding body", width=20, choices="awarding body"),
    Column("Level", width=18, choices="level"),
    Column("Subject", width=32),
    Column("Entry code", "code", width=12),
    Column("Component code", "code", width=13),
    Column("Component title", width=32),
    Column("Service", "code", width=9, choices="service", signals=PRIORITY),
    Column("Series", "code", width=12),
    Column("Copy wanted", width=9, choices="yes no"),
    Column("Multiple choice", width=10, choices="yes no"),
    Column("HE place at stake", width=10, choices="yes no"),
    Column("UCAS told", width=9, choices="yes no"),
)
_WHO = (
    Column("UCI", "code", width=16),
    Column("Year group", "code", width=8),
    Column("On roll", width=8, choices="yes no"),
    Column("Private candidate", width=10, choices="yes no"),
    Column("Contact email", width=30),
    Column("Requester", width=16, choices="requester"),
    Column("Requester name", width=22),
)
_BEFORE = (
    Column("Raw mark", "number", width=9),
    Column("Max mark", "number", width=9),
    Column("Scaled mark", "number", width=9),
    Column("Component grade", "code", width=11),
    Column("Subject grade", "code", width=9),
    Column("Marks to next grade up", "number", width=12),
    Column("Marks to grade below", "number", width=12),
)
_ADVICE = (
    Column("Teacher asked on", "date", width=12),
    Column("Teacher", width=20),
    Column("Support", width=10, choices="support"),
    Column("Reason", width=30),
    Column("SLT decision", width=16),
    Column("Internal appeal", width=11, choices="internal appeal"),
)
_CONSENT = (
    Column("Consent needed", width=11, help="What the service needs: RoR, ATS, RoR+ATS or none."),
    Column("Results released", "moment", width=17, help="When this result could first be given to candidates; consent counts from then."),
    Column("RoR consent date", "moment", width=17, help="Consent to a review, signed by the candidate after the release."),
    Column("ATS consent date", "moment", width=17, help="Consent to access to scripts."),
    Column("Name choice for class use", width=16, choices="class use"),
    Column("Signed by", width=18),
    Column("Form place", width=26, help="Where the signed form is filed."),
    Column("Consent valid?", width=10, formula=CONSENT_VALID),
    Column("Keep until", "date", width=12),
)
_MONEY = (
    Column("Charge due", "money", width=10),
    Column("Who pays", width=12, choices="payer"),
    Column("Pay route", width=14, choices="pay route"),
    Column("Pay reference", "code", width=14),
    Column("Paid", "money", width=10),
    Column("Paid on", "date", width=12),
    Column("Receipt", "code", width=12),
    Column("Balance", "money", width=10),
    Column("Budget code", "code", width=12),
    Column("Board fee invoiced", "money", width=11),
    Column("Invoice number", "code", width=12),
    Column("Board credit", "money", width=10),
    Column("Refund due", "money", width=10),
    Column("Refunded on", "date", width=12),
    Column("Refund by", width=14),
)
_DEADLINES = (
    Column("Received on", "moment", width=17),
    Column("Deadline", "date", width=12, help="Last day for the awarding body; that day itself is in time."),
    Column("Internal deadline", "date", width=12, help="The centre's own, earlier day. Blank: none set."),
    Column("Late override by", width=16),
    Column("Late override reason", width=24),
)
_SENDING = (
    Column("Sent on", "date", width=12),
    Column("Sent by", width=14),
    Column("Portal used", width=16),
    Column("Awarding body reference", "code", width=16),
    Column("Confirmation filed at", width=20),
    Column("Target days", "number", width=8, help="Calendar days the awarding body aims to answer in."),
    Column("Expected outcome", "date", width=12, formula=EXPECTED_OUTCOME),
    Column("Days overdue", "number", width=9, formula=DAYS_OVERDUE),
    Column("Chased on", "date", width=12),
    Column("Note of chase", width=24),
)
_SCRIPT = (
    Column("Script received on", "date", width=12),
    Column("Sent to candidate on", "date", width=12),
    Column("Sent to teacher on", "date", width=12),
    Column("Name removed?", width=9, choices="yes no"),
)
_OUTCOME = (
    Column("Outcome date", "date", width=12),
    Column("Mark after", "number", width=9),
    Column("Mark change", "number", width=9),
    Column("Outcome mark", width=14, choices="outcome mark"),
    Column("Subject grade after", "code", width=10),
    Column("Outcome grade", width=14, choices="outcome grade"),
    Column("Outcome letter filed at", width=20),
    Column("Special text", width=24),
)
_AFTER = (
    Column("Candidate told on", "date", width=12),
    Column("How told", width=12),
    Column("Teacher told on", "date", width=12),
    Column("School system updated", "date", width=12),
    Column("Statement re-issued", "date", width=12),
    Column("Analysis updated", "date", width=12),
    Column("UCAS or university told", "date", width=12),
    Column("Certificate", width=14, choices="certificate"),
    Column("DfE checking exercise noted", "date", width=12),
)
_APPEAL = (
    Column("Appeal last date", "date", width=12, formula=APPEAL_LAST_DATE),
    Column("Decision to appeal", width=10, choices="yes no"),
    Column("AP1 sent", "date", width=12),
    Column("AP1 outcome", "date", width=12, help="The day the stage 1 outcome letter was received."),
    Column("Hearing last date", "date", width=12, formula=HEARING_LAST_DATE),
    Column("AP2 sent", "date", width=12),
    Column("AP2 outcome", "date", width=12),
)
_CLOSE = (
    Column("Linked to line", "code", width=16),
    Column("Closed on", "date", width=12),
    Column("Closed by", width=14),
    Column("Delete after", "date", width=12),
    Column("Note", width=40),
)


def _banded(**groups: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(replace(column, group=name.replace("_", " ")) for name, columns in groups.items() for column in columns)


LINES = Table(
    "Lines", BOOK, "Lines", ("Line ID",), title="Post-results services: tracking log",
    rolls="clear",
    help="One line per component and service. Type in any white column; grey columns are computed.",
    columns=_banded(
        Line=_LINE, Now=_NOW, What=_WHAT, Deadlines=_DEADLINES, Consent=_CONSENT, Sending=_SENDING, Outcome=_OUTCOME, Appeal=_APPEAL,
        Before=_BEFORE, Advice=_ADVICE, Money=_MONEY, Script=_SCRIPT, After_the_outcome=_AFTER, Who=_WHO, Close=_CLOSE,
    ),
)
DEADLINES = Table(
    "Deadlines", BOOK, "Deadlines", ("Series", "Level", "Service"), title="Deadlines of this series", facts="deadlines", rolls="series",
    help="From JCQ's key dates. Compare with this year's, then fill Confirmed. New lines of the log take their dates from here.",
    columns=(
        Column("Series", "code", width=12),
        Column("Level", width=38),
        Column("Service", "code", width=9),
        Column("Official name", width=46),
        Column("Deadline", "date", width=12),
        Column("Internal deadline", "date", width=12, help="The centre's own, earlier day."),
        Column("Rule", width=52, help="Where the date depends on another date."),
        Column("Eligible", width=28),
        Column("Note", width=50),
        Column("Confirmed on", "date", width=13),
        Column("Confirmed by", width=14),
        Column("Source", width=46),
    ),
)
TODAY = Table(
    "Today", BOOK, "Today", ("Line ID", "Alarm"), title="Today: what to do first", view=True,
    help="Filled by Flag overdue, most urgent first. The Alarm column of the Lines sheet shows the same, live.",
    columns=(
        Column("Order", "number", width=7),
        Column("Alarm", width=40, signals=ALARM_SIGNALS),
        Column("Since or by", "date", width=12),
        Column("What to do", width=64),
        Column("Line ID", "code", width=16),
        Column("Candidate number", "code", width=11),
        Column("Name", width=24),
        Column("Awarding body", width=18),
        Column("Subject", width=28),
        Column("Service", "code", width=9, signals=PRIORITY),
        Column("Why", width=56, help="The rule behind it and where it stands."),
    ),
)

SHEETS: tuple[Table | Page, ...] = (LINES, DEADLINES, TODAY)
_SEED = "https://thenaeo.org/monthly-message.aspx?nid=153"


def _cell(name: str, label: str, start: str | int, help: str) -> NamedCell:
    return NamedCell(name, BOOK, "Lines", label, start, help)


NAMED_CELLS = (
    desk_today(BOOK, "Lines"),
    _cell("desk_warn_days", "Warn days", 3, "Suggested: warn this many days before a deadline."),
    _cell("desk_appeal_warn_days", "Appeal warn days", 7, "Suggested: warn this many days before an appeal window closes."),
    _cell("desk_appeal_days", "Appeal days", 30, f"Calendar days from the outcome to a stage 1 appeal. Source: {_SEED}"),
    _cell("desk_hearing_days", "Hearing days", 14, f"Calendar days from receipt of the stage 1 letter to stage 2. Source: {_SEED}"),
)
