"""Entries against results: what is missing, and whether the numbers add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.errors import Problem
from results_desk.rules.columns import Coded, coded, combined, first_rows, joined
from results_desk.rules.grades import split_flag
from results_desk.rules.results.entries import EntryBook, of_series
from results_desk.rules.results.indicators import GRADED, UNCLASSIFIED, kinds
from results_desk.tables.results import BOOK
from results_desk.terms import NO_RESULT, PENDING

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Ints
    from results_desk.rules.facts import Facts

NO_GROUP = "level not known"
NO_RESULT_YET = "An entry has no result"


def entries_without_result(entries: pd.DataFrame, results: pd.DataFrame, facts: Facts) -> list[Problem]:
    """The entries that have no result, for every awarding body and level group of which a result is in.

    An awarding body and level group of which nothing is in yet is one problem with its number of entries.
    """
    entered, held = Once.of(entries, facts), Once.of(of_series(results, facts), facts)
    entry = entered.book.find(*held.key)
    level = joined(lambda own, other: own if facts.levels.group(own) else other, held.level, entered.book.level.taken(entry))
    begun = set(pair_of(held.body, level, facts).text())
    pair = pair_of(entered.body, entered.level, facts)
    waiting = [name for name in dict.fromkeys(pair.text()) if name not in begun]
    missing = (held.book.find(*entered.key) < 0) & pair.test(begun.__contains__)
    not_begun = [_not_begun(name, int(pair.test(name.__eq__).sum())) for name in waiting]
    return not_begun + [_missing(entered.book, int(at)) for at in entered.first[missing]]


def reconcile(entries: pd.DataFrame, results: pd.DataFrame, facts: Facts) -> dict[str, dict[str, int]]:
    """For each awarding body: entries, graded, U, X, Q, missing (entries without result), without_entry (results without entry).

    graded + U + X + Q + missing is entries + without_entry, always.
    """
    ours = of_series(results, facts)
    entered, held = Once.of(entries, facts), Once.of(ours, facts)
    missing, extra = held.book.find(*entered.key) < 0, entered.book.find(*held.key) < 0
    grade = coded(ours, "Grade").map(lambda text: split_flag(text)[0]).at(held.first)
    kind = kinds(held.level, held.body, grade, facts)
    counts: dict[str, dict[str, int]] = {}
    for body in sorted({*entered.body.text(), *held.body.text()}):
        mine, theirs = entered.body.test(body.__eq__), held.body.test(body.__eq__)
        counts[body] = {"entries": int(mine.sum())}
        counts[body] |= {name: int((theirs & kind.test(name.__eq__)).sum()) for name in (GRADED, UNCLASSIFIED, NO_RESULT, PENDING)}
        counts[body] |= {"missing": int((mine & missing).sum()), "without_entry": int((theirs & extra).sum())}
    return counts


@dataclass(frozen=True)
class Once:
    """The rows of Entries or Results, each candidate, awarding body and entry code once: `first` says which rows of `book`."""

    book: EntryBook
    first: Ints

    @classmethod
    def of(cls, rows: pd.DataFrame, facts: Facts) -> Once:
        """From the table."""
        book = EntryBook(rows, facts)
        return cls(book, first_rows(combined(book.candidate, book.body, book.code)))

    @property
    def key(self) -> tuple[Coded, Coded, Coded]:
        """Candidate, awarding body and entry code, as they are compared."""
        return self.book.candidate.at(self.first), self.book.body.at(self.first), self.book.code.at(self.first)

    @property
    def body(self) -> Coded:
        """The awarding body of each."""
        return self.book.body.at(self.first)

    @property
    def level(self) -> Coded:
        """The level of each."""
        return self.book.level.at(self.first)


def pair_of(body: Coded, level: Coded, facts: Facts) -> Coded:
    """The awarding body and the half of the summer of each row: results of a pair come in together."""
    return joined(lambda name, group: f"{name}, {group}", body, level.map(lambda text: facts.levels.group(text) or NO_GROUP))


def _not_begun(pair: str, number: int) -> Problem:
    message = f"No results imported yet for {pair}: {number} {'entry' if number == 1 else 'entries'}"
    return Problem(BOOK, 0, "Awarding body", message, "Import the awarding body's results file when it is there.", kept=True)


def _missing(book: EntryBook, at: int) -> Problem:
    candidate, body, code, title = (str(column.text()[at]) for column in (book.candidate, book.body, book.code, book.title))
    way_out = f"Look for candidate {candidate}, entry {code}, on {body}'s site; then correct the Entries table or send a query (MIR)."
    return Problem(BOOK, 0, "Entry code", NO_RESULT_YET, way_out, f"{candidate} {body} {code} {title}".strip(), kept=True)
