"""Matching and checking 150,000 result rows of 3,000 candidates, against reading the same rows with pandas."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path

import pandas as pd
from run import medians, report

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from rules_words import CENTRE, NO_COMPONENTS, NO_FILES, NO_RESULTS, facts, file_line, rows_of, uci, uln  # noqa: E402

from results_desk.batch import COMPONENT_COLUMNS, RESULT_COLUMNS  # noqa: E402
from results_desk.rules.results.results import ResultsCheck, check_results  # noqa: E402

CANDIDATES, ROWS, ROUNDS = 3000, 150_000, 7
DAY = datetime(2024, 8, 14, 7, 0)
BAR = "<= 2.7"
"""Of the whole import's bar, 6 times reading, what matching and checking may take: 0.35 s where reading takes 0.13 s."""


def person(number: int) -> dict[str, str]:
    """An invented candidate."""
    return {"candidate_number": f"{number:04d}", "name": f"SURNAME{number}:ANNA B", "uci": uci(number), "uln": uln(number)}


def award(n: int) -> dict[str, str]:
    """One of the 50 awards of a candidate."""
    return {"awarding_body": ("AQA", "OCR", "Pearson")[n % 3], "level": "GCSE", "entry_code": f"8{n:03d}", "title": f"Subject {n}"}


def results(per_award: int) -> pd.DataFrame:
    """Result rows: so many component rows for each award."""
    awards = ROWS // CANDIDATES // per_award
    people = [person(number) for number in range(1, CANDIDATES + 1)]
    rows = [
        people[c] | award(n) | {"grade": str((c + n) % 9 + 1), "mark": str((7 * c + n) % 240), "max_mark": "240"}
        for c in range(CANDIDATES)
        for n in range(awards)
        for _ in range(per_award)
    ]
    shared = {"centre_number": CENTRE, "series": "June 2024"}
    return pd.DataFrame(rows).assign(row=range(2, ROWS + 2), **shared).reindex(columns=list(RESULT_COLUMNS), fill_value="")


def components(frame: pd.DataFrame, per_award: int) -> pd.DataFrame:
    """One component mark for each row."""
    paper = [str(n % per_award + 1) for n in range(ROWS)]
    marks = [str(n % 81) for n in range(ROWS)]
    out = pd.DataFrame({"row": frame["row"], "entry_code": frame["entry_code"], "component_code": paper, "mark": marks, "max_mark": "80"})
    return out.assign(title="Paper", grade="").reindex(columns=list(COMPONENT_COLUMNS))


def as_read(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it comes from a CSV file read with all columns as text."""
    return pd.read_csv(io.BytesIO(frame.to_csv(index=False).encode()), dtype=str, keep_default_na=False).assign(row=frame["row"])


def tables(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The desk's candidates and entries for these results."""
    once = frame.drop_duplicates(["candidate_number", "entry_code"])
    names = {name: name.replace("_", " ").capitalize() for name in ("candidate_number", "awarding_body", "level", "entry_code", "title")}
    known = [
        {"Candidate number": one["candidate_number"], "UCI": one["uci"], "ULN": one["uln"], "Surname": one["name"].partition(":")[0]}
        for one in (person(number) for number in range(1, CANDIDATES + 1))
    ]
    return {"candidates": rows_of("Candidates", *known), "entries": once[list(names)].rename(columns=names).astype(object)}


def measure(what: str, per_award: int, with_components: bool, bar: str, again: bool = False, spoil: bool = False) -> None:
    """Report one shape of file; `again`: the desk holds its results already; `spoil`: no candidate is known."""
    frame = results(per_award)
    text = frame.drop(columns="row").to_csv(index=False).encode()
    desk, marks = tables(frame), as_read(components(frame, per_award)) if with_components else None
    if spoil:
        desk["candidates"] = desk["candidates"].assign(**{"UCI": "", "ULN": ""}).iloc[:50]
    frame, held = as_read(frame), {"known_results": NO_RESULTS, "known_components": NO_COMPONENTS, "files": NO_FILES}
    own = facts()

    def check() -> ResultsCheck:
        return check_results(results=frame, components=marks, facts=own, file="a.csv", file_date=DAY, **desk, **held)

    first = check()
    assert spoil or (first.accepted, len(first.problems)) == (ROWS, 0), first.problems[:3]
    if again:
        held |= {"known_results": first.new, "known_components": first.components_new, "files": rows_of("Files", file_line("a.csv", DAY))}
    read, checked = medians(ROUNDS, lambda: pd.read_csv(io.BytesIO(text), dtype=str, keep_default_na=False), check)
    report(f"{what}: pandas.read_csv", read, "s")
    report(f"{what}: match and check", checked, "s")
    report(f"{what}: match and check / pandas.read_csv", checked / read, "x", bar)


if __name__ == "__main__":
    measure("150,000 awards", 1, False, BAR)
    measure("30,000 awards of 5 components", 5, True, BAR)
    measure("150,000 awards, imported again", 1, False, "", again=True)
    measure("30,000 awards of 5 components, imported again", 5, True, "", again=True)
    measure("150,000 rows of unknown candidates", 1, False, "", spoil=True)
