"""One document to print from many letters: the template's body again for each, in sections of its own.

Text is rendered and compressed letter by letter, so that time and memory grow with the number of letters and no faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from results_desk.edges.ooxml.members import DEFLATED, Member, assemble, quick_zlib
from results_desk.edges.word.fill import DECLARATION, FIRST_PICTURE, Filler
from results_desk.edges.word.parts import Parts
from results_desk.edges.word.source import CombinedSource
from results_desk.edges.word.values import Values
from results_desk.errors import DeskError


def combine(filler: Filler, fields_list: Iterable[Mapping[str, object]], duplex: bool, progress: Callable[[int], object] | None) -> bytes:
    """All letters in one .docx. DeskError when there is none, a value is missing, or the template cannot be combined."""
    parts, source = _taken_apart(filler, duplex)
    between, last = filler.compile(source.between), filler.compile(source.last)
    document, pictures, letters = _Stream(source.head), count(FIRST_PICTURE), 0
    for letters, (fields, is_last) in enumerate(_with_end(fields_list), 1):
        values = _plain(filler.name, fields)
        names = values | source.names(letters - 1) | parts.names(letters - 1, values)
        text = source.head + filler.text(last if is_last else between, names) + source.tail
        filler.watch.require(filler.sources.document, text := filler.mended(text, pictures))
        document.add(source.body_of(text))
        if progress is not None:
            progress(letters)
    if not letters:
        raise DeskError(f"There is nobody to write {filler.name} for: no document was made.")
    document.add(source.tail)
    return assemble(parts.members(document.member(filler.sources.document)))


def _taken_apart(filler: Filler, duplex: bool) -> tuple[Parts, CombinedSource]:
    try:
        parts = Parts(filler)
        return parts, CombinedSource(filler, parts, duplex)
    except (SyntaxError, ValueError, LookupError, AttributeError, StopIteration):
        raise DeskError(f"{filler.name} lacks parts that a combined document needs: open it in Word and save it as .docx.") from None


def _plain(letter: str, fields: Mapping[str, object]) -> dict[str, Any]:
    values = Values(fields)
    if values.rich:
        raise DeskError(f"{letter} holds pictures or rich text, which a combined document cannot carry: write single letters.")
    return values.fields


def _with_end(fields_list: Iterable[Mapping[str, object]]) -> Iterator[tuple[Mapping[str, object], bool]]:
    """Each item, and whether it is the last one."""
    items = iter(fields_list)
    held = next(items, None)
    while held is not None:
        following = next(items, None)
        yield held, following is None
        held = following


class _Stream:
    """A part that is compressed as it is written."""

    def __init__(self, start: str) -> None:
        self._zlib, level = quick_zlib()
        self._deflate = self._zlib.compressobj(level, DEFLATED, -15)
        self._pieces: list[bytes] = []
        self._crc = self._size = 0
        self._put(DECLARATION + start.encode())

    def add(self, text: str) -> None:
        """More of the part."""
        self._put(text.encode())

    def member(self, name: str) -> Member:
        """The part, ended."""
        return Member(name, b"".join([*self._pieces, self._deflate.flush()]), self._crc, self._size)

    def _put(self, data: bytes) -> None:
        self._crc = self._zlib.crc32(data, self._crc)
        self._size += len(data)
        self._pieces.append(self._deflate.compress(data))
