"""What a results workbook adds up to: the grades of the centre, the state of its queries, and what of them is to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from results_desk.rules.cells import Row, day, in_words, is_blank, serial, text
from results_desk.rules.computed import Around, Computed
from results_desk.rules.results import to_resolve
from results_desk.tables.results_logs import QUERIES

WHY = (
    "A result that is missing or incomplete goes to the awarding body's own service, which has a closing date. Source: "
    "http://www.ocr.org.uk/i-want-to/do/request-a-post-results-service/"
)
ANSWERED, OVERDUE, OPEN = "Answered", "Overdue promise", "Open"


def query_state(row: Row, today: date) -> str:
    """Answered, overdue once the day of the promise is over, else open; "" without a Query ID."""
    if is_blank(row.get("Query ID")):
        return ""
    if day(row.get("Answered on")):
        return ANSWERED
    promised = day(row.get("Promised by"))
    return OVERDUE if promised and promised < today else OPEN


def due(queries: Iterable[Row], today: date) -> list[dict[str, object]]:
    """The rows of the home workbook's Today for every query without answer, those promised earliest first."""
    rows = [_due(row, today) for row in queries if query_state(row, today) in (OPEN, OVERDUE)]
    return sorted(rows, key=lambda row: (day(row["Due"]) or date.max, str(row["Reference"])))


def _due(row: Row, today: date) -> dict[str, object]:
    promised, body, candidate = day(row.get("Promised by")), text(row.get("Awarding body")), text(row.get("Candidate number"))
    what = "Query open, nothing promised"
    if promised:
        what = "Query: promise overdue" if promised < today else "Query: promised for today" if promised == today else "Query open"
    about = ", ".join(filter(None, (body, f"candidate {candidate}" if candidate else "")))
    ask = f"Ask {body or 'the awarding body'}" + (f" (candidate {candidate})" if candidate else "") + " for the answer"
    if promised and promised > today:
        ask = f"Wait for the answer promised by {in_words(promised)}" + (f": {about}" if about else "")
    if not day(row.get("Form sent on")):
        ask += "; the missing or incomplete results form is not marked as sent"
    return {
        "Area": "Queries", "What": what, "Due": promised or day(row.get("Opened on")), "What to do": f"{ask}.",
        "Reference": text(row["Query ID"]), "Where": f"{QUERIES.workbook}, {QUERIES.sheet}",
        "Why": WHY, "Urgency": 3 if promised and promised < today else 4 if promised == today else 6,
    }  # fmt: skip


def counted(results: Iterable[tuple[object, object]]) -> Counter[tuple[str, str]]:
    """How often each level (in small letters, as a worksheet compares) and grade (letter for letter) stand in Results together."""
    return Counter((str(level or "").casefold(), str(grade or "")) for level, grade in results)


def grade_totals(rows: Sequence[Row], counts: Mapping[tuple[str, str], int]) -> list[dict[str, object]]:
    """The formula columns of each row of GradeTotals: shares of the graded results of its ladder, cumulated by rank."""
    numbers = [counts.get((str(row["Level"] or "").casefold(), str(row["Grade"])), 0) if row["Grade"] else 0 for row in rows]
    ranks = [serial(row["Rank"]) for row in rows]
    ladders = [str(row["Ladder"] or "").casefold() for row in rows]
    found: list[dict[str, object]] = []
    for ladder, rank, number in zip(ladders, ranks, numbers, strict=True):
        mine = [(each, n) for name, each, n in zip(ladders, ranks, numbers, strict=True) if name == ladder and each is not None]
        total, better = sum(n for _, n in mine), sum(n for each, n in mine if rank is not None and each is not None and each >= rank)
        known = rank is not None and total > 0
        found.append({
            "Count": number, "%": number / total if known else "",
            "Cumulative count": better if rank is not None else "", "Cumulative %": better / total if known else "",
        })  # fmt: skip
    return found


def _grade_total(row: Row, around: Around) -> dict[str, object]:
    rows = around.tables["GradeTotals"]
    values = grade_totals(rows, counted((each["Level"], each["Grade"]) for each in around.tables["Results"]))
    typed = ("Ladder", "Level", "Grade", "Rank")
    return next(value for each, value in zip(rows, values, strict=True) if all(each[heading] == row[heading] for heading in typed))


COMPUTED: dict[str, Computed] = {
    "GradeTotals": _grade_total,
    "ToResolve": to_resolve.computed,
    "Queries": lambda row, around: {"State": query_state(row, around.today)},
}
