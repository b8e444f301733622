"""Who a row of a results file is about: by UCI, then ULN, then candidate number with the surname. Never by a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, blanks, coded, combined, first_rows, objects, taken
from results_desk.rules.identifiers import identifier, pad_candidate_number, ucis_ok, ulns_ok
from results_desk.rules.names import folded, possible_surnames
from results_desk.rules.results.nearest import NearestCandidates

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Bools, Ints, Texts
    from results_desk.rules.findings import Findings

NOBODY, SEVERAL = -1, -2
IDENTITY = ("candidate_number", "name", "surname", "uci", "uln")
SUGGESTIONS = 50
"""How many unknown people of one file get the nearest known ones suggested: each costs milliseconds."""

_BACK = "ask the awarding body for a corrected file, or correct the Candidates table, then import again."


@dataclass(frozen=True)
class People:
    """The candidates of a desk, in the order of the table: identifiers as they are compared, and names to show."""

    numbers: Texts
    ucis: Texts
    ulns: Texts
    surnames: Texts
    names: Texts

    @classmethod
    def of(cls, candidates: pd.DataFrame) -> People:
        """From the table Candidates."""
        surnames, forenames = coded(candidates, "Surname").text(), coded(candidates, "Forenames").text()
        return cls(
            coded(candidates, "Candidate number").map(pad_candidate_number).text(),
            coded(candidates, "UCI").map(identifier).text(),
            coded(candidates, "ULN").map(identifier).text(),
            surnames,
            objects(f"{surname}, {forename}" for surname, forename in zip(surnames, forenames, strict=True)),
        )


@dataclass(frozen=True)
class Match:
    """Per row: the position of its candidate among the people (-1: refused), and whether only a candidate number says so."""

    position: Ints
    unnamed: Bools

    def candidate(self, people: People) -> Coded:
        """The candidate number of each row; "" where there is no candidate."""
        numbers = objects([*people.numbers, ""])
        return Coded(self.position % len(numbers), numbers).map(str)


@dataclass(frozen=True)
class _Asked:
    """The distinct people that a file speaks of, what each is found by, and which rows speak of whom."""

    persons: Ints
    text: Mapping[str, Texts]
    uci_ok: Bools
    uln_ok: Bools
    by: Mapping[str, Ints]

    def rows(self, persons: Bools) -> Bools:
        return persons[self.persons]

    def each(self, persons: Bools, say: Iterable[str]) -> Callable[[Ints], Texts]:
        """What gives the text of a row that speaks of one of these persons; `say` has one text for each, in their order."""
        out = blanks(len(persons))
        out[persons] = objects(say)
        return lambda rows: out[self.persons[rows]]

    def all(self, say: Texts) -> Callable[[Ints], Texts]:
        """What gives the text of any row; `say` has one text for each person."""
        return lambda rows: say[self.persons[rows]]


def match_candidates(lines: Mapping[str, Coded], people: People, findings: Findings) -> Match:
    """Match every row that is not refused yet; a row that belongs to nobody, or to two candidates, is refused."""
    import numpy as np

    asked = _ask(lines, people)
    _report_wrong_characters(asked, findings)
    _refuse_several(asked, people, findings)
    by = asked.by
    found = np.where(by["UCI"] >= 0, by["UCI"], np.where(by["ULN"] >= 0, by["ULN"], by["Candidate number"]))
    by_number_only = (by["UCI"] < 0) & (by["ULN"] < 0) & (found >= 0)
    unnamed = _check_surnames(asked, people, found, by_number_only, findings)
    _refuse_unknown(asked, people, found == NOBODY, findings)
    _report_other_identifiers(asked, people, found, findings)
    return Match(np.where(findings.live, found[asked.persons], NOBODY), asked.rows(unnamed))


def _ask(lines: Mapping[str, Coded], people: People) -> _Asked:
    persons = combined(*(lines[name] for name in IDENTITY))
    first = first_rows(persons)
    rules = {"candidate_number": pad_candidate_number, "uci": identifier, "uln": identifier}
    text = {name: objects(map(rules.get(name, str), lines[name].text(first))) for name in IDENTITY}
    uci_ok, uln_ok = ucis_ok(text["uci"]), ulns_ok(text["uln"])
    by = {
        "UCI": _positions(people.ucis, text["uci"], uci_ok),
        "ULN": _positions(people.ulns, text["uln"], uln_ok),
        "Candidate number": _positions(people.numbers, text["candidate_number"], text["candidate_number"] != ""),
    }
    return _Asked(persons, text, uci_ok, uln_ok, by)


def _positions(known: Texts, wanted: Texts, usable: Bools) -> Ints:
    """Where each wanted text stands among the known ones: its position, NOBODY, or SEVERAL."""
    import numpy as np

    places: dict[str, int] = {}
    for position, text in enumerate(known):
        places[text] = SEVERAL if text in places else position
    found = np.fromiter((places.get(text, NOBODY) for text in wanted), dtype=np.int64, count=len(wanted))
    return np.where(usable, found, NOBODY)


def _report_wrong_characters(asked: _Asked, findings: Findings) -> None:
    way_out = "Compare it with the awarding body's site. The candidate was looked for by the other identifiers of the row."
    for column, name, ok in (("UCI", "uci", asked.uci_ok), ("ULN", "uln", asked.uln_ok)):
        given = asked.text[name]
        message = f"The check character of the {column} is wrong"
        findings.report(asked.rows(~ok & (given != "")), column, message, way_out, asked.all(given))


def _refuse_several(asked: _Asked, people: People, findings: Findings) -> None:
    """Refuse rows whose identifier two candidates of the desk share, and rows whose identifiers lead to different candidates."""
    for column, found in asked.by.items():
        way_out = f"Correct the {column} of one of them in the Candidates table, then import again."
        findings.refuse(asked.rows(found == SEVERAL), column, f"Two candidates of this desk have the same {column}", way_out)
    uci, uln, number = asked.by.values()
    apart = _differ(uci, uln) | _differ(uci, number) | _differ(uln, number)
    places = [sorted({int(place) for place in hit if place >= 0}) for hit in zip(uci[apart], uln[apart], number[apart], strict=True)]
    ways = [f"Compare with candidates {_listed(people.numbers, at)} on the awarding body's site; {_BACK}" for at in places]
    names = ["; ".join(people.names[at]) for at in places]
    findings.refuse(
        asked.rows(apart), "Candidate number", "The identifiers of the row belong to different candidates",
        asked.each(apart, ways), asked.each(apart, names),
    )  # fmt: skip


def _differ(one: Ints, other: Ints) -> Bools:
    apart: Bools = (one >= 0) & (other >= 0) & (one != other)
    return apart


def _check_surnames(asked: _Asked, people: People, found: Ints, by_number_only: Bools, findings: Findings) -> Bools:
    """Refuse rows whose candidate number belongs to another surname. Returns the persons that have no name to compare."""
    import numpy as np

    unnamed, other = np.zeros(len(found), dtype=bool), np.zeros(len(found), dtype=bool)
    for person in by_number_only.nonzero()[0]:
        surnames = possible_surnames(asked.text["name"][person], asked.text["surname"][person])
        unnamed[person] = not surnames
        other[person] = bool(surnames) and (folded(people.surnames[found[person]]) or None) not in surnames
    ways = [
        f"Compare candidate {people.numbers[place]} with the awarding body's site: a changed name goes into the Candidates table; "
        "for another person's number, ask the awarding body for a corrected file."
        for place in found[other]
    ]
    says = [f"file: {name}; desk: {known}" for name, known in zip(_shown(asked, other), people.names[found[other]], strict=True)]
    findings.refuse(
        asked.rows(other), "Candidate number", "The candidate number belongs to a candidate with another surname",
        asked.each(other, ways), asked.each(other, says),
    )  # fmt: skip
    return unnamed


def _refuse_unknown(asked: _Asked, people: People, unknown: Bools, findings: Findings) -> None:
    """Refuse rows that no candidate answers to, with the nearest candidates as a suggestion."""
    import numpy as np

    nothing = unknown & (asked.text["candidate_number"] == "") & ~asked.uci_ok & ~asked.uln_ok
    way_out = "Ask the awarding body for a file with candidate numbers or UCIs, then import that one."
    message = "The row has no candidate number, UCI or ULN that a candidate can be found by"
    findings.refuse(asked.rows(nothing), "Candidate number", message, way_out, lambda rows: _shown(asked, asked.persons[rows]))
    live = np.bincount(asked.persons, weights=findings.live, minlength=len(unknown)) > 0
    wanted = unknown & ~nothing & live
    nearest = NearestCandidates(people.names.tolist(), people.numbers.tolist(), SUGGESTIONS)
    near = [nearest.of(name, number) for name, number in zip(_shown(asked, wanted), asked.text["candidate_number"][wanted], strict=True)]
    ways = [f"{_compare(people, at)}mport the candidate list again if somebody is missing; else {_BACK}" for at in near]
    message = "No candidate of this desk has this candidate number, UCI or ULN"
    findings.refuse(
        asked.rows(wanted), "Candidate number", message, asked.each(wanted, ways),
        asked.each(wanted, [_suggested(who, people, at) for who, at in zip(_looked_for(asked, wanted), near, strict=True)]),
    )  # fmt: skip


def _compare(people: People, at: list[int]) -> str:
    return f"Compare with candidates {_listed(people.numbers, at)}; i" if at else "I"


def _suggested(who: str, people: People, at: list[int]) -> str:
    return f"{who}; nearest: {' / '.join(people.names[at])}" if at else who


def _looked_for(asked: _Asked, persons: Bools) -> list[str]:
    """What was looked for in vain, the candidate number first, and the name in the file."""
    told = zip(*(asked.text[name][persons] for name in ("candidate_number", "uci", "uln")), _shown(asked, persons), strict=True)
    return [", ".join(filter(None, (number, uci, uln, name))) for number, uci, uln, name in told]


def _report_other_identifiers(asked: _Asked, people: People, found: Ints, findings: Findings) -> None:
    """Report identifiers that are right in themselves but not the ones the desk holds for the candidate that was found."""
    way_outs = {
        "UCI": "Ask the awarding body whether the candidate has two UCIs (that can hold up an award), or correct the Candidates table.",
        "ULN": "Compare with the candidate's record, and correct the Candidates table if ours is wrong.",
        "Candidate number": "Compare with the entries: the awarding body has the candidate under another candidate number.",
    }
    given = (asked.text["uci"], asked.text["uln"], asked.text["candidate_number"])
    usable = (asked.uci_ok, asked.uln_ok, given[2] != "")
    for column, text, ok, known in zip(way_outs, given, usable, (people.ucis, people.ulns, people.numbers), strict=True):
        ours = taken(known, found.clip(min=NOBODY), "")
        other = ok & (ours != "") & (ours != text)
        message = f"The {column} is not the one this desk holds for the candidate"
        findings.report(asked.rows(other), column, message, way_outs[column], asked.all(text))


def _listed(numbers: Texts, at: list[int]) -> str:
    return ", ".join(numbers[at])


def _shown(asked: _Asked, persons: Bools | Ints) -> Texts:
    name, surname = asked.text["name"][persons], asked.text["surname"][persons]
    return objects(whole or part for whole, part in zip(name, surname, strict=True))
