"""JCQ's words, and what can be said about them without a file or a clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from results_desk import reference

AWARDING_BODIES: tuple[str, ...] = tuple(row["awarding_body"] for row in reference.rows("awarding_bodies"))
LEVELS: tuple[str, ...] = tuple(row["level"] for row in reference.rows("levels"))
SERVICES: tuple[str, ...] = tuple(row["service"] for row in reference.rows("services"))

LEVEL_3 = "Level 3"
LEVEL_1_2 = "Level 1/2"
LEVEL_GROUPS = (LEVEL_3, LEVEL_1_2)
"""The two halves of a summer: each has its own results day and its own deadlines."""

STATUSES = (
    "Draft", "Waiting for teacher view", "Waiting for consent", "Waiting for payment", "Ready to send", "Sent to board",
    "Acknowledged by board", "Outcome received", "Candidate told", "Closed", "Refused by centre (internal appeal open)",
    "Withdrawn by candidate", "Rejected by board", "Missed deadline",
)
CLOSED_STATUSES = ("Closed", "Withdrawn by candidate", "Missed deadline")
"""A line in one of these has no alarm any more; every other line keeps its alarm until somebody closes it."""

COHORT = "Whole cohort"
"""The name on a line of the log that is for all candidates of a component: a review of moderation."""

PARTIAL_ABSENCE = "#"
NO_RESULT = "X"
PENDING = "Q"

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_MONTH_CODES = "123456789ABC"

UCI_CHECK_LETTERS = "ABCDEFGHKLMRTVWXY"
UCI_WEIGHTS = tuple(range(16, 4, -1))
UCI_BOARD_LETTERS = {chr(ord("A") + n): n + 1 if n < 16 else n - 6 for n in range(23)} | {"X": 10, "Y": 11, "Z": 12}
"""What a letter in position 6 of a UCI counts for: A=1 ... P=16, Q=10 ... W=16, X=10, Y=11, Z=12."""
ULN_WEIGHTS = tuple(range(10, 0, -1))
ULN_REMAINDER = 10


@dataclass(frozen=True, order=True)
class Series:
    """One exam series, such as June 2024. `month` is 1 to 12."""

    year: int
    month: int

    def __str__(self) -> str:
        """The series in words: June 2024."""
        return f"{MONTHS[self.month - 1]} {self.year}"

    @classmethod
    def parse(cls, text: str) -> Series | None:
        """The series that a text names, or None when it names none for certain.

        Understands `June 2024`, `Jun-24`, `JUN2024`, `June_2024`, `2024 June`, `2024-06`, `06/2024`, a day such as `30/06/2024`
        or `2024-06-30`, and JCQ codes with their year: `24/6A`, `6A24`, `2024 6A` (month character 1-9, A October, B November,
        C December; the second character separates product sets and is the awarding body's own).
        """
        text = text.strip()
        for pattern, reader in _READERS:
            found = pattern.fullmatch(text)
            if found:
                year, month = reader(found)
                return cls(year, month) if 1 <= month <= 12 and 1990 <= year <= 2099 else None
        return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month_name(text: str) -> int:
    starts = [n for n, month in enumerate(MONTHS, 1) if month.casefold().startswith(text.casefold())]
    return starts[0] if len(starts) == 1 else 0


_Reader = Callable[[re.Match[str]], tuple[int, int]]
_SEP = r"[\s_/.-]*"
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(rf"([A-Za-z]{{3,9}}){_SEP}((?:20)?\d\d)"), lambda m: (_year(m[2]), _month_name(m[1]))),
    (re.compile(rf"((?:20)?\d\d){_SEP}([A-Za-z]{{3,9}})"), lambda m: (_year(m[1]), _month_name(m[2]))),
    (re.compile(r"(\d{4})-(\d\d)(?:-\d\d(?:[T ].*)?)?"), lambda m: (int(m[1]), int(m[2]))),
    (re.compile(r"(?:\d{1,2}/)?(\d{1,2})/(\d{4})"), lambda m: (int(m[2]), int(m[1]))),
    (re.compile(r"((?:20)?\d\d)[\s/]+([1-9A-C])[A-Z0-9]"), lambda m: (_year(m[1]), _MONTH_CODES.index(m[2]) + 1)),
    (re.compile(r"([1-9A-C])[A-Z][\s/]*((?:20)?\d\d)"), lambda m: (_year(m[2]), _MONTH_CODES.index(m[1]) + 1)),
)


_EDI_NAME = re.compile(r"([A-Z])([0-9A-Z_]{5})([0-9A-Z]{2})\.X([0-9]{2})", re.IGNORECASE)


@dataclass(frozen=True)
class EdiName:
    """What the name of an awarding body's EDI file says: `dcccccbb.Xnn`, or `dssyylbb.Xnn` for one that goes to every centre.

    `sender` is the centre number, or series, year and language. Source: JCQ, Formats for the exchange of examination related data.
    """

    letter: str
    sender: str
    body_id: str
    sequence: int

    @classmethod
    def parse(cls, name: str) -> EdiName | None:
        """The parts of a file's name, in capitals; None when it is no EDI name."""
        found = _EDI_NAME.fullmatch(name)
        return cls(found[1].upper(), found[2].upper(), found[3].upper(), int(found[4])) if found else None

    def follows(self, name: str) -> bool | None:
        """Whether this file was sent after another of the same kind, centre and body. None when the other is none of these."""
        other = EdiName.parse(name)
        if other is None or (other.letter, other.sender, other.body_id) != (self.letter, self.sender, self.body_id):
            return None
        return self.sequence > other.sequence


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun, which is that of the plural unless the number is one: `1 row`, `2,000 rows`, `0 entries`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def is_closed(status: str) -> bool:
    """Whether a line of the tracking log with this status is finished."""
    return status.strip() in CLOSED_STATUSES
