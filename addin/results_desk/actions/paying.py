"""Payments on their way from the sheet Payments, or a file of them, to the lines they are for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from results_desk.actions.facts import desk_facts, rows
from results_desk.actions.importing import frame
from results_desk.actions.overdue import clocks
from results_desk.actions.registry import Row, Work
from results_desk.actions.stale import left_alone
from results_desk.edges.book.values import is_blank
from results_desk.errors import Problem
from results_desk.port import Key

if TYPE_CHECKING:
    from results_desk.rules.payments.payments import Recorded


def put_waiting_payments(work: Work) -> tuple[Problem, ...]:
    """Put payments of the Payments sheet on the lines of their request, once its charge is known; what is to be said of them."""
    if not any(row["Request ID"] and is_blank(row["Put on lines"]) for row in rows(work.desk, "Payments")):
        return ()
    found, stale = put_payments(work, (), "")
    return (*found.problems, *left_alone(stale))


def put_payments(work: Work, incoming: Iterable[Row], file: str) -> tuple[Recorded, list[Key]]:
    """Write what the payments of a file, and those that waited, come to; the lines that changed meanwhile."""
    from results_desk.rules.payments.payments import Ledger, record

    held, log = (rows(work.desk, table) for table in ("Payments", "Lines"))
    found = record(incoming, Ledger(held, log, work.now.date(), clocks(work), desk_facts(work.desk).series.year), file)
    stale = work.desk.table("Lines").update(found.lines, found.expect)
    work.desk.table("Payments").update(found.payments)
    work.desk.table("Payments").append(frame(found.new, "Payments"))
    return found, stale
