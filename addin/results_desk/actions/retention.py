"""What a desk may let go of, and letting go of it: rows, letters, received files, and every earlier version that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk import tables
from results_desk.actions.facts import named_cells, rows
from results_desk.actions.overdue import BOOK as LOG
from results_desk.actions.overdue import clocks, closed_days_of
from results_desk.actions.registry import Outcome, Row, Work, action
from results_desk.actions.views import columns
from results_desk.edges import audit
from results_desk.errors import Problem

if TYPE_CHECKING:
    from results_desk.rules.retention import Due

_WHOLE = {
    "Results": ("results.xlsx", ("letters/**/*", "exports/**/*", "outbox/**/*", "received/**/*")),
    "Permissions": ("permissions_register.xlsx", ()),
}
"""What goes as a whole: its workbook, and the files made from it."""
Yes = Annotated[bool, "Destroy everything that is listed. It can't be undone."]


@action("Today", "Retention", reveals="keep")
def retention(work: Work, yes: Yes = False) -> Outcome:
    """List what may now be destroyed: consent forms, certificate records, permissions, results. With --yes, destroy it.

    Files are written over before they go, earlier versions in backups too; what was destroyed stands on the sheet Destroyed. Paper, mail
    and copies outside the desk are yours to destroy.
    """
    paper = _paper_forms(work)
    due = [*_forms_due(work, paper), *_due(work)]
    counts = {"due": sum(each.count for each in due), "files": 0}
    if yes and due:
        doomed = [path for each in due for path in _destroy(work, each)]
        _note(work, due)
        counts["files"] = len(doomed)
        books = {workbook for each in due for workbook in _books(each)}
        work.afterwards.append(lambda: _shred(work, doomed, books))
    return Outcome(_said(due, yes), counts, (), tuple(_paper(len(paper))), tuple(map(_shown, due)))


def _paper_forms(work: Work) -> list[Row]:
    """The requests whose signed forms need not be kept any longer and are not said to be destroyed."""
    from results_desk.rules.log_views import views

    if not work.desk.has("Lines"):
        return []
    return list(views(rows(work.desk, "Lines"), work.now.date(), clocks(work), closed_days_of(work))["FormsToDestroy"])


def _forms_due(work: Work, paper: Sequence[Row]) -> list[Due]:
    """The forms of these requests that we wrote and are still there."""
    from results_desk.rules.retention import forms

    return forms([row for row in paper if _forms(work.desk.folder, [str(row["Request ID"])])])


def _due(work: Work) -> Iterator[Due]:
    from results_desk.rules import retention as rule
    from results_desk.rules.certificates import record_until
    from results_desk.rules.computed import Around

    desk, today, settings = work.desk, work.now.date(), work.desk.settings
    released = rule.last_release(rows(desk, "ReleaseTimes"))
    if desk.has("Certificates"):
        around = Around(today, {}, named_cells(desk, "certificates_register.xlsx"))
        yield from rule.certificate_records(rows(desk, "Certificates"), lambda row: record_until(row, around), today)
    for what, setting in ((rule.PERMISSIONS, rule.PERMISSIONS_SETTING), (rule.RESULTS, rule.RESULTS_SETTING)):
        if desk.has(what):
            yield from rule.by_setting(what, setting, settings, len(rows(desk, what)), released, today)


def _destroy(work: Work, due: Due) -> list[Path]:
    """Empty the rows; which files go once the workbooks are written."""
    from results_desk.rules.retention import CERTIFICATES, FORMS

    if due.what == FORMS:
        letters = work.desk.folder / "letters"
        return [*_forms(work.desk.folder, due.keys), *letters.glob("**/request_consent_payment_form combined.*")]
    if due.what == CERTIFICATES:
        _blank(work, "Certificates", "Cert ID", due.keys)
        _blank(work, "CertificateHistory", "Key", due.keys)
        return []
    workbook, patterns = _WHOLE[due.what]
    book = work.desk.file(workbook)
    for spec in tables.TABLES:
        if spec.workbook == workbook and (spec.view or spec.rolls == "clear"):
            book.table(spec.name).clear()
    book.forget_computed()
    templates = work.desk.folder / "letters" / "templates"
    found = (path for pattern in patterns for path in work.desk.folder.glob(pattern) if path.is_file())
    return [path for path in found if templates not in path.parents]


def _forms(folder: Path, requests: Sequence[str]) -> list[Path]:
    """The request forms that we wrote for these requests, and earlier versions of them."""
    names = tuple(f"{request} " for request in requests)
    return [path for path in (folder / "letters").rglob("*") if path.is_file() and path.name.startswith(names)]


def _blank(work: Work, table: str, heading: str, keys: Iterable[str]) -> None:
    held = work.desk.file(tables.table(table).workbook).table(table)
    headings = list(held.rows()[0]) if held.rows() else []
    for key in keys:
        held.blank(headings, {heading: key})


def _books(due: Due) -> tuple[str, ...]:
    from results_desk.rules.retention import CERTIFICATES

    return ("certificates_register.xlsx",) if due.what == CERTIFICATES else (_WHOLE[due.what][0],) if due.what in _WHOLE else ()


def _note(work: Work, due: Iterable[Due]) -> None:
    """The record: what was destroyed, when, by whom, by which rule; no names."""
    for workbook in {workbook for each in due for workbook in _books(each)}:
        work.desk.file(workbook).forget_copies(work.now)
        work.desk.file(workbook).forget_unused_text()
    by = {"When": work.wall_clock, "Who": audit.login()}
    record = [by | {"What": each.what, "How many": each.count, "Kept until": each.since, "Basis": each.basis} for each in due]
    work.desk.table("Destroyed").append(columns(record, tables.table("Destroyed").headings))


def _shred(work: Work, files: Iterable[Path], workbooks: Iterable[str]) -> None:
    """Write over the files, and over every earlier version of these workbooks."""
    from results_desk.edges.backups import versions
    from results_desk.edges.vault import shred

    backups = work.desk.folder / "backups"
    older = [path for name in workbooks if backups.is_dir() for path in versions(Path(name), backups)]
    for path in (*files, *older):
        shred(path)


def _said(due: Sequence[Due], yes: bool) -> str:
    if not due:
        return "Nothing may be destroyed now."
    listed = ", ".join(f"{each.what.lower()} ({each.count})" for each in due)
    if yes:
        return f"Destroyed: {listed}. The record is on the sheet Destroyed."
    return f"May be destroyed now: {listed}. To do it, run it with --yes."


def _paper(forms: int) -> Iterator[Problem]:
    if forms:
        said = f"The signed forms of {forms} requests are yours to destroy: the sheet Forms to destroy says where they are"
        yield Problem(LOG, 0, "Form destroyed on", said, "Destroy them, then fill Form destroyed on: they are asked for until then.")


def _shown(due: Due) -> Row:
    return {"What": due.what, "How many": due.count, "Kept until": f"{due.since:%d %b %Y}", "Basis": due.basis}
