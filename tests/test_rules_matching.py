"""Who a row is about: identifiers first, a number only with its surname, never a guess."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_words import CANDIDATES, ENTRIES, check, rows_of, uci, uln

from results_desk.rules.names import folded, possible_surnames
from results_desk.rules.results.nearest import NearestCandidates

NO_ID = {"uci": "", "uln": ""}


def matched(row: dict[str, Any], **other: Any) -> str:
    """The candidate number that the result of one row went to; "" where it was refused."""
    done = check(row, **other)
    assert (done.accepted, done.refused) == ((1, 0) if len(done.new) else (0, 1))
    return "".join(done.new["Candidate number"])


@pytest.mark.parametrize(
    ("situation", "row", "candidate"),
    [
        ("the UCI alone is enough", {"candidate_number": "", "name": ""}, "0042"),
        ("the UCI in small letters, with spaces", {"uci": f" {uci(42).lower()} ", "candidate_number": ""}, "0042"),
        ("the ULN alone is enough", {"uci": "", "candidate_number": "", "name": "", "uln": uln(43)}, "0043"),
        ("the UCI decides, and the name is not asked: people marry", {"name": "BROWN:ANNA"}, "0042"),
        ("number and surname", NO_ID, "0042"),
        ("number without its zeros, and surname", {**NO_ID, "candidate_number": "42"}, "0042"),
        ("number, and another surname", {**NO_ID, "name": "JONES:ANNA"}, ""),
        ("number, and a surname that only begins alike", {**NO_ID, "name": "SMI:ANNA"}, ""),
        ("number of nobody", {**NO_ID, "candidate_number": "0099"}, ""),
        ("a name alone is never enough", {**NO_ID, "candidate_number": ""}, ""),
        ("UCI of one, number of another", {"candidate_number": "0043"}, ""),
        ("UCI of one, ULN of another", {"uln": uln(43)}, ""),
        ("ULN of one, number of another", {"uci": "", "uln": uln(43)}, ""),
        ("UCI of one, number of nobody", {"candidate_number": "0099"}, "0042"),
        ("a right UCI of nobody, number and surname agree", {"uci": uci(77)}, "0042"),
        ("a right UCI of nobody, the surname does not agree", {"uci": uci(77), "name": "BROWN:ANNA"}, ""),
        ("a wrong UCI, then the number and surname", {"uci": "123450240042Z"}, "0042"),
        ("a wrong UCI, then the ULN", {"uci": "123450240042Z", "uln": uln(42), "name": ""}, "0042"),
        ("a wrong UCI and nothing else", {"uci": "123450240042Z", "candidate_number": "", "name": ""}, ""),
        ("the ULN that stands for none, and nothing else", {**NO_ID, "uln": "9999999999", "candidate_number": ""}, ""),
        ("a number without any name, and the entry is there", {**NO_ID, "name": ""}, "0042"),
        ("a number without any name, and no such entry", {**NO_ID, "name": "", "entry_code": "8700"}, ""),
        ("a number without any name, entered at another body", {**NO_ID, "name": "", "awarding_body": "OCR"}, ""),
        ("a name of nothing but a dash is no name", {**NO_ID, "name": "-"}, "0042"),
    ],
)
def test_matching(situation: str, row: dict[str, Any], candidate: str) -> None:
    assert matched(row) == candidate, situation


@pytest.mark.parametrize(
    ("situation", "number", "name", "agrees"),
    [
        ("SURNAME:FORENAMES", "0042", "SMITH:ANNA", True),
        ("Surname, F", "0042", "Smith, A", True),
        ("SURNAME Forenames", "0042", "SMITH Anna", True),
        ("SURNAME FORENAMES", "0042", "SMITH ANNA LOUISE", True),
        ("Surname Forenames", "0042", "Smith Anna", True),
        ("surname alone", "0042", "Smith", True),
        ("surname and an initial", "0042", "SMITH A.", True),
        ("an initial before small letters is no surname", "0042", "SMITH A Louise", True),
        ("forename first", "0042", "ANNA SMITH", False),
        ("the apostrophe left out", "0044", "OBRIEN:CARA", True),
        ("the apostrophe a space", "0044", "O BRIEN Cara", True),
        ("a curly apostrophe", "0044", "O’Brien, Cara", True),
        ("a surname of three words", "0045", "VAN DER BERG Dirk", True),
        ("the same in capitals throughout", "0045", "VAN DER BERG DIRK", True),
        ("the same with hyphens", "0045", "Van-der-Berg, Dirk", True),
        ("only its first word", "0045", "VAN Dirk", False),
        ("accents left out", "0046", "MULLER:EVA", True),
        ("accents there", "0046", "MÜLLER:EVA", True),
        ("capitals show that the surname goes on", "0042", "SMITH JONES Anna", False),
    ],
)
def test_surname_check(situation: str, number: str, name: str, agrees: bool) -> None:
    assert matched({**NO_ID, "candidate_number": number, "name": name}) == (number if agrees else ""), situation


def test_a_surname_column_goes_before_the_whole_name() -> None:
    assert matched({**NO_ID, "surname": "Smith", "name": "Anna Smith"}) == "0042"
    assert matched({**NO_ID, "surname": "Jones", "name": "SMITH:ANNA"}) == ""


def test_a_candidate_without_surname_is_not_matched_by_number() -> None:
    nameless = CANDIDATES.assign(Surname="")

    assert matched(NO_ID, candidates=nameless) == ""


@pytest.mark.parametrize("heading", ["UCI", "ULN", "Candidate number"])
def test_an_identifier_two_candidates_share_matches_neither(heading: str) -> None:
    shared = CANDIDATES.copy()
    shared.loc[1, heading] = shared.loc[0, heading]
    row = {"uci": uci(42), "uln": uln(42)}

    done = check(row, candidates=shared)
    assert (len(done.new), done.problems[0].message) == (0, f"Two candidates of this desk have the same {heading}")


def test_a_wrong_uci_matches_nobody_even_if_the_desk_has_it_too() -> None:
    wrong = CANDIDATES.assign(UCI="123450240042Z").iloc[:1]

    assert matched({"uci": "123450240042Z", "candidate_number": "", "name": ""}, candidates=wrong) == ""


def test_a_wrong_check_character_is_reported_and_the_row_kept() -> None:
    (problem,) = check({"uci": "123450240042Z"}).problems

    assert (problem.row, problem.column, problem.kept, problem.detail) == (2, "UCI", True, "123450240042Z")


def test_identifiers_of_two_people_name_both_in_the_detail_only() -> None:
    (problem,) = check({"candidate_number": "0043"}).problems

    assert "0042, 0043" in problem.way_out
    assert "Smith" in problem.detail and "Jones" in problem.detail
    assert not problem.kept


@pytest.mark.parametrize(
    ("situation", "row", "column"),
    [
        ("two UCIs for one person hold up an award", {"uci": uci(77)}, "UCI"),
        ("another ULN", {"uln": uln(77)}, "ULN"),
        ("another candidate number", {"candidate_number": "0099"}, "Candidate number"),
    ],
)
def test_an_identifier_other_than_ours_is_reported(situation: str, row: dict[str, Any], column: str) -> None:
    (problem,) = check(row).problems

    assert (problem.column, problem.kept) == (column, True), situation
    assert "not the one this desk holds" in problem.message


@pytest.mark.parametrize("heading", ["UCI", "ULN"])
def test_an_identifier_the_desk_does_not_have_is_no_difference(heading: str) -> None:
    assert check({"uln": uln(42)}, candidates=CANDIDATES.assign(**{heading: ""})).problems == []


def test_an_unknown_candidate_gets_the_nearest_names_in_detail_and_their_numbers_in_the_way_out() -> None:
    (problem,) = check({**NO_ID, "candidate_number": "0099", "name": "SMYTHE:ANNA"}).problems

    assert "Smith, Anna" in problem.detail
    assert "0042" in problem.way_out
    assert "Smith" not in problem.way_out + problem.message and "SMYTHE" not in problem.way_out + problem.message


def test_without_a_name_the_nearest_numbers_are_suggested() -> None:
    (problem,) = check({**NO_ID, "candidate_number": "0402", "name": ""}).problems

    assert "0042" in problem.way_out


def test_every_row_of_many_unknown_people_is_listed_though_few_get_a_suggestion() -> None:
    done = check(*({**NO_ID, "candidate_number": f"{n}", "name": f"SMITH{n}:ANNA"} for n in range(5000, 5300)))

    assert (len(done.problems), done.refused) == (300, 300)
    assert sum("nearest" in problem.detail for problem in done.problems) == 50
    assert all(re.match(r"5\d{3}.*SMITH\d+", problem.detail) for problem in done.problems)


def test_a_desk_without_candidates_refuses_everything() -> None:
    done = check({}, {"candidate_number": "0043"}, candidates=rows_of("Candidates"), entries=rows_of("Entries"))

    assert (done.accepted, done.refused) == (0, 2)


def test_a_candidate_number_in_the_desk_without_zeros_is_found() -> None:
    short = CANDIDATES.assign(**{"Candidate number": CANDIDATES["Candidate number"].str.lstrip("0")})

    assert matched(NO_ID, candidates=short, entries=ENTRIES) == "0042"


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA])
def test_missing_cells_are_blank(nothing: object) -> None:
    assert matched({"uln": nothing, "option": nothing, "mark": nothing}) == "0042"


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)


SURNAMES = ("Smith", "O'Brien", "Van der Berg", "Müller", "Łuczak", "Smith-Jones")


@given(st.sampled_from(SURNAMES), st.sampled_from(["Anna", "J", "Anna Louise"]))
def test_every_way_of_writing_a_name_allows_its_surname(surname: str, forenames: str) -> None:
    capitals = surname.upper()
    ways = (f"{surname}:{forenames}", f"{capitals}:{forenames.upper()}", f"{surname}, {forenames[0]}", f"{capitals} {forenames}")

    assert all(folded(surname) in possible_surnames(name) for name in (*ways, f"{surname} {forenames}"))


def test_no_more_suggestions_than_were_allowed() -> None:
    nearest = NearestCandidates(["Smith, Anna"], ["0042"], most=1)

    assert [nearest.of("SMITH ANA", ""), nearest.of("SMITH ANA", "")] == [[0], []]


def test_a_name_all_in_capitals_with_an_initial_behind_it_keeps_every_reading() -> None:
    assert {"smith", "smithjohn"} <= possible_surnames("SMITH JOHN A")
    assert possible_surnames("SMITH J") >= {"smith"}
    assert possible_surnames("MC GREW John A") == {"mcgrew"}
