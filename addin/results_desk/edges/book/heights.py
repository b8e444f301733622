"""How high a row has to be to show its wrapped texts whole: an estimate, which Excel makes exact when somebody edits the row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

ONE_LINE = 15.0
"""The height in points that a row has by itself."""
TALLEST = 409.0
"""Excel makes no row higher."""
SIZE = 10.0
"""The size of the letters in our own workbooks, in points."""
_LETTERS = 1.02
"""Letters such as n where one digit of the width fits, at SIZE: measured with Carlito, whose widths are Calibri's."""
_MARGIN = 1.3
"""Digits of the width that stay free at the left of a text."""
_SIZES = {
    **dict.fromkeys("ijl.,;:|!' ", 0.5), **dict.fromkeys("ftr()[]-/I", 0.7), **dict.fromkeys("ABCDEFGHKNOPQRUVXYZ&", 1.2),
    **dict.fromkeys("mwMW@%", 1.6),
}  # fmt: skip
"""How wide a letter is where it is not as wide as an n."""
_PIECES = re.compile(r"[^ -]+[ -]?|[ -]")
_SPACING = 1.275
"""From one line to the next, by the size of the letters."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Where texts wrap: how many letters as wide as an n stand in a line, and the points from one line to the next."""

    room: float
    spacing: float

    @classmethod
    def within(cls, width: float, size: float = SIZE) -> Wrapped:
        """In a column so many characters wide (as Excel shows its width), with letters of that size in points."""
        return cls(max(1.0, (width - _MARGIN) * _LETTERS * SIZE / size), size * _SPACING)


@lru_cache(maxsize=8192)
def lines(text: str, room: float) -> int:
    """The lines a text takes where a line has room for so many letters: broken at spaces and hyphens, and within a longer word."""
    if size(text) <= room and "\n" not in text:
        return 1
    return sum(_lines_of(part, room) for part in text.split("\n"))


def size(text: str) -> float:
    """How wide a text is, in letters as wide as an n."""
    return sum(_SIZES.get(letter, 1.0) for letter in text)


def height(texts: Iterable[tuple[str, Wrapped]]) -> float | None:
    """The height in points of a row that holds these texts; None where each stands on one line."""
    needed = (ONE_LINE + (count - 1) * at.spacing for text, at in texts if (count := lines(text, at.room)) > 1)
    tallest = max(needed, default=None)
    return None if tallest is None else min(TALLEST, round(tallest * 4) / 4)


def _lines_of(paragraph: str, room: float) -> int:
    count, used = 1, 0.0
    for piece in _PIECES.findall(paragraph):
        if used and used + size(piece.rstrip()) > room:
            count, used = count + 1, 0
        used += size(piece)
        while used - (_SIZES[" "] if piece.endswith(" ") else 0) > room:
            count, used = count + 1, used - room
    return count
