"""What one answer of a request form asks for: the candidate, the service, the entry and its components, found for certain.

Nothing is guessed: what does not fit exactly one thing of the desk becomes a `Note` that says why and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from results_desk.rules.cells import Row, Rows, records, text
from results_desk.rules.deadlines import aliases, find_service, same_series
from results_desk.rules.facts import Spellings
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.rules.names import folded
from results_desk.rules.requests.notes import Note as Note
from results_desk.rules.requests.notes import component_key as component_key
from results_desk.rules.requests.offers import Offers
from results_desk.rules.requests.papers import Papers

_LONGEST_NAME = 12
"""Words of a name that are looked at; more is no name."""


@dataclass(frozen=True)
class Desk:
    """The rows of the desk that answers are held against; those of a person by candidate number."""

    candidates: Mapping[str, Row]
    by_surname: Mapping[str, list[str]]
    results: Mapping[str, list[Row]]
    components: Mapping[str, list[Row]]
    levels: list[Row]
    services: list[Row]
    service_words: Spellings
    body_words: Spellings
    series: str
    deadlines: list[Row]
    releases: list[Row]
    entries: Mapping[str, list[Row]]
    offers: Offers
    papers: Papers

    @classmethod
    def of(
        cls, series: str, candidates: Rows, results: Rows, components: Rows, levels: Rows, services: Rows, awarding_bodies: Rows,
        deadlines: Rows, releases: Rows, entries: Rows = (), grid: Rows = (), papers: Rows = (), moderation: Rows = (),
    ) -> Desk:  # fmt: skip
        """From the desk's tables; results of another series are left out."""
        of_series = [row for row in records(results) if not text(row.get("Series")) or same_series(text(row["Series"]), series)]
        known, people = records(services), {_number(row): row for row in records(candidates)}
        surnames: dict[str, list[str]] = {}
        for number, row in people.items():
            surnames.setdefault(folded(text(row.get("Surname"))), []).append(number)
        return cls(
            people, surnames, _by_candidate(of_series), _by_candidate(records(components)), records(levels), known,
            Spellings({text(row.get("Service")): _service_words(row, records(deadlines)) for row in known if text(row.get("Service"))}),
            Spellings({text(row.get("Awarding body")): aliases(row) for row in records(awarding_bodies)}), series,
            records(deadlines), records(releases), _by_candidate(records(entries)), Offers.of(records(grid), known),
            Papers.of(records(papers), records(moderation)),
        )  # fmt: skip


def find_candidate(answer: Row, desk: Desk, notes: list[Note]) -> Row | Note:
    """The candidate of the answer's number, whose name must be the answer's: a different surname is another person's number.

    A different forename under the same surname is refused where the list has a namesake whom it fits, else noted.
    """
    number, name = pad_candidate_number(text(answer.get("candidate_number"))), text(answer.get("name"))
    again = "then log the file again."
    candidate = desk.candidates.get(number)
    if candidate is None:
        missing = "This candidate number is not on the list of candidates." if number else "The answer gives no candidate number."
        way_out = f"Correct the number in the file or import the candidate, {again}"
        return Note("Candidate number", missing, way_out, _who(number, name, desk))
    if not name:
        notes.append(Note("Name", "The answer gives no name to check the candidate number with.", "Check whose request this is."))
    elif not is_person(name, candidate):
        if not is_person(name, candidate, surname_only=True) or _listed_as(desk, name):
            message = "The name in the answer is not the name of this candidate number."
            way_out = f"Find out whose request it is, correct number or name in the file, {again}"
            return Note("Name", message, way_out, _who(number, name, desk))
        message = "The forename in the answer is not the one on the list."
        notes.append(Note("Name", message, "Check whose request this is.", f"{number}; {name}"))
    return candidate


def is_person(name: str, candidate: Row, surname_only: bool = False) -> bool:
    """Whether a name as typed, in any order, holds the candidate's surname and a forename: the whole, its beginning, or an initial."""
    surname = folded(text(candidate.get("Surname")))
    forenames = [folded(part) for part in text(candidate.get("Forenames")).split()]
    for run, others in _surnames_in(name):
        if run == surname and (surname_only or not others or not forenames or _share_a_name(others, forenames)):
            return True
    return not surname and folded(name) == "".join(forenames)


def find_service_asked(asked: str, desk: Desk) -> Row | Note:
    """The service with that code, name, code on the centre's forms, or official name."""
    code = desk.service_words.canonical(asked)
    service = find_service(desk.services, code) if code else None
    if service is not None:
        return service
    message = "This service is not on the Services sheet." if asked else "The answer names no service."
    codes = ", ".join(text(row.get("Service")) for row in desk.services)
    return Note("Service", message, f"Write one of {codes}, or its name on the Services sheet of results_desk.xlsx.", asked)


def find_result(answer: Row, candidate: Row, desk: Desk, service: Row) -> Row | Note:
    """The candidate's one result for the entry asked about; a blank entry code is found by the components, where they settle it.

    A query about a missing result is about the entry, where there is no result.
    """
    body, entry = _body(answer, desk), entry_key(text(answer.get("entry_code")))
    if isinstance(body, Note):
        return body
    results = [row for row in desk.results.get(_number(candidate), []) if body in ("", text(row.get("Awarding body")))]
    if text(service.get("Family")) == "Query":
        results += [row for row in desk.entries.get(_number(candidate), []) if not any(_same_entry(row, one) for one in results)]
        results = [row for row in results if body in ("", text(row.get("Awarding body")))]
    if entry:
        results = [row for row in results if entry_key(text(row.get("Entry code"))) == entry]
    else:
        codes = component_codes(answer)
        results = [row for row in results if codes and all(_held(code, components_of(row, candidate, desk)) for code in codes)]
    if len(results) == 1:
        return results[0]
    has = "; ".join(f"{text(row.get('Awarding body'))} {text(row.get('Entry code'))}" for row in desk.results.get(_number(candidate), []))
    message = "This candidate has more than one such result." if results else "This candidate has no result for this entry."
    if not entry:
        message = "The answer gives no entry code, and its components do not settle which entry is meant."
    way_out = "Correct awarding body and entry code in the file, or import the missing results, then log the file again."
    return Note("Entry code", message, way_out, f"Results held: {has or 'none'}")


def find_cohort(answer: Row, desk: Desk) -> Row | Note:
    """What all results of the entry asked about have in common: awarding body, level, entry code and title."""
    body, entry = _body(answer, desk), entry_key(text(answer.get("entry_code")))
    if isinstance(body, Note):
        return body
    held = [row for rows in desk.results.values() for row in rows if entry_key(text(row.get("Entry code"))) == entry != ""]
    found = {text(row.get("Awarding body")): row for row in reversed(held) if body in ("", text(row.get("Awarding body")))}
    if len(found) == 1:
        shared = ("Awarding body", "Level", "Entry code", "Title")
        return {heading: next(iter(found.values())).get(heading) for heading in shared}
    message = "Results of more than one awarding body have this entry code." if found else "No candidate has a result for this entry."
    return Note("Entry code", message, "Correct awarding body and entry code, or import the missing results, then log it again.")


def components_of(result: Row, candidate: Row, desk: Desk) -> list[Row]:
    """The components of that result that the candidate has marks for, as the desk holds them; of a cohort each once."""
    rows = desk.components.get(_number(candidate), []) if candidate else [row for held in desk.components.values() for row in held]
    found = [row for row in rows if _same_entry(row, result)]
    return found if candidate else list({component_key(row.get("Component code")): row for row in found}.values())


def find_components(answer: Row, held: list[Row], notes: list[Note]) -> list[Row | Note]:
    """The components asked about, one by one; a code the candidate has no mark for is a note, and so is no code at all.

    Without a code the entry's only component is meant. Where the desk holds no components of the entry, codes are taken as given.
    """
    codes = component_codes(answer)
    listed = ", ".join(text(row.get("Component code")) for row in held)
    if not codes and len(held) == 1:
        return [held[0]]
    if not codes:
        these = f" This entry has {listed}." if held else ""
        return [Note("Component code", f"The answer names no component; services are per component.{these}",
                     "Write the component codes in the file, separated by semicolons, then log the file again.")]  # fmt: skip
    if not held:
        message = "The desk holds no component marks for this entry: whether the candidate sat the component is not checked."
        notes.append(Note("Component code", message, "Compare the component code with the awarding body's results."))
        return [{"Component code": code} for code in codes]
    unknown = f"The candidate has no mark for this component. This entry has {listed}."
    way_out = "Correct the component code in the file, then log the file again."
    return [_held(code, held) or Note("Component code", unknown, way_out, code) for code in codes]


def component_codes(answer: Row) -> list[str]:
    """The component codes an answer names."""
    return [code for code in map(str.strip, re.split(r"[;,\n]", text(answer.get("component_codes")))) if code]


def _body(answer: Row, desk: Desk) -> str | Note:
    """The awarding body that an answer names, "" where it names none."""
    named = text(answer.get("awarding_body"))
    body = desk.body_words.canonical(named)
    if body or not named:
        return body
    way_out = "Write it as on the Awarding bodies sheet of results_desk.xlsx, or add this spelling under Also known as."
    return Note("Awarding body", "This awarding body is not on the Awarding bodies sheet.", way_out, named)


def _same_entry(one: Row, other: Row) -> bool:
    same_body = text(one.get("Awarding body")) == text(other.get("Awarding body"))
    return same_body and entry_key(text(one.get("Entry code"))) == entry_key(text(other.get("Entry code")))


def _held(code: str, held: list[Row]) -> Row | None:
    """The component of that code; a code without the zeros a spreadsheet took off counts where only one fits."""
    exact = [row for row in held if component_key(row.get("Component code")) == component_key(code)]
    loose = [row for row in held if component_key(row.get("Component code")).lstrip("0") == component_key(code).lstrip("0")]
    return next((rows[0] for rows in (exact, loose) if len(rows) == 1), None)


def _by_candidate(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(_number(row), []).append(row)
    return grouped


def _number(row: Row) -> str:
    return text(row.get("Candidate number"))


def _service_words(service: Row, deadlines: list[Row]) -> list[str]:
    code, name, own = (text(service.get(heading)) for heading in ("Service", "Name", "Code on our forms"))
    official = {text(row.get("Official name")) for row in deadlines if text(row.get("Service")) == code}
    mixed = [f"{name} ({code})", f"{code} {name}", f"{code} - {name}", f"{code}: {name}"] if name else []
    return [word for word in (name, own, *official, *mixed) if word]


def _who(number: str, name: str, desk: Desk) -> str:
    listed = _listed_as(desk, name)
    return "; ".join(filter(None, [number, name, f"on the list under this name: {', '.join(listed)}" if listed else ""]))


def _listed_as(desk: Desk, name: str) -> list[str]:
    namesakes = {number for run, _ in _surnames_in(name) for number in desk.by_surname.get(run, [])}
    return sorted(number for number in namesakes if is_person(name, desk.candidates[number]))


def _surnames_in(name: str) -> Iterator[tuple[str, list[str]]]:
    """Every run of words of a name that may be its surname, folded to one, with the words around it."""
    words = [word for word in (folded(part) for part in re.split(r"[\s:,]+", name)) if word][:_LONGEST_NAME]
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            yield "".join(words[start:end]), words[:start] + words[end:]


def _share_a_name(given: list[str], known: list[str]) -> bool:
    return any(one.startswith(other) or other.startswith(one) for one in given for other in known if other)
