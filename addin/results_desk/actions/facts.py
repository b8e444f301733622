"""What the rules need to know of a desk, read from its home workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from results_desk.edges.desk import Desk

if TYPE_CHECKING:
    from results_desk.rules.facts import Facts


def rows(desk: Desk, table: str) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries by heading."""
    return desk.table(table).rows()


def desk_facts(desk: Desk) -> Facts:
    """Centre, series, levels, grade ladders and awarding bodies of this desk."""
    from results_desk.rules.facts import Facts

    return Facts.of(
        settings=rows(desk, "Settings"), levels=rows(desk, "Levels"), grade_ladders=rows(desk, "GradeLadders"),
        awarding_bodies=rows(desk, "AwardingBodies"),
    )  # fmt: skip
