"""Awarding bodies' basedata: options, syllabuses, components and the links between them, from EDI files for every centre."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from results_desk.batch import BASEDATA_COLUMNS
from results_desk.importers.edi_file import EdiFile
from results_desk.importers.edi_find import BLANK, TYPES
from results_desk.importers.edi_known import Option
from results_desk.importers.edi_layouts import cells, field, places
from results_desk.importers.frames import filled, holds

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.importers.sheet import Mask, Text

KINDS = {"O": "options", "S": "syllabuses", "C": "components", "L": "links", "D": "disallowed combinations"}
_KINDS = frozenset(TYPES.decode())
_KEYS = {"O": "option", "S": "syllabus", "C": "component", "L": "option", "D": "option"}


def rows_of(edi: EdiFile) -> dict[str, Text]:
    """The fields of every detail record, by name."""
    grid = edi.grid[edi.details]
    record = f"{edi.letter}5"
    return {name: field(grid, record, name) for name in places(record)}


def frame_of(edi: EdiFile) -> tuple[pd.DataFrame, Mask]:
    """The records in BASEDATA_COLUMNS, those without a code left out; and which records have none."""
    import pandas as pd

    columns = rows_of(edi)
    blank = columns[_KEYS[edi.letter]] == ""
    lines = edi.line[edi.details][~blank]
    of = {name: columns.get(name, filled(len(blank)))[~blank] for name in BASEDATA_COLUMNS if name not in ("row", "record", "body_id")}
    made = {"row": pd.Series(lines, dtype="int64")} | {name: pd.Series(values, dtype=object) for name, values in of.items()}
    for name, value in (("record", f"{edi.letter}5"), ("body_id", edi.body_id)):
        made[name] = pd.Series(filled(len(lines), value), dtype=object)
    return pd.DataFrame(made, columns=list(BASEDATA_COLUMNS)), blank


def plausible(edi: EdiFile) -> bool:
    """Whether codes and titles begin where they should, and options have a result type that there is, or none, and a number as maximum."""
    grid, columns, record = edi.grid[edi.details], rows_of(edi), f"{edi.letter}5"
    begins = [places(record)[name][0] for name in (_KEYS[edi.letter], "title") if name in places(record)]
    odd = (cells(grid, begins[0], 1)[:, 0] == BLANK) | (cells(grid, begins[-1], 1)[:, 0] == BLANK)
    if edi.letter == "O":
        odd |= holds(columns["result_type"], lambda text: text not in _KINDS | {""})
        odd |= holds(columns["max_mark"], lambda text: not text.isdecimal() and text != "")
    return bool(20 * int(odd.sum()) <= len(odd))


_TOLD = (
    "body_id", "option", "syllabus", "title", "qan", "result_type", "gradeset_1", "gradeset_2", "endorsement_gradeset_1",
    "endorsement_gradeset_2", "max_mark", "qualification", "level", "unit_qualification", "unit_level",
)  # fmt: skip
"""What is taken of an option record, in this order."""


def options_of(frames: Iterable[tuple[str, pd.DataFrame]], level: Callable[[str], str]) -> dict[str, dict[str, Option]]:
    """EDI id -> code -> option, from the frames of files in the order they were sent: a later record takes the place of an earlier.

    `level` gives the desk's level for `GCSE/9FC`, qualification and level as basedata has them.
    """
    titles: dict[tuple[str, str], str] = {}
    links: dict[tuple[str, str], dict[str, None]] = {}
    options: list[tuple[str, Iterable[tuple[str, ...]]]] = []
    for name, frame in frames:
        record = frame["record"].iat[0] if len(frame) else ""
        if record == "S5":
            titles |= {(body, code): title for body, code, title in _lines(frame, "body_id", "syllabus", "title")}
        elif record == "L5":
            for body, code, component in _lines(frame, "body_id", "option", "component"):
                links.setdefault((body, code), {})[component] = None
        elif record == "O5":
            options.append((name, _lines(frame, *_TOLD)))
    made: dict[str, dict[str, Option]] = {}
    known = cache(level)
    for name, lines in options:
        for body, code, syllabus, title, qan, kind, *more in lines:
            told = level_key(*more[5:])
            made.setdefault(body, {})[code] = Option(
                code, title or titles.get((body, syllabus), ""), known(told), qan, kind if kind in _KINDS else "",
                (more[0], more[1], more[2], more[3]), more[4].lstrip("0"), tuple(filter(None, links.get((body, code), ()))), name, told,
            )  # fmt: skip
    return made


def _lines(frame: pd.DataFrame, *columns: str) -> Iterable[tuple[str, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def level_key(qualification: str, level: str, unit_qualification: str, unit_level: str) -> str:
    """Qualification and level of an option as one text: those of the certification, or of the unit where it has none."""
    pairs = ((qualification, level), (unit_qualification, unit_level))
    return next(("/".join(filter(None, pair)) for pair in pairs if any(pair)), "")
