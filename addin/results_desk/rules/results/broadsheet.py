"""The rows of the broadsheet: a candidate a line, a subject a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from results_desk.errors import Problem
from results_desk.rules.cells import Row, text
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.rules.names import folded
from results_desk.rules.results.held import Held
from results_desk.tables.results_views import BROADSHEET_FILE, BROADSHEET_SUBJECTS, SUBJECT_HEADINGS
from results_desk.terms import counted


def broadsheet_rows(held: Held, candidates: Iterable[Row], columns: int) -> list[dict[str, object]]:
    """A row for each candidate with an entry or a result, by year group and tutor group (none last) and name: the first `columns` subjects.

    Grades as issued, with their flag; double awards as their ladder writes them. Blank where there is no result.
    """
    people = {pad_candidate_number(text(row["Candidate number"])): row for row in candidates}
    results = Counter(held.results.candidate)
    grades: dict[str, dict[str, str]] = {number: {} for number in (*held.results.candidate, *held.entries.candidate)}
    for number, subject, shown in zip(held.results.candidate, held.results.subject.tolist(), held.shown, strict=True):
        if subject < columns:
            grades[number].setdefault(SUBJECT_HEADINGS[subject], shown)
    blank = dict.fromkeys(SUBJECT_HEADINGS[:columns], "")
    named = ("Surname", "Forenames", "Year group", "Tutor group")
    rows = [
        {"Candidate number": number, "Results": results[number]}
        | {heading: text(people.get(number, {}).get(heading)) for heading in named}
        | blank | own
        for number, own in grades.items()
    ]  # fmt: skip
    return sorted(rows, key=_place)


def left_out(held: Held) -> list[Problem]:
    """The subjects that the broadsheet has no column for, as one problem."""
    more = held.subjects[BROADSHEET_SUBJECTS:]
    if not more:
        return []
    what = f"{counted(len(more), 'subject is', 'subjects are')} not on the broadsheet, which has room for {BROADSHEET_SUBJECTS}"
    numbers = f"Number {more[0].number}" + (f" to {more[-1].number}" if len(more) > 1 else "")
    way_out = f"Look at them on the sheets Subjects, Subject grades and Results: {numbers}."
    return [Problem(BROADSHEET_FILE, 0, "", what, way_out, kept=True)]


def _place(row: Row) -> tuple[str, ...]:
    groups = (text(row[heading]) or "~" for heading in ("Year group", "Tutor group"))
    names = (folded(text(row[heading])) for heading in ("Surname", "Forenames"))
    return (*groups, *names, text(row["Candidate number"]))
