"""Cells by name: `B5`, `A2:C10`, and which areas go along when a table grows or shrinks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


@lru_cache(maxsize=4096)
def letters(column: int) -> str:
    """The letters of a column: 1 -> A, 27 -> AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@lru_cache(maxsize=4096)
def number(column: str) -> int:
    """The number of a column: A -> 1, AA -> 27."""
    value = 0
    for letter in column:
        value = value * 26 + ord(letter) - 64
    return value


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells; rows and columns count from 1, both ends inside."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def parse(cls, text: str) -> Area | None:
        """The area that `A2:C10`, `$A$2` or such names; None for whole columns and rows and anything else."""
        found = _AREA.fullmatch(text)
        if not found:
            return None
        left, top = number(found[1]), int(found[2])
        return cls(left, top, number(found[3]) if found[3] else left, int(found[4]) if found[4] else top)

    def __str__(self) -> str:
        """The area as a file names it."""
        first = f"{letters(self.left)}{self.top}"
        return first if (self.left, self.top) == (self.right, self.bottom) else f"{first}:{letters(self.right)}{self.bottom}"

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom

    def with_cells(self, cells: Sequence[tuple[int, int]]) -> Area:
        """The area that holds this one and these cells (row, column)."""
        rows, columns = [self.top, self.bottom, *(row for row, _ in cells)], [self.left, self.right, *(column for _, column in cells)]
        return Area(min(columns), min(rows), max(columns), max(rows))


@dataclass(frozen=True, slots=True)
class Resize:
    """A table, heading to last row, and the last row it will have."""

    table: Area
    last: int

    def of(self, areas: str) -> str:
        """Areas such as `C2:C10 E2:E10`: those inside the table's columns that ended with its last row end with the new one."""
        return " ".join(self._one(text) for text in areas.split(" "))

    def _one(self, text: str) -> str:
        area = Area.parse(text)
        if area is None or area.bottom != self.table.bottom or not area.top <= self.last:
            return text
        if not self.table.left <= area.left <= area.right <= self.table.right:
            return text
        return str(replace(area, bottom=self.last))
