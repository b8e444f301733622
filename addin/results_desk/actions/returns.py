"""Work that came back from moderation: when it may go, and to whom it went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from results_desk.actions.carried import carry_to_registers
from results_desk.actions.facts import rows
from results_desk.actions.questions import OneOf
from results_desk.actions.registers import put_register_views
from results_desk.actions.registry import Outcome, Row, Work, action
from results_desk.actions.views import put_formula_values
from results_desk.errors import DeskError
from results_desk.terms import counted

BOOK = "moderation_returns_log.xlsx"
WAYS = ("candidates", "department", "destroyed")
Refs = Annotated[list[str], "A line of the returns log, such as MOD-24-01; may be given more than once. Without: what may go."]
How = Annotated[str, "Where it goes: candidates, department or destroyed.", OneOf(lambda desk: WAYS)]
OverrideBy = Annotated[str, "Who decided to go against the rule; with --reason."]
Reason = Annotated[str, "Why; kept in the register."]


@action("Returns and certificates", "Return work", reveals="keep")
def return_work(
    work: Work,
    ref: Refs = (),  # type: ignore[assignment]
    to: Annotated[str, "Who takes the work: the name of whoever signs for it."] = "",
    how: How = "candidates",
    on: Annotated[str, "The day it went, such as 27/09/2024; today where it is left out."] = "",
    override_by: OverrideBy = "",
    reason: Reason = "",
) -> Outcome:
    """Note that work went back to candidates or to a department; refuse it while a review could still need the work."""
    from results_desk.rules.returning import Release, release

    carry_to_registers(work)
    held, dates, today = rows(work.desk, "Moderation"), rows(work.desk, "ModerationDates"), work.now.date()
    if not ref:
        return _shown(held, today, dates)
    asked = Release(how.strip().casefold(), to, day_given(on, today), override_by, reason)
    changes = release(held, ref, asked, today, dates)
    stale = work.desk.table("Moderation").update({(key,): cells for key, cells in changes.items()})
    if stale:
        raise DeskError(f"{BOOK} changed while we looked at it: run it again.")
    put_formula_values(work, [BOOK])
    put_register_views(work)
    counts = {"refs": len(ref), "changed": len(changes)}
    return Outcome(f"{', '.join(ref)}: {_did(counts)}.", counts)


def day_given(text: str, today: date) -> date:
    """The day that a person typed; today where nothing is typed. DeskError when it is none."""
    from results_desk.rules.letters.words import read_day

    found = read_day(text) if text.strip() else today
    if found is None:
        raise DeskError(f"{text!r} is no day: write it as 27/09/2024 or 2024-09-27.")
    return found


def _shown(held: list[dict[str, object]], today: date, dates: list[dict[str, object]]) -> Outcome:
    from results_desk.rules.moderation import keep, keep_until

    lines: list[Row] = [
        {"Ref": row["Ref"], "Subject": row["Subject"], "Keep": keep(row, today, dates), "Keep until": _day(keep_until(row, dates))}
        for row in held
        if row["Ref"]
    ]
    free = sum(line["Keep"] == "May be released" for line in lines)
    counts = {"refs": len(lines), "changed": 0, "free": free}
    return Outcome(f"{counted(len(lines), 'line')} in the returns log: {free} may be released.", counts, report=tuple(lines))


def _day(value: date | None) -> str:
    return f"keep until {value:%d %b %Y}" if value else "keep until: not known yet"


def _did(counts: Mapping[str, int]) -> str:
    return f"{counts['changed']} noted as gone" if counts["changed"] else "nothing changed, the log said so already"
