"""Colours that a sheet puts on by itself. Every one only repeats a word that is in the cell, for print and for colour-blind eyes."""

from __future__ import annotations

from typing import Any

from results_desk.build.layout import LAST_ROW, Layout
from results_desk.build.look import Look
from results_desk.edges.areas import letters
from results_desk.terms import NO_RESULT, PARTIAL_ABSENCE, PENDING

RED_WORDS = ("passed", "missing", "dated before", "not known")
AMBER_WORDS = ("near", "today", "closing", "overdue")
PRIORITY_SERVICES = ("P2", "P2C")


def add_signals(sheet: Any, place: Layout, look: Look) -> None:
    """The conditional formats of the table at `place`, over every row that it may grow to."""
    for heading, formula, signal, whole_row in _SIGNALS.get(place.table.name, ()):
        column = place.column(heading)
        first, last = (0, place.last_column) if whole_row else (column, column)
        cell = f"${letters(column + 1)}{place.first + 1}"
        sheet.conditional_format(
            place.first, first, LAST_ROW, last,
            {"type": "formula", "criteria": formula.format(cell=cell), "format": look.signal(signal), "stop_if_true": True},
        )  # fmt: skip


def _says(words: tuple[str, ...]) -> str:
    return "=OR(" + ",".join(f'ISNUMBER(SEARCH("{word}",{{cell}}))' for word in words) + ")"


def _is(words: tuple[str, ...]) -> str:
    return "=OR(" + ",".join(f'{{cell}}="{word}"' for word in words) + ")"


_ALARM = (("Alarm", _says(RED_WORDS), "red", False), ("Alarm", _says(AMBER_WORDS), "amber", False))
_PRIORITY = ("Service", _is(PRIORITY_SERVICES), "blue", False)
_SIGNALS: dict[str, tuple[tuple[str, str, str, bool], ...]] = {
    "Lines": (*_ALARM, _PRIORITY),
    "Today": (*_ALARM, _PRIORITY),
    "Problems": (("Row kept", _is(("No",)), "red row", True),),
    "Results": (("Grade", _is((NO_RESULT, PENDING)), "amber", False), ("Flag", _is((PARTIAL_ABSENCE,)), "amber", False)),
}
