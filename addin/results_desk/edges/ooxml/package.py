"""A zip package (workbook, letter) in memory: parts that do not change keep their compressed bytes."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from results_desk.edges.atomic import why_not
from results_desk.edges.ooxml.members import DEFLATED, LEVEL, LOCAL, STORED, Member, assemble
from results_desk.errors import DeskError

UNPACKED_LIMIT = 400_000_000
PART_LIMIT = 200_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Package:
    """The parts of one package file by name, with the changes made to them; the disk is read once and never written."""

    def __init__(self, file: str, original: bytes, members: Iterable[Member]) -> None:
        """`file` is the name used in messages."""
        self.file = file
        self.original = original
        self._members = {member.name: member for member in members}
        self._by_casefold = {name.casefold(): name for name in self._members}
        self._read: dict[str, bytes] = {}
        self._written: dict[str, bytes] = {}
        self._removed: set[str] = set()

    @classmethod
    def open(cls, path: Path) -> Package:
        """Read the file. DeskError, in one sentence with the way out, for whatever is not a sound package."""
        return cls.of(path.name, _bytes_of(path))

    @classmethod
    def of(cls, file: str, data: bytes) -> Package:
        """The package that these bytes are. DeskError when they are no sound package."""
        return cls(file, data, _Directory(file, data).members())

    @property
    def names(self) -> tuple[str, ...]:
        """The parts there are now, in the order of the file."""
        return tuple(name for name in {**self._members, **self._written} if name not in self._removed)

    @property
    def changed(self) -> bool:
        """Whether any part is different from the file's."""
        return bool(self._written or self._removed)

    def find(self, name: str) -> str | None:
        """The part of that name as the package spells it (part names do not mind case); None when there is none."""
        name = name if name in self._written else self._by_casefold.get(name.casefold(), name)
        return name if name in self._written or (name in self._members and name not in self._removed) else None

    def read(self, name: str) -> bytes:
        """The content of a part, as last written. KeyError when there is none."""
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return self._written[found] if found in self._written else self._on_disk(found)

    def write(self, name: str, data: bytes) -> None:
        """Give a part new content. Content it had on disk is no change."""
        found = self.find(name) or name
        self._removed.discard(found)
        if found in self._members and self._on_disk(found) == data:
            self._written.pop(found, None)
        else:
            self._written[found] = data

    def remove(self, name: str) -> None:
        """Take a part out. KeyError when there is none."""
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        self._written.pop(found, None)
        if found in self._members:
            self._removed.add(found)

    def to_bytes(self, level: int = LEVEL, instead: Mapping[str, bytes] | None = None) -> bytes:
        """The file as it is now: unchanged parts as the same compressed bytes, changed ones packed anew.

        Level 0 packs nothing. `instead` holds parts to put there this time only.
        """
        new = {**self._written, **(instead or {})}
        return assemble(Member.packed(name, new[name], level) if name in new else self._members[name] for name in self.names)

    def _on_disk(self, name: str) -> bytes:
        if name not in self._read:
            try:
                self._read[name] = self._members[name].unpacked()
            except ValueError as error:
                raise _damaged(self.file) from error
        return self._read[name]


class _Directory:
    """The members of a zip file's bytes, checked before anything is unpacked."""

    def __init__(self, file: str, data: bytes) -> None:
        self._file = file
        self._data = data

    def members(self) -> list[Member]:
        """All members. DeskError when the zip is damaged, protected, or declares more than a workbook can be."""
        infos = self._infos
        if any(info.flag_bits & 1 for info in infos):
            raise _protected(self._file)
        if sum(info.file_size for info in infos) > UNPACKED_LIMIT or any(info.file_size > PART_LIMIT for info in infos):
            raise DeskError(f"{self._file} unpacks to more than any workbook of a desk: check where it came from and use another copy.")
        if len({info.filename.casefold() for info in infos} - {""}) != len(infos):
            raise _damaged(self._file)
        return [self._member(info) for info in infos if not info.is_dir()]

    @cached_property
    def _infos(self) -> list[zipfile.ZipInfo]:
        try:
            return zipfile.ZipFile(io.BytesIO(self._data)).infolist()
        except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, EOFError) as error:
            raise _damaged(self._file) from error

    def _member(self, info: zipfile.ZipInfo) -> Member:
        at = info.header_offset
        head = self._data[at : at + LOCAL.size]
        if at < 0 or len(head) < LOCAL.size or head[:4] != b"PK\3\4" or info.compress_type not in (STORED, DEFLATED):
            raise _damaged(self._file)
        start = at + LOCAL.size + sum(struct.unpack("<2H", head[-4:]))
        raw = self._data[start : start + info.compress_size]
        if len(raw) != info.compress_size:
            raise _damaged(self._file)
        year, month, day, hour, minute, second = info.date_time
        stamp = (year - 1980 << 9 | month << 5 | day) << 16 | hour << 11 | minute << 5 | second // 2
        return Member(info.filename, raw, info.CRC, info.file_size, info.compress_type, info.flag_bits, stamp)


def _bytes_of(path: Path) -> bytes:
    backup = "copy the last good one from the backups folder"
    try:
        if path.stat().st_size > UNPACKED_LIMIT:
            raise DeskError(f"{path.name} is larger than any workbook of a desk: check that it is the right file.")
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise DeskError(f"{path.name} is not in the folder {path.parent.name}: put it back, or {backup}.") from None
    except OSError as error:
        raise DeskError(
            f"{path.name} cannot be read ({why_not(error)}): close it in other programs, check that you may open it, and try again."
        ) from None
    if not data:
        raise DeskError(f"{path.name} is empty (0 bytes): {backup}.")
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise _protected(path.name)
    if data.startswith(_OLE):
        raise DeskError(f"{path.name} is in the format of Excel 97-2003: open it in Excel and save it as Excel Workbook (.xlsx).")
    if not data.startswith(b"PK"):
        raise DeskError(f"{path.name} is not an Excel workbook, whatever its name says: put the right file there, or {backup}.")
    return data


def _damaged(file: str) -> DeskError:
    return DeskError(f"{file} is damaged or was cut short: fetch it again, or copy the last good one from the backups folder.")


def _protected(file: str) -> DeskError:
    return DeskError(
        f"{file} is password-protected, so it cannot be read: if it was locked with 'results-desk lock', run 'results-desk unlock' first; "
        "else open it in Excel, remove the password (File > Info > Protect Workbook) and try again."
    )
