"""Handing results or certificates to a person: the candidate with photo ID, or somebody the candidate named beforehand.

Results go to nobody before 08:00 of the results day, by any route: https://thenaeo.org/monthly-message.aspx?nid=153. Somebody else
collects with the candidate's written authority and photo ID: https://www.jcq.org.uk/exams-office/results-and-certification/
notice-to-centres-examination-certificate-security-2007/ (a notice of 2007; compare with this year's).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from results_desk.errors import DeskError, RuleRefusal
from results_desk.port import Key
from results_desk.rules.cells import Row, day, in_words, is_one, raw, same, text, trimmed
from results_desk.rules.checks import level_group, results_day
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.rules.requests.asking import is_person
from results_desk.tables.lists import LISTS
from results_desk.tables.permissions import BOOK, NAMED_PERSONS, RELEASE_TIME
from results_desk.terms import LEVEL_GROUPS

KNOWN_TO_STAFF = "Known to staff"
_OPEN = ("", "Waiting", "Left in office")
_OVERRIDE = "Ask the candidate, or give --override-by and --reason: both are kept in the register."


@dataclass(frozen=True)
class Handing:
    """Who takes it (`to` is blank for the candidate), with which ID, when, and who gives it out; `reason` overrides a missing name."""

    at: datetime
    to: str = ""
    relationship: str = ""
    id_seen: str = ""
    signature: str = ""
    by: str = ""
    override_by: str = ""
    reason: str = ""

    @property
    def why(self) -> str:
        """The override as a register keeps it."""
        return f"{self.reason.strip()} ({self.override_by.strip()})" if self.reason.strip() else ""


def check_handing(handing: Handing, now: datetime) -> None:
    """DeskError or RuleRefusal where what is said of the handing cannot be, whoever it is to."""
    if handing.at > now:
        raise DeskError(f"{in_words(handing.at)} is after now: note what was handed over when it has been.")
    words = LISTS["id seen"]
    if not handing.id_seen.strip():
        raise RuleRefusal(f"Nothing is handed over without photo ID: say which was seen with --id-seen ({', '.join(words)}).")
    if not same(handing.id_seen.strip(), *words):
        raise DeskError(f"{handing.id_seen!r} is no ID on the list: give --id-seen one of {', '.join(words)}.")
    if handing.to.strip() and same(handing.id_seen.strip(), KNOWN_TO_STAFF):
        raise RuleRefusal("Somebody else than the candidate shows photo ID, even if known to staff: say which was seen with --id-seen.")
    if bool(handing.override_by.strip()) != bool(handing.reason.strip()):
        raise DeskError("An override needs who decided it and why: give both --override-by and --reason.")


def is_candidate(handing: Handing, person: Row) -> bool:
    """Whether the candidate is the one who takes it: no other name is given, or the candidate's own."""
    return not handing.to.strip() or is_person(handing.to, person)


def named(register: Iterable[Row], number: str, to: str, headings: Sequence[str]) -> Row | None:
    """The line of the permissions register in which the candidate named this person under one of the headings."""
    ours = (row for row in register if pad_candidate_number(raw(row, "Candidate number")) == number)
    return next((row for row in ours if same(trimmed(to), *(trimmed(raw(row, heading)) for heading in headings)) and trimmed(to)), None)


def hand_over(
    register: Sequence[Row], numbers: Sequence[str], handing: Handing, level: str, dates: Sequence[Row], now: datetime,
    held: Mapping[str, set[str]] | None = None,
) -> dict[Key, dict[str, object]]:  # fmt: skip
    """The cells to write in the permissions register, by candidate number and results day.

    `held` are the results days of which results are on the desk, by candidate number; None where the desk keeps no results.
    DeskError or RuleRefusal, naming the candidate number and the way out, when one of them may not be handed over; lines that
    say just this already are left.
    """
    check_handing(handing, now)
    if level and not same(level, *LEVEL_GROUPS):
        raise DeskError(f"{level!r} is no results day: choose one of {', '.join(LEVEL_GROUPS)} with --results-day.")
    changes: dict[Key, dict[str, object]] = {}
    for number in dict.fromkeys(map(pad_candidate_number, numbers)):
        for row in _lines(register, number, level, handing, dates, held):
            if cells := _handed(register, row, number, handing):
                changes[raw(row, "Candidate number"), raw(row, "Results day")] = cells
    return changes


def _lines(
    register: Sequence[Row], number: str, level: str, handing: Handing, dates: Sequence[Row], held: Mapping[str, set[str]] | None
) -> list[Row]:
    """The lines of a candidate whose results are here and released; those of another results day wait."""
    ours = [row for row in register if pad_candidate_number(raw(row, "Candidate number")) == number]
    ours = [row for row in ours if not level or is_one(row, "Results day", level)]
    which = f" for {level}" if level else ""
    if held is not None:
        ours = [row for row in ours if _is_here(row, held.get(number, set()))]
        if not ours:
            raise DeskError(f"There are no results of candidate {number}{which} on this desk, so nothing to hand over: check the number.")
    if not ours:
        raise DeskError(f"{BOOK} has no line of candidate {number}{which}: run Import permissions, or add one, and try again.")
    found = [row for row in ours if _is_released(row, handing.at, dates)]
    if not found:
        days = [results_day(row, "Results day", dates) for row in ours]
        first = min((one for one in days if one), default=None)
        if first is None:
            raise RuleRefusal(f"{BOOK}: the results day of candidate {number} is not known. Choose it from the list, and run Copy dates.")
        when = f"{RELEASE_TIME} on {in_words(first)}"
        raise RuleRefusal(f"The results of candidate {number} may be given to nobody before {when}, by any route: wait until then.")
    return found


def _is_here(row: Row, days: set[str]) -> bool:
    """Whether results of the day of a line are here; those of a level that the desk does not know may be of any."""
    group = level_group(row, "Results day")
    return bool(days) and (not group or group in days or "" in days)


def _is_released(row: Row, at: datetime, dates: Sequence[Row]) -> bool:
    released = results_day(row, "Results day", dates)
    return released is not None and at >= datetime.combine(released, time.fromisoformat(RELEASE_TIME))


def _handed(register: Sequence[Row], row: Row, number: str, handing: Handing) -> dict[str, object]:
    """The cells of one line; none when it says so already."""
    own = is_candidate(handing, row)
    cells: dict[str, object] = {
        "Status": "Collected by candidate" if own else "Collected by named person", "Handed to": "" if own else handing.to.strip(),
        "ID seen": handing.id_seen.strip(), "Staff initials": handing.by.strip(), "Signature taken": "Yes" if handing.signature else "",
    }  # fmt: skip
    if not is_one(row, "Status", *_OPEN):
        if all(raw(row, heading).casefold() == str(cells[heading]).casefold() for heading in ("Status", "Handed to", "ID seen")):
            return {}
        when = in_words(day(row.get("Handed over at")))
        raise DeskError(f"{BOOK}: the results of candidate {number} were given out already, on {when}. Correct the line if it is wrong.")
    if not own:
        cells |= _to_other(register, row, number, handing)
    return {**cells, "Handed over at": handing.at}


def _to_other(register: Sequence[Row], row: Row, number: str, handing: Handing) -> dict[str, object]:
    why = ""
    line = named([row], number, handing.to, NAMED_PERSONS) or named(register, number, handing.to, NAMED_PERSONS)
    signed = day(line.get("Form returned")) if line is not None else None
    if line is None:
        why = f"candidate {number} did not name this person as one who may collect the results"
    elif signed and signed > handing.at.date():
        why = f"candidate {number} named this person only on {in_words(signed)}, after it was handed over"
    elif text(row.get("Sensitive note")):
        why = f"the register has a note on candidate {number} that the exams officer must read first"
    if why and not handing.reason.strip():
        raise RuleRefusal(f"Not handed over: {why}. {_OVERRIDE}")
    return {"Override reason": handing.why} if why else {}
