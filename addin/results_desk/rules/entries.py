"""What a desk's entries say of a row of a results file: whether there is one, its level, its awarding body and its title."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, Finder, coded, taken
from results_desk.rules.identifiers import entry_key, pad_candidate_number

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Ints, Texts
    from results_desk.rules.facts import Facts


@dataclass(frozen=True)
class EntryBook:
    """The table Entries, as rows are compared with it: awarding bodies by their name, entry codes by `entry_key`."""

    candidate: Coded
    body: Coded
    code: Coded
    level: Coded
    title: Coded

    @classmethod
    def of(cls, entries: pd.DataFrame, facts: Facts) -> EntryBook:
        """From the table Entries; a spelling that is no awarding body or level of the desk stays as it is."""
        return cls(
            coded(entries, "Candidate number").map(pad_candidate_number),
            coded(entries, "Awarding body").map(lambda text: facts.bodies.canonical(text) or text),
            coded(entries, "Entry code").map(entry_key),
            coded(entries, "Level").map(lambda text: facts.levels.canonical(text) or text),
            coded(entries, "Title"),
        )

    @cached_property
    def _whole(self) -> Finder:
        return Finder(self.candidate, self.body, self.code)

    def find(self, candidate: Coded, body: Coded, code: Coded) -> Ints:
        """Per row, the position of the entry, or -1."""
        return self._whole.find(candidate, body, code)

    def said(self, column: Coded, entry: Ints) -> Texts:
        """What a column of the entries says at these positions; "" where there is no entry."""
        return taken(column.text(), entry, "")

    def level_of(self, body: Coded, code: Coded) -> Texts:
        """Per row, the one level at which anybody is entered for this code; "" where none or several."""
        return Finder(self.body, self.code, where=self.level.given).only(self.level, body, code)

    def body_of(self, candidate: Coded, code: Coded) -> Texts:
        """Per row, the one awarding body at which the candidate, or else anybody, is entered for this code; "" where none or several."""
        import numpy as np

        own = Finder(self.candidate, self.code).only(self.body, candidate, code)
        return np.where(own != "", own, Finder(self.code).only(self.body, code))
