"""What the workbooks show of the ledger: the sheet Mail, and what is settled in the registers once a message was sent."""

from __future__ import annotations

from results_desk import tables
from results_desk.actions.facts import rows
from results_desk.actions.registry import Work
from results_desk.actions.views import columns, put_formula_values, put_view
from results_desk.edges.mailledger import DRAFT, DROPPED, LATER, REFUSED, SENT, UNKNOWN, Entry, Ledger
from results_desk.port import Cells, Key
from results_desk.rules.cells import is_one, text

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
