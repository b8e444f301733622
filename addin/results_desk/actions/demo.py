"""The practice desk: the main line on invented candidates, from the shipped sample files, told as a short story."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from results_desk.actions import year
from results_desk.actions.new import new_desk
from results_desk.actions.registry import ACTIONS, Action, Outcome, Progress, Work
from results_desk.actions.story import RESTRICTED, Chapter, line, moment, sample, tell, told_in
from results_desk.edges.desk.desk import Desk
from results_desk.edges.folders import is_desk
from results_desk.errors import DeskError


def play(folder: Path, progress: Progress) -> Outcome:
    """Make the practice desk, or go through the story again on one. DeskError when the folder is something else."""
    planned, story = told_in("planned.json"), told_in("story.json")
    _prepare(folder, planned)
    counts: dict[str, int] = {}
    lines: list[str] = []
    problems = 0
    with tempfile.TemporaryDirectory() as scratch:
        for chapter in progress(chapters(Path(scratch), planned, story), "The story"):
            outcome = tell(chapter, folder, progress)
            counts |= {f"{chapter.name or chapter.action.name}.{name}": number for name, number in outcome.counts.items()}
            lines.append(line(chapter, outcome.counts))
            problems += len(outcome.problems)
    _compare(planned, story, counts)
    counts |= {"planned_problems": problems, "changed": _changed(counts)}
    return Outcome(_summary(folder, lines, counts), counts, (folder,), action="demo")


def _prepare(folder: Path, planned: Mapping[str, Any]) -> None:
    if not is_desk(folder):
        bodies = [f"{body}={number}" for body, number in planned["body_centres"].items()]
        now = moment("2024-08-13T15:00")
        new_desk(folder, now, planned["centre_number"], planned["centre_name"], planned["series"], bodies, practice=True)
    elif not Desk(folder).is_practice:
        raise DeskError(f"{folder} is a real desk: the demo works on practice desks only. Name another folder.")
    elif year.begun(folder):
        raise DeskError(f"{folder} is the practice desk of the whole year (demo --year looks at it): name another folder for the summer.")


def chapters(scratch: Path, planned: Mapping[str, Any], story: Mapping[str, Any]) -> list[Chapter]:
    """The steps of the story, in order; the samples are copied to `scratch`, dated as they came."""
    lists = [sample(name, scratch) for part in ("import_candidates", "import_basedata") for name in planned[part]]
    results = [sample(name, scratch) for name in planned["import_results"]]
    typing = Action("type_in_log", "Requests", "", "What the officer typed in the log afterwards.", _type_in_log, reveals="keep")
    after, flagged = story["log_requests_at"], story["flag_overdue_at"]
    form = {"letter": "request_consent_payment_form"}
    return [
        Chapter("2024-08-13T15:30", ACTIONS["import_candidates"], {"files": lists}, "{candidates} candidates, {entries} entries"),
        Chapter(
            "2024-08-13T16:00", ACTIONS["authorise_reader"], {"name": "Exams officer", "signed_by": "Head of centre"},
            "the head of centre signs for {readers} reader of restricted results",
        ),
        *_edi(sample(planned["confirm_layout"], scratch)),
        Chapter(
            RESTRICTED, ACTIONS["import_results"], {"files": results},
            "{rows} rows of results: {accepted} accepted, {refused} refused, {problems} to look at ({new} added, {changed} changed)",
        ),
        Chapter(
            "2024-08-21T11:00", ACTIONS["write_statements"], {"combined": True},
            "{letters} statements prepared in letters/RESTRICTED ({written} files written): nobody else may see them yet",
        ),
        Chapter(
            "2024-08-22T08:00", ACTIONS["write_statements"], {"combined": True},
            "the results are released: {letters} statements ({written} files written)",
        ),
        Chapter(
            after, ACTIONS["log_requests"], {"file": sample("request_answers.csv", scratch), **story["late"]},
            "{rows} requests: {lines} lines logged, {already} were there already, {refused} refused",
        ),
        Chapter(after, ACTIONS["write_letters"], form, "{letters} request forms ({written} files written)"),
        Chapter(after, typing, {"story": story}, "{typed} cells typed in the log: what was sent, what came back"),
        Chapter(flagged, ACTIONS["flag_overdue"], {}, "{alarms} of {lines} lines of the log have an alarm"),
    ]  # fmt: skip


def _edi(file: Path) -> list[Chapter]:
    """One awarding body's results by EDI: the layout confirmed, then the results."""
    found = "OCR's results came as EDI: where its fields stand was found from {rows} records, and confirmed"
    imported = "{rows} records of EDI results: {accepted} accepted, {refused} refused"
    return [
        Chapter(RESTRICTED, ACTIONS["confirm_layout"], {"file": file, "yes": True}, found),
        Chapter(RESTRICTED, ACTIONS["import_results"], {"files": [file]}, imported, "import_edi"),
    ]


def _type_in_log(work: Work, story: Mapping[str, Any]) -> Outcome:
    """Type into the log what the story says was sent and came back."""
    table = work.desk.table("Lines")
    keys = ("Candidate number", "Component code", "Service")
    held = {tuple(row[heading] for heading in keys): row for row in table.read().to_dict("records")}
    typed = 0
    for told in story["log"]:
        row = held[told["candidate_number"], told["component_code"], told["service"]]
        cells = {heading: _cell(heading, value) for heading, value in told["edits"].items()}
        new = {heading: value for heading, value in cells.items() if row[heading] != value}
        table.update({(str(row["Line ID"]),): new})
        typed += len(new)
    return Outcome("", {"typed": typed})


def _cell(heading: str, value: str) -> object:
    return date.fromisoformat(value) if heading.endswith((" on", " date")) else value


def _compare(planned: Mapping[str, Any], story: Mapping[str, Any], counts: Mapping[str, int]) -> None:
    """DeskError when the story went another way than it is told."""
    files = [planned["files"][name] for name in planned["import_results"]]
    told = {
        "import_candidates.accepted": sum(planned["files"][name]["accepted"] for name in planned["import_candidates"]),
        "import_edi.accepted": sum(planned["files"][name]["accepted"] for name in planned["import_edi"]),
        "import_results.rows": sum(file["rows"] for file in files),
        "import_results.accepted": sum(file["accepted"] for file in files),
        "log_requests.rows": story["answers"],
        "flag_overdue.lines": story["lines"],
        "flag_overdue.alarms": story["alarms"],
    }
    wrong = [f"{name} is {counts[name]} where the story says {number}" for name, number in told.items() if counts[name] != number]
    if wrong:
        raise DeskError(f"The practice desk is not as the story left it ({'; '.join(wrong)}): remove the folder and run the demo again.")


def _changed(counts: Mapping[str, int]) -> int:
    """How much this run added or changed, over all chapters."""
    kinds = (".new", ".changed", ".written", ".typed", ".saved")
    return sum(number for name, number in counts.items() if name.endswith(kinds)) + counts["log_requests.lines"]


def _summary(folder: Path, lines: Sequence[str], counts: Mapping[str, int]) -> str:
    head = f"A summer on the practice desk {folder}, every candidate invented:"
    last = "The problems were planned: they are on the Problems sheet of results.xlsx."
    if not counts["changed"]:
        last = "Nothing changed this time: everything was there already."
    where = f"Look in {folder.resolve()}: results.xlsx, tracking_log.xlsx, letters."
    return "\n".join([head, "", *(f"  {line}" for line in lines), "", last, where])
