"""What a letter would fetch from elsewhere when somebody opens it: such a template is refused before anything is written with it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.parsers.expat import ExpatError

from results_desk.edges.ooxml.package import Package
from results_desk.edges.word.fields import FOREIGN, OUTSIDE, PROGRAM, Part, Takes, is_elsewhere, parse, parser
from results_desk.errors import DeskError

if TYPE_CHECKING:
    from jinja2 import Environment

_INSIDE = ("", "internal")
_MACROS = "holds macros"
_REFUSED = {
    "/afchunk": FOREIGN, "/vbaproject": _MACROS, "/control": PROGRAM, "/webextension": PROGRAM, "/webextensiontaskpanes": PROGRAM,
}  # fmt: skip
"""Kinds of parts that no letter has, by the end of the kind of the relationship that leads to them."""
_TYPES = "[Content_Types].xml"
_BLANKS = b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"
"""What may stand before the first tag: blanks, the mark of an encoding, the other half of two-byte letters."""
_XML = ("/xml", "+xml", "vmldrawing")
_MARKS = {"variable": "{{}}", "block": "{%%}"}
_FIELDS = ("instrText", "fldSimple", "fldChar")


def require_nothing_outside(template: Path) -> bytes:
    """DeskError when a template takes a picture, a text, a template or data from another place, or starts a program or macro.

    Links that a reader may click stay. What is no zip is left to whoever reads it. Returns the bytes that were looked at.
    """
    data = _bytes(template)
    if zipfile.is_zipfile(io.BytesIO(data)):
        require_package(template.name, data)
    return data


def require_package(letter: str, data: bytes) -> None:
    """The same for a template's bytes, which are a zip."""
    package = Package.of(letter, data)
    with _said_of(letter):
        links, typed = _links_by_part(package), _typed_as_xml(package)
        for name in package.names:
            plain = _plain(name)
            is_xml = plain.endswith(".xml") or plain in typed or plain.rpartition(".")[2] in typed
            _check(plain, package.read(name), links[plain], is_xml)


class Watch:
    """The parts of a template that tags are filled into: what those could make of them.

    A skeleton holds all that a filled part can hold, so that each element and address a tag lets appear was looked at.
    Which pieces of a field come together is decided by `{% if %}` and the like for each letter: such parts are looked at again.
    """

    def __init__(self, letter: str, data: bytes, parts: Mapping[str, str], environment: Environment) -> None:
        """`parts` are Jinja's sources by the names of the parts. DeskError where one could take something from elsewhere."""
        self._letter = letter
        package = Package.of(letter, data)
        with _said_of(letter):
            self._links = _links_by_part(package)
            skeletons = {name: skeleton(environment, source) for name, source in parts.items()}
            for name, text in skeletons.items():
                Part(self._links[_plain(name)], skeleton=True).read(text.encode())
        self.doubtful: Collection[str] = {
            name for name, text in skeletons.items() if "{%%}" in text and any(tag in text for tag in _FIELDS)
        }

    def require(self, name: str, filled: str) -> None:
        """DeskError when a filled part takes something from elsewhere. Only a part that may is looked at."""
        if name in self.doubtful:
            with _said_of(self._letter):
                Part(self._links[_plain(name)]).read(filled.encode())


def skeleton(environment: Environment, source: str) -> str:
    """A source with `{{}}` for each of its expressions, `{%%}` for each statement and nothing for a comment, as Jinja itself tells them."""
    pieces = []
    for _, kind, text in environment.lex(source):
        start, _, end = kind.rpartition("_")
        pieces.append(text if kind == "data" else _MARKS.get(start, "") if end == "begin" else "")
    return "".join(pieces)


@contextmanager
def _said_of(letter: str) -> Iterator[None]:
    try:
        yield
    except Takes as takes:
        way_out = "open it in Word, put that into the letter itself, save it"
        raise DeskError(f"The letter {letter} {takes}, so it is not used: {way_out}.") from None
    except ExpatError:
        raise DeskError(f"{letter} is not a Word document: open it in Word and save it as .docx.") from None


def _bytes(template: Path) -> bytes:
    try:
        return template.read_bytes()
    except OSError:
        return b""  # whoever reads it says what is wrong


def _plain(name: str) -> str:
    """A part's name as whoever reads it generously would understand it."""
    return posixpath.normpath("/" + unquote(name).replace("\\", "/")).lstrip("/").casefold()


def _links_by_part(package: Package) -> Mapping[str, frozenset[str]]:
    links: dict[str, frozenset[str]] = defaultdict(frozenset)
    for name in package.names:
        if (plain := _plain(name)).endswith(".rels"):
            folder, file = posixpath.split(plain)
            links[posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))] |= _links(package.read(name))
    return links


def _typed_as_xml(package: Package) -> Collection[str]:
    """The parts, and the endings of names, that the list of types calls XML of a kind that Word reads as such."""
    found = set()

    def entry(_: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("ContentType", "").partition(";")[0].strip().casefold()
        if kind.endswith(_XML) and "svg" not in kind:
            found.update({_plain(attributes.get("PartName", "/")), attributes.get("Extension", "").casefold()} - {"", "."})

    if package.find(_TYPES):
        reader = parser()
        reader.StartElementHandler = entry
        parse(reader, package.read(_TYPES))
    return found


def _check(name: str, part: bytes, links: frozenset[str], is_xml: bool) -> None:
    """Takes where a part of that name takes something; whatever it is called, XML is looked at as such."""
    if name.endswith("vbaproject.bin"):
        raise Takes(_MACROS)
    if name.endswith(".rels"):
        return
    if is_xml:
        Part(links).read(part)
    elif part.lstrip(_BLANKS).startswith(b"<"):
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
        elif refused := next((said for ending, said in _REFUSED.items() if kind.endswith(ending)), None):
            raise Takes(refused)

    reader = parser()
    reader.StartElementHandler = relation
    parse(reader, relations)
    return frozenset(found)
