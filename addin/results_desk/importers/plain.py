"""Files of one kind of row: what their importers do alike, from the rows of every sheet to a batch with one frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from results_desk.batch import Batch
from results_desk.importers.awards import unread
from results_desk.importers.frames import Rows, data_rows, frame
from results_desk.importers.headings import Heading
from results_desk.importers.sheet import Source, Text


def plain_batch(
    source: Source, name: str, headings: Sequence[Heading], held: str, columns: Sequence[str], read: Callable[[Rows], dict[str, Text]]
) -> Batch:
    """A batch whose frame `held` has these columns: what `read` makes of the rows, without those it refused."""
    readings = [(rows, read(rows)) for rows in data_rows(source, headings)]
    made: dict[str, Any] = {held: frame(columns, [(rows.row, values, ~rows.refused) for rows, values in readings])}
    return Batch(
        file=source.file,
        format=name,
        rows=sum(len(rows) for rows, _ in readings),
        problems=tuple(sorted((problem for rows, _ in readings for problem in rows.problems), key=lambda problem: problem.row)),
        notes=(*unread(source, headings), *(note for rows, _ in readings for note in rows.notes)),
        **made,
    )
