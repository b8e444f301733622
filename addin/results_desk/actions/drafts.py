"""Drafts on disk and their lines in the ledger: written once, kept while they say the same, never again once they were sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from results_desk.actions.mailplan import Plan, Planned
from results_desk.actions.registry import Work
from results_desk.edges.mail.ledger import DRAFT, DROPPED, LATER, REFUSED, SENT, UNKNOWN, Entry, Ledger
from results_desk.rules.mail.addresses import read_address

if TYPE_CHECKING:
    from results_desk.edges.mail.file import Message

_SENT_BEFORE = "It was sent before and says something else now"
_AGAIN = "Send it again on purpose: results-desk write-mail with --candidate and --again."
_NOT_KNOWN = "The server's answer to the last message was lost: nobody here knows whether it arrived"
_ASK_IT = "Ask your IT whether the server took it (sheet Mail has its Message-ID), then run send-mail with --arrived or --resend-unknown."
_REFUSED = "The server refused the last message to this address"
_ASK_CANDIDATE = "Ask the candidate for another address, note it in permissions_register.xlsx, and write again."


def folder_of(work: Work, kind: str) -> Path:
    """Where the drafts of a kind of message are."""
    return work.desk.folder / "letters" / "mail" / kind


def write_drafts(work: Work, plan: Plan, column: str, again: bool) -> dict[str, int]:
    """Write what is not there yet; counts of drafts, those written, and those sent before."""
    ledger = Ledger(work.desk.folder)
    counts = {"drafts": 0, "written": 0, "sent_before": 0}
    fresh: list[tuple[Planned, str]] = []
    for planned in plan.ready:
        past = ledger.of(planned.kind, planned.to.candidate, planned.to.about)
        stands = None if again else _stands(work, plan, planned, past, column)
        counts["sent_before"] += stands == SENT
        counts["drafts"] += stands in (None, DRAFT)
        if stands is None:
            fresh.append((planned, message_id(work, planned, column, past)))
    counts["written"] = _write(work, ledger, fresh, column, again)
    return counts


def _stands(work: Work, plan: Plan, planned: Planned, past: Sequence[Entry], column: str) -> str | None:
    """What was done about a message before, so that nothing is to be written now; None where a draft is."""
    number = planned.to.candidate
    if sent := [entry for entry in past if entry.state == SENT]:
        if sent[-1].content != planned.content:
            plan.findings.add(_SENT_BEFORE, _AGAIN, number)
        return SENT
    if any(entry.state == UNKNOWN for entry in past):
        plan.findings.add(_NOT_KNOWN, _ASK_IT, number)
        return UNKNOWN
    same = [entry for entry in past if (entry.content, entry.locked) == (planned.content, column if planned.pdf else "")]
    if any(entry.state == REFUSED for entry in same):
        plan.findings.add(_REFUSED, _ASK_CANDIDATE, number)
        return REFUSED
    waiting = [entry for entry in same if entry.state in (DRAFT, LATER)]
    return DRAFT if waiting and _is_there(work, waiting[-1], planned.password) else None


def _is_there(work: Work, entry: Entry, password: str) -> bool:
    from results_desk.edges import pdf
    from results_desk.edges.mail import file as mailfile

    data = draft_of(work, entry)
    return data is not None and (not password or pdf.opens(mailfile.attached_pdf(data), password))


def draft_of(work: Work, entry: Entry) -> bytes | None:
    """The draft as we wrote it; None when it is gone or somebody changed it."""
    path = folder_of(work, entry.kind) / entry.name
    data = path.read_bytes() if path.is_file() else b""
    return data if hashlib.sha256(data).hexdigest() == entry.file else None


def message_id(work: Work, planned: Planned, column: str, past: Sequence[Entry]) -> str:
    """A Message-ID of its own for each thing to say to each candidate, the same whenever it is made; another after it was sent."""
    settings = work.desk.settings
    sent = sum(entry.state in (SENT, UNKNOWN) for entry in past)
    parts = [settings.get("Desk ID", ""), planned.kind, planned.to.candidate, planned.to.about, planned.content, column, str(sent)]
    domain = read_address(settings.get("Mail from", "")).partition("@")[2] or "results-desk.invalid"
    return f"<{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}@{domain}>"


def _write(work: Work, ledger: Ledger, fresh: Iterable[tuple[Planned, str]], column: str, again: bool) -> int:
    from results_desk.edges.mail import file as mailfile
    from results_desk.edges.word.letters import write_file

    entries: list[Entry] = []
    replaced = work.desk.folder / "letters" / "replaced" / f"{work.now:%Y-%m-%d %H%M%S}"
    at = work.now.isoformat(timespec="seconds")
    for planned, name_id in work.progress(list(fresh), "Writing"):
        folder = folder_of(work, planned.kind)
        folder.mkdir(parents=True, exist_ok=True)
        data = mailfile.draft(_message(work, planned, name_id))
        file = f"{planned.stem}.eml"
        write_file(folder / file, data, replaced)
        who = (planned.kind, planned.to.candidate, planned.to.about)
        theirs = [*ledger.of(*who), *(entry for entry in ledger.entries() if (entry.kind, entry.name) == (planned.kind, file))]
        old = {entry.message_id: entry for entry in theirs if entry.state in (DRAFT, LATER) and entry.message_id != name_id}
        entries += [replace(entry, state=DROPPED, at=at) for entry in old.values()]
        locked = column if planned.password else ""
        entries.append(Entry(name_id, *who, planned.content, DRAFT, at, file, hashlib.sha256(data).hexdigest(), locked, again))
    ledger.note_all(entries)
    return sum(entry.state == DRAFT for entry in entries)


def _message(work: Work, planned: Planned, name_id: str) -> Message:
    from results_desk.edges import pdf
    from results_desk.edges.mail.file import Message

    settings = work.desk.settings
    data = planned.pdf.read_bytes() if planned.pdf else b""
    if planned.password:
        data = pdf.locked(data, planned.password)
    sender_name = " ".join((settings.get("Mail from name", "") or settings.get("Centre name", "")).split())
    name = f"{planned.pdf.stem}.pdf" if planned.pdf else ""
    sender = read_address(settings.get("Mail from", ""))
    return Message(name_id, sender, sender_name, planned.to.to, planned.subject, planned.body, data, name)
