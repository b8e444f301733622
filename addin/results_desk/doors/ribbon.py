"""What the add-in starts for a button: find the workbook and its desk, ask, do it on the open workbooks, show what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from results_desk.actions import Action, Outcome
from results_desk.actions.registry import Item
from results_desk.doors.buttons import do, known, needs_desk
from results_desk.doors.excel_link import ExcelLink
from results_desk.doors.perform import Ended, perform
from results_desk.doors.worker import size
from results_desk.edges.computer.known_desks import KnownDesks
from results_desk.edges.computer.places import Places
from results_desk.edges.excel.running import OpenBook
from results_desk.errors import DeskError

_WORDS = re.compile(r"(?P<action>[a-z_]+) x(?P<name>(?:[0-9A-F]{4})*)(?: (?P<window>-?[0-9]{1,20}))?", re.ASCII)


class Person(Protocol):
    """Who is asked and told."""

    def answers(self, action: Action, desk: Path | None) -> dict[str, object] | None:
        """What the action asks, by parameter; None: leave it."""
        ...

    def folder(self, question: str) -> Path | None:
        """A folder on this computer; None: leave it."""
        ...

    def tell(self, title: str, ended: Ended) -> None:
        """How it ended."""
        ...


@dataclass(frozen=True)
class Press:
    """A button that was pressed: the action's name, the workbook that was in front ("": none), the window of its Excel."""

    action: str
    workbook: str
    window: int = 0

    @classmethod
    def read(cls, words: Sequence[str]) -> Press:
        """From what the add-in said. DeskError for anything it never says: nothing else is understood here."""
        found = _WORDS.fullmatch(" ".join(words))
        if found is None:
            raise DeskError("This is for the add-in to start; from the command line use the action's own command.")
        name = bytes.fromhex(found["name"]).decode("utf-16-be", errors="replace")
        return cls(found["action"], name, int(found["window"] or 0))


def pressed(words: Sequence[str], person: Person, excel: ExcelLink, places: Places) -> Ended | None:
    """Do what a button says, and tell the person how it ended; None when they thought better of it."""
    action = known().get(" ".join(words).split(" ")[0])  # on a Mac all of it comes as one word
    title = action.label if action else "Results Desk"
    ended = perform(title, lambda: _do(action, Press.read(words), person, excel, places), places.faults)
    if ended:
        person.tell(title, ended)
    return ended


def _do(action: Action | None, press: Press, person: Person, excel: ExcelLink, places: Places) -> Outcome | None:
    if action is None:
        raise DeskError(f"This version of Results Desk has no action '{press.action}': run 'results-desk install' and restart Excel.")
    desks = KnownDesks(places.known_desks)
    book, desk, live = _desk(action, press, person, excel, desks)
    given = person.answers(action, desk)
    if given is None:
        return None
    try:
        return do(action, desk, given, status_bar(excel, book, action.label), desks, live)
    finally:
        excel.status(book, "")


def _desk(
    action: Action, press: Press, person: Person, excel: ExcelLink, desks: KnownDesks
) -> tuple[OpenBook | None, Path | None, Mapping[str, OpenBook]]:
    """The workbook in front, its desk, and the desk's open workbooks; nothing for an action that needs no desk."""
    if not needs_desk(action):
        return None, None, {}
    if not press.workbook:
        raise DeskError("No workbook is open: open a workbook of your desk and press the button again.")
    book = excel.find(press.workbook, press.window)
    desk = desks.find(book.desk_id, book.name, person.folder)
    return book, desk, excel.of_desk(desk)


def status_bar(excel: ExcelLink, book: OpenBook | None, title: str) -> Callable[..., Iterable[Item]]:
    """A progress that shows in Excel's status bar, about twenty times in all: writing there takes time."""

    def progress(items: Iterable[Item], label: str, total: int | None = None) -> Iterable[Item]:
        number_of = size(items, total)
        every = max(1, (number_of or 200) // 20)
        for number, item in enumerate(items):
            if number % every == 0:
                excel.status(book, f"{title}: {label} {number + 1}" + (f" of {number_of}" if number_of else ""))
            yield item

    return progress


def main(words: Sequence[str]) -> None:
    """The program that the add-in starts."""
    from results_desk.doors.person import OnScreen

    pressed(words, OnScreen(), ExcelLink(), Places.here())
