"""What can be read off this computer about Python, Excel, the add-in and the policies that decide whether it may run."""

from __future__ import annotations

import importlib.util
import platform
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from results_desk.edges.computer.addin import launcher, shipped_addin
from results_desk.edges.computer.places import Places
from results_desk.edges.computer.registry import Registry
from results_desk.edges.converters import converters
from results_desk.errors import DeskError

CHILD_PROCESS_RULE = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""Defender's rule that stops Office programs from starting others, as Microsoft numbers it."""
_ASR = r"Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_OFFICE = r"Microsoft\Office\16.0"
_EXCEL = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_MAC_EXCEL = "Applications/Microsoft Excel.app"

Facts = Mapping[str, object]


def facts(places: Places, registry: Registry, root: Path = Path("/")) -> Facts:
    """What is so, by name; None for what can't be read here. `root` is where the computer's own programs are looked for on a Mac."""
    return {
        "system": places.system,
        "python": platform.python_version(), "python_at": str(places.python), "old_python": sys.version_info < (3, 11),
        "tkinter": importlib.util.find_spec("tkinter") is not None and importlib.util.find_spec("_tkinter") is not None,
        "xlwings": _version("xlwings"), "bridge": _bridge(places),
        "excel": _excel(places, registry, root),
        "addin": _addin(places), "addin_at": str(places.addin), "from_internet": _from_internet(places),
        "launcher": launcher(places, registry) if places.has_excel else None,
        "launcher_there": _launcher_there(places, registry),
        **policies(registry),
        "converters": {each.name: each.missing for each in converters()},
    }  # fmt: skip


def policies(registry: Registry) -> Facts:
    """The settings of Office and Defender that decide about the add-in: those of a policy before the person's own."""
    excel = rf"{_OFFICE}\Excel\Security"
    return {
        "child_processes": _child_processes(registry),
        "trusted_locations_off": _policy(registry, rf"{excel}\Trusted Locations", "AllLocationsDisabled") == "1",
        "signed_addins_only": _policy(registry, excel, "RequireAddinSig") == "1",
        "addins_off": _policy(registry, excel, "DisableAllAddins") == "1",
        "signed_at_start_only": _policy(registry, rf"{_OFFICE}\Common\Security", "RequireAlwaysOnMacroSig") == "1",
        "vba_off": _policy(registry, rf"{_OFFICE}\Common", "VBAOff") == "1",
        "macros": _policy(registry, excel, "VBAWarnings"),
    }


def _policy(registry: Registry, key: str, name: str) -> str | None:
    for root, start in (("user", r"Software\Policies"), ("machine", r"Software\Policies"), ("user", "Software")):
        found = registry.get(root, rf"{start}\{key}", name)
        if found is not None:
            return found
    return None


def _child_processes(registry: Registry) -> str | None:
    """What the rule about child processes is set to: "0" off, "1" block, "2" audit, "6" warn; None when nothing is set."""
    for start in (r"Software\Policies", "Software"):
        found = registry.get("machine", rf"{start}\{_ASR}", CHILD_PROCESS_RULE)
        if found is not None:
            return found
    managed = registry.get("machine", r"Software\Policies\Microsoft\Windows Defender\Policy Manager", "ASRRules") or ""
    rules = dict(rule.casefold().partition("=")[::2] for rule in managed.split("|"))
    return rules.get(CHILD_PROCESS_RULE)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _bridge(places: Places) -> bool | None:
    """Whether the library through which xlwings speaks to Excel is there; None where there is no Excel."""
    if not places.has_excel:
        return None
    return importlib.util.find_spec("pythoncom" if places.system == "Windows" else "appscript") is not None


def _excel(places: Places, registry: Registry, root: Path) -> str | None:
    if places.system == "Windows":
        return next((found for start in ("machine", "user") if (found := registry.get(start, _EXCEL, ""))), None)
    app = next((folder / _MAC_EXCEL for folder in (root, places.home) if (folder / _MAC_EXCEL).is_dir()), None)
    return str(app) if app else None


def _addin(places: Places) -> str:
    """ "missing", "same", or "other" when it is not the one of this version."""
    if not places.addin.is_file():
        return "missing"
    try:
        return "same" if places.addin.read_bytes() == shipped_addin() else "other"
    except (OSError, DeskError):
        return "other"


def _from_internet(places: Places) -> bool:
    """Whether Windows has marked the add-in as a file from the internet, whose macros Excel blocks."""
    if places.system != "Windows":
        return False
    try:
        return "ZoneId=3" in Path(f"{places.addin}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def _launcher_there(places: Places, registry: Registry) -> bool:
    program = launcher(places, registry) if places.has_excel else None
    return program is not None and Path(program).is_file()
