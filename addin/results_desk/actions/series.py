"""The dated facts of one series, put into the workbooks of a desk: what `new` and `roll` share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from results_desk import reference, tables, terms
from results_desk.actions.dates import carry_dates
from results_desk.actions.facts import key_in, rows
from results_desk.actions.headings import put_print_headings
from results_desk.actions.importing import frame
from results_desk.actions.registry import Work
from results_desk.errors import DeskError, Problem
from results_desk.tables.defaults import series_rows
from results_desk.tables.fees_formulas import ALL_JCQ

if TYPE_CHECKING:
    import pandas as pd


def put_series(work: Work, series: terms.Series) -> dict[str, int]:
    """Fill what is dated for this series, as far as `reference/` knows it. How many deadlines and release times have a date."""
    desk = work.desk
    held: dict[str, pd.DataFrame] = {spec.name: series_rows(spec, str(series)) for spec in desk.tables if spec.rolls == "series"}
    for name, facts in held.items():
        desk.table(name).append(facts)
    desk.table("Anchors").update(_anchors(series))
    for name, facts_of in (("Grid", _grid), ("Links", _links)):
        if desk.has(name):
            desk.table(name).update(facts_of(work, series))
    _put_heads(work, series)
    put_print_headings(work)
    desk.table("ClosedDays").append(_bank_holidays(desk.settings.get("Nation", ""), series))
    carry_dates(work)
    return {"deadlines": _dated(held.get("Deadlines"), "Deadline"), "release_times": _dated(held["ReleaseTimes"], "At")}


def to_confirm(counts: dict[str, int], series: terms.Series) -> list[Problem]:
    """What an officer has to look up, because `reference/` does not hold it for this series."""
    missing = []
    if not counts["release_times"]:
        message = f"We hold no release times for {series}"
        way_out = "Fill the Release times sheet from JCQ's notice on the release of results."
        missing.append(Problem("results_desk.xlsx", 0, "At", message, way_out))
    if not counts["deadlines"]:
        message = f"We hold no deadlines for {series}"
        way_out = "Fill the JCQ lines of the Grid from JCQ's key dates, then run Copy dates."
        missing.append(Problem("deadlines_fees_charges.xlsx", 0, "Awarding body deadline", message, way_out))
    return missing


def _anchors(series: terms.Series) -> dict[tuple[str, ...], dict[str, object]]:
    known = [row for row in reference.rows("anchor_dates") if row["series"] == str(series)]
    return {
        (row["anchor"],): {"Date": date.fromisoformat(row["date"]), "Basis": row["basis"], "Source": row["source"]} for row in known
    }


def _grid(work: Work, series: terms.Series) -> dict[tuple[str, ...], dict[str, object]]:
    """Changes to the Grid: the series on every line, and its dates as far as `reference/` has them, with basis and source."""
    from results_desk.rules.fees import row_id

    shipped = {row["row_id"]: row for row in reference.rows("grid")}
    dated = {row_id(row["level"], row["service"], ALL_JCQ): row for row in reference.rows("deadlines") if row["series"] == str(series)}
    dated |= {row["row_id"]: row for row in reference.rows("body_deadlines") if row["series"] == str(series)}
    changes: dict[tuple[str, ...], dict[str, object]] = {}
    for line in (row["Row ID"] for row in rows(work.desk, "Grid")):
        changes[(line,)] = {"Series": str(series)}
        if fact := dated.get(line) or shipped.get(line):
            changes[(line,)] |= {"Basis": fact["basis"], "Source": fact["source"]}
        if line in dated and dated[line]["deadline"]:
            changes[(line,)]["Awarding body deadline"] = date.fromisoformat(dated[line]["deadline"])
    return changes


def _links(work: Work, series: terms.Series) -> dict[tuple[str, ...], dict[str, object]]:
    """Changes to the Links: a page that belongs to another year is blanked, its topic stays."""
    from results_desk.rules.links import of_another_series

    found = {key_in("Links", row): of_another_series(row, str(series)) for row in rows(work.desk, "Links")}
    return {line: cells for line, cells in found.items() if cells}


def _put_heads(work: Work, series: terms.Series) -> None:
    """Write the centre and the series at the head of every workbook that has cells for them, and the desk's number into all."""
    heads = {"desk_centre_name": work.desk.settings.get("Centre name", ""), "desk_series": str(series)}
    for cell in tables.NAMED_CELLS:
        if cell.name in heads and cell.workbook in work.desk.workbooks:
            work.desk.book(cell.workbook).set_named(cell.name, heads[cell.name])
    for workbook in work.desk.workbooks:
        work.desk.file(workbook).set_desk_id(work.desk.desk_id)


def _bank_holidays(nation: str, series: terms.Series) -> pd.DataFrame:
    """The bank holidays of the year of the series and the one after it: reviews and appeals reach into the winter."""
    from results_desk.rules.calendar import NATIONS, bank_holidays

    if nation not in NATIONS:
        held = f"holds {nation!r}" if nation.strip() else "is blank"
        raise DeskError(f"Settings in results_desk.xlsx: Nation {held}. Type one of {', '.join(NATIONS)}, save the workbook and try again.")
    found = bank_holidays(nation, (series.year, series.year + 1))
    return frame([{"Date": day, "What": what, "Kind": "Bank holiday"} for day, what in found.items()], "ClosedDays")


def _dated(facts: pd.DataFrame | None, heading: str) -> int:
    return 0 if facts is None else sum(value is not None for value in facts[heading])
