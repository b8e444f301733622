"""What a person is told when Excel is busy, closed, protected or gone; and which open workbook is whose."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fake_excel
import pytest
from contract import key, line
from desks import call, copy, new_desk
from fake_excel import CommandError, Excel, ExcelBusyError, com_error

from results_desk import tables
from results_desk.edges.book.files import ClosedBook
from results_desk.edges.computer.known_desks import KnownDesks
from results_desk.edges.desk.desk import Desk
from results_desk.edges.excel import calls as excel_calls
from results_desk.edges.excel import running as excel
from results_desk.edges.excel.book import LiveBook
from results_desk.edges.excel.calls import ask
from results_desk.edges.excel.running import OpenBook, find_book, of_desk, open_books
from results_desk.errors import DeskError

LOG = "tracking_log.xlsx"
BUSY = (com_error(-2147418111), com_error(-2147417846), com_error(-2147352567, -2146777998), ExcelBusyError(), CommandError(-1712))
GONE = (com_error(-2147417848), com_error(-2147023174), com_error(-2147220995), CommandError(-609))


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """No test waits; what would have been waited is noted."""
    waited: list[float] = []
    monkeypatch.setattr(excel_calls.time, "sleep", waited.append)
    return waited


def always(error: Exception) -> Any:
    def call() -> None:
        raise error

    return call


@pytest.mark.parametrize("error", BUSY, ids=repr)
def test_a_busy_excel_is_asked_for_five_seconds(error: Exception, pauses: list[float]) -> None:
    says = (
        "Excel is busy with tracking_log.xlsx. Nothing was written to tracking_log.xlsx: finish editing the cell, "
        "close any open dialogue box, and try again."
    )
    with pytest.raises(DeskError, match=re.escape(says)):
        ask(LOG, always(error))
    assert 4 < sum(pauses) < 6


def test_a_cell_that_is_finished_meanwhile_stops_nothing(pauses: list[float]) -> None:
    answers = iter([com_error(-2147418111), com_error(-2147418111)])

    def call() -> str:
        for error in answers:
            raise error
        return "done"

    assert ask(LOG, call) == "done" and len(pauses) == 2


@pytest.mark.parametrize(
    ("error", "says"),
    [
        *((error, f"{LOG} is not open in Excel any more. Nothing was written to {LOG}: open it again, look at it") for error in GONE),
        (CommandError(-1743), f"The Mac does not let us speak to Excel. Nothing was written to {LOG}: allow it in System Settings"),
        (com_error(-2147352567, -2146827284), f"Excel does not let us change {LOG}. Nothing was written to {LOG}: take the protection off"),
    ],
    ids=repr,
)
def test_other_refusals_are_told_at_once(error: Exception, says: str, pauses: list[float]) -> None:
    with pytest.raises(DeskError, match=re.escape(says)):
        ask(LOG, always(error))
    assert pauses == []


def test_a_fault_of_ours_is_no_refusal_of_excel() -> None:
    with pytest.raises(ZeroDivisionError):
        ask(LOG, always(ZeroDivisionError()))


def log_book(program: Excel) -> LiveBook:
    return LiveBook(fake_excel.book(program, LOG, "Lines", line(1)), Path(LOG))


def changed(program: Excel) -> LiveBook:
    book = log_book(program)
    book.table("Lines").update({key(1): {"Status": "Closed", "Note": "done", "Line ID": "PRS-24-0001-1"}})
    return book


def test_a_book_that_is_busy_while_we_write_says_that_a_part_is_written(pauses: list[float]) -> None:
    program, writes = Excel(), []
    book = changed(program)

    def trouble(what: str) -> None:
        if what == "write":
            writes.append(what)
            if len(writes) > 1:
                raise com_error(-2147418111)

    program.trouble = trouble
    book.check_writable()
    with pytest.raises(DeskError, match=rf"A part of {LOG} is written, the rest is not: .* and run the action again: it goes on where it"):
        book.commit(None)

    program.trouble = lambda what: None
    again = LiveBook(program.books[0], Path(LOG))
    again.table("Lines").update({key(1): {"Status": "Closed", "Note": "done"}})
    again.check_writable()
    assert again.commit(None) is True
    assert again.table("Lines").rows()[0] | {"Status": "Closed", "Note": "done"} == again.table("Lines").rows()[0]


def test_a_book_that_was_closed_meanwhile() -> None:
    program = Excel()
    book = changed(program)
    program.trouble = lambda what: always(com_error(-2147417848))()

    with pytest.raises(DeskError, match="is not open in Excel any more. Nothing was written"):
        book.check_writable()


def test_a_protected_sheet() -> None:
    program = Excel()
    book = changed(program)
    program.books[0].sheets[0].api.ProtectContents = True

    with pytest.raises(DeskError, match=rf"{LOG}: the sheet of the table Lines is protected, so nothing was written: take .* off"):
        book.check_writable()
    assert "Closed" not in program.books[0].sheets[0].cells.values()


def test_a_workbook_that_is_open_to_read_only() -> None:
    program = Excel()
    book = changed(program)
    program.books[0].api.ReadOnly = True

    with pytest.raises(DeskError, match=rf"{LOG} is open read-only in Excel, so nothing was written: open it for editing"):
        book.check_writable()


def test_nothing_is_saved_and_the_file_as_it_was_is_kept(tmp_path: Path) -> None:
    path = tmp_path / LOG
    path.write_bytes(b"as it was saved last")
    program = Excel()
    fake_excel.book(program, LOG, "Lines", line(1))
    book = LiveBook(program.books[0], path)
    book.table("Lines").update({key(1): {"Status": "Closed"}})
    book.check_writable()
    book.commit(tmp_path / "backups", 20, "2024-09-02 090000")

    assert path.read_bytes() == b"as it was saved last"
    assert (tmp_path / "backups" / "tracking_log.2024-09-02 090000.xlsx").read_bytes() == b"as it was saved last"
    assert "Closed" in program.books[0].sheets[0].cells.values()


def running(monkeypatch: pytest.MonkeyPatch, *programs: Excel) -> None:
    library = SimpleNamespace(apps=programs, XlwingsError=type("XlwingsError", (Exception,), {}))
    monkeypatch.setattr(excel, "connect", lambda: library)


def test_which_open_workbooks_are_a_desk_s(monkeypatch: pytest.MonkeyPatch) -> None:
    program = Excel()
    fake_excel.book(program, LOG, "Lines", line(1), "desk-1")
    fake_excel.book(program, "results.xlsx", "Candidates", {})
    fake_excel.book(program, "Book1.xlsx", "Candidates", {})
    fake_excel.book(program, "results_desk.xlsx", "Lines", {})
    running(monkeypatch, program)

    assert [(book.name, book.desk_id, book.window) for book in open_books()] == [(LOG, "desk-1", 4711), ("results.xlsx", "", 4711)]


def test_one_busy_excel_among_two_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class Busy:
        @property
        def books(self) -> Any:
            raise com_error(-2147418111)

    program = Excel()
    fake_excel.book(program, LOG, "Lines", line(1), "desk-1")
    running(monkeypatch, Busy(), program)  # type: ignore[arg-type]
    assert [book.name for book in open_books()] == [LOG]

    running(monkeypatch, Busy())  # type: ignore[arg-type]
    with pytest.raises(DeskError, match="Excel is busy with an open workbook"):
        open_books()


def test_without_excel_the_doctor_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Library:
        XlwingsError = type("XlwingsError", (Exception,), {})

        @property
        def apps(self) -> Any:
            raise self.XlwingsError("only supported on Windows and macOS")

    monkeypatch.setattr(excel, "connect", Library)
    with pytest.raises(DeskError, match="Excel can't be reached from here: 'results-desk doctor'"):
        open_books()


def opened(name: str, desk_id: str = "desk-1", window: int = 1) -> OpenBook:
    return OpenBook(name, desk_id, window, object())


def test_a_workbook_is_found_by_name_and_by_window_where_two_have_it() -> None:
    books = [opened(LOG), opened("results.xlsx", window=1), opened("Results.xlsx", window=2)]

    assert find_book(books, "Tracking_Log.xlsx") is books[0]
    assert find_book(books, "results.xlsx", 2) is books[2]
    with pytest.raises(DeskError, match=r"results\.xlsx is open twice: close one of them"):
        find_book(books, "results.xlsx", 3)
    with pytest.raises(DeskError, match=r"notes\.xlsx is not open in Excel, or is no workbook of a desk"):
        find_book(books, "notes.xlsx")


def test_the_workbooks_of_one_desk() -> None:
    ours, other = opened(LOG), opened("results.xlsx", "desk-2")

    assert of_desk([ours, other, opened("results.xlsx", "")], "desk-1") == {LOG: ours}
    with pytest.raises(DeskError, match=r"tracking_log \(1\)\.xlsx is a copy of a workbook of the desk: close it"):
        of_desk([ours, opened("tracking_log (1).xlsx")], "desk-1")
    with pytest.raises(DeskError, match=r"tracking_log\.xlsx is open twice"):
        of_desk([ours, opened(LOG, window=2)], "desk-1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_desk(tmp_path_factory.mktemp("known") / "summer")


def test_every_workbook_of_a_new_desk_says_which_desk_it_is_of(folder: Path) -> None:
    desk = Desk(folder)

    assert len(desk.desk_id) == 32
    assert {ClosedBook.open(folder / name).desk_id for name in desk.workbooks} == {desk.desk_id}


def test_copy_dates_gives_the_number_to_a_workbook_that_has_none(folder: Path, tmp_path: Path) -> None:
    desk = copy(folder, tmp_path)
    book = ClosedBook.open(desk / LOG)
    assert book.set_desk_id("") is True and book.set_desk_id("") is False
    book.commit(None)
    assert ClosedBook.open(desk / LOG).desk_id == ""
    assert call("copy-dates", desk).code == 0

    assert ClosedBook.open(desk / LOG).desk_id == Desk(desk).desk_id
    assert tables.DESK_ID not in ClosedBook.open(desk / LOG).constants


def test_a_desk_refuses_a_workbook_of_another(folder: Path) -> None:
    with pytest.raises(DeskError, match=r"tracking_log\.xlsx, open in Excel, belongs to another desk than the folder summer: close it"):
        Desk(folder, {LOG: opened(LOG, "desk-2")})
    with pytest.raises(DeskError, match=r"tracking_log\.xlsx, open in Excel, does not say which desk .* run Copy dates on the desk summer"):
        Desk(folder, {LOG: opened(LOG, "")})


def test_a_live_workbook_is_not_worked_on_as_a_file(folder: Path) -> None:
    desk = Desk(folder, {LOG: opened(LOG, Desk(folder).desk_id)})

    with pytest.raises(DeskError, match=r"tracking_log\.xlsx is open in Excel: close it there and try again"):
        desk.file(LOG)


def test_the_folder_of_a_desk_is_asked_for_once(folder: Path, tmp_path: Path) -> None:
    known, asked = KnownDesks(tmp_path / "settings" / "desks.json"), []
    desk_id = Desk(folder).desk_id

    def answer(question: str) -> Path:
        asked.append(question)
        return folder

    assert known.find(desk_id, LOG, answer) == known.find(desk_id, LOG, answer) == folder
    assert asked == [f"Where on this computer is the folder of the desk that {LOG} belongs to?"]
    assert known.folders() == [folder.absolute()]


def test_what_is_not_the_desk_of_a_workbook(folder: Path, tmp_path: Path) -> None:
    known = KnownDesks(tmp_path / "desks.json")
    known.file.write_text("[not a desk")

    with pytest.raises(DeskError, match="summer is not the desk that tracking_log.xlsx belongs to: choose the folder where"):
        known.find("desk-2", LOG, lambda question: folder)
    with pytest.raises(DeskError, match="The desk of tracking_log.xlsx is not known on this computer: run it again and choose"):
        known.find("desk-2", LOG, lambda question: None)
    with pytest.raises(DeskError, match="tracking_log.xlsx does not say which desk it belongs to: close it, run Copy dates"):
        known.find("", LOG, lambda question: folder)
    assert known.folders() == []
