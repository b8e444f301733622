"""The files of a desk that are one candidate's: letters and messages by their names, papers by the cell that says where they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from results_desk.edges.package import settle, write_atomically
from results_desk.errors import DeskError

RESTRICTED = "RESTRICTED"
_PAPERS = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".docx", ".eml", ".msg")
_ELSEWHERE = ("templates", RESTRICTED)


def letters_of(desk: Path, number: str, requests: Collection[str], names: Collection[str], restricted: bool) -> dict[str, Path]:
    """Letters and messages to or about a candidate, by where they go in a folder; those in RESTRICTED only if that is allowed.

    Ours are called by candidate number, or by request and candidate number; `names` are those of messages in the ledger.
    """
    first = "|".join(map(re.escape, sorted(requests)))
    own = re.compile(rf"(?:(?:{first}) )?{re.escape(number)}(?![\w-]).*" if first else rf"{re.escape(number)}(?![\w-]).*")
    found: dict[str, Path] = {}
    for folder in (desk / "letters", *([desk / "letters" / RESTRICTED] if restricted else [])):
        for path in _files(folder):
            inside = path.relative_to(folder)
            if inside.parts[0] not in _ELSEWHERE and (own.fullmatch(path.name) or path.name in names):
                found.setdefault(f"letters/{inside.as_posix()}", path)
    return found


def papers_of(desk: Path, said: Iterable[str], others: Collection[str]) -> dict[str, Path]:
    """Files inside the desk that the candidate's cells name as the place of a paper, and nobody else's do."""
    found: dict[str, Path] = {}
    for place in sorted(set(said) - set(others)):
        plain = PurePosixPath(place.replace("\\", "/"))
        if plain.suffix.casefold() in _PAPERS and not plain.is_absolute() and ".." not in plain.parts:
            path = desk.joinpath(*plain.parts)
            if path.is_file() and path.resolve().is_relative_to(desk.resolve()) and not {"received", RESTRICTED} & set(plain.parts):
                found[f"papers/{plain.as_posix()}"] = path
    return found


def write_folder(folder: Path, files: Mapping[str, bytes]) -> int:
    """Write the files, the last one last. How many were not there yet. Nothing that is there is written over."""
    written = 0
    try:
        for name, data in files.items():
            path = folder.joinpath(*PurePosixPath(name).parts)
            if not path.is_file():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path, data)
                written += 1
        settle(folder)
    except OSError as error:
        raise DeskError(f"The folder {folder.name} can't be filled ({error.strerror}): check that you may write there.") from None
    return written


def fits(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a folder is not there yet, or holds nothing but some of these files as they are."""
    if not folder.exists():
        return True
    if not folder.is_dir() or folder.is_symlink():
        return False
    held = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    return all(name in files and path.read_bytes() == files[name] for name, path in held.items())


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, without those on their way and those that a link leads to."""
    if folder.is_dir():
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink() and path.name[:1] not in ".~")
