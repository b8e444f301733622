"""Whom to chase for what: lists by awarding body, by teacher and by candidate, over log, queries and registers.

No name of a candidate and no grade is among them: candidates stand by their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from results_desk.rules import moderation
from results_desk.rules.candidates import permissions
from results_desk.rules.cells import Row, day, is_one, known, raw, text
from results_desk.rules.certificates import certificates
from results_desk.rules.checks import Found, known_day
from results_desk.rules.computed import Around
from results_desk.rules.log.alarms import Clocks, alarms
from results_desk.rules.log.cells import is_closed
from results_desk.rules.log.money import balance
from results_desk.rules.results import reports
from results_desk.tables import certificates as certificates_book
from results_desk.tables import moderation as moderation_book
from results_desk.tables import permissions as permissions_book
from results_desk.tables.results_logs import QUERIES
from results_desk.tables.tracking_views import BOOK

BODY, TEACHER, CANDIDATE = "Awarding body", "Teacher", "Candidate"
WHOM = (BODY, TEACHER, CANDIDATE)
_NOBODY = "(nobody named)"
_TEACHER_DECIDES = ("No decision on Service 3", "Service 3 not asked")
_FORMS = ("Form missing", "Form due soon", "Email chosen, no address", "Email bounced", "Named person chosen, no name")
_COLLECT = ("Reminder 1 due", "Reminder 2 due", "Last call due")


def of_log(log: Iterable[Row], today: date, clocks: Clocks) -> Iterator[Row]:
    """Outcomes that are overdue, views that teachers owe, consents and payments that candidates owe."""
    for line in log:
        if is_closed(line) or not raw(line, "Line ID"):
            continue
        for alarm in alarms(line, today, clocks):
            if alarm.text == "Outcome overdue":
                yield _line(BODY, line, "Awarding body", alarm.text, alarm.by, alarm.what_to_do)
            elif alarm.text.startswith("Consent") and alarm.text != "Consent needed not known":
                yield _line(CANDIDATE, line, "Candidate number", alarm.text, day(line.get("Received on")), alarm.what_to_do)
        if is_one(line, "Status", "Waiting for teacher view"):
            since = day(line.get("Teacher asked on")) or day(line.get("Received on"))
            yield _line(TEACHER, line, "Teacher", "View on a request to come", since, "Ask for the view: support, and the reason.")
        owed = balance(line)
        if not isinstance(owed, str) and owed > 0 and is_one(line, "Who pays", "", "Candidate") and not known(line, "Sent on"):
            ask = f"£{owed:,.2f} is to be paid before it is sent."
            yield _line(CANDIDATE, line, "Candidate number", "Not paid", day(line.get("Received on")), ask)


def of_queries(queries: Iterable[Row], today: date) -> Iterator[Row]:
    """Queries without an answer: promises that are overdue or for today, and what nobody promised."""
    for query in queries:
        promised = day(query.get("Promised by"))
        if reports.query_state(query, today) in (reports.OPEN, reports.OVERDUE) and (promised is None or promised <= today):
            what = "Query: promise overdue" if promised and promised < today else "Query open"
            about = f"candidate {text(query.get('Candidate number'))}, {text(query.get('Entry code'))}: ask for the answer."
            yield _row(BODY, text(query.get("Awarding body")), what, promised or day(query.get("Opened on")), about,
                       raw(query, "Query ID"), f"{QUERIES.workbook}, {QUERIES.sheet}")  # fmt: skip


def of_returns(returns: Iterable[Row], around: Around) -> Iterator[Row]:
    """Samples that are still out, and decisions on a review of moderation that the department owes."""
    where = f"{moderation_book.BOOK}, Returns"
    for row in returns:
        for found in moderation.alarms(row, around):
            if found.text == "Sample not back":
                yield _found(BODY, text(row.get("Awarding body")), found, raw(row, "Ref"), where, known_day(row, "Sent on"))
            elif found.text.startswith(_TEACHER_DECIDES):
                yield _found(TEACHER, text(row.get("Teacher in charge")), found, raw(row, "Ref"), where)


def of_certificates(register: Iterable[Row], around: Around) -> Iterator[Row]:
    """Certificates that are missing or on their way back to come new, and those that candidates do not collect."""
    where = f"{certificates_book.BOOK}, Certificates"
    for row in register:
        body, number = text(row.get("Awarding body")), text(row.get("Candidate number"))
        if certificates.state(row) == certificates_book.WITH_BODY:
            since, ask = known_day(row, "Returned to board on"), "Ask for the new certificate."
            yield _row(BODY, body, "Replacement certificate to come", since, ask, raw(row, "Cert ID"), where)
        for found in certificates.alarms(row, around):
            if found.text == "Certificate missing":
                yield _found(BODY, body, found, raw(row, "Cert ID"), where)
            elif found.text in _COLLECT:
                yield _found(CANDIDATE, number, found, raw(row, "Cert ID"), where)


def of_permissions(register: Iterable[Row], around: Around) -> Iterator[Row]:
    """Forms that are not back, and what a form lacks."""
    for row in register:
        for found in (*permissions.checks(row, around), *permissions.undated_form(row, around)):
            if found.text in _FORMS:
                number, where = text(row.get("Candidate number")), f"{permissions_book.BOOK}, Permissions"
                yield _found(CANDIDATE, number, found, number, where)


def chase_rows(found: Iterable[Row]) -> list[Row]:
    """The rows of the view ChaseList: awarding bodies first, then by name, what waits longest first, each thing once."""
    once: dict[tuple[str, ...], Row] = {}
    for row in found:
        once.setdefault(tuple(str(row[heading]).casefold() for heading in ("Whom", "Name", "What", "Reference")), row)
    return sorted(once.values(), key=_order)


def only(rows: Sequence[Row], whom: str) -> list[Row]:
    """The rows of one of the lists: awarding body, teacher or candidate."""
    return [row for row in rows if is_one(row, "Whom", whom)]


def _order(row: Row) -> tuple[int, str, date, str]:
    return WHOM.index(str(row["Whom"])), str(row["Name"]).casefold(), day(row["Since"]) or date.max, str(row["Reference"])


def _line(whom: str, line: Row, heading: str, what: str, since: date | None, ask: str) -> Row:
    return _row(whom, text(line.get(heading)), what, since, ask, raw(line, "Line ID"), f"{BOOK}, Lines")


def _found(whom: str, name: str, found: Found, reference: str, where: str, since: date | None = None) -> Row:
    return _row(whom, name, found.text, since or found.by, found.what_to_do, reference, where)


def _row(whom: str, name: str, what: str, since: date | None, ask: str, reference: str, where: str) -> Row:
    row: Mapping[str, object] = {
        "Whom": whom, "Name": name or _NOBODY, "What": what, "Since": since, "What to ask": ask, "Reference": reference, "Where": where,
    }  # fmt: skip
    return row
