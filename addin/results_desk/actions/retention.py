"""What a desk may let go of, and letting go of it: rows, letters, received files, and every earlier version that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk.actions import destroying
from results_desk.actions.destroyed_files import WHOLE, forms_of, received_kinds
from results_desk.actions.destroying import HOME
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
    paper, left = _paper_forms(work), {path for each in destroying.pending(work) for path in each.files}
    due = [*_forms_due(work, paper, left), *_due(work)]
    kinds = _kinds(work, due)
    problems = [*_paper(len(paper)), *_uncounted(work), *_open_lines(work), *_unknown(sum(not kind for kind in kinds.values()))]
    if yes:
        destroying.destroy(work, due, kinds)
    else:
        problems += _left_over(len(left))
    counts = {"due": sum(each.count for each in due), "files": 0}
    return Outcome(_said(due, yes), counts, (), tuple(problems), tuple(map(_shown, due)))


def _paper_forms(work: Work) -> list[Row]:
    """The requests whose signed forms need not be kept any longer and are not said to be destroyed."""
    from results_desk.rules.requests.views import views

    if not work.desk.has("Lines"):
        return []
    return list(views(rows(work.desk, "Lines"), work.now.date(), clocks(work), closed_days_of(work))["FormsToDestroy"])


def _forms_due(work: Work, paper: Sequence[Row], left: Set[Path]) -> list[Due]:
    """The forms of these requests that we wrote and are still there; not those that stand on the record as destroyed already."""
    from results_desk.rules.retention import forms

    return forms([row for row in paper if set(forms_of(work.desk.folder, [str(row["Request ID"])])) - left])


def _due(work: Work) -> Iterator[Due]:
    from results_desk.rules import retention as rule
    from results_desk.rules.certificates.certificates import record_until
    from results_desk.rules.computed import Around

    desk, today, settings = work.desk, work.now.date(), work.desk.settings
    released = rule.last_release(rows(desk, "ReleaseTimes"))
    if desk.has("Certificates"):
        around = Around(today, {}, named_cells(desk, "certificates_register.xlsx"))
        yield from rule.certificate_records(rows(desk, "Certificates"), lambda row: record_until(row, around), today)
    lines, deadlines = (rows(desk, name) if desk.has("Lines") else [] for name in ("Lines", "Deadlines"))
    months = clocks(work).keep_months if desk.has("Lines") else 0
    yield from rule.requests(lines, settings, months, today)
    if desk.has(rule.PERMISSIONS):
        count = len(rows(desk, rule.PERMISSIONS))
        yield from rule.by_setting(rule.PERMISSIONS, rule.PERMISSIONS_SETTING, settings, count, released, today)
    if desk.has(rule.RESULTS):
        yield from rule.results(settings, len(rows(desk, rule.RESULTS)), released, lines, deadlines, months, today)


def _open_lines(work: Work) -> Iterator[Problem]:
    from results_desk.rules.retention import last_release, still_open

    if work.desk.has("Lines"):
        released = last_release(rows(work.desk, "ReleaseTimes"))
        lines, months = rows(work.desk, "Lines"), clocks(work).keep_months
        for held in still_open(lines, work.desk.settings, months, released, work.now.date()):
            yield Problem(LOG, 0, held.column, held.said, held.way_out)


def _uncounted(work: Work) -> Iterator[Problem]:
    from results_desk.rules.retention import last_release, uncounted

    if waiting := uncounted(work.desk.settings, last_release(rows(work.desk, "ReleaseTimes"))):
        said = f"{' and '.join(waiting)} in Settings can't be counted, so nothing goes by it: not every release to candidates is known"
        yield Problem(HOME, 0, "At", said, "Type the missing days on the sheet Release times, and delete lines of results you do not have.")


def _kinds(work: Work, due: Sequence[Due]) -> dict[Path, str]:
    """What the received files are, where data that came in files is to go or has gone."""
    concerned = {each.what for each in due} | {str(row["What"]) for row in rows(work.desk, "Destroyed")}
    return received_kinds(work) if concerned & set(WHOLE) else {}


def _unknown(count: int) -> Iterator[Problem]:
    if count:
        said = f"{counted(count, 'file')} in the folder received left alone, for it can't be told what is in there"
        yield Problem("received", 0, "", said, "Look at them, and destroy those that hold what has to go.")


def _left_over(count: int) -> Iterator[Problem]:
    if count:
        said = f"{counted(count, 'file')} of what stands on the sheet Destroyed still there: a run was cut off, or they were in use"
        yield Problem("letters", 0, "", said, "Close them in other programs, then run Retention with yes: it goes on where it stopped.")


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
