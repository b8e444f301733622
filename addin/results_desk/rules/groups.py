"""Rows of a file that speak of one thing: of one award, or of one candidate, however many rows there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, combined, dense, differs_within, first_rows, taken

if TYPE_CHECKING:
    from results_desk.rules.columns import Bools, Ints


@dataclass(frozen=True)
class Groups:
    """`ids` numbers the group of each row (-1: the row is refused); `first` is the first row of each group."""

    ids: Ints
    first: Ints

    @classmethod
    def of(cls, live: Bools, *key: Coded) -> Groups:
        """The groups of the rows that are live: those with the same texts in the key columns."""
        import numpy as np

        rows = np.flatnonzero(live)
        ids = np.full(len(live), -1)
        ids[rows] = combined(*(column.at(rows) for column in key))
        return cls(ids, rows[first_rows(ids[rows])])

    def __len__(self) -> int:
        """How many groups there are."""
        return len(self.first)

    @property
    def single(self) -> bool:
        """Whether every group has one row only."""
        return len(self) == int((self.ids >= 0).sum())

    def without(self, refused: Bools) -> Groups:
        """The groups that still have a row when these are refused, in the same order."""
        import numpy as np

        if not (refused & (self.ids >= 0)).any():
            return self
        rows = np.flatnonzero((self.ids >= 0) & ~refused)
        ids = np.full(len(refused), -1)
        ids[rows] = dense(self.ids[rows])
        return Groups(ids, rows[first_rows(ids[rows])])

    def alive(self, live: Bools) -> Bools:
        """Per group, whether any of its rows is live."""
        import numpy as np

        out = np.zeros(len(self), dtype=bool)
        out[self.ids[live & (self.ids >= 0)]] = True
        return out

    def rows(self, groups: Bools) -> Bools:
        """Per row, whether it is in one of these groups."""
        return taken(groups, self.ids, False)

    def stated(self, column: Coded) -> Ints:
        """Per group, the position of the first row that has something in the column; its first row where none has."""
        import numpy as np

        given = column.given
        if given[self.first].all() or not given.any():
            return self.first
        rows = np.flatnonzero((self.ids >= 0) & given)
        at = self.first.copy()
        at[self.ids[rows][::-1]] = rows[::-1]
        return at

    def contradicted(self, column: Coded) -> Bools:
        """Per group, whether its rows state different things in the column. A blank states nothing."""
        import numpy as np

        out = np.zeros(len(self), dtype=bool)
        rows = np.flatnonzero((self.ids >= 0) & column.given)
        if len(rows) < 2 or self.single:
            return out
        stated = dense(self.ids[rows])
        out[self.ids[rows][first_rows(stated)]] = differs_within(stated, column.codes[rows])
        return out
