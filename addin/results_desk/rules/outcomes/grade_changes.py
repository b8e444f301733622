"""The trace of what changed after results were issued: the rows of GradeChanges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from results_desk.rules.cells import Row, is_blank, raw, serial, text
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.rules.outcomes.checks import Told
from results_desk.tables.results import COMPONENTS
from results_desk.tables.results_changes import GRADE, MARK

_SAYS = ("Candidate number", "Awarding body", "Entry code", "Component code", "What", "Before", "After", "Changed on", "Line ID", "File")
NEWER = "A newer results file"
_AWARD = ("Candidate number", "Awarding body", "Entry code", "Title")
_ID = re.compile(r"GC-(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Change:
    """One grade or mark that was changed: of which award, what stood there, what stands there now, since when and why."""

    award: Row
    what: str
    before: str
    after: str
    changed_on: date
    why: str
    file: str
    line_id: str = ""
    component_code: str = ""
    direction: str = ""

    def cells(self) -> dict[str, object]:
        """The row of GradeChanges, without what the desk numbers and stamps."""
        return {
            **{heading: raw(self.award, heading) for heading in _AWARD},
            "Component code": self.component_code, "What": self.what, "Before": self.before, "After": self.after,
            "Direction": self.direction, "Changed on": self.changed_on, "Why": self.why, "Line ID": self.line_id, "File": self.file,
        }  # fmt: skip


class Trace:
    """The changes that outcomes of one file bring."""

    def __init__(self, file: str) -> None:
        """`file` names the file they come from."""
        self._file = file
        self.changes: list[Change] = []

    def add(self, told: Told, award: Row, what: str, before: object, after: object, component: str = "", direction: str = "") -> None:
        """Note one change; `before` and `after` are a grade with its flag, a mark, or None."""
        numbers = [value for value in (before, after) if isinstance(value, int | float)]
        if not direction and len(numbers) == 2:
            direction = "Up" if numbers[1] > numbers[0] else "Down"
        self.changes.append(
            Change(
                award, what, _shown(before), _shown(after), told.outcome_on, reason(told), self._file, told.line_id, component, direction
            )
        )


def reason(told: Told) -> str:
    """Why it changed, in words: review of marking (S2), appeal stage 1 (AP1)."""
    names = {"S1": "Clerical re-check", "S2": "Review of marking", "P2": "Priority review of marking", "S3": "Review of moderation"}
    names |= {"AP1": "Appeal stage 1", "AP2": "Appeal stage 2", "MIR": "Missing or incomplete result query"}
    code = told.stage or raw(told.line, "Service").upper()
    return f"{names.get(code) or names.get(code[:2]) or 'Outcome'} ({code})"


def of_file(changed: Iterable[Mapping[str, object]], file: str, file_day: date) -> list[Change]:
    """The changes of grades that a newer results file brings: rows of Results as they are to be held."""
    return [
        Change(row, GRADE, text(row.get("Earlier grade")), f"{row['Grade']}{row['Flag']}", file_day, NEWER, file)
        for row in changed
        if row.get("File") == file and text(row.get("Earlier file")) and text(row.get("Earlier grade")) != f"{row['Grade']}{row['Flag']}"
    ]


def of_components(changed: Iterable[Row], held: Iterable[Row], file: str, file_day: date) -> list[Change]:
    """The changes of component marks that a newer results file brings: rows of Components as they are to be held."""
    keys = COMPONENTS.key
    before = {tuple(raw(row, heading) for heading in keys): row for row in held}
    pairs = [(row, before[key]) for row in changed if (key := tuple(raw(row, heading) for heading in keys)) in before]
    return [
        Change(row, MARK, _shown(old["Mark"]), _shown(row["Mark"]), file_day, NEWER, file, component_code=raw(row, "Component code"))
        for row, old in pairs
        if serial(old["Mark"]) is not None and serial(row["Mark"]) is not None and serial(old["Mark"]) != serial(row["Mark"])
    ]


def same_award(row: Row, award: Row) -> bool:
    """Whether a row of GradeChanges is of this award."""
    return whose(row) == whose(award)


def whose(row: Row) -> tuple[str, ...]:
    """Candidate, awarding body and entry of a row, as awards are compared."""
    return pad_candidate_number(raw(row, "Candidate number")), raw(row, "Awarding body"), entry_key(raw(row, "Entry code"))


def new_rows(changes: Sequence[Change], held: Iterable[Row], at: datetime, by: str) -> list[dict[str, object]]:
    """The rows to append for these changes: numbered on from those held, and none that stands there already."""
    there = list(held)
    known = {_identity(row) for row in there}
    last = max((int(found[1]) for row in there if (found := _ID.fullmatch(raw(row, "Change ID")))), default=0)
    fresh = [cells for change in changes if _identity(cells := change.cells()) not in known]
    return [
        {"Change ID": f"GC-{number:04d}", **cells, "Recorded on": at, "Recorded by": by} for number, cells in enumerate(fresh, last + 1)
    ]  # fmt: skip


def _identity(row: Mapping[str, object]) -> tuple[str, ...]:
    return tuple("" if is_blank(row.get(heading)) else str(row[heading]) for heading in _SAYS)


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)



