"""Pearson Edexcel results: one row per candidate and paper, the award repeated in each.

A component's code is the subject code and the paper number in two figures (`1MA1` and `1` make `1MA101`) where Paper is a bare
number, else Paper as it stands. Marks are uniform marks where the subject has no raw mark. Headings: a school's importer of 2017.
"""

from __future__ import annotations

from results_desk.batch import Batch
from results_desk.importers.awards import award, results_batch
from results_desk.importers.frames import data_rows, first_of, holds, mapped
from results_desk.importers.headings import CANDIDATE_NUMBER, may, need
from results_desk.importers.sheet import Columns, Source, Text

NAME = "Pearson Edexcel results"
KIND = "results"
HEADINGS = (
    need("series", "Session"),
    need("candidate_number", *CANDIDATE_NUMBER),
    need("surname", "Last Name"),
    need("entry_code", "Subject"),
    need("grade", "Grade"),
    may("forenames", "First Name"),
    may("centre_number", "Centre", "Centre Number"),
    may("uci", "UCI"),
    may("title", "Subject Name"),
    may("mark", "Subject Mark"),
    may("max_mark", "Max Mark"),
    may("ums", "Uniform Mark"),
    may("max_ums", "Max Uniform Mark"),
    may("paper", "Paper"),
    may("component_mark", "Paper Mark"),
    may("component_max_mark", "Paper Max Mark"),
)


def identify(source: Source) -> bool:
    """Whether the file has Pearson's headings."""
    return source.has(HEADINGS)


def extract(source: Source) -> Batch:
    """The awards and component marks of the file."""
    import numpy as np

    readings = []
    for rows in data_rows(source, HEADINGS):
        known: Columns = {
            "awarding_body": "Pearson",
            "mark": first_of(rows["mark"], rows["ums"]),
            "max_mark": np.where(rows["mark"] != "", rows["max_mark"], rows["max_ums"]),
        }
        component = {
            "component_code": _component_code(rows["entry_code"], rows["paper"]),
            "mark": rows["component_mark"],
            "max_mark": rows["component_max_mark"],
        }
        readings.append(award(rows, known, [component]))
    return results_batch(source, NAME, HEADINGS, readings)


def _component_code(subject: Text, paper: Text) -> Text:
    import numpy as np

    numbered = subject + mapped(paper, lambda text: text.zfill(2))
    code: Text = np.where(holds(paper, str.isdecimal), numbered, paper)
    return code
