"""The texts that the cells of a workbook share: those that no cell shows any more are blanked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from results_desk.edges.ooxml import xmlbytes
from results_desk.edges.ooxml.package import Package
from results_desk.edges.ooxml.relations import related

_SHOWN = re.compile(rb"<(?:[\w.-]+:)?c\s[^<>]*?\bt\s*=\s*[\"']s[\"'][^<>]*>\s*<(?:[\w.-]+:)?v(?:\s[^<>]*)?>\s*(\d+)\s*<")


def forget_unused(package: Package, book: str) -> None:
    """Blank the texts that no sheet of any kind shows. `book` is the workbook's part."""
    sheets = [data for name in package.names if name.endswith(".xml") and b"sheetData" in (data := package.read(name))]
    for part in related(package, book, "sharedStrings"):
        package.write(part, blanked(package.read(part), shown(sheets)))


def shown(sheets: Iterable[bytes]) -> set[int]:
    """The numbers of the texts that the cells of these sheets show."""
    return {int(number) for sheet in sheets for number in _SHOWN.findall(xmlbytes.mask(sheet))}


def blanked(data: bytes, kept: set[int]) -> bytes:
    """The part of shared texts with all but these empty; every text keeps its number."""
    masked = xmlbytes.mask(data)
    prefix = xmlbytes.root(masked)[: -len(b"sst")]
    empty = b"<%bsi><%bt/></%bsi>" % (prefix, prefix, prefix)
    pieces, at = [], 0
    for number, text in enumerate(xmlbytes.every(masked, prefix + b"si")):
        if number not in kept:
            pieces += [data[at : text.start], empty]
            at = text.end
    return b"".join((*pieces, data[at:]))
