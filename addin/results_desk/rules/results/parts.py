"""The component lines of a file, and the result row each belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.batch import COMPONENT_COLUMNS
from results_desk.rules.columns import Coded, Finder, coded, combined, dense, objects
from results_desk.rules.identifiers import entry_key

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Ints


@dataclass(frozen=True)
class Parts:
    """The columns of the component lines; `at` is the row of the results frame that each line belongs to (-1: none)."""

    columns: Mapping[str, Coded]
    at: Ints

    @classmethod
    def of(cls, components: pd.DataFrame | None, rows: Ints, codes: Coded) -> Parts:
        """Each line belongs to the result of its row; where a row has several results, to the one of its entry code."""
        import pandas as pd

        frame = pd.DataFrame(columns=list(COMPONENT_COLUMNS)) if components is None else components
        columns = {name: coded(frame, name) for name in COMPONENT_COLUMNS if name != "row"}
        own = frame["row"].to_numpy(dtype="int64")
        index = pd.Index(rows)
        if index.is_unique:
            return cls(columns, index.get_indexer(pd.Index(own)).astype("int64"))
        numbers = [Coded.of(objects(map(str, numbers.tolist()))) for numbers in (rows, own)]
        return cls(columns, Finder(numbers[0], codes).find(numbers[1], columns["entry_code"].map(entry_key)))

    def first_code(self, rows: int) -> Ints:
        """Per row of the results frame, a number for one component code it speaks of; 0 where it speaks of none."""
        import numpy as np

        out = np.zeros(rows, dtype=np.int64)
        mine = self.at >= 0
        out[self.at[mine]] = self.columns["component_code"].codes[mine] + 1
        return out

    def said(self, rows: int) -> Ints:
        """Per row of the results frame, a number for all that it says of components, in the order it does; 0 for nothing."""
        import numpy as np

        out = np.zeros(rows, dtype=np.int64)
        mine = np.flatnonzero(self.at >= 0)
        said = combined(*self.columns.values()) + 1
        order = mine[np.argsort(self.at[mine], kind="stable")]
        while len(order):
            again = np.concatenate([[False], self.at[order[1:]] == self.at[order[:-1]]])
            now = order[~again]
            out[self.at[now]] = out[self.at[now]] * (len(said) + 1) + said[now]
            out = dense(np.concatenate([[0], out]))[1:]
            order = order[again]
        return out
