"""Outcomes of reviews and appeals, one row per component: an awarding body's list as CSV or Excel, or typed into our own layout.

Any order of columns. A row names its line of the tracking log by one of the first three, has a day, and says what came of it.

| Heading | What it holds |
|---|---|
| Line ID | the line of our tracking log |
| Awarding body reference | what the awarding body answered when the request was sent |
| Candidate number, Entry code, Component code | four digits, as in the log; with Awarding body and Service where that is not one line |
| Candidate name | for the check that it is the right candidate |
| Service | S1, S2, P2, S3, AP1, AP2 or its name; AP1 and AP2 on the line of the review that is appealed |
| Outcome date | the day of the outcome letter: 12/09/2024 |
| Mark before, Mark after | of the component |
| Subject mark after | of the award |
| Grade before, Grade after | of the award: 7, 9-8, A*, D*D*, L2P |
| Outcome mark, Outcome grade | Up, Down, No change, Script not found: where marks and grades are not given |
| Appeal upheld, Centre marks reinstated | Yes or No |
| Special text | to be said in the letter |
"""

from __future__ import annotations

from results_desk.batch import OUTCOME_COLUMNS, Batch
from results_desk.importers.awards import DATE_FOR_GRADE, DATE_WAY_OUT
from results_desk.importers.dates import day, looks_like_a_day
from results_desk.importers.frames import (
    CORRECT,
    Rows,
    awarding_body,
    candidate_number,
    first_of,
    holds,
    mapped,
    yes_or_no,
)
from results_desk.importers.headings import CANDIDATE_NUMBER, either, fold, may, need
from results_desk.importers.plain import plain_batch
from results_desk.importers.profiles import OUTCOMES, Form
from results_desk.importers.request_answers import service
from results_desk.importers.sheet import Source, Text

NAME = "outcomes of reviews and appeals"
KIND = "outcomes"
HEADINGS = (
    need("outcome_on", "Outcome date", "Outcome issued", "Outcome received", "Date of outcome", "Decision date", "Review outcome date"),
    either("line", "line_id", "Line ID", "Our line", "Centre reference"),
    either("line", "reference", "Awarding body reference", "Reference", "Enquiry reference", "Request reference", "Case reference"),
    either("line", "candidate_number", *CANDIDATE_NUMBER),
    may("name", "Candidate name", "Name"),
    may("surname", "Surname", "Last name"),
    may("forenames", "Forenames", "First name"),
    may("awarding_body", "Awarding body", "Exam board", "Board"),
    may("entry_code", "Entry code", "Award code", "Subject code", "Specification code", "Syllabus code", "Syllabus"),
    may("component_code", "Component code", "Component", "Unit code", "Paper", "Paper code"),
    may("service", "Service", "Service code", "Service type", "Service requested"),
    may("mark_before", "Mark before", "Original mark", "Old mark", "Previous mark"),
    either("told", "mark_after", "Mark after", "New mark", "Revised mark", "Final mark", "Mark after review"),
    may("subject_mark_after", "Subject mark after", "New subject mark", "Revised subject mark"),
    may("grade_before", "Grade before", "Original grade", "Old grade", "Previous grade"),
    either("told", "grade_after", "Grade after", "New grade", "Revised grade", "Final grade", "Grade after review"),
    either("told", "outcome_mark", "Outcome mark", "Mark outcome", "Outcome of mark"),
    either("told", "outcome_grade", "Outcome grade", "Grade outcome", "Outcome of grade"),
    either("told", "appeal_upheld", "Appeal upheld", "Upheld"),
    either("told", "marks_reinstated", "Centre marks reinstated", "Marks reinstated"),
    may("special_text", "Special text", "Comment", "Comments", "Note"),
)
_WORDS = {
    "Up": ("up", "raised", "increase", "increased", "higher", "upgraded"),
    "Down": ("down", "lowered", "decrease", "decreased", "lower", "downgraded"),
    "No change": ("nochange", "unchanged", "same", "confirmed", "none"),
    "Script not found": ("scriptnotfound", "notfound", "scriptmissing", "lostscript"),
    "Pending": ("pending", "inprogress", "awaited"),
    "Not applicable (unit only)": ("notapplicableunitonly", "notapplicable", "unitonly", "na"),
}
_OUTCOMES = {word: outcome for outcome, words in _WORDS.items() for word in words}
_TOLD = ("mark_after", "grade_after", "outcome_mark", "outcome_grade", "appeal_upheld", "marks_reinstated")
_DAY = "Write it as 12/09/2024 or 2024-09-12 and read the file again."
_FORM = Form(OUTCOMES, HEADINGS)
WAY_OUT, headings = _FORM.way_out, _FORM.headings


def identify(source: Source) -> bool:
    """Whether the file has a day of the outcome, a line, reference or candidate, and what came of it."""
    return source.has(_FORM.usable(source))


def extract(source: Source) -> Batch:
    """The outcomes of the file."""
    return plain_batch(source, NAME, headings(source), "outcomes", OUTCOME_COLUMNS, _outcomes)


def _outcomes(rows: Rows) -> dict[str, Text]:
    values = {name: rows[name] for name in OUTCOME_COLUMNS[1:]} | {
        "candidate_number": mapped(rows["candidate_number"], candidate_number),
        "name": first_of(rows["name"], mapped(rows["surname"] + ", " + rows["forenames"], lambda text: text.strip(", "))),
        "awarding_body": mapped(rows["awarding_body"], awarding_body),
        "service": mapped(rows["service"], service),
        "outcome_on": _day(rows),
        **{name: _outcome(rows, name) for name in ("outcome_mark", "outcome_grade")},
        **{name: yes_or_no(rows, name) for name in ("appeal_upheld", "marks_reinstated")},
    }
    nobody = first_of(values["line_id"], values["reference"], values["candidate_number"]) == ""
    rows.refuse(nobody, rows.heading("line_id", "reference", "candidate_number"), "The row names no line, reference or candidate.", CORRECT)
    _refuse_dates(rows, values)
    nothing = first_of(*(values[name] for name in _TOLD)) == ""
    rows.refuse(nothing, rows.heading(*_TOLD), "The row says nothing of what came of the review.", CORRECT)
    return values


def _day(rows: Rows) -> Text:
    written = rows["outcome_on"]
    column = rows.heading("outcome_on")
    rows.refuse(written == "", column, "The day of the outcome is blank.", _DAY)
    rows.refuse(holds(written, lambda text: day(text) is None), column, "The day of the outcome can't be read.", _DAY, written)
    return mapped(written, lambda text: day(text) or "")


def _outcome(rows: Rows, name: str) -> Text:
    """Our word for each outcome; one that is none of them is refused."""
    written = rows[name]
    strange = holds(written, lambda text: text != "" and fold(text) not in _OUTCOMES)
    words = ", ".join(tuple(_WORDS)[:5])
    rows.refuse(strange, rows.heading(name), "This word is no outcome that is known here.", f"Write one of {words}.", written)
    return mapped(written, lambda text: _OUTCOMES.get(fold(text), text))


def _refuse_dates(rows: Rows, values: dict[str, Text]) -> None:
    for name in ("grade_before", "grade_after"):
        dates = holds(values[name], looks_like_a_day)
        if name in rows.table.at:
            dates |= rows.was_date(rows.table.at[name])
        rows.refuse(dates, rows.heading(name), DATE_FOR_GRADE, DATE_WAY_OUT, values[name])
