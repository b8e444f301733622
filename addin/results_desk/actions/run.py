"""One action on one desk: hold the desk, do it, write everything at once, leave a line in the audit log."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from results_desk.actions.gate import Gate
from results_desk.actions.registry import Action, Outcome, Progress, Work, named
from results_desk.edges.book.changes import By
from results_desk.edges.desk import audit, synced
from results_desk.edges.desk.desk import Desk
from results_desk.edges.desk.leavings import sweep
from results_desk.edges.desk.lock import desk_lock
from results_desk.edges.folders import require_desk
from results_desk.errors import DeskError, Problem, RuleRefusal, StaleBook
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.edges.excel.running import OpenBook

TRIES = 3
BACKWARDS = timedelta(minutes=2)
"""A clock that is earlier than at the last action by more than this is told: two machines never agree to the second."""


def run(
    action: Action, folder: Path, now: datetime, progress: Progress, given: Mapping[str, object], clock_set: bool = False,
    live: Mapping[str, OpenBook] | None = None,
) -> Outcome:  # fmt: skip
    """Run it, on those workbooks that are open (`live`, by file name) in Excel itself.

    DeskError when nothing was done; a workbook that changed meanwhile is read again, up to TRIES times.
    """
    require_desk(folder)
    with desk_lock(folder):
        audit.require_writable(folder)
        sweep(folder)
        for _ in range(TRIES):
            try:
                return _once(action, _work(action, Desk(folder, live), now, progress, clock_set, given), given)
            except StaleBook:
                continue
            except DeskError as refusal:
                _refused(folder, now, action, refusal, given)
                raise
    raise DeskError(f"The workbooks of {folder.name} keep changing while we work: ask colleagues to close them and try again.")


def _work(action: Action, desk: Desk, now: datetime, progress: Progress, clock_set: bool, given: Mapping[str, object]) -> Work:
    whose = str(given[action.whose]) if action.whose else ""
    return Work(desk, now, progress, clock_set, Gate(desk, now, audit.login(), action.reveals, action.label, whose))


def _once(action: Action, work: Work, given: Mapping[str, object]) -> Outcome:
    """Do it behind the gate: what it may not do now it is refused, what it was not handed is said."""
    assert work.gate is not None
    work.gate.check()
    outcome = named(action.run(work, **given), action.name)
    behind = _behind(work)
    first = (*_second_versions(work), *([_clock_problem(behind)] if behind else []))
    by = By(work.wall_clock, audit.login(), action.name.replace("_", " "))
    written = work.desk.commit(f"{work.now:%Y-%m-%d %H%M%S}", by)
    for then in work.afterwards:
        outcome = then(outcome)
    more = {"reason": given.get("reason"), "about": outcome.about, "clock_set": work.clock_set}
    more |= {"clock_behind_minutes": int(behind.total_seconds() // 60)}
    unnoted = _noted(work, action, outcome, more)
    unsaved = ", ".join(sorted(path.name for path in written if work.desk.is_open(path.name)))
    to_save = f" Changed in Excel, for you to save: {unsaved}." if unsaved else ""
    message = outcome.message + work.gate.left_out + to_save + _synced(work, written)
    problems = (*first, *unnoted, *outcome.problems)
    return replace(outcome, message=message, problems=problems, listed=frozenset(problems) & work.listed)


def _noted(work: Work, action: Action, outcome: Outcome, more: Mapping[str, object]) -> list[Problem]:
    """Leave a line in the audit log. What it says is written by now: where it can't be noted, that is told."""
    try:
        audit.record(work.desk.folder, work.now, action.name, outcome.counts, outcome.hashes, **more)
    except OSError as error:
        said = f"What was done is not noted in the audit log, which could not be written ({error.strerror or 'no access'})"
        return [Problem(audit.LOG, 0, "", said, "Close it in other programs, make room on the disk, and note by hand what was done when.")]
    return []


def _synced(work: Work, written: Sequence[Path]) -> str:
    """What has to be said of workbooks that were written as files where a service copies them to other computers."""
    service = synced.service(work.desk.folder, os.environ)
    closed = ", ".join(sorted(path.name for path in written if not work.desk.is_open(path.name)))
    if not service or not closed:
        return ""
    return f" {service} copies this desk: nobody should work in {closed} before it has, nor while an action runs, unless in Excel here."


_COMPARE = "Compare the two, type into {} what is missing there, and take this one out of the folder."
_ASK = "Let the service finish, and ask who worked on the other computer before you send anything; then take this one out of the folder."


def _second_versions(work: Work) -> Iterator[Problem]:
    if synced.service(work.desk.folder, os.environ):
        for name, of in synced.seconds(work.desk.folder, work.desk.workbooks):
            said = f"It looks like a second version of {of}, made where two computers changed it at once: nothing is read from it"
            way_out = _COMPARE.format(of) if of.endswith(".xlsx") else _ASK
            yield Problem(name, 0, "", said, way_out)


def _refused(folder: Path, now: datetime, action: Action, refusal: DeskError, given: Mapping[str, object]) -> None:
    """Note that nothing was done: the rule in its own words; of other refusals no word, for they may name a file of somebody's."""
    said = str(refusal) if isinstance(refusal, RuleRefusal) else "input"
    with suppress(OSError):
        audit.record(folder, now, action.name, {}, (), refused=said, reason=given.get("reason"))


def _behind(work: Work) -> timedelta:
    """How much earlier it is than at the last action on a real desk; nothing where that is no more than clocks differ."""
    last = None if work.desk.is_practice else audit.last_moment(work.desk.folder)
    return max(last - work.now, timedelta()) if last and last - work.now > BACKWARDS else timedelta()


def _clock_problem(behind: timedelta) -> Problem:
    minutes = int(behind.total_seconds() // 60)
    said = f"The clock of this computer is {counted(minutes, 'minute')} earlier than at the last action on this desk"
    return Problem(audit.LOG, 0, "at", said, "Set it right, for the embargo goes by it; 'results-desk audit' shows what ran when.")
