"""Files of one kind of row: what their importers do alike, from the rows of every sheet to a batch with one frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from results_desk.batch import Batch
from results_desk.errors import Problem
from results_desk.importers.awards import unread
from results_desk.importers.frames import Rows, data_rows, frame
from results_desk.importers.headings import Heading, fold
from results_desk.importers.sheet import Source, Text

_SHOWN = 40
_NOT_USED = "The column {} was not used: its heading is not known here"
_WAY_OUT = (
    "If it is one of these: {}; rename it in the file, or add a line for it on the sheet Heading profiles of results_desk.xlsx, and read "
    "the file again."
)


def plain_batch(
    source: Source, name: str, headings: Sequence[Heading], held: str, columns: Sequence[str], read: Callable[[Rows], dict[str, Text]]
) -> Batch:
    """A batch whose frame `held` has these columns: what `read` makes of the rows, without those it refused."""
    readings = [(rows, read(rows)) for rows in data_rows(source, headings)]
    problems = [problem for rows, _ in readings for problem in (*_meant(rows, headings), *rows.problems)]
    made: dict[str, Any] = {held: frame(columns, [(rows.row, values, ~rows.refused) for rows, values in readings])}
    return Batch(
        file=source.file,
        format=name,
        rows=sum(len(rows) for rows, _ in readings),
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        notes=(*unread(source, headings), *(note for rows, _ in readings for note in (*rows.notes, *_left_over(rows)))),
        **made,
    )


def _unused(rows: Rows) -> list[str]:
    """The headings of columns that hold something and were not read."""
    at = set(rows.table.at.values())
    unread = [(number, heading) for number, heading in enumerate(rows.table.headings) if heading and number not in at]
    return [heading for number, heading in unread if number in rows.table.frame.columns and (rows.at(number) != "").any()]


def _left_over(rows: Rows) -> list[str]:
    names = ", ".join(heading[:_SHOWN] for heading in _unused(rows))
    return [f"Columns that were not used: {names}."] if names else []


def _meant(rows: Rows, headings: Sequence[Heading]) -> list[Problem]:
    """A problem for each column that was not used and is called nearly as one that the file lacks."""
    lacked = [heading for heading in headings if heading.field not in rows.table.at]
    pairs = [(unused, heading) for unused in _unused(rows) for heading in lacked if _near(unused, heading)]
    found = {unused: heading for unused, heading in reversed(pairs)}
    return [Problem(rows.file, 0, name, _NOT_USED.format(name[:_SHOWN]), _WAY_OUT.format(_known(heading)), kept=True)
            for name, heading in sorted(found.items())]  # fmt: skip


def _near(unused: str, heading: Heading) -> bool:
    said = fold(unused)
    return len(said) >= 4 and any(said in known or (len(known) >= 4 and known in said) for known in heading.folded)


def _known(heading: Heading) -> str:
    return ", ".join(heading.spellings)
