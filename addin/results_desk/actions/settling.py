"""Money that comes in and goes out: payments of candidates, and invoices of awarding bodies."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk.actions.facts import bodies_of, desk_facts, rows
from results_desk.actions.importing import frame, in_rows, keep_received, one_batch, put_problems, said_of
from results_desk.actions.overdue import clocks, put_computed, put_views
from results_desk.actions.questions import OneOf
from results_desk.actions.registry import Outcome, Row, Work, action, listed
from results_desk.actions.stale import left_alone
from results_desk.edges.book.values import is_blank
from results_desk.errors import DeskError, Problem
from results_desk.port import Key
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.rules.payments.payments import Recorded

PaymentFile = Annotated[Path, "Payments as the pay site or the bank exports them (CSV or XLSX)."]
InvoiceFile = Annotated[Path, "The lines of an awarding body's invoice (CSV or XLSX)."]
NOT_CHARGED = ("Line ID", "Awarding body", "Candidate number", "Component code", "Service", "Sent on")


@action("Requests", "Record payments", reveals="keep")
def record_payments(work: Work, file: PaymentFile) -> Outcome:
    """Put payments on the lines they are for, by our reference or by candidate and amount; list those that fit none."""
    from results_desk.rules.cells import records

    facts, batch = one_batch(work, file, "payments")
    if batch.payments is None:
        raise DeskError(f"{file.name} holds no payments: check that it is the file you meant.")
    found, stale = _put_payments(work, records(batch.payments), facts.name)
    put_computed(work)
    put_views(work)
    problems = in_rows(batch.problems, found.problems, left_alone(stale))
    put_problems(work, [facts.name], problems, keep_earlier=True)
    keep_received(work, [file])
    said = f"{counted(found.counts['new'], 'new payment')}: {found.counts['matched']} matched, {found.counts['unmatched']} not"
    said += f"; {found.counts['already']} already there."
    return Outcome(said + said_of(batch), {**found.counts, "problems": len(problems)}, (file,), problems, hashes=(facts.sha256,))


def put_waiting_payments(work: Work) -> tuple[Problem, ...]:
    """Put payments of the Payments sheet on the lines of their request, once its charge is known; what is to be said of them."""
    if not any(row["Request ID"] and is_blank(row["Put on lines"]) for row in rows(work.desk, "Payments")):
        return ()
    found, stale = _put_payments(work, (), "")
    return (*found.problems, *left_alone(stale))


def _put_payments(work: Work, incoming: Iterable[Row], file: str) -> tuple[Recorded, list[Key]]:
    """Write what the payments of a file, and those that waited, come to; the lines that changed meanwhile."""
    from results_desk.rules.payments.payments import Ledger, record

    held, log = (rows(work.desk, table) for table in ("Payments", "Lines"))
    found = record(incoming, Ledger(held, log, work.now.date(), clocks(work), desk_facts(work.desk).series.year), file)
    stale = work.desk.table("Lines").update(found.lines, found.expect)
    work.desk.table("Payments").update(found.payments)
    work.desk.table("Payments").append(frame(found.new, "Payments"))
    return found, stale


@action("Requests", "Check invoice", reveals="keep")
def check_invoice(
    work: Work, file: InvoiceFile, invoice: Annotated[str, "Its number, where the file has none."] = "",
    body: Annotated[str, "Its awarding body, where the file names none.", OneOf(bodies_of)] = "",
) -> Outcome:  # fmt: skip
    """Hold an awarding body's invoice against the log: note what was charged, and tell what does not agree."""
    from results_desk.rules.cells import records
    from results_desk.rules.facts import require_body
    from results_desk.rules.payments.invoices import check

    facts, batch = one_batch(work, file, "invoices")
    if batch.invoice is None:
        raise DeskError(f"{file.name} holds no invoice: check that it is the file you meant.")
    log = rows(work.desk, "Lines")
    named = require_body(desk_facts(work.desk).bodies, body, [str(line.get("Awarding body") or "") for line in log])
    found = check(records(batch.invoice), log, invoice, named, facts.name)
    stale = work.desk.table("Lines").update(found.changes, found.expect)
    put_computed(work)
    put_views(work)
    problems = in_rows(batch.problems, found.problems, left_alone(stale))
    put_problems(work, [facts.name], problems)
    keep_received(work, [file])
    counts = {**found.counts, "not_charged": len(found.not_charged), "problems": len(problems)}
    return Outcome(
        f"£{found.total:,.2f} on {counted(counts['rows'], 'row')}: {counts['matched']} noted, {counts['already']} noted before, "
        f"{counted(counts['unmatched'], 'fits', 'fit')} no line. {_not_charged(counts['not_charged'])}{said_of(batch)}",
        counts, (file,), problems, listed(found.not_charged, NOT_CHARGED),
        (facts.sha256,),
    )  # fmt: skip


def _not_charged(lines: int) -> str:
    return f"{counted(lines, 'line that was sent is', 'lines that were sent are')} not charged yet."
