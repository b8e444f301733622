"""One file -> its sheets as text. Every code stays as it is in the file: `0042`, `NA`, `1E3`, `9-9`, `=1+1`.

Nothing but whitespace around a value is removed. What a file is, is decided by its contents, never by its name. A file
that can't be read in full is refused with one sentence (`DeskError`); nothing is read from a part of a file.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

from results_desk.errors import DeskError
from results_desk.importers import refuse
from results_desk.importers.edi_file import EdiFile, is_edi, not_edi
from results_desk.importers.edi_known import Known
from results_desk.importers.sheet import Head, Sheet, Source, Table

__all__ = ["MAX_TEXT_BYTES", "MAX_WORKBOOK_BYTES", "Head", "Sheet", "Source", "Table", "contents", "read_source", "source_of"]

MAX_TEXT_BYTES = 64 * refuse.MEGABYTE
MAX_WORKBOOK_BYTES = 32 * refuse.MEGABYTE
_NOTHING = b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"


def read_source(path: Path, profiles: Sequence[Mapping[str, str]] = (), known: Known | None = None) -> Source:
    """The file as sheets of text. DeskError when it is missing, locked, empty, too large, damaged, protected or no table."""
    return source_of(path, contents(path, path.name or str(path)), profiles, known)


def source_of(path: Path, data: bytes, profiles: Sequence[Mapping[str, str]] = (), known: Known | None = None) -> Source:
    """The same for a file of that name whose bytes are given, such as one of an archive; `known` is for EDI files."""
    file = path.name or str(path)
    if is_edi(data):
        return Source(path, (), tuple(profiles), EdiFile.of(file, data), known or Known())
    if error := not_edi(file):
        raise error
    return Source(path, _sheets(path, file, data), tuple(profiles), None, known or Known())


def _sheets(path: Path, file: str, data: bytes) -> tuple[Sheet, ...]:
    refuse.not_a_table(file, data)
    if data.startswith((refuse.ZIP, refuse.OLE)):
        if len(data) > MAX_WORKBOOK_BYTES:
            raise _too_large(file, len(data), MAX_WORKBOOK_BYTES, "a workbook")
        from results_desk.importers.reader_workbook import sheets

        return sheets(file, data)
    from results_desk.importers.reader_text import sheet

    return (sheet(file, path.stem, data),)


def contents(path: Path, file: str) -> bytes:
    """The bytes of a file, at most one more than the largest that is read."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise refuse.refusal(file, "is a folder", "choose the files in it")
        if not stat.S_ISREG(about.st_mode):
            raise refuse.refusal(file, "is not a file", "choose a CSV file or an Excel workbook")
        if about.st_size > MAX_TEXT_BYTES:
            raise _too_large(file, about.st_size, MAX_TEXT_BYTES, "a file")
        with path.open("rb") as stream:
            data = stream.read(MAX_TEXT_BYTES + 1)
    except FileNotFoundError:
        raise refuse.refusal(file, "was not found", "check its name and folder, or choose it again") from None
    except PermissionError:
        raise refuse.refusal(
            file, "can't be opened", "close it in Excel or any other program, or ask for permission to read it"
        ) from None
    except (OSError, ValueError):
        raise refuse.refusal(file, "can't be opened", "copy it to a folder of this computer and choose it there") from None
    if len(data) > MAX_TEXT_BYTES:
        raise _too_large(file, len(data), MAX_TEXT_BYTES, "a file")
    if not data[:4096].strip(_NOTHING) and not data.strip(_NOTHING):
        raise refuse.refusal(file, "is empty", refuse.AGAIN)
    return data


def _too_large(file: str, size: int, limit: int, what: str) -> DeskError:
    found = f"is too large ({size / refuse.MEGABYTE:.0f} MB; {what} may have {limit // refuse.MEGABYTE} MB)"
    return refuse.refusal(file, found, "choose the results file itself, or ask for the results in several files")
