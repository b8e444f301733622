"""The tables of a desk that requests are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from results_desk.actions.facts import desk_facts, rows
from results_desk.actions.registry import Work

if TYPE_CHECKING:
    from results_desk.rules.requests.asking import Desk

_TABLES = {
    "candidates": "Candidates", "results": "Results", "components": "Components", "deadlines": "Deadlines", "releases": "ReleaseTimes",
    "levels": "Levels", "services": "Services", "awarding_bodies": "AwardingBodies", "entries": "Entries", "grid": "Grid",
    "papers": "Papers", "moderation": "Moderation",
}  # fmt: skip

_PEOPLE = ("candidates", "results", "components", "entries")


def asked_desk(work: Work, people: bool = True) -> Desk:
    """Candidates with their results, deadlines and charges; a workbook that is not in the desk counts as empty.

    Without `people` only deadlines and charges: what is asked of a line that is in the log.
    """
    from results_desk.rules.requests.asking import Desk

    wanted = {name: table for name, table in _TABLES.items() if people or name not in _PEOPLE}
    held: dict[str, list[dict[str, Any]]] = {name: [] for name in _PEOPLE}
    held |= {name: rows(work.desk, table) for name, table in wanted.items() if work.desk.has(table)}
    return Desk.of(str(desk_facts(work.desk).series), **held)
