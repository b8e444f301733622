"""Whose an EDI results record is: where UCI, ULN and candidate number stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.importers import edi_find as find
from results_desk.importers.edi_find import Column
from results_desk.importers.edi_known import AGAIN, Uncertain
from results_desk.importers.edi_layouts import cells, texts

if TYPE_CHECKING:
    from results_desk.importers.edi_view import View
    from results_desk.importers.sheet import Mask, Numbers, Text

_FEWEST_ULNS = 8
_KNOWN = 0.9


@dataclass(frozen=True)
class People:
    """The columns of the UCI, and of ULN and candidate number where they were found; each list holds the same in every record."""

    ucis: tuple[Column, ...]
    ulns: tuple[Column, ...]
    numbers: tuple[Column, ...]
    centres: tuple[Column, ...]
    ids: Numbers
    distinct: int
    told: tuple[str, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All of them, and where the centre's number stands: no other field stands there."""
        centres = [column for column in self.centres if not column.overlaps(*self.ucis)]
        return (*self.ucis[:1], *self.ulns[:1], *centres)

    def evidence(self) -> tuple[str, ...]:
        """What speaks for them."""
        return self.told


def people_of(view: View, starts: Mapping[str, Sequence[int]]) -> People:
    """Find them. Uncertain when no column holds UCIs, or two hold different ones."""
    given = starts.get("uci")
    every = [find.uci_at(view.grid, at) for at in given or find.uci_starts(view.grid)]
    found = [column for column in every if given or find.fits(column.right, column.blank)]
    if not found:
        raise Uncertain("no columns hold UCIs with right check letters in nearly all records")
    if given and not _mostly(find.uci_shaped(view.grid, found[0].start) | found[0].blank):
        raise Uncertain(f"no UCIs stand at {_span(found[0])}, where the confirmed layout has them", (), AGAIN)
    groups = find.same(view.grid, found)
    if len(groups) > 1 or any(column.right.mean() > find.NEAR for column in every if column not in found):
        groups = [group for group in groups if _share_known(view, group[0]) > _KNOWN]
    if len(groups) != 1:
        shown = " or ".join(_span(column) for column in every)
        raise Uncertain("two columns hold UCIs that differ, and this desk has not those of one of them only", [f"UCI may be at {shown}"])
    ucis = groups[0]
    ids = find.ids_of(cells(view.grid, ucis[0].start, find.UCI))
    right = ucis[0].right
    ulns = _ulns(view, ucis, ids, starts)
    numbers = _numbers(view, [*ucis, *ulns], starts)
    told = [f"UCI at {_shown(ucis)}: {int(right.sum())} of {len(right)} check letters right{_blank(ucis[0].blank)}"]
    if ulns:
        told.append(f"ULN at {_shown(ulns)}: {int(ulns[0].right.sum())} of {len(right)} check digits right{_blank(ulns[0].blank)}")
    if numbers:
        told.append(f"Candidate number at {_shown(numbers)}: {int(numbers[0].right.sum())} as this desk has them")
    return People(tuple(ucis), tuple(ulns), tuple(numbers), view.centre_columns, ids, len(set(ids[right].tolist())), tuple(told))


def _ulns(view: View, ucis: Sequence[Column], ids: Numbers, starts: Mapping[str, Sequence[int]]) -> list[Column]:
    """The columns of the ULN, or none: of a ULN that cannot be told for certain nothing depends, because the UCI comes first."""
    import numpy as np

    if starts:
        return [find.uln_at(view.grid, at) for at in starts.get("uln", ())]
    found = [column for column in find.ulns(view.grid, find.digit_starts(view.grid, find.ULN)) if not column.overlaps(*ucis)]
    kept = []
    for column in found:
        whose = find.ids_of(cells(view.grid, column.start, find.ULN))[column.right]
        several = len(set(whose.tolist()))
        pairs = len(np.unique(ids[column.right].astype(np.int64) * (int(whose.max(initial=0)) + 1) + whose))
        if several >= _FEWEST_ULNS and pairs == several:
            kept.append(column)
    groups = find.same(view.grid, kept)
    return groups[0] if len(groups) == 1 else []


def _numbers(view: View, taken: Sequence[Column], starts: Mapping[str, Sequence[int]]) -> list[Column]:
    """The columns of the candidate number, which must be what the desk has for every UCI it has; none where that is not certain."""
    import numpy as np

    ucis = texts(view.grid, taken[0].start, find.UCI)
    wanted = np.array([view.known.numbers.get(text, "") for text in ucis], dtype=object)
    known = wanted != ""
    if starts:
        places = [at for at in starts.get("candidate_number", ())]
    elif int(known.sum()) < 20 or len(set(wanted[known])) < _FEWEST_ULNS:
        return []
    else:
        some = find.sampled(view.grid[known], find._GLANCE)
        of = find.sampled(wanted[known][:, None], find._GLANCE)[:, 0]
        rows = [(row.tobytes(), number.encode("ascii", "replace")) for row, number in zip(some, of, strict=True)]
        last = view.grid.shape[1] - find.NUMBER + 1
        places = [at + 1 for at in range(2, last) if sum(row[at : at + 4] == number for row, number in rows) > 0.8 * len(rows)]
    found = []
    for at in places:
        right = known & (texts(view.grid, at, find.NUMBER) == wanted)
        column = Column(at, find.NUMBER, right, (cells(view.grid, at, find.NUMBER) == find.BLANK).all(axis=1))
        if starts or (not column.overlaps(*taken) and not (known & ~right).any()):
            found.append(column)
    groups = find.same(view.grid, found)
    return groups[0] if len(groups) == 1 else []


def _share_known(view: View, column: Column) -> float:
    ucis: Text = texts(view.grid, column.start, find.UCI)
    return sum(text in view.known.numbers for text in ucis) / len(ucis)


def _mostly(mask: Mask) -> bool:
    return bool(10 * int(mask.sum()) >= 9 * len(mask))


def _span(column: Column) -> str:
    return f"{column.start}-{column.start + column.length - 1}"


def _shown(columns: Sequence[Column]) -> str:
    return " or ".join(map(_span, columns))


def _blank(blank: Mask) -> str:
    return f"; {int(blank.sum())} blank" if blank.any() else ""
