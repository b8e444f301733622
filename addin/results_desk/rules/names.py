"""Whether two spellings of a name may be one name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_NOT_LETTERS = re.compile(r"[\W_]+")
_BETWEEN_WORDS = re.compile(r"[\s:,]+")


def folded(name: str) -> str:
    """The name without case, accents, spaces, hyphens and apostrophes: what two spellings of it have in common."""
    text = name.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
        text = "".join(character for character in text if not unicodedata.combining(character)).translate(_UNDECOMPOSED)
    return _NOT_LETTERS.sub("", text)


def words(name: str) -> list[str]:
    """The folded words of a whole name, in their order."""
    return [word for word in map(folded, _BETWEEN_WORDS.split(name)) if word]


def possible_surnames(name: str, surname: str = "") -> set[str]:
    """The folded surnames that a surname column or, where that is blank, a whole name may mean; empty when there is no name.

    A whole name is SURNAME:FORENAMES, "Surname, Forenames" or "SURNAME Forenames". Where capitals do not show where the
    surname of the last one ends, it may end after any word.
    """
    for mark in ":,":
        if not surname and mark in name:
            surname = name.partition(mark)[0]
    if surname:
        return {folded(surname)} - {""}
    parts = name.split()
    capitals = _capitals(parts)
    mixed = any(word != word.upper() for word in parts)
    ends = [capitals] if mixed and capitals else range(1, len(parts) + 1)
    return {folded("".join(parts[:end])) for end in ends} - {""}


def _capitals(parts: Sequence[str]) -> int:
    """How many words at the start are capitals, initials behind the surname not counted."""
    count = next((n for n, word in enumerate(parts) if word != word.upper()), len(parts))
    while count > 1 and len(parts[count - 1].rstrip(".")) == 1:
        count -= 1
    return count
