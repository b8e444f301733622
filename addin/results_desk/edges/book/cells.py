"""One cell of a sheet's XML: read as it stands, and given a value without losing its style or formula."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from math import isfinite

from results_desk.edges.book.values import as_text, clean, is_blank, serial
from results_desk.edges.ooxml import xmlbytes

LONGEST_TEXT = 32_767
"""Excel's limit for the text of one cell, in UTF-16 units."""
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Cell:
    """A cell but for its place. `formula` is its whole `<f>` element, `content` what follows; both as bytes of the file.

    `prefix` stands before the names of its elements, as everywhere in its sheet.
    """

    prefix: bytes
    attributes: Mapping[bytes, str]
    formula: bytes = b""
    content: bytes = b""

    @classmethod
    def blank(cls, prefix: bytes, style: str | None) -> Cell:
        """An empty cell."""
        return cls(prefix, {b"s": style} if style else {})

    @property
    def is_empty(self) -> bool:
        """Whether it shows nothing: neither value nor formula."""
        return not self.formula and not self.content

    @property
    def style(self) -> str | None:
        """The number of its style; None where it has the sheet's plain one."""
        return self.attributes.get(b"s")

    def formula_text(self) -> str:
        """The formula without its "="; blank when there is none or it is kept with another cell."""
        found = re.fullmatch(rb"<[^>]*[^/]>(.*)</[^>]*>", self.formula, re.DOTALL)
        return xmlbytes.unescape(found[1].decode()) if found else ""

    def formula_is_shared(self) -> bool:
        """Whether other cells hang on its formula, or it on theirs, so that it can't be moved or taken away alone."""
        return bool(re.match(rb"<[^>]*\st\s*=\s*[\"'](?:shared|array|dataTable)", self.formula))


    @cached_property
    def behind_name(self) -> bytes:
        """Its element from the end of its name on."""
        start = b"".join(b" " + name + b'="' + xmlbytes.escape(value, quotes=True) + b'"' for name, value in self.attributes.items())
        inside = self.formula + self.content
        return b'"' + start + (b">" + inside + b"</" + self.prefix + b"c>" if inside else b"/>")


def read(data: bytes, masked: bytes, found: xmlbytes.Element, prefix: bytes) -> Cell:
    """The cell that a `<c>` element holds."""
    formula = xmlbytes.first(masked, prefix + b"f", found.inner, found.close)
    end = formula.end if formula else found.inner
    kept = {name: value for name, value in xmlbytes.attributes(found.attributes).items() if name != b"r"}
    return Cell(prefix, kept, data[formula.start : end] if formula else b"", data[end : found.close].strip())


def render(cell: Cell, place: bytes) -> bytes:
    """The `<c>` element of a cell."""
    return b"<" + cell.prefix + b'c r="' + place + cell.behind_name


def with_value(cell: Cell, value: object, from_1904: bool) -> Cell:
    """The cell with another value; a formula stays and gets it as its last computed one."""
    kind, content = _content(value, cell.prefix, from_1904, computed=bool(cell.formula))
    dropped = (b"t", b"vm") if cell.formula else (b"t", b"vm", b"cm")
    attributes = {name: old for name, old in cell.attributes.items() if name not in dropped}
    if kind:
        attributes[b"t"] = kind
    return Cell(cell.prefix, attributes, cell.formula, content)


def with_formula(cell: Cell, formula: str, array_at: str = "") -> Cell:
    """The cell with this formula (no "=") and no computed value yet; `array_at` is its place where it is an array formula."""
    kind = f' t="array" ref="{array_at}"'.encode() if array_at else b""
    element = b"<" + cell.prefix + b"f" + kind + b">" + xmlbytes.escape(formula) + b"</" + cell.prefix + b"f>"
    return replace(without_value(cell), formula=element)


def with_content_of(cell: Cell, other: Cell) -> Cell:
    """The cell with what another one shows."""
    kind = {name: value for name, value in other.attributes.items() if name == b"t"}
    attributes = {name: value for name, value in cell.attributes.items() if name not in (b"t", b"vm")}
    return Cell(cell.prefix, {**attributes, **kind}, cell.formula, other.content)


def without_value(cell: Cell) -> Cell:
    """The empty cell that is left: its style."""
    return Cell.blank(cell.prefix, cell.style)


def _content(value: object, prefix: bytes, from_1904: bool, computed: bool) -> tuple[str, bytes]:
    """The type of a value and the element that holds it."""
    if isinstance(value, date | datetime | time | timedelta):
        days = serial(value, from_1904)
        value = as_text(value) if days is None else days
    if is_blank(value):
        return ("str", _element(b"v", b"", prefix)) if computed else ("", b"")
    if isinstance(value, bool):
        return "b", _element(b"v", b"1" if value else b"0", prefix)
    if isinstance(value, int | float | Decimal):
        if not isfinite(value):
            raise ValueError(f"{value} is no number for a cell")
        return "", _element(b"v", (format(value, "f") if isinstance(value, Decimal) else repr(value)).encode(), prefix)
    text = _escaped(clean(str(value)))
    if computed:
        return "str", _element(b"v", text, prefix)
    return "inlineStr", _element(b"is", _element(b"t", text, prefix, b' xml:space="preserve"'), prefix)


def _escaped(text: str) -> bytes:
    """A text as Excel writes it: what looks like its own escapes is escaped, and so is a carriage return."""
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return xmlbytes.escape(text.replace("\r", "_x000D_"))


def _element(name: bytes, inside: bytes, prefix: bytes, attributes: bytes = b"") -> bytes:
    return b"<" + prefix + name + attributes + b">" + inside + b"</" + prefix + name + b">"
