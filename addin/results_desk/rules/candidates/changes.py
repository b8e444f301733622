"""What a list changes in the rows that a desk already holds, and what about it a person should look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from results_desk.rules import cells
from results_desk.rules.columns import Coded, Finder, coded, objects, taken
from results_desk.rules.identifiers import identifier, pad_candidate_number
from results_desk.rules.names import folded
from results_desk.rules.results.differences import is_blank

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Bools, Ints, Texts
    from results_desk.rules.findings import Findings
    from results_desk.rules.groups import Groups
    from results_desk.tables import Table

NAMES = ("Surname", "Forenames")
IDENTIFIERS = ("UCI", "ULN", "Date of birth")
COMPARED: Mapping[str, Callable[[str], str]] = {"Surname": folded, "Forenames": folded, "UCI": identifier, "ULN": identifier}
"""How two spellings are compared before a change is reported; what is only spelled otherwise is taken without a word."""


@dataclass(frozen=True)
class Holding:
    """Rows that a file states (`stated`, by heading), beside what the desk holds of the same key (`held`); `which` of them count."""

    table: Table
    stated: Mapping[str, Texts]
    held: Mapping[str, Texts]
    position: Ints
    which: Bools

    @classmethod
    def of(cls, stated: Mapping[str, Texts], table: Table, known: pd.DataFrame, rules: Sequence[Callable[[str], str]]) -> Holding:
        """Find each stated row in the table by its key; `rules` make the spellings of the key columns comparable."""
        import numpy as np

        keys = [[coded(known, heading).map(rule) for heading, rule in zip(table.key, rules, strict=True)]]
        keys.append([Coded.of(stated[heading]).map(rule) for heading, rule in zip(table.key, rules, strict=True)])
        position = Finder(*keys[0]).find(*keys[1])
        held = {heading: _held(known, heading, table.column(heading).kind == "date", position) for heading in stated}
        return cls(table, stated, held, position, np.ones(len(position), dtype=bool))

    def only(self, which: Bools) -> Holding:
        """The same, for these rows alone."""
        return Holding(self.table, self.stated, self.held, self.position, which)

    @property
    def known(self) -> Bools:
        """Whether the desk holds the row already."""
        return self.position >= 0

    def changes(self, heading: str) -> Bools:
        """Whether the file states something else than the desk holds. A blank states nothing."""
        stated, held = self.stated[heading], self.held[heading]
        changes: Bools = self.known & ~is_blank(stated) & (stated != held)
        return changes

    def replaces(self, heading: str) -> Bools:
        """Whether it states something that is not just another spelling of what the desk holds."""
        rule = COMPARED.get(heading)
        changes: Bools = self.changes(heading) & ~is_blank(self.held[heading])
        if rule:
            changes &= Coded.of(self.stated[heading]).map(rule).text() != Coded.of(self.held[heading]).map(rule).text()
        return changes

    @property
    def _differs(self) -> Bools:
        return reduce(or_, (self.changes(heading) for heading in self.stated if heading not in self.table.key))

    @property
    def new(self) -> pd.DataFrame:
        """The rows to add."""
        return self._frame(self.stated, self.which & ~self.known)

    @property
    def changed(self) -> pd.DataFrame:
        """The rows to change: what the file states, and what the desk holds where the file states nothing."""
        import numpy as np

        whole = {heading: np.where(is_blank(stated), self.held[heading], stated) for heading, stated in self.stated.items()}
        key = {heading: self.held[heading] for heading in self.table.key}
        return self._frame(whole | key, self.which & self._differs)

    @property
    def unchanged(self) -> int:
        """How many rows the desk holds just so."""
        return int((self.which & self.known & ~self._differs).sum())

    def _frame(self, columns: Mapping[str, Texts], rows: Bools) -> pd.DataFrame:
        import pandas as pd

        ours = (heading for heading in self.table.headings if heading in columns)  # the others are the officer's
        return pd.DataFrame({heading: columns[heading][rows] for heading in ours}, dtype=object)


def refuse_other_people(held: Holding, people: Groups, findings: Findings) -> None:
    """Refuse candidates who share nothing but the number with the candidate the desk holds under it: neither name nor identifier."""
    agrees = reduce(or_, (_agrees(held, heading) for heading in IDENTIFIERS))
    other = held.replaces("Surname") & held.replaces("Forenames") & ~agrees
    findings.refuse(
        people.rows(other), "Candidate number", "The desk holds another person under this candidate number",
        "Check that the list is of this centre and series. If the number was given anew, delete the old row in the Candidates table.",
        lambda rows: _old_and_new(held, NAMES)[people.ids[rows]],
    )  # fmt: skip


def report_changes(held: Holding, people: Groups, findings: Findings) -> None:
    """Report each name and identifier that is no longer what it was; the new one is taken."""
    for heading in (*NAMES, *IDENTIFIERS):
        changed = held.replaces(heading)
        findings.report(
            people.first[changed], heading, f"{heading} is no longer what the desk held; the new one was taken",
            "Tell the awarding bodies if the entries were made under the old one.", _old_and_new(held, (heading,))[changed],
        )  # fmt: skip


def report_shared(held: Holding, people: Groups, known: pd.DataFrame, findings: Findings) -> None:
    """Report a UCI or ULN that two candidates have, in the file or with one the desk holds."""
    numbers = held.stated["Candidate number"]
    mine = set(numbers)
    for heading in ("UCI", "ULN"):
        owners: dict[str, list[str]] = {}
        old = zip(coded(known, heading).text(), coded(known, "Candidate number").map(pad_candidate_number).text(), strict=True)
        others = [(text, number) for text, number in old if number not in mine]
        for text, number in [*others, *zip(_effective(held, heading), numbers, strict=True)]:
            owners.setdefault(identifier(text), []).append(number)
        shared = objects(owners[identifier(text)] if text else [] for text in _effective(held, heading))
        two = objects(len(numbers_of) > 1 for numbers_of in shared).astype(bool)
        way_outs = objects(f"Compare candidates {', '.join(sorted(of))}, and correct the wrong one." for of in shared[two])
        findings.report(people.first[two], heading, f"Two candidates have this {heading}", way_outs)


def _effective(held: Holding, heading: str) -> Texts:
    import numpy as np

    return np.where(held.stated[heading] == "", held.held[heading], held.stated[heading])


def _agrees(held: Holding, heading: str) -> Bools:
    both = ~is_blank(held.stated[heading]) & ~is_blank(held.held[heading])
    return both & ~held.replaces(heading)


def _old_and_new(held: Holding, headings: Sequence[str]) -> Texts:
    """For each stated row: what was held, and what the file says."""
    old, new = (zip(*(columns[heading] for heading in headings), strict=True) for columns in (held.held, held.stated))
    return objects(f"held: {', '.join(map(str, was))}; file: {', '.join(map(str, says))}" for was, says in zip(old, new, strict=True))


def _held(known: pd.DataFrame, heading: str, is_date: bool, position: Ints) -> Texts:
    if is_date and heading in known:
        return taken(objects(map(_day, known[heading])), position, None)
    return taken(coded(known, heading).text(), position, None if is_date else "")


def _day(value: object) -> object:
    """The day in a cell; what is there instead, where it is none; None for a blank."""
    return cells.day(value) or (None if cells.is_blank(value) else value)
