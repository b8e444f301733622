"""The window in which an action asks what it needs: files, choices, texts, yes or no; made from the action's questions."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path
from tkinter import filedialog, ttk

from results_desk.actions import Action
from results_desk.actions.questions import Question
from results_desk.doors.answers import Raw, given
from results_desk.errors import DeskError

_WRAP = 460
_HINTS = {"texts": "Several: with commas between."}


def ask(parent: tk.Misc, action: Action, desk: Path | None) -> dict[str, object] | None:
    """Everything the action asks, by parameter; None when the person thinks better of it.

    A single question for files needs no form: the dialogue for files is enough.
    """
    asked = action.questions
    if not asked:
        return {}
    if len(asked) == 1 and asked[0].kind in ("files", "file"):
        chosen = choose(parent, asked[0], desk)
        return given(asked, {asked[0].name: chosen}) if chosen else None
    form = Form(parent, action.label, action.line, asked, desk)
    form.wait_window()
    return form.answer


def choose(parent: tk.Misc, question: Question, desk: Path | None) -> Raw:
    """The files or the folder that a person chooses; nothing when they cancel."""
    start = str(desk.parent if desk else Path.home())
    if question.kind == "files":
        return tuple(filedialog.askopenfilenames(parent=parent, title=question.prompt, initialdir=start))
    if question.kind == "file":
        return str(filedialog.askopenfilename(parent=parent, title=question.prompt, initialdir=start) or "")
    return str(filedialog.asksaveasfilename(parent=parent, title=question.prompt, initialdir=start) or "")


class Form(tk.Toplevel):
    """One field for each question. `answer` holds what was given once it is closed, None after Cancel."""

    def __init__(self, parent: tk.Misc, title: str, help: str, questions: Sequence[Question], desk: Path | None) -> None:
        """Draw the fields, and wait for OK (or Return) or Cancel (or Escape)."""
        super().__init__(parent, padx=16, pady=12)
        self.title(title)
        self.answer: dict[str, object] | None = None
        self._questions, self._desk = questions, desk
        self._read: dict[str, Callable[[], Raw]] = {}
        self._wrong = tk.StringVar()
        self.columnconfigure(1, weight=1)
        ttk.Label(self, text=help, wraplength=_WRAP + 120, justify="left").grid(columnspan=3, sticky="w", pady=(0, 10))
        first = [self._field(question) for question in questions][0]
        ttk.Label(self, textvariable=self._wrong, foreground="#a4262c", wraplength=_WRAP + 120).grid(columnspan=3, sticky="w", pady=(6, 0))
        self._buttons()
        self.bind("<Return>", lambda event: self._ok())
        self.bind("<Escape>", lambda event: self.destroy())
        self.resizable(False, False)
        self.geometry(f"+{parent.winfo_rootx() + 60}+{parent.winfo_rooty() + 60}")
        to_front(self)
        first.focus_set()
        self.grab_set()

    def _buttons(self) -> None:
        bar = ttk.Frame(self)
        bar.grid(columnspan=3, sticky="e", pady=(12, 0))
        ttk.Button(bar, text="OK", command=self._ok, default="active").pack(side="left", padx=(0, 8))
        ttk.Button(bar, text="Cancel", command=self.destroy).pack(side="left")

    def _ok(self) -> None:
        try:
            self.answer = given(self._questions, {name: read() for name, read in self._read.items()})
        except DeskError as missing:
            self._wrong.set(str(missing))
            return
        self.destroy()

    def _field(self, question: Question) -> tk.Widget:
        """A heading, what to give it, and below in small what it means. Returns what takes the keys."""
        row = self.grid_size()[1]
        if question.kind == "yes or no":
            ticked = tk.BooleanVar(self, bool(question.default))
            self._read[question.name] = ticked.get
            box = ttk.Checkbutton(self, text=question.prompt, variable=ticked)
            box.grid(row=row, column=1, columnspan=2, sticky="w", pady=(6, 0))
            return box
        heading = question.label if question.required else f"{question.label} (optional)"
        ttk.Label(self, text=heading).grid(row=row, column=0, sticky="w", padx=(0, 12))
        widget = self._entry(question, row)
        hint = " ".join(filter(None, (question.prompt, _HINTS.get(question.kind))))
        ttk.Label(self, text=hint, foreground="#555555", wraplength=_WRAP, justify="left").grid(
            row=row + 1, column=1, columnspan=2, sticky="w", pady=(0, 8)
        )
        return widget

    def _entry(self, question: Question, row: int) -> tk.Widget:
        text = tk.StringVar(self, "" if question.default in (None, ()) else str(question.default))
        self._read[question.name] = text.get
        if question.kind == "choice" and self._desk is not None:
            listed = question.offered(self._desk)
            text.set(text.get() or (listed[0] if listed else ""))
            box = ttk.Combobox(self, textvariable=text, values=listed, state="readonly", width=46)
            box.grid(row=row, column=1, columnspan=2, sticky="ew")
            return box
        entry = ttk.Entry(self, textvariable=text, width=48)
        entry.grid(row=row, column=1, sticky="ew", columnspan=1 if question.kind in ("file", "files", "new folder") else 2)
        if question.kind in ("file", "files", "new folder"):
            button = ttk.Button(self, text="Choose...", command=lambda: self._choose(question, text))
            button.grid(row=row, column=2, padx=(8, 0))
        return entry

    def _choose(self, question: Question, text: tk.StringVar) -> None:
        chosen = choose(self, question, self._desk)
        if isinstance(chosen, tuple) and chosen:
            self._read[question.name] = lambda: chosen if text.get() == shown else text.get()
            shown = "; ".join(Path(path).name for path in chosen)
            text.set(shown)
        elif chosen:
            text.set(str(chosen))


def to_front(window: tk.Toplevel | tk.Tk) -> None:
    """Before all other windows, once: Excel has the screen when a button is pressed."""
    window.update_idletasks()
    window.lift()
    window.attributes("-topmost", True)
    window.after(200, lambda: window.winfo_exists() and window.attributes("-topmost", False))


def look(root: tk.Tk) -> None:
    """Windows and Macs have a look of their own; elsewhere the plainest of Tk's, with the ground of every window to match."""
    if root.tk.call("tk", "windowingsystem") == "x11":
        style = ttk.Style(root)
        style.theme_use("clam")
        root.configure(background=style.lookup("TFrame", "background"))
        root.option_add("*Toplevel.background", style.lookup("TFrame", "background"))
        root.option_add("*Canvas.background", style.lookup("TFrame", "background"))
