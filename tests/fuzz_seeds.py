"""Sound files for the fuzzer to spoil, made as the program or its tests make them."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from edi_made import edi_sample
from importer_golden import SAMPLES
from office import ROOT

from results_desk import reference

EDI_KNOWN = edi_sample().known
SECRET = "four words of nothing"


@contextmanager
def _passage() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def old_book() -> bytes:
    """A workbook of Excel 97."""
    return next(SAMPLES.glob("*/*.xls")).read_bytes()


@cache
def book_bytes() -> tuple[bytes, ...]:
    """Workbooks around a table of three problems, with what other programs put into them."""
    from gallery import _PLAIN, PARTS, SHEETS, workbook
    from parts import SHEET, repack

    wanted = ("note", "sparkline", "second table", "merged cells", "defined names", "array formula", "odd letters")
    with _passage() as folder:
        made = [workbook(folder / f"{name}.xlsx", _PLAIN[name]) for name in wanted]
        for at, change in enumerate(SHEETS.values()):
            made.append(repack(workbook(folder / f"hand {at}.xlsx", None), {SHEET: change, **PARTS["everything"]}))
        return tuple(path.read_bytes() for path in made)


@cache
def books() -> tuple[bytes, ...]:
    """The same, and the smallest of the shipped workbooks."""
    shipped = sorted((ROOT / "xlsx_templates").glob("*.xlsx"), key=lambda path: path.stat().st_size)[:3]
    return (*book_bytes(), *(path.read_bytes() for path in shipped))


@cache
def letters() -> tuple[bytes, ...]:
    """The shipped letters with the least in them, and a small one with every kind of tag."""
    from docx import Document

    document = Document()
    document.add_paragraph("Dear {{ forenames }}, {% if grade %}{{ grade }}{% endif %}")
    document.add_paragraph("{%p for row in results %}")
    document.add_paragraph("{{ row.title }}: {{ row.grade }}")
    document.add_paragraph("{%p endfor %}")
    document.sections[0].header.paragraphs[0].text = "{{ centre_name }}"
    into = io.BytesIO()
    document.save(into)
    shipped = sorted((ROOT / "docx_templates").glob("*.docx"), key=lambda path: path.stat().st_size)[:4]
    return (into.getvalue(), *(path.read_bytes() for path in shipped))


def mail_texts() -> tuple[bytes, ...]:
    """The shipped texts of messages."""
    return tuple(path.read_bytes() for path in sorted((ROOT / "docx_templates" / "mail").glob("*.txt")))


@cache
def mailed() -> tuple[bytes, ...]:
    """A ledger with a message in each state."""
    from results_desk.edges.mail.ledger import DRAFT, LATER, NAME, SENDING, SENT, Entry, Ledger

    with _passage() as folder:
        for number, state in enumerate((DRAFT, SENDING, SENT, LATER)):
            entry = Entry(f"<{number}@x>", "results", "0042", "June 2024", "f" * 64, state, "2024-08-22T09:00:00+01:00", code=250)
            Ledger(folder).note(entry)
        return ((folder / NAME).read_bytes(),)


def doomed_lists() -> tuple[bytes, ...]:
    """The list of files to destroy, of two kinds of data."""
    record = ["2029-10-01 09:00", "Results", "714", "2025-08-22", "the setting Keep results months: 12 after the release"]
    files = ["letters/statement_of_results/0042 Example.docx", "received/hand_entry.csv", "exports/press names.csv"]
    return (json.dumps([{"record": record, "files": files}, {"record": [*record[:1], "Permissions"], "files": files[:1]}]).encode(),)


@cache
def audited() -> tuple[bytes, ...]:
    """A log with lines from before the chain, chained ones, and a torn one."""
    from results_desk.edges.desk import audit

    with _passage() as folder:
        path = folder / audit.LOG
        path.write_text('{"at": "2024-08-14T09:00:00+01:00", "action": "new"}\n', encoding="utf-8")
        for hour in (9, 10):
            audit.record(folder, datetime(2024, 8, 22, hour, tzinfo=UTC), "import_results", {"rows": 3}, ["f" * 64], refused="too early")
        whole = path.read_bytes()
        path.write_bytes(whole[:-30])
        audit.record(folder, datetime(2024, 8, 22, 11, tzinfo=UTC), "today", {}, [])
        return (whole, path.read_bytes())


def audit_heads() -> tuple[bytes, ...]:
    """The file that says where the log of `audited` ended, and one of another log."""
    chains = (json.loads(audited()[0].splitlines()[-1])["chain"], "f" * 64)
    return tuple(json.dumps({"lines": 3, "chain": chain}).encode() + b"\n" for chain in chains)


@cache
def calendars() -> tuple[bytes, ...]:
    """The calendar file of two days."""
    from results_desk.edges import ics

    with _passage() as folder:
        days = [ics.Day(key, date(2024, 9, 26), "Last day", "Of reviews, é") for key in ("R-A", "R-B")]
        ics.write_calendar(folder / "a.ics", "Larkfield", days, datetime(2024, 8, 22, 9, tzinfo=UTC))
        return ((folder / "a.ics").read_bytes(),)


def told_desks() -> tuple[bytes, ...]:
    """The file of known desks."""
    return (json.dumps({"desk-1": str(ROOT / "xlsx_templates"), "desk-2": "/nowhere"}, indent=1).encode(),)


@cache
def pdfs() -> tuple[bytes, ...]:
    """A small PDF, and it locked."""
    from pypdf import PdfWriter

    from results_desk.edges import pdf

    writer, into = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": "A letter"})
    writer.write(into)
    return (into.getvalue(), pdf.locked(into.getvalue(), SECRET))


@cache
def sealed() -> tuple[bytes, ...]:
    """A locked workbook and a locked results file."""
    from results_desk.edges.desk import vault

    with _passage() as folder:
        book, other = folder / "results.xlsx", folder / "results.csv"
        book.write_bytes(book_bytes()[0])
        other.write_bytes(b"0042,AQA\r\n")
        vault.seal(book, SECRET)
        vault.seal(other, SECRET)
        return (book.read_bytes(), (folder / "results.csv.sealed").read_bytes())


def office_locks() -> tuple[bytes, ...]:
    """The files that Excel and LibreOffice put beside an open workbook."""
    name = "P Example"
    wide = len(name).to_bytes(2, "little") + name.encode("utf-16-le")
    return (bytes([len(name)]) + name.ljust(54).encode() + wide.ljust(110, b"\x00"), b"P Example,pexample,host,26.11.2024 09:00,file:///x;")


def profile_lines() -> tuple[bytes, ...]:
    """The shipped heading profiles, and a school's own."""
    shipped = [{"Profile": row["profile"], "Field": row["field"], "Heading": row["heading"]} for row in reference.rows("heading_profiles")]
    own = [
        {"Profile": "Ours", "Field": "candidate_number", "Heading": "Exam No"},
        {"Profile": "Request form", "Field": "service", "Heading": "What?"},
    ]
    return (json.dumps(shipped).encode(), json.dumps(own).encode(), b"Ours,surname,Family name\r\nOurs,forenames,Given\r\n")
