"""Links, help lines and accesses: what nobody checked for this series, and that formulas and rules agree."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from drawn import days, drawn, word
from formulas import Case, differences
from hypothesis import strategies as st
from office import validator_errors

from results_desk import reference, terms
from results_desk.build.workbooks import workbook_bytes
from results_desk.rules.links import access, checked, due, help_line_tested, of_another_series
from results_desk.tables import LISTS
from results_desk.tables.links import EARLY

BOOK = "awarding_body_links.xlsx"
SINCE = date(2024, 7, 1)
DAY = timedelta(days=1)
TODAY = date(2024, 8, 14)
LINK = {"Ref": "AQA-01", "Address": "https://example.org/", "Last checked": SINCE}


def test_an_address_is_checked_when_somebody_opened_it_in_this_series() -> None:
    assert checked(LINK, SINCE) == "Checked"
    assert checked(LINK | {"Last checked": SINCE - DAY}, SINCE) == "Not checked for this series"
    assert checked(LINK | {"Last checked": None}, None) == checked(LINK | {"Last checked": "June"}, SINCE) == "Not checked for this series"
    assert checked(LINK | {"Last checked": date(2019, 1, 1)}, None) == "Checked", "without a day of beginning every day counts"
    assert checked(LINK | {"Works?": "Login needed"}, SINCE) == "Checked"


def test_an_address_that_moved_or_died_or_is_blank_is_said_to_be_so() -> None:
    assert checked(LINK | {"Works?": "Moved"}, SINCE) == checked(LINK | {"Works?": "dead"}, SINCE) == "Moved or dead"
    assert checked(LINK | {"Address": ""}, SINCE) == "No address yet"
    assert checked(LINK | {"Ref": ""}, SINCE) == ""


def test_a_help_line_is_tested_for_each_series() -> None:
    line = {"Awarding body": "OCR", "Tested on": SINCE - DAY}
    assert (help_line_tested(line, SINCE), help_line_tested(line, None)) == ("Not tested for this series", "Tested")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({}, "Check access"),
        ({"Access checked on": SINCE}, "No early access"),
        ({"Access checked on": SINCE - DAY}, "Check access"),
        ({"School system": EARLY}, "Not authorised"),
        ({"School system": EARLY, "Authorised by": "Head", "Authorised on": TODAY, "Access checked on": TODAY}, "Authorised"),
        ({"School system": EARLY, "Authorised by": "Head", "Authorised on": TODAY + DAY, "Access checked on": TODAY}, "Not authorised"),
        ({"School system": EARLY, "Authorised by": "", "Authorised on": TODAY, "Access checked on": TODAY}, "Not authorised"),
        ({"School system": EARLY, "Authorised by": "Head", "Authorised on": TODAY}, "Check access"),
        ({"School system": EARLY, "Removed on": TODAY}, "Removed"),
        ({"School system": EARLY, "Removed on": TODAY + DAY}, "Not authorised"),
    ],
)
def test_early_access_needs_the_head_of_centre(cells: dict[str, object], said: str) -> None:
    assert access({"Person": "A Person", **cells}, TODAY, SINCE) == said


def test_today_counts_and_names_nobody() -> None:
    links = [LINK | {"Last checked": None}, LINK | {"Works?": "Dead"}, LINK]
    people = [{"Person": "Ms Invented", "School system": EARLY}, {"Person": "Mr Invented", "Access checked on": TODAY}]
    rows = due(links, [{"Awarding body": "AQA", "Phone": "0"}, {"Awarding body": "OCR"}], people, TODAY, {}, by=TODAY)

    assert [row["What"] for row in rows] == [
        "Addresses missing, moved or dead: 1", "Addresses not checked for this series, near: 1", "Help lines not tested, near: 1",
        "Can see results early, authorisation missing: 1",
    ]  # fmt: skip
    assert {row["Due"] for row in rows} == {TODAY}
    assert "Invented" not in str(rows)
    assert due([], [], [], TODAY, {}) == []


def test_a_page_of_one_year_is_blanked_for_another_series_and_no_other_page_is() -> None:
    booklet = {"Ref": "JCQ-03", "Year bound": "Yes", "Series": "June 2026", "Address": "https://example.org/2026"}

    assert of_another_series(booklet, "June 2026") == {}
    assert of_another_series(booklet, "June 2027") == {"Page title": "", "Address": "", "Series": "", "Source": ""}
    assert of_another_series(booklet | {"Year bound": "No"}, "June 2027") == of_another_series(booklet | {"Series": ""}, "June 2027") == {}


def test_every_shipped_link_is_one_of_the_lists_and_says_whose_series_it_is() -> None:
    links = reference.rows("links")

    assert len({row["ref"] for row in links}) == len(links)
    for row in links:
        assert row["topic"] in LISTS["topic"] and row["stage"] in LISTS["stage"]
        assert row["qualification_family"] in LISTS["qualification family"] and row["awarding_body"] in LISTS["page owner"]
        assert row["address"] == "" or row["address"].startswith("https://")
        dated = re.search(r"20[12]\d(?!/exam)", row["address"] + row["page_title"].replace("(2007)", ""))
        assert bool(dated) == (row["year_bound"] == "Yes") == (row["series"] != "") or "2007" in row["address"], row["ref"]


def test_every_awarding_body_has_its_lines() -> None:
    bodies = set(terms.AWARDING_BODIES) - {"Other"}

    assert {row["awarding_body"] for row in reference.rows("help_lines")} == bodies
    assert {row["awarding_body"] for row in reference.rows("links")} == bodies | {"JCQ", "Ofqual"}


BORDERS = (SINCE, TODAY, date(2024, 2, 29))
WHAT = st.fixed_dictionaries(
    {
        "Ref": st.sampled_from(("", "A-1", "A-2")),
        "Address": st.sampled_from(("", "https://example.org/a?b=1&c=2", "https://example.org/" + "x" * 200)),
        "Works?": word("Yes", "Moved", "Dead", "Login needed"),
        "Last checked": days(*BORDERS),
        "Person": st.sampled_from(("", "A Person")),
        **{system: word(EARLY, "Nothing", "From results day") for system in ("Awarding body sites", "School system", "Analysis product")},
        "Authorised by": st.sampled_from(("", "Head")),
        **{day: days(*BORDERS) for day in ("Authorised on", "Access checked on", "Removed on", "Tested on")},
        "Awarding body": word("AQA", "OCR"),
    }
)  # fmt: skip


def test_formulas_and_rules_say_the_same(tmp_path: Path) -> None:
    rows = drawn(WHAT, 230)

    def only(*headings: str) -> list[dict[str, object]]:
        return [{heading: row[heading] for heading in headings} for row in rows]

    held = {
        "Links": only("Ref", "Address", "Works?", "Last checked"),
        "HelpLines": only("Awarding body", "Tested on"),
        "WhoSeesWhat": only(
            "Person", "Awarding body sites", "School system", "Analysis product", "Authorised by", "Authorised on", "Access checked on",
            "Removed on",
        ),
    }  # fmt: skip
    todays = [border + n * DAY for border in (SINCE, TODAY) for n in (-1, 0, 1)]
    cases = [Case(today, held, {"desk_checked_since": SINCE}) for today in todays]
    cases += [Case(TODAY, held), Case(TODAY, held, {"desk_checked_since": "soon"}), Case(TODAY, {})]

    assert differences(BOOK, cases, tmp_path) == []


def test_the_validator_finds_no_error(tmp_path: Path) -> None:
    import pandas as pd

    shipped, filled = tmp_path / "shipped.xlsx", tmp_path / "filled.xlsx"
    shipped.write_bytes(workbook_bytes(BOOK))
    people = pd.DataFrame([{"Person": f"P{n}", "School system": EARLY} for n in range(30)], dtype=object)
    filled.write_bytes(workbook_bytes(BOOK, rows={"WhoSeesWhat": people}, named={"desk_checked_since": SINCE}))

    assert validator_errors([shipped, filled]) == {shipped: [], filled: []}
