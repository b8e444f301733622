"""A desk on which two invented candidates stand in every table that has room for one, each with words nobody else has."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from desks import new_desk

from results_desk import tables
from results_desk.edges.desk.desk import Desk
from results_desk.edges.mail.ledger import Entry, Ledger
from results_desk.rules.subject_access.people import number_heading

OWN, OTHER = "7342", "7343"
MARK = {OWN: "Zqown", OTHER: "Zqelse"}
NUMBERED = [spec for spec in tables.TABLES if number_heading(spec.headings)]
HISTORIES = [spec for spec in tables.TABLES if {"Table", "Key"} <= set(spec.headings)]
LATER = datetime(2024, 9, 2, 10)


def a_row(spec: tables.Table, number: str) -> dict[str, object]:
    """A row of a candidate with a word of their own in every cell that takes one."""
    kinds: dict[str, object] = {"date": date(2024, 9, 1), "moment": LATER, "number": int(number), "money": 1.5}
    row = {column.heading: kinds.get(column.kind, f"{MARK[number]} {column.heading}") for column in spec.columns if not column.formula}
    told = {"Level": "GCSE", "Series": "June 2024", "Surname": f"{MARK[number]}sur", "Forenames": f"{MARK[number]}fore"}
    told |= {"Name": f"{MARK[number]}sur, {MARK[number]}fore", "UCI": f"12345{number}0000A", number_heading(row): number}
    told |= {heading: f"{heading[:1]}-{number}" for heading in row if heading.endswith(" ID")}
    return row | {heading: value for heading, value in told.items() if heading in row}


def two_people(folder: Path) -> Path:
    """The desk: both have rows everywhere, a history, a message, letters; others than they stand in no file."""
    new_desk(folder)
    desk = Desk(folder)
    for spec in NUMBERED:
        rows = [a_row(spec, number) for number in MARK]
        desk.table(spec.name).append({heading: [row[heading] for row in rows] for heading in rows[0]})
    for spec in HISTORIES:
        for number in MARK:
            key = {"History": f"L-{number}", "CertificateHistory": f"C-{number}"}.get(spec.name, f"{number} / Level 3")
            of = {"History": "Lines", "CertificateHistory": "Certificates"}.get(spec.name, "Permissions")
            row = {"When": LATER, "Who": "x", "Action": "y", "Table": of, "Key": key, "Column": "Note", "Old": f"{MARK[number]} old"}
            desk.table(spec.name).append({heading: [value] for heading, value in row.items()})
    desk.commit("typed")
    letters = folder / "letters" / "outcome_letter"
    letters.mkdir()
    for number in MARK:
        for name in (f"{number} {MARK[number]}sur.docx", f"R-{number} {number} {MARK[number]}sur.pdf", f"{number}1 {MARK[OTHER]}.docx"):
            (letters / name).write_text(MARK[number] if not name.startswith(f"{number}1") else MARK[OTHER])
    (folder / "letters" / "outcome_letter combined.docx").write_text(" ".join(MARK.values()))
    (folder / "received" / "results.csv").write_text(" ".join(MARK.values()))
    Ledger(folder).note_all([Entry(f"<{n}>", "results", n, "", "f1", "sent", LATER.isoformat(), f"{MARK[n]}.eml") for n in MARK])
    return folder
