"""Whether an invented layout is found: the file is read as the desk would read it, and what would be imported is held against the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from edi_made import BODY, Made, made

from results_desk.importers.edi_calibrate import Answer, calibrate
from results_desk.importers.edi_file import EdiFile
from results_desk.importers.edi_known import Uncertain
from results_desk.importers.edi_rows import Rows, rows_of
from results_desk.importers.edi_view import View

FOUND, STOPPED, WRONG = "found", "stopped", "wrong"
FILE = "R1234570.X01"


@dataclass(frozen=True)
class Proof:
    """How one file ended, and why. `small`: it has fewer records than a layout is looked for in."""

    how: str
    why: str = ""
    small: bool = False


def proved(one: Made) -> Proof:
    """Read a file and compare. Wrong is a row that would be imported and is not the truth, or a saved layout without the true columns."""
    edi = EdiFile.of(FILE, one.data())
    view = View(edi.grid[edi.details], BODY, one.known)
    try:
        answer = calibrate(view)
    except Uncertain as why:
        return Proof(STOPPED, str(why), len(one.awards) < 20)
    rows = rows_of(FILE, view, answer, edi.line[edi.details], has_basedata=False)
    wrong = _wrong_rows(one, rows) or _lost_columns(one, answer)
    return Proof(WRONG, wrong) if wrong else Proof(FOUND)


def _wrong_rows(one: Made, rows: Rows) -> str:
    columns = rows.columns
    for at, award in enumerate(one.awards):
        if rows.refused[at]:
            continue
        truth = {
            "uci": award.uci, "entry_code": award.entry or award.result, "grade": award.grade, "endorsement": award.endorsement,
            "mark": award.score,
        }  # fmt: skip
        truth |= {name: text for name, text in (("uln", award.uln), ("candidate_number", award.number)) if columns[name][at]}
        for name, text in truth.items():
            if columns[name][at] != text:
                return f"{name} of record {at + 1} is {columns[name][at]!r}, not {text!r}"
    return ""


def _lost_columns(one: Made, answer: Answer) -> str:
    """What is saved must hold the true columns, if among others: the next file may tell them apart."""
    starts = one.starts
    pairs = list(zip(answer.starts["entry_code"], answer.starts["result_code"], strict=True))
    lost = [name for name in ("uci", "result_type", "grades") if starts[name] not in answer.starts[name]]
    lost += [] if (starts["entry_code"], starts["result_code"]) in pairs else ["codes"]
    return f"{', '.join(lost)} not among {answer.starts}, but at {starts}" if lost else ""


def prove(seeds: Iterable[int]) -> tuple[Counter[str], Counter[str], list[str]]:
    """How many layouts ended how, why the larger ones stopped, and what was wrong."""
    ends: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    wrong = []
    for seed in seeds:
        proof = proved(made(seed))
        ends[f"{proof.how}, small" if proof.small else proof.how] += 1
        if proof.how == STOPPED and not proof.small:
            reasons[proof.why] += 1
        if proof.how == WRONG:
            wrong.append(f"layout {seed}: {proof.why}")
    return ends, reasons, wrong
