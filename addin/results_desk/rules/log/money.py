"""What a line of the tracking log comes to in money and marks: `tables/tracking_money.py` says the same as formulas.

An awarding body that charges nothing when a subject grade changes, up or down, charges nothing for every component reviewed
for that award. Source: https://qualifications.pearson.com/en/support/support-topics/results-certification/post-results-services/post-results-fees-august-2017.html
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from decimal import ROUND_HALF_UP, Decimal

from results_desk.rules.cells import Row, is_one, known, raw, serial
from results_desk.tables.tracking_money import (
    CHANGED,
    IF_APPEAL_UPHELD,
    IF_GRADE_CHANGES,
    IF_MARK_CHANGES,
    IF_MARKS_REINSTATED,
    NOTHING_OWED,
)

_PENNY = Decimal("0.01")
_WITHOUT_A_CHARGE = ("MIR",)


def award(line: Row) -> str:
    """What lines of one award have in common: candidate number, awarding body and entry code. "" where it is not known."""
    number, body, entry = (raw(line, heading) for heading in ("Candidate number", "Awarding body", "Entry code"))
    return f"{number} | {body} | {entry}" if number and entry else ""


def grade_changed(line: Row) -> bool:
    """Whether this line says that its subject grade went up or down."""
    return is_one(line, "Outcome grade", *CHANGED)


def award_changed(line: Row) -> str:
    """The award of a line whose grade changed; "" for any other."""
    return award(line) if grade_changed(line) else ""


def changed_awards(lines: Iterable[Row]) -> frozenset[str]:
    """The awards whose grade changed according to any of the lines, folded for comparing."""
    return frozenset(award(line).casefold() for line in lines if grade_changed(line)) - {""}


def mark_change(line: Row) -> float | str:
    """Mark after less Raw mark; "" where one of them is not known."""
    before, after = serial(line.get("Raw mark")), serial(line.get("Mark after"))
    return "" if before is None or after is None else round(after - before, 4)


def balance(line: Row) -> Decimal | str:
    """What is still owed; negative when too much was paid, "" without a charge."""
    charge = amount(line, "Charge due")
    if charge is None:
        return ""
    return Decimal(0) if is_one(line, "Payment", *NOTHING_OWED) else _pennies(charge - (amount(line, "Paid") or 0))


def unsettled(line: Row) -> str:
    """Why a line's payment is not settled, in words; "" when it is paid, free, waived, or the school or a department pays."""
    owed = balance(line)
    if _is_free(line):
        return ""
    if isinstance(owed, str):
        return "its charge is not known"
    return f"£{owed:,.2f} is not paid" if owed > 0 else ""


def is_charge_unknown(line: Row) -> bool:
    """Whether a line is to be paid for and nobody has said how much: then no payment can be said to be too much."""
    return not _is_free(line) and amount(line, "Charge due") is None


def _is_free(line: Row) -> bool:
    return is_one(line, "Payment", *NOTHING_OWED) or is_one(line, "Service", *_WITHOUT_A_CHARGE)


def refund_due(line: Row, changed: Container[str]) -> Decimal | str:
    """What is to be paid back: Paid less Handling kept, once the line's refund rule is met; "" when nothing is, or it is done.

    `changed` holds the awards whose grade changed, see `changed_awards`.
    """
    paid = amount(line, "Paid")
    if paid is None or known(line, "Refunded on") or not _is_due(line, changed):
        return ""
    back = _pennies(paid - (amount(line, "Handling kept") or 0))
    return back if back > 0 else ""


def refund_hangs_on_award(line: Row) -> bool:
    """Whether the other lines of the award decide if something is to be paid back."""
    return known(line, "Paid") and not known(line, "Refunded on") and is_one(line, "Board refund rule", IF_GRADE_CHANGES)


def amount(line: Row, heading: str) -> Decimal | None:
    """An amount of money, exactly; None for a text or a blank."""
    number = serial(line.get(heading))
    return None if number is None else Decimal(str(number))


def _is_due(line: Row, changed: Container[str]) -> bool:
    if is_one(line, "Board refund rule", IF_GRADE_CHANGES):
        return grade_changed(line) or award(line).casefold() in changed
    if is_one(line, "Board refund rule", IF_MARK_CHANGES):
        return is_one(line, "Outcome mark", *CHANGED) or mark_change(line) not in ("", 0)
    if is_one(line, "Board refund rule", IF_MARKS_REINSTATED):
        return is_one(line, "Centre marks reinstated", "Yes")
    return is_one(line, "Board refund rule", IF_APPEAL_UPHELD) and is_one(line, "Appeal upheld", "Yes")


def _pennies(value: Decimal) -> Decimal:
    return value.quantize(_PENNY, ROUND_HALF_UP)
