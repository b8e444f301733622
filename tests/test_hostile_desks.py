"""Desks that somebody prepared, and what a killed run leaves in one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from desks import DEMO, call, copy, fingerprints, new_desk

from results_desk.edges.desk.leavings import sweep
from results_desk.edges.folders import require_desk
from results_desk.errors import DeskError


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_desk(tmp_path_factory.mktemp("made") / "desk")


PLACES = ["letters", "received", "backups", "subject_access", "exports", "letters/templates", "letters/RESTRICTED", "letters/replaced"]
PLACES += ["outbox", "letters/mail"]
PLACES += ["letters/mail/results", "letters/mail/results/PDF", "letters/statement_of_results", "received/of today"]


@pytest.mark.parametrize("name", PLACES)
def test_a_folder_that_leads_out_of_the_desk_is_refused(name: str, made: Path, tmp_path: Path) -> None:
    desk, outside = copy(made, tmp_path), tmp_path / "public share"
    outside.mkdir()
    place = desk / name
    if place.is_dir():
        place.rmdir()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(outside, target_is_directory=True)
    before = fingerprints(desk)
    said = call("import-candidates", desk, DEMO / "candidates.csv")

    assert said.code == 3
    assert f"The folder {name} of the desk desk is a link to another place" in said.err and "make a plain folder" in said.err
    assert fingerprints(desk) == before and list(outside.iterdir()) == []


def test_so_is_one_that_leads_out_without_being_a_symbolic_link(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A junction of Windows looks like a folder until it is asked where it is."""
    desk, real = copy(made, tmp_path), os.path.realpath
    (desk / "letters" / "mail" / "results").mkdir(parents=True)
    assert require_desk(desk) == desk
    monkeypatch.setattr(os.path, "realpath", lambda path: real(tmp_path if Path(path).name == "results" else path))

    with pytest.raises(DeskError, match="The folder letters/mail/results of the desk desk is a link to another place"):
        require_desk(desk)


def test_a_link_that_stays_in_the_desk_and_a_template_kept_elsewhere_are_no_harm(made: Path, tmp_path: Path) -> None:
    desk, outside = copy(made, tmp_path), tmp_path / "school letter.docx"
    outside.touch()
    (desk / "letters" / "templates").mkdir(parents=True, exist_ok=True)
    (desk / "letters" / "templates" / "own.docx").symlink_to(outside)
    (desk / "letters" / "again").symlink_to(desk / "letters", target_is_directory=True)
    assert require_desk(desk) == desk
    (desk / "received" / "results.csv").symlink_to(outside)
    with pytest.raises(DeskError, match=r"received/results\.csv of the desk desk is a link"):
        require_desk(desk)


def test_a_desk_behind_a_link_is_a_desk(made: Path, tmp_path: Path) -> None:
    """A mapped drive or a short cut to a share is how many schools work."""
    desk = copy(made, tmp_path)
    link = tmp_path / "this year"
    link.symlink_to(desk, target_is_directory=True)

    assert call("import-candidates", link, DEMO / "candidates.csv").code in (0, 4)


def test_what_a_killed_run_left_is_taken_away(made: Path, tmp_path: Path) -> None:
    desk = copy(made, tmp_path)
    (desk / "letters" / "statement_of_results").mkdir(parents=True)
    left = [desk / ".0123456789abcdef.tmp", desk / "letters" / "statement_of_results" / ".fedcba9876543210.tmp"]
    theirs = [desk / "notes.tmp", desk / ".hidden", desk / ".0123.tmp"]
    for path in (*left, *theirs):
        path.write_bytes(b"half")
    assert call("import-candidates", desk, DEMO / "candidates.csv").code in (0, 4)

    assert not any(path.exists() for path in left) and all(path.exists() for path in theirs)
    assert sweep(desk) == 0


def test_a_name_longer_than_a_disk_takes_is_no_folder(tmp_path: Path) -> None:
    said = call("today", tmp_path / ("9" * 300))

    assert said.code == 3 and said.err.startswith("There is no folder")
