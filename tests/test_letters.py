"""Letters on a desk: every kind, in the school's look, in the candidate's language and size of print; killed half-way; read back."""

from __future__ import annotations

import io
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desks import call, copy, filled_desk, fingerprints, put
from docx import Document
from letter_kinds import row
from letter_words import template, texts
from office import ROOT, validator_errors

from results_desk.actions import ACTIONS
from results_desk.actions.letter_fields import KINDS
from results_desk.edges.desk.desk import Desk
from results_desk.edges.word.look import CONTRAST, contrast

AT = ("--at", "2024-09-24 09:00")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with results, and something in every register that a letter is made from."""
    desk = filled_desk(tmp_path_factory.mktemp("letters") / "desk")
    held = Desk(desk)
    number = {"Candidate_number": "0001"}
    line = {"Line_ID": "PRS-24-0001-1", "Request_ID": "PRS-24-0001", "Service": "S2", "Subject": "Geography", "Awarding_body": "AQA"}
    for name, values in {
        "Lines": number | line | {"Outcome_date": date(2024, 9, 20), "Outcome_grade": "Up"},
        "Certificates": number | {"Cert_ID": "CERT-24-0001", "Received_on": date(2024, 9, 1), "Date_of_issue": date(2024, 7, 1)},
        "Moderation": {"Ref": "MOD-24-1", "Subject": "Drama", "Date_received": date(2024, 9, 2)},
        "Queries": number | {"Query_ID": "Q01", "Awarding_body": "AQA", "Kind_of_problem": "Other"},
    }.items():
        held.table(name).append({heading: [value] for heading, value in row(name, **values).items() if value not in ("", None)})
    gone = row("Certificates", Cert_ID="CERT-24-0002", Candidate_number="0002", Destroyed_on=date(2024, 9, 2))
    held.table("Certificates").append({heading: [value] for heading, value in gone.items() if value not in ("", None)})
    held.commit("typed")
    return desk


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return copy(made, tmp_path)


def change(desk: Path, name: str, key: str, **values: object) -> None:
    """Type something into a row."""
    held = Desk(desk)
    held.table(name).update({(key,): {heading.replace("_", " "): value for heading, value in values.items()}})
    held.commit("typed")


def letter_of(desk: Path, letter: str, number: str) -> Path:
    """The one letter of a candidate."""
    (path,) = (desk / "letters" / letter).glob(f"*{number}*.docx" if number else "*.docx")
    return path


@pytest.mark.parametrize(
    ("letter", "words", "why"),
    [
        ("envelope_labels", ("--candidate", "0001"), "This letter is not one per candidate: leave --candidate out."),
        ("candidate_permission_form", ("--request", "PRS-24-0001"), "This letter is not one per request: leave --request out."),
        ("outcome_letter", ("--request", "PRS-24-0099"), "for request PRS-24-0099: there is no such request in tracking_log.xlsx"),
        ("outcome_letter", ("--request", "PRS-24-0002"), "for request PRS-24-0002: no outcome is noted yet in tracking_log.xlsx"),
        ("outcome_letter", ("--candidate", "2"), "There is nothing to write for candidate 0002: no outcome is noted yet"),
        ("statement_of_results", ("--candidate", "abc"), "There is no candidate abc on this desk: check the number."),
        ("restricted_day_cover_sheet", (), "Every result on this desk is released, so no cover may say that it is restricted."),
        ("outcome_letter", ("--candidate", "0099"), "There is no candidate 0099 on this desk: check the number."),
    ],
)
def test_a_choice_that_does_not_fit_the_letter_is_said(letter: str, words: tuple[str, ...], why: str, desk: Path) -> None:
    put(desk, "Lines", {"Line ID": "PRS-24-0002-1", "Request ID": "PRS-24-0002", "Candidate number": "0002", "Service": "S2"})
    said = call("write-letters", desk, letter, *words, *AT)

    assert said.code == 3
    assert why in " ".join(said.err.split())


@pytest.mark.parametrize(
    "words", [("write-statements",), ("write-letters", "outcome_letter"), ("write-letters", "request_consent_payment_form")], ids=" ".join
)
def test_a_candidate_number_may_be_given_without_its_zeros(words: tuple[str, ...], desk: Path) -> None:
    command, *letter = words
    for number in ("0001", "1"):
        assert call(command, desk, *letter, "--candidate", number, "--json", *AT).json["counts"]["letters"] == 1


def test_reminders_that_are_posted_are_noted_in_the_register_once(desk: Path) -> None:
    def reminded() -> list[tuple[Any, ...]]:
        return [(row["Cert ID"], row["Reminder 1"], row["Reminder 2"]) for row in Desk(desk).table("Certificates").rows()]

    waits = {"Cert_ID": "CERT-24-0003", "Candidate_number": "0003", "Received_on": date(2024, 9, 1), "Date_of_issue": date(2024, 7, 1)}
    held = Desk(desk)
    held.table("Certificates").append({name: [value] for name, value in row("Certificates", **waits).items() if value not in ("", None)})
    held.commit("typed")
    call("write-letters", desk, "certificate_reminder", *AT)
    assert [noted for _, *noted in reminded()] == [[None, None]] * 3
    first = call("write-letters", desk, "certificate_reminder", "--posted", "--candidate", "0001", *AT, "--json")
    before = fingerprints(desk)
    again = call("write-letters", desk, "certificate_reminder", "--posted", "--candidate", "0001", *AT)

    assert (first.code, first.json["counts"]["noted"]) == (0, 1)
    assert reminded()[0] == ("CERT-24-0001", date(2024, 9, 24), None)
    assert reminded()[2] == ("CERT-24-0003", None, None)
    assert again.code == 3
    assert fingerprints(desk) == before
    assert "leave --posted out for outcome_letter" in call("write-letters", desk, "outcome_letter", "--posted", *AT).err


@pytest.mark.parametrize("letter", KINDS)
def test_every_kind_is_written_and_a_second_run_changes_nothing(letter: str, desk: Path) -> None:
    at = AT
    if letter == "restricted_day_cover_sheet":
        at = ("--at", "2024-08-14 09:00")
        assert call("authorise-reader", desk, "A Reader", "--signed-by", "The head", "--signed-on", "2024-08-01", *at).code == 0
    first, again = call("write-letters", desk, letter, *at, "--json"), call("write-letters", desk, letter, *at, "--json")

    assert (first.code, again.code) == (0, 0), first.err
    assert first.json["counts"]["letters"] == first.json["counts"]["written"] > 0
    assert again.json["counts"]["written"] == 0
    assert len([*(desk / "letters").rglob(f"{letter}/*.docx")]) == first.json["counts"]["letters"]


def test_a_letter_for_nobody_says_what_to_do_first(tmp_path: Path) -> None:
    desk = filled_desk(tmp_path / "desk")
    said = {letter: call("write-letters", desk, letter, *AT) for letter in KINDS}

    assert {letter for letter in KINDS if said[letter].code == 3} == {
        "request_consent_payment_form", "outcome_letter", "certificate_collection_notice", "certificate_reminder",
        "moderation_sign_off_slip", "missing_result_query", "certificate_destruction_record", "restricted_day_cover_sheet",
    }  # fmt: skip
    assert "No request in tracking_log.xlsx has an outcome yet: fill Outcome date first." in said["outcome_letter"].err


def test_a_candidate_without_a_request_gets_a_form_to_choose_from(desk: Path) -> None:
    assert call("write-letters", desk, "request_consent_payment_form", "--candidate", "0002", *AT).code == 0
    held = Desk(desk)
    results = [row for row in held.table("Results").rows() if row["Candidate number"] == "0002"]
    components = [row for row in held.table("Components").rows() if row["Candidate number"] == "0002"]
    said = texts(letter_of(desk, "request_consent_payment_form", "0002").read_bytes())

    assert len(results) > 3 and components
    assert {str(row["Title"]) for row in results} <= set(said)
    assert all(any(f"{row['Component code']}: " in text for text in said) for row in components)


class TestAStatementIsTheWorkbook:
    def test_field_for_field_for_all_candidates(self, desk: Path) -> None:
        """Read back from the .docx: who it is, and every result with its code, mark, level, awarding body and grade."""
        assert call("write-statements", desk).code == 0
        held = Desk(desk)
        people = {str(row["Candidate number"]): row for row in held.table("Candidates").rows()}
        expected: dict[str, set[Any]] = {}
        for result in held.table("Results").rows():
            expected.setdefault(str(result["Candidate number"]), set()).add(_as_printed(result))
        found = {}
        for path in (desk / "letters" / "statement_of_results").glob("*.docx"):
            about, results = Document(str(path)).tables[:2]
            number = about.cell(0, 3).text
            person = people[number]
            assert about.cell(0, 1).text == f"{person['Forenames']} {person['Surname']}"
            assert (about.cell(1, 3).text, about.cell(2, 3).text) == (person["UCI"] or "–", person["ULN"] or "–")
            assert about.cell(1, 1).text == f"{person['Date of birth']:%-d %B %Y}"
            found[number] = {_as_read([cell.text for cell in row.cells]) for row in results.rows[2:]}

        assert len(expected) == 120
        assert found == expected


def _as_printed(result: Any) -> tuple[str, ...]:
    grade = {"X": "No Result", "Q": "Pending"}.get(result["Grade"], str(result["Grade"]).replace("-", ""))
    mark = "" if result["Mark"] is None else f"{result['Mark']:g}" + ("" if result["Max mark"] is None else f" of {result['Max mark']:g}")
    code = f"Code {result['Entry code']}" + (f" · Mark {mark}" if mark else "")
    return str(result["Title"]), code, str(result["Level"]), str(result["Awarding body"]), grade + (" #" if result["Flag"] else "")


def _as_read(cells: list[str]) -> tuple[str, ...]:
    """A row of the statement; a double award (9-8) may stand without its hyphen in the workbook."""
    title, code = cells[0].split("\n")[:2]
    return title, code.partition(" · June")[0].partition(" · Nov")[0], cells[1], cells[2], cells[3].replace("-", "")


class TestKilled:
    def test_only_whole_files_are_left_and_a_second_run_completes_the_rest(self, made: Path, tmp_path: Path) -> None:
        whole, desk = copy(made, tmp_path / "whole"), copy(made, tmp_path)
        assert call("write-statements", whole, *AT).code == 0
        wanted = _letters(whole)
        for _ in range(10):
            shutil.rmtree(desk / "letters", ignore_errors=True)
            if 0 < len(_killed(desk, after=15)) < len(wanted):
                break
        left = _letters(desk)

        assert 0 < len(left) < len(wanted)
        assert {name: wanted[name] for name in left} == left
        assert all(zipfile.ZipFile(io.BytesIO(data)).testzip() is None for data in left.values())
        assert call("write-statements", desk, *AT).code == 0
        assert _letters(desk) == wanted
        assert [path.name for path in (desk / "letters").rglob("*") if path.name.startswith(".")] == []


def _letters(desk: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (desk / "letters" / "statement_of_results").glob("*.docx")}


def _killed(desk: Path, after: int) -> dict[str, bytes]:
    """What a real run leaves that is killed as soon as it has written so many letters."""
    command = [sys.executable, "-c", "from results_desk.doors.cli import main; main()", "write-statements", str(desk), *AT]
    folder = desk / "letters" / "statement_of_results"
    known = {**os.environ, "PYTHONPATH": str(ROOT / "addin")}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=known) as run:
        while run.poll() is None and not (folder.is_dir() and len(os.listdir(folder)) >= after):
            time.sleep(0.0005)
        run.send_signal(signal.SIGKILL)
    return _letters(desk)


class TestLook:
    def test_each_candidate_s_language_and_size_of_print(self, desk: Path) -> None:
        change(desk, "Candidates", "0001", Letters_in="Welsh")
        change(desk, "Candidates", "0002", Letters_in="Welsh", Large_print="Yes")
        change(desk, "Candidates", "0003", Large_print="Yes")
        said = call("write-statements", desk, "--combined", "--json")
        assert "letters and 4 combined documents (statement of results) in" in said.json["message"]
        looks = {number: _look(letter_of(desk, "statement_of_results", number)) for number in ("0001", "0002", "0003", "0004")}

        assert looks == {
            "0001": ("cy-GB", "Datganiad dros dro o ganlyniadau", 19), "0002": ("cy-GB", "Datganiad dros dro o ganlyniadau", 32),
            "0003": ("en-GB", "Provisional statement of results", 32), "0004": ("en-GB", "Provisional statement of results", 19),
        }  # fmt: skip
        assert {Path(file).name for file in said.json["files"]} > {
            "statement_of_results combined.docx", "statement_of_results Welsh combined.docx",
            "statement_of_results large print combined.docx", "statement_of_results Welsh large print combined.docx",
        }  # fmt: skip

    def test_large_print_for_everybody(self, desk: Path) -> None:
        change(desk, "Settings", "Large print", Value="Yes")
        call("write-statements", desk, "--candidate", "0004")
        call("write-letters", desk, "envelope_labels", *AT)
        sizes = [int(found.get(_W + "val")) for found in _styles(letter_of(desk, "statement_of_results", "0004")).iter(_W + "sz")]

        assert min(sizes) == 32
        assert min(int(found.get(_W + "val")) for found in _styles(letter_of(desk, "envelope_labels", "")).iter(_W + "sz")) < 32

    def test_the_school_s_colour_and_logo(self, desk: Path) -> None:
        (desk / "letters").mkdir(exist_ok=True)
        (desk / "letters" / "logo.png").write_bytes(_png(600, 200))
        change(desk, "Settings", "Letter colour", Value="#7A1F3D")
        change(desk, "Settings", "Logo", Value="logo.png")
        change(desk, "Settings", "Centre name", Value='Oak & "Ash" <School>')
        assert call("write-statements", desk, "--candidate", "0001", "--combined").code == 0
        path = letter_of(desk, "statement_of_results", "0001")
        header, xml = Document(str(path)).sections[0].header, zipfile.ZipFile(path).read("word/styles.xml").decode()

        assert [each.get("descr") for each in header._element.iter() if each.tag.endswith("}docPr")] == ['Logo of Oak & "Ash" <School>']
        assert 'Oak & "Ash" <School>' in header.paragraphs[-1].text
        assert ("7A1F3D" in xml, "1F3864" in xml, "E9EEF6" in xml) == (True, False, False)
        combined = desk / "letters" / "statement_of_results combined.docx"
        assert validator_errors([path, combined]) == {path: [], combined: []}

    @pytest.mark.parametrize(
        ("setting", "value", "why"),
        [
            ("Letter colour", "blue", "The letter colour 'blue' is no colour: write six digits such as #1F3864 under Letter colour"),
            ("Letter colour", "#FFD700", "The letter colour #FFD700 is too pale to read on white: choose a darker one"),
            ("Logo", "logo.svg", "The logo 'logo.svg' is no PNG or JPEG file: save it as one"),
            ("Logo", "none.png", "The logo 'none.png' is not in the folder letters of the desk: put it there"),
            ("Logo", "big.png", "The logo 'big.png' is larger than 500 kB and is in every letter"),
            ("Logo", "text.png", "The logo text.png can't be read as a picture: save it again"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_used_is_said(self, setting: str, value: str, why: str, desk: Path) -> None:
        (desk / "letters").mkdir(exist_ok=True)
        (desk / "letters" / "big.png").write_bytes(_png(1, 1) + bytes(500_000))
        (desk / "letters" / "text.png").write_text("no picture")
        change(desk, "Settings", setting, Value=value)
        said = call("write-statements", desk)

        assert said.code == 3
        assert why in " ".join(said.err.split())
        assert not (desk / "letters" / "statement_of_results").exists()

    def test_contrast_is_that_of_the_guideline(self) -> None:
        assert (round(contrast("FFFFFF"), 1), round(contrast("000000"), 1)) == (1.0, 21.0)
        assert contrast("777777") < CONTRAST < contrast("757575")


def _look(path: Path) -> tuple[str, str, int]:
    """Language, heading and size of a letter."""
    styles = _styles(path)
    usual = styles.find(f".//{_W}rPrDefault")
    return usual.find(f".//{_W}lang").get(_W + "val"), Document(str(path)).paragraphs[0].text, int(usual.find(f".//{_W}sz").get(_W + "val"))


def _styles(path: Path) -> Any:
    return Document(str(path)).styles.element


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    lines = b"".join(b"\0" + b"\x20\x60\x40" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


class TestASchoolsOwnTemplates:
    def own(self, desk: Path, name: str, *paragraphs: str) -> Path:
        folder = desk / "letters" / "templates"
        folder.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(template(folder, *paragraphs), folder / f"{name}.docx"))

    def test_a_copy_in_the_desk_wins(self, desk: Path) -> None:
        self.own(desk, "statement_of_results", "Our own words for {{ candidate_name }}")
        call("write-statements", desk, "--candidate", "0001")

        assert texts(letter_of(desk, "statement_of_results", "0001").read_bytes())[0].startswith("Our own words for Tamsin")

    def test_a_letter_of_their_own_is_written_for_every_candidate(self, desk: Path) -> None:
        self.own(desk, "well_done", "Dear {{ forenames }}, {{ results|length if results is defined else 0 }} results")
        said = call("write-letters", desk, "well_done", *AT, "--json")

        assert (said.code, said.json["counts"]["letters"]) == (0, 120)

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("{{ candidate_nmae }}", "outcome_letter.docx uses the field 'candidate_nmae', which no letter has (nearest: 'candidate_name'"),
            ("{% for o in outcomes %}{{ o.mark }}{% endfor %}", "the field 'outcomes.mark', which no letter has (nearest: 'outcomes.mark_"),
            ("Dear {{ candidate_name }", "outcome_letter.docx has a broken tag near 'Dear {{ candidate_name }'"),
        ],
    )
    def test_an_unknown_field_or_a_broken_tag_is_refused_before_anything_is_written(self, text: str, why: str, desk: Path) -> None:
        self.own(desk, "outcome_letter", text)
        said = call("write-letters", desk, "outcome_letter", *AT)

        assert said.code == 3
        assert why in " ".join(said.err.split())
        assert not (desk / "letters" / "outcome_letter").exists()

    def test_an_unknown_letter_names_those_there_are(self, desk: Path) -> None:
        self.own(desk, "well_done", "x")
        said = call("write-letters", desk, "postcard")

        assert said.code == 3
        assert "The letters are: candidate_permission_form, " in " ".join(said.err.split())
        assert "well_done" in said.err and "welsh" not in said.err
        assert "Did you mean" not in said.err

    @pytest.mark.parametrize("typed", ["outcome_leter", "Outcome letter", "outcome-letter", "outcome_letter.docx"])
    def test_of_a_letter_misspelt_the_nearest_is_named(self, typed: str, desk: Path) -> None:
        said = call("write-letters", desk, typed)

        assert said.code == 3
        assert f"There is no letter '{typed}'. Did you mean outcome_letter? The letters are: " in " ".join(said.err.split())

    def test_a_window_offers_the_letters_that_there_are(self, desk: Path) -> None:
        self.own(desk, "well_done", "x")
        self.own(desk, "well_done_welsh", "x")
        self.own(desk, "outcome_letter", "x")
        which = ACTIONS["write_letters"].questions[0]

        assert which.kind == "choice"
        assert which.offered(desk) == (*KINDS, "well_done")


def test_the_same_outcomes_give_the_same_letter(desk: Path) -> None:
    """An outcome letter is dated the day the outcome came, whatever the day it is written; a reminder the day it is written."""
    call("write-letters", desk, "outcome_letter", *AT)
    first = letter_of(desk, "outcome_letter", "0001").read_bytes()
    call("write-letters", desk, "outcome_letter", "--at", "2024-09-30 17:00")
    call("write-letters", desk, "certificate_collection_notice", *AT)

    assert letter_of(desk, "outcome_letter", "0001").read_bytes() == first
    assert "Friday 20 September 2024" in texts(first)
    assert "Tuesday 24 September 2024" in texts(letter_of(desk, "certificate_collection_notice", "0001").read_bytes())
