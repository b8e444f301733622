"""Files that are to be destroyed once the workbooks say so: a list on the disk until they are gone, so that what was cut off is completed.

The list holds file names, which are people's; it is written over like the files. What it names must lie in the desk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from results_desk.edges.atomic import why_not, write_atomically
from results_desk.edges.desk.vault import shred
from results_desk.errors import DeskError

NAME = ".destroying.json"
_PLACES = ("letters", "exports", "outbox", "received", "subject_access")
"""The folders of a desk that hold files which may be destroyed."""


@dataclass(frozen=True)
class Doomed:
    """Files that go together; `record` is what the sheet Destroyed says of them, cell by cell as text."""

    record: tuple[str, ...]
    files: tuple[Path, ...]


def note(desk: Path, doomed: Sequence[Doomed]) -> None:
    """Write the list. It is on the disk when this returns. DeskError when it can't be written."""
    said = [{"record": each.record, "files": [path.relative_to(desk).as_posix() for path in each.files]} for each in doomed]
    write_atomically(desk / NAME, json.dumps(said, ensure_ascii=True).encode())


def noted(desk: Path) -> list[Doomed]:
    """What an earlier run left to do, with those of its files that are still there. DeskError when the list can't be read."""
    path = desk / NAME
    try:
        said = json.loads(path.read_bytes()) if path.is_file() else []
        return [Doomed(tuple(each["record"]), tuple(_there(desk, each["files"]))) for each in said]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise DeskError(
            f"{NAME} can't be read, the list of files that an earlier run left to destroy: take it out of the desk, then look through "
            "letters and received for files of what stands on the sheet Destroyed."
        ) from None


def _there(desk: Path, names: Iterable[str]) -> Iterable[Path]:
    """Those of the files that are there. ValueError for one that is not in a folder of the desk."""
    for name in names:
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts or inside.parts[:1] == inside.parts or inside.parts[0] not in _PLACES:
            raise ValueError
        path = desk.joinpath(*inside.parts)
        if path.is_symlink() or path.is_file():
            yield path


def destroy(files: Iterable[Path]) -> dict[Path, str]:
    """Write over the files and take them away. Those that could not be, each with the system's reason: they are there as they were."""
    left: dict[Path, str] = {}
    for path in files:
        try:
            shred(path)
        except OSError as error:
            left[path] = why_not(error)
    return left


def done(desk: Path, doomed: Sequence[Doomed], left: Iterable[Path]) -> None:
    """Have the list name what is left; take it away when that is nothing. Where it can't be written it stands: it names too much then."""
    kept = set(left)
    rest = [Doomed(each.record, tuple(path for path in each.files if path in kept)) for each in doomed]
    try:
        if kept:
            note(desk, [each for each in rest if each.files])
        else:
            shred(desk / NAME)
    except (OSError, DeskError):
        return
