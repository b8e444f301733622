"""A disk that fails: every call that writes below a folder is counted, and one of them can be made to go wrong as disks and machines do."""

from __future__ import annotations

import builtins
import errno
import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from results_desk.edges.word import folders as letterfolders

LOCK = ".results-desk.lock"
FAULTS = ("disk full", "permission denied", "killed", "power cut", "network path gone")


class Killed(BaseException):
    """The process is gone: nothing it would still do happens."""


@dataclass(frozen=True)
class Site:
    """A place of our code that writes: what it does, to which kind of file, in which line, and whose call came to it."""

    call: str
    kind: str
    line: str
    caller: str

    def __str__(self) -> str:
        """As the list of sites shows it."""
        return f"{self.call} {self.kind} at {self.line} for {self.caller}"


@dataclass
class Disk:
    """What is written below `root`. With `fault`, the call at `at` (from 0) goes wrong in that way."""

    root: Path
    at: int = -1
    fault: str = ""
    watch: Callable[[int], bool] = lambda place: False
    """Asked before every call: whether the one at this place is to be kept as if the process died in it; then `keep` is called."""
    keep: Callable[[int], object] = lambda place: None
    sites: list[Site] = field(default_factory=list)
    struck: bool = False
    _durable: dict[str, bytes | None] = field(default_factory=dict)
    _entries: set[str] = field(default_factory=set)
    _names: dict[int, str] = field(default_factory=dict)

    def below(self, path: object) -> str:
        """The path as text if it is below the root and no lock, else ""."""
        if isinstance(path, int):
            return self._names.get(path, "")
        text = os.path.abspath(os.fsdecode(path))  # type: ignore[arg-type]
        inside = text.startswith(f"{self.root}{os.sep}") or text == str(self.root)
        return text if inside and not text.endswith(LOCK) else ""

    def strike(self, call: str, path: str, half: Callable[[], object] = lambda: None) -> None:
        """Note the call; raise where it is the one that fails, or comes after a fault that stays. `half` does a half of it."""
        if self.struck:
            if self.fault in ("killed", "power cut"):
                raise Killed
            if self.fault == "network path gone":
                raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        self.sites.append(Site(call, kind(path, self.root), *_whose()))
        if self.watch(len(self.sites) - 1):
            half()
            self.keep(len(self.sites) - 1)
        if len(self.sites) - 1 != self.at or self.struck:
            return
        self.struck = True
        if self.fault in ("killed", "power cut"):
            raise Killed
        code = {"disk full": errno.ENOSPC, "permission denied": errno.EACCES}.get(self.fault, errno.EIO)
        raise OSError(code, os.strerror(code), path)

    def opened(self, path: str, handle: int) -> None:
        """Which file a handle is of."""
        self._names[handle] = path

    def remember(self, path: str) -> None:
        """What a file holds for certain before anything is written to it: nothing but a sync changes that."""
        if path not in self._durable:
            self._durable[path] = _content(path)

    def synced(self, path: str) -> None:
        """What the file holds is on the disk; of a folder, which files it holds."""
        if os.path.isdir(path):
            for name in [name for name in self._entries if os.path.dirname(name) == path]:
                self._entries.discard(name)
                self._durable.pop(name, None)
        elif path in self._durable:
            self._durable[path] = _content(path)

    def renamed(self, source: str, target: str) -> None:
        """The name is another, but only the folder's sync makes that last: until then the old content may be back."""
        content = _content(source)
        whole = self._durable.pop(source, content) == content  # a file that nothing was written to is whole
        old = _content(target)
        self._durable[target] = old if whole else b""
        if whole:
            self._entries.add(target)

    def lost(self) -> dict[str, bytes | None]:
        """What a power cut would leave of the files that were written to, by their paths below the root: None is no file."""
        there = {path: content for path, content in self._durable.items() if os.path.isdir(os.path.dirname(path))}
        return {os.path.relpath(path, self.root).replace(os.sep, "/"): content for path, content in there.items()}

    def cut(self) -> None:
        """The power fails: what was not synced is as it was, or empty."""
        lose(self.root, self.lost())

    @contextmanager
    def installed(self, patch: pytest.MonkeyPatch) -> Iterator[Disk]:
        """The disk behind `open` and `os` while this lasts."""
        with patch.context() as patched:
            for name in _REAL:
                patched.setattr(os, name, getattr(self, f"_{name}"))
            patched.setattr(letterfolders, "_WRITEV", self._writev)
            patched.setattr(builtins, "open", self._open_file)
            patched.setattr(io, "open", self._open_file)
            yield self
        if self.struck and self.fault == "power cut":
            self.cut()

    def _open(self, path: Any, flags: int, *more: Any, **named: Any) -> int:
        inside = self.below(path) if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) else ""
        if inside:
            self.strike("open", inside)
            self.remember(inside)
        handle = _REAL["open"](path, flags, *more, **named)
        self._names.pop(handle, None)  # of a file that had this number before
        if self.below(path):
            self.opened(os.path.abspath(os.fsdecode(path)), handle)
        return int(handle)

    def _open_file(self, file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        inside = self.below(file) if set(mode) & set("wax+") and not isinstance(file, int) else ""
        if not inside:
            return _OPEN(file, mode, *more, **named)
        if mode not in ("r+b", "rb+"):  # only asks whether it may be written
            self.strike("open", inside)
            self.remember(inside)
        held = _OPEN(file, mode, *more, **named)
        self.opened(inside, held.fileno())
        return _Watched(held, self, inside)

    def _replace(self, source: Any, target: Any, **named: Any) -> None:
        self._move("replace", source, target, named)

    def _rename(self, source: Any, target: Any, **named: Any) -> None:
        self._move("rename", source, target, named)

    def _move(self, call: str, source: Any, target: Any, named: dict[str, Any]) -> None:
        inside = self.below(target)
        if inside:
            self.strike(call, inside)
            if os.path.isfile(source):
                self.renamed(os.path.abspath(os.fsdecode(source)), inside)
        _REAL[call](source, target, **named)

    def _unlink(self, path: Any, **named: Any) -> None:
        self._plain("unlink", path, named)

    def _remove(self, path: Any, **named: Any) -> None:
        self._plain("remove", path, named)

    def _rmdir(self, path: Any, **named: Any) -> None:
        self._plain("rmdir", path, named)

    def _mkdir(self, path: Any, mode: int = 0o777, **named: Any) -> None:
        if self.below(path) and not os.path.isdir(path):
            self.strike("mkdir", self.below(path))
        _REAL["mkdir"](path, mode, **named)

    def _truncate(self, path: Any, length: int) -> None:
        if self.below(path):
            self.strike("truncate", self.below(path))
            self.remember(self.below(path))
        _REAL["truncate"](path, length)

    def _write(self, handle: int, data: bytes) -> int:
        inside, written = self.below(handle), 0

        def half() -> None:
            nonlocal written
            written = int(_REAL["write"](handle, data[: len(data) // 2]))

        if inside:
            try:
                self.strike("write", inside, half)
            except BaseException:
                with suppress(OSError):
                    half()
                raise
        return written + int(_REAL["write"](handle, data[written:]))

    def _writev(self, handle: int, pieces: Sequence[bytes]) -> int:
        return self._write(handle, b"".join(pieces))

    def _plain(self, call: str, path: Any, named: dict[str, Any]) -> None:
        if self.below(path) and os.path.lexists(path):
            self.strike(call, self.below(path))
            self._durable.pop(self.below(path), None)
        _REAL[call](path, **named)

    def _fsync(self, handle: int) -> None:
        inside = self.below(handle)
        if inside:
            self.strike("fsync", inside)
        _REAL["fsync"](handle)
        if inside:
            self.synced(inside)


class _Watched:
    """A file opened for writing, whose writes are noted. A failing one leaves half of what it was given, as a full disk does."""

    def __init__(self, held: Any, disk: Disk, path: str) -> None:
        self._held, self._disk, self._path = held, disk, path

    def write(self, data: Any) -> int:
        written = 0

        def half() -> None:
            nonlocal written
            written = int(self._held.write(data[: len(data) // 2]))
            self._held.flush()

        try:
            self._disk.strike("write", self._path, half)
        except BaseException:
            with suppress(Exception):
                half()
            raise
        return written + int(self._held.write(data[written:]))

    def __enter__(self) -> _Watched:
        self._held.__enter__()
        return self

    def __exit__(self, *why: object) -> None:
        self._held.__exit__(*why)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._held)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._held, name)


_OPEN = builtins.open
_REAL: dict[str, Callable[..., Any]] = {
    name: getattr(os, name) for name in ("open", "write", "replace", "rename", "unlink", "remove", "mkdir", "rmdir", "truncate", "fsync")
}


def _whose() -> tuple[str, str]:
    """The line of our code that writes, and the function that it does so for: the first on the way up that is not of the same module."""
    line, module, frame = "", "", sys._getframe(2)
    while frame.f_back:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith("results_desk."):
            if not line:
                line, module = f"{name.removeprefix('results_desk.')}:{frame.f_lineno}", name
            if name != module:
                return line, f"{name.removeprefix('results_desk.')}.{frame.f_code.co_name}"
        frame = frame.f_back
    return line, ""


def lose(root: Path, lost: Mapping[str, bytes | None]) -> None:
    """Have the files below a folder be what a power cut leaves of them."""
    for name, content in lost.items():
        path = str(root / name)
        if content is None:
            with suppress(OSError):
                _REAL["unlink"](path)
        elif _content(path) != content:
            _write(path, content)


def kind(path: str, root: Path) -> str:
    """Which file it is, letters and kept copies by their folder: one of a kind stands for all."""
    inside = Path(path).relative_to(root)
    if not inside.parts:
        return "the desk's folder"
    if inside.suffix == ".tmp":
        return f"{inside.parent}/*.tmp"
    if len(inside.parts) == 1:
        return "a workbook" if inside.suffix == ".xlsx" and not inside.name.startswith(".") else str(inside)
    return f"{inside.parts[0]}/*{inside.suffix}"


def _content(path: str) -> bytes | None:
    try:
        with _OPEN(path, "rb") as file:
            return bytes(file.read())
    except OSError:
        return None


def _write(path: str, content: bytes) -> None:
    with _OPEN(path, "wb") as file:
        file.write(content)
