"""One list over all workbooks: what to do first, whichever sheet it stands on.

Every area gives its rows as mappings with Area, What, Due (a day, or None), What to do, Reference and Where; nobody's name
and nobody's grade is among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from results_desk.rules.calendar import closed_days, own_or_counted
from results_desk.rules.cells import Row, Rows, day, in_words, records, same, serial, text
from results_desk.rules.home import CONFIRMED, NOT_KNOWN, anchor_state
from results_desk.tables.home import BOOK

AHEAD = 7
"""A key date is on the list from so many days before."""
_SOME_DAY = date.max
_URGENCY = {"Deadlines": 5, "Requests": 5, "Queries": 5, "Permissions": 10, "Returns": 10, "Certificates": 10, "Outcomes": 10}
"""How urgent a row of an area is that does not say so itself: a deadline that is over stays over."""
_LEAST = 20
_PROPOSAL = "our proposal"
"""The source of a date or a task that no published text asks for."""
PROPOSED = "Proposed by Results Desk, no rule: change it as suits your centre."
_COUNTS = "Deadlines, tasks and the release count from this day."


def key_dates_due(key_dates: Rows, anchors: Rows, closed: Rows, today: date) -> list[Row]:
    """The key dates of the next days, today's among them; what is over is over."""
    known, shut = records(anchors), closed_days(records(closed))
    found: list[Row] = []
    for row in records(key_dates):
        due = own_or_counted(row, known, shut)
        if due is None or not today <= due <= today + timedelta(days=AHEAD):
            continue
        level, time = text(row.get("Level")), text(row.get("Time"))
        when = "today" if due == today else f"on {in_words(due)}"
        what = f"{text(row.get('Key date'))}{f' ({level})' if level not in ('', 'All') else ''}: {when}{f', {time}' if time else ''}"
        made = _row("Deadlines", what, due, text(row.get("Note")), text(row.get("Anchor")), "Key dates", reason("", row))
        found.append({**made, "Urgency": 2 if due == today else 5})
    return found


def dates_to_confirm(anchors: Rows) -> list[Row]:
    """The days that nobody has typed, or nobody has compared with their source; a day is due when it comes, unknown ones at once."""
    found = []
    for row in records(anchors):
        name, state = text(row.get("Anchor")), anchor_state(row)
        if not name or state == CONFIRMED or (state == NOT_KNOWN and name in _OUR_OWN):
            continue
        held = "what your centre decided" if name in _OUR_OWN else "JCQ's key dates"
        way_out = "Type the date" if state == NOT_KNOWN else f"Compare the date with {held}, then fill Confirmed on and by"
        called = text(row.get("Meaning")).partition(":")[0] or name
        what, to_do = f"{called}: {state.lower()}", f"{way_out}; then Copy dates."
        found.append(_row("Dates", what, day(row.get("Date")), to_do, name, "Results days", reason(_COUNTS, row)))
    return found


def reason(why: str, row: Row) -> str:
    """Why something is to be done, with the source of its row; what we proposed is told as that."""
    source = text(row.get("Source"))
    told = PROPOSED if same(source, _PROPOSAL) else f"Source: {source}" if source else ""
    first = why if not why or why.endswith((".", "!", "?")) else f"{why}."
    return f"{first} {told}".strip()


def together(rows: Iterable[Row], most: int = 3) -> list[Row]:
    """The rows, but where more than `most` say the same of the same sheet one in their place, with the last of their days.

    Somebody who begins in August has every task of the summer term late: that is one thing to look through, not sixty.
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((text(row.get("What")), text(row.get("Where"))), []).append(row)
    found: list[Row] = []
    for (what, where), group in groups.items():
        if len(group) <= most:
            found += group
            continue
        to_do = f"Go through them on {where}: tick what is done or not needed, do the rest."
        last = max((due for row in group if (due := day(row.get("Due")))), default=None)
        found.append({**group[0], "Why": "", "What": f"{what}: {len(group)} tasks", "Due": last, "What to do": to_do, "Reference": ""})
    return found


def listed(rows: Iterable[Row]) -> list[Row]:
    """The rows of all areas as those of the table DeskToday: what cannot be made good later first, then by day, those without one last.

    A row may say how urgent it is under Urgency, 1 being the most: as the alarms of the log are ranked (`alarm_words`).
    """
    ordered = sorted(rows, key=lambda row: (_urgency(row), day(row.get("Due")) or _SOME_DAY))
    return [{**row, "Order": number} for number, row in enumerate(ordered, 1)]


_OUR_OWN = ("PDI", "GDI", "TERM-END", "TERM-START")
"""Days that a centre may do without."""


def _urgency(row: Row) -> float:
    said = serial(row.get("Urgency"))
    return _URGENCY.get(text(row.get("Area")), _LEAST) if said is None else said


def _row(area: str, what: str, due: date | None, to_do: str, reference: str, sheet: str, why: str) -> Row:
    line = {"Area": area, "What": what, "Due": due, "What to do": to_do, "Reference": reference, "Where": f"{BOOK}, {sheet}"}
    return {**line, "Why": why}
