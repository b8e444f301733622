"""OCR results: one row per award, with as many columns `Component NN Raw Mark` as the file needs.

A blank component mark means that the award has no such component. Qualification is the level, as the file spells it; the mark is the
weighted mark, or UMS/Points where that is blank. Headings: seen in a school's importer of 2017.
"""

from __future__ import annotations

import re

from results_desk.batch import Batch
from results_desk.importers.awards import award, results_batch
from results_desk.importers.frames import Rows, data_rows, first_of, mapped
from results_desk.importers.headings import CANDIDATE_NUMBER, fold, may, need
from results_desk.importers.sheet import Columns, Source, Text

NAME = "OCR results"
KIND = "results"
HEADINGS = (
    need("level", "Qualification"),
    need("entry_code", "Code"),
    need("candidate_number", *CANDIDATE_NUMBER),
    need("grade", "Grade"),
    need("mark", "Weighted Mark"),
    may("series", "Series"),
    may("title", "Title"),
    may("name", "Candidate Name"),
    may("centre_number", "Centre Number", "Centre"),
    may("uci", "UCI"),
    may("ums", "UMS/Points"),
)
_COMPONENT = re.compile(r"component(\w+)rawmark")


def identify(source: Source) -> bool:
    """Whether the file has OCR's headings."""
    return source.has(HEADINGS)


def extract(source: Source) -> Batch:
    """The awards of the file, and its component columns as component marks."""
    readings = []
    for rows in data_rows(source, HEADINGS):
        known: Columns = {"awarding_body": "OCR", "mark": first_of(rows["mark"], rows["ums"])}
        readings.append(award(rows, known, [_component(rows, code, position) for code, position in _components(rows)]))
    return results_batch(source, NAME, HEADINGS, readings)


def _components(rows: Rows) -> list[tuple[str, int]]:
    """Component code and column position, for each column of component marks."""
    found = [(_COMPONENT.fullmatch(fold(heading)), position) for position, heading in enumerate(rows.table.headings)]
    return [(match[1].upper(), position) for match, position in found if match]


def _component(rows: Rows, code: str, position: int) -> dict[str, Text | str]:
    marks = rows.at(position)
    return {"component_code": mapped(marks, lambda mark: code if mark else ""), "mark": marks}
