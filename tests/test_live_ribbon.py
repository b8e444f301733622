"""A button pressed in a live spreadsheet: from what the add-in says to the cells of the open workbook."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from calc_engine import close_all, open_book
from desks import DEMO, filled_desk
from test_doors_ribbon import Person, words

from results_desk.doors.excel_link import ExcelLink
from results_desk.doors.panel_desks import Choice, choices
from results_desk.doors.ribbon import pressed
from results_desk.edges.computer.known_desks import KnownDesks
from results_desk.edges.computer.places import Places
from results_desk.edges.desk.desk import Desk


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    close_all()


def test_a_button_writes_into_the_workbook_that_is_open_and_leaves_its_file_alone(tmp_path: Path) -> None:
    desk = filled_desk(tmp_path / "desk")
    places = Places("Linux", tmp_path / "home", {}, Path(sys.executable))
    KnownDesks(places.known_desks).remember(desk)
    held = hashlib.sha256((desk / "tracking_log.xlsx").read_bytes()).hexdigest()
    open_book(desk / "tracking_log.xlsx")
    person = Person({"file": DEMO / "request_answers.csv"})

    ended = pressed(words("log_requests", "tracking_log.xlsx"), person, ExcelLink(), places)

    assert ended is not None and ended.outcome is not None, person.told
    assert "Changed in Excel, for you to save: tracking_log.xlsx" in ended.message
    lines = Desk(desk, ExcelLink().of_desk(desk)).table("Lines").rows()
    assert len(lines) == ended.outcome.counts["lines"] > 0
    assert hashlib.sha256((desk / "tracking_log.xlsx").read_bytes()).hexdigest() == held
    assert choices(KnownDesks(places.known_desks), ExcelLink()) == [Choice(desk, ("tracking_log.xlsx",))]
    assert choices(KnownDesks(tmp_path / "nothing known"), ExcelLink()) == [Choice(None, (), "tracking_log.xlsx", Desk(desk).desk_id)]
