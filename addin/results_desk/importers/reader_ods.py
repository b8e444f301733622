"""OpenDocument spreadsheets -> grids of text, read from their XML, with repeated rows and cells written out as far as they hold text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, iterparse

from results_desk.importers import archive
from results_desk.importers.reader_workbook import BLANK, Cell, Rows

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MAX_REPEAT = 1_048_576
_MAX_COLUMNS = 16_384


def grids(data: bytes) -> Iterator[tuple[str, Rows]]:
    """The sheets of a checked archive, each with its rows, which must be taken before the next sheet."""
    events = iterparse(io.BytesIO(archive.part(data, "content.xml")), ("start", "end"))
    for event, element in events:
        if event == "start" and element.tag == _TABLE + "table":
            yield element.get(_TABLE + "name", ""), _rows(events)


def _rows(events: Iterator[tuple[str, Element]]) -> Rows:
    """Blank rows wait until a row with text follows: the last ones of a sheet are repeated a million times."""
    blanks = 0
    for event, element in events:
        if event == "end" and element.tag == _TABLE + "table":
            return
        if event == "start" or element.tag != _TABLE + "table-row":
            continue
        cells, repeat = list(_cells(element)), _repeat(element, "rows")
        element.clear()
        if not cells:
            blanks += repeat
            continue
        yield from ([] for _ in range(blanks))
        yield from (cells for _ in range(repeat))
        blanks = 0


def _cells(row: Element) -> Iterator[Cell]:
    """The cells of a row, blank ones at its end left out. ValueError when it is wider than any spreadsheet."""
    position = blanks = 0
    for element in row:
        if element.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            continue
        repeat, cell = _repeat(element, "columns"), _cell(element)
        position += repeat
        if not cell[0]:
            blanks += repeat
            continue
        if position > _MAX_COLUMNS:
            raise ValueError
        yield from [BLANK] * blanks
        yield from [cell] * repeat
        blanks = 0


def _repeat(element: Element, what: str) -> int:
    return min(int(element.get(f"{_TABLE}number-{what}-repeated", "1")), _MAX_REPEAT)


def _cell(element: Element) -> Cell:
    """What the cell shows, where that is only digits (leading zeros); else its number, its ISO day, or its text."""
    kind = element.get(_OFFICE + "value-type", "")
    shown = "\n".join(_shown(paragraph) for paragraph in element.findall(_TEXT + "p"))
    if kind == "date":
        day = element.get(_OFFICE + "date-value", shown)
        return day.removesuffix("T00:00:00"), True
    if kind == "time":
        return shown, True
    if kind in ("float", "percentage", "currency"):
        value = element.get(_OFFICE + "value", shown)
        same = shown.isdecimal() and shown.lstrip("0") == value.lstrip("0")
        return (shown if same else value.removesuffix(".0")), False
    return shown, False


def _shown(paragraph: Element) -> str:
    """The text of a paragraph; OpenDocument writes runs of spaces, tabs and line breaks as elements."""
    text = paragraph.text or ""
    for child in paragraph:
        if child.tag == _TEXT + "s":
            text += " " * min(int(child.get(_TEXT + "c", "1")), 50)
        elif child.tag in (_TEXT + "tab", _TEXT + "line-break"):
            text += "\t" if child.tag.endswith("tab") else "\n"
        else:
            text += _shown(child)
        text += child.tail or ""
    return text
