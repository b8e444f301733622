"""The sample files of the practice desk, from the words in `demo_*`: the same bytes on every run."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from results_desk.build import demo_edi, demo_flaws, demo_formats, demo_requests, demo_story
from results_desk.build.demo_exams import Award, awards
from results_desk.build.demo_flaws import CAMBRIDGE_FILE, HAND_FILE, QAN_FILE, Line
from results_desk.build.demo_formats import Cells
from results_desk.build.demo_people import CENTRE_NUMBER, people
from results_desk.build.demo_story import CENTRE_NAME, Place
from results_desk.build.demo_subjects import AQA, CAMBRIDGE, OCR, PROJECT

CANDIDATES_FILE, ENTRIES_FILE, REQUESTS_FILE = "candidates.csv", "entries.csv", "request_answers.csv"

_CREATED = datetime(2024, 8, 14, 0, 1)
"""Written into the workbook, so that building again changes no byte."""
_NUMBERS = ("Component Mark", "Syllabus total mark")
_GRADE = "Syllabus grade"


@dataclass(frozen=True)
class _Csv:
    """How a body writes its CSV: `above` are the rows over the headings, `below` those under the last result."""

    file: str
    headings: Sequence[str]
    rows: Callable[[Award], list[Cells]]
    encoding: str = "utf-8"
    above: Sequence[Sequence[str]] = ()
    below: Sequence[Sequence[str]] = ()


_RESULTS = (
    _Csv(demo_flaws.AQA_FILE, demo_formats.AQA_HEADINGS, demo_formats.aqa_rows, below=[["Total", *[""] * 17], [""] * 18, [""] * 18]),
    _Csv(demo_flaws.PEARSON_FILE, demo_formats.PEARSON_HEADINGS, demo_formats.pearson_rows, "cp1252"),
    _Csv(
        demo_flaws.OCR_FILE, demo_formats.OCR_HEADINGS, demo_formats.ocr_rows, "utf-8-sig",
        above=[["Component marks by candidate"], [f"Centre {CENTRE_NUMBER} {CENTRE_NAME}"], []],
        below=[["Total", *[""] * 12], [""] * 13],
    ),
    _Csv(QAN_FILE, demo_formats.QAN_HEADINGS, demo_formats.qan_rows, below=[[""] * 4, [""] * 4]),
    _Csv(HAND_FILE, demo_formats.HAND_HEADINGS, demo_formats.hand_rows, "utf-8-sig"),
)  # fmt: skip


def demo_files() -> dict[str, bytes]:
    """Every file of the practice desk, by name."""
    return dict(_made())


def build(folder: Path) -> list[Path]:
    """Write the files into `folder`. Returns those that were written: the others were right already."""
    files = demo_files()
    written = []
    for name in stale(folder):
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{name}.new"
        fresh.write_bytes(files[name])
        os.replace(fresh, folder / name)
        written.append(folder / name)
    return written


def stale(folder: Path) -> list[str]:
    """The names of the files in `folder` that are missing or not what the words say."""
    return [name for name, made in demo_files().items() if _contents(_bytes(folder / name)) != _contents(made)]


@cache
def _made() -> Mapping[str, bytes]:
    sat = {(award.person.number, award.key): award for award in awards()}
    listed = [award for at, award in sat.items() if at not in demo_flaws.NOT_ENTERED]
    files = {
        CANDIDATES_FILE: _csv(demo_formats.CANDIDATE_HEADINGS, map(demo_formats.candidate_row, people()), "utf-8-sig"),
        ENTRIES_FILE: _csv(demo_formats.ENTRY_HEADINGS, map(demo_formats.entry_row, listed), "cp1252", delimiter=";"),
    }
    places: list[Place] = []
    for wanted in _RESULTS:
        lines = demo_flaws.lines(wanted.file, _sorted(wanted.file, sat.values()), wanted.rows)
        files[wanted.file] = _csv(wanted.headings, (line.cells for line in lines), wanted.encoding, wanted.above, wanted.below)
        places += [Place(wanted.file, "", row, line) for row, line in enumerate(lines, len(wanted.above) + 2)]
    sheets = _sheets(_sorted(CAMBRIDGE_FILE, sat.values()))
    files[CAMBRIDGE_FILE] = _workbook(sheets)
    places += [Place(CAMBRIDGE_FILE, name, row, line) for name, lines in sheets.items() for row, line in enumerate(lines, 2)]
    of_ocr = _sorted(demo_flaws.OCR_FILE, sat.values())
    files[demo_edi.RESULTS_FILE] = demo_edi.results(of_ocr)
    files[demo_edi.BASEDATA_FILE] = demo_edi.basedata(award.subject for award in of_ocr)
    edi = demo_flaws.lines(demo_edi.RESULTS_FILE, of_ocr, lambda award: [{}])
    places += [Place(demo_edi.RESULTS_FILE, "", row, line) for row, line in enumerate(edi, 3)]
    files[REQUESTS_FILE] = _csv(demo_requests.HEADINGS, demo_requests.answer_rows(sat), "utf-8-sig")
    files["planned.json"] = _json(demo_story.planned(places, sat))
    files["story.json"] = _json(demo_requests.story(sat))
    files["README.txt"] = demo_story.README.encode("utf-8")
    return files


def file_of(award: Award) -> str:
    """Which results file brings an award."""
    sat = award.subject
    if not sat.papers:
        return QAN_FILE
    if sat.level == PROJECT:
        return HAND_FILE
    return {
        AQA: demo_flaws.AQA_FILE, OCR: demo_flaws.OCR_FILE, CAMBRIDGE: CAMBRIDGE_FILE, "Pearson": demo_flaws.PEARSON_FILE,
    }.get(sat.body, HAND_FILE)  # fmt: skip


def _sorted(file: str, sat: Iterable[Award]) -> list[Award]:
    mine = [award for award in sat if file_of(award) == file]
    return sorted(mine, key=lambda award: (award.subject.code, award.person.number))


def _sheets(sat: Sequence[Award]) -> dict[str, list[Line]]:
    codes = sorted({award.subject.code for award in sat})
    mine = {code: [award for award in sat if award.subject.code == code] for code in codes}
    return {f"June_2024_{code}": demo_flaws.lines(CAMBRIDGE_FILE, mine[code], demo_formats.cambridge_rows) for code in codes}


def _csv(
    headings: Sequence[str], rows: Iterable[Cells], encoding: str,
    above: Sequence[Sequence[str]] = (), below: Sequence[Sequence[str]] = (), delimiter: str = ",",
) -> bytes:  # fmt: skip
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([*above, headings])
    writer.writerows([cells.get(heading, "") for heading in headings] for cells in rows)
    writer.writerows(below)
    return out.getvalue().encode(encoding)


def _workbook(sheets: Mapping[str, Sequence[Line]]) -> bytes:
    """One sheet a syllabus: candidate numbers as text, marks as numbers, a grade that is a day as a real date."""
    import xlsxwriter

    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"title": "Component marks", "created": _CREATED})
    day = workbook.add_format({"num_format": "dd-mmm"})
    bold = workbook.add_format({"bold": True})
    for name, lines in sheets.items():
        sheet = workbook.add_worksheet(name)
        sheet.write_row(0, 0, demo_formats.CAMBRIDGE_HEADINGS, bold)
        sheet.set_column(0, len(demo_formats.CAMBRIDGE_HEADINGS) - 1, 18)
        for row, line in enumerate(lines, 1):
            for column, heading in enumerate(demo_formats.CAMBRIDGE_HEADINGS):
                text = line.cells.get(heading, "")
                if heading in _NUMBERS and text:
                    sheet.write_number(row, column, int(text))
                elif heading == _GRADE and "-" in text:
                    sheet.write_datetime(row, column, datetime.fromisoformat(text), day)
                else:
                    sheet.write_string(row, column, text)
    workbook.close()
    return buffer.getvalue()


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _contents(data: bytes) -> object:
    """What a file says: the parts of a workbook however they were packed, else its bytes."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            return {part: packed.read(part) for part in packed.namelist()}
    except BadZipFile:
        return data
