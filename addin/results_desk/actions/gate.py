"""The embargo at work: between one action and the tables that hold grades, so that no action can forget it.

An action says what it does with grades (`@action(..., reveals=...)`); the desk hands it only the rows that it may have now, for this
person, and takes no result that this person may not bring in. One that says nothing is handed no grade before the release. One that is
about a single candidate (`whose=...`) is refused, or told that something was left out, because of that candidate's rows only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from results_desk import tables
from results_desk.errors import RuleRefusal
from results_desk.port import Cells, Columns, Key, TablePort

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from results_desk.edges.desk.desk import Desk
    from results_desk.rules.embargo import Embargo, Reveals

Pair = tuple[str, str]
"""Level and series of a result."""
_AWARD = ("Candidate number", "Awarding body", "Entry code")


class Gate:
    """Stands behind every table of grades while one action runs on a desk."""

    def __init__(self, desk: Desk, now: datetime, login: str, reveals: Reveals, label: str, whose: str = "") -> None:
        """Put it in place. `label` is the action's name for an officer; `whose` the number of the one candidate that it is about."""
        from results_desk.rules.identifiers import pad_candidate_number

        self._desk, self._now, self._login, self._label = desk, now, login, label
        self.reveals: Reveals = reveals
        self.hidden: set[Pair] = set()
        self.restricted: set[Pair] = set()
        self._may: dict[Pair, bool] = {}
        self._whose = pad_candidate_number(whose) if whose else ""
        desk.through = self.guard

    @cached_property
    def embargo(self) -> Embargo:
        """The embargo at this moment for this person."""
        from results_desk.rules.embargo import Embargo

        releases, levels, readers = (self._plain(name).rows() for name in ("ReleaseTimes", "Levels", "AuthorisedReaders"))
        return Embargo.of(self._now, self._desk.settings.get("Series", ""), releases, levels, readers, self._login, self._desk.is_practice)

    @property
    def banner(self) -> str:
        """What a page must say on which grades stand that this action was handed: RESTRICTED until when; "" when all are released."""
        return self.embargo.banner(self.restricted) if self.restricted else ""

    @property
    def held_banner(self) -> str:
        """What a page must say on which any of the desk's results may stand."""
        return self.embargo.banner(self._pairs())

    @property
    def all_released(self) -> bool:
        """Whether candidates may have every result on the desk; of a desk without results, every one of its series."""
        pairs = self._pairs() if self._desk.has("Results") else set()
        return not self.embargo.banner(pairs) if pairs else self.embargo.all_released

    @property
    def left_out(self) -> str:
        """What has to be said of rows that this action was not handed; "" when it had them all."""
        return f" Left out: {self._why(self.hidden)}" if self.hidden else ""

    def guard(self, port: TablePort) -> TablePort:
        """The table as this action may see it."""
        if self.reveals in ("keep", "import") and port.spec.name != "Results":
            return port
        return GuardedTable(port, self)

    def check(self) -> None:
        """RuleRefusal when there is nothing with which this action may do what it does now."""
        if self.reveals == "import":
            self._check_import()
        elif self.reveals not in ("", "keep") and self._desk.has("Results"):
            pairs = {pair for (number, *_), pair in self.awards().items() if not self.is_of_others(number)}
            if pairs and not any(map(self.allows, pairs)):
                raise self._refusal(pairs)

    def is_of_others(self, number: object) -> bool:
        """Whether a row with this candidate number says nothing of the one candidate that the action is about. One without any may."""
        from results_desk.rules.identifiers import pad_candidate_number

        if not self._whose or number is None or not str(number).strip():
            return False
        return pad_candidate_number(str(number)) != self._whose

    @property
    def is_about_one(self) -> bool:
        """Whether the action is about a single candidate."""
        return bool(self._whose)

    def allows(self, pair: Pair) -> bool:
        """Whether this action may have results of this level and series."""
        if pair not in self._may:
            self._may[pair] = self.embargo.may(self.reveals, *pair)
        return self._may[pair]

    def require(self, pairs: Iterable[Pair]) -> None:
        """RuleRefusal when results of any of these levels and series may not be brought in by this person now."""
        refused = {pair for pair in pairs if not self.embargo.may("import", *pair)}
        if refused:
            raise self._refusal(refused)

    def see(self, rows: Sequence[frozenset[Pair]], others: Sequence[bool]) -> list[bool]:
        """Which of these rows, by the results that each tells of, the action is handed: those of which it may have every one.

        What it is not handed, and what is not released, is noted, unless the row is one of others.
        """
        from results_desk.rules.embargo import Stage

        noted = {pair for pairs in {pairs for pairs, other in zip(rows, others, strict=True) if not other} for pair in pairs}
        self.hidden |= {pair for pair in noted if not self.allows(pair)}
        self.restricted |= {pair for pair in noted - self.hidden if self.embargo.stage(*pair) < Stage.RELEASED}
        if self.hidden and not self.reveals:
            raise self._refusal(self.hidden)
        may = {pairs: all(map(self.allows, pairs)) for pairs in set(rows)}
        return [may[pairs] for pairs in rows]

    def awards(self) -> dict[Key, Pair]:
        """Level and series of every award that has a result."""
        rows = self._plain("Results").rows()
        return {tuple(str(row[heading]) for heading in _AWARD): _pair(row) for row in rows}

    def candidates(self) -> dict[str, str]:
        """Every candidate number that any table of the desk holds, as it stands there, by the number with its zeros."""
        from results_desk.rules.identifiers import pad_candidate_number

        heading = "Candidate number"
        specs = [spec for spec in self._desk.tables if heading in spec.headings and not spec.view]
        numbers = (str(row[heading] or "") for spec in reversed(specs) for row in self._plain(spec.name).rows())
        return {pad_candidate_number(number): number for number in numbers if number}

    def _check_import(self) -> None:
        from results_desk.rules.embargo import Stage

        levels = {(level, "") for level in self.embargo.levels}
        if levels and all(self.embargo.stage(*pair) < Stage.RELEASED and not self.embargo.may("import", *pair) for pair in levels):
            raise self._refusal(levels)

    def _pairs(self) -> set[Pair]:
        return {_pair(row) for row in self._plain("Results").rows()}

    def _plain(self, name: str) -> TablePort:
        return self._desk.book(tables.table(name).workbook).table(name)

    def _refusal(self, pairs: Iterable[Pair]) -> RuleRefusal:
        return RuleRefusal(f"{self._label} is refused: {self._why(pairs)}")

    def _why(self, pairs: Iterable[Pair]) -> str:
        from results_desk.actions.gate_words import why

        return why(self.embargo, self.reveals, pairs, self._login)


class GuardedTable:
    """A table of grades, seen through the gate."""

    def __init__(self, port: TablePort, gate: Gate) -> None:
        """Use `Gate.guard`."""
        self.spec = port.spec
        self._port, self._gate = port, gate

    def read(self) -> pd.DataFrame:
        """The rows that the action may have."""
        frame = self._port.read()
        keep = self._keep({str(heading): frame[heading].tolist() for heading in frame.columns if heading in _NEEDED}, len(frame))
        return frame if all(keep) else frame[keep].reset_index(drop=True)

    def rows(self) -> list[dict[str, object]]:
        """The rows that the action may have."""
        rows = self._port.rows()
        keep = self._keep({heading: [row.get(heading) for row in rows] for heading in _NEEDED if rows and heading in rows[0]}, len(rows))
        return [row for row, kept in zip(rows, keep, strict=True) if kept]

    def update(
        self, changes: Mapping[Key, Cells], expect: Mapping[Key, Cells] | None = None, by: Sequence[str] = ()
    ) -> list[Key]:
        """As the port; results only of levels that this person may bring in now."""
        if self.spec.name == "Results" and changes:
            found = {tuple(str(row[heading]) for heading in self.spec.key): _pair(row) for row in self._port.rows()}
            self._gate.require({found[key] for key in changes if key in found})
            self._gate.require({_pair({**cells}) for cells in changes.values() if "Level" in cells})
        return self._port.update(changes, expect, by)

    def append(self, rows: Columns) -> None:
        """As the port; results only of levels that this person may bring in now."""
        if self.spec.name == "Results" and "Level" in rows:
            held = cast("Any", rows)
            self._gate.require({_pair({"Level": level, "Series": of}) for level, of in zip(held["Level"], held["Series"], strict=True)})
        self._port.append(rows)

    def replace(self, rows: Columns) -> bool:
        """As the port."""
        return self._port.replace(rows)

    def _keep(self, columns: Mapping[str, Sequence[object]], count: int) -> list[bool]:
        gate = self._gate
        if gate.reveals in ("keep", "import"):
            return [True] * count
        numbers = next((columns[heading] for heading in _NUMBERS if heading in columns), None)
        others = [gate.is_about_one] * count
        if gate.is_about_one and numbers is not None:
            others = list(map(gate.is_of_others, numbers))
        return gate.see(self._told(columns, count, others), others)

    def _told(self, columns: Mapping[str, Sequence[object]], count: int, others: Sequence[bool]) -> list[frozenset[Pair]]:
        """The results that each row tells of: its own level, that of its award, or whatever there is where it names neither."""
        if "Level" in columns:
            held = list(zip(columns["Level"], columns.get("Series", [""] * count), strict=True))
            told = {each: frozenset({_pair({"Level": each[0], "Series": each[1]})}) for each in set(held)}
            return [told[each] for each in held]
        awards = self._gate.awards()
        if set(_AWARD) <= columns.keys():
            keys = zip(*(columns[name] for name in _AWARD), strict=True)
            return [frozenset({awards.get(tuple(map(str, key)), ("", ""))}) for key in keys]
        own = frozenset(pair for (number, *_), pair in awards.items() if not self._gate.is_of_others(number))
        whole = frozenset(awards.values())
        return [whole if other else own for other in others]


_NUMBERS = ("Candidate number", "candidate_number")
_NEEDED: frozenset[str] = frozenset({"Level", "Series", *_AWARD, *_NUMBERS})
Through = Callable[[TablePort], TablePort]


def _pair(row: Mapping[str, object]) -> Pair:
    level, series = row.get("Level"), row.get("Series")
    return "" if level is None else str(level).strip(), "" if series is None else str(series).strip()
