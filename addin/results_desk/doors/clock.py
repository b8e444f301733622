"""The only clock: now in Europe/London, or the moment a practice desk was asked to be at."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from results_desk.errors import DeskError

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The moment, aware, in UK time whatever the machine's own zone is."""
    return datetime.now(LONDON)


def at(text: str) -> datetime:
    """The moment that `--at` names: `2024-08-15 07:59` or `2024-08-15`. DeskError when it names none."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=LONDON)
    except ValueError:
        raise DeskError(f"--at {text!r} is not a date and time: write it as \"2024-08-15 07:59\".") from None
