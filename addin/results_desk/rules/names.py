"""Whether two spellings of a name are one name, and which known names come nearest."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property

_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_NOT_LETTERS = re.compile(r"[\W_]+")

NEAREST = 3
CUTOFF = 0.6


def folded(name: str) -> str:
    """The name without case, accents, spaces, hyphens and apostrophes: what two spellings of it have in common."""
    text = name.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED))
        text = "".join(character for character in text if not unicodedata.combining(character))
    return _NOT_LETTERS.sub("", text)


def surname_agrees(name: str, surname: str, known: str) -> bool:
    """Whether a file's surname, or the surname in its whole name, is the known (folded) surname.

    A whole name is SURNAME:FORENAMES, "Surname, Forenames" or "SURNAME Forenames"; where capitals do not show where the
    surname of the last one ends, it may end after any word.
    """
    return bool(known) and known in possible_surnames(name, surname)


def possible_surnames(name: str, surname: str) -> set[str]:
    """The folded surnames that a surname column or, where that is blank, a whole name may mean; empty when there is no name."""
    for mark in ":,":
        if not surname and mark in name:
            surname = name.partition(mark)[0]
    if surname:
        return {folded(surname)} - {""}
    words = name.split()
    capitals = _capitals(words)
    ends = [capitals] if 0 < capitals < len(words) else range(1, len(words) + 1)
    return {folded("".join(words[:end])) for end in ends} - {""}


def _capitals(words: Sequence[str]) -> int:
    """How many words at the start are capitals, initials behind the surname not counted."""
    count = next((n for n, word in enumerate(words) if word != word.upper()), len(words))
    while count > 1 and len(words[count - 1].rstrip(".")) == 1:
        count -= 1
    return count


class NearestNames:
    """Looks for the known names that are most like another one. `names` are whole names, in the order of the candidates."""

    def __init__(self, names: Sequence[str]) -> None:
        """Nothing is looked at until the first question."""
        self._names = names

    @cached_property
    def _by_start(self) -> dict[str, list[int]]:
        starts: dict[str, list[int]] = {}
        for position, name in enumerate(self._names):
            for start in _starts(name):
                starts.setdefault(start, []).append(position)
        return starts

    def positions(self, name: str) -> list[int]:
        """The positions of up to three known names, nearest first, among those that have a word beginning alike."""
        pool = sorted({position for start in _starts(name) for position in self._by_start.get(start, [])})
        by_words: dict[str, list[int]] = {}
        for position in pool:
            by_words.setdefault(_words(self._names[position]), []).append(position)
        found = difflib.get_close_matches(_words(name), list(by_words), NEAREST, CUTOFF)
        return [position for words in found for position in by_words[words]][:NEAREST]


def _words(name: str) -> str:
    return " ".join(filter(None, (folded(word) for word in re.split(r"[\s:,]+", name))))


def _starts(name: str) -> set[str]:
    return {word[:2] for word in _words(name).split()}
