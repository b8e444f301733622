"""The lists that the registers print: for the desk on results day, for departments, for chasing, and the record of destruction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from results_desk.actions.facts import named_cells, rows
from results_desk.actions.registry import Work
from results_desk.actions.views import columns, put_view, typed

Views = Mapping[str, Sequence[Mapping[str, object]]]


def put_register_views(work: Work) -> list[str]:
    """Fill the views of the registers that are in the desk: the names of those that changed."""
    changed = []
    for workbook, made in _REGISTERS:
        if workbook in work.desk.workbooks:
            views = made(work, work.now.date()).items()
            changed += [name for name, held in views if put_view(work, name, columns(held, typed(name)))]
    return changed


def _moderation(work: Work, today: date) -> Views:
    from results_desk.rules.moderation import chase_rows, decision_rows, slip_rows

    held, dates = rows(work.desk, "Moderation"), rows(work.desk, "ModerationDates")
    return {
        "WorkToChase": chase_rows(held), "DepartmentSlips": slip_rows(held, today, dates), "Service3Decisions": decision_rows(held, dates),
    }  # fmt: skip


def _permissions(work: Work, today: date) -> Views:
    from results_desk.actions.waiting import everybody, to_chase
    from results_desk.rules.candidates.permissions import collection_rows, mailing_rows, missing_form_rows

    held, dates, closed = (rows(work.desk, name) for name in ("Permissions", "PermissionDates", "PermissionClosedDays"))
    around = (today, dates, closed, named_cells(work.desk, "permissions_register.xlsx"))
    return {
        "CollectionSheet": collection_rows(everybody(work)), "ResultsMailing": mailing_rows(held, *around),
        "MissingForms": missing_form_rows(to_chase(work), *around),
    }  # fmt: skip


def _certificates(work: Work, today: date) -> Views:
    from results_desk.rules.certificates.certificates import collection_rows, destruction_rows, problem_rows, uncollected_rows

    held, named = rows(work.desk, "Certificates"), named_cells(work.desk, "certificates_register.xlsx")
    return {
        "CertificateCollection": collection_rows(held), "CertificateProblems": problem_rows(held),
        "Uncollected": uncollected_rows(held, named), "DestructionRecord": destruction_rows(held, named),
    }  # fmt: skip


_REGISTERS: tuple[tuple[str, Callable[[Work, date], Views]], ...] = (
    ("moderation_returns_log.xlsx", _moderation), ("permissions_register.xlsx", _permissions),
    ("certificates_register.xlsx", _certificates),
)  # fmt: skip
"""A register, and who makes its views."""
