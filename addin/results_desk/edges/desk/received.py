"""The files as they came: their fingerprint and date, and the copy kept in the desk's `received` folder."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from results_desk.edges.atomic import write_atomically
from results_desk.edges.names import safe_name

_ENDING = re.compile(r"[^\w.~-]")
_LONGEST_ENDING = 40
"""Bytes: with a name of `safe_name`, a number and this a file name is no longer than any disk takes."""
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class FileFacts:
    """What a file is known by: its name, SHA-256 in hex, when it was last changed (UK time, naive, whole seconds), its bytes."""

    name: str
    sha256: str
    modified: datetime
    size: int


def look(path: Path) -> FileFacts:
    """The facts of a file that can be read."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    facts = path.stat()
    modified = datetime.fromtimestamp(int(facts.st_mtime), LONDON).replace(tzinfo=None)
    return FileFacts(path.name, digest, modified, facts.st_size)


def facts_of(name: str, data: bytes, modified: datetime) -> FileFacts:
    """The facts of a file in an archive, changed at that moment (UK time, naive)."""
    return FileFacts(name, hashlib.sha256(data).hexdigest(), modified, len(data))


def keep(path: Path, received: Path) -> Path:
    """Copy a file into `received` unless its bytes are there already; a second file of the same name gets a number."""
    return keep_bytes(path.name, path.read_bytes(), received)


def keep_part(path: Path, names: Collection[str], received: Path) -> Path:
    """Keep only the files of these names (without their folders) of an archive, each as it came; the copy is called so."""
    made = io.BytesIO()
    with ZipFile(path) as archive, ZipFile(made, "w", ZIP_DEFLATED) as part:
        for held in archive.infolist():
            if PurePosixPath(held.filename.replace("\\", "/")).name in names:
                part.writestr(ZipInfo(held.filename, held.date_time), archive.read(held), ZIP_DEFLATED)
    return keep_bytes(f"{path.stem} (our files){path.suffix}", made.getvalue(), received)


def keep_bytes(name: str, data: bytes, received: Path) -> Path:
    """The same for a file of that name whose bytes are given; a name that not every system takes is made one that all do."""
    received.mkdir(exist_ok=True)
    stem, suffix = kept_as(name)
    number = 1
    while True:
        target = received / (f"{stem}{suffix}" if number == 1 else f"{stem} ({number}){suffix}")
        if not target.exists():
            write_atomically(target, data)
            return target
        if target.read_bytes() == data:
            return target
        number += 1


def kept_as(name: str) -> tuple[str, str]:
    """The name and the ending that a file of that name is kept under, unless another file has them."""
    ending = _ENDING.sub("", Path(name).suffix).encode()[:_LONGEST_ENDING].decode("utf-8", "ignore")
    return safe_name(Path(name).stem), ending


def copy_dated(path: Path, folder: Path, modified: datetime) -> Path:
    """A copy of a file in a folder, last changed at that moment (aware)."""
    copy = folder / path.name
    copy.write_bytes(path.read_bytes())
    os.utime(copy, (modified.timestamp(), modified.timestamp()))
    return copy
