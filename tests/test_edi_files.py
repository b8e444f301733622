"""EDI files as they come: complete or cut off, ours or another's, basedata, entries, archives; each refusal in one clear sentence."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from edi_made import BODY, CENTRE, basedata, edi_sample, entry_record, whole
from hypothesis import given, settings
from hypothesis import strategies as st

from results_desk import importers
from results_desk.batch import Batch
from results_desk.errors import DeskError
from results_desk.importers import edi_zip
from results_desk.importers.edi_basedata import options_of
from results_desk.importers.edi_file import EdiFile, is_edi
from results_desk.importers.edi_known import Known
from results_desk.importers.reader import source_of
from results_desk.rules.results.edi import in_order, missing_before
from results_desk.terms import EdiName, Series

SAMPLE = edi_sample()
LEVELS = {"GCE/A": "GCE A-level", "GCE/ASB": "GCE AS", "GCSE/9FC": "GCSE"}
ENTRIES = [entry_record("0042", "SMITH:ANNA", ["7928H"]), entry_record("0043", "O'DUNMORE:BEA", ["7928F"])]


def read(name: str, data: bytes, kind: str = "results", known: Known = SAMPLE.known) -> Batch:
    source = source_of(Path(name), data, known=known)
    return importers.identify(source, kind).extract(source)


def refused(name: str, data: bytes, kind: str = "results", known: Known = SAMPLE.known) -> str:
    with pytest.raises(DeskError) as error:
        read(name, data, kind, known)
    return str(error.value)


def lines(data: bytes) -> list[bytes]:
    return data.split(b"\r\n")[:-1]


def joined(rows: list[bytes]) -> bytes:
    return b"".join(row + b"\r\n" for row in rows)


R = SAMPLE.data()
DAMAGED = {
    "the last line is missing": (joined(lines(R)[:-1]), "is cut off: it has no file trailer (R9) as its last line"),
    "a record is missing": (joined([*lines(R)[:5], *lines(R)[6:]]), "its file trailer says 42 records, and there are 41"),
    "a record stands twice": (joined([*lines(R)[:5], *lines(R)[4:]]), "its file trailer says 42 records, and there are 43"),
    "the centre trailer counts wrong": (R.replace(b"R7123450000040", b"R7123450000039"), "its trailer of centre 12345 says 39 records"),
    "the trailer has no number": (R.replace(b"R9123450000042", b"R912345ABCDEFG"), "says no number of records"),
    "the number of centres is wrong": (R.replace(b"00000420000001", b"00000420000002"), "says 2 centres, and there are 1"),
    "the centre header is missing": (
        joined([*lines(R)[:1], *lines(R)[2:]]).replace(b"0000042", b"0000041"), "belong to no centre: a centre header is missing",
    ),
    "the centre trailer is missing": (
        joined([*lines(R)[:-2], lines(R)[-1]]).replace(b"0000042", b"0000041"), "centre 12345 has no trailer (R7)",
    ),
    "two kinds of records": (R.replace(b"\r\nR5", b"\r\nE5", 1), "mixes records of several kinds (E, R)"),
    "no records": (whole("R", []), "holds no results records (R5)"),
    "another centre": (SAMPLE.data(centre="54321"), "is about centre 54321, and this desk is for 12345"),
    "another series": (SAMPLE.data(series="BA"), "is of the series November 2024 (24/BA), and this desk is for June 2024"),
    "another year": (SAMPLE.data(year="23"), "is of the series June 2023 (23/6A), and this desk is for June 2024"),
    "a body that nobody knows": (SAMPLE.data(body="98"), "of an awarding body that the format calls 98"),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGED)
def test_a_file_that_is_not_right_is_refused_with_the_way_out(what: str) -> None:
    data, said = DAMAGED[what]

    message = refused("results.edi", data)

    assert said in message
    assert message.startswith("results.edi ")
    assert ": " in message and message.endswith(".")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("R1234501.X01", "is named for R and awarding body 01, and holds R of awarding body 70"),
        ("E1234570.X01", "is named for E and awarding body 70, and holds R of awarding body 70"),
    ],
)
def test_a_name_that_contradicts_the_header_is_refused(name: str, said: str) -> None:
    assert said in refused(name, R)


def test_the_name_of_an_edi_file_without_its_contents_is_refused() -> None:
    assert "has the name of an EDI file, and does not begin with a header record" in refused("R1234570.X01", b"Grade,UCI\n9,1\n")


def test_what_of_the_name_does_not_agree_is_told() -> None:
    batch = read("R5432170.X03", R)

    assert [problem.message for problem in batch.problems if problem.column in ("Centre number", "Sequence")] == [
        "The file is named for centre 54321 and holds centre 12345", "The file is number 03 by its name and 1 by its centre header",
    ]  # fmt: skip


def test_an_unknown_version_is_told_and_read() -> None:
    batch = read("R1234570.X01", SAMPLE.data().replace(b"1  14", b"1  15", 1))

    assert "The header says version 15 of the format; known here is 14" in [problem.message for problem in batch.problems]
    assert batch.rows == len(SAMPLE.awards)


def test_records_of_another_centre_beside_ours_keep_their_centre() -> None:
    rows = lines(R)
    more = [b"R3" + b"54321" + rows[1][7:], rows[2], b"R7" + b"543210000003140824".ljust(len(rows[0]) - 2)]
    trailer = rows[-1].replace(b"0000042", b"0000045").replace(b"0000001", b"0000002")

    batch = read("results.edi", joined([*rows[:-1], *more, trailer]))

    assert batch.results is not None
    assert batch.results["centre_number"].tolist() == [CENTRE] * len(SAMPLE.awards) + ["54321"]


@pytest.mark.parametrize("other", [R.replace(b"\r\n", b"\n"), R + b"\x1a", b"\xef\xbb\xbf" + R], ids=["lines", "end", "mark"])
def test_line_ends_marks_and_end_of_file_do_not_matter(other: bytes) -> None:
    plain, other_rows = read("R1234570.X01", R).results, read("R1234570.X01", other).results

    assert plain is not None and other_rows is not None
    assert plain.equals(other_rows)


def test_trailing_spaces_that_were_cut_off_do_not_matter() -> None:
    plain = read("R1234570.X01", R).results
    cut = read("R1234570.X01", joined([line.rstrip() for line in lines(R)])).results

    assert plain is not None and cut is not None
    assert plain.equals(cut)


def test_a_record_whose_fields_have_moved_is_left_out() -> None:
    rows = lines(R)
    start = SAMPLE.starts["uci"]
    rows[4] = rows[4][: start - 3] + b"?" + rows[4][start - 3 : -1]

    batch = read("R1234570.X01", joined(rows))

    assert batch.results is not None
    assert [(problem.row, problem.kept) for problem in batch.problems if "not the shape" in problem.message] == [(5, False)]
    assert 5 not in batch.results["row"].tolist()


def test_basedata_says_title_level_type_gradesets_mark_and_components() -> None:
    files = basedata(SAMPLE.options)

    frames = [(name, read(name, data, "basedata").basedata) for name, data in files.items()]
    made = options_of([(name, frame) for name, frame in frames if frame is not None], lambda text: LEVELS.get(text, ""))["70"]

    for option in SAMPLE.options:
        known = made[option.code]
        level = option.level if option.level != "Cambridge National" else ""
        assert (known.title, known.level, known.qan, known.result_type) == (option.title, level, option.qan, option.result_type)
        assert (known.gradesets, known.max_mark) == (option.gradesets, option.max_mark)
        assert known.components == (f"{option.code}/1", f"{option.code}/2")


def test_later_basedata_takes_the_place_of_earlier() -> None:
    first, second = (replace(SAMPLE.options[0], title=title) for title in ("Old title", "New title"))
    frames = []
    for number, option in ((1, first), (2, second)):
        name, data = next(iter(basedata([option], number=number).items()))
        frames.append((name, read(name, data, "basedata").basedata))

    made = options_of([(name, frame) for name, frame in frames if frame is not None], lambda text: "")

    assert made["70"][first.code].title == "New title"


def test_basedata_in_other_columns_is_refused() -> None:
    name, data = next(iter(basedata(SAMPLE.options).items()))
    moved = joined([line[:2] + b" " + line[2:-1] if line[1:2] == b"5" else line for line in lines(data)])

    assert "its columns stand in other places than version 14 has them" in refused(name, moved, "basedata")


def test_basedata_of_another_series_is_refused() -> None:
    name, data = next(iter(basedata(SAMPLE.options, series="BA").items()))

    assert "is of the series November 2024" in refused(name, data, "basedata")


def test_amendments_with_a_mark_behind_an_option_are_left_out() -> None:
    record = entry_record("0042", "SMITH:ANNA", ["7928H W", "7928F"], "A")

    batch = read("A1234570.X01", whole("A", [record]), "candidates")

    assert batch.entries is not None
    assert batch.entries["entry_code"].tolist() == ["7928F"]
    assert [problem.message for problem in batch.problems] == [
        "An amended option has a mark behind it that may withdraw it: that option was left out"
    ]


def test_entries_give_names_dates_and_options() -> None:
    batch = read("E1234570.X01", whole("E", ENTRIES), "candidates")

    assert batch.candidates is not None and batch.entries is not None
    assert batch.candidates[["candidate_number", "surname", "forenames", "date_of_birth"]].to_numpy().tolist() == [
        ["0042", "SMITH", "ANNA", "2006-09-14"], ["0043", "O'DUNMORE", "BEA", "2006-09-14"],
    ]  # fmt: skip
    assert set(batch.entries["awarding_body"]) == {BODY}


def test_a_name_that_the_desk_has_keeps_its_letters() -> None:
    known = replace(SAMPLE.known, names={"0042": ("Smith", "Anna Zoë"), "0043": ("O'Dunmore", "Bella")})

    batch = read("E1234570.X01", whole("E", ENTRIES), "candidates", known)

    assert batch.candidates is not None
    assert batch.candidates[["surname", "forenames"]].to_numpy().tolist() == [["Smith", "Anna Zoë"], ["O'DUNMORE", "BEA"]]


def test_a_file_given_to_the_wrong_command_names_the_right_one() -> None:
    assert "use import-results for it" in refused("R1234570.X01", R, "candidates")
    assert "use import-candidates for it" in refused("E1234570.X01", whole("E", ENTRIES))


def test_an_archive_gives_its_files_and_refuses_another_archive() -> None:
    inner = packed({"R1234570.X01": R})

    assert [path.name for path, _, _ in edi_zip.members("z.zip", packed({"in/R1234570.X01": R, "__MACOSX/._R": b"x"}))] == ["R1234570.X01"]
    with pytest.raises(DeskError, match="holds another zip archive"):
        edi_zip.members("z.zip", packed({"inner.zip": inner}))
    assert not edi_zip.is_archive(packed({"xl/workbook.xml": b"<x/>"}))


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_names_of_files() -> None:
    assert EdiName.parse("r1234570.x02") == EdiName("R", "12345", "70", 2)
    assert EdiName.parse("O6A24_70.X01") == EdiName("O", "6A24_", "70", 1)
    assert EdiName.parse("results.csv") is None
    assert EdiName("R", "12345", "70", 2).follows("R1234570.X01") is True
    assert EdiName("R", "12345", "70", 2).follows("R1234570.X03") is False
    assert EdiName("R", "12345", "70", 2).follows("R1234501.X01") is None


def test_resends_are_taken_in_their_order() -> None:
    given = ["R1234570.X02", "aqa.csv", "R1234570.X01", "R1234501.X05"]

    assert in_order(given, str) == ["R1234570.X01", "aqa.csv", "R1234570.X02", "R1234501.X05"]


def test_a_file_whose_predecessor_never_came_is_told() -> None:
    found = missing_before(["R1234570.X03"], ["R1234570.X01", "other.csv"])

    assert [problem.message for problem in found] == ["The file is number 03, and number 02 was never imported"]
    assert missing_before(["R1234570.X02", "r1234570.x01"], []) == []


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 5))
def test_whatever_stands_in_a_file_is_read_or_refused(noise: bytes, at: int) -> None:
    rows = lines(R)
    rows[at] = rows[at][:14] + noise.replace(b"\n", b" ").replace(b"\r", b" ")
    data = joined(rows)

    try:
        edi = EdiFile.of("R1234570.X01", data)
    except DeskError:
        return
    assert len(edi.grid) == len(rows)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from("RESOCLDA"), st.integers(0, 30), st.integers(1, 99), st.integers(0, 200), st.booleans())
def test_a_made_file_counts_right(letter: str, records: int, number: int, width: int, broadcast: bool) -> None:
    broadcast = broadcast and letter in "OSCLD"
    data = whole(letter, [f"{letter}5X"] * records, sequence=number, width=width, broadcast=broadcast)

    edi = EdiFile.of("made", data)

    assert is_edi(data)
    assert (len(edi.details), edi.version, Series.parse(edi.series)) == (records, "14", Series(2024, 6))
