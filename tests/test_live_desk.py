"""The main line on a desk whose workbooks are open, against the same on closed files: every cell of every table."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from calc_engine import close_all, open_book
from desks import DEMO, new_desk, samples

from results_desk import tables
from results_desk.actions import ACTIONS, Action, Outcome, Work, run
from results_desk.actions.making import silent
from results_desk.edges.desk import Desk
from results_desk.edges.excel import OpenBook, of_desk, open_books
from results_desk.edges.received import LONDON
from results_desk.rules.cells import serial

STORY: dict[str, Any] = json.loads((DEMO / "story.json").read_text(encoding="utf-8"))
OPEN = ("results_desk.xlsx", "results.xlsx", "tracking_log.xlsx")
"""The workbooks that are open; the others of the desk are files."""


def typed(work: Work) -> Outcome:
    """What the officer types in the log afterwards."""
    keys = ("Candidate number", "Component code", "Service")
    held = {tuple(row[heading] for heading in keys): row["Line ID"] for row in work.desk.table("Lines").rows()}
    for told in STORY["log"]:
        cells = {
            heading: date.fromisoformat(value) if heading.endswith((" on", " date")) else value
            for heading, value in told["edits"].items()
        }  # fmt: skip
        work.desk.table("Lines").update({(held[told["candidate_number"], told["component_code"], told["service"]],): cells})
    return Outcome("typed")


STEPS: tuple[tuple[str, Action, Mapping[str, object]], ...] = (
    ("2024-08-13 15:30", ACTIONS["import_candidates"], {"files": samples("import_candidates")}),
    ("2024-08-13 16:00", ACTIONS["authorise_reader"], {"name": "Exams officer", "signed_by": "Head of centre"}),
    ("2024-08-21 07:30", ACTIONS["import_results"], {"files": samples("import_results")}),
    ("2024-08-22 11:00", ACTIONS["write_statements"], {"candidate": ["0001"]}),
    (STORY["log_requests_at"], ACTIONS["log_requests"], {"file": DEMO / "request_answers.csv"}),
    (STORY["log_requests_at"], Action("typed", "Requests", "", "", typed, reveals="keep"), {}),
    (STORY["flag_overdue_at"], ACTIONS["flag_overdue"], {}),
    (STORY["flag_overdue_at"], ACTIONS["copy_dates"], {}),
)


def play(folder: Path, live: Mapping[str, OpenBook] | None) -> list[Outcome]:
    """The story on a desk."""
    moments = ((datetime.fromisoformat(at).replace(tzinfo=LONDON), action, given) for at, action, given in STEPS)
    return [run(action, folder, moment, silent, given, clock_set=True, live=live) for moment, action, given in moments]


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk, list[Outcome], list[Outcome]]]:
    """The desk as files and the desk with open workbooks, after the same story, and what was said of each."""
    closed = new_desk(tmp_path_factory.mktemp("closed") / "desk")
    opened = Path(shutil.copytree(closed, tmp_path_factory.mktemp("open") / "desk"))
    for name in OPEN:
        open_book(opened / name)
    live = of_desk(open_books(), Desk(opened).desk_id)
    yield Desk(closed), Desk(opened, live), play(closed, None), play(opened, live)
    close_all()


def comparable(value: object) -> object:
    """A cell for comparing: what the spreadsheet computed as the number or text that it shows."""
    number = serial(value)
    return value or "" if number is None else round(number, 5)


def cells(desk: Desk, name: str) -> list[dict[str, object]]:
    """The rows of a table by heading, computed columns as what they show."""
    computed = {column.heading for column in tables.table(name).columns if column.formula}
    rows = desk.table(name).rows()
    return [{heading: comparable(value) if heading in computed else value for heading, value in row.items()} for row in rows]


def test_the_actions_say_the_same(desks: tuple[Desk, Desk, list[Outcome], list[Outcome]]) -> None:
    _, _, closed, opened = desks

    assert [outcome.counts for outcome in opened] == [outcome.counts for outcome in closed]
    assert [outcome.problems for outcome in opened] == [outcome.problems for outcome in closed]
    assert opened[4].message == f"{closed[4].message} Changed in Excel, for you to save: results.xlsx, tracking_log.xlsx."


@pytest.mark.parametrize("name", [spec.name for spec in tables.TABLES if spec.workbook in OPEN])
def test_every_cell_is_the_same(desks: tuple[Desk, Desk, list[Outcome], list[Outcome]], name: str) -> None:
    closed, opened, *_ = desks

    assert cells(opened, name) == cells(closed, name)


def test_every_named_cell_is_the_same(desks: tuple[Desk, Desk, list[Outcome], list[Outcome]]) -> None:
    closed, opened, *_ = desks
    for cell in (cell for cell in tables.NAMED_CELLS if cell.workbook in OPEN):
        assert opened.book(cell.workbook).named(cell.name) == closed.book(cell.workbook).named(cell.name), cell.name
