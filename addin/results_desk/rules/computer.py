"""What the state of a computer means for the officer: whether buttons, panel and letters will work, and what IT has to allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from results_desk.terms import counted

Facts = Mapping[str, object]
NEVER_OPENED = "The add-in file is made by a program and has not been opened in Microsoft Excel by its makers yet."
PANEL = "Meanwhile use the panel (results-desk panel): it does the same without macros."
_ASK_IT = "Ask IT to"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is right, what was found, and what to do. A "note" needs nothing done."""

    check: str
    state: Literal["ok", "to do", "note"]
    found: str
    way_out: str = ""


def findings(facts: Facts, desks: int) -> list[Finding]:
    """What the facts of `edges.computer` come to; `desks` is how many desk folders are known on this computer."""
    found = [_python(facts), _windows(facts)]
    if facts["system"] in ("Windows", "Darwin"):
        found += [_xlwings(facts), _excel(facts), _addin(facts), _launcher(facts), *_policies(facts)]
        found.append(Finding("Not yet tried", "note", NEVER_OPENED, "Go through docs/first-excel-check.md once: it takes five minutes."))
    else:
        without = f"There is no Excel on {facts['system']}: the command line and the panel work on closed workbooks."
        found.append(Finding("Excel", "note", without))
    return [*found, _converters(facts), _desks(desks)]


def _python(facts: Facts) -> Finding:
    found = f"Python {facts['python']} at {facts['python_at']}."
    if facts["old_python"]:
        return Finding("Python", "to do", found, "Install Python 3.11 or newer, then Results Desk again.")
    return Finding("Python", "ok", found)


def _windows(facts: Facts) -> Finding:
    if facts["tkinter"]:
        return Finding("Windows to ask in", "ok", "Python's own windows (tkinter) are there.")
    found = "This Python has no windows (tkinter): neither the panel nor the buttons can ask anything."
    way_out = "Install Python with its option tcl/tk (Debian, Ubuntu: python3-tk). The command line works without."
    return Finding("Windows to ask in", "to do", found, way_out)


def _xlwings(facts: Facts) -> Finding:
    if facts["xlwings"] and facts["bridge"]:
        return Finding("xlwings", "ok", f"xlwings {facts['xlwings']} can speak to Excel.")
    library = "pywin32" if facts["system"] == "Windows" else "appscript"
    found = f"xlwings, or {library} which it needs, is missing."
    return Finding("xlwings", "to do", found, "Install Results Desk again, with its dependencies.")


def _excel(facts: Facts) -> Finding:
    if facts["excel"]:
        return Finding("Excel", "ok", f"Excel is at {facts['excel']}.")
    way_out = "Install it. Excel in a browser cannot use this add-in; the command line needs no Excel."
    return Finding("Excel", "to do", "No desktop Excel was found.", way_out)


def _addin(facts: Facts) -> Finding:
    where = facts["addin_at"]
    if facts["addin"] == "missing":
        return Finding("Add-in", "to do", f"There is no add-in at {where}.", "Run: results-desk install")
    if facts["addin"] == "other":
        return Finding("Add-in", "to do", f"{where} is not the one of this version.", "Close Excel and run: results-desk install")
    if facts["from_internet"]:
        way_out = "Run results-desk install, which writes a file without that mark; or Properties of the file > Unblock."
        return Finding("Add-in", "to do", f"Windows has marked {where} as a file from the internet: Excel blocks its macros.", way_out)
    return Finding("Add-in", "ok", f"{where} is the one of this version.")


def _launcher(facts: Facts) -> Finding:
    if not facts["launcher"]:
        return Finding("Launcher", "to do", "The add-in has not been told which program to start.", "Run: results-desk install")
    if not facts["launcher_there"]:
        return Finding("Launcher", "to do", f"The add-in would start {facts['launcher']}, which is not there.", "Run: results-desk install")
    return Finding("Launcher", "ok", f"The add-in starts {facts['launcher']}.")


def _policies(facts: Facts) -> Iterator[Finding]:
    """Windows only: what an administrator may have forbidden. What is not set allows it."""
    if facts["system"] != "Windows":
        return
    for name, (found, way_out) in _FORBIDDEN.items():
        if facts[name]:
            yield Finding("Policy", "to do", found, f"{way_out} {PANEL}")
    yield _child_processes(str(facts["child_processes"] or ""))
    if not any(facts[name] for name in _FORBIDDEN):
        macros = f"VBAWarnings is {facts['macros']}" if facts["macros"] else "nothing is set"
        yield Finding("Policy", "ok", f"No policy that we can read stops an add-in in Excel's start folder (macro setting: {macros}).")


_FORBIDDEN = {
    "vba_off": ("A policy switches VBA off in all of Office (VBAOff).", f"{_ASK_IT} allow VBA for exams staff."),
    "addins_off": ("A policy switches off every add-in of Excel (DisableAllAddins).", f"{_ASK_IT} allow add-ins in Excel for exams staff."),
    "signed_addins_only": (
        "Excel is set to load only add-ins that are signed (RequireAddinSig); ours is not.",
        f"{_ASK_IT} sign results_desk.xlam with the school's own certificate, or to lift this for exams staff.",
    ),
    "signed_at_start_only": (
        "A policy lets Office load only signed macros when it starts (RequireAlwaysOnMacroSig); ours are not.",
        f"{_ASK_IT} sign results_desk.xlam with the school's own certificate, or to lift this for exams staff.",
    ),
    "trusted_locations_off": (
        "Excel's trusted locations are switched off (AllLocationsDisabled), so its start folder is not trusted.",
        f"{_ASK_IT} allow the start folder (XLSTART) as a trusted location.",
    ),
}


def _child_processes(set_to: str) -> Finding:
    rule = "Defender's rule 'Block all Office applications from creating child processes' (D4F940AB-401B-4EFC-AADC-AD5F3C50688A)"
    if set_to == "1":
        way_out = f"{_ASK_IT} exclude the Python of Results Desk from that rule, or to set it to audit for exams staff. {PANEL}"
        return Finding("Starting a program", "to do", f"{rule} is set to block: Excel may not start Results Desk.", way_out)
    if set_to == "6":
        return Finding("Starting a program", "note", f"{rule} is set to warn.", "Windows asks the first time: choose Unblock.")
    state = {"0": "off", "2": "set to audit, which does not stop us", "5": "not configured"}.get(set_to, "not set, as far as we can read")
    return Finding("Starting a program", "ok", f"{rule} is {state}.")


def _converters(facts: Facts) -> Finding:
    known = facts["converters"]
    assert isinstance(known, Mapping)
    usable = [name for name, missing in known.items() if not missing]
    if usable:
        return Finding("PDF", "ok", f"Letters become PDFs through {usable[0]}.")
    why = "; ".join(f"{name}: {missing}" for name, missing in known.items())
    return Finding("PDF", "note", f"No program makes PDFs here ({why}).", "Install LibreOffice, or print from Word.")


def _desks(count: int) -> Finding:
    if count:
        return Finding("Desks", "ok", f"{counted(count, 'desk is', 'desks are')} known on this computer.")
    way_out = "Make one (New desk), or open the folder of one in the panel."
    return Finding("Desks", "note", "No desk is known on this computer yet.", way_out)
