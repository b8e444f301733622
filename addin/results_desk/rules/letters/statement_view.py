"""What the sheet "Statement view" shows for a candidate number: the formulas of `build/page_statement_view.py`, in Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from results_desk.rules.cells import Row, is_blank, trimmed
from results_desk.rules.letters.statement import GRADE_WORDS
from results_desk.tables.results_views import STATEMENT_LINES_SHOWN
from results_desk.terms import NO_RESULT, PARTIAL_ABSENCE, PENDING

LINE = ("Title", "Level", "Awarding body", "Entry code", "Grade", "Flag", "Mark", "Max mark", "Endorsement")


@dataclass(frozen=True)
class View:
    """One candidate: `name` is blank where the number is not known, `lines` as they are shown, `sums` of all results."""

    known: bool
    name: str
    lines: tuple[tuple[object, ...], ...]
    sums: tuple[int, int, int, int]

    @property
    def left_over(self) -> int:
        """How many results there is no room for."""
        return max(0, self.sums[0] - STATEMENT_LINES_SHOWN)


def statement_view(typed: str, candidates: Sequence[Row], results: Sequence[Row]) -> View:
    """What stands on the page when this is typed: the number has to be the candidate's, digit for digit."""
    number = trimmed(typed)
    person = next((row for row in candidates if number and row["Candidate number"] == number), None)
    if person is None:
        return View(False, "", (), (0, 0, 0, 0))
    mine = [row for row in results if row["Candidate number"] == number]
    grades, flags = [row["Grade"] for row in mine], [row["Flag"] for row in mine]
    sums = (len(mine), grades.count(NO_RESULT), grades.count(PENDING), flags.count(PARTIAL_ABSENCE))
    name = trimmed(f"{person['Forenames']} {person['Surname']}")
    return View(True, name, tuple(map(_line, mine[:STATEMENT_LINES_SHOWN])), sums)


def _line(row: Row) -> tuple[object, ...]:
    shown = {heading: "" if is_blank(row.get(heading)) else row[heading] for heading in LINE}
    grade = str(shown["Grade"])
    return tuple(({**shown, "Grade": GRADE_WORDS[grade] if grade in (NO_RESULT, PENDING) else grade}).values())
