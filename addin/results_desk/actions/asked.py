"""The tables of a desk that requests are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results_desk.actions.facts import desk_facts, rows
from results_desk.actions.registry import Work

if TYPE_CHECKING:
    from results_desk.rules.asking import Desk

_TABLES = {
    "candidates": "Candidates", "results": "Results", "components": "Components", "deadlines": "Deadlines", "releases": "ReleaseTimes",
    "levels": "Levels", "services": "Services", "awarding_bodies": "AwardingBodies", "entries": "Entries", "grid": "Grid",
    "papers": "Papers", "moderation": "Moderation",
}  # fmt: skip


def asked_desk(work: Work) -> Desk:
    """Candidates, results, deadlines and charges; a workbook that is not in the desk counts as empty."""
    from results_desk.rules.asking import Desk

    held = {name: rows(work.desk, table) if work.desk.has(table) else [] for name, table in _TABLES.items()}
    return Desk.of(str(desk_facts(work.desk).series), **held)
