"""Amounts of money as pay sites and invoices write them: £51.95, 1,234.50, (51.95) and 51.95- for money that goes back."""

from __future__ import annotations

import re
from decimal import Decimal

from results_desk.importers.frames import Rows, holds, mapped
from results_desk.importers.sheet import Text

_AMOUNT = re.compile(r"(?P<sign>-?)(?P<pounds>[0-9]{1,3}(,[0-9]{3}){1,3}|[0-9]{1,12})(\.(?P<pence>[0-9]{1,20}))?(?P<after>-?)")
"""No school is paid a thousand thousand million pounds; the pence may have the trail of a binary fraction."""
_WAY_OUT = "Write it in pounds and pence, such as 51.95, and read the file again."


def pounds(text: str) -> str:
    """The amount in pounds with two places and a point, negative where it goes back; "" for what is no amount of whole pence."""
    plain = re.sub(r"£|GBP|\s", "", text, flags=re.IGNORECASE)
    bracketed = plain.startswith("(") and plain.endswith(")")
    found = _AMOUNT.fullmatch(plain.strip("()") if bracketed else plain)
    if not found:
        return ""
    amount = Decimal(f"{found['pounds'].replace(',', '')}.{found['pence'] or '0'}")
    whole = amount.quantize(Decimal("0.01"))
    if abs(amount - whole) > Decimal("0.000001"):
        return ""
    return str(-whole if bracketed or found["sign"] or found["after"] else whole)


def amounts(rows: Rows, name: str) -> Text:
    """A column of amounts; a row whose amount can't be read, or is nothing, is refused."""
    written = rows[name]
    wrong = holds(written, lambda text: not pounds(text) or Decimal(pounds(text)) == 0)
    rows.refuse(wrong, rows.heading(name), "The amount can't be read, or it is nothing.", _WAY_OUT, written)
    return mapped(written, pounds)
