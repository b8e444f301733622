"""Letting go of what may go: rows, the files made from them or that they came from, and every earlier version of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from results_desk import tables
from results_desk.actions.facts import rows
from results_desk.actions.registry import Work
from results_desk.actions.views import columns
from results_desk.edges import audit
from results_desk.edges.mailledger import Ledger

if TYPE_CHECKING:
    from results_desk.rules.retention import Due

HOME, RESULTS_BOOK = "results_desk.xlsx", "results.xlsx"
CERT_ID = "Cert ID"
_COPIES = ("letters/**/replaced/**/*", "subject_access/**/*")
"""Earlier versions of letters and exports for candidates: nobody can tell of which data, so they go with any of it."""


@dataclass(frozen=True)
class Whole:
    """What goes as a whole: its workbook, the kinds of received files it came from, and the files made from it."""

    workbook: str
    received: frozenset[str]
    files: tuple[str, ...]


_WHOLE: Mapping[str, Whole] = {
    "Results": Whole(
        RESULTS_BOOK, frozenset({"results", "candidates", "basedata"}),
        ("letters/**/*", "exports/**/*", "outbox/**/*", "received/basedata/**/*"),
    ),
    "Permissions": Whole(
        "permissions_register.xlsx", frozenset({"permissions"}),
        (
            "letters/**/candidate_permission_form*/**/*", "letters/**/candidate_permission_form*.*", "letters/mail/**/*",
            "letters/**/results_collection_sheet*/**/*", "letters/**/envelope_labels*/**/*",
        ),
    ),
    "Requests and payments": Whole(
        "tracking_log.xlsx", frozenset({"requests", "payments", "invoices", "outcomes"}),
        (
            "letters/**/request_consent_payment_form*/**/*", "letters/**/request_consent_payment_form*.*", "letters/mail/outcome/**/*",
            "letters/**/outcome_letter*/**/*", "letters/**/outcome_letter*.*", "letters/**/staff_request_form*/**/*",
            "letters/**/staff_request_form*.*",
        ),
    ),
}  # fmt: skip


def destroy(work: Work, due: Sequence[Due]) -> tuple[int, int]:
    """Shred the files, empty the rows, and have earlier versions shredded once that is written.

    In this order, and with the record in the first workbook that is written: cut off anywhere, doing it again completes it.
    Returns how many files went, and how many are left because nobody can tell what they hold.
    """
    from results_desk.edges.vault import shred

    kinds = _received_kinds(work) if any(each.what in _WHOLE for each in due) else {}
    books = list(dict.fromkeys(workbook for each in due for workbook in _books(work, each.what)))
    for workbook in books:
        work.desk.file(workbook).check_writable()
    doomed = list(dict.fromkeys(path for each in due for path in _destroy(work, each, kinds)))
    if books:
        for path in doomed:
            shred(path)
        Ledger(work.desk.folder).forget_names()
        _forget_views(work)
    _record(work, due)
    for workbook in books:
        work.desk.file(workbook).forget_copies(work.now)
        work.desk.file(workbook).forget_unused_text()
    work.afterwards.append(lambda: _shred(work, doomed, books))
    return len(doomed), sum(not kind for kind in kinds.values())


def finish(work: Work) -> None:
    """Take away earlier versions of what was destroyed before: a run that was cut off may have left them."""
    last: dict[str, str] = {}
    for row in rows(work.desk, "Destroyed"):
        if isinstance(row["When"], datetime):
            for workbook in _books(work, str(row["What"])):
                last[workbook] = max(last.get(workbook, ""), f"{row['When']:%Y-%m-%d %H%M}59")
    older = [path for name, until in last.items() for path in _versions(work, name) if path.stem.partition(".")[2][:17] <= until]
    work.afterwards.append(lambda: _shred(work, older, ()))


def forms_of(folder: Path, requests: Sequence[str]) -> list[Path]:
    """The request forms that we wrote for these requests, and earlier versions of them."""
    names = tuple(f"{request} " for request in requests)
    return [path for path in (folder / "letters").rglob("*") if path.is_file() and path.name.startswith(names)]


def _destroy(work: Work, due: Due, kinds: Mapping[Path, str]) -> Iterator[Path]:
    """Empty the rows; which files go once the workbooks are written."""
    from results_desk.rules.retention import CERTIFICATES, FORMS

    if due.what == FORMS:
        yield from forms_of(work.desk.folder, due.keys)
        yield from (work.desk.folder / "letters").glob("**/request_consent_payment_form*combined.*")
        return
    if due.what == CERTIFICATES:
        _blank_certificates(work, due.keys)
        patterns: tuple[str, ...] = ("letters/**/certificate_*/**/*", "letters/**/certificate_*.*")
    else:
        whole = _WHOLE[due.what]
        patterns = whole.files
        _empty(work, whole.workbook)
        came_from = [path for path, kind in kinds.items() if kind in whole.received]
        _forget_problems(work, {path.name for path in came_from})
        yield from came_from
    yield from _found(work.desk.folder, (*patterns, *_COPIES))


def _found(desk: Path, patterns: Iterable[str]) -> Iterator[Path]:
    templates = desk / "letters" / "templates"
    found = (path for pattern in patterns for path in desk.glob(pattern) if path.is_file())
    yield from (path for path in found if templates not in path.parents)


def _empty(work: Work, workbook: str) -> None:
    """Take away the rows of a workbook that are of people or of this series."""
    book = work.desk.file(workbook)
    for spec in tables.TABLES:
        if spec.workbook == workbook and (spec.view or spec.rolls == "clear"):
            book.table(spec.name).clear()
    book.forget_computed()


def _blank_certificates(work: Work, keys: Iterable[str]) -> None:
    """Blank these certificates in the register, in every list of them and in its history."""
    for spec in (spec for spec in tables.TABLES if spec.workbook == tables.table("Certificates").workbook):
        heading = CERT_ID if CERT_ID in spec.headings else "Key" if "Key" in spec.headings else ""
        held = work.desk.file(spec.workbook).table(spec.name)
        if heading and (there := held.rows()):
            for key in keys:
                held.blank(list(there[0]), {heading: key})


def _forget_problems(work: Work, files: set[str]) -> None:
    """What was found in files that go: the details of it name people."""
    if work.desk.has("Problems") and files:
        held = work.desk.file(RESULTS_BOOK).table("Problems")
        there = held.rows()
        for name in files & {str(row["File"]) for row in there}:
            held.blank(list(there[0]), {"File": name})


def _forget_views(work: Work) -> None:
    """Empty what the home workbook shows of the others, until Flag overdue fills it again."""
    for spec in tables.TABLES:
        if spec.workbook == HOME and spec.view:
            work.desk.file(HOME).table(spec.name).clear()


def _books(work: Work, what: str) -> list[str]:
    """The workbooks that hold, or show, what goes: those whose earlier versions go with it."""
    from results_desk.rules.retention import CERTIFICATES

    if what != CERTIFICATES and what not in _WHOLE:
        return []
    own = (tables.table("Certificates").workbook,) if what == CERTIFICATES else (_WHOLE[what].workbook, RESULTS_BOOK)
    return [name for name in (*own, HOME) if name in work.desk.workbooks]


def _record(work: Work, due: Iterable[Due]) -> None:
    """The record: what was destroyed, when, by whom, by which rule; no names. What a run that was cut off recorded today stands."""
    by = {"When": work.wall_clock, "Who": audit.login()}
    record = [by | {"What": each.what, "How many": each.count, "Kept until": each.since, "Basis": each.basis} for each in due]
    there = [_recorded(row) for row in rows(work.desk, "Destroyed")]
    new = [row for row in record if _recorded(row) not in there]
    if new:
        work.desk.table("Destroyed").append(columns(new, tables.table("Destroyed").headings))


def _recorded(row: Mapping[str, object]) -> tuple[object, ...]:
    """What makes two lines of the record one: the same of the same on one day."""
    when = row["When"]
    return when.date() if isinstance(when, datetime) else when, row["What"], row["How many"], row["Kept until"], row["Basis"]


def _received_kinds(work: Work) -> dict[Path, str]:
    """What each received file is a file of; "" where nobody can tell."""
    folder = work.desk.folder / "received"
    profiles = rows(work.desk, "HeadingProfiles")
    return {path: _kind(path, profiles) for path in sorted(folder.glob("*")) if path.is_file()}


def _kind(path: Path, profiles: Sequence[Mapping[str, str]]) -> str:
    from results_desk.errors import DeskError
    from results_desk.importers import edi_zip, formats
    from results_desk.importers.reader import contents, source_of

    try:
        data = contents(path, path.name)
        if edi_zip.is_archive(data):
            return "results"
        source = source_of(path, data, profiles)
    except DeskError:
        return ""
    if source.edi:
        return "results"
    found = {importer.KIND for importer in formats() if importer.identify(source)}
    return found.pop() if len(found) == 1 else ""


def _shred(work: Work, files: Iterable[Path], workbooks: Iterable[str]) -> None:
    """Write over the files, and over every earlier version of these workbooks."""
    from results_desk.edges.vault import shred

    for path in (*files, *(path for name in workbooks for path in _versions(work, name))):
        shred(path)


def _versions(work: Work, workbook: str) -> list[Path]:
    from results_desk.edges.backups import versions

    backups = work.desk.folder / "backups"
    return versions(Path(workbook), backups) if backups.is_dir() else []
