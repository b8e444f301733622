"""Awarding bodies' EDI files as a set: in which order they are taken, which one is missing, and what an officer looks through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from results_desk.errors import Problem
from results_desk.rules.results.differences import DIFFERS
from results_desk.rules.results.indicators import ABSENT, NO_ENTRY
from results_desk.rules.results.reconcile import NO_RESULT_YET
from results_desk.terms import EdiName

One = TypeVar("One")

LISTS: Mapping[str, str] = {
    "result_without_entry": NO_ENTRY, "partial_absence": ABSENT, "differs_from_earlier": DIFFERS, "entry_without_result": NO_RESULT_YET,
}  # fmt: skip
"""The lists of what is unusual that the checks of every format make: their name in the counts, and how their messages begin."""


def in_order(files: Sequence[One], name: Callable[[One], str]) -> list[One]:
    """The files as they stand, but those of one kind, centre and awarding body by the number they were sent under."""
    places: dict[tuple[str, str, str], list[int]] = {}
    for at, file in enumerate(files):
        told = EdiName.parse(name(file))
        if told:
            places.setdefault((told.letter, told.sender, told.body_id), []).append(at)
    out = list(files)
    for group in places.values():
        ordered = sorted((files[at] for at in group), key=lambda one: name(one).upper()[-2:])
        for at, one in zip(group, ordered, strict=True):
            out[at] = one
    return out


def missing_before(names: Iterable[str], known: Iterable[str]) -> list[Problem]:
    """The results files whose predecessor has never been imported: the first that is missing below each."""
    there = [told for text in (*names, *known) if (told := EdiName.parse(text)) and told.letter == "R"]
    held = {(told.sender, told.body_id, told.sequence) for told in there}
    problems = []
    for text in names:
        told = EdiName.parse(text)
        if told is None or told.letter != "R":
            continue
        gap = [number for number in range(1, told.sequence) if (told.sender, told.body_id, number) not in held]
        if gap:
            lacking = ", ".join(f"{number:02d}" for number in gap)
            message = f"The file is number {told.sequence:02d}, and number {lacking} was never imported"
            way_out = "Look for it on the awarding body's site: a later file may bring only what changed."
            problems.append(Problem(text, 0, "Sequence", message, way_out, kept=True))
    return problems


def listed(problems: Iterable[Problem], lists: Mapping[str, str]) -> dict[str, int]:
    """How many problems each list has; a list is known by how its messages begin."""
    counts = dict.fromkeys(lists, 0)
    for problem in problems:
        for name, start in lists.items():
            counts[name] += problem.message.startswith(start)
    return counts
