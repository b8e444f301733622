"""What the workbooks show of the ledger: the sheet Mail, and what is settled in the registers once a message was sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from results_desk import tables
from results_desk.actions.facts import named_cells, rows
from results_desk.actions.registers import put_register_views
from results_desk.actions.registry import Work
from results_desk.actions.views import columns, put_formula_values, put_view
from results_desk.edges.mail.ledger import DRAFT, DROPPED, LATER, REFUSED, SENT, UNKNOWN, Entry, Ledger
from results_desk.port import Cells, Key
from results_desk.rules.cells import is_one, text
from results_desk.tables.certificates import BOOK

_SHOWN = {
    DRAFT: ("Draft written", "Send it: results-desk send-mail, or open the draft in Outlook."),
    SENT: ("Sent", ""),
    LATER: ("To send again", "The server could not take it just then: run Send mail again later."),
    REFUSED: ("Refused by the server", "Ask the candidate for another address, note it on the sheet Permissions, and write again."),
    UNKNOWN: ("Not known", "Ask your IT whether the server took this Message-ID, then run send-mail with --arrived or --resend-unknown."),
    DROPPED: ("Replaced", ""),
}


def put_mail(work: Work) -> None:
    """Bring the sheet Mail and the lines that sent messages settle up to date with the ledger."""
    entries = Ledger(work.desk.folder).entries()
    put_view(work, "Mail", columns([_row(entry) for entry in entries], tables.table("Mail").headings))
    sent = [entry for entry in entries if entry.state == SENT]
    results = [entry for entry in sent if entry.kind == "results"]
    _settle_results(work, {(entry.candidate, day): entry for entry in results for day in entry.about.split(" and ")})
    if work.desk.has("Lines"):
        _settle_outcomes(work, {(entry.candidate, entry.about): entry for entry in sent if entry.kind == "outcome"})
    reminded = [(entry.when.date(), entry.candidate, entry.about) for entry in sent if entry.kind == "reminder" and entry.about]
    if reminded and work.desk.has("Certificates"):
        put_reminders(work, reminded)


def _row(entry: Entry) -> dict[str, object]:
    state, to_do = _SHOWN[entry.state]
    return {
        "Candidate number": entry.candidate, "Kind": entry.kind, "About": entry.about, "State": state, "When": entry.when,
        "What to do": to_do, "Opens with": entry.locked, "Content": entry.content[:16], "Message": entry.message_id.strip("<>"),
    }  # fmt: skip


def _settle_results(work: Work, sent: dict[tuple[str, str], Entry]) -> None:
    """A line of the register whose results were sent says so, with day and time; one that says something already is left alone."""
    changes: dict[Key, Cells] = {}
    for row in rows(work.desk, "Permissions"):
        key = (text(row["Candidate number"]), text(row["Results day"]))
        if key in sent and is_one(row, "Status", "", "Waiting") and not row["Handed over at"]:
            changes[key] = {"Status": "Emailed", "Handed over at": sent[key].when}
    if changes:
        work.desk.table("Permissions").update(changes)
        put_formula_values(work, ["permissions_register.xlsx"])


def put_reminders(work: Work, sent: Iterable[tuple[date, str, str]]) -> int:
    """Note the days on which candidates were reminded of certificates, and of which, in their register; how many got one."""
    from results_desk.rules.certificates.reminding import by_day, stamps
    from results_desk.rules.computed import Around

    register, named, noted = work.desk.table("Certificates"), named_cells(work.desk, BOOK), 0
    for day, told in by_day(sent).items():
        changes = stamps(rows(work.desk, "Certificates"), Around(day, {}, named), told)
        stale = register.update(changes, {key: dict.fromkeys(cells) for key, cells in changes.items()})
        noted += len(changes) - len(stale)
    if noted:
        put_formula_values(work, [BOOK])
        put_register_views(work)
    return noted


def _settle_outcomes(work: Work, sent: dict[tuple[str, str], Entry]) -> None:
    from results_desk.actions.overdue import put_computed

    changes: dict[Key, Cells] = {}
    for row in rows(work.desk, "Lines"):
        entry = sent.get((text(row["Candidate number"]), text(row["Request ID"])))
        if entry and is_one(row, "Status", "Outcome received") and not row["Candidate told on"]:
            changes[(text(row["Line ID"]),)] = {"Status": "Candidate told", "Candidate told on": entry.when.date(), "How told": "Email"}
    if changes:
        work.desk.table("Lines").update(changes)
        put_computed(work)
