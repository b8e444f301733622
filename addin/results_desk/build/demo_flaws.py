"""What is wrong on purpose in the practice desk's results files, so that an import has something to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from results_desk.build.demo_exams import Award
from results_desk.build.demo_formats import Cells
from results_desk.build.demo_people import uci_with_letter

AQA_FILE, PEARSON_FILE, OCR_FILE = "aqa_component_results.csv", "pearson_results.csv", "ocr_results.csv"
CAMBRIDGE_FILE, QAN_FILE, HAND_FILE = "cambridge_results.xlsx", "vocational_results.csv", "hand_entry.csv"

ISSUED = {"X": "no result issued", "Q": "result pending", "#": "partial absence", "U": "ungraded"}
NO_ENTRY = "result without entry"

How = Literal["change", "add", "repeat", "drop"]


@dataclass(frozen=True)
class Line:
    """One row of a results file: its cells, whose award it is, and what is wrong with it ("" when nothing is)."""

    cells: Cells
    number: str
    key: str
    kind: str = ""
    kept: bool = True


@dataclass(frozen=True)
class Flaw:
    """One award's rows spoilt.

    `change` rewrites them, `add` puts a rewritten copy below them, `repeat` their first once more, `drop` leaves them out.
    """

    file: str
    number: str
    key: str
    kind: str
    how: How = "change"
    cells: tuple[tuple[str, str], ...] = ()
    kept: bool = False


def _flaw(file: str, whose: str, kind: str, how: How = "change", kept: bool = False, **cells: str) -> Flaw:
    number, _, key = whose.partition(" ")
    return Flaw(file, number, key, kind, how, tuple((heading.replace("_", " "), text) for heading, text in cells.items()), kept)


FLAWS = (
    _flaw(AQA_FILE, "0024 geography", "candidate number of somebody else", Candidate_Number="0042"),
    _flaw(AQA_FILE, "0021 english", "other series", "add", Series_Year="2023", Series_Code="BB", Result_Grade="4"),
    _flaw(AQA_FILE, "0031 literature", "duplicate row", "repeat"),
    _flaw(PEARSON_FILE, "0048 business", "unknown candidate", Candidate_Number="0480", UCI="123450224084R", Last_Name="OGUNMORE"),
    _flaw(PEARSON_FILE, "0020 maths H", "UCI check letter", UCI="123450224020A", kept=True),
    _flaw(
        PEARSON_FILE, "0012 maths H", "other centre", "add",
        Centre="12354", Candidate_Number="0412", UCI=uci_with_letter("123540220412"), Last_Name="LONGSHAWE", First_Name="PIPER",
    ),
    _flaw(PEARSON_FILE, "0057 business", "entry without result", "drop"),
    _flaw(OCR_FILE, "0035 computing", "unknown grade", Grade="G"),
    _flaw(CAMBRIDGE_FILE, "0040 english cie", "date in a grade cell", Syllabus_grade="2024-08-05"),
    _flaw(CAMBRIDGE_FILE, "0025 english cie", "other centre", "add", Centre_number="GB132", Candidate_name="Sorrelby, Wynn"),
    _flaw(QAN_FILE, "0032 food", "unknown candidate", UCI="123450224023L"),
    _flaw(QAN_FILE, "0028 music", "other series", Date="31/01/2024"),
    _flaw(QAN_FILE, "1016 B business", "duplicate row", "repeat"),
    _flaw(HAND_FILE, "1020 project", "unknown grade", Grade="A**"),
)  # fmt: skip
"""The grade written as a day becomes a real date in the XLSX file."""
NOT_ENTERED = (("0064", "religion"), ("1044", "project"))
"""Awards that the school's list of entries does not hold."""


def lines(file: str, sat: Sequence[Award], rows: Callable[[Award], list[Cells]]) -> list[Line]:
    """The rows of a results file in the order given, spoilt as planned."""
    out: list[Line] = []
    for award in sat:
        out += _spoilt([_line(award, cells) for cells in rows(award)], file)
    return out


def _line(award: Award, cells: Cells) -> Line:
    issued = ISSUED.get(award.flag or award.grade, "")
    missing = NO_ENTRY if (award.person.number, award.key) in NOT_ENTERED else ""
    return Line(cells, award.person.number, award.key, issued or missing)


def _spoilt(whole: list[Line], file: str) -> list[Line]:
    for flaw in FLAWS:
        if (flaw.file, flaw.number, flaw.key) == (file, whole[0].number, whole[0].key):
            wrong = [replace(line, cells=line.cells | dict(flaw.cells), kind=flaw.kind, kept=flaw.kept) for line in whole]
            return {"change": wrong, "add": whole + wrong, "repeat": [*whole[:1], *wrong[:1], *whole[1:]], "drop": []}[flaw.how]
    return whole
