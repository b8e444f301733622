"""The files that go with rows: letters by their kind, received files by what they hold, earlier versions of workbooks."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

from results_desk.actions.facts import rows
from results_desk.actions.registry import Work
from results_desk.edges.names import alike, safe_name

FORM = "request_consent_payment_form"
REPLACED = "replaced"
COPIES = (f"letters/**/{REPLACED}/**/*", "subject_access/**/*")
"""Earlier versions of letters and exports for candidates: nobody can tell of which data, so they go with any of it."""


@dataclass(frozen=True)
class Whole:
    """What goes as a whole: its workbook, the kinds of received files it came from, and the files made from it."""

    workbook: str
    received: frozenset[str]
    files: tuple[str, ...]


def _of(*letters: str) -> tuple[str, ...]:
    """The patterns of all that is written of these letters: one by one, to print together, in Welsh and before the release."""
    return tuple(pattern for name in letters for pattern in (f"letters/**/{name}*/**/*", f"letters/**/{name}*.*"))


WHOLE: Mapping[str, Whole] = {
    "Results": Whole(
        "results.xlsx", frozenset({"results", "candidates", "basedata"}),
        ("letters/**/*", "exports/**/*", "outbox/**/*", "received/basedata/**/*"),
    ),
    "Permissions": Whole(
        "permissions_register.xlsx", frozenset({"permissions"}),
        (*_of("candidate_permission_form", "results_collection_sheet", "envelope_labels"), "letters/mail/**/*"),
    ),
    "Requests and payments": Whole(
        "tracking_log.xlsx", frozenset({"requests", "payments", "invoices", "outcomes"}),
        (*_of(FORM, "outcome_letter", "staff_request_form"), "letters/mail/outcome/**/*"),
    ),
}  # fmt: skip
CERTIFICATES = _of("certificate_collection_notice", "certificate_reminder", "certificate_destruction_record")


def forms_of(folder: Path, requests: Sequence[str]) -> list[Path]:
    """The request forms that we wrote for these requests, and earlier versions of them where it is certain that they are forms."""
    starts = [f"{safe_name(request)} " for request in requests if request.strip()]
    letters = folder / "letters"
    files = [path for path in letters.rglob("*") if path.is_file() and path.relative_to(letters).parts[0].casefold() != "templates"]
    return [path for start in starts for path in _forms(letters, [path for path in files if path.name.startswith(start)])]


def _forms(letters: Path, files: Collection[Path]) -> Iterator[Path]:
    """The forms among the files of a request. An earlier version is one where the request has a form and no other letter."""
    inside = {path: path.relative_to(letters).parts[:-1] for path in files}
    forms = [path for path, parts in inside.items() if any(part.startswith(FORM) for part in parts)]
    earlier = [path for path, parts in inside.items() if REPLACED in parts and path not in forms and ".eml" not in path.suffixes]
    yield from forms
    if forms and not set(files) - {*forms, *earlier}:
        yield from earlier


def combined_forms(folder: Path) -> list[Path]:
    """The documents that hold the forms of all requests, to print them together."""
    return list(found(folder, (f"letters/**/{FORM}*combined.*",)))


def found(desk: Path, patterns: Iterable[str], kept: Collection[Path] = ()) -> Iterator[Path]:
    """The files of the desk that fit; not the school's own templates, nor those in `kept`."""
    fitting = (path for pattern in patterns for path in desk.glob(pattern) if path.is_file())
    templates, spared = _place(desk / "letters" / "templates"), set(map(_place, kept))
    for path in fitting:
        where = _place(path)
        if where[: len(templates)] != templates and where not in spared:
            yield path


def _place(path: Path) -> tuple[str, ...]:
    """Where a file lies, whatever the capitals and accents: most disks do not mind how they are written."""
    return tuple(map(alike, Path(os.path.normpath(path)).parts))


def logo(work: Work) -> list[Path]:
    """The picture in the head of the letters: it lies among them."""
    name = work.desk.settings.get("Logo", "").strip()
    return [work.desk.folder / "letters" / name] if name else []


def received_kinds(work: Work) -> dict[Path, str]:
    """What each received file is a file of; "" where nobody can tell."""
    folder = work.desk.folder / "received"
    profiles = rows(work.desk, "HeadingProfiles")
    files = (path for path in sorted(folder.glob("*")) if path.is_file() and not path.name.startswith((".", "~$")))
    return {path: kind_of(path, profiles) for path in files}


def kind_of(path: Path, profiles: Sequence[Mapping[str, str]]) -> str:
    """What a file is a file of, "" where nobody can tell. An archive is what every file in it is, or each goes with the results."""
    from results_desk.errors import DeskError
    from results_desk.importers import edi_zip
    from results_desk.importers.reader import contents

    try:
        data = contents(path, path.name)
        if not edi_zip.is_archive(data):
            return _kind_in(path, data, profiles)
        kinds = {_kind_in(name, inner, profiles) for name, inner, _ in edi_zip.members(path.name, data)}
    except DeskError:
        return ""
    if len(kinds) == 1:
        return kinds.pop()
    return "results" if kinds and kinds <= WHOLE["Results"].received else ""


def _kind_in(path: Path, data: bytes, profiles: Sequence[Mapping[str, str]]) -> str:
    """DeskError for what is no table and no EDI file."""
    from results_desk.importers import formats
    from results_desk.importers.reader import source_of

    source = source_of(path, data, profiles)
    if source.edi:
        return "results"
    kinds = {importer.KIND for importer in formats() if importer.identify(source)}
    return kinds.pop() if len(kinds) == 1 else ""


def older_versions(work: Work, recorded: Iterable[tuple[object, Iterable[str]]]) -> list[Path]:
    """Versions of workbooks from before what they held was destroyed; given are the moments, each with its workbooks."""
    last: dict[str, str] = {}
    for when, workbooks in recorded:
        for workbook in workbooks if isinstance(when, datetime) else ():
            last[workbook] = max(last.get(workbook, ""), f"{when:%Y-%m-%d %H%M}59")
    return [path for name, until in last.items() for path in versions_of(work, name) if path.stem.partition(".")[2][:17] <= until]


def versions_of(work: Work, workbook: str) -> list[Path]:
    """The earlier versions of a workbook that are kept."""
    from results_desk.edges.book.backups import versions

    backups = work.desk.folder / "backups"
    return versions(Path(workbook), backups) if backups.is_dir() else []


def place(desk: Path, path: Path) -> str:
    """How a message names where a file is: its own name, and folders further in, may be a person's."""
    parts = PurePath(path.relative_to(desk)).parts[:-1]
    return "/".join(parts[: 2 if parts[:1] == ("letters",) else 1])
