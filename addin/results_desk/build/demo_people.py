"""The invented people of the practice desk: names, numbers that pass their checks, addresses that lead nowhere."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

CENTRE_NUMBER = "12345"
_UCI_LETTERS = "ABCDEFGHKLMRTVWXY"

_YEAR_11 = {
    "F": """
        Abernethy-Coll, Tamsin Rose | Adeyinka-Moor, Folasade | Ashgrovely, Imogen | Bartholomew-Featherstonehalgh, Alexandra Marie
        Blenkarne, Chloe | Brackenthwaite, Zoë | Calloway-Finn, Niamh Aoife | Chaudhri-Lane, Anaya | Dapplewood, Grace
        Drumlinside, Eilidh | Eastmarch, Hannah | Fennimarsh, Lucy-Anne | Galbrathe, Sorcha | Hollinsbrook, Evie
        Iwuchukwu-Dell, Chidera | Janiszewska-Holt, Łucja | Kestrelby, Maisie | Larkspurre, Poppy | Marrowdale, Beatrice
        Ng, Wei Ling | O'Dunmore, Siobhán | Oyelaran-Pitt, Temilade | Pellworth, Isla Mae | Pennyquick, Jasmine
        Quillfeather, Ottoline | Rasheedun, Amina | Rosenquay, Miriam | Sandhurwal, Simran | Strathmoorie, Iona
        Tansworth, Ella | Tansworth, Ellie | Underbeck, Freya | Vasquez-Núñez, Lucía | Whinfell, Charlotte | Żeleńska-Brook, Maja
    """,
    "M": """
        Al-Harrowby, Yusuf | Applegarthe, Thomas | Bexcombe, Oliver James | Birkinstaw, Jake | Brannockburn, Callum
        Coppelstone, Samuel | D'Aubernoune, Luc | De la Cruzeta-Fenn, Mateo | Dunmallet, Rory | Ellerthwaite, Finn
        Farrowgate, Harvey | Gillmossop, Ben | Grzymek-Vale, Kacper | Harkenfold, Joshua | Hexworthing, Theo
        Ibekwe-Stone, Emeka | Jessopdale, Alfie | Khanderby, Zayd | Lindqvale, Axel | Mac an Dúin, Cormac | McTavendale, Fraser
        Müllerby, Jonas | Nethercrag, William | O, Min-jun | Ogunmoor, Tobi | Pellworth, Isaac | Prendergarth, Noah
        Ravensmead, Jude | St Johnsby, Rupert | Tolliwick, Dexter | Trevanock, Jago | Urquharden, Hamish | van der Brinken, Sem
        Wetherlam-Cross, George | Yarrowden, Max
    """,
}
_YEAR_13 = {
    "F": """
        Amberwick, Rosalind | Bellhangar, Phoebe | Brightmoor, Aisha | Coldharbourne, Ines | Cwmderwen, Ffion
        Dalrympton, Isobel | Eversleigh-Marsh, Jemima | Fairweathergill, Harriet | Ghoshal-Reed, Ishani | Hartsquill, Daisy
        Kirkbrae, Mhairi | Lomaxdale, Abigail | Mbekwa-Hill, Naledi | Merriwhistle, Clementine | Nightingrove, Orla
        Osterholme, Saga | Pemberlow, Kate | Rowanscar, Leila | Sallowfield, Megan | Söderblade, Elsa | Thackerwaite, Amelia
        Velascombe, Carmen | Wrenbury-Hale, Sophie
    """,
    "M": """
        Aldermarch, Daniel | Bogdanway, Mihai | Cragside-Moon, Leo | Dunstervale, Patrick | Embertree, Toby | Fothergate, Edmund
        Gwynnmoor, Rhys | Hallowick, Adam | Inglethorne, Matthew | Jacquemoor, Rémi | Kinsaleby, Declan | Lathkilldale, Robin
        Mirzabeck, Omar | Nakashire, Ren | Okparadale, Kelechi | Pikestaffe, Lewis | Quernmoss, Dylan | Rookhope, Gabriel
        Sidhuval, Arjun | Stonegarth, J | Uppingdale, Ewan | Westerfell, Charlie
    """,
}
_OTHERS = {
    "F": "Harkaway, Ruth | Petrovale, Nadia | Quarrington-Bligh, Eve",
    "M": "Ó Dúnlaing, Pádraig | Thistlewick, Colin",
}
_GAPS = {"0013", "0029", "0058", "1012", "1030"}
"""Numbers of candidates who left before the examinations."""
_TWINS = {"Pellworth": date(2008, 2, 29)}
_FROM_ELSEWHERE = {"1007": "543210200117", "1021": "543210190456", "1033": "92345B200031"}
"""Candidates who came with the UCI of an earlier centre (one of them overseas: a letter in place six)."""
_WITHOUT_ULN = {"7004", "7005"}

Draw = Callable[[], float]
"""A source of numbers from 0 to 1: only `random.Random.random` draws the same in every version of Python."""


@dataclass(frozen=True)
class Person:
    """One invented candidate. `ability` is 0 to 1 and drives every mark; an empty year is a candidate off roll."""

    number: str
    surname: str
    forenames: str
    sex: str
    born: date
    year: str
    tutor: str
    uci: str
    uln: str
    on_roll: bool
    private: bool
    email: str
    ability: float


def uci_with_letter(first_twelve: str) -> str:
    """A UCI with its check letter: characters times 16 down to 5, modulo 17 (domain facts 1.8; a letter A counts 1, Q 10)."""
    values = [int(c) if c.isdigit() else (ord(c) - 64 if c < "Q" else ord(c) - 71) for c in first_twelve]
    return first_twelve + _UCI_LETTERS[sum(v * w for v, w in zip(values, range(16, 4, -1), strict=True)) % 17]


def uln_with_digit(first_nine: str) -> str | None:
    """A ULN with its check digit, or None for nine digits that no ULN starts with (domain facts 1.8)."""
    rest = sum(int(c) * w for c, w in zip(first_nine, range(10, 1, -1), strict=True)) % 11
    return first_nine + str(10 - rest) if rest and first_nine[0] != "0" else None


def plain(name: str) -> str:
    """A name in the letters of ASCII."""
    folded = unicodedata.normalize("NFKD", name.replace("Ł", "L").replace("ł", "l"))
    return "".join(c for c in folded if c.isascii())


def people() -> tuple[Person, ...]:
    """All candidates by candidate number: year 11 from 0001, year 13 from 1001, others from 7001."""
    draw = random.Random(20240814).random
    eleven = [_person(draw, *who, "11") for who in _numbered(_YEAR_11, 1)]
    thirteen = [_person(draw, *who, "13") for who in _numbered(_YEAR_13, 1001)]
    others = [_person(draw, *who, "") for who in _numbered(_OTHERS, 7001)]
    return tuple(eleven + thirteen + others)


def _numbered(names: dict[str, str], start: int) -> list[tuple[str, str, str, str]]:
    """(number, surname, forenames, sex) in the order of a register, numbers of leavers left out."""
    listed = [(*found, sex) for sex, block in names.items() for found in re.findall(r"([^|\n,]+), ([^|\n]+)", block)]
    named = sorted(((s.strip(), f.strip(), sex) for s, f, sex in listed), key=lambda who: (plain(who[0]).casefold(), plain(who[1])))
    numbers = (number for n in range(start, start + 200) if (number := f"{n:04d}") not in _GAPS)
    return [(number, *who) for number, who in zip(numbers, named, strict=False)]


def _person(draw: Draw, number: str, surname: str, forenames: str, sex: str, year: str) -> Person:
    return Person(
        number, surname, forenames, sex,
        born=_born(draw, surname, year),
        year=year,
        tutor=f"{year}{'LARKS'[int(draw() * 5)]}" if year else "",
        uci=_uci(number, year),
        uln=_uln(draw, number),
        on_roll=bool(year),
        private=not year and number != "7001",
        email=_email(surname, forenames, year),
        ability=0.12 + 0.86 * (draw() + draw()) / 2,
    )  # fmt: skip


def _born(draw: Draw, surname: str, year: str) -> date:
    first = {"11": date(2007, 9, 1), "13": date(2005, 9, 1)}.get(year, date(1998, 3, 1))
    return _TWINS.get(surname) or first + timedelta(days=int(draw() * 365))


def _uci(number: str, year: str) -> str:
    registered = {"11": "22", "13": "20"}.get(year, "19")
    return uci_with_letter(_FROM_ELSEWHERE.get(number) or f"{CENTRE_NUMBER}0{registered}{(int(number) + 4000) % 10000:04d}")


def _uln(draw: Draw, number: str) -> str:
    if number in _WITHOUT_ULN:
        return ""
    while (uln := uln_with_digit(f"{1_000_000_000 - 1 - int(draw() * 899_000_000):09d}")) is None:
        pass
    return uln


def _email(surname: str, forenames: str, year: str) -> str:
    name, family = (re.sub("[^a-z]", "", plain(part).casefold()) for part in (forenames.split(" ")[0], surname))
    return f"{name}.{family}@example.{'org' if year == '11' else 'com'}"
