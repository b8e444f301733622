"""Invented desks for the tests of the rules: facts, tables, and rows of a file, each given by what differs from the usual."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from results_desk import reference
from results_desk.batch import CANDIDATE_COLUMNS, COMPONENT_COLUMNS, ENTRY_COLUMNS, RESULT_COLUMNS
from results_desk.errors import Problem
from results_desk.rules.facts import Facts
from results_desk.rules.identifiers import uci_check_letter
from results_desk.rules.results.results import ResultsCheck, check_results
from results_desk.tables import table

CENTRE = "12345"
FILE, DAY = "aqa.csv", datetime(2024, 8, 14, 7, 0)
Row = Mapping[str, Any]


def uci(number: int) -> str:
    """The invented UCI of a candidate."""
    text = f"{CENTRE}024{number:04d}"
    return text + uci_check_letter(text)


def uln(number: int) -> str:
    """An invented ULN: the first right one from 1,000,000,000 + 100 times the number on."""
    for candidate in range(10**9 + 100 * number, 10**9 + 100 * number + 100):
        digits = f"{candidate:010d}"
        if sum(int(d) * w for d, w in zip(digits, range(10, 0, -1), strict=True)) % 11 == 10:
            return digits
    raise AssertionError("no ULN there")


def reference_rows(name: str, table_name: str) -> list[dict[str, Any]]:
    """The rows of a shipped list under the headings of its table."""
    headings = table(table_name).headings
    return [{heading: row.get(heading.lower().replace(" ", "_"), "") for heading in headings} for row in reference.rows(name)]


def facts(series: str = "June 2024", centres: Mapping[str, str] | None = None) -> Facts:
    """The facts of an invented desk; `centres` holds the awarding bodies with a centre number of their own."""
    bodies = reference_rows("awarding_bodies", "AwardingBodies")
    for row in bodies:
        row["Centre number"] = (centres or {}).get(row["Awarding body"], "")
    settings = [{"Setting": "Centre number", "Value": CENTRE}, {"Setting": "Series", "Value": series}]
    return Facts.of(settings, reference_rows("levels", "Levels"), reference_rows("grade_ladders", "GradeLadders"), bodies)


def rows_of(name: str, *rows: Row) -> pd.DataFrame:
    """Rows of a table of the desk, as a port reads them."""
    declared = table(name)
    blank = {column.heading: "" if column.kind in ("code", "text") else None for column in declared.columns}
    return pd.DataFrame([blank | dict(row) for row in rows], columns=list(declared.headings), dtype=object)


def lines(columns: tuple[str, ...], rows: tuple[Row, ...], usual: Row) -> pd.DataFrame:
    """Rows of a file: the usual one with what differs, numbered from row 2 on."""
    blank = dict.fromkeys(columns, "")
    whole = [blank | {"row": n} | dict(usual) | dict(row) for n, row in enumerate(rows, 2)]
    return pd.DataFrame(whole, columns=list(columns), dtype=object)


USUAL_RESULT = {
    "centre_number": CENTRE, "candidate_number": "0042", "name": "SMITH:ANNA", "uci": uci(42), "awarding_body": "AQA",
    "series": "June 2024", "level": "GCSE", "entry_code": "8300H", "title": "Mathematics", "grade": "6",
}  # fmt: skip


def result_rows(*rows: Row) -> pd.DataFrame:
    """Result rows of a file. The usual one is Anna Smith's 6 in mathematics."""
    return lines(RESULT_COLUMNS, rows, USUAL_RESULT)


def component_rows(*rows: Row) -> pd.DataFrame:
    """Component rows of a file."""
    usual = {"entry_code": "8300H", "component_code": "8300/1", "title": "Paper 1", "mark": "51", "max_mark": "80"}
    return lines(COMPONENT_COLUMNS, rows, usual)


def candidate_rows(*rows: Row) -> pd.DataFrame:
    """Rows of a candidate list. The usual one is Anna Smith."""
    usual = {"candidate_number": "0042", "uci": uci(42), "uln": uln(42), "surname": "Smith", "forenames": "Anna"}
    return lines(CANDIDATE_COLUMNS, rows, usual | {"date_of_birth": "2008-03-01"})


def entry_rows(*rows: Row) -> pd.DataFrame:
    """Rows of an entry list. The usual one is Anna Smith's mathematics."""
    usual = {"candidate_number": "0042", "awarding_body": "AQA", "level": "GCSE", "entry_code": "8300H", "title": "Mathematics"}
    return lines(ENTRY_COLUMNS, rows, usual)


PEOPLE = ((42, "Smith", "Anna"), (43, "Jones", "Ben"), (44, "O'Brien", "Cara"), (45, "Van der Berg", "Dirk"), (46, "Müller", "Eva"))
CANDIDATES = rows_of(
    "Candidates",
    *({"Candidate number": f"{n:04d}", "UCI": uci(n), "ULN": uln(n), "Surname": surname, "Forenames": name} for n, surname, name in PEOPLE),
)
ENTRIES = rows_of(
    "Entries",
    *(
        {"Candidate number": f"{n:04d}", "Awarding body": "AQA", "Level": "GCSE", "Entry code": "8300H", "Title": "Mathematics"}
        for n, _, _ in PEOPLE
    ),
)
NO_RESULTS, NO_COMPONENTS, NO_FILES = rows_of("Results"), rows_of("Components"), rows_of("Files")


def check(*rows: Row, **other: Any) -> ResultsCheck:
    """Check result rows against the invented desk; any argument of `check_results` may be given instead."""
    given: dict[str, Any] = {
        "results": result_rows(*rows), "components": None, "candidates": CANDIDATES, "entries": ENTRIES, "known_results": NO_RESULTS,
        "known_components": NO_COMPONENTS, "files": NO_FILES, "facts": facts(), "file": FILE, "file_date": DAY,
    }  # fmt: skip
    return check_results(**(given | other))


def file_line(name: str, at: datetime | None) -> dict[str, Any]:
    """A line of the table Files."""
    return {"File": name, "File date": at}


def merge(name: str, held: pd.DataFrame, new: pd.DataFrame, changed: pd.DataFrame) -> pd.DataFrame:
    """The table after what a check says to add and to change: what an action does with it."""
    key = list(table(name).key)
    both = pd.concat([held, changed], ignore_index=True).drop_duplicates(key, keep="last")
    return pd.concat([both, new], ignore_index=True).astype(object)


def told(problems: list[Problem]) -> list[tuple[int, str, bool]]:
    """Where each problem is, in short: row, column, and whether the row was kept."""
    return [(problem.row, problem.column, problem.kept) for problem in problems]
