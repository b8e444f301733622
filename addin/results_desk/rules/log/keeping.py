"""How long a line of the tracking log and its consent form are kept: `tables/tracking_money.py` says the same as formulas.

The form is kept six months after the outcome of the review or of an appeal, in calendar months: 31 August and six months is the
last day of February. Source: https://ocr.org.uk/administration/cambridge-nationals/post-results/reviews-of-marking/index.aspx
"""

from __future__ import annotations

from datetime import date

from results_desk.rules.calendar import months_after
from results_desk.rules.cells import Row, day
from results_desk.rules.log.cells import is_closed, shown, whole_day

_OUTCOMES = ("Outcome date", "AP1 outcome", "AP2 outcome")


def keep_until(line: Row, months: int) -> date | None:
    """The last day the consent form must be kept; None before there is an outcome."""
    outcomes = [found for heading in _OUTCOMES if (found := whole_day(line, heading)) is not None]
    last = day(shown(max(outcomes, default=None)))
    try:
        return None if last is None else months_after(last, months)
    except ValueError:
        return None


def delete_after(line: Row, months: int) -> date | None:
    """The day after which a closed line may go: the later of `keep_until` and Closed on. None for an open one."""
    if not is_closed(line):
        return None
    closed = day(shown(whole_day(line, "Closed on")))
    return max(filter(None, (keep_until(line, months), closed)), default=None)
