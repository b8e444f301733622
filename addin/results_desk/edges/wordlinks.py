"""What a letter would fetch from elsewhere when somebody opens it: such a template is refused before anything is written with it."""

from __future__ import annotations

import re
from pathlib import Path

from results_desk.edges.package import Package
from results_desk.errors import DeskError

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_OUTSIDE = re.compile(rb"\bTargetMode\s*=\s*[\"']\s*External", re.IGNORECASE)
_HYPERLINK = re.compile(rb"\bType\s*=\s*[\"'][^\"']*/hyperlink\s*[\"']")
_FIELD = re.compile(
    rb"<(?:\w+:)?instrText(?:\s[^<>]*)?>([^<]*)<|<(?:\w+:)?fldSimple\s[^<>]*\binstr\s*=\s*(?:\"([^\"]*)\"|'([^']*)')|(<(?:\w+:)?p[\s>/])"
)
_FETCHES = re.compile(rb"\s*\\?\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON|RD)\b", re.IGNORECASE)


def require_nothing_outside(template: Path) -> None:
    """DeskError when a template takes a picture, a text, a template or data from another place, or starts a program or macro.

    Links that a reader may click stay. What is no zip is left to whoever reads it.
    """
    data = _bytes(template)
    if not data.startswith(b"PK\x03\x04"):
        return
    package = Package.of(template.name, data)
    for name in package.names:
        if name.casefold().endswith(".rels"):
            found = [relation for relation in _RELATION.findall(package.read(name)) if _OUTSIDE.search(relation)]
            if any(not _HYPERLINK.search(relation) for relation in found):
                raise _refusal(template, "takes a picture, a template or another part of it from a place outside the file")
        elif name.casefold().endswith(".xml") and any(map(_FETCHES.match, _fields(package.read(name)))):
            raise _refusal(template, "holds a field that takes something from another file or starts a program")
        elif name.casefold().endswith("vbaproject.bin"):
            raise _refusal(template, "holds macros")


def _bytes(template: Path) -> bytes:
    try:
        return template.read_bytes()
    except OSError:
        return b""  # whoever reads it says what is wrong


def _fields(part: bytes) -> list[bytes]:
    """The instructions of the fields of a part; one that stands in several pieces is put together as far as its paragraph goes."""
    found = [b""]
    for text, double, single, paragraph in _FIELD.findall(part):
        if paragraph or double or single:
            found += [double or single, b""]
        else:
            found[-1] += text
    return found


def _refusal(template: Path, what: str) -> DeskError:
    return DeskError(f"The letter {template.name} {what}, so it is not used: open it in Word, put that into the letter itself, save it.")
