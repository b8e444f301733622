"""The desk's `audit.log`: one JSON line per action, each tied to the one before, and nothing personal in it.

`chain` is the SHA-256 of the line before's chain and of this line's own content, so that no line can be changed, put in or taken out of
the middle unseen. Lines from before there was a chain are taken on by the first line that has one; a line that a crash cut off stays,
and the next line says so. Where the log ended stands in a file beside it (`audithead`): a line written after lines were cut off says
so. Whoever can write both files can write both anew: compare the last chain with a note of it.
"""

from __future__ import annotations

import ctypes
import getpass
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from results_desk.edges.atomic import settle
from results_desk.edges.desk import audithead
from results_desk.errors import DeskError

LOG = "audit.log"
_START = "0" * 64
_KINDS: Mapping[str, type] = {"at": str, "who": str, "action": str, "counts": dict, "files": list, "chain": str, "torn": str}


@dataclass(frozen=True)
class Entry:
    """One line: its number from 1, what it says ({} where it is no JSON), and what is wrong with it or worth knowing."""

    number: int
    said: Mapping[str, Any]
    wrong: str = ""
    note: str = ""


def login() -> str:
    """Who is logged in to the computer, as the system says it (not the environment, where it can be helped); or "unknown"."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        pass
    if windows := getattr(ctypes, "windll", None):
        name = ctypes.create_unicode_buffer(257)
        if windows.advapi32.GetUserNameW(name, ctypes.byref(ctypes.c_ulong(len(name)))):
            return name.value
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def record(folder: Path, at: datetime, action: str, counts: Mapping[str, int], hashes: Sequence[str], **more: object) -> None:
    """Add one line: when (with its offset), who, which action, counts, the SHA-256 of the files it read, and what else is to be known."""
    path = folder / LOG
    said: dict[str, Any] = {"at": at.isoformat(timespec="seconds"), "who": login(), "action": action, "counts": dict(counts)}
    said |= {"files": list(hashes), **{name: _plain(value) for name, value in more.items() if value}}
    before = path.read_bytes() if path.exists() else b""
    said |= {"cut": lost} if (lost := audithead.cut_off(folder, before)) else {}
    audithead.begin(folder, before)
    said |= {audithead.SEEN: True} if audithead.head(folder) else {}
    data = _line(said, before)
    with path.open("ab") as log:
        log.write(data)
        log.flush()
        os.fsync(log.fileno())
    if not before:
        settle(folder)
    audithead.note(folder, (before + data).count(b"\n"), said["chain"])


def require_writable(folder: Path) -> None:
    """DeskError when no line can be added to the log: nothing is done that could not be noted."""
    path = folder / LOG
    try:
        if path.exists():
            path.open("r+b").close()
    except OSError as error:
        way_out = "close it in other programs, check that it is not read-only, and try again"
        raise DeskError(f"Nothing was done, for {LOG} may not be written to ({error.strerror or 'no access'}): {way_out}.") from None


def _plain(value: object) -> object:
    """A text with "?" for what is no letter: half of a pair, or a byte that the command line could not read."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def cut_off(folder: Path) -> str:
    """What is missing at the end of the log, in words; "" where nothing is."""
    path = folder / LOG
    return audithead.cut_off(folder, path.read_bytes() if path.exists() else b"")


def last_moment(folder: Path) -> datetime | None:
    """When the last action ran that the log knows of."""
    path = folder / LOG
    if not path.exists():
        return None
    for line in reversed(path.read_bytes().split(b"\n")):
        with suppress(KeyError, ValueError):
            moment = datetime.fromisoformat(_said(line)["at"])
            if moment.tzinfo:
                return moment
    return None


def entries(folder: Path) -> Iterator[Entry]:
    """Every line, in order, checked against the one before."""
    path = folder / LOG
    chain: str | None = None  # of the last line that has one, whatever it says
    old = b""
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    cut = b""
    for number, line in enumerate(lines, 1):
        if not line and number == len(lines):
            return
        said = _said(line)
        if not said:
            cut, note = line, "not a line of the log: cut off by a crash, or written by something else"
            yield Entry(number, {}, "" if _next_knows(lines, number, line) else note, "cut off by a crash, as the next line says")
        elif "chain" not in said:
            wrong = "" if chain is None else "it has no chain, and lines before it have one"
            old += line + b"\n"
            yield Entry(number, said, wrong, "from before the log was chained")
        else:
            before = (_taken_on(old) if old else _START) if chain is None else chain
            expected = _chained(said, before)
            wrong = "" if said["chain"] == expected else "it was changed, or a line before it was changed, put in or taken out"
            if said.get("torn") and said["torn"] != hashlib.sha256(cut).hexdigest():
                wrong = wrong or "the line before it was changed"
            if said.get("cut"):
                wrong = wrong or f"before this line the log was not whole: {said['cut']}"
            chain = said["chain"]
            yield Entry(number, said, wrong)


def _line(said: dict[str, Any], before: bytes) -> bytes:
    """The next line of a log that holds `before`, with an end of line before it where that is missing."""
    lines = before.removesuffix(b"\n").split(b"\n") if before else []
    if lines and not _said(lines[-1]):
        said |= {"torn": hashlib.sha256(lines[-1]).hexdigest()}
    chain = next((found["chain"] for line in reversed(lines) if "chain" in (found := _said(line))), None)
    if chain is None:
        whole = [line for line in lines if _said(line)]
        chain = _taken_on(b"".join(line + b"\n" for line in whole)) if whole else _START
        said |= {"taken_on": len(whole)} if whole else {}
    said["chain"] = _chained(said, chain)
    return (b"\n" if before and not before.endswith(b"\n") else b"") + _text(said) + b"\n"


def _next_knows(lines: Sequence[bytes], number: int, line: bytes) -> bool:
    following = _said(lines[number]) if number < len(lines) else {}
    return following.get("torn") == hashlib.sha256(line).hexdigest()


def _chained(said: Mapping[str, Any], before: str) -> str:
    body = {name: value for name, value in said.items() if name != "chain"}
    return hashlib.sha256(before.encode() + _text(body)).hexdigest()


def _taken_on(old: bytes) -> str:
    return hashlib.sha256(old).hexdigest()


def _text(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def _said(line: bytes) -> dict[str, Any]:
    """What a line says; {} where it is no JSON object with the values that a line of ours has."""
    try:
        said = json.loads(line)
        _text(said)
    except (ValueError, RecursionError):
        return {}
    whole = isinstance(said, dict) and all(isinstance(said.get(name, kind()), kind) for name, kind in _KINDS.items())
    return said if whole else {}
