"""What has a button beside the actions of a desk: making desks, and looking after the program itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from results_desk.actions import Outcome, Progress
from results_desk.actions.groups import GROUPS, ICONS
from results_desk.actions.questions import NewFolder
from results_desk.actions.registry import Action


@dataclass(frozen=True)
class Start:
    """What a tool is given: the moment, a way to show progress, and the desk where it works on one."""

    now: datetime
    progress: Progress
    desk: Path


@dataclass(frozen=True)
class Tool(Action):
    """A button whose `run` takes a Start in place of a Work; `on_desk` says whether it needs a desk to start from."""

    on_desk: bool = False


TOOLS: dict[str, Tool] = {}


def _tool(group: str, label: str, icon: str = "", on_desk: bool = False) -> Callable[[Callable[..., Outcome]], Callable[..., Outcome]]:
    def register(run: Callable[..., Outcome]) -> Callable[..., Outcome]:
        assert group in GROUPS
        help = (run.__doc__ or "").strip()
        TOOLS[run.__name__] = Tool(run.__name__, group, label, help, run, icon or ICONS[group], help, on_desk=on_desk)
        return run

    return register


@_tool("Prepare", "New desk", icon="TableInsertExcel")
def new(
    start: Start,
    desk: Annotated[Path, "Where to make the desk: a folder that is not there yet.", NewFolder()],
    centre: Annotated[str, "National centre number: five digits."],
    centre_name: Annotated[str, "Name of the centre, as it stands at the head of letters."],
    series: Annotated[str, "The exam series, such as June 2026."],
    body_centre: Annotated[list[str], "Another number with one body: Cambridge International=GB123."] = (),  # type: ignore[assignment]
    practice: Annotated[bool, "A practice desk: invented people only, letters are marked PRACTICE."] = False,
) -> Outcome:
    """Make a new desk: a folder with the workbooks of one centre and one series."""
    from results_desk.actions.new import new_desk

    return new_desk(desk, start.now, centre, centre_name, series, body_centre, practice)


@_tool("Prepare", "Next series", icon="RefreshAll", on_desk=True)
def roll(
    start: Start,
    new_desk: Annotated[Path, "Where to make the next desk: a folder that is not there yet.", NewFolder()],
    series: Annotated[str, "The next exam series, such as June 2027."],
) -> Outcome:
    """Make the desk of the next series: your own wording, lists and sheets kept, candidates and results gone."""
    from results_desk.actions.roll import roll_desk

    return roll_desk(start.desk, new_desk, start.now, series)


@_tool("Help", "Practice desk", icon="MacroPlay")
def demo(start: Start, desk: Annotated[Path, "Where to make the practice desk: a folder that is not there yet.", NewFolder()]) -> Outcome:
    """Make a practice desk of invented candidates and play a summer on it; the whole year plays from the command line: demo --year."""
    from results_desk.actions.demo import play

    return play(desk, start.progress)


@_tool("Help", "Check this computer", icon="Help")
def doctor(start: Start) -> Outcome:
    """Look whether Excel, the add-in and this computer's policies are as they must be, and say what IT has to allow."""
    from results_desk.doors.program import examine

    return examine()
