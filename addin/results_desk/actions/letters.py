"""Letters: statements of results, and the forms that go with requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from results_desk.actions.facts import rows
from results_desk.actions.registry import Outcome, Work, action
from results_desk.edges.folders import letter_template
from results_desk.errors import DeskError

Fields = Mapping[str, object]
Candidates = Annotated[list[str], "Only this candidate number; may be given more than once."]
Requests = Annotated[list[str], "Only this request, such as PRS-24-0001; may be given more than once."]
Combined = Annotated[bool, "Make one document to print, a new page for each."]
Pdf = Annotated[bool, "Make a PDF of each letter as well."]

STATEMENT = "statement_of_results"
REQUEST_FORM = "request_consent_payment_form"


@action("Statements", "Write statements")
def write_statements(work: Work, candidate: Candidates = (), combined: Combined = False, pdf: Pdf = False) -> Outcome:  # type: ignore[assignment]
    """Write a statement of results for every candidate who has one, over all awarding bodies."""
    from results_desk.rules.letters import mail_merge

    statements = _statements(work)
    work.desk.table("MailMerge").replace(mail_merge(statements))
    return _write(work, STATEMENT, _only(statements, "candidate_number", candidate), combined, pdf)


@action("Statements", "Write letters")
def write_letters(
    work: Work,
    letter: Annotated[str, "Which letter: statement_of_results or request_consent_payment_form."],
    candidate: Candidates = (),  # type: ignore[assignment]
    request: Requests = (),  # type: ignore[assignment]
    combined: Combined = False,
    pdf: Pdf = False,
) -> Outcome:
    """Fill one kind of letter for every candidate or request it is for."""
    letter_template(work.desk.folder, letter)
    if letter == STATEMENT:
        return write_statements(work, candidate, combined, pdf)
    if letter != REQUEST_FORM:
        raise DeskError(f"The letter '{letter}' has no fields to fill yet: use {STATEMENT} or {REQUEST_FORM}.")
    forms = _only(_only(_request_forms(work), "request_id", request), "candidate_number", candidate)
    return _write(work, REQUEST_FORM, forms, combined, pdf)


def _only(fields: Sequence[Fields], name: str, wanted: Sequence[str]) -> list[Fields]:
    missing = [value for value in wanted if value not in {each[name] for each in fields}]
    if missing:
        what = name.replace("_", " ")
        raise DeskError(f"There is nothing to write for {what} {missing[0]}: check the number against the workbook.")
    return [each for each in fields if not wanted or each[name] in wanted]
