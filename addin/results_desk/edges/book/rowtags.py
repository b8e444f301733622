"""The tag of one row of a sheet's XML, with another height, span or none of either."""

from __future__ import annotations

import re
from collections.abc import Collection

from results_desk.edges.ooxml import xmlbytes


def tall(row: bytes, points: float | None) -> bytes:
    """A row's element with another height."""
    end = xmlbytes.tag(row, row[1 : re.search(rb"[\s/>]", row).start()], 0).inner  # type: ignore[union-attr]
    tag = row[:end]
    return (xmlbytes.without_attribute(tag, b"ht") if points is None else xmlbytes.with_attribute(tag, b"ht", f"{points:g}")) + row[end:]


def spanning(tag: bytes, columns: Collection[int]) -> bytes:
    """The row's tag, its note of the columns in use grown to hold these."""
    noted = xmlbytes.attributes(tag).get(b"spans", "")
    ends = [int(end) for part in noted.split() for end in part.split(":") if end.isdecimal()]
    if not ends or not columns or (min(ends) <= min(columns) and max(columns) <= max(ends)):
        return tag
    return xmlbytes.with_attribute(tag, b"spans", f"{min(*ends, *columns)}:{max(*ends, *columns)}")


def bare(tag: bytes) -> bytes:
    """The row's tag without what was said of its height and of its being shown."""
    for name in (b"ht", b"customHeight", b"hidden"):
        tag = xmlbytes.without_attribute(tag, name)
    return tag
