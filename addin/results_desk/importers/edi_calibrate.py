"""Where the fields of an awarding body's results records stand, found from the file itself: one answer that holds, or none.

Nothing is assumed of the columns. The UCI is found by its check letter, the ULN by its check digit, option codes by basedata and
entries, the result type by basedata, the grades by the grades of their level. What fits twice is kept twice as long as both say
the same of every record of the file; as soon as two answers would import different rows, the file is not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from results_desk.importers import edi_find as find
from results_desk.importers import edi_grades as blocks
from results_desk.importers.edi_codes import Pair, pairs_of
from results_desk.importers.edi_find import Column
from results_desk.importers.edi_known import AGAIN, BASEDATA, Layout, Uncertain
from results_desk.importers.edi_layouts import cells
from results_desk.importers.edi_people import People, people_of
from results_desk.importers.edi_view import View

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from results_desk.importers.edi_grades import Judged
    from results_desk.importers.sheet import Numbers

FEWEST, FEWEST_PEOPLE, FEWEST_GRADES = 20, 8, 3
"""Below this many records, candidates and different grades a file says too little to find a layout from it alone."""
_MOST = 20_000


@dataclass(frozen=True)
class Answer:
    """A layout that holds for a file: where to read, everything that fits just as well, and what speaks for it."""

    people: People
    codes: Pair
    type_at: int
    classes: npt.NDArray[np.int8]
    grades_at: int
    judged: Judged
    starts: Mapping[str, tuple[int, ...]]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class _Whole:
    """One way to read all fields; `rows` is the same for two that import the same rows."""

    pair: Pair
    type_at: int
    grades_at: int
    classes: npt.NDArray[np.int8]
    judged: Judged


def calibrate(view: View, confirmed: Layout | None = None) -> Answer:
    """The one layout that holds for nearly all records. Uncertain when there is none, several, or too little to tell.

    With a confirmed layout only its columns are looked at, and one record is enough.
    """
    starts = confirmed.starts if confirmed else {}
    if not confirmed:
        _refuse_too_few(view)
    people = people_of(view, starts)
    pairs = pairs_of(view, people, starts)
    wholes = _wholes(view, people, pairs, starts, bool(confirmed))
    if not wholes:
        raise Uncertain(*_none(view, people, pairs, starts), AGAIN if confirmed else "")
    groups = _alike(view, wholes)
    evidence = [*people.evidence(), *pairs[0].evidence()]
    if len(groups) > 1:
        several = sorted({f"{_span(one.grades_at, find.BLOCK)} with the result type at {one.type_at}" for one in wholes})
        raise Uncertain("two layouts fit that would import different rows", [*evidence, f"Grades may be at {' or '.join(several[:6])}"])
    group = groups[0]
    if not confirmed:
        _refuse_unsure(view, people, group[0])
        _refuse_near(view, people, group)
    return _answer(view, people, group)


def _refuse_too_few(view: View) -> None:
    if len(view.grid) < FEWEST:
        raise Uncertain(f"it has {len(view.grid)} records, and a layout can be told from {FEWEST} or more")
    if not view.codes:
        raise Uncertain(f"no option code of {view.body} is known", (), BASEDATA)


def _wholes(
    view: View, people: People, pairs: Sequence[Pair], starts: Mapping[str, tuple[int, ...]], confirmed: bool
) -> list[_Whole]:  # fmt: skip
    """Every way to read code, result type and grades that fits, no field over another. All pairs give the same codes."""
    codes = pairs[0].codes
    options, made = view.options_of(codes), []
    for classes, types_at in _by_content(view, codes, starts):
        for start in starts.get("grades") or view.block_starts(classes, options):
            if _over(start, find.BLOCK, people.columns):
                continue
            judged = blocks.judge(view.grid, start, classes, options)
            if _holds(judged, confirmed):
                made += [
                    _Whole(pair, at, start, classes, judged)
                    for pair, at in product(pairs, types_at)
                    if not _over(start, find.BLOCK, (pair.entry, pair.result)) and not start <= at < start + find.BLOCK
                    and not _over(at, 1, (*people.columns, pair.entry, pair.result))
                ]  # fmt: skip
    return made[:_MOST]


def _by_content(
    view: View, codes: npt.NDArray[np.uint64], starts: Mapping[str, tuple[int, ...]]
) -> list[tuple[npt.NDArray[np.int8], list[int]]]:  # fmt: skip
    """The columns that may be the result type, together where they call for the same content in every record."""
    groups: dict[bytes, tuple[npt.NDArray[np.int8], list[int]]] = {}
    for at in starts.get("result_type") or find.types(view.grid):
        if view.types_agree(codes, at):
            classes = blocks.class_of(view.column(at))
            groups.setdefault(classes.tobytes(), (classes, []))[1].append(at)
    return list(groups.values())


def _over(start: int, length: int, taken: Sequence[Column]) -> bool:
    import numpy as np

    none = np.zeros(0, dtype=bool)
    return Column(start, length, none, none).overlaps(*taken)


def _holds(judged: Judged, confirmed: bool) -> bool:
    """Whether the block has its shape and a grade of its level in nearly all records. A grade may be blank in one of ten."""
    n = len(judged.shaped)
    if confirmed:
        return bool(2 * judged.shaped.sum() > n)
    odd = int((~judged.right).sum())
    return odd <= find.allowed(n) and 10 * int((~judged.graded).sum()) <= n


def _alike(view: View, wholes: Sequence[_Whole]) -> list[list[_Whole]]:
    """In groups that import the same rows: same codes, same kind of content, same grades in the same records."""
    groups: list[list[_Whole]] = []
    for whole in wholes:
        for group in groups:
            if _same_rows(view, group[0], whole):
                group.append(whole)
                break
        else:
            groups.append([whole])
    return groups


def _same_rows(view: View, one: _Whole, other: _Whole) -> bool:
    import numpy as np

    blocks_same = one.grades_at == other.grades_at or np.array_equal(
        cells(view.grid, one.grades_at, find.BLOCK), cells(view.grid, other.grades_at, find.BLOCK)
    )
    return bool(blocks_same and np.array_equal(one.classes, other.classes))


def _refuse_unsure(view: View, people: People, whole: _Whole) -> None:
    """Uncertain where the grades might be something else of the candidate or of the option: they must differ within both."""
    judged = whole.judged
    graded = judged.graded & judged.shaped
    grades, who, what = judged.grade[graded], people.ids[graded], whole.pair.ids[graded]
    different = len(set(grades.tolist()))
    if different < FEWEST_GRADES:
        raise Uncertain(f"its records have {different} different grades, and a layout can be told from {FEWEST_GRADES} or more")
    if _pairs(what, grades) - _pairs(what) < 2:
        raise Uncertain("the grades never differ between candidates of one option, so they may be something else")
    several = len(who) - _pairs(who)
    if _pairs(who, grades) - _pairs(who) < 2 and (several or different < FEWEST_GRADES + 1):
        raise Uncertain("the grades never differ between the options of one candidate, so they may be something else")
    if people.distinct < FEWEST_PEOPLE:
        raise Uncertain(f"it is about {people.distinct} candidates, and a layout can be told from {FEWEST_PEOPLE} or more")


def _pairs(*columns: Numbers) -> int:
    import numpy as np

    whole = columns[0].astype(np.int64)
    for column in columns[1:]:
        whole = whole * (int(column.max(initial=0)) + 1) + column
    return len(np.unique(whole))


def _refuse_near(view: View, people: People, group: Sequence[_Whole]) -> None:
    """Uncertain where other columns might be the grades too, if not in nearly all records."""
    best = group[0]
    options = view.options_of(best.pair.codes)
    for start in view.block_starts(best.classes, options, near=True):
        if start in {one.grades_at for one in group} or _over(start, find.BLOCK, (*people.columns, best.pair.entry, best.pair.result)):
            continue
        judged = blocks.judge(view.grid, start, best.classes, options)
        shaped, known = int((judged.shaped & judged.graded).sum()), int((judged.right & judged.graded).sum())
        different = len(set(judged.grade[judged.graded].tolist()))
        if 10 * shaped > 8 * len(judged.shaped) and known > find.NEAR * shaped and different >= FEWEST_GRADES:
            raise Uncertain(
                "other columns may be the grades too",
                [f"Grades may be at {_span(best.grades_at, find.BLOCK)} or at {_span(start, find.BLOCK)} ({known} of {shaped} fit)"],
            )


def _none(view: View, people: People, pairs: Sequence[Pair], starts: Mapping[str, tuple[int, ...]]) -> tuple[str, list[str]]:
    """Why no whole layout fits, with what did fit."""
    evidence = [*people.evidence(), *pairs[0].evidence()]
    type_starts = starts.get("result_type") or find.types(view.grid)
    taken = (*people.columns, pairs[0].entry, pairs[0].result)
    agreeing = [at for at in type_starts if not _over(at, 1, taken) and view.types_agree(pairs[0].codes, at)]
    if not agreeing:
        return "no column holds the result type that basedata gives the options", evidence
    shown = ", ".join(map(str, agreeing[:8]))
    return "no columns hold grades of the options' levels", [*evidence, f"Result type may be at {shown}"]


def _answer(view: View, people: People, group: Sequence[_Whole]) -> Answer:
    best = group[0]
    pairs = {(one.pair.entry.start, one.pair.result.start) for one in group}
    ordered = sorted(pairs)
    starts = {
        "uci": tuple(column.start for column in people.ucis),
        "uln": tuple(column.start for column in people.ulns),
        "candidate_number": tuple(column.start for column in people.numbers),
        "entry_code": tuple(one for one, _ in ordered), "result_code": tuple(other for _, other in ordered),
        "result_type": tuple(sorted({one.type_at for one in group})),
        "grades": tuple(sorted({one.grades_at for one in group})),
    }  # fmt: skip
    evidence = [*people.evidence(), *best.pair.evidence(), view.type_evidence(best.pair.codes, starts["result_type"])]
    evidence.append(_grades_evidence(best.judged, starts["grades"]))
    return Answer(people, best.pair, best.type_at, best.classes, best.grades_at, best.judged, starts, tuple(evidence))


def _grades_evidence(judged: Judged, starts: Sequence[int]) -> str:
    right, n = int((judged.right & judged.graded).sum()), len(judged.shaped)
    different = len(set(judged.grade[judged.graded].tolist()))
    blank = int((judged.shaped & ~judged.graded).sum())
    more = f"; {blank} blank" if blank else ""
    where = " or ".join(_span(start, find.BLOCK) for start in starts)
    return f"Grades at {where}: {right} of {n} are grades of their level, {different} different{more}"


def _span(start: int, length: int) -> str:
    return f"{start}-{start + length - 1}"


__all__ = ["Answer", "Uncertain", "calibrate"]
