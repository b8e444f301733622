"""Requests for post-results services: from a form, from staff or typed by hand, into the tracking log and to the awarding bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk.actions.asked import asked_desk
from results_desk.actions.facts import bodies_of, rows
from results_desk.actions.importing import in_rows, keep_received, one_batch, put_problems, said_of
from results_desk.actions.overdue import closed_days_of, put_computed, put_views
from results_desk.actions.paying import put_waiting_payments
from results_desk.actions.questions import OneOf
from results_desk.actions.registry import Outcome, Row, Work, action
from results_desk.actions.stale import left_alone
from results_desk.edges.desk import audit
from results_desk.errors import DeskError
from results_desk.port import Key, TablePort
from results_desk.tables.tracking_log import BOOK
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.rules.requests.answers import Logged
    from results_desk.rules.requests.asking import Desk as Asking
    from results_desk.rules.requests.sending import Choice

Answers = Annotated[Path, "Answers of the request form, or requests of staff (CSV or XLSX, as Microsoft or Google Forms export them)."]
OverrideBy = Annotated[str, "Who lets requests through that came after the centre's own last day."]
Reason = Annotated[str, "Why: goes on the lines with --override-by."]
Body = Annotated[str, "Only this awarding body's lines.", OneOf(bodies_of)]
Reference = Annotated[str, "Mark the lines as sent, with the awarding body's reference."]
LineIds = Annotated[list[str], "Mark this line as sent; may be given more than once."]
RequestIds = Annotated[list[str], "Mark the lines of this request as sent; may be given more than once."]
ON_SITE = ("Awarding body", "Candidate number", "Component code", "Service", "Copy wanted", "Line ID")


@action("Requests", "Log requests", reveals="show")
def log_requests(work: Work, file: Answers, override_by: OverrideBy = "", reason: Reason = "") -> Outcome:
    """Log requests of candidates or staff: one line per component and service, with deadline, consent and charge."""
    from results_desk.rules.requests.answers import Asked, log

    _require_both(override_by, reason)
    facts, batch = one_batch(work, file, "requests")
    if batch.requests is None and batch.staff is None:
        raise DeskError(f"{file.name} holds no requests: check that it is the file you meant.")
    asked = Asked(facts.name, f"received/{facts.name}", (override_by.strip(), reason.strip()))
    answers, staff = (() if held is None else held for held in (batch.requests, batch.staff))
    logged = log(answers, _lines(work).rows(), asked_desk(work), asked, staff)
    stale = _put(work, logged)
    problems = in_rows(batch.problems, logged.problems, left_alone(stale))
    put_problems(work, [facts.name], problems, keep_earlier=True)
    keep_received(work, [file])
    counts = {**logged.counts, "problems": len(problems)}
    return Outcome(_said(counts) + said_of(batch), counts, (file,), problems, hashes=(facts.sha256,))


@action("Requests", "Check requests", reveals="show")
def check_requests(work: Work) -> Outcome:
    """Complete lines that somebody typed into the log (number, names, deadline, charge) and say what is wrong with them."""
    from results_desk.rules.requests.counter import complete

    lines = _lines(work)
    found = complete(lines.rows(), asked_desk(work), closed_days_of(work))
    stale = [*lines.update(found.numbered, by=found.by), *lines.update(found.changes, found.expect)]
    paid = put_waiting_payments(work)
    put_computed(work)
    said = f"{counted(found.counts['numbered'], 'typed line')} numbered, {counted(found.counts['completed'], 'other')} completed"
    return Outcome(f"{said}, {found.counts['refused']} refused.", found.counts, (), (*found.problems, *paid, *left_alone(stale)))


@action("Requests", "Send requests", reveals="keep")
def send_requests(
    work: Work, body: Body = "", reference: Reference = "", line: LineIds = (), request: RequestIds = (),  # type: ignore[assignment]
) -> Outcome:  # fmt: skip
    """List what is ready for each awarding body, in the order of its site; with --reference, --line or --request mark it as sent."""
    from results_desk.rules.cells import records
    from results_desk.rules.facts import require_body
    from results_desk.rules.requests.sending import Choice, send

    desk, log = asked_desk(work, people=False), records(rows(work.desk, "Lines"))
    others = [str(row.get("Awarding body") or "") for row in log]
    choice = Choice(require_body(desk.body_words, body, others), tuple(line), tuple(request))
    if not (reference.strip() or choice.is_named):
        return _ready(log, choice, desk, work.now.date())
    sent = send(log, choice, desk, closed_days_of(work), work.now.date(), audit.login(), reference.strip())
    stale = work.desk.table("Lines").update(sent.changes, sent.expect)
    put_computed(work)
    put_views(work)
    counts = {"sent": len(sent.changes) - len(stale), "already": sent.already}
    said = f"{counted(counts['sent'], 'line')} marked as sent, {counts['already']} sent before."
    return Outcome(said, counts, (), (*sent.problems, *left_alone(stale)), _listed((line, "Marked as sent") for line in sent.sent))


def _ready(log: Sequence[Row], choice: Choice, desk: Asking, today: date) -> Outcome:
    """What may be sent on this day, and what waits for something else first."""
    from results_desk.rules.requests.sending import in_short, nobody_pays, ready, waiting

    now, waits = ready(log, choice, today), waiting(log, choice, today)
    listed = [(line, "Ready to send") for line in now] + [(line, "; ".join(why for why, _ in reasons)) for line, reasons in waits]
    said = f"{counted(len(now), 'line is', 'lines are')} ready to send"
    said += f"; {counted(len(waits), 'waits', 'wait')}: {in_short(waits)}" if waits else ""
    return Outcome(f"{said}.", {"ready": len(now), "waiting": len(waits)}, (), nobody_pays(now, log, desk), _listed(listed))


def _lines(work: Work) -> TablePort:
    """Every line of the log, also of results that are not released: numbers must not be given twice."""
    return work.desk.book(BOOK).table("Lines")


def _put(work: Work, logged: Logged) -> list[Key]:
    lines = _lines(work)
    stale = lines.update(logged.changes, logged.expect)
    lines.append(logged.new)
    put_computed(work)
    return stale


def _listed(lines: Iterable[tuple[Row, str]]) -> tuple[Row, ...]:
    return tuple({heading: line.get(heading) for heading in ON_SITE} | {"Check first": first} for line, first in lines)


def _require_both(override_by: str, reason: str) -> None:
    if bool(override_by.strip()) != bool(reason.strip()):
        raise DeskError("A late request is let through by a named person for a reason: give both --override-by and --reason.")


def _said(counts: dict[str, int]) -> str:
    already = f", {counts['already']} in the log already" if counts["already"] else ""
    consents = f", {counted(counts['consents'], 'line got its', 'lines got their')} consent" if counts["consents"] else ""
    added = f"{counted(counts['lines'], 'line')} added to the tracking log"
    return f"{counted(counts['rows'], 'request')}: {added}{already}{consents}, {counts['refused']} refused."
