"""A colleague works in the open workbook between our look at it and our writing: nothing of theirs is lost, nothing of ours goes astray."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from calc_engine import ENGINE, close_all, open_book
from contract import Given, frame, key, line, make
from desks import new_desk

from results_desk import tables
from results_desk.actions import Action, Outcome, Work, run
from results_desk.actions.making import silent
from results_desk.edges.desk.desk import Desk
from results_desk.edges.desk.received import LONDON
from results_desk.edges.excel.book import LiveBook
from results_desk.edges.excel.running import of_desk, open_books
from results_desk.errors import DeskError, StaleBook

NOW = datetime(2024, 9, 2, 9, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    close_all()


@dataclass
class Colleague:
    """Somebody else with the same sheet in front of them; rows count from 1, the first row of the table."""

    table: Any

    @property
    def sheet(self) -> Any:
        return self.table.parent.page

    def at(self, row: int, heading: str) -> Any:
        area = self.table.named.DataArea
        headings = self.sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.StartRow).getDataArray()[0]
        return self.sheet.getCellByPosition(area.StartColumn + headings.index(heading), area.StartRow + row)

    def types(self, row: int, heading: str, text: str) -> None:
        self.at(row, heading).String = text

    def inserts(self, row: int) -> None:
        self.sheet.Rows.insertByIndex(self.table.named.DataArea.StartRow + row, 1)

    def deletes(self, row: int) -> None:
        self.sheet.Rows.removeByIndex(self.table.named.DataArea.StartRow + row, 1)

    def swaps(self, one: int, other: int) -> None:
        for heading in tables.table("Lines").headings:
            first, second = self.at(one, heading), self.at(other, heading)
            if first.Type.value != "FORMULA":
                held = first.getDataArray(), second.getDataArray()
                second.setDataArray(held[0]), first.setDataArray(held[1])

    def adds(self, number: int) -> None:
        area = self.table.named.DataArea
        self.table.grow_to(area.EndRow + 2)
        self.types(area.EndRow + 1 - area.StartRow, "Line ID", key(number)[0])


@dataclass
class Desktop:
    """A log with three lines, open; our look at it, and the colleague."""

    path: Path
    ours: LiveBook
    colleague: Colleague

    def written(self) -> None:
        self.ours.check_writable()
        self.ours.commit(None)

    def lines(self) -> dict[str, str]:
        """Line and status, as they stand in the sheet now."""
        read = _look(self.path).table("Lines").rows()
        return {str(row["Line ID"])[7:11]: str(row["Status"]) for row in read}


def _look(path: Path) -> LiveBook:
    import xlwings

    return LiveBook(xlwings.Book(impl=next(book for book in ENGINE.app.books if book.path == path)), path)


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    path = make(tmp_path / "tracking_log.xlsx", Given("Lines", [line(n) for n in (1, 2, 3)]))
    open_book(path)
    return Desktop(path, _look(path), Colleague(ENGINE.app.books[0].sheets[0].tables[0]))


Act = Callable[[Colleague], object]

HARMLESS: dict[str, tuple[Act, dict[str, str]]] = {
    "inserts a line above": (lambda who: who.inserts(2), {"0001": "Draft", "0002": "Closed", "0003": "Draft"}),
    "deletes another line": (lambda who: who.deletes(1), {"0002": "Closed", "0003": "Draft"}),
    "changes another line": (lambda who: who.types(3, "Status", "Missed"), {"0001": "Draft", "0002": "Closed", "0003": "Missed"}),
    "sorts the lines": (lambda who: who.swaps(2, 3), {"0001": "Draft", "0003": "Draft", "0002": "Closed"}),
    "adds a line": (lambda who: who.adds(4), {"0001": "Draft", "0002": "Closed", "0003": "Draft", "0004": ""}),
    "makes the same change": (lambda who: who.types(2, "Status", "Closed"), {"0001": "Draft", "0002": "Closed", "0003": "Draft"}),
}  # fmt: skip


@pytest.mark.parametrize("what", HARMLESS)
def test_our_change_finds_its_line(desktop: Desktop, what: str) -> None:
    act, wanted = HARMLESS[what]
    desktop.ours.table("Lines").update({key(2): {"Status": "Closed"}})
    act(desktop.colleague)
    desktop.written()

    assert desktop.lines() == wanted


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (lambda who: who.deletes(2), {"0001": "Draft", "0003": "Draft"}),
        (lambda who: who.types(2, "Status", "Sent to board"), {"0001": "Draft", "0002": "Sent to board", "0003": "Draft"}),
        (lambda who: who.adds(2), {"0001": "Draft", "0002": "", "0003": "Draft"}),
    ],
    ids=["our line is gone", "our cell was changed", "our line is there twice"],
)
def test_what_we_went_by_has_changed(desktop: Desktop, act: Act, left: dict[str, str]) -> None:
    desktop.ours.table("Lines").update({key(1): {"Status": "Closed"}, key(2): {"Status": "Closed"}})
    act(desktop.colleague)

    with pytest.raises(StaleBook):
        desktop.ours.check_writable()
    assert desktop.lines() == left, "nothing was written, not even to the lines that nobody touched"


def test_a_change_in_the_last_moment_is_seen(desktop: Desktop) -> None:
    desktop.ours.table("Lines").update({key(2): {"Status": "Closed"}})
    desktop.ours.check_writable()
    desktop.colleague.inserts(1)
    desktop.colleague.types(1, "Line ID", key(9)[0])
    desktop.ours.commit(None)

    assert desktop.lines() == {"0009": "", "0001": "Draft", "0002": "Closed", "0003": "Draft"}


def test_our_new_lines_go_below_theirs(desktop: Desktop) -> None:
    desktop.ours.table("Lines").append(frame([line(5), line(6)]))
    desktop.colleague.adds(4)
    desktop.written()

    assert list(desktop.lines()) == ["0001", "0002", "0003", "0004", "0005", "0006"]


def test_a_line_that_they_have_added_too_is_not_added_twice(desktop: Desktop) -> None:
    desktop.ours.table("Lines").append(frame([line(4)]))
    desktop.colleague.adds(4)

    with pytest.raises(StaleBook):
        desktop.ours.check_writable()


@pytest.mark.parametrize("grows", [True, False])
def test_a_table_grows_with_its_formulas_whether_excel_lets_it_or_not(desktop: Desktop, grows: bool) -> None:
    ENGINE.habits.grows = grows
    desktop.ours.table("Lines").append(frame([line(4, Deadline=date(2024, 9, 26)), line(5)]))
    desktop.written()
    rows = _look(desktop.path).table("Lines").rows()

    assert [row["Candidate number"] for row in rows] == ["0001", "0002", "0003", "0004", "0005"]
    assert rows[3]["Alarm"] == rows[4]["Alarm"] == rows[0]["Alarm"] != ""


def test_something_below_the_table_is_named(desktop: Desktop) -> None:
    desktop.colleague.at(5, "Candidate number").String = "Ask Ms Reed"
    desktop.ours.table("Lines").append(frame([line(4), line(5)]))

    with pytest.raises(DeskError, match=r"tracking_log\.xlsx, table Lines has something below it \([A-Z]+9\), so it cannot grow: move"):
        desktop.ours.check_writable()
    assert list(desktop.lines()) == ["0001", "0002", "0003"]


def test_an_action_is_done_again_when_a_colleague_was_quicker(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    open_book(desk / "tracking_log.xlsx")
    log = next(table for sheet in ENGINE.app.books[0].sheets for table in sheet.tables if table.name == "Lines")
    tries = []

    def close(work: Work) -> Outcome:
        table = work.desk.table("Lines")
        if not tries:
            table.append(frame([line(1)]))
        tries.append(len(table.rows()))
        if len(tries) == 1:
            Colleague(log).types(1, "Line ID", key(1)[0])
        else:
            table.update({key(1): {"Status": "Closed"}})
        return Outcome("Done.")

    live = of_desk(open_books(), Desk(desk).desk_id)
    outcome = run(Action("close", "Today", "Close", "", close, reveals="keep"), desk, NOW, silent, {}, live=live)

    assert tries == [1, 1] and outcome.message == "Done. Changed in Excel, for you to save: tracking_log.xlsx."
    assert [(row["Line ID"], row["Status"]) for row in Desk(desk, live).table("Lines").rows()] == [(key(1)[0], "Closed")]
