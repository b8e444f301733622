"""What is safe to know of an .xls file before it is read: that its parts are there, and how much room it says it needs.

The library that reads it takes as much memory as the file asks for, and ends the whole program where there is not as much.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from results_desk.importers.refuse import AGAIN, AS_XLSX, refusal

_MOST_ASKED_FOR = 5_000_000
"""Cells, or texts, that take memory because the file says so: half of what a workbook may really hold (`reader_workbook`)."""
_COUNTS = (40, 44, 64, 72)
"""Where in the header the sectors of a kind are counted; none is smaller than 512 bytes."""
_DIMENSIONS, _STRINGS = 0x0200, 0x00FC
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
"""Records that begin with a row and a column."""


def check(file: str, data: bytes) -> None:
    """DeskError when a part is missing, or when it would take far more memory than a results file does."""
    if any(int.from_bytes(data[at : at + 4], "little") * 512 > len(data) for at in _COUNTS):
        raise refusal(file, "is damaged and can't be read", f"{AGAIN}, or {AS_XLSX}")
    try:
        held = _workbook(data)
        largest = max(_asked_for(held), default=0)
    except Exception:  # whatever a damaged file makes the library raise
        raise refusal(file, "is damaged and can't be read", f"{AGAIN}, or {AS_XLSX}") from None
    if largest > _MOST_ASKED_FOR:
        found = "says it has more rows and columns than a results file can have, as a sheet has that is formatted down to its end"
        raise refusal(file, found, f"choose the results file itself, or if it is that, {AS_XLSX}")


def _workbook(data: bytes) -> bytes:
    """The stream of the workbook. ValueError where any stream is larger than the file."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as parts:
        if any(parts.get_size(name) > len(data) for name in parts.listdir()):
            raise ValueError
        return bytes(parts.openstream("Workbook" if parts.exists("Workbook") else "Book").read())


def _asked_for(held: bytes) -> Iterator[int]:
    """How many cells or texts each sheet, and the list of texts, say or show that they have."""
    at = row = column = 0
    while at + 4 <= len(held):
        record, length = struct.unpack_from("<HH", held, at)
        body = held[at + 4 : at + 4 + length]
        if record in _CELLS and len(body) >= 4:
            row, column = (max(pair) for pair in zip((row, column), struct.unpack_from("<HH", body), strict=True))
        elif record == _STRINGS and len(body) >= 8:
            yield int.from_bytes(body[4:8], "little")
        elif record == _DIMENSIONS and len(body) >= 10:
            form = "<IIHH" if len(body) >= 12 else "<HHHH"
            first, last, left, right = struct.unpack_from(form, body)
            yield max(0, last - first) * max(0, right - left) if last >= first and right >= left else _MOST_ASKED_FOR + 1
        elif record == 0x000A:  # the end of a sheet
            yield (row + 1) * (column + 1)
            row = column = 0
        at += 4 + length
    yield (row + 1) * (column + 1)
