"""Which columns of an EDI results record are the option's entry code and result code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.importers import edi_find as find
from results_desk.importers.edi_find import Column
from results_desk.importers.edi_known import AGAIN, BASEDATA, TYPE_IT, Uncertain
from results_desk.importers.edi_layouts import cells, texts

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from results_desk.importers.edi_people import People
    from results_desk.importers.edi_view import View
    from results_desk.importers.sheet import Mask, Numbers

_DECISIVE = 2
"""So many records whose codes differ must be as the candidate was entered before the entries say which code is which."""


@dataclass(frozen=True)
class Pair:
    """Entry code and result code; `codes` is the one that counts: the entry code, or the result code where that is blank."""

    entry: Column
    result: Column
    codes: npt.NDArray[np.uint64]
    ids: Numbers

    def evidence(self) -> list[str]:
        """What speaks for them."""
        pairs = (("Entry code", self.entry), ("Result code", self.result))
        return [_told(name, column) for name, column in pairs]


def pairs_of(view: View, people: People, starts: Mapping[str, Sequence[int]]) -> list[Pair]:
    """The pairs that fit and give the same codes. Uncertain when none does, or some give other codes."""
    if starts:
        places = zip(starts["entry_code"], starts["result_code"], strict=True)
        asked = [(find.code_at(view.grid, one, view.codes), find.code_at(view.grid, other, view.codes)) for one, other in places]
        pairs = [_pair(view, one, other) for one, other in asked if _shaped(view, one, other)]
        if not pairs:
            raise Uncertain("no option codes stand where the confirmed layout has them", (), AGAIN)
        return _decided(view, people, pairs)
    found = find.codes(view.grid, find.code_starts(view.grid, view.codes), view.codes)
    found = [column for column in found if not column.overlaps(*people.columns)]
    good = [column for column in found if find.fits(column.right, column.blank)]
    if not good:
        why = f"no columns hold option codes of {view.body} in nearly all records"
        raise Uncertain(why, _near(found), BASEDATA)
    near = [column for column in found if column not in good and not column.overlaps(*good)]
    if near and len(good) < 2:
        raise Uncertain("a second column holds option codes, and too many of them are not known", _near(found), BASEDATA)
    both = [(one, other) for one in good for other in good if one is not other and not one.overlaps(other)]
    full = [(one, other) for one, other in both if int(other.blank.sum()) <= find.allowed(len(other.blank))]
    pairs = [_pair(view, one, other) for one, other in full] or [_pair(view, one, one) for one in good]
    return _decided(view, people, pairs)


def shaped(view: View, start: int) -> Mask:
    """Which records have at a column six characters that may be a code: pushed to the left, no gap; or nothing."""
    import numpy as np

    cut = cells(view.grid, start, find.CODE)
    filled = cut != find.BLANK
    well: Mask = ~(~filled[:, :-1] & filled[:, 1:]).any(axis=1)
    return np.asarray(well & ((cut >= 48) | (cut == find.BLANK) | (cut == 47) | (cut == 45)).all(axis=1))


def _shaped(view: View, one: Column, other: Column) -> bool:
    well = shaped(view, one.start) & shaped(view, other.start) & ~(one.blank & other.blank)
    return bool(10 * int(well.sum()) >= 9 * len(well))


def _pair(view: View, entry: Column, result: Column) -> Pair:
    import numpy as np
    import pandas as pd

    first, second = (find.packed(cells(view.grid, column.start, find.CODE)) for column in (entry, result))
    codes = np.where(entry.blank, second, first)
    return Pair(entry, result, codes, np.asarray(pd.factorize(codes)[0]))


def _decided(view: View, people: People, pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs that give the same codes; where two give others, those of which the entries of the desk say that they are right."""
    import numpy as np

    groups: list[list[Pair]] = []
    for pair in pairs:
        group = next((group for group in groups if np.array_equal(group[0].codes, pair.codes)), None)
        if group is None:
            groups.append([pair])
        else:
            group.append(pair)
    if len(groups) == 2:
        groups = _as_entered(view, people, groups) or groups
    if len(groups) == 1:
        return groups[0]
    shown = " or ".join(str(group[0].entry.start) for group in groups)
    evidence = [f"Entry code may be at {shown}: they differ in {int((groups[0][0].codes != groups[1][0].codes).sum())} records"]
    why = "two columns hold different option codes, and the entries of this desk do not say which is the entry code"
    raise Uncertain(why, evidence, TYPE_IT)


def _as_entered(view: View, people: People, groups: Sequence[list[Pair]]) -> list[list[Pair]]:
    """The group whose codes the candidates were entered for, wherever the two differ; empty when that is not certain."""
    import numpy as np

    one, other = groups[0][0], groups[1][0]
    at = np.flatnonzero(one.codes != other.codes)
    ucis = texts(view.grid[at], people.ucis[0].start, find.UCI)
    numbers = [view.known.numbers.get(text, "") for text in ucis]
    entered = view.known.entered.get(view.body, frozenset())
    hits = [0, 0]
    for place, number in zip(at.tolist(), numbers, strict=True):
        said = [(number, _text(pair.codes[place])) in entered for pair in (one, other)]
        if said[0] != said[1]:
            hits[said.index(True)] += 1
    for mine, theirs, group in ((hits[0], hits[1], groups[0]), (hits[1], hits[0], groups[1])):
        if mine >= _DECISIVE and theirs == 0:
            return [group]
    return []


def _text(code: np.uint64) -> str:
    return int(code).to_bytes(8, "little").rstrip(b"\0 ").decode("cp1252", "replace")


def _near(found: Sequence[Column]) -> list[str]:
    return [_told("Option code", column) for column in found[:4]]


def _told(name: str, column: Column) -> str:
    blank = f"; {int(column.blank.sum())} blank" if column.blank.any() else ""
    where = f"{column.start}-{column.start + column.length - 1}"
    return f"{name} at {where}: {int(column.right.sum())} of {len(column.right)} are known from basedata or entries{blank}"
