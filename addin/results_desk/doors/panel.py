"""The panel: the same buttons as in Excel, in a window of its own, for schools that block macros."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tkinter import filedialog, ttk

from results_desk.actions import ACTIONS, Action, Outcome
from results_desk.doors.buttons import do, known, needs_desk
from results_desk.doors.excel_link import ExcelLink
from results_desk.doors.form import ask, look
from results_desk.doors.panel_buttons import Buttons
from results_desk.doors.panel_desks import Choice, Desks, choices
from results_desk.doors.perform import Ended, perform
from results_desk.doors.result import Result
from results_desk.doors.worker import Step, Worker, steps
from results_desk.edges.computer.known_desks import KnownDesks
from results_desk.edges.computer.places import Places
from results_desk.errors import DeskError

_LISTEN = 60
"""Milliseconds between two looks at what the work has reported."""
WELCOME = "Choose a desk above, or make one: New desk. To try it on invented candidates: Practice desk."


class Panel(tk.Tk):
    """Desks above, buttons on the left, Today and the last action on the right, how far the work is below."""

    def __init__(self, places: Places, excel: ExcelLink) -> None:
        """Open the window and look which desks there are. TclError where there is no screen."""
        super().__init__()
        self.title("Results Desk")
        look(self)
        self.geometry("1080x680")
        self.minsize(760, 480)
        self.places, self.excel, self.worker = places, excel, Worker()
        self.known = KnownDesks(places.known_desks)
        self.desk: Path | None = None
        self._quiet = False
        self._wanted: Action | None = None
        self._draw()
        for keys, what in (("<F5>", self.refresh), ("<Control-o>", self.open_desk), ("<Control-f>", self._to_find)):
            self.bind(keys, lambda event, what=what: what())  # type: ignore[misc]
        self.protocol("WM_DELETE_WINDOW", self.leave)
        self.after(_LISTEN, self._listen)
        self.refresh()

    def refresh(self) -> None:
        """Look again which desks are known and which of their workbooks are open."""
        self._start("Looking for open workbooks", lambda report: choices(self.known, self.excel), self._offer, quiet=True)

    def open_desk(self) -> None:
        """Let the person choose the folder of a desk, and remember it."""
        chosen = self._ask_folder("The folder of a desk")
        if chosen:
            self._take(lambda: self._remembered(chosen))

    def press(self, action: Action) -> None:
        """Ask what the action needs, then do it beside the window; while the window only looks around, as soon as it has."""
        if self.worker.busy:
            self._wanted = action if self._quiet else None
            return
        if needs_desk(action) and self.desk is None:
            return
        desk = self.desk if needs_desk(action) else None
        given = ask(self, action, desk)
        if given is not None:
            self._act(action, desk, given, self._show)

    def leave(self) -> None:
        """Close the window; not while something is being written."""
        if self.worker.busy:
            self.say("Please wait until this has ended: closing now could leave it half done.")
        else:
            self.destroy()

    def say(self, text: str) -> None:
        """Show a line at the foot of the window, unless it shows how far the work is."""
        if not self.worker.busy:
            self._status.configure(text=text)

    def _draw(self) -> None:
        self.desks = Desks(self, self._choose, self.open_desk, self.refresh)
        self.desks.pack(fill="x", padx=12, pady=(12, 6))
        foot = ttk.Frame(self)
        foot.pack(side="bottom", fill="x", padx=12, pady=(4, 10))
        self._bar = ttk.Progressbar(foot, length=180)
        self._bar.pack(side="right")
        self._status = ttk.Label(foot, text="")
        self._status.pack(side="left", fill="x", expand=True)
        body = ttk.Frame(self)
        body.pack(fill="both", expand=True, padx=12)
        self.buttons = Buttons(body, known().values(), self.press, self.say)
        self.buttons.pack(side="left", fill="y")
        self.pages = ttk.Notebook(body)
        self.pages.pack(side="left", fill="both", expand=True)
        self.today, self.last = Result(self.pages), Result(self.pages)
        self.pages.add(self.today, text="Today", underline=0)
        self.pages.add(self.last, text="Last action", underline=0)
        self.pages.enable_traversal()
        self.last.show("Results Desk", Ended("done", WELCOME))
        self._turn_to(self.last)

    def _to_find(self) -> None:
        self.buttons.find.focus_set()

    def _offer(self, found: list[Choice] | Ended) -> None:
        if isinstance(found, Ended):
            self._show(found, "Excel")
            return
        self.desks.offer(found, self.desk)
        if not found:
            self.say(WELCOME)

    def _choose(self, choice: Choice) -> None:
        """A desk was chosen; one that is only known by an open workbook is asked for."""
        if choice.folder is None:
            self._take(lambda: self.known.find(choice.desk_id, choice.workbook, self._ask_folder))
        else:
            self.desk = choice.folder
            self._turn_to(self.today)
            self._look_at_today()

    def _ask_folder(self, question: str) -> Path | None:
        chosen = filedialog.askdirectory(parent=self, title=question, mustexist=True)
        return Path(chosen) if chosen else None

    def _remembered(self, folder: Path) -> Path:
        self.known.remember(folder)
        return folder

    def _take(self, find: Callable[[], Path]) -> None:
        """Work on the desk that was found from now on, or say why it is none."""
        try:
            self.desk = find()
        except DeskError as refusal:
            self._show(Ended("refused", str(refusal)), "Open desk")
            return
        self.refresh()

    def _look_at_today(self) -> None:
        """Fill the page Today for the desk; what it cannot show it says there."""
        today, desk = ACTIONS.get("today"), self.desk
        if today is not None and desk is not None:
            self._act(today, desk, {}, lambda ended, title: self.today.show(title, ended), quiet=True)

    def _act(
        self, action: Action, desk: Path | None, given: Mapping[str, object], told: Callable[[Ended, str], None], quiet: bool = False
    ) -> None:
        def work(report: Callable[[Step], None]) -> Ended | None:
            with self.excel.spoken():
                return perform(action.label, lambda: self._done(action, desk, given, report), self.places.faults)

        def ended(answer: Ended) -> None:
            told(answer, action.label)

        self._start(action.label, work, ended, quiet)

    def _done(self, action: Action, desk: Path | None, given: Mapping[str, object], report: Callable[[Step], None]) -> Outcome:
        live = self.excel.of_desk(desk) if desk else {}
        return do(action, desk, given, steps(report), self.known, live)

    def _start(
        self, label: str, work: Callable[[Callable[[Step], None]], object], ended: Callable[..., None], quiet: bool = False
    ) -> None:
        """Begin a piece of work; a `quiet` one only looks around, and a button pressed meanwhile is done afterwards."""
        if self.worker.busy:
            return

        def finish(answer: object) -> None:
            self._bar.stop()
            self._bar.configure(mode="determinate", value=0)
            self.say("")
            ended(answer)
            self._light()
            wanted = self._wanted
            if wanted is not None and not self.worker.busy:
                self._wanted = None
                self.press(wanted)

        self._quiet = quiet
        self._status.configure(text=f"{label}...")
        self._bar.configure(mode="indeterminate")
        self._bar.start(40)
        self.worker.start(work, lambda step: self._step(label, step), finish)
        self._light()

    def _step(self, label: str, step: Step) -> None:
        count = f" {step.done + 1} of {step.total}" if step.total else ""
        self._status.configure(text=f"{label}: {step.label}{count}")
        if step.total:
            self._bar.stop()
            self._bar.configure(mode="determinate", maximum=step.total, value=step.done + 1)

    def _show(self, ended: Ended, title: str) -> None:
        """Show how an action ended, and Today again where it may have changed it."""
        self.last.show(title, ended)
        self._turn_to(self.last)
        if ended.outcome and self.desk and ended.state in ("done", "problems"):
            self.after(1, self._look_at_today)

    def _turn_to(self, page: Result) -> None:
        self.pages.select(page)  # type: ignore[no-untyped-call]

    def _light(self) -> None:
        """Grey what cannot be pressed now."""
        free = self._quiet or not self.worker.busy
        self.buttons.light(lambda action: free and (self.desk is not None or not needs_desk(action)))
        self.desks.light(not self.worker.busy)

    def _listen(self) -> None:
        self.worker.hear()
        self.after(_LISTEN, self._listen)


def main() -> None:
    """Open the panel and stay until it is closed."""
    with suppress(Exception):  # sharp letters on Windows; nothing depends on it
        from ctypes import windll  # type: ignore[attr-defined]

        windll.shcore.SetProcessDpiAwareness(1)
    Panel(Places.here(), ExcelLink()).mainloop()
