"""A small real desk on which every grade and mark is a word nobody uses, so that a test can look for it in all that comes out."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from desks import fingerprints
from test_rules_embargo import DAYS, GROUPS, READER, times

from results_desk import tables
from results_desk.edges.desk.desk import Desk

MARKS = {"A": "Zq3", "G": "Zq2"}
"""The grade of every Level 3 and of every Level 1/2 result."""
NUMBERS = {"A": 73973, "G": 72972}
"""The mark of every Level 3 and of every Level 1/2 component and result."""
_BY_CHANCE = re.compile(rb"\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b")
SECRET_BOOKS = {"results.xlsx", "tracking_log.xlsx"}
GRADED = ("Results", "Components", "Lines")


def embargoed(desk: Path, series: str = "June 2024", people: bool = False) -> Path:
    """A desk with sample requests made a real one: the candidates who asked, marked grades, confirmed release times, one reader.

    `people`: their names and addresses are words nobody uses as well.
    """
    home = Desk(desk)
    who = {row["Candidate number"] for row in home.table("Lines").rows()}
    groups = {row["Level"]: "A" if row["Group"] == "Level 3" else "G" for row in home.table("Levels").rows()}
    results = [row for row in home.table("Results").rows() if row["Candidate number"] in who]
    levels = {(row["Candidate number"], row["Entry code"]): groups[row["Level"]] for row in results}
    for name in ("Candidates", "Entries", *GRADED):
        _only(home, name, lambda row: row["Candidate number"] in who, lambda row: {**_marked(row, levels, series), **_named(row, people)})
    _only(home, "ReleaseTimes", lambda row: False, dict)
    home.table("ReleaseTimes").append(_columns("ReleaseTimes", times(series)))
    readers = [{"Name": "P Example", "Login": READER, "Signed by": "The head", "Signed on": date(2024, 8, 1), "Ends on": None}]
    home.table("AuthorisedReaders").append(_columns("AuthorisedReaders", readers))
    settings = {"Practice desk": "No", "Series": series, "Smallest group": ""}
    home.table("Settings").update({(name,): {"Value": value} for name, value in settings.items()})
    home.table("Permissions").append(_columns("Permissions", _permissions(who)))
    home.commit("marked")
    for log in ("audit.log", "audit.head"):
        (desk / log).unlink()
    for leftover in ("backups", "received"):
        for path in (desk / leftover).iterdir():
            path.unlink()
    return desk


def _permissions(people: set[str]) -> list[dict[str, object]]:
    days = ("Level 3", "Level 1/2")
    return [{"Candidate number": number, "Results day": day, "Publicity": "Name and grades"} for number in sorted(people) for day in days]


def _marked(row: dict[str, Any], levels: Mapping[tuple[str, str], str], series: str) -> dict[str, Any]:
    """The row with a word or number for everything that tells a grade."""
    kind = levels.get((row["Candidate number"], row["Entry code"])) if "Entry code" in row else None
    told: dict[str, Any] = {"Series": series} if "Series" in row else {}
    if kind:
        words = ("Grade", "Component grade", "Subject grade", "Earlier grade", "Subject grade after")
        told |= {heading: MARKS[kind] for heading in words if heading in row}
        told |= {heading: NUMBERS[kind] for heading in ("Mark", "Max mark", "Raw mark", "Mark after") if heading in row}
    return {**row, **told}


def _named(row: Mapping[str, Any], people: bool) -> dict[str, Any]:
    mail = "zqmail@example.com"
    words = {"Surname": "Zqsur", "Forenames": "Zqfore", "Name": "Zqsur, Zqfore", "Email": mail, "Contact email": mail}
    return {heading: word for heading, word in words.items() if people and heading in row}


def _only(desk: Desk, name: str, wanted: Callable[[dict[str, Any]], bool], made: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Keep these rows of a table, changed, and no others."""
    book = desk.book(tables.table(name).workbook)
    table = book.table(name)
    rows = [made(row) for row in table.rows() if wanted(row)]
    table.clear()
    if rows:
        table.append(_columns(name, rows))


def _columns(name: str, rows: list[dict[str, Any]]) -> dict[str, list[object]]:
    typed = [column.heading for column in tables.table(name).columns if not column.formula]
    return {heading: [row.get(heading) for row in rows] for heading in typed}


def moments(series: str) -> Iterator[tuple[str, datetime]]:
    """The six moments of each level's release, in UK wall time."""
    for group in GROUPS:
        restricted = datetime.combine(DAYS[series][group], datetime.min.time())
        release = restricted + timedelta(days=1)
        for start, clock in (
            (restricted, "00:00:00"), (restricted, "00:01:00"), (release, "07:59:59"), (release, "08:00:00"), (release, "09:29:59"),
            (release, "09:30:00"),
        ):  # fmt: skip
            at = datetime.combine(start.date(), datetime.strptime(clock, "%H:%M:%S").time())
            yield f"{group} {clock}", at


def texts(path: Path) -> Iterator[bytes]:
    """What is in a file: its bytes, and those of its parts where it is an office file or a PDF.

    Without fingerprints and the desk's own number: any digits may stand in them by chance.
    """
    yield from (_BY_CHANCE.sub(b"", text) for text in _all_texts(path))


def _all_texts(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data
    if is_zipfile(path):
        with ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    elif data.startswith(b"%PDF"):
        yield from _streams(data)


def _streams(data: bytes) -> Iterator[bytes]:
    for part in data.split(b"stream")[1:]:
        try:
            yield zlib.decompress(part.lstrip(b"\r\n"))
        except zlib.error:
            continue


def leaks(desk: Path, said: str, before: Mapping[str, str], restricted_too: bool) -> set[str]:
    """Which of the marked levels can be seen in what was said or in files made since, outside the workbooks that hold grades.

    `restricted_too`: also in the folder of what only authorised readers may see.
    """
    now = fingerprints(desk)
    made = [name for name, mark in now.items() if before.get(name) != mark]
    kept = [name for name in made if name not in SECRET_BOOKS and not name.startswith(("backups/", "received/"))]
    shown = [name for name in kept if restricted_too or not name.startswith("letters/RESTRICTED/")]
    seen = [said.encode(), *(text for name in shown for text in texts(desk / name))]
    found = {key for key in MARKS if any(MARKS[key].encode() in text or str(NUMBERS[key]).encode() in text for text in seen)}
    return found
