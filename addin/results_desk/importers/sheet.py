"""A file as a grid of text: sheets, the rows above and below a heading row, and row numbers as a spreadsheet shows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from results_desk.errors import DeskError
from results_desk.importers import headings as named
from results_desk.importers.edi_known import Known
from results_desk.importers.headings import Heading

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from results_desk.importers.edi_file import EdiFile

    Text = npt.NDArray[np.object_]
    """One column: a text per row, never missing."""
    Mask = npt.NDArray[np.bool_]
    Numbers = npt.NDArray[np.int64]
else:
    Text = Mask = Numbers = object

Columns = Mapping[str, Text | str]
"""Columns by name, each a text per row or one text for all rows."""

HEAD_ROWS = 60
"""Headings are looked for in this many rows: what stands above them is preamble."""
MAX_COLUMNS = 1_000
MAX_CELLS = 30_000_000
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
"""Characters that no spreadsheet cell may hold."""


@dataclass(frozen=True)
class Head:
    """The first rows of a sheet, split one way. `delimiter` is blank for a workbook."""

    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ""

    @cached_property
    def folded(self) -> tuple[frozenset[str], ...]:
        """The cells of each row, folded: every importer looks through them."""
        return tuple(frozenset(map(named.folded_cell, row)) for row in self.rows)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or a text file (named by the file, without its ending).

    `heads` are the ways its first rows can be split, the likeliest first. `below(head, index)` gives the rows under
    `head.rows[index]` as a frame of text, unstripped: columns 0, 1, 2 ..., and as its index the row as a spreadsheet shows it.
    `dates` holds (row, column position) of the cells that were dates in the workbook: their text is ISO. `unprintable` says
    that some cell holds a character that no spreadsheet cell may hold.
    """

    name: str
    heads: tuple[Head, ...]
    below: Callable[[Head, int], pd.DataFrame]
    dates: frozenset[tuple[int, int]] = frozenset()
    unprintable: bool = False

    def place(self, headings: Sequence[Heading]) -> tuple[Head, int] | None:
        """Where the first row is that has what these headings need, or None."""
        groups = named.needed(headings)
        for head in self.heads:
            for index, cells in enumerate(head.folded):
                if not any(map(cells.isdisjoint, groups)):
                    return head, index
        return None

    def heading_row(self, headings: Sequence[Heading]) -> tuple[str, ...]:
        """The row that has most of these headings; empty when none has two of them."""
        rows = [cells for head in self.heads for cells in head.rows]
        best = max(rows, key=lambda cells: len(named.find(headings, cells)), default=())
        return best if len(named.find(headings, best)) >= 2 else ()

    @property
    def blank(self) -> bool:
        """Whether nothing is in the first rows."""
        return not any(cell.strip() for head in self.heads for cells in head.rows for cell in cells)


@dataclass(frozen=True)
class Table:
    """The rows of a sheet below its headings. `at` says which column holds a field; `row` numbers the rows."""

    sheet: Sheet
    headings: tuple[str, ...]
    at: Mapping[str, int]
    frame: pd.DataFrame
    _columns: dict[int, Text] = field(default_factory=dict, compare=False, repr=False)

    def column(self, position: int) -> Text:
        """A column as text, whitespace around each value removed and nothing else changed."""
        import numpy as np

        if position not in self._columns:
            values = self.frame[position].to_numpy()
            if any(text != text.strip() for text in set(values.tolist())):
                stripped = np.empty(len(values), dtype=object)
                stripped[:] = list(map(str.strip, values))
                values = stripped
            self._columns[position] = values
        return self._columns[position]


@dataclass(frozen=True)
class Source:
    """One file, opened: its sheets as text, and the heading profiles of the desk (rows Profile, Field, Heading).

    An awarding body's EDI file has no sheets: it is `edi`, read by what the desk knows.
    """

    path: Path
    sheets: tuple[Sheet, ...]
    profiles: tuple[Mapping[str, str], ...] = field(default=())
    edi: EdiFile | None = None
    known: Known = field(default_factory=Known)

    @property
    def file(self) -> str:
        """The file's name, without its folder."""
        return self.path.name

    def has(self, headings: Sequence[Heading]) -> bool:
        """Whether a sheet has a row with the headings needed."""
        return any(sheet.place(headings) for sheet in self.sheets)

    def tables(self, headings: Sequence[Heading]) -> list[Table]:
        """The sheets that have the headings needed, read. DeskError when a column to be read stands there twice."""
        return [table for sheet in self.sheets if (table := self.table(sheet, headings))]

    def table(self, sheet: Sheet, headings: Sequence[Heading]) -> Table | None:
        """One sheet, read below its headings; None when it has not what they need."""
        place = sheet.place(headings)
        if place is None:
            return None
        head, index = place
        cells = tuple(cell.strip() for cell in head.rows[index])
        at = named.find(headings, cells)
        twice = named.repeated(at, cells)
        if twice:
            raise DeskError(f"{self.file} has more than one column headed {' and '.join(twice)}: remove the one that is not wanted.")
        return Table(sheet, cells, at, sheet.below(head, index))
