"""Desks as officers leave them: a workbook taken out or open elsewhere, a text for a date, rows deleted or doubled. Actions do the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from desks import DEMO, call, copy, filled_desk, fingerprints

from results_desk.actions import ACTIONS
from results_desk.edges.desk.desk import Desk
from results_desk.tables import TABLES, WORKBOOKS
from results_desk.tables import table as declared

HOME = "results_desk.xlsx"
NOW = ("--at", "2024-09-24 09:00")
DAILY = ("copy-dates", "flag-overdue", "today")
Rough = Callable[[Desk], object]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = filled_desk(tmp_path_factory.mktemp("filled") / "desk")
    assert call("log-requests", desk, DEMO / "request_answers.csv").code in (0, 4)
    return desk


@pytest.fixture
def desk(filled: Path, tmp_path: Path) -> Path:
    return copy(filled, tmp_path)


def books(desk: Path) -> Mapping[str, str]:
    """Every workbook of a desk, not the versions kept of them."""
    return {name: found for name, found in fingerprints(desk).items() if "/" not in name}


def roll(desk: Path, *words: object) -> Path:
    """The next desk of a desk."""
    new = desk.parent / "next"
    said = call("roll", desk, new, "--series", "June 2025", *words)
    assert said.code in (0, 4), said.err
    return new


@pytest.mark.parametrize("gone", [name for name in WORKBOOKS if name != HOME])
def test_without_one_workbook_every_daily_action_does_the_rest(gone: str, desk: Path) -> None:
    (desk / gone).unlink()
    for command in DAILY:
        said = call(command, desk, *NOW, "--json")
        assert said.code in (0, 4), said.err
        assert (gone == "tracking_log.xlsx" and command != "copy-dates") == (f"{gone} is not in this desk" in said.json["message"])

    assert not (desk / gone).exists()
    assert Desk(desk).table("DeskToday").rows()


@pytest.mark.parametrize("gone", [name for name in WORKBOOKS if name != HOME])
def test_a_desk_without_one_workbook_rolls_to_one_without_it(gone: str, desk: Path) -> None:
    (desk / gone).unlink()
    new = roll(desk)

    assert {path.name for path in new.glob("*.xlsx")} == set(WORKBOOKS) - {gone}
    assert call("flag-overdue", new).code in (0, 4)


def test_the_roll_says_which_workbook_there_was_not(desk: Path) -> None:
    (desk / "permissions_register.xlsx").unlink()
    said = call("roll", desk, desk.parent / "next", "--series", "June 2025").out

    assert "permissions_register.xlsx" in said and "is not in the old desk" in " ".join(said.split())


def test_a_second_run_of_every_daily_action_writes_nothing(desk: Path) -> None:
    for command in DAILY:
        call(command, desk, *NOW)
    before = fingerprints(desk)
    for command in (*DAILY, *reversed(DAILY)):
        call(command, desk, *NOW)
        assert fingerprints(desk) == before, command


def test_today_writes_nothing(desk: Path) -> None:
    before = fingerprints(desk)
    assert call("today", desk, *NOW).code in (0, 4)

    assert fingerprints(desk) == before


@pytest.mark.parametrize("command", ["copy-dates", "flag-overdue"])
def test_a_workbook_that_is_open_elsewhere_is_named_and_nothing_is_written(command: str, desk: Path) -> None:
    held = Desk(desk)
    held.table("Anchors").update({("TERM-END",): {"Date": date(2024, 7, 19)}})
    held.commit("typed")
    (desk / "~$permissions_register.xlsx").write_bytes(b"\x03Zoe".ljust(55))
    before = fingerprints(desk)
    said = call(command, desk, *NOW)

    assert said.code == 3 and "permissions_register.xlsx" in said.err and "close" in said.err
    assert fingerprints(desk) == before


def _text_dates(desk: Desk) -> None:
    desk.table("Anchors").update({("R-A",): {"Date": "to be announced"}, ("GD",): {"Date": "end of September"}})
    desk.table("ClosedDays").append({"Date": ["INSET day"], "What": ["text in a date cell"]})
    for name in ("Lines", "Permissions", "Certificates", "Moderation", "Queries", "KeyDates", "ResultsDayTasks", "Links", "Grid"):
        spec = declared(name)
        dates = {column.heading: ["soon"] for column in spec.columns if column.kind in ("date", "moment", "number") and not column.formula}
        desk.table(name).append({**{heading: ["odd"] for heading in spec.key}, **dates})


def _rows_gone(desk: Desk) -> None:
    for name in ("Anchors", "Grid", "KeyDates"):
        table = desk.table(name)
        for row in table.rows()[2:8]:
            table.update({tuple(str(row[heading]) for heading in declared(name).key): dict.fromkeys(row, "")})


def _doubled(desk: Desk) -> None:
    for spec in TABLES:
        if not spec.view and spec.name != "Settings":
            typed = [column.heading for column in spec.columns if not column.formula]
            first = desk.table(spec.name).rows()[:2]
            if first:
                desk.table(spec.name).append({heading: [row[heading] for row in first] for heading in typed})


def _setting(name: str, value: str) -> Rough:
    return lambda desk: desk.table("Settings").update({(name,): {"Value": value}})


ROUGH: Mapping[str, Rough] = {
    "a text in every date cell": _text_dates,
    "rows of anchors, Grid and key dates deleted": _rows_gone,
    "every key twice": _doubled,
    "no nation": _setting("Nation", ""),
    "a series that is none": _setting("Series", "the summer"),
    "no series": _setting("Series", ""),
}


@pytest.mark.parametrize("rough", ROUGH)
def test_a_rough_desk_is_read_as_far_as_it_goes_and_a_second_run_writes_nothing(rough: str, desk: Path) -> None:
    held = Desk(desk)
    ROUGH[rough](held)
    held.commit("typed")
    for command in DAILY:
        said = call(command, desk, *NOW)
        assert said.code in (0, 4), f"{command}: {said.err}"
    before = fingerprints(desk)
    for command in DAILY:
        call(command, desk, *NOW)
        assert fingerprints(desk) == before, command


@pytest.mark.parametrize("rough", [name for name in ROUGH if name != "no nation"])
def test_a_rough_desk_can_be_rolled(rough: str, desk: Path) -> None:
    held = Desk(desk)
    ROUGH[rough](held)
    held.commit("typed")
    new = roll(desk)

    assert call("flag-overdue", new).code in (0, 4)


def test_a_desk_whose_line_series_was_deleted_has_one_again_when_it_is_rolled(desk: Path) -> None:
    held = Desk(desk)
    held.table("Settings").update({("Series",): {"Setting": "", "Value": "", "Note": ""}})
    held.commit("typed")

    assert Desk(roll(desk)).settings["Series"] == "June 2025"


def test_copy_dates_says_which_dates_are_no_dates(desk: Path) -> None:
    held = Desk(desk)
    held.table("Anchors").update({("R-A",): {"Date": "to be announced"}, ("PD",): {"Anchor": "", "Meaning": "", "Date": None}})
    held.table("ClosedDays").append({"Date": ["INSET day"], "What": ["a text"]})
    held.commit("typed")
    said = call("copy-dates", desk, *NOW, "--json")

    assert said.code == 4
    assert [(each["column"], each["message"]) for each in said.json["problems"]] == [
        ("Anchor", "Results days: there is no line for PD, so nothing can count from it."),
        ("Date", "Results days: 1 date is a text, so it counts as not known."),
        ("Date", "Closed days: 1 date is a text, so it counts as a working day."),
    ]


def test_a_desk_without_a_nation_says_where_to_type_it_before_it_rolls(desk: Path) -> None:
    held = Desk(desk)
    _setting("Nation", " ")(held)
    held.commit("typed")
    said = call("roll", desk, desk.parent / "next", "--series", "June 2025")

    assert said.code == 3
    assert "Nation is blank. Type one of England, Wales, Scotland, Northern Ireland" in " ".join(said.err.split())
    assert not (desk.parent / "next").exists()


def test_rows_with_one_key_keep_their_own_dates(desk: Path) -> None:
    """Their cached values are left to Excel: nobody can say which row an action means."""
    held = Desk(desk)
    held.table("KeyDates").append(
        {"Key date": ["Meeting"] * 2, "Level": ["All"] * 2, "Own date": [date(2024, 9, 26), date(2024, 9, 30)]}
    )
    held.commit("typed")
    assert call("copy-dates", desk, *NOW).code in (0, 4)
    assert call("flag-overdue", desk, *NOW).code in (0, 4)
    meetings = [row for row in Desk(desk).table("KeyDates").rows() if row["Key date"] == "Meeting"]
    due = [row["Due"] for row in Desk(desk).table("DeskToday").rows() if str(row["What"]).startswith("Meeting")]

    assert [(row["Own date"], row["Date"]) for row in meetings] == [(date(2024, 9, 26), None), (date(2024, 9, 30), None)]
    assert due == [date(2024, 9, 26), date(2024, 9, 30)]


def test_of_two_grid_lines_with_one_row_id_the_first_is_carried(desk: Path) -> None:
    held = Desk(desk)
    held.table("Grid").append({"Row ID": ["l3-p2-jcq"], "Awarding body deadline": [date(2024, 9, 1)]})
    held.commit("typed")
    assert call("copy-dates", desk, *NOW).code in (0, 4)
    days = {row["Anchor"]: row["Date"] for row in Desk(desk).table("Anchors").rows()}

    assert (days["PD"], days["PDI"]) == (date(2024, 8, 22), date(2024, 8, 21))


def test_only_days_are_copied_as_closed_days(desk: Path) -> None:
    held = Desk(desk)
    held.table("ClosedDays").append({"Date": ["INSET day", date(2024, 9, 2)], "What": ["a text", "a day"]})
    held.commit("typed")
    assert call("copy-dates", desk, *NOW).code in (0, 4)
    for name in ("GridClosedDays", "PermissionClosedDays", "ResultsDayClosedDays", "PostResultsClosedDays"):
        copied = [row["What"] for row in Desk(desk).table(name).rows()]
        assert "a day" in copied and "a text" not in copied


def test_no_message_of_a_daily_action_names_a_person_or_a_grade(desk: Path) -> None:
    people = Desk(desk).table("Candidates").rows()
    surnames = {str(row["Surname"]) for row in people if len(str(row["Surname"])) > 3}
    for command in DAILY:
        said = call(command, desk, *NOW, "--json")
        words = set(re.findall(r"[\w'-]+", said.out))
        assert not surnames & words, command


def test_every_action_was_thought_of() -> None:
    assert {each.command for each in ACTIONS.values()} >= set(DAILY)
