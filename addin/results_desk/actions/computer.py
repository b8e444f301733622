"""Results Desk on this computer: put its buttons into Excel, take them back, and say what is in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from results_desk.actions.registry import Outcome
from results_desk.edges.computer import addin
from results_desk.edges.computer import state as computer
from results_desk.edges.computer.places import Places
from results_desk.edges.computer.registry import Registry
from results_desk.errors import DeskError, Problem
from results_desk.rules.computer import NEVER_OPENED, Finding, findings
from results_desk.terms import counted


def install(places: Places, registry: Registry, make_shortcut: addin.MakeShortcut) -> Outcome:
    """Put the add-in into Excel's start folder, and tell it which program to start. DeskError where there is no Excel."""
    if not places.has_excel:
        raise DeskError("There is no Excel on this kind of computer: nothing to install. The command line and the panel work as they are.")
    done = {
        f"copied the add-in to {places.addin}": addin.put_addin(places),
        f"told it to start {places.windowless_python}": addin.put_launcher(places, registry),
        "put the panel into the Start menu": addin.put_shortcut(places, make_shortcut),
    }
    did = [what for what, was_done in done.items() if was_done]
    if not did:
        return Outcome(f"Everything was in place already: {places.addin}.", {"changed": 0}, action="install")
    said = f"Installed for you alone: {'; '.join(did)}. Restart Excel: the tab Results Desk should be there. {NEVER_OPENED}"
    return Outcome(said, {"changed": len(did)}, (places.addin,), action="install")


def uninstall(places: Places, registry: Registry) -> Outcome:
    """Take back all that install put there, and what the program remembered. Desks stay as they are."""
    removed = addin.take_back(places, registry) if places.has_excel else addin.forget(places)
    if not removed:
        return Outcome("Nothing of Results Desk was left on this computer.", {"removed": 0}, action="uninstall")
    said = f"Removed: {'; '.join(map(str, removed))}. Your desks are as they were. To remove the program itself: pip uninstall results-desk"
    return Outcome(said, {"removed": len(removed)}, action="uninstall")


def doctor(facts: computer.Facts, desks: Sequence[Path]) -> Outcome:
    """Say of every part whether it is right, and what has to be done or allowed."""
    found = findings(facts, len(desks))
    to_do = [each for each in found if each.state == "to do"]
    counts = {"checked": len(found), "to_do": len(to_do)}
    said = f"{len(to_do)} of {counted(len(found), 'thing')} {'needs' if len(to_do) == 1 else 'need'} something done."
    said = said if to_do else f"All {counted(len(found), 'thing')} we looked at are in order."
    return Outcome(said, counts, (), tuple(map(_problem, to_do)), tuple(map(_row, found)), action="doctor")


def _row(finding: Finding) -> Mapping[str, object]:
    return {"Check": finding.check, "State": finding.state, "Found": " ".join(filter(None, (finding.found, finding.way_out)))}


def _problem(finding: Finding) -> Problem:
    return Problem("This computer", 0, finding.check, finding.found, finding.way_out)
