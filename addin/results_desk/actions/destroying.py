"""Letting go of what may go: rows, the files made from them or that they came from, and every earlier version of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from results_desk import tables
from results_desk.actions import destroyed_files as files
from results_desk.actions.destroyed_files import WHOLE
from results_desk.actions.facts import rows
from results_desk.actions.registry import Outcome, Work
from results_desk.actions.views import columns
from results_desk.edges.desk import audit, doomed
from results_desk.edges.desk.doomed import Doomed
from results_desk.edges.mail.ledger import Ledger
from results_desk.errors import DeskError, Problem
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.rules.retention import Due

HOME, RESULTS_BOOK = "results_desk.xlsx", "results.xlsx"
CERT_ID = "Cert ID"
Record = Mapping[str, object]
AGAIN = "Close them in other programs, then run Retention with yes again: it goes on where it stopped."


def destroy(work: Work, due: Sequence[Due], kinds: Mapping[Path, str]) -> None:
    """Empty the rows, record it, and have files and earlier versions shredded once all of that is written; complete an earlier run.

    Before the workbooks are written nothing is lost but in memory: whatever refuses leaves the desk as it was. The list of the files is
    on the disk before that, so that a run that was cut off, or found a file in use, is completed by the next.
    """
    noted, books = _standing(work), _all_books(work, due)
    ledger = Ledger(work.desk.folder) if due or noted else None
    for workbook in books:
        work.desk.file(workbook).check_writable()
    older = files.older_versions(work, [(row["When"], _books(work, str(row["What"]))) for row in rows(work.desk, "Destroyed")])
    records = [_record(work, each, noted) for each in due]
    going = [Doomed(_told(record), tuple(_destroy(work, each, kinds))) for each, record in zip(due, records, strict=True)]
    if books:
        _forget_views(work)
    _put_on_record(work, records)
    for workbook in books:
        work.desk.file(workbook).forget_copies(work.now)
        work.desk.file(workbook).forget_unused_text()
    going += pending(work, noted)
    if going:
        doomed.note(work.desk.folder, going)
    work.afterwards.append(lambda outcome: _complete(work, outcome, going, ledger, older, books))


def pending(work: Work, noted: Sequence[Doomed] | None = None) -> list[Doomed]:
    """What stands on the record as destroyed and whose rows are gone, but not all of its files: a run was cut off, or a file was in use."""
    return [each for each in (_standing(work) if noted is None else noted) if _is_empty(work, each.record[1])]


def _standing(work: Work) -> list[Doomed]:
    """What an earlier run left to do, if the workbooks say that it was done."""
    noted = doomed.noted(work.desk.folder)
    recorded = {_told(row) for row in rows(work.desk, "Destroyed")} if noted else ()
    return [each for each in noted if each.record in recorded]


def _is_empty(work: Work, what: str) -> bool:
    """Whether the workbook that goes as a whole with it holds no row of people any more."""
    whole = WHOLE.get(what)
    held = _people_tables(whole.workbook) if whole and whole.workbook in work.desk.workbooks else ()
    return not any(work.desk.table(spec.name).rows() for spec in held if not spec.view)


def _destroy(work: Work, due: Due, kinds: Mapping[Path, str]) -> Iterator[Path]:
    """Empty the rows; which files go once the workbooks are written."""
    from results_desk.rules.retention import CERTIFICATES, FORMS

    folder = work.desk.folder
    if due.what == FORMS:
        yield from files.forms_of(folder, due.keys)
        yield from files.combined_forms(folder)
        return
    if due.what == CERTIFICATES:
        _blank_certificates(work, due.keys)
        patterns = files.CERTIFICATES
    else:
        whole = WHOLE[due.what]
        patterns = whole.files
        _empty(work, whole.workbook)
        came_from = [path for path, kind in kinds.items() if kind in whole.received]
        _forget_problems(work, {path.name for path in came_from})
        yield from came_from
    yield from files.found(folder, (*patterns, *files.COPIES), files.logo(work))


def _complete(
    work: Work, outcome: Outcome, going: Sequence[Doomed], ledger: Ledger | None, older: Sequence[Path], books: Sequence[str]
) -> Outcome:  # fmt: skip
    """Write over the files and every earlier version of these workbooks, and say of how many. What can't be is told, and stays noted."""
    folder = work.desk.folder
    listed = list(dict.fromkeys(path for each in going for path in each.files))
    left = doomed.destroy(listed)
    besides = dict.fromkeys([*older, *(path for name in books for path in files.versions_of(work, name)), *folder.rglob(".*.going")])
    stayed = left | doomed.destroy(besides)
    unwritten = _forget_drafts(folder, ledger)
    if not unwritten:
        doomed.done(folder, going, left)
    problems, gone = [*_in_use(folder, stayed), *unwritten], len(listed) - len(left)
    counts = {**outcome.counts, "files": gone, **({"left": len(stayed)} if stayed else {})}
    said = outcome.message + _said(gone, len(left), bool(counts["due"]))
    return replace(outcome, message=said, counts=counts, problems=(*outcome.problems, *problems))


def _said(gone: int, left: int, all_now: bool) -> str:
    """What is said of the files; not `all_now` where they are what an earlier run left."""
    if not gone and not left:
        return ""
    count = f"{gone} of {gone + left}; the others are in use, so run it again" if left else str(gone)
    return f" Files destroyed{'' if all_now else ' that an earlier run left'}: {count}."


def _in_use(folder: Path, left: Mapping[Path, str]) -> Iterator[Problem]:
    """Files that are still there, by where they are."""
    for (where, why), count in Counter((files.place(folder, path), why) for path, why in left.items()).items():
        yield Problem(where, 0, "", f"{counted(count, 'file')} could not be destroyed ({why})", AGAIN)


def _forget_drafts(folder: Path, ledger: Ledger | None) -> list[Problem]:
    """Take the names of the drafts that are gone out of the ledger of messages."""
    mail = folder / "letters" / "mail"
    try:
        if ledger:
            ledger.forget_names(lambda kind, name: not (mail / kind / name).is_file())
    except (DeskError, OSError):
        return [Problem(doomed.NAME, 0, "", "The names of drafts that are gone still stand in the ledger of messages", AGAIN)]
    return []


def _people_tables(workbook: str) -> list[tables.Table]:
    """The tables of a workbook whose rows are of people or of this series."""
    return [spec for spec in tables.TABLES if spec.workbook == workbook and (spec.view or spec.rolls == "clear")]


def _empty(work: Work, workbook: str) -> None:
    book = work.desk.file(workbook)
    for spec in _people_tables(workbook):
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


def _forget_problems(work: Work, names: set[str]) -> None:
    """What was found in files that go, by the names they are kept under: the details of it name people."""
    from results_desk.edges.desk.received import kept_as

    if work.desk.has("Problems") and names:
        held = work.desk.file(RESULTS_BOOK).table("Problems")
        there = held.rows()
        for name in {str(row["File"]) for row in there}:
            if name in names or "".join(kept_as(name)) in names:
                held.blank(list(there[0]), {"File": name})


def _forget_views(work: Work) -> None:
    """Empty what the home workbook shows of the others, until Flag overdue fills it again."""
    for spec in tables.TABLES:
        if spec.workbook == HOME and spec.view:
            work.desk.file(HOME).table(spec.name).clear()


def _all_books(work: Work, due: Iterable[Due]) -> list[str]:
    return list(dict.fromkeys(workbook for each in due for workbook in _books(work, each.what)))


def _books(work: Work, what: str) -> list[str]:
    """The workbooks that hold, or show, what goes: those whose earlier versions go with it."""
    from results_desk.rules.retention import CERTIFICATES

    if what != CERTIFICATES and what not in WHOLE:
        return []
    own = (tables.table("Certificates").workbook,) if what == CERTIFICATES else (WHOLE[what].workbook, RESULTS_BOOK)
    return [name for name in (*own, HOME) if name in work.desk.workbooks]


def _record(work: Work, due: Due, noted: Iterable[Doomed]) -> Record:
    """The line of the record: what is destroyed, when, by whom, by which rule; no names. That of a run which was cut off stands."""
    new: Record = {
        "When": work.wall_clock, "Who": audit.login(), "What": due.what, "How many": due.count, "Kept until": due.since, "Basis": due.basis,
    }  # fmt: skip
    before = next((each.record for each in noted if each.record[1:] == _told(new)[1:]), None)
    return next((row for row in rows(work.desk, "Destroyed") if before and _told(row) == before), new)


def _put_on_record(work: Work, records: Iterable[Record]) -> None:
    there = {_told(row) for row in rows(work.desk, "Destroyed")}
    new = [record for record in records if _told(record) not in there]
    if new:
        work.desk.table("Destroyed").append(columns(new, tables.table("Destroyed").headings))


def _told(row: Record) -> tuple[str, ...]:
    """A line of the record as the list of files has it: what makes it this one."""
    return tuple(_text(row[heading]) for heading in ("When", "What", "How many", "Kept until", "Basis"))


def _text(value: object) -> str:
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return f"{value:g}" if isinstance(value, float) else str(value)
