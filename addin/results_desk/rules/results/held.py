"""What a desk holds of its series: every entry and every result once, which belong together, and of which subject they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, coded, combined, first_rows, joined
from results_desk.rules.grades import split_flag
from results_desk.rules.results.entries import of_series
from results_desk.rules.results.indicators import kinds
from results_desk.rules.results.reconcile import Once, pair_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from results_desk.rules.columns import Bools, Ints, Texts
    from results_desk.rules.facts import Facts

    Ranks = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Awards:
    """Entries or results, column by column. `subject` is a position in the list of subjects."""

    candidate: Texts
    body: Coded
    level: Coded
    code: Texts
    title: Texts
    subject: Ints


@dataclass(frozen=True)
class Subject:
    """One qualification: an awarding body, a level and an entry code as it is written there. `number` counts from 1."""

    number: int
    body: str
    level: str
    code: str
    title: str


@dataclass(frozen=True)
class Held:
    """Entries and results of one series. `subjects` stand in the order of their numbers.

    `grade` is as issued and without flag, `shown` as a broadsheet writes it (double awards by their ladder), `canonical` and
    `rank` as the ladder has it, "" and NaN where it has none; `kind` says graded, U, X or Q.
    """

    subjects: tuple[Subject, ...]
    entries: Awards
    results: Awards
    missing: Bools
    awaited: Bools
    unentered: Bools
    grade: Texts
    flag: Texts
    kind: Texts
    canonical: Texts
    rank: Ranks

    @property
    def shown(self) -> list[str]:
        """The grade of each result with its flag: 7, B #, 9-8, X."""
        grades = (ladder if "-" in ladder else issued for issued, ladder in zip(self.grade, self.canonical, strict=True))
        return [f"{grade} {flag}" if flag else grade for grade, flag in zip(grades, self.flag, strict=True)]

    @classmethod
    def of(cls, entries: pd.DataFrame, results: pd.DataFrame, facts: Facts) -> Held:
        """From the tables Entries and Results.

        `missing` are the entries without a result; `awaited` those of them of whose awarding body and half of the summer
        nothing is in yet; `unentered` the results without an entry.
        """
        ours = of_series(results, facts)
        entered, held = Once.of(entries, facts), Once.of(ours, facts)
        entry, result = entered.book.find(*held.key), held.book.find(*entered.key)

        def known(own: str, other: str) -> str:
            return own if facts.levels.group(own) or not other else other

        levels = joined(known, entered.level, held.book.level.taken(result)), joined(known, held.level, entered.book.level.taken(entry))
        issued, beside = coded(ours, "Grade").at(held.first), coded(ours, "Flag").at(held.first)
        grade, flag = issued.map(lambda text: split_flag(text)[0]), issued.map(lambda text: split_flag(text)[1])
        begun = set(pair_of(held.body, levels[1], facts).text())
        subjects, of_entry, of_result = _subjects(entered, held, entries, ours, levels, facts)
        return cls(
            subjects, _awards(entered, entries, levels[0], of_entry), _awards(held, ours, levels[1], of_result),
            result < 0, (result < 0) & ~pair_of(entered.body, levels[0], facts).test(begun.__contains__), entry < 0,
            grade.text(), joined(lambda own, other: own or other, beside, flag).text(), kinds(levels[1], held.body, grade, facts).text(),
            facts.ladders.canonical(levels[1], held.body, grade), facts.ladders.rank(levels[1], held.body, grade),
        )  # fmt: skip


def _awards(once: Once, rows: pd.DataFrame, level: Coded, subject: Ints) -> Awards:
    code, title = (coded(rows, heading).at(once.first).text() for heading in ("Entry code", "Title"))
    return Awards(once.key[0].text(), once.body, level, code, title, subject)


def _subjects(
    entered: Once, held: Once, entries: pd.DataFrame, results: pd.DataFrame, levels: tuple[Coded, Coded], facts: Facts
) -> tuple[tuple[Subject, ...], Ints, Ints]:
    """The subjects by level, title, awarding body and code, and the place of each entry's and each result's among them."""
    import numpy as np

    def both(first: Coded, second: Coded) -> Coded:
        return Coded.of([*first.text(), *second.text()])

    def column(heading: str) -> Coded:
        return both(coded(results, heading).at(held.first), coded(entries, heading).at(entered.first))

    body, level = both(held.body, entered.body), both(levels[1], levels[0])
    ids = combined(body, level, both(held.key[2], entered.key[2]))
    first, title = first_rows(ids), column("Title")
    titled = np.flatnonzero(title.given)[::-1]
    named = first.copy()
    named[ids[titled]] = titled
    parts = zip(body.text(first), level.text(first), column("Entry code").text(first), title.text(named), strict=True)
    order = {name: number for number, name in enumerate(facts.levels.groups)}
    found = [Subject(at, *texts) for at, texts in enumerate(parts)]
    found.sort(key=lambda one: (order.get(one.level, len(order)), one.level, one.title.casefold(), one.body, one.code))
    place = np.zeros(len(found), dtype=np.int64)
    place[[subject.number for subject in found]] = np.arange(len(found))
    subjects = tuple(replace(subject, number=number) for number, subject in enumerate(found, 1))
    return subjects, place[ids[len(held.first) :]], place[ids[: len(held.first)]]
