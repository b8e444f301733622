"""Another centre's files in one zip with ours, as a group of schools downloads them: ours are taken and kept, theirs are not."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from desks import DEMO, Said, call, copy, fingerprints, new_desk, put, rows_in

HEADINGS = "Candidate number,Awarding body,Entry code,Grade,Series,Level,Centre number"
OURS = f"{HEADINGS}\n0042,AQA,7402,B,June 2024,GCE A-level,12345\n"
THEIRS = f"{HEADINGS}\n0042,AQA,7402,E,June 2024,GCE A-level,54321\n0043,AQA,7402,E,June 2024,GCE A-level,54321\n"
EDI = (DEMO / "R1234501.X01").read_text("ascii").replace("12345", "54321")
OF_ENTRIES = EDI.replace("R1", "E1").replace("R3", "E3").replace("R5", "E5").replace("R7", "E7").replace("R9", "E9")
PEOPLE = "Candidate number,Surname,Forenames\n0044,Exempel,Ida\n"
TOLD = " Delete what is of another centre, and tell the awarding body."
AT = ("--at", "2024-10-15 09:00")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = new_desk(tmp_path_factory.mktemp("made") / "desk")
    put(desk, "Candidates", {"Candidate number": "0042", "Surname": "Prove", "Forenames": "Ann"})
    put(desk, "Entries", {"Candidate number": "0042", "Awarding body": "AQA", "Level": "GCE A-level", "Entry code": "7402"})
    return desk


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    return copy(made, tmp_path)


def packed(folder: Path, **held: str) -> Path:
    """A zip of these files, in a folder of it, with what a Mac adds; names with _ for the dot."""
    with ZipFile(folder / "download.zip", "w") as archive:
        archive.writestr("__MACOSX/in/._theirs.csv", "x")
        for name, text in held.items():
            archive.writestr(f"in/{name.replace('_', '.')}", text)
    return folder / "download.zip"


def imported(desk: Path, *files: Path, action: str = "import-results") -> Said:
    return call(action, desk, *files, "--json", *AT)


def kept(desk: Path) -> dict[str, dict[str, str]]:
    """What is in the archives that were kept."""
    files = {}
    for path in sorted((desk / "received").iterdir()):
        with ZipFile(path) as archive:
            files[path.name] = {name: archive.read(name).decode() for name in archive.namelist()}
    return files


@pytest.mark.parametrize(("name", "theirs"), [("theirs.csv", THEIRS), ("R5432101.X01", EDI)], ids=["a table", "EDI"])
def test_of_a_mixed_zip_only_our_files_are_taken_and_kept(name: str, theirs: str, desk: Path, tmp_path: Path) -> None:
    zipped = packed(tmp_path, ours_csv=OURS, **{name.replace(".", "_"): theirs})
    said = imported(desk, zipped)

    assert said.code == 4, said.out
    told = f"All of {name} in download.zip is of centre 54321: no copy of it was kept."
    assert said.json["message"].endswith(f" {told} The rest of download.zip is kept as download (our files).zip.{TOLD}")
    assert [row["Grade"] for row in rows_in(desk, "Results")] == ["B"]
    assert kept(desk) == {"download (our files).zip": {"in/ours.csv": OURS}}
    assert {row["Column"] for row in rows_in(desk, "Problems") if row["File"] == name} == {"Centre number"}
    before = fingerprints(desk)
    assert imported(desk, zipped).code == 4 and fingerprints(desk) == before


@pytest.mark.parametrize(
    ("held", "says"),
    [
        ({"theirs_csv": THEIRS}, "all of theirs.csv in download.zip is of centre 54321, not 12345; no copy was kept"),
        ({"theirs_csv": THEIRS, "more_csv": THEIRS}, "theirs.csv in download.zip is of centre 54321, not 12345"),
        ({"theirs_csv": THEIRS, "R5432101_X01": EDI}, "R5432101.X01 in download.zip is of centre 54321, not 12345; no copy was kept"),
        ({"R5432101_X01": EDI}, "R5432101.X01 is about centre 54321, and this desk is for"),
    ],
)
def test_a_zip_of_another_centre_s_files_is_refused_and_not_kept(held: dict[str, str], says: str, desk: Path, tmp_path: Path) -> None:
    before = fingerprints(desk)
    said = imported(desk, packed(tmp_path, **held))

    assert said.code == 3 and says in said.json["message"], said.out
    assert fingerprints(desk) == before


def test_a_whole_zip_of_theirs_beside_our_file_is_not_kept(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "ours.csv").write_text(OURS)
    said = imported(desk, packed(tmp_path, theirs_csv=THEIRS, R5432101_X01=EDI), tmp_path / "ours.csv")

    assert said.code == 4 and said.json["message"].count("no copy of it was kept") == 2
    assert [path.name for path in (desk / "received").iterdir()] == ["ours.csv"]


def test_a_zip_of_ours_is_kept_as_it_came(desk: Path, tmp_path: Path) -> None:
    zipped = packed(tmp_path, ours_csv=OURS)
    imported(desk, zipped)

    assert (desk / "received" / "download.zip").read_bytes() == zipped.read_bytes()


def test_entries_of_another_centre_beside_our_candidates_are_left_aside(desk: Path, tmp_path: Path) -> None:
    said = imported(desk, packed(tmp_path, ours_csv=PEOPLE, E5432101_X01=OF_ENTRIES), action="import-candidates")

    assert said.code == 4 and "All of E5432101.X01 in download.zip is of centre 54321" in said.json["message"], said.out
    assert "0044" in {row["Candidate number"] for row in rows_in(desk, "Candidates")}
    assert kept(desk) == {"download (our files).zip": {"in/ours.csv": PEOPLE}}
    assert "Exempel" not in json.dumps(said.json)
