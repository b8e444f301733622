"""install, uninstall and doctor on a computer that is only a folder and a handful of settings: Windows and Mac, seen from anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from desks import call, fingerprints
from office import ROOT

from results_desk.actions.computer import doctor, install, uninstall
from results_desk.edges.computer import state as computer
from results_desk.edges.computer.addin import apple_script, launcher
from results_desk.edges.computer.places import Places
from results_desk.edges.computer.registry import LAUNCHER, NoRegistry
from results_desk.errors import DeskError
from results_desk.rules.computer import Finding, findings

SHIPPED = (ROOT / "addin" / "results_desk.xlam").read_bytes()
SIXTEEN = r"Microsoft\Office\16.0"


@dataclass
class Settings:
    """A Windows registry of a few values."""

    values: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def get(self, root: str, key: str, name: str) -> str | None:
        return self.values.get((root, key.casefold(), name.casefold()))

    def put(self, key: str, name: str, value: str) -> None:
        self.values["user", key.casefold(), name.casefold()] = value

    def remove(self, key: str) -> bool:
        mine = [place for place in self.values if place[:2] == ("user", key.casefold())]
        for place in mine:
            del self.values[place]
        return bool(mine)

    def machine(self, key: str, name: str, value: str) -> Settings:
        self.values["machine", key.casefold(), name.casefold()] = value
        return self

    def person(self, key: str, name: str, value: str) -> Settings:
        self.put(key, name, value)
        return self


@pytest.fixture
def windows(tmp_path: Path) -> Places:
    programs = tmp_path / "Python 3.12"
    programs.mkdir()
    for name in ("python.exe", "pythonw.exe"):
        (programs / name).touch()
    return Places("Windows", tmp_path / "home", {"APPDATA": str(tmp_path / "home" / "Roaming")}, programs / "python.exe")


@pytest.fixture
def mac(tmp_path: Path) -> Places:
    python = tmp_path / 'Python "3"' / "python3"
    python.parent.mkdir()
    python.touch()
    return Places("Darwin", tmp_path / "home", {}, python)


def shortcut(where: Path, program: Path, words: str) -> None:
    where.write_text(f"{program} {words}", encoding="utf-8")


def test_windows_gets_the_addin_the_launcher_and_the_panel_and_gives_them_back(windows: Places) -> None:
    settings = Settings()
    said = install(windows, settings, shortcut)

    start = windows.home / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "results_desk.xlam"
    assert start.read_bytes() == SHIPPED
    assert settings.get("user", LAUNCHER, "Python") == str(windows.python.with_name("pythonw.exe"))
    assert windows.shortcut.read_text(encoding="utf-8").endswith("pythonw.exe -P -m results_desk panel")
    assert said.counts == {"changed": 3}
    assert "not been opened in Microsoft Excel" in said.message
    again = install(windows, settings, shortcut)
    assert (again.counts, again.message) == ({"changed": 0}, f"Everything was in place already: {start}.")

    windows.faults.mkdir(parents=True)
    assert uninstall(windows, settings).counts == {"removed": 4}
    assert settings.values == {}
    assert fingerprints(windows.home) == {}
    assert uninstall(windows, settings).message == "Nothing of Results Desk was left on this computer."


def test_a_mac_gets_the_addin_and_a_script_and_gives_them_back(mac: Places) -> None:
    said = install(mac, NoRegistry(), shortcut)

    container = mac.home / "Library" / "Group Containers" / "UBF8T346G9.Office"
    start = container / "User Content.localized" / "Startup.localized" / "Excel" / "results_desk.xlam"
    script = mac.home / "Library" / "Application Scripts" / "com.microsoft.Excel" / "ResultsDesk.applescript"
    assert start.read_bytes() == SHIPPED
    assert script.read_text(encoding="utf-8") == apple_script(mac.python)
    assert launcher(mac, NoRegistry()) == str(mac.python)
    assert said.counts == {"changed": 2}
    assert install(mac, NoRegistry(), shortcut).counts == {"changed": 0}
    assert uninstall(mac, NoRegistry()).counts == {"removed": 2}
    assert fingerprints(mac.home) == {}


def test_the_script_starts_one_program_and_quotes_what_excel_gives_it() -> None:
    lines = apple_script(Path('/opt/x/a "b"\\c/python3')).splitlines()

    assert lines[1] == 'property python : "/opt/x/a \\"b\\"\\\\c/python3"'
    assert lines[3].count("quoted form of") == 2
    assert lines[3].split("quoted form of given")[0].endswith('" -P -m results_desk run " & ')


def test_another_version_is_replaced(windows: Places) -> None:
    windows.addin.parent.mkdir(parents=True)
    windows.addin.write_bytes(b"older")

    assert install(windows, Settings(), shortcut).counts == {"changed": 3}
    assert windows.addin.read_bytes() == SHIPPED


def test_a_menu_that_can_not_be_written_stops_nothing(windows: Places) -> None:
    def refused(where: Path, program: Path, words: str) -> None:
        raise RuntimeError("COM")

    assert install(windows, Settings(), refused).counts == {"changed": 2}


def test_an_addin_that_excel_holds_open_is_said(windows: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(*given: object, **named: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr("results_desk.edges.computer.addin.write_atomically", held)
    with pytest.raises(DeskError, match=r"results_desk\.xlam can't be written: close Excel and try again"):
        install(windows, Settings(), shortcut)
    windows.addin.parent.mkdir(parents=True, exist_ok=True)
    windows.addin.touch()
    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(DeskError, match=r"can't be removed \(in use\): close Excel"):
        uninstall(windows, Settings())


def test_a_desk_is_not_touched_by_uninstall(windows: Places, tmp_path: Path) -> None:
    desk = tmp_path / "home" / "desk"
    desk.mkdir(parents=True)
    (desk / "results.xlsx").write_text("mine", encoding="utf-8")
    install(windows, Settings(), shortcut)
    uninstall(windows, Settings())

    assert (desk / "results.xlsx").read_text(encoding="utf-8") == "mine"


def test_where_there_is_no_excel_nothing_is_installed(tmp_path: Path) -> None:
    linux = Places("Linux", tmp_path, {}, Path("python"))

    with pytest.raises(DeskError, match="no Excel on this kind of computer"):
        install(linux, NoRegistry(), shortcut)
    linux.faults.mkdir(parents=True)
    assert uninstall(linux, NoRegistry()).counts == {"removed": 1}
    assert not linux.own.exists()


def state(places: Places, settings: Settings, check: str) -> Finding:
    found = [each for each in findings(computer.facts(places, settings, places.home), 0) if each.check == check]
    return next((each for each in found if each.state != "ok"), found[0])


def test_doctor_on_a_computer_where_nothing_was_done_yet(windows: Places) -> None:
    assert state(windows, Settings(), "Add-in").way_out == "Run: results-desk install"
    assert state(windows, Settings(), "Launcher").way_out == "Run: results-desk install"
    assert "No desktop Excel" in state(windows, Settings(), "Excel").found


@pytest.mark.parametrize("system", ["windows", "mac"])
def test_doctor_is_content_after_install(system: str, request: pytest.FixtureRequest) -> None:
    places: Places = request.getfixturevalue(system)
    settings = Settings().machine(r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", "", r"C:\Office\EXCEL.EXE")
    (places.home / "Applications" / "Microsoft Excel.app").mkdir(parents=True)
    install(places, settings, shortcut)

    for check in ("Add-in", "Launcher", "Excel"):
        assert state(places, settings, check).state == "ok", check
    assert "has not been opened in Microsoft Excel" in state(places, settings, "Not yet tried").found
    if system == "windows":
        assert state(places, settings, "Policy").state == "ok"
        assert "not set" in state(places, settings, "Starting a program").found


def test_doctor_sees_an_addin_or_a_program_that_is_not_ours_any_more(windows: Places) -> None:
    settings = Settings()
    install(windows, settings, shortcut)
    windows.addin.write_bytes(b"another version")
    windows.python.with_name("pythonw.exe").unlink()

    assert "not the one of this version" in state(windows, settings, "Add-in").found
    assert "which is not there" in state(windows, settings, "Launcher").found


ASR = r"Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
RULE = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"


@pytest.mark.parametrize(
    ("set_up", "check", "found", "way_out"),
    [
        (lambda s: s.machine(rf"Software\Policies\{ASR}", RULE, "1"), "Starting a program", "set to block", "exclude the Python"),
        (lambda s: s.machine(rf"Software\{ASR}", RULE, "6"), "Starting a program", "set to warn", "choose Unblock"),
        (
            lambda s: s.machine(r"Software\Policies\Microsoft\Windows Defender\Policy Manager", "ASRRules", f"x=1|{RULE.upper()}=1"),
            "Starting a program", "set to block", "results-desk panel",
        ),
        (
            lambda s: s.person(rf"Software\Policies\{SIXTEEN}\Excel\Security\Trusted Locations", "AllLocationsDisabled", "1"),
            "Policy", "trusted locations are switched off", "XLSTART",
        ),
        (lambda s: s.person(rf"Software\{SIXTEEN}\Excel\Security", "RequireAddinSig", "1"), "Policy", "RequireAddinSig", "sign"),
        (lambda s: s.machine(rf"Software\Policies\{SIXTEEN}\Excel\Security", "DisableAllAddins", "1"), "Policy", "AllAddins", "allow"),
        (
            lambda s: s.person(rf"Software\Policies\{SIXTEEN}\Common\Security", "RequireAlwaysOnMacroSig", "1"),
            "Policy", "RequireAlwaysOnMacroSig", "sign",
        ),
        (lambda s: s.machine(rf"Software\Policies\{SIXTEEN}\Common", "VBAOff", "1"), "Policy", "switches VBA off", "allow VBA"),
    ],
)  # fmt: skip
def test_doctor_says_what_it_has_to_allow(
    windows: Places, set_up: Callable[[Settings], Settings], check: str, found: str, way_out: str
) -> None:
    finding = state(windows, set_up(Settings()), check)

    assert finding.state in ("to do", "note")
    assert found in finding.found
    assert way_out in finding.way_out


@pytest.mark.parametrize(("set_to", "says"), [("0", "is off"), ("2", "set to audit"), ("5", "not configured")])
def test_a_rule_that_does_not_stop_us_is_in_order(windows: Places, set_to: str, says: str) -> None:
    finding = state(windows, Settings().machine(rf"Software\Policies\{ASR}", RULE, set_to), "Starting a program")

    assert (finding.state, says in finding.found) == ("ok", True)


def test_a_policy_goes_before_the_persons_own_setting(windows: Places) -> None:
    key = rf"{SIXTEEN}\Excel\Security"
    settings = Settings().person(rf"Software\{key}", "RequireAddinSig", "1").person(rf"Software\Policies\{key}", "RequireAddinSig", "0")

    assert state(windows, settings, "Policy").state == "ok"


@pytest.mark.parametrize(
    ("change", "check", "says"),
    [
        ({"old_python": True}, "Python", "Install Python 3.11 or newer"),
        ({"tkinter": False}, "Windows to ask in", "python3-tk"),
        ({"xlwings": None}, "xlwings", "Install Results Desk again"),
        ({"bridge": False}, "xlwings", "Install Results Desk again"),
        ({"from_internet": True, "addin": "same"}, "Add-in", "without that mark"),
        ({"converters": {"LibreOffice": "it was not found", "Word": "only on Windows"}}, "PDF", "print from Word"),
    ],
)
def test_what_is_missing_is_said_with_the_way_out(windows: Places, change: dict[str, object], check: str, says: str) -> None:
    facts = {**computer.facts(windows, NoRegistry()), **change}
    found = next(each for each in findings(facts, 1) if each.check == check)

    assert found.state != "ok"
    assert says in found.way_out


def test_doctor_on_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    said = call("doctor", "--json")

    assert said.code in (0, 4)
    assert {row["Check"] for row in said.json["report"]} >= {"Python", "Excel", "PDF", "Desks"}
    assert call("uninstall", "--json").json["done"] is True


def test_a_problem_of_doctor_is_not_said_to_be_on_a_sheet(windows: Places) -> None:
    outcome = doctor(computer.facts(windows, NoRegistry()), [])

    assert outcome.problems
    assert outcome.counts["to_do"] == len(outcome.problems)
    assert outcome.message.startswith(f"{len(outcome.problems)} of {len(outcome.report)} things")
