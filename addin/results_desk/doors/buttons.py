"""Every button there is, in the order of the year: the ribbon, the panel and the README's table are made from this list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from results_desk.actions import ACTIONS, GROUPS, Action, Outcome, Progress, run
from results_desk.actions.groups import FIRST
from results_desk.build.ribbon import Button
from results_desk.doors import clock
from results_desk.doors.tools import TOOLS, Start, Tool
from results_desk.edges.computer.known_desks import KnownDesks
from results_desk.edges.excel.running import OpenBook
from results_desk.edges.folders import is_desk
from results_desk.tables import WORKBOOKS


def known() -> dict[str, Action]:
    """Actions and tools by name, group by group."""
    every = sorted((*ACTIONS.values(), *TOOLS.values()), key=lambda each: (GROUPS.index(each.group), FIRST.get(each.group) != each.name))
    return {each.name: each for each in every}


def needs_desk(action: Action) -> bool:
    """Whether it works on a desk that is there."""
    return not isinstance(action, Tool) or action.on_desk


def buttons() -> tuple[Button, ...]:
    """The buttons of the ribbon. One that fits every workbook of a desk names them all; one that needs none names none."""
    return tuple(
        Button(each.name, each.group, each.label, each.icon, each.tip, each.books or (WORKBOOKS if needs_desk(each) else ()))
        for each in known().values()
    )


def do(
    action: Action, desk: Path | None, given: Mapping[str, object], progress: Progress, desks: KnownDesks, live: Mapping[str, OpenBook]
) -> Outcome:
    """Do what a button is for, on the open workbooks (`live`) where it works on a desk; a desk that was made is remembered."""
    if not isinstance(action, Tool):
        assert desk is not None
        return run(action, desk, clock.now(), progress, given, live=live)
    outcome: Outcome = action.run(Start(clock.now(), progress, desk or Path()), **given)
    for made in outcome.files[:1]:
        if is_desk(made):
            desks.remember(made)
    return outcome
