"""Entries against results: what is missing, and whether the numbers add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results_desk.errors import Problem
from results_desk.rules.columns import Coded, coded, combined, first_rows
from results_desk.rules.entries import EntryBook
from results_desk.rules.grades import split_flag
from results_desk.rules.indicators import GRADED, UNCLASSIFIED, kinds
from results_desk.tables.results import BOOK
from results_desk.terms import NO_RESULT, PENDING

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Texts
    from results_desk.rules.facts import Facts

NO_GROUP = "level not known"


def entries_without_result(entries: pd.DataFrame, results: pd.DataFrame, facts: Facts) -> list[Problem]:
    """The entries that have no result, for every awarding body and level group of which a result is in.

    An awarding body and level group of which nothing is in yet is one problem with its number of entries.
    """
    book, held = _once(entries, facts), _once(_of_series(results, facts), facts)
    found = held.find(book.candidate, book.body, book.code)
    entered = Coded.of(_pair(book, book.level.text(), facts))
    level = held.level.text()
    entry = book.find(held.candidate, held.body, held.code)
    unknown = Coded.of(level).test(lambda text: not facts.levels.group(text))
    level[unknown] = book.said(book.level, entry)[unknown]
    begun = set(_pair(held, level, facts))
    missing = found < 0
    waiting = [pair for pair in dict.fromkeys(entered.text()) if pair not in begun]
    open_entries = (missing & entered.test(begun.__contains__)).nonzero()[0]
    return [_not_begun(pair, int((entered.text() == pair).sum())) for pair in waiting] + [_missing(book, int(at)) for at in open_entries]


def reconcile(entries: pd.DataFrame, results: pd.DataFrame, facts: Facts) -> dict[str, dict[str, int]]:
    """For each awarding body: entries, graded, U, X, Q, missing (entries without result), without_entry (results without entry).

    graded + U + X + Q + missing is entries + without_entry, always.
    """
    book, held = _once(entries, facts), _once(_of_series(results, facts), facts)
    missing = held.find(book.candidate, book.body, book.code) < 0
    extra = book.find(held.candidate, held.body, held.code) < 0
    kind = held.title.text()
    counts: dict[str, dict[str, int]] = {}
    for body in sorted({*book.body.text(), *held.body.text()}):
        mine, theirs = book.body.text() == body, held.body.text() == body
        counts[body] = {"entries": int(mine.sum())}
        counts[body] |= {name: int((theirs & (kind == name)).sum()) for name in (GRADED, UNCLASSIFIED, NO_RESULT, PENDING)}
        counts[body] |= {"missing": int((mine & missing).sum()), "without_entry": int((theirs & extra).sum())}
    return counts


def _of_series(results: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The results of this desk's series, with what each counts as in the place of its title."""
    ours = results[coded(results, "Series").test(lambda text: text in ("", str(facts.series)))]
    book = EntryBook.of(ours, facts)
    grade = coded(ours, "Grade").map(lambda text: split_flag(text)[0]).text()
    return ours.assign(Title=kinds(book.level.text(), book.body.text(), grade, facts))


def _once(rows: pd.DataFrame, facts: Facts) -> EntryBook:
    """The rows as entries, each candidate, awarding body and entry code once."""
    book = EntryBook.of(rows, facts)
    first = first_rows(combined(book.candidate, book.body, book.code))
    return EntryBook(*(column.at(first) for column in (book.candidate, book.body, book.code, book.level, book.title)))


def _pair(book: EntryBook, level: Texts, facts: Facts) -> Texts:
    group = Coded.of(level).map(lambda text: facts.levels.group(text) or NO_GROUP)
    pair: Texts = book.body.text() + ", " + group.text()
    return pair


def _not_begun(pair: str, number: int) -> Problem:
    message = f"No results imported yet for {pair}: {number} {'entry' if number == 1 else 'entries'}"
    return Problem(BOOK, 0, "Awarding body", message, "Import the awarding body's results file when it is there.", kept=True)


def _missing(book: EntryBook, at: int) -> Problem:
    candidate, body, code, title = (str(column.text()[at]) for column in (book.candidate, book.body, book.code, book.title))
    way_out = f"Look for candidate {candidate}, entry {code}, on {body}'s site; then correct the Entries table or send a query (MIR)."
    return Problem(BOOK, 0, "Entry code", "An entry has no result", way_out, f"{candidate} {body} {code} {title}".strip(), kept=True)
