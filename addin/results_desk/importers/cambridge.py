"""Cambridge International results: a workbook with a sheet per syllabus, named Month_Year_Syllabus (`June_2024_0500`), or a CSV.

One row per candidate, or per candidate and component, the award repeated in each; also in the order of columns that iSAMS asks for,
without components. The entry code is the syllabus number (the sheet's, where Excel has dropped a leading zero), the option is kept
beside it, the series is the sheet's. A CSV has the name of the file for that of the sheet; its series is blank when that is no
Month_Year_Syllabus. Lower-case AS grades stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from results_desk.batch import Batch
from results_desk.errors import DeskError, Problem
from results_desk.importers.awards import CHECK, Reading, award, results_batch
from results_desk.importers.frames import Rows, holds, mapped, rows_of
from results_desk.importers.headings import CANDIDATE_NUMBER, may, need
from results_desk.importers.sheet import Sheet, Source, Text
from results_desk.terms import Series

NAME = "Cambridge International results"
KIND = "results"
HEADINGS = (
    need("entry_code", "Syllabus", "Syllabus code"),
    need("option", "Option code", "Option"),
    need("candidate_number", *CANDIDATE_NUMBER),
    need("grade", "Syllabus grade"),
    may("centre_number", "Centre number"),
    may("name", "Candidate name"),
    may("mark", "Syllabus total mark", "Syllabus total"),
    may("component_code", "Component Code"),
    may("component_mark", "Component Mark"),
    may("component_grade", "Component Grade"),
)
_SHEET = re.compile(r"([A-Za-z]+[_ ]\d{4})[_ ](\d{4})")


def identify(source: Source) -> bool:
    """Whether a sheet has Cambridge's headings."""
    return source.has(HEADINGS)


def extract(source: Source) -> Batch:
    """The awards and component marks of every sheet whose name says series and syllabus."""
    import dataclasses

    with_headings = [sheet for sheet in source.sheets if sheet.place(HEADINGS)]
    named = [sheet for sheet in with_headings if _named(sheet)]
    if not named:
        raise DeskError(
            f"{source.file} has no sheet named Month_Year_Syllabus, which tells the series: "
            f"rename {', '.join(sheet.name for sheet in with_headings)} like June_2024_0500."
        )
    readings = [_reading(source, sheet, number) for number, sheet in enumerate(named)]
    batch = results_batch(source, NAME, HEADINGS, readings)
    return dataclasses.replace(batch, problems=(*_unnamed(source, with_headings), *batch.problems))


def _named(sheet: Sheet) -> re.Match[str] | None:
    """The parts of a sheet's name: series and syllabus. Any name will do for a text file."""
    found = _SHEET.fullmatch(sheet.name.strip())
    if found and Series.parse(found[1]):
        return found
    return re.fullmatch(r"()().*", sheet.name, re.DOTALL) if sheet.heads[0].delimiter else None


def _reading(source: Source, sheet: Sheet, number: int) -> Reading:
    table = source.table(sheet, HEADINGS)
    found = _named(sheet)
    assert table and found
    rows = rows_of(source, table, number)
    known = {"awarding_body": "Cambridge International", "series": found[1].replace("_", " "), "entry_code": _syllabus(rows, found[2])}
    return award(rows, known)


def _syllabus(rows: Rows, named: str) -> Text:
    """The syllabus of each row; the sheet's own number where they differ by leading zeros only, refused where they differ."""
    if not named:
        return rows["entry_code"]
    other = holds(rows["entry_code"], lambda text: text.lstrip("0") not in ("", named.lstrip("0")))
    rows.refuse(other, rows.heading("entry_code"), f"The syllabus is not {named}, which the sheet is named for.", CHECK, rows["entry_code"])
    return mapped(rows["entry_code"], lambda text: named if text else "")


def _unnamed(source: Source, sheets: Sequence[Sheet]) -> list[Problem]:
    message = "Sheet {} was not read: its name does not tell the series and the syllabus."
    way_out = "Rename the sheet Month_Year_Syllabus, like June_2024_0500, and import the file again."
    return [Problem(source.file, 0, "", message.format(sheet.name), way_out) for sheet in sheets if not _named(sheet)]
