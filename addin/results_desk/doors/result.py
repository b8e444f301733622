"""What came of a button, to look at: the summary, the report, the problems with their way out."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk
from tkinter.font import Font, nametofont

from results_desk.actions.registry import Row
from results_desk.doors.form import to_front
from results_desk.doors.perform import Ended
from results_desk.doors.show import grouped, where

COLOURS = {"done": "#1f6f4a", "problems": "#9a5b00", "refused": "#a4262c", "forbidden": "#a4262c", "fault": "#a4262c"}
_TALL = 8
"""Rows of a list that are asked for; where there is room it has more."""


def _font() -> Font:
    return nametofont("TkDefaultFont")


class Result(ttk.Frame):
    """A headline, the message, and below it what there is to look at and the report; `show` fills it anew."""

    def __init__(self, parent: tk.Misc) -> None:
        """Empty, until something is shown."""
        super().__init__(parent, padding=8)
        self._headline = ttk.Label(self, font=("TkDefaultFont", 12, "bold"))
        self._headline.pack(anchor="w")
        self._message = ttk.Label(self, justify="left")
        self._message.pack(anchor="w", fill="x", pady=(2, 8))
        self._hint = ttk.Label(self, foreground="#555555")
        self._found, self._report = Listing(self), Listing(self)
        self.bind("<Configure>", lambda event: self._message.configure(wraplength=max(200, event.width - 24)))

    def show(self, title: str, ended: Ended) -> None:
        """Show how an action ended."""
        headline = title if ended.state == "done" else f"{title}: {ended.headline}"
        self._headline.configure(text=headline, foreground=COLOURS[ended.state])
        self._message.configure(text=ended.message)
        outcome = ended.outcome
        for widget in (self._hint, self._found, self._report):
            widget.pack_forget()
        if outcome and (said := where(outcome)):
            self._hint.configure(text=said)
            self._hint.pack(anchor="w", pady=(0, 4))
        report = outcome.report if outcome else ()
        if ended.problems:
            kinds = grouped(ended.problems, outcome.listed if outcome else ())
            headings = ("Where", "What is wrong", "Way out")
            self._found.fill([dict(zip(headings, kind, strict=True)) for kind in kinds], _TALL // (2 if report else 1))
            self._found.pack(fill="x" if report else "both", expand=not report)
        if report:
            self._report.fill(report)
            self._report.pack(fill="both", expand=True, pady=(10 if ended.problems else 0, 0))


class Listing(ttk.Frame):
    """Rows under headings, with what a chosen row says written out below: a row of a list cuts long texts."""

    def __init__(self, parent: tk.Misc) -> None:
        """Empty, until it is filled."""
        super().__init__(parent)
        self._tree = ttk.Treeview(self, show="headings", selectmode="browse")
        bar = ttk.Scrollbar(self, command=self._tree.yview)
        self._tree.configure(yscrollcommand=bar.set)
        self._whole = tk.Text(self, height=4, wrap="word", relief="flat", state="disabled", font="TkDefaultFont")
        self._whole.pack(side="bottom", fill="x", pady=(6, 0))
        bar.pack(side="right", fill="y")
        self._tree.pack(side="left", fill="both", expand=True)
        self._tree.bind("<<TreeviewSelect>>", lambda event: self._write_out())

    def fill(self, rows: Sequence[Row], tall: int = _TALL) -> None:
        """Show these rows, which have the same headings, and choose the first; `tall` of them are seen where room is short."""
        self._tree.delete(*self._tree.get_children())
        headings = list(rows[0]) if rows else []
        self._tree.configure(columns=headings, height=max(1, min(tall, len(rows))))
        for heading in headings:
            widest = max(_font().measure(str(text)) for text in (f"{heading}  ", *(row[heading] for row in rows)))
            self._tree.heading(heading, text=heading, anchor="w")
            self._tree.column(heading, width=min(230, widest + 18), minwidth=50, stretch=heading == headings[-1])
        for row in rows:
            self._tree.insert("", "end", values=[str(value) for value in row.values()])
        if rows:
            first = self._tree.get_children()[0]
            self._tree.selection_set(first)
            self._tree.focus(first)

    def _write_out(self) -> None:
        chosen = self._tree.selection()
        values = self._tree.item(chosen[0], "values") if chosen else ()
        self._whole.configure(state="normal")
        self._whole.delete("1.0", "end")
        *about, to_do = (str(value) for value in values or ("",))
        self._whole.insert("1.0", "\n".join(filter(None, ("  \u00b7  ".join(filter(None, about)), to_do))))
        self._whole.configure(state="disabled")


def show_window(root: tk.Tk, title: str, ended: Ended) -> None:
    """Show it in the program's one window, and wait until the person has closed it."""
    root.title("Results Desk")
    result = Result(root)
    result.show(title, ended)
    close = ttk.Button(root, text="Close", command=root.destroy, default="active")
    close.pack(side="bottom", anchor="e", padx=12, pady=(0, 12))
    result.pack(fill="both", expand=True)
    for key in ("<Return>", "<Escape>"):
        root.bind(key, lambda event: root.destroy())
    lists = bool(ended.problems) + bool(ended.outcome and ended.outcome.report)
    root.geometry(("560x200", "760x420", "760x640")[lists])
    root.deiconify()
    to_front(root)
    close.focus_force()
    root.mainloop()
