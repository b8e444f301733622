"""Whom a text names: the candidate it is asked for, or another one, by name, number, UCI, ULN or address.

What two candidates bear (a name, a parent's address) names neither for certain.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from results_desk.rules.cells import Row, text
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.rules.names import folded, words
from results_desk.rules.subject_access.numbers import bare, is_year, told

Name = tuple[frozenset[str], frozenset[str]]
"""The folded words of a surname, and the first forename; of a name in one piece all its words and nothing."""
_NUMBER = ("candidate number", "candidate_number")
_NAMES = ("surname", "forenames", "name", "name on certificate", "candidate_name")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_CODE = re.compile(r"[^\s,;:()<>\"'/]+")
_SPACED = re.compile(r"\b\d[\dA-Z]*(?: [\dA-Z]+)+\b", re.IGNORECASE)
"""A UCI or ULN written in groups."""
_CODES = ("uci", "uln", "email", "contact email", "email for results")


def number_heading(headings: Iterable[str]) -> str:
    """The heading under which a table holds the candidate number; "" when it holds none."""
    return next((heading for heading in headings if heading.casefold() in _NUMBER), "")


@dataclass
class Person:
    """What one candidate is called: the names in every spelling there is, and numbers and addresses in small letters.

    `words` are all folded words of these names, and the first letters of the forenames.
    """

    names: set[Name] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def learn(self, row: Row) -> None:
        """Take what a row of this candidate says of the candidate's name and numbers."""
        cells = {heading.casefold(): text(value) for heading, value in row.items()}
        self.names |= set(_names(cells))
        said = [word for heading in _NAMES for word in words(cells.get(heading, ""))]
        self.words |= {*said, *(_initial(name) for name in self.names)} - {""}
        self.codes |= {_code(cells[heading]) for heading in _CODES if len(cells.get(heading, "")) > 5}

    @property
    def wholes(self) -> set[frozenset[str]]:
        """The words of each name."""
        return {surname | forename for surname, forename in self.names}


def _names(cells: dict[str, str]) -> Iterator[Name]:
    for surname, forenames in ((cells.get("surname", ""), cells.get("forenames", "")), _parted(cells.get("name", ""))):
        if words(surname) and words(forenames):
            yield frozenset(words(surname)), frozenset(words(forenames)[:1])
    if len(whole := words(cells.get("name on certificate", "") or cells.get("candidate_name", ""))) > 1:
        yield frozenset(whole), frozenset()


def _parted(name: str) -> tuple[str, str]:
    surname, _, forenames = name.partition(",")
    return surname, forenames


class People:
    """Every candidate that the rows of a desk know of, and which of them is `asked` for."""

    def __init__(self, asked: str, rows: Iterable[Row], listed: Iterable[Row] = ()) -> None:
        """`rows` are those of all tables that hold candidate numbers; `listed` those of the list of candidates."""
        self.asked = asked
        self._of = _people(rows, list(listed))
        self.own = self._of.get(asked, Person())
        others = [person for number, person in self._of.items() if number != asked]
        theirs = {name for person in others for name in person.wholes}
        self._telling = {name: [longer for longer in theirs if name < longer] for name in self.own.wholes - theirs}
        self._shared = self.own.wholes & theirs
        self._alike = [name for name in theirs if name <= self.own.words]
        self._others = _by_word(name for name in theirs if not name <= self.own.words)
        self._short = {name for person in others for name in person.names if name[1]}
        codes = {code for person in others for code in person.codes}
        self._codes, self._own_codes, self._shared_codes = codes - self.own.codes, self.own.codes - codes, self.own.codes & codes

    def has_two_numbers(self) -> bool:
        """Whether another candidate number bears the UCI or ULN of the one asked for."""
        return any("@" not in code for code in self._shared_codes)

    def is_known(self) -> bool:
        """Whether any row is of the candidate asked for."""
        return self.asked in self._of

    def names_own(self, value: str, heading: str = "") -> bool:
        """Whether a text names the candidate asked for; names begin with a capital letter, so that "may will long" is nobody."""
        if self.asked in told(value, heading) or not self._own_codes.isdisjoint(_codes(value)):
            return True
        held = frozenset(_words(value, capitals=True))
        return any(name <= held and not any(longer <= held for longer in more) for name, more in self._telling.items())

    def numbers_own(self, value: str) -> bool:
        """Whether a number in a text may be the candidate's."""
        return self.asked in value and self.asked in bare(value) and not is_year(self.asked)

    def may_name_own(self, value: str) -> bool:
        """Whether a text may name the candidate: by what another bears too, by surname and initial, or by a number."""
        if self.numbers_own(value) or not self._shared_codes.isdisjoint(_codes(value)):
            return True
        held = frozenset(_words(value, capitals=True))
        return any(name <= held for name in self.own.wholes) or _is_short(self.own.names, held)

    def names_other(self, value: str, heading: str = "") -> bool:
        """Whether a text names another candidate. One who is called the same as the candidate asked for can't be told apart."""
        if any(self._is_other(number) for number in told(value, heading)) or not self._codes.isdisjoint(_codes(value)):
            return True
        held = frozenset(_words(value))
        return any(name <= held for word in held for name in self._others.get(word, ()))

    def numbers_other(self, value: str) -> bool:
        """Whether a number in a text is another candidate's, and no year."""
        return any(self._is_other(number) and not is_year(number) for number in bare(value))

    def may_name_other(self, value: str) -> bool:
        """Whether a text may name another candidate: by a name that the one asked for has too, by surname and initial, by a year."""
        if any(map(self._is_other, bare(value))):
            return True
        if self.own.words.issuperset(_words(value)):
            return False
        held = frozenset(_words(value, capitals=True))
        return any(name <= held for name in self._alike) or _is_short(self._short, held - self.own.words)

    def is_called(self, said: str) -> bool:
        """Whether a text is a name of the candidate and nothing else: the surname, and of the forenames none, some or all."""
        held = frozenset(words(said))
        if not self.own.names:
            return held == self.own.words
        return held <= self.own.words and any(surname <= held for surname, _ in self.own.names)

    def _is_other(self, number: str) -> bool:
        return number != self.asked and number in self._of


def number_in(row: Row) -> str:
    """The candidate number of a row as four digits; "" where it has none."""
    held = text(row.get(number_heading(row)))
    return pad_candidate_number(held) if held else ""


def _people(rows: Iterable[Row], listed: Iterable[Row]) -> dict[str, Person]:
    """Everybody by number. A row teaches nothing that has the name of another candidate on the list: its number is wrong, or its name."""
    known: dict[str, Person] = {}
    for row in listed:
        known.setdefault(number_in(row), Person()).learn(row)
    bearers: dict[frozenset[str], set[str]] = {}
    for number, person in known.items():
        for name in person.wholes:
            bearers.setdefault(name, set()).add(number)
    found: dict[str, Person] = {}
    for row in rows:
        if number := number_in(row):
            (said := Person()).learn(row)
            person = found.setdefault(number, Person())
            if all(number in bearers.get(name, {number}) for name in said.wholes):
                person.names |= said.names
                person.codes |= said.codes
                person.words |= said.words
    return found


def _by_word(names: Iterable[frozenset[str]]) -> dict[str, list[frozenset[str]]]:
    """Names by one word of each, so that few have to be looked at for a text."""
    found: dict[str, list[frozenset[str]]] = {}
    for name in names:
        found.setdefault(min(name), []).append(name)
    return found


def _is_short(names: Collection[Name], held: frozenset[str]) -> bool:
    """Whether a surname stands among these words with the first letter of its forename."""
    initials = {word for word in held if len(word) == 1}
    return bool(initials) and any(forename and _initial((surname, forename)) in initials and surname <= held for surname, forename in names)


def _initial(name: Name) -> str:
    return next(iter(name[1]))[:1] if name[1] else ""


def _codes(value: str) -> set[str]:
    """What in a text may be a UCI, a ULN or an address, as they are compared."""
    return {*map(str.casefold, _CODE.findall(value)), *map(_code, _SPACED.findall(value))}


def _code(value: str) -> str:
    return "".join(value.split()).casefold()


def _words(value: str, capitals: bool = False) -> list[str]:
    """The folded words of a text; with `capitals` only those that begin with one."""
    found = (word.removesuffix("'s").removesuffix("\u2019s") for word in _WORD.findall(value))
    return [folded(word) for word in found if not capitals or not word[0].islower()]
