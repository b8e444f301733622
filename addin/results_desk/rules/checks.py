"""What the checks of the registers are made of. `tables/checks.py` says the same as formulas; the two must agree to the letter.

As in the formulas, a text in a date cell counts as blank, and words are compared whatever their case but with their spaces.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from results_desk.rules.calendar import find_anchor
from results_desk.rules.cells import Row, day, is_one, raw, serial
from results_desk.rules.computed import Around
from results_desk.tables.checks import LEVELS_OF, LONGEST_CHECK
from results_desk.terms import LEVEL_3


@dataclass(frozen=True)
class Found:
    """One thing that is wrong with a row: the words of its check, the day since when or by when, and what to do about it.

    `why` is the rule and its source, where it is not the area's own; `urgency` is as in `desk_today.listed`.
    """

    text: str
    by: date | None
    what_to_do: str
    why: str = ""
    urgency: int | None = None


def joined(found: Iterable[Found]) -> str:
    """What a check column shows."""
    return "; ".join(one.text for one in found)[:LONGEST_CHECK]


def known_day(row: Row, heading: str) -> date | None:
    """The day in a cell; None for a blank or a text."""
    return day(row.get(heading))


def level_group(row: Row, heading: str) -> str:
    """The half of the summer that a cell names: Level 3 or Level 1/2; "" where it names none."""
    return next((group for group, words in LEVELS_OF.items() if is_one(row, heading, *words)), "")


def results_day(row: Row, heading: str, dates: Sequence[Row]) -> date | None:
    """The results day of the level in a cell, from a copy of the dates. None where level or day is not known."""
    group = level_group(row, heading)
    return find_anchor(dates, "R-A" if group == LEVEL_3 else "R-G") if group else None


def setting(around: Around, name: str) -> int:
    """A named cell that holds a whole number; 0 where it holds none, as a formula counts it."""
    return int(serial(around.named.get(name)) or 0)


def due_rows(area: str, where: str, found: Iterable[tuple[str, Found]], why: str = "") -> list[dict[str, object]]:
    """Rows for the home workbook's Today, from a reference and what is wrong there: one row for each reference and thing.

    `why` is the rule of the area and its source, for what has none of its own.
    """
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for reference, one in found:
        line = {"What": one.text, "Due": one.by, "What to do": one.what_to_do, "Reference": reference, "Where": where}
        urgency = {} if one.urgency is None else {"Urgency": one.urgency}
        rows.setdefault((reference, one.text), {"Area": area, **line, "Why": one.why or why, **urgency})
    return list(rows.values())


def counted(found: Sequence[tuple[str, Found]], together: Mapping[str, str], reference: str) -> list[tuple[str, Found]]:
    """Those texts of which a desk has many, put together: `together` gives the words for several, with {count}; the first day counts."""
    rest = [(ref, one) for ref, one in found if one.text not in together]
    for text, words in together.items():
        group = [one for _, one in found if one.text == text]
        if group:
            days = [one.by for one in group if one.by]
            words_for_all = words.format(count=len(group))
            rest.append((reference, replace(group[0], text=words_for_all, by=min(days, default=None))))
    return rest


def view_rows(rows: Iterable[Row], headings: Collection[str], order: Sequence[str]) -> list[dict[str, object]]:
    """Rows with these headings only, sorted by the texts under the headings of `order`, whatever their case."""
    picked = [{heading: row.get(heading) for heading in headings} for row in rows]
    return sorted(picked, key=lambda row: tuple(raw(row, heading).casefold() for heading in order))
