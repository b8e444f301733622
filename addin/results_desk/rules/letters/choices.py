"""Request forms to choose from: a candidate's own subjects, components and marks, with the services, charges and days of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Unpack

from results_desk.rules.cells import Row, Rows, records, text
from results_desk.rules.deadlines import deadline_for, find_level, find_service, same_series
from results_desk.rules.fees import charge_for, find_line
from results_desk.rules.letters.request import FormTables, ask_by, request_fields
from results_desk.rules.letters.words import day_in_words, grouped, mark_of, plain_day, pounds
from results_desk.tables import table

Fields = dict[str, object]
OFFERED = ("S1", "S1C", "S2", "S2C", "P2", "P2C", "A1")
"""What a candidate may choose, in the order of a form."""


def forms_to_choose_from(
    candidates: Iterable[Row], results: Rows, components: Rows, grid: Sequence[Row], **tables: Unpack[FormTables]
) -> list[Fields]:
    """The fields of a form for each of these candidates: a row per result of the series, nothing asked for yet."""
    series = text(tables["settings"].get("Series"))
    held = [row for row in records(results) if not text(row["Series"]) or same_series(text(row["Series"]), series)]
    by_candidate, marks = grouped(held, "Candidate number"), grouped(components, "Candidate number", "Awarding body", "Entry code")
    return [_form(row, by_candidate.get((text(row["Candidate number"]),), []), marks, grid, tables) for row in candidates]


def _form(
    candidate: Row, results: Iterable[Row], marks: dict[tuple[str, ...], list[Row]], grid: Sequence[Row], tables: FormTables
) -> Fields:
    blank = dict.fromkeys(table("Lines").headings)
    fields = request_fields([{**blank, "Candidate number": candidate["Candidate number"]}], candidate, [], **tables)
    rows, days = [], []
    for result in results:
        key = tuple(text(result[heading]) for heading in ("Candidate number", "Awarding body", "Entry code"))
        open_to = [(code, _day(code, result, tables)) for code in OFFERED if _offered(code, result, grid, tables)]
        days += [day for _, day in open_to if day]
        rows.append(_row(result, marks.get(key, []), "; ".join(_choices(open_to, result, grid, tables)), open_to))
    return {**fields, "lines": rows, "hand_in_by": day_in_words(min(days)) if days else ""}


def _row(result: Row, components: Iterable[Row], choices: str, open_to: Iterable[tuple[str, date | None]]) -> dict[str, str]:
    held = (f"{text(row['Component code'])}: {mark_of(row['Mark'], row['Max mark'])}".removesuffix(": ") for row in components)
    days = [day for _, day in open_to if day]
    return {
        "awarding_body": text(result["Awarding body"]), "level": text(result["Level"]), "subject": text(result["Title"]),
        "entry_code": text(result["Entry code"]), "component_code": "", "component_title": " · ".join(held),
        "mark": mark_of(result["Mark"], result["Max mark"]), "grade": text(result["Grade"]), "marks_up": "", "marks_down": "",
        "service": "", "service_name": "", "copy_wanted": "", "ask_by": plain_day(min(days)) if days else "", "charge": "",
        "choices": choices,
    }  # fmt: skip


def _choices(
    open_to: Iterable[tuple[str, date | None]], result: Row, grid: Sequence[Row], tables: FormTables
) -> Iterator[str]:
    """S1 £9.00; S2 £51.95: code on our forms and charge, where it is known."""
    group = _group(result, tables)
    for code, _ in open_to:
        service = find_service(tables["services"], code) or {}
        charge = charge_for(grid, group, text(result["Awarding body"]), code)
        yield f"{text(service.get('Code on our forms')) or code} {pounds(charge)}".strip()


def _day(code: str, result: Row, tables: FormTables) -> date | None:
    """The day to hand in a request for this service; None where it is not known or not offered at the level."""
    series, level, body = text(tables["settings"].get("Series")), text(result["Level"]), text(result["Awarding body"])
    line = {"Deadline": None, "Internal deadline": None, "Series": series, "Level": level, "Service": code, "Awarding body": body}
    return ask_by(line, tables)


def _offered(code: str, result: Row, grid: Sequence[Row], tables: FormTables) -> bool:
    """Whether the awarding body offers it at this level: as the Grid says, else where a last day for it is known."""
    body, level = text(result["Awarding body"]), text(result["Level"])
    said = text((find_line(grid, _group(result, tables), body, code) or {}).get("Offered?")).casefold()
    facts = tables["deadlines"], tables["levels"], tables["services"], text(tables["settings"].get("Series"))
    return said != "no" and (bool(said) or deadline_for(*facts, level, code, body) is not None)


def _group(result: Row, tables: FormTables) -> str:
    return text((find_level(tables["levels"], text(result["Level"])) or {}).get("Deadline level"))
