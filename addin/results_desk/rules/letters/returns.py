"""Letters to departments and awarding bodies: work to be kept, and results that are missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from results_desk.rules.cells import Row, Rows, day, is_one, records, text
from results_desk.rules.letters.words import by_number, day_in_words, grouped, number, person_named, plain_day, shared_fields, short_day
from results_desk.rules.moderation import slip_rows

Fields = dict[str, object]


def moderation_slips(
    moderation: Rows, dates: Rows, *, settings: Mapping[str, str], today: date, practice: bool
) -> list[Fields]:
    """The fields of a slip for every teacher with work that is back and not with the department yet; without one, by subject."""
    waiting = slip_rows(records(moderation), today, records(dates))
    named = [{**row, "Slip": text(row["Teacher in charge"]) or text(row["Subject"])} for row in waiting]
    return [
        {**shared_fields(settings, today, practice), "teacher": text(work[0]["Teacher in charge"]), **_slip(work)}
        for work in grouped(named, "Slip").values()
    ]


def _slip(work: list[Row]) -> Fields:
    days = [day(row["Keep until"]) for row in work]
    known = [found for found in days if found]
    return {
        "keep_until": day_in_words(max(known)) if len(known) == len(days) else "",
        "work": [
            {
                "ref": text(row["Ref"]), "subject": text(row["Subject"]), "awarding_body": text(row["Awarding body"]),
                "component_code": text(row["Component code"]), "component_title": text(row["Component title"]),
                "packages": number(row["Packages"]), "items": number(row["Items counted"]), "stored_where": text(row["Stored where"]),
                "keep_until": plain_day(until) if until else text(row["Keep"]),
            }
            for row, until in zip(work, days, strict=True)
        ],
    }  # fmt: skip


def query_letters(
    queries: Rows, candidates: Rows, entries: Rows, contacts: Rows, *, settings: Mapping[str, str], today: date, practice: bool
) -> list[Fields]:
    """The fields of a letter for every awarding body that has not answered a query, all its open queries in it."""
    people, every = by_number(candidates), shared_fields(settings, today, practice)
    entered = {_entry(row): row for row in records(entries)}
    opened = [row for row in records(queries) if text(row.get("Query ID")) and day(row.get("Answered on")) is None]
    return [
        {
            **every, "awarding_body": body, **_contact(contacts, body),
            "queries": [_query(row, people, entered.get(_entry(row), {})) for row in asked],
        }
        for (body,), asked in grouped(opened, "Awarding body").items()
        if body
    ]  # fmt: skip


def _contact(contacts: Rows, body: str) -> Fields:
    row = next((row for row in records(contacts) if is_one(row, "Awarding body", body)), {})
    return {"contact_name": text(row.get("Name")), "contact_email": text(row.get("Email"))}


def _entry(row: Row) -> tuple[str, ...]:
    return tuple(text(row.get(heading)) for heading in ("Candidate number", "Awarding body", "Entry code"))


def _query(row: Row, people: Mapping[str, Row], entry: Row) -> dict[str, str]:
    who = person_named(text(row["Candidate number"]), people)
    return {
        "query_id": text(row["Query ID"]),
        "candidate_number": text(row["Candidate number"]),
        "candidate_name": f"{text(who['Forenames'])} {text(who['Surname'])}".strip(),
        "uci": text(who["UCI"]),
        "entry_code": text(row["Entry code"]),
        "level": text(entry.get("Level")),
        "title": text(entry.get("Title")),
        "kind": text(row["Kind of problem"]),
        "problem": text(row["Problem"]),
        "opened_on": short_day(row, "Opened on"),
        "reference": text(row["Awarding body reference"]),
    }
