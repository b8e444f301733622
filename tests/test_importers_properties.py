"""Whatever is written comes back as it was, and whatever comes in ends as a source or a refusal."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from importer_files import HAND, text, write
from importer_golden import samples

from results_desk import importers
from results_desk.errors import DeskError
from results_desk.importers import profiles
from results_desk.importers.headings import fold, may, need
from results_desk.importers.sheet import UNPRINTABLE, Source

HEADINGS = (need("one", "First column"), need("two", "Second column"), may("three", "Third column"))
ENCODINGS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "utf-16": "utf-16", "utf-16-le": "utf-16", "utf-16-be": "utf-16", "cp1252": "cp1252"}
PRINTABLE = st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\ufffe\uffff")
CHARACTERS = PRINTABLE | st.sampled_from('\n\r\t,;"0=+-@ ')
WINDOWS = st.sampled_from(string.printable[:95] + "\n\r\t" + "éèüÀ€’“”–ß") | st.sampled_from(',;"')
SAID = st.text(CHARACTERS, max_size=5) | st.sampled_from(["0042", "AQA", "8700", "7", "Total", "X"])


def tmp(examples: int = 100) -> settings:
    """Many examples share one folder: each writes its own file anew."""
    return settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples)


def cells(characters: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(st.text(characters, max_size=12), min_size=3, max_size=3), max_size=12)


def table(path: Path) -> tuple[Source, list[list[str]], list[int]]:
    source = importers.read_source(path)
    (found,) = source.tables(HEADINGS)
    return source, found.frame.to_numpy().tolist(), list(found.frame.index)


@tmp()
@given(
    rows=cells(CHARACTERS),
    encoding=st.sampled_from(sorted(ENCODINGS)),
    delimiter=st.sampled_from(",;\t"),
    newline=st.sampled_from(["\r\n", "\n"]),
    above=st.integers(0, 3),
)
@example(rows=[["", "", ""], ["\n", '"', ","]], encoding="utf-8", delimiter=",", newline="\n", above=1)
def test_a_table_comes_back_as_it_was_written(
    tmp_path: Path, rows: list[list[str]], encoding: str, delimiter: str, newline: str, above: int
) -> None:
    assume(newline == "\r\n" or not any("\r" in cell for row in rows for cell in row))  # csv of Python 3.11 writes that unquoted
    preamble = [["Results of the centre"]] * above
    content = text([*preamble, ["First column", "Second column", "Third column"], *rows], delimiter, newline)
    try:
        data = content.encode(encoding)
    except UnicodeEncodeError:
        assume(False)
    assume(encoding != "cp1252" or not re.search(rb"[\xc2-\xf4][\x80-\xbf]", data))
    assume(encoding != "cp1252" or not re.search(r"[^\x00-\x7f]", content) or not _is_utf8(data))

    source, read, numbers = table(write(tmp_path / "a.csv", data))

    assert read == rows
    assert numbers == list(range(above + 2, above + 2 + len(rows)))
    assert not source.sheets[0].unprintable


@tmp()
@given(rows=cells(WINDOWS), delimiter=st.sampled_from(",;\t"))
def test_windows_text_comes_back_as_it_was_written(tmp_path: Path, rows: list[list[str]], delimiter: str) -> None:
    content = text([["First column", "Second column", "Third column"], *rows], delimiter)
    data = content.encode("cp1252")
    assume(not _is_utf8(data) or data.isascii())
    assume(not re.search(rb"[\xc3-\xc5][\x80-\xbf]", data))

    assert table(write(tmp_path / "a.csv", data))[1] == rows


@tmp()
@given(rows=st.lists(st.lists(st.text(CHARACTERS, max_size=6), min_size=1, max_size=7), min_size=1, max_size=8))
def test_ragged_tables_come_back_filled_up(tmp_path: Path, rows: list[list[str]]) -> None:
    """The fast and the careful parser agree, and short rows are filled up with blanks."""
    content = text([["First column", "Second column", "Third column"], *rows])
    width = max(3, *map(len, rows))

    assert table(write(tmp_path / "a.csv", content))[1] == [row + [""] * (width - len(row)) for row in rows]


@tmp()
@given(rows=cells(PRINTABLE))
def test_a_workbook_of_text_comes_back_as_it_was_written(tmp_path: Path, rows: list[list[str]]) -> None:
    from xlsxwriter import Workbook

    made = Workbook(str(tmp_path / "a.xlsx"))
    sheet = made.add_worksheet()
    for number, row in enumerate([["First column", "Second column", "Third column"], *rows, ["end", "", ""]]):
        for position, cell in enumerate(row):
            sheet.write_string(number, position, cell)
    made.close()
    read = table(tmp_path / "a.xlsx")[1]

    assert [(row + ["", ""])[:3] for row in read[: len(rows)]] == rows


@tmp(300)
@given(data=st.binary(max_size=300))
@example(data=b"PK\x03\x04")
@example(data=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
@example(data=b"\xff\xfe")
@example(data=b'"')
@example(data=b"a\x00b\x00")
def test_bytes_are_a_source_or_a_refusal(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path / "a.csv", data)
    for kind in importers.COMMANDS:
        _either(path, kind)


@tmp(150)
@given(sample=st.sampled_from(samples()), cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), min_size=1, max_size=4))
def test_damaged_samples_are_a_source_or_a_refusal(tmp_path: Path, sample: Path, cuts: list[tuple[float, bytes]]) -> None:
    data = sample.read_bytes()
    for place, inserted in cuts:
        at = int(place * len(data))
        data = data[:at] + inserted + data[at + len(inserted) // 2 :]
    for kind in importers.COMMANDS:
        _either(write(tmp_path / sample.name, data), kind)


@tmp()
@given(rows=st.lists(st.lists(SAID, min_size=4, max_size=6), max_size=10))
def test_every_row_of_results_is_accounted_for(tmp_path: Path, rows: list[list[str]]) -> None:
    batch = importers.extract(write(tmp_path / "a.csv", text([HAND, *rows])), "results")
    assert batch.results is not None
    refused = [problem.row for problem in batch.problems if not problem.kept]

    assert len(batch.results) + len(refused) == batch.rows <= len(rows)
    assert len({*batch.results["row"], *refused}) == batch.rows
    for name in ("candidate_number", "entry_code", "grade"):
        assert all(batch.results[name])
        assert not any(UNPRINTABLE.search(value) for value in batch.results[name])


@given(st.text(max_size=30))
def test_folding_is_stable(heading: str) -> None:
    assert fold(fold(heading)) == fold(heading)
    assert fold(f" {heading.upper()}. ") == fold(heading.upper())


@pytest.mark.parametrize("kind", importers.COMMANDS)
def test_headings_of_one_format_do_not_claim_one_column_twice(kind: str) -> None:
    for importer in importers.formats(kind):
        folded = [text for heading in importer.HEADINGS for text in heading.folded]

        assert len(folded) == len(set(folded)), importer.NAME


def test_the_fields_of_profiles_are_those_that_are_shipped() -> None:
    assert {heading.field for heading in profiles.headings("", ())} == set(profiles.FIELDS)


def _either(path: Path, kind: str) -> None:
    try:
        assert isinstance(importers.read_source(path), Source)
        importers.extract(path, kind)
    except DeskError as error:
        assert path.name in str(error)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
