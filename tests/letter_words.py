"""Invented candidates and what letters say of them, and small Word templates with any tags in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
from docx import Document
from office import ROOT
from reference_rows import rows
from rules_words import rows_of

from results_desk.rules.letters.vocabulary import request_forms, statements
from results_desk.tables import table

TEMPLATES = ROOT / "docx_templates"
STATEMENT, REQUEST = TEMPLATES / "statement_of_results.docx", TEMPLATES / "request_consent_payment_form.docx"
SETTINGS = {"Centre name": "Larkfield Example School", "Centre number": "12345", "Series": "June 2024"}
TODAY = date(2024, 8, 15)
LISTS = {
    "levels": ("levels", "Levels"), "ladders": ("grade_ladders", "GradeLadders"), "deadlines": ("deadlines", "Deadlines"),
    "releases": ("release_times", "ReleaseTimes"), "services": ("services", "Services"),
}  # fmt: skip
Row = Mapping[str, Any]


def lists(*names: str) -> dict[str, pd.DataFrame]:
    """The desk's tables as a new June 2024 desk holds them."""
    return {name: rows_of(LISTS[name][1], *rows(LISTS[name][0])) for name in names or LISTS}


def candidate(number: str = "0042", surname: str = "Okafor-Smith", forenames: str = "Amara Grace", **other: Any) -> Row:
    """A row of Candidates."""
    usual = {"Date of birth": date(2008, 3, 14), "UCI": "123450240042K", "ULN": "1000000042", "Tutor group": "11B", "Year group": "11"}
    blank = {heading: "" for heading in table("Candidates").headings}
    return blank | usual | {"Candidate number": number, "Surname": surname, "Forenames": forenames} | other


def result(title: str, grade: str, level: str = "GCSE", body: str = "AQA", number: str = "0042", **other: Any) -> Row:
    """A row of Results."""
    code = "".join(letter for letter in title.upper() if letter.isalnum())[:8]
    usual = {"Series": "June 2024", "Entry code": code, "Level": level, "Awarding body": body}
    return usual | {"Candidate number": number, "Title": title, "Grade": grade} | other


def line(service: str = "S2", component: str = "8700/1", **other: Any) -> Row:
    """A row of Lines."""
    usual = {
        "Line ID": f"PRS-24-0001-{component}", "Request ID": "PRS-24-0001", "Candidate number": "0042", "Series": "June 2024",
        "Awarding body": "AQA", "Level": "GCSE", "Entry code": "8700", "Subject": "English Language", "Consent needed": "RoR",
    }  # fmt: skip
    return usual | {"Service": service, "Component code": component} | other


def written(results: Iterable[Row], people: Iterable[Row] = (), practice: bool = False, settings: Row = SETTINGS, **tables: Any) -> Any:
    """The fields of the statements of these people (one usual candidate if none) with these results."""
    known = lists() | tables
    return statements(
        rows_of("Candidates", *(people or [candidate()])),
        rows_of("Results", *results),
        **known,
        settings=settings,
        today=TODAY,
        practice=practice,
    )


def forms(
    lines: Iterable[Row], components: Iterable[Row] = (), practice: bool = False, settings: Row = SETTINGS, person: Row | None = None
) -> Any:
    """The fields of the request forms for these lines of the log."""
    return request_forms(
        rows_of("Lines", *lines), rows_of("Candidates", person or candidate()), rows_of("Components", *components),
        **lists("deadlines", "levels", "services"), settings=settings, today=TODAY, practice=practice,
    )  # fmt: skip


def many_results(count: int) -> list[Row]:
    """So many results with whatever a statement may have to show, the awkward ones first."""
    awkward = [
        result("English Language", "7", Endorsement="D"), result("Combined Science: Trilogy", "98", Mark=301, **{"Max mark": 420}),
        result("Geography A", "5", Flag="#", body="OCR"), result("History", "X", body="Pearson"),
        result("Religious Studies (Route A), full course with everything in its title", "Q", body="WJEC/Eduqas"),
        result("Mathematics", "A*", "GCE A-level", "Pearson", Mark=268.5, **{"Max mark": 300}),
        result("Mathematics", "a", "GCE AS", "Cambridge International"), result("Computer Science", "U", body="OCR"),
        result("Level 1/2 Technical Award in Health and Fitness with Extended Physical Performance", "L2D*", "Technical Award", "NCFE"),
    ]  # fmt: skip
    return [*awkward, *(result(f"Other subject {n}", str(n % 9 + 1)) for n in range(count))][:count]


def many_lines(count: int) -> list[Row]:
    """So many lines of one request, with long titles."""
    services = ("S2", "S2C", "S1", "A2", "S2", "S2C")
    return [
        line(services[n % 6], f"8700/{n}", Subject="Level 1/2 Technical Award in Health and Fitness, extended", **{
            "Component title": "Explorations in creative reading and writing", "Raw mark": 40 + n, "Max mark": 80, "Subject grade": "6",
            "Target days": 20, "Charge due": Decimal("51.95"), "Marks to next grade up": 2, "Consent needed": "RoR+ATS",
        })
        for n in range(count)
    ]  # fmt: skip


def template(
    folder: Path, *texts: str, paragraphs: Iterable[str] = (), header: str = "", footer: str = "", title: str = "",
    table_rows: Iterable[tuple[str, ...]] = (),
) -> Path:  # fmt: skip
    """A Word document made by python-docx with these texts in it."""
    document = Document()
    for text in (*texts, *paragraphs):
        document.add_paragraph(text)
    cells = [tuple(row) for row in table_rows]
    if cells:
        grid = document.add_table(rows=len(cells), cols=len(cells[0]))
        for at, row in enumerate(cells):
            for cell, text in zip(grid.rows[at].cells, row, strict=True):
                cell.text = text
        document.add_paragraph("end")
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    document.core_properties.title = title
    path = folder / "template.docx"
    document.save(str(path))
    return path


def part(letter: bytes, name: str = "word/document.xml") -> bytes:
    """One part of a .docx."""
    with zipfile.ZipFile(io.BytesIO(letter)) as packed:
        return packed.read(name)


def with_texts_of(letter: bytes, *others: bytes) -> bytes:
    """A letter with the text of others of its template before its own: one file to look at all of them."""
    start, end = b"<w:body>", b"<w:sectPr"
    texts = (text[text.index(start) + len(start) : text.rindex(end)] for text in map(part, others))
    body, made = start + b"".join(texts), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(letter)) as packed, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        for name in packed.namelist():
            data = packed.read(name)
            whole.writestr(name, data.replace(start, body, 1) if name == "word/document.xml" else data)
    return made.getvalue()


def part_names(letter: bytes) -> list[str]:
    """The parts of a .docx."""
    with zipfile.ZipFile(io.BytesIO(letter)) as packed:
        return packed.namelist()


def texts(letter: bytes) -> list[str]:
    """The text of every paragraph that python-docx finds in a letter: body, cells, headers and footers."""
    document = Document(io.BytesIO(letter))
    sections = [each for section in document.sections for each in (section.header, section.footer)]
    cells = [cell for holder in (document, *sections) for grid in holder.tables for cell in grid._cells]
    return [paragraph.text for holder in (document, *cells, *sections) for paragraph in holder.paragraphs]
