"""What is safe to know of a zip archive before anything in it is opened: names, declared sizes, plain XML."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from results_desk.importers.refuse import AGAIN, MEGABYTE, refusal

MAX_UNPACKED = 200 * MEGABYTE
MAX_SMALL_PART = 20 * MEGABYTE
"""Any part but a sheet and the shared strings: those are read row by row, the others as a whole."""
MAX_PARTS = 5_000
MAX_RATIO = 250
"""Sheets of results shrink ten to fifty times when packed; a bomb shrinks a thousand times."""

_LARGE = re.compile(r"xl/worksheets/|xl/sharedStrings\.xml|content\.xml|xl/media/|Pictures/")
_PICTURES = re.compile(r"xl/media/|docProps/thumbnail|Pictures/|Thumbnails/")
_XML = re.compile(rb"\s*<")
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def checked_names(file: str, data: bytes) -> list[str]:
    """The names of an archive's parts. DeskError when it is damaged, protected, would unpack to too much, or defines entities.

    Python's zipfile never gives more of a part than its declared size, so the declared sizes checked here bind.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_sizes(file, parts, len(data))
            names = [part.filename for part in parts]
            if any(part.flag_bits & 1 for part in parts) or _is_encrypted_ods(archive, names):
                raise refusal(file, "is protected by a password", "open it, remove the password and save it")
            for part in parts:
                if not _PICTURES.match(part.filename):
                    _check_xml(file, archive, part)
            return names
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, ValueError, OSError, RuntimeError):
        raise refusal(file, "is damaged or not complete", AGAIN) from None


def is_ods(data: bytes) -> bool:
    """Whether a checked archive calls itself an OpenDocument spreadsheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "mimetype" in archive.namelist() and b"opendocument.spreadsheet" in archive.read("mimetype")


def part(data: bytes, name: str) -> bytes:
    """One part of a checked archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def _check_sizes(file: str, parts: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    small = max((part.file_size for part in parts if not _LARGE.match(part.filename)), default=0)
    bomb = unpacked > MEGABYTE and unpacked > MAX_RATIO * packed
    if unpacked > MAX_UNPACKED or small > MAX_SMALL_PART or len(parts) > MAX_PARTS or bomb:
        found = f"would unpack to {unpacked / MEGABYTE:,.0f} MB in {len(parts):,} parts, far more than a results file has"
        raise refusal(file, found, "do not open it; ask where it came from")


def _is_encrypted_ods(archive: zipfile.ZipFile, names: list[str]) -> bool:
    return "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml")


def _check_xml(file: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """XML must be in UTF-8 or UTF-16, and no part may have a document type: nothing in it can expand or point outside."""
    tail, first = b"", part.filename.casefold().endswith((".xml", ".rels"))
    with archive.open(part) as stream:
        while chunk := stream.read(MEGABYTE):
            text = chunk.replace(b"\x00", b"")
            if first and not _XML.match(text.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")):
                raise zipfile.BadZipFile
            if _DECLARED.search(tail + text):
                found = "defines an XML document type, as no spreadsheet program of today does"
                raise refusal(file, found, "ask where it came from, or export the results again")
            first, tail = False, text[-32:]
