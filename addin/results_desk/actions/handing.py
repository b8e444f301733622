"""Results and certificates over the counter: who took them, which ID was seen, and that nobody gets what is not theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from results_desk.actions.carried import carry_to_registers
from results_desk.actions.facts import asked_for, key_in, rows
from results_desk.actions.questions import OneOf
from results_desk.actions.registers import put_register_views
from results_desk.actions.registry import Outcome, Work, action
from results_desk.actions.returns import OverrideBy, Reason
from results_desk.actions.views import columns, put_formula_values, typed
from results_desk.actions.waiting import REGISTER, register, results_held, without_form
from results_desk.edges.desk import audit
from results_desk.errors import DeskError
from results_desk.tables import LISTS
from results_desk.terms import LEVEL_GROUPS, counted

Candidates = Annotated[list[str], "Candidate number; may be given more than once."]
To = Annotated[str, "Who takes it, when that is not the candidate: the name on the ID."]
IdSeen = Annotated[str, "Which ID was seen: Passport, Driving licence, ...", OneOf(lambda desk: LISTS["id seen"])]
Relationship = Annotated[
    str, "Parent/carer, Grandparent, ...; as in the permissions register where it is left out.", OneOf(lambda desk: LISTS["relationship"])
]
ResultsDay = Annotated[str, "Level 3 or Level 1/2; every released one where it is left out.", OneOf(lambda desk: LEVEL_GROUPS)]
By = Annotated[str, "Initials of who gave it out. Blank: your login."]
On = Annotated[str, "When, such as 15/08/2024 08:10; now where it is left out."]
Signature = Annotated[str, "Where the signature is: the sheet or file."]


@action("Returns and certificates", "Hand over", reveals="show")
def hand_over(
    work: Work,
    candidate: Candidates = (),  # type: ignore[assignment]
    to: To = "",
    id_seen: IdSeen = "",
    by: By = "",
    on: On = "",
    results_day: ResultsDay = "",
    signature: Signature = "",
    override_by: OverrideBy = "",
    reason: Reason = "",
) -> Outcome:
    """Note who collected results: the candidate, or a person named beforehand, with ID; nothing before the release."""
    from results_desk.rules.candidates.handing import Handing, hand_over

    _someone(candidate)
    numbers = asked_for(work, candidate)
    handing = Handing(_moment(work, on), to, "", id_seen, signature, by or audit.login(), override_by, reason)
    held = results_held(work) if work.desk.has("Results") else None
    dates, new = rows(work.desk, "PermissionDates"), {key_in(REGISTER, row): row for row in without_form(work)}
    changes = hand_over([*register(work), *new.values()], numbers, handing, results_day, dates, work.wall_clock, held)
    added = [{**row, **changes.pop(key)} for key, row in new.items() if key in changes]
    stale = work.desk.table(REGISTER).update(changes)
    work.desk.table(REGISTER).append(columns(added, typed(REGISTER)))
    _put("permissions_register.xlsx", work, bool(stale))
    counts = {"candidates": len(numbers), "changed": len(changes) + len(added), "added": len(added)}
    said = f" {len(added)} of them without a form: now on the register." if added else ""
    return Outcome(f"{_did(counts['changed'], 'handed over').capitalize()}.{said}", counts)


@action("Returns and certificates", "Issue certificates", reveals="show")
def issue_certificates(
    work: Work,
    candidate: Candidates = (),  # type: ignore[assignment]
    certificate: Annotated[list[str], "Only this Cert ID, such as CERT-24-0001; may be given more than once."] = (),  # type: ignore[assignment]
    to: To = "",
    relationship: Relationship = "",
    id_seen: IdSeen = "",
    by: By = "",
    on: On = "",
    signature: Signature = "",
    override_by: OverrideBy = "",
    reason: Reason = "",
) -> Outcome:
    """Note who took certificates; what is held back by a review, wrong or not here is not given out."""
    from results_desk.rules.candidates.handing import Handing, check_handing
    from results_desk.rules.certificates.issuing import issue

    _someone([*candidate, *certificate])
    numbers = asked_for(work, candidate)
    handing = Handing(_moment(work, on), to, relationship, id_seen, signature, by or audit.login(), override_by, reason)
    check_handing(handing, work.wall_clock)
    carry_to_registers(work)
    found = issue(rows(work.desk, "Certificates"), certificate, numbers, handing, register(work))
    stale = work.desk.table("Certificates").update({(key,): cells for key, cells in found.changes.items()})
    _put("certificates_register.xlsx", work, bool(stale))
    counts = {"changed": len(found.changes), "stayed": len(found.stayed)}
    return Outcome(f"{_did(len(found.changes), 'issued').capitalize()}.", counts, problems=found.stayed)


@action("Returns and certificates", "Expect certificates", reveals="show")
def expect_certificates(work: Work) -> Outcome:
    """Put a line for every certificate that should come into the register, one for each final grade, and compare with what came."""
    from results_desk.rules.certificates.expecting import expected_counts, expected_lines

    held, results = rows(work.desk, "Certificates"), rows(work.desk, "Results")
    fresh = expected_lines(held, results, rows(work.desk, "Candidates"), work.desk.settings.get("Series", ""))
    if fresh:
        work.desk.table("Certificates").append({heading: [row[heading] for row in fresh] for heading in fresh[0]})
    carry_to_registers(work)
    counts = expected_counts(rows(work.desk, "ExpectedCertificates"), results)
    work.desk.table("ExpectedCertificates").update({(body,): {"Expected": number} for body, number in counts.items()})
    _put("certificates_register.xlsx", work, False)
    added = f"{counted(len(fresh), 'certificate')} added to the register"
    said = added if fresh else "Nothing changed: every certificate was on the register already"
    return Outcome(f"{said}; on it now: {len(held) + len(fresh)}.", {"new": len(fresh), "certificates": len(held) + len(fresh)})


def _someone(chosen: list[str]) -> None:
    if not chosen:
        raise DeskError("Say for whom: give --candidate with a candidate number, once for each.")


def _moment(work: Work, text: str) -> datetime:
    """When it was handed over, as a person typed it; now where nothing is typed. DeskError when it is no day and time."""
    from results_desk.importers.dates import moment

    found = moment(text) if text.strip() else work.wall_clock.isoformat()
    if found is None:
        raise DeskError(f"{text!r} is no day and time: write it as 15/08/2024 08:10.")
    return datetime.fromisoformat(found)


def _put(workbook: str, work: Work, stale: bool) -> None:
    if stale:
        raise DeskError(f"{workbook} changed while we looked at it: run it again.")
    put_formula_values(work, [workbook])
    put_register_views(work)


def _did(changed: int, what: str) -> str:
    return f"{changed} {what}" if changed else "nothing changed, the register said so already"
