"""What is fuzzed: every importer of the registry, every reader of a file's kind, and every module of `edges` that reads files of others.

A target takes bytes as somebody's file and says in a few words what became of it. A refusal (`DeskError`) is an outcome like any other;
every other exception is a fault, and so is an answer that breaks what the module promises.
"""

from __future__ import annotations

import ast
import io
import json
import pkgutil
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path

from fuzz_seeds import (
    EDI_KNOWN,
    SECRET,
    audit_heads,
    audited,
    book_bytes,
    books,
    calendars,
    doomed_lists,
    letters,
    mail_texts,
    mailed,
    office_locks,
    old_book,
    pdfs,
    profile_lines,
    sealed,
    told_desks,
)
from importer_golden import SAMPLES, golden

import results_desk.edges
from results_desk import importers, tables
from results_desk.errors import DeskError
from results_desk.importers.edi_file import is_edi

Run = Callable[[bytes], str]
_SHORT = re.compile(r"\d+|'[^']*'|\([^)]*\)|\"[^\"]*\"")


@dataclass(frozen=True)
class Target:
    """What is fuzzed: its name, sound files to begin with, and what is done with one. `ending` is that of the file's name."""

    name: str
    seeds: tuple[bytes, ...]
    run: Run


def outcome(run: Run, data: bytes) -> str:
    """What a target makes of a file; a refusal in the words of its message, without what differs from file to file."""
    try:
        return run(data)
    except DeskError as refusal:
        said = str(refusal)
        assert said.strip() and "\x00" not in said and "Traceback" not in said, "a refusal says nothing an officer can read"
        return "refused: " + _SHORT.sub("*", said)[:160]


def targets() -> list[Target]:
    """All of them, importers first."""
    return [*_importers(), *_readers(), *_edges()]


# importers


def _importers() -> Iterator[Target]:
    for importer in importers.formats():
        name = importer.__name__.rpartition(".")[2]
        held = [path for path in sorted((SAMPLES / name).glob("*")) if golden(path).exists()]
        run = partial(_import, importer, {path.read_bytes()[:1]: path.name for path in reversed(held)}, held[0].name)
        yield Target(f"importers.{name}", tuple(_smaller(path.read_bytes()) for path in held), run)


def _smaller(data: bytes) -> bytes:
    """A text file without the most of its rows, so that many are read in a second."""
    lines = data.splitlines(keepends=True)
    text = not data.startswith((b"PK", b"\xd0\xcf", b"\xff\xfe")) and not is_edi(data)
    return b"".join(lines[:25]) if text and len(lines) > 60 else data


def _import(importer: importers.Importer, names: Mapping[bytes, str], usual: str, data: bytes) -> str:
    """As a command does it: the file is read, known by one importer, its rows taken; every row is in a frame or refused."""
    from results_desk.importers.reader import source_of

    source = source_of(Path(names.get(data[:1], usual)), data, (), EDI_KNOWN)
    found = importers.identify(source, importer.KIND)
    batch = found.extract(source)
    frames = [frame for frame in vars(batch).values() if hasattr(frame, "columns")]
    strange = {type(value) for frame in frames for column in frame.drop(columns="row") for value in frame[column]} - {str}
    assert not strange, f"values that are no text: {strange}"
    assert all(problem.message and problem.way_out for problem in batch.problems)
    assert batch.format and batch.rows >= 0
    said = {re.sub(r"\d+", "*", problem.message)[:60] for problem in batch.problems}
    return f"{found.NAME}: {'rows' if batch.rows else 'no rows'}; {'; '.join(sorted(said)[:3])}"


# readers of the importers


def _readers() -> Iterator[Target]:
    """Every module of importers that is called a reader, and archives. A new one fails here until it has sound files to begin with."""
    seeds: Mapping[str, tuple[bytes, ...]] = {
        "reader": (b"Candidate number,Awarding body,Entry code,Grade\r\n0042,AQA,8700,7\r\n", _zipped({"content.xml": b"<a/>"})),
        "reader_text": tuple(_in_every_encoding()),
        "reader_workbook": (*(path.read_bytes() for path in SAMPLES.glob("*/*.xls*") if path.suffix in (".xlsx", ".xls")), old_book()),
        "reader_ods": tuple(path.read_bytes() for path in SAMPLES.glob("*/*.ods")),
        "edi_zip": (_zipped({path.name: path.read_bytes() for path in SAMPLES.glob("jcq_*/*.X01")}), _zipped({"a/b.csv": b"1,2\r\n"})),
    }
    found = [module.name for module in pkgutil.iter_modules(importers.__path__) if module.name.startswith(("reader", "edi_zip"))]
    assert set(found) == set(seeds), "a new reader: give it sound files to begin with"
    for name in found:
        yield Target(f"importers.{name}", seeds[name], _unpack if name == "edi_zip" else _read)


def _in_every_encoding() -> Iterator[bytes]:
    rows = ('"Ó Briain; É";0042;AQA;8700;9-9', '"a ""b""\r\nc";0043;AQA;8700;7', "Total;;;;2", "")
    text = "\r\n".join(("Surname;Candidate number;Awarding body;Entry code;Grade", *rows))
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
        yield text.encode(encoding)
    yield ("sep=|\r\n" + text.replace(";", "|")).encode()
    yield text.replace(";", "\t").replace("\r\n", "\r").encode()


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(zipfile.ZipInfo(name), content)
    return into.getvalue()


def _read(data: bytes) -> str:
    """Any file, read, and its tables looked for by the headings of every importer."""
    from results_desk.importers.reader import source_of

    source = source_of(Path("a file.csv"), data, (), EDI_KNOWN)
    known = [importer for importer in importers.formats() if importer.HEADINGS]
    found = sum(1 for importer in known for _ in source.tables(importer.HEADINGS))
    assert all(isinstance(cell, str) for sheet in source.sheets for head in sheet.heads for row in head.rows for cell in row)
    return f"{len(source.sheets)} sheets, {found} tables, edi {source.edi is not None}"


def _unpack(data: bytes) -> str:
    from results_desk.importers import edi_zip

    if not edi_zip.is_archive(data):
        return _read(data)
    members = edi_zip.members("an archive.zip", data)
    assert not any({"/", "\\"} & set(path.name) or path.name in ("", "..") for path, _, _ in members if path.name), "a name leads out"
    return f"{len(members)} files: " + "; ".join(sorted({outcome(_read, inner)[:60] for _, inner, _ in members}))


# edges


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz"))


def _file(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def _open_book(data: bytes) -> str:
    """Every table that it holds is read, and every named cell."""
    from results_desk.edges.book.files import ClosedBook

    book = ClosedBook.open(_file("book.xlsx", data))
    known = {spec.name for spec in tables.TABLES}
    held = [table.name for sheet in book.sheets for table in book.tables_on(sheet) if table.name in known]
    said = [outcome(lambda _, name=name: f"{name} {len(book.table(name).rows()) > 0}", b"") for name in held[:4]]
    return "; ".join(said) + outcome(lambda _: str(book.desk_id != ""), b"")


def _edit_book(data: bytes) -> str:
    """One cell is edited: refused and the file as it was, or a sound file with the new value and every other part as it was."""
    from results_desk.edges.book.files import ClosedBook

    path = _file("edited.xlsx", data)
    try:
        book = ClosedBook.open(path)
        table = book.table("Problems")
        keys = [tuple(str(row[heading] or "") for heading in ("File", "Row", "Column", "Message", "Detail")) for row in table.rows()]
        if not keys:
            return "no rows"
        conflicts = table.update({keys[0]: {"Way out": "=1+1 & <so>"}})
        row = {"File": "b.csv", "Row": 7, "Column": "", "Message": "m", "Way out": "w", "Detail": "", "Row kept": "No"}
        table.append({heading: [value] for heading, value in row.items()})
        book.commit(None)
    finally:
        after = path.read_bytes()
        if after != data:
            _sound(data, after)
    rows = ClosedBook.open(path).table("Problems").rows()
    assert conflicts or "=1+1 & <so>" in {row["Way out"] for row in rows}, "the new value is not in the file"
    assert rows[-1]["Message"] == "m" or any(row["Message"] == "m" for row in rows), "the new row is not in the file"
    return f"edited, {len(conflicts)} conflicts"


def _sound(before: bytes, after: bytes) -> None:
    """Another reader of zips finds the parts in their order, and those that are not ours to change as they were."""
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert _damaged(new) <= _damaged(old), "a part is damaged"
        names = list(dict.fromkeys(old.namelist()))
        assert [name for name in names if name in new.namelist()] == new.namelist(), "parts came or changed their order"
        ours = re.compile(r"(?i)xl/(worksheets|tables)/|xl/workbook\.xml|xl/calcChain|\[Content_Types\]|.*\.rels|xl/styles")
        theirs = [name for name in names if not ours.match(name) and name not in _damaged(old)]
        lost = [name for name in theirs if name not in new.namelist() or old.read(name) != new.read(name)]
        assert not lost, f"parts are other: {lost}"


def _damaged(packed: zipfile.ZipFile) -> set[str]:
    """The parts that a reader of zips can't read."""
    found = set()
    for name in packed.namelist():
        try:
            packed.read(name)
        except Exception:  # it has many ways to say so
            found.add(name)
    return found


def _letter(data: bytes) -> str:
    from results_desk.edges.word.letters import Letter
    from results_desk.edges.word.look import Look
    from results_desk.rules.letters.vocabulary import FIELDS

    letter = Letter.open(_file("letter.docx", data), Look("1F4E79").of_print(True))
    checked = outcome(lambda _: str(letter.check(FIELDS)), b"")
    fields = _filled(letter.fields)
    said = outcome(lambda _: f"filled {len(letter.render(fields)) > 0}", b"")
    return f"{checked}; {said}; {outcome(lambda _: f'{len(letter.combine([fields, fields])) > 0}', b'')}"


def _filled(names: Collection[str]) -> dict[str, object]:
    """A value for every field; of rows two, with a value in each."""
    fields: dict[str, object] = {name: "Larkfield <&> Ö" for name in names if "." not in name}
    for whose in {name.partition(".")[0] for name in names if "." in name}:
        fields[whose] = [{name.partition(".")[2]: "7" for name in names if name.startswith(f"{whose}.")}] * 2
    return fields


def _mail_text(data: bytes) -> str:
    from results_desk.edges.mail.text import MailText

    text = MailText(_file("results.txt", data))
    subject, body = text.render(_filled(text.fields))
    assert "\n" not in subject and body.endswith("\n")
    return "filled"


def _ledger(data: bytes) -> str:
    from results_desk.edges.mail.ledger import NAME, Ledger

    _file(NAME, data)
    entries = Ledger(_folder()).entries()
    return f"{len(entries) > 0} {sorted({str(entry.state) for entry in entries})[:3]} {len([entry.when for entry in entries]) > 0}"


def _doomed(data: bytes) -> str:
    from results_desk.edges.desk import doomed

    _file(doomed.NAME, data)
    noted = doomed.noted(_folder())
    assert all(path.resolve().is_relative_to(_folder().resolve()) for each in noted for path in each.files)
    return str(len(noted))


def _audit(data: bytes) -> str:
    from results_desk.edges.desk import audit, audithead

    path = _file(audit.LOG, data)
    (_folder() / audithead.HEAD).unlink(missing_ok=True)
    found = list(audit.entries(_folder()))
    last = audit.last_moment(_folder())
    audit.record(_folder(), datetime(2024, 8, 22, 9, tzinfo=UTC), "fuzz", {"n": 1}, [])
    assert path.read_bytes().startswith(data), "what stood in the log is gone"
    last_line = list(audit.entries(_folder()))[-1]
    assert last_line.said["action"] == "fuzz" and "changed" not in last_line.wrong, "the line that was added is not tied to the one before"
    from results_desk.actions.trail import shown

    return f"{len([shown(entry) for entry in found]) > 0} {last is not None} {sorted({entry.wrong[:20] for entry in found})}"


def _audit_head(data: bytes) -> str:
    from results_desk.edges.desk import audit, audithead

    _file(audit.LOG, audited()[0])
    _file(audithead.HEAD, data)
    said = audit.cut_off(_folder())
    audit.record(_folder(), datetime(2024, 8, 22, 9, tzinfo=UTC), "fuzz", {}, [])
    return re.sub(r"\d+", "*", said)


def _calendar(data: bytes) -> str:
    from results_desk.edges import ics

    path = _file("deadlines.ics", data)
    days = [ics.Day("R-A", date(2024, 9, 26), "Last day", "Of reviews")]
    wrote = ics.write_calendar(path, "Larkfield", days, datetime(2024, 8, 22, 9, tzinfo=UTC))
    assert not ics.write_calendar(path, "Larkfield", days, datetime(2024, 8, 23, 9, tzinfo=UTC)), "written again, though nothing changed"
    return f"wrote {wrote}"


def _desks(data: bytes) -> str:
    from results_desk.edges.computer.known_desks import KnownDesks

    known = KnownDesks(_file("desks.json", data))
    return f"{len(known.folders())} {known.folder('desk-1') is not None}"


def _pdf(data: bytes) -> str:
    from results_desk.edges import pdf

    path = _file("letter.pdf", data)
    said = outcome(lambda _: str(len(pdf.text(path)) > 0), b"")
    locked = outcome(lambda _: str(len(pdf.locked(data, SECRET)) > 0), b"")
    return f"{said} {bool(pdf.made_of(path))} {bool(pdf.says(path))} {pdf.opens(data, SECRET)} {locked}"


def _vault(data: bytes) -> str:
    from results_desk.edges.desk import vault

    path = _file("results.xlsx", data)
    if not vault.is_sealed(path):
        return "plain"
    opens = vault.opens(path, SECRET)
    try:
        return f"{opens} {vault.unseal(path, SECRET)}"
    finally:
        # a damaged check of the password is no harm where the content passes its own
        assert path.read_bytes() == data or opens or zipfile.is_zipfile(path), "a file that does not open was changed"


def _lock_file(data: bytes) -> str:
    from results_desk.edges.book.owners import require_closed

    for name in ("~$own.xlsx", ".~lock.own.xlsx#"):
        beside = _file(name, data)
        try:
            said = outcome(lambda _: str(require_closed(_folder() / "own.xlsx")), b"")
        finally:
            beside.unlink()
        assert said.startswith("refused")
    return "somebody"


def _profiles(data: bytes) -> str:
    """The table HeadingProfiles as a person may have typed it, beside a sound file."""
    from results_desk.importers.reader import source_of

    try:
        rows = [line for line in json.loads(data) if isinstance(line, dict)]
    except (ValueError, TypeError, RecursionError):
        lines = data.decode("utf-8", "replace").splitlines()
        rows = [dict(zip(("Profile", "Field", "Heading"), line.split(","), strict=False)) for line in lines]
    rows = [{str(key): str(value).replace("\x00", "") for key, value in row.items()} for row in rows]  # no cell holds a NUL
    said = []
    for kind, path in (("candidates", "school_export/candidates_and_entries.csv"), ("requests", "request_answers/forms.csv")):
        source = source_of(Path("a.csv"), (SAMPLES / path).read_bytes()[:3000], rows)
        said.append(outcome(lambda _, source=source, kind=kind: importers.identify(source, kind).extract(source).format, b""))
    return "; ".join(said)


EDGES: Mapping[str, tuple[tuple[str, Callable[[], tuple[bytes, ...]], Run], ...]] = {
    "ooxml.package": (("read", books, _open_book), ("edit", book_bytes, _edit_book)),
    "word.template": (("", letters, _letter),),
    "mail.text": (("", mail_texts, _mail_text),),
    "mail.ledger": (("", mailed, _ledger),),
    "desk.doomed": (("", doomed_lists, _doomed),),
    "desk.audit": (("", audited, _audit),),
    "desk.audithead": (("", audit_heads, _audit_head),),
    "ics": (("", calendars, _calendar),),
    "computer.known_desks": (("", told_desks, _desks),),
    "pdf": (("", pdfs, _pdf),),
    "desk.vault": (("", sealed, _vault),),
    "book.owners": (("", office_locks, _lock_file),),
}
OURS: Mapping[str, str] = {
    "book.sheetvalues": "reads what package read", "word.links": "fuzzed with wordtemplate", "export": "compares bytes",
    "desk.received": "copies bytes", "word.folders": "compares bytes", "computer.state": "compares bytes",
    "computer.addin": "its own script", "excel.book": "copies bytes",
    "desk.ownfiles": "copies bytes", "mail.file": "reads drafts whose fingerprint is that of ours",
}  # fmt: skip
"""Modules of `edges` that read files and are no targets of their own, and why."""
_READING = {"read_bytes", "read_text", "from_filelike", "from_path", "parsebytes", "from_ical", "PdfReader", "PdfDocument"}


def reading_modules() -> set[str]:
    """The modules of `edges` that read files, by what they call."""
    found = set()
    rooms = Path(results_desk.edges.__file__).parent
    for path in rooms.rglob("*.py"):
        calls = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        if {getattr(call, "attr", getattr(call, "id", "")) for call in calls} & _READING:
            found.add(".".join(path.relative_to(rooms).with_suffix("").parts))
    return found


def _edges() -> Iterator[Target]:
    for module, kinds in EDGES.items():
        for what, seeds, run in kinds:
            yield Target(f"edges.{module}{f' {what}' if what else ''}", seeds(), run)
    yield Target("importers.profiles", profile_lines(), _profiles)


def tidy() -> None:
    """Take away the folder of passage."""
    shutil.rmtree(_folder(), ignore_errors=True)
    _folder.cache_clear()
