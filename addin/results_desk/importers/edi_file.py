"""An awarding body's EDI file: lines of fixed width as a grid of bytes, its header, its centres, and whether it is complete.

The second character of a line is its record type: 1 file header, 3 centre header, 5 detail, 7 centre trailer, 9 file trailer.
Where header and trailer fields stand is in `reference/edi_layouts.csv`, with its source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from results_desk.errors import DeskError
from results_desk.importers.edi_layouts import KNOWN_VERSIONS, one_text, texts
from results_desk.importers.refuse import AGAIN, refusal
from results_desk.terms import EdiName

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from results_desk.importers.sheet import Numbers, Text

    Grid = npt.NDArray[np.uint8]

BASEDATA, ENTRIES, RESULTS = "OSCLD", "EA", "R"
INCOMPLETE = "download it again, and print no statements from what is there"

_HEADER = re.compile(rb"\s*[A-Z]1.{5}[0-9A-Z]{2}[1-9A-C][0-9A-Z ][0-9]{2}", re.IGNORECASE | re.DOTALL)
_MARK = b"\xef\xbb\xbf"


def is_edi(data: bytes) -> bool:
    """Whether a file begins with the header record of an EDI file."""
    return bool(_HEADER.match(data.removeprefix(_MARK)))


@dataclass(frozen=True)
class Section:
    """What an EDI file says of one centre: its details are the lines of the grid from `first` up to `last`."""

    centre_number: str
    series: str
    sequence: str
    first: int
    last: int


@dataclass(frozen=True)
class EdiFile:
    """One file, complete as far as its counts say. `line` numbers the lines of the grid as an editor shows them."""

    file: str
    grid: Grid
    line: Numbers

    @property
    def letter(self) -> str:
        """What the file holds: R results, E entries, A amendments, O options, S syllabuses, C components, L links."""
        return chr(self.grid[0, 0])

    @cached_property
    def kinds(self) -> Text:
        """The record type of each line."""
        return texts(self.grid, 2, 1)

    @property
    def body_id(self) -> str:
        """The two characters by which the format knows the awarding body."""
        return one_text(self.grid[0], "x1", "body_id")

    @property
    def version(self) -> str:
        """The version of the format, as the header gives it; blank where it does not."""
        return one_text(self.grid[0], "x1", "version")

    @property
    def series(self) -> str:
        """Year and series code as `Series.parse` reads them: 24/6A."""
        return _series(self.grid[0], "x1")

    @cached_property
    def details(self) -> Numbers:
        """Which lines of the grid are details."""
        import numpy as np

        return np.flatnonzero(self.kinds == "5")

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The centres of the file, in order. Empty in a file that goes to every centre."""
        starts = [int(at) for at in (self.kinds == "3").nonzero()[0]]
        ends = [*starts[1:], len(self.grid)] if starts else []
        return tuple(self._section(start, end) for start, end in zip(starts, ends, strict=True))

    def _section(self, start: int, end: int) -> Section:
        row = self.grid[start]
        return Section(one_text(row, "x3", "centre_number"), _series(row, "x3"), one_text(row, "x3", "sequence"), start, end)

    @classmethod
    def of(cls, file: str, data: bytes) -> EdiFile:
        """Read the lines and compare the counts. DeskError when the file is damaged, or when a part of it is missing."""
        grid, line = _grid(data)
        edi = cls(file, grid, line)
        letters = set(texts(grid, 1, 1))
        if len(letters) > 1:
            raise refusal(file, f"mixes records of several kinds ({', '.join(sorted(letters))})", AGAIN)
        _check_complete(edi)
        _check_name(edi)
        return edi


def _grid(data: bytes) -> tuple[Grid, Numbers]:
    """The lines as bytes of one width, padded with spaces; blank lines left out. One column is one character."""
    import numpy as np

    data = data.removeprefix(_MARK).rstrip(b"\x1a\x00")
    if not data.isascii():
        try:
            data = data.decode("utf-8").encode("cp1252", "replace")
        except UnicodeDecodeError:
            pass
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    kept = [(number, text) for number, text in enumerate(lines, 1) if text and not text.isspace()]
    width = max(len(text) for _, text in kept)
    whole = b"".join(text.ljust(width) for _, text in kept)
    grid = np.frombuffer(whole, dtype=np.uint8).reshape(len(kept), width).copy()
    first = grid[:, 0]
    first[(first >= 97) & (first <= 122)] -= 32
    return grid, np.array([number for number, _ in kept], dtype=np.int64)


def _series(row: Grid, record: str) -> str:
    return f"{one_text(row, record, 'year')}/{one_text(row, record, 'series')}"


def _check_complete(edi: EdiFile) -> None:
    """DeskError unless the trailers are there and count the lines that are there."""
    kinds, lines = edi.kinds, len(edi.grid)
    if kinds[-1] != "9" or (kinds == "9").sum() > 1:
        raise refusal(edi.file, f"is cut off: it has no file trailer ({edi.letter}9) as its last line", INCOMPLETE)
    _compare(edi, "file trailer", edi.grid[-1], "x9", "records", lines)
    sections = edi.sections
    outside = edi.details[edi.details < sections[0].first] if sections else edi.details
    if len(outside) and (sections or edi.letter not in BASEDATA):
        raise refusal(edi.file, "has records that belong to no centre: a centre header is missing", INCOMPLETE)
    for section in sections:
        ends = [at for at in range(section.last - 1, section.first, -1) if kinds[at] == "7"][:1]
        if not ends:
            raise refusal(edi.file, f"is cut off: centre {section.centre_number} has no trailer ({edi.letter}7)", INCOMPLETE)
        what = f"trailer of centre {section.centre_number}"
        _compare(edi, what, edi.grid[ends[0]], "x7", "records", ends[0] - section.first + 1)
        if len(edi.details[(edi.details > ends[0]) & (edi.details < section.last)]):
            raise refusal(edi.file, f"has records after the {what}", INCOMPLETE)
    if sections:
        _compare(edi, "file trailer", edi.grid[-1], "x9", "centres", len(sections), "centres")


def _compare(edi: EdiFile, trailer: str, row: Grid, record: str, field: str, there: int, what: str = "records") -> None:
    told = one_text(row, record, field)
    if not told.isdecimal() or int(told) != there:
        said = f"{int(told):,} {what}" if told.isdecimal() else f"no number of {what}"
        found = f"is not complete, or was changed: its {trailer} says {said}, and there are {there:,}"
        raise refusal(edi.file, found, INCOMPLETE)


def _check_name(edi: EdiFile) -> None:
    """DeskError when the name says another kind or awarding body than the header. A name that is no EDI name says nothing."""
    name = EdiName.parse(edi.file)
    if name and (name.letter, name.body_id) != (edi.letter, edi.body_id):
        found = f"is named for {name.letter} and awarding body {name.body_id}, and holds {edi.letter} of awarding body {edi.body_id}"
        raise refusal(edi.file, found, "give it the name it was sent under, or download it again")


def not_edi(file: str) -> DeskError | None:
    """The error for a file that has the name of an EDI file and not its contents; None when its name says nothing."""
    if EdiName.parse(file) is None:
        return None
    return refusal(file, "has the name of an EDI file, and does not begin with a header record", AGAIN)


def of_another_version(edi: EdiFile) -> str:
    """A sentence when the version of the format is not one whose header and trailers are known here; else blank."""
    if edi.version in KNOWN_VERSIONS:
        return ""
    shown = f"version {edi.version}" if edi.version else "no version"
    return f"The header says {shown} of the format; known here is {' and '.join(KNOWN_VERSIONS)}"
