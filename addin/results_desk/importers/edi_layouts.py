"""Where the fields of an EDI record stand: `reference/edi_layouts.csv`, and texts cut out of a grid of bytes by it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from results_desk import reference

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from results_desk.importers.sheet import Text

    Grid = npt.NDArray[np.uint8]

KNOWN_VERSIONS = tuple(dict.fromkeys(row["version"] for row in reference.rows("edi_layouts")))
"""Versions of the format of which any layout is known."""


@cache
def places(record: str) -> dict[str, tuple[int, int]]:
    """Field -> first column (from 1) and length, for the fields of a record whose place is known."""
    rows = [row for row in reference.rows("edi_layouts") if row["record"] == record and row["start"]]
    return {row["field"]: (int(row["start"]), int(row["length"])) for row in rows}


@cache
def length_of(record: str, field: str) -> int:
    """How many characters a field has, also where its place is not known."""
    return next(int(row["length"]) for row in reference.rows("edi_layouts") if (row["record"], row["field"]) == (record, field))


def one_text(row: Grid, record: str, field: str) -> str:
    """A field of one line, without the spaces around it."""
    start, length = places(record)[field]
    return row[start - 1 : start - 1 + length].tobytes().decode("cp1252", "replace").strip()


def field(grid: Grid, record: str, name: str) -> Text:
    """A field of every line, without the spaces around it."""
    return texts(grid, *places(record)[name])


def texts(grid: Grid, start: int, length: int) -> Text:
    """The columns from `start` (from 1) of every line as text, without the spaces around it; blank beyond the end of the lines."""
    import numpy as np
    import pandas as pd

    cut = cells(grid, start, length)
    packed = np.zeros((len(cut), -(-length // 8) * 8), dtype=np.uint8)
    packed[:, :length] = cut
    words = packed.view(np.uint64)
    keys = words[:, 0] if words.shape[1] == 1 else np.ascontiguousarray(words).view(f"S{8 * words.shape[1]}").ravel().astype(object)
    codes, values = pd.factorize(keys)
    raw = [value if isinstance(value, bytes) else int(value).to_bytes(8, "little") for value in values]
    out = np.empty(len(raw), dtype=object)
    out[:] = [text.rstrip(b"\x00").decode("cp1252", "replace").strip() for text in raw]
    made: Text = out[codes]
    return made


def cells(grid: Grid, start: int, length: int) -> Grid:
    """The columns from `start` (from 1) of every line; spaces beyond the end of the lines."""
    import numpy as np

    cut = grid[:, start - 1 : start - 1 + length]
    if cut.shape[1] == length:
        return cut
    wide = np.full((len(grid), length), 32, dtype=np.uint8)
    wide[:, : cut.shape[1]] = cut
    return wide
