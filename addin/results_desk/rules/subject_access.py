"""What a desk holds on one candidate, table by table: found by the tables' own headings, with nothing of anybody else in it.

A row is the candidate's by its candidate number; a row without a number by an ID that only this candidate has (request, line,
certificate, query), or by naming the candidate. A line of a history is the candidate's when its key is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from results_desk.rules.cells import Row, is_blank, text
from results_desk.rules.subject_people import People, number_heading, number_in
from results_desk.tables import Table

LEFT_OUT = "left out: it names another candidate"
_ID = re.compile(r"[A-Za-z][\w-]*\d")
_BETWEEN = " / "
_VIEW = " (a list for the day's work, made from the others)"


@dataclass(frozen=True)
class Part:
    """The candidate's rows of one table. `headings` are those under which anything stands; `where` the workbook or file."""

    title: str
    about: str
    where: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ToCheck:
    """What a person has to look at: a cell that was left out, or one of another candidate's row that names this one."""

    table: Table
    heading: str
    left_out: bool


class Subject:
    """One candidate in the rows of a whole desk."""

    def __init__(self, number: str, held: Mapping[str, tuple[Table, Sequence[Row]]]) -> None:
        """`held`: name of a table -> what it is and its rows, of every table of the desk."""
        self._held = held
        self._numbered = {name: rows for name, (_, rows) in held.items() if rows and number_heading(rows[0])}
        self.people = People(number, (row for rows in self._numbered.values() for row in rows))
        self.ids = self._own_ids(number)
        self.to_check: list[ToCheck] = []
        self._keys: dict[str, dict[str, str]] = {}
        self._own: dict[str, bool] = {}
        self._other: dict[str, bool] = {}

    def parts(self) -> list[Part]:
        """The candidate's rows, the tables that people type in before the views of them."""
        order = sorted(self._held, key=lambda name: self._held[name][0].view)
        return [part for name in order if (part := self._part(*self._held[name]))]

    def part(self, title: str, about: str, where: str, rows: Iterable[Row]) -> Part | None:
        """Rows that are the candidate's, as they may be handed over; None where there is none."""
        kept = [{heading: self._cell(value) for heading, value in row.items()} for row in rows]
        headings = dict.fromkeys(heading for row in kept for heading, value in row.items() if not is_blank(value))
        return Part(title, about, where, tuple(headings), tuple(kept)) if headings else None

    def concerns(self, *values: object) -> bool:
        """Whether any of these texts names the candidate, or an ID that only this candidate has."""
        return any(map(self._names_own, values))

    def texts(self) -> set[str]:
        """Every text in the candidate's rows of tables that people type in."""
        return self._texts(True)

    def texts_of_others(self) -> set[str]:
        """Every text in the rows of anybody else."""
        return self._texts(False)

    def _texts(self, own: bool) -> set[str]:
        typed = (rows for name, rows in self._numbered.items() if not self._held[name][0].view)
        mine = (row for rows in typed for row in rows if (number_in(row) == self.people.asked) == own)
        return {value for row in mine for value in row.values() if isinstance(value, str) and value}

    def _part(self, spec: Table, rows: Sequence[Row]) -> Part | None:
        own = [row for row in rows if self._is_own(spec, row)]
        part = self.part(self._title(spec), spec.title + (_VIEW if spec.view else ""), spec.workbook, own)
        self.to_check += self._checks(spec, own, rows)
        return part

    def _title(self, spec: Table) -> str:
        """The sheet's name; with the workbook's first word where several workbooks have such a sheet."""
        same = [other for other, _ in self._held.values() if other.sheet == spec.sheet]
        return f"{spec.sheet} ({spec.workbook.partition('_')[0].removesuffix('.xlsx')})" if len(same) > 1 else spec.sheet

    def _is_own(self, spec: Table, row: Row) -> bool:
        if spec.name in self._numbered and (number := number_in(row)):
            return number == self.people.asked
        if {"Table", "Key"} <= row.keys() and row["Key"]:
            return self._is_own_key(text(row["Table"]), text(row["Key"]))
        return self.concerns(*row.values())

    def _is_own_key(self, table: str, key: str) -> bool:
        """Whether a key in a history is of a row that the candidate has now; of one that is gone its number or ID tells."""
        if table not in self._held:
            return False
        spec, rows = self._held[table]
        if table not in self._keys:
            self._keys[table] = {_BETWEEN.join(text(row.get(heading)) for heading in spec.key): number_in(row) for row in rows}
        now = self._keys[table]
        if key in now:
            return now[key] == self.people.asked or (not now[key] and key in self.ids)
        parts = dict(zip(spec.key, key.split(_BETWEEN), strict=False))
        return not spec.graded and (number_in(parts) == self.people.asked or key in self.ids)

    def _checks(self, spec: Table, own: Sequence[Row], rows: Sequence[Row]) -> Iterator[ToCheck]:
        cells = {heading for row in own for heading, value in row.items() if self._names_other(value)}
        yield from (ToCheck(spec, heading, True) for heading in sorted(cells))
        if spec.name in self._numbered and not spec.view:
            others = [row for row in rows if number_in(row) not in ("", self.people.asked)]
            cells = {heading for row in others for heading, value in row.items() if self.concerns(value)}
            yield from (ToCheck(spec, heading, False) for heading in sorted(cells))

    def _cell(self, value: object) -> object:
        return LEFT_OUT if self._names_other(value) else value

    def _names_own(self, value: object) -> bool:
        if not isinstance(value, str) or not value:
            return False
        if value not in self._own:
            self._own[value] = self.people.names_own(value) or not self.ids.isdisjoint(_ids(value))
        return self._own[value]

    def _names_other(self, value: object) -> bool:
        if not isinstance(value, str) or not value:
            return False
        if value not in self._other:
            self._other[value] = self.people.names_other(value)
        return self._other[value]

    def _own_ids(self, number: str) -> frozenset[str]:
        """The IDs in the candidate's rows that stand in nobody else's."""
        own: set[str] = set()
        others: set[str] = set()
        for rows in self._numbered.values():
            for row in rows:
                if holder := number_in(row):
                    held = {text(value) for heading, value in row.items() if heading.endswith(" ID") and not is_blank(value)}
                    (own if holder == number else others).update(held)
        return frozenset(own - others)


def _ids(value: str) -> set[str]:
    """What in a text may be an ID: itself, and its words with a digit in them."""
    return {value, *(word.strip(".,;:()") for word in value.split() if _ID.match(word))}
