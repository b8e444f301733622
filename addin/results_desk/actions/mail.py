"""Write mail: one draft per candidate, to the address that the candidate chose, from the release on."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from results_desk.actions.drafts import folder_of, write_drafts
from results_desk.actions.facts import asked_for
from results_desk.actions.letters import Candidates
from results_desk.actions.mailplan import Plan, plan
from results_desk.actions.mailregister import put_mail
from results_desk.actions.registry import Outcome, Work, action
from results_desk.errors import RuleRefusal
from results_desk.rules.letters.words import moment_in_words
from results_desk.terms import counted

Kind = Annotated[Literal["results", "outcome", "reminder"], "What to write: results, outcome or reminder."]
Column = Annotated[str, "Lock each PDF with the value in this column of Candidates or Permissions, such as Date of birth."]
_NOBODY = {
    "results": "nobody who can be written to has Email under Results choice and still waits, see permissions_register.xlsx.",
    "outcome": "nobody who can be written to has a line at Outcome received, see tracking_log.xlsx.",
    "reminder": "nobody who can be written to has to be reminded of a form, of results or of certificates.",
}  # fmt: skip
Again = Annotated[bool, "Write also to those who were sent this before."]


@action("Statements", "Write mail", reveals="prepare")
def write_mail(
    work: Work, kind: Kind, candidate: Candidates = (), password_from: Column = "", again: Again = False,  # type: ignore[assignment]
) -> Outcome:  # fmt: skip
    """Write one email draft per candidate, to the address in the permissions register, with the PDF; results from their release on."""
    column = password_from or work.desk.settings.get("Mail password from", "")
    made = plan(work, kind, column, asked_for(work, candidate), again)
    if made.held and not made.ready:
        raise RuleRefusal(_too_early(made), made.problems)
    refuse_hidden(work, made, bool(made.ready))
    note_held(made)
    counts = write_drafts(work, made, column, again)
    put_mail(work)
    return Outcome(_said(work, kind, counts), counts, (folder_of(work, kind),), made.problems)


def _too_early(made: Plan) -> str:
    waiting = {number for numbers in made.held.values() for number in numbers}
    lacking = {number for (_, _, kept), numbers in made.findings.kinds.items() if not kept for number in numbers}
    count = len(waiting - lacking)
    checked = f"{counted(count, 'message is', 'messages are')} ready: PDF and address were checked."
    missing = " What is missing is listed below." if made.problems else ""
    return f"Nothing was written: results may not go out {release_words(max_release(made))}. {checked}{missing}"


def refuse_hidden(work: Work, made: Plan, anything: bool) -> None:
    """RuleRefusal where there is nothing to do because of results that this person was not handed."""
    if not anything and work.gate is not None and work.gate.hidden:
        raise RuleRefusal(f"No message was written or sent.{work.gate.left_out}", made.problems)


def max_release(made: Plan) -> datetime | None:
    """The last of the moments that messages wait for; None where one is not known."""
    return None if None in made.held else max(moment for moment in made.held if moment)


def release_words(moment: datetime | None) -> str:
    """Before when not: before Thursday 15 August 2024 at 08:00."""
    if moment:
        return f"before {moment_in_words(moment)}"
    return "while their release is not known or not confirmed: see Release times in results_desk.xlsx and confirm-dates"


def note_held(made: Plan) -> None:
    """Say of those who are held back, beside others who are not, from when they are not."""
    for moment, numbers in made.held.items():
        for number in numbers:
            made.findings.add(f"Not {release_words(moment)}", "Run the same command again then.", number)


def _said(work: Work, kind: str, counts: dict[str, int]) -> str:
    if not counts["drafts"] and not counts["sent_before"]:
        return f"0 drafts ({kind}): {_NOBODY[kind]}"
    did = f"{counts['written']} written" if counts["written"] else "nothing changed"
    before = f" Sent before: {counts['sent_before']}." if counts["sent_before"] else ""
    return f"{counted(counts['drafts'], 'draft')} ({kind}) in {folder_of(work, kind)}: {did}.{before}"
