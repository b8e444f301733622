"""What the rules need to know of a desk, read from its workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results_desk import tables
from results_desk.edges.book.tablerows import key_of
from results_desk.edges.desk.desk import Desk
from results_desk.errors import DeskError
from results_desk.port import Key

if TYPE_CHECKING:
    from results_desk.actions.registry import Work
    from results_desk.rules.facts import Facts


def rows(desk: Desk, table: str) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries by heading."""
    return desk.table(table).rows()


def key_in(table: str, row: Mapping[str, object]) -> Key:
    """What finds a row of a declared table again."""
    return key_of([row[heading] for heading in tables.table(table).key])


def bodies_of(folder: Path) -> tuple[str, ...]:
    """The awarding bodies to choose from on a desk: its own, those that the centre added too; the usual ones where it has none to read."""
    with suppress(DeskError, OSError):
        named = (str(row["Awarding body"] or "").strip() for row in rows(Desk(folder), "AwardingBodies"))
        if found := tuple(dict.fromkeys(filter(None, named))):
            return found
    return tables.LISTS["awarding body"]


def named_cells(desk: Desk, workbook: str) -> dict[str, Any]:
    """The values of the named cells of a workbook by name."""
    book = desk.book(workbook)
    return {cell.name: book.named(cell.name) for cell in tables.NAMED_CELLS if cell.workbook == workbook}


def asked_for(work: Work, numbers: Sequence[str]) -> list[str]:
    """Candidate numbers that a person gave, as the desk holds them (42 is 0042). DeskError for one that the desk does not know."""
    from results_desk.rules.identifiers import pad_candidate_number

    if not numbers or work.gate is None:
        return list(numbers)
    held, wanted = work.gate.candidates(), dict.fromkeys(map(pad_candidate_number, numbers))
    if unknown := [number for number in wanted if number not in held]:
        raise DeskError(f"There is no candidate {unknown[0]} on this desk: check the number.")
    return [held[number] for number in wanted]


def desk_facts(desk: Desk) -> Facts:
    """Centre, series, levels, grade ladders and awarding bodies of this desk."""
    from results_desk.rules.facts import Facts

    return Facts.of(
        settings=rows(desk, "Settings"), levels=rows(desk, "Levels"), grade_ladders=rows(desk, "GradeLadders"),
        awarding_bodies=rows(desk, "AwardingBodies"),
    )  # fmt: skip
