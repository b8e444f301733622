"""What the practice desk's files are expected to come to, and the note that lies beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from results_desk.build.demo_edi import BASEDATA_FILE
from results_desk.build.demo_edi import RESULTS_FILE as EDI_FILE
from results_desk.build.demo_exams import Award
from results_desk.build.demo_flaws import AQA_FILE, CAMBRIDGE_FILE, HAND_FILE, NOT_ENTERED, OCR_FILE, PEARSON_FILE, QAN_FILE, Line
from results_desk.build.demo_formats import CAMBRIDGE_CENTRE
from results_desk.build.demo_people import CENTRE_NUMBER, people
from results_desk.build.demo_subjects import CAMBRIDGE

CENTRE_NAME = "Larkfield Example School"
RESULTS_FILES = (AQA_FILE, PEARSON_FILE, OCR_FILE, CAMBRIDGE_FILE, QAN_FILE, HAND_FILE)

README = """\
SAMPLE FILES OF THE PRACTICE DESK

Everything in this folder is invented: the school, its candidates, their numbers, marks and grades, and the requests.
Entry codes, component codes and qualification numbers have the shape of the awarding bodies' own but stand for nothing:
one may happen to exist and mean something else. Never copy any of them into an entry. All e-mail addresses end in
example.org or example.com, which belong to nobody.

candidates.csv               120 candidates, as a school's system exports them
entries.csv                  what they were entered for (semicolons, Windows-1252, the school's own spellings)
aqa_component_results.csv    AQA: one row per candidate and component
pearson_results.csv          Pearson Edexcel: one row per candidate and paper (Windows-1252)
ocr_results.csv              OCR: one row per award, three lines above the headings
Z6A24_01.ZIP                 OCR's basedata: options, syllabuses, components, links (made up)
R1234501.X01                 OCR's results as an EDI file, in columns that are made up: those of awarding bodies are not known
cambridge_results.xlsx       Cambridge International: one sheet per syllabus; the centre is GB123 there
vocational_results.csv       BTEC and NCFE: date, UCI, qualification number and grade
hand_entry.csv               results typed in by hand: extended projects, English with its spoken language endorsement
request_answers.csv          eight answers to a form that asks for post-results services
planned.json                 which rows are wrong on purpose, what is wrong with them, and how many are accepted
story.json                   what is typed in the tracking log afterwards, and its alarms on 25 September 2024
year/                        the files of the whole year ('results-desk demo --year'): see the README.txt in it

Some rows are wrong on purpose: see planned.json. Rows are numbered as a spreadsheet shows them.
The files are made by results_desk/build/demo_files.py ('results-desk build'): change them there, not here. Those in year/ are
written by hand.
"""


@dataclass(frozen=True)
class Place:
    """Where a line of a results file stands: the sheet ("" in a CSV) and the row as a spreadsheet shows it."""

    file: str
    sheet: str
    row: int
    line: Line


def planned(places: Sequence[Place], sat: Mapping[tuple[str, str], Award]) -> dict[str, Any]:
    """The centre, and per file how many rows it has, how many are accepted, and which rows are wrong in which way."""
    accepted = {(place.line.number, place.line.key) for place in places if place.line.kept and place.file != EDI_FILE}
    entered = [at for at in sat if at not in NOT_ENTERED]
    return {
        "centre_number": CENTRE_NUMBER,
        "centre_name": CENTRE_NAME,
        "body_centres": {CAMBRIDGE: CAMBRIDGE_CENTRE},
        "series": "June 2024",
        "import_candidates": ["candidates.csv", "entries.csv"],
        "import_basedata": [BASEDATA_FILE],
        "confirm_layout": EDI_FILE,
        "import_edi": [EDI_FILE],
        "import_results": list(RESULTS_FILES),
        "candidates": len(people()),
        "entries": len(entered),
        "results": len(accepted),
        "files": {
            "candidates.csv": _all_right(len(people())),
            "entries.csv": _all_right(len(entered)),
            **{file: _file([place for place in places if place.file == file]) for file in (*RESULTS_FILES, EDI_FILE)},
        },
        "entries_without_result": [_entry(sat[at]) for at in entered if at not in accepted],
    }


def _all_right(rows: int) -> dict[str, Any]:
    return {"rows": rows, "accepted": rows, "refused": 0, "awards": 0, "wrong": []}


def _file(places: Sequence[Place]) -> dict[str, Any]:
    refused = sum(not place.line.kept for place in places)
    kinds = dict.fromkeys((place.line.kind, place.line.kept, place.sheet) for place in places if place.line.kind)
    return {
        "rows": len(places),
        "accepted": len(places) - refused,
        "refused": refused,
        "awards": len({(place.line.number, place.line.key) for place in places if place.line.kept}),
        "wrong": [_wrong(places, *kind) for kind in kinds],
    }


def _wrong(places: Sequence[Place], kind: str, kept: bool, sheet: str) -> dict[str, Any]:
    mine = [place for place in places if (place.line.kind, place.line.kept, place.sheet) == (kind, kept, sheet)]
    where = {"sheet": sheet} if sheet else {}
    return {"kind": kind, "kept": kept, **where, "rows": [place.row for place in mine]}


def _entry(award: Award) -> dict[str, str]:
    return {
        "candidate_number": award.person.number, "awarding_body": award.subject.body, "entry_code": award.subject.code,
        "title": award.subject.title,
    }  # fmt: skip
