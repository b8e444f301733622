"""AQA component results: one row per candidate and component, the award repeated in each.

Series is year and code as in the file (`2024 6A`). The mark of an award is Result Mark, or Result UMS/Points where that is blank;
the mark of a component is the moderated mark, or the scaled mark where that is blank. Headings: seen in a school's importer of 2017.
"""

from __future__ import annotations

from functools import partial

from results_desk.batch import Batch
from results_desk.importers.awards import award, graded, results_batch
from results_desk.importers.frames import data_rows, first_of, mapped
from results_desk.importers.headings import CANDIDATE_NUMBER, may, need
from results_desk.importers.sheet import Columns, Source, Text

NAME = "AQA component results"
KIND = "results"
HEADINGS = (
    need("series_year", "Series Year"),
    need("series_code", "Series Code"),
    need("candidate_number", *CANDIDATE_NUMBER),
    need("entry_code", "Entry Code"),
    need("grade", "Result Grade"),
    may("name", "Candidate Name"),
    may("centre_number", "Centre Number"),
    may("uci", "UCI"),
    may("title", "Entry Title (and Suffix)", "Entry Title"),
    may("mark", "Result Mark"),
    may("ums", "Result UMS/Points"),
    may("note", "Result Status Notes"),
    may("component_code", "Component Code"),
    may("component_title", "Component Title"),
    may("component_mark", "Component Moderated Mark"),
    may("component_scaled", "Component Scaled Mark"),
)


def identify(source: Source) -> bool:
    """Whether the file has AQA's headings."""
    return source.has(HEADINGS)


def extract(source: Source) -> Batch:
    """The awards and component marks of the file."""
    readings = []
    for rows in data_rows(source, HEADINGS):
        known: Columns = {
            "awarding_body": "AQA",
            "series": _series(rows["series_year"], rows["series_code"]),
            "grade": graded(rows),
            "mark": first_of(rows["mark"], rows["ums"]),
        }
        component = {
            "component_code": rows["component_code"],
            "title": rows["component_title"],
            "mark": first_of(rows["component_mark"], rows["component_scaled"]),
        }
        readings.append(award(rows, known, [component]))
    return results_batch(source, NAME, HEADINGS, readings)


def _series(year: Text, code: Text) -> Text:
    """Year and code of each row in one text; a file has few years, and they are put before the codes year by year."""
    series = code.copy()
    for text in set(year):
        of_year = year == text
        series[of_year] = mapped(code[of_year], partial(_joined, text))
    return series


def _joined(year: str, code: str) -> str:
    return f"{year} {code}".strip()
