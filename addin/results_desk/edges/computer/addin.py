"""The add-in and its launcher on this computer: put there and taken back, for one person, without an administrator."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from results_desk.edges.atomic import write_atomically
from results_desk.edges.computer.places import ADDIN, Places
from results_desk.edges.computer.registry import LAUNCHER, LAUNCHER_APP, Registry
from results_desk.edges.folders import shipped_file
from results_desk.errors import DeskError

MakeShortcut = Callable[[Path, Path, str], None]
"""Makes a shortcut: where, to which program, with which words behind it."""


def shipped_addin() -> bytes:
    """The add-in as it came with this version. DeskError when it is not there."""
    path = shipped_file(ADDIN)
    if not path.is_file():
        raise DeskError(f"{ADDIN} is missing from this installation: install Results Desk again.")
    return path.read_bytes()


def put_addin(places: Places) -> bool:
    """Copy the add-in into Excel's start folder. False when it is there already. DeskError when Excel holds it open."""
    data = shipped_addin()
    if places.addin.is_file() and places.addin.read_bytes() == data:
        return False
    try:
        places.addin.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(places.addin, data)
    except (OSError, DeskError):
        raise DeskError(f"{places.addin} can't be written: close Excel and try again.") from None
    return True


def put_launcher(places: Places, registry: Registry) -> bool:
    """Write down which program the add-in starts: in the registry, on a Mac in a script. False when that was so already."""
    if places.system == "Windows":
        return _put_value(registry, str(places.windowless_python))
    text = apple_script(places.python).encode()
    if places.script.is_file() and places.script.read_bytes() == text:
        return False
    places.script.parent.mkdir(parents=True, exist_ok=True)
    places.script.write_bytes(text)
    return True


def launcher(places: Places, registry: Registry) -> str | None:
    """The program the add-in starts now; None when nothing is written down."""
    if places.system == "Windows":
        return registry.get("user", LAUNCHER, "Python") or None
    if not places.script.is_file():
        return None
    lines = places.script.read_text(encoding="utf-8").splitlines()
    quoted = next((line for line in lines if line.startswith("property python")), "").partition(": ")[2]
    return quoted[1:-1].replace('\\"', '"').replace("\\\\", "\\") or None


def put_shortcut(places: Places, make: MakeShortcut) -> bool:
    """On Windows put the panel into the Start menu. False when it was there, or could not be made."""
    if places.system != "Windows" or places.shortcut.is_file():
        return False
    try:
        places.shortcut.parent.mkdir(parents=True, exist_ok=True)
        make(places.shortcut, places.windowless_python, "-P -m results_desk panel")
    except Exception:  # COM raises errors of its own kind; the panel also starts from the command line
        return False
    return places.shortcut.is_file()


def windows_shortcut(where: Path, program: Path, words: str) -> None:
    """Make a shortcut as Windows does, through pywin32, which xlwings brings along."""
    from win32com.client import Dispatch

    shortcut = Dispatch("WScript.Shell").CreateShortcut(str(where))
    shortcut.TargetPath, shortcut.Arguments, shortcut.Description = str(program), words, "Results Desk"
    shortcut.Save()


def take_back(places: Places, registry: Registry) -> list[Path | str]:
    """Take away all that was put there, and what the program remembered: what was removed. DeskError when Excel holds the add-in open."""
    removed: list[Path | str] = []
    for path in (places.addin, places.script if places.system == "Darwin" else places.shortcut):
        if path.is_file():
            _remove(path)
            removed.append(path)
    if registry.remove(LAUNCHER):
        registry.remove(LAUNCHER_APP)
        removed.append(f"HKEY_CURRENT_USER\\{LAUNCHER}")
    return [*removed, *forget(places)]


def forget(places: Places) -> list[Path | str]:
    """Take away what the program remembered: where the desks are, and its own faults. What was removed."""
    if not places.own.is_dir():
        return []
    shutil.rmtree(places.own, ignore_errors=True)
    return [places.own]


def apple_script(python: Path) -> str:
    """The script for a Mac: one program, and what Excel gives it as one word behind, quoted for the shell."""
    quoted = str(python).replace("\\", "\\\\").replace('"', '\\"')
    return (
        "-- Written by results-desk install: starts Results Desk for a button in Excel.\n"
        f'property python : "{quoted}"\n'
        "on RunAction(given)\n"
        '\tdo shell script quoted form of python & " -P -m results_desk run " & quoted form of given & " > /dev/null 2>&1 &"\n'
        '\treturn ""\n'
        "end RunAction\n"
    )


def _put_value(registry: Registry, program: str) -> bool:
    if registry.get("user", LAUNCHER, "Python") == program:
        return False
    registry.put(LAUNCHER, "Python", program)
    return True


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise DeskError(f"{path} can't be removed ({error.strerror}): close Excel and try again.") from None
