"""The views of the results workbook: filled at the end of every import, stamped when they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results_desk.actions.facts import key_in, rows
from results_desk.actions.importing import frame
from results_desk.actions.registry import Work
from results_desk.actions.views import put_values, put_view
from results_desk.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.facts import Facts
    from results_desk.rules.results.held import Held

def fill_reports(work: Work, facts: Facts, entries: pd.DataFrame, results: pd.DataFrame) -> list[Problem]:
    """Bring subjects, grades, broadsheet and what is to resolve up to date with these rows of Entries and Results.

    Returns what the broadsheet has no room for, for the Problems sheet under the name BROADSHEET_FILE.
    """
    from results_desk.rules.results.broadsheet import left_out
    from results_desk.rules.results.held import Held
    from results_desk.rules.results.subjects import subject_grade_rows, subject_rows

    held = Held.of(entries, results, facts)
    before = len(work.desk.table("SubjectSummary").read())
    put_view(work, "SubjectSummary", frame(subject_rows(held), "SubjectSummary"))
    put_view(work, "SubjectGrades", frame(subject_grade_rows(held), "SubjectGrades"))
    _fill_people(work, held, before)
    _put_totals(work, results)
    return left_out(held)


def _fill_people(work: Work, held: Held, before: int) -> None:
    """The broadsheet, as wide as it is now or was `before`, and what is to resolve."""
    from results_desk.rules.computed import Around
    from results_desk.rules.results.broadsheet import broadsheet_rows
    from results_desk.rules.results.to_resolve import FILLED, to_resolve
    from results_desk.tables.results_views import BROADSHEET, BROADSHEET_SUBJECTS, SUBJECT_HEADINGS, TO_RESOLVE

    candidates = rows(work.desk, "Candidates")
    used = min(BROADSHEET_SUBJECTS, len(held.subjects))
    wide = min(BROADSHEET_SUBJECTS, max(used, before))
    ours = [heading for heading in BROADSHEET.headings if heading not in SUBJECT_HEADINGS[wide:]]
    put_view(work, BROADSHEET.name, frame(broadsheet_rows(held, candidates, wide), BROADSHEET.name)[ours])
    work.desk.book(BROADSHEET.workbook).print_up_to(BROADSHEET.name, SUBJECT_HEADINGS[max(used, 1) - 1])
    found = to_resolve(held, candidates, rows(work.desk, TO_RESOLVE.name))
    if put_view(work, TO_RESOLVE.name, frame(found, TO_RESOLVE.name)[list(FILLED)]):
        put_values(work, TO_RESOLVE.name, Around(work.now.date(), {TO_RESOLVE.name: rows(work.desk, TO_RESOLVE.name)}))


def _put_totals(work: Work, results: pd.DataFrame) -> None:
    """The values that the formulas of GradeTotals have now, for readers that do not compute."""
    from results_desk.rules.results.reports import counted, grade_totals

    lines = rows(work.desk, "GradeTotals")
    values = grade_totals(lines, counted(zip(results["Level"], results["Grade"], strict=True)))
    work.desk.table("GradeTotals").update({key_in("GradeTotals", line): cells for line, cells in zip(lines, values, strict=True)})
