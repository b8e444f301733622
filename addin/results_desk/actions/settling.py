"""Money that comes in and goes out: payments of candidates, and invoices of awarding bodies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from results_desk.actions.facts import bodies_of, desk_facts, rows
from results_desk.actions.importing import in_rows, keep_received, one_batch, put_problems, said_of
from results_desk.actions.overdue import put_computed, put_views
from results_desk.actions.paying import put_payments
from results_desk.actions.questions import OneOf
from results_desk.actions.registry import Outcome, Work, action, listed
from results_desk.actions.stale import left_alone
from results_desk.errors import DeskError
from results_desk.terms import counted

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
    found, stale = put_payments(work, records(batch.payments), facts.name)
    put_computed(work)
    put_views(work)
    problems = in_rows(batch.problems, found.problems, left_alone(stale))
    put_problems(work, [facts.name], problems, keep_earlier=True)
    keep_received(work, [file])
    said = f"{counted(found.counts['new'], 'new payment')}: {found.counts['matched']} matched, {found.counts['unmatched']} not"
    said += f"; {found.counts['already']} already there."
    return Outcome(said + said_of(batch), {**found.counts, "problems": len(problems)}, (file,), problems, hashes=(facts.sha256,))


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
