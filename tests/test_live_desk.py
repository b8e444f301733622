"""The main line on a desk whose workbooks are open, against the same on closed files: every cell of every table."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from calc_engine import close_all, open_book
from desks import new_desk

from results_desk import tables
from results_desk.actions import ACTIONS, Action, Outcome, Work, run
from results_desk.actions.demo import chapters
from results_desk.actions.making import silent
from results_desk.actions.story import Chapter, told_in
from results_desk.edges.desk.desk import Desk
from results_desk.edges.desk.received import LONDON
from results_desk.edges.excel.running import OpenBook, of_desk, open_books
from results_desk.rules.cells import serial

OPEN = ("results_desk.xlsx", "results.xlsx", "tracking_log.xlsx")
"""The workbooks that are open; the others of the desk are files."""


Played = tuple[Desk, Desk, list[Outcome], list[Outcome]]
"""The desk as files, the desk with open workbooks, and what was said of each."""


def came_back(work: Work, scratch: Path) -> Outcome:
    """A review of marking is one mark and one grade up."""
    line = next(row for row in work.desk.table("Lines").rows() if (row["Candidate number"], row["Component code"]) == ("0026", "8791/1"))
    mark, grade = int(str(line["Raw mark"])), str(line["Subject grade"])
    file = scratch / "outcomes.csv"
    said = (
        "Line ID,Candidate number,Outcome date,Mark before,Mark after,Grade before,Grade after,Comment\n"
        f"{line['Line ID']},0026,12/09/2024,{mark},{mark + 1},{grade},{int(grade) + 1},\n"
    )
    if not file.exists():
        file.write_text(said)
    assert file.read_text() == said
    outcome: Outcome = ACTIONS["record_outcomes"].run(work, file)
    return outcome


def steps(scratch: Path) -> list[Chapter]:
    """The story of the practice desk, with one statement and no forms: letters are files either way."""
    story = chapters(scratch, told_in("planned.json"), told_in("story.json"))
    told = [chapter for chapter in story if chapter.action.name != "write_letters"]
    one = {"candidate": ["0001"]}
    told = [replace(chapter, given=one) if chapter.action.name == "write_statements" else chapter for chapter in told]
    last = told.pop()
    outcomes = replace(last, action=Action("came_back", "Outcomes", "", "", came_back, reveals="keep"), given={"scratch": scratch})
    return [*told, outcomes, last, replace(last, action=ACTIONS["copy_dates"], given={})]


def play(folder: Path, scratch: Path, live: Mapping[str, OpenBook] | None) -> list[Outcome]:
    """The story on a desk."""
    moments = ((datetime.fromisoformat(chapter.at).replace(tzinfo=LONDON), chapter) for chapter in steps(scratch))
    return [run(chapter.action, folder, moment, silent, chapter.given, clock_set=True, live=live) for moment, chapter in moments]


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    closed = new_desk(tmp_path_factory.mktemp("closed") / "desk")
    opened = Path(shutil.copytree(closed, tmp_path_factory.mktemp("open") / "desk"))
    for name in OPEN:
        open_book(opened / name)
    live = of_desk(open_books(), Desk(opened).desk_id)
    scratch = tmp_path_factory.mktemp("samples")
    yield Desk(closed), Desk(opened, live), play(closed, scratch, None), play(opened, scratch, live)
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


def test_the_actions_say_the_same(desks: Played) -> None:
    _, _, closed, opened = desks

    assert [outcome.counts for outcome in opened] == [outcome.counts for outcome in closed]
    assert [outcome.problems for outcome in opened] == [outcome.problems for outcome in closed]
    logged = next(outcome for outcome in closed if outcome.action == "log_requests").message
    assert next(outcome for outcome in closed if outcome.action == "came_back").counts["grades"] == 1
    assert f"{logged} Changed in Excel, for you to save: results.xlsx, tracking_log.xlsx." in [outcome.message for outcome in opened]


@pytest.mark.parametrize("name", [spec.name for spec in tables.TABLES if spec.workbook in OPEN])
def test_every_cell_is_the_same(desks: Played, name: str) -> None:
    closed, opened, *_ = desks

    assert cells(opened, name) == cells(closed, name)


def test_every_named_cell_is_the_same(desks: Played) -> None:
    closed, opened, *_ = desks
    for cell in (cell for cell in tables.NAMED_CELLS if cell.workbook in OPEN):
        assert opened.book(cell.workbook).named(cell.name) == closed.book(cell.workbook).named(cell.name), cell.name
