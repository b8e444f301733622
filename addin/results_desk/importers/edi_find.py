"""Which columns of an EDI file's records may be a field: by pattern and check letter, by check digit, by the codes that are known.

Columns are numbered from 1. Nothing here decides: it says what fits, in how many records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.importers.edi_layouts import cells
from results_desk.terms import UCI_BOARD_LETTERS, UCI_CHECK_LETTERS, UCI_WEIGHTS, ULN_REMAINDER, ULN_WEIGHTS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from results_desk.importers.sheet import Mask, Numbers

    Grid = npt.NDArray[np.uint8]

UCI, ULN, CODE, BLOCK, NUMBER = 13, 10, 6, 12, 4
TYPES = b"123UMBC"
BLANK = 32
NEAR = 0.5
"""A column that fits in this share of the records, and not in nearly all, is too near to be left aside."""
_SAMPLE = 2_000
_GLANCE = 64


@dataclass(frozen=True)
class Column:
    """One place that fits: where the field would start, and in which records it is right, and in which blank."""

    start: int
    length: int
    right: Mask
    blank: Mask

    def overlaps(self, *others: Column | None) -> bool:
        """Whether it shares a column with one of these."""
        return any(other and self.start < other.start + other.length and other.start < self.start + self.length for other in others)


def allowed(records: int) -> int:
    """How many of so many records may be odd: one in fifty, at least one of twenty, none of fewer."""
    return 0 if records < 20 else max(1, records // 50)


def fits(right: Mask, blank: Mask) -> bool:
    """Whether a field is right or blank in nearly all records, and more than half filled."""
    return int((~(right | blank)).sum()) <= allowed(len(right)) and 2 * int(right.sum()) > len(right)


def sampled(grid: Grid, records: int = _SAMPLE) -> Grid:
    """Some of the records, evenly spread: what no part of them fits need not be looked at in all."""
    step = max(1, len(grid) // records)
    return grid[::step]


def uci_at(grid: Grid, start: int) -> Column:
    """The UCIs at a column, right where the check letter is."""
    import numpy as np

    cut = cells(grid, start, UCI)
    value, letter = _uci_tables()
    values = value[cut[:, :12]].astype(np.int16)
    shaped = (values >= 0).all(axis=1)
    shaped &= (np.delete(values, 5, axis=1) <= 9).all(axis=1) & ((cut[:, [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]] <= 57).all(axis=1))
    check = letter[(values @ np.array(UCI_WEIGHTS, dtype=np.int16)) % 17]
    return Column(start, UCI, shaped & (cut[:, 12] == check), (cut == BLANK).all(axis=1))


def uci_shaped(grid: Grid, start: int) -> Mask:
    """Which records have something at a column that looks like a UCI, whatever its check letter."""
    import numpy as np

    cut = cells(grid, start, UCI)
    digit = (cut >= 48) & (cut <= 57)
    letter = (cut >= 65) & (cut <= 90)
    digit[:, 5] |= letter[:, 5]
    shaped: Mask = digit[:, :12].all(axis=1) & letter[:, 12]
    return np.asarray(shaped)


def _uci_tables() -> tuple[npt.NDArray[np.int8], Grid]:
    import numpy as np

    value = np.full(256, -1, dtype=np.int8)
    value[48:58] = range(10)
    for character, number in UCI_BOARD_LETTERS.items():
        value[ord(character)] = number
    return value, np.array([ord(character) for character in UCI_CHECK_LETTERS], dtype=np.uint8)


def uci_starts(grid: Grid) -> list[int]:
    """Columns at which a good part of the records may have a UCI."""
    import numpy as np

    some = sampled(grid)
    digit = ((some >= 48) & (some <= 57)).mean(axis=0)
    letter = np.isin(some, list(UCI_CHECK_LETTERS.encode())).mean(axis=0)
    last = grid.shape[1] - UCI + 1
    apart = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]
    return [at + 1 for at in range(2, last) if letter[at + 12] > NEAR and min(digit[at + n] for n in apart) > NEAR]


def ulns(grid: Grid, starts: Iterable[int]) -> list[Column]:
    """The columns of ULNs: ten digits with the check digit they call for. Zeros and 9999999999 stand for none."""
    found = []
    for start in starts:
        column = uln_at(grid, start)
        if int((~(column.right | column.blank)).sum()) <= allowed(len(grid)) and column.right.any():
            found.append(column)
    return found


def uln_at(grid: Grid, start: int) -> Column:
    """The ULNs at a column, right where the check digit is; a placeholder counts as blank."""
    import numpy as np

    cut = cells(grid, start, ULN)
    digit = ((cut >= 48) & (cut <= 57)).all(axis=1)
    rest = ((cut.astype(np.int16) - 48) @ np.array(ULN_WEIGHTS, dtype=np.int16)) % 11
    nines = (cut == 57).all(axis=1)
    blank = (cut == BLANK).all(axis=1) | (cut == 48).all(axis=1) | nines
    return Column(start, ULN, digit & (cut[:, 0] != 48) & (rest == ULN_REMAINDER) & ~nines, blank)


def digit_starts(grid: Grid, length: int) -> list[int]:
    """Columns from which so many digits, or blanks, stand in most records."""
    some = sampled(grid)
    digit = (((some >= 48) & (some <= 57)) | (some == BLANK)).mean(axis=0)
    filled = (some != BLANK).mean(axis=0)
    last = grid.shape[1] - length + 1
    return [at + 1 for at in range(2, last) if digit[at : at + length].min() > 0.9 and filled[at : at + length].min() > 0.02]


def codes(grid: Grid, starts: Iterable[int], known: frozenset[bytes]) -> list[Column]:
    """The columns at which option codes that are known begin, padded to six characters; they may be blank in some records."""
    return [code_at(grid, start, known) for start in starts]


def code_at(grid: Grid, start: int, known: frozenset[bytes]) -> Column:
    """The option codes at a column, right where the code is known."""
    import numpy as np
    import pandas as pd

    ids, values = pd.factorize(packed(cells(grid, start, CODE)))
    told = [int(value).to_bytes(8, "little")[:CODE] for value in values]
    right = np.array([text in known for text in told], dtype=bool)[ids]
    return Column(start, CODE, right, np.array([not text.strip() for text in told], dtype=bool)[ids])


def code_starts(grid: Grid, known: frozenset[bytes]) -> list[int]:
    """Columns at which a code that is known stands in a good part of some records."""
    rows = [row.tobytes() for row in sampled(grid, _GLANCE)]
    starts = []
    for at in range(2, grid.shape[1] - 1):
        cut = [row[at : at + CODE].ljust(CODE) for row in rows]
        if 4 * sum(text in known for text in cut) > len(rows):
            starts.append(at + 1)
    return starts


def types(grid: Grid) -> list[int]:
    """Columns that hold nothing but letters and digits of result types."""
    import numpy as np

    one = np.zeros(256, dtype=bool)
    one[list(TYPES)] = True
    share = one[sampled(grid)].mean(axis=0)
    near = [at for at in range(2, grid.shape[1]) if share[at] > 0.9]
    return [at + 1 for at in near if int((~one[grid[:, at]]).sum()) <= allowed(len(grid))]


def packed(cut: Grid) -> npt.NDArray[np.uint64]:
    """Up to eight bytes of every record as one number."""
    import numpy as np

    wide = np.zeros((len(cut), 8), dtype=np.uint8)
    wide[:, : cut.shape[1]] = cut
    return wide.view(np.uint64)[:, 0]


def ids_of(cut: Grid) -> Numbers:
    """A small number for every record, the same for records with the same bytes."""
    import numpy as np
    import pandas as pd

    length = cut.shape[1]
    if length <= 8:
        return np.asarray(pd.factorize(packed(cut))[0])
    parts = [ids_of(cut[:, at : at + 8]) for at in range(0, length, 8)]
    whole = parts[0].astype(np.int64)
    for part in parts[1:]:
        whole = np.asarray(pd.factorize(whole * (int(part.max()) + 1) + part)[0])
    return whole


def same(grid: Grid, columns: Sequence[Column]) -> list[list[Column]]:
    """The columns in groups that hold the same in every record."""
    import numpy as np

    groups: list[list[Column]] = []
    for column in columns:
        cut = cells(grid, column.start, column.length)
        for group in groups:
            if np.array_equal(cells(grid, group[0].start, column.length), cut):
                group.append(column)
                break
        else:
            groups.append([column])
    return groups
