"""Which known candidates come nearest to one that is not known: a suggestion for a person to judge, never a match."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import cached_property

from results_desk.rules.names import words

AT_MOST = 3
NAME_CUTOFF, NUMBER_CUTOFF = 0.6, 0.75


class NearestCandidates:
    """Suggests candidates by name, or by number where there is no name, for the first so many people that are asked for."""

    def __init__(self, names: Sequence[str], numbers: Sequence[str], most: int) -> None:
        """`names` and `numbers` are those of the known candidates, in their order."""
        self._names, self._numbers, self._left = names, numbers, most

    def of(self, name: str, number: str) -> list[int]:
        """The positions of the nearest candidates, nearest first; none when nobody comes near or enough were asked for."""
        self._left -= 1
        if self._left < 0:
            return []
        return self._by_name(name) if words(name) else self._by_number(number)

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        """Position of every name by the first two letters of each of its words."""
        starts: dict[str, list[int]] = {}
        for position, name in enumerate(self._names):
            for start in _starts_of(name):
                starts.setdefault(start, []).append(position)
        return starts

    def _by_name(self, name: str) -> list[int]:
        pool = {position for start in _starts_of(name) for position in self._starts.get(start, [])}
        by_words: dict[str, list[int]] = {}
        for position in sorted(pool):
            by_words.setdefault(" ".join(words(self._names[position])), []).append(position)
        found = difflib.get_close_matches(" ".join(words(name)), list(by_words), AT_MOST, NAME_CUTOFF)
        return [position for match in found for position in by_words[match]][:AT_MOST]

    def _by_number(self, number: str) -> list[int]:
        places = {known: position for position, known in enumerate(self._numbers)}
        found = difflib.get_close_matches(number, list(places), AT_MOST, NUMBER_CUTOFF) if number else []
        return [places[match] for match in found]


def _starts_of(name: str) -> set[str]:
    return {word[:2] for word in words(name)}
