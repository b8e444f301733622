"""The sheet Mail of the permissions register: what became of every message. Our ledger file is its source; people only look."""

from __future__ import annotations

from results_desk.tables.dates import filled_on
from results_desk.tables.words import Column, NamedCell, Signal, Table

BOOK = "permissions_register.xlsx"
_SIGNALS: tuple[Signal, ...] = (
    ("done", ("=Sent",)), ("red", ("=Not known", "=Refused by the server")), ("amber", ("=To send again",)),
)  # fmt: skip
MAIL = Table(
    "Mail", BOOK, "Mail", ("Message",), title="Messages: what became of each", view=True,
    help="Filled by Write mail and Send mail. No addresses stand here; the ledger beside the workbooks says the same.",
    columns=(
        Column("Candidate number", "code", width=11),
        Column("Kind", width=12),
        Column("About", "code", width=24),
        Column("State", width=22, signals=_SIGNALS),
        Column("When", "moment", width=17),
        Column("What to do", width=64),
        Column("Opens with", width=18, help="The column whose value opens the PDF."),
        Column("Content", "code", width=16, help="A fingerprint of address, text and PDF: two messages that say the same have the same."),
        Column("Message", "code", width=44, help="The Message-ID: your IT finds the message in the mail server's log by it."),
    ),
)  # fmt: skip
MAIL_CELLS: tuple[NamedCell, ...] = (filled_on("Mail", BOOK, "Mail"),)
