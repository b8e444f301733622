"""Returned work on its way out: what may go on which day, one situation a row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from drawn import anchors

from results_desk.errors import DeskError, RuleRefusal
from results_desk.rules.cells import Row
from results_desk.rules.moderation import keep_until
from results_desk.rules.returning import Release, release, too_early

GD = date(2024, 9, 26)
KNOWN = anchors(R_A=date(2024, 8, 15), R_G=date(2024, 8, 22), GD=GD)
LINE = {"Ref": "MOD-24-01", "Sent on": date(2024, 5, 7), "Date received": date(2024, 8, 28), "Returned?": "Received complete"}
LATE = date(2025, 6, 1)
DAY = timedelta(days=1)


def go(on: date, *, way: str = "candidates", to: str = "Ms Bell", by: str = "", reason: str = "", **cells: object) -> dict[str, Any]:
    row = LINE | {heading.replace("_", " "): value for heading, value in cells.items()}
    return dict(release([row], ["mod-24-01"], Release(way, to, on, by, reason), LATE, KNOWN))


ASKED = {"Service_3_asked?": "Yes"}
MAY: list[tuple[str, date, dict[str, object]]] = [
    ("the day after the last day for reviews", GD + DAY, {}),
    ("the day after the outcome of Service 3, which came later", date(2024, 11, 1), ASKED | {"Service_3_outcome_date": date(2024, 10, 31)}),
    ("an outcome before the last day for reviews makes it no earlier", GD + DAY, ASKED | {"Service_3_outcome_date": date(2024, 9, 1)}),
    ("the day after an appeal ended", date(2024, 12, 2), {"Appeal_made?": "Yes", "Appeal_outcome_date": date(2024, 12, 1)}),
    ("the day after a malpractice case was closed", date(2025, 3, 1),
     {"Malpractice_case?": "Yes", "Malpractice_closed_on": date(2025, 2, 28)}),
    ("digital work that never left", GD + DAY, {"Date_received": None, "Returned?": "Never sent: digital"}),
]  # fmt: skip


@pytest.mark.parametrize(("on", "cells"), [pytest.param(*case, id=words) for words, *case in MAY])
def test_work_may_go_to_candidates(on: date, cells: dict[str, object]) -> None:
    assert go(on, **cells) == {"MOD-24-01": {"Returned to candidates on": on, "Released to": "Ms Bell"}}


MUST_STAY: list[tuple[str, date, dict[str, object], str]] = [
    ("on the last day for reviews", GD, {}, "MOD-24-01 must be kept up to and with 26 September 2024"),
    ("on the day of the Service 3 outcome", date(2024, 10, 31),
     {"Service_3_asked?": "Yes", "Service_3_outcome_date": date(2024, 10, 31)}, "up to and with 31 October 2024"),
    ("while Service 3 is open", LATE, {"Service_3_asked?": "Yes"}, "MOD-24-01 must be kept: Service 3 open"),
    ("while an appeal is open", LATE, {"Appeal_made?": "Yes"}, "MOD-24-01 must be kept: appeal open"),
    ("while a malpractice case and an appeal are open", LATE, {"Malpractice_case?": "Yes", "Appeal_made?": "Yes"},
     "appeal and malpractice case open"),
]  # fmt: skip


@pytest.mark.parametrize(("on", "cells", "message"), [pytest.param(*case, id=words) for words, *case in MUST_STAY])
@pytest.mark.parametrize("way", ["candidates", "destroyed"])
def test_work_stays_and_the_message_names_the_line_and_the_way_out(way: str, on: date, cells: dict[str, object], message: str) -> None:
    with pytest.raises(RuleRefusal) as refused:
        go(on, way=way, **cells)

    assert message in str(refused.value) and "--override-by and --reason" in str(refused.value)
    early = go(on, way=way, by="Head", reason="Flood in the store", **cells)["MOD-24-01"]
    assert (early["Early release by"], early["Early release reason"]) == ("Head", "Flood in the store")
    assert set(go(on, way="department", **cells)["MOD-24-01"]) == {"Released to department on", "Released to"}, "a department keeps it"


WRONG: list[tuple[str, dict[str, object], str]] = [
    ("nobody signs", {"to": " "}, "Say who takes the work with --to"),
    ("nowhere we know", {"way": "home"}, "choose one of these with --how"),
    ("tomorrow", {"on": LATE + DAY}, "is after today"),
    ("a reason without a name", {"reason": "Flood"}, "give both --override-by and --reason"),
    ("a name without a reason", {"by": "Head"}, "give both --override-by and --reason"),
    ("not back yet", {"Date_received": None}, "MOD-24-01 is not back from moderation"),
    ("back in part", {"Returned?": "Received part"}, "MOD-24-01 is not back from moderation"),
    ("gone before it came", {"Date_received": date(2024, 12, 1), "on": date(2024, 11, 30)}, "MOD-24-01 came back on 1 December 2024"),
    ("gone already", {"Returned_to_candidates_on": date(2024, 10, 1)}, "MOD-24-01 has left already"),
    ("destroyed already", {"Destroyed_on": date(2024, 10, 1)}, "MOD-24-01 has left already"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "message"), [pytest.param(*case, id=words) for words, *case in WRONG])
def test_what_cannot_be_is_said(given: dict[str, Any], message: str) -> None:
    with pytest.raises(DeskError) as refused:
        go(**{"on": date(2024, 12, 1)} | given)

    assert message in str(refused.value) and refused.value.exit_code == 3


def test_noting_it_twice_changes_nothing() -> None:
    cells = {heading.replace(" ", "_"): value for heading, value in go(GD + DAY)["MOD-24-01"].items()}

    assert go(GD + DAY, **cells) == {}


def test_one_ref_that_must_stay_keeps_them_all() -> None:
    rows: list[Row] = [LINE, LINE | {"Ref": "MOD-24-02", "Appeal made?": "Yes"}]
    with pytest.raises(RuleRefusal, match="MOD-24-02 must be kept: appeal open"):
        release(rows, ["MOD-24-01", "MOD-24-02"], Release("candidates", "Ms Bell", LATE), LATE, KNOWN)
    with pytest.raises(DeskError, match="no line MOD-24-09: the refs are MOD-24-01"):
        release(rows, ["MOD-24-09"], Release("candidates", "Ms Bell", LATE), LATE, KNOWN)


def test_without_the_last_day_for_reviews_nothing_goes() -> None:
    assert "not known" in too_early(LINE, LATE, anchors(GD=None))


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_work_never_goes_on_a_day_on_which_it_must_be_kept(year: int) -> None:
    """Every day of a year, with an outcome on every tenth of them."""
    for outcome in (date(year, 9, 1) + 10 * n * DAY for n in range(12)):
        row = LINE | {"Service 3 asked?": "Yes", "Service 3 outcome date": outcome}
        until = keep_until(row, KNOWN)
        assert until is not None and until >= max(GD, outcome)
        assert too_early(row, until, KNOWN) and not too_early(row, until + DAY, KNOWN)
