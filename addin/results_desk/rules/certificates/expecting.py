"""Certificates that should come: one line for each final grade of a candidate, so that what is missing is seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from results_desk.rules.cells import Row, is_blank, raw, text
from results_desk.rules.grades import NOT_GRADES, UNGRADED
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.terms import Series

_ID = re.compile(r"CERT-\d\d-(\d+)", re.IGNORECASE)


def certified(result: Row) -> bool:
    """Whether a result brings a certificate: a grade better than ungraded, and neither X nor Q."""
    grade = text(result.get("Grade"))
    return bool(grade) and grade not in (*NOT_GRADES, *UNGRADED)


def expected_lines(register: Sequence[Row], results: Iterable[Row], candidates: Iterable[Row], series: str) -> list[dict[str, object]]:
    """The lines to add: awards with a certificate that are not on the register, by candidate, numbered on."""
    known = {_award(row) for row in register}
    people = {pad_candidate_number(raw(row, "Candidate number")): row for row in candidates}
    last = max((int(found[1]) for row in register if (found := _ID.fullmatch(raw(row, "Cert ID")))), default=0)
    named = Series.parse(series)
    year = f"{named.year % 100:02d}" if named else "00"
    wanted = [row for row in results if certified(row) and _award(row) not in known]
    wanted.sort(key=lambda row: (*_award(row),))
    return [
        {"Cert ID": f"CERT-{year}-{number:04d}", **_line(row, people.get(_award(row)[0], {}), series)}
        for number, row in enumerate(wanted, last + 1)
    ]


def expected_counts(held: Iterable[Row], results: Iterable[Row]) -> dict[str, int]:
    """How many certificates each awarding body should send, for the lines of the sheet where nobody typed a number."""
    counts = Counter(text(row.get("Awarding body")).casefold() for row in results if certified(row))
    blank = [raw(row, "Awarding body") for row in held if is_blank(row.get("Expected"))]
    return {body: counts[body.casefold()] for body in blank if counts[body.strip().casefold()]}


def _line(result: Row, person: Row, series: str) -> dict[str, object]:
    names = (text(person.get("Forenames")), text(person.get("Surname")))
    return {
        "Candidate number": raw(result, "Candidate number"), "Name on certificate": " ".join(filter(None, names)),
        "UCI": text(person.get("UCI")), "Awarding body": raw(result, "Awarding body"), "Qualification": raw(result, "Level"),
        "Subject": raw(result, "Title"), "Entry code": raw(result, "Entry code"), "Series": text(result.get("Series")) or series,
        "Final grade": text(result.get("Grade")),
    }  # fmt: skip


def _award(row: Row) -> tuple[str, str, str]:
    number = pad_candidate_number(raw(row, "Candidate number"))
    return number, text(row.get("Awarding body")).casefold(), entry_key(raw(row, "Entry code"))
