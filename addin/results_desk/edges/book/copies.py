"""Copies of what cells hold that a workbook keeps elsewhere: computed values, caches of charts, pivot tables and other workbooks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from results_desk.edges.book.areas import Area
from results_desk.edges.ooxml import xmlbytes
from results_desk.edges.ooxml.package import Package
from results_desk.edges.ooxml.relations import related, take_out

_COMPUTED = re.compile(
    rb"<(?P<p>(?:[\w.-]+:)?)c(?P<a>\s[^<>]*)>\s*(?P<f><(?P=p)f(?:\s[^<>]*)?(?:/>|>[^<]*</(?P=p)f>))\s*"
    rb"(?:<(?P=p)v(?:\s[^<>]*)?(?:/>|>[^<]*</(?P=p)v>))?\s*</(?P=p)c>"
)
_TYPE = re.compile(rb"\s+(?:t|vm)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_CACHED = re.compile(
    rb"<((?:\w+:)?(?:strCache|numCache|multiLvlStrCache|dlblRangeCache)|cx:lvl)(?:\s[^<>]*)?>.*?</\1\s*>", re.DOTALL
)
_OUTSIDE = re.compile(rb"<((?:\w+:)?(?:sheetDataSet|values))(?:\s[^<>]*)?>.*?</\1\s*>", re.DOTALL)
_PIVOT_ITEM = re.compile(rb"(<(?:\w+:)?)([sdn])((?:\s[^<>]*?)?\s)v=\"[^\"]*\"")
_PIVOT_RANGE = re.compile(rb"\b(minDate|maxDate|startDate|endDate|minValue|maxValue)=\"[^\"]*\"")
_FROM, _TO = b"1900-01-01T00:00:00", b"2000-01-01T00:00:00"
_RANGES = {b"minDate": _FROM, b"startDate": _FROM, b"maxDate": _TO, b"endDate": _TO, b"minValue": b"0", b"maxValue": b"1000000"}
_VIEW_FILTER = re.compile(rb"<((?:\w+:)?columnFilter)(?:\s[^<>]*?)?(?:/>|>.*?</\1\s*>)", re.DOTALL)


def without_computed(sheet: bytes) -> bytes:
    """A sheet whose formulas hold no value until something computes them."""
    return _COMPUTED.sub(_uncomputed, sheet)


def forget_caches(package: Package) -> None:
    """Empty what charts, links to other workbooks and named sheet views keep of cells' values: Excel fills it anew."""
    for name in package.names:
        folder = name.casefold()
        for start, pattern in (("xl/charts/", _CACHED), ("xl/externallinks/", _OUTSIDE), ("xl/namedsheetviews/", _VIEW_FILTER)):
            if folder.startswith(start) and folder.endswith(".xml"):
                _put(package, name, pattern.sub(b"", package.read(name)))


def forget_pivots(package: Package, book: str, sheets: Iterable[str]) -> dict[str, list[Area]]:
    """Have pivot tables read their rows anew when Excel opens the workbook. Returns where each sheet (part) shows old ones."""
    for cache in related(package, book, "pivotCacheDefinition"):
        for records in related(package, cache, "pivotCacheRecords"):
            take_out(package, cache, records)
        _put(package, cache, _unfilled(package.read(cache)))
    return {sheet: areas for sheet in sheets if (areas := [_shown(package.read(part)) for part in related(package, sheet, "pivotTable")])}


def forget_leavings(package: Package, book: str) -> None:
    """Take out the picture of the first page, and the list of changes that a workbook shared the old way keeps."""
    for part in related(package, "", "thumbnail"):
        take_out(package, "", part)
    for headers in related(package, book, "revisionHeaders"):
        for log in related(package, headers, "revisionLog"):
            take_out(package, headers, log)
        take_out(package, book, headers)


def _uncomputed(cell: re.Match[bytes]) -> bytes:
    prefix, formula = cell["p"], cell["f"]
    return b"<" + prefix + b"c" + _TYPE.sub(b"", cell["a"]) + b">" + formula + b"</" + prefix + b"c>"


def _unfilled(definition: bytes) -> bytes:
    """A pivot table's memory without records, its words replaced by numbers: as many as before, for the tables point at them."""
    masked = xmlbytes.mask(definition)
    root = xmlbytes.first(masked, xmlbytes.root(masked))
    assert root is not None
    named = [name for name in xmlbytes.attributes(root.attributes) if name.endswith(b":id")]
    tag = xmlbytes.without_attribute(definition[root.start : root.inner], named[0] if named else b"r:id")
    for name, value in ((b"refreshOnLoad", "1"), (b"saveData", "0"), (b"missingItemsLimit", "0")):
        tag = xmlbytes.with_attribute(tag, name, value)
    for name in (b"refreshedBy", b"refreshedDate", b"refreshedDateIso", b"recordCount"):
        tag = xmlbytes.without_attribute(tag, name)
    return definition[: root.start] + tag + _PIVOT_RANGE.sub(_range, _numbered(definition[root.inner :]))


def _numbered(data: bytes) -> bytes:
    counter = iter(range(1, len(data)))

    def item(found: re.Match[bytes]) -> bytes:
        number = next(counter)
        day = f"19{number // 300 % 100:02}-{number // 25 % 12 + 1:02}-{number % 25 + 1:02}T00:00:00"
        return found[1] + found[2] + found[3] + b'v="' + (day if found[2] == b"d" else str(number)).encode() + b'"'

    return _PIVOT_ITEM.sub(item, data)


def _range(found: re.Match[bytes]) -> bytes:
    return found[1] + b'="' + _RANGES[found[1]] + b'"'


def _shown(pivot: bytes) -> Area:
    """The cells a pivot table stands in, with its page filters above."""
    masked = xmlbytes.mask(pivot)
    location = xmlbytes.first(masked, xmlbytes.root(masked)[: -len(b"pivotTableDefinition")] + b"location")
    area = Area.parse(location.get(b"ref") or "") if location else None
    if location is None or area is None:
        raise xmlbytes.Unclear("a pivot table in it has no place")
    pages = int(location.get(b"rowPageCount") or 0)
    return Area(area.left, max(1, area.top - pages - 1) if pages else area.top, area.right, area.bottom)


def _put(package: Package, part: str, data: bytes) -> None:
    if data != package.read(part):
        package.write(part, data)
