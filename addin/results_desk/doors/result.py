"""What came of a button, to look at: the summary, the report, the problems with their way out."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk
from tkinter.font import Font, nametofont

from results_desk.actions.registry import Row
from results_desk.doors.form import to_front
from results_desk.doors.perform import Ended
from results_desk.doors.show import grouped, on_sheet

COLOURS = {"done": "#1f6f4a", "problems": "#9a5b00", "refused": "#a4262c", "forbidden": "#a4262c", "fault": "#a4262c"}
SHEET = "All of them, with their details, are on the Problems sheet of results.xlsx."


def _font() -> Font:
    return nametofont("TkDefaultFont")


class Result(ttk.Frame):
    """A headline, the message, and a list below; `show` fills it anew."""

    def __init__(self, parent: tk.Misc) -> None:
        """Empty, until something is shown."""
        super().__init__(parent, padding=8)
        self._headline = ttk.Label(self, font=("TkDefaultFont", 12, "bold"))
        self._headline.pack(anchor="w")
        self._message = ttk.Label(self, justify="left")
        self._message.pack(anchor="w", fill="x", pady=(2, 8))
        self._hint = ttk.Label(self, foreground="#555555")
        self._list = Listing(self)
        self.bind("<Configure>", lambda event: self._message.configure(wraplength=max(200, event.width - 24)))

    def show(self, title: str, ended: Ended) -> None:
        """Show how an action ended."""
        headline = title if ended.state == "done" else f"{title}: {ended.headline}"
        self._headline.configure(text=headline, foreground=COLOURS[ended.state])
        self._message.configure(text=ended.message)
        outcome = ended.outcome
        rows: Sequence[Row] = ()
        if ended.problems:
            rows = [dict(zip(("Where", "What is wrong", "Way out"), kind, strict=True)) for kind in grouped(ended.problems)]
        elif outcome:
            rows = outcome.report
        for widget in (self._hint, self._list):
            widget.pack_forget()
        if outcome and outcome.problems and on_sheet(outcome):
            self._hint.configure(text=SHEET)
            self._hint.pack(anchor="w", pady=(0, 4))
        if rows:
            self._list.fill(rows)
            self._list.pack(fill="both", expand=True)


class Listing(ttk.Frame):
    """Rows under headings, with what a chosen row says written out below: a row of a list cuts long texts."""

    def __init__(self, parent: tk.Misc) -> None:
        """Empty, until it is filled."""
        super().__init__(parent)
        self._tree = ttk.Treeview(self, show="headings", selectmode="browse", height=8)
        bar = ttk.Scrollbar(self, command=self._tree.yview)
        self._tree.configure(yscrollcommand=bar.set)
        self._whole = tk.Text(self, height=4, wrap="word", relief="flat", state="disabled", font="TkDefaultFont")
        self._whole.pack(side="bottom", fill="x", pady=(6, 0))
        bar.pack(side="right", fill="y")
        self._tree.pack(side="left", fill="both", expand=True)
        self._tree.bind("<<TreeviewSelect>>", lambda event: self._write_out())

    def fill(self, rows: Sequence[Row]) -> None:
        """Show these rows, which have the same headings, and choose the first."""
        self._tree.delete(*self._tree.get_children())
        headings = list(rows[0]) if rows else []
        self._tree.configure(columns=headings)
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
    result.pack(fill="both", expand=True)
    result.show(title, ended)
    close = ttk.Button(root, text="Close", command=root.destroy, default="active")
    close.pack(anchor="e", padx=12, pady=(0, 12))
    for key in ("<Return>", "<Escape>"):
        root.bind(key, lambda event: root.destroy())
    root.geometry("760x420" if ended.problems or ended.outcome and ended.outcome.report else "560x200")
    root.deiconify()
    to_front(root)
    close.focus_force()
    root.mainloop()
