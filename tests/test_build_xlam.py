"""The add-in file: generated from text, read back by others, its buttons pressed in LibreOffice with a recorder for a launcher."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from shutil import copytree
from xml.etree import ElementTree
from zipfile import ZipFile

import olefile
from basic import run_basic
from office import ROOT, validator_errors
from screen import running, screen

from results_desk import __version__
from results_desk.actions import ACTIONS
from results_desk.build import xlam
from results_desk.build.ribbon import MODULE, NAMESPACE, Button, custom_ui
from results_desk.build.vbaproject import Module
from results_desk.doors.buttons import buttons, known
from results_desk.tables import WORKBOOKS
from vba import MacroRaptor, VBA_Parser

ADDIN, VBA = ROOT / "addin" / "results_desk.xlam", ROOT / "addin" / "vba"
SHOWN = buttons()
ARITY = {"onLoad": 1, "onAction": 1, "getEnabled": 2}
RECORDER = """
Private Sub StartLauncher(words As String)
    Recorded = words
End Sub
Public Function Heard() As String
    Heard = Recorded
    Recorded = ""
End Function
Public Function IsEnabled(control As IRibbonControl) As String
    Dim answer
    GetEnabled control, answer
    IsEnabled = answer
End Function
Public Function One() As Integer
    One = 1
End Function
"""
HARD_NAMES = (
    "tracking_log.xlsx",
    "Results.XLSX",
    'results "quoted" & calc.exe %TEMP% = x.xlsx',
    "--at=2024-08-14 -c import os; $(id) `id`.xlsx",
    "Prüfung – 結果 😀.xlsx",
)
"""Names that a command line could take for something else, and names that no western code page holds."""


def test_building_twice_gives_the_same_bytes_which_are_those_of_the_tree() -> None:
    first, second = xlam.files(ROOT, SHOWN), xlam.files(ROOT, SHOWN)

    assert first == second
    for path, data in first.items():
        assert path.read_bytes() == data, path.name


def test_a_reader_of_others_finds_every_module_as_we_wrote_it() -> None:
    with ZipFile(ADDIN) as packed:
        project = packed.read("xl/vbaProject.bin")
    found = {name: code for _, _, name, code in VBA_Parser("vbaProject.bin", data=project).extract_macros()}

    assert found == {_file_name(each): each.source for each in xlam.modules(VBA)}
    with olefile.OleFileIO(project, raise_defects=olefile.DEFECT_UNSURE) as read:
        assert read.parsing_issues == []


def _file_name(module: Module) -> str:
    return f"{module.name}.{'bas' if module.kind == 'code' else 'cls'}"


def test_the_sheets_say_the_names_of_their_modules() -> None:
    with ZipFile(ADDIN) as packed:
        names = [re.findall(r'codeName="(\w+)"', packed.read(part).decode()) for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml")]

    assert [name for found in names for name in found] == [each.name for each in xlam.modules(VBA) if each.kind != "code"]


def test_the_package_is_an_addin_with_its_project_and_ribbon() -> None:
    with ZipFile(ADDIN) as packed:
        types, relations = packed.read("[Content_Types].xml").decode(), packed.read("_rels/.rels").decode()
        book, ribbon = packed.read("xl/_rels/workbook.xml.rels").decode(), packed.read("customUI/customUI14.xml")
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert __version__ in packed.read("xl/worksheets/sheet1.xml").decode()

    assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in types
    assert "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" in relations
    assert "http://schemas.microsoft.com/office/2006/relationships/vbaProject" in book
    assert ribbon == (ROOT / "addin" / "customUI14.xml").read_bytes()


def test_the_open_xml_sdk_finds_nothing_wrong() -> None:
    assert validator_errors([ADDIN]) == {ADDIN: []}


def test_nothing_runs_by_itself_and_nothing_is_called_outside_excel() -> None:
    code = "\n".join(path.read_text(encoding="ascii") for path in sorted(VBA.iterdir()))
    checked = MacroRaptor(code)
    checked.scan()

    assert not checked.autoexec
    assert not re.search(r"\bDeclare\b|Workbook_Open|Auto_Open|CreateObject|GetObject|xlwings|WScript|Environ", code, re.IGNORECASE)
    assert code.count("Shell ") == 1
    assert len((VBA / "RunAction.bas").read_text(encoding="ascii").splitlines()) <= 60


def test_every_callback_is_there_with_as_many_arguments_as_excel_gives_it() -> None:
    code = (VBA / "RunAction.bas").read_text(encoding="ascii")
    taken = {name: len(given.split(",")) for name, given in re.findall(r"^Public Sub (\w+)\((.+)\)$", code, re.MULTILINE)}
    called = {(kind, name) for element in ribbon().iter() for kind in ARITY if (name := element.get(kind))}

    assert {kind for kind, _ in called} == set(ARITY)
    for kind, name in called:
        module, _, procedure = name.partition(".")
        assert (module, taken[procedure]) == (MODULE, ARITY[kind])
    assert xlam.modules(VBA)[-1].name == MODULE


def ribbon() -> ElementTree.Element:
    return ElementTree.parse(ROOT / "addin" / "customUI14.xml").getroot()


def test_the_ribbon_has_exactly_the_buttons_of_the_registry_in_the_order_of_the_year() -> None:
    drawn = [element for element in ribbon().iter(f"{{{NAMESPACE}}}button")]
    groups = [element.get("label") for element in ribbon().iter(f"{{{NAMESPACE}}}group")]
    ids = [element.get("id") for element in ribbon().iter() if element.get("id")]

    assert [element.get("id") for element in drawn] == list(known())
    assert groups == list(dict.fromkeys(each.group for each in known().values()))
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch("[a-z_]+", element.get("id") or "") for element in drawn)
    assert all(element.get("screentip") and element.get("supertip") for element in drawn)


def test_a_label_may_hold_what_xml_marks() -> None:
    drawn = ElementTree.fromstring(custom_ui([Button("a", 'R & "D"', "<b>", "Help", "it's > 1\n& 2", ("results.xlsx",))]))
    button = next(drawn.iter(f"{{{NAMESPACE}}}button"))

    assert (button.get("label"), button.get("supertip"), button.get("tag")) == ("<b>", "it's > 1\n& 2", "results.xlsx")


def variant(code: str) -> bytes:
    """The add-in with the launcher replaced, and a way to ask what it was given."""
    workbook, sheet, module = xlam.modules(VBA)
    return xlam.addin_bytes((workbook, sheet, replace(module, text=code)), custom_ui(SHOWN))


def recorded() -> str:
    """The code with the recorder in place of the launcher, which is the last of its procedures."""
    head, launcher, _ = (VBA / "RunAction.bas").read_text(encoding="ascii").partition("Private Sub StartLauncher")
    assert launcher
    return head.replace("Option Explicit\n", "Option Explicit\nPublic Recorded As String\n", 1) + RECORDER


def press(folder: Path, code: str, names: Sequence[str], controls: Sequence[tuple[str, str]]) -> list[list[str]]:
    """What LibreOffice says of each of the named workbooks: 1, then for every control what the launcher was given and whether it is lit."""
    folder.mkdir(exist_ok=True)
    calls, body = [], variant(code)
    for number, name in enumerate(names):
        (folder / str(number)).mkdir()
        path = folder / str(number) / name
        path.write_bytes(body)
        calls.append(f'One = Invoked("{path.as_uri()}")')
    asked = "\n".join(
        f'  Say Called("RunAction", "Heard", "{name}", "{tag}")\n  Say Called("IsEnabled", "", "{name}", "{tag}")' for name, tag in controls
    )
    said = run_basic(PROBE.replace("{asked}", asked) + "Sub Probe\n" + "\n".join(calls) + "\nEnd Sub\n", folder)
    each = 1 + 2 * len(controls)
    return [said[start : start + each] for start in range(0, len(said), each)]


PROBE = """
Dim Book As Object

Function Invoked(url As String)
  Book = Loaded(url, "Calc MS Excel 2007 VBA XML")
  Say Asked("One", Array())
{asked}
  Book.close(True)
End Function

Function Called(procedure As String, thenAsked As String, id As String, tag As String) As String
  Dim control : control = createUnoService("com.sun.star.beans.PropertyBag")
  control.addProperty("ID", 0, id)
  control.addProperty("Tag", 0, tag)
  Called = Asked(procedure, Array(control))
  If thenAsked <> "" Then Called = Asked(thenAsked, Array())
End Function

Function Asked(procedure As String, given)
  On Local Error Resume Next
  Dim where : where = "vnd.sun.star.script:ResultsDesk.ResultsDeskRibbon." & procedure & "?language=Basic&location=document"
  Asked = "" & Book.getScriptProvider().getScript(where).invoke(given, Array(), Array())
End Function
"""


def in_hex(name: str) -> str:
    return name.encode("utf-16-be").hex().upper()


def test_every_button_gives_the_launcher_its_name_and_the_workbook_as_digits(tmp_path: Path) -> None:
    """The launcher is the last step before the command line: nothing but letters, digits and blanks may reach it.

    A workbook may bring a ribbon of its own that calls our macro: an id that is no action's name goes no further.
    """
    controls = [(button.name, button.tag) for button in SHOWN]
    foreign = [("a.b", ""), ("x1", ""), ("ns:a", ""), ("a b", "")]
    said = press(tmp_path / "pressed", recorded(), HARD_NAMES, [*controls, *foreign])

    for name, (one, *every) in zip(HARD_NAMES, said, strict=True):
        answers = every[: 2 * len(controls)]
        assert one == "1"
        assert every[2 * len(controls) :: 2] == [""] * len(foreign)
        assert answers[0::2] == [f"{button.name} x{in_hex(name)}" for button in SHOWN]
        assert all(re.fullmatch("[a-z_]+ x[0-9A-F]+", words) for words in answers[0::2])
        lit = [not button.books or name.casefold() in button.books for button in SHOWN]
        assert answers[1::2] == [str(each) for each in lit], name


def test_code_that_does_not_compile_is_seen(tmp_path: Path) -> None:
    """That LibreOffice runs the code is worth something only if it runs no broken code."""
    broken = recorded().replace("End If\n", "\n", 1)

    assert press(tmp_path / "broken", broken, ["results.xlsx"], [("today", "")]) == [["", "", ""]]


def test_one_function_is_a_button_a_command_a_panel_entry_and_a_row_of_the_readme(tmp_path: Path) -> None:
    """`@action(...)` and `build`: nothing else has to be touched."""
    checkout = tmp_path / "checkout"
    for part in ("addin", "xlsx_templates", "docx_templates", "docs"):
        copytree(ROOT / part, checkout / part)
    (checkout / "README.md").write_bytes((ROOT / "README.md").read_bytes())
    with (checkout / "addin" / "results_desk" / "actions" / "today.py").open("a", encoding="utf-8") as module:
        module.write(DUMMY)
    assert "Stale: addin/results_desk.xlam" not in run(checkout, "build")
    listed = run(checkout, "--help")
    shown = run(checkout, "count-sheets", "--help")

    drawn = ElementTree.parse(checkout / "addin" / "customUI14.xml").getroot()
    button = next(element for element in drawn.iter(f"{{{NAMESPACE}}}button") if element.get("id") == "count_sheets")
    assert (button.get("label"), button.get("supertip")) == ("Count sheets", "Count the sheets of paper on the desk.")
    assert button.get("tag") == "|".join(WORKBOOKS)
    assert "count-sheets" in listed
    assert "--only" in shown
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    assert "| Count sheets | `count-sheets` | Count the sheets of paper on the desk. |" in readme
    with screen() as display, running(PANEL, display, tmp_path, checkout) as panel:
        assert panel.wait("window.buttons.drawn['count_sheets']['text']") == "Count sheets"
    assert "Every generated file is current" in run(checkout, "build", "--check")
    with ZipFile(BytesIO((checkout / "addin" / "results_desk.xlam").read_bytes())) as packed:
        assert "count_sheets" in packed.read("customUI/customUI14.xml").decode()


PANEL = """
from pathlib import Path
from results_desk.doors.excel_link import ExcelLink
from results_desk.doors.panel import Panel
from results_desk.edges.computer.places import Places
window = Panel(Places("Linux", Path("nowhere"), {}, Path("python")), ExcelLink())
"""
DUMMY = '''

@action("Today", "Count sheets")
def count_sheets(work: Work, only: Annotated[str, "Only those of this colour."] = "") -> Outcome:
    """Count the sheets of paper on the desk."""
    return Outcome("None.")


from typing import Annotated  # noqa: E402
'''


def run(checkout: Path, *words: str) -> str:
    code = "from results_desk.doors.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, *words], cwd=checkout, env={"PYTHONPATH": str(checkout / "addin"), "COLUMNS": "140"},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_buttons_of_a_request_stand_in_the_order_of_its_days() -> None:
    found = [action.name for action in ACTIONS.values() if action.group == "Requests"]
    order = ["log_requests", "check_requests", "send_requests", "record_payments", "check_invoice"]

    assert [name for name in found if name in order] == order
