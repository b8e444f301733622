"""The audit log, read by a person: is it whole, and who did what when."""

from __future__ import annotations

from typing import Annotated

from results_desk.actions.registry import Outcome, Row, Work, action
from results_desk.edges.audit import LOG, Entry, cut_off, entries
from results_desk.errors import Problem
from results_desk.terms import counted

Last = Annotated[int, "How many of the latest lines to show; 0 shows all."]


@action("Help", "Audit log")
def audit(work: Work, last: Last = 30) -> Outcome:
    """Check that no line of the audit log was changed, put in or taken out, and show the latest: who did what when.

    A log that was cut off at its end is told by the file beside it. Whoever writes both files anew is not seen: note the last chain
    somewhere else from time to time.
    """
    lines, lost = list(entries(work.desk.folder)), cut_off(work.desk.folder)
    broken = [line for line in lines if line.wrong]
    if lost:
        broken.append(Entry(len(lines) + 1, {}, f"the log was cut off at its end: {lost}"))
    counts = {"lines": len(lines), "broken": len(broken), "refusals": sum("refused" in line.said for line in lines)}
    latest = lines[-last:] if last > 0 else lines
    return Outcome(_said(lines, broken), counts, (work.desk.folder / LOG,), tuple(map(_problem, broken[:1])), tuple(map(shown, latest)))


def _said(lines: list[Entry], broken: list[Entry]) -> str:
    if not lines and not broken:
        return "The audit log holds nothing yet."
    old, chain = sum(line.note.startswith("from before") for line in lines), lines[-1].said.get("chain", "") if lines else ""
    if broken and broken[0].number > len(lines):
        return f"The audit log is broken: it ends after line {len(lines)}, and more was written."
    if broken:
        return f"The audit log is broken: line {broken[0].number} of {len(lines)} is the first that is not as it was written."
    first = counted(old, "line is", "lines are")
    before = f" The first {first} from before lines were chained: whether they were changed before that, nobody can tell." if old else ""
    return f"{counted(len(lines), 'line')}, and each is as it was written.{before} The last chain: {str(chain)[:16]}."


def _problem(line: Entry) -> Problem:
    way_out = "Find out who could write to the folder; compare with your own backups. A synced folder may not have synced yet."
    return Problem(LOG, line.number, "chain", line.wrong[0].upper() + line.wrong[1:], way_out)


def shown(line: Entry) -> Row:
    """A line as a person reads it."""
    said = line.said
    counted = ", ".join(f"{name} {number}" for name, number in dict(said.get("counts", {})).items() if number)
    why = [str(said["about"])] if said.get("about") else []
    why += [f"reason: {said['reason']}"] if said.get("reason") else []
    why += [f"refused: {said['refused']}"] if said.get("refused") else []
    why += ["the clock was set with --at"] if said.get("clock_set") else []
    why += [f"the clock was {said['clock_behind_minutes']} minutes behind"] if said.get("clock_behind_minutes") else []
    return {
        "Line": line.number, "When": str(said.get("at", ""))[:16].replace("T", " "), "Who": said.get("who", ""),
        "Action": str(said.get("action", "")).replace("_", " "), "What": "; ".join(filter(None, [counted, *why, line.note, line.wrong])),
    }  # fmt: skip
