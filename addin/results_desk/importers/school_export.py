"""Candidates, entries, or both in one file, as a school's system exports them; its headings are mapped by the desk's profiles.

With entries, a file has one row per entry; the candidates in it are taken once each, and a row that contradicts an earlier one in
UCI, ULN, name or date of birth is refused. Candidate numbers of one to three digits get their leading zeros back: spreadsheets drop
them. A full name is split only where a comma or a colon says which part is the surname. Dates of birth become ISO text.
"""

from __future__ import annotations

from collections.abc import Sequence

from results_desk.batch import CANDIDATE_COLUMNS, ENTRY_COLUMNS, Batch
from results_desk.errors import DeskError
from results_desk.importers import outcomes, permission_answers, profiles
from results_desk.importers.awards import unread
from results_desk.importers.frames import CORRECT, Rows, awarding_body, filled, frame, mapped, rows_of
from results_desk.importers.headings import Heading, fold, spellings
from results_desk.importers.people import IDENTITY, details, firsts, one_each, refuse_bad_numbers
from results_desk.importers.sheet import Source, Table

NAME = "candidates and entries of a school's system"
KIND = "candidates"
HEADINGS = profiles.headings("", ())
WAY_OUT = "add a line with a column's heading to the Heading profiles sheet of results_desk.xlsx, and import it again"
_NOT_OURS = (
    "Grade", "Result Grade", "Syllabus Grade", "Result Mark", "Subject Mark", "Weighted Mark", "Syllabus total mark", "Component Code",
    "Component Mark", "Paper Mark", "Service", *spellings(outcomes.HEADINGS, "outcome_on"),
    *spellings(permission_answers.HEADINGS, "results_choice"),
)  # fmt: skip
NOT_WITH = frozenset(map(fold, _NOT_OURS))
"""A file with one of these headings holds results, requests, outcomes or permissions, not candidates."""


def headings(source: Source) -> Sequence[Heading]:
    """The headings by the profiles of the source's desk."""
    return profiles.headings(source.file, source.profiles)


def identify(source: Source) -> bool:
    """Whether the file has a candidate number with a name or an entry code, and no grades or requests."""
    names = profiles.usable(source.profiles)
    if not any(name.need for name in names):  # lines of a few fields alone would fit whatever there is
        return False
    places = [place for sheet in source.sheets if (place := sheet.place(names))]
    return any(NOT_WITH.isdisjoint(map(fold, head.rows[index])) for head, index in places)


def extract(source: Source) -> Batch:
    """The candidates and entries of the file, each where it has them."""
    names = headings(source)
    tables = source.tables(names)
    _check(source, tables[0])
    rows = rows_of(source, tables[0])
    refuse_bad_numbers(rows)
    people = "surname" in rows.table.at or "name" in rows.table.at
    entries = "entry_code" in rows.table.at and "awarding_body" in rows.table.at
    values = details(rows)
    entered = rows["entry_code"] if entries else filled(len(rows))
    if people:
        values = one_each(rows, values, entered)
    else:
        rows.refuse(entered == "", rows.heading("entry_code"), "The entry code is blank.", CORRECT)
    number = values["candidate_number"]
    entry = {
        "candidate_number": number,
        "awarding_body": mapped(rows["awarding_body"], awarding_body),
        "level": rows["level"],
        "entry_code": entered,
        "title": rows["title"],
    }
    return Batch(
        file=source.file,
        format=NAME,
        rows=len(rows),
        problems=tuple(sorted(rows.problems, key=lambda problem: problem.row)),
        candidates=frame(CANDIDATE_COLUMNS, [(rows.row, values, firsts(rows, number))]) if people else None,
        entries=frame(ENTRY_COLUMNS, [(rows.row, entry, ~rows.refused & (entered != ""))]) if entries else None,
        notes=(*_other_sheets(source, tables), *unread(source, names), *_unused(rows, entries)),
    )


def _check(source: Source, table: Table) -> None:
    """DeskError when the file lacks a column it can't do without, or has two that say different things of who a candidate is."""
    at = table.at
    missing = ["forenames"] if "surname" in at and "forenames" not in at and "name" not in at else []
    if "surname" not in at and "name" not in at and "awarding_body" not in at:
        missing.append("awarding_body")
    if missing:
        known = ", ".join(cell for cell in table.headings if cell)
        lacks = f"{profiles.shown(missing[0])} (field {missing[0]})"
        raise DeskError(f"{source.file} has no column known for {lacks} among its headings {known}: {WAY_OUT}.")
    for heading in headings(source):
        if heading.field in ("candidate_number", "name", *IDENTITY):
            _check_one(source, table, heading)


def _check_one(source: Source, table: Table, heading: Heading) -> None:
    places = [i for i, cell in enumerate(table.headings) if fold(cell) in heading.folded]
    for other in places:
        if (table.column(other) != table.column(places[0])).any():
            two = f"{table.headings[places[0]]} and {table.headings[other]}"
            raise DeskError(
                f"{source.file} has two columns for {profiles.shown(heading.field)}, {two}, and they differ: "
                "remove the one that is not for examinations, or its line in the Heading profiles sheet of results_desk.xlsx."
            )


def _other_sheets(source: Source, tables: Sequence[Table]) -> list[str]:
    return [f"Sheet {table.sheet.name} was not read: candidates are taken from one sheet, {tables[0].sheet.name}." for table in tables[1:]]


def _unused(rows: Rows, entries: bool) -> list[str]:
    if entries or "entry_code" not in rows.table.at:
        return []
    return [f"The column {rows.heading('entry_code')} was not read as entries: the file has no column for the awarding body."]
