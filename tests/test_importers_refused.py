"""Files that can't be read, or are not what was asked for: one sentence with the file's name and the way out, and no value of a cell."""

from __future__ import annotations

import gzip
import io
import os
import struct
import time
import zipfile
from pathlib import Path

import pytest
from importer_files import AQA, HAND, ODS_TYPE, aqa_row, archive, book, changed, ods, ods_cell, ods_row, text, write
from importer_golden import SAMPLES

from results_desk import importers
from results_desk.errors import DeskError
from results_desk.importers import reader

REFUSED = Path(__file__).parent / "refused"
GOOD = text([HAND, ["0042", "AQA", "8700", "7"]])
SCHOOL = "candidates and entries of a school's system"
STREAM = "EncryptedPackage".encode("utf-16-le") + b"\0\0"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def refusal(path: Path, kind: str = "results") -> str:
    with pytest.raises(DeskError) as caught:
        importers.extract(path, kind)
    message = str(caught.value)
    assert path.name.replace("\x00", "") in message  # signs that cannot be printed are not shown
    assert message.endswith(".")
    assert "\n" not in message
    assert type(caught.value) is DeskError
    return message


def docx() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("word/document.xml", "<w/>")
    return packed.getvalue()


NO_TABLES: list[tuple[bytes | str, str]] = [
    (b"", "is empty: download or export it again"),
    (b"\xef\xbb\xbf\r\n\r\n", "is empty"),
    (b"\0" * 5000, "is empty"),
    (b"%PDF-1.7 ...", "is a PDF document: download the results as CSV or Excel instead"),
    (b"\x89PNG\r\n\x1a\n....", "is a picture: choose the results file itself"),
    (b"\xff\xd8\xff\xe0....", "is a picture"),
    (b"{\\rtf1 x}", "is a Word (RTF) document"),
    (docx(), "is a Word document"),
    (OLE + "WordDocument".encode("utf-16-le") + b"\0\0", "is a Word document"),
    (OLE + "Other".encode("utf-16-le"), "is not a workbook that can be read: open it in Excel and save it as an Excel workbook"),
    (OLE + STREAM, "is protected by a password: open it in Excel, remove the password and save it"),
    (OLE + "Workbook".encode("utf-16-le") + b"\0\0" + b"x" * 4000, "is damaged and can't be read"),
    (b"\xef\xbb\xbf <!DOCTYPE html><table>", "is a web page, whatever its name says: open it in Excel and save it"),
    (b"<?xml version='1.0'?><a/>", "is an XML document"),
    (gzip.compress(b"x"), "is a compressed archive: unpack it"),
    (b"PK\x05\x06" + b"\0" * 18, "is an empty zip archive"),
    (b"PK\x03\x04rubbish", "is damaged or not complete: download or export it again"),
    (b"Candidate number,Grade\r\n0042,\x00\x01\x02", "is not a text file, whatever its name says"),
    (bytes(range(256)) * 20, "is not a text file"),
    (b"\xef\xbb\xbfname,caf\xe9\r\n", "is damaged or not a text file"),
    (b"\xff\xfea\x00b", "is damaged or not a text file"),
    (b"name,caf\xe9,\xc3\xa9\r\n", "has letters with accents in two different encodings: compare the names in it, then open it"),
    (b"name,\x81\x8d\r\n", "has characters that are neither UTF-8 nor Windows text: open it in Excel and save it as CSV UTF-8"),
    (GOOD + '0043,AQA,"8700\r\n0044,AQA,8700,7\r\n', "ends inside a quoted cell, so a part of it is missing: download"),
    (GOOD + '0043,AQA,8700,7,8\r\n0044,AQA,"87', "ends inside a quoted cell"),
    (GOOD + '0043,AQA,8700,7,8\r\n0044,AQA,"' + "8" * 200_000, "has a cell longer than a spreadsheet can hold"),
    (GOOD + "0043," + "x," * 2000 + "\r\n", "has more rows and columns than a results file can have"),
    ("a," * 2000, "has more rows and columns than a results file can have"),
]


@pytest.mark.parametrize(("content", "said"), NO_TABLES, ids=[said for _, said in NO_TABLES])
def test_a_file_that_is_no_table(tmp_path: Path, content: bytes | str, said: str) -> None:
    assert said in refusal(write(tmp_path / "results.csv", content))


def test_a_missing_file(tmp_path: Path) -> None:
    assert "was not found: check its name and folder" in refusal(tmp_path / "results.csv")


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder: choose the files in it" in refusal(tmp_path)


def test_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")

    assert "is not a file" in refusal(tmp_path / "pipe.csv")


def test_a_name_no_system_has(tmp_path: Path) -> None:
    assert "can't be opened" in refusal(tmp_path / ("x" * 5000))
    assert "can't be opened" in refusal(tmp_path / "a\0b.csv")


def test_a_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel on Windows locks a file it has open; root reads anything, so the system's answer is played here."""
    path = write(tmp_path / "results.csv", GOOD)

    def locked(*_: object) -> None:
        raise PermissionError(13, "The process cannot access the file", str(path))

    monkeypatch.setattr(Path, "open", locked)
    assert "can't be opened: close it in Excel or any other program" in refusal(path)


def test_a_file_of_200_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    start = time.perf_counter()

    assert "is too large (200 MB; a file may have 64 MB)" in refusal(path)
    assert time.perf_counter() - start < 1


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "results.csv", GOOD)
    monkeypatch.setattr(reader, "MAX_TEXT_BYTES", path.stat().st_size - 1)
    monkeypatch.setattr(Path, "stat", lambda self, follow_symlinks=True: os.stat_result((0o100644, 0, 0, 1, 0, 0, 5, 0, 0, 0)))

    assert "is too large" in refusal(path)


def test_a_workbook_that_is_too_large(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", b"PK\x03\x04" + b"\0" * (33 * 1024 * 1024))

    assert "is too large (33 MB; a workbook may have 32 MB)" in refusal(path)


def test_more_lines_than_a_spreadsheet(tmp_path: Path) -> None:
    wide = ",".join([*HAND, *("x" * 900).replace("x", "x,").split(",")])

    assert "has more rows and columns" in refusal(write(tmp_path / "a.csv", wide + "\n" * 100_000))


def test_a_real_protected_workbook() -> None:
    assert "is protected by a password" in refusal(REFUSED / "password.xlsx")


def test_a_workbook_with_macros(tmp_path: Path) -> None:
    path = changed(book(tmp_path / "a.xlsm", {"S": [HAND]}), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")

    assert "holds macros: save it in Excel as an Excel workbook (.xlsx), which has none" in refusal(path)


def test_a_workbook_named_for_macros_without_any_is_read(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsm", {"S": [HAND, ["0042", "AQA", "8700", "7"]]})

    assert importers.extract(path, "results").rows == 1


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95, 0.999])
def test_a_truncated_workbook(tmp_path: Path, keep: float) -> None:
    whole = (SAMPLES / "cambridge" / "results.xlsx").read_bytes()

    assert "is damaged or not complete" in refusal(write(tmp_path / "a.xlsx", whole[: int(len(whole) * keep)]))


def test_a_workbook_with_a_changed_byte_inside(tmp_path: Path) -> None:
    whole = bytearray((SAMPLES / "cambridge" / "results.xlsx").read_bytes())
    with zipfile.ZipFile(SAMPLES / "cambridge" / "results.xlsx") as packed:
        at = packed.getinfo("xl/worksheets/sheet1.xml").header_offset
    whole[at + 200] ^= 0xFF

    assert "is damaged" in refusal(write(tmp_path / "a.xlsx", bytes(whole)))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = changed(book(tmp_path / "a.xlsx", {"S": [HAND]}), "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (190 * 1024 * 1024))
    start = time.perf_counter()

    assert "would unpack to 190 MB" in refusal(path)
    assert time.perf_counter() - start < 1


def test_a_bomb_that_lies_about_its_size_unpacks_no_more_than_it_says(tmp_path: Path) -> None:
    path = changed(book(tmp_path / "a.xlsx", {"S": [HAND]}), "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (50 * 1024 * 1024))
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 1000)

    assert "is damaged or not complete" in refusal(write(tmp_path / "a.xlsx", bytes(data)))


def test_a_large_part_that_is_no_sheet(tmp_path: Path) -> None:
    path = changed(book(tmp_path / "a.xlsx", {"S": [HAND]}), "xl/styles.xml", b"<x>" + os.urandom(21 * 1024 * 1024))

    assert "would unpack to 21 MB" in refusal(path)


@pytest.mark.parametrize("part", ["workbook.xml", "sharedStrings.xml", "worksheets/sheet1.xml", "worksheets/sheet9.bin", "../_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_entities_are_never_expanded(tmp_path: Path, part: str, encoding: str) -> None:
    laughs = '<?xml version="1.0"?>' + " " * 5000 + '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY x SYSTEM "file:///etc/passwd">]><a>&lol;&x;</a>'
    name = f"xl/{part}".replace("xl/../", "")
    path = changed(book(tmp_path / "a.xlsx", {"S": [HAND, ["0042", "AQA", "8700", "7"]]}), name, laughs.encode(encoding))

    assert "defines an XML document type" in refusal(path)


def test_xml_in_an_encoding_that_hides_its_text(tmp_path: Path) -> None:
    hidden = '<?xml version="1.0" encoding="cp037"?><a/>'.encode("cp037")
    path = changed(book(tmp_path / "a.xlsx", {"S": [HAND]}), "xl/worksheets/sheet1.xml", hidden)

    assert "is damaged or not complete" in refusal(path)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"xl/workbook.bin": "x"}, "is a binary Excel workbook (.xlsb): open it in Excel and save it as an Excel workbook (.xlsx)"),
        ({"ppt/presentation.xml": "<x/>"}, "is a PowerPoint presentation"),
        ({"Index/Document.iwa": "x"}, "is an Apple Numbers document: export it from Numbers as CSV or Excel"),
        ({"results.csv": "x"}, "is a zip archive: unpack it and import the files in it"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}, "is a zip archive"),
        ({"mimetype": ODS_TYPE, "content.xml": "<a/>", "META-INF/manifest.xml": "<a encryption-data='1'/>"}, "is protected by a password"),
        ({"mimetype": ODS_TYPE, "content.xml": "<a><b></a>"}, "is damaged and can't be read"),
        ({"xl/workbook.xml": "<a/>"}, "is damaged and can't be read"),
    ],
)
def test_other_archives(tmp_path: Path, parts: dict[str, str], said: str) -> None:
    assert said in refusal(archive(tmp_path / "a.xlsx", parts))


def sheet_xml(rows: str) -> str:
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999"><c r="A99999999"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 3000)),
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1"><v>' + "9" * 5000 + "</v></c></row>",
    ],
)
def test_hostile_sheets_end_soon(tmp_path: Path, rows: str) -> None:
    path = changed(book(tmp_path / "a.xlsx", {"S": [HAND]}), "xl/worksheets/sheet1.xml", sheet_xml(rows))
    start = time.perf_counter()

    refusal(path)
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize(
    ("columns", "rows"),
    [("16384", "1048576"), ("99999999999", "99999999999"), ("900", "1048576"), ("-5", "x")],
)
def test_hostile_repeats_end_soon(tmp_path: Path, columns: str, rows: str) -> None:
    cell = ods_cell("x", attributes=f'table:number-columns-repeated="{columns}"')
    path = ods(tmp_path / "a.ods", ods_row(cell, attributes=f'table:number-rows-repeated="{rows}"'))
    start = time.perf_counter()

    refusal(path)
    assert time.perf_counter() - start < 20


# What a readable file is not


@pytest.mark.parametrize(
    ("sample", "kind", "said"),
    [
        ("aqa/component_results.csv", "candidates", "holds AQA component results, not candidates: use import-results for it."),
        ("hand_entry/results.csv", "candidates", "holds results typed by hand, not candidates: use import-results for it."),
        ("school_export/entries.csv", "results", f"holds {SCHOOL}, not results: use import-candidates for it."),
        ("request_answers/forms.xlsx", "candidates", "holds answers of a request form, not candidates: use log-requests for it."),
        ("school_export/candidates.xlsx", "requests", f"holds {SCHOOL}, not requests: use import-candidates for it."),
    ],
)
def test_a_file_of_the_wrong_kind_is_told_its_command(sample: str, kind: str, said: str) -> None:
    assert refusal(SAMPLES / sample, kind) == f"{sample.split('/')[1]} {said}"


def test_a_format_that_lacks_a_heading_is_named(tmp_path: Path) -> None:
    rows = [[heading for heading in AQA if heading != "Result Grade"], [*aqa_row(1)[:6], *aqa_row(1)[7:]]]
    message = refusal(write(tmp_path / "a.csv", "Preamble\n" + text(rows)))

    assert "nearest is AQA component results, which also needs Result Grade" in message
    assert "found are the headings Series Year, Series Code, Candidate Number" in message
    assert "expected is AQA component results (Series Year, Series Code, Candidate Number, Entry Code, Result Grade); Cambridge" in message
    assert "SURNAME" not in message


def test_a_candidate_list_that_lacks_a_heading_can_be_helped_by_a_profile(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", text([["Pupil ref", "Surname", "Forename", "DOB"], ["0042", "SECRET", "Anna", "1/2/2008"]]))
    message = refusal(path, "candidates")

    assert "which also needs Candidate number" in message
    assert "Pupil ref, Surname, Forename, DOB" in message
    assert message.endswith("add a line with a column's heading to the Heading profiles sheet of results_desk.xlsx, and import it again.")
    assert "SECRET" not in message


def test_cells_are_not_shown_where_no_row_is_known_for_headings(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", text([["SECRET", "ANNA", "14/09/2007"], ["SECRET", "BEN", "14/09/2007"]]))
    for kind in importers.COMMANDS:
        message = refusal(path, kind)

        assert "because it has no row of headings in its first rows" in message
        assert "SECRET" not in message


def test_a_file_that_two_importers_know(tmp_path: Path) -> None:
    rows = [[*AQA, "Grade", "Awarding body"], [*aqa_row(1), "7", "AQA"]]

    assert "could be AQA component results and results typed by hand" in refusal(write(tmp_path / "a.csv", text(rows)))


def test_a_heading_that_stands_twice(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", text([[*HAND, " GRADE"], ["0042", "AQA", "8700", "7", "6"]]))

    assert refusal(path) == "a.csv has more than one column headed Grade: remove the one that is not wanted."


def test_an_unread_column_may_stand_twice(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", text([[*HAND, "Note", "Note"], ["0042", "AQA", "8700", "7", "6", "5"]]))

    assert importers.extract(path, "results").rows == 1


def test_a_qan_that_has_two_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", text([["Date", "UCI", "603/3139/2", "60331392"], ["30/06/2024", "x", "P", "M"]]))

    assert "has more than one column for the same QAN" in refusal(path)


def test_cambridge_sheets_that_name_no_series(tmp_path: Path) -> None:
    rows = [["Syllabus", "Option code", "Candidate number", "Syllabus grade"], ["0500", "AX", "0042", "A"]]
    path = book(tmp_path / "a.xlsx", {"Sheet1": rows})

    assert refusal(path) == (
        "a.xlsx has no sheet named Month_Year_Syllabus, which tells the series: rename Sheet1 like June_2024_0500."
    )


def test_an_old_workbook_that_is_formatted_down_to_its_end_is_told_how_to_be_saved(tmp_path: Path) -> None:
    data = next(SAMPLES.glob("*/*.xls")).read_bytes()
    at = data.index(b"\x00\x02\x0e\x00", 512) + 4
    held = data[:at] + struct.pack("<IIHH", 0, 65_536, 0, 200) + data[at + 12 :]
    said = refusal(write(tmp_path / "results.xls", held))

    assert "results.xls says it has more rows and columns than a results file can have" in said
    assert "choose the results file itself, or if it is that, open it in Excel and save it as an Excel workbook (.xlsx)" in said
