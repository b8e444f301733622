"""Send mail: the drafts as they were written, one after the other, each step in the ledger before it is taken."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from results_desk.actions.drafts import draft_of
from results_desk.actions.mail import max_release, note_held, refuse_hidden, release_words
from results_desk.actions.mailplan import KINDS, Plan, plan
from results_desk.actions.mailregister import put_mail
from results_desk.actions.mailserver import mail_server, password_for
from results_desk.actions.registry import Outcome, Work, action
from results_desk.edges.book.changes import By
from results_desk.edges.computer import person
from results_desk.edges.desk import audit
from results_desk.edges.mail.ledger import DRAFT, LATER, REFUSED, SENDING, SENT, UNKNOWN, Entry, Ledger
from results_desk.errors import DeskError, RuleRefusal, StaleBook
from results_desk.tables.certificates import BOOK as CERTIFICATES
from results_desk.tables.permissions import BOOK
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.edges.mail.post import Post

Yes = Annotated[bool, "Send without asking."]
Resend = Annotated[bool, "Send again where the server's answer was lost, under the same Message-ID."]
Arrived = Annotated[bool, "Your IT found them: count as sent the messages whose answer was lost."]
NewPassword = Annotated[bool, "Ask for the server's password and let the system keep it."]
TRIES = 3
_CHANGED = "Something changed since the draft was written (results, address, text, or the draft itself)"
_LOST = "The server's answer was lost: nobody here knows whether it arrived"
_ASK_IT = "Ask your IT whether the server took it (sheet Mail has its Message-ID), then run this with --arrived or --resend-unknown."


@dataclass(frozen=True)
class Due:
    """One message to send now: its line in the ledger, and the draft's bytes."""

    entry: Entry
    draft: bytes


@action("Statements", "Send mail", reveals="show")
def send_mail(
    work: Work, yes: Yes = False, resend_unknown: Resend = False, arrived: Arrived = False, new_password: NewPassword = False
) -> Outcome:
    """Send the drafts through the centre's mail server, each once, and note it in the register; results from their release on."""
    from results_desk.edges.mail.post import Post

    server, rate = mail_server(work)
    ledger, found = Ledger(work.desk.folder), Plan()
    now = _clock(work)
    if arrived:
        ledger.note_all([replace(entry, state=SENT, at=now().isoformat()) for entry in ledger.entries() if entry.state == UNKNOWN])
    due = list(_due(work, ledger, found, resend_unknown))
    if found.held and not due:
        raise RuleRefusal(f"Nothing was sent: results may not go out {release_words(max_release(found))}.", found.problems)
    refuse_hidden(work, found, bool(due))
    note_held(found)
    if due:
        _agree(len(due), yes)
        for book in _settled(work, due):
            work.desk.book(book).check_writable()
        with_password = password_for(server, new_password)
        _send(work, Post(server, with_password), ledger, due, now, 60 / rate, found)
    _settle(work)
    return _outcome(ledger, due, found)


def _clock(work: Work) -> Callable[[], datetime]:
    """The moment, counted on from when the action began."""
    began = time.monotonic()
    return lambda: work.now + timedelta(seconds=time.monotonic() - began)


def _due(work: Work, ledger: Ledger, found: Plan, resend_unknown: bool) -> Iterable[Due]:
    """The drafts that say what is so now, and may go out; why the others may not is noted."""
    waiting = [entry for entry in ledger.entries() if entry.state in (DRAFT, LATER, UNKNOWN)]
    for kind, locked, again in sorted({(entry.kind, entry.locked, entry.again) for entry in waiting if entry.kind in KINDS}):
        mine = [entry for entry in waiting if (entry.kind, entry.locked, entry.again) == (kind, locked, again)]
        planned = plan(work, kind, locked, (), again)
        contents = {(each.to.candidate, each.to.about): each.content for each in planned.ready}
        held = {number for numbers in planned.held.values() for number in numbers}
        for moment, numbers in planned.held.items():
            found.held.setdefault(moment, []).extend(number for number in numbers if number in {entry.candidate for entry in mine})
        for entry in mine:
            draft = draft_of(work, entry)
            if entry.state == UNKNOWN and not resend_unknown:
                found.findings.add(_LOST, _ASK_IT, entry.candidate)
            elif entry.candidate in held:
                continue
            elif draft is None or contents.get((entry.candidate, entry.about)) != entry.content:
                found.findings.add(_CHANGED, f"Run write-mail {kind} again: it says what is wrong, or writes a new draft.", entry.candidate)
            else:
                yield Due(entry, draft)
    found.held = {moment: numbers for moment, numbers in found.held.items() if numbers}


def _settled(work: Work, due: Sequence[Due]) -> list[str]:
    """The registers that say what was sent: they must be free to be written before anything is."""
    reminders = any(each.entry.kind == "reminder" and each.entry.about for each in due)
    return [BOOK, *([CERTIFICATES] if reminders and work.desk.has("Certificates") else [])]


def _agree(count: int, yes: bool) -> None:
    """DeskError unless somebody says yes, beforehand or now."""
    if not yes and not (person.is_there() and person.says_yes(f"Send {counted(count, 'message')} now?")):
        raise DeskError(f"Nothing was sent: {counted(count, 'message is', 'messages are')} ready. Say yes, or run it with --yes.")


def _send(
    work: Work, post: Post, ledger: Ledger, due: Sequence[Due], now: Callable[[], datetime], seconds: float, found: Plan
) -> None:  # fmt: skip
    """Hand them over. Where the server gives up, what was not sent stays to be sent; NoServer when that is everything."""
    from results_desk.edges.mail.post import NoServer

    try:
        for number, each in enumerate(work.progress(due, "Sending", len(due))):
            if number:
                time.sleep(seconds)
            _send_one(post, ledger, each, now)
    except NoServer as error:
        if number == 0:
            raise
        for each in due[number:]:
            found.findings.add(f"Not sent yet. {error}", "Run Send mail again: it goes on where it stopped.", each.entry.candidate)
    finally:
        post.close()


def _send_one(post: Post, ledger: Ledger, due: Due, now: Callable[[], datetime]) -> None:
    from results_desk.edges.mail import file as mailfile

    def note(state: str, code: int = 0) -> None:
        ledger.note(replace(due.entry, state=state, code=code, at=now().isoformat()))

    sender, to, data = mailfile.to_send(due.draft, now())
    answer = post.send(sender, to, data, before_end=lambda: note(SENDING))
    note(answer.state, answer.code)


def _settle(work: Work) -> None:
    """Put into the workbooks what the ledger says, as they are now: colleagues went on typing while messages went out."""
    for _ in range(TRIES):
        desk = work.desk.afresh()
        put_mail(replace(work, desk=desk))
        try:
            desk.commit(f"{work.now:%Y-%m-%d %H%M%S}", By(work.wall_clock, audit.login(), "send mail"))
            return
        except StaleBook:
            continue
    raise DeskError("The messages went out, but the workbooks keep changing: close them and run Send mail again; it sends nothing twice.")


def _outcome(ledger: Ledger, due: Sequence[Due], found: Plan) -> Outcome:
    after = {entry.message_id: entry for entry in ledger.entries()}
    ended = [after[each.entry.message_id] for each in due]
    for entry in ended:
        if entry.state == REFUSED:
            way_out = "Ask the candidate for another address, note it in permissions_register.xlsx, and write again."
            found.findings.add(f"The server refused it for good (code {entry.code})", way_out, entry.candidate)
        elif entry.state == LATER:
            found.findings.add(f"The server could not take it just now (code {entry.code})", "Run Send mail again later.", entry.candidate)
        elif entry.state == UNKNOWN:
            found.findings.add(_LOST, _ASK_IT, entry.candidate)
    states = [entry.state for entry in ended]
    counts = {
        "sent": states.count(SENT), "refused": states.count(REFUSED), "unknown": states.count(UNKNOWN),
        "to_send": sum(entry.state in (DRAFT, LATER) for entry in after.values()),
        "sent_before": sum(entry.state == SENT for entry in after.values()) - states.count(SENT),
    }  # fmt: skip
    message = f"{counted(counts['sent'], 'message')} sent, {counts['to_send']} still to send, {counts['sent_before']} sent before."
    return Outcome(message, counts, (ledger.path,) if ledger.path.is_file() else (), found.problems)
