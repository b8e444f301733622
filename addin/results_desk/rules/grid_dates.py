"""What the Grid says to the rest of the desk: the last days among the anchors, and the rows of the tracking log's Deadlines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from results_desk.rules.cells import Row, day, text
from results_desk.rules.fees import find_line, in_force, internal_deadline, own_date
from results_desk.tables.fees_formulas import ALL_JCQ

ANCHORS = {"L3-P2-JCQ": ("PD", "PDI"), "L12-S2-JCQ": ("GD", "GDI")}
"""Row ID -> the anchors that its deadline in force and its internal deadline are."""
_WHERE = "deadlines_fees_charges.xlsx, sheet Grid"


def anchor_rows(grid: Sequence[Row], closed: Collection[date]) -> dict[str, dict[str, object]]:
    """What stands in Anchors for each anchor that the Grid is the master of; blank where the Grid knows no day.

    Of several lines with one Row ID the first counts, as in the Grid's formulas.
    """
    found: dict[str, dict[str, object]] = {}
    for row in grid:
        last, ours = ANCHORS.get(text(row.get("Row ID")).upper(), ("", ""))
        if not last or last in found:
            continue
        confirmed: dict[str, object] = {"Confirmed on": day(row.get("Confirmed on")), "Confirmed by": text(row.get("Confirmed by"))}
        official, internal = in_force(row, grid), internal_deadline(row, grid, closed)
        found[last] = {"Date": official, **confirmed, "Basis": text(row.get("Basis")), "Source": text(row.get("Source"))}
        basis = "" if internal is None else "Our own" if day(row.get("Own internal deadline")) else "Suggested"
        found[ours] = {"Date": internal, **confirmed, "Basis": basis, "Source": f"{_WHERE}, {text(row.get('Row ID'))}"}
    return found


def log_rows(grid: Sequence[Row], closed: Collection[date]) -> list[dict[str, object]]:
    """The rows that Deadlines should have: every line of all JCQ awarding bodies, and the others with a date or a rule of their own.

    A JCQ line has a blank `Awarding body`. `Deadline` is None where the Grid knows no day. Of several lines of one awarding body,
    level and service only the one with the plain Row ID is among them: the log has one line for each.
    """
    return [
        {
            "Awarding body": "" if common else text(row.get("Awarding body")),
            "Series": text(row.get("Series")), "Level": text(row.get("Level group")), "Service": text(row.get("Service")),
            "Official name": text(row.get("Official name")), "Deadline": in_force(row, grid),
            "Internal deadline": internal_deadline(row, grid, closed), "Rule": text(row.get("Rule")),
            "Confirmed on": day(row.get("Confirmed on")), "Confirmed by": text(row.get("Confirmed by")),
            "Basis": text(row.get("Basis")), "Source": text(row.get("Source")),
        }
        for row in grid
        if ((common := text(row.get("Awarding body")).casefold() == ALL_JCQ.casefold()) or own_date(row)) and _is_found(row, grid)
    ]  # fmt: skip


def _is_found(row: Row, grid: Sequence[Row]) -> bool:
    return find_line(grid, *(text(row.get(heading)) for heading in ("Level group", "Awarding body", "Service"))) is row
