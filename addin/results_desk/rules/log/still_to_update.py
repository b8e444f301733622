"""After an outcome: who has not been told, and what does not show the new grade or mark yet.

A certificate printed before a late change is wrong and goes back to the awarding body first. Source:
https://ocr.org.uk/administration/other-vocational-qualifications/post-results/reviews-of-results/index.aspx
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from results_desk.rules.cells import Row, Rows, day, is_one, known, raw, records, serial, text
from results_desk.rules.log.cells import is_closed
from results_desk.rules.log.money import award, grade_changed, mark_change
from results_desk.tables.tracking_views import BOOK


@dataclass(frozen=True)
class Target:
    """Something that must show an outcome, the column of the log that says since when it does, and what to do."""

    name: str
    column: str
    what_to_do: str


_TOLD = (
    Target("Candidate", "Candidate told on", "Send the outcome letter; an appeal is possible until the day in Appeal last date."),
    Target("Teacher", "Teacher told on", "Tell the teacher who advised on it."),
)
_MARK = (
    Target("School system", "School system updated", "Enter the new mark or grade in the school's system."),
    Target("Analysis", "Analysis updated", "Correct it in the analysis, or ask who keeps it to do so."),
)
_GRADE = (
    Target("Statement", "Statement re-issued", "Run Write statements, give the candidate the new statement, withdraw the old one."),
    *_MARK,
    Target("DfE checking exercise", "DfE checking exercise noted", "Note it for the checking exercise of the performance measures data."),
)
_UCAS = Target("UCAS or university", "UCAS or university told", "Tell the university, or UCAS, of the new grade.")
_CERTIFICATE = {
    "": Target("Certificate", "Certificate", "Look whether it is printed: choose Not yet printed, Correct or Send back."),
    "send back": Target("Certificate", "Certificate returned on", "Send the old certificate back to the awarding body by tracked post."),
    "returned": Target("Certificate", "New certificate received on", "Wait for the new certificate; chase the awarding body."),
}
"""By the word under Certificate; with any other word nothing is left to do."""


def still_to_update(lines: Rows) -> list[dict[str, object]]:
    """The rows of the view StillToUpdate, the oldest outcome first; closed lines are finished.

    What belongs to an award (statement, system, certificate) is asked for once, on the line of its latest outcome, and done
    when any line of the award says so.
    """
    log = [line for line in records(lines) if raw(line, "Line ID")]
    found = [row for group in _awards(log) for row in _of_award(group)]
    return sorted(found, key=lambda row: (day(row["Since"]) or date.max, str(row["Line ID"]), str(row["Still to update"])))


def due(lines: Rows) -> list[dict[str, object]]:
    """The rows of the home workbook's Today: one for each line, with everything that is left."""
    by_line: dict[str, list[dict[str, object]]] = {}
    for row in still_to_update(lines):
        by_line.setdefault(str(row["Line ID"]), []).append(row)
    return [_due(line, rows) for line, rows in by_line.items()]


def _due(line: str, rows: Sequence[Row]) -> dict[str, object]:
    names = [str(row["Still to update"]) for row in rows]
    return {
        "Area": "Outcomes", "What": "Outcome not passed on everywhere", "Due": rows[0]["Since"], "Reference": line, "Urgency": 9,
        "What to do": f"Still to update: {', '.join(names)}. Fill the days on the line as you go.", "Where": f"{BOOK}, Lines",
        "Why": "A grade or mark that changed is wrong wherever it still stands: the sheet Still to update of results.xlsx has the list.",
    }  # fmt: skip


def _awards(log: Iterable[Row]) -> list[list[Row]]:
    groups: dict[str, list[Row]] = {}
    for number, line in enumerate(log):
        groups.setdefault(award(line).casefold() or f"line {number}", []).append(line)
    return list(groups.values())


def _of_award(group: Sequence[Row]) -> Iterator[dict[str, object]]:
    open_ones = [line for line in group if known(line, "Outcome date") and not is_closed(line)]
    for line in open_ones:
        yield from (_row(line, target) for target in _told(line) if not known(line, target.column))
    if not open_ones:
        return
    latest = max(open_ones, key=lambda line: serial(line.get("Outcome date")) or 0)
    for target in _of_the_award(group):
        if not any(known(line, target.column) for line in group):
            yield _row(latest, target)


def _told(line: Row) -> tuple[Target, ...]:
    of_candidate = _TOLD[:1] if text(line.get("Candidate number")) else ()
    return (*of_candidate, *(_TOLD[1:] if text(line.get("Teacher")) else ()))


def _of_the_award(group: Sequence[Row]) -> Iterator[Target]:
    if any(map(grade_changed, group)):
        yield from _GRADE
        if any(is_one(line, "HE place at stake", "Yes") for line in group):
            yield _UCAS
        words = [text(line.get("Certificate")).casefold() for line in group]
        if certificate := _CERTIFICATE.get(next(filter(None, words), "")):
            yield certificate
    elif any(mark_change(line) not in ("", 0) for line in group):
        yield from _MARK


def _row(line: Row, target: Target) -> dict[str, object]:
    return {
        "Since": day(line.get("Outcome date")), "Candidate number": text(line.get("Candidate number")),
        "Awarding body": text(line.get("Awarding body")), "Subject": text(line.get("Subject")), "Entry code": text(line.get("Entry code")),
        "Grade": text(line.get("Outcome grade")), "Still to update": target.name, "What to do": target.what_to_do,
        "Line ID": raw(line, "Line ID"), "Column to fill": target.column,
    }  # fmt: skip
