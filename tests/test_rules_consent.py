"""Consent counts from the release of the result on, to the second."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_rows import SERVICES

from results_desk.rules.log.consent import before_release, consent_needed, families, needed_text, valid

RELEASE = datetime(2024, 8, 15, 8, 0)
MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2026, 12, 31))


@pytest.mark.parametrize(
    ("situation", "given_on", "released", "counts"),
    [
        ("the second before 08:00", datetime(2024, 8, 15, 7, 59, 59), RELEASE, False),
        ("08:00 sharp", datetime(2024, 8, 15, 8, 0, 0), RELEASE, True),
        ("the second after", datetime(2024, 8, 15, 8, 0, 1), RELEASE, True),
        ("the release day without a time", date(2024, 8, 15), RELEASE, True),
        ("the release day at midnight, which is a day without a time", datetime(2024, 8, 15), RELEASE, True),
        ("the release day a minute past midnight", datetime(2024, 8, 15, 0, 1), RELEASE, False),
        ("the restricted day without a time", date(2024, 8, 14), RELEASE, False),
        ("the evening before", datetime(2024, 8, 14, 23, 59, 59), RELEASE, False),
        ("a blanket consent from the spring", date(2024, 4, 2), RELEASE, False),
        ("a month later", date(2024, 9, 15), RELEASE, True),
        ("a leap day before a release on 1 March", date(2024, 2, 29), datetime(2024, 3, 1, 8, 0), False),
        ("a leap day that is the release day", date(2024, 2, 29), datetime(2024, 2, 29, 8, 0), True),
        ("a release that is a day without a time", datetime(2024, 8, 15, 7, 0), date(2024, 8, 15), True),
        ("no date at all", None, RELEASE, False),
        ("an empty cell", "", RELEASE, False),
        ("a text that looks like a date", "15/08/2024", RELEASE, False),
        ("a word", "yes", RELEASE, False),
        ("a tick box", True, RELEASE, False),
        ("a release nobody entered", date(2024, 9, 1), None, False),
        ("a release that is a text", date(2024, 9, 1), "15 August 08:00", False),
    ],
)
def test_a_consent_counts(situation: str, given_on: object, released: object, counts: bool) -> None:
    assert valid(given_on, released) is counts, situation


@given(MOMENTS, st.timedeltas(timedelta(microseconds=1), timedelta(days=400)))
def test_a_consent_from_before_the_release_never_counts(release: datetime, earlier: timedelta) -> None:
    """Unless it is a day without a time, and that day is the release day."""
    on = release - earlier
    day_only = on.time() == datetime.min.time() and on.date() == release.date()

    assert valid(on, release) is day_only
    assert valid(on.date(), release) is (on.date() == release.date())


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_consent_from_the_release_on_always_counts(release: datetime, later: timedelta) -> None:
    assert valid(release + later, release) and valid((release + later).date(), release)


@given(st.one_of(st.none(), st.text(), st.booleans()), MOMENTS)
def test_what_is_no_date_is_neither_valid_nor_early(value: object, release: datetime) -> None:
    assert not valid(value, release) and not before_release(value, release)


NEEDS = {
    "S1": {"RoR"}, "S1C": {"RoR", "ATS"}, "S2": {"RoR"}, "S2C": {"RoR", "ATS"}, "P2": {"RoR"}, "P2C": {"RoR", "ATS"},
    "S3": set(), "A1": {"ATS"}, "A2": {"ATS"}, "A3": {"ATS"}, "AP1": set(), "AP2": set(), "MIR": set(),
}  # fmt: skip


@pytest.mark.parametrize("service", SERVICES, ids=lambda row: str(row["Service"]))
def test_what_consent_a_service_needs(service: dict[str, object]) -> None:
    assert consent_needed(service) == NEEDS[str(service["Service"])]


@pytest.mark.parametrize(("needed", "words"), [({"RoR"}, "RoR"), ({"ATS", "RoR"}, "RoR+ATS"), ({"ATS"}, "ATS"), (set(), "none")])
def test_what_a_line_says_is_read_back(needed: set[str], words: str) -> None:
    assert needed_text(needed) == words and families(words) == needed


@pytest.mark.parametrize("blank", [None, "", "none", float("nan"), "NONE"])
def test_no_consent_is_needed_where_none_is_named(blank: object) -> None:
    assert consent_needed({"Consent": blank}) == set()
