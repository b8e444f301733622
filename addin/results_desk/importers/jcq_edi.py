"""An awarding body's results in JCQ's format (EDI): one record per candidate and option.

Where the fields of a record stand is not known here. They are found in the file itself, and a person confirms what was found
once for each awarding body and version of the format (`confirm-layout`); until then the rows are for a preview only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from results_desk.batch import RESULT_COLUMNS, Batch
from results_desk.errors import DeskError
from results_desk.importers.edi_calibrate import Answer, calibrate
from results_desk.importers.edi_checks import body_of, centre_problems, check_centre, check_series, version_problem
from results_desk.importers.edi_file import RESULTS, EdiFile
from results_desk.importers.edi_known import Known, Layout, Uncertain
from results_desk.importers.edi_rows import rows_of
from results_desk.importers.edi_view import View
from results_desk.importers.frames import filled, frame
from results_desk.importers.headings import Heading
from results_desk.importers.refuse import refusal
from results_desk.importers.sheet import Source

if TYPE_CHECKING:
    from results_desk.importers.sheet import Text

NAME = "results (EDI)"
KIND = "results"
HEADINGS: tuple[Heading, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a file comes to: its rows, where they were read, and what speaks for it."""

    batch: Batch
    layout: Layout
    evidence: tuple[str, ...]


def identify(source: Source) -> bool:
    """Whether it is an EDI file of results."""
    return source.edi is not None and source.edi.letter == RESULTS


def extract(source: Source) -> Batch:
    """The results of the file, for a preview while nobody has confirmed the layout. DeskError when it can't be read for certain."""
    return found(source).batch


def found(source: Source, afresh: bool = False) -> Found:
    """The results with the layout they were read by. `afresh`: find the layout again, whatever is confirmed."""
    edi, known = source.edi, source.known
    assert edi is not None, "identified as an EDI file"
    body = body_of(edi, known)
    check_series(edi, known)
    check_centre(edi, known)
    if not len(edi.details):
        raise refusal(edi.file, "holds no results records (R5)", "nothing to import: compare with the awarding body's site")
    confirmed = None if afresh else known.layout(body, edi.version)
    view = View(edi.grid[edi.details], body, known)
    answer = _answer(edi, view, confirmed, known)
    layout = confirmed or Layout(body, edi.version, answer.starts)
    return Found(_batch(edi, view, answer, body, bool(confirmed)), layout, answer.evidence)


def _answer(edi: EdiFile, view: View, confirmed: Layout | None, known: Known) -> Answer:
    """The layout that is confirmed, or the one the file tells; of a file that tells none, one confirmed for another awarding body."""
    try:
        return calibrate(view, confirmed)
    except Uncertain as why:
        for other in known.layouts if confirmed is None else ():
            if other.version == edi.version:
                try:
                    answer = calibrate(view, other)
                except Uncertain:
                    continue
                return replace(answer, evidence=(f"The columns are those confirmed for {other.body}", *answer.evidence))
        said = f" ({'; '.join(why.evidence)})" if why.evidence else ""
        layout = "does not fit the confirmed layout" if confirmed else "does not tell its own layout for certain"
        raise DeskError(f"{edi.file} {layout}: {why}{said}. Nothing was read from it: {why.way_out}.") from None


def _batch(edi: EdiFile, view: View, answer: Answer, body: str, confirmed: bool) -> Batch:
    line = edi.line[edi.details]
    rows = rows_of(edi.file, view, answer, line, body in view.known.options)
    columns: dict[str, Text | str] = {"awarding_body": body, "series": edi.sections[0].series, "centre_number": _centres(edi)}
    columns |= rows.columns
    problems = (*rows.problems, *centre_problems(edi), *version_problem(edi, "Compare a few candidates with the awarding body's site."))
    return Batch(
        edi.file, NAME, len(line), tuple(sorted(problems, key=lambda problem: problem.row)),
        results=frame(RESULT_COLUMNS, [(line, columns, ~rows.refused)]), unconfirmed=() if confirmed else answer.evidence,
    )  # fmt: skip


def _centres(edi: EdiFile) -> Text:
    """The centre of every detail record."""
    centres = filled(len(edi.details))
    for section in edi.sections:
        centres[(edi.details > section.first) & (edi.details < section.last)] = section.centre_number
    return centres
