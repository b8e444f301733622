"""Results files in: read, matched, checked, and every row accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk.actions.facts import desk_facts, rows
from results_desk.actions.headings import put_results_heading
from results_desk.actions.importing import (
    Read,
    by_key,
    keep_ours,
    put_basedata,
    put_file,
    put_foreign,
    put_problems,
    read_batches,
)
from results_desk.actions.outcomes import put_trace
from results_desk.actions.previews import edi_counts, preview, to_import
from results_desk.actions.registry import Outcome, Work, action
from results_desk.actions.reports import fill_reports
from results_desk.actions.vault import lock_after
from results_desk.batch import Batch
from results_desk.edges.desk.received import FileFacts
from results_desk.errors import DeskError, Problem
from results_desk.tables.results_views import BROADSHEET_FILE
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.rules.facts import Facts
    from results_desk.rules.results.results import ResultsCheck

RECONCILED = "results.xlsx"
"""The name under which entries without a result stand on the Problems sheet: no single file is at fault."""


Files = Annotated[list[Path], "Results files as the awarding bodies sent them: CSV, XLSX, EDI and zip, with basedata, all in one go."]


@action("Results", "Import results", reveals="import")
def import_results(work: Work, files: Files) -> Outcome:
    """Bring in awarding bodies' results files, match them to candidates and entries, and list what needs attention."""
    from results_desk.rules.results.results import entries_without_result

    read, facts = read_batches(work, files, "results"), desk_facts(work.desk)
    counts = dict.fromkeys(("rows", "accepted", "refused", "new", "changed", "unchanged", "problems"), 0)
    problems = [*read.problems, *preview(work, read)]
    foreign = {file.name: centre for file, centre in read.foreign}
    for file, batch in work.progress(to_import(read), "Checking"):
        problems += _one_file(work, file, batch, facts, counts, foreign)
    _require_some(read, counts, foreign, facts, problems)
    entries, results = (work.desk.table(name).read() for name in ("Entries", "Results"))
    missing = entries_without_result(entries, results, facts)
    missing += fill_reports(work, facts, entries, results)
    put_results_heading(work)
    missing += lock_after(work)
    put_problems(work, [RECONCILED, BROADSHEET_FILE], missing)
    put_basedata(work, read)
    put_foreign(work, read)
    kept = keep_ours(work, read, files, foreign)
    problems += missing
    counts |= {"problems": len(problems), **edi_counts(read, problems)}
    return Outcome(_said(counts, len(files)) + kept, counts, tuple(files), tuple(problems), hashes=read.hashes)


def _require_some(read: Read, counts: Mapping[str, int], foreign: Mapping[str, str], facts: Facts, problems: list[Problem]) -> None:
    """DeskError when no row of any file is taken: then nothing is written, and no copy of somebody else's results is kept."""
    if counts["accepted"] or not counts["rows"] or read.basedata or len(to_import(read)) < len(read.batches):
        return
    names = ", ".join(read.called(file.name) for file, _ in (*read.batches, *read.foreign))
    why = f"no row of {names} was accepted, see below: correct that and import again"
    if len(foreign) == len(read.batches) + len(read.foreign):
        centres = " and ".join(sorted(set(foreign.values())))
        why = f"all of {names} is of centre {centres}, not {facts.centre_number}; no copy was kept, so delete it and tell the awarding body"
    raise DeskError(f"Nothing was taken: {why}.", problems)


def _one_file(
    work: Work, file: FileFacts, batch: Batch, facts: Facts, counts: dict[str, int], foreign: dict[str, str]
) -> list[Problem]:  # fmt: skip
    """Check one file against the desk as it stands, write what is new or changed; add to the counts, and to the files of other centres."""
    from results_desk.rules.results.origin import other_centre
    from results_desk.rules.results.results import check_results

    if batch.results is None:
        raise DeskError(f"{file.name} holds no results: check that it is the file you meant.")
    results, components = work.desk.table("Results"), work.desk.table("Components")
    candidates, entries, files = (work.desk.table(name).read() for name in ("Candidates", "Entries", "Files"))
    check = check_results(
        batch.results, batch.components, candidates, entries, results.read(), components.read(), files, facts, file.name, file.modified,
        rows(work.desk, "GradeChanges"),
    )  # fmt: skip
    results.append(check.new)
    _put_changes(work, file, check)
    components.append(check.components_new)
    found = [*batch.problems, *check.problems]
    if centre := other_centre(check.problems, batch.rows):
        foreign[file.name] = centre
    put_file(work, file, batch, check.accepted, len(found))
    put_problems(work, [file.name], found)
    added = {"rows": batch.rows, "accepted": check.accepted, "refused": batch.rows - check.accepted}
    added |= {"new": len(check.new), "changed": len(check.changed), "unchanged": check.unchanged}
    for name, number in added.items():
        counts[name] += number
    return found


def _put_changes(work: Work, file: FileFacts, check: ResultsCheck) -> None:
    """Write what a newer file changes, with its trace."""
    from results_desk.rules.cells import records
    from results_desk.rules.outcomes.grade_changes import of_components, of_file

    results, components = work.desk.table("Results"), work.desk.table("Components")
    changed, marks = by_key(check.changed, results.spec), by_key(check.components_changed, components.spec)
    day = file.modified.date()
    held = rows(work.desk, "Components") if marks else []
    put_trace(work, of_file(changed.values(), file.name, day) + of_components(records(check.components_changed), held, file.name, day))
    results.update(changed)
    components.update(marks)


def _said(counts: dict[str, int], files: int) -> str:
    did = f"{counted(counts['new'], 'result')} added, {counts['changed']} changed"
    if not counts["new"] and not counts["changed"]:
        did = "Nothing changed: every accepted result was there already" if counts["accepted"] else "Nothing changed"
    what = f"{counted(files, 'file')}: {counted(counts['rows'], 'row')}, {counts['accepted']} accepted, {counts['refused']} refused."
    return f"{what} {did}."
