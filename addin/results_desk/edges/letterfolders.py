"""The folders that letters are written into: each file whole or not at all, in as few calls of the system as that takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from results_desk.edges.package import Package
from results_desk.errors import DeskError

UNFINISHED = f".{0:016x}.tmp"
"""What a letter is called until it is whole: one at a time, under a name that `leavings` sweeps away after a run that was killed."""
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)

_WRITEV: Callable[[int, Sequence[bytes]], int] | None = getattr(os, "writev", None)
"""Writes several pieces by one call of the system, without a copy of them in one piece. Windows has none."""


class Folders:
    """Puts letters into their folders. What is in a folder is looked up once; a letter that read otherwise is kept in `replaced`."""

    def __init__(self, replaced: Path | None = None) -> None:
        """`replaced` is made when it is needed."""
        self._replaced = replaced
        self._held: dict[str, set[str]] = {}

    def put(self, path: Path, *data: bytes) -> bool:
        """Write a file of these bytes; False when the one there reads the same. DeskError, the old file as it was, when it can't be."""
        folder, name = os.path.split(path)
        if folder not in self._held:
            self._held[folder] = _looked_up(folder)
        if name.casefold() in self._held[folder]:
            return self._put_again(path, b"".join(data))
        try:
            _write(fresh := f"{folder}{os.sep}{UNFINISHED}", *data)
            os.replace(fresh, path)
        except OSError as error:
            raise _refusal(path, error) from None
        self._held[folder].add(name.casefold())
        return True

    def _put_again(self, path: Path, data: bytes) -> bool:
        """Put a letter in the place of the one that is there, if it reads otherwise."""
        try:
            target = path.resolve()
            if target.exists() and _reads_the_same(target.read_bytes(), data):
                return False
            _write(fresh := str(target.parent / UNFINISHED), data)
            with suppress(FileNotFoundError):
                os.chmod(fresh, target.stat().st_mode & 0o7777)
                if self._replaced is not None:
                    self._replaced.mkdir(parents=True, exist_ok=True)
                    os.replace(target, self._replaced / path.name)
            os.replace(fresh, target)
        except OSError as error:
            raise _refusal(path, error) from None
        return True


def _looked_up(folder: str) -> set[str]:
    """The names in a folder, in small letters."""
    try:
        return {name.casefold() for name in os.listdir(folder)}
    except OSError:  # writing says what is wrong
        return set()


def _reads_the_same(old: bytes, new: bytes) -> bool:
    """Whether two files are equal or, of Word documents, their parts are: another processor packs the same parts otherwise."""
    if old == new or not new.startswith(b"PK"):
        return old == new
    try:
        return _parts(old) == _parts(new)
    except DeskError:
        return False


def _parts(document: bytes) -> dict[str, bytes]:
    package = Package.of("letter", document)
    return {name: package.read(name) for name in package.names}


def _write(fresh: str, *data: bytes) -> None:
    """A new file with these bytes; nothing is left of it when that fails."""
    handle = os.open(fresh, _FLAGS, 0o666)
    try:
        written = _WRITEV(handle, data) if _WRITEV else 0
        if written < sum(map(len, data)):
            whole = b"".join(data)
            while written < len(whole):
                written += os.write(handle, whole[written:])
    except BaseException:
        os.close(handle)
        with suppress(OSError):
            os.unlink(fresh)
        raise
    os.close(handle)


def _refusal(path: Path, error: OSError) -> DeskError:
    """The file's name is a person's: the folder is named instead."""
    with suppress(OSError):
        os.unlink(path.parent / UNFINISHED)
    why = os.strerror(error.errno) if error.errno else "no access"
    return DeskError(
        f"A letter in {path.parent.name} could not be saved ({why}), and is as it was: "
        "close it in Word, check that the disk has room and that you may write there, and try again."
    )
