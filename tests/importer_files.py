"""Files for the tests of the importers: tables written as text in any encoding, small workbooks, damaged and hostile archives."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

AQA = [
    "Series Year", "Series Code", "Candidate Number", "Candidate Name", "Entry Code", "Entry Title (and Suffix)", "Result Grade",
    "Result Mark", "Result Status Notes", "Component Code", "Component Title", "Component Moderated Mark",
]  # fmt: skip
HAND = ["Candidate number", "Awarding body", "Entry code", "Grade"]

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Results">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def text(rows: Iterable[Sequence[str]], delimiter: str = ",", newline: str = "\r\n") -> str:
    """A table as csv writes it."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return buffer.getvalue()


def aqa_row(number: int, grade: str = "7", **changes: str) -> list[str]:
    """A right row of an AQA file; `changes` name headings with _ for spaces."""
    row = dict(zip(AQA, ["2024", "6A", f"{number:04d}", "SURNAME:ANNA", "8700", "GCSE", grade, "9", "", "8700/1", "P1", "5"], strict=True))
    for name, value in changes.items():
        row[name.replace("_", " ")] = value
    return list(row.values())


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """A file with this content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def book(path: Path, sheets: Mapping[str, Iterable[Sequence[object]]], formats: Mapping[str, str] | None = None) -> Path:
    """A workbook; `formats` gives number formats by cell (`A2`), on its first sheet."""
    import openpyxl

    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for cell, number_format in (formats or {}).items():
        made.worksheets[0][cell].number_format = number_format
    made.save(path)
    return path


def archive(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A zip archive of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def changed(path: Path, part: str, content: str | bytes) -> Path:
    """The archive with one part put in or replaced."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return archive(path, {**parts, part: content})


def ods(path: Path, rows_xml: str) -> Path:
    """An OpenDocument spreadsheet with these table rows."""
    return archive(path, {"mimetype": ODS_TYPE, "content.xml": _ODS.format(rows_xml)})


def ods_cell(value: str, kind: str = "string", attributes: str = "", shown: str | None = None) -> str:
    """One cell as LibreOffice writes it."""
    at = {"float": f' office:value="{value}"', "date": f' office:date-value="{value}"'}.get(kind, "")
    paragraph = f"<text:p>{value if shown is None else shown}</text:p>"
    return f'<table:table-cell office:value-type="{kind}"{at} {attributes}>{paragraph}</table:table-cell>'


def ods_row(*cells: str, attributes: str = "") -> str:
    """One row of cells."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"
