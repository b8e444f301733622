"""The files of a desk that are one candidate's: letters and messages by their names, papers by the cell that says where they are."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from results_desk.edges.atomic import settle, write_atomically
from results_desk.edges.desk.leavings import sweep
from results_desk.edges.names import alike
from results_desk.errors import DeskError

RESTRICTED = "RESTRICTED"
_PAPERS = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".docx", ".eml", ".msg")
_ELSEWHERE = ("templates", RESTRICTED.casefold())
_OF_OURS = ("received", "letters", "backups", "exports", "outbox", "subject_access")
"""Folders of a desk in which no scanned paper lies: what there is one candidate's is found by its name."""
_BETWEEN = re.compile(r"[;|\r\n]+")


@dataclass(frozen=True)
class Found:
    """Files by where they go in a folder, and the places of those that a person has to look at: they may be of others too."""

    files: dict[str, Path] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)


def letters_of(
    desk: Path, number: str, requests: Collection[str], names: Collection[str], restricted: bool, is_called: Callable[[str], bool]
) -> Found:
    """Letters and messages to or about a candidate; those in RESTRICTED only if that is allowed.

    Ours lie in a folder of their own and are called by candidate number, or by request and candidate number, and the name; `is_called` says
    whether a text is the candidate's name and nothing else. `names` are those of messages in the ledger that are nobody else's.
    `unsure` are the folders in which a file has the number in its name and is called otherwise: a list of several people, another name.
    """
    found = Found()
    named = re.compile(rf"(?:(?P<request>\S+) )?{re.escape(number)}(?![\w-])(?P<name>.*)")
    numbered = re.compile(rf"(?<![\d-]){re.escape(number)}(?!\d)")
    for folder in (desk / "letters", *([desk / "letters" / RESTRICTED] if restricted else [])):
        for path in _files(folder):
            inside = path.relative_to(folder)
            said = named.fullmatch(path.stem) if len(inside.parts) > 1 else None
            if inside.parts[0].casefold() in _ELSEWHERE:
                continue
            if path.name in names or (said and said["request"] in (None, *requests) and is_called(said["name"])):
                found.files.setdefault(f"letters/{inside.as_posix()}", path)
            elif numbered.search(path.stem):
                found.unsure.append(path.parent.relative_to(desk).as_posix())
    return found


def papers_of(desk: Path, said: Iterable[str], others: Collection[str]) -> Found:
    """Files inside the desk that the candidate's cells name as the place of a paper, and nobody else's do.

    `unsure` are the cells, as they were given, that name a file that is not among them.
    """
    found, elsewhere = Found(), _Elsewhere(desk, others)
    for cell in sorted(set(said)):
        places = [cell] if _is_paper(desk, cell) else [each for each in _BETWEEN.split(cell) if each.strip()]
        for place in places:
            path = _inside(desk, place)
            if path is not None and not elsewhere.names(path):
                found.files.setdefault(f"papers/{path.relative_to(desk).as_posix()}", path)
            elif _plain(place).suffix.casefold() in _PAPERS and cell not in found.unsure:
                found.unsure.append(cell)
    return found


class _Elsewhere:
    """What the cells say that are not the candidate's: which files they name."""

    def __init__(self, desk: Path, texts: Collection[str]) -> None:
        papers = (text for text in texts if any(ending in text.casefold() for ending in _PAPERS))
        places = {text: desk.joinpath(*_plain(text).parts) if _is_paper(desk, text) else None for text in papers}
        self._files = {_real(place) for place in places.values() if place}
        self._unclear = [alike(text) for text, place in places.items() if not place]

    def names(self, path: Path) -> bool:
        """Whether any of them names the file, or may: a text that has its name in it and is not the place of a file."""
        real = _real(path)
        return real in self._files or any(name in text for text in self._unclear for name in (alike(path.name), os.path.basename(real)))


def _inside(desk: Path, place: str) -> Path | None:
    """The file that a text names, if it is a paper that lies in the desk, and in no folder of ours, however it is led to."""
    if not _is_paper(desk, place):
        return None
    path, root = desk.joinpath(*_plain(place).parts), Path(os.path.realpath(desk))
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(root) or real.suffix.casefold() not in _PAPERS:
        return None
    ours = (each.relative_to(base).parts for each, base in ((real, root), (path, desk)))
    closed = any(parts[0].casefold() in _OF_OURS or RESTRICTED.casefold() in map(str.casefold, parts) for parts in ours)
    return None if closed else path


def _is_paper(desk: Path, place: str) -> bool:
    """Whether a text is the place of a file in the desk, of a kind that papers are. One too long for any disk is none."""
    plain = _plain(place)
    if plain.suffix.casefold() not in _PAPERS or plain.is_absolute() or ".." in plain.parts:
        return False
    return os.path.isfile(desk.joinpath(*plain.parts))


def _plain(place: str) -> PurePosixPath:
    return PurePosixPath(place.strip().strip("\"'").replace("\\", "/"))


def _real(path: Path) -> str:
    """Where a file lies, as every way to it has it in common."""
    return alike(os.path.realpath(path))


def write_folder(folder: Path, files: Mapping[str, bytes]) -> int:
    """Write the files, the last one last. How many were not there yet. Nothing that is there is written over.

    What a killed run left half-written in the folder is swept out of it.
    """
    written = 0
    try:
        sweep(folder)
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


def read_all(files: Mapping[str, Path]) -> dict[str, bytes]:
    """The bytes of the files. DeskError when one can't be read; its name may be a person's, its folder is named instead."""
    held: dict[str, bytes] = {}
    for name, path in files.items():
        try:
            held[name] = path.read_bytes()
        except OSError as error:
            said = f"A file in {path.parent.name} can't be read ({error.strerror})"
            raise DeskError(f"{said}: close it in other programs, check that you may open it, and try again.") from None
    return held


def fits(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a folder is not there yet, or holds nothing but some of these files as they are."""
    if not folder.exists():
        return True
    if not folder.is_dir() or folder.is_symlink():
        return False
    held = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    try:
        return all(name in files and path.read_bytes() == files[name] for name, path in held.items())
    except OSError:
        return False


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, without those on their way and those that a link leads to."""
    if folder.is_dir():
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink() and path.name[:1] not in ".~")
