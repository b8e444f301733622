"""Lists that leave the desk as CSV: read right by Excel, and never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from results_desk.edges.atomic import write_atomically

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bool:
    """Write the rows under their headings. False when the file held exactly that already."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_plain(row.get(heading)) for heading in headings] for row in rows)
    data = out.getvalue().encode("utf-8-sig")
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, data)
    return True


def _plain(value: object) -> str:
    """The text of a cell; one that a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
