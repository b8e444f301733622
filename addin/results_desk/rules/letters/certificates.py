"""Letters about certificates: they are here, they still wait, and the record of those destroyed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from results_desk.rules.cells import Row, Rows, day, records, text
from results_desk.rules.certificates.certificates import destruction_rows, held_back, may_go_from, state
from results_desk.rules.certificates.reminding import FIRST, LAST, SECOND, last_call, most_urgent, ready
from results_desk.rules.computed import Around
from results_desk.rules.letters.words import by_number, candidate_fields, grouped, person_named, plain_day, shared_fields, short_day
from results_desk.tables.certificates import DESTROYED, ISSUED

Fields = dict[str, object]
_WORDS = {FIRST: "First reminder", SECOND: "Second reminder", LAST: "Last call"}
_SOME_LAST = "Reminder"


def collection_notices(
    certificates: Rows, candidates: Rows, named: Mapping[str, object], *, settings: Mapping[str, str], today: date, practice: bool
) -> list[Fields]:
    """The fields of a notice for every candidate with a certificate that may be handed over, in the order of the register."""
    def waits(held: list[Row]) -> tuple[list[Row], Fields]:
        return ready(held), {}

    around = Around(today, {}, named)
    return _letters(certificates, candidates, around, waits, shared_fields(settings, today, practice))


def reminders(
    certificates: Rows, candidates: Rows, named: Mapping[str, object], *, settings: Mapping[str, str], today: date, practice: bool
) -> list[Fields]:
    """The fields of a reminder for every candidate to whom the register says one is due; of several, the most urgent one."""
    around = Around(today, {}, named)

    def due(held: list[Row]) -> tuple[list[Row], Fields]:
        reminder, last = max(most_urgent(held, around).values(), default=""), last_call(held, around)
        words = _SOME_LAST if reminder == LAST and not last else _WORDS.get(reminder, "")
        return ready(held) if reminder else [], {"reminder": words, "last_call": "Yes" if last else "No"}

    return _letters(certificates, candidates, around, due, shared_fields(settings, today, practice))


def _letters(
    certificates: Rows, candidates: Rows, around: Around, choose: Callable[[list[Row]], tuple[list[Row], Fields]], every: Fields
) -> list[Fields]:
    people, letters = by_number(candidates), []
    for (candidate,), held in grouped(certificates, "Candidate number").items():
        waiting, more = choose([row for row in held if text(row["Cert ID"])])
        if waiting:
            who = person_named(candidate, people, text(waiting[0]["Name on certificate"]))
            letters.append({**every, **candidate_fields(who), **_waiting(waiting, held, around), **more})
    return letters


def _waiting(waiting: Iterable[Row], held: Iterable[Row], around: Around) -> Fields:
    ends = [found for row in waiting if (found := may_go_from(row, around))]
    blocked = (text(row["Subject"]) for row in held if held_back(row) == "Yes" and state(row) not in (ISSUED, DESTROYED))
    return {
        "certificates": [
            {"awarding_body": text(row["Awarding body"]), "qualification": text(row["Qualification"]), "subject": text(row["Subject"]),
             "series": text(row["Series"])}
            for row in waiting
        ],
        "held_back": ", ".join(dict.fromkeys(filter(None, blocked))),
        "kept_until": plain_day(min(ends)) if ends else "",
        "certificate_choice": next((choice for row in waiting if (choice := text(row["Issue choice"]))), ""),
    }  # fmt: skip


def destruction_record(
    certificates: Rows, named: Mapping[str, object], *, settings: Mapping[str, str], today: date, practice: bool
) -> Fields:
    """The fields of the record: every certificate that was destroyed, by the day, with how, before whom, and how long this is kept."""
    gone = destruction_rows(records(certificates), named)
    until = max((found for row in gone if (found := day(row["Record keep until"]))), default=None)
    return {
        **shared_fields(settings, today, practice),
        "destroyed": [_destroyed(row) for row in gone],
        "destroyed_count": str(len(gone)),
        "record_until": plain_day(until) if until else "",
    }


def _destroyed(row: Row) -> dict[str, str]:
    return {
        "name": text(row["Name on certificate"]),
        "candidate_number": text(row["Candidate number"]),
        "awarding_body": text(row["Awarding body"]),
        "qualification": text(row["Qualification"]),
        "subject": text(row["Subject"]),
        "series": text(row["Series"]),
        "certificate_number": text(row["Certificate number"]),
        "cert_id": text(row["Cert ID"]),
        "destroyed_on": short_day(row, "Destroyed on"),
        "method": ", ".join(filter(None, (text(row["Method"]), text(row["Contractor reference"])))),
        "witnesses": " and ".join(filter(None, (text(row["Witness 1"]), text(row["Witness 2"])))),
        "keep_until": short_day(row, "Record keep until"),
    }
