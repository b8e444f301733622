"""What a results file would put back: a grade or mark that an outcome changed since. It stays as the outcome left it, and that is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from results_desk.rules.cells import Row, raw, text
from results_desk.rules.marks import number
from results_desk.rules.outcomes.grade_changes import whose
from results_desk.rules.requests.notes import component_key
from results_desk.tables.results_changes import GRADE, MARK, SUBJECT_MARK

if TYPE_CHECKING:
    from results_desk.rules.columns import Ints
    from results_desk.rules.findings import Findings

_Place = tuple[tuple[str, ...], str, str]
_WAY_OUT = (
    "If the awarding body withdrew the outcome, correct Results, Components and Grade changes by hand; else ask it for a corrected file."
)


class Reviewed:
    """What stood in Results and Components before each outcome, from the rows of GradeChanges."""

    def __init__(self, trace: Iterable[Row]) -> None:
        """Changes that newer results files brought are none of these."""
        self._before: dict[_Place, dict[object, str]] = {}
        self._last: dict[_Place, object] = {}
        for row in trace:
            if raw(row, "Line ID"):
                what = text(row.get("What"))
                place = (whose(row), what, component_key(row.get("Component code")))
                self._before.setdefault(place, {})[_value(what, raw(row, "Before"))] = raw(row, "Line ID")
                self._last[place] = _value(what, raw(row, "After"))

    def __bool__(self) -> bool:
        """Whether there was any outcome."""
        return bool(self._last)

    def line_of_grade(self, award: Row, grade: str) -> str:
        """The line whose outcome took this grade (with its flag) away; "" where none did, or a later one brought it again."""
        return self._line(award, GRADE, "", grade)

    def line_of_mark(self, award: Row, mark: str) -> str:
        """The same of the mark of an award."""
        return self._line(award, SUBJECT_MARK, "", mark)

    def line_of_component(self, component: Row) -> str:
        """The same of the mark in a row of Components."""
        return self._line(component, MARK, component_key(component.get("Component code")), text(component.get("Mark")))

    def _line(self, award: Row, what: str, component: str, said: str) -> str:
        place, value = (whose(award), what, component), _value(what, said)
        return "" if value is None or self._last.get(place) == value else self._before.get(place, {}).get(value, "")


def report_put_back(what: str, lines: dict[int, str], rows: Ints, column: str, findings: Findings) -> None:
    """Tell of what stays, by the positions in `rows` and the line whose outcome brought it."""
    for at, line in lines.items():
        message = f"The file has the {what} from before the outcome of line {line}: the later one stays"
        findings.report(rows[[at]], column, message, _WAY_OUT)


def _value(what: str, said: str) -> object:
    return said if what == GRADE else number(said)
