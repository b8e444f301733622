"""The whole year of the practice desk, chapter by chapter: which file comes when, what is typed, and which rule refuses what.

The files are in `demo/year`; the people are those of the summer, fees, payments and outcomes are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from results_desk.actions.registry import ACTIONS
from results_desk.actions.story import Chapter, Step, logged, sample, told_in
from results_desk.actions.year_typed import TYPE_IN, YEAR, at_the_counter, below, came, closed, confirmed, fees, over, ticked

BEGINS, ENDS = "2024-05-10T09:00", "2024-11-30T09:00"
"""When the desk of the year is made, and when the year is looked at."""
Given = Mapping[str, object]
Counts = Mapping[str, int]
_NOTHING: Given = {}
_ANY: Counts = {}
_LATE: Given = {"override_by": "Head of centre", "reason": "The bus broke down"}
_ID: Given = {"id_seen": "Passport", "by": "EO", "signature": "Sheet 1"}
_FOLDERS = (
    {"Ref": "MOD-24-01", "Subject": "History", "Component code": "7092/C", "Level": "GCE A-level", "Entry code": "7092",
     "Candidates in sample": 10},
    {"Ref": "MOD-24-02", "Subject": "Art and Design", "Component code": "8291/X", "Level": "GCSE", "Entry code": "8291",
     "Candidates in sample": 11},
)  # fmt: skip
_SENT_OFF = {"Awarding body": "AQA", "Series": "June 2024", "Sent on": date(2024, 5, 10)}
_BACK = {
    "Report downloaded on": date(2024, 8, 27), "Returned?": "Received complete", "Date received": date(2024, 9, 2),
    "Stored where": "Strong room",
}  # fmt: skip
_LOGGED = "{rows} read, {lines} lines logged, {refused} refused"
_PAID = "payments: {rows}; fit no line: {unmatched}"
_CAME = "outcomes: {rows}; grades changed: {grades}"
_DOWN = {"Moderation outcome": "Adjusted down", "Items counted": 10, "Service 3 decision": "Ask"}
_AGREED = {"Moderation outcome": "Marks agreed", "Items counted": 11}
_ASKED = {"Service 3 asked?": "Yes", "Service 3 asked on": date(2024, 9, 11), "Line ID": "PRS-24-0048-1"}


def steps() -> list[Step]:
    """Everything that the audit log of the year's desk knows of, in order: the making of the desk, then the chapters."""
    return [(logged(BEGINS), "new", ""), *(chapter.step for chapter in chapters(None))]


def chapters(scratch: Path | None) -> list[Chapter]:
    """The year, in order; the files it shares with the summer are copied to `scratch` (None: the story is only looked at)."""
    return [*_to_the_results(scratch), *_first_week(), *_to_the_deadline(), *_appeals(), *_certificates()]


def _to_the_results(scratch: Path | None) -> list[Chapter]:
    """The lists come in, moderated work is sent off, the Grid is filled, the results files come."""
    planned = told_in("planned.json")
    lists, results = [*planned["import_candidates"], *planned["import_basedata"]], planned["import_results"]
    if scratch:
        lists, results = ([sample(name, scratch) for name in names] for names in (lists, results))
    return [
        _do("2024-05-10T10:00", "import_candidates", "{candidates} candidates, {entries} entries", {"files": lists}),
        _type("2024-05-10T11:00", below("Moderation", *(_SENT_OFF | folder for folder in _FOLDERS))),
        _type("2024-07-15T10:00", fees(), "{typed} cells typed into the Grid: fees, and what the school takes for handling"),
        _type("2024-07-15T11:00", below("Papers", {"Awarding body": "AQA", "Component code": "7495/3", "Kind": "Multiple choice"})),
        _type("2024-08-12T10:10", confirmed("Anchors", date(2024, 8, 12), "EO")),
        _do("2024-08-13T16:00", "authorise_reader", "", {"name": "Exams officer", "signed_by": "Head of centre"}),
        _do("2024-08-21T07:30", "import_results", "{rows} rows of results: {accepted} accepted, {refused} refused", {"files": results}),
    ]


def _first_week() -> list[Chapter]:
    """A-level requests, their payments, and what goes to the awarding bodies before the priority deadline."""
    unpaid = {"line": ["PRS-24-0008-1"]}
    return [
        _file("2024-08-21T08:30", "log_requests", "answers_1.csv", f"A-level requests: {_LOGGED}"),
        _file("2024-08-21T09:00", "record_payments", "payments_1.csv", _PAID),
        _type("2024-08-21T09:30", over("Lines", "PRS-24-0005-1", Payment="School pays", Who_pays="School", Status="Ready to send")),
        _type("2024-08-21T09:40", over("Lines", "PRS-24-0006-1", Payment="Waived (hardship)", Status="Ready to send")),
        _refused("2024-08-21T10:00", "send_requests", "£77.50 is not paid", "a priority review is not sent: it is not paid for", unpaid),
        _send("2024-08-21T10:10", 27, {"body": "AQA", "reference": "AQ-1"}),
        _send("2024-08-21T10:20", 1, {"body": "OCR", "reference": "OC-1"}, "OCR"),
        _type("2024-08-23T09:00", over("Lines", "PRS-24-0008-1", Status="Missed deadline", Closed_on=date(2024, 8, 23))),
    ]


def _to_the_deadline() -> list[Chapter]:
    """GCSE requests, those of staff, and the last day."""
    withdrawn = over("Lines", "PRS-24-0046-1", Status="Withdrawn by candidate", Closed_on=date(2024, 9, 20))
    return [
        _file("2024-09-02T09:00", "log_requests", "answers_2.csv", f"GCSE requests: {_LOGGED}"),
        _type("2024-09-02T15:00", over("Moderation", "MOD-24-01", **_BACK, **_DOWN)),
        _type("2024-09-02T15:10", over("Moderation", "MOD-24-02", **_BACK, **_AGREED)),
        _file("2024-09-03T10:00", "log_requests", "staff.csv", f"requests of staff: {_LOGGED}"),
        _file("2024-09-10T16:00", "record_payments", "payments_2.csv", _PAID),
        _type("2024-09-11T09:00", over("Moderation", "MOD-24-01", **_ASKED)),
        _send("2024-09-11T10:00", 19, {"body": "AQA", "reference": "AQ-2"}),
        _type("2024-09-20T09:00", withdrawn),
        _file("2024-09-24T08:00", "record_outcomes", "outcomes_1.csv", _CAME),
        _file("2024-09-24T11:00", "log_requests", "answers_3.csv", f"after the school's own last day: {_LOGGED}", {"refused": 2}),
        _file("2024-09-24T11:30", "log_requests", "answers_3.csv", f"let through by name: {_LOGGED}", {"lines": 2}, _LATE),
        _file("2024-09-24T14:00", "record_payments", "payments_3.csv", _PAID),
        _send("2024-09-24T15:00", 4, {"body": "AQA", "reference": "AQ-3"}),
        _file("2024-09-27T09:00", "log_requests", "answers_4.csv", f"after the body's last day: {_LOGGED}", {"refused": 1}, _LATE),
    ]


def _appeals() -> list[Chapter]:
    """Two appeals and a hearing, a query, an invoice, and the moderated work."""
    appeals = ("1002", "7492", "7492/1", "AP1"), ("1020", "7192", "7192/1", "AP1"), ("1029", "7092", "", "MIR")
    to_send = ["PRS-24-0002-2", "PRS-24-0012-2", "PRS-24-0054-1"]
    to_history = {"ref": ["MOD-24-01"], "to": "Head of history"}
    early = "the head of history asks for the folder too early: it stays until the review is over"
    return [
        _type("2024-09-27T09:30", at_the_counter(datetime(2024, 9, 26, 9), *appeals)),
        _do("2024-09-27T10:00", "check_requests", "typed at the counter: {numbered} (two appeals, a query)", {}, {"numbered": 3}),
        _file("2024-09-27T16:00", "record_payments", "payments_4.csv", _PAID),
        _send("2024-09-27T17:00", 3, {"line": to_send, "reference": "AQ-4"}),
        _do("2024-09-30T09:00", "return_work", "art folders go back to their candidates", {"ref": ["MOD-24-02"], "to": "R Hollow"}),
        _refused("2024-10-01T09:00", "return_work", "must be kept", early, to_history),
        _file("2024-10-14T09:00", "record_outcomes", "outcomes_2.csv", _CAME),
        _type("2024-10-14T12:00", at_the_counter(datetime(2024, 10, 14, 12), ("1020", "7192", "7192/1", "AP2"))),
        _do("2024-10-14T12:30", "check_requests", "typed at the counter: {numbered} (a hearing)", {}, {"numbered": 1}),
        _do("2024-10-15T09:00", "return_work", "the folder goes back to the head of history", to_history),
        _send("2024-10-15T10:00", 1, {"line": ["PRS-24-0012-3"], "reference": "AQ-5"}),
        _file("2024-10-15T14:00", "check_invoice", "invoice.csv", "AQA's invoice: {rows} rows, {matched} noted, {unmatched} to look at"),
        _file("2024-11-05T09:00", "record_outcomes", "outcomes_3.csv", _CAME),
        _type("2024-11-08T16:00", closed(date(2024, 11, 8)), "candidates are told, lines closed"),
        *(_type("2024-11-08T17:00", ticked(name, date(2024, 11, 8))) for name in ("ResultsDayTasks", "PostResultsTasks")),
    ]


def _certificates() -> list[Chapter]:
    """Certificates come; one is printed with the grade from before the review."""
    issued = "certificates given out: {changed}; held back: {stayed}"
    return [
        _do("2024-11-11T09:00", "expect_certificates", "{certificates} certificates expected", {}),
        _type("2024-11-12T09:00", came(date(2024, 11, 12), date(2024, 11, 4), "0001", "0005")),
        _do("2024-11-20T09:00", "issue_certificates", issued, {"candidate": ["0001"], **_ID}),
        _do("2024-11-20T09:10", "issue_certificates", issued, {"candidate": ["0005"], **_ID}),
        _do(ENDS, "flag_overdue", "the log has {lines} lines, {alarms} with an alarm; to do: {to_do}", {}),
    ]


def _do(at: str, action: str, told: str, given: Given, counts: Counts = _ANY) -> Chapter:
    return Chapter(at, ACTIONS[action], given, told, counts=counts)


def _file(at: str, action: str, name: str, told: str, counts: Counts = _ANY, given: Given = _NOTHING) -> Chapter:
    return _do(at, action, told, {"file": YEAR / name, **given}, counts)


def _send(at: str, lines: int, given: Given, to: str = "AQA") -> Chapter:
    return _do(at, "send_requests", f"sent to {to}: {{sent}}", given, {"sent": lines})


def _refused(at: str, action: str, why: str, told: str, given: Given) -> Chapter:
    return Chapter(at, ACTIONS[action], given, told, refused=why)


def _type(at: str, given: Given, told: str = "") -> Chapter:
    return Chapter(at, TYPE_IN, given, told)
