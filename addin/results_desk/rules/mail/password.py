"""The password that opens a candidate's PDF: the value of a column that the candidate knows."""

from __future__ import annotations

from results_desk.rules.cells import day, text

SHORTEST = 6


def password_of(value: object) -> str:
    """A day as eight digits (14 March 2008: 14032008), anything else as it stands; "" where it is too short to be of use."""
    born = day(value)
    word = f"{born:%d%m%Y}" if born else text(value)
    return word if len(word) >= SHORTEST else ""


def hint(column: str, value: object) -> str:
    """What a message says of it: your date of birth as eight digits, ..."""
    name = column[:1].lower() + column[1:] if column[1:2].islower() else column
    return f"your {name} as eight digits, such as 14032008 for 14 March 2008" if day(value) else f"your {name}"
