"""What a sheet says of areas of cells: conditional formats, validations and the like."""

from __future__ import annotations

import re

from results_desk.edges.book.areas import Resize
from results_desk.edges.ooxml import xmlbytes

_REGION = re.compile(
    rb"<(?:[\w.-]+:)?(?:conditionalFormatting|dataValidation|ignoredError|protectedRange)(?=\s)" + xmlbytes.ATTRIBUTES + rb"\s*/?>"
)
_AREAS = re.compile(rb"(<(?:[\w.-]+:)?sqref>)([^<]*)")


def resized(data: bytes, resize: Resize) -> bytes:
    """What follows a sheet's cells, with the areas of a table's columns ending where the table will."""
    data = _REGION.sub(lambda found: _with_areas(found[0], resize), data)
    return _AREAS.sub(lambda found: found[1] + resize.of(found[2].decode()).encode(), data)


def _with_areas(tag: bytes, resize: Resize) -> bytes:
    areas = xmlbytes.attributes(tag).get(b"sqref")
    moved = resize.of(areas) if areas else areas
    return tag if moved is None or moved == areas else xmlbytes.with_attribute(tag, b"sqref", moved)
