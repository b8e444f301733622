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
_LETTERS = 1.1
"""Letters of ordinary text where one digit of the width fits, at SIZE: measured with Carlito, whose widths are Calibri's."""
_PIECES = re.compile(r"[^ -]+[ -]?|[ -]")
_SPACING = 1.275
"""From one line to the next, by the size of the letters."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Where texts wrap: how many letters of ordinary text stand in a line, and the points from one line to the next."""

    room: float
    spacing: float

    @classmethod
    def within(cls, width: float, size: float = SIZE) -> Wrapped:
        """In a column so many characters wide (as Excel shows its width), with letters of that size in points."""
        return cls(max(1.0, width * _LETTERS * SIZE / size), size * _SPACING)


@lru_cache(maxsize=8192)
def lines(text: str, room: float) -> int:
    """The lines a text takes where a line has room for so many letters: broken at spaces and hyphens, and within a longer word."""
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(_lines_of(part, room) for part in text.split("\n"))


def height(texts: Iterable[tuple[str, Wrapped]]) -> float | None:
    """The height in points of a row that holds these texts; None where each stands on one line."""
    needed = (ONE_LINE + (count - 1) * at.spacing for text, at in texts if (count := lines(text, at.room)) > 1)
    tallest = max(needed, default=None)
    return None if tallest is None else min(TALLEST, round(tallest * 4) / 4)


def _lines_of(paragraph: str, room: float) -> int:
    count, used = 1, 0.0
    for piece in _PIECES.findall(paragraph):
        if used and used + len(piece.rstrip()) > room:
            count, used = count + 1, 0
        used += len(piece)
        while used - piece.endswith(" ") > room:
            count, used = count + 1, used - room
    return count
