"""The parts that hold a workbook together: its sheets, named cells, relationships, and what tells Excel to compute."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from results_desk.edges.book import tablecells
from results_desk.edges.book.areas import Area
from results_desk.edges.book.styles import wrapping
from results_desk.edges.ooxml import xmlbytes
from results_desk.edges.ooxml.package import Package
from results_desk.edges.ooxml.relations import related, relations, take_out
from results_desk.errors import DeskError
from results_desk.tables import DESK_ID

_STRICT = b"http://purl.oclc.org/ooxml/"
_PRINTED = re.compile(r"(.+!\$A(?:\$1)?:\$)[A-Z]+((?:\$1048576)?)")
"""A print area of whole columns from the first on."""
_PLACE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)")
_BEFORE_NAMES = (b"externalReferences", b"functionGroups", b"sheets")
_BEFORE_CALC = (b"definedNames", *_BEFORE_NAMES)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name, as on its tab, and its part."""

    name: str
    part: str


class BookXml:
    """What a package's workbook part says, and the two things an edit changes there."""

    def __init__(self, package: Package) -> None:
        """Find the workbook part. DeskError when the package is no workbook, or one that can't be edited safely."""
        self._package = package
        mains = related(package, "", "officeDocument")
        self._part = mains[0] if mains else ""
        if self._part.endswith(".bin"):
            raise DeskError(f"{package.file} is a binary workbook: open it in Excel and save it as Excel Workbook (.xlsx).")
        data = package.read(self._part) if package.find(self._part) else b""
        if _STRICT in data:
            raise DeskError(f"{package.file} is saved as Strict Open XML: open it in Excel and save it as Excel Workbook (.xlsx).")
        masked = xmlbytes.mask(data)
        if not data or not xmlbytes.root(masked).endswith(b"workbook"):
            raise DeskError(
                f"{package.file} is not an Excel workbook, whatever its name says: put the right file there, "
                "or copy the last good one from the backups folder."
            )
        self._prefix = xmlbytes.root(masked)[: -len(b"workbook")]

    @property
    def part(self) -> str:
        """The name of the workbook part."""
        return self._part

    @property
    def desk_id(self) -> str:
        """The desk it belongs to, kept as a name that stands for a text; blank when there is none."""
        data, masked = self._workbook()
        held = self._desk_id(masked)
        return xmlbytes.unescape(data[held.inner : held.close].decode()).strip().strip('"') if held else ""

    def set_desk_id(self, desk_id: str) -> bool:
        """Say which desk it belongs to, in a name that the Name Manager does not show. False when it says so already."""
        if desk_id == self.desk_id:
            return False
        data, masked = self._workbook()
        tag = self._prefix + b"definedName"
        name = b"<%b name=\"%b\" hidden=\"1\">\"%b\"</%b>" % (tag, DESK_ID.encode(), xmlbytes.escape(desk_id), tag)
        held, names = self._desk_id(masked), xmlbytes.first(masked, tag + b"s")
        if held:
            start, end = held.start, held.end
        elif names and not names.is_single_tag:
            start = end = names.close
        else:
            name = b"<%bs>%b</%bs>" % (tag, name, tag)
            before = (xmlbytes.first(masked, self._prefix + kind) for kind in _BEFORE_NAMES)
            start, end = (names.start, names.end) if names else (next(element.end for element in before if element),) * 2
        self._package.write(self._part, data[:start] + name + data[end:])
        return True

    @property
    def constants(self) -> list[str]:
        """The names that stand for a text or a number in place of cells, but for the one that is ours."""
        data, masked = self._workbook()
        found = xmlbytes.every(masked, self._prefix + b"definedName")
        named = ((name.get(b"name") or "", data[name.inner : name.close].strip()) for name in found)
        named = ((name, content) for name, content in named if name.casefold() != DESK_ID)
        return [name for name, content in named if re.fullmatch(rb"-?[\d.]+|\"[^\"]*\"|&quot;.*|\{.*", content, re.DOTALL)]

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The worksheets, in the order of their tabs."""
        _, masked = self._workbook()
        named = relations(self._package, self._part)
        targets = {each.key: part for each in named if each.kind == "worksheet" and (part := self._package.find(each.part))}
        found = ((element.get(b"name"), _relation_of(element)) for element in xmlbytes.every(masked, self._prefix + b"sheet"))
        return tuple(Sheet(name, targets[key]) for name, key in found if name and key in targets)

    @cached_property
    def tables(self) -> dict[str, tuple[Sheet, str]]:
        """The sheet and part of every table, by the part's name."""
        return {part: (sheet, part) for sheet in self.sheets for part in related(self._package, sheet.part, "table")}

    @cached_property
    def from_1904(self) -> bool:
        """Whether its days count from 1904, as old Excel for Mac had it."""
        found = xmlbytes.first(self._workbook()[1], self._prefix + b"workbookPr")
        return bool(found and found.get(b"date1904") in ("1", "true"))

    @cached_property
    def wrapping(self) -> dict[str, float]:
        """The size of the letters in points, by the number of each cell format that wraps its text."""
        parts = related(self._package, self._part, "styles")
        return wrapping(self._package.read(parts[0])) if parts else {}

    def named_cell(self, name: str) -> tuple[Sheet, int, int]:
        """Sheet, row and column of a named cell. DeskError when the name is not there or is not one cell's."""
        data, masked = self._workbook()
        for element in xmlbytes.every(masked, self._prefix + b"definedName"):
            if (element.get(b"name") or "").casefold() == name.casefold() and element.get(b"localSheetId") is None:
                found = _PLACE.fullmatch(xmlbytes.unescape(data[element.inner : element.close].decode()).strip())
                area = Area.parse(found[3]) if found else None
                sheet = found and (found[1] or "").replace("''", "'") or found and found[2]
                for candidate in self.sheets:
                    if area and candidate.name == sheet and (area.left, area.top) == (area.right, area.bottom):
                        return candidate, area.top, area.left
                raise tablecells.no_single_cell(self._package.file, name)
        raise tablecells.no_cell(self._package.file, name)

    def print_up_to(self, sheet: Sheet, column: str) -> bool:
        """Let the print area of a sheet end with a column (its letters). False when it does, or is not one of whole columns from A on."""
        data, masked = self._workbook()
        names = [element.get(b"name") for element in xmlbytes.every(masked, self._prefix + b"sheet")]
        for element in xmlbytes.every(masked, self._prefix + b"definedName"):
            if element.get(b"name") == "_xlnm.Print_Area" and element.get(b"localSheetId") == str(names.index(sheet.name)):
                held = data[element.inner : element.close].decode()
                wanted = _PRINTED.sub(rf"\g<1>{column}\g<2>", held) if _PRINTED.fullmatch(held) else held
                if wanted != held:
                    self._package.write(self._part, data[: element.inner] + wanted.encode() + data[element.close :])
                return wanted != held
        return False

    def compute_on_opening(self) -> None:
        """Have Excel compute everything when it opens the workbook, if it has formulas and does not do so anyway."""
        data, masked = self._workbook()
        found = xmlbytes.first(masked, self._prefix + b"calcPr")
        if (found and found.get(b"fullCalcOnLoad") in ("1", "true")) or not self._has_formulas():
            return
        if found:
            start, end = found.start, found.inner
            tag = xmlbytes.with_attribute(data[start:end], b"fullCalcOnLoad", "1")
        else:
            before = (xmlbytes.first(masked, self._prefix + name) for name in _BEFORE_CALC)
            start = end = next(element.end for element in before if element)
            tag = b"<" + self._prefix + b'calcPr fullCalcOnLoad="1"/>'
        self._package.write(self._part, data[:start] + tag + data[end:])

    def forget_chain(self) -> None:
        """Take out the list of formula cells, for when one came or went: Excel makes it anew."""
        for part in related(self._package, self._part, "calcChain"):
            take_out(self._package, self._part, part)

    def _desk_id(self, masked: bytes) -> xmlbytes.Element | None:
        every = (name for name in xmlbytes.every(masked, self._prefix + b"definedName") if name.get(b"localSheetId") is None)
        return next((name for name in every if (name.get(b"name") or "").casefold() == DESK_ID), None)

    def _has_formulas(self) -> bool:
        if related(self._package, self._part, "calcChain"):
            return True
        sheets = (self._package.read(sheet.part) for sheet in self.sheets)
        return any((b"<f" in data or b":f" in data) and re.search(rb"<(?:[\w.-]+:)?f[\s>/]", data) for data in sheets)

    def _workbook(self) -> tuple[bytes, bytes]:
        data = self._package.read(self._part)
        return data, xmlbytes.mask(data)


def _relation_of(sheet: xmlbytes.Element) -> str:
    """The key of a sheet's relationship: the attribute `id` of the relationships' namespace, whatever its prefix."""
    return next((value for name, value in xmlbytes.attributes(sheet.attributes).items() if name.endswith(b":id")), "")
