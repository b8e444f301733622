"""QAN list, one row per result: Date, UCI (or CandNo), QAN, Grade.

The entry code is the QAN, written `603/3139/2` with or without strokes in the file; the series is the qualification date as it stands.
The awarding body is not in such a file, unless it has a column Awarding body.
"""

from __future__ import annotations

import re

from results_desk.batch import Batch
from results_desk.importers.awards import CHECK, award, results_batch
from results_desk.importers.frames import data_rows, holds, mapped
from results_desk.importers.headings import CANDIDATE_NUMBER, either, may, need
from results_desk.importers.sheet import Source

NAME = "QAN list (one row per result)"
KIND = "results"
HEADINGS = (
    need("series", "Date"),
    either("candidate", "uci", "UCI"),
    either("candidate", "candidate_number", "CandNo", *CANDIDATE_NUMBER),
    need("qan", "QAN"),
    need("grade", "Grade"),
    may("uln", "ULN"),
    may("name", "Name", "Candidate Name"),
    may("surname", "Surname"),
    may("forenames", "Forenames"),
    may("awarding_body", "Awarding body"),
    may("title", "Title"),
)
_QAN = re.compile(r"\s*(\d{3})\s*/?\s*(\d{4})\s*/?\s*([\dX])\s*", re.ASCII | re.IGNORECASE)


def qan(text: str) -> str:
    """A QAN as `603/3139/2`; blank when the text is none."""
    found = _QAN.fullmatch(text)
    return "/".join(found.groups()).upper() if found else ""


def identify(source: Source) -> bool:
    """Whether the file has the four headings."""
    return source.has(HEADINGS)


def extract(source: Source) -> Batch:
    """The results of the file."""
    readings = []
    for rows in data_rows(source, HEADINGS):
        wrong = holds(rows["qan"], lambda text: text != "" and not qan(text))
        rows.refuse(wrong, rows.heading("qan"), "The QAN has not eight characters (nnn/nnnn/n).", CHECK, rows["qan"])
        readings.append(award(rows, {"entry_code": mapped(rows["qan"], qan)}))
    return results_batch(source, NAME, HEADINGS, readings)
