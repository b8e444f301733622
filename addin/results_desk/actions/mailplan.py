"""What Write mail and Send mail agree on: which messages are due now, to whom, saying what, with which PDF."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results_desk.actions.attachments import Attachment, attachments, people_of, wrong_in
from results_desk.actions.facts import desk_facts, named_cells, rows
from results_desk.actions.registry import Work
from results_desk.edges.folders import WELSH
from results_desk.errors import DeskError, Problem
from results_desk.rules.cells import is_one, text
from results_desk.rules.mail.mailing import Findings, Recipient, other_recipients, results_recipients
from results_desk.rules.mail.password import hint, password_of

if TYPE_CHECKING:
    from results_desk.edges.mail.text import MailText
    from results_desk.rules.computed import Around

Fields = Mapping[str, object]
KINDS = ("results", "outcome", "reminder")
LETTERS = {"results": "statement_of_results", "outcome": "outcome_letter"}
"""The letter whose PDF goes with a kind of message."""
_BOOK = "permissions_register.xlsx"
_NOTHING_DUE = {
    "outcome": "no line of theirs is at Outcome received in tracking_log.xlsx; to tell one again give --again",
    "reminder": "there is nothing to remind them of: a form, results or certificates",
}
"""Why somebody in whose way nothing stands has no message of a kind."""


@dataclass(frozen=True)
class Planned:
    """One message that may go out now. `content` is the fingerprint of all that it says, and to whom."""

    kind: str
    to: Recipient
    stem: str
    subject: str
    body: str
    content: str
    pdf: Path | None = None
    password: str = ""


@dataclass
class Plan:
    """The messages that may go out, what stands in the way of others, and whom the release still holds back, by its moment."""

    ready: list[Planned] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    held: dict[datetime | None, list[str]] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What stands in the way, with the way out."""
        return self.findings.problems()


@dataclass(frozen=True)
class _Sheet:
    """What all messages of one kind share."""

    work: Work
    kind: str
    column: str
    again: bool
    words: MailText
    welsh: MailText
    around: Around
    plan: Plan


def plan(work: Work, kind: str, column: str = "", candidates: Collection[str] = (), again: bool = False) -> Plan:
    """The messages of a kind. `column` locks their PDFs, `again` is for those sent before too.

    DeskError where the column, or the text of the message, is wrong.
    """
    from results_desk.edges.mail.text import MailText
    from results_desk.rules.computed import Around
    from results_desk.rules.letters.vocabulary import FIELDS

    words, welsh = (MailText.of(work.desk.folder, name) for name in (kind, kind + WELSH))
    for each in (words, welsh):
        each.check(FIELDS)
    held = {name: rows(work.desk, name) for name in ("Permissions", "PermissionDates", "PermissionClosedDays")}
    sheet = _Sheet(work, kind, column, again, words, welsh, Around(work.now.date(), held, named_cells(work.desk, _BOOK)), Plan())
    sheet.plan.findings.only = frozenset(candidates)
    passwords = _passwords(work, column) if column else {}
    for recipient, attachment, stem, fields in _reminders(sheet) if kind == "reminder" else _with_letter(sheet):
        _add(sheet, recipient, attachment, stem, fields, passwords.get(recipient.candidate))
    if missing := set(candidates) - {each.to.candidate for each in sheet.plan.ready} - _noted(sheet.plan):
        number = sorted(missing)[0]
        has_line = any(text(row["Candidate number"]) == number for row in held["Permissions"])
        of_results = f"see the line in {_BOOK}" if has_line else f"no form came, so {_BOOK} has no address that they chose"
        raise DeskError(f"There is no message to write for candidate {number}: {_NOTHING_DUE.get(kind, of_results)}.")
    return sheet.plan


def _noted(plan: Plan) -> set[str]:
    return {number for numbers in (*plan.findings.kinds.values(), *plan.held.values()) for number in numbers}


def _with_letter(sheet: _Sheet) -> Iterator[tuple[Recipient, Attachment | None, str, Fields]]:
    """Results or outcomes: everybody with a letter whom it may be sent to, checked, and held back where it is not released."""
    letters = attachments(sheet.work, LETTERS[sheet.kind])
    people = people_of(letters)
    by_about = {_about(sheet.kind, each.fields): each for each in letters}
    levels = _levels(sheet, by_about)
    for recipient in _wanted(sheet, _recipients(sheet, by_about, levels)):
        key = (recipient.candidate, recipient.about if sheet.kind == "outcome" else "")
        letter = by_about[key]
        pdf = letter.pdf()
        held, until = _held(sheet.work, levels[key])
        if held:
            sheet.plan.held.setdefault(until, []).append(recipient.candidate)
        if pdf is None:
            what = "The PDF is of an earlier letter" if letter.any_pdf() else "No PDF of the letter"
            sheet.plan.findings.add(what, f"Run results-desk {_maker(sheet.kind)} --pdf, then this command again.", recipient.candidate)
        elif why := wrong_in(pdf, letter.fields, people):
            sheet.plan.findings.add(f"The PDF was refused, {why}", "Remove that PDF and make it again with --pdf.", recipient.candidate)
        elif not held:
            yield recipient, letter, pdf.stem, letter.fields


def _wanted(sheet: _Sheet, recipients: list[Recipient]) -> list[Recipient]:
    only = sheet.plan.findings.only
    return [each for each in recipients if not only or each.candidate in only]


def _maker(kind: str) -> str:
    return "write-statements DESK" if kind == "results" else f"write-letters DESK {LETTERS[kind]}"


def _about(kind: str, fields: Fields) -> tuple[str, str]:
    return str(fields["candidate_number"]), str(fields["request_id"]) if kind == "outcome" else ""


def _levels(sheet: _Sheet, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Level and series of the results that each letter shows."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {key: set() for key in wanted}
    for row in rows(sheet.work.desk, "Results" if sheet.kind == "results" else "Lines"):
        key = (text(row["Candidate number"]), text(row["Request ID"]) if sheet.kind == "outcome" else "")
        if key in found:
            found[key].add((text(row["Level"]), text(row["Series"])))
    return found


def _recipients(
    sheet: _Sheet, letters: Collection[tuple[str, str]], levels: Mapping[tuple[str, str], set[tuple[str, str]]]
) -> list[Recipient]:
    if sheet.kind == "results":
        group = desk_facts(sheet.work.desk).levels.group
        held = {number: {group(level) for level, _ in levels[number, ""]} for number, _ in letters}
        return results_recipients(sheet.around, held, sheet.plan.findings, sheet.again)
    lines = rows(sheet.work.desk, "Lines")
    due = {(text(row["Candidate number"]), text(row["Request ID"])) for row in lines if _to_tell(row, sheet.again)}
    return other_recipients(sheet.around, [(*key, True) for key in letters if key in due], sheet.plan.findings)


def _to_tell(line: Fields, again: bool) -> bool:
    """Whether the candidate has to be told the outcome of a line of the log."""
    if again and is_one(line, "Status", "Candidate told"):
        return True
    return is_one(line, "Status", "Outcome received") and not line["Candidate told on"]


def _held(work: Work, pairs: Collection[tuple[str, str]]) -> tuple[bool, datetime | None]:
    """Whether results of these levels and series may not go to their candidate yet, and until when; None: nobody knows."""
    from results_desk.rules.embargo import Stage

    assert work.gate is not None
    embargo = work.gate.embargo
    closed = [embargo.until(*pair) for pair in pairs if embargo.stage(*pair) < Stage.RELEASED]
    return bool(closed) or not pairs, None if None in closed else max(filter(None, closed), default=None)


def _reminders(sheet: _Sheet) -> Iterator[tuple[Recipient, Attachment | None, str, Fields]]:
    from results_desk.edges.names import safe_name
    from results_desk.rules.letters.words import candidate_fields, shared_fields
    from results_desk.rules.mail.reminders import reminders

    desk = sheet.work.desk
    certificates, around = _certificates(sheet)
    due = reminders(around, certificates)
    people = {text(row["Candidate number"]): row for row in rows(desk, "Candidates")}
    shared = shared_fields(desk.settings, sheet.work.now.date(), desk.is_practice)
    known = [(number, what, False) for number, what in due if number in people]
    for recipient in _wanted(sheet, other_recipients(sheet.around, known, sheet.plan.findings)):
        told = [{"text": what} for what in due[recipient.candidate, recipient.about]]
        fields: Fields = {**shared, **candidate_fields(people[recipient.candidate]), "reminders": told}
        of = "certificates " if recipient.about else ""
        stem = safe_name(f"{recipient.candidate} {of}{fields['surname']} {fields['forenames']}")
        yield recipient, None, stem, fields


def _certificates(sheet: _Sheet) -> tuple[list[dict[str, Any]], Around]:
    """The certificates register, where the desk has one, and what its rules look at besides the permissions register."""
    from results_desk.tables.certificates import BOOK

    desk = sheet.work.desk
    if not desk.has("Certificates"):
        return [], sheet.around
    return rows(desk, "Certificates"), replace(sheet.around, named={**named_cells(desk, BOOK), **sheet.around.named})


def _add(sheet: _Sheet, to: Recipient, letter: Attachment | None, stem: str, fields: Fields, word: object) -> None:
    """One more message, where its PDF can be locked as asked."""
    password = password_of(word) if sheet.column and letter else ""
    if sheet.column and letter and not password:
        way_out = "Fill it in, six characters or more, or lock the PDFs with another column."
        sheet.plan.findings.add(f"No password under {sheet.column}", way_out, to.candidate)
        return
    subject, body = _said(sheet, {**fields, "password_hint": hint(sheet.column, word) if password else ""})
    sender = sheet.work.desk.settings.get("Mail from", "")
    content = hashlib.sha256(json.dumps([sender, to.to, subject, body, letter.content if letter else ""]).encode()).hexdigest()
    sheet.plan.ready.append(Planned(sheet.kind, to, stem, subject, body, content, letter.pdf() if letter else None, password))


def _said(sheet: _Sheet, fields: Fields) -> tuple[str, str]:
    """Subject and body, in the language that the candidate chose."""
    from results_desk.rules.letters.welsh import in_welsh

    return sheet.welsh.render(in_welsh(fields)) if fields.get("letters_in") == "Welsh" else sheet.words.render(fields)


def _passwords(work: Work, column: str) -> dict[str, Any]:
    """The values of the column by candidate number. DeskError when neither Candidates nor Permissions has such a column."""
    for table in ("Candidates", "Permissions"):
        held = rows(work.desk, table)
        name = next((name for name in (held[0] if held else ()) if name.casefold() == column.casefold()), None)
        if name is not None:
            return {text(row["Candidate number"]): row[name] for row in held if row[name] not in ("", None)}
    raise DeskError(f"Neither Candidates nor Permissions has a column '{column}' for passwords: check --password-from, or Settings.")
