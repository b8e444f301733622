"""The home workbook: its dates and lists computed by a spreadsheet and by the rules; what is on its Today list, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from drawn import days, drawn
from formulas import Case, differences, every_table_has_a_rule
from hypothesis import strategies as st
from office import validator_errors

from results_desk.build.workbooks import workbook_bytes
from results_desk.rules.calendar import add_working_days, bank_holidays, own_or_counted
from results_desk.rules.cells import Row
from results_desk.rules.desk_today import PROPOSED, dates_to_confirm, key_dates_due, listed, reason, together
from results_desk.rules.home import authorised, suggested_day

BORDERS = (
    date(2024, 2, 29), date(2024, 8, 14), date(2024, 8, 23), date(2024, 8, 26), date(2024, 9, 26), date(2024, 12, 31), date(2025, 3, 31),
)  # fmt: skip
CLOSED = (date(2024, 8, 26), date(2024, 9, 23), date(2024, 12, 25), date(2025, 1, 1))
NAMES = ("RR-A", "R-A", "RR-G", "R-G", "PD", "GD", "PDI", "GDI", "TERM-END", "TERM-START", "pd", "OURS", "")

ANCHOR = st.fixed_dictionaries({
    "Anchor": st.sampled_from(NAMES), "Basis": st.sampled_from(("Published", "Suggested", "")),
    "Date": days(*BORDERS), "Confirmed on": days(*BORDERS),
})  # fmt: skip
KEY_DATE = st.fixed_dictionaries({
    "Key date": st.just("something"), "Anchor": st.sampled_from((*NAMES, "nowhere")), "Own date": st.none() | days(*BORDERS),
    "Offset": st.sampled_from((None, 0, 1, 3, -1, -3, -10, 40, 2.5, "two")),
    "Counted in": st.sampled_from(("Calendar", "Working", "working ", "")),
})  # fmt: skip
READER = st.fixed_dictionaries({
    "Note": st.text(max_size=3),
    "Name": st.sampled_from(("A. Reader", "")), "Signed by": st.sampled_from(("The head", "")),
    "Signed on": days(*BORDERS), "Ends on": days(*BORDERS),
})  # fmt: skip
TO_DO = st.fixed_dictionaries({"Area": st.just("Requests"), "What": st.text(max_size=3), "Due": days(*BORDERS)})


def _parts(rows: Sequence[Row], count: int) -> list[list[Row]]:
    size = len(rows) // count
    return [list(rows[number * size : (number + 1) * size]) for number in range(count)]


def test_formulas_and_rules_say_the_same(tmp_path: Path) -> None:
    """Over two hundred rows of each table, on days that hypothesis puts around every border."""
    on = drawn(st.fixed_dictionaries({"day": days(*BORDERS, blank=False), "other": st.integers(0, 9999)}), 300)
    chosen = sorted({row["day"] for row in on if isinstance(row["day"], date) and not isinstance(row["day"], datetime)})
    strategies = {"Anchors": ANCHOR, "KeyDates": KEY_DATE, "AuthorisedReaders": READER, "DeskToday": TO_DO}
    columns = {name: _parts(drawn(strategy, 240), 6) for name, strategy in strategies.items()}
    closed = [{"Date": day, "What": "closed"} for day in (*CLOSED, "INSET day", None, datetime(2024, 8, 15, 12))]
    step = max(1, len(chosen) // 6)
    cases = [
        Case(day, {**{name: parts[number] for name, parts in columns.items()}, "ClosedDays": closed})
        for number, day in enumerate(chosen[::step][:6])
    ]

    assert len(cases) == 6
    assert differences("results_desk.xlsx", cases, tmp_path) == []


def test_every_computed_column_has_its_rule() -> None:
    assert every_table_has_a_rule() == []


def test_the_validator_finds_no_error(tmp_path: Path) -> None:
    path = tmp_path / "results_desk.xlsx"
    path.write_bytes(workbook_bytes("results_desk.xlsx"))

    assert validator_errors([path]) == {path: []}


@pytest.mark.parametrize(
    ("words", "start", "count", "expected"),
    [
        ("three working days before a Thursday", date(2024, 9, 26), -3, date(2024, 9, 20)),  # the 23rd is closed
        ("the day itself", date(2024, 9, 26), 0, date(2024, 9, 26)),
        ("a Sunday counts as the Friday before", date(2024, 9, 29), 0, date(2024, 9, 27)),
        ("over a bank holiday, forwards", date(2024, 8, 23), 1, date(2024, 8, 27)),
        ("over a bank holiday, backwards", date(2024, 8, 27), -1, date(2024, 8, 23)),
        ("over Christmas", date(2024, 12, 24), 1, date(2024, 12, 26)),
    ],
)
def test_working_days_are_counted_as_a_school_counts_them(words: str, start: date, count: int, expected: date) -> None:
    assert add_working_days(start, count, CLOSED) == expected, words


def test_each_nation_has_its_own_bank_holidays() -> None:
    held = {nation: bank_holidays(nation, [2025]) for nation in ("England", "Wales", "Scotland", "Northern Ireland")}

    assert date(2025, 8, 25) in held["England"] and date(2025, 8, 25) not in held["Scotland"]
    assert date(2025, 11, 30) in held["Scotland"] or date(2025, 12, 1) in held["Scotland"]
    assert date(2025, 7, 14) in held["Northern Ireland"] and held["Wales"].keys() == held["England"].keys()
    with pytest.raises(KeyError):
        bank_holidays("France", [2025])


def test_the_pattern_of_other_years_is_offered_and_never_used() -> None:
    anchors = [{"Anchor": "R-A", "Date": date(2031, 8, 14)}, {"Anchor": "PD", "Date": None}]

    assert suggested_day("PD", anchors) == date(2031, 8, 21)
    assert suggested_day("GD", anchors) is None, "the GCSE day is not known"
    assert own_or_counted({"Anchor": "PD", "Offset": 0}, anchors, frozenset()) is None


@pytest.mark.parametrize(
    ("words", "row", "expected"),
    [
        ("signed today", {"Signed on": date(2024, 8, 13)}, "Yes"),
        ("signed tomorrow", {"Signed on": date(2024, 8, 14)}, "No"),
        ("not signed", {"Signed on": None}, "No"),
        ("signed, nobody says by whom", {"Signed on": date(2024, 8, 1), "Signed by": ""}, "No"),
        ("on its last day", {"Signed on": date(2024, 8, 1), "Ends on": date(2024, 8, 13)}, "Yes"),
        ("the day after", {"Signed on": date(2024, 8, 1), "Ends on": date(2024, 8, 12)}, "No"),
        ("an empty line", {"Name": ""}, ""),
    ],
)
def test_who_may_see_results_before_release(words: str, row: Row, expected: str) -> None:
    assert authorised({"Name": "A. Reader", "Signed by": "The head", **row}, date(2024, 8, 13)) == expected, words


TODAY = date(2024, 8, 13)
ANCHORS: list[Row] = [
    {"Anchor": "RR-A", "Date": date(2024, 8, 14), "Confirmed on": date(2024, 6, 1)},
    {"Anchor": "R-A", "Meaning": "Results day of A level: a Thursday", "Date": date(2024, 8, 15)},
    {"Anchor": "R-G", "Date": None}, {"Anchor": "TERM-END", "Date": None},
]  # fmt: skip


def test_the_key_dates_of_the_next_week_are_on_the_list_and_what_is_over_is_not() -> None:
    named = [("files", "RR-A", 0), ("a week ahead", "RR-A", 6), ("eight days", "RR-A", 7), ("over", "RR-A", -2), ("unknown", "R-G", 0)]
    keys: list[Row] = [{"Key date": name, "Anchor": anchor, "Offset": days, "Time": "00:01"} for name, anchor, days in named]
    found = key_dates_due(keys, ANCHORS, [], TODAY)

    assert [row["What"] for row in found] == ["files: on 14 August 2024, 00:01", "a week ahead: on 20 August 2024, 00:01"]
    assert key_dates_due(keys[:1], ANCHORS, [], date(2024, 8, 14))[0]["What"] == "files: today, 00:01"


def test_days_nobody_confirmed_are_on_the_list_but_not_those_a_centre_may_do_without() -> None:
    assert [(row["Reference"], row["What"]) for row in dates_to_confirm(ANCHORS)] == [
        ("R-A", "Results day of A level: not confirmed"), ("R-G", "R-G: not known"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "source", "said"),
    [
        ("", "our proposal", PROPOSED), ("Two working days", "our proposal", f"Two working days. {PROPOSED}"), ("", "", ""),
        ("All count from it.", "the Grid, L3", "All count from it. Source: the Grid, L3"), ("Why?", "", "Why?"),
    ],
)  # fmt: skip
def test_what_no_rule_asks_for_is_told_as_a_proposal(why: str, source: str, said: str) -> None:
    assert reason(why, {"Source": source}) == said


def test_a_day_of_the_centre_s_own_is_not_looked_up_at_jcq() -> None:
    (own,) = dates_to_confirm([{"Anchor": "PDI", "Date": date(2024, 8, 21)}])

    assert own["What to do"] == "Compare the date with what your centre decided, then fill Confirmed on and by; then Copy dates."


def test_a_whole_summer_of_late_tasks_is_one_thing_to_look_through() -> None:
    late: list[Row] = [
        {"Area": "Tasks", "What": "Late: A Summer term", "Due": date(2024, 7, day), "Reference": str(day), "Where": "a book, Tasks"}
        for day in range(1, 6)
    ]
    (one,) = together(late)

    assert (one["What"], one["Due"], one["Reference"]) == ("Late: A Summer term: 5 tasks", date(2024, 7, 5), "")
    assert together(late[:3]) == late[:3], "three are listed each"


def test_what_cannot_be_made_good_later_comes_first_then_the_earlier_day() -> None:
    rows: list[Row] = [
        {"Area": area, "Due": due}
        for area, due in (
            ("Tasks", TODAY - timedelta(days=30)), ("Links", None), ("Requests", TODAY), ("Certificates", TODAY), ("Queries", None),
            ("Deadlines", TODAY - timedelta(days=1)),
        )
    ]  # fmt: skip
    found = listed(rows)

    assert [row["Area"] for row in found] == ["Deadlines", "Requests", "Queries", "Certificates", "Tasks", "Links"]
    assert [row["Order"] for row in found] == [1, 2, 3, 4, 5, 6]
