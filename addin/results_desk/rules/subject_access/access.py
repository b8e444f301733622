"""What a desk holds on one candidate, table by table: found by the tables' own headings, with nothing of anybody else in it.

A row is the candidate's by its candidate number; a row without a number by an ID that only this candidate has (request, line,
certificate, query), or by naming the candidate and nobody else's ID. A line of a history is the candidate's when its key is. What may
be the candidate's, or somebody else's, is for a person to decide: `to_check`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from results_desk.rules.cells import Row, is_blank, moment, text
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.rules.subject_access.check import Check, ToCheck
from results_desk.rules.subject_access.people import People, number_heading, number_in
from results_desk.tables import Table

LEFT_OUT = "left out: it names another candidate"
NOT_SURE = "left out: it may be about somebody else"
_INSTEAD = {Check.LEFT_OUT: LEFT_OUT, Check.REFUSED: NOT_SURE}
FROM_RELEASE = ("Problems", "Queries", "DeskToday", "ChaseList")
"""Tables without grades that may tell what the embargo covers, such as an entry that has no result."""
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


class Subject:
    """One candidate in the rows of a whole desk."""

    def __init__(self, number: str, held: Mapping[str, tuple[Table, Sequence[Row]]]) -> None:
        """`held`: name of a table -> what it is and its rows, of every table of the desk."""
        self._held = held
        self.withheld: Collection[str] = ()
        """The tables that are not to be told from."""
        self._numbered = {name: rows for name, (_, rows) in held.items() if rows and number_heading(rows[0])}
        listed = held["Candidates"][1] if "Candidates" in held else ()
        self.people = People(number, (row for rows in self._numbered.values() for row in rows), listed)
        self.ids, self._ids_of_others = self._whose_ids(number)
        two = [ToCheck(spec.workbook, spec.sheet, "UCI", Check.TWO_NUMBERS) for name, (spec, _) in held.items() if name == "Candidates"]
        self.to_check: list[ToCheck] = two if self.people.has_two_numbers() else []
        self._passed = self._passed_on()
        self._keys: dict[str, dict[str, str]] = {}
        self._own: dict[tuple[str, str], bool] = {}
        self._other: dict[tuple[str, str], bool] = {}

    def parts(self) -> list[Part]:
        """The candidate's rows, the tables that people type in before the views of them."""
        told = [self._held[name] for name in self._held if name not in self.withheld]
        return [part for spec, rows in sorted(told, key=lambda each: each[0].view) if (part := self._part(spec, rows))]

    @property
    def withheld_sheets(self) -> list[str]:
        """The sheets that were not told from."""
        return [self._title(self._held[name][0]) for name in self._held if name in self.withheld]

    def part(self, title: str, about: str, where: str, rows: Iterable[Row]) -> Part | None:
        """Rows that are the candidate's, of a file that is no workbook, as they may be handed over; None where there is none."""
        own = list(rows)
        cells = {heading for row in own for heading, value in row.items() if self._names_other(value)}
        self.to_check += (ToCheck(where, "", heading, Check.LEFT_OUT) for heading in sorted(cells))
        kept = [{heading: LEFT_OUT if self._names_other(value) else value for heading, value in row.items()} for row in own]
        return _made(title, about, where, kept)

    def own_rows(self, name: str) -> list[Row]:
        """The candidate's rows of a table."""
        spec, rows = self._held[name] if name in self._held else (None, ())
        return [row for row in rows if spec and self._is_own(spec, row)]

    def has_refused(self) -> bool:
        """Whether the problems tell of the candidate in a row that was refused."""
        return any(text(row.get("Row kept")) != "Yes" for row in self.own_rows("Problems"))

    def concerns(self, *values: object) -> bool:
        """Whether any of these texts names the candidate, or an ID that only this candidate has."""
        return any(map(self._names_own, values))

    def texts(self) -> Iterator[tuple[Table, str, str]]:
        """Table, heading and text of every cell of the candidate's rows, in tables that people type in, that names nobody else."""
        for name, rows in self._numbered.items():
            spec = self._held[name][0]
            if not spec.view and name not in self.withheld:
                mine = (row for row in rows if number_in(row) == self.people.asked)
                cells = ((heading, value) for row in mine for heading, value in row.items() if isinstance(value, str) and value)
                yield from ((spec, heading, value) for heading, value in cells if not self._names_other(value, heading))

    def texts_of_others(self) -> set[str]:
        """Every text in the rows that are not the candidate's, whether anybody else's or nobody's."""
        others = (row for spec, rows in self._held.values() for row in rows if not self._is_own(spec, row))
        return {value for row in others for value in row.values() if isinstance(value, str) and value}

    def _part(self, spec: Table, rows: Sequence[Row]) -> Part | None:
        own = [row for row in rows if self._is_own(spec, row)]
        self.to_check += self._checks(spec, own, rows)
        about = spec.title + (_VIEW if spec.view else "")
        return _made(self._title(spec), about, spec.workbook, (self._handed(spec, row) for row in own))

    def _title(self, spec: Table) -> str:
        """The sheet's name; with the workbook's first word where several workbooks have such a sheet."""
        same = [other for other, _ in self._held.values() if other.sheet == spec.sheet]
        return f"{spec.sheet} ({spec.workbook.partition('_')[0].removesuffix('.xlsx')})" if len(same) > 1 else spec.sheet

    def _is_own(self, spec: Table, row: Row) -> bool:
        if spec.name in self._numbered and (number := number_in(row)):
            return number == self.people.asked
        if {"Table", "Key"} <= row.keys() and row["Key"]:
            return not self._is_before(row) and self._is_own_key(text(row["Table"]), text(row["Key"]))
        if not self.ids.isdisjoint(held := _ids_in(row)):
            return True
        return self._ids_of_others.isdisjoint(held) and any(self._names_own(value, heading) for heading, value in row.items())

    def _passed_on(self) -> dict[tuple[str, str], list[Row]]:
        """The lines of histories that say that a row went from one candidate number to another, by table and key."""
        found: dict[tuple[str, str], list[Row]] = {}
        for _, rows in self._held.values():
            for row in rows:
                if "Key" in row and number_heading([text(row.get("Column"))]) and not is_blank(row.get("Old")):
                    found.setdefault((text(row.get("Table")), text(row["Key"])), []).append(row)
        return found

    def _is_before(self, row: Row) -> bool:
        """Whether a line of a history is from before its row went from one candidate to another; that step itself is not."""
        steps = self._passed.get((text(row["Table"]), text(row["Key"])), ())
        return row not in steps and any(_order(row) <= _order(step) for step in steps)

    def _was_own(self, row: Row) -> bool:
        """Whether a line of a history may be the candidate's because its row was once."""
        steps = self._passed.get((text(row.get("Table")), text(row.get("Key"))), ())
        told = {pad_candidate_number(text(step.get(heading))) for step in steps for heading in ("Old", "New")}
        return self.people.asked in told

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

    def _handed(self, spec: Table, row: Row) -> Row:
        """A row of the candidate as it may be handed over."""
        found = {heading: self._cell(spec, row, heading) for heading in row}
        return {heading: _INSTEAD.get(found[heading] or Check.LEFT_IN, value) for heading, value in row.items()}

    def _cell(self, spec: Table, row: Row, heading: str) -> Check | None:
        """What is to be said of a cell in a row of the candidate; None where there is nothing."""
        value, meant = row[heading], _meant(row, heading)
        if self._names_other(value, meant):
            return Check.LEFT_OUT
        if not isinstance(value, str) or not value:
            return None
        if spec.name == "Problems" and heading == "Detail" and text(row.get("Row kept")) != "Yes":
            return Check.REFUSED
        if meant != "File" and self.people.numbers_other(value):
            return Check.LEFT_OUT
        return Check.LEFT_IN if meant != "File" and self.people.may_name_other(value) else None

    def _checks(self, spec: Table, own: Sequence[Row], rows: Sequence[Row]) -> Iterator[ToCheck]:
        mine = {(heading, found) for row in own for heading in row if (found := self._cell(spec, row, heading))}
        yield from (ToCheck(spec.workbook, spec.sheet, heading, found) for heading, found in sorted(mine))
        if spec.name in self._numbered and not spec.view:
            others = [row for row in rows if number_in(row) not in ("", self.people.asked)]
            cells = {heading for row in others for heading, value in row.items() if self.concerns(value) or self._numbers_own(value)}
            yield from (ToCheck(spec.workbook, spec.sheet, heading, Check.OTHERS_ROW) for heading in sorted(cells))
        if any("Key" in row and not self._is_own(spec, row) and self._was_own(row) for row in rows):
            yield ToCheck(spec.workbook, spec.sheet, "Key", Check.BEFORE)
        if spec.view or spec.rolls == "clear":
            unsure = (row for row in rows if not number_in(row) and "Key" not in row and not self._is_own(spec, row))
            cells = {heading for row in unsure for heading, value in row.items() if self._may_be_own(value)}
            yield from (ToCheck(spec.workbook, spec.sheet, heading, Check.NOBODYS_ROW) for heading in sorted(cells))

    def _names_own(self, value: object, heading: str = "") -> bool:
        if not isinstance(value, str) or not value:
            return False
        if (heading, value) not in self._own:
            self._own[heading, value] = self.people.names_own(value, heading) or not self.ids.isdisjoint(_ids(value))
        return self._own[heading, value]

    def _numbers_own(self, value: object) -> bool:
        return isinstance(value, str) and self.people.numbers_own(value)

    def _may_be_own(self, value: object) -> bool:
        return isinstance(value, str) and (self.concerns(value) or self.people.may_name_own(value))

    def _names_other(self, value: object, heading: str = "") -> bool:
        if not isinstance(value, str) or not value:
            return False
        if (heading, value) not in self._other:
            self._other[heading, value] = self.people.names_other(value, heading)
        return self._other[heading, value]

    def _whose_ids(self, number: str) -> tuple[frozenset[str], frozenset[str]]:
        """The IDs in the candidate's rows that stand in nobody else's, and those in others' rows that do not stand in the candidate's."""
        own: set[str] = set()
        others: set[str] = set()
        for rows in self._numbered.values():
            for row in rows:
                if holder := number_in(row):
                    held = {text(value) for heading, value in row.items() if heading.endswith(" ID") and not is_blank(value)}
                    (own if holder == number else others).update(held)
        return frozenset(own - others), frozenset(others - own)


def _made(title: str, about: str, where: str, rows: Iterable[Row]) -> Part | None:
    kept = tuple(rows)
    headings = dict.fromkeys(heading for row in kept for heading, value in row.items() if not is_blank(value))
    return Part(title, about, where, tuple(headings), kept) if headings else None


def _meant(row: Row, heading: str) -> str:
    """The heading that says what a cell holds: in a history that of the cell that was changed."""
    return text(row["Column"]) if heading in ("Old", "New") and {"Key", "Column"} <= row.keys() else heading


def _order(row: Row) -> datetime:
    """When a line of a history was written; the end of time where it does not say."""
    return moment(row.get("When")) or datetime.max


def _ids_in(row: Row) -> set[str]:
    """The IDs that are all that stands in a cell: whoever is named beside one, the row is of that."""
    cells = ((heading, value.strip()) for heading, value in row.items() if isinstance(value, str))
    return {value for heading, value in cells if heading.endswith(" ID") or _ID.match(value)} - {""}


def _ids(value: str) -> set[str]:
    """What in a text may be an ID: its words with a digit in them."""
    words = (word.strip(".,;:()[]\"'") for word in value.split())
    return {word for word in words if _ID.match(word)}
