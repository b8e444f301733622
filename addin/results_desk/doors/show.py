"""An outcome on a screen: for a person, or as one JSON object for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from results_desk.actions.registry import Item, Outcome, Row
from results_desk.errors import Problem

if TYPE_CHECKING:
    from rich.console import Console

SHOWN_PROBLEMS = 12
SHOWN_ROWS = 6
SHOWN_REPORT = 25
_SAID_HERE_ONLY = ("new", "roll", "doctor", "write_mail", "send_mail", "audit", "retention", "export_candidate")
"""Actions whose problems stand on no sheet."""


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def as_json(action: str, done: bool, message: str, outcome: Outcome | None = None, problems: Sequence[Problem] = ()) -> None:
    """Print the one object of the contract on standard output; `problems` are those of a refusal."""
    found = [problem.public() for problem in problems]
    body: dict[str, object] = {"action": action, "done": done, "message": message, "counts": {}, "files": [], "problems": found}
    if outcome is not None:
        body["counts"] = dict(outcome.counts)
        body["files"] = [str(path) for path in outcome.files]
        body["problems"] = [problem.public() for problem in outcome.problems]
        if outcome.report:
            body["report"] = [{heading: str(value) for heading, value in row.items()} for row in outcome.report]
    sys.stdout.write(json.dumps(body, ensure_ascii=False) + "\n")


def as_text(outcome: Outcome) -> None:
    """Print the message, the report and the first problems."""
    console = _console()
    console.print(outcome.message, markup=False)
    if outcome.report:
        _report(console, outcome.report)
    if outcome.problems:
        _problems(console, outcome.problems, on_sheet=on_sheet(outcome))


def on_sheet(outcome: Outcome) -> bool:
    """Whether its problems stand on the Problems sheet."""
    return outcome.action not in _SAID_HERE_ONLY


def refused(message: str, problems: Sequence[Problem] = ()) -> None:
    """Print why nothing was done, and what was found on the way."""
    console = _console(stderr=True)
    console.print(message, markup=False, style="bold")
    if problems:
        _problems(console, problems, on_sheet=False)


def grouped(problems: Sequence[Problem]) -> list[tuple[str, str, str]]:
    """One entry for each kind of problem in a file: file, rows and column; what is wrong; the way out."""
    kinds: dict[tuple[str, str, str, str], list[int]] = {}
    for problem in problems:
        kinds.setdefault((problem.file, problem.column, problem.message, problem.way_out), []).append(problem.row)
    return [
        (", ".join(part for part in (file, _rows(rows), column) if part), f"{message.rstrip('.')}.", way_out)
        for (file, column, message, way_out), rows in kinds.items()
    ]


def _problems(console: Console, problems: Sequence[Problem], on_sheet: bool) -> None:
    """The kinds of problems, each with the rows it stands in."""
    from rich.text import Text

    kinds = grouped(problems)
    console.print(f"\n{len(problems)} to look at:")
    for place, message, way_out in kinds[:SHOWN_PROBLEMS]:
        console.print(Text.assemble("  ", (place, "bold"), f": {message}\n      {way_out}"))
    if len(kinds) > SHOWN_PROBLEMS:
        console.print(f"  and {len(kinds) - SHOWN_PROBLEMS} more kinds.")
    if on_sheet:
        console.print("All of them, with their details, are on the Problems sheet of results.xlsx.")


def _rows(rows: Sequence[int]) -> str:
    known = [str(row) for row in rows if row]
    if not known:
        return f"{len(rows)} times" if len(rows) > 1 else ""
    shown = ", ".join(known[:SHOWN_ROWS]) + (f" and {len(known) - SHOWN_ROWS} more" if len(known) > SHOWN_ROWS else "")
    return f"row{'s' if len(known) > 1 else ''} {shown}"


def _report(console: Console, rows: Sequence[Row]) -> None:
    """The first rows, each in two lines: what it is about, then what to do (its last column); in a third why, where it says so."""
    from rich.text import Text

    for number, row in enumerate(rows[:SHOWN_REPORT], 1):
        *about, to_do = (str(value) for heading, value in row.items() if heading != "Why")
        head, why = " · ".join(part for part in about if part), str(row.get("Why", ""))
        console.print(Text.assemble(f"{number:>3}. ", (head, "bold"), f"\n     {to_do}", (f"\n     {why}" if why else "", "dim")))
    if len(rows) > SHOWN_REPORT:
        console.print(f"     and {len(rows) - SHOWN_REPORT} more: --json gives all of them.")


def progress(items: Iterable[Item], label: str, total: int | None = None) -> Iterable[Item]:
    """A progress bar on standard error, gone when done; nothing where no person looks."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.progress import track

    yield from track(items, label, total=total, console=_console(stderr=True), transient=True)


def silent(items: Iterable[Item], label: str, total: int | None = None) -> Iterable[Item]:
    """No progress at all."""
    return items
