"""Formulas, without "=", that the computed columns of the log and of the registers are made of. `rules/checks.py` says the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from results_desk import reference
from results_desk.tables.dates import anchor_day
from results_desk.tables.words import Column
from results_desk.terms import LEVEL_1_2, LEVEL_3

LONGEST_CHECK = 400
"""A check is cut after this many characters."""
LEVELS_OF = {
    group: (group, *(row["level"] for row in reference.rows("levels") if row["group"] == group)) for group in (LEVEL_3, LEVEL_1_2)
}
"""The words that a Level cell may hold, by the half of the summer they belong to."""


def cell(heading: str) -> str:
    """The cell of that heading in this row."""
    return f"[@[{heading}]]"


def known(heading: str) -> str:
    """Whether the cell holds a date or number: a text counts as blank."""
    return f"ISNUMBER({cell(heading)})"


def day_in(heading: str) -> str:
    """The day in a cell, without its time. An error where the cell holds a text: ask `known` first, in an IF around it."""
    return f"INT({cell(heading)})"


def filled(heading: str) -> str:
    """Whether anything stands in the cell."""
    return f'{cell(heading)}<>""'


def is_one(heading: str, *words: str) -> str:
    """Whether the cell holds one of the words, whatever their case."""
    tests = [f'{cell(heading)}="{word}"' for word in words]
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


def when(condition: str, text: str) -> str:
    """One part of a check: `text` where the condition holds."""
    return if_so(condition, f'"; {text}"')


def if_so(condition: str, then: str) -> str:
    """A formula that is computed only where the condition holds: the other side of AND is always computed."""
    return f'IF({condition},{then},"")'


def if_known(heading: str, then: str) -> str:
    """A formula that looks at the day of a cell, where there is one."""
    return if_so(known(heading), then)


def joined(heading: str, parts: Iterable[str]) -> str:
    """The parts that hold, one after the other; blank in a row where the cell of the heading is."""
    return f'=IF({cell(heading)}="","",MID({"&".join(parts)},3,{LONGEST_CHECK}))'


def results_day(heading: str, dates: str) -> str:
    """The results day of a level: that of Level 3 or of Level 1/2, from a copy of the dates; "" where level or day is not known."""
    of = {group: is_one(heading, *words) for group, words in LEVELS_OF.items()}
    return f'IF({of[LEVEL_3]},{_day(dates, "R-A")},IF({of[LEVEL_1_2]},{_day(dates, "R-G")},""))'


def banded(**groups: tuple[Column, ...]) -> tuple[Column, ...]:
    """Columns in the bands named: `After_the_outcome` is the band After the outcome."""
    return tuple(replace(column, group=name.replace("_", " ")) for name, columns in groups.items() for column in columns)


def shown(columns: Iterable[Column], *headings: str) -> tuple[Column, ...]:
    """Columns of a register as a view shows them: values that nobody computes or types there, without bands and lists."""
    by_heading = {column.heading: column for column in columns}
    return tuple(replace(by_heading[heading], formula="", group="", choices="", help="", signals=()) for heading in headings)


def _day(dates: str, anchor: str) -> str:
    return anchor_day(dates, f'"{anchor}"')
