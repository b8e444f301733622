"""Outcomes of reviews and appeals: into the log, Results and Components, with a trace of everything that changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk.actions.facts import desk_facts, rows
from results_desk.actions.importing import frame, in_rows, keep_one, one_batch, put_problems, said_of
from results_desk.actions.overdue import put_computed
from results_desk.actions.registry import Outcome, Work, action
from results_desk.actions.reports import fill_reports
from results_desk.actions.views import columns, put_view, typed
from results_desk.edges.desk import audit
from results_desk.errors import DeskError, Problem
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.rules.outcomes.grade_changes import Change
    from results_desk.rules.outcomes.outcomes import Recorded

File = Annotated[Path, "Outcomes as the awarding body lists them, or typed into our own layout (CSV or XLSX)."]


@action("Outcomes", "Record outcomes", reveals="keep")
def record_outcomes(work: Work, file: File) -> Outcome:
    """Take outcomes of reviews and appeals into the tracking log and the results, and list what does not show them yet."""
    from results_desk.rules.cells import records
    from results_desk.rules.outcomes.outcomes import TABLES, Recorder

    facts, batch = one_batch(work, file, "outcomes")
    if batch.outcomes is None:
        raise DeskError(f"{file.name} holds no outcomes: check that it is the file you meant.")
    held = {name: rows(work.desk, name) for name in TABLES}
    found = Recorder(held, desk_facts(work.desk), facts.name, work.now.date()).take(records(batch.outcomes))
    changed = _put(work, found)
    problems = in_rows(batch.problems, found.problems, changed)
    keep_one(work, file, facts, batch, found.counts["accepted"], problems)
    counts = {**found.counts, "rows": batch.rows, "refused": batch.rows - found.counts["accepted"], "problems": len(problems)}
    counts["still_to_update"] = len(put_still_to_update(work))
    return Outcome(_said(counts) + said_of(batch), counts, (file,), problems, hashes=(facts.sha256,))


def _put(work: Work, found: Recorded) -> list[Problem]:
    """Write everything into the desk; a line that somebody changed meanwhile is left alone, and said."""
    stale = work.desk.table("Lines").update(found.lines, found.expect)
    for name, changes in (("Results", found.results), ("Components", found.components)):
        work.desk.table(name).update(changes)
    put_trace(work, found.trace)
    if found.results or found.components:
        refill_reports(work)
    put_computed(work)
    way_out = "Look at the line, then read the file again."
    return [Problem("tracking_log.xlsx", 0, "Line ID", f"Line {line} was changed meanwhile.", way_out) for (line,) in stale]


def put_trace(work: Work, changes: list[Change]) -> None:
    """Note grades and marks that were changed on the sheet Grade changes, each once."""
    from results_desk.rules.outcomes.grade_changes import new_rows

    fresh = new_rows(changes, rows(work.desk, "GradeChanges"), work.wall_clock, audit.login())
    if fresh:
        work.desk.table("GradeChanges").append(frame(fresh, "GradeChanges"))


def put_still_to_update(work: Work) -> list[Mapping[str, object]]:
    """Fill the list of what does not show an outcome yet: its rows. None in a desk without a log."""
    from results_desk.rules.log.still_to_update import still_to_update

    found = still_to_update(rows(work.desk, "Lines")) if work.desk.has("Lines") else []
    put_view(work, "StillToUpdate", columns(found, typed("StillToUpdate")))
    return list(found)


def refill_reports(work: Work) -> None:
    """Bring subjects, grades, broadsheet and what is to resolve up to date with Results as it stands now."""
    from results_desk.tables.results_views import BROADSHEET_FILE

    entries, results = (work.desk.table(name).read() for name in ("Entries", "Results"))
    put_problems(work, [BROADSHEET_FILE], fill_reports(work, desk_facts(work.desk), entries, results))


def _said(counts: Mapping[str, int]) -> str:
    told = ((counts["changed"], "line"), (counts["grades"], "grade"), (counts["marks"], "mark"))
    did = f"changed: {', '.join(counted(*each) for each in told)}"
    if not any(number for number, _ in told):
        did = "nothing changed: what was accepted was there already" if counts["accepted"] else "nothing changed"
    what = f"{counted(counts['rows'], 'outcome')}: {counts['accepted']} accepted, {counts['refused']} refused; {did}."
    return f"{what} Still to update: {counts['still_to_update']} (sheet Still to update of results.xlsx)."
