"""The folders that letters are written into: each file whole or not at all, in as few calls of the system as that takes."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from results_desk.edges.atomic import why_not
from results_desk.edges.names import alike
from results_desk.edges.ooxml.package import UNPACKED_LIMIT, Package
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
        if alike(name) in self._held[folder]:
            return self._put_again(path, b"".join(data))
        try:
            _write(fresh := f"{folder}{os.sep}{UNFINISHED}", *data)
            os.replace(fresh, path)
        except OSError as error:
            raise _refusal(path, error) from None
        self._held[folder].add(alike(name))
        return True

    def _put_again(self, path: Path, data: bytes) -> bool:
        """Put a letter in the place of the one that is there, if it reads otherwise."""
        try:
            target = path.resolve()
            if target.exists() and target.stat().st_size <= UNPACKED_LIMIT and _reads_the_same(target.read_bytes(), data):
                return False
            _write(fresh := str(target.parent / UNFINISHED), data)
            kept = self._kept(target, fresh, path.name)
            try:
                os.replace(fresh, target)
            except OSError:
                if kept is not None:
                    os.replace(kept, target)
                raise
        except OSError as error:
            raise _refusal(path, error) from None
        return True

    def _kept(self, target: Path, fresh: str, name: str) -> Path | None:
        """Put what is there into `replaced`, and let the new file be opened by the same people. Where it is now."""
        with suppress(FileNotFoundError):
            os.chmod(fresh, target.stat().st_mode & 0o7777)
            if self._replaced is not None:
                self._replaced.mkdir(parents=True, exist_ok=True)
                os.replace(target, kept := self._replaced / name)
                return kept
        return None


def _looked_up(folder: str) -> set[str]:
    """The names in a folder, as `alike` has them."""
    try:
        return set(map(alike, os.listdir(folder)))
    except OSError:  # writing says what is wrong
        return set()


def fingerprint(document: bytes) -> str:
    """SHA-256 of what a Word document holds, however that is packed; of any other file that of its bytes."""
    digest = hashlib.sha256()
    try:
        package = Package.of("letter", document)
        for name in package.names:
            part = package.read(name)
            digest.update(f"{len(name)} {len(part)} {name}".encode() + part)
    except DeskError:
        digest = hashlib.sha256(document)
    return digest.hexdigest()


def _reads_the_same(old: bytes, new: bytes) -> bool:
    """Whether two files are equal or, of Word documents, their parts are: another processor packs the same parts otherwise."""
    if old == new or not new.startswith(b"PK"):
        return old == new
    try:
        held, made = Package.of("letter", old), Package.of("letter", new)
        return _sizes(old) == _sizes(new) and all(held.read(name) == made.read(name) for name in made.names)
    except DeskError:
        return False


def _sizes(document: bytes) -> set[tuple[str, int, int]]:
    """What the list of a zip says of its parts: enough to tell most apart, and to unpack none that unpacks to more than ours."""
    return {(each.filename, each.file_size, each.CRC) for each in zipfile.ZipFile(io.BytesIO(document)).infolist()}


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
    return DeskError(
        f"A letter in {path.parent.name} could not be saved ({why_not(error)}), and is as it was: "
        "close it in Word, check that the disk has room and that you may write there, and try again."
    )
