"""Candidates of whom no permission form came: the register has no line of them, and they wait for their results like the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from results_desk.rules.candidates.permission_forms import OF_CANDIDATE
from results_desk.rules.cells import Row, Rows, raw, records
from results_desk.rules.checks import level_group
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.tables.permissions import PERMISSIONS

NOTE = "No permission form came"
Days = Mapping[str, set[str]]
"""The results days of a candidate's awards, by candidate number; "" for an award whose level the desk does not know."""


def days_of(awards: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The results days by candidate, from candidate number and results day of each award."""
    found: dict[str, set[str]] = {}
    for number, group in awards:
        if number:
            found.setdefault(pad_candidate_number(number), set()).add(group)
    return found


def without_form(register: Rows, candidates: Rows, days: Days, entered: bool) -> list[Row]:
    """A line for each candidate and results day of which the register has none, as the register would hold it.

    A line without a results day is for every one, and any line for awards of a level that the desk does not know. Where nobody's
    entries are known (`entered` is False), every candidate of the list may have results to come.
    """
    held: dict[str, set[str]] = {}
    for row in records(register):
        held.setdefault(pad_candidate_number(raw(row, "Candidate number")), set()).add(level_group(row, "Results day"))
    people = {pad_candidate_number(raw(row, "Candidate number")): row for row in records(candidates) if raw(row, "Candidate number")}
    numbers = dict.fromkeys([*people, *days])
    return [
        _line(number, group, people.get(number, {}))
        for number in numbers
        for group in _missing(held.get(number, set()), days.get(number, set() if entered else {""}))
    ]


def _missing(held: set[str], wanted: set[str]) -> Iterator[str]:
    return iter(() if "" in held else sorted(wanted - held - ({""} if held else set()), reverse=True))


def _line(number: str, group: str, person: Row) -> Row:
    blank: dict[str, object] = dict.fromkeys(PERMISSIONS.headings)
    known = {heading: raw(person, heading) for heading in OF_CANDIDATE}
    return {**blank, **known, "Candidate number": number, "Results day": group, "Status": "Waiting", "Note": NOTE}
