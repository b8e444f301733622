"""Deadlines, fees and charges: the day in force, the centre's own day, what a candidate pays, and what is wrong with a row of the Grid.

A line of the Grid is found by its Row ID (`L3-S2-AQA`). The lines of all JCQ awarding bodies hold the common dates.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from results_desk.rules.calendar import add_working_days, closed_days, is_working_day
from results_desk.rules.cells import Row, day, is_blank, same, serial, text
from results_desk.rules.computed import Around, Computed
from results_desk.rules.home import CONFIRMED, NOT_CONFIRMED, NOT_KNOWN
from results_desk.tables import fees_formulas as words
from results_desk.tables.fees_formulas import ALL_JCQ, LEVEL_CODES


def row_id(level_group: str, service: str, body: str) -> str:
    """How the Row ID of a line of the Grid begins. A level group that we do not know has no code before the hyphen."""
    codes = {level.casefold(): code for level, code in LEVEL_CODES.items()}
    return f"{codes.get(level_group.casefold(), '')}-{service}-{'JCQ' if _same(body, ALL_JCQ) else body}"


def common_line(row: Row, grid: Sequence[Row]) -> Row:
    """The line of all JCQ awarding bodies for the same level and service; an empty one where the Grid has none."""
    wanted = row_id(_text(row, "Level group"), _text(row, "Service"), ALL_JCQ).casefold()
    return next((line for line in grid if _text(line, "Row ID").casefold() == wanted), {})


def own_date(row: Row) -> bool:
    """Whether the line says its last day itself, by a date or a rule, and does not follow the common one."""
    return day(row.get("Awarding body deadline")) is not None or not is_blank(row.get("Rule"))


def in_force(row: Row, grid: Sequence[Row]) -> date | None:
    """The awarding body's last day: the line's own, else the common one. None where a rule says it, and where it is not known."""
    if found := day(row.get("Awarding body deadline")):
        return found
    return None if own_date(row) else day(common_line(row, grid).get("Awarding body deadline"))


def internal_deadline(row: Row, grid: Sequence[Row], closed: Collection[date]) -> date | None:
    """The centre's own last day: the one typed here or, for the common date, on the JCQ line, else the buffer's working days earlier."""
    common = common_line(row, grid)
    typed = day(row.get("Own internal deadline")) or (None if own_date(row) else day(common.get("Own internal deadline")))
    if typed:
        return typed
    last, buffer = in_force(row, grid), serial(row.get("Buffer"))
    buffer = serial(common.get("Buffer")) if buffer is None else buffer
    return None if last is None or buffer is None else add_working_days(last, -int(buffer), closed)


def charge(row: Row) -> Decimal | None:
    """What a candidate pays, in pounds: the fee and the centre's handling. None while there is no fee, or where it is not offered."""
    if _same(row.get("Offered?"), "No"):
        return None
    handling = _pounds(row.get("School handling")) or Decimal(0)
    if _same(row.get("Fee basis"), "Free"):
        return handling
    fee = _pounds(row.get("Fee"))
    return None if fee is None else fee + handling


def state(row: Row, grid: Sequence[Row]) -> str:
    """Whether the last day is known (a day, or a rule), and whether a person compared the line with its source."""
    if is_blank(row.get("Row ID")):
        return ""
    ruled = not is_blank(row.get("Rule")) or not is_blank(common_line(row, grid).get("Rule"))
    if in_force(row, grid) is None and not ruled:
        return NOT_KNOWN
    return CONFIRMED if day(row.get("Confirmed on")) else NOT_CONFIRMED


def check(row: Row, grid: Sequence[Row], closed: Collection[date]) -> str:
    """What is wrong with a line, in words; "" for nothing, and for a service that is not offered."""
    if is_blank(row.get("Row ID")) or _same(row.get("Offered?"), "No"):
        return ""
    last, internal, known = in_force(row, grid), internal_deadline(row, grid, closed), state(row, grid)
    ours = row_id(_text(row, "Level group"), _text(row, "Service"), _text(row, "Awarding body"))
    found = {
        words.LATER: last is not None and internal is not None and internal > last,
        words.NOT_KNOWN: known == NOT_KNOWN,
        words.CLOSED: last is not None and not is_working_day(last, closed),
        words.INTERNAL_CLOSED: internal is not None and not is_working_day(internal, closed),
        words.FEE_MISSING: _fee_missing(row),
        words.NOT_CONFIRMED: known == NOT_CONFIRMED,
        f"{words.ROW_ID} {ours}.": not _text(row, "Row ID").casefold().startswith(ours.casefold()),
    }
    return " ".join(part for part, wrong in found.items() if wrong)


def find_line(grid: Sequence[Row], level_group: str, body: str, service: str) -> Row | None:
    """The line of an awarding body for a level group and service. None: not there, or several and none with the plain Row ID."""
    found = [
        row for row in grid
        if _same(row.get("Level group"), level_group) and _same(row.get("Awarding body"), body) and _same(row.get("Service"), service)
    ]  # fmt: skip
    plain = [row for row in found if _same(row.get("Row ID"), row_id(level_group, service, body))]
    return found[0] if len(found) == 1 else plain[0] if len(plain) == 1 else None


def charge_for(grid: Sequence[Row], level_group: str, body: str, service: str, copy: bool = False) -> Decimal | None:
    """What a candidate pays for a service at an awarding body, in pounds, with a copy of the script where asked. None: not known."""
    row = find_line(grid, level_group, body, service)
    amount = None if row is None else charge(row)
    if row is None or amount is None or not copy:
        return amount
    extra = _pounds(row.get("Copy extra"))
    return None if extra is None else amount + extra


def days_for(
    grid: Sequence[Row], closed: Collection[date], level_group: str, body: str, service: str
) -> tuple[date | None, date | None]:
    """The awarding body's last day and the centre's own for a service; those of all JCQ awarding bodies where the Grid has no such line."""
    row = find_line(grid, level_group, body, service) or find_line(grid, level_group, ALL_JCQ, service)
    return (None, None) if row is None else (in_force(row, grid), internal_deadline(row, grid, closed))


def _fee_missing(row: Row) -> bool:
    offered = _same(row.get("Offered?"), "Yes") or _same(row.get("Offered?"), "Only some papers")
    ours = not _same(row.get("Awarding body"), ALL_JCQ) and not _same(row.get("Fee basis"), "Free")
    return offered and ours and _pounds(row.get("Fee")) is None


def _pounds(value: object) -> Decimal | None:
    number = serial(value)
    return None if number is None else value if isinstance(value, Decimal) else Decimal(repr(value if isinstance(value, int) else number))


def _text(row: Row, heading: str) -> str:
    return text(row.get(heading))


def _same(one: object, other: str) -> bool:
    return same(text(one), other)


def _grid(row: Row, around: Around) -> dict[str, object]:
    grid, closed = around.tables["Grid"], closed_days(around.tables["GridClosedDays"])
    amount = charge(row)
    return {
        "Deadline in force": in_force(row, grid) or "",
        "Internal deadline": internal_deadline(row, grid, closed) or "",
        "Charge": "" if amount is None else amount,
        "State": state(row, grid),
        "Check": check(row, grid, closed),
    }


COMPUTED: dict[str, Computed] = {"Grid": _grid}
