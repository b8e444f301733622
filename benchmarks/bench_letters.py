"""Statements of results, our engine against docxtpl, docx-mailmerge2 and the floor (rendered bytes given, packed and written).

    python benchmarks/bench_letters.py [--table]

Every method writes its files to the same place, in turns, each round into a new folder; what is compared are the medians of the
rounds, or, for two that are both quick, the median of their pairs. The slow methods write a part of the letters, and their time is
counted up. The place is the memory's own disk where there is one (`/dev/shm`), else the temporary folder; `TMPDIR=folder` measures
the disk of that folder.

`--table` shows the measurements as one table and ends with one line of JSON: how many times as long as ours the others take for
300 shipped statements, and how many times as long as the floor ours takes.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from mailmerge import MailMerge
from run import report, run, table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from reference_rows import rows  # noqa: E402
from rules_words import rows_of  # noqa: E402

from results_desk.edges.ooxml.members import Member  # noqa: E402
from results_desk.edges.word.letters import Letter, write_letters  # noqa: E402
from results_desk.edges.word.values import Values  # noqa: E402
from results_desk.rules.letters.vocabulary import statements  # noqa: E402

TEMPLATE = ROOT / "docx_templates" / "statement_of_results.docx"
FEW, MANY, SLOW = 300, 3000, 60
ROUNDS, PAIRS = 7, 40
SUBJECTS = (
    ("AQA", "8700", "English Language", "7"), ("AQA", "8702", "English Literature", "6"), ("Pearson", "1MA1", "Mathematics", "8"),
    ("AQA", "8464", "Combined Science: Trilogy", "9-8"), ("OCR", "J383", "Geography A", "5"), ("Pearson", "1HI0", "History", "X"),
    ("WJEC/Eduqas", "C120P1", "Religious Studies", "Q"), ("AQA", "8658", "French", "4"), ("OCR", "J277", "Computer Science", "U"),
)  # fmt: skip
_LOGO = (
    b'<Relationship Id="logo" Target="media/logo.png" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
)
_MEMORY, _NEEDED = Path("/dev/shm"), 1_000_000_000
Fields = Mapping[str, Any]
Write = Callable[[Path], object]


class Room:
    """Where the measurements write, each into a folder of its own.

    Nothing in it is deleted before the end, files are only emptied: for each new file ext4 looks at the number of every file deleted
    in the last five minutes, one after the other, so that deleting one round makes the next up to ten times as slow.
    """

    def __init__(self, place: Path) -> None:
        """`place` is deleted by whoever made it."""
        self.place = place
        self._folders = 0

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator[Room]:
        """In memory where there is room, else in the temporary folder, or where TMPDIR says."""
        memory = "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _NEEDED
        with tempfile.TemporaryDirectory(dir=_MEMORY if memory else None) as folder:
            yield cls(Path(folder))

    def new(self) -> Path:
        """A new folder."""
        self._folders += 1
        (folder := self.place / str(self._folders)).mkdir()
        return folder

    def seconds_of(self, work: Write) -> float:
        """How long it takes into a new folder."""
        folder = self.new()
        start = time.perf_counter()
        work(folder)
        taken = time.perf_counter() - start
        for each in folder.iterdir():
            os.truncate(each, 0)
        return taken

    def medians(self, works: Mapping[str, Write]) -> dict[str, float]:
        """The median seconds of each, done in turns."""
        taken = [{name: self.seconds_of(work) for name, work in works.items()} for _ in range(ROUNDS)]
        return {name: statistics.median(each[name] for each in taken) for name in works}

    def times_as_long(self, one: Write, other: Write, number: int = PAIRS) -> float:
        """How many times as long as the other it takes: the median of pairs done one after the other, each first as often.

        The machine is now fast, now slow: only what was done side by side compares.
        """
        pairs = []
        for at in range(number):
            first, second = (self.seconds_of(each) for each in ((one, other) if at % 2 else (other, one)))
            pairs.append(first / second if at % 2 else second / first)
        return statistics.median(pairs)


def people(number: int) -> list[dict[str, Any]]:
    """The fields of statements of invented candidates, nine results each."""
    numbers = [f"{at:04d}" for at in range(1, number + 1)]
    candidates = rows_of("Candidates", *({
        "Candidate number": each, "Surname": f"Surname{each}", "Forenames": "Anna Maria", "Date of birth": date(2008, 3, 14),
        "UCI": f"12345024{each}K", "ULN": f"100000{each}", "Tutor group": "11B",
    } for each in numbers))  # fmt: skip
    results = rows_of("Results", *({
        "Candidate number": each, "Awarding body": body, "Series": "June 2024", "Level": "GCSE", "Entry code": code, "Title": title,
        "Grade": grade, "Mark": 120, "Max mark": 240,
    } for each in numbers for body, code, title, grade in SUBJECTS))  # fmt: skip
    tables = {
        "levels": "levels", "ladders": "grade_ladders", "deadlines": "deadlines", "releases": "release_times", "services": "services",
    }  # fmt: skip
    settings = {"Centre name": "Larkfield Example School", "Centre number": "12345", "Series": "June 2024"}
    known = {name: pd.DataFrame(rows(file), dtype=object) for name, file in tables.items()}
    known["deadlines"]["Internal deadline"] = None
    return statements(candidates, results, **known, settings=settings, today=date(2024, 8, 22), practice=True)  # type: ignore[arg-type]


def file_names(letters: Sequence[Fields]) -> list[str]:
    """What the files are called."""
    return [f"{each['candidate_number']} {each['surname']} {each['forenames']}.docx" for each in letters]


def ours(letter: Letter, letters: Sequence[Fields]) -> Write:
    """Our engine: whole files, put in place at once."""
    names = file_names(letters)
    return lambda folder: write_letters(letter, [(folder / name, each) for name, each in zip(names, letters, strict=True)])


def combined(letter: Letter, letters: Sequence[Fields]) -> Write:
    """One document of all letters."""
    return lambda folder: (folder / "combined.docx").write_bytes(letter.combine(letters))


def docxtpl_naive(template: Path, letters: Sequence[Fields]) -> Write:
    """docxtpl as its documentation says: a new object each, escaped and strict as ours."""
    sandbox, names = Environment(autoescape=True, undefined=StrictUndefined), file_names(letters)

    def write(folder: Path) -> None:
        for name, each in zip(names, letters, strict=True):
            document = DocxTemplate(template)
            document.render(dict(each), sandbox, autoescape=True)
            document.save(folder / name)

    return write


def docxtpl_reused(template: Path, letters: Sequence[Fields]) -> Write:
    """docxtpl with one object for all letters, as it allows."""
    sandbox, names = Environment(autoescape=True, undefined=StrictUndefined), file_names(letters)

    def write(folder: Path) -> None:
        document = DocxTemplate(template)
        for name, each in zip(names, letters, strict=True):
            document.render(dict(each), sandbox, autoescape=True)
            document.save(folder / name)

    return write


def docx_mailmerge2(template: bytes, letters: Sequence[Fields]) -> Write:
    """docx-mailmerge2 on the same letter with merge fields; its rows are those of the table."""
    names = file_names(letters)

    def write(folder: Path) -> None:
        for name, each in zip(names, letters, strict=True):
            with MailMerge(io.BytesIO(template)) as document:
                flat = {key: value for key, value in each.items() if isinstance(value, str)}
                document.merge(**flat, title=[dict(row) for row in each["results"]])
                document.write(str(folder / name))

    return write


def floor(letter: Letter, letters: Sequence[Fields], pack: Callable[[bytes], bytes]) -> Write:
    """What cannot be avoided: the changed part's checksum and deflate, and one write of a file as large."""
    filler, names = letter._filler, file_names(letters)
    document = filler.compiled[filler.sources.document]
    rendered = [filler.text(document, Values(each).fields).encode() for each in letters]
    rest = len(letter.render(letters[0])) - len(pack(rendered[0]))

    def write(folder: Path) -> None:
        around = bytes(rest)
        for name, part in zip(names, rendered, strict=True):
            packed = pack(part)
            with open(folder / name, "wb", buffering=0) as file:
                file.write(around + packed)

    return write


def by_zlib(part: bytes) -> bytes:
    """Python's own fastest deflate."""
    zlib.crc32(part)
    deflate = zlib.compressobj(1, zlib.DEFLATED, -15)
    return deflate.compress(part) + deflate.flush()


def by_isal(part: bytes) -> bytes:
    """ISA-L's fastest, with which our letters are packed."""
    return Member.packed_fast("", part).raw


def with_merge_fields(template: Path) -> bytes:
    """The same letter for docx-mailmerge2: merge fields in place of tags; loops and conditions, which it does not have, left out."""

    def field(name: str) -> str:
        merge = f'<w:fldSimple w:instr=" MERGEFIELD {name} "><w:r><w:t>x</w:t></w:r></w:fldSimple>'
        return f'</w:t></w:r>{merge}<w:r><w:t xml:space="preserve">'

    made = io.BytesIO()
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode(errors="surrogateescape")
            if name.startswith("word/") and name.endswith(".xml") and "{" in text:
                text = re.sub(r"<w:tr>(?:(?!</w:tr>).)*\{%tr (?:(?!</w:tr>).)*</w:tr>", "", text)
                text = re.sub(r"<w:p>(?:(?!</w:p>).)*\{%p (?:(?!</w:p>).)*</w:p>", "", text)
                text = re.sub(r"\{%.*?%\}", "", text)
                text = re.sub(r"\{\{ (?:\w+\.)?(\w+).*?\}\}", lambda found: field(found[1]), text)
            new.writestr(name, text.encode(errors="surrogateescape"))
    return made.getvalue()


def heavier(template: Path, folder: Path, size: int) -> Path:
    """The template with a picture nobody sees, so that it has `size` bytes."""
    made = folder / f"heavy_{template.name}"
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "[Content_Types].xml":
                text = text.replace(b"<Default ", b'<Default Extension="png" ContentType="image/png"/><Default ', 1)
            if name == "word/_rels/document.xml.rels":
                text = text.replace(b"</Relationships>", _LOGO + b"</Relationships>")
            new.writestr(name, text)
        new.writestr("word/media/logo.png", os.urandom(size - template.stat().st_size), zipfile.ZIP_STORED)
    return made


def against_others(room: Room, template: Path, letters: Sequence[Fields], prefix: str = "") -> dict[str, float]:
    """How many times as long as ours the others take for the same letters; for the floors, how many times as long ours takes."""
    letter, some = Letter.open(template), letters[:SLOW]
    seconds = room.medians({
        "ours": ours(letter, letters), "docxtpl_naive": docxtpl_naive(template, some),
        "docxtpl_reused": docxtpl_reused(template, some), "docx_mailmerge2": docx_mailmerge2(with_merge_fields(template), some),
    })  # fmt: skip
    share = len(letters) / len(some)
    slow = {name: share * seconds[name] / seconds["ours"] for name in ("docxtpl_naive", "docxtpl_reused", "docx_mailmerge2")}
    above = {
        name: room.times_as_long(ours(letter, letters), floor(letter, letters, pack))
        for name, pack in (("floor", by_zlib), ("floor_isal", by_isal))
    }
    measured = {**slow, **above, "milliseconds": seconds["ours"] / len(letters) * 1e3}
    return {prefix + name: value for name, value in measured.items()}


def peak(room: Room, number: int, combined: bool) -> float:
    """Megabytes a process of its own needs to write so many statements, their fields included (read where Linux keeps it)."""
    program = (
        "import re, sys; from pathlib import Path; sys.path[:0] = sys.argv[1:2]\n"
        "import bench_letters as b; letters = b.people(int(sys.argv[2])); letter = b.Letter.open(b.TEMPLATE)\n"
        "(b.combined if sys.argv[3] == 'c' else b.ours)(letter, letters)(Path(sys.argv[4]))\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) / 1024)"
    )
    command = [sys.executable, "-c", program, str(Path(__file__).parent), str(number), "c" if combined else "s", str(room.new())]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measure() -> dict[str, float]:
    """The shipped template, a larger one, more candidates, and one document of all."""
    letters = people(MANY)
    with Room.opened() as room:
        measured = against_others(room, TEMPLATE, letters[:FEW])
        measured |= against_others(room, heavier(TEMPLATE, room.new(), 100_000), letters[:FEW], "heavy_")
        letter = Letter.open(TEMPLATE)
        few, many = ours(letter, letters[:FEW]), ours(letter, letters)
        all_few, all_many = combined(letter, letters[:FEW]), combined(letter, letters)
        return measured | {
            "growth": room.times_as_long(many, few, ROUNDS), "memory": peak(room, MANY, False) / peak(room, FEW, False),
            "combined": room.times_as_long(all_many, many, ROUNDS), "combined_growth": room.times_as_long(all_many, all_few, ROUNDS),
            "combined_memory": peak(room, MANY, True) / peak(room, FEW, True),
        }  # fmt: skip


BARS = {
    "docxtpl_naive": ("300 statements: docxtpl / ours", "x", ">= 40"),
    "docxtpl_reused": ("300 statements: docxtpl, one object reused / ours", "x", ""),
    "docx_mailmerge2": ("300 statements: docx-mailmerge2 / ours", "x", ">= 17"),
    "floor": ("300 statements: ours / floor", "x", "<= 2.5"),
    "floor_isal": ("300 statements: ours / floor packed as ours", "x", ""),
    "milliseconds": ("300 statements: ours, each", "ms", ""),
    "heavy_docxtpl_naive": ("300 statements, 100 kB template: docxtpl / ours", "x", ">= 15"),
    "heavy_docxtpl_reused": ("300 statements, 100 kB template: docxtpl, one object reused / ours", "x", ""),
    "heavy_docx_mailmerge2": ("300 statements, 100 kB template: docx-mailmerge2 / ours", "x", ""),
    "heavy_floor": ("300 statements, 100 kB template: ours / floor", "x", "<= 1.4"),
    "heavy_floor_isal": ("300 statements, 100 kB template: ours / floor packed as ours", "x", ""),
    "heavy_milliseconds": ("300 statements, 100 kB template: ours, each", "ms", ""),
    "growth": ("3,000 / 300 statements, time", "x", "<= 11"),
    "memory": ("3,000 / 300 statements, peak memory of the process", "x", "<= 1.3"),
    "combined": ("3,000 combined / 3,000 files, time", "x", "<= 1.5"),
    "combined_growth": ("3,000 / 300 combined, time", "x", "<= 11"),
    "combined_memory": ("3,000 / 300 combined, peak memory of the process", "x", ""),
}


def main(arguments: Sequence[str]) -> None:
    """Measure and report, or show what a run of this file reports."""
    if "--table" not in arguments:
        for name, value in measure().items():
            what, unit, bar = BARS[name]
            report(what, round(value, 2), unit, bar)
        return
    rows = run(Path(__file__))
    print(table(rows))
    measured = {row["what"]: row["measured"] for row in rows}
    print(json.dumps({name: measured.get(BARS[name][0]) for name in ("docxtpl_naive", "docx_mailmerge2", "floor")}))


if __name__ == "__main__":
    main(sys.argv[1:])
