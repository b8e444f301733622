"""One action on one desk: hold the desk, do it, write everything at once, leave a line in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from results_desk.actions.gate import Gate
from results_desk.actions.registry import Action, Outcome, Progress, Work, named
from results_desk.edges import audit
from results_desk.edges.desk import Desk
from results_desk.edges.excel import OpenBook
from results_desk.edges.folders import require_desk
from results_desk.edges.leavings import sweep
from results_desk.edges.lock import desk_lock
from results_desk.errors import DeskError, StaleBook

TRIES = 3


def run(
    action: Action, folder: Path, now: datetime, progress: Progress, given: Mapping[str, object], clock_set: bool = False,
    live: Mapping[str, OpenBook] | None = None,
) -> Outcome:  # fmt: skip
    """Run it, on those workbooks that are open (`live`, by file name) in Excel itself.

    DeskError when nothing was done; a workbook that changed meanwhile is read again, up to TRIES times.
    """
    require_desk(folder)
    with desk_lock(folder):
        sweep(folder)
        for _ in range(TRIES):
            try:
                return _once(action, _work(action, Desk(folder, live), now, progress, clock_set), given)
            except StaleBook:
                continue
    raise DeskError(f"The workbooks of {folder.name} keep changing while we work: ask colleagues to close them and try again.")


def _work(action: Action, desk: Desk, now: datetime, progress: Progress, clock_set: bool) -> Work:
    return Work(desk, now, progress, clock_set, Gate(desk, now, audit.login(), action.reveals, action.label))


def _once(action: Action, work: Work, given: Mapping[str, object]) -> Outcome:
    """Do it behind the gate: what it may not do now it is refused, what it was not handed is said."""
    assert work.gate is not None
    work.gate.check()
    outcome = named(action.run(work, **given), action.name)
    written = work.desk.commit(f"{work.now:%Y-%m-%d %H%M%S}")
    audit.record(work.desk.folder, work.now, action.name, outcome.counts, outcome.hashes)
    unsaved = ", ".join(sorted(path.name for path in written if work.desk.is_open(path.name)))
    to_save = f" Changed in Excel, for you to save: {unsaved}." if unsaved else ""
    return replace(outcome, message=outcome.message + work.gate.left_out + to_save)
