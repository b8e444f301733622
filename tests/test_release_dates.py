"""`confirm-dates`: what it says of times that are shipped, suggested, not known or confirmed, and what it confirms."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from desks import call, edit, fingerprints, new_desk, rows_in

from results_desk.edges.book.tablerows import key_of
from results_desk.edges.desk.desk import Desk
from results_desk.rules.cells import Row
from results_desk.rules.deadlines import RELEASED, RESTRICTED, SHARED
from results_desk.rules.release_days import confirmed_with, days_named, other_days


def changed(desk: Path, **cells: object) -> Path:
    """The desk with these cells in every release time of its series."""
    held = Desk(desk)
    table = held.table("ReleaseTimes")
    table.update({key_of([row[heading] for heading in table.spec.key]): cells for row in table.rows() if row["Series"] == "June 2024"})
    held.commit("typed")
    return desk


LEVELS = [
    {"Level": "GCE AS", "Group": "Level 3", "Release level": "Upper"}, {"Level": "GCSE", "Group": "Level 1/2", "Release level": "Lower"},
]  # fmt: skip
EIGHT = datetime(2024, 8, 15, 8)


def test_times_shipped_as_published_count_and_are_told_as_not_compared_until_somebody_confirms_them(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    before = fingerprints(desk)
    shown = call("confirm-dates", desk)
    assert "6 release times are shipped as published and count; you have not compared them yet" in shown.out
    assert "as published, not compared by you yet" in shown.out and fingerprints(desk) == before

    done = call("confirm-dates", desk, "--yes", "--by", "JB")
    assert "6 release times confirmed. The results days that they name are confirmed with them: 4." in done.out
    assert done.out.count("by JB") == 6 and "not compared" not in done.out
    assert {row["Confirmed by"] for row in rows_in(desk, "ReleaseTimes") if row["Series"] == "June 2024"} == {"JB"}
    held = {row["Anchor"]: row for row in rows_in(desk, "Anchors")}
    assert [held[name]["Confirmed by"] for name in ("RR-A", "R-A", "RR-G", "R-G", "PD")] == ["JB"] * 4 + [""]
    assert next(row["State"] for row in rows_in(desk, "PermissionDates") if row["Anchor"] == "R-A") == "Confirmed"
    assert "R-A: not confirmed" not in call("today", desk).out

    held_files = fingerprints(desk)
    assert "Nothing changed: every release time that is known is confirmed." in call("confirm-dates", desk, "--yes", "--by", "JB").out
    assert fingerprints(desk) == held_files
    edit(desk, "Anchors", "R-A", Confirmed_on=None)
    assert "confirmed before; results days that they name confirmed now: 1." in call("confirm-dates", desk, "--yes", "--by", "JB").out


def test_suggested_times_wait_and_do_not_read_so_once_confirmed(tmp_path: Path) -> None:
    desk = changed(new_desk(tmp_path / "desk"), Basis="Suggested")
    assert "6 release times wait: compare each with JCQ's notice" in call("confirm-dates", desk).out
    done = call("confirm-dates", desk, "--yes", "--by", "JB")
    assert "6 release times confirmed." in done.out and "Suggested" not in done.out


def test_a_desk_whose_times_nobody_knows_is_told_so(tmp_path: Path) -> None:
    desk = changed(new_desk(tmp_path / "desk"), At=None)
    said = call("confirm-dates", desk, "--yes", "--by", "JB")
    assert said.code == 4 and "No release time of this series is known" in said.out and "confirmed" not in said.out.split("\n")[0]

    changed(desk, Series="June 2031")
    assert "No release time of this series is known" in call("confirm-dates", desk).out


def at(event: str, level: str, moment: datetime | None) -> Row:
    return {"Event": event, "Level": level, "At": moment}


NAMED: list[tuple[str, Row, dict[str, set[date]]]] = [
    ("results of the upper levels", at(RELEASED, "Upper", EIGHT), {"R-A": {EIGHT.date()}}),
    ("results of the lower levels", at(RELEASED, "Lower", EIGHT), {"R-G": {EIGHT.date()}}),
    ("the files for the centre", at(RESTRICTED, "Upper", EIGHT), {"RR-A": {EIGHT.date()}}),
    ("the press has no day of its own", at(SHARED, "Upper", EIGHT), {}),
    ("a level of nobody", at(RELEASED, "Middle", EIGHT), {}),
    ("a time that is not known", at(RELEASED, "Upper", None), {}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "wanted"), [pytest.param(*case, id=words) for words, *case in NAMED])
def test_which_results_day_a_release_time_names(line: Row, wanted: dict[str, set[date]]) -> None:
    assert days_named([line], LEVELS) == wanted


CONFIRMED: list[tuple[str, Row, list[str], int]] = [
    ("the same day, not confirmed", {"Date": EIGHT.date()}, ["R-A"], 0),
    ("the same day, confirmed before", {"Date": EIGHT.date(), "Confirmed on": date(2024, 6, 1)}, [], 0),
    ("another day", {"Date": date(2024, 8, 16)}, [], 1),
    ("a day that is not known", {"Date": None}, [], 0),
]


@pytest.mark.parametrize(("cells", "wanted", "told"), [pytest.param(*case, id=words) for words, *case in CONFIRMED])
def test_a_results_day_is_confirmed_where_the_release_time_says_it_too(cells: Row, wanted: list[str], told: int) -> None:
    anchors = [{"Anchor": "R-A", **cells}]
    assert confirmed_with(anchors, {"R-A": {EIGHT.date()}}) == wanted
    problems = list(other_days(anchors, {"R-A": {EIGHT.date()}}))
    assert len(problems) == told and all("R-A is 16 August 2024, and Release times say 15 August 2024" in one.message for one in problems)
