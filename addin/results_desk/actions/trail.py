"""The audit log, read by a person: is it whole, and who did what when."""

from __future__ import annotations

from typing import Annotated

from results_desk.actions.registry import Outcome, Row, Work, action
from results_desk.edges.desk.audit import LOG, Entry, cut_off, entries
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
    counts = {"lines": len(lines), "broken": len(broken) + bool(lost), "refusals": sum("refused" in line.said for line in lines)}
    problems = [*([_problem(len(lines) + 1, lost)] if lost else []), *(_problem(line.number, line.wrong) for line in broken)]
    latest = lines[-last:] if last > 0 else lines
    return Outcome(_said(lines, broken, lost), counts, (work.desk.folder / LOG,), tuple(problems), tuple(map(shown, latest)))


def _said(lines: list[Entry], broken: list[Entry], lost: str) -> str:
    if not lines and not lost:
        return "The audit log holds nothing yet."
    wrong = [f"after line {len(lines)}, {lost}"] if lost else []
    if broken:
        more = f", and {len(broken) - 1} more" if broken[1:] else ""
        wrong.append(f"line {broken[0].number} of {len(lines)} is the first that is not as it was written{more}")
    if wrong:
        return f"The audit log is broken: {'; '.join(wrong)}."
    old, chain = sum(line.note.startswith("from before") for line in lines), lines[-1].said.get("chain", "")
    first = counted(old, "line is", "lines are")
    before = f" The first {first} from before lines were chained: whether they were changed before that, nobody can tell." if old else ""
    return f"{counted(len(lines), 'line')}, and each is as it was written.{before} The last chain: {str(chain)[:16]}."


def _problem(number: int, wrong: str) -> Problem:
    way_out = "Find out who could write to the folder; compare with your own backups. A synced folder may not have synced yet."
    return Problem(LOG, number, "chain", wrong[0].upper() + wrong[1:], way_out)


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
