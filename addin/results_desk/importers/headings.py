"""Columns found by what they are called: any order, any case, spaces and punctuation of no account, extra columns left alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

CANDIDATE_NUMBER = ("Candidate Number", "Candidate No", "Cand No", "Cand Number", "Cand Num")
"""Spellings that every format may use for the candidate number; `Cand. No.` and `candidate_number` fold to them."""

_LONGEST = 100


@cache
def fold(text: str) -> str:
    """The letters and digits of a text, without case: `Cand. No.`, `cand_no` and `CandNo` fold to one."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


@dataclass(frozen=True)
class Heading:
    """One column of a format: our field, its spellings (the first is shown, and preferred where a file has several).

    `need` is blank where the format may lack the column; else a word: of the headings that share it, one must be there.
    """

    field: str
    spellings: tuple[str, ...]
    need: str = ""

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The spellings as `fold` leaves them."""
        return tuple(dict.fromkeys(fold(text) for text in self.spellings))


def need(field: str, *spellings: str) -> Heading:
    """A column without which a file is not of the format."""
    return Heading(field, spellings, field)


def may(field: str, *spellings: str) -> Heading:
    """A column that is read where it is there."""
    return Heading(field, spellings)


def either(group: str, field: str, *spellings: str) -> Heading:
    """A column of a group of which a file must have at least one."""
    return Heading(field, spellings, group)


def folded_cell(cell: str) -> str:
    """A cell that may be a heading, folded; blank for a text too long for one."""
    return fold(cell) if len(cell) < _LONGEST else ""


def needed(headings: Sequence[Heading]) -> list[frozenset[str]]:
    """The folded spellings of which a row of headings must have one from each set."""
    words = {heading.need for heading in headings if heading.need}
    return [frozenset(text for heading in headings if heading.need == word for text in heading.folded) for word in sorted(words)]


def spellings(headings: Sequence[Heading], *fields: str) -> tuple[str, ...]:
    """Every spelling of some fields of a format: a file with one of them is likely of it."""
    return tuple(text for heading in headings if heading.field in fields for text in heading.spellings)


def find(headings: Sequence[Heading], cells: Sequence[str]) -> dict[str, int]:
    """Field -> position of its column, for the declared headings that are among the cells of a row."""
    places: dict[str, int] = {}
    for position, cell in enumerate(cells):
        places.setdefault(folded_cell(cell), position)
    found = {}
    for heading in headings:
        spelled = [text for text in heading.folded if text in places]
        if spelled:
            found[heading.field] = places[spelled[0]]
    return found


def lacking(headings: Sequence[Heading], found: Mapping[str, int]) -> list[str]:
    """What a format needs and a row of headings has not: `Grade`, `UCI or Candidate Number`."""
    groups: dict[str, list[Heading]] = {}
    for heading in headings:
        if heading.need:
            groups.setdefault(heading.need, []).append(heading)
    return [
        " or ".join(heading.spellings[0] for heading in group)
        for group in groups.values()
        if not any(heading.field in found for heading in group)
    ]


def telling(headings: Sequence[Heading]) -> str:
    """The needed headings of a format in words, for a message."""
    return ", ".join(lacking(headings, {}))


def repeated(found: Mapping[str, int], cells: Sequence[str]) -> list[str]:
    """The headings, as the file spells them, of columns we would read that stand in the row more than once."""
    folded = [fold(cell) for cell in cells]
    return [cells[position] for position in found.values() if folded.count(folded[position]) > 1]
