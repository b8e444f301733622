"""Candidates and their entries, from the school's own system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk.actions.facts import desk_facts
from results_desk.actions.importing import by_key, keep_ours, put_basedata, put_file, put_foreign, put_problems, read_batches
from results_desk.actions.registry import Outcome, Work, action
from results_desk.actions.reports import fill_reports
from results_desk.batch import Batch
from results_desk.edges.desk.received import FileFacts
from results_desk.errors import Problem
from results_desk.tables.results_views import BROADSHEET_FILE
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.rules.facts import Facts

Files = Annotated[list[Path], "Candidate and entry lists of your school system (CSV, XLSX), EDI entries, awarding bodies' basedata."]
COUNTED = ("rows", "accepted", "refused", "candidates", "entries", "new", "changed", "unchanged", "problems")


@action("Prepare", "Import candidates", reveals="keep")
def import_candidates(work: Work, files: Files) -> Outcome:
    """Bring in the candidates and their entries from your school system's files or EDI entries; basedata too."""
    read = read_batches(work, files, "candidates")
    batches = sorted(read.batches, key=lambda pair: pair[1].candidates is None)
    facts, counts = desk_facts(work.desk), dict.fromkeys(COUNTED, 0)
    problems: list[Problem] = read.problems
    for file, batch in work.progress(batches, "Checking"):
        problems += _one_file(work, file, batch, facts, counts)
    put_basedata(work, read)
    put_foreign(work, read)
    kept = keep_ours(work, read, files, {file.name: centre for file, centre in read.foreign})
    entries, results = (work.desk.table(name).read() for name in ("Entries", "Results"))
    left_out = fill_reports(work, facts, entries, results)
    put_problems(work, [BROADSHEET_FILE], left_out)
    problems += left_out
    counts |= {"candidates": len(work.desk.table("Candidates").read()), "entries": len(entries)}
    counts |= {"problems": len(problems), "basedata": sum(batch.rows for _, batch in read.basedata)}
    return Outcome(_said(counts) + kept, counts, tuple(files), tuple(problems), hashes=read.hashes)


def _one_file(work: Work, file: FileFacts, batch: Batch, facts: Facts, counts: dict[str, int]) -> list[Problem]:
    """Check one file against the desk as it stands, write what is new or changed, and add to the counts."""
    from results_desk.rules.candidates.candidates import check_candidates

    candidates, entries = work.desk.table("Candidates"), work.desk.table("Entries")
    check = check_candidates(batch.candidates, batch.entries, candidates.read(), entries.read(), facts, file.name)
    for table, new, changed in (
        (candidates, check.new_candidates, check.changed_candidates), (entries, check.new_entries, check.changed_entries),
    ):  # fmt: skip
        table.append(new)
        table.update(by_key(changed, table.spec))
        counts["new"] += len(new)
        counts["changed"] += len(changed)
    found = [*batch.problems, *check.problems]
    put_file(work, file, batch, check.accepted, len(found))
    put_problems(work, [file.name], found)
    for name, number in (("rows", batch.rows), ("accepted", check.accepted), ("unchanged", check.unchanged)):
        counts[name] += number
    counts["refused"] += batch.rows - check.accepted
    return found


def _said(counts: dict[str, int]) -> str:
    did = f"{counted(counts['new'], 'line')} added, {counts['changed']} changed"
    if not counts["new"] and not counts["changed"]:
        did = "Nothing changed: every accepted row was there already"
    rows = f"{counted(counts['rows'], 'row')}, {counts['accepted']} accepted, {counts['refused']} refused."
    basedata = f" {counted(counts['basedata'], 'record')} of basedata kept." if counts["basedata"] else ""
    has = f"{counted(counts['candidates'], 'candidate')} and {counted(counts['entries'], 'entry', 'entries')}"
    return f"{rows} {did}.{basedata} The desk has {has}."
