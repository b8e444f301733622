"""Whose letter a text is: the candidate number and the name read back from a PDF, against those it was made for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_CODES = re.compile(r"\w+")
_LABELLED = re.compile(r"\b(?:candidate|ymgeisydd)\w*[\s:]*(?:number|no|rhif)?\.?[\s:]*(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    """A candidate as a letter names one."""

    number: str
    surname: str
    forenames: str


def by_number(people: Collection[Person]) -> dict[str, Person]:
    """The people of a batch by candidate number."""
    return {person.number: person for person in people}


def wrong(text: str, person: Person, others: Mapping[str, Person]) -> str:
    """Why a text is not this person's letter, without any name; "" when it is: their number and name are there, nobody else's.

    `others` are the candidates of the batch by number; this person may be among them. Another's number counts when it is called a
    candidate number, or when their name is there too: the same four digits may be an entry code or a year.
    """
    codes = set(_CODES.findall(text))
    if person.number not in codes:
        return "the candidate number is not in it"
    letters = plain(text)
    if not all(holds(letters, name) for name in (person.surname, person.forenames)):
        return "the candidate's name is not in it"
    called = set(_LABELLED.findall(text))
    rest = _without(letters, person)
    for number in (codes & others.keys()) - {person.number}:
        if number in called or _named(rest, others[number]):
            return "another candidate's number is in it"
    return ""


def plain(text: str) -> str:
    """The letters and digits of a text alone, in one case: ligatures, hyphens, line ends and the marks between them do not count."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in unicodedata.normalize("NFKC", composed) if letter.isalnum())


def holds(letters: str, name: str) -> bool:
    """Whether a `plain` text holds a name.

    What the letter's own font lacks is drawn from another and may be read back at the end of its line, and text that runs
    from right to left may be read back the other way round: then the common letters must be there in order, the others anywhere.
    """
    if plain(name) in letters:
        return True
    seen = unicodedata.normalize("NFKC", name)
    marked = {at for at, letter in enumerate(seen) if unicodedata.category(seen[at + 1 : at + 2] or "x").startswith("M")}
    uncommon = Counter(plain("".join(letter for at, letter in enumerate(seen) if at in marked or not letter.isascii())))
    common = plain("".join(letter for at, letter in enumerate(seen) if at not in marked and letter.isascii()))
    return bool(uncommon) and not uncommon - Counter(letters) and common in "".join(filter(str.isascii, letters))


def _orders(person: Person) -> tuple[str, str]:
    surname, forenames = plain(person.surname), plain(person.forenames)
    return forenames + surname, surname + forenames


def _without(letters: str, person: Person) -> str:
    """The text without this person's whole name, so that "Ann Lee" is not found in "Joann Lee"."""
    for name in filter(None, _orders(person)):
        letters = letters.replace(name, " ")
    return letters


def _named(letters: str, person: Person) -> bool:
    return any(name and name in letters for name in _orders(person))
