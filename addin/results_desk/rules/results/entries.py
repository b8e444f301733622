"""What a desk's entries say of a row of a results file: whether there is one, its level, its awarding body and its title."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, Finder, coded, joined
from results_desk.rules.identifiers import entry_key, pad_candidate_number

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Ints
    from results_desk.rules.facts import Facts


class EntryBook:
    """A table with the key of Entries (Results has it too), as rows are compared with it.

    Candidates by their four digits, awarding bodies by their name, entry codes by `entry_key`. A spelling that is no
    awarding body or level of the desk stays as it is.
    """

    def __init__(self, entries: pd.DataFrame, facts: Facts) -> None:
        """From the table; nothing is indexed before the first question."""
        self._entries, self._facts = entries, facts
        self.candidate = coded(entries, "Candidate number").map(pad_candidate_number)
        self.body = coded(entries, "Awarding body").map(lambda text: facts.bodies.canonical(text) or text)
        self.code = coded(entries, "Entry code").map(entry_key)

    @cached_property
    def level(self) -> Coded:
        """The level of each row."""
        return coded(self._entries, "Level").map(lambda text: self._facts.levels.canonical(text) or text)

    @cached_property
    def title(self) -> Coded:
        """The title of each row."""
        return coded(self._entries, "Title")

    @cached_property
    def _whole(self) -> Finder:
        return Finder(self.candidate, self.body, self.code)

    def find(self, candidate: Coded, body: Coded, code: Coded) -> Ints:
        """Per row, the position of the entry, or -1."""
        return self._whole.find(candidate, body, code)

    def level_of(self, body: Coded, code: Coded) -> Coded:
        """Per row, the one level at which anybody is entered for this code; "" where none or several."""
        return Finder(self.body, self.code, where=self.level.given).only(self.level, body, code)

    def body_of(self, candidate: Coded, code: Coded) -> Coded:
        """Per row, the one awarding body at which the candidate, or else anybody, is entered for this code; "" where none or several."""
        own = Finder(self.candidate, self.code).only(self.body, candidate, code)
        return joined(lambda own, usual: own or usual, own, Finder(self.code).only(self.body, code))


def of_series(results: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The rows of the table Results that are of this desk's series, or of none."""
    ours = coded(results, "Series").test(lambda text: text in ("", str(facts.series)))
    return results if ours.all() else results[ours].reset_index(drop=True)
