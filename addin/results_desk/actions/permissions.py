"""How candidates want their results: from the answers of a form into the permissions register."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from results_desk.actions.facts import desk_facts, rows
from results_desk.actions.importing import in_rows, keep_one, one_batch, said_of
from results_desk.actions.registers import put_register_views
from results_desk.actions.registry import Outcome, Work, action
from results_desk.actions.views import columns, put_formula_values, typed
from results_desk.errors import DeskError
from results_desk.terms import counted

BOOK = "permissions_register.xlsx"
Answers = Annotated[Path, "Answers of the permission form (CSV or XLSX), or a list typed from paper forms."]


@action("Prepare", "Import permissions", reveals="keep")
def import_permissions(work: Work, file: Answers) -> Outcome:
    """Take permission forms into the register: one line for each candidate and results day; what contradicts itself is refused."""
    from results_desk.rules.candidates.permission_forms import Around, Forms
    from results_desk.rules.cells import records

    facts, batch = one_batch(work, file, "permissions")
    if batch.permissions is None:
        raise DeskError(f"{file.name} holds no permission forms: check that it is the file you meant.")
    awards = [*rows(work.desk, "Entries"), *rows(work.desk, "Results")]
    dates, domain = rows(work.desk, "PermissionDates"), work.desk.book(BOOK).named("desk_school_domain")
    around = Around(rows(work.desk, "Candidates"), awards, desk_facts(work.desk), dates, domain, facts.name, work.now.date())
    taken = Forms(rows(work.desk, "Permissions"), around).take(records(batch.permissions))
    table = work.desk.table("Permissions")
    stale = table.update(taken.changes, taken.expect)
    table.append(columns(taken.new, typed("Permissions")))
    put_formula_values(work, [BOOK])
    put_register_views(work)
    problems = in_rows(batch.problems, taken.problems)
    keep_one(work, file, facts, batch, taken.counts["accepted"], problems)
    if stale:
        raise DeskError(f"{BOOK} changed while we looked at it: run it again.")
    counts = {**taken.counts, "rows": batch.rows, "refused": batch.rows - taken.counts["accepted"], "problems": len(problems)}
    return Outcome(_said(counts) + said_of(batch), counts, (file,), problems, hashes=(facts.sha256,))


def _said(counts: Mapping[str, int]) -> str:
    did = f"{counted(counts['new'], 'line')} added, {counts['changed']} changed"
    if not counts["new"] and not counts["changed"]:
        did = "nothing changed: what was accepted was there already" if counts["accepted"] else "nothing changed"
    return f"{counted(counts['rows'], 'form')}: {counts['accepted']} accepted, {counts['refused']} refused; {did}."
