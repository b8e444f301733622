"""EDI files through the command line: a preview until somebody confirmed the layout, then the same results as the body's own CSV."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from desks import DEMO, PLANNED, Said, call, copy, fingerprints, new_desk, samples

from results_desk.actions.facts import desk_facts
from results_desk.edges.desk.desk import Desk

EDI, OCR_CSV, BASEDATA = DEMO / "R1234501.X01", DEMO / "ocr_results.csv", DEMO / "Z6A24_01.ZIP"


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with candidates, entries and OCR's basedata."""
    desk = new_desk(tmp_path_factory.mktemp("entered") / "desk")
    assert call("import-candidates", desk, *samples("import_candidates"), BASEDATA).code == 0
    return desk


@pytest.fixture(scope="module")
def confirmed(entered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same desk, the layout confirmed."""
    desk = copy(entered, tmp_path_factory.mktemp("confirmed"))
    assert call("confirm-layout", desk, EDI, "--yes").code == 0
    return desk


def rows(desk: Path, table: str) -> list[dict[str, Any]]:
    return Desk(desk).table(table).rows()


def results(desk: Path) -> set[tuple[str, ...]]:
    """What the desk holds of OCR: whose, what, and the grade as its ladder writes it."""
    facts = desk_facts(Desk(desk))
    held = [row for row in rows(desk, "Results") if row["Awarding body"] == "OCR"]
    columns = [[row[heading] for row in held] for heading in ("Level", "Awarding body", "Grade")]
    shown = facts.ladders.canonical(*columns)
    return {
        (row["Candidate number"], row["Level"], row["Entry code"], row["Title"], grade or row["Grade"], row["Flag"])
        for row, grade in zip(held, shown, strict=True)
    }


def said(done: Said, *parts: str) -> str:
    text = " ".join((done.out + done.err).split())
    assert all(part in text for part in parts), text
    return text


def resend(folder: Path, number: int, change: tuple[str, str] = ("", ""), minutes: int = 0) -> Path:
    """The results file sent again under a higher number, something in it changed."""
    data = EDI.read_bytes().decode("ascii").replace("6A24001", f"6A24{number:03d}")
    path = folder / f"R1234501.X{number:02d}"
    path.write_bytes((data.replace(*change, 1) if change[0] else data).encode("ascii"))
    os.utime(path, (1_700_000_000 + 60 * minutes,) * 2)
    return path


def test_an_unconfirmed_layout_is_shown_and_nothing_of_it_imported(entered: Path, tmp_path: Path) -> None:
    desk = copy(entered, tmp_path)

    done = call("import-results", desk, EDI, OCR_CSV, "--json")

    assert done.code == 4
    counts = done.json["counts"]
    assert (counts["previewed"], counts["rows"]) == (71, 71), "the CSV of the call is imported all the same"
    assert {row["File"] for row in rows(desk, "Results")} == {OCR_CSV.name}
    assert "Nobody has confirmed the layout" in done.json["problems"][0]["message"]
    shown = rows(desk, "EdiPreview")
    assert len(shown) == 71
    assert all(row["Surname"] and row["Grade"] for row in shown)


def test_confirm_layout_without_yes_saves_nothing(entered: Path, tmp_path: Path) -> None:
    desk = copy(entered, tmp_path)

    done = call("confirm-layout", desk, EDI)

    assert done.code == 4
    said(done, "71 of 71 check letters right", "It is not confirmed yet", "run it again with --yes")
    assert rows(desk, "EdiLayouts") == []
    assert len(rows(desk, "EdiPreview")) == 71


def test_a_confirmed_layout_is_written_down_with_its_evidence(confirmed: Path) -> None:
    held = {row["Field"]: row for row in rows(confirmed, "EdiLayouts")}

    assert set(held) == {"uci", "uln", "candidate_number", "entry_code", "result_code", "result_type", "grades"}
    assert {(row["Awarding body"], row["Version"]) for row in held.values()} == {("OCR", "14")}
    assert all(row["Evidence"] and row["Confirmed on"] and row["Confirmed by"] for row in held.values())
    assert (held["uci"]["Start"], held["grades"]["Start"]) == ("52", "90")
    assert (held["entry_code"]["Start"], held["result_code"]["Start"]) == ("77 or 83", "83 or 77"), "this file has the same in both"


def test_confirming_twice_changes_nothing(confirmed: Path, tmp_path: Path) -> None:
    desk = copy(confirmed, tmp_path)
    before = fingerprints(desk)

    done = call("confirm-layout", desk, EDI, "--yes")

    assert done.code == 0
    said(done, "is confirmed already")
    assert fingerprints(desk) == before


def test_results_by_edi_are_those_of_the_csv(confirmed: Path, tmp_path: Path) -> None:
    by_edi, by_csv = copy(confirmed, tmp_path / "edi"), copy(confirmed, tmp_path / "csv")

    assert call("import-results", by_edi, EDI).code == 4
    assert call("import-results", by_csv, OCR_CSV).code == 4

    only_edi = results(by_edi) - results(by_csv)
    assert results(by_csv) <= results(by_edi)
    assert [row[:3] for row in only_edi] == [("0035", "GCSE", "J297")], "the CSV has a wrong grade there on purpose"


def test_a_second_import_changes_nothing_and_the_csv_adds_its_marks(confirmed: Path, tmp_path: Path) -> None:
    desk = copy(confirmed, tmp_path)
    first = call("import-results", desk, EDI, OCR_CSV, "--json").json["counts"]
    before = fingerprints(desk)

    second = call("import-results", desk, EDI, OCR_CSV, "--json").json["counts"]

    assert (first["new"], second["new"], second["changed"]) == (71, 0, 0)
    assert len(rows(desk, "Components")) > 100
    assert fingerprints(desk) == before


def test_edi_zip_and_csv_in_one_call(confirmed: Path, tmp_path: Path) -> None:
    desk = copy(confirmed, tmp_path)
    packed = tmp_path / "results.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(EDI, "download/R1234501.X01")
        archive.write(DEMO / "pearson_results.csv", "pearson_results.csv")

    done = call("import-results", desk, packed, BASEDATA, DEMO / "aqa_component_results.csv", "--json")

    assert done.code == 4
    files = {row["File"]: row["Accepted"] for row in rows(desk, "Files")}
    assert files["R1234501.X01"] == 71
    assert {"pearson_results.csv", "aqa_component_results.csv", "O6A24_01.X01"} <= set(files)
    assert (desk / "received" / "results.zip").read_bytes() == packed.read_bytes()


def test_a_resend_wins_by_its_number_whatever_the_dates(confirmed: Path, tmp_path: Path) -> None:
    desk = copy(confirmed, tmp_path)
    line = next(line for line in EDI.read_text("ascii").splitlines() if line[1] == "5" and line[89:91] == "5 ")
    second = resend(tmp_path, 2, (line[:101], line[:89] + "6 " + line[91:101]))
    first = resend(tmp_path, 1, minutes=500)

    done = call("import-results", desk, second, first, "--json")

    counts = done.json["counts"]
    assert counts["differs_from_earlier"] == 1
    held = next(row for row in rows(desk, "Results") if row["Candidate number"] == line[7:11] and row["Entry code"] == line[76:82].strip())
    assert (held["Grade"], held["Earlier grade"], held["Earlier file"]) == ("6", "5", "R1234501.X01")


def test_a_missing_predecessor_is_told(confirmed: Path, tmp_path: Path) -> None:
    desk = copy(confirmed, tmp_path)

    done = call("import-results", desk, resend(tmp_path, 3), "--json")

    messages = [problem["message"] for problem in done.json["problems"]]
    assert "The file is number 03, and number 01, 02 was never imported" in messages


def test_the_lists_of_what_is_unusual(confirmed: Path, tmp_path: Path) -> None:
    """Not in basedata, on another option, result without entry, partial absence, entry without result; what differs is tried above."""
    desk = copy(confirmed, tmp_path)
    data = EDI.read_text("ascii").splitlines()
    of = {line[7:11] + line[76:82].strip(): at for at, line in enumerate(data) if line[1] == "5"}
    other, unknown, gone = of["0035J297"], of["1002H497"], of["0031J597"]
    data[other] = data[other][:76] + "      " + data[other][82:]
    data[unknown] = data[unknown][:76] + "H999  H999  " + data[unknown][88:]
    changed = [line for at, line in enumerate(data) if at != gone]
    text = "\r\n".join(changed) + "\r\n"
    path = tmp_path / EDI.name
    path.write_bytes(text.replace("0000073", "0000072").replace("0000075", "0000074").encode("ascii"))

    counts = call("import-results", desk, path, "--json").json["counts"]

    assert {name: counts[name] for name in ("not_in_basedata", "on_another_option", "result_without_entry", "entry_without_result")} == {
        "not_in_basedata": 1, "on_another_option": 1, "result_without_entry": 1, "entry_without_result": 2,
    }  # fmt: skip
    assert counts["partial_absence"] == 0, "the only flag was in the record that is gone"


@pytest.mark.parametrize(
    ("old", "new", "words", "beside"),
    [
        ("R312345", "R399999", "is about centre 99999", []), ("016A24", "01BA24", "is of the series November 2024", [OCR_CSV]),
        ("R9", "R8", "is cut off", [OCR_CSV]), ("R1123450", "R11234570"[:7] + "7", "is named for R and awarding body 01", [OCR_CSV]),
    ],
)  # fmt: skip
def test_a_file_that_is_not_for_this_desk_changes_nothing(
    confirmed: Path, tmp_path: Path, old: str, new: str, words: str, beside: list[Path]
) -> None:
    """One of another centre is left aside where others come with it: see test_other_centres."""
    desk = copy(confirmed, tmp_path)
    before = fingerprints(desk)
    path = tmp_path / EDI.name
    path.write_bytes(EDI.read_bytes().replace(old.encode(), new.encode()))

    done = call("import-results", desk, path, *beside)

    assert done.code == 3
    said(done, words)
    assert fingerprints(desk) == before


def test_basedata_gives_titles_and_levels_and_a_sheet_of_the_centres_options(confirmed: Path) -> None:
    options = {row["Entry code"]: row for row in rows(confirmed, "Options")}
    entered = {row["Entry code"]: row for row in rows(confirmed, "Entries") if row["Awarding body"] == "OCR"}

    assert set(options) == set(entered)
    assert (options["H597"]["Title"], options["H597"]["Level"]) == ("Physics A", "GCE A-level")
    assert options["H597"]["Component codes"] == "H597/01; H597/02; H597/03"
    assert options["J894"]["Level"] == "" and options["J894"]["Level in basedata"] == "CNAT/L12", "a level the desk does not know is shown"
    assert sorted(path.name for path in (confirmed / "received" / "basedata").iterdir()) == [f"{letter}6A24_01.X01" for letter in "CLOS"]


def test_a_layout_typed_by_hand_counts_and_an_unconfirmed_line_does_not(confirmed: Path, tmp_path: Path) -> None:
    desk = copy(confirmed, tmp_path)
    opened = Desk(desk)
    opened.table("EdiLayouts").update({("OCR", "14", "entry_code"): {"Start": "77"}, ("OCR", "14", "result_code"): {"Start": "83"}})
    opened.commit("typed")
    assert call("import-results", desk, EDI, "--json").json["counts"]["accepted"] == 71

    opened = Desk(desk)
    opened.table("EdiLayouts").update({("OCR", "14", "grades"): {"Confirmed on": None}})
    opened.commit("taken back")

    assert call("import-results", desk, EDI, "--json").json["counts"]["previewed"] == 71


def test_confirm_layout_wants_one_results_file(confirmed: Path) -> None:
    done = call("confirm-layout", confirmed, OCR_CSV, "--yes")

    assert done.code == 3
    said(done, "ocr_results.csv holds 0 EDI results files")


def test_entries_by_edi_with_basedata(tmp_path: Path) -> None:
    """A centre without a school system: entries and basedata are enough."""
    desk = new_desk(tmp_path / "desk")
    details = [line for line in EDI.read_text("ascii").splitlines() if line[1] == "5"]
    people = {line[7:11]: line for line in details}
    codes = {number: [line[76:82] for line in details if line[7:11] == number] for number in people}
    records = [
        f"E5C12345{number}{line[11:51]}F140906{line[51:64]}{'':13}{line[64:74]}{'':13}" + "".join(f"{code:7}" for code in codes[number])
        for number, line in people.items()
    ]
    head = [line.replace("R", "E", 1) for line in EDI.read_text("ascii").splitlines()[:2]]
    tail = [f"E712345{len(records) + 2:07d}140824", f"E912345{len(records) + 4:07d}0000001"]
    path = tmp_path / "E1234501.X01"
    path.write_bytes("".join(line.ljust(192) + "\r\n" for line in [*head, *records, *tail]).encode("ascii"))

    call("import-candidates", desk, path, BASEDATA)
    assert call("confirm-layout", desk, EDI, "--yes").code == 0
    counts = call("import-results", desk, EDI, "--json").json["counts"]

    assert (counts["accepted"], counts["entry_without_result"], counts["result_without_entry"]) == (71, 0, 0)


def test_nothing_personal_is_printed_or_logged(confirmed: Path, tmp_path: Path) -> None:
    desk = copy(confirmed, tmp_path)
    done = [call("confirm-layout", desk, EDI), call("import-results", desk, EDI, "--json"), call("import-results", desk, EDI)]
    names = {line[11:51].split(":")[0].strip() for line in EDI.read_text("ascii").splitlines() if line[1] == "5"}
    text = "".join(one.out + one.err for one in done) + (desk / "audit.log").read_text(encoding="utf-8")

    assert [name for name in names if len(name) > 2 and name.casefold() in text.casefold()] == []


def test_the_planned_edi_file_is_the_shipped_one() -> None:
    assert PLANNED["confirm_layout"] == EDI.name
    assert PLANNED["files"][EDI.name]["rows"] == 71
    with zipfile.ZipFile(io.BytesIO(BASEDATA.read_bytes())) as archive:
        assert sorted(archive.namelist()) == [f"{letter}6A24_01.X01" for letter in "CLOS"]
    assert json.dumps(PLANNED)
