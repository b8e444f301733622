"""The buttons of the panel: every action in its group, found by typing, reached by keyboard."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterable
from itertools import groupby
from tkinter import ttk

from results_desk.actions import Action


class Buttons(ttk.Frame):
    """A field to find an action in, and below it the groups in the order of the year."""

    def __init__(
        self, parent: tk.Misc, actions: Iterable[Action], press: Callable[[Action], None], say: Callable[[str], None]
    ) -> None:
        """`press` does what a button is for; `say` shows what it is for when it is looked at."""
        super().__init__(parent)
        self._actions, self._press, self._say = list(actions), press, say
        self._wanted = tk.StringVar(self)
        self._lit: Callable[[Action], bool] = lambda action: True
        self.drawn: dict[str, ttk.Button] = {}
        self.find = self._find_field()
        self._canvas = tk.Canvas(self, width=236, highlightthickness=0, borderwidth=0)
        bar = ttk.Scrollbar(self, command=self._canvas.yview)
        self._canvas.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y")
        self._canvas.pack(side="left", fill="both", expand=True)
        self._held = ttk.Frame(self._canvas)
        self._canvas.create_window(0, 0, anchor="nw", window=self._held, tags="held")
        self._held.bind("<Configure>", lambda event: self._canvas.configure(scrollregion=self._canvas.bbox("all")))
        self._canvas.bind("<Configure>", lambda event: self._canvas.itemconfigure("held", width=event.width))
        self._wanted.trace_add("write", lambda *_: self.draw())
        self._wheel()
        self.draw()

    def draw(self) -> None:
        """Draw the groups anew: those actions whose name or help has every word that was typed."""
        for child in self._held.winfo_children():
            child.destroy()
        words = self._wanted.get().casefold().split()
        wanted = [each for each in self._actions if all(word in f"{each.label} {each.help}".casefold() for word in words)]
        self.drawn = {}
        for group, members in groupby(wanted, lambda action: action.group):
            frame = ttk.LabelFrame(self._held, text=group, padding=(6, 2, 6, 6))
            frame.pack(fill="x", padx=(0, 8), pady=(0, 8))
            for action in members:
                self.drawn[action.name] = self._button(frame, action)
        self._canvas.yview_moveto(0)

    def light(self, lit: Callable[[Action], bool]) -> None:
        """Grey every button for which this is not so."""
        self._lit = lit
        for action in self._actions:
            if action.name in self.drawn:
                self.drawn[action.name].state(["!disabled" if lit(action) else "disabled"])

    def _find_field(self) -> ttk.Entry:
        head = ttk.Frame(self)
        head.pack(fill="x", pady=(0, 8), padx=(0, 8))
        ttk.Label(head, text="Find:", underline=0).pack(side="left", padx=(0, 6))
        field = ttk.Entry(head, textvariable=self._wanted)
        field.pack(side="left", fill="x", expand=True)
        field.bind("<Return>", lambda event: self._first())
        field.bind("<Escape>", lambda event: self._wanted.set(""))
        return field

    def _first(self) -> None:
        for button in self.drawn.values():
            button.invoke()
            return

    def _button(self, parent: tk.Misc, action: Action) -> ttk.Button:
        button = ttk.Button(parent, text=action.label, command=lambda: self._press(action))
        button.pack(fill="x", pady=1)
        button.state(["!disabled" if self._lit(action) else "disabled"])
        button.bind("<Return>", lambda event: button.invoke())
        button.bind("<Enter>", lambda event: self._say(action.tip))
        button.bind("<FocusIn>", lambda event: self._seen(button, action))
        return button

    def _seen(self, button: ttk.Button, action: Action) -> None:
        """Bring a button that the keyboard reached into sight."""
        self._say(action.tip)
        top, height = button.winfo_rooty() - self._held.winfo_rooty(), max(1, self._held.winfo_height())
        shown_from, shown_to = (edge * height for edge in self._canvas.yview())
        if not shown_from <= top <= shown_to - button.winfo_height():
            self._canvas.yview_moveto(max(0.0, (top - 40) / height))

    def _wheel(self) -> None:
        """The mouse wheel, in the three ways systems report it."""
        for event, step in (("<Button-4>", -2), ("<Button-5>", 2)):
            self._canvas.bind_all(event, lambda event, step=step: self._turn(event, step))  # type: ignore[misc]
        self._canvas.bind_all("<MouseWheel>", lambda event: self._turn(event, -1 if event.delta > 0 else 1))

    def _turn(self, event: tk.Event[tk.Misc], step: int) -> None:
        if str(event.widget).startswith(str(self)):
            self._canvas.yview_scroll(step, "units")
