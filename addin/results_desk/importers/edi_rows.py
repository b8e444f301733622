"""The records of an EDI results file as rows, once it is known where the fields stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk import terms
from results_desk.errors import Problem
from results_desk.importers import edi_find as find
from results_desk.importers import edi_grades as blocks
from results_desk.importers.edi_calibrate import Answer
from results_desk.importers.edi_codes import shaped
from results_desk.importers.edi_layouts import texts
from results_desk.importers.edi_view import View
from results_desk.importers.frames import filled, mapped

if TYPE_CHECKING:
    from results_desk.importers.sheet import Mask, Numbers, Text

ODD = "The record has not the shape of the others, so its fields may stand in other columns."
ODD_WAY_OUT = "Compare it with the awarding body's site and enter the result in the Results table by hand; tell the awarding body."
NOT_IN_BASEDATA = "The option is not in the basedata of this desk"
OTHER_ELEMENT = "The result came on another option than the candidate was entered for"
FLAGGED = "The record has a partial absence flag"


@dataclass(frozen=True)
class Rows:
    """Columns of a batch's results, one text a record, and which records are left out, each with a problem."""

    columns: dict[str, Text]
    refused: Mask
    problems: tuple[Problem, ...]


def rows_of(file: str, view: View, answer: Answer, line: Numbers, has_basedata: bool) -> Rows:
    """Every record as it is to be imported. `line` numbers them as an editor shows the file."""
    grid, codes = view.grid, answer.codes
    entry, result = (texts(grid, column.start, find.CODE) for column in (codes.entry, codes.result))
    code = mapped(entry, str)
    if codes.entry.blank.any():
        code = entry.copy()
        code[codes.entry.blank] = result[codes.entry.blank]
    grades = blocks.read(grid, answer.grades_at, answer.classes)
    held = view.options
    said = {text: held.get(text) for text in set(code.tolist())}
    columns = {
        "uci": texts(grid, answer.people.ucis[0].start, find.UCI),
        "uln": _ulns(view, answer), "candidate_number": _numbers(view, answer), "entry_code": code,
        "title": mapped(code, lambda text: (one := said[text]) and one.title or ""),
        "level": mapped(code, lambda text: (one := said[text]) and one.level or ""),
        "grade": _flagged(grades.grade, grades.flags), "endorsement": grades.endorsement, "mark": grades.score,
        "max_mark": _most(code, grades.score, view),
    }  # fmt: skip
    refused = _odd(view, answer)
    problems = _Problems(file, line)
    problems.add(refused, "", ODD, ODD_WAY_OUT, kept=False)
    odd_flags = mapped(grades.flags, lambda text: text.replace(terms.PARTIAL_ABSENCE, ""))
    problems.add(
        ~refused & (odd_flags != ""), "Flag", f"{FLAGGED} other than #; it was taken as #",
        "Ask the awarding body what the flag stands for.", odd_flags,
    )  # fmt: skip
    apart = ~refused & (result != "") & (code != result) | (~refused & codes.entry.blank)
    problems.add(
        apart, "Entry code", OTHER_ELEMENT, "Compare with the entries: an amendment, or an award on another option.",
        entry + filled(len(entry), " / ") + result,
    )  # fmt: skip
    if has_basedata:
        options = view.known.options.get(view.body, {})
        unknown = mapped(code, lambda text: "" if text in options else "no") != ""
        problems.add(
            ~refused & unknown, "Entry code", NOT_IN_BASEDATA, "Import the awarding body's newest basedata, then this file again.", code
        )
    return Rows(columns, refused, tuple(problems.all))


class _Problems:
    """The problems of a file's records, by line."""

    def __init__(self, file: str, line: Numbers) -> None:
        self.file, self.line = file, line
        self.all: list[Problem] = []

    def add(self, where: Mask, column: str, message: str, way_out: str, detail: Text | None = None, kept: bool = True) -> None:
        for at in where.nonzero()[0].tolist():
            told = "" if detail is None else str(detail[at])
            self.all.append(Problem(self.file, int(self.line[at]), column, message, way_out, told, kept))


def _odd(view: View, answer: Answer) -> Mask:
    """Records in which a field has not its shape: they are left out, because all their fields may have moved."""
    codes = answer.codes
    uci = answer.people.ucis[0]
    well = (find.uci_shaped(view.grid, uci.start) | uci.blank) & answer.judged.shaped
    well &= shaped(view, codes.entry.start) & shaped(view, codes.result.start) & ~(codes.entry.blank & codes.result.blank)
    return ~well | view.type_wrong(codes.codes, answer.type_at)


def _ulns(view: View, answer: Answer) -> Text:
    if not answer.people.ulns:
        return filled(len(view.grid))
    column = answer.people.ulns[0]
    text = texts(view.grid, column.start, find.ULN)
    text[~column.right & column.blank] = ""
    return text


def _numbers(view: View, answer: Answer) -> Text:
    """The candidate number of records whose UCI this desk has: a check. Nobody is found by it, because it may be somebody else's here."""
    if not answer.people.numbers:
        return filled(len(view.grid))
    numbers = texts(view.grid, answer.people.numbers[0].start, find.NUMBER)
    known = view.known.numbers
    numbers[mapped(texts(view.grid, answer.people.ucis[0].start, find.UCI), lambda uci: "yes" if uci in known else "") == ""] = ""
    return numbers


def _flagged(grade: Text, flags: Text) -> Text:
    """The grade with # beside it where a flag of partial absence is set."""
    import numpy as np

    some = (flags != "") & (grade != "")
    made: Text = np.where(some, grade + terms.PARTIAL_ABSENCE, grade)
    return made


def _most(code: Text, score: Text, view: View) -> Text:
    """The maximum mark of the option beside a score."""
    import numpy as np

    def most(text: str) -> str:
        option = view.options.get(text)
        return str(int(option.max_mark)) if option and option.max_mark.isdecimal() and int(option.max_mark) else ""

    made: Text = np.where(score != "", mapped(code, most), filled(len(code)))
    return made
