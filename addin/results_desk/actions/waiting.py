"""Who waits for results: the lines of the permissions register, and the candidates of whom no form came."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from results_desk.actions.facts import rows
from results_desk.actions.registry import Work

if TYPE_CHECKING:
    from results_desk.rules.cells import Row

REGISTER = "Permissions"


def results_held(work: Work) -> dict[str, set[str]]:
    """The results days of which results are on the desk, by candidate number. No grade is looked at."""
    from results_desk.rules.candidates.no_form import days_of

    assert work.gate is not None
    if not work.desk.has("Results"):
        return {}
    group = _groups(work)
    return days_of((number, group(level)) for (number, *_), (level, _) in work.gate.awards().items())


def without_form(work: Work, entered_only: bool = False) -> list[Row]:
    """A line for each candidate and results day of which the register has none; none once the permissions were destroyed.

    `entered_only`: where entries are known, results without an entry are not looked for, which spares reading them all.
    """
    from results_desk.rules.candidates.no_form import days_of, without_form

    if not work.desk.has("Candidates") or any(row["What"] == REGISTER for row in rows(work.desk, "Destroyed")):
        return []
    group, entries = _groups(work), rows(work.desk, "Entries")
    days = days_of((str(row["Candidate number"]), group(str(row["Level"]))) for row in entries)
    held = {} if entered_only and entries else results_held(work)
    for number, theirs in held.items():
        days.setdefault(number, set()).update(theirs)
    return without_form(register(work), rows(work.desk, "Candidates"), days, bool(entries))


def _groups(work: Work) -> Callable[[str], str]:
    """Which results day a level has. No other setting is asked for: a desk without a series has people who wait, too."""
    from results_desk.rules.facts import Levels

    return Levels.of(rows(work.desk, "Levels")).group


def register(work: Work) -> list[dict[str, Any]]:
    """The lines of the permissions register; none where the officer took it out of the desk."""
    return rows(work.desk, REGISTER) if work.desk.has(REGISTER) else []


def everybody(work: Work) -> list[Row]:
    """The lines of the register, and one for each candidate and results day of whom no form came."""
    return [*register(work), *without_form(work)]


def to_chase(work: Work) -> list[Row]:
    """The same, without those whose results day is over: a form would come too late."""
    from results_desk.rules.checks import results_day

    dates, today = rows(work.desk, "PermissionDates"), work.now.date()
    waiting = ((row, results_day(row, "Results day", dates)) for row in without_form(work, entered_only=True))
    return [*register(work), *(row for row, released in waiting if released is None or today <= released)]
