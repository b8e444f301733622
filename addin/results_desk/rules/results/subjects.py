"""The rows of the views Subjects and Subject grades: what each subject adds up to, and its grades from the best down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from results_desk.rules.results.held import Held, Subject
from results_desk.rules.results.indicators import GRADED, UNCLASSIFIED
from results_desk.terms import NO_RESULT, PENDING

ViewRow = dict[str, object]


@dataclass(frozen=True)
class GradeCount:
    """How many results of a subject have one grade; `rank` is None for a grade that is on no ladder."""

    grade: str
    rank: float | None
    count: int


def grade_counts(held: Held) -> dict[int, list[GradeCount]]:
    """The grades of every subject, best first, by its number. X and Q are no grades; what is on no ladder comes last."""
    shown = (ladder or issued for issued, ladder in zip(held.grade, held.canonical, strict=True))
    each = Counter(
        (subject, grade, rank)
        for subject, grade, rank, kind in zip(held.results.subject.tolist(), shown, held.rank.tolist(), held.kind, strict=True)
        if kind in (GRADED, UNCLASSIFIED)
    )
    merged: dict[tuple[int, str], tuple[float | None, int]] = {}
    for (subject, grade, rank), count in each.items():
        own, before = merged.get((subject, grade), (None, 0))
        merged[subject, grade] = (rank if rank == rank else own, before + count)
    found: dict[int, list[GradeCount]] = {}
    for (subject, grade), (known, count) in merged.items():
        found.setdefault(held.subjects[subject].number, []).append(GradeCount(grade, known, count))
    for grades in found.values():
        grades.sort(key=lambda one: (one.rank is None, -(one.rank or 0), one.grade))
    return found


def subject_rows(held: Held) -> list[ViewRow]:
    """The rows of SubjectSummary, one for each subject."""
    grades = grade_counts(held)
    results, kinds = Counter(held.results.subject.tolist()), Counter(zip(held.results.subject.tolist(), held.kind, strict=True))
    flags = Counter(held.results.subject[held.flag != ""].tolist())
    entries, missing = Counter(held.entries.subject.tolist()), Counter(held.entries.subject[held.missing].tolist())
    extra = Counter(held.results.subject[held.unentered].tolist())

    def row(at: int, subject: Subject) -> ViewRow:
        mine = grades.get(subject.number, [])
        total = sum(one.count for one in mine)
        return _named(subject, "Number") | {
            "Entries": entries[at], "Results": results[at], "Graded": kinds[at, GRADED], "U": kinds[at, UNCLASSIFIED],
            "X": kinds[at, NO_RESULT], "Q": kinds[at, PENDING], "With #": flags[at], "Missing results": missing[at],
            "Without entry": extra[at], "Best grade": mine[0].grade if mine else "",
            "Best grade %": mine[0].count / total if mine else None,
        }  # fmt: skip

    return [row(at, subject) for at, subject in enumerate(held.subjects)]


def subject_grade_rows(held: Held) -> list[ViewRow]:
    """The rows of SubjectGrades. Shares are of the results that are graded or U, cumulated from the best grade down."""
    grades = grade_counts(held)
    return [row for subject in held.subjects for row in _grade_rows(subject, grades.get(subject.number, []))]


def _grade_rows(subject: Subject, grades: list[GradeCount]) -> Iterator[ViewRow]:
    total, so_far = sum(one.count for one in grades), 0
    for one in grades:
        so_far += one.count
        rank = int(one.rank) if one.rank is not None and one.rank == int(one.rank) else one.rank
        yield _named(subject, "Subject number") | {
            "Grade": one.grade, "Rank": rank, "Count": one.count, "%": one.count / total,
            "Cumulative count": so_far, "Cumulative %": so_far / total,
        }  # fmt: skip


def _named(subject: Subject, number: str) -> ViewRow:
    return {
        number: subject.number, "Awarding body": subject.body, "Level": subject.level, "Entry code": subject.code, "Title": subject.title,
    }  # fmt: skip
