"""Whom to chase, over every workbook that is in the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from results_desk.actions.facts import named_cells, rows
from results_desk.actions.overdue import BOOK, clocks
from results_desk.actions.registry import Row, Work
from results_desk.actions.views import columns, put_view, typed
from results_desk.actions.waiting import REGISTER, to_chase


def chase(work: Work) -> list[Row]:
    """The rows of the home workbook's Chase."""
    from results_desk.rules.chase import chase_rows

    return chase_rows(_found(work))


def put_chase(work: Work) -> None:
    """Fill the list of whom to chase, and stamp it when it changed."""
    put_view(work, "ChaseList", columns(chase(work), typed("ChaseList")))


def _found(work: Work) -> Iterator[Row]:
    from results_desk.rules.chase import of_certificates, of_log, of_permissions, of_queries, of_returns
    from results_desk.rules.computed import Around

    today, there = work.now.date(), work.desk.workbooks
    if BOOK in there:
        yield from of_log(rows(work.desk, "Lines"), today, clocks(work))
    if "results.xlsx" in there:
        yield from of_queries(rows(work.desk, "Queries"), today)
    for workbook, name, others, of in (
        ("moderation_returns_log.xlsx", "Moderation", ("ModerationDates",), of_returns),
        ("certificates_register.xlsx", "Certificates", (), of_certificates),
        ("permissions_register.xlsx", "Permissions", ("PermissionDates", "PermissionClosedDays"), of_permissions),
    ):
        if workbook in there:
            held: dict[str, Sequence[Row]] = {table: rows(work.desk, table) for table in (name, *others)}
            if name == REGISTER:
                held[name] = to_chase(work)
            yield from of(held[name], Around(today, held, named_cells(work.desk, workbook)))
