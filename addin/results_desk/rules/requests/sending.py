"""Which lines of the tracking log may go to an awarding body today, and what is written on those that went.

Requests come from the centre through the awarding body's site; sending one declares that the candidate's consent is held, and
centres collect payment before. Sources: https://ocr.org.uk/administration/cambridge-nationals/post-results/reviews-of-marking/index.aspx,
https://www.handsworth.bham.sch.uk/enquiry-about-results/, https://lvc.org/years-10-11/post-results-services/
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from results_desk.errors import DeskError, Problem, RuleRefusal
from results_desk.port import Cells, Key
from results_desk.rules.cells import Row, day, in_words, is_blank, is_one, known, same, text
from results_desk.rules.deadlines import find_level
from results_desk.rules.log.alarms import consent_valid
from results_desk.rules.log.consent import FAMILIES, before_release, families
from results_desk.rules.log.money import unsettled
from results_desk.rules.requests.asking import Desk
from results_desk.rules.requests.checks import IN_CLASS, TEACHING_COPY
from results_desk.rules.requests.line import READY
from results_desk.rules.requests.offers import calendar_days
from results_desk.rules.requests.shared_fees import left_unpaid
from results_desk.tables.tracking_log import BOOK

SENT = "Sent to board"
_BEFORE_SENDING = ("", "Draft", "Waiting for teacher view", "Waiting for consent", "Waiting for payment", READY)

_SHOWN = 3
"""How many lines that wait are named in one sentence."""


@dataclass(frozen=True)
class Choice:
    """Which lines are meant: those of an awarding body, named lines and requests; nothing named means all that are ready."""

    body: str = ""
    lines: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether lines or requests are named."""
        return bool(self.lines or self.requests)


@dataclass(frozen=True)
class Sent:
    """What sending comes to: cells to write, with what the lines must still hold; how many were sent now and before."""

    changes: dict[Key, dict[str, object]]
    expect: dict[Key, Cells]
    problems: tuple[Problem, ...]
    sent: tuple[Row, ...]
    already: int


def ready(log: Iterable[Row], choice: Choice, today: date) -> list[Row]:
    """The lines that may be sent now, in the order of the awarding bodies' sites: candidate, component, service."""
    return [line for line in _before_sending(log, choice) if is_one(line, "Status", READY) and not why_not(line, today)]


def waiting(log: Iterable[Row], choice: Choice, today: date) -> list[tuple[Row, list[tuple[str, str]]]]:
    """The lines that are not sent and may not be yet, in the same order, each with its reasons and ways out."""
    found = [(line, why_not(line, today)) for line in _before_sending(log, choice)]
    return [(line, reasons or _not_ready(line)) for line, reasons in found if reasons or not is_one(line, "Status", READY)]


def in_short(waits: Sequence[tuple[Row, list[tuple[str, str]]]]) -> str:
    """The first lines that wait, with why: PRS-24-0001-1: £40.00 is not paid."""
    return _first([f"{text(line.get('Line ID'))}: {' and '.join(why for why, _ in reasons)}" for line, reasons in waits], "; ")


def why_not(line: Row, today: date) -> list[tuple[str, str]]:
    """Every reason why a line may not be sent on this day, each with the way out."""
    return [*_consent(line), *use_in_class(line), *_unpaid(line), *too_late(line, today)]


def send(log: Sequence[Row], choice: Choice, desk: Desk, closed: Collection[date], today: date, by: str, reference: str) -> Sent:
    """Mark the chosen lines as sent, or those that are ready where none is named.

    RuleRefusal naming every line that may not go: then none is marked. Where none is named, a line whose status says that it is
    ready keeps those back only that are not; it is told. DeskError where a reference would stand on lines of two awarding bodies.
    """
    chosen = [line for line in log if _chosen(line, choice)]
    _require_known(chosen, choice)
    gone = [line for line in chosen if known(line, "Sent on")]
    going = [line for line in chosen if not known(line, "Sent on")] if choice.is_named else ready(log, choice, today)
    asked = going if choice.is_named else [line for line in _before_sending(log, choice) if is_one(line, "Status", READY)]
    kept_back = [(text(line.get("Line ID")), problem) for line in asked if (problem := _kept_back(line, today))]
    if kept_back and (choice.is_named or not going):
        raise RuleRefusal(f"Nothing was sent. {_refused(kept_back)}", [problem for _, problem in kept_back])
    _require_one_body(going, reference)
    changes: dict[Key, dict[str, object]] = {}
    expect: dict[Key, Cells] = {}
    for line in going:
        key = (text(line.get("Line ID")),)
        changes[key], expect[key] = _cells(line, desk, closed, today, by, reference), {"Sent on": None, "Status": line.get("Status")}
    after = [{**line, **changes.get((text(line.get("Line ID")),), {})} for line in log]
    told = (*(problem for _, problem in kept_back), *_filed_nowhere(going), *nobody_pays(going, after, desk))
    return Sent(changes, expect, told, tuple(sorted(going, key=_site_order)), len(gone))


def nobody_pays(lines: Iterable[Row], log: Sequence[Row], desk: Desk) -> tuple[Problem, ...]:
    """What is to be told of those lines of the log whose fee another one had that was withdrawn."""
    found, wanted = left_unpaid(log, desk), {text(line.get("Line ID")) for line in lines}
    return tuple(problem for line_id, problem in found.items() if line_id in wanted)


def target_days(line: Row, desk: Desk, closed: Collection[date], sent: date) -> int | None:
    """The calendar days from sending in which this awarding body aims to answer; None where the line or nobody says."""
    level = find_level(desk.levels, text(line.get("Level")))
    offer = desk.offers.offer(level, text(line.get("Awarding body")), text(line.get("Service")))
    if offer.target_days is None or not (offer.in_working_days or is_blank(line.get("Target days"))):
        return None
    return calendar_days(sent, offer.target_days, offer.in_working_days, closed)


def _before_sending(log: Iterable[Row], choice: Choice) -> list[Row]:
    """The chosen lines that were not sent and may still be."""
    found = [line for line in log if _chosen(line, choice) and is_one(line, "Status", *_BEFORE_SENDING) and not known(line, "Sent on")]
    return sorted(found, key=_site_order)


def _kept_back(line: Row, today: date) -> Problem | None:
    """Why a line may not go, all of it in one problem; None when it may."""
    reasons = [*_status(line), *why_not(line, today)]
    if not reasons:
        return None
    message = f"{_name(line)}: {'; '.join(why for why, _ in reasons)}."
    return Problem(f"{BOOK}, Lines", 0, "", message, " ".join(f"{way_out}." for _, way_out in reasons), kept=True)


def _cells(line: Row, desk: Desk, closed: Collection[date], today: date, by: str, reference: str) -> dict[str, object]:
    days = target_days(line, desk, closed, today)
    cells: dict[str, object] = {"Status": SENT, "Sent on": today, "Sent by": by}
    if reference:
        cells["Awarding body reference"] = reference
    return cells if days is None else cells | {"Target days": days}


def _chosen(line: Row, choice: Choice) -> bool:
    if not text(line.get("Line ID")) or (choice.body and not same(text(line.get("Awarding body")), choice.body)):
        return False
    named = same(text(line.get("Line ID")), *choice.lines) or same(text(line.get("Request ID")), *choice.requests)
    return named or not choice.is_named


def _require_known(chosen: Sequence[Row], choice: Choice) -> None:
    found = {text(line.get(heading)).casefold() for line in chosen for heading in ("Line ID", "Request ID")}
    missing = [name for name in (*choice.lines, *choice.requests) if name.casefold() not in found]
    if missing:
        where = f" for {choice.body}" if choice.body else ""
        raise DeskError(f"Nothing was sent. The tracking log has no {', '.join(missing)}{where}: look the number up in its Lines sheet.")


def _require_one_body(going: Iterable[Row], reference: str) -> None:
    """A reference is given by one awarding body: its outcomes are found by it."""
    bodies = {name.casefold(): name for line in going if (name := text(line.get("Awarding body")))}
    if reference and len(bodies) > 1:
        both = " and ".join(sorted(bodies.values()))
        raise DeskError(f"Nothing was sent. {reference} would stand on lines of {both}: send those of each by themselves.")


def _refused(kept_back: Sequence[tuple[str, Problem]]) -> str:
    """Of one line why it may not go, of more only which: each has its reason among the problems."""
    if len(kept_back) == 1:
        return kept_back[0][1].message
    return f"Lines {_first([name for name, _ in kept_back], ', ')} may not go yet."


def _first(said: Sequence[str], between: str) -> str:
    """The first few of them, and how many there are beside."""
    more = [f"and {len(said) - _SHOWN} more"] if len(said) > _SHOWN else []
    return between.join([*said[:_SHOWN], *more])


def _not_ready(line: Row) -> list[tuple[str, str]]:
    return [(f'its status is "{text(line.get("Status")) or "blank"}"', "Set Status to Ready to send")]


def _status(line: Row) -> list[tuple[str, str]]:
    status = text(line.get("Status"))
    if same(status, *_BEFORE_SENDING):
        return []
    return [(f'its status is "{status}"', "If it is to be sent all the same, set Status to Ready to send first")]


def _consent(line: Row) -> list[tuple[str, str]]:
    if consent_valid(line) in ("Yes", "Not needed"):
        return []
    needed, released = families(line.get("Consent needed")), line.get("Results released")
    if not needed:
        way_out = "Fill Consent needed (RoR, ATS, RoR+ATS or none), or run Check requests"
        return [("which consent it needs is not known", way_out)]
    given = [heading for family in FAMILIES if family in needed and known(line, heading := f"{family} consent date")]
    if len(given) < len(needed):
        return [("the candidate's consent is missing", "Have the candidate sign, then fill the consent date")]
    if any(before_release(line[heading], released) for heading in given):
        return [("the consent is dated before the result was released", "Take a new one, signed after the release, and fill its date")]
    return [("when the result was released is not known", "Fill Results released, see Release times in results_desk.xlsx")]


def use_in_class(line: Row) -> list[tuple[str, str]]:
    """Why a copy for teaching may not be asked for: the candidate has to choose how it may be used."""
    if not is_one(line, "Service", TEACHING_COPY) or is_one(line, "Name choice for class use", *IN_CLASS):
        return []
    if is_blank(line.get("Name choice for class use")):
        return [("the candidate has not chosen how the script may be used in class", "Ask, then fill Name choice for class use")]
    return [("the candidate does not let the script be used in class", "Set Status to Withdrawn by candidate")]


def _unpaid(line: Row) -> list[tuple[str, str]]:
    why, else_ = unsettled(line), "or choose under Payment who pays or that it is waived"
    known_charge = known(line, "Charge due")
    first = "Record the payment" if known_charge else "Fill Fee on its line of the Grid and run Check requests"
    return [(why, f"{first}, {else_}")] if why else []


def too_late(line: Row, today: date) -> list[tuple[str, str]]:
    """Why it is too late for a line: the awarding body's day is over, or it came after the centre's own and nobody let it through."""
    last, internal, received = (day(line.get(heading)) for heading in ("Deadline", "Internal deadline", "Received on"))
    if last and today > last:
        way_out = "If it was sent in time, type Sent on yourself; if not, set Status to Missed deadline"
        return [(f"the awarding body's last day was {in_words(last)}", way_out)]
    named = text(line.get("Late override by")) and text(line.get("Late override reason"))
    if internal and received and received > internal and not named:
        way_out = "Fill Late override by and Late override reason if somebody lets it through"
        return [(f"it came after the centre's own last day, {in_words(internal)}", way_out)]
    return []


def _filed_nowhere(going: Iterable[Row]) -> list[Problem]:
    names = [_name(line) for line in going if families(line.get("Consent needed")) and not text(line.get("Form place"))]
    if not names:
        return []
    message = f"{', '.join(names)}: where the signed form is filed is not written down."
    return [Problem(BOOK, 0, "Form place", message, "Fill Form place: the form is kept until Keep until and may be asked for.", kept=True)]


def _name(line: Row) -> str:
    return f"Line {text(line.get('Line ID'))}"


def _site_order(line: Row) -> tuple[str, ...]:
    return tuple(text(line.get(heading)).casefold() for heading in ("Awarding body", "Candidate number", "Component code", "Service"))


