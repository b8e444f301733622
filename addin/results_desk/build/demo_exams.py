"""Who sat what on the practice desk, with which marks, and the grade that the marks make."""

from __future__ import annotations

import random
from dataclasses import dataclass

from results_desk.build.demo_people import Draw, Person, people
from results_desk.build.demo_subjects import Subject, subject
from results_desk.terms import NO_RESULT, PARTIAL_ABSENCE, PENDING

_FIXED = {
    "0001": "english literature maths_H science_H geography french_H art religion",
    "0042": "english literature maths_H biology chemistry physics history computing spanish",
    "0052": "english literature maths_H biology chemistry physics geography history french_H religion computing music",
    "1025": "B_sport",
    "1041": "B_sport",
    "7001": "maths_F",
    "7002": "A_maths",
    "7003": "english_cie",
    "7004": "A_biology A_chemistry",
    "7005": "english maths_F",
}
"""Candidate 0042 has nine results from four awarding bodies, 0052 has twelve, 0001 a 9-8; from 7001 come candidates off roll."""
_AS_ISSUED = {
    ("0033", "science F"): "#4", ("0031", "sport"): "#2",
    ("0049", "computing"): "X", ("1029", "A history"): "X", ("1028", "A maths"): "Q",
    ("0073", "literature"): "U", ("0061", "maths F"): "U", ("0073", "food"): "U", ("1005", "A chemistry"): "U",
}  # fmt: skip
"""(candidate, subject) -> X or Q as issued, U for too few marks, or # and the place of the component that was missed."""
_OPTIONS_11 = (
    (("geography", 5.0), ("history", 5.0)),
    (("computing", 4.0), ("art", 2.0), ("business", 4.0), ("sport", 3.0)),
    (("religion", 5.0), ("food", 4.0), ("media", 3.0), ("music", 3.0)),
)
_OPTIONS_13 = (
    (("A biology", 3.0), ("A economics", 4.0), ("A literature", 3.0)),
    (("A maths", 5.0), ("A psychology", 4.0), ("A religion", 2.0)),
    (("A chemistry", 3.0), ("A physics", 3.0), ("A history", 4.0), ("A computing", 2.0)),
)


@dataclass(frozen=True)
class Award:
    """One candidate's result in one subject. `marks` are raw, by component, None for a component that was missed."""

    person: Person
    key: str
    subject: Subject
    marks: tuple[int | None, ...]
    grade: str
    flag: str = ""

    @property
    def scaled(self) -> tuple[int | None, ...]:
        """The marks as they count towards the award."""
        return tuple(
            None if mark is None else mark * paper.factor for mark, paper in zip(self.marks, self.subject.papers, strict=True)
        )

    @property
    def total(self) -> int:
        """All scaled marks together."""
        return sum(mark or 0 for mark in self.scaled)

    @property
    def shown(self) -> str:
        """The grade as files print it, with the mark of a partial absence."""
        return self.grade + self.flag


def awards() -> tuple[Award, ...]:
    """Every award of the series, by candidate number."""
    draw = random.Random(20240815).random
    return tuple(_award(draw, person, key) for person in people() for key in _subjects(draw, person))


def grade_of(sat: Subject, marks: float) -> str:
    """The grade that scaled marks make: U below the lowest boundary."""
    return next((grade for grade, share in sat.scale if marks >= round(share * sat.max_mark)), "U")


def _subjects(draw: Draw, person: Person) -> list[str]:
    if person.number in _FIXED:
        return [key.replace("_", " ") for key in _FIXED[person.number].split()]
    return _year_11(draw, person) if person.year == "11" else _year_13(draw, person)


def _year_11(draw: Draw, person: Person) -> list[str]:
    able = person.ability
    english = "english hand" if able < 0.42 else "english cie" if draw() < 0.2 else "english"
    science = ["biology", "chemistry", "physics"] if able > 0.63 else ["science H" if able > 0.43 else "science F"]
    chosen = [_pick(draw, block) for block in _OPTIONS_11]
    if draw() < 0.2 + able / 2:
        chosen.append("spanish" if draw() < 0.4 else "french H" if able > 0.5 else "french F")
    return [english, "literature", "maths H" if able > 0.44 else "maths F", *science, *chosen]


def _year_13(draw: Draw, person: Person) -> list[str]:
    able = person.ability
    if able < 0.3:
        return ["B sport"] if draw() < 0.4 else ["B health", _pick(draw, _OPTIONS_13[2])]
    chosen = [_pick(draw, block) for block in _OPTIONS_13]
    if able < 0.55 and draw() < 0.6:
        chosen[1] = "B business"
    if able > 0.6 and chosen[1] == "A maths" and draw() < 0.6:
        chosen.append("A further")
    if able > 0.45 and draw() < 0.5:
        chosen.append("project")
    return chosen


def _pick(draw: Draw, block: tuple[tuple[str, float], ...]) -> str:
    left = draw() * sum(weight for _, weight in block)
    for key, weight in block:
        left -= weight
        if left < 0:
            return key
    return block[-1][0]


def _award(draw: Draw, person: Person, key: str) -> Award:
    sat, issued = subject(key), _AS_ISSUED.get((person.number, key), "")
    lowest = 0.04 if issued == "U" else sat.scale[-1][1] + 0.04
    easier = 0.16 if key[-1] == "F" or key[0] == "B" else 0.0
    reached = min(0.97, max(lowest, 0.16 + easier + 0.8 * person.ability + 0.22 * (draw() - 0.5)))
    aim = lowest if issued == "U" else reached
    if not sat.papers:
        return Award(person, key, sat, (), issued or next(grade for grade, share in sat.scale if aim >= share))
    marks: tuple[int | None, ...] = tuple(_mark(draw, paper.max_mark, aim, lowest) for paper in sat.papers)
    if issued in (NO_RESULT, PENDING):
        return Award(person, key, sat, (None,) * len(sat.papers), issued)
    if issued.startswith(PARTIAL_ABSENCE):
        marks = tuple(None if n == int(issued[1:]) else mark for n, mark in enumerate(marks, 1))
    result = Award(person, key, sat, marks, "")
    return Award(person, key, sat, marks, grade_of(sat, result.total), issued[:1] if issued.startswith(PARTIAL_ABSENCE) else "")


def _mark(draw: Draw, top: int, aim: float, lowest: float) -> int:
    """A raw mark near the share aimed at, never so low that the sum of such marks would be ungraded."""
    share = max(lowest - 0.02, aim + 0.1 * (draw() - 0.5))
    return min(top, round(share * top))
