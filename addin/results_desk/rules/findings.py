"""What a check finds in the rows of one file, and which rows it refuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.errors import Problem

if TYPE_CHECKING:
    from results_desk.rules.columns import Bools, Ints, Texts


@dataclass(frozen=True)
class _Found:
    positions: Ints
    column: str
    message: str
    way_out: str | Texts
    detail: str | Texts


class Findings:
    """The problems of one file's rows. A refused row stays refused, for the first reason that refused it."""

    def __init__(self, file: str, rows: Ints) -> None:
        """`rows` holds the row of the file for each row of the frame."""
        import numpy as np

        self.file = file
        self.rows = rows
        self.refused: Bools = np.zeros(len(rows), dtype=bool)
        self._found: list[_Found] = []

    @property
    def live(self) -> Bools:
        """The rows that nothing has refused so far."""
        return ~self.refused

    def report(self, where: Bools | Ints, column: str, message: str, way_out: str | Texts, detail: str | Texts = "") -> None:
        """Note a problem of these rows (a mask or positions); way out and detail are one text, or one for each row of the frame.

        A row that is refused already has its reason and gets no further problem.
        """
        positions: Ints = where.nonzero()[0] if where.dtype == bool else where.astype("int64")
        positions = positions[~self.refused[positions]]
        if len(positions):
            self._found.append(_Found(positions, column, message, way_out, detail))

    def refuse(self, where: Bools | Ints, column: str, message: str, way_out: str | Texts, detail: str | Texts = "") -> None:
        """Note a problem of these rows that keeps them out."""
        self.report(where, column, message, way_out, detail)
        self.refused[where] = True

    def problems(self) -> list[Problem]:
        """Every problem, by row of the file; `kept` says what became of the row in the end."""
        out = [problem for found in self._found for problem in self._of(found)]
        return sorted(out, key=lambda problem: problem.row)

    def _of(self, found: _Found) -> Iterable[Problem]:
        at, file = found.positions, self.file
        rows, kept = self.rows[at].tolist(), self.live[at].tolist()
        ways, details = _each(found.way_out, at), _each(found.detail, at)
        for row, way_out, detail, keep in zip(rows, ways, details, kept, strict=True):
            yield Problem(file, row, found.column, found.message, way_out, detail, keep)


def _each(text: str | Texts, at: Ints) -> Iterable[str]:
    return [text] * len(at) if isinstance(text, str) else text[at].tolist()
