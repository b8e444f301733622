"""The one list of what an officer can do: command line, ribbon and panel are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from results_desk.actions.groups import BOOKS, GROUPS, ICONS
from results_desk.actions.questions import Question, questions
from results_desk.edges.desk.desk import Desk
from results_desk.errors import Problem

if TYPE_CHECKING:
    from results_desk.actions.gate import Gate
    from results_desk.rules.embargo import Reveals

Item = TypeVar("Item")
Row = Mapping[str, object]
RESTRICTED = "RESTRICTED"
"""The folder below `letters` for what nobody but authorised readers may see before the release."""


class Progress(Protocol):
    """Hands the items on, one by one, and shows a person how far it is."""

    def __call__(self, items: Iterable[Item], label: str, total: int | None = None) -> Iterable[Item]:
        """`total` is the number of items where it is known."""
        ...


@dataclass(frozen=True)
class Work:
    """What an action is given: the desk, the moment (aware, Europe/London), and a way to show progress.

    `clock_set` says that the moment was given with --at on a practice desk. `gate` is the embargo, as it is for this action;
    None where a desk is only being made. What stands in `afterwards` is done once all is written, and says what became of the outcome;
    `listed` are the problems that were put on the Problems sheet.
    """

    desk: Desk
    now: datetime
    progress: Progress
    clock_set: bool = False
    gate: Gate | None = None
    afterwards: list[Callable[[Outcome], Outcome]] = field(default_factory=list)
    listed: set[Problem] = field(default_factory=set)

    @property
    def letters(self) -> Path:
        """Where letters go: `letters`, or `letters/RESTRICTED` once the action was handed results that are not released."""
        folder = self.desk.folder / "letters"
        return folder / RESTRICTED if self.banner else folder

    @property
    def banner(self) -> str:
        """What a page with grades must say: RESTRICTED until 08:00 on ...; "" when all that the action was handed are released."""
        return self.gate.banner if self.gate else ""

    @property
    def wall_clock(self) -> datetime:
        """The moment as workbooks hold it: naive, UK time, whole minutes."""
        return self.now.replace(tzinfo=None, second=0, microsecond=0)


def listed(rows: Iterable[Row], headings: Iterable[str]) -> tuple[Row, ...]:
    """These headings of the rows as a report shows them: a day as 17 Aug 2024, nothing where a cell is blank."""
    return tuple({heading: _shown(row.get(heading)) for heading in headings} for row in rows)


def _shown(value: object) -> object:
    return f"{value:%d %b %Y}" if hasattr(value, "strftime") else "" if value is None else value


@dataclass(frozen=True)
class Outcome:
    """What an action did. `report` is a list to show, whole unless `rest` says where all of it is; `hashes` are those of the files it read.

    `about` is what the audit log must say besides: no name, at most a candidate number. `listed` are those of its problems that
    stand on the Problems sheet too.
    """

    message: str
    counts: Mapping[str, int] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    report: tuple[Row, ...] = ()
    hashes: tuple[str, ...] = ()
    action: str = ""
    about: str = ""
    rest: str = ""
    listed: frozenset[Problem] = frozenset()


@dataclass(frozen=True)
class Action:
    """One thing the officer can do. `run` takes a Work and the parameters that its signature names.

    `icon` is one of Office's own pictures (imageMso), `tip` what the button says when the mouse rests on it, `books` the
    workbooks it fits (none: every workbook of a desk). What is blank follows from the group and the help.
    `reveals` says what it does with grades (`rules.embargo.Reveals`); one that says nothing is handed none before the release.
    `whose` names the parameter that holds a candidate number where it is about that candidate alone: the embargo of the results of
    others is not in its way.
    """

    name: str
    group: str
    label: str
    help: str
    run: Callable[..., Outcome]
    icon: str = ""
    tip: str = ""
    books: tuple[str, ...] = ()
    reveals: Reveals = ""
    whose: str = ""

    @property
    def command(self) -> str:
        """The name on the command line: import-results."""
        return self.name.replace("_", "-")

    @property
    def line(self) -> str:
        """The first paragraph of the help, on one line."""
        return " ".join(self.help.split("\n\n")[0].split())

    @property
    def questions(self) -> tuple[Question, ...]:
        """What has to be asked of a person before it runs."""
        return questions(self.run)


ACTIONS: dict[str, Action] = {}


def action(
    group: str, label: str, *, reveals: Reveals = "", whose: str = "", icon: str = "", tip: str = "", books: tuple[str, ...] | None = None
) -> Callable[[Callable[..., Outcome]], Callable[..., Outcome]]:
    """Register a function as an action under its own name; its docstring is the help an officer reads.

    That is all a button, a command and an entry of the panel need. `books=()` lets a button fit every workbook of the desk;
    `reveals` says what it does with grades, `whose` to which candidate's.
    """

    def register(run: Callable[..., Outcome]) -> Callable[..., Outcome]:
        if group not in GROUPS:
            raise ValueError(f"no such group: {group}")
        name, help = run.__name__, (run.__doc__ or "").strip()
        made = Action(name, group, label, help, run, icon or ICONS[group], tip, BOOKS[group] if books is None else books, reveals, whose)
        ACTIONS[name] = made if tip else replace(made, tip=made.line)
        return run

    return register


def named(outcome: Outcome, name: str) -> Outcome:
    """The outcome with the action's name on it."""
    return replace(outcome, action=name)
