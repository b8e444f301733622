"""What a letter would fetch from elsewhere when somebody opens it: such a template is refused before anything is written with it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from xml.parsers.expat import ExpatError

from results_desk.edges.package import Package
from results_desk.edges.wordfields import OUTSIDE, Part, Takes, is_elsewhere, parse, parser
from results_desk.errors import DeskError

_INSIDE = ("", "internal")
_MACROS = "holds macros"
_FOREIGN = "holds a page or document of another kind as a part of its text"
_BLANKS = b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"
"""What may stand before the first tag: blanks, the mark of an encoding, the other half of two-byte letters."""


def require_nothing_outside(template: Path) -> None:
    """DeskError when a template takes a picture, a text, a template or data from another place, or starts a program or macro.

    Links that a reader may click stay. What is no zip is left to whoever reads it.
    """
    data = _bytes(template)
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return
    package = Package.of(template.name, data)
    try:
        links = {_owner(name): _links(package.read(name)) for name in package.names if name.casefold().endswith(".rels")}
        for name in package.names:
            _check(name.casefold(), package.read(name), links.get(name.casefold(), frozenset()))
    except Takes as takes:
        way_out = "open it in Word, put that into the letter itself, save it"
        raise DeskError(f"The letter {template.name} {takes}, so it is not used: {way_out}.") from None
    except ExpatError:
        raise DeskError(f"{template.name} is not a Word document: open it in Word and save it as .docx.") from None


def _bytes(template: Path) -> bytes:
    try:
        return template.read_bytes()
    except OSError:
        return b""  # whoever reads it says what is wrong


def _owner(relations: str) -> str:
    """The part whose relationships these are."""
    folder, name = posixpath.split(relations.casefold())
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _check(name: str, part: bytes, links: frozenset[str]) -> None:
    """Takes where a part of that name takes something; whatever it is called, XML is looked at as such."""
    if name.endswith("vbaproject.bin"):
        raise Takes(_MACROS)
    if name.endswith(".xml"):
        Part(links).read(part)
    elif not name.endswith(".rels") and part[:100].lstrip(_BLANKS).startswith(b"<"):
        with suppress(ExpatError):
            Part(links).read(part, declares=True)


def _links(relations: bytes) -> frozenset[str]:
    """The keys of the relationships that are links to click. Takes where another one leads out of the file, or to a foreign part."""
    found = set()

    def relation(name: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("Type", "").strip().casefold()
        inside = attributes.get("TargetMode", "").strip().casefold() in _INSIDE and not is_elsewhere(attributes.get("Target", ""))
        if kind.endswith("/hyperlink"):
            found.update([] if inside else [attributes.get("Id", "")])
        elif not inside:
            raise Takes(OUTSIDE)
        elif kind.endswith(("/afchunk", "/vbaproject")):
            raise Takes(_FOREIGN if kind.endswith("/afchunk") else _MACROS)

    reader = parser()
    reader.StartElementHandler = relation
    parse(reader, relations)
    return frozenset(found)
