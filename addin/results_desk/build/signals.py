"""Colours that a sheet puts on by itself. Every one only repeats a word that is in the cell, for print and for colour-blind eyes."""

from __future__ import annotations

from typing import Any

from results_desk.build.layout import LAST_ROW, Layout
from results_desk.build.look import Look
from results_desk.edges.book.areas import letters

_WHOLE_ROW = ("red row",)


def add_signals(sheet: Any, place: Layout, look: Look) -> None:
    """The conditional formats of the table at `place`, over every row that it may grow to."""
    for number, column in enumerate(place.table.columns):
        for colour, words in column.signals:
            first, last = (0, place.last_column) if colour in _WHOLE_ROW else (number, number)
            add_signal(sheet, (place.first, first, LAST_ROW, last), f"${letters(number + 1)}{place.first + 1}", colour, words, look)


def add_signal(sheet: Any, area: tuple[int, int, int, int], cell: str, colour: str, words: tuple[str, ...], look: Look) -> None:
    """Colour an area where `cell` (that of its first row) holds one of the words; a word that begins with "=" is the whole cell."""
    tests = ",".join(f'{cell}="{word[1:]}"' if word.startswith("=") else f'ISNUMBER(SEARCH("{word}",{cell}))' for word in words)
    rule = {"type": "formula", "criteria": f"=OR({tests})", "format": look.signal(colour), "stop_if_true": True}
    sheet.conditional_format(*area, rule)
