"""XML read and changed as bytes, so that what is not changed stays as it was. What can't be told for certain is `Unclear`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

ATTRIBUTES = rb"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*"
"""A pattern for the attributes of a tag, each with its quotes: a `>` may stand in a value."""
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b([^>]*)\?>")
_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(rb"<([\w:.-]+)")
_TEXT = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>|&(#x[0-9A-Fa-f]+|#\d+|\w+);", re.DOTALL)
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
AFTER_NAME = (b" ", b"\t", b"\r", b"\n", b"/", b">")
"""What may follow the name of an element."""


class Unclear(Exception):
    """The XML is written in a way this module does not edit; the text says which, for the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element stands: `start` at its `<`, `inner` after its first tag, `close` at its last tag, `end` behind it."""

    start: int
    inner: int
    close: int
    end: int
    attributes: bytes

    @property
    def is_single_tag(self) -> bool:
        """Whether it is written `<a/>`."""
        return self.inner == self.end

    def get(self, name: bytes) -> str | None:
        """The value of an attribute."""
        return attributes(self.attributes).get(name)


def mask(data: bytes) -> bytes:
    """The same bytes with what only looks like tags (comments, CDATA, instructions) blanked out: for finding, at equal places."""
    declared = _DECLARATION.match(data)
    encoding = attributes(declared[1]).get(b"encoding", "utf-8") if declared else "utf-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or encoding.casefold() not in ("utf-8", "utf8", "us-ascii"):
        raise Unclear("it is not written in UTF-8")
    start = declared.end() if declared else 0
    if data.find(b"<!", start) < 0 and data.find(b"<?", start) < 0:
        return data
    blank = data[:start] + _HIDDEN.sub(lambda found: b" " * len(found[0]), data[start:])
    if b"<!" in blank[start:] or b"<?" in blank[start:]:
        raise Unclear("it holds a document type")
    return blank


def root(masked: bytes) -> bytes:
    """The name of the outermost element, prefix and all."""
    found = _ROOT.search(masked, masked.find(b"?>") + 1)
    if not found:
        raise Unclear("it has no root")
    name = found[1]
    if not masked[-200:].rstrip().endswith(b"</" + name + b">") and not tag(masked, name, found.start()).is_single_tag:
        raise Unclear("it is cut short")
    return name


def first(masked: bytes, name: bytes, start: int = 0, end: int | None = None) -> Element | None:
    """The first element of that (prefixed) name between two places."""
    end = len(masked) if end is None else end
    at = masked.find(b"<" + name, start, end)
    while at >= 0 and masked[at + len(name) + 1 : at + len(name) + 2] not in AFTER_NAME:
        at = masked.find(b"<" + name, at + 1, end)
    if at < 0:
        return None
    opened = tag(masked, name, at)
    if opened.is_single_tag:
        return opened
    closed = _patterns(name)[1].search(masked, opened.inner, end)
    if not closed:
        raise Unclear("a tag in it is never closed")
    return Element(at, opened.inner, closed.start(), closed.end(), opened.attributes)


def tag(masked: bytes, name: bytes, at: int) -> Element:
    """The first tag of the element that starts at a place, as if it held nothing more; `end` is its `inner` only for `<a/>`."""
    found = _patterns(name)[0].match(masked, at)
    if not found:
        raise Unclear("a tag in it can't be read")
    return Element(at, found.end(), found.end(), found.end() if found[2] else -1, found[1])


def every(masked: bytes, name: bytes, start: int = 0, end: int | None = None) -> Iterator[Element]:
    """All elements of that name between two places; none of them may hold another."""
    found = first(masked, name, start, end)
    while found:
        yield found
        found = first(masked, name, found.end, end)


def attributes(text: bytes) -> dict[bytes, str]:
    """The attributes of a tag, in their order."""
    return {name: unescape((double or single).decode()) for name, double, single in _ATTRIBUTE.findall(text)}


def with_attribute(tag: bytes, name: bytes, value: str) -> bytes:
    """The tag with an attribute changed or, where it has none of that name, added."""
    if attributes(tag).get(name) == value:
        return tag
    written = escape(value, quotes=True)
    changed, count = re.subn(rb"(?<=\s)" + name + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", lambda _: name + b'="' + written + b'"', tag, count=1)
    if count:
        return changed
    at = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:at].rstrip() + b" " + name + b'="' + written + b'"' + tag[at:]


def without_attribute(tag: bytes, name: bytes) -> bytes:
    """The tag without an attribute."""
    return re.sub(rb"\s+" + name + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", tag, count=1)


def escape(text: str, *, quotes: bool = False) -> bytes:
    """A text as XML holds it."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") if quotes else text).encode()


def unescape(text: str) -> str:
    """The text that XML holds: entities and CDATA resolved."""
    return _TEXT.sub(_plain, text) if "&" in text or "<" in text else text


def _plain(found: re.Match[str]) -> str:
    name = found[2]
    if name is None:
        return found[1] or ""
    if name.startswith("#"):
        return chr(int(name[2:], 16) if name.startswith("#x") else int(name[1:]))
    if name not in _ENTITIES:
        raise Unclear("it uses an entity of its own")
    return _ENTITIES[name]


@lru_cache(maxsize=64)
def _patterns(name: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    name = re.escape(name)
    return re.compile(rb"<" + name + rb"(" + ATTRIBUTES + rb")\s*(/?)>"), re.compile(rb"</" + name + rb"\s*>")
