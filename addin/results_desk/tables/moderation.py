"""`moderation_returns_log.xlsx`: samples sent for moderation, work returned, and how long it must be kept."""

from __future__ import annotations

from functools import partial

from results_desk.tables.checks import banded, cell, day_in, filled, if_known, if_so, is_one, joined, known, results_day, shown, when
from results_desk.tables.dates import anchor_day, dates_copy, desk_today, filled_on
from results_desk.tables.history import history
from results_desk.tables.words import Column, NamedCell, Page, Signal, Table

BOOK = "moderation_returns_log.xlsx"
DATES = "ModerationDates"
_ANCHOR = '"GD"'
OPEN_QUESTIONS = (
    ("Service 3", "Service 3 asked?", "Service 3 outcome date"),
    ("appeal", "Appeal made?", "Appeal outcome date"),
    ("malpractice case", "Malpractice case?", "Malpractice closed on"),
)
"""What keeps work back: its name, the column that says it was begun, and the day it ended."""
NOT_SENT = ("Not due", "Never sent: digital", "Kept by board")
"""Words of Returned? for work that is not on its way back."""

_GD = cell("Reviews until")
_GD_KNOWN = known("Reviews until")
_KEEP_UNTIL = f"IF(ISNUMBER({cell('Keep until')}),{cell('Keep until')},0)"


def _is_open(asked: str, ended: str) -> str:
    return f'AND({cell(asked)}="Yes",NOT({known(ended)}))'


_ANY_OPEN = f"OR({','.join(_is_open(asked, ended) for _, asked, ended in OPEN_QUESTIONS)})"
_ENDS = ",".join(f"IF({known(ended)},{day_in(ended)},0)" for _, _, ended in OPEN_QUESTIONS)
_GONE = f"OR({known('Returned to candidates on')},{known('Destroyed on')})"
KEEP_UNTIL = f'=IF(OR([@Ref]="",{_ANY_OPEN}),"",IF({_GD_KNOWN},MAX({_GD},{_ENDS}),""))'
KEEP = (
    f'=IF([@Ref]="","",IF({_GONE},"Released",IF({_ANY_OPEN},"Not yet: "&MID('
    + "&".join(when(_is_open(asked, ended), f"{name} open") for name, asked, ended in OPEN_QUESTIONS)
    + f',3,80),IF(ISNUMBER({cell("Keep until")}),IF(desk_today>{cell("Keep until")},"May be released","Keep"),'
    '"Not yet: last day for reviews not known"))))'
)
MISSING_ITEMS = f'=IF(AND({known("Candidates in sample")},{known("Items counted")}),[@[Candidates in sample]]-[@[Items counted]],"")'


def _too_early(heading: str, text: str) -> str:
    early = f'OR({_ANY_OPEN},{day_in(heading)}<={_KEEP_UNTIL})'
    return if_known(heading, when(f'AND({cell("Early release reason")}="",{early})', text))


def _near_last_day(text: str) -> str:
    """From some days before the last day for reviews; nothing while that day is not known."""
    near = when(f"desk_today>={_GD}-desk_s3_days", f"{text}, deadline near")
    return if_so(_GD_KNOWN, f'IF(desk_today>{_GD},"; {text}, deadline passed",{near})')


_NOT_BACK = f'OR(NOT({known("Date received")}),{is_one("Returned?", "Received part")})'
_OUT = f'AND({known("Sent on")},NOT({is_one("Returned?", *NOT_SENT)}),{_NOT_BACK})'
_UNDECIDED = 'AND([@[Moderation outcome]]="Adjusted down",[@[Service 3 decision]]="",[@[Service 3 asked?]]="")'
_UNASKED = 'AND([@[Service 3 decision]]="Ask",[@[Service 3 asked?]]<>"Yes")'
_DIFFER = f'AND({cell("Missing items")}<>0,NOT({known("Reported to board on")}))'
_NO_REPORT = f'AND(desk_today>={cell("Results day")}+desk_report_days,NOT({known("Report downloaded on")}))'
ALARM = joined("Ref", (
    _too_early("Returned to candidates on", "Returned to candidates too early"),
    _too_early("Destroyed on", "Destroyed too early"),
    if_so(_UNDECIDED, _near_last_day("No decision on Service 3")),
    if_so(_UNASKED, _near_last_day("Service 3 not asked")),
    if_so(f"AND({_OUT},{_GD_KNOWN})", when(f"desk_today>{_GD}-desk_return_days", "Sample not back")),
    when(f'AND({known("Date received")},{cell("Stored where")}="",NOT({_GONE}))', "Received, no place noted"),
    if_known("Missing items", when(_DIFFER, "Sample and items counted differ")),
    if_known("Results day", when(_NO_REPORT, "No moderator report")),
    when(f'AND({filled("Level")},NOT({known("Results day")}))', "Results day not known"),
    when(f'NOT(OR({_GONE},{_ANY_OPEN},{known("Keep until")}))', "Last day for reviews not known"),
))  # fmt: skip

ALARM_SIGNALS: tuple[Signal, ...] = (
    ("red", ("too early", "passed", "differ", "not known")), ("amber", ("near", "not back", "no place", "No moderator report")),
)  # fmt: skip
_KEEP_SIGNALS: tuple[Signal, ...] = (("amber", ("Not yet",)), ("blue", ("=Keep",)), ("done", ("=May be released", "=Released")))

_WORK = (
    Column("Ref", "code", width=12, help="One line for each component, such as MOD-24-01."),
    Column("Awarding body", width=18, choices="awarding body"),
    Column("Subject", width=26),
    Column("Component code", "code", width=13),
)
_NOW = (
    Column("Alarm", width=64, formula=ALARM, signals=ALARM_SIGNALS, help="What is wrong with this line today. Blank: nothing."),
    Column("Keep", width=26, formula=KEEP, signals=_KEEP_SIGNALS, help="May be released: from the day after Keep until."),
    Column("Keep until", "date", width=12, formula=KEEP_UNTIL,
           help="Up to and with this day: the last day for reviews, or the end of a Service 3, appeal or malpractice case if later."),
    Column("Reviews until", "date", width=12, formula=f'=IF([@Ref]="","",{anchor_day(DATES, _ANCHOR)})',
           help="The last day for reviews at the awarding bodies, from the sheet Dates."),
    Column("Missing items", "number", width=9, formula=MISSING_ITEMS, help="Candidates in the sample less items counted."),
)
_WHAT = (
    Column("Level", width=20, choices="level"),
    Column("Results day", "date", width=12, formula=f'=IF([@Ref]="","",{results_day("Level", DATES)})'),
    Column("Specification code", "code", width=13),
    Column("Entry code", "code", width=12),
    Column("Component title", width=28),
    Column("Series", "code", width=12),
    Column("Teacher in charge", width=18),
    Column("Type", width=20, choices="moderation type"),
    Column("Candidates in sample", "number", width=11),
    Column("Candidate list", "code", width=24, help="Candidate numbers, or where the list is."),
    Column("Full cohort", "number", width=9, help="Candidates with work for this component. Keep the work of all, in the sample or not."),
)
_SENT = (
    Column("Sent on", "date", width=12),
    Column("Sent by", width=16),
    Column("Proof of posting", "code", width=18),
    Column("Moderator reference", "code", width=14, help="The moderator's number; never a home address."),
)
_OUTCOME = (
    Column("Moderation outcome", width=16, choices="moderation outcome"),
    Column("Report downloaded on", "date", width=13),
    Column("Shared with department on", "date", width=13),
)
_BACK = (
    Column("Returned?", width=19, choices="work returned"),
    Column("Date received", "date", width=12),
    Column("Received by", width=16),
    Column("Packages", "number", width=10),
    Column("Items counted", "number", width=10, help="Counted against the list of the sample."),
    Column("Missing or damaged items", width=26),
    Column("Reported to board on", "date", width=12, help="Missing or damaged items: the day the awarding body was told. Ends that alarm."),
    Column("Condition", width=16),
    Column("Stored where", width=22, help="The secure place and shelf."),
    Column("Key holder", width=16),
)
_SERVICE_3 = (
    Column("Centre mark", "number", width=9, help="Of the candidate, or the mean of the sample, that the decision looks at."),
    Column("Moderated mark", "number", width=10),
    Column("Grade effect", width=26, help="What the change of marks did to grades."),
    Column("Service 3 fee", "money", width=10),
    Column("Service 3 decision", width=12, choices="service 3 decision",
           help="No candidate consent is needed, it is never for one candidate, and its outcome opens no late review of a written paper."),
    Column("Decided by", width=16),
    Column("Decided on", "date", width=12),
    Column("Service 3 asked?", width=10, choices="yes no"),
    Column("Line ID", "code", width=16, help="The line of the tracking log, service S3."),
    Column("Service 3 asked on", "date", width=12),
    Column("Service 3 outcome date", "date", width=12),
    Column("Service 3 outcome", width=18),
)
_HOLDS = (
    Column("Appeal made?", width=9, choices="yes no"),
    Column("Appeal outcome date", "date", width=12),
    Column("Malpractice case?", width=12, choices="yes no"),
    Column("Malpractice closed on", "date", width=12),
)
_RELEASE = (
    Column("Released to department on", "date", width=13),
    Column("Released to", width=18, help="Who signed for the work. The department keeps it until the day in Keep until."),
    Column("Returned to candidates on", "date", width=12, help="Work that candidates had back can no longer be reviewed."),
    Column("Destroyed on", "date", width=12),
    Column("Exemplar consent", "code", width=13, help="Kept as exemplar: where the candidate's consent is filed."),
    Column("Early release by", width=14),
    Column("Early release reason", width=24, help="Who let the work go before its time, and why: ends that alarm."),
    Column("Note", width=30),
)


MODERATION = Table(
    "Moderation", BOOK, "Returns", ("Ref",), title="Moderation: samples sent, work returned, how long to keep it", rolls="clear",
    help="One line for each moderated component. Keep the work of the whole cohort secure until Keep says May be released.",
    history="ModerationHistory",
    columns=banded(
        Work=_WORK, Now=_NOW, What=_WHAT, Sent=_SENT, Moderation=_OUTCOME, Back=_BACK, Service_3=_SERVICE_3,
        Other_holds=_HOLDS, Release=_RELEASE,
    ),
)  # fmt: skip
_shown = partial(shown, MODERATION.columns)


CHASE = Table(
    "WorkToChase", BOOK, "Chase list", ("Ref",), title="Work not back from moderation", view=True,
    help="Filled by Flag overdue: samples that were sent and are not back, or not all of them.",
    columns=_shown(
        "Ref", "Awarding body", "Subject", "Component code", "Teacher in charge", "Sent on", "Proof of posting", "Moderator reference",
        "Candidates in sample", "Returned?", "Missing items", "Missing or damaged items", "Reported to board on",
    ),
)  # fmt: skip
SLIPS = Table(
    "DepartmentSlips", BOOK, "Department slips", ("Ref",), title="Returned work: please keep these folders until the day shown", view=True,
    help="Filled by Flag overdue: work that is back and not yet with the department. Each department signs for its lines.",
    columns=(
        *_shown("Ref", "Awarding body", "Subject", "Component code", "Component title", "Teacher in charge", "Packages", "Items counted"),
        *_shown("Stored where", "Keep", "Keep until"),
        Column("Received by department (signature, date)", width=34),
    ),
)  # fmt: skip
DECISIONS = Table(
    "Service3Decisions", BOOK, "Service 3 decisions", ("Ref",), title="Review of moderation (Service 3): what senior leaders decide",
    view=True,
    help="Filled by Flag overdue: marks adjusted down. It needs no consent of candidates: it is for the whole cohort, never for one.",
    columns=(
        *_shown("Ref", "Awarding body", "Subject", "Component code", "Full cohort", "Centre mark", "Moderated mark"),
        Column("Difference", "number", width=10),
        *_shown("Grade effect", "Service 3 fee"),
        Column("Deadline", "date", width=12),
        *_shown("Service 3 decision", "Decided by"),
        Column("Signature", width=24),
    ),
)  # fmt: skip

SHEETS: tuple[Table | Page, ...] = (MODERATION, CHASE, SLIPS, DECISIONS, dates_copy(DATES, BOOK), history("ModerationHistory", BOOK))


def _days(name: str, label: str, start: int, help: str) -> NamedCell:
    return NamedCell(name, BOOK, "Returns", label, start, help)


NAMED_CELLS: tuple[NamedCell, ...] = (
    desk_today(BOOK, "Returns"),
    _days("desk_report_days", "Report days", 7, "Suggested: days after results day when a moderator's report should be here."),
    _days("desk_s3_days", "Service 3 warn days", 10, "Suggested: days before the last day for reviews when a decision is asked for."),
    _days("desk_return_days", "Return days", 14, "Suggested: days before the last day for reviews when work still out is chased."),
    *(filled_on(view.name, BOOK, view.sheet) for view in (CHASE, SLIPS, DECISIONS)),
)
