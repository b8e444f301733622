"""Release times and deadlines: the seed's tables come back out, and what is not certain is not known."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from reference_rows import DEADLINES, LEVELS, RELEASES, SERVICES, seed

from results_desk import reference
from results_desk.rules import deadlines
from results_desk.rules.deadlines import Deadline, authority_moment, deadline_for, release_moment, restricted_moment, same_series

JUNE = "June 2024"
DEADLINE_ROWS = seed("deadlines_summer_2024")
RELEASE_ROWS = seed("release_times_summer_2024")
READ = {
    deadlines.RESTRICTED: restricted_moment,
    deadlines.RELEASED: release_moment,
    deadlines.SHARED: authority_moment,
}


def levels_in(column: str, group: str) -> list[str]:
    return [str(row["Level"]) for row in LEVELS if row[column] == group]


def find(level: str, service: str, rows: object = DEADLINES, series: str = JUNE) -> Deadline | None:
    return deadline_for(rows, LEVELS, SERVICES, series, level, service)  # type: ignore[arg-type]


def test_the_seed_has_its_fifteen_deadlines_and_six_release_times() -> None:
    assert (len(DEADLINE_ROWS), len(RELEASE_ROWS)) == (15, 6)


@pytest.mark.parametrize("number", range(15))
def test_a_deadline_of_the_seed_is_shipped_as_it_stands(number: int) -> None:
    shipped = dict(reference.rows("deadlines")[number])

    assert shipped.pop("basis") == "Published"
    assert shipped == DEADLINE_ROWS[number]


@pytest.mark.parametrize("row", DEADLINE_ROWS, ids=lambda row: f"{row['level'][:4]} {row['service']}")
def test_a_deadline_of_the_seed_comes_back_for_every_level_it_is_for(row: dict[str, str]) -> None:
    expected = Deadline(date.fromisoformat(row["deadline"]) if row["deadline"] else None, None, row["rule"], row["source"])
    levels = levels_in("Deadline level", row["level"])

    assert levels and all(find(level, row["service"]) == expected for level in levels)


@pytest.mark.parametrize("number", range(6))
def test_a_release_time_of_the_seed_is_shipped_as_it_stands(number: int) -> None:
    assert dict(reference.rows("release_times")[number]) == {"series": JUNE, "basis": "Published", **RELEASE_ROWS[number]}


@pytest.mark.parametrize("row", RELEASE_ROWS, ids=lambda row: f"{row['level'][:4]} {row['event'][:20]}")
def test_a_release_time_of_the_seed_comes_back_for_every_level_it_is_for(row: dict[str, str]) -> None:
    levels = levels_in("Release level", row["level"])
    found = {READ[row["event"]](RELEASES, LEVELS, JUNE, level) for level in levels}

    assert levels and found == {datetime.fromisoformat(row["at"])}


def test_every_level_has_a_release_and_a_review_deadline() -> None:
    for level in (str(row["Level"]) for row in LEVELS):
        assert release_moment(RELEASES, LEVELS, JUNE, level) and find(level, "S2"), level


@pytest.mark.parametrize(
    ("service", "follows", "level"),
    [
        ("S1C", "S1", "GCSE"),
        ("S2C", "S2", "GCSE"),
        ("P2C", "P2", "GCE A-level"),
        ("A1", "A2", "GCE A-level"),
        ("s2", "S2", "GCSE"),
    ],
)
def test_a_service_follows_the_deadline_of_another(service: str, follows: str, level: str) -> None:
    assert find(level, service) == find(level, follows) is not None


@pytest.mark.parametrize(
    ("why", "level", "service", "series"),
    [
        ("a missing-result query has no deadline of its own", "GCSE", "MIR", JUNE),
        ("there is no priority review at GCSE", "GCSE", "P2", JUNE),
        ("the desk knows no such service", "GCSE", "R9", JUNE),
        ("the desk knows no such level", "Key Stage 3", "S2", JUNE),
        ("no service is given", "GCSE", "", JUNE),
        ("the dates of another series are not this one's", "GCSE", "S2", "November 2024"),
    ],
)
def test_no_deadline_where(why: str, level: str, service: str, series: str) -> None:
    assert find(level, service, series=series) is None, why


def test_an_appeal_has_a_rule_in_words_and_no_day() -> None:
    found = find("GCSE", "AP1")

    assert found is not None and found.official is None and found.rule.startswith("30 calendar days")


def test_the_centres_own_day_comes_with_the_awarding_bodys() -> None:
    rows = [row | {"Internal deadline": datetime(2024, 9, 20, 12, 0)} for row in DEADLINES]
    found = find("GCSE", "S2", rows)

    assert found is not None and (found.official, found.internal) == (date(2024, 9, 26), date(2024, 9, 20))


def test_a_day_that_is_a_text_is_no_day() -> None:
    found = find("GCSE", "S2", [row | {"Deadline": "26th September"} for row in DEADLINES])

    assert found is not None and found.official is None


def test_rows_that_contradict_each_other_give_no_day_and_rows_that_agree_do() -> None:
    other = [row | {"Deadline": date(2024, 9, 25)} for row in DEADLINES]

    assert find("GCSE", "S2", [*DEADLINES, *other]) is None
    assert find("GCSE", "S2", [*DEADLINES, *DEADLINES]) == find("GCSE", "S2")


EARLIER = {"Awarding body": "AQA", "Series": JUNE, "Level": "GCSE and Level 1/2 VTQ", "Deadline": date(2024, 8, 29)}


@pytest.mark.parametrize(
    ("situation", "own", "service", "body", "expected"),
    [
        ("the awarding body's own day outweighs the common one", {"Service": "S2"}, "S2", "AQA", date(2024, 8, 29)),
        ("so it does however it is spelt", {"Service": "s2"}, "S2", "aqa ", date(2024, 8, 29)),
        ("other awarding bodies keep the common day", {"Service": "S2"}, "S2", "OCR", date(2024, 9, 26)),
        ("and so does a request of no awarding body", {"Service": "S2"}, "S2", "", date(2024, 9, 26)),
        ("the day of S2 is the day of S2 with a copy", {"Service": "S2"}, "S2C", "AQA", date(2024, 8, 29)),
        ("a script for a review may have a day before other scripts", {"Service": "A1"}, "A1", "AQA", date(2024, 8, 29)),
        ("which other scripts keep", {"Service": "A1"}, "A2", "AQA", date(2024, 9, 26)),
        ("an own line of another series says nothing", {"Service": "S2", "Series": "June 2025"}, "S2", "AQA", date(2024, 9, 26)),
        ("an own line without a day: not known, whatever others have", {"Service": "S2", "Deadline": None}, "S2", "AQA", None),
    ],
)
def test_an_awarding_body_may_have_days_of_its_own(
    situation: str, own: dict[str, object], service: str, body: str, expected: date | None
) -> None:
    found = deadline_for([*DEADLINES, EARLIER | own], LEVELS, SERVICES, JUNE, "GCSE", service, body)

    assert found is not None and found.official == expected, situation


def test_frames_are_read_like_rows() -> None:
    frame = pd.DataFrame(DEADLINES, dtype=object)

    assert find("GCSE", "S2", frame) == find("GCSE", "S2")
    assert release_moment(pd.DataFrame(RELEASES), pd.DataFrame(LEVELS), JUNE, "GCSE") == datetime(2024, 8, 22, 8, 0)


@pytest.mark.parametrize(("spelling", "hour"), [("A level", 15), ("gcse (9-1)", 22), ("  GCSE ", 22), ("EPQ", 15)])
def test_a_level_is_known_by_its_other_spellings(spelling: str, hour: int) -> None:
    assert release_moment(RELEASES, LEVELS, JUNE, spelling) == datetime(2024, 8, hour, 8, 0)


@pytest.mark.parametrize(
    ("why", "releases"),
    [
        ("no release time is entered", []),
        ("the time is a text", [row | {"At": "8 o'clock"} for row in RELEASES]),
        ("the time is blank", [row | {"At": None} for row in RELEASES]),
        ("two lines say two times", [*RELEASES, *(row | {"At": datetime(2024, 8, 1)} for row in RELEASES)]),
        ("only another series is entered", [row | {"Series": "June 2025"} for row in RELEASES]),
    ],
)
def test_a_release_is_not_known_where(why: str, releases: list[dict[str, object]]) -> None:
    assert release_moment(releases, LEVELS, JUNE, "GCSE") is None, why


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("June 2024", "Jun-24", True),
        ("June 2024", "24/6A", True),
        ("June 2024", "June 2025", False),
        ("Spring", "spring ", True),
        ("Spring", "June 2024", False),
        ("", "", False),
    ],
)
def test_a_series_is_the_same_however_it_is_written(one: str, other: str, same: bool) -> None:
    assert same_series(one, other) is same
