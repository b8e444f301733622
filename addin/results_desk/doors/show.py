"""An outcome on a screen: for a person, or as one JSON object for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from results_desk.actions.registry import Item, Outcome, Row
from results_desk.errors import Problem

if TYPE_CHECKING:
    from rich.console import Console

SHOWN_PROBLEMS = 12
SHOWN_ROWS = 6
SHOWN_REPORT = 25


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
    """Print the message, the report and the problems; what stands in a workbook too is cut after a while."""
    console = _console()
    console.print(outcome.message, markup=False)
    if outcome.report:
        _report(console, outcome.report, outcome.rest)
    if outcome.problems:
        _problems(console, outcome.problems, outcome.listed)
        if said := where(outcome):
            console.print(said)


def where(outcome: Outcome) -> str:
    """How many of its problems stand on the Problems sheet, as a sentence; "" when none do."""
    there = sum(problem in outcome.listed for problem in outcome.problems)
    if not there:
        return ""
    many = "All" if there == len(outcome.problems) else str(there)
    said = "1 of them, with its details, is" if many == "1" else f"{many} of them, with their details, are"
    return f"{said} on the Problems sheet of results.xlsx."


def refused(message: str, problems: Sequence[Problem] = ()) -> None:
    """Print why nothing was done, and what was found on the way."""
    console = _console(stderr=True)
    console.print(message, markup=False, style="bold")
    if problems:
        _problems(console, problems)


def grouped(problems: Sequence[Problem], listed: Collection[Problem] = ()) -> list[tuple[str, str, str]]:
    """One entry for each kind of problem in a file: file, rows and column; what is wrong; the way out.

    Those come first that stand nowhere else, and with every row; of the `listed` ones a sheet has the rows.
    """
    return _kinds([problem for problem in problems if problem not in listed], None) + _kinds(
        [problem for problem in problems if problem in listed], SHOWN_ROWS
    )


def _kinds(problems: Iterable[Problem], most: int | None) -> list[tuple[str, str, str]]:
    kinds: dict[tuple[str, str, str, str], list[int]] = {}
    for problem in problems:
        kinds.setdefault((problem.file, problem.column, problem.message, problem.way_out), []).append(problem.row)
    return [
        (", ".join(part for part in (file, _rows(rows, most), column) if part), f"{message.rstrip('.')}.", way_out)
        for (file, column, message, way_out), rows in kinds.items()
    ]


def _problems(console: Console, problems: Sequence[Problem], listed: Collection[Problem] = ()) -> None:
    """The kinds of problems, each with the rows it stands in; of those on a sheet the first."""
    from rich.text import Text

    kinds = grouped(problems, listed)
    shown = len(grouped([problem for problem in problems if problem not in listed])) + SHOWN_PROBLEMS
    console.print(f"\n{len(problems)} to look at:")
    for place, message, way_out in kinds[:shown]:
        console.print(Text.assemble("  ", (place, "bold"), f": {message}\n      {way_out}"))
    if len(kinds) > shown:
        console.print(f"  and {len(kinds) - shown} more kinds.")


def _rows(rows: Sequence[int], most: int | None) -> str:
    known = [str(row) for row in rows if row]
    if not known:
        return f"{len(rows)} times" if len(rows) > 1 else ""
    more = len(known) - len(known[:most])
    shown = ", ".join(known[:most]) + (f" and {more} more" if more else "")
    return f"row{'s' if len(known) > 1 else ''} {shown}"


def _report(console: Console, rows: Sequence[Row], rest: str) -> None:
    """The rows, each in two lines: what it is about, then what to do (its last column); in a third why, where it says so.

    Where the `rest` is to be found elsewhere, the first of them are enough.
    """
    from rich.text import Text

    shown = rows[:SHOWN_REPORT] if rest else rows
    for number, row in enumerate(shown, 1):
        *about, to_do = (str(value) for heading, value in row.items() if heading != "Why")
        head, why = " · ".join(part for part in about if part), str(row.get("Why", ""))
        first, then = (f"\n     {below}" if below else "" for below in (to_do, why))
        console.print(Text.assemble(f"{number:>3}. ", (head, "bold"), first, (then, "dim")))
    if len(rows) > len(shown):
        console.print(f"     and {len(rows) - len(shown)} more: {rest}.")


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
