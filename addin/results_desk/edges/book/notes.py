"""Notes, comment threads and links at cells that are emptied: taken out of every part that keeps something of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from results_desk.edges.book.areas import Area
from results_desk.edges.ooxml import xmlbytes
from results_desk.edges.ooxml.package import Package
from results_desk.edges.ooxml.relations import drop_relation, related, take_out
from results_desk.edges.ooxml.xmlbytes import Element

_SHAPE = re.compile(rb"<((?:\w+:)?shape)\s.*?</\1>\s*", re.DOTALL)
_NOTE = re.compile(rb"ObjectType\s*=\s*[\"']Note[\"']")
_ROW, _COLUMN = (re.compile(rb"<(?:\w+:)?%b>\s*(\d+)\s*</" % name) for name in (b"Row", b"Column"))
_KEY = re.compile(rb"\s[\w.-]+:id\s*=\s*[\"']([^\"']*)[\"']")
_PERSON = re.compile(rb"\bpersonId\s*=\s*[\"']([^\"']+)[\"']|\bmentionpersonId\s*=\s*[\"']([^\"']+)[\"']")


def forget_at(package: Package, sheet: str, areas: Sequence[Area]) -> None:
    """Take the notes, threads and links of these cells of a sheet (the name of its part) out of the package."""
    for kind, name in (("comments", b"comment"), ("threadedComment", b"threadedComment")):
        for part in related(package, sheet, kind):
            _forget_notes(package, sheet, part, name, areas)
    for part in related(package, sheet, "vmlDrawing"):
        _forget_shapes(package, sheet, part, areas)
    _forget_links(package, sheet, areas)


def forget_people(package: Package, book: str) -> None:
    """Take out of the list of people those who wrote none of the threads that are left. `book` is the workbook's part."""
    written = b"".join(package.read(name) for name in package.names if "threadedcomment" in name.casefold())
    known = {one or other for one, other in _PERSON.findall(written)}
    for part in related(package, book, "person"):
        data = package.read(part)
        _write(package, part, without(data, b"person", lambda person: (person.get(b"id") or "").encode() not in known))


def without(data: bytes, name: bytes, gone: Callable[[Element], bool]) -> bytes:
    """A part without some of the elements of that name; none of them holds another."""
    masked = xmlbytes.mask(data)
    prefix = _prefix(masked)
    for element in reversed(list(xmlbytes.every(masked, prefix + name))):
        if gone(element):
            data = data[: element.start] + data[element.end :]
    return data


def _forget_notes(package: Package, sheet: str, part: str, name: bytes, areas: Sequence[Area]) -> None:
    before = package.read(part)
    data = without(before, name, lambda note: _meets(Area.parse(note.get(b"ref") or ""), areas))
    if data == before:
        return
    masked = xmlbytes.mask(data)
    if xmlbytes.first(masked, _prefix(masked) + name) is None:
        take_out(package, sheet, part)
    else:
        package.write(part, _without_strangers(data) if name == b"comment" else data)


def _without_strangers(data: bytes) -> bytes:
    """Notes with the names of those who wrote none of them blanked: the others are known by their number."""
    masked = xmlbytes.mask(data)
    prefix = _prefix(masked)
    writers = {note.get(b"authorId") for note in xmlbytes.every(masked, prefix + b"comment")}
    for number, author in reversed(list(enumerate(xmlbytes.every(masked, prefix + b"author")))):
        if str(number) not in writers:
            data = data[: author.inner] + data[author.close :]
    return data


def _forget_shapes(package: Package, sheet: str, part: str, areas: Sequence[Area]) -> None:
    """The yellow boxes in which Excel shows notes. VML is no proper XML, so it is read as text."""
    before = package.read(part)
    data = _SHAPE.sub(lambda shape: b"" if _meets(_shape_cell(shape[0]), areas) else shape[0], before)
    if data == before:
        return
    if _SHAPE.search(data):
        package.write(part, data)
    else:
        key = take_out(package, sheet, part)
        _write(package, sheet, without(package.read(sheet), b"legacyDrawing", lambda drawing: _key(drawing) == key))


def _shape_cell(shape: bytes) -> Area | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if row is None or column is None or not _NOTE.search(shape):
        return None
    return Area(int(column[1]) + 1, int(row[1]) + 1, int(column[1]) + 1, int(row[1]) + 1)


def _forget_links(package: Package, sheet: str, areas: Sequence[Area]) -> None:
    before = package.read(sheet)
    keys: list[str] = []

    def gone(link: Element) -> bool:
        meets = _meets(Area.parse(link.get(b"ref") or ""), areas)
        keys.extend([_key(link)] if meets else [])
        return meets

    data = without(before, b"hyperlink", gone)
    if data == before:
        return
    masked = xmlbytes.mask(data)
    found = xmlbytes.first(masked, _prefix(masked) + b"hyperlinks")
    if found and not data[found.inner : found.close].strip():
        data = data[: found.start] + data[found.end :]
    package.write(sheet, data)
    left = {key.decode() for key in _KEY.findall(data)}
    for key in set(filter(None, keys)) - left:
        drop_relation(package, sheet, key)


def _meets(cells: Area | None, areas: Sequence[Area]) -> bool:
    return cells is not None and any(cells.meets(area) for area in areas)


def _key(element: Element) -> str:
    return next((value for name, value in xmlbytes.attributes(element.attributes).items() if name.endswith(b":id")), "")


def _prefix(masked: bytes) -> bytes:
    """What stands before the names of a part's elements."""
    head, colon, _ = xmlbytes.root(masked).rpartition(b":")
    return head + colon


def _write(package: Package, part: str, data: bytes) -> None:
    if data != package.read(part):
        package.write(part, data)
