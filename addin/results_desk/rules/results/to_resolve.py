"""The rows of "Resolve on restricted day": X, Q, #, entries without result, results without entry; an officer's notes stay with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from results_desk import reference
from results_desk.rules.cells import Row, is_blank, serial, text
from results_desk.rules.computed import Around
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.rules.results.held import Awards, Held
from results_desk.tables.results_views import TO_RESOLVE
from results_desk.terms import NO_RESULT, PARTIAL_ABSENCE, PENDING

MISSING, UNENTERED = "Entry without result", "Result without entry"
MATTERS = (NO_RESULT, PENDING, PARTIAL_ABSENCE, MISSING, UNENTERED)
OWN = ("Resolved on", "By", "Query ID", "Note")
"""The columns that are the officer's."""
FILLED = tuple(heading for heading in TO_RESOLVE.headings if heading not in (*OWN, "State"))
TO_DO, RESOLVED, SETTLED = "To resolve", "Resolved", "Settled"

Key = tuple[str, ...]


@dataclass(frozen=True)
class _Matter:
    body: str
    matter: str
    code: str
    number: str
    row: Row


def state(row: Row) -> str:
    """Settled when the results say otherwise now, resolved when the officer dated it, else to resolve."""
    if is_blank(row.get("Matter")):
        return ""
    if text(row.get("Still so")).casefold() == "no":
        return SETTLED
    return RESOLVED if serial(row.get("Resolved on")) is not None else TO_DO


def computed(row: Row, around: Around) -> dict[str, object]:
    """The formula columns of ToResolve."""
    return {"State": state(row)}


def to_resolve(held: Held, candidates: Iterable[Row], before: Sequence[Row]) -> list[dict[str, object]]:
    """The rows of ToResolve, by awarding body, matter and code.

    `before` are those of the view as it stands: one in which somebody wrote stays when the results say otherwise now, with
    the grade they have now. Entries of an awarding body and half of the summer of which nothing is in yet are no matter.
    """
    people = {pad_candidate_number(text(row["Candidate number"])): row for row in candidates}
    facts = {row["matter"]: row for row in reference.rows("result_indicators")}
    found = {_key(matter.row): matter for matter in _matters(held, people, facts)}
    for row in before:
        if any(_key(row)) and _key(row) not in found and _written_in(row):
            found[_key(row)] = _matter(text(row["Matter"]), _settled(row, held))
    ordered = sorted(found.values(), key=lambda one: (one.body, _place(one.matter), one.code, one.number))
    return [dict(matter.row) for matter in ordered]


def _matters(held: Held, people: Mapping[str, Row], facts: Mapping[str, Row]) -> Iterator[_Matter]:
    cases = (
        (NO_RESULT, held.results, held.grade == NO_RESULT), (PENDING, held.results, held.grade == PENDING),
        (PARTIAL_ABSENCE, held.results, held.flag == PARTIAL_ABSENCE), (MISSING, held.entries, held.missing & ~held.awaited),
        (UNENTERED, held.results, held.unentered),
    )  # fmt: skip
    for matter, awards, where in cases:
        for at in where.nonzero()[0].tolist():
            grade = (held.grade[at], held.flag[at]) if awards is held.results else ("", "")
            yield _matter(matter, _row(matter, awards, at, grade, people, facts))


def _matter(matter: str, row: Row) -> _Matter:
    return _Matter(text(row["Awarding body"]), matter, text(row["Entry code"]), text(row["Candidate number"]), row)


def _row(matter: str, awards: Awards, at: int, grade: tuple[str, str], people: Mapping[str, Row], facts: Mapping[str, Row]) -> Row:
    number = str(awards.candidate[at])
    person, told = people.get(number, {}), facts[matter]
    return {
        "Candidate number": number, "Surname": text(person.get("Surname")), "Forenames": text(person.get("Forenames")),
        "Awarding body": awards.body.values[awards.body.codes[at]], "Entry code": awards.code[at], "Title": awards.title[at],
        "Matter": matter, "Grade": grade[0], "Flag": grade[1],
        "What it means": told["meaning"], "What to do": told["what_to_do"], "Still so": "Yes",
    }  # fmt: skip


def _settled(row: Row, held: Held) -> Row:
    """A row whose matter is over, with the grade that the results have now."""
    where = (held.results.candidate == text(row["Candidate number"])) & (held.results.code == text(row["Entry code"]))
    at = (where & held.results.body.test(text(row["Awarding body"]).__eq__)).nonzero()[0]
    now = (held.grade[at[0]], held.flag[at[0]]) if len(at) else ("", "")
    return {heading: row[heading] for heading in FILLED} | {"Grade": now[0], "Flag": now[1], "Still so": "No"}


def _written_in(row: Row) -> bool:
    """Whether a person wrote in the row: in the officer's columns, or in one that somebody added."""
    return any(not is_blank(value) for heading, value in row.items() if heading not in (*FILLED, "State"))


def _key(row: Row) -> Key:
    return tuple(text(row[heading]) for heading in TO_RESOLVE.key)


def _place(matter: str) -> int:
    return MATTERS.index(matter) if matter in MATTERS else len(MATTERS)
