"""Grades and their ladders: which grade a level may have, how it is written, and which of two is better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, combined, first_rows, objects
from results_desk.terms import NO_RESULT, PARTIAL_ABSENCE, PENDING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from results_desk.rules.columns import Bools, Ints, Texts

    Column = Iterable[object] | Coded

NOT_GRADES = (NO_RESULT, PENDING)
"""What may stand in place of a grade and is none: never on a ladder, never counted as U."""
UNGRADED = ("U", "U-U", "Unclassified")
"""Ungraded is a result: what ladders call it."""


def split_flag(text: str) -> tuple[str, str]:
    """A grade as printed, without and with its partial-absence flag: "B #" -> ("B", "#")."""
    text = text.strip()
    return (text[:-1].rstrip(), PARTIAL_ABSENCE) if text.endswith(PARTIAL_ABSENCE) else (text, "")


@dataclass(frozen=True)
class Rung:
    """One grade of one ladder. A higher rank is a better grade; NaN where the table gives none."""

    grade: str
    rank: float


class Ladders:
    """The grade ladders of a desk. All questions take whole columns: levels and awarding bodies in the desk's words, grades as issued."""

    def __init__(self, rows: Iterable[Mapping[str, object]], by_level: Mapping[str, tuple[str, ...]]) -> None:
        """`rows` are those of the table GradeLadders; `by_level` says which ladders may stand at a level, the usual one first."""
        self._by_level = by_level
        self._exact: dict[tuple[str, str], dict[str, Rung]] = {}
        self._also: dict[tuple[str, str], dict[str, Rung]] = {}
        for row in rows:
            self._add(row)
        self._names = tuple(dict.fromkeys(ladder for ladder, _ in self._exact))
        self._rung = cache(self._find)

    def _add(self, row: Mapping[str, object]) -> None:
        ladder, body, grade, also = (str(row.get(heading) or "").strip() for heading in ("Ladder", "Awarding body", "Grade", "Also"))
        rung = Rung(grade, _number(row.get("Rank")))
        self._exact.setdefault((ladder, body), {}).setdefault(grade, rung)
        for spelling in filter(None, map(str.strip, also.split(";"))):
            self._also.setdefault((ladder, body), {}).setdefault(spelling, rung)

    def _find(self, level: str, body: str, grade: str) -> Rung | None:
        """The rung, on the ladders of the level; of a level that is not known, on any ladder this awarding body may use."""
        if not grade or grade in NOT_GRADES:
            return None
        ladders = self._by_level.get(level) or self._names
        places = [(ladder, whose) for ladder in ladders for whose in dict.fromkeys((body, ""))]
        spellings = [table.get(place, {}) for table in (self._exact, self._also) for place in places]
        return next((known[grade] for known in spellings if grade in known), None)

    def _rungs(self, levels: Column, bodies: Column, grades: Column) -> tuple[list[Rung | None], Ints]:
        columns = [column if isinstance(column, Coded) else Coded.of(column) for column in (levels, bodies, grades)]
        ids = combined(*columns)
        first = first_rows(ids)
        return [self._rung(*asked) for asked in zip(*(column.text(first) for column in columns), strict=True)], ids

    def on_ladder(self, levels: Column, bodies: Column, grades: Column) -> Bools:
        """Per row, whether the grade is one of its level (of any ladder, where the level is not known). X and Q never are."""
        import numpy as np

        rungs, ids = self._rungs(levels, bodies, grades)
        return np.array([rung is not None for rung in rungs], dtype=bool)[ids]

    def canonical(self, levels: Column, bodies: Column, grades: Column) -> Texts:
        """Per row, the grade as its ladder writes it ("98" -> "9-8"); "" where it is on none. For showing and comparing."""
        rungs, ids = self._rungs(levels, bodies, grades)
        return objects([rung.grade if rung else "" for rung in rungs])[ids]

    def rank(self, levels: Column, bodies: Column, grades: Column) -> npt.NDArray[np.float64]:
        """Per row, the rank of the grade on its ladder; NaN where it is on none. Compare ranks of one level only."""
        import numpy as np

        rungs, ids = self._rungs(levels, bodies, grades)
        return np.array([rung.rank if rung else np.nan for rung in rungs], dtype=float)[ids]


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return float("nan")
