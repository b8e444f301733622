"""Candidates and their entries, from the school's own system."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from results_desk.actions.importing import keep_received, put_file, put_problems, read_batches
from results_desk.actions.registry import Outcome, Work, action


@action("Prepare", "Import candidates")
def import_candidates(work: Work, files: Annotated[list[Path], "Candidate and entry lists exported from your school system (CSV or XLSX)."]) -> Outcome:
    """Bring in the candidates and their entries from files exported by your school system."""
    from results_desk.actions.facts import desk_facts
    from results_desk.rules.candidates import check_candidates

    batches = sorted(read_batches(work, files, "candidates"), key=lambda pair: pair[1].candidates is None)
    candidates, entries, facts = work.desk.table("Candidates"), work.desk.table("Entries"), desk_facts(work.desk)
    counts = dict.fromkeys(("rows", "accepted", "changed", "candidates", "entries", "problems"), 0)
    problems = []
    for file, batch in batches:
        check = check_candidates(batch.candidates, batch.entries, candidates.read(), entries.read(), facts, file.name)
        candidates.append(check.new_candidates)
        candidates.update(check.changed_candidates)
        entries.append(check.new_entries)
        entries.update(check.changed_entries)
        found = [*batch.problems, *check.problems]
        refused = len({problem.row for problem in found if not problem.kept})
        put_file(work, file, batch, batch.rows - refused, len(found))
        put_problems(work, [file.name], found)
        problems += found
    return Outcome("", counts, tuple(files), tuple(problems), hashes=tuple(file.sha256 for file, _ in batches))
