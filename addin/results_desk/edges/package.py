"""A zip package (workbook, letter) in memory: parts that do not change keep their compressed bytes."""

from __future__ import annotations

import io
import os
import secrets
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from results_desk.errors import DeskError

UNPACKED_LIMIT = 400_000_000
PART_LIMIT = 200_000_000
STORED, DEFLATED = 0, 8
FAST = 0  # ISA-L's fastest: a sixth larger than zlib's fastest, in a sixth of the time
_LEVEL = 2  # a tenth larger than the usual 6, in a third of the time
_FIXED_STAMP = 0x21 << 16  # 1 January 1980, the first moment zip knows: the same edit gives the same file
_LOCAL = struct.Struct("<4s3H4L2H")
_CENTRAL = struct.Struct("<4s4H4L5H2L")
_END = struct.Struct("<4s4H2LH")
_HAS_DESCRIPTOR, _UTF8 = 0x08, 0x800
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a zip, already compressed. `size` is unpacked; `stamp` is a DOS date (high half) and time."""

    name: str
    raw: bytes
    crc: int
    size: int
    method: int = DEFLATED
    flags: int = 0
    stamp: int = _FIXED_STAMP

    @classmethod
    def packed(cls, name: str, data: bytes, level: int = _LEVEL) -> Member:
        """The member that holds `data`; level 0 stores it as it is."""
        crc = zlib.crc32(data)
        if not level:
            return cls(name, data, crc, len(data), STORED)
        deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
        return cls(name, deflate.compress(data) + deflate.flush(), crc, len(data))

    @classmethod
    def packed_fast(cls, name: str, data: bytes) -> Member:
        """The member that holds `data`, packed in no time; what it unpacks to is the same everywhere, its bytes only on like processors."""
        from isal import isal_zlib

        return cls(name, isal_zlib.compress(data, FAST, -15), isal_zlib.crc32(data), len(data))

    def unpacked(self) -> bytes:
        """The content. ValueError when it is not what size and crc declare; never unpacks more than declared."""
        data = self.raw
        if self.method == DEFLATED:
            try:
                data = zlib.decompressobj(-15).decompress(self.raw, self.size + 1)
            except zlib.error as error:
                raise ValueError(str(error)) from error
        if len(data) != self.size or zlib.crc32(data) != self.crc:
            raise ValueError("size or checksum differ")
        return data


class Frame:
    """The members of a zip that stay as they are, packed and listed once for many zips that differ in the others."""

    def __init__(self, members: Iterable[Member]) -> None:
        """Take the members, in their order; they come before all others."""
        self._pieces: list[bytes] = []
        self._directory: list[bytes] = []
        self._add(members, self._pieces, self._directory, 0)
        self._start, self._listed, self._count = b"".join(self._pieces), b"".join(self._directory), len(self._directory) // 2

    def filled(self, members: Iterable[Member]) -> tuple[bytes, bytes]:
        """The zip file of these and the other members, nothing compressed again: what all zips start with, and the rest of this one."""
        pieces: list[bytes] = []
        directory = [self._listed]
        at = self._add(members, pieces, directory, len(self._start))
        count, length = self._count + len(directory) // 2, sum(map(len, directory))
        return self._start, b"".join((*pieces, *directory, _END.pack(b"PK\5\6", 0, 0, count, count, length, at, 0)))

    @staticmethod
    def _add(members: Iterable[Member], pieces: list[bytes], directory: list[bytes], at: int) -> int:
        for member in members:
            name = member.name.encode()
            flags = member.flags & ~(_HAS_DESCRIPTOR | _UTF8) | (0 if member.name.isascii() else _UTF8)
            facts = (20, flags, member.method, member.stamp, member.crc, len(member.raw), member.size, len(name), 0)
            pieces += (_LOCAL.pack(b"PK\3\4", *facts), name, member.raw)
            directory += (_CENTRAL.pack(b"PK\1\2", 20, *facts, 0, 0, 0, 0, at), name)
            at += _LOCAL.size + len(name) + len(member.raw)
        return at


def assemble(members: Iterable[Member]) -> bytes:
    """The zip file of these members, in their order; nothing is compressed again."""
    return b"".join(Frame(()).filled(members))


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

    def to_bytes(self, level: int = _LEVEL, instead: Mapping[str, bytes] | None = None) -> bytes:
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
        head = self._data[at : at + _LOCAL.size]
        if at < 0 or len(head) < _LOCAL.size or head[:4] != b"PK\3\4" or info.compress_type not in (STORED, DEFLATED):
            raise _damaged(self._file)
        start = at + _LOCAL.size + sum(struct.unpack("<2H", head[-4:]))
        raw = self._data[start : start + info.compress_size]
        if len(raw) != info.compress_size:
            raise _damaged(self._file)
        year, month, day, hour, minute, second = info.date_time
        stamp = (year - 1980 << 9 | month << 5 | day) << 16 | hour << 11 | minute << 5 | second // 2
        return Member(info.filename, raw, info.CRC, info.file_size, info.compress_type, info.flag_bits, stamp)


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Put `data` in place of the file, wholly or not at all: whatever goes wrong, the old file stands and nothing lies about.

    Not `durable`: without waiting for the disk, for what can be made again (letters); a power cut may lose it.
    DeskError when the disk is full, the file is open elsewhere or the folder may not be written to.
    """
    target = os.path.realpath(path) if path.is_symlink() else os.fspath(path)
    fresh = os.path.join(os.path.dirname(target), f".{secrets.token_hex(8)}.tmp")
    try:
        _write_fresh(fresh, data, durable)
        with suppress(FileNotFoundError):
            os.chmod(fresh, os.stat(target).st_mode & 0o7777)
        os.replace(fresh, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(fresh)
        if not isinstance(error, OSError):
            raise
        raise DeskError(
            f"{path.name} could not be saved ({_why(error)}), and is as it was: "
            "close it in other programs, check that the disk has room and that you may write there, and try again."
        ) from error
    if durable:
        settle(Path(target).parent)


def _write_fresh(path: str, data: bytes, durable: bool) -> None:
    with open(path, "xb", buffering=0) as file:
        written = file.write(data)
        while written < len(data):
            written += file.write(data[written:])
        if durable:
            os.fsync(file.fileno())


def settle(folder: Path) -> None:
    """Have the folder itself written to disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _why(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else "no access"


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
            f"{path.name} cannot be read ({_why(error)}): close it in other programs, check that you may open it, and try again."
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
