"""What the registers take over from the log and the results: open reviews, final grades, and how a review of moderation went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from results_desk.rules.cells import Row, day, is_blank, is_one, known, raw, text
from results_desk.rules.grades import NOT_GRADES
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.rules.log.appeals import internal_open
from results_desk.rules.log.cells import is_closed
from results_desk.rules.requests.notes import component_key

Changes = dict[str, dict[str, object]]
"""Cells to write by Cert ID or Ref."""
_CAME_TO_NOTHING = ("Rejected by board",)


def of_certificates(certificates: Iterable[Row], log: Iterable[Row], results: Iterable[Row]) -> Changes:
    """What lines of the register must hold: whether a review or appeal of the award is open, on which line, and its final grade.

    An award that is not in the log keeps what somebody typed, and so does one that is not on Results.
    """
    lines: dict[tuple[str, ...], list[Row]] = {}
    for line in log:
        lines.setdefault(_award(line), []).append(line)
    grades = {_award(row): text(row.get("Grade")) for row in results}
    changes = {raw(row, "Cert ID"): _certificate(lines.get(_award(row), []), grades.get(_award(row), "")) for row in certificates}
    return _differing(changes, {raw(row, "Cert ID"): row for row in certificates})


def review_open(line: Row) -> bool:
    """Whether a review was asked for and has no outcome: from the day it is logged until it is answered or closed."""
    asked = raw(line, "Service")[:1].upper() in ("S", "P") and raw(line, "Line ID") != ""
    return asked and not known(line, "Outcome date") and not is_closed(line) and not is_one(line, "Status", *_CAME_TO_NOTHING)


def appeal_open(line: Row) -> bool:
    """Whether an appeal was sent and has no outcome, or an internal appeal is not settled."""
    if is_closed(line) or not raw(line, "Line ID"):
        return False
    own = raw(line, "Service").upper().startswith("AP") and not known(line, "Outcome date")
    sent = any(known(line, f"{stage} sent") and not known(line, f"{stage} outcome") for stage in ("AP1", "AP2"))
    return own or sent or internal_open(line)


def of_moderation(returns: Iterable[Row], log: Sequence[Row]) -> Changes:
    """What lines of the returns log must hold of their review of moderation and its appeal; only blank cells are filled."""
    changes: Changes = {}
    for row in returns:
        line = _service_3(row, log)
        if line is not None and raw(row, "Ref"):
            found = _review(line)
            changes[raw(row, "Ref")] = {heading: value for heading, value in found.items() if value and is_blank(row.get(heading))}
    return {ref: cells for ref, cells in changes.items() if cells}


def _certificate(lines: Sequence[Row], grade: str) -> dict[str, object]:
    cells: dict[str, object] = {"Final grade": grade} if grade and grade not in NOT_GRADES else {}
    if lines:
        reviews, appeals = list(filter(review_open, lines)), list(filter(appeal_open, lines))
        first = next(iter([*reviews, *appeals]), None)
        cells |= {"Review open": "Yes" if reviews else "No", "Appeal open": "Yes" if appeals else "No"}
        cells |= {"Line ID": raw(first, "Line ID")} if first is not None else {}
    return cells


def _differing(changes: Changes, held: dict[str, Row]) -> Changes:
    named = {key: cells for key, cells in changes.items() if key}
    found = {
        key: {heading: value for heading, value in cells.items() if raw(held[key], heading) != value} for key, cells in named.items()
    }
    return {key: cells for key, cells in found.items() if cells}


def _service_3(row: Row, log: Sequence[Row]) -> Row | None:
    """The line of the log for the review of moderation of this work: the one it names, else the only one of its component."""
    asked = [line for line in log if is_one(line, "Service", "S3") and raw(line, "Line ID")]
    named = [line for line in asked if raw(line, "Line ID") == raw(row, "Line ID")]
    ours = named or [line for line in asked if _component(line) == _component(row) and _component(row)[1]]
    return ours[0] if len(ours) == 1 else None


def _review(line: Row) -> dict[str, object]:
    sent, outcome = day(line.get("Sent on")), day(line.get("Outcome date"))
    reinstated = text(line.get("Centre marks reinstated"))
    words = "Centre marks reinstated" if is_one(line, "Centre marks reinstated", "Yes") else text(line.get("Outcome mark"))
    ended = [found for heading in ("AP1 outcome", "AP2 outcome") if (found := day(line.get(heading)))]
    appealed = known(line, "AP1 sent")
    return {
        "Line ID": raw(line, "Line ID"), "Service 3 asked?": "Yes" if sent else "", "Service 3 asked on": sent,
        "Service 3 outcome date": outcome, "Service 3 outcome": words if outcome and (words or reinstated) else "",
        "Appeal made?": "Yes" if appealed else "", "Appeal outcome date": max(ended) if ended and not appeal_open(line) else None,
    }  # fmt: skip


def _component(row: Row) -> tuple[str, str]:
    return text(row.get("Awarding body")).casefold(), component_key(row.get("Component code"))


def _award(row: Row) -> tuple[str, ...]:
    number = pad_candidate_number(raw(row, "Candidate number"))
    return number, text(row.get("Awarding body")).casefold(), entry_key(raw(row, "Entry code"))
