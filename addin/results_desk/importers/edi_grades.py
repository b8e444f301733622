"""The twelve characters of grades of an EDI result: what stands where, by result type, and what is right of its kind.

1, 2 and 3: first and second grade, endorsement of each (two characters each), then four flags of partial absence. U and M: three
digits of a score, and a grade. B and C: four digits, a grade, and a flag at the eleventh. Source: FOLLETT-RES, a shipped importer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from results_desk.importers.edi_find import BLANK, BLOCK, TYPES, packed
from results_desk.importers.edi_layouts import cells, texts
from results_desk.importers.frames import filled, mapped
from results_desk.terms import NO_RESULT, PENDING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from results_desk.importers.sheet import Mask, Numbers, Text

    Grid = npt.NDArray[np.uint8]

GRADES, SCORE_3, SCORE_4, NONE = 0, 1, 2, 3
"""The three contents of a block, and no known result type."""
_CLASS = {b"1": GRADES, b"2": GRADES, b"3": GRADES, b"U": SCORE_3, b"M": SCORE_3, b"B": SCORE_4, b"C": SCORE_4}
_GRADE_AT = {SCORE_3: 3, SCORE_4: 4}


@dataclass(frozen=True)
class Options:
    """Per record, what its option says of its grades: `level` is an index into `allowed`, the spellings that may stand there.

    `pair`, `first_endorsed` and `second_endorsed` are 1 where basedata has a gradeset for it, 0 where it has none, -1 where
    nothing is known of the option.
    """

    level: Numbers
    allowed: Sequence[frozenset[str]]
    pair: Numbers
    first_endorsed: Numbers
    second_endorsed: Numbers
    most: Numbers

    def at(self, records: Numbers | slice) -> Options:
        """The same of some records."""
        return Options(
            self.level[records], self.allowed, self.pair[records], self.first_endorsed[records], self.second_endorsed[records],
            self.most[records],
        )  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """Per record: whether the block has the shape of its kind, whether it has a grade and the grade is one of its level, its id."""

    shaped: Mask
    graded: Mask
    known: Mask
    grade: Numbers

    @property
    def right(self) -> Mask:
        """Shaped, and the grade known or blank."""
        return self.shaped & (self.known | ~self.graded)


def class_of(types: npt.NDArray[np.uint8]) -> npt.NDArray[np.int8]:
    """The content of a block, by the byte of its result type."""
    import numpy as np

    table = np.full(256, NONE, dtype=np.int8)
    for letter in TYPES:
        table[letter] = _CLASS[bytes([letter])]
    return table[types]


def judge(grid: Grid, start: int, classes: npt.NDArray[np.int8], options: Options, quick: bool = False) -> Judged:
    """What the twelve columns from `start` are as a block of grades. `quick`: no grade is looked up where most have not the shape."""
    import numpy as np

    cut = cells(grid, start, BLOCK)
    shaped, graded, known = (np.zeros(len(cut), dtype=bool) for _ in range(3))
    grade = np.zeros(len(cut), dtype=np.int64)
    for kind in np.unique(classes[classes != NONE]).tolist():
        at = np.flatnonzero(classes == kind)
        some = slice(None) if len(at) == len(cut) else at
        judged = (_pairs if kind == GRADES else _scored)(cut[some], options.at(some), kind, quick)
        shaped[some], graded[some], known[some] = judged.shaped, judged.graded, judged.known
        grade[some] = judged.grade * 4 + kind
    return Judged(shaped, graded, known, grade)


def _pairs(cut: Grid, options: Options, kind: int, quick: bool) -> Judged:
    import numpy as np

    pairs = [_pair(cut, at) for at in (0, 2, 4, 6)]
    first, second, one, two = (~blank for _, blank in pairs)
    shaped = np.logical_and.reduce([well for well, _ in pairs]) & ~(second & ~first)
    shaped &= _flags(cut[:, 8:12])
    shaped &= ~(second & (options.pair == 0)) & ~(one & (options.first_endorsed == 0)) & ~(two & (options.second_endorsed == 0))
    none = (cut[:, 1] == BLANK) & ((cut[:, 0] == ord(NO_RESULT)) | (cut[:, 0] == ord(PENDING)))
    shaped &= ~(first & ~second & ~none & (options.pair == 1))
    if 2 * int((shaped & first).sum()) < len(cut) * quick:
        return Judged(shaped, first, none, np.zeros(len(cut), dtype=np.int64))
    known, grade = _on_ladder(cut[:, :4], options)
    if (one | two).any():
        endorsed, _ = _on_ladder(cut[:, 4:8], _any(options), apart=True)
        shaped &= endorsed | ~(one | two)
    return Judged(shaped, first, known | none, grade)


def _scored(cut: Grid, options: Options, kind: int, quick: bool) -> Judged:
    import numpy as np

    length = _GRADE_AT[kind]
    well, blank = _pair(cut, length)
    score = cut[:, :length]
    digit, space = (score >= 48) & (score <= 57), score == BLANK
    gap = (digit[:, :-1] & space[:, 1:]).any(axis=1)
    number = np.where(digit, score - 48, 0).astype(np.int64) @ (10 ** np.arange(length - 1, -1, -1))
    none = (cut[:, length + 1] == BLANK) & ((cut[:, length] == ord(NO_RESULT)) | (cut[:, length] == ord(PENDING)))
    some = digit.any(axis=1)
    shaped = well & (digit | space).all(axis=1) & ~gap & (some | blank | none) & ((options.most < 0) | (number <= options.most))
    rest = cut[:, length + 2 :]
    if kind == SCORE_3:
        shaped &= (rest[:, :3] == BLANK).all(axis=1) & _flags(rest[:, 3:])
    else:
        shaped &= (rest[:, :4] == BLANK).all(axis=1) & _flags(rest[:, 4:5]) & (rest[:, 5] == BLANK)
    if 2 * int((shaped & ~blank).sum()) < len(cut) * quick:
        return Judged(shaped, ~blank, none, np.zeros(len(cut), dtype=np.int64))
    known, grade = _on_ladder(cut[:, length : length + 2], options)
    return Judged(shaped, ~blank, known | none, grade)


def _pair(cut: Grid, at: int) -> tuple[Mask, Mask]:
    """Whether two characters are a grade pushed to the left, or blank; and whether they are blank."""
    one, two = cut[:, at], cut[:, at + 1]
    table = _grade_characters()
    blank = (one == BLANK) & (two == BLANK)
    return blank | (table[one] & (table[two] | (two == BLANK))), blank


@cache
def _grade_characters() -> Mask:
    import numpy as np

    table = np.zeros(256, dtype=bool)
    table[[*range(48, 58), *range(65, 91), *range(97, 123), ord("*")]] = True
    return table


def _flags(cut: Grid) -> Mask:
    """Whether flags are blank or a character that is no digit, the same one in every record that has one."""
    import numpy as np

    filled = cut != BLANK
    common = [int(np.bincount(column[there]).argmax()) if there.any() else BLANK for column, there in zip(cut.T, filled.T, strict=True)]
    one = (cut == np.array(common, dtype=np.uint8)) & ((cut < 48) | (cut > 57))
    well: Mask = (one | ~filled).all(axis=1)
    return well


def _any(options: Options) -> Options:
    """Options that may have the grades of any level: for endorsements."""
    import numpy as np

    every = frozenset().union(*options.allowed)
    return Options(
        np.zeros_like(options.level), [every], options.pair, options.first_endorsed, options.second_endorsed, options.most
    )  # fmt: skip


def _on_ladder(cut: Grid, options: Options, apart: bool = False) -> tuple[Mask, Numbers]:
    """Whether the one or two grades of two characters each are of their level; and a number for what they are.

    `apart`: each must be by itself, or blank.
    """
    import numpy as np
    import pandas as pd

    ids, values = pd.factorize(packed(cut) + (options.level.astype(np.uint64) << np.uint64(40)))
    known = np.zeros(len(values), dtype=bool)
    for n, value in enumerate(values.tolist()):
        raw = int(value).to_bytes(8, "little")
        level = raw[5] + 256 * raw[6]
        parts = [raw[at : at + 2].decode("cp1252", "replace").strip() for at in (0, 2) if at < cut.shape[1]]
        spelled = options.allowed[level]
        each = all(part in spelled for part in parts if part)
        known[n] = each if apart else any(part for part in parts) and (each or _joined(*parts) in spelled)
    return known[ids], np.asarray(pd.factorize(packed(cut))[0]).astype(np.int64)


def _joined(first: str, second: str = "") -> str:
    """Two grades of a double award as one: 9-8, U-U, A*A; a single grade as it is."""
    both = first + second
    return f"{first}-{second}" if second and (both.isdecimal() or both == "UU") else both


@dataclass(frozen=True)
class Grades:
    """What the block says, per record, as text: grade, endorsement, score, and the flag characters that are not blank."""

    grade: Text
    endorsement: Text
    score: Text
    flags: Text


def read(grid: Grid, start: int, classes: npt.NDArray[np.int8]) -> Grades:
    """The grades of every record, from blocks that have the shape of their kind."""
    import numpy as np

    out = Grades(*(filled(len(grid)) for _ in range(4)))
    for kind in np.unique(classes[classes != NONE]).tolist():
        at = np.flatnonzero(classes == kind)
        cut = cells(grid, start, BLOCK)[at]
        if kind == GRADES:
            out.grade[at] = mapped(_texts(cut, 0, 4), lambda text: _joined(text[:2].strip(), text[2:].strip()))
            out.endorsement[at] = mapped(_texts(cut, 4, 4), lambda text: "; ".join(filter(None, (text[:2].strip(), text[2:].strip()))))
            out.flags[at] = mapped(_texts(cut, 8, 4), lambda text: text.replace(" ", ""))
            continue
        length = _GRADE_AT[kind]
        out.score[at] = mapped(texts(cut, 1, length), lambda text: str(int(text)) if text.isdecimal() else text)
        out.grade[at] = texts(cut, length + 1, 2)
        out.flags[at] = mapped(_texts(cut, 8, 4), lambda text: text.replace(" ", ""))
    return out


def _texts(cut: Grid, start: int, length: int) -> Text:
    """Columns as text with their spaces."""
    import numpy as np
    import pandas as pd

    ids, values = pd.factorize(packed(cut[:, start : start + length]))
    out = np.empty(len(values), dtype=object)
    out[:] = [int(value).to_bytes(8, "little")[:length].decode("cp1252", "replace") for value in values]
    made: Text = out[ids]
    return made
