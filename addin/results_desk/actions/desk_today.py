"""What the home workbook shows of all the others: what to do today, and where the requests are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from results_desk.actions.facts import named_cells, rows
from results_desk.actions.overdue import BOOK, clocks
from results_desk.actions.registry import Work
from results_desk.actions.views import columns, put_formula_values, put_view, typed
from results_desk.edges.folders import HOME_BOOK

if TYPE_CHECKING:
    from results_desk.rules.cells import Row

_CHECKLISTS = (("results_day_checklist.xlsx", "ResultsDay"), ("post_results_checklist.xlsx", "PostResults"))


def to_do(work: Work) -> list[Row]:
    """The rows of the home workbook's Today, over every workbook that is in the desk."""
    from results_desk.rules.desk_today import listed

    found: list[Row] = []
    for workbook, area in _AREAS:
        if workbook in work.desk.workbooks:
            found += area(work, work.now.date())
    return listed(found)


def put_home(work: Work, found: list[Row]) -> list[str]:
    """Fill Today and Overview of the home workbook, the latter where there is a log: the names of those that changed.

    Its formulas (the days left to the key dates, who is authorised) get the values of this day, for readers that do not compute.
    """
    from results_desk.rules.requests.views import overview

    views: dict[str, list[Row]] = {"DeskToday": found}
    if work.desk.has("Lines"):
        views["Overview"] = list(overview(rows(work.desk, "Lines")))
    changed = [name for name, held in views.items() if put_view(work, name, columns(held, typed(name)))]
    put_formula_values(work, [HOME_BOOK])
    return changed


def _dates(work: Work, today: date) -> list[Row]:
    from results_desk.rules.desk_today import dates_to_confirm, key_dates_due

    anchors = rows(work.desk, "Anchors")
    return [*key_dates_due(rows(work.desk, "KeyDates"), anchors, rows(work.desk, "ClosedDays"), today), *dates_to_confirm(anchors)]


def _tasks(work: Work, today: date) -> list[Row]:
    from results_desk.rules.checklist import Calendar, open_tasks
    from results_desk.rules.desk_today import together

    found: list[Row] = []
    for workbook, name in _CHECKLISTS:
        if workbook in work.desk.workbooks:
            dates = Calendar.read(today, rows(work.desk, f"{name}Dates"), rows(work.desk, f"{name}ClosedDays"))
            found += open_tasks(rows(work.desk, f"{name}Tasks"), dates, workbook)
    return together(found)


def _requests(work: Work, today: date) -> list[Row]:
    from results_desk.rules.calendar import closed_days
    from results_desk.rules.requests.views import due

    log, paid, times = rows(work.desk, "Lines"), rows(work.desk, "Payments"), clocks(work)
    found: list[Row] = [*due(log, today, times, closed_days(rows(work.desk, "ClosedDays")))]
    if paid:
        from results_desk.rules.payments.payments import waiting

        found += waiting(paid, log, today, times)
    return found


def _queries(work: Work, today: date) -> list[Row]:
    from results_desk.rules.results.reports import due

    return list(due(rows(work.desk, "Queries"), today))


def _returns(work: Work, today: date) -> list[Row]:
    from results_desk.rules.moderation import due

    held, dates = rows(work.desk, "Moderation"), rows(work.desk, "ModerationDates")
    return list(due(held, today, dates, named_cells(work.desk, "moderation_returns_log.xlsx")))


def _permissions(work: Work, today: date) -> list[Row]:
    from results_desk.actions.waiting import to_chase
    from results_desk.rules.candidates.permissions import due

    dates, closed = rows(work.desk, "PermissionDates"), rows(work.desk, "PermissionClosedDays")
    return list(due(to_chase(work), today, dates, closed, named_cells(work.desk, "permissions_register.xlsx")))


def _certificates(work: Work, today: date) -> list[Row]:
    from results_desk.rules.certificates.certificates import due

    return list(due(rows(work.desk, "Certificates"), today, named_cells(work.desk, "certificates_register.xlsx")))


def _links(work: Work, today: date) -> list[Row]:
    from results_desk.rules.calendar import find_anchor
    from results_desk.rules.links import due

    held, phones, people = (rows(work.desk, name) for name in ("Links", "HelpLines", "WhoSeesWhat"))
    by = find_anchor(rows(work.desk, "Anchors"), "RR-A")
    return list(due(held, phones, people, today, named_cells(work.desk, "awarding_body_links.xlsx"), by))


_AREAS: tuple[tuple[str, Callable[[Work, date], list[Row]]], ...] = (
    (HOME_BOOK, _dates), (BOOK, _requests), ("results.xlsx", _queries), (HOME_BOOK, _tasks),
    ("permissions_register.xlsx", _permissions), ("moderation_returns_log.xlsx", _returns), ("certificates_register.xlsx", _certificates),
    ("awarding_body_links.xlsx", _links),
)  # fmt: skip
"""The workbook an area needs, and who looks through it."""
