"""What JCQ's rules say of one request: who may ask for it, when, with which consent, and beside what else.

Sources: services, levels and deadlines https://thenaeo.org/monthly-message.aspx?nid=153; consent as in `consent`;
late requests are refused https://www.handsworth.bham.sch.uk/enquiry-about-results/; after an original or teaching copy
no review https://snhs.sch.im/pages/index/view/id/148/Post%20Results%20Services; missing results
http://www.ocr.org.uk/i-want-to/do/request-a-post-results-service/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from results_desk.rules.cells import Row, in_words, known, text
from results_desk.rules.deadlines import Deadline
from results_desk.rules.log.cells import is_closed
from results_desk.rules.log.consent import FAMILIES, before_release, consent_needed, valid
from results_desk.rules.requests.asking import is_person
from results_desk.rules.requests.notes import Note
from results_desk.rules.requests.offers import NO_OFFER, Offer
from results_desk.terms import NO_RESULT, PENDING

TEACHING_COPY = "A2"
IN_CLASS = ("Without my name", "With my name")
"""The choices of a candidate that let a script be used in class."""
_NO_DEADLINE = Deadline(None, None, "", "")
_CONSENT_TO = {"RoR": "a review of results", "ATS": "access to scripts"}
_NEVER_SENT = ("withdrawn by candidate", "missed deadline", "rejected by board")
_THE_CANDIDATE = ("candidate", "the candidate", "student", "the student", "pupil", "myself", "me", "self", "yes")


@dataclass(frozen=True)
class Request:
    """One answer with everything it comes to: who, what, when received, and the dates that its result and service have."""

    answer: Row
    candidate: Row
    service: Row
    result: Row
    received: datetime | None
    released: datetime | None
    deadline: Deadline | None
    offer: Offer = NO_OFFER
    override: tuple[str, str] = ("", "")
    kept_as: str = ""

    @property
    def is_cohort(self) -> bool:
        """Whether it is for all candidates of a component, and so for no candidate."""
        return not self.candidate

    @property
    def is_late(self) -> bool:
        """Whether it was received after the centre's own last day."""
        internal = self.deadline.internal if self.deadline else None
        return bool(internal and self.received and self.received.date() > internal)

    @property
    def payer(self) -> str:
        """Who pays a request of staff: the department whose budget it names, else the school.

        "" where the Grid says it: for a candidate's, and for what the exams office (EO) asks for on somebody's behalf.
        """
        if not by_staff(self.answer) or text(self.answer.get("requester")).casefold() == "eo":
            return ""
        return "Department" if text(self.answer.get("budget_code")) else "School"

    @property
    def form_place(self) -> str:
        """Where the answer is kept; "" where that is not known."""
        return f"{self.kept_as}, row {text(self.answer.get('row'))}" if self.kept_as else ""

    @property
    def code(self) -> str:
        """The service's code: S2."""
        return text(self.service.get("Service"))

    @property
    def family(self) -> str:
        """RoR, ATS, Appeal or Query."""
        return text(self.service.get("Family"))

    @property
    def consents(self) -> dict[str, object]:
        """When each consent was given, as a moment where the answer holds a date; nothing where somebody else signed."""
        given = {family: self.answer.get(f"{family.lower()}_consent_on") for family in FAMILIES}
        return {family: None if signed_by_another(self) else when(value) for family, value in given.items()}

    @property
    def has_consent(self) -> bool:
        """Whether every consent that the service needs counts."""
        return all(valid(self.consents[family], self.released) for family in consent_needed(self.service))


def when(value: object) -> datetime | None:
    """The day (at midnight) or moment of an answer's ISO text, in UK time; None when it is none."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return found.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None) if found.tzinfo else found


def is_priority(service: Row) -> bool:
    """Whether a service is a priority review: the one with the early deadline."""
    return text(service.get("Deadline as")).upper() == "P2"


def by_staff(answer: Row) -> bool:
    """Whether somebody of the centre asks, and not the candidate."""
    return text(answer.get("requester")).casefold() not in ("", "candidate")


def is_for_cohort(answer: Row, service: Row) -> bool:
    """Whether it is a review of moderation that the centre asks for: one line for all candidates."""
    return by_staff(answer) and text(service.get("Service")).upper() == "S3"


def refusal(answer: Row, service: Row, level: Row | None, wider: bool = False) -> Note | None:
    """Why this service can't be asked for by this person for this level, or None.

    A review of moderation, an appeal and a missing-result query are the centre's to ask; a script is the candidate's own.
    A priority review is for GCE A-level and Level 3 vocational qualifications, with a place in higher education at stake,
    unless the awarding body offers it `wider`: then for a level that has no such places too.
    """
    code = text(service.get("Service"))
    instead = f"ask for {'S2C' if 'ATS' in consent_needed(service) else 'S2'} instead: change the service, then log it again."
    centres = "candidate" not in text(service.get("Who may ask")).casefold() and text(service.get("Family")) != "ATS"
    if centres and not by_staff(answer):
        message = f"{code} ({text(service.get('Name'))}) can't be asked for by an individual candidate."
        return Note("Service", message, "The centre asks for it: speak to the head of department or the head of centre.")
    if not is_priority(service) or wider:
        return None
    if text((level or {}).get("Priority review")).casefold() != "yes":
        return Note("Service", "Priority review is for GCE A-level and Level 3 vocational qualifications only.", f"A{instead[1:]}")
    if not says_yes(answer.get("place_at_stake")):
        message = "Priority review is for a candidate whose place in higher education depends on it; the answer does not say so."
        return Note("HE place at stake", message, f"If a place depends on it, write Yes and log it again; if not, {instead}")
    return None


def not_offered(code: str, level: str, body: str, offer: Offer) -> Note | None:
    """Why the Grid rules a service out for a level of an awarding body, or None."""
    if offer.cell("Offered?").casefold() != "no":
        return None
    message = f"{body or 'The awarding body'} does not offer {code} for {level or 'this level'}, says the Grid."
    return Note("Service", message, "Ask for a service that is offered, or correct Offered? on its line of deadlines_fees_charges.xlsx.")


def late(request: Request) -> Note | None:
    """Why a request came too late: after the awarding body's last day, or after the centre's own and nobody lets it through."""
    deadline = request.deadline or _NO_DEADLINE
    last = deadline.official
    if last and request.received and request.received.date() > last:
        message = f"Received after the awarding body's last day, {in_words(last)}; late requests are refused."
        way_out = "Tell the candidate. If the awarding body agrees to take it, type the line in the log with the day it gave as Deadline."
        return Note("Received on", message, way_out)
    if not request.is_late or all(request.override):
        return None
    until = f"; the awarding body's last day is {in_words(last)}" if last else ""
    message = f"Received after the centre's own last day, {in_words(deadline.internal)}{until}."
    way_out = "If somebody may let it through, log the file again with --override-by NAME --reason TEXT."
    return Note("Received on", message, way_out)


def says_yes(value: object) -> bool:
    """Whether an answer begins with a yes."""
    return _first_word(value) in ("yes", "y", "true", "1")


def yes_or_no(value: object) -> str:
    """Yes, No, or "" where an answer begins with neither."""
    return "Yes" if says_yes(value) else "No" if _first_word(value) in ("no", "n", "false", "0") else ""


def signed_by_another(request: Request) -> bool:
    """Whether the answer says that somebody other than the candidate signed."""
    signed = text(request.answer.get("signed_by"))
    return bool(signed) and signed.casefold() not in _THE_CANDIDATE and not is_person(signed, request.candidate)


def warnings(request: Request) -> Iterator[Note]:
    """What to tell the officer about a request that is logged all the same."""
    yield from _consent_warnings(request)
    yield from _date_warnings(request)
    yield from _offer_warnings(request)
    if request.family != "Query" and not request.is_cohort and text(request.result.get("Grade")) in (NO_RESULT, PENDING):
        way_out = "Ask the awarding body with a missing or incomplete result query (MIR) first."
        yield Note("Entry code", "The result of this entry is not issued or is held back: there is nothing to review yet.", way_out)


def beside(request: Request, others: Iterable[Row], families: dict[str, str]) -> tuple[Note | None, list[Note]]:
    """What the lines already in the log for the same component mean: a reason to refuse, or notes.

    One open review, and one open script request, per component. A script to decide on a review (A1) or of the reviewed
    paper (A3) goes with a review; a copy for teaching may close the road to one. An appeal needs what it is against.
    `families` maps service to family.
    """
    notes, others = [], list(others)
    if fault := _appeal_without(request.code, others) or None:
        return fault, []
    if request.code == "A3" and not any(families.get(_code(line)) == "RoR" for line in others):
        message = "There is no review of this component in the log for its script to come after."
        notes.append(Note("Service", message, "Ask for A1 to decide on a review or A2 for teaching, or log the review first."))
    for line in others:
        code, line_id, is_open = _code(line), text(line.get("Line ID")), not is_closed(line)
        family = families.get(code, "")
        if is_open and family == request.family and (code, request.code) != ("AP1", "AP2"):
            way_out = f"Settle with the candidate which is meant; to ask for this one, close {line_id} first, then log the file again."
            return Note("Service", f"{code} is already asked for on this component, in the open line {line_id}.", way_out), []
        if request.family == "RoR" and code == TEACHING_COPY and text(line.get("Status")).casefold() not in _NEVER_SENT:
            message = f"A copy of this script for teaching was ordered in line {line_id}: a review may no longer be possible."
            notes.append(Note("Service", message, "Ask the awarding body before sending; free electronic copies usually do no harm."))
        elif is_open and family in FAMILIES and not _go_together(request.service, code):
            message = f"{code} is asked for on the same component, in line {line_id}."
            notes.append(Note("Service", message, "Check with the candidate that both are meant."))
    return None, notes


def _appeal_without(code: str, others: list[Row]) -> Note | None:
    if code == "AP1" and not any(_code(line)[:1] in ("S", "P") and known(line, "Outcome date") for line in others):
        message = "No review of this component has an outcome in the log: an appeal is against the outcome of a review."
        return Note("Service", message, "Log the review first, and record its outcome.")
    if code == "AP2" and not any(known(line, "AP1 outcome") or (_code(line) == "AP1" and known(line, "Outcome date")) for line in others):
        message = "No stage 1 appeal about this component has an outcome in the log: a hearing comes after it."
        return Note("Service", message, "Fill AP1 outcome on the line of the review first.")
    return None


def _code(line: Row) -> str:
    return text(line.get("Service")).upper()


def _first_word(value: object) -> str:
    return next(iter(re.findall(r"\w+", text(value).casefold())), "")


def _go_together(service: Row, other: str) -> bool:
    codes = {text(service.get("Service")).upper(), other}
    copy_included = any(code.endswith("C") for code in codes)
    return "A1" in codes or ("A3" in codes and not copy_included)


def _consent_warnings(request: Request) -> Iterator[Note]:
    after = f"dated after {in_words(request.released)}" if request.released else "dated after the release of the result"
    take = f"Take a new consent, signed by the candidate and {after}, then fill its date and Status on the line."
    needed = consent_needed(request.service)
    if needed and signed_by_another(request):
        message = "The form is signed by somebody other than the candidate, so its consent does not count."
        yield Note("Signed by", message, take, text(request.answer.get("signed_by")))
        return
    for family in (family for family in FAMILIES if family in needed):
        written, given = text(request.answer.get(f"{family.lower()}_consent_on")), request.consents[family]
        column = f"{family} consent date"
        if given is None:
            message = f"The consent to {_CONSENT_TO[family]} is {'not a date' if written else 'missing'}: the request waits for consent."
            yield Note(column, message, take, written)
        elif request.released is None:
            message = "When this result was released is not known, so the consent could not be checked: the request waits for consent."
            yield Note(column, message, "Fill the Release times sheet of results_desk.xlsx, then Results released and Status on the line.")
        elif before_release(given, request.released):
            message = f"The consent to {_CONSENT_TO[family]} is dated before this result was released: the request waits for consent."
            yield Note(column, message, take)


def _date_warnings(request: Request) -> Iterator[Note]:
    if request.received is None:
        message = "The answer does not say when it was received, so it was not held against the deadline."
        yield Note("Received on", message, "Fill Received on of the line.", text(request.answer.get("received_on")))
    elif before_release(request.received, request.released):
        message = f"Received before this result was released ({in_words(request.released)})."
        yield Note("Received on", message, "Ask the candidate whether the request stands now that the result is known.")
    if request.is_late:
        message = f"Received after the centre's own last day and let through by {request.override[0]}."
        yield Note("Received on", message, "Send it at once: the awarding body's last day is on the line.")


def _offer_warnings(request: Request) -> Iterator[Note]:
    """Where the Grid asks to look twice: a service for some papers only, a copy for class without the candidate's choice."""
    if request.offer.cell("Offered?").casefold() == "only some papers":
        limit = request.offer.cell("Limit")
        message = f"{text(request.result.get('Awarding body'))} offers {request.code} for some papers only{f': {limit}' if limit else ''}."
        yield Note("Service", message, "Check that this paper is one of them before sending.")
    chosen = text(request.answer.get("class_use"))
    if request.code == TEACHING_COPY and request.consents["ATS"] and chosen.casefold() not in map(str.casefold, IN_CLASS):
        message = "The candidate's choice does not let the script be used in class." if chosen else (
            "The consent does not say whether the script may be used in class, with or without the name."
        )  # fmt: skip
        yield Note("Class use", message, "Ask the candidate, then fill Name choice for class use on the line. It can't be sent before.")
