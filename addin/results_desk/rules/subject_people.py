"""Whom a text names: the candidate it is asked for, or another one, by name, number, UCI, ULN or address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from results_desk.rules.cells import Row, text
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.rules.names import folded, words

Name = tuple[frozenset[str], frozenset[str]]
"""The folded words of a surname, and the first forename; of a name in one piece all its words and nothing."""
_NUMBER = ("candidate number", "candidate_number")
_TOLD = re.compile(r"\bcandidates?(?:\s+(?:numbers?|nos?\.?))?[\s:#]*((?:\d{1,4}\b(?:\s*(?:,|;|&|and)\s*)?)+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_CODE = re.compile(r"[^\s,;:()<>\"'/]+")
_CODES = ("uci", "uln", "email", "contact email", "email for results")


def number_heading(headings: Iterable[str]) -> str:
    """The heading under which a table holds the candidate number; "" when it holds none."""
    return next((heading for heading in headings if heading.casefold() in _NUMBER), "")


@dataclass
class Person:
    """What one candidate is called: the names in every spelling there is, and numbers and addresses in small letters."""

    names: set[Name] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def learn(self, row: Row) -> None:
        """Take what a row of this candidate says of the candidate's name and numbers."""
        cells = {heading.casefold(): text(value) for heading, value in row.items()}
        self.names |= set(_names(cells))
        self.codes |= {cells[heading].casefold() for heading in _CODES if len(cells.get(heading, "")) > 5}


def _names(cells: dict[str, str]) -> Iterator[Name]:
    for surname, forenames in ((cells.get("surname", ""), cells.get("forenames", "")), _parted(cells.get("name", ""))):
        if surname and forenames:
            yield frozenset(words(surname)), frozenset(words(forenames)[:1])
    if len(whole := words(cells.get("name on certificate", "") or cells.get("candidate_name", ""))) > 1:
        yield frozenset(whole), frozenset()


def _parted(name: str) -> tuple[str, str]:
    surname, _, forenames = name.partition(",")
    return surname, forenames


class People:
    """Every candidate that the rows of a desk know of, and which of them is `asked` for."""

    def __init__(self, asked: str, rows: Iterable[Row]) -> None:
        """`rows` are those of all tables that hold candidate numbers."""
        self.asked = asked
        self._of: dict[str, Person] = {}
        for row in rows:
            if number := number_in(row):
                self._of.setdefault(number, Person()).learn(row)
        self.own = self._of.get(asked, Person())
        self._others = self._index(person for number, person in self._of.items() if number != asked)
        self._codes = {code for number, person in self._of.items() if number != asked for code in person.codes} - self.own.codes

    def is_known(self) -> bool:
        """Whether any row is of the candidate asked for."""
        return self.asked in self._of

    def names_own(self, value: str) -> bool:
        """Whether a text names the candidate asked for; names begin with a capital letter, so that "may will long" is nobody."""
        if self.asked in _told(value) or any(code.casefold() in self.own.codes for code in _CODE.findall(value)):
            return True
        held = frozenset(_words(value, capitals=True))
        return any(surname | forename <= held for surname, forename in self.own.names)

    def names_other(self, value: str) -> bool:
        """Whether a text names another candidate. One who is called the same as the candidate asked for can't be told apart."""
        if any(number in self._of and number != self.asked for number in _told(value)):
            return True
        if any(code.casefold() in self._codes for code in _CODE.findall(value)):
            return True
        held = frozenset(_words(value))
        return any(name <= held for word in held for name in self._others.get(word, ()))

    def _index(self, people: Iterable[Person]) -> dict[str, list[frozenset[str]]]:
        own = [surname | forename for surname, forename in self.own.names]
        found: dict[str, list[frozenset[str]]] = {}
        for person in people:
            for name in {surname | forename for surname, forename in person.names}:
                if not any(name <= whole for whole in own):
                    found.setdefault(min(name), []).append(name)
        return found


def number_in(row: Row) -> str:
    """The candidate number of a row as four digits; "" where it has none."""
    held = text(row.get(number_heading(row)))
    return pad_candidate_number(held) if held else ""


def _told(value: str) -> set[str]:
    """The numbers that a text tells after the word candidate."""
    return {pad_candidate_number(number) for told in _TOLD.findall(value) for number in re.findall(r"\d+", told)}


def _words(value: str, capitals: bool = False) -> list[str]:
    """The folded words of a text; with `capitals` only those that begin with one."""
    found = (word.removesuffix("'s").removesuffix("\u2019s") for word in _WORD.findall(value))
    return [folded(word) for word in found if not capitals or word[0].isupper()]
