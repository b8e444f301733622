"""Candidate and entry lists against a desk: what is new, what changed, what cannot be right; the same list twice changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_words import candidate_rows, check, entry_rows, facts, merge, result_rows, rows_of, told, uci, uln

from results_desk.rules.candidates.candidates import CandidateCheck, check_candidates
from results_desk.tables import table

NOBODY, NO_ENTRIES = rows_of("Candidates"), rows_of("Entries")
ANNA = {
    "Candidate number": "0042",
    "UCI": uci(42),
    "ULN": uln(42),
    "Surname": "Smith",
    "Forenames": "Anna",
    "Date of birth": date(2008, 3, 1),
}
MATHS = {"Candidate number": "0042", "Awarding body": "AQA", "Level": "GCSE", "Entry code": "8300H", "Title": "Mathematics"}
OFFICERS = ("Letters in", "Large print")
"""What no list states: the officer types it."""
STATED = tuple(heading for heading in table("Candidates").headings if heading not in OFFICERS)
BEN = {"candidate_number": "0043", "uci": uci(43), "uln": uln(43), "surname": "Jones", "forenames": "Ben"}


def listed(
    *rows: dict[str, Any], entries: pd.DataFrame | None = None, known: Any = NOBODY, known_entries: Any = NO_ENTRIES
) -> CandidateCheck:
    """Check candidate rows, with the entries of the same file."""
    return check_candidates(candidate_rows(*rows) if rows else None, entries, known, known_entries, facts(), "list.csv")


def refused_for(done: CandidateCheck) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in done.problems if not problem.kept]


def test_a_candidate_has_what_the_list_says_under_the_headings_of_the_table() -> None:
    done = listed({"candidate_number": "42", "year_group": "11", "on_roll": "Y", "private_candidate": "false", "email": "a@example.org"})

    assert tuple(done.new_candidates.columns) == STATED
    assert done.new_candidates.to_dict("records") == [
        {
            **ANNA, "Year group": "11", "Tutor group": "", "On roll": "Yes", "Private candidate": "No", "Email": "a@example.org",
        }
    ]  # fmt: skip
    assert (done.rows, done.accepted, done.refused, done.problems) == (1, 1, 0, [])


@pytest.mark.parametrize(
    ("situation", "row", "columns", "kept"),
    [
        ("nothing is wrong", {}, [], True),
        ("five digits", {"candidate_number": "12345"}, ["Candidate number"], False),
        ("letters", {"candidate_number": "42A"}, ["Candidate number"], False),
        ("zero", {"candidate_number": "0000"}, ["Candidate number"], False),
        ("no candidate number", {"candidate_number": ""}, ["Candidate number"], False),
        ("no surname", {"surname": " "}, ["Surname"], False),
        ("no forename: some have none", {"forenames": ""}, [], True),
        ("a wrong UCI", {"uci": "123450240042Z"}, ["UCI"], True),
        ("a wrong ULN", {"uln": "1234567890"}, ["ULN"], True),
        ("neither UCI nor ULN", {"uci": "", "uln": ""}, [], True),
        ("a date of birth that is none", {"date_of_birth": "2008-02-30"}, ["Date of birth"], True),
        ("a date of birth with a midnight", {"date_of_birth": "2008-03-01T00:00:00"}, [], True),
        ("no date of birth", {"date_of_birth": ""}, [], True),
    ],
)
def test_a_candidate_is_taken_or_refused(situation: str, row: dict[str, Any], columns: list[str], kept: bool) -> None:
    done = listed(row)

    assert [(problem.column, problem.kept) for problem in done.problems] == [(column, kept) for column in columns], situation
    assert (len(done.new_candidates), done.accepted, done.refused) == (int(kept), int(kept), int(not kept))


def test_a_wrong_identifier_is_kept_as_it_came_and_a_wrong_date_left_out() -> None:
    done = listed({"uci": "123450240042Z", "date_of_birth": "31/02/2008"})

    assert (done.new_candidates["UCI"][0], done.new_candidates["Date of birth"][0]) == ("123450240042Z", None)


@pytest.mark.parametrize(
    ("situation", "second", "refused", "columns"),
    [
        ("the same line again, as an entry list has it", {}, False, []),
        ("the surname spelt with an accent", {"surname": "Smíth"}, False, []),
        ("another surname", {"surname": "Jones"}, True, ["Candidate number"] * 2),
        ("another forename", {"forenames": "Ben"}, True, ["Candidate number"] * 2),
        ("a forename only once", {"forenames": ""}, False, []),
        ("another UCI", {"uci": uci(77)}, False, ["UCI"] * 2),
        ("the UCI in small letters", {"uci": uci(42).lower()}, False, []),
        ("another date of birth", {"date_of_birth": "2008-03-02"}, False, ["Date of birth"] * 2),
        ("the number without its zeros is the same number", {"candidate_number": "42", "surname": "Jones"}, True, ["Candidate number"] * 2),
    ],
)
def test_two_rows_of_one_candidate_number(situation: str, second: dict[str, Any], refused: bool, columns: list[str]) -> None:
    done = listed({}, second)

    assert [problem.column for problem in done.problems] == columns, situation
    assert (len(done.new_candidates), done.refused) == ((0, 2) if refused else (1, 0))


def test_what_two_rows_disagree_on_is_left_out() -> None:
    done = listed({"tutor_group": "11A"}, {"tutor_group": "11B", "uci": uci(77)})

    assert tuple(done.new_candidates.iloc[0][["UCI", "Tutor group", "ULN"]]) == ("", "", uln(42))


@pytest.mark.parametrize(
    ("situation", "rows", "known", "columns"),
    [
        ("two in the list have one UCI", [{}, {**BEN, "uci": uci(42)}], [], ["UCI", "UCI"]),
        ("two in the list have one ULN", [{}, {**BEN, "uln": uln(42)}], [], ["ULN", "ULN"]),
        ("one in the list has the UCI of one in the desk", [{**BEN, "uci": uci(42)}], [ANNA], ["UCI"]),
        ("the desk's candidate herself is no other", [{}], [ANNA], []),
        ("blank is nobody's", [{"uci": "", "uln": ""}, {**BEN, "uci": "", "uln": ""}], [], []),
    ],
)
def test_an_identifier_two_candidates_have_is_reported(
    situation: str, rows: list[dict[str, Any]], known: list[dict[str, Any]], columns: list[str]
) -> None:
    done = listed(*rows, known=rows_of("Candidates", *known))

    assert [problem.column for problem in done.problems] == columns, situation
    assert all("0042, 0043" in problem.way_out and problem.kept for problem in done.problems)
    assert done.refused == 0


@pytest.mark.parametrize(
    ("situation", "row", "heading", "reported"),
    [
        ("a name changed", {"surname": "Brown"}, "Surname", True),
        ("a name spelt otherwise", {"surname": "SMITH"}, "Surname", False),
        ("another UCI", {"uci": uci(77)}, "UCI", True),
        ("another date of birth", {"date_of_birth": "2008-03-02"}, "Date of birth", True),
        ("a new email", {"email": "b@example.org"}, "Email", False),
        ("another tutor group", {"tutor_group": "11B"}, "Tutor group", False),
    ],
)
def test_what_is_no_longer_as_it_was_is_taken(situation: str, row: dict[str, Any], heading: str, reported: bool) -> None:
    done = listed(row, known=rows_of("Candidates", ANNA))
    stated = listed(row).new_candidates[heading][0]

    assert (done.changed_candidates[heading].tolist(), len(done.new_candidates)) == ([stated], 0), situation
    assert told(done.problems) == ([(2, heading, True)] if reported else [])


def test_the_detail_has_the_old_and_the_new_name_and_the_message_neither() -> None:
    (problem,) = listed({"surname": "Brown"}, known=rows_of("Candidates", ANNA)).problems

    assert problem.detail == "held: Smith; file: Brown"
    assert not {"Smith", "Brown"} & set((problem.message + problem.way_out).split())


def test_what_the_list_does_not_say_stays() -> None:
    known = rows_of("Candidates", {**ANNA, "Email": "a@example.org", "Tutor group": "11A"})
    done = listed({"tutor_group": "11B", "uci": "", "date_of_birth": ""}, known=known)

    assert done.changed_candidates.to_dict("records") == [{**known[[*STATED]].to_dict("records")[0], "Tutor group": "11B"}]


@pytest.mark.parametrize(
    ("situation", "row", "refused"),
    [
        (
            "another name throughout, and nothing else agrees",
            {"surname": "Jones", "forenames": "Ben", "uci": uci(43), "uln": "", "date_of_birth": ""},
            True,
        ),
        (
            "another name throughout, and nothing to compare",
            {"surname": "Jones", "forenames": "Ben", "uci": "", "uln": "", "date_of_birth": ""},
            True,
        ),
        ("another name throughout, but the UCI is hers", {"surname": "Jones", "forenames": "Ben"}, False),
        ("another surname only", {"surname": "Jones", "uci": uci(43), "uln": "", "date_of_birth": ""}, False),
    ],
)
def test_another_person_under_a_known_number_is_refused(situation: str, row: dict[str, Any], refused: bool) -> None:
    done = listed(row, known=rows_of("Candidates", ANNA))

    assert refused_for(done) == ([(2, "Candidate number")] if refused else []), situation
    assert len(done.changed_candidates) == int(not refused)


@pytest.mark.parametrize(
    ("situation", "row", "columns", "kept"),
    [
        ("nothing is wrong", {}, [], True),
        ("a candidate the desk does not have", {"candidate_number": "0099"}, ["Candidate number"], False),
        ("no awarding body of ours", {"awarding_body": "Acme"}, ["Awarding body"], False),
        ("no awarding body", {"awarding_body": ""}, ["Awarding body"], False),
        ("no entry code", {"entry_code": ""}, ["Entry code"], False),
        ("a level nobody knows", {"level": "Diploma"}, ["Level"], True),
        ("no level", {"level": ""}, ["Level"], True),
    ],
)
def test_an_entry_is_taken_or_refused(situation: str, row: dict[str, Any], columns: list[str], kept: bool) -> None:
    done = listed(entries=entry_rows(row), known=rows_of("Candidates", ANNA))

    assert [(problem.column, problem.kept) for problem in done.problems] == [(column, kept) for column in columns], situation
    assert (len(done.new_entries), done.accepted, done.refused) == (int(kept), int(kept), int(not kept))


def test_an_entry_has_the_desk_s_words_for_body_and_level_and_its_code_as_it_came() -> None:
    entries = entry_rows({"candidate_number": "42", "awarding_body": "edexcel", "level": "a level", "entry_code": "9ma0"})
    done = listed(entries=entries, known=rows_of("Candidates", ANNA))

    assert tuple(done.new_entries.columns) == table("Entries").headings
    assert done.new_entries.to_dict("records") == [{**MATHS, "Awarding body": "Pearson", "Level": "GCE A-level", "Entry code": "9ma0"}]


def test_the_candidates_of_the_same_list_are_known_and_its_refused_ones_are_not() -> None:
    done = listed({}, {**BEN, "surname": ""}, entries=entry_rows({}, {"candidate_number": "0043"}))

    assert done.new_entries["Candidate number"].tolist() == ["0042"]
    assert refused_for(done) == [(3, "Surname"), (3, "Candidate number")]
    assert (done.rows, done.accepted, done.refused) == (2, 1, 1)


@pytest.mark.parametrize(
    ("situation", "known", "row", "changed", "columns"),
    [
        ("the same", {}, {}, {}, []),
        ("another title", {"Title": "Maths"}, {}, {"Title": "Mathematics"}, []),
        ("another level", {"Level": "Entry Level"}, {}, {"Level": "GCSE"}, ["Level"]),
        ("a level nobody knows does not take the place of one", {}, {"level": "Diploma"}, {}, ["Level"]),
        ("a level takes the place of one nobody knows", {"Level": "Diploma"}, {}, {"Level": "GCSE"}, ["Level"]),
        ("no title in the list", {}, {"title": ""}, {}, []),
        ("a QAN without its slashes", {"Entry code": "603/3139/2"}, {"entry_code": "60331392", "title": "Maths"}, {"Title": "Maths"}, []),
    ],
)
def test_what_a_list_does_to_a_held_entry(
    situation: str, known: dict[str, Any], row: dict[str, Any], changed: dict[str, str], columns: list[str]
) -> None:
    held = {**MATHS, **known}
    done = listed(entries=entry_rows(row), known=rows_of("Candidates", ANNA), known_entries=rows_of("Entries", held))

    assert done.changed_entries.to_dict("records") == ([{**held, **changed}] if changed else []), situation
    assert (len(done.new_entries), done.unchanged) == (0, int(not changed))
    assert [problem.column for problem in done.problems] == columns


def test_two_spellings_of_one_code_are_one_entry() -> None:
    done = listed(entries=entry_rows({"entry_code": "603/3139/2"}, {"entry_code": "60331392"}), known=rows_of("Candidates", ANNA))

    assert (done.new_entries["Entry code"].tolist(), done.accepted) == (["603/3139/2"], 2)


def test_rows_of_one_entry_that_disagree_on_the_level_leave_it_out() -> None:
    done = listed(entries=entry_rows({}, {"level": "GCE AS"}), known=rows_of("Candidates", ANNA))

    assert (done.new_entries["Level"].tolist(), told(done.problems)) == ([""], [(2, "Level", True), (3, "Level", True)])


def test_an_empty_list_comes_to_nothing() -> None:
    done = listed()

    assert (done.rows, done.accepted, done.refused, done.problems, len(done.new_candidates), len(done.new_entries)) == (0, 0, 0, [], 0, 0)


def test_results_are_matched_to_candidates_and_entries_as_they_were_imported() -> None:
    """A list with zeros taken off and codes without slashes, then results with both as they should be."""
    done = listed({"candidate_number": "42"}, entries=entry_rows({"candidate_number": "42", "entry_code": "60331392"}))
    results = check(results=result_rows({"uci": "", "entry_code": "603/3139/2"}), candidates=done.new_candidates, entries=done.new_entries)

    assert (results.accepted, results.problems) == (1, [])


PERSON = st.fixed_dictionaries(
    {
        "candidate_number": st.sampled_from(["0042", "42", "0043", "abc", ""]),
        "uci": st.sampled_from([uci(42), uci(43), "123450240042Z", ""]),
        "surname": st.sampled_from(["Smith", "SMITH", "Jones", ""]),
        "forenames": st.sampled_from(["Anna", "Ben", ""]),
        "date_of_birth": st.sampled_from(["2008-03-01", "2008-03-02", "?", ""]),
        "on_roll": st.sampled_from(["Y", "No", "perhaps", ""]),
    }
)
ENTRY = st.fixed_dictionaries(
    {
        "candidate_number": st.sampled_from(["0042", "43", "0099", ""]),
        "awarding_body": st.sampled_from(["AQA", "edexcel", "Acme", ""]),
        "level": st.sampled_from(["GCSE", "a level", "Diploma", ""]),
        "entry_code": st.sampled_from(["8300H", "8300h", "603/3139/2", "60331392", ""]),
        "title": st.sampled_from(["Mathematics", "Maths", ""]),
    }
)


@given(st.lists(PERSON, max_size=6), st.lists(ENTRY, max_size=6), st.booleans())
def test_the_same_list_twice_changes_nothing(people: list[dict[str, str]], entries: list[dict[str, str]], held: bool) -> None:
    known, entered = rows_of("Candidates", *[ANNA] * held), rows_of("Entries", *[MATHS] * held)
    first = check_candidates(candidate_rows(*people), entry_rows(*entries), known, entered, facts(), "list.csv")
    known = merge("Candidates", known, first.new_candidates, first.changed_candidates)
    entered = merge("Entries", entered, first.new_entries, first.changed_entries)
    again = check_candidates(candidate_rows(*people), entry_rows(*entries), known, entered, facts(), "list.csv")

    assert [len(rows) for rows in (again.new_candidates, again.changed_candidates, again.new_entries, again.changed_entries)] == [
        0,
        0,
        0,
        0,
    ]
    assert again.accepted + again.refused == again.rows
    assert (again.accepted, again.refused) == (first.accepted, first.refused)


@given(st.lists(PERSON, max_size=6), st.lists(ENTRY, max_size=6))
def test_no_key_is_added_twice_and_no_code_changes(people: list[dict[str, str]], entries: list[dict[str, str]]) -> None:
    done = check_candidates(candidate_rows(*people), entry_rows(*entries), NOBODY, NO_ENTRIES, facts(), "list.csv")

    assert not done.new_candidates.duplicated(list(table("Candidates").key)).any()
    assert not done.new_entries.duplicated(list(table("Entries").key)).any()
    assert set(done.new_entries["Entry code"]) <= {entry["entry_code"] for entry in entries}
    assert set(done.new_candidates["UCI"]) <= {person["uci"] for person in people} | {""}


@given(st.lists(PERSON, max_size=6), st.lists(ENTRY, max_size=6))
def test_messages_and_ways_out_name_nobody(people: list[dict[str, str]], entries: list[dict[str, str]]) -> None:
    done = check_candidates(candidate_rows(*people), entry_rows(*entries), rows_of("Candidates", ANNA), NO_ENTRIES, facts(), "list.csv")
    private = {"Smith", "SMITH", "Jones", "Anna", "Ben", uci(42), uci(43), "2008-03-01", "2008-03-02"}

    assert not private & {word for problem in done.problems for word in (problem.message + " " + problem.way_out).split()}
