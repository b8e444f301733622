"""The History of the logs: every cell an action changed, once, with who, when, old and new; and nothing personal anywhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from desks import DEMO, call, copy, filled_desk, fingerprints
from embargo_desk import MARKS, NUMBERS, SECRET_BOOKS, embargoed, texts
from test_embargo import run_at
from test_rules_embargo import OTHER

from results_desk import tables
from results_desk.actions import ACTIONS
from results_desk.edges.book import changes
from results_desk.edges.book.files import ClosedBook
from results_desk.edges.desk import audit
from results_desk.edges.desk.desk import Desk


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk whose sample requests are logged."""
    desk = filled_desk(tmp_path_factory.mktemp("asked") / "desk")
    assert call("log-requests", desk, DEMO / "request_answers.csv").code == 4
    return desk


def history(desk: Path, name: str = "History") -> list[Mapping[str, object]]:
    return list(Desk(desk).table(name).rows())


def test_rows_that_were_added_are_one_line(asked: Path) -> None:
    (line,), added = history(asked), len(Desk(asked).table("Lines").rows())

    assert (line["Table"], line["Key"], line["New"], line["Action"]) == ("Lines", "", f"rows added: {added}", "log requests")
    assert line["Who"] == audit.login()


def test_every_changed_cell_is_a_line_once_and_computed_ones_are_none(asked: Path, tmp_path: Path) -> None:
    desk = copy(asked, tmp_path)
    for _ in range(2):
        assert call("flag-overdue", desk, "--at", "2024-09-25 09:00").code == 0
    lines = history(desk)[1:]
    flagged = [row["Line ID"] for row in Desk(desk).table("Lines").rows() if row["Flagged on"]]

    assert [line["Key"] for line in lines] == flagged != []
    assert {(line["When"], line["Action"], line["Column"], line["Old"], line["New"]) for line in lines} == {
        (datetime(2024, 9, 25, 9), "flag overdue", "Flagged on", "", "25/09/2024")
    }


def test_what_an_action_changes_in_any_log_is_in_its_history(asked: Path, tmp_path: Path) -> None:
    desk = Desk(copy(asked, tmp_path))
    logs = [spec for spec in tables.TABLES if spec.history]
    for spec in logs:
        heading = next(column.heading for column in spec.columns if column.kind == "text" and not column.formula)
        desk.table(spec.name).append({name: [f"{spec.name} {n}" for n in range(2)] for name in spec.key})
        key = tuple(f"{spec.name} 1" for _ in spec.key)
        assert desk.table(spec.name).update({key: {heading: "first"}}) == []
    desk.commit("test", changes.By(datetime(2024, 9, 1), "pe", "a test"))

    assert {spec.name for spec in logs} >= {"Lines", "Moderation", "Permissions", "Certificates"}
    for spec in logs:
        mine = [row for row in history(desk.folder, spec.history) if row["Table"] == spec.name and row["Action"] == "a test"]
        assert [row["New"] for row in mine] == ["rows added: 2", "first"], spec.name
        assert mine[1]["Key"] == " / ".join(f"{spec.name} 1" for _ in spec.key)


@pytest.fixture(scope="module")
def marked(asked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return embargoed(copy(asked, tmp_path_factory.mktemp("marked")), people=True)


WORDS = [*MARKS.values(), *map(str, NUMBERS.values()), "Zqsur", "Zqfore", "zqmail"]


def test_nothing_personal_stands_outside_workbooks_and_letters(marked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every action, on marked people and grades: messages, logs, names of files that were there for a moment, fault logs."""
    import os

    desk, names = copy(marked, tmp_path), []
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda one, two: (names.append(os.path.basename(one)), replace(one, two))[1])
    monkeypatch.setattr("results_desk.edges.computer.places.Places.own", tmp_path / "app")
    personal = ("letters", "exports", "outbox", "backups", "received", "subject_access")
    for name in ACTIONS:
        before = fingerprints(desk, without=())
        said = run_at(desk, name, datetime(2024, 9, 25, 9), OTHER, monkeypatch)
        made = [file for file, mark in fingerprints(desk, without=()).items() if before.get(file) != mark]
        plain = [file for file in made if not file.endswith(".xlsx") and file.split("/")[0] not in personal]
        seen = [said.out, said.err, *plain, *names, *(part.decode("utf-8", "replace") for file in plain for part in texts(desk / file))]
        assert not [word for word in WORDS for text in seen if word in text], name

    def broken(*_: object) -> None:
        raise ValueError(f"{MARKS['A']} Zqsur")

    monkeypatch.setattr(ClosedBook, "table", broken)
    assert [run_at(desk, name, datetime(2024, 9, 25, 9), OTHER, monkeypatch).code for name in ACTIONS if ACTIONS[name].reveals] != []
    faults = [*(tmp_path / "app").rglob("*.log")]
    assert faults
    assert not [word for word in WORDS for log in (*faults, desk / audit.LOG) for text in texts(log) if word.encode() in text]


def test_marked_words_are_where_they_may_be(marked: Path) -> None:
    held = {name: b"".join(texts(marked / name)) for name in SECRET_BOOKS}

    assert all(any(word.encode() in data for data in held.values()) for word in WORDS)
