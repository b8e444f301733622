"""What the cell formats of a workbook say that matters for the height of its rows."""

from __future__ import annotations

from results_desk.edges.book.heights import SIZE
from results_desk.edges.ooxml import xmlbytes


def wrapping(data: bytes) -> dict[str, float]:
    """Of a styles part: the size of the letters in points, by the number of each cell format that wraps its text."""
    masked = xmlbytes.mask(data)
    prefix = xmlbytes.root(masked)[: -len(b"styleSheet")]
    fonts = xmlbytes.first(masked, prefix + b"fonts")
    formats = xmlbytes.first(masked, prefix + b"cellXfs")
    found = xmlbytes.every(masked, prefix + b"font", fonts.inner, fonts.close) if fonts else ()
    sizes = [_number(xmlbytes.first(masked, prefix + b"sz", font.inner, font.close)) for font in found]
    return {
        str(number): sizes[at] if (at := int(cell.get(b"fontId") or 0)) < len(sizes) else SIZE
        for number, cell in enumerate(xmlbytes.every(masked, prefix + b"xf", formats.inner, formats.close) if formats else ())
        if _wraps(xmlbytes.first(masked, prefix + b"alignment", cell.inner, cell.close))
    }


def _wraps(alignment: xmlbytes.Element | None) -> bool:
    return bool(alignment and alignment.get(b"wrapText") in ("1", "true"))


def _number(size: xmlbytes.Element | None) -> float:
    return float(size.get(b"val") or SIZE) if size else SIZE
