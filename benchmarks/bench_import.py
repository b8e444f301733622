"""Importing 150,000 result rows of a CSV file (read, identify, extract, match, check), against reading the file with pandas."""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd
from run import medians, report

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from rules_words import NO_COMPONENTS, NO_FILES, NO_RESULTS, facts, rows_of  # noqa: E402

from results_desk import importers  # noqa: E402
from results_desk.batch import Batch  # noqa: E402
from results_desk.rules.results.results import ResultsCheck, check_results  # noqa: E402

CANDIDATES, AWARDS, PAPERS, ROUNDS = 3000, 10, 5, 7
ROWS = CANDIDATES * AWARDS * PAPERS
DAY = datetime(2024, 8, 14, 7, 0)
BAR_ALL, BAR_READ = "<= 6", "<= 2.5"
HEADINGS = (
    "Series Year,Series Code,Candidate Number,Candidate Name,Candidate Status,Specification Code,Entry Code,Entry Title (and Suffix),"
    "Result Grade,Result UMS/Points,Result Mark,Result Status Notes,Component Code,Component Title,Component Moderated Mark,"
    "Component Scaled Mark,Component UMS,Component Status Notes"
).split(",")


def lines() -> Iterator[list[str]]:
    """AQA's component results of invented candidates: five papers for each of ten awards."""
    for c in range(1, CANDIDATES + 1):
        for n in range(AWARDS):
            code, grade, mark = f"8{n:03d}", str((c + n) % 9 + 1), str((7 * c + n) % 240)
            award = ["2024", "6A", f"{c:04d}", f"SURNAME{c}:ANNA B", "", code, code, f"GCSE SUBJECT {n}", grade, "", mark, ""]
            for paper in range(1, PAPERS + 1):
                yield [*award, f"{code}/{paper}", f"Paper {paper}", str((c * paper) % 81), str((c * paper) % 81), "", ""]


def desk() -> dict[str, pd.DataFrame]:
    """The tables of a desk that has the candidates and their entries, and no results yet."""
    people = [{"Candidate number": f"{c:04d}", "Surname": f"SURNAME{c}", "Forenames": "ANNA B"} for c in range(1, CANDIDATES + 1)]
    entries = [
        {"Candidate number": f"{c:04d}", "Awarding body": "AQA", "Level": "GCSE", "Entry code": f"8{n:03d}", "Title": f"Subject {n}"}
        for c in range(1, CANDIDATES + 1)
        for n in range(AWARDS)
    ]
    tables = {"candidates": rows_of("Candidates", *people), "entries": pd.DataFrame(entries, dtype=object)}
    return tables | {"known_results": NO_RESULTS, "known_components": NO_COMPONENTS, "files": NO_FILES}


def measure(path: Path, encoding: str, bar_all: str = "", bar_read: str = "") -> None:
    """Report one file: pandas alone, reading into a batch, and the whole import."""
    tables, own, what = desk(), facts(), f"150,000 rows, {encoding}"

    def read() -> Batch:
        return importers.extract(path, "results")

    def whole() -> ResultsCheck:
        batch = read()
        assert batch.results is not None
        return check_results(batch.results, batch.components, facts=own, file=path.name, file_date=DAY, **tables)

    batch, check = read(), whole()
    assert (batch.rows, len(batch.problems), check.accepted, len(check.new)) == (ROWS, 0, ROWS, CANDIDATES * AWARDS), check.problems[:3]
    plain, ours, all_ = medians(ROUNDS, lambda: pd.read_csv(path, dtype=str, encoding=encoding), read, whole)
    report(f"{what}: pandas.read_csv(dtype=str)", plain, "s")
    report(f"{what}: read, identify, extract / pandas.read_csv", ours / plain, "x", bar_read)
    report(f"{what}: the whole import / pandas.read_csv", all_ / plain, "x", bar_all)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for encoding in ("utf-8", "utf-16", "cp1252"):
            path = Path(folder) / f"{encoding}.csv"
            with path.open("w", encoding=encoding, newline="") as file:
                csv.writer(file).writerows([HEADINGS, *lines(), ["Total", "", "", "José"] + [""] * 14])
            measure(path, encoding, *((BAR_ALL, BAR_READ) if encoding == "utf-8" else ()))
