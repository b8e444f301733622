"""Columns of text as small integers, so that a rule is asked once per distinct value and never once per row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]
    Texts = npt.NDArray[np.object_]

_Values = TypeVar("_Values", bound="npt.NDArray[Any]")


_TOO_MANY = 2**62
"""More combinations than this would not fit a 64-bit number."""


@dataclass(frozen=True)
class Coded:
    """A column of text: `values` are its distinct texts, `codes[row]` says which of them stands in a row."""

    codes: Ints
    values: Texts

    @classmethod
    def of(cls, column: Iterable[object]) -> Coded:
        """The column with the spaces around its texts taken off; a missing value is "". No text is changed otherwise."""
        import numpy as np
        import pandas as pd

        codes, values = pd.factorize(np.asarray(column, dtype=object))
        if (codes < 0).any():
            values = objects([*values, ""])
        return cls(codes.astype(np.int64, copy=False), values).map(_stripped)

    def __len__(self) -> int:
        """How many rows the column has."""
        return len(self.codes)

    def map(self, rule: Callable[[str], str]) -> Coded:
        """The column with every text replaced by what the rule says of it."""
        import pandas as pd

        codes, values = pd.factorize(objects([rule(value) for value in self.values]))
        if len(values) == len(self.values):
            return Coded(self.codes, values)
        return Coded(codes.astype("int64", copy=False)[self.codes], values)

    def test(self, rule: Callable[[str], bool]) -> Bools:
        """Per row, what the rule says of its text."""
        import numpy as np

        return np.fromiter((rule(value) for value in self.values), dtype=bool, count=len(self.values))[self.codes]

    def text(self, at: Ints | None = None) -> Texts:
        """The texts of all rows, or of the rows at these positions."""
        return self.values[self.codes if at is None else self.codes[at]]

    def at(self, positions: Ints) -> Coded:
        """The column of the rows at these positions only."""
        return Coded(self.codes[positions], self.values)

    def taken(self, positions: Ints) -> Coded:
        """The column of the rows at these positions, "" where a position is -1."""
        return Coded(taken(self.codes, positions, len(self.values)), objects([*self.values, ""])).map(str)

    @property
    def given(self) -> Bools:
        """Per row, whether there is a text at all."""
        return self.test(bool)


def _stripped(value: object) -> str:
    return str(value).strip()


def coded(frame: pd.DataFrame, heading: str) -> Coded:
    """A column of a frame; blank in every row where the frame has no such column."""
    return Coded.of(frame[heading] if heading in frame else [""] * len(frame))


def joined(rule: Callable[..., str], *columns: Coded) -> Coded:
    """The column of what the rule says of the texts of several columns; asked once for each different row of texts."""
    ids = combined(*columns)
    texts = zip(*(column.text(first_rows(ids)) for column in columns), strict=True)
    return Coded(ids, objects(rule(*row) for row in texts)).map(str)


def constant(text: str, rows: int) -> Coded:
    """A column that has the same text in all rows."""
    import numpy as np

    return Coded(np.zeros(rows, dtype=np.int64), objects([text]))


def blanks(rows: int) -> Texts:
    """As many empty texts."""
    import numpy as np

    return np.full(rows, "", dtype=object)


def objects(values: Iterable[object]) -> Texts:
    """The values as an array of Python objects, whatever they are."""
    import numpy as np

    listed = list(values)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def dense(keys: Ints) -> Ints:
    """Numbers 0, 1, 2 ... in order of first appearance, the same for equal keys."""
    import pandas as pd

    return pd.factorize(keys)[0].astype("int64", copy=False)


def combined(*columns: Coded) -> Ints:
    """Dense numbers that are equal where the texts of all the columns are equal."""
    ids, most = columns[0].codes, max(len(columns[0].values), 1)
    for column in columns[1:]:
        if most * len(column.values) >= _TOO_MANY:
            ids = dense(ids)
            most = len(ids) + 1
        ids, most = ids * len(column.values) + column.codes, most * max(len(column.values), 1)
    return dense(ids)


def first_rows(ids: Ints) -> Ints:
    """For dense ids: the position of the first row of each."""
    import numpy as np

    first = np.zeros(int(ids.max(initial=-1)) + 1, dtype=np.int64)
    first[ids[::-1]] = np.arange(len(ids))[::-1]
    return first


def differs_within(ids: Ints, codes: Ints) -> Bools:
    """Per dense id, whether its rows hold more than one code."""
    import numpy as np

    first = first_rows(ids)
    mixed = np.zeros(len(first), dtype=bool)
    mixed[ids[codes != codes[first][ids]]] = True
    return mixed


def taken(values: _Values, positions: Ints, missing: object) -> _Values:
    """The values at the positions, and `missing` where a position is -1."""
    import numpy as np

    if not len(values):
        return cast(_Values, np.full(len(positions), missing, dtype=values.dtype))
    out = values[positions]
    out[positions < 0] = missing
    return cast(_Values, out)


class Finder:
    """Finds rows of a table by the text of some of its columns; `where` leaves rows of the table out."""

    def __init__(self, *columns: Coded, where: Bools | None = None) -> None:
        """Index the columns, in the order they will be asked for."""
        import numpy as np
        import pandas as pd

        self._columns = columns
        self.rows: Ints = np.arange(len(columns[0])) if where is None else np.flatnonzero(where)
        self.ids = combined(*(column.at(self.rows) for column in columns))
        self.first = self.rows[first_rows(self.ids)]
        self._index = [pd.Index(column.values, dtype=object) for column in columns]
        self._keys = pd.Index(self._key([column.codes[self.first] for column in columns]))

    def _key(self, codes: list[Ints]) -> Ints:
        import numpy as np

        key = codes[0]
        for column, one in zip(self._columns[1:], codes[1:], strict=True):
            key = np.where((key < 0) | (one < 0), -1, key * len(column.values) + one)
        return key

    def _group(self, columns: tuple[Coded, ...]) -> Ints:
        """Per row asked, which group of equal rows of the table it is (an index into `first`), or -1."""
        import numpy as np
        import pandas as pd

        pairs = zip(self._index, columns, strict=True)
        key = self._key([index.get_indexer(pd.Index(one.values, dtype=object)).astype(np.int64)[one.codes] for index, one in pairs])
        return np.where(key < 0, -1, self._keys.get_indexer(pd.Index(key))).astype(np.int64)

    def find(self, *columns: Coded) -> Ints:
        """Per row asked, the position of the first such row of the table, or -1."""
        return taken(self.first, self._group(columns), -1)

    def only(self, answer: Coded, *columns: Coded) -> Coded:
        """Per row asked, the one text that all such rows of the table have in `answer`; "" where none or several."""
        import numpy as np

        first = np.where(differs_within(self.ids, answer.codes[self.rows]), -1, self.first)
        return answer.taken(taken(first, self._group(columns), -1))
