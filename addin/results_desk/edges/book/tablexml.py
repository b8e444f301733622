"""The part of a package that describes one Excel table: its area, its headings and the formulas of its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from results_desk.edges.book.areas import Area, Resize
from results_desk.edges.ooxml import xmlbytes
from results_desk.edges.ooxml.xmlbytes import Element, Unclear

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SORTED = re.compile(rb"<(?:[\w.-]+:)?(?:autoFilter|sortState|sortCondition)(?=\s)" + xmlbytes.ATTRIBUTES + rb"\s*/?>")
_FILTER = re.compile(rb"<((?:[\w.-]+:)?filterColumn)(" + xmlbytes.ATTRIBUTES + rb")\s*>.*?</\1\s*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table: its place in the sheet, heading, and formula without "=" (blank: none)."""

    number: int
    heading: str
    formula: str = ""
    is_array: bool = False


class TableXml:
    """One state of a table part. Raises `Unclear` when it lacks what a table needs.

    `area` is all of it; `first` and `last` are its rows of data, without headings and totals.
    """

    def __init__(self, data: bytes) -> None:
        """Read it."""
        self.data = data
        self._masked = xmlbytes.mask(data)
        name = xmlbytes.root(self._masked)
        root = xmlbytes.first(self._masked, name)
        area = Area.parse(root.get(b"ref") or "") if root else None
        if root is None or area is None:
            raise Unclear("a table in it has no area")
        self._prefix = name[: -len(b"table")]
        self._root = root
        self.area = area
        self.name = root.get(b"displayName") or root.get(b"name") or ""
        self.has_headings = root.get(b"headerRowCount") in (None, "1")
        self.has_totals = root.get(b"totalsRowCount") not in (None, "0")
        self.first = area.top + self.has_headings
        self.last = area.bottom - self.has_totals

    @cached_property
    def columns(self) -> tuple[TableColumn, ...]:
        """The columns, left to right."""
        found = xmlbytes.every(self._masked, self._prefix + b"tableColumn")
        return tuple(self._column(number, element) for number, element in enumerate(found, self.area.left))

    def resized(self, resize: Resize) -> bytes:
        """The part for the same table with another last row."""
        end = self._root.inner
        tag = xmlbytes.with_attribute(self.data[self._root.start : end], b"ref", resize.of(str(self.area)))
        for name in (b"insertRow", b"insertRowShift"):
            tag = xmlbytes.without_attribute(tag, name)
        rest = _SORTED.sub(lambda found: _with_area(found[0], resize), self.data[end:])
        return self.data[: self._root.start] + tag + rest

    def unfiltered(self) -> TableXml:
        """The same table with no filter set."""
        return TableXml(_FILTER.sub(b"", self.data))

    def _column(self, number: int, element: Element) -> TableColumn:
        found = xmlbytes.first(self._masked, self._prefix + b"calculatedColumnFormula", element.inner, element.close)
        formula = xmlbytes.unescape(self.data[found.inner : found.close].decode()) if found else ""
        heading = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), element.get(b"name") or "")
        return TableColumn(number, heading, formula, bool(found and found.get(b"array") in ("1", "true")))


def _with_area(tag: bytes, resize: Resize) -> bytes:
    area = xmlbytes.attributes(tag).get(b"ref")
    return xmlbytes.with_attribute(tag, b"ref", resize.of(area)) if area else tag
