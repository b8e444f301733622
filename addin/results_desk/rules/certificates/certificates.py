"""Certificates: what does not match, what is held back, what may be destroyed. `tables/certificates.py` says the same as formulas.

Unclaimed certificates may be destroyed after 12 months, and the record of it is kept 4 years more:
https://www.jcq.org.uk/exams-office/results-and-certification/notice-to-centres-examination-certificate-security-2007/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from results_desk.rules.calendar import months_after
from results_desk.rules.cells import Row, is_blank, is_one, raw, same, serial, trimmed
from results_desk.rules.checks import Found, counted, due_rows, joined, known_day, setting, view_rows
from results_desk.rules.computed import Around, Computed
from results_desk.tables.certificates import (
    BOOK,
    COLLECTION,
    DESTROYED,
    DESTRUCTION,
    HELD,
    ISSUED,
    LEAST_MONTHS,
    LEAST_YEARS,
    MISMATCHES,
    NOT_RECEIVED,
    UNCOLLECTED,
    WITH_BODY,
)

WHY = (
    "Unclaimed certificates may be destroyed after 12 months, the record is kept 4 years more, and one with another grade than the final "
    "one goes back first. Source: https://www.jcq.org.uk/exams-office/results-and-certification/"
    "notice-to-centres-examination-certificate-security-2007/ (compare with this year's General Regulations)"
)
_REMIND = "Write to them: write-mail reminder and send-mail, or write-letters certificate_reminder --posted. The day goes under Reminder."
_TOGETHER = {
    "Reminder 1 due": "Certificates not collected, first reminder near: {count}",
    "Reminder 2 due": "Certificates not collected, second reminder near: {count}",
    "Last call due": "Certificates not collected, last call near: {count}",
    "12 months over, may be destroyed": "Certificates kept for 12 months, decision missing: {count}",
    "To be destroyed": "Certificates to be destroyed: {count}",
    "To be returned to the awarding body": "Certificates to be returned to the awarding body: {count}",
    "Record of destruction may go": "Records of destruction that may go: {count}",
}
_SENT = ("Reminder 1", "Reminder 2", "Reminder 3")


def match(row: Row) -> str:
    """Whether the grade printed is our final grade, to the letter: Yes or No; "" while either is blank."""
    printed, final = raw(row, "Grade printed"), raw(row, "Final grade")
    return "" if not printed or not final else "Yes" if printed == final else "No"


def held_back(row: Row) -> str:
    """Yes while a review or appeal is open that could change the certificate; "" without a Cert ID."""
    if not raw(row, "Cert ID"):
        return ""
    return "Yes" if is_one(row, "Review open", "Yes") or is_one(row, "Appeal open", "Yes") else "No"


def state(row: Row) -> str:
    """Where the certificate is: Held, Not received, With the awarding body, Issued, Destroyed; "" without a Cert ID."""
    if not raw(row, "Cert ID"):
        return ""
    steps = (
        ("Destroyed on", DESTROYED), ("Issued on", ISSUED), ("Replacement received", HELD), ("Returned to board on", WITH_BODY),
        ("Received on", HELD),
    )  # fmt: skip
    return next((word for heading, word in steps if known_day(row, heading)), NOT_RECEIVED)


def may_go_from(row: Row, around: Around) -> date | None:
    """The first day on which an uncollected certificate may be destroyed; None while its date of issue is not known."""
    issued = known_day(row, "Date of issue")
    return months_after(issued, max(LEAST_MONTHS, setting(around, "desk_certificate_months"))) if issued else None


def record_until(row: Row, around: Around) -> date | None:
    """The day until which the record of a destroyed certificate is kept; None for one that is not destroyed."""
    destroyed = known_day(row, "Destroyed on")
    return months_after(destroyed, 12 * max(LEAST_YEARS, setting(around, "desk_record_years"))) if destroyed else None


def days_held(row: Row, today: date) -> int | str:
    """Days since it was received, while we hold it."""
    received = known_day(row, "Received on")
    return max(0, (today - received).days) if received and state(row) == HELD else ""


def alarms(row: Row, around: Around) -> tuple[Found, ...]:
    """Everything that is wrong or due with a certificate on the day, in the order its Alarm names it; nothing without a Cert ID."""
    if not raw(row, "Cert ID"):
        return ()
    return (*_wrong(row), *_issued(row), *_uncollected(row, around), *_destroyed(row, around))


def _wrong(row: Row) -> Iterator[Found]:
    where = state(row)
    if match(row) == "No" and where not in (DESTROYED, WITH_BODY):
        yield Found("Grade is not our final grade", None, "Check the final grade; return it to the awarding body by tracked post.")
    if where == DESTROYED or not raw(row, "Problem") or known_day(row, "Replacement received"):
        return
    if is_one(row, "Problem", "Missing"):
        yield Found("Certificate missing", None, "Ask the awarding body for it, and note the replacement when it comes.")
    elif known_day(row, "Returned to board on") is None:
        yield Found("Problem, not returned to the awarding body", None, "Return it by tracked post, and note the reference.")


def _issued(row: Row) -> Iterator[Found]:
    issued = known_day(row, "Issued on")
    if issued is None:
        return
    if held_back(row) == "Yes":
        yield Found("Issued while held back", issued, "Ask the candidate to bring it back: the review or appeal may change it.")
    allowed = is_one(row, "Written authority", "Yes") or raw(row, "Override reason")
    if raw(row, "Relationship") and not (allowed and raw(row, "ID seen")):
        yield Found("Issued to somebody else without authority or ID", issued, "Get the candidate's written authority and note the ID.")


def _uncollected(row: Row, around: Around) -> Iterator[Found]:
    if state(row) != HELD or held_back(row) == "Yes":
        return
    ends, issued = may_go_from(row, around), known_day(row, "Date of issue")
    if ends is None or issued is None:
        yield Found("Date of issue not known", None, "Type the day the awarding body issued it: the 12 months count from there.")
    elif around.today >= ends:
        yield from _over(row, ends)
    elif reminder := _reminder(row, around, issued, ends):
        yield reminder


def _over(row: Row, ends: date) -> Iterator[Found]:
    if not raw(row, "Decision"):
        yield Found("12 months over, may be destroyed", ends, "Decide: keep, return to the awarding body, or destroy with two witnesses.")
    elif is_one(row, "Decision", "Destroy"):
        yield Found("To be destroyed", ends, "Destroy confidentially with two witnesses, and print the destruction record.")
    elif is_one(row, "Decision", "Return to board"):
        yield Found("To be returned to the awarding body", ends, "Send by tracked post, and note the day and the reference.")


def _reminder(row: Row, around: Around, issued: date, ends: date) -> Found | None:
    """The latest reminder that is due and neither it nor a later one was sent."""
    days = (
        ("Reminder 1 due", months_after(issued, setting(around, "desk_reminder_1_months"))),
        ("Reminder 2 due", months_after(issued, setting(around, "desk_reminder_2_months"))),
        ("Last call due", ends - timedelta(days=setting(around, "desk_last_call_days"))),
    )
    for number, (text, from_day) in reversed(list(enumerate(days))):
        if around.today >= from_day and not any(known_day(row, heading) for heading in _SENT[number:]):
            return Found(text, from_day, _REMIND)
    return None


def _destroyed(row: Row, around: Around) -> Iterator[Found]:
    destroyed, ends, until = known_day(row, "Destroyed on"), may_go_from(row, around), record_until(row, around)
    if destroyed is None or until is None:
        return
    if ends is None:
        yield Found("Destroyed, date of issue not known", destroyed, "Look the date of issue up: it must have been 12 months before.")
    elif destroyed < ends:
        yield Found("Destroyed too early", destroyed, "Tell the head of centre, and the awarding body where a replacement is needed.")
    witnesses = trimmed(raw(row, "Witness 1")), trimmed(raw(row, "Witness 2"))
    if not raw(row, "Witness 1") or not raw(row, "Witness 2") or same(*witnesses):
        yield Found("Destroyed without two witnesses", destroyed, "Note two different people who saw it destroyed.")
    if not raw(row, "Method"):
        yield Found("Destroyed, no method noted", destroyed, "Note how it was destroyed.")
    if around.today >= until:
        yield Found("Record of destruction may go", until, "The record has been kept long enough: it may be deleted.")


def computed(row: Row, around: Around) -> dict[str, object]:
    """The computed columns of a line of the register."""
    return {
        "Alarm": joined(alarms(row, around)), "State": state(row), "Match?": match(row), "Held back?": held_back(row),
        "12 months ends": may_go_from(row, around) or "", "Days held": days_held(row, around.today),
        "Record keep until": record_until(row, around) or "",
    }  # fmt: skip


def expected(row: Row, around: Around) -> dict[str, object]:
    """The computed columns of the sheet Expected and received: counts of the register's lines of one awarding body."""
    body = raw(row, "Awarding body")
    ours = [line for line in around.tables["Certificates"] if raw(line, "Cert ID") and is_one(line, "Awarding body", body)]
    states = [state(line) for line in ours]
    counts: dict[str, object] = {"On the register": len(ours), "Grade differs": sum(match(line) == "No" for line in ours)}
    counts |= {word: states.count(word) for word in (NOT_RECEIVED, HELD, WITH_BODY, ISSUED, DESTROYED)}
    if not body:
        counts = dict.fromkeys(counts, "")
    return {**counts, "Compared": _compared(serial(row.get("Expected")), len(ours), states.count(NOT_RECEIVED)) if body else ""}


def _compared(wanted: float | None, there: int, to_come: int) -> str:
    if wanted is None:
        return ""
    if wanted > there:
        return f"{wanted - there:g} not on the register"
    if wanted < there:
        return f"{there - wanted:g} more than expected"
    return f"{to_come} still to come" if to_come else "As expected"


COMPUTED: dict[str, Computed] = {"Certificates": computed, "ExpectedCertificates": expected}


def due(rows: Iterable[Row], today: date, named: Mapping[str, object]) -> list[dict[str, object]]:
    """What the register has to do on a day, as rows of the home workbook's Today; reminders and decisions of many in one row each."""
    around = Around(today, {}, named)
    found = [(raw(row, "Cert ID"), one) for row in rows for one in alarms(row, around)]
    return due_rows("Certificates", f"{BOOK}, Certificates", counted(found, _TOGETHER, "Certificates"), WHY)


def destruction_rows(rows: Iterable[Row], named: Mapping[str, object]) -> list[dict[str, object]]:
    """The rows of the destruction record, by the day of destruction: what was destroyed, how, before whom, and how long this is kept."""
    around = Around(date.min, {}, named)
    gone = [row for row in rows if raw(row, "Cert ID") and known_day(row, "Destroyed on")]
    told = [{**row, "Destroyed on": known_day(row, "Destroyed on"), "Record keep until": record_until(row, around)} for row in gone]
    return view_rows(told, DESTRUCTION.headings, ("Destroyed on", "Name on certificate", "Cert ID"))


def uncollected_rows(rows: Iterable[Row], named: Mapping[str, object]) -> list[dict[str, object]]:
    """The rows of the uncollected certificates, by leaving year and name."""
    around = Around(date.min, {}, named)
    told = [
        {**row, "12 months ends": may_go_from(row, around), "Last reminder": _last_reminder(row)} for row in rows if state(row) == HELD
    ]
    return view_rows(told, UNCOLLECTED.headings, ("Leaving year", "Name on certificate", "Cert ID"))


def collection_rows(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The rows of the collection sheet, by name: certificates we hold that are right and not held back."""
    ready = [row for row in rows if state(row) == HELD and held_back(row) == "No" and not tuple(_wrong(row))]
    empty = {"Collected by (name, ID)": "", "Date": None, "Signature": ""}
    return view_rows([{**row, **empty} for row in ready], COLLECTION.headings, ("Name on certificate", "Candidate number", "Cert ID"))


def problem_rows(rows: Iterable[Row]) -> list[dict[str, object]]:
    """The rows of the certificates that are wrong or missing, by awarding body: those on their way back too."""
    wrong = [row for row in rows if state(row) != DESTROYED and (match(row) == "No" or _problem_open(row))]
    return view_rows(wrong, MISMATCHES.headings, ("Awarding body", "Name on certificate", "Cert ID"))


def _problem_open(row: Row) -> bool:
    return raw(row, "Cert ID") != "" and not is_blank(row.get("Problem")) and known_day(row, "Replacement received") is None


def _last_reminder(row: Row) -> date | None:
    return max((sent for heading in _SENT if (sent := known_day(row, heading))), default=None)
