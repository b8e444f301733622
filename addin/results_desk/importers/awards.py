"""What every results importer does with its rows: who, which award, which grade, what is refused; and the batch it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from results_desk import terms
from results_desk.batch import COMPONENT_COLUMNS, RESULT_COLUMNS, Batch
from results_desk.importers.dates import looks_like_a_day
from results_desk.importers.frames import Rows, awarding_body, candidate_number, filled, first_of, frame, holds, mapped
from results_desk.importers.headings import Heading, telling
from results_desk.importers.sheet import Columns, Source, Text
from results_desk.terms import counted

CHECK = "Compare the row with the awarding body's site, correct it in a copy of the file and import the copy."
DATE_FOR_GRADE = "The grade is a date: Excel makes one of a double grade such as 9-9."
DATE_WAY_OUT = "Import the awarding body's own file, not one saved by Excel, or type the grade as text into a column formatted as text."


@dataclass(frozen=True)
class Reading:
    """The data rows of one table and what they hold: result and component blocks, each as long as the rows.

    A result block leaves out rows without a grade, a component block rows without a component code. `count` is how many of what the
    batch counts as rows there are.
    """

    rows: Rows
    results: Sequence[Columns]
    components: Sequence[Columns]
    count: int


def award(rows: Rows, known: Columns, components: Sequence[Columns] | None = None) -> Reading:
    """One award per row, from the fields named like RESULT_COLUMNS and what is `known` besides; incomplete rows are refused.

    Component marks come from the fields `component_...`, or from `components`, blocks in the columns of COMPONENT_COLUMNS.
    """
    values = who(rows) | {name: rows[name] for name in RESULT_COLUMNS[7:] if name in rows.table.at} | dict(known)
    values["awarding_body"] = _each(values.get("awarding_body", ""), rows)
    grades = _column(values["grade"], rows)
    refuse_nobody(rows, values)
    rows.refuse(_column(values["entry_code"], rows) == "", rows.heading("entry_code", "qan"), "The entry code is blank.", CHECK)
    _refuse_dates(rows, grades)
    rows.refuse(grades == "", rows.heading("grade"), "The grade is blank.", CHECK, rows["note"])
    blocks = [_component(rows)] if components is None else components
    return Reading(rows, [values], [{"entry_code": values["entry_code"], **block} for block in blocks], len(rows))


def who(rows: Rows) -> dict[str, Text | str]:
    """The columns that say whose the row is. Candidate numbers have their leading zeros again; a name is made of its parts."""
    surname, forenames = rows["surname"], rows["forenames"]
    values: dict[str, Text | str] = {name: rows[name] for name in ("centre_number", "uci", "uln")}
    joined = filled(len(rows)) if "surname" not in rows.table.at else surname + ", " + forenames
    name = mapped(joined, lambda text: text.strip(", "))
    return values | {
        "candidate_number": mapped(rows["candidate_number"], candidate_number),
        "surname": surname,
        "name": first_of(rows["name"], name),
    }


def refuse_nobody(rows: Rows, values: Columns) -> None:
    """Refuse the rows that name no candidate: no candidate number, UCI or ULN."""
    nobody = first_of(*(_column(values[name], rows) for name in ("candidate_number", "uci", "uln"))) == ""
    rows.refuse(nobody, rows.heading("candidate_number", "uci", "uln"), "The row has no candidate number, UCI or ULN.", CHECK)


def graded(rows: Rows) -> Text:
    """The grade with the status note of the row, where the format has a column for it.

    A note X (no result) or Q (pending) is the grade where the grade is blank; `#` (partial absence) is put beside the grade.
    A grade beside X or Q contradicts it, and the row is refused. Other notes are counted and stay in the file.
    """
    import numpy as np

    grade, note = rows["grade"], mapped(rows["note"], str.upper)
    if not holds(note, bool).any():
        return grade
    held = holds(note, lambda text: text in (terms.NO_RESULT, terms.PENDING))
    contradicted = held & (grade != "") & (grade != note)
    rows.refuse(contradicted, rows.heading("note"), "The row has a grade, and a status note that there is none (X, Q).", CHECK)
    others = int(holds(note, lambda text: text not in ("", terms.NO_RESULT, terms.PENDING, terms.PARTIAL_ABSENCE)).sum())
    if others:
        rows.notes.append(f"{rows.heading('note')}: a note other than X, Q or # in {counted(others, 'row')}, to be read in the file.")
    absent = (note == terms.PARTIAL_ABSENCE) & (grade != "") & ~holds(grade, lambda text: terms.PARTIAL_ABSENCE in text)
    values: Text = np.where(held & (grade == ""), note, np.where(absent, grade + terms.PARTIAL_ABSENCE, grade))
    return values


def results_batch(source: Source, name: str, headings: Sequence[Heading], readings: Sequence[Reading]) -> Batch:
    """The batch of a results file; its components are None when it has no component mark."""
    results = [(r.rows.row, block, ~r.rows.refused & (_column(block["grade"], r.rows) != "")) for r in readings for block in r.results]
    marks = [
        (r.rows.row, block, ~r.rows.refused & (_column(block["component_code"], r.rows) != "")) for r in readings for block in r.components
    ]
    components = frame(COMPONENT_COLUMNS, marks)
    return Batch(
        file=source.file,
        format=name,
        rows=sum(r.count for r in readings),
        problems=tuple(sorted((p for r in readings for p in r.rows.problems), key=lambda problem: problem.row)),
        results=frame(RESULT_COLUMNS, results),
        components=components if len(components) else None,
        notes=(*unread(source, headings), *(note for r in readings for note in r.rows.notes)),
    )


def unread(source: Source, headings: Sequence[Heading]) -> list[str]:
    """A note for every sheet that holds something and was not read."""
    sheets = [sheet for sheet in source.sheets if not sheet.blank and not sheet.place(headings)]
    return [f"Sheet {sheet.name} was not read: it has no row with the headings {telling(headings)}." for sheet in sheets]


def _component(rows: Rows) -> Columns:
    fields = {"title": "component_title", "mark": "component_mark", "max_mark": "component_max_mark", "grade": "component_grade"}
    return {"component_code": rows["component_code"], **{column: rows[name] for column, name in fields.items()}}


def _refuse_dates(rows: Rows, grades: Text) -> None:
    dates = holds(grades, looks_like_a_day)
    if "grade" in rows.table.at:
        dates |= rows.was_date(rows.table.at["grade"])
    rows.refuse(dates, rows.heading("grade"), DATE_FOR_GRADE, DATE_WAY_OUT, grades)


def _each(body: Text | str, rows: Rows) -> Text | str:
    return awarding_body(body) if isinstance(body, str) else mapped(body, awarding_body)


def _column(value: Text | str, rows: Rows) -> Text:
    return filled(len(rows), value) if isinstance(value, str) else value
