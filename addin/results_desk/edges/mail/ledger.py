"""What became of every message: an append-only file in the desk, one JSON line for each step, on disk before the step is taken.

It holds candidate numbers, fingerprints and the drafts' file names, which tell whom they are for; no address and no text. The
table Mail shows it to people, without file names.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from results_desk.edges.atomic import write_atomically
from results_desk.errors import DeskError

DRAFT, SENDING, SENT, LATER, REFUSED, UNKNOWN, DROPPED = "draft", "sending", "sent", "later", "refused", "unknown", "dropped"
NAME = "mail_ledger.jsonl"
_KINDS: Mapping[str, type] = {"again": bool, "code": int}
"""Values of a line that are no text."""


@dataclass(frozen=True)
class Entry:
    """Where one message stands. `content` is the fingerprint of what it says and to whom, `file` of the draft's bytes.

    `locked` names the column whose value opens its PDF, never the value; `again` that it
    was written on purpose though one was sent before. A message that was being sent when the program
    or the line was cut is `unknown`: nobody here can tell whether the server took it.
    """

    message_id: str
    kind: str
    candidate: str
    about: str
    content: str
    state: str
    at: str
    name: str = ""
    file: str = ""
    locked: str = ""
    again: bool = False
    code: int = 0

    @property
    def when(self) -> datetime:
        """The minute of the last step, as workbooks hold it."""
        return datetime.fromisoformat(self.at).replace(tzinfo=None, second=0, microsecond=0)


class Ledger:
    """The ledger of one desk, as far as it is written; `path` is its file."""

    def __init__(self, desk: Path) -> None:
        """Read it. A last line that was torn off counts for nothing: its step was not taken. DeskError when another can't be read."""
        self.path = desk / NAME
        self._entries: dict[str, Entry] = {}
        held = self.path.read_bytes() if self.path.is_file() else b""
        self._whole = held.rfind(b"\n") + 1
        for number, line in enumerate(held[: self._whole].splitlines(), 1):
            try:
                entry = _entry(json.loads(line))
            except (ValueError, TypeError, RecursionError):
                raise DeskError(f"{NAME}, line {number}, can't be read: restore it from a backup before any mail goes out.") from None
            self._entries[entry.message_id] = entry
        for name, entry in self._entries.items():
            if entry.state == SENDING:
                self._entries[name] = replace(entry, state=UNKNOWN)

    def entries(self) -> list[Entry]:
        """The last step of every message, in the order they were first written."""
        return list(self._entries.values())

    def of(self, kind: str, candidate: str, about: str) -> list[Entry]:
        """The messages about one thing to one candidate."""
        return [entry for entry in self._entries.values() if (entry.kind, entry.candidate, entry.about) == (kind, candidate, about)]

    def note(self, entry: Entry) -> None:
        """Write a step down. It is on the disk when this returns. DeskError when it can't be written: then the step must not be taken."""
        self.note_all([entry])

    def note_all(self, entries: Iterable[Entry]) -> None:
        """Write several steps down at once."""
        noted = list(entries)
        data = b"".join(json.dumps(asdict(entry), ensure_ascii=True).encode() + b"\n" for entry in noted)
        try:
            with self.path.open("r+b" if self.path.exists() else "xb") as file:
                file.truncate(self._whole)
                file.seek(self._whole)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            way_out = "make room, or close it in other programs, and try again"
            raise DeskError(f"{NAME} can't be written ({error.strerror}), so no mail goes out: {way_out}.") from None
        self._whole += len(data)
        self._entries |= {entry.message_id: entry for entry in noted}

    def forget_names(self, is_gone: Callable[[str, str], bool]) -> None:
        """Leave no file name of a draft that is gone in it, at any step; `is_gone` is asked with its kind and its file name.

        DeskError when it can't be written.
        """
        held = self.path.read_bytes()[: self._whole] if self.path.is_file() else b""
        data = b"".join(_forgotten(line, is_gone) for line in held.splitlines(keepends=True))
        if data != held:
            write_atomically(self.path, data)
            self._whole = len(data)
            gone = {name for name, entry in self._entries.items() if entry.name and is_gone(entry.kind, entry.name)}
            self._entries |= {name: replace(self._entries[name], name="") for name in gone}


def _forgotten(line: bytes, is_gone: Callable[[str, str], bool]) -> bytes:
    """The line without the file name of a draft that is gone."""
    said = json.loads(line)
    if not said.get("name") or not is_gone(said["kind"], said["name"]):
        return line
    return json.dumps(said | {"name": ""}, ensure_ascii=True).encode() + b"\n"


def _entry(said: Mapping[str, Any]) -> Entry:
    """What a line says. TypeError or ValueError where a value is none that a line of ours has."""
    entry = Entry(**said)
    if any(type(value) is not _KINDS.get(name, str) for name, value in vars(entry).items()) or not entry.when:
        raise TypeError
    return entry
