"""What one part of a letter would take from elsewhere: by its fields, by the address of a picture, by a link that is no link to click."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

_WORD = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
_VML = "urn:schemas-microsoft-com:vml"
_OFFICE = "urn:schemas-microsoft-com:office:office"
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_SCHEMAS = ("http://schemas.openxmlformats.org/schemaLibrary/2006/main", "http://purl.oclc.org/ooxml/schemaLibrary/main")
_ALTERNATIVES = "http://schemas.openxmlformats.org/markup-compatibility/2006 AlternateContent"
_CLICKED = frozenset({"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"})
_RELATIONS = "/relationships"
_FETCHING = "DDE DDEAUTO INCLUDETEXT INCLUDEPICTURE INCLUDE IMPORT LINK DATABASE MACROBUTTON RD".split()
_FETCHES = re.compile(rf"(?:{'|'.join(_FETCHING)})\b", re.IGNORECASE)
_BEFORE = re.compile(r"^[^\w={]+")
_TAG = re.compile(r"(\w*)\{[{%#]")
_BLANKS = frozenset({"tab", "ptab", "br", "cr", "sym"})
"""What stands between two words as a blank does."""
_DECIDING = frozenset({"fldCharType", "src", "href", "althref", "manifestLocation", "schemaLocation", "Type"})
"""Attributes by which it is told what an element takes from where."""
_MERGED = re.compile(r"\{%%\}\w+\{%%\}\w+\{%%\}")
"""The value by which docxtpl merges cells one below the other."""
_KEPT = 60
"""Of an instruction its first word counts, and what could become a part of that."""
_ELSEWHERE = re.compile(r"[A-Za-z][\w+.-]*:|[/\\]{2}|\\")
_UNSEEN = re.compile(r"[\s\x00-\x1f]+")

FETCHES = "holds a field that takes something from another file or starts a program"
UNCLEAR = "holds a field of which another field or a tag makes the name, so that nobody can tell what it does"
OUTSIDE = "takes a picture, a template or another part of it from a place outside the file"
DECLARES = "holds a document type (DTD), as no letter does that Word has saved"
FOREIGN = "holds a page or document of another kind as a part of its text"
PROGRAM = "holds a control or an add-in, which is a program"
TORN = "holds a tag in a place where it could make a field, a link or an address, or hide a part of one"


_TAKING = {
    "connectString": OUTSIDE, "query": OUTSIDE, "udl": OUTSIDE, "altChunk": FOREIGN, "subDoc": FOREIGN, "control": PROGRAM,
}  # fmt: skip
"""Word's elements that name data of a mail merge, another document or a program."""


class Takes(Exception):
    """A part takes something from elsewhere, or may; the text says what, for the middle of a sentence."""


def is_elsewhere(address: str) -> bool:
    """Whether an address names a place outside the file by itself."""
    return bool(_ELSEWHERE.match(_UNSEEN.sub("", address)))


def parser(declares: bool = False) -> Any:
    """A parser that gives names as `namespace name`. Takes where the XML has a document type, unless it may declare one."""
    made = expat.ParserCreate(namespace_separator=" ")
    made.buffer_text = True

    def declared(*_: object) -> None:
        raise Takes(DECLARES)

    if not declares:
        made.StartDoctypeDeclHandler = declared
    return made


def parse(reader: Any, part: bytes) -> None:
    """Have a parser read a whole part. ExpatError where it is no XML, or in letters that it does not know."""
    try:
        reader.Parse(part, True)
    except (LookupError, ValueError) as error:
        raise expat.ExpatError(str(error)) from None


class _Field:
    """The start of one field's instruction, as far as it was read; `is_code` until the result of the field begins."""

    def __init__(self) -> None:
        self.start = ""
        self.is_code = True

    def add(self, text: str) -> None:
        if len(self.start) < _KEPT:
            self.start = (self.start + text if self.start else _BEFORE.sub("", text))[:_KEPT]

    def check(self) -> None:
        if _FETCHES.match(self.start):
            raise Takes(FETCHES)
        if (tag := _TAG.match(self.start)) and _may_begin(tag[1]):
            raise Takes(UNCLEAR)

    def interrupt(self) -> None:
        """Something comes in between that may become a part of the instruction."""
        if self.is_code and re.fullmatch(r"\w*", self.start) and _may_begin(self.start):
            raise Takes(UNCLEAR)


def _may_begin(word: str) -> bool:
    return any(fetching.startswith(word.upper()) for fetching in _FETCHING)


def _is_relation(attribute: str) -> bool:
    return attribute.rpartition(" ")[0].endswith(_RELATIONS)


def _addresses(space: str, local: str, attributes: Mapping[str, str]) -> Iterator[str]:
    """Where an element that is none of Word's own takes something from, without a click."""
    if space == _VML:
        names = ["src", f"{_OFFICE} href", f"{_OFFICE} althref"]
    elif space in _SCHEMAS:
        names = [f"{space} manifestLocation", f"{space} schemaLocation"]
    elif space == _SVG and local != "a":
        names = ["href", f"{_XLINK} href"]
    else:
        return
    found = (attributes.get(name, "") for name in names)
    yield from (address for address in found if not address.lstrip().startswith("data:"))


def _is_linked(local: str, attributes: Mapping[str, str]) -> bool:
    return local == "OLEObject" and attributes.get("Type", "").strip().casefold() == "link"


class Part:
    """A part as it is parsed: fields may stand in pieces, in one another, and several in a paragraph."""

    def __init__(self, clicked: frozenset[str], skeleton: bool = False) -> None:
        """`clicked` are the keys of the part's relationships that are links to click; see `links.skeleton` for what that is."""
        self._links, self._skeleton = clicked, skeleton
        self._open: list[_Field] = []
        self._loose = _Field()
        self._reading = False

    def read(self, part: bytes, declares: bool = False) -> None:
        """Parse the part. Takes for what it would take; ExpatError where it is no XML."""
        reader = parser(declares)
        reader.StartElementHandler, reader.EndElementHandler, reader.CharacterDataHandler = self._start, self._end, self._text
        reader.CommentHandler = self._remark
        try:
            parse(reader, part)
        finally:
            for field in (*self._open, self._loose):
                field.check()

    @property
    def _field(self) -> _Field:
        return self._open[-1] if self._open else self._loose

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if self._skeleton:
            self._require_whole(local, attributes)
        if space in _WORD:
            self._word(space, local, attributes)
        elif name == _ALTERNATIVES and self._open:
            self._field.interrupt()
        elif any(map(is_elsewhere, _addresses(space, local, attributes))) or (space == _OFFICE and _is_linked(local, attributes)):
            raise Takes(OUTSIDE)
        if self._links and local not in _CLICKED:
            if any(key in self._links and _is_relation(attribute) for attribute, key in attributes.items()):
                raise Takes(OUTSIDE)

    def _require_whole(self, local: str, attributes: Mapping[str, str]) -> None:
        """Takes where a tag decides what an element is, or may take away where its attributes end."""
        for attribute, value in attributes.items():
            if "{%" in value and not (local == "vMerge" and _MERGED.fullmatch(value)):
                raise Takes(TORN)
            if "{{" in value and (_is_relation(attribute) or attribute.rpartition(" ")[2] in _DECIDING):
                raise Takes(TORN)

    def _remark(self, text: str) -> None:
        if self._skeleton and "{%" in text:
            raise Takes(TORN)

    def _word(self, space: str, local: str, attributes: Mapping[str, str]) -> None:
        if local == "fldChar":
            self._mark(attributes.get(f"{space} fldCharType", "").strip())
        elif local == "fldSimple":
            self._begin()
            self._field.add(attributes.get(f"{space} instr", ""))
            self._open.pop().check()
        elif local == "p" and self._open:
            self._field.add("\n")
        elif local == "p":
            self._next_loose()
        elif local in _BLANKS:
            self._field.add("\n")
        elif local in _TAKING:
            raise Takes(_TAKING[local])
        elif local == "instrText" or (local == "t" and self._open and self._field.is_code):
            self._reading = True

    def _end(self, name: str) -> None:
        if name.endswith((" instrText", " t")):
            self._reading = False

    def _text(self, text: str) -> None:
        if self._reading:
            self._field.add(text)

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self._begin()
        elif self._open:
            self._open.pop().check()
            if kind == "separate":
                self._open.append(_Field())
                self._field.is_code = False
        else:
            self._next_loose()

    def _begin(self) -> None:
        if self._open:
            self._field.interrupt()
        self._open.append(_Field())

    def _next_loose(self) -> None:
        self._loose.check()
        self._loose = _Field()
