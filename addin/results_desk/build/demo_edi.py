"""OCR's results of the practice desk as an EDI file, with basedata for it.

Where the fields of the results records stand is made up, as everything here: no awarding body's columns are known.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence

from results_desk.build.demo_exams import Award
from results_desk.build.demo_people import CENTRE_NUMBER, plain
from results_desk.build.demo_subjects import A_LEVEL, GCSE, NATIONAL, Subject

BODY_ID, SERIES, YEAR, VERSION = "01", "6A", "24", "14"
RESULTS_FILE, BASEDATA_FILE = f"R{CENTRE_NUMBER}{BODY_ID}.X01", f"Z{SERIES}{YEAR}_{BODY_ID}.ZIP"
_WIDTH = 150
_NEWLINE = "\r\n"
_CREATED = (2024, 8, 14, 0, 1, 0)
_LEVELS = {A_LEVEL: ("GCE", "A"), GCSE: ("GCSE", "9FC"), NATIONAL: ("CNAT", "L12")}
"""The last is made up: the desk does not know it, and the entries say the level."""



def results(awards: Sequence[Award]) -> bytes:
    """The results file: one record a candidate and option, in columns that are made up."""
    return _file("R", map(_record, awards), CENTRE_NUMBER)


def basedata(subjects: Iterable[Subject]) -> bytes:
    """Options, syllabuses, components and links of these subjects, in one archive."""
    unique = sorted({subject.code: subject for subject in subjects}.values(), key=lambda subject: subject.code)
    parts = {
        "O": [_option(subject) for subject in unique],
        "S": [f"S5{subject.code:6}{subject.title[:35]:35}" for subject in unique],
        "C": [_component(subject, n) for subject in unique for n in range(len(subject.papers))],
        "L": [f"L5{subject.code:6}{_code(subject, n):12}" for subject in unique for n in range(len(subject.papers))],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for letter, details in parts.items():
            name = zipfile.ZipInfo(f"{letter}{SERIES}{YEAR}_{BODY_ID}.X01", _CREATED)
            name.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(name, _file(letter, details))
    return buffer.getvalue()


def _record(award: Award) -> str:
    person, code = award.person, award.subject.code
    name = f"{plain(person.surname)}:{plain(person.forenames)}".upper()[:40]
    block = f"{_two(award.grade):2}{'':6}{award.flag:1}   "
    return f"R5{CENTRE_NUMBER}{person.number}{name:40}{person.uci:13}{person.uln:10}  {code:6}{code:6}1{block}"


def _two(grade: str) -> str:
    """A grade in two characters: L2P is P2 in files, L2D* is *2."""
    if not grade.startswith("L"):
        return grade
    return f"*{grade[1]}" if grade.endswith("*") else f"{grade[2]}{grade[1]}"


def _option(subject: Subject) -> str:
    qualification, level = _LEVELS[subject.level]
    start = f"O5{subject.code:6}{subject.code:6}{qualification:4}{level:3}C{'':7}E{'':4}{'':8}{plain(subject.title)[:36]:36}"
    return f"{start}N{'':5}{'':8}1G001{'':12}{subject.max_mark:04d}{len(subject.papers):02d}"


def _component(subject: Subject, n: int) -> str:
    paper = subject.papers[n]
    marked_here, timetabled = ("Y", "N") if paper.nea else ("N", "T")
    return f"C5{_code(subject, n):12}{plain(paper.title)[:36]:36}{marked_here}{paper.max_mark:03d}{'':10}{timetabled}"


def _code(subject: Subject, n: int) -> str:
    return f"{subject.code}/{subject.papers[n].code}"


def _file(letter: str, details: Iterable[str], centre: str = "") -> bytes:
    """Header, details and trailers that count right."""
    records = list(details)
    whose = f"{BODY_ID}{SERIES}{YEAR}"
    lines = [f"{letter}1{centre or '00000'}{whose}{'S' if centre else 'B'}{'MADEUP':7}{'1':3}{VERSION}"]
    if centre:
        lines += [f"{letter}3{centre}{whose}001{'':8}", *records, f"{letter}7{centre}{len(records) + 2:07d}140824"]
    else:
        lines += records
    lines.append(f"{letter}9{centre or '00000'}{len(lines) + 1:07d}{1 if centre else 0:07d}")
    return "".join(text.ljust(_WIDTH) + _NEWLINE for text in lines).encode("ascii")
