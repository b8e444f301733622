"""A button of the ribbon, from what the add-in says to what the person is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from desks import copy, filled_desk, fingerprints, samples
from hypothesis import given as drawn
from hypothesis import strategies as st
from office import ROOT

from results_desk.actions import Action
from results_desk.actions.questions import OneOf, Question
from results_desk.doors.answers import given
from results_desk.doors.buttons import known
from results_desk.doors.excel_link import ExcelLink
from results_desk.doors.perform import Ended, perform
from results_desk.doors.ribbon import Press, pressed, status_bar
from results_desk.doors.worker import Step, Worker, steps
from results_desk.edges.computer.known_desks import KnownDesks
from results_desk.edges.computer.places import Places
from results_desk.edges.desk.desk import Desk
from results_desk.edges.excel.running import OpenBook, find_book
from results_desk.errors import DeskError, RuleRefusal


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_desk(tmp_path_factory.mktemp("filled") / "desk")


@pytest.fixture
def desk(filled: Path, tmp_path: Path) -> Path:
    return copy(filled, tmp_path)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places("Linux", tmp_path / "home", {}, Path(sys.executable))


@dataclass
class Excel(ExcelLink):
    """An Excel in which these workbooks are open; what it is told to show in its status bar is kept."""

    open: list[OpenBook] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def find(self, name: str, window: int) -> OpenBook:
        return find_book(self.open, name, window)

    def of_desk(self, folder: Path) -> Mapping[str, OpenBook]:
        return {}

    def status(self, book: OpenBook | None, text: str) -> None:
        self.shown.append(text)


@dataclass
class Person:
    """Gives these answers, and keeps what it is told."""

    answer: dict[str, object] | None = field(default_factory=dict)
    where: Path | None = None
    asked: list[str] = field(default_factory=list)
    told: list[tuple[str, Ended]] = field(default_factory=list)

    def answers(self, action: Action, desk: Path | None) -> dict[str, object] | None:
        self.asked.append(action.name)
        return self.answer

    def folder(self, question: str) -> Path | None:
        self.asked.append(question)
        return self.where

    def tell(self, title: str, ended: Ended) -> None:
        self.told.append((title, ended))


def words(action: str, workbook: str, window: int = 0) -> list[str]:
    """As the add-in says it."""
    return [action, "x" + workbook.encode("utf-16-be").hex().upper(), str(window)]


def in_excel(desk: Path, name: str = "results.xlsx") -> Excel:
    return Excel([OpenBook(name, Desk(desk).desk_id, 7, None)])


@drawn(st.text(st.characters(codec="utf-16"), max_size=80), st.integers(-(2**31), 2**63))
def test_a_name_comes_back_whatever_it_is(name: str, window: int) -> None:
    assert Press.read(words("today", name, window)) == Press("today", name, window)
    assert Press.read([" ".join(words("today", name)[:2])]) == Press("today", name)


@pytest.mark.parametrize(
    "said",
    [
        [], ["today"], ["today", "results.xlsx"], ["Today", "x"], ["today", "x12"], ["today", "x", "7", "--json"], ["today", "x", "7 8"],
        ["../today", "x"], ["today;", "x"], ["today", "x0041\n"], ["today", "X0041"], ["today", "x004g"],
    ],
)  # fmt: skip
def test_what_the_addin_never_says_is_not_understood(said: list[str]) -> None:
    with pytest.raises(DeskError, match="for the add-in to start"):
        Press.read(said)


def test_a_button_does_its_action_on_the_desk_of_the_workbook_in_front(desk: Path, places: Places) -> None:
    person, excel = Person({"files": samples("import_results")}, desk), in_excel(desk)
    ended = pressed(words("import_results", "Results.xlsx", 7), person, excel, places)

    assert ended is not None and ended.outcome is not None
    assert ended.headline == f"Done, with {len(ended.outcome.problems)} things to look at"
    assert person.told == [("Import results", ended)]
    assert any(text.startswith("Import results: Checking 1 of") for text in excel.shown)
    assert excel.shown[-1] == ""
    assert KnownDesks(places.known_desks).folders() == [desk]


def test_the_folder_is_asked_for_once(desk: Path, places: Places) -> None:
    first, second = Person({}, desk), Person({}, None)
    pressed(words("today", "results.xlsx"), first, in_excel(desk), places)
    pressed([" ".join(words("today", "results.xlsx")[:2])], second, in_excel(desk), places)  # as a Mac says it

    assert first.asked == ["Where on this computer is the folder of the desk that results.xlsx belongs to?", "today"]
    assert second.asked == ["today"]
    assert second.told[0][1].state in ("done", "problems")


def test_who_thinks_better_of_it_changes_nothing_and_is_told_nothing(desk: Path, places: Places) -> None:
    KnownDesks(places.known_desks).remember(desk)
    before = fingerprints(desk)
    person = Person(None)

    assert pressed(words("import_results", "results.xlsx"), person, in_excel(desk), places) is None
    assert person.told == []
    assert fingerprints(desk) == before


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (words("today", ""), "No workbook is open"),
        (words("today", "holiday.xlsx"), "holiday.xlsx is not open in Excel, or is no workbook of a desk"),
        (words("no_such_thing", "results.xlsx"), "has no action 'no_such_thing'"),
        (["today"], "for the add-in to start"),
    ],
)
def test_what_can_not_be_done_is_said_in_one_sentence(desk: Path, places: Places, said: list[str], says: str) -> None:
    person = Person()
    pressed(said, person, in_excel(desk), places)

    (_, ended) = person.told[0]
    assert (ended.state, ended.headline) == ("refused", "Nothing was done")
    assert says in ended.message


def test_a_fault_of_ours_is_one_sentence_and_the_place_of_its_log(tmp_path: Path) -> None:
    def broken() -> None:
        raise ZeroDivisionError("0042 Shaw, Jennifer")

    ended = perform("Import results", broken, tmp_path / "faults")

    (log,) = (tmp_path / "faults").iterdir()
    assert ended == Ended("fault", ended.message if ended else "")
    assert ended is not None
    assert ended.message.startswith("A fault of Results Desk stopped Import results; your workbooks are as they were.")
    assert str(log) in ended.message
    assert "Shaw" not in ended.message + log.read_text(encoding="utf-8")


def test_a_rule_that_forbids_it_is_told_apart(tmp_path: Path) -> None:
    def forbidden() -> None:
        raise RuleRefusal("Not before 08:00.")

    assert perform("Write statements", forbidden, tmp_path) == Ended("forbidden", "Not before 08:00.")


def test_a_tool_needs_no_workbook_and_the_desk_it_makes_is_remembered(places: Places, tmp_path: Path) -> None:
    answer = {"desk": tmp_path / "new", "centre": "12345", "centre_name": "Larkfield", "series": "June 2024"}
    person = Person({**answer, "body_centre": [], "practice": True})
    ended = pressed(words("new", ""), person, Excel(), places)

    assert ended is not None and ended.outcome is not None
    assert KnownDesks(places.known_desks).folders() == [tmp_path / "new"]


def test_the_next_series_starts_from_the_desk_in_front(desk: Path, places: Places) -> None:
    KnownDesks(places.known_desks).remember(desk)
    person = Person({"new_desk": desk.parent / "next", "series": "June 2025"})
    ended = pressed(words("roll", "results.xlsx"), person, in_excel(desk), places)

    assert ended is not None and ended.outcome is not None, person.told
    assert Desk(desk.parent / "next").settings["Series"] == "June 2025"


def test_the_status_bar_is_written_to_about_twenty_times() -> None:
    excel = Excel()
    done = list(status_bar(excel, None, "Write statements")(range(1000), "Writing"))

    assert done == list(range(1000))
    assert len(excel.shown) == 20
    assert excel.shown[1] == "Write statements: Writing 51 of 1000"
    assert list(status_bar(excel, None, "A")(iter("ab"), "B"))
    assert excel.shown[-1] == "A: B 1"


def test_the_addin_starts_python_and_gets_a_window_or_a_sentence(tmp_path: Path) -> None:
    """`python -P -m results_desk run ...` as the launcher has it; no screen here, so that nothing can be shown."""
    env = {"PYTHONPATH": str(ROOT / "addin"), "HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-P", "-m", "results_desk", "run", *words("today", "results.xlsx")]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert done.returncode != 0
    assert "no display" in done.stderr
    other = subprocess.run([*command[:4], "--version"], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert other.stdout.startswith("results-desk ")


def test_a_button_loads_no_command_line_and_nothing_heavy(tmp_path: Path) -> None:
    heavy = ["typer", "rich", "pandas", "openpyxl", "docxtpl", "xlwings", "xlsxwriter"]
    code = f"import sys, json, results_desk.doors.ribbon; print(json.dumps([name for name in {heavy!r} if name in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT / "addin")}, capture_output=True, text=True, timeout=60)

    assert json.loads(done.stdout) == []


def question(kind: str, required: bool = False, default: object = "") -> Question:
    return Question("what_for", "Say what for.", kind, required, default, OneOf(lambda desk: ["a"]).on)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "typed", "value"),
    [
        (question("text"), " why ", "why"),
        (question("text", default="because"), "", "because"),
        (question("texts", default=()), "", []),
        (question("texts"), "0042, 0043;0044", ["0042", "0043", "0044"]),
        (question("files"), ("a.csv", "b.csv"), [Path("a.csv"), Path("b.csv")]),
        (question("files"), "a.csv", [Path("a.csv")]),
        (question("file", default=None), "", None),
        (question("file"), "a.csv", Path("a.csv")),
        (question("new folder"), " summer ", Path("summer")),
        (question("number", default=7), "12", 12),
        (question("yes or no"), True, True),
        (question("choice"), "a", "a"),
    ],
)
def test_what_is_typed_becomes_what_the_action_takes(asked: Question, typed: object, value: object) -> None:
    assert given([asked], {"what_for": typed}) == {"what_for": value}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("asked", "typed", "says"),
    [
        (question("text", required=True), "  ", "What for: an answer is needed. Say what for."),
        (question("files", required=True), (), "an answer is needed"),
        (question("number"), "many", "What for: 'many' is no whole number."),
    ],
)
def test_what_is_missing_or_wrong_is_said(asked: Question, typed: object, says: str) -> None:
    with pytest.raises(DeskError, match=says):
        given([asked], {"what_for": typed})  # type: ignore[dict-item]


def test_work_beside_a_window_reports_and_ends_on_the_thread_that_hears() -> None:
    worker, heard = Worker(), list[object]()
    worker.start(lambda report: list(steps(report)([1, 2], "Counting")), heard.append, heard.append)
    assert worker.busy
    while worker.busy:
        worker.hear()

    assert heard == [Step("Counting", 0, 2), Step("Counting", 1, 2), [1, 2]]


def test_every_action_and_tool_can_be_asked(tmp_path: Path) -> None:
    for each in known().values():
        assert all(question.prompt for question in each.questions), each.name
