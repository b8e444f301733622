"""Destroying that is refused, cut off or finds a file in use: nothing is lost before it is recorded, and the next run completes it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desks import Said, call, copy, edit, fingerprints, new_desk, put, rows_in
from test_retention import filled_for_ever, holding

from results_desk.edges.desk import doomed, leavings, vault
from results_desk.edges.desk.desk import Desk
from results_desk.edges.mail.ledger import Entry, Ledger
from results_desk.errors import DeskError, StaleBook
from results_desk.terms import counted

LATER = ("--at", "2029-10-01 09:00")
LETTER = "letters/statement_of_results/7342 Zqown.pdf"
STAYS = ["received/results.csv"]
"""What nobody can tell the kind of."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_for_ever(tmp_path_factory.mktemp("made") / "desk")


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    """Everything on it may go."""
    return copy(made, tmp_path)


def retention(desk: Path, *words: str) -> Said:
    return call("retention", desk, *words, *LATER, "--json")


def noted(desk: Path) -> bool:
    return (desk / doomed.NAME).exists()


class Killed(BaseException):
    """The computer is off."""


@contextmanager
def stopped(owner: object, name: str, why: BaseException, once: bool = False) -> Iterator[None]:
    """A call that fails; with `once` only the first."""
    real: Callable[..., object] = getattr(owner, name)
    failed: list[bool] = []

    def failing(*given: object, **named: object) -> object:
        if once and failed:
            return real(*given, **named)
        failed.append(True)
        raise why

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, failing)
        yield


def test_a_ledger_that_cannot_be_read_refuses_before_anything_is_lost(desk: Path) -> None:
    with Ledger(desk).path.open("ab") as ledger:
        ledger.write(b"spoilt\n")
    before = fingerprints(desk)
    said = retention(desk, "--yes")

    assert said.code == 3 and "mail_ledger.jsonl, line 3" in said.out
    assert fingerprints(desk) == before


def test_a_letter_that_is_open_is_told_and_goes_with_the_next_run(desk: Path) -> None:
    real = os.replace

    def in_use(source: str | Path, target: str | Path) -> None:
        if str(source).endswith("Zqown.pdf"):
            raise PermissionError(13, "Permission denied")
        real(source, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", in_use)
        said = retention(desk, "--yes")
    left = sorted(path for path in holding(desk) if path not in STAYS)
    assert LETTER in left and all(path.endswith("Zqown.pdf") or path == doomed.NAME for path in left)

    assert said.code == 4 and "; the others are in use, so run it again." in said.json["message"], said.out
    assert "letters/statement_of_results" in {each["file"] for each in said.json["problems"]} and "Zq" not in said.out
    counts, stayed = said.json["counts"], len(left) - 1
    assert counts["left"] == stayed and counts["files"] > 10
    last = json.loads((desk / "audit.log").read_text(encoding="utf-8").splitlines()[-1])
    assert last["counts"] == counts and "refused" not in last
    asked = retention(desk)
    assert asked.code == 4 and f"{counted(stayed, 'file')} of what stands on the sheet Destroyed still there" in asked.out
    recorded = rows_in(desk, "Destroyed")
    assert len(recorded) == 4
    again = retention(desk, "--yes")
    assert again.json["counts"] == {"due": 0, "files": stayed}
    assert again.json["message"] == f"Nothing may be destroyed now. Files destroyed that an earlier run left: {stayed}."
    assert holding(desk) == STAYS and not noted(desk) and rows_in(desk, "Destroyed") == recorded


@pytest.mark.parametrize(
    ("where", "owner", "name"),
    [("before a file is written over", doomed, "destroy"), ("before the drafts are forgotten", Ledger, "forget_names")],
)
def test_a_run_that_is_killed_once_all_is_recorded_is_completed(where: str, owner: object, name: str, desk: Path) -> None:
    with stopped(owner, name, Killed()), pytest.raises(Killed):
        retention(desk, "--yes")
    recorded = rows_in(desk, "Destroyed")
    assert len(recorded) == 4 and noted(desk)
    retention(desk, "--yes")

    assert holding(desk) == STAYS and not noted(desk) and rows_in(desk, "Destroyed") == recorded
    assert "Zq" not in Ledger(desk).path.read_text()


def test_a_workbook_that_changed_meanwhile_leaves_no_name_on_the_sheet_problems(desk: Path) -> None:
    edit(desk, "Settings", "Keep results months", Value="")
    named = {"File": "microsoft_forms.csv", "Row": 2, "Column": "Candidate number", "Message": "x", "Detail": "0999; Zqown Nobody"}
    put(desk, "Problems", named, {**named, "File": "results.csv"})
    with stopped(Desk, "commit", StaleBook("changed"), once=True):
        said = retention(desk, "--yes")

    assert said.json["counts"]["files"] > 5
    kept = {row["File"]: row["Detail"] for row in rows_in(desk, "Problems") if row["Message"] == "x"}
    assert kept == {"results.csv": "0999; Zqown Nobody"}
    assert len(rows_in(desk, "Destroyed")) == 3


def test_a_run_that_wrote_nothing_has_nothing_completed(desk: Path) -> None:
    with stopped(Desk, "commit", DeskError("in use")):
        assert retention(desk, "--yes").code == 3
    for setting in ("results", "permissions", "requests"):
        edit(desk, "Settings", f"Keep {setting} months", Value="")
    before = {name for name in fingerprints(desk) if name.startswith(("letters/", "received/", "exports/")) and "certificate" not in name}
    retention(desk, "--yes")

    assert {LETTER, "exports/press names.csv"} <= before & fingerprints(desk).keys() and not noted(desk)
    assert [row["What"] for row in rows_in(desk, "Destroyed")] == ["Records of destroyed certificates"]


def test_what_is_written_or_imported_after_it_is_left(desk: Path) -> None:
    with stopped(doomed, "destroy", Killed()), pytest.raises(Killed):
        retention(desk, "--yes")
    put(desk, "Results", {"Candidate number": "0042", "Awarding body": "AQA", "Series": "June 2024", "Entry code": "8300H"})
    edit(desk, "Settings", "Keep results months", Value="")
    assert retention(desk, "--yes").code == 4
    assert (desk / "exports" / "press names.csv").is_file()  # the list was of results, and results are there
    later = desk / "letters" / "statement_of_results" / "0042 Later.docx"
    later.parent.mkdir(parents=True, exist_ok=True)
    later.write_text("later")
    retention(desk, "--yes")

    assert later.is_file()


@pytest.mark.parametrize("name", ["../outside.txt", "results.xlsx", "letters/../../outside.txt", "backups/results.x.xlsx", ".", 5])
def test_a_list_that_names_something_else_is_refused(name: object, tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    (desk / doomed.NAME).write_text(json.dumps([{"record": ["x"], "files": [name]}]))
    (tmp_path / "outside.txt").write_text("theirs")
    with pytest.raises(DeskError, match=r"can't be read, the list of files that an earlier run left"):
        doomed.noted(desk)


def test_a_file_on_its_way_bears_no_name_and_is_completed_by_whatever_runs_next(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "7342 Zqown.docx").write_text("Zqown")
    with stopped(os, "urandom", Killed()), pytest.raises(Killed):
        vault.shred(letters / "7342 Zqown.docx")

    (left,) = letters.iterdir()
    assert "Zqown" not in left.name
    assert leavings.sweep(tmp_path) == 1 and list(letters.iterdir()) == []


def test_of_a_link_only_the_link_goes(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.docx"
    theirs.write_text("theirs")
    link = tmp_path / "link.docx"
    link.symlink_to(theirs)
    vault.shred(link)

    assert theirs.read_text() == "theirs" and not link.is_symlink()


def test_nothing_is_destroyed_that_a_folder_of_the_desk_leads_to(desk: Path, tmp_path: Path) -> None:
    (theirs := tmp_path / "Documents").mkdir()
    (theirs / "thesis.docx").write_text("theirs")
    (desk / "outbox").symlink_to(theirs, target_is_directory=True)

    assert retention(desk, "--yes").code == 3
    assert (theirs / "thesis.docx").read_text() == "theirs"


def test_the_schools_own_templates_and_logo_stay_however_they_are_written(desk: Path) -> None:
    """Most disks do not mind capitals: Templates is the folder of templates there, and Logo.PNG the logo."""
    edit(desk, "Settings", "Logo", Value="Logo Zo\u00eb.PNG")
    kept = [desk / "letters" / "Templates" / "own.docx", desk / "letters" / "logo zoe\u0308.png"]
    for path in kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"own")
    retention(desk, "--yes")

    assert [path.is_file() for path in kept] == [True, True]


def test_a_file_that_cannot_be_written_over_is_there_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, opened = tmp_path / "0042 Zqown.docx", Path.open
    path.write_text("Zqown")
    path.chmod(0o444)
    with monkeypatch.context() as patch, pytest.raises(PermissionError):
        patch.setattr(Path, "open", lambda each, *how, **more: (_ for _ in ()).throw(PermissionError(13, "no")))
        vault.shred(path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]

    def unless_only_read(each: Path, *how: str, **more: int) -> object:
        if not each.stat().st_mode & 0o200:
            raise PermissionError(13, "no")
        return opened(each, *how, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", unless_only_read)
    path.chmod(0o444)
    vault.shred(path)
    assert list(tmp_path.iterdir()) == []


def test_only_drafts_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    steps = (("1", "results", "draft"), ("1", "results", "sent"), ("2", "results", "draft"), ("1o", "outcome", "draft"))
    Ledger(tmp_path).note_all(Entry(f"<{n}>", kind, n, "", "f", state, "2024-09-02T10:00:00", f"{n}.eml") for n, kind, state in steps)
    ledger = Ledger(tmp_path)
    ledger.forget_names(lambda kind, name: (kind, name) == ("results", "1.eml"))

    for held in (ledger, Ledger(tmp_path)):
        assert [(entry.message_id, entry.name) for entry in held.entries()] == [("<1>", ""), ("<2>", "2.eml"), ("<1o>", "1o.eml")]
    assert b'"1.eml"' not in ledger.path.read_bytes()
    assert Ledger(tmp_path).entries()[0].state == "sent"


def test_drafts_that_stay_can_still_be_sent(desk: Path) -> None:
    """Only the log goes, with the drafts about outcomes; those about results stay."""
    for setting in ("results", "permissions"):
        edit(desk, "Settings", f"Keep {setting} months", Value="")
    steps = {"outcome": "7342 Zqown.eml", "results": "7343 Zqelse.eml"}
    (desk / "letters" / "mail" / "results").mkdir(parents=True, exist_ok=True)
    shutil.copy(desk / "letters" / "mail" / "outcome" / steps["outcome"], desk / "letters" / "mail" / "results" / steps["results"])
    Ledger(desk).note_all(Entry(f"<{kind}>", kind, "1", "", "f", "draft", "2024-09-02T10:00:00", name) for kind, name in steps.items())
    assert "requests and payments" in retention(desk, "--yes").out

    names = {entry.message_id: entry.name for entry in Ledger(desk).entries()}
    assert (names["<outcome>"], names["<results>"]) == ("", "7343 Zqelse.eml")
