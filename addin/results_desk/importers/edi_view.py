"""The records of one EDI results file beside what the desk knows of that awarding body's options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from results_desk.importers import edi_find as find
from results_desk.importers import edi_grades as blocks
from results_desk.importers.edi_known import Known, Option
from results_desk.importers.edi_layouts import cells

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from results_desk.importers.edi_grades import Options
    from results_desk.importers.sheet import Numbers

    Grid = npt.NDArray[np.uint8]


@dataclass
class View:
    """The detail records of a file, and whose they are."""

    grid: Grid
    body: str
    known: Known

    def __post_init__(self) -> None:
        """Nothing has been asked yet."""
        self._asked: dict[bytes, tuple[Options, npt.NDArray[np.uint8]]] = {}

    @cached_property
    def options(self) -> dict[str, Option]:
        """The options of the awarding body by code: from basedata, and from the entries, which say the level where basedata does not."""
        levels = self.known.entries.get(self.body, {})
        entered = {code: Option(code, level=level) for code, level in levels.items()}
        told = self.known.options.get(self.body, {})
        return entered | {code: option if option.level else replace(option, level=levels.get(code, "")) for code, option in told.items()}

    @cached_property
    def codes(self) -> frozenset[bytes]:
        """Every option code that is known, padded to six characters."""
        return frozenset(padded for code in self.options if len(padded := code.encode("ascii", "replace").ljust(find.CODE)) == find.CODE)

    @cached_property
    def centre_columns(self) -> tuple[find.Column, ...]:
        """Where the centre's number stands in every record: no field that is looked for stands there."""
        first, columns = self.grid[0].tobytes(), []
        for number in (text.encode("ascii", "replace") for text in self.known.centre_numbers):
            at = first.find(number, 2)
            while at >= 0:
                here = (cells(self.grid, at + 1, len(number)) == list(number)).all(axis=1)
                columns += [find.Column(at + 1, len(number), here, ~here)] if here.all() else []
                at = first.find(number, at + 1)
        return tuple(columns)

    def column(self, start: int) -> Grid:
        """One column of bytes."""
        return cells(self.grid, start, 1)[:, 0]

    def options_of(self, codes: npt.NDArray[np.uint64]) -> Options:
        """What the option of each record says of its grades."""
        return self._of(codes)[0]

    def types_agree(self, codes: npt.NDArray[np.uint64], at: int) -> bool:
        """Whether a column is the result type that basedata gives the options, in nearly all records of which it says one."""
        _, wanted = self._of(codes)
        told = wanted != 0
        return int((self.column(at)[told] != wanted[told]).sum()) <= find.allowed(int(told.sum()))

    def type_wrong(self, codes: npt.NDArray[np.uint64], at: int) -> npt.NDArray[np.bool_]:
        """Which records have another result type than basedata, or none that there is."""
        _, wanted = self._of(codes)
        types = self.column(at)
        wrong: npt.NDArray[np.bool_] = (blocks.class_of(types) == blocks.NONE) | ((wanted != 0) & (types != wanted))
        return wrong

    def type_evidence(self, codes: npt.NDArray[np.uint64], starts: Sequence[int]) -> str:
        """What speaks for the column of the result type."""
        _, wanted = self._of(codes)
        told = wanted != 0
        where = " or ".join(map(str, starts))
        if not told.any():
            return f"Result type at {where}: basedata says none of any option, so it was not compared"
        same = int((self.column(starts[0])[told] == wanted[told]).sum())
        return f"Result type at {where}: {same} of {int(told.sum())} as in basedata"

    def block_starts(self, classes: npt.NDArray[np.int8], options: Options, near: bool = False) -> list[int]:
        """Columns at which some of the records have blocks of grades; all are judged afterwards. `near`: also where few do."""
        step = max(1, len(self.grid) // 100)
        some = self.grid[::step]
        last = self.grid.shape[1] - find.BLOCK + 2
        few, of_few = classes[::step], options.at(slice(None, None, step))
        found = []
        for start in _may_be_grades(some, range(3, max(last, 4))):
            judged = blocks.judge(some, start, few, of_few, quick=True)
            share = (judged.shaped & judged.graded & (judged.known | near)).mean()
            if share > (0.6 if near else 0.7):
                found.append(start)
        return found

    def _of(self, codes: npt.NDArray[np.uint64]) -> tuple[Options, npt.NDArray[np.uint8]]:
        key = codes.tobytes()
        if key not in self._asked:
            self._asked[key] = self._looked_up(codes)
        return self._asked[key]

    def _looked_up(self, codes: npt.NDArray[np.uint64]) -> tuple[Options, npt.NDArray[np.uint8]]:
        import numpy as np
        import pandas as pd

        ids, values = pd.factorize(codes)
        told = [self.options.get(int(value).to_bytes(8, "little").rstrip(b"\0 ").decode("cp1252", "replace")) for value in values]
        levels = list(dict.fromkeys(["", *(option.level for option in told if option)]))
        index = {level: number for number, level in enumerate(levels)}
        allowed = [self.known.grades.get(level) or self.known.grades.get("", frozenset()) for level in levels]

        def column(of: Sequence[int]) -> Numbers:
            return np.array(of, dtype=np.int64)[ids]

        def has(set_: int) -> Numbers:
            return column([-1 if option is None or not option.result_type else int(bool(option.gradesets[set_])) for option in told])

        options = blocks.Options(
            column([index[option.level] if option else 0 for option in told]), allowed, has(1), has(2), has(3),
            column([int(option.max_mark) if option and option.max_mark.isdecimal() and int(option.max_mark) else -1 for option in told]),
        )  # fmt: skip
        wanted = np.array([ord(option.result_type) if option and option.result_type else 0 for option in told], dtype=np.uint8)[ids]
        return options, wanted


def _may_be_grades(some: Grid, starts: Iterable[int]) -> list[int]:
    """Where something stands in most of the records, and the last flag is blank in most."""
    blank = some == find.BLANK
    share = blank.mean(axis=0)
    last = some.shape[1] - 1
    filled = [start for start in starts if blank[:, start - 1 : start + 4].all(axis=1).mean() < 0.4]
    return [start for start in filled if share[min(start + 10, last)] > 0.5]
