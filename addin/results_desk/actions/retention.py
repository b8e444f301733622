"""What a desk may let go of, and letting go of it: rows, letters, received files, and every earlier version that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

from results_desk.actions import destroying
from results_desk.actions.destroying import forms_of
from results_desk.actions.facts import named_cells, rows
from results_desk.actions.overdue import BOOK as LOG
from results_desk.actions.overdue import clocks, closed_days_of
from results_desk.actions.registry import Outcome, Row, Work, action
from results_desk.errors import Problem
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.rules.retention import Due

Yes = Annotated[bool, "Destroy everything that is listed. It can't be undone."]


@action("Today", "Retention", reveals="keep")
def retention(work: Work, yes: Yes = False) -> Outcome:
    """List what may now be destroyed: consent forms, certificate records, requests, permissions, results. With --yes, destroy it.

    Files are written over before they go, earlier versions in backups too; what was destroyed stands on the sheet Destroyed. Paper, mail
    and copies outside the desk are yours to destroy.
    """
    paper = _paper_forms(work)
    due = [*_forms_due(work, paper), *_due(work)]
    counts = {"due": sum(each.count for each in due), "files": 0}
    problems = [*_paper(len(paper)), *_open_lines(work)]
    if yes:
        destroying.finish(work)
    if yes and due:
        counts["files"], unknown = destroying.destroy(work, due)
        problems += _unknown(unknown)
    return Outcome(_said(due, yes), counts, (), tuple(problems), tuple(map(_shown, due)))


def _paper_forms(work: Work) -> list[Row]:
    """The requests whose signed forms need not be kept any longer and are not said to be destroyed."""
    from results_desk.rules.log_views import views

    if not work.desk.has("Lines"):
        return []
    return list(views(rows(work.desk, "Lines"), work.now.date(), clocks(work), closed_days_of(work))["FormsToDestroy"])


def _forms_due(work: Work, paper: Sequence[Row]) -> list[Due]:
    """The forms of these requests that we wrote and are still there."""
    from results_desk.rules.retention import forms

    return forms([row for row in paper if forms_of(work.desk.folder, [str(row["Request ID"])])])


def _due(work: Work) -> Iterator[Due]:
    from results_desk.rules import retention as rule
    from results_desk.rules.certificates import record_until
    from results_desk.rules.computed import Around

    desk, today, settings = work.desk, work.now.date(), work.desk.settings
    released = rule.last_release(rows(desk, "ReleaseTimes"))
    if desk.has("Certificates"):
        around = Around(today, {}, named_cells(desk, "certificates_register.xlsx"))
        yield from rule.certificate_records(rows(desk, "Certificates"), lambda row: record_until(row, around), today)
    if desk.has("Lines"):
        yield from rule.requests(rows(desk, "Lines"), settings, clocks(work).keep_months, today)
    for what, setting in ((rule.PERMISSIONS, rule.PERMISSIONS_SETTING), (rule.RESULTS, rule.RESULTS_SETTING)):
        if desk.has(what):
            yield from rule.by_setting(what, setting, settings, len(rows(desk, what)), released, today)


def _open_lines(work: Work) -> Iterator[Problem]:
    from results_desk.rules.retention import REQUESTS_SETTING, last_release, still_open

    if not work.desk.has("Lines"):
        return
    released = last_release(rows(work.desk, "ReleaseTimes"))
    count = still_open(rows(work.desk, "Lines"), work.desk.settings, clocks(work).keep_months, released, work.now.date())
    if count:
        said = f"{counted(count, 'line keeps', 'lines keep')} the log from going: not closed, or it is not known since when"
        yield Problem(LOG, 0, "Closed on", said, f"Fill Status and Closed on of each; the setting {REQUESTS_SETTING} counts from the last.")


def _unknown(count: int) -> Iterator[Problem]:
    if count:
        said = f"{counted(count, 'file was', 'files were')} left in the folder received, for it can't be told what is in there"
        yield Problem("received", 0, "", said, "Look at them, and destroy those that hold what had to go.")


def _said(due: Sequence[Due], yes: bool) -> str:
    if not due:
        return "Nothing may be destroyed now."
    listed = ", ".join(f"{each.what.lower()} ({each.count})" for each in due)
    if yes:
        return f"Destroyed: {listed}. The record is on the sheet Destroyed."
    return f"May be destroyed now: {listed}. To do it, run it with --yes."


def _paper(forms: int) -> Iterator[Problem]:
    if forms:
        said = f"The signed forms of {counted(forms, 'request')} are yours to destroy: the sheet Forms to destroy says where they are"
        yield Problem(LOG, 0, "Form destroyed on", said, "Destroy them, then fill Form destroyed on: they are asked for until then.")


def _shown(due: Due) -> Row:
    return {"What": due.what, "How many": due.count, "Kept until": f"{due.since:%d %b %Y}", "Basis": due.basis}
