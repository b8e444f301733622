"""Files that hold no table: what was found in them, and the way out, in one sentence."""

from __future__ import annotations

from results_desk.errors import DeskError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
MEGABYTE = 1024 * 1024

AS_XLSX = "open it in Excel and save it as an Excel workbook (.xlsx) or as CSV UTF-8"
AGAIN = "download or export it again"

_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "download the results as CSV or Excel instead"),
    (b"\x89PNG", "a picture", "choose the results file itself"),
    (b"\xff\xd8\xff", "a picture", "choose the results file itself"),
    (b"GIF8", "a picture", "choose the results file itself"),
    (b"II*\x00", "a picture", "choose the results file itself"),
    (b"MM\x00*", "a picture", "choose the results file itself"),
    (b"{\\rtf", "a Word (RTF) document", "download the results as CSV or Excel instead"),
    (b"PK\x05\x06", "an empty zip archive", AGAIN),
    (b"PK\x07\x08", "part of a zip archive", AGAIN),
    (b"\x1f\x8b", "a compressed archive", "unpack it and import the files in it"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed archive", "unpack it and import the files in it"),
    (b"Rar!", "a compressed archive", "unpack it and import the files in it"),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"<table", "a web page"),
    (b"<?xml", "an XML document"),
)
_ZIPPED: tuple[tuple[str, str, str], ...] = (
    ("word/", "a Word document", "download the results as CSV or Excel instead"),
    ("ppt/", "a PowerPoint presentation", "download the results as CSV or Excel instead"),
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)", "open it in Excel and save it as an Excel workbook (.xlsx)"),
    ("Index/", "an Apple Numbers document", "export it from Numbers as CSV or Excel"),
)


def refusal(file: str, found: str, way_out: str) -> DeskError:
    """The error for a file that can't be read, always in the same shape: file, what was found, way out."""
    return DeskError(f"{file} {found}: {way_out}.")


def not_a_table(file: str, data: bytes) -> None:
    """DeskError when the first bytes say that a file is something else than text or a workbook."""
    for start, found, way_out in _STARTS:
        if data.startswith(start):
            raise refusal(file, f"is {found}", way_out)
    head = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for start, found in _MARKUP:
        if head.startswith(start):
            raise refusal(file, f"is {found}, whatever its name says", AS_XLSX)


def not_a_workbook(file: str, names: list[str]) -> DeskError:
    """The error for a zip archive, by the names of its parts, that is no workbook we read."""
    for start, found, way_out in _ZIPPED:
        if any(name.startswith(start) for name in names):
            return refusal(file, f"is {found}", way_out)
    return refusal(file, "is a zip archive", "unpack it and import the files in it")


def ole_refusal(file: str, data: bytes) -> DeskError | None:
    """The error for an old-style (OLE) file that is not an .xls workbook, or None when it looks like one."""
    if _stream("EncryptedPackage") in data or _stream("EncryptionInfo") in data:
        return refusal(file, "is protected by a password", "open it in Excel, remove the password and save it")
    if _stream("Workbook") in data or _stream("Book") in data:
        return None
    if _stream("WordDocument") in data:
        return refusal(file, "is a Word document", "download the results as CSV or Excel instead")
    return refusal(file, "is not a workbook that can be read", AS_XLSX)


def _stream(name: str) -> bytes:
    """A stream's name as an OLE directory holds it."""
    return name.encode("utf-16-le") + b"\0\0"
