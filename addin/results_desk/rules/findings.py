"""What a check finds in the rows of one file, and which rows it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.errors import Problem

if TYPE_CHECKING:
    from results_desk.rules.columns import Bools, Coded, Ints, Texts

    Say = str | Texts | Callable[[Ints], Texts]
    """One text for all rows; or one for each position that is given; or what gives the texts of the rows at some positions."""


@dataclass(frozen=True)
class _Found:
    positions: Ints
    column: str
    message: str
    way_out: Iterable[str]
    detail: Iterable[str]


class Findings:
    """The problems of one file's rows. A refused row stays refused, for the first reason that refused it."""

    def __init__(self, file: str, rows: Ints, label: Coded | None = None) -> None:
        """`rows` holds the row of the file for each row of the frame; where it has a row twice, the label tells them apart."""
        import numpy as np

        self.file = file
        self.rows = rows
        self._label = label if label is not None and len(set(rows.tolist())) < len(rows) else None
        self.refused: Bools = np.zeros(len(rows), dtype=bool)
        self._found: list[_Found] = []

    @property
    def live(self) -> Bools:
        """The rows that nothing has refused so far."""
        return ~self.refused

    def report(self, where: Bools | Ints, column: str, message: str, way_out: Say, detail: Say = "") -> None:
        """Note a problem of these rows: a mask of the frame, or positions in it.

        A row that is refused already has its reason and gets no further problem.
        """
        positions: Ints = where.nonzero()[0] if where.dtype == bool else where.astype("int64")
        open_ = ~self.refused[positions]
        positions = positions[open_]
        if len(positions):
            self._found.append(_Found(positions, column, message, _said(way_out, positions, open_), _said(detail, positions, open_)))

    def refuse(self, where: Bools | Ints, column: str, message: str, way_out: Say, detail: Say = "") -> None:
        """Note a problem of these rows that keeps them out."""
        self.report(where, column, message, way_out, detail)
        self.refused[where] = True

    def problems(self) -> list[Problem]:
        """Every problem, by row of the file; `kept` says what became of the row in the end. No two say the same of one row."""
        out: dict[tuple[int, str, str, str], Problem] = {}
        for found in self._found:
            for problem in self._of(found):
                out.setdefault((problem.row, problem.column, problem.message, problem.detail), problem)
        return sorted(out.values(), key=lambda problem: problem.row)

    def _of(self, found: _Found) -> Iterable[Problem]:
        at, file = found.positions, self.file
        rows, kept, details = self.rows[at].tolist(), self.live[at].tolist(), found.detail
        if self._label is not None:
            details = ["; ".join(filter(None, pair)) for pair in zip(details, self._label.text(at), strict=True)]
        for row, way_out, detail, keep in zip(rows, found.way_out, details, kept, strict=True):
            yield Problem(file, row, found.column, found.message, way_out, detail, keep)


def _said(say: Say, positions: Ints, open_: Bools) -> list[str]:
    if isinstance(say, str):
        return [say] * len(positions)
    texts: list[str] = (say(positions) if callable(say) else say[open_]).tolist()
    return texts
