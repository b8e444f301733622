"""The parts of a package, looked at and changed by hand: what other programs put into workbooks and our code has to live with."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"
TABLE = "xl/tables/table1.xml"
WORKBOOK = "xl/workbook.xml"

Change = bytes | None | Callable[[bytes], bytes]
"""New content of a part, None to take it out, or what makes the new content of the old."""


def parts(path: Path) -> dict[str, bytes]:
    """Part name -> content."""
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def repack(path: Path, changes: Mapping[str, Change]) -> Path:
    """The file with parts changed, added or taken out. AssertionError when a change changes nothing."""
    held = parts(path)
    for name, change in changes.items():
        new = change(held[name]) if callable(change) else change
        assert new != held.get(name), f"{name} is as it was"
        if new is None:
            del held[name]
        else:
            held[name] = new
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in held.items():
            packed.writestr(name, data)
    return path


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """A change that puts one text in place of another, everywhere."""
    return lambda data: data.replace(old, new)


def cell(path: Path, place: str, sheet: str = SHEET) -> bytes:
    """The `<c>` element of a cell; b"" when there is none."""
    found = re.search(rb'<(?:\w+:)?c [^>]*?\br=["\']%b["\'][^>]*?(?:/>|>.*?</(?:\w+:)?c>)' % place.encode(), parts(path)[sheet], re.DOTALL)
    return found[0] if found else b""


OFFICE_PARTS: dict[str, bytes] = {
    "docMetadata/LabelInfo.xml": b'<?xml version="1.0"?><clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"/>',
    "customXml/item1.xml": b'<?xml version="1.0"?><p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata/properties"/>',
    "xl/persons/person.xml": b'<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>',
    "xl/threadedComments/threadedComment1.xml": b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>',
    "xl/slicers/slicer1.xml": b'<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"/>',
}
"""Parts that schools' workbooks have and that most libraries lose: sensitivity label, SharePoint columns, comment threads, slicers."""
EXTENSIONS = (
    b'<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    b'<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    b'<x14:cfRule type="dataBar" id="{1}"><x14:dataBar minLength="0" maxLength="100"><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/>'
    b"</x14:dataBar></x14:cfRule><xm:sqref>B5:B7</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)
"""A data bar of Excel 2010 on the first three rows of the first column of a sheet."""
