"""The whole year on a practice desk: sixty requests from the form to the refund, held against what was worked out by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from results_desk.actions.facts import rows
from results_desk.actions.new import new_desk
from results_desk.actions.registry import Outcome, Progress
from results_desk.actions.story import AGAIN, line, moment, played, tell, told_in
from results_desk.actions.year_story import BEGINS, ENDS, chapters, steps
from results_desk.actions.year_typed import listed
from results_desk.edges.desk.desk import Desk
from results_desk.edges.folders import is_desk
from results_desk.errors import DeskError

if TYPE_CHECKING:
    from results_desk.rules.log.worked_out import Sum

_SHOWN = 3
"""How many differences from the expectation are told."""


def begun(folder: Path) -> bool:
    """Whether a desk is that of a whole year."""
    return played(folder, steps()) > 0


def play_year(folder: Path, progress: Progress) -> Outcome:
    """Make the year's practice desk, go on where it was stopped, or look at it again. DeskError when it is not as told."""
    told, at = steps(), _prepare(folder)
    lines: list[str] = []
    problems = 0
    with tempfile.TemporaryDirectory() as scratch:
        left = chapters(Path(scratch))[at - 1:]
        for chapter in progress(left, "The year"):
            outcome = tell(chapter, folder, progress, again=at > 1 and chapter is left[0])
            lines += [line(chapter, outcome.counts)] if chapter.told else []
            problems += len(outcome.problems)
    found = _compare(folder)
    counts = {"chapters": len(told) - 1, "changed": len(left), "planned_problems": problems} | _counts(found)
    return Outcome(_summary(folder, lines, found, len(told) - 1 - len(left)), counts, (folder,), action="demo")


def _prepare(folder: Path) -> int:
    """How many steps the desk has behind it; making it is the first."""
    if not is_desk(folder):
        planned = told_in("planned.json")
        bodies = [f"{body}={number}" for body, number in planned["body_centres"].items()]
        new_desk(folder, moment(BEGINS), planned["centre_number"], planned["centre_name"], planned["series"], bodies, practice=True)
    if not Desk(folder).is_practice:
        raise DeskError(f"{folder} is a real desk: the demo works on practice desks only. Name another folder.")
    if not (at := played(folder, steps())):
        raise DeskError(f"{folder} is a practice desk of something else than the whole year: name another folder for the year.")
    return at


def _compare(folder: Path) -> list[Sum]:
    """The sums of the end state. DeskError for what is not as it was worked out by hand."""
    from results_desk.rules.log.worked_out import NEEDED, different_lines, sums

    desk = Desk(folder)
    held = {name: rows(desk, name) for name in NEEDED}
    found = sums(held, {row["what"]: Decimal(row["expected"]) for row in listed("expected_totals.csv")})
    wrong = different_lines(held["Lines"], listed("expected_lines.csv"))
    wrong += [each.difference for each in found if each.difference]
    if wrong:
        more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise DeskError(f"{folder} is not as the year left it ({'; '.join(wrong[:_SHOWN])}{more}), and stays as it is. {AGAIN}")
    return found


def _counts(found: Sequence[Sum]) -> dict[str, int]:
    """The sums as whole numbers, money in pence."""
    return {each.name: int(each.found * (100 if each.is_money else 1)) for each in found}


def _summary(folder: Path, lines: Sequence[str], found: Sequence[Sum], before: int) -> str:
    head = f"A whole year on the practice desk {folder}, every candidate invented:"
    if lines and before:
        head = f"The year on the practice desk {folder} was stopped after {before} chapters. It goes on:"
    story = [*(f"  {told}" for told in lines), ""] if lines else []
    last = "" if lines else "Nothing changed this time: the year was there already. "
    checked = f"{last}Every line of the log, and every sum, is as it was worked out by hand."
    where = f"Look in {folder.resolve()}: results_desk.xlsx, tracking_log.xlsx, results.xlsx, certificates_register.xlsx."
    return "\n".join([head, "", *story, *_table(found), "", checked, where])


def _table(found: Sequence[Sum]) -> list[str]:
    """The sums, as found and as worked out by hand, one below the other."""
    cells = [(each.what, each.shown(each.found), each.shown(each.expected)) for each in found]
    head = (f"{moment(ENDS):%d %B %Y}", "found", "by hand")
    return [f"  {what:<28}{number:>12}{by_hand:>12}" for what, number, by_hand in (head, *cells)]
