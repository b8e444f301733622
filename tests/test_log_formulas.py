"""Money, marks and keeping in the tracking log: formulas and rules over some hundred lines, and situations worked out by hand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from formulas import Case, computed_rows, differences, plain
from hypothesis import given, settings
from hypothesis import strategies as st

from results_desk.rules.calendar import months_after
from results_desk.rules.cells import Row
from results_desk.rules.log.columns import with_computed
from results_desk.rules.log.overdue import Clocks
from results_desk.tables import LISTS, table
from results_desk.tables.tracking_log import BOOK
from results_desk.terms import STATUSES

DAYS = (date(2024, 2, 29), date(2024, 8, 31), date(2024, 9, 23), date(2024, 12, 31))
NUMBERS, BODIES = ("0042", "0042", "1E3", "9-1", "~1*", "", "42"), ("AQA", "AQA", "aqa", "OCR", "")
ENTRIES = ("7408", "9-1", "0042", "1E3", "A*", "A?", "603/3139/2", "A*C", "")
ANY_DAY = st.one_of(
    st.none(), st.dates(date(2023, 1, 1), date(2026, 12, 31)), st.datetimes(datetime(2023, 1, 1), datetime(2026, 12, 31)),
    st.sampled_from([date(2024, 2, 29), date(2023, 8, 31), date(2024, 8, 31), date(2024, 11, 30), "31/08/2024"]),
)  # fmt: skip
PICKED = st.fixed_dictionaries(
    {
        "Status": st.sampled_from(("Closed", "Candidate told", "Withdrawn by candidate")),
        "Raw mark": st.one_of(st.none(), st.integers(0, 300)), "Mark after": st.one_of(st.none(), st.integers(0, 300)),
        "Charge due": st.one_of(st.none(), st.integers(0, 40_000).map(lambda pennies: pennies / 100)),
        "Paid": st.one_of(st.none(), st.integers(0, 40_000).map(lambda pennies: pennies / 100)),
        "Handling kept": st.one_of(st.none(), st.integers(0, 2_000).map(lambda pennies: pennies / 100)),
        "Board refund rule": st.sampled_from(LISTS["refund rule"]), "Outcome grade": st.sampled_from(("Up", "", "No change")),
        "Candidate number": st.sampled_from(NUMBERS), "Entry code": st.sampled_from(ENTRIES),
        **{heading: ANY_DAY for heading in ("Outcome date", "AP1 outcome", "AP2 outcome", "Closed on", "Refunded on", "Deadline")},
    }
)  # fmt: skip
"""Lines as hypothesis picks them, the days first of all."""


def _case(seed: int, today: date) -> Case:
    chance = random.Random(seed)

    def cell(*values: object, blank: float = 0.3) -> object:
        return None if chance.random() < blank else chance.choice(values)

    def day(*borders: date) -> object:
        border = chance.choice((*borders, date(2024, 8, 31), date(2023, 8, 31), date(2024, 2, 29)))
        one = border + timedelta(days=chance.choice((-1, 0, 0, 1)))
        return cell(one, one, one, datetime(one.year, one.month, one.day, 16, 45), "soon", "31/08/2024", blank=0.4)

    lines = [
        {
            "Line ID": f"PRS-24-{number:04d}-1", "Service": chance.choice(("S2", "P2", "S3", "AP1")), "Status": chance.choice(STATUSES),
            "Candidate number": chance.choice(NUMBERS), "Awarding body": chance.choice(BODIES), "Entry code": chance.choice(ENTRIES),
            "Raw mark": cell(40, 41.5, 0, "abs"), "Mark after": cell(40, 43, 38.5, "abs"),
            "Outcome mark": chance.choice((*LISTS["outcome mark"], "", "up")),
            "Outcome grade": chance.choice((*LISTS["outcome grade"], "", "", "", "", "down")),
            "Centre marks reinstated": chance.choice(("", "Yes", "No", "yes")), "Appeal upheld": chance.choice(("", "Yes", "No")),
            "Charge due": cell(9.7, 51.95, 0, 299.75, "free"), "Paid": cell(9.7, 51.95, 20, 300, "cash", blank=0.2),
            "Payment": chance.choice((*LISTS["payment"], "", "school PAYS")), "Handling kept": cell(5, 0, 51.95, 100, "some"),
            "Board refund rule": chance.choice((*LISTS["refund rule"], "", "full IF grade changes", "Full if grade changes")),
            "Refunded on": day(today) if chance.random() < 0.3 else None, "Closed on": day(today),
            "Outcome date": day(today), "AP1 outcome": day(today), "AP2 outcome": day(today), "Deadline": day(today), "Sent on": day(today),
        }
        for number in range(90)
    ]  # fmt: skip
    return Case(today, {"Lines": lines, **_views(chance, today)}, {"desk_keep_months": chance.choice((6, 6, 18, 0))})


def _views(chance: random.Random, today: date) -> dict[str, Sequence[Row]]:
    days = [None, "soon", *(today + timedelta(days=number) for number in (-1, 0, 1, 40)), datetime(2024, 9, 22, 12)]
    return {
        "ReadyToSend": [{"Line ID": f"{number}", "Deadline": chance.choice(days)} for number in range(30)],
        "OverdueAtBoard": [{"Line ID": f"{number}", "Expected outcome": chance.choice(days)} for number in range(30)],
    }


def _picked() -> list[Row]:
    lines: list[Row] = []

    @settings(derandomize=True, database=None, max_examples=250)
    @given(PICKED)
    def pick(line: Row) -> None:
        lines.append({"Line ID": f"PRS-24-{len(lines):04d}-1", "Service": "S2", **line})

    pick()
    return lines


def test_formulas_and_rules_say_the_same(tmp_path: Path) -> None:
    cases = [_case(seed, day) for seed, day in enumerate(DAYS, 2024)] + [Case(date(2025, 2, 28), {"Lines": _picked()})]

    assert sum(len(case.rows["Lines"]) for case in cases) > 500
    assert differences(BOOK, cases, tmp_path) == []


PAID = {"Charge due": 51.95, "Paid": 51.95, "Board refund rule": "Full if grade changes"}
PHYSICS = {"Candidate number": "0042", "Awarding body": "AQA", "Entry code": "7408"}
SITUATIONS: tuple[tuple[str, Row, dict[str, object]], ...] = (
    ("the grade of another component went up", PAID | PHYSICS, {"Refund due": 51.95}),
    ("the component whose line says so", PAID | PHYSICS | {"Outcome grade": "Up"},
     {"Refund due": 51.95, "Award whose grade changed": "0042 | AQA | 7408"}),
    ("the centre keeps five pounds of it", PAID | PHYSICS | {"Handling kept": 5}, {"Refund due": 46.95}),
    ("it was paid back already", PAID | PHYSICS | {"Refunded on": date(2024, 9, 2)}, {"Refund due": ""}),
    ("it was not paid", PAID | PHYSICS | {"Paid": None}, {"Refund due": "", "Balance": 51.95}),
    ("another candidate's grade went up, not this one's", PAID | PHYSICS | {"Candidate number": "42"}, {"Refund due": ""}),
    ("the same entry code of another awarding body", PAID | PHYSICS | {"Awarding body": "OCR"}, {"Refund due": ""}),
    ("a grade that went down is a change too", PAID | PHYSICS | {"Entry code": "9-1", "Outcome grade": "Down"}, {"Refund due": 51.95}),
    ("9-1 is a code and no date", PAID | PHYSICS | {"Entry code": "9-1"}, {"Refund due": 51.95}),
    ("1E3 is a code and not a thousand", PAID | PHYSICS | {"Entry code": "1E3", "Outcome grade": "Up"}, {"Refund due": 51.95}),
    ("1000 is not 1E3", PAID | PHYSICS | {"Entry code": "1000"}, {"Refund due": ""}),
    ("0042 is a code and not 42", PAID | PHYSICS | {"Entry code": "0042", "Outcome grade": "Up"}, {"Refund due": 51.95}),
    ("42 is not 0042", PAID | PHYSICS | {"Entry code": "42"}, {"Refund due": ""}),
    ("a star in a code is a star", PAID | PHYSICS | {"Entry code": "7*"}, {"Refund due": ""}),
    ("no entry code, so no award", PAID | PHYSICS | {"Entry code": ""}, {"Refund due": ""}),
    ("the mark changed and the grade did not", PAID | {"Board refund rule": "Full if mark changes", "Raw mark": 40, "Mark after": 41},
     {"Refund due": 51.95, "Mark change": 1}),
    ("the mark is the same", PAID | {"Board refund rule": "Full if mark changes", "Raw mark": 40, "Mark after": 40},
     {"Refund due": "", "Mark change": 0}),
    ("a review of moderation that put the centre's marks back",
     PAID | {"Board refund rule": "If centre marks reinstated", "Centre marks reinstated": "Yes"}, {"Refund due": 51.95}),
    ("an appeal that was not upheld", PAID | {"Board refund rule": "Appeal upheld", "Appeal upheld": "No"}, {"Refund due": ""}),
    ("an appeal that was", PAID | {"Board refund rule": "Appeal upheld", "Appeal upheld": "Yes"}, {"Refund due": 51.95}),
    ("no refund whatever happens", PAID | PHYSICS | {"Board refund rule": "None"}, {"Refund due": ""}),
    ("half of it paid", {"Charge due": 51.95, "Paid": 20}, {"Balance": 31.95}),
    ("more than all of it", {"Charge due": 51.95, "Paid": 60}, {"Balance": -8.05}),
    ("the school pays", {"Charge due": 51.95, "Payment": "School pays"}, {"Balance": 0}),
    ("no charge known", {"Paid": 20}, {"Balance": ""}),
    ("an outcome on 31 August, until the end of February", {"Outcome date": date(2024, 8, 31)}, {"Keep until": date(2025, 2, 28)}),
    ("in a leap year until the 29th", {"Outcome date": date(2023, 8, 31)}, {"Keep until": date(2024, 2, 29)}),
    ("an outcome on 29 February", {"Outcome date": date(2024, 2, 29)}, {"Keep until": date(2024, 8, 29)}),
    ("an appeal counts from its own outcome", {"Outcome date": date(2024, 8, 31), "AP1 outcome": datetime(2024, 10, 3, 9)},
     {"Keep until": date(2025, 4, 3)}),
    ("an outcome typed as a text", {"Outcome date": "31 August"}, {"Keep until": ""}),
    ("closed before the form may go", {"Status": "Closed", "Closed on": date(2024, 9, 30), "Outcome date": date(2024, 8, 31)},
     {"Delete after": date(2025, 2, 28)}),
    ("closed long after", {"Status": "closed", "Closed on": date(2025, 5, 1), "Outcome date": date(2024, 8, 31)},
     {"Delete after": date(2025, 5, 1)}),
    ("not closed", {"Status": "Candidate told", "Closed on": date(2025, 5, 1), "Outcome date": date(2024, 8, 31)}, {"Delete after": ""}),
)  # fmt: skip


@pytest.fixture(scope="module")
def log() -> list[Row]:
    return [{"Line ID": words, "Service": "S2", "Consent needed": "none"} | line for words, line, _ in SITUATIONS]


@pytest.mark.parametrize("number", range(len(SITUATIONS)), ids=[words for words, _, _ in SITUATIONS])
def test_a_line_comes_to(log: list[Row], number: int) -> None:
    words, _, expected = SITUATIONS[number]
    row = with_computed(log, date(2024, 9, 1), Clocks(3, 7, 30, 14))[number]

    assert {heading: plain(row[heading]) for heading in expected} == {heading: plain(value) for heading, value in expected.items()}, words


def test_the_workbook_says_what_a_person_expects(log: list[Row], tmp_path: Path) -> None:
    """Formulas and rules could be wrong together: these were worked out by hand."""
    assert differences(BOOK, [Case(date(2024, 9, 1), {"Lines": log})], tmp_path) == []
    said = computed_rows(tmp_path / "0.xlsx", table("Lines"), len(log))

    assert [{heading: plain(row[heading]) for heading in expected} for row, (_, _, expected) in zip(said, SITUATIONS, strict=True)] == [
        {heading: plain(value) for heading, value in expected.items()} for _, _, expected in SITUATIONS
    ]


def test_money_is_exact() -> None:
    (row,) = with_computed([{"Line ID": "1", "Charge due": Decimal("0.30"), "Paid": Decimal("0.10")}], DAYS[0], Clocks(3, 7, 30, 14))

    assert row["Balance"] == Decimal("0.20")


@settings(derandomize=True)
@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 60))
def test_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(start: date, months: int) -> None:
    found = months_after(start, months)

    assert (found.year * 12 + found.month) - (start.year * 12 + start.month) == months
    assert found.day == start.day or (found.day < start.day and (found + timedelta(days=1)).day == 1)
