"""The person at the screen, asked and told in windows."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path
from tkinter import filedialog

from results_desk.actions import Action
from results_desk.doors.form import ask, look, to_front
from results_desk.doors.perform import Ended
from results_desk.doors.result import show_window


class OnScreen:
    """One hidden window, to which the dialogues belong; shown at the end with what came of it."""

    def __init__(self) -> None:
        """TclError where there is no screen."""
        self._root = tk.Tk()
        self._root.withdraw()
        look(self._root)

    def answers(self, action: Action, desk: Path | None) -> dict[str, object] | None:
        """What the action asks, in a form or a dialogue for files."""
        return ask(self._root, action, desk)

    def folder(self, question: str) -> Path | None:
        """A folder that is there."""
        to_front(self._root)
        chosen = filedialog.askdirectory(parent=self._root, title=question, mustexist=True)
        return Path(chosen) if chosen else None

    def tell(self, title: str, ended: Ended) -> None:
        """Show it, and wait until it is closed."""
        show_window(self._root, title, ended)
