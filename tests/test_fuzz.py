"""Spoilt files end as rows or a sentence: a short run over every target of the fuzzer, and what it found once, tried again.

`make fuzz` takes minutes for each target; see docs/robustness.md.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from fuzz import FOUND, Trial, attempt, fuzz
from fuzz_mutate import mutate
from fuzz_seeds import audited, book_bytes, calendars, mailed, old_book
from fuzz_targets import EDGES, OURS, Target, reading_modules, targets
from parts import SHEET

from results_desk import importers
from results_desk.edges.ooxml.members import Member, assemble
from results_desk.importers.pounds import pounds

TARGETS = {target.name: target for target in targets()}
SPOILT = 12
"""Spoilt files for each target, the same on every run."""

OLD, RELATIONS = "importers.reader_workbook", "xl/_rels/workbook.xml.rels"
Change = Callable[[bytes], bytes]

ONCE: dict[str, tuple[str, bytes | Change]] = {
    "a trailer that counts in superscript": ("importers.jcq_entries", lambda data: re.sub(rb"(E9\d{5})\d{7}", b"\\1\xb2      ", data)),
    "an amount of four hundred digits": ("importers.payments", lambda data: re.sub(rb"\d+\.\d\d", b"9" * 400, data)),
    "a line of the ledger that never ends": ("edges.mail.ledger", b"[" * 3000 + b"\n"),
    "a ledger without a moment": ("edges.mail.ledger", lambda _: mailed()[0].replace(b'"2024-08-22T09:00:00+01:00"', b"null")),
    "a line of the audit log that never ends": ("edges.desk.audit", b"[" * 3000 + b"\n"),
    "a chain of nothing in the audit log": ("edges.desk.audit", b'{"chain": ""}\n'),
    "a chain that looks like the start of one": ("edges.desk.audit", b'{"who": ""}\n{"chain": "' + b"0" * 64 + b'"}\n'),
    "a carriage return in the audit log": ("edges.desk.audit", b"\r"),
    "half of a letter where the log ended": ("edges.desk.audithead", b'{"lines": 3, "chain": "\\ud800"}'),
    "a log without end": ("edges.desk.audithead", b'{"lines": Infinity, "chain": "f"}'),
    "counts that are none": ("edges.desk.audit", lambda _: audited()[0].replace(b'{"rows": 3}', b"7")),
    "a calendar whose events moved ever so often": ("edges.ics", lambda _: calendars()[0].replace(b"SEQUENCE:0", b"SEQUENCE:often")),
    "a list of desks that never ends": ("edges.computer.known_desks", b"[" * 3000),
    "a desk in a folder of a name that no disk takes": ("edges.computer.known_desks", b'{"1": "' + b"9" * 300 + b'"}'),
    "a lock file of anything": ("edges.book.owners", bytes(range(256))),
    "a locked file with a damaged description": ("edges.desk.vault", lambda data: data.replace(b"<encryption", b"<\x00ncryption", 1)),
    "a PDF that is locked in no known way": ("edges.pdf", lambda data: data.replace(b"/Root", b"/Encrypt 1 0 R /Root", 1)),
    "a letter whose list of parts is damaged": ("edges.word.template", lambda data: _part(data, "[Content_Types].xml", b"<Types <")),
    "a letter in an encoding that there is not": (
        "edges.word.template", lambda data: _part(data, "word/fontTable.xml", b'<?xml version="1.0" encoding="UTF-0"?><fonts/>'),
    ),
    "a letter without a body": ("edges.word.template", lambda data: _part(data, "word/document.xml", b"<w:document/>")),
    "a part without a name in a letter": ("edges.word.template", lambda data: _nameless(data)),
    "a part without a name in a workbook": ("edges.ooxml.package read", lambda _: _nameless(book_bytes()[0])),
    "a letter without relationships": ("edges.word.template", lambda data: _part(data, "word/_rels/document.xml.rels", None)),
    "a message with brackets that never end": ("edges.mail.text", b"Subject: a\n" + b"{" * 3000),
    "a message with loops inside loops": ("edges.mail.text", b"Subject: a\n" + 25 * b"{% for a in [1] %}" + 25 * b"{% endfor %}"),
    "relationships that never end": ("edges.ooxml.package read", lambda data: _part(data, RELATIONS, b"<Relationships><Relationship>")),
}  # fmt: skip
"""What ended in a traceback once -> the target, and the file or how it is made of a sound one."""


def _part(data: bytes, name: str, content: bytes | None) -> bytes:
    """The package with another content of a part, or without it."""
    made = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(made, "w") as new:
        for info in old.infolist():
            held = content if info.filename == name else old.read(info)
            if held is not None:
                new.writestr(info.filename, held)
    return made.getvalue()


BOOK, LONG = "edges.ooxml.package read", b"<!--" + b"x" * 1_100_000 + b"-->"
FAR = b"\xff" * 4
GREEDY: dict[str, tuple[str, Callable[[], bytes]]] = {
    "an old workbook that says it has millions of rows": (OLD, lambda: _old(b"\x00\x02\x0e\x00", 8)),
    "an old workbook that says it has thousands of millions of texts": (OLD, lambda: _old(b"\xfc\x00", 8)),
    "an old workbook with a cell far away": (OLD, lambda: _old(b"\xfd\x00\x0a\x00", 4)),
    "an old workbook whose header counts sectors that are not there": (OLD, lambda: old_book()[:64] + FAR + old_book()[68:]),
    "a workbook with a cell far away, which says it is small": (BOOK, lambda: _with((b'r="C6"', b'r="XFD1048576"'))),
    "a large one with a cell far away": (BOOK, lambda: _with((b'r="C6"', b'r="XFD1048576"'), (b"</worksheet>", LONG + b"</worksheet>"))),
    "a workbook with a cell far away, spelt in another way": (BOOK, lambda: _with((b'r="C6"', b"r = 'xfd1048576'"))),
    "a workbook whose cells are far away by their turn": (
        BOOK, lambda: _with((b'<c r="C6"', b"<c/>" * 16_000 + b'<c r="C6"'), (b'<row r="7"', b'<row r="1000000"')),
    ),
    "a workbook with a word for a column": (BOOK, lambda: _with((b'r="C6"', b'r="Total6"'))),
}
"""What took thousands of megabytes once, or ended the program."""


def _old(record: bytes, at: int) -> bytes:
    """The old workbook with a number out of all reason in its first record of that kind; `at` counts from the record's start."""
    data = old_book()
    start = data.index(record, 512) + at
    return data[:start] + FAR + data[start + 4 :]


def _with(*changes: tuple[bytes, bytes]) -> bytes:
    """A workbook with something else in its sheet."""
    with ZipFile(BytesIO(book_bytes()[0])) as packed:
        sheet = packed.read(SHEET)
    for old, new in changes:
        sheet = sheet.replace(old, new, 1)
    return _part(book_bytes()[0], SHEET, sheet)


def _nameless(data: bytes) -> bytes:
    """The package with a part more, which has no name."""
    with ZipFile(BytesIO(data)) as packed:
        return assemble([*(Member.packed(name, packed.read(name)) for name in packed.namelist()), Member.packed("", b"x")])


@pytest.mark.parametrize("situation", GREEDY)
def test_what_would_take_all_memory_is_refused(situation: str) -> None:
    name, made = GREEDY[situation]
    said, fault, _ = attempt(TARGETS[name], made())

    assert not fault and "refused" in said, said


@pytest.mark.parametrize("situation", ONCE)
def test_what_was_a_traceback_once(situation: str) -> None:
    name, file = ONCE[situation]
    target = TARGETS[name]
    said, fault, _ = attempt(target, file(target.seeds[0]) if callable(file) else file)

    assert not fault, f"{situation}: {said}"


def test_what_make_fuzz_kept() -> None:
    wrong = []
    for path in sorted(FOUND.glob("*.bin")):
        name = re.sub("_(edit|read)$", r" \\1", path.name.partition("--")[0])
        said, fault, _ = attempt(TARGETS[name], path.read_bytes())
        wrong += [f"{path.name}: {said}"] if fault else []

    assert wrong == []


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_spoilt_files_are_no_faults(target: Target, tmp_path: Path) -> None:
    tally = fuzz(Trial(target, tmp_path / "current"), seconds=30, seed=7, most=len(target.seeds) + SPOILT)

    assert tally.faults == {}
    assert tally.executions == len(target.seeds) + SPOILT


def test_no_importer_and_no_reader_is_forgotten() -> None:
    modules = {importer.__name__.rpartition(".")[2] for importer in importers.formats()}

    assert {f"importers.{name}" for name in modules} <= set(TARGETS)
    assert reading_modules() == EDGES.keys() | OURS.keys(), "a module of edges reads files: fuzz it, or say in OURS why it needs none"


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_sound_files_are_read(target: Target) -> None:
    """A target whose sound files are refused would fuzz nothing but the refusal."""
    said = [attempt(target, data)[0] for data in target.seeds]

    assert any(not each.startswith("refused") for each in said), said


def test_the_same_seed_spoils_a_file_in_the_same_way() -> None:
    target = TARGETS["importers.hand_entry"]
    spoilt = [[mutate(random.Random(seed), data, target.seeds) for data in target.seeds for seed in range(40)] for _ in range(2)]

    assert spoilt[0] == spoilt[1]
    assert len({*spoilt[0]}) > 60


def test_a_fault_is_made_small_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.FOUND", tmp_path / "found")
    monkeypatch.setattr("fuzz.HERE", tmp_path / "tests")
    trial = Trial(Target("a reader", (b"sound",), lambda data: f"{1 // (b'x' not in data)}"), tmp_path / "current")
    trial.run(b"sound")
    trial.run(b"a long file with an x in it")

    (kept,) = (tmp_path / "found").iterdir()
    assert kept.read_bytes() == b"x"
    assert list(trial.tally.faults) == [f"ZeroDivisionError in test_fuzz.py:{_line_of('1 // ')}"]


def _line_of(text: str) -> int:
    return next(number for number, line in enumerate(Path(__file__).read_text(encoding="utf-8").splitlines(), 1) if text in line)


@pytest.mark.parametrize("text", ["1" * 13, "9" * 400, "1." + "9" * 400, "1,000,000,000,000", "²", "٣.50", "1.2.3"])
def test_what_is_no_amount(text: str) -> None:
    assert pounds(text) == ""
