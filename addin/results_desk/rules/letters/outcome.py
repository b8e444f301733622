"""Outcome letters: one per request of the tracking log that has an outcome, in words a candidate understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from results_desk.rules.cells import Row, Rows, day, is_one, known, raw, records, same, text
from results_desk.rules.deadlines import find_service
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.rules.letters.words import (
    by_number,
    candidate_fields,
    day_in_words,
    grouped,
    mark_of,
    number,
    person_named,
    plain_day,
    pounds,
    shared_fields,
)
from results_desk.rules.log.alarms import Clocks, appeal_last_date
from results_desk.rules.log.cells import is_closed
from results_desk.rules.log.money import amount, changed_awards, grade_changed, mark_change, refund_due
from results_desk.tables.lists import LISTS
from results_desk.tables.tracking_alarm import REFUSED

Fields = dict[str, object]
NO_CHANGE = "No change"
_REVIEWS, _APPEALS = ("S1", "S2", "P2"), ("AP",)
"""How the codes of the services begin that decide a candidate's own grade; a copy of a script, for one, says nothing of it."""
_OF_APPEAL = {"Yes": "Appeal upheld", "No": "Appeal not upheld"}
SENTENCES = {"Up": "your grade has gone up", "Down": "your grade has gone down", NO_CHANGE: "your grade has not changed"}


def outcome_letters(
    lines: Rows, candidates: Rows, services: Rows, clocks: Clocks, *, settings: Mapping[str, str], today: date, practice: bool
) -> list[Fields]:
    """The fields of a letter for every request with an outcome, in the order of the log.

    It is dated the day its last outcome came: the same outcomes give the same letter. A review of the same award that was under way
    on that day on another request leaves the grade open.
    """
    every, people, known_services = shared_fields(settings, today, practice), by_number(candidates), records(services)
    log = records(lines)
    changed, of_candidate = changed_awards(log), _by_candidate(log)
    letters = []
    for (request,), asked in grouped(log, "Request ID").items():
        if request and any(map(has_outcome, asked)):
            whose = text(asked[0]["Candidate number"])
            who = person_named(whose, people, text(asked[0]["Name"]))
            beside = _beside(asked, of_candidate.get(pad_candidate_number(whose), ()))
            fields = {"request_id": request, **_outcomes(asked, beside, known_services)}
            fields |= {**_appeal(asked, clocks, today), **_money(asked, changed)}
            letters.append({**every, **candidate_fields(who), **fields, "letter_date": day_in_words(max(_days(asked)))})
    return letters


def has_outcome(line: Row) -> bool:
    """Whether the outcome of a line is here: a script that came is one too."""
    return any(_days([line]))


def _days(lines: Iterable[Row]) -> list[date]:
    """The days on which outcomes and scripts came."""
    return [found for line in lines for heading in ("Outcome date", "Script received on") if (found := day(line.get(heading)))]


def _by_candidate(log: list[Row]) -> dict[str, list[Row]]:
    """The lines of each candidate; those without a number are nobody's."""
    found: dict[str, list[Row]] = {}
    for line in log:
        if whose := text(line["Candidate number"]):
            found.setdefault(pad_candidate_number(whose), []).append(line)
    return found


def _beside(asked: list[Row], theirs: Iterable[Row]) -> list[Row]:
    """The candidate's reviews on other requests of the awards in this one that were under way on its day, as they were then."""
    on, request, awards = max(_days(asked)), text(asked[0]["Request ID"]), set(map(_award, asked))
    others = [line for line in theirs if text(line["Request ID"]) not in ("", request) and _award(line) in awards]
    return [_before(line) for line in others if _is_of(line, *_REVIEWS) and _under_way(line, on)]


def _under_way(line: Row, on: date) -> bool:
    asked, answered = day(line.get("Received on")), day(line.get("Outcome date"))
    return (asked is None or asked <= on) and (answered > on if answered else _to_come(line))


def _before(line: Row) -> Row:
    """A line as it was before its outcome."""
    return {**line, "Outcome date": None, "Script received on": None, "Outcome grade": "", "Status": ""}


def _outcomes(lines: list[Row], beside: list[Row], services: list[Row]) -> Fields:
    here, every = [line for line in lines if has_outcome(line)], [*lines, *beside]
    names = {raw(line, "Service"): text((find_service(services, text(line["Service"])) or {}).get("Name")) for line in every}
    several = len(_awards(lines)) > 1
    groups = [(group, _telling(group)) for group in _awards(every)]
    unclear = (group[0] for group, line in groups if line is None and any(map(has_outcome, group)) and any(map(_grade_open, group)))
    return {
        "outcomes": [_outcome(line, names[raw(line, "Service")]) for line in here],
        "outcome_sentences": [_sentence(line) for _, line in groups if line is not None],
        "grade_changed": _changed(here, every),
        "grades_open": ", ".join(dict.fromkeys(text(line["Subject"]) for line in unclear)),
        "outstanding": "; ".join([
            *(_awaited(line, names[raw(line, "Service")], several) for line in lines if _to_come(line)),
            *(f"{_awaited(line, names[raw(line, 'Service')], several)} ({text(line['Request ID'])})" for line in beside),
        ]),
    }  # fmt: skip


def _awaited(line: Row, service: str, several: bool) -> str:
    """A service whose outcome is to come; with its subject where the request has `several`."""
    subject = f"{text(line['Subject'])}: " if several and text(line["Subject"]) else ""
    return f"{subject}{service or text(line['Service'])} {text(line['Component code'])}".strip()


def _to_come(line: Row) -> bool:
    """Whether an outcome or a script is still to be expected: not of what was withdrawn, refused, rejected or too late."""
    return not has_outcome(line) and not is_closed(line) and not is_one(line, "Status", REFUSED, "Rejected by board")


def _changed(here: list[Row], lines: list[Row]) -> str:
    """Yes, No, or Not known while what a review or an appeal means for the grade is open; "" where nothing here decides a grade."""
    if any(map(grade_changed, here)):
        return "Yes"
    if any(map(_grade_open, lines)):
        return "Not known"
    return "No" if any(_graded(line) or _is_of(line, *_REVIEWS, *_APPEALS) for line in here) else ""


def _outcome(line: Row, service: str) -> dict[str, str]:
    return {
        "subject": text(line["Subject"]),
        "level": text(line["Level"]),
        "awarding_body": text(line["Awarding body"]),
        "component_code": text(line["Component code"]),
        "component_title": text(line["Component title"]),
        "service_name": service or text(line["Service"]),
        "mark_before": mark_of(line["Raw mark"], line["Max mark"]),
        "mark_after": mark_of(line["Mark after"], line["Max mark"]),
        "result": _result(line),
    }


def _result(line: Row) -> str:
    change = mark_change(line)
    if isinstance(change, float) and change:
        return f"Mark {'up' if change > 0 else 'down'} {number(abs(change))}"
    typed = text(line["Outcome mark"])
    said = next((word for word in LISTS["outcome mark"] if same(typed, word)), typed)
    if said in ("Up", "Down"):
        return f"Mark {said.casefold()}"
    return said or (NO_CHANGE if change == 0 else "Script here" if known(line, "Script received on") else _upheld(line))


def _upheld(line: Row) -> str:
    """What became of an appeal that has its own line."""
    if not _is_of(line, *_APPEALS):
        return ""
    return next((words for said, words in _OF_APPEAL.items() if is_one(line, "Appeal upheld", said)), "")


def _telling(group: list[Row]) -> Row | None:
    """The line of an award that tells its grade, if that is known: changed, or the same."""
    here = [line for line in group if has_outcome(line)]
    changed = next((line for line in here if grade_changed(line)), None)
    if changed is not None or any(map(_grade_open, group)):
        return changed
    return next((line for line in here if _graded(line)), None)


def _awards(lines: Iterable[Row]) -> list[list[Row]]:
    """The lines of each award of a request."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for line in lines:
        groups.setdefault(_award(line), []).append(line)
    return list(groups.values())


def _award(line: Row) -> tuple[str, str]:
    """What tells an award of a candidate: its entry code, or its subject where nobody has noted that."""
    code = text(line["Entry code"]) or text(line["Subject"])
    return text(line["Awarding body"]).casefold(), code.casefold()


def _sentence(line: Row) -> str:
    """Up, down or the same, with the grades where both are known."""
    before, after, outcome = text(line["Subject grade"]), text(line["Subject grade after"]), text(line["Outcome grade"])
    how = SENTENCES.get(outcome.capitalize(), SENTENCES[NO_CHANGE])
    if grade_changed(line):
        grades = f" from {before} to {after}" if before and after else f" to {after}" if after else ""
    else:
        grades = f": it is {after or before}" if after or before else ""
    return f"{text(line['Subject'])}: {how}{grades}."


def _grade_open(line: Row) -> bool:
    """Whether a review is to come, or nobody has noted yet what a review, or an appeal that was not dismissed, means for the grade."""
    review, upheld = _is_of(line, *_REVIEWS), is_one(line, "Appeal upheld", "Yes")
    if text(line["Outcome grade"]) or not (review or _is_of(line, *_APPEALS)):
        return False
    if not known(line, "Outcome date"):
        return review and (has_outcome(line) or _to_come(line))
    if _result(line) == NO_CHANGE:
        return review and upheld
    return review or not is_one(line, "Appeal upheld", "No")


def _is_of(line: Row, *services: str) -> bool:
    return text(line["Service"]).upper().startswith(services)


def _graded(line: Row) -> bool:
    return is_one(line, "Outcome grade", NO_CHANGE)


def _appeal(lines: list[Row], clocks: Clocks, today: date) -> Fields:
    """The first day by which an appeal must be made, of the windows that are still open; none of an award that was appealed."""
    others = [line for group in _awards(lines) if not any(_is_of(line, *_APPEALS) for line in group) for line in group]
    days = [found for line in others if not known(line, "AP1 sent") and (found := day(appeal_last_date(line, clocks))) and found >= today]
    return {"appeal_by": day_in_words(min(days)) if days else ""}


def _money(lines: list[Row], changed: frozenset[str]) -> Fields:
    due = [back for line in lines if isinstance(back := refund_due(line, changed), Decimal)]
    paid = [sum_ for line in lines if (sum_ := amount(line, "Paid"))]
    done = [line for line in lines if known(line, "Refunded on")]
    refunded = [max(Decimal(0), (amount(line, "Paid") or Decimal(0)) - (amount(line, "Handling kept") or Decimal(0))) for line in done]
    on = max((found for line in done if (found := day(line["Refunded on"]))), default=None)
    rules = {text(line["Board refund rule"]) for line in lines} - {""}
    return {
        "refund": pounds(sum(due)) if due else "",
        "refunded": pounds(sum(refunded)) if refunded else "",
        "refunded_on": plain_day(on) if on else "",
        "refund_rule": ", ".join(sorted(rules)).lower(),
        "paid": pounds(sum(paid)) if paid else "",
        "pay_route": next((route for line in lines if (route := text(line["Pay route"]))), ""),
    }
