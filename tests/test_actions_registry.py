"""One `@action(...)` is enough: what a button shows, which workbooks it fits, and what it asks follow from the function."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import pytest

from results_desk import tables
from results_desk.actions import ACTIONS
from results_desk.actions.groups import BOOKS, GROUPS, ICONS
from results_desk.actions.questions import OneOf, Question, questions
from results_desk.actions.registry import Outcome, Work, action

KNOWN_PICTURES = {
    "CalculateNow", "ChartRefresh", "CreateReport", "ErrorChecking", "ExportHtmlDocument", "ExportTextFile", "FileSaveAsPdfOrXps", "Help",
    "ImportExcel", "PivotTableInsert", "PropertySheet", "RefreshAll", "ReviewCompareMajorVersion", "MacroPlay", "FileSave", "FilePrint",
    "FindDialog", "TableInsertExcel", "DataValidation", "ReviewAcceptChange", "Info",
}  # fmt: skip
"""Pictures (imageMso) that are in Microsoft's own list: Excel shows an empty button for any other name."""


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """The registry as it was, after each test."""
    held = dict(ACTIONS)
    yield
    ACTIONS.clear()
    ACTIONS.update(held)


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_can_be_drawn_and_asked(name: str) -> None:
    known = ACTIONS[name]

    assert known.icon in KNOWN_PICTURES
    assert known.tip and "\n" not in known.tip and len(known.tip) <= 1024
    assert len(known.label) <= 30
    assert set(known.books) <= set(tables.WORKBOOKS)
    assert all(question.prompt for question in known.questions)


def test_every_group_has_a_picture_and_workbooks() -> None:
    assert set(ICONS) == set(BOOKS) == set(GROUPS)
    assert set(ICONS.values()) <= KNOWN_PICTURES
    assert {book for books in BOOKS.values() for book in books} <= set(tables.WORKBOOKS)


def test_a_plain_action_gets_its_button_from_its_group_and_help() -> None:
    @action("Today", "Count lines")
    def count_lines(work: Work) -> Outcome:
        """Count what there
        is to count.

        More for the reader of the code.
        """
        return Outcome("")

    made = ACTIONS["count_lines"]
    assert (made.icon, made.books, made.questions) == (ICONS["Today"], BOOKS["Today"], ())
    assert made.tip == "Count what there is to count."


def test_an_action_may_say_its_own_picture_tip_and_workbooks() -> None:
    @action("Results", "Count results", icon="Help", tip="How many?", books=())
    def count_results(work: Work) -> Outcome:
        """Count the results."""
        return Outcome("")

    made = ACTIONS["count_results"]
    assert (made.icon, made.tip, made.books) == ("Help", "How many?", ())


def test_questions_follow_from_the_signature() -> None:
    def asks(
        work: Work,
        files: Annotated[list[Path], "Files."],
        answers: Annotated[Path, "One file."],
        kind: Annotated[Literal["authority", "press"], "For whom."],
        letter: Annotated[str, "Which letter.", OneOf(lambda desk: (desk.name, "form"))],
        reason: Annotated[str, "Why."] = "",
        other: Annotated[Path | None, "Another file."] = None,
        candidate: Annotated[list[str], "Only this one."] = (),  # type: ignore[assignment]
        days: Annotated[int, "How many days."] = 7,
        yes: Annotated[bool, "Answer yes."] = False,
    ) -> Outcome:
        """Ask for everything."""
        return Outcome("")

    asked = questions(asks)
    assert [(each.name, each.kind, each.required) for each in asked] == [
        ("files", "files", True), ("answers", "file", True), ("kind", "choice", True), ("letter", "choice", True),
        ("reason", "text", False), ("other", "file", False), ("candidate", "texts", False), ("days", "number", False),
        ("yes", "yes or no", False),
    ]  # fmt: skip
    assert asked[2].choices(Path("summer")) == ("authority", "press")
    assert asked[3].choices(Path("summer")) == ("summer", "form")
    assert asked[7].default == 7


def test_a_window_offers_no_answer_where_none_has_to_be_given() -> None:
    """Nobody's ID was seen because a list of IDs begins with one."""
    seen = next(each for each in ACTIONS["hand_over"].questions if each.name == "id_seen")
    how = next(each for each in ACTIONS["return_work"].questions if each.name == "how")
    kind = next(each for each in ACTIONS["write_mail"].questions if each.name == "kind")

    assert seen.offered(Path())[0] == "" and "Passport" in seen.offered(Path())
    assert how.offered(Path()) == ("candidates", "department", "destroyed")
    assert kind.offered(Path()) == ("results", "outcome", "reminder")


@pytest.mark.parametrize("hint", [str, Annotated[str, 7], Annotated[set[str], "A kind we cannot ask."]])
def test_a_parameter_nobody_could_answer_is_refused(hint: object) -> None:
    def asks(work: Work, what: str) -> Outcome:
        return Outcome("")

    asks.__annotations__["what"] = hint
    with pytest.raises(TypeError, match="what needs Annotated"):
        questions(asks)


def test_a_question_has_a_heading() -> None:
    assert Question("body_centre", "Another number.", "text", False).label == "Body centre"
