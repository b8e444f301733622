"""Requests for post-results services: from a form's answers into the tracking log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from results_desk.actions.facts import desk_facts
from results_desk.actions.importing import keep_received, put_problems, read_batches
from results_desk.actions.overdue import put_computed
from results_desk.actions.registry import Outcome, Work, action
from results_desk.errors import DeskError

FACTS = {
    "candidates": "Candidates", "results": "Results", "components": "Components", "deadlines": "Deadlines", "releases": "ReleaseTimes",
    "levels": "Levels", "services": "Services", "awarding_bodies": "AwardingBodies",
}  # fmt: skip


Answers = Annotated[Path, "Answers of the request form (CSV or XLSX, as Microsoft or Google Forms export them)."]


@action("Requests", "Log requests", reveals="show")
def log_requests(work: Work, file: Answers) -> Outcome:
    """Log candidates' requests for post-results services: one line per component and service, with deadline and consent."""
    from results_desk.rules.requests import log

    ((facts, batch),) = read_batches(work, [file], "requests")
    if batch.requests is None:
        raise DeskError(f"{file.name} holds no requests: check that it is the file you meant.")
    lines = work.desk.table("Lines")
    known = {name: work.desk.table(table).read() for name, table in FACTS.items()}
    logged = log(batch.requests, lines.read(), **known, series=str(desk_facts(work.desk).series), file=facts.name)
    lines.append(logged.new)
    put_computed(work)
    problems = (*batch.problems, *logged.problems)
    put_problems(work, [facts.name], problems, keep_earlier=True)
    keep_received(work, [file])
    counts = {**logged.counts, "problems": len(problems)}
    return Outcome(_said(counts), counts, (file,), problems, hashes=(facts.sha256,))


def _said(counts: dict[str, int]) -> str:
    already = f", {counts['already']} were in the log already" if counts["already"] else ""
    return f"{counts['rows']} answers: {counts['lines']} lines added to the tracking log{already}, {counts['refused']} refused."
