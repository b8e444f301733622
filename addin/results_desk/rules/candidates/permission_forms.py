"""Permission forms into the register: whose they are, what contradicts them, and which form counts.

The candidate signs, not a parent. A later form replaces an earlier one wholly; nothing is changed once results were given out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from results_desk.errors import Problem
from results_desk.port import Cells, Key
from results_desk.rules.candidates.permissions import at_school
from results_desk.rules.cells import Row, Rows, day, in_words, is_blank, is_one, raw, records, same, text, trimmed
from results_desk.rules.checks import results_day
from results_desk.rules.facts import Facts
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.rules.requests.asking import is_person
from results_desk.rules.requests.notes import Note
from results_desk.terms import LEVEL_GROUPS

_WAITING = ("", "Waiting", "Left in office")
_AGAIN = "and read the file again."
_COLUMNS = {
    "Preferred name": "preferred_name", "How identity was known": "identity_known", "Lasts": "lasts", "Results choice": "results_choice",
    "Email for results": "email", "Named person": "named_person", "Relationship": "relationship", "Phone": "phone",
    "Named person 2": "named_person_2", "Relationship 2": "relationship_2", "Phone 2": "phone_2",
    "Certificate choice": "certificate_choice", "Certificate named person": "certificate_person", "Discuss with": "discuss_with",
    "Publicity": "publicity",
}  # fmt: skip
OF_CANDIDATE = ("Surname", "Forenames", "UCI", "Year group", "Tutor group", "On roll", "Private candidate")


@dataclass
class Taken:
    """What a file of forms comes to: rows to add, cells to write by key and what they must still hold, and what to tell the officer."""

    new: list[dict[str, object]] = field(default_factory=list)
    changes: dict[Key, dict[str, object]] = field(default_factory=dict)
    expect: dict[Key, Cells] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Around:
    """What forms are held against: candidates and their awards (Entries and Results), the dates, and the school's own email ending."""

    candidates: Rows
    awards: Rows
    facts: Facts
    dates: Sequence[Row]
    domain: object
    file: str
    today: date


class Forms:
    """Takes the forms of one file, one after the other, into copies of the register's rows."""

    def __init__(self, register: Rows, around: Around) -> None:
        """`register` holds the rows of Permissions."""
        self._before = records(register)
        self._rows: list[dict[str, object]] = [dict(row) for row in self._before]
        self._around = around
        self._people = {pad_candidate_number(raw(row, "Candidate number")): row for row in records(around.candidates)}
        self._levels: dict[str, set[str]] = {}
        for row in records(around.awards):
            if group := around.facts.levels.group(text(row.get("Level"))):
                self._levels.setdefault(pad_candidate_number(raw(row, "Candidate number")), set()).add(group)
        self._out = Taken()

    def take(self, forms: Iterable[Row]) -> Taken:
        """Everything the forms come to, the earliest first."""
        told, counts = sorted(forms, key=lambda form: (text(form.get("received_on")), _row(form))), Counter[str]()
        for form in told:
            why = self._form(form)
            if why is not None:
                self._out.problems.append(why.problem(self._around.file, _row(form), kept=False))
            counts["refused" if why else "accepted"] += 1
        out = self._finished()
        out.counts = {
            "rows": len(told), "accepted": counts["accepted"], "refused": counts["refused"], "new": len(out.new),
            "changed": len(out.changes),
        }  # fmt: skip
        return out

    def _form(self, form: Row) -> Note | None:
        number = pad_candidate_number(text(form.get("candidate_number")))
        person = self._people.get(number)
        if person is None:
            return Note("Candidate number", "This candidate number is not on the list of candidates.", f"Correct it {_AGAIN}", number)
        if refused := next(self._against(form, person, number), None):
            return refused
        levels = self._days(form, number)
        if isinstance(levels, Note):
            return levels
        lines = {level: next((row for row in self._rows if _is_line(row, number, level)), None) for level in levels}
        for level, line in lines.items():
            if line is not None and (why := self._against_line(form, line, level)):
                return why
        for note in self._to_look_at(form, person, levels):
            self._out.problems.append(note.problem(self._around.file, _row(form), kept=True))
        for level, line in lines.items():
            self._write(form, person, level, line)
        return None

    def _against(self, form: Row, person: Row, number: str) -> Iterator[Note]:
        name, signed = text(form.get("name")), text(form.get("signed_by"))
        if name and not is_person(name, person):
            message = f"The name on the form is not that of candidate {number}."
            yield Note("Name", message, f"Find out whose form it is, correct it {_AGAIN}", name)
        if signed and not is_person(signed, person):
            message = f"The form of candidate {number} is signed by somebody else: a parent's signature is not enough."
            yield Note("Signed by", message, f"Have the candidate sign a form {_AGAIN}", signed)
        on = _signed_on(form)
        if on is None:
            yield Note("Signed on", f"The form of candidate {number} has no date.", f"Write when it was signed {_AGAIN}")
        elif on > self._around.today:
            yield Note("Signed on", f"The form of candidate {number} is dated after today.", f"Correct the day {_AGAIN}")
        nobody = not text(form.get("named_person")) and not text(form.get("named_person_2"))
        if is_one(form, "results_choice", "Named person collects") and nobody:
            message = f"Candidate {number} chose that a named person collects, and names nobody."
            yield Note("Named person", message, f"Ask the candidate who may collect, fill it in {_AGAIN}")
        if (email := text(form.get("email"))) and self._shared(email, number):
            message = f"The email of candidate {number} is that of another candidate too."
            yield Note("Email for results", message, f"Ask both candidates for their own address {_AGAIN}", email)

    def _shared(self, email: str, number: str) -> bool:
        return any(
            same(text(row.get("Email for results")), email) and pad_candidate_number(raw(row, "Candidate number")) != number
            for row in self._rows
        )

    def _days(self, form: Row, number: str) -> list[str] | Note:
        """The results days the form is for: the one it names, else every one of the candidate."""
        known, named = self._levels.get(number, set()), text(form.get("results_day"))
        if named and known and named not in known:
            message = f"Candidate {number} has no results on the day the form names."
            return Note("Results day", message, f"Correct the results day {_AGAIN}", named)
        found = [named] if named else [level for level in LEVEL_GROUPS if level in known]
        if found:
            return found
        message = f"Candidate {number} has no entries, so nobody knows the results day."
        return Note("Results day", message, f"Import the entries, or write Level 3 or Level 1/2 under Results day, {_AGAIN}")

    def _against_line(self, form: Row, line: Row, level: str) -> Note | None:
        number, signed, held = raw(line, "Candidate number"), _signed_on(form), day(line.get("Form returned"))
        if not any(not _alike(line.get(heading), value) for heading, value in _cells(form).items()):
            return None
        if not is_one(line, "Status", *_WAITING):
            message = f"The {level} results of candidate {number} were given out already, so the form changes nothing."
            return Note("Results choice", message, "Nothing to do; certificates may be changed in the register by hand.")
        if held and signed and signed < held:
            message = f"The form of candidate {number} is older than the one in the register, of {in_words(held)}."
            return Note("Signed on", message, "Nothing to do: the later form counts.", in_words(signed))
        return None

    def _to_look_at(self, form: Row, person: Row, levels: Sequence[str]) -> Iterator[Note]:
        """What is taken and should be looked at."""
        number, email = raw(person, "Candidate number"), text(form.get("email"))
        if is_one(form, "results_choice", "Email") and not email:
            message = f"Candidate {number} chose email and gave no address."
            yield Note("Email for results", message, "Ask for it; until then hand the results over.")
        if email and is_one(person, "On roll", "No") and at_school(email, self._around.domain):
            message = f"Candidate {number} leaves and gave an address of the school, which will stop working."
            yield Note("Email for results", message, "Ask the candidate for a personal address.")
        ours = [row for row in self._rows if pad_candidate_number(raw(row, "Candidate number")) == pad_candidate_number(number)]
        if email and any(same(trimmed(email), trimmed(raw(row, "Parent email"))) for row in ours):
            message = f"The email of candidate {number} is that of a parent on file."
            yield Note("Email for results", message, "The results are the candidate's: ask for the candidate's own address.")
        for level in levels:
            released, signed = results_day({"Level": level}, "Level", self._around.dates), _signed_on(form)
            if released and signed and signed > released:
                message = f"The form of candidate {number} is dated after the {level} results day."
                yield Note("Signed on", message, "Ask the candidate: a form signed later may not cover what was done.")

    def _write(self, form: Row, person: Row, level: str, line: dict[str, object] | None) -> None:
        if line is None:
            number = raw(person, "Candidate number")
            line = {"Candidate number": number, "Results day": level, **{heading: raw(person, heading) for heading in OF_CANDIDATE}}
            self._rows.append(line | {"Status": "Waiting"})
            line = self._rows[-1]
        cells = _cells(form)
        if not _alike(line.get("Email for results"), cells["Email for results"]):
            cells["Email checked"] = ""
        line |= {heading: value for heading, value in cells.items() if not _alike(line.get(heading), value)}

    def _finished(self) -> Taken:
        out, known = self._out, len(self._before)
        out.new = self._rows[known:]
        for old, row in zip(self._before, self._rows, strict=False):
            if new := {heading: value for heading, value in row.items() if not _alike(old.get(heading), value)}:
                key = raw(row, "Candidate number"), raw(row, "Results day")
                out.changes[key], out.expect[key] = new, {heading: old.get(heading) for heading in new}
        out.problems.sort(key=lambda problem: problem.row)
        return out


def _cells(form: Row) -> dict[str, object]:
    """What the register holds of a form: blank where the form is, for a later form replaces an earlier one."""
    told: dict[str, object] = {heading: text(form.get(name)) for heading, name in _COLUMNS.items()}
    return told | {"Form returned": _signed_on(form)}


def _signed_on(form: Row) -> date | None:
    words = text(form.get("signed_on")) or text(form.get("received_on"))
    return date.fromisoformat(words[:10]) if words else None


def _is_line(row: Mapping[str, object], number: str, level: str) -> bool:
    return pad_candidate_number(raw(row, "Candidate number")) == number and is_one(row, "Results day", level)


def _alike(old: object, new: object) -> bool:
    if is_blank(old) or is_blank(new):
        return is_blank(old) and is_blank(new)
    return day(old) == day(new) if isinstance(new, date) else str(old) == str(new)


def _row(form: Row) -> int:
    return int(str(form.get("row") or 0))
