"""What an outcome writes into its line of the tracking log: the columns of its review, or of the appeal that is noted on it."""

from __future__ import annotations

from results_desk.rules.cells import day, is_blank, raw, text
from results_desk.rules.facts import Facts
from results_desk.rules.outcomes.checks import NO_CHANGE, Told, rank, went
from results_desk.rules.outcomes.match import APPEALS

_LATER = {"": APPEALS, "AP1": ("AP2",)}
"""The stages that come after a stage."""


def date_heading(told: Told) -> str:
    """The column with the day of this outcome."""
    return f"{told.stage} outcome" if _on_review(told) else "Outcome date"


def outcome_cells(told: Told, facts: Facts) -> dict[str, object]:
    """The outcome columns of the line, as the row and what is known say; what nobody says is left out.

    What a later stage wrote there stays: the outcome of a review that is read after that of its appeal.
    """
    marks, grades = went(told.mark_from, told.mark_after), grade_word(told, facts)
    unsaid = not told.grade_after
    after = told.grade_after or (told.grade_before if grades == NO_CHANGE else "")
    if unsaid and grades == NO_CHANGE and _on_review(told) and text(told.line.get("Subject grade after")):
        after, grades = "", ""
    of_cohort = not text(told.line.get("Candidate number"))
    of_one = of_cohort and text(told.row.get("candidate_number"))
    cells: dict[str, object] = {
        date_heading(told): told.outcome_on,
        "Outcome mark": "" if of_one else marks or text(told.row.get("outcome_mark")),
        "Centre marks reinstated": text(told.row.get("marks_reinstated")),
        "Special text": text(told.row.get("special_text")),
        "Appeal upheld": text(told.row.get("appeal_upheld")) if told.stage else "",
    }
    if not of_cohort:
        cells |= {"Mark after": told.mark_after, "Subject grade after": after, "Outcome grade": grades}
    late = any((on := day(told.line.get(f"{stage} outcome"))) and on > told.outcome_on for stage in _LATER.get(told.stage, ()))
    return {
        name: value for name, value in cells.items()
        if not is_blank(value) and (name == date_heading(told) or not late or is_blank(told.line.get(name)))
    }  # fmt: skip


def grade_word(told: Told, facts: Facts) -> str:
    """Up, Down, No change: from the grades; from the file's word; a mark that stays changes no grade."""
    before = told.grade_before if _on_review(told) else told.grade_from
    found = went(*(rank(told, grade, facts) for grade in (before, told.grade_after)))
    said = text(told.row.get("outcome_grade"))
    stays = told.mark_after is not None and told.mark_after == told.mark_from and not told.stage
    return found or said or (NO_CHANGE if stays else "")


def _on_review(told: Told) -> bool:
    return bool(told.stage) and raw(told.line, "Service").upper() not in APPEALS
