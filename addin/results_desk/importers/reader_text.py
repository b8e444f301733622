"""CSV and other delimited text -> a sheet. Encoding, delimiter and headings are found on the whole or the head, the body is read once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from results_desk.errors import DeskError
from results_desk.importers.refuse import AGAIN, AS_XLSX, refusal
from results_desk.importers.sheet import HEAD_ROWS, MAX_CELLS, MAX_COLUMNS, Head, Sheet

if TYPE_CHECKING:
    import pandas as pd

DELIMITERS = (",", ";", "\t")
_HEAD_CHARACTERS = 256 * 1024
_AS_UTF8 = "open it in Excel and save it as CSV UTF-8"
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_UTF8_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]")
_TOLD = re.compile(r'"?sep=([^\w\s"]|\t)"?\r?\n', re.IGNORECASE)
"""A first line that tells Excel the delimiter; Excel does not count it as a row, so neither do we."""
_CONTROLS = bytes([*range(9), *range(14, 32), 127])
_END = "\x00end"


@dataclass(frozen=True)
class _Text:
    """A text file, decoded, and the same as UTF-8; `file` is its name for messages."""

    file: str
    text: str
    data: bytes

    def below(self, head: Head, index: int) -> pd.DataFrame:
        """The rows under a heading row; see `Sheet.below`."""
        import pandas as pd

        start = _offset(self.text, head.delimiter, index)
        frame = self._quick(start, head.delimiter, len(head.rows[index]))
        if frame is None:
            frame = self._ragged(start, head.delimiter)
        frame.index = pd.RangeIndex(index + 1, index + 1 + len(frame))
        return frame.iloc[1:]

    def _quick(self, start: int, delimiter: str, width: int) -> pd.DataFrame | None:
        """The rows by the fast parser, the headings among them; None when they have not all the same number of cells."""
        import pandas as pd

        if max(self.data.count(b"\n"), self.data.count(b"\r")) * width > MAX_CELLS:
            raise _too_many(self.file)
        stream = io.BytesIO(self.data)
        stream.seek(len(self.text[:start].encode("utf-8")))
        try:
            return pd.read_csv(
                stream, header=None, sep=delimiter, dtype=object, keep_default_na=False,
                na_filter=False, skip_blank_lines=False, engine="c", low_memory=False, encoding="utf-8",
            )  # fmt: skip
        except pd.errors.ParserError as error:
            if "EOF inside string" in str(error):
                raise _cut_off(self.file) from None
            return None

    def _ragged(self, start: int, delimiter: str) -> pd.DataFrame:
        """The rows by the csv module, short ones filled up to the longest."""
        import pandas as pd

        rows, cells, width = [], 0, 0
        try:
            for row in _records(self.text[start:], delimiter):
                rows.append(row)
                cells, width = cells + len(row), max(width, len(row))
                if width > MAX_COLUMNS or cells > MAX_CELLS:
                    raise _too_many(self.file)
        except csv.Error:
            found = "has a cell longer than a spreadsheet can hold, perhaps because a quotation mark is missing"
            raise refusal(self.file, found, AGAIN) from None
        if rows.pop() != [_END]:
            raise _cut_off(self.file)
        if len(rows) * width > MAX_CELLS:
            raise _too_many(self.file)
        return pd.DataFrame([row + [""] * (width - len(row)) for row in rows], dtype=object)


def sheet(file: str, name: str, data: bytes) -> Sheet:
    """A text file as one sheet of that name. DeskError when it is not text, or not to be read for certain."""
    text = decoded(file, data)
    told = _TOLD.match(text)
    text = text[told.end() :] if told else text
    body = data if data.isascii() and len(data) == len(text) else text.encode("utf-8")
    start = text[:_HEAD_CHARACTERS]
    heads = [Head(_head(start, d, whole=len(start) == len(text)), d) for d in (told[1] if told else DELIMITERS)]
    if any(len(row) > MAX_COLUMNS for head in heads for row in head.rows):
        raise _too_many(file)
    heads.sort(key=lambda head: -sum(len(row) - 1 for row in head.rows))
    return Sheet(name, tuple(heads), _Text(file, text, body).below, unprintable=_has_unprintable(body))


def decoded(file: str, data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252. DeskError when none of them is certain."""
    encoding, body = _encoding(data)
    if encoding == "utf-8" and b"\x00" in body:
        raise refusal(file, "is not a text file, whatever its name says", f"choose the results file itself, or {AS_XLSX}")
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        text = _windows(file, data) if encoding == "utf-8" and data is body else ""
    if not text or "\x00" in text:
        raise refusal(file, "is damaged or not a text file", f"{AGAIN}, or {AS_XLSX}")
    return text.removeprefix("\ufeff")


def _encoding(data: bytes) -> tuple[str, bytes]:
    """The encoding that the first bytes speak for, and the bytes after its mark. UTF-16 without a mark shows by its NULs."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding, data[len(mark) :]
    sample = data[: 4096 - 4096 % 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) / 5 and max(even, odd) > 4 * min(even, odd):
        return ("utf-16-le" if odd > even else "utf-16-be"), data
    return "utf-8", data


def _windows(file: str, data: bytes) -> str:
    """A file that is not UTF-8 as Windows-1252, unless some of its letters are UTF-8 all the same: names would be spoilt."""
    if _UTF8_LETTER.search(data):
        raise refusal(file, "has letters with accents in two different encodings", f"compare the names in it, then {_AS_UTF8}")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise refusal(file, "has characters that are neither UTF-8 nor Windows text", _AS_UTF8) from None


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of a text; the last is [_END], unless the text ends inside a quoted cell."""
    lines = io.StringIO(text, newline="")
    closing = _END if text.endswith(("\n", "\r")) else "\n" + _END
    return csv.reader(chain(lines, io.StringIO(closing, newline="")), delimiter=delimiter)


def _head(start: str, delimiter: str, whole: bool) -> tuple[tuple[str, ...], ...]:
    """The first rows of a text; a last row that may be cut off is left out."""
    rows: list[tuple[str, ...]] = []
    try:
        for row in islice(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), HEAD_ROWS + 1):
            rows.append(tuple(row))
    except csv.Error:
        whole = True
    return tuple(rows[:HEAD_ROWS] if whole or len(rows) > HEAD_ROWS else rows[:-1])


def _offset(text: str, delimiter: str, index: int) -> int:
    """Where in the text the row of that index begins."""
    reader = csv.reader(io.StringIO(text[:_HEAD_CHARACTERS], newline=""), delimiter=delimiter)
    for _ in range(index):
        next(reader)
    lines = io.StringIO(text[:_HEAD_CHARACTERS], newline="")
    return sum(len(line) for line in islice(lines, reader.line_num))


def _has_unprintable(data: bytes) -> bool:
    """Whether `UNPRINTABLE` is anywhere in a text in UTF-8; its bytes tell it ten times faster than a search."""
    if len(data.translate(None, _CONTROLS)) < len(data):
        return True
    return not data.isascii() and (b"\xef\xbf\xbe" in data or b"\xef\xbf\xbf" in data)


def _cut_off(file: str) -> DeskError:
    return refusal(file, "ends inside a quoted cell, so a part of it is missing", AGAIN)


def _too_many(file: str) -> DeskError:
    return refusal(file, "has more rows and columns than a results file can have", "choose the results file itself")
