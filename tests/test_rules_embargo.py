"""The embargo in plain words: what may be done with whose results, when, and by whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from reference_rows import LEVELS, RELEASES

from results_desk.actions.gate_words import why
from results_desk.rules.deadlines import RELEASED, RESTRICTED, SHARED
from results_desk.rules.embargo import Embargo, Stage, confirmed

LONDON = ZoneInfo("Europe/London")
GROUPS = {"A": "GCE AS/A level FSMQ EPQ and Level 3 VTQ", "G": "GCSE ELC Foundation/Higher Projects and Level 1/2 VTQ"}
LEVEL = {"A": "GCE A-level", "G": "GCSE"}
SIGNED = {"Name": "P Example", "Login": "pexample", "Signed by": "The head", "Signed on": date(2024, 8, 1), "Ends on": None}
READER, OTHER = "pexample", "colleague"
DAYS = {  # series: the restricted day of each level; the release is the day after
    "June 2024": {"A": date(2024, 8, 14), "G": date(2024, 8, 21)},
    "November 2024": {"A": date(2025, 1, 15), "G": date(2025, 1, 22)},
}
ZONES = {"June 2024": 1, "November 2024": 0}  # hours before UTC


def times(series: str, **cells: object) -> list[dict[str, object]]:
    """ReleaseTimes as a person confirmed them, with the moment candidates had their results."""
    rows: list[dict[str, object]] = []
    for key, restricted in DAYS[series].items():
        start = datetime.combine(restricted, datetime.min.time())
        for event, at in ((RESTRICTED, timedelta(minutes=1)), (RELEASED, timedelta(hours=32)), (SHARED, timedelta(hours=33.5))):
            row = {"Series": series, "Event": event, "Level": GROUPS[key], "At": start + at, "Given at": start + timedelta(hours=32.1)}
            rows.append({**row, "Confirmed on": date(2024, 7, 1), "Confirmed by": "PE", **cells})
    return rows


def embargo(now: datetime, login: str = READER, series: str = "June 2024", practice: bool = False, **given: object) -> Embargo:
    rows = {"releases": times(series), "levels": LEVELS, "readers": [SIGNED], **given}
    return Embargo.of(now, series, rows["releases"], rows["levels"], rows["readers"], login, practice)  # type: ignore[arg-type]


NOBODY, THE_READER, EVERYBODY = set(), {READER}, {READER, OTHER}
CLOCKS = (  # day after the restricted day, clock, who may prepare, who may show or hand over, who may publish
    (0, "00:00:00", NOBODY, NOBODY, NOBODY),
    (0, "00:00:59", NOBODY, NOBODY, NOBODY),
    (0, "00:01:00", THE_READER, NOBODY, NOBODY),
    (1, "00:00:00", THE_READER, NOBODY, NOBODY),
    (1, "07:59:59", THE_READER, NOBODY, NOBODY),
    (1, "08:00:00", EVERYBODY, EVERYBODY, NOBODY),
    (1, "09:29:59", EVERYBODY, EVERYBODY, NOBODY),
    (1, "09:30:00", EVERYBODY, EVERYBODY, EVERYBODY),
)


@pytest.mark.parametrize("series", DAYS)
@pytest.mark.parametrize("level", ["A", "G"])
@pytest.mark.parametrize(("days", "clock", "prepare", "show", "publish"), CLOCKS)
def test_who_may_do_what_when(
    days: int, clock: str, prepare: set[str], show: set[str], publish: set[str], level: str, series: str
) -> None:
    day = DAYS[series][level] + timedelta(days=days)
    wall = datetime.combine(day, datetime.strptime(clock, "%H:%M:%S").time())
    in_utc = (wall - timedelta(hours=ZONES[series])).replace(tzinfo=UTC)

    elsewhere = [in_utc.astimezone(ZoneInfo(zone)) for zone in ("Asia/Tokyo", "America/New_York")]

    for now in (wall.replace(tzinfo=LONDON), in_utc, *elsewhere):
        for login in (READER, OTHER):
            at = embargo(now, login, series)
            for reveals, allowed in (("import", prepare), ("prepare", prepare), ("show", show), ("", show), ("publish", publish)):
                assert at.may(reveals, LEVEL[level]) == (login in allowed), (reveals, login, now)  # type: ignore[arg-type]
            assert at.may("keep", LEVEL[level])


def test_each_level_has_its_own_clock() -> None:
    between = embargo(datetime(2024, 8, 16, 12, tzinfo=LONDON))

    assert between.stage("GCE A-level") == Stage.SHARED
    assert between.stage("GCSE") == Stage.CLOSED
    assert not between.all_released
    assert between.banner({("GCE A-level", ""), ("GCSE", "June 2024")}) == "RESTRICTED until 08:00 on Thursday 22 August 2024"
    assert between.banner({("GCE A-level", "")}) == ""


def test_a_spelling_of_a_level_is_that_level_and_one_that_is_none_waits_for_the_last() -> None:
    between = embargo(datetime(2024, 8, 16, 12, tzinfo=LONDON))

    assert between.stage("A level", "Jun-24") == Stage.SHARED
    assert between.stage("") == between.stage("Cookery") == Stage.CLOSED
    assert embargo(datetime(2024, 8, 22, 9, tzinfo=LONDON)).stage("Cookery") == Stage.RELEASED


SUMMER = datetime(2026, 8, 30, 12, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("what", "releases", "practice", "stage"),
    [
        ("as shipped, from a published source", RELEASES, False, Stage.RELEASED),
        ("nothing there", [], False, Stage.RESTRICTED),
        ("nothing there, practice", [], True, Stage.SHARED),
        ("not confirmed", times("June 2024", **{"Confirmed on": None}), False, Stage.RESTRICTED),
        ("confirmed by nobody", times("June 2024", **{"Confirmed by": " "}), False, Stage.RESTRICTED),
        ("not confirmed, practice", times("June 2024", **{"Confirmed on": None}), True, Stage.SHARED),
        ("a text for a moment", times("June 2024", At="15/08/2024 08:00"), False, Stage.RESTRICTED),
        ("blank moments", times("June 2024", At=None), False, Stage.RESTRICTED),
        ("two lines that differ", [*times("June 2024"), *times("June 2024", At=datetime(2024, 8, 1))], False, Stage.RESTRICTED),
        ("never given to candidates", times("June 2024", **{"Given at": None}), False, Stage.RELEASED),
        ("given before the release", times("June 2024", **{"Given at": datetime(2024, 8, 14, 9)}), False, Stage.RELEASED),
        ("another series only", times("November 2024"), False, Stage.RESTRICTED),
        ("published, but changed by hand", [{**row, "At": datetime(2024, 8, 1)} for row in RELEASES], False, Stage.RESTRICTED),
        ("said to be published, at another time", times("June 2024", Basis="Published", At=datetime(2024, 8, 2), **{"Confirmed on": None}),
         False, Stage.RESTRICTED),
    ],
)  # fmt: skip
def test_a_release_counts_only_when_somebody_vouches_for_it(
    what: str, releases: list[dict[str, object]], practice: bool, stage: Stage
) -> None:
    assert embargo(SUMMER, releases=releases, practice=practice).stage("GCSE") == stage


def test_suggested_times_are_not_confirmed_until_somebody_does() -> None:
    suggested = [row for row in RELEASES if row["Basis"] == "Suggested"]
    assert suggested
    assert not any(map(confirmed, suggested))
    assert all(confirmed({**row, "Confirmed on": date(2026, 8, 1), "Confirmed by": "PE"}) for row in suggested)


NOW = datetime(2024, 8, 14, 12, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("what", "row", "login", "reader"),
    [
        ("signed", {}, "pexample", True),
        ("another case, with the domain", {}, r"SCHOOL\PExample", True),
        ("a domain in the list", {"Login": r"SCHOOL\pexample"}, "pexample", True),
        ("somebody else", {}, "colleague", False),
        ("no login noted", {"Login": ""}, "", False),
        ("not signed", {"Signed by": ""}, "pexample", False),
        ("no day of signature", {"Signed on": None}, "pexample", False),
        ("signed tomorrow", {"Signed on": date(2024, 8, 15)}, "pexample", False),
        ("ended yesterday", {"Ends on": date(2024, 8, 13)}, "pexample", False),
        ("ends today", {"Ends on": date(2024, 8, 14)}, "pexample", True),
        ("no name", {"Name": ""}, "pexample", False),
    ],
)
def test_a_reader_is_who_the_head_of_centre_signed_for(what: str, row: dict[str, object], login: str, reader: bool) -> None:
    at = embargo(NOW, login, readers=[{**SIGNED, **row}])

    assert at.is_reader is reader
    assert at.may("prepare", "GCE A-level") is reader


@pytest.mark.parametrize(
    ("reveals", "now", "login", "says"),
    [
        ("prepare", NOW, OTHER, "RESTRICTED until 08:00 on Thursday 15 August 2024. Before that only a reader whom the head of centre"),
        ("import", datetime(2024, 8, 14, tzinfo=LONDON), READER, "not to be read by anybody before 00:01 on Wednesday 14 August 2024"),
        ("show", NOW, READER, "RESTRICTED until 08:00 on Thursday 15 August 2024. Run it again then."),
        ("publish", NOW, READER, "no press before 09:30 on Thursday 15 August 2024"),
    ],
)
def test_a_refusal_says_until_when_and_what_to_do(reveals: str, now: datetime, login: str, says: str) -> None:
    assert says in why(embargo(now, login), reveals, [("GCE A-level", "June 2024")], login)  # type: ignore[arg-type]


def test_a_refusal_names_the_missing_release_time_and_the_missing_note() -> None:
    unknown = embargo(NOW, releases=[])
    not_given = embargo(SUMMER, releases=times("June 2024", **{"Given at": None}))

    assert "'results-desk confirm-dates'" in why(unknown, "show", [("GCSE", "")], READER)
    assert "confirm-dates DESK --given LEVEL" in why(not_given, "publish", [("GCSE", "")], READER)


def test_each_level_is_named_with_its_own_moment() -> None:
    now = datetime(2024, 8, 14, 9, tzinfo=LONDON)
    said = why(embargo(now, OTHER), "import", {(level, "June 2024") for level in LEVEL.values()}, OTHER)

    assert said.startswith(
        "results (GCE A-level) are RESTRICTED until 08:00 on Thursday 15 August 2024; "
        "results (GCSE) are RESTRICTED until 08:00 on Thursday 22 August 2024."
    )
