"""Grades: on which ladder, how written, which is better; and the flag beside them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_words import facts, reference_rows

from results_desk.errors import DeskError
from results_desk.rules.facts import Facts, Spellings
from results_desk.rules.grades import Ladders, split_flag

LADDERS = facts().ladders
ROWS = reference_rows("grade_ladders", "GradeLadders")


@pytest.mark.parametrize(
    ("situation", "text", "grade", "flag"),
    [
        ("a grade alone", "B", "B", ""),
        ("the flag close behind", "B#", "B", "#"),
        ("the flag after a space", "B #", "B", "#"),
        ("a double award with the flag", "5-5#", "5-5", "#"),
        ("a star is part of the grade", "A*#", "A*", "#"),
        ("only the flag", "#", "", "#"),
        ("the flag in front is not taken off", "#B", "#B", ""),
        ("blank", " ", "", ""),
    ],
)
def test_the_flag_is_kept_beside_the_grade(situation: str, text: str, grade: str, flag: str) -> None:
    assert split_flag(text) == (grade, flag), situation


@pytest.mark.parametrize(
    ("situation", "level", "body", "grade", "shown"),
    [
        ("a GCSE grade", "GCSE", "AQA", "9", "9"),
        ("a double award as files without hyphen have it", "GCSE", "AQA", "98", "9-8"),
        ("a double award", "GCSE", "AQA", "9-8", "9-8"),
        ("a double award with the lower grade first is none", "GCSE", "AQA", "8-9", ""),
        ("two steps apart is none", "GCSE", "AQA", "9-7", ""),
        ("a letter at GCSE is another body's", "GCSE", "AQA", "A*", ""),
        ("a letter at GCSE in Wales", "GCSE", "WJEC/Eduqas", "A*", "A*"),
        ("C* is a grade of CCEA only", "GCSE", "CCEA", "C*", "C*"),
        ("C* is not one of WJEC", "GCSE", "WJEC/Eduqas", "C*", ""),
        ("A* is one at A level", "GCE A-level", "OCR", "A*", "A*"),
        ("A* is none at AS", "GCE AS", "OCR", "A*", ""),
        ("Cambridge writes AS grades small", "GCE AS", "Cambridge International", "a", "A"),
        ("a small letter at A level is not known", "GCE A-level", "OCR", "a", ""),
        ("a Cambridge National as printed", "Cambridge National", "OCR", "D*2", "L2D*"),
        ("a triple vocational grade", "BTEC National / AAQ", "Pearson", "D*D*D", "D*D*D"),
        ("ungraded is a result", "GCSE", "AQA", "U", "U"),
        ("X is no grade", "GCSE", "AQA", "X", ""),
        ("Q is no grade", "GCE A-level", "AQA", "Q", ""),
        ("blank is no grade", "GCSE", "AQA", "", ""),
        ("a date that Excel made of a grade is none", "GCSE", "AQA", "09-Sep", ""),
        ("a level not known: any ladder will do", "Diploma", "Pearson", "D*D*", "D*D*"),
        ("a level not known: but some ladder it must be", "Diploma", "Pearson", "Z", ""),
        ("a level not known: a ladder of another body will not do", "Diploma", "Pearson", "C*", ""),
    ],
)
def test_ladders(situation: str, level: str, body: str, grade: str, shown: str) -> None:
    assert LADDERS.canonical([level], [body], [grade]).tolist() == [shown], situation
    assert LADDERS.on_ladder([level], [body], [grade]).tolist() == [bool(shown)], situation


def test_an_officer_cannot_make_x_or_q_a_grade() -> None:
    rows = [{"Ladder": "GCSE", "Awarding body": "", "Grade": grade, "Rank": 1, "Also": "Q"} for grade in ("X", "9")]
    ladders = Ladders(rows, {"GCSE": ("GCSE",)})

    assert ladders.on_ladder(["GCSE"] * 3, ["AQA"] * 3, ["X", "Q", "9"]).tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("situation", "level", "better", "worse"),
    [
        ("a star is better, though it sorts behind", "GCE A-level", "A*", "A"),
        ("9 is better than 8", "GCSE", "9", "8"),
        ("9-9 is better than 9-8", "GCSE", "9-9", "98"),
        ("any grade is better than U", "GCSE", "1", "U"),
        ("a distinction is better than a merit", "BTEC National / AAQ", "D", "M"),
        ("level 2 is better than level 1", "Cambridge National", "L2P", "L1D*"),
    ],
)
def test_rank_decides_which_is_better(situation: str, level: str, better: str, worse: str) -> None:
    high, low = LADDERS.rank([level] * 2, ["OCR"] * 2, [better, worse])

    assert high > low, situation


def test_a_grade_on_no_ladder_has_no_rank() -> None:
    assert math.isnan(LADDERS.rank(["GCSE"], ["AQA"], ["X"])[0])


@pytest.mark.parametrize("rank", [7, 7.0, "7"])
def test_a_rank_is_a_number_however_the_cell_holds_it(rank: object) -> None:
    ladders = Ladders([{"Ladder": "A", "Grade": "A", "Rank": rank, "Also": None}], {"GCSE": ("A",)})

    assert ladders.rank(["GCSE"], [""], ["A"]).tolist() == [7.0]


@given(st.lists(st.sampled_from([row["Grade"] for row in ROWS] + ["X", "Q", "", "Z"]), max_size=30))
def test_a_column_is_answered_row_by_row(grades: list[str]) -> None:
    """Asking for a whole column is asking for each of its rows."""
    levels, bodies = ["GCSE"] * len(grades), ["AQA"] * len(grades)

    assert LADDERS.canonical(levels, bodies, grades).tolist() == [LADDERS.canonical(["GCSE"], ["AQA"], [grade])[0] for grade in grades]


@pytest.mark.parametrize(
    ("situation", "text", "name"),
    [
        ("the name itself", "Pearson", "Pearson"),
        ("another case and more spaces", " pearson  edexcel ", "Pearson"),
        ("another spelling", "CIE", "Cambridge International"),
        ("a spelling of nobody", "Acme", ""),
        ("blank", "", ""),
    ],
)
def test_spellings_of_awarding_bodies(situation: str, text: str, name: str) -> None:
    assert facts().bodies.canonical(text) == name, situation


def test_a_spelling_two_names_claim_belongs_to_neither() -> None:
    spellings = Spellings({"One": ["Same", "1"], "Two": ["Same", "One"]})

    assert [spellings.canonical(text) for text in ("Same", "1", "One")] == ["", "One", "One"]


def test_levels_know_their_group() -> None:
    levels = facts().levels

    assert [levels.group(text) for text in ("GCE A-level", "A level", "GCSE", "Diploma")] == ["Level 3", "Level 3", "Level 1/2", ""]


def test_the_facts_know_each_body_s_centre_number() -> None:
    own = facts(centres={"Cambridge International": "GB123"})

    assert (own.centre("Cambridge International"), own.centre("AQA"), str(own.series)) == ("GB123", "12345", "June 2024")


@pytest.mark.parametrize(("missing", "value"), [("Series", "Summer"), ("Series", ""), ("Centre number", ""), ("Centre number", None)])
def test_a_desk_without_series_or_centre_is_a_dead_end(missing: str, value: str | None) -> None:
    settings = {"Series": "June 2024", "Centre number": "12345"} | {missing: value}

    with pytest.raises(DeskError, match=f"Settings.*{missing}"):
        Facts.of([{"Setting": name, "Value": text} for name, text in settings.items()], [], [], [])
