"""What is overdue and what to do first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk.actions.ahead import put_calendar
from results_desk.actions.carried import carry_to_registers
from results_desk.actions.chase import chase as chase_rows
from results_desk.actions.chase import put_chase
from results_desk.actions.dates import carry_dates
from results_desk.actions.desk_today import put_home, to_do
from results_desk.actions.headings import put_results_heading
from results_desk.actions.outcomes import put_still_to_update
from results_desk.actions.overdue import BOOK, flagged, put_flags, put_hold
from results_desk.actions.questions import OneOf
from results_desk.actions.registers import put_register_views
from results_desk.actions.registry import Outcome, Row, Work, action, listed
from results_desk.errors import DeskError
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.rules.log.overdue import Flagged

SHOWN = ("Due", "Area", "What", "Reference", "Why", "What to do")
CHASED = ("Whom", "Name", "What", "Since", "Reference", "What to ask")
Ics = Annotated[bool, "Also write the deadlines as a calendar file, deadlines.ics, for Outlook, Google and others."]
Chase = Annotated[str, "Show instead whom to chase: awarding body, teacher or candidate.", OneOf(lambda desk: WHOM)]
WHOM = ("awarding body", "teacher", "candidate")
_LINK = re.compile(r"\s*(?:Source: )?\(?https?://[^\s)]+\)?")


@action("Today", "Flag overdue", reveals="keep")
def flag_overdue(work: Work, ics: Ics = False) -> Outcome:
    """Find what is overdue in every workbook, note the first day a line had an alarm, and fill the sheets that show it."""
    carry_dates(work)
    carry_to_registers(work)
    if work.desk.has("GradeChanges"):
        put_still_to_update(work)
        put_results_heading(work)
    found, due = flagged(work), to_do(work)
    put_hold(work)
    put_flags(work, found)
    put_register_views(work)
    put_home(work, due)
    put_chase(work)
    return _outcome(found, due, "all are on the sheet Today of results_desk.xlsx", (put_calendar(work),) if ics else ())


@action("Today", "Today", reveals="keep")
def today(work: Work, chase: Chase = "", ics: Ics = False) -> Outcome:
    """Show what to do today over all workbooks, most urgent first, or whom to chase. Writes into no workbook."""
    files = (put_calendar(work),) if ics else ()
    if chase:
        return _chased(work, chase, files)
    return _outcome(flagged(work), to_do(work), "Flag overdue puts all on the sheet Today of results_desk.xlsx", files)


def _chased(work: Work, whom: str, files: tuple[Path, ...]) -> Outcome:
    from results_desk.rules.chase import only

    if whom.casefold() not in WHOM:
        raise DeskError(f"Nobody is chased as {whom!r}: choose one of {', '.join(WHOM)} with --chase.")
    rows = only(chase_rows(work), whom)
    said = f"{counted(len(rows), 'thing')} to chase ({whom.casefold()})" if rows else f"Nothing to chase ({whom.casefold()})"
    return Outcome(f"{said}.", {"to_chase": len(rows)}, files, (), listed(rows, CHASED))


def _outcome(found: Flagged | None, due: Sequence[Row], rest: str, files: tuple[Path, ...]) -> Outcome:
    counts = {**(found.counts if found else {"lines": 0, "alarms": 0}), "to_do": len(due)}
    log = f"{BOOK} is not in this desk, so no request was looked at."
    if found:
        alarms = f"{counts['alarms']} with an alarm" if counts["alarms"] else "none with an alarm"
        log = f"{counted(counts['lines'], 'line')} in the tracking log, {alarms}."
    first = f"{counted(counts['to_do'], 'thing')} to do, the most urgent first:" if due else "Nothing to do today."
    shown = listed(_without_links(due), SHOWN)
    return Outcome(f"{log} {first}", counts, files, found.problems if found else (), shown, rest=rest)


def _without_links(rows: Sequence[Row]) -> list[Row]:
    """The rows, why without the address it was read at: that stands in the workbook."""
    return [{**row, "Why": _LINK.sub("", str(row.get("Why") or "")).strip()} for row in rows]
