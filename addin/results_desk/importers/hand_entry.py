"""Results typed by hand, in our own layout, as CSV or Excel: for what comes on paper or from a portal without a download.

One row per award, or one per award and component. Any order of columns; only the first four are needed.

| Heading | What it holds |
|---|---|
| Candidate number | four digits; a UCI or ULN may stand beside it |
| Awarding body | AQA, OCR, Pearson, WJEC/Eduqas, CCEA, City & Guilds, NCFE, ... |
| Entry code | the awarding body's entry code, or the QAN |
| Grade | as issued: 7, 9-8, A*, D*D*, L2P, U, X, Q, with # beside it for partial absence |
| UCI, ULN, Surname, Forenames, Centre number | who and where, for the check that it is the right candidate |
| Series | June 2024 |
| Level | GCSE, GCE A-level, ... |
| Title | of the qualification |
| Option | of a Cambridge International syllabus |
| Endorsement | for example of spoken language: P, M, D |
| Mark, Max mark | of the award |
| Component code, Component title, Component mark, Component max mark, Component grade | of one component |
"""

from __future__ import annotations

from results_desk.batch import Batch
from results_desk.importers.awards import award, results_batch
from results_desk.importers.frames import data_rows
from results_desk.importers.headings import CANDIDATE_NUMBER, may, need
from results_desk.importers.sheet import Source

NAME = "results typed by hand"
KIND = "results"
HEADINGS = (
    need("candidate_number", *CANDIDATE_NUMBER),
    need("awarding_body", "Awarding body"),
    need("entry_code", "Entry code"),
    need("grade", "Grade"),
    may("uci", "UCI"),
    may("uln", "ULN"),
    may("surname", "Surname"),
    may("forenames", "Forenames"),
    may("centre_number", "Centre number"),
    may("series", "Series"),
    may("level", "Level"),
    may("title", "Title"),
    may("option", "Option"),
    may("endorsement", "Endorsement"),
    may("mark", "Mark"),
    may("max_mark", "Max mark", "Maximum mark"),
    may("component_code", "Component code"),
    may("component_title", "Component title"),
    may("component_mark", "Component mark"),
    may("component_max_mark", "Component max mark"),
    may("component_grade", "Component grade"),
)


def identify(source: Source) -> bool:
    """Whether the file has the four headings needed."""
    return source.has(HEADINGS)


def extract(source: Source) -> Batch:
    """The awards and component marks of the file."""
    return results_batch(source, NAME, HEADINGS, [award(rows, {}) for rows in data_rows(source, HEADINGS)])
