"""The panel, used as a person uses it: real clicks and keys on a screen that nobody sees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import new_desk, samples
from screen import Window, running, screen

from results_desk.doors.buttons import known

SCRIPT = """
from pathlib import Path
from results_desk.doors.excel_link import ExcelLink
from results_desk.doors.panel import Panel
from results_desk.edges.computer.places import Places
window = Panel(Places("Linux", Path({home!r}), {{}}, Path("python")), ExcelLink())
known = window.known
def shown(page): return [page._headline["text"], page._message["text"]]
def form(): return next(each for each in window.winfo_children() if each.winfo_class() == "Toplevel")
def tcl(words): return window.tk.eval(words)
class Named:
    def __init__(self, path): self.path = path
    def __getattr__(self, name): return lambda: int(tcl(f"winfo {{name.removeprefix('winfo_')}} {{self.path}}"))
"""
FILE_NAME = ".__tk_filedialog.contents.f2.ent"
"""The field of Tk's own dialogue for files that takes a name."""
FREE = "not window.worker.busy"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_desk(tmp_path_factory.mktemp("panel") / "summer desk")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as name:
        yield name


@pytest.fixture
def panel(display: str, desk: Path, tmp_path: Path) -> Iterator[Window]:
    with running(SCRIPT.format(home=str(tmp_path / "home")), display, tmp_path) as window:
        window.wait(FREE)
        yield window


def choose_folder(panel: Window, folder: Path) -> None:
    """Press Open desk..., and give the folder in the dialogue."""
    panel.click("window.desks._open")
    panel.wait("int(tcl('winfo exists .__tk_choosedir')) and int(tcl('winfo ismapped .__tk_choosedir'))")
    panel.click("Named('.__tk_choosedir.contents.f2.ent')")
    panel.key("ctrl+slash")
    panel.type(str(folder))
    panel.key("Return")
    panel.click("Named('.__tk_choosedir.contents.f2.ok')")


def test_without_a_desk_only_what_needs_none_can_be_pressed(panel: Window) -> None:
    lit = panel.ask("[name for name, button in window.buttons.drawn.items() if not button.instate(['disabled'])]")

    assert panel.ask("list(window.buttons.drawn)") == list(known())
    assert set(lit) == {"new", "demo", "doctor"}
    assert "Choose a desk" in panel.ask("shown(window.last)")[1]


def test_a_morning_with_the_panel(panel: Window, desk: Path) -> None:
    choose_folder(panel, desk)
    panel.wait(f"str(window.desk) == {str(desk)!r} and {FREE} and shown(window.today)[1]")
    assert panel.ask("known.folders()") == [str(desk)]
    assert "lines in the tracking log" in panel.ask("shown(window.today)")[1]

    panel.click("window.buttons.drawn['import_candidates']")
    panel.wait("int(tcl('winfo exists .__tk_filedialog'))")
    panel.click(f"Named({FILE_NAME!r})")
    panel.type(" ".join(f"{{{path}}}" for path in samples("import_candidates")))
    panel.key("Return")
    panel.wait(f"'rows' in shown(window.last)[1] and {FREE}")
    assert panel.ask("shown(window.last)[0]").startswith("Import candidates")

    panel.key("ctrl+f")
    panel.type("copy dates")
    panel.wait("list(window.buttons.drawn) == ['copy_dates']")
    panel.key("Return")
    panel.wait(f"'Copy dates' in shown(window.last)[0] and {FREE}")
    audit = [json.loads(line)["action"] for line in (desk / "audit.log").read_text(encoding="utf-8").splitlines()]
    assert {"import_candidates", "copy_dates"} <= set(audit)


def test_a_form_asks_says_what_is_missing_and_can_be_left(panel: Window, desk: Path) -> None:
    panel.click("window.buttons.drawn['new']")
    panel.wait("form().winfo_ismapped()")
    panel.type(str(desk.parent / "another"))
    panel.key("Tab", "Tab")
    panel.type("1234")
    panel.key("Return")
    panel.wait("form()._wrong.get() == 'Centre name: an answer is needed. Name of the centre, as it stands at the head of letters.'")
    panel.key("Tab")
    panel.type("Larkfield")
    panel.key("Tab")
    panel.type("June 2024")
    panel.key("Return")
    panel.wait(f"'five digits' in shown(window.last)[1] and {FREE}")
    assert panel.ask("shown(window.last)[0]") == "New desk: Nothing was done"
    assert not (desk.parent / "another").exists()

    panel.click("window.buttons.drawn['new']")
    panel.wait("form().winfo_ismapped()")
    panel.key("Escape")
    panel.wait("not [each for each in window.winfo_children() if each.winfo_class() == 'Toplevel']")


def test_what_is_no_desk_is_refused_in_words(panel: Window, tmp_path: Path) -> None:
    folder = tmp_path / "holiday pictures"
    folder.mkdir()
    choose_folder(panel, folder)

    assert "is not a desk" in panel.wait("'Open desk' in shown(window.last)[0] and shown(window.last)[1]")
    assert panel.ask("window.desk") is None
