"""What lies on the desk on results days: the cover of restricted results, the sheet to sign for results, labels for envelopes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import chain

from results_desk.rules.candidates.permissions import collection_rows
from results_desk.rules.cells import Row, Rows, is_one, records, text
from results_desk.rules.deadlines import authority_moment, release_moment, restricted_moment
from results_desk.rules.home import authorised
from results_desk.rules.letters.words import GROUP_NAMES, by_number, moment_in_words, number, shared_fields, short_day
from results_desk.rules.names import folded

Fields = dict[str, object]
ON_A_ROW = 3
"""Labels beside each other."""
_NOT_KNOWN = "not known yet"
_MOMENTS = {"restricted": restricted_moment, "released": release_moment, "shared": authority_moment}


def release_times(releases: Rows, levels: Rows, series: str, held: Iterable[str] | None = None) -> list[dict[str, str]]:
    """One row per half of the summer whose times are known, or which has one of the levels `held`; more where its levels differ."""
    known, listed = records(levels), records(releases)
    times = {text(level["Level"]): _times(listed, known, series, text(level["Level"])) for level in known}
    return [
        {"results": GROUP_NAMES.get(group, group), **{name: _said(moment) for name, moment in zip(_MOMENTS, moments, strict=True)}}
        for group in GROUP_NAMES
        for moments in dict.fromkeys(times[level] for level in _of_group(known, group) if any(times[level]) or level in (held or ()))
    ]


def _of_group(levels: Iterable[Row], group: str) -> list[str]:
    return [text(level["Level"]) for level in levels if is_one(level, "Group", group)]


def _times(releases: list[Row], levels: list[Row], series: str, level: str) -> tuple[datetime | None, ...]:
    moments: Iterable[Callable[[Rows, Rows, str, str], datetime | None]] = _MOMENTS.values()
    return tuple(moment(releases, levels, series, level) for moment in moments)


def _said(moment: datetime | None) -> str:
    return moment_in_words(moment) if moment else _NOT_KNOWN


def cover_sheet(
    readers: Rows, files: Rows, results: Rows, releases: Rows, levels: Rows, *, settings: Mapping[str, str], today: date, practice: bool
) -> Fields:
    """The fields of the cover of restricted results: who may read them, when they may be given out, what lies beneath. No grade."""
    held = records(results)
    names = {text(row["File"]) for row in held}
    return {
        **shared_fields(settings, today, practice),
        "release_times": release_times(releases, levels, text(settings.get("Series")), {text(row["Level"]) for row in held}),
        "candidate_count": str(len({text(row["Candidate number"]) for row in held})),
        "result_count": str(len(held)),
        "readers": [_reader(row) for row in records(readers) if authorised(row, today) == "Yes"],
        "files": [_file(row) for row in records(files) if text(row.get("File")) in names],
    }


def _reader(row: Row) -> dict[str, str]:
    return {
        "name": text(row["Name"]), "role": text(row["Role"]), "signed_by": text(row["Signed by"]),
        "signed_on": short_day(row, "Signed on"), "ends_on": short_day(row, "Ends on"),
    }  # fmt: skip


def _file(row: Row) -> dict[str, str]:
    return {
        "file": text(row["File"]), "awarding_body": text(row["Awarding body"]), "rows": number(row["Rows"]),
        "imported_on": short_day(row, "Imported on"),
    }  # fmt: skip


def collection_sheet(
    permissions: Rows, candidates: Rows, releases: Rows, levels: Rows, *, settings: Mapping[str, str], today: date, practice: bool
) -> Fields:
    """The fields of the sheet to sign: everybody of these whose results still wait, by surname."""
    people = by_number(candidates)
    waiting = [_collection(row) for row in collection_rows([_named(row, people) for row in records(permissions)])]
    return {
        **shared_fields(settings, today, practice),
        "release_times": release_times(releases, levels, text(settings.get("Series"))),
        "collections": waiting,
        "collection_count": str(len(waiting)),
    }


def _named(row: Row, people: Mapping[str, Row]) -> Row:
    """A line of the register; one without a name is named as Candidates names its candidate."""
    known = {} if text(row["Surname"]) else people.get(text(row["Candidate number"]), {})
    return {**row, **{heading: text(known[heading]) for heading in ("Surname", "Forenames") if heading in known}}


def _collection(row: Row) -> dict[str, str]:
    names = filter(None, (text(row["Named person"]), text(row["Named person 2"])))
    return {
        "surname": text(row["Surname"]), "forenames": text(row["Forenames"]), "candidate_number": text(row["Candidate number"]),
        "group": group_of(row), "results_day": text(row["Results day"]), "choice": text(row["Results choice"]),
        "named_persons": ", ".join(names), "first": text(row["Before you hand over"]),
    }  # fmt: skip


def group_of(row: Row) -> str:
    """Year and tutor group: 11, 11B."""
    return ", ".join(filter(None, (text(row.get("Year group")), text(row.get("Tutor group")))))


def labels(
    candidates: Rows, results: Rows, permissions: Rows, *, settings: Mapping[str, str], today: date, practice: bool
) -> Fields:
    """The fields of the labels: one for every candidate with results, by surname, three in a row."""
    with_results = {text(row["Candidate number"]) for row in records(results)}
    choices = {number: text(row.get("Results choice")) for number, row in by_number(permissions).items()}
    people = [row for row in records(candidates) if text(row["Candidate number"]) in with_results]
    people.sort(key=lambda row: (folded(text(row["Surname"])), folded(text(row["Forenames"])), text(row["Candidate number"])))
    centre, held = text(settings.get("Centre number")), iter(people)
    rows = []
    for first in held:
        beside = [first, *(next(held, None) for _ in range(ON_A_ROW - 1))]
        rows.append(dict(chain.from_iterable(_label(at, row, centre, choices) for at, row in enumerate(beside, 1))))
    return {**shared_fields(settings, today, practice), "label_rows": rows}


def _label(at: int, row: Row | None, centre: str, choices: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    number = text(row["Candidate number"]) if row else ""
    yield f"name_{at}", f"{text(row['Forenames'])} {text(row['Surname'])}".strip() if row else ""
    yield f"number_{at}", f"Candidate {number}, centre {centre}" if row else ""
    yield f"group_{at}", group_of(row) if row else ""
    yield f"how_{at}", choices.get(number, "")
