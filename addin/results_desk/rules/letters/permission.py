"""Permission forms: how each candidate wants results and certificates, filled with what the register holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from results_desk.rules.candidates.permissions import form_due
from results_desk.rules.cells import Row, Rows, records, text
from results_desk.rules.computed import Around
from results_desk.rules.letters.desk import release_times
from results_desk.rules.letters.words import by_number, candidate_fields, day_in_words, shared_fields
from results_desk.tables.permissions import CLOSED, DATES

Fields = dict[str, object]
_FROM_REGISTER = {
    "preferred_name": "Preferred name", "email_for_results": "Email for results", "results_choice": "Results choice",
    "named_person": "Named person", "relationship": "Relationship", "phone": "Phone", "named_person_2": "Named person 2",
    "relationship_2": "Relationship 2", "phone_2": "Phone 2", "certificate_choice": "Certificate choice",
    "certificate_named_person": "Certificate named person",
}  # fmt: skip


def permission_forms(
    candidates: Rows, permissions: Rows, dates: Rows, closed: Rows, named: Mapping[str, object], releases: Rows, levels: Rows,
    *, settings: Mapping[str, str], today: date, practice: bool,
) -> list[Fields]:  # fmt: skip
    """The fields of a form for every candidate, in the order of the list; of two lines of the register the later one counts."""
    due = form_due(Around(today, {DATES: records(dates), CLOSED: records(closed)}, named))
    every = {
        **shared_fields(settings, today, practice),
        "release_times": release_times(releases, levels, text(settings.get("Series"))),
        "return_by": day_in_words(due) if due else "",
    }
    register = by_number(permissions)
    return [{**every, **candidate_fields(row), **_chosen(register.get(text(row["Candidate number"]), {}))} for row in records(candidates)]


def _chosen(line: Row) -> Fields:
    return {name: text(line.get(heading)) for name, heading in _FROM_REGISTER.items()}
