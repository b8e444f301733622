"""Statements of results: one per candidate, over all awarding bodies, in words a candidate understands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict, Unpack

from results_desk.rules.cells import Row, records, text
from results_desk.rules.deadlines import deadline_for, own_deadlines, release_moment
from results_desk.rules.facts import Levels
from results_desk.rules.grades import Ladders
from results_desk.rules.letters.words import (
    GROUP_NAMES,
    candidate_fields,
    centre_fields,
    day_in_words,
    listed,
    mark_of,
    moment_in_words,
    read_day,
)
from results_desk.rules.names import folded
from results_desk.terms import NO_RESULT, PENDING

if TYPE_CHECKING:
    import pandas as pd

Fields = dict[str, object]
ResultRow = dict[str, str]

PRACTICE_MARK = "PRACTICE – not a real result"
NOT_KNOWN = "day not known yet"
GRADE_WORDS = {NO_RESULT: "No Result", PENDING: "Pending", "": "Not stated"}
PRIORITY = "P2"
SERVICES = {
    PRIORITY: "Priority review of marking, if a place in higher education depends on it",
    "S1": "Clerical re-check",
    "S2": "Review of marking",
    "A2": "Copy of a marked script",
}
"""What a candidate may ask for, in the order of a statement. A review of moderation is for the centre to ask."""
_ENDORSEMENTS = "Spoken Language"
_NOTES = {
    "no result": "No Result: the awarding body has issued no result, for example because it received no work. We can ask it why.",
    "pending": "Pending: the awarding body has not released this result yet. We will give it to you as soon as it does.",
    "absent": "# (partial absence): one or more parts were missed; the grade rests on the parts that were taken.",
    "double": "Two grades joined by a hyphen, such as 9-8, are one double award, which counts as two subjects.",
    "small": "A small letter, such as a or b, is how the awarding body writes the grade of an AS-level award.",
    "endorsement": "An endorsement is reported beside the grade and does not change it.",
}
_OWN_DAYS = "We set these days ourselves, so that your request reaches the awarding body in time."
_THEIR_DAYS = "These are the last days on which awarding bodies take requests from us, so bring yours well before."


class Tables(TypedDict):
    """The tables of a desk by name (Levels, GradeLadders, Deadlines, ReleaseTimes, Services), its settings by theirs, and the day."""

    levels: pd.DataFrame
    ladders: pd.DataFrame
    deadlines: pd.DataFrame
    releases: pd.DataFrame
    services: pd.DataFrame
    settings: Mapping[str, str]
    today: date
    practice: bool


@dataclass(frozen=True)
class Desk:
    """What every statement of a desk rests on; what is said of a set of levels is worked out once."""

    levels: list[Row]
    order: Mapping[str, int]
    deadlines: list[Row]
    own_days: frozenset[str]
    releases: list[Row]
    services: list[Row]
    ladders: Ladders
    endorsements: Mapping[str, str]
    settings: Mapping[str, str]
    today: date
    shared: Fields
    _days: dict[tuple[tuple[str, ...], tuple[str, ...]], Fields] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Tables) -> Desk:
        """From the desk's tables."""
        levels, rungs, settings = records(tables["levels"]), records(tables["ladders"]), tables["settings"]
        by_order = sorted(levels, key=lambda level: float(text(level["Order"]) or "inf"))
        return cls(
            levels, {text(level["Level"]): at for at, level in enumerate(by_order)},
            records(tables["deadlines"]), own_deadlines(tables["deadlines"]), records(tables["releases"]), records(tables["services"]),
            Ladders(rungs, Levels.of(levels).ladders),
            {text(row["Grade"]): text(row["Also"]).partition(";")[0] for row in rungs if row["Ladder"] == _ENDORSEMENTS},
            settings, tables["today"],
            {**centre_fields(settings, tables["today"]), "practice_mark": PRACTICE_MARK if tables["practice"] else ""},
        )  # fmt: skip

    @property
    def series(self) -> str:
        """The series of the desk."""
        return text(self.settings.get("Series"))

    def days(self, held: Iterable[str], bodies: Iterable[str]) -> Fields:
        """What a statement with results of these levels and awarding bodies says of their release and of the days to ask by."""
        key = tuple(held), tuple(sorted(self.own_days.intersection(bodies)))
        if key not in self._days:
            groups = {text(row["Level"]): text(row["Group"]) for row in self.levels}
            by_group: dict[str, list[str]] = {}
            for level in key[0]:
                by_group.setdefault(groups.get(level, level), []).append(level)
            self._days[key] = {"releases": list(self._releases(by_group)), **self._reviews(by_group, key[1])}
        return self._days[key]

    def issued(self, levels: Iterable[str]) -> date:
        """The day of a statement with results of these levels: no earlier than the last of their releases."""
        moments = (release_moment(self.releases, self.levels, self.series, level) for level in levels)
        return max([self.today, *(moment.date() for moment in moments if moment)])

    def _releases(self, by_group: Mapping[str, list[str]]) -> Iterator[ResultRow]:
        """One row per group; one per release where the levels of a group were released at different times."""
        for group, levels in by_group.items():
            at: dict[datetime | None, list[str]] = {}
            for level in levels:
                at.setdefault(release_moment(self.releases, self.levels, self.series, level), []).append(level)
            for moment, those in at.items():
                results = GROUP_NAMES.get(group, group) if len(at) == 1 else ", ".join(those)
                yield {"results": results, "released": moment_in_words(moment) if moment else NOT_KNOWN}

    def _reviews(self, by_group: Mapping[str, list[str]], bodies: Iterable[str]) -> Fields:
        """Rows of services that share a day, and whose days they are."""
        centre, own, found = read_day(text(self.settings.get("Requests to the centre by"))), False, []
        for group, levels in by_group.items():
            by_day: dict[date | None, list[str]] = {}
            for service, words in SERVICES.items():
                official, internal = self._deadline(levels, service, bodies)
                if official is not None or service != PRIORITY:
                    day = min(filter(None, (official, internal, centre)), default=None)
                    own = own or day != official
                    by_day.setdefault(day, []).append(words)
            for day, names in by_day.items():
                ask_by = day_in_words(day) if day else NOT_KNOWN
                found.append({"service": listed(names), "results": GROUP_NAMES.get(group, group), "ask_by": ask_by})
        return {"review_dates": found, "review_note": _OWN_DAYS if own else _THEIR_DAYS}

    def _deadline(self, levels: Iterable[str], service: str, bodies: Iterable[str]) -> tuple[date | None, date | None]:
        """The earliest official and internal day of a service over some levels and bodies with days of their own.

        Priority reviews are only for some levels.
        """
        if service == PRIORITY:
            offered = {text(row["Level"]) for row in self.levels if text(row["Priority review"]).casefold() == "yes"}
            levels = [level for level in levels if level in offered]
        facts = self.deadlines, self.levels, self.services, self.series
        each = [deadline_for(*facts, level, service, body) for level in levels for body in ("", *bodies)]
        known = [deadline for deadline in each if deadline]
        officials = [deadline.official for deadline in known if deadline.official]
        internals = [deadline.internal for deadline in known if deadline.internal]
        return min(officials, default=None), min(internals, default=None)


def statements(candidates: pd.DataFrame, results: pd.DataFrame, **tables: Unpack[Tables]) -> list[Fields]:
    """The fields of a statement for every candidate of the table Candidates who has a row in Results, in order of name and number."""
    desk = Desk.of(tables)
    held: dict[str, list[ResultRow]] = {}
    for number, row in _result_rows(results, desk):
        held.setdefault(number, []).append(row)
    people = [row for row in records(candidates) if text(row["Candidate number"]) in held]
    people.sort(key=lambda row: (folded(text(row["Surname"])), folded(text(row["Forenames"])), text(row["Candidate number"])))
    return [_statement(person, held[text(person["Candidate number"])], desk) for person in people]


def statement_fields(candidate: Row, results: pd.DataFrame, **tables: Unpack[Tables]) -> Fields:
    """The fields of one candidate's statement: a row of Candidates and the rows of Results that are this candidate's."""
    desk = Desk.of(tables)
    return _statement(candidate, [row for _, row in _result_rows(results, desk)], desk)


def _statement(candidate: Row, held: list[ResultRow], desk: Desk) -> Fields:
    last = len(desk.order)
    held = sorted(held, key=lambda row: (desk.order.get(row["level"], last), row["title"].casefold(), row["entry_code"]))
    levels = dict.fromkeys(row["level"] for row in held)
    days = desk.days(levels, {row["awarding_body"] for row in held})
    dated = {"letter_date": day_in_words(desk.issued(levels))}
    return {**desk.shared, **dated, **candidate_fields(candidate), "results": held, "notes": _notes(held), **days}


def _result_rows(results: pd.DataFrame, desk: Desk) -> Iterator[tuple[str, ResultRow]]:
    """Candidate number and row of every result, in the order of the table."""
    columns = {heading: list(map(text, results[heading])) for heading in (
        "Candidate number", "Title", "Level", "Awarding body", "Entry code", "Series", "Grade", "Flag", "Endorsement",
    )}  # fmt: skip
    canonical = desk.ladders.canonical(columns["Level"], columns["Awarding body"], columns["Grade"])
    marks = map(mark_of, results["Mark"], results["Max mark"])
    for number, title, level, body, code, series, grade, flag, extra, ladder, mark in zip(*columns.values(), canonical, marks, strict=True):
        yield number, {
            "title": title,
            "level": level,
            "awarding_body": body,
            "entry_code": code,
            "series": series,
            "grade": _shown(grade, ladder, flag),
            "mark": mark,
            "endorsement": _endorsement(level, title, extra, desk.endorsements) if extra else "",
        }


def _shown(grade: str, ladder: str, flag: str) -> str:
    """The grade as issued, but for X, Q and double awards: those read as on the ladder (98 is 9-8)."""
    grade = GRADE_WORDS.get(grade, ladder if "-" in ladder else grade)
    return f"{grade} {flag}" if flag else grade


def _endorsement(level: str, title: str, grade: str, words: Mapping[str, str]) -> str:
    kind = "Spoken language endorsement" if level == "GCSE" and "english" in title.casefold() else "Endorsement"
    return f"{kind}: {words.get(grade) or grade}"


def _notes(held: Iterable[ResultRow]) -> list[str]:
    grades = [row["grade"] for row in held]
    seen = {
        "no result": any(grade.startswith("No Result") for grade in grades),
        "pending": any(grade.startswith("Pending") for grade in grades),
        "absent": any(grade.endswith("#") for grade in grades),
        "double": any("-" in grade for grade in grades),
        "small": any(row["grade"][:1].islower() and "AS" in row["level"] for row in held),
        "endorsement": any(row["endorsement"] for row in held),
    }
    return [words for note, words in _NOTES.items() if seen[note]]
