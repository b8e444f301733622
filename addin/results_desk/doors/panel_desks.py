"""The head of the panel: which desk is worked on, and which of its workbooks are open in Excel."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tkinter import ttk

from results_desk.doors.excel_link import ExcelLink
from results_desk.doors.perform import Ended
from results_desk.edges.computer.known_desks import KnownDesks
from results_desk.errors import DeskError


@dataclass(frozen=True)
class Choice:
    """A desk that may be chosen: its folder, or None where only a workbook of it is known to be open."""

    folder: Path | None
    open: tuple[str, ...] = ()
    workbook: str = ""
    desk_id: str = ""

    @property
    def label(self) -> str:
        """As it stands in the list."""
        if self.folder is None:
            return f"{self.workbook}, open in Excel: where is its desk?"
        return f"{self.folder.name}   in {self.folder.parent}"


def choices(known: KnownDesks, excel: ExcelLink) -> list[Choice] | Ended:
    """Known desks, those with open workbooks first, then open workbooks of desks nobody knows. Ended says why Excel did not answer."""
    try:
        with excel.spoken():
            books = excel.books()
    except DeskError as refusal:
        return Ended("refused", str(refusal))
    where = {book.desk_id: known.folder(book.desk_id) for book in books}
    opened = {folder: tuple(book.name for book in books if where[book.desk_id] == folder) for folder in where.values() if folder}
    rest = [folder for folder in known.folders() if folder not in opened]
    strangers = {book.desk_id: book.name for book in books if where[book.desk_id] is None}
    found = [Choice(folder, names) for folder, names in opened.items()] + [Choice(folder) for folder in rest]
    return found + [Choice(None, (), name, desk_id) for desk_id, name in strangers.items()]


class Desks(ttk.Frame):
    """A list of desks to choose from, and a line that says what is open."""

    def __init__(
        self, parent: tk.Misc, chosen: Callable[[Choice], None], open_desk: Callable[[], None], refresh: Callable[[], None]
    ) -> None:
        """`chosen` is told of a desk, `open_desk` asks for a folder, `refresh` looks again."""
        super().__init__(parent)
        self._offered: Sequence[Choice] = ()
        self._chosen = chosen
        ttk.Label(self, text="Desk:").grid(row=0, column=0, padx=(0, 8))
        self.list = ttk.Combobox(self, state="readonly")
        self.list.grid(row=0, column=1, sticky="ew")
        self.list.bind("<<ComboboxSelected>>", lambda event: self._choose(self.list.current()))
        self._open = ttk.Button(self, text="Open desk...", command=open_desk)
        self._open.grid(row=0, column=2, padx=(8, 0))
        self._refresh = ttk.Button(self, text="Look again", command=refresh)
        self._refresh.grid(row=0, column=3, padx=(8, 0))
        self._says = ttk.Label(self, text="", foreground="#555555")
        self._says.grid(row=1, column=1, columnspan=3, sticky="w", pady=(3, 0))
        self.columnconfigure(1, weight=1)

    def offer(self, found: Sequence[Choice], chosen: Path | None) -> None:
        """List these; the one that was chosen stays, else the first is."""
        self._offered = found
        self.list.configure(values=[choice.label for choice in found])
        folders = [choice.folder for choice in found]
        if not found:
            self.list.set("")
            self._says.configure(text="No desk is known on this computer yet.")
        elif chosen in folders or folders[0] is not None:
            self._choose(folders.index(chosen) if chosen in folders else 0)

    def light(self, lit: bool) -> None:
        """Grey it while something is being done."""
        self.list.configure(state="readonly" if lit else "disabled")
        for button in (self._open, self._refresh):
            button.state(["!disabled" if lit else "disabled"])

    def _choose(self, place: int) -> None:
        choice = self._offered[place]
        self.list.current(place)
        said = f"Open in Excel, and worked on there: {', '.join(choice.open)}." if choice.open else "No workbook of it is open in Excel."
        self._says.configure(text=said)
        self._chosen(choice)
