"""Three hundred workbooks that others made, one cell of each edited: every other part keeps its bytes, and nothing new is wrong with them.

The bytes are compared in all of them. The Open XML SDK and LibreOffice look at every twentieth, or at all where LOSSLESS=all is set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import libreoffice
import pytest
from gallery import from_xlsxwriter, hand_written
from office import to_xlsx, validator_errors
from python_calamine import CalamineWorkbook

from results_desk.edges.book.files import ClosedBook

KEY = ("aqa.csv", "2", "Grade", "message 2", "")
TYPED = "=1+1 & <so>"
"""What is written into the one cell: a text that must stay one."""
LOOKED_AT = 1 if os.environ.get("LOSSLESS") == "all" else 20
RESAVED = 72
"""Workbooks that LibreOffice opens and saves, to be edited afterwards."""

Kept = dict[str, tuple[int, int, bytes]]


def made(folder: Path) -> Iterator[tuple[str, Path]]:
    """Name and file of every workbook: XlsxWriter's, those that LibreOffice saved, and those written by hand."""
    written = list(from_xlsxwriter(folder))
    yield from written
    saved = written[:: max(1, len(written) // RESAVED)][:RESAVED]
    for (name, _), path in zip(saved, to_xlsx([path for _, path in saved], folder / "saved"), strict=True):
        yield f"{name}, saved by LibreOffice", path
    yield from hand_written(folder)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Path, Path]]:
    """Name, the file as it was, and the file after the edit."""
    folder = tmp_path_factory.mktemp("gallery")
    (folder / "edited").mkdir()
    found = []
    for number, (name, path) in enumerate(made(folder)):
        after = folder / "edited" / f"{number} results.xlsx"
        after.write_bytes(path.read_bytes())
        book = ClosedBook.open(after)
        assert book.table("Problems").update({KEY: {"Way out": TYPED}}) == [], name
        assert book.commit(None), name
        found.append((name, path, after))
    return found


def parts(path: Path) -> Kept:
    """Part name -> checksum, compressed size and content."""
    with ZipFile(path) as packed:
        return {info.filename: (info.CRC, info.compress_size, packed.read(info)) for info in packed.infolist()}


def sheet_of(path: Path) -> str:
    """The part of the table's sheet, by the relationships of the workbook."""
    place = ClosedBook.open(path).place("Problems")
    return place.sheet.part


def test_three_hundred_workbooks(edited: list[tuple[str, Path, Path]]) -> None:
    names = [name for name, _, _ in edited]

    assert len(names) >= 300 and len(set(names)) == len(names)


def test_every_other_part_keeps_its_bytes(edited: list[tuple[str, Path, Path]]) -> None:
    wrong = []
    for name, before, after in edited:
        old, new = parts(before), parts(after)
        sheet = sheet_of(before)
        changed = {part for part in old.keys() | new.keys() if old.get(part) != new.get(part)}
        if changed - _told_to_compute(old) != {sheet} or list(old) != list(new):
            wrong.append(f"{name}: {sorted(changed)}")

    assert wrong == []


def _told_to_compute(old: Kept) -> set[str]:
    """A workbook with formulas is told to compute them when it is opened: that stands in its workbook part."""
    formulas = any(b"<f" in data for name, (_, _, data) in old.items() if name.startswith("xl/worksheets/"))
    return {"xl/workbook.xml"} if formulas else set()


def test_only_the_one_cell_of_the_sheet_is_another(edited: list[tuple[str, Path, Path]]) -> None:
    wrong = []
    for name, before, after in edited:
        old, new = (values(path) for path in (before, after))
        different = {(row, column) for row in range(max(len(old), len(new))) for column in range(_width(old, new))
                     if _at(old, row, column) != _at(new, row, column)}  # fmt: skip
        if len(different) != 1 or {_at(new, *place) for place in different} != {TYPED}:
            wrong.append(f"{name}: {sorted(different)[:5]}")

    assert wrong == []


def test_the_standard_finds_nothing_new_wrong(edited: list[tuple[str, Path, Path]]) -> None:
    looked_at = edited[::LOOKED_AT]
    found = validator_errors([after for _, _, after in looked_at])
    doubtful = [(name, before, after) for name, before, after in looked_at if found[after]]
    already = validator_errors([before for _, before, _ in doubtful])
    new = {name: sorted(set(found[after]) - set(already[before])) for name, before, after in doubtful}

    assert {name: errors for name, errors in new.items() if errors} == {}


def test_libreoffice_reads_the_new_value(edited: list[tuple[str, Path, Path]]) -> None:
    missing = []
    for name, _, after in edited[::LOOKED_AT]:
        document = libreoffice.load(after)
        missing += [] if any(TYPED in row for row in libreoffice.values(document, "Problems")) else [name]
        document.close(True)

    assert missing == []


def values(path: Path) -> list[list[Any]]:
    """The sheet of problems, as another reader sees it."""
    return CalamineWorkbook.from_path(path).get_sheet_by_name("Problems").to_python(skip_empty_area=False)


def _width(*sheets: list[list[Any]]) -> int:
    return max((len(row) for sheet in sheets for row in sheet), default=0)


def _at(sheet: list[list[Any]], row: int, column: int) -> object:
    return sheet[row][column] if row < len(sheet) and column < len(sheet[row]) else ""
