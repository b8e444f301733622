"""The dated facts of one series, put into the workbooks of a desk: what `new` and `roll` share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from results_desk import reference, tables, terms
from results_desk.actions.dates import carry_dates
from results_desk.actions.importing import frame
from results_desk.actions.registry import Work
from results_desk.errors import DeskError, Problem
from results_desk.tables.defaults import series_rows

if TYPE_CHECKING:
    import pandas as pd


def put_series(work: Work, series: terms.Series) -> dict[str, int]:
    """Fill what is dated for this series, as far as `reference/` knows it. How many deadlines and release times have a date."""
    desk = work.desk
    held: dict[str, pd.DataFrame] = {spec.name: series_rows(spec, str(series)) for spec in tables.TABLES if spec.rolls == "series"}
    for name, rows in held.items():
        desk.table(name).append(rows)
    desk.table("Anchors").update(_anchors(series))
    desk.table("ClosedDays").append(_bank_holidays(desk.settings.get("Nation", ""), series))
    carry_dates(work)
    return {"deadlines": _dated(held["Deadlines"], "Deadline"), "release_times": _dated(held["ReleaseTimes"], "At")}


def to_confirm(counts: dict[str, int], series: terms.Series) -> list[Problem]:
    """What an officer has to look up, because `reference/` does not hold it for this series."""
    missing = []
    if not counts["release_times"]:
        message = f"We hold no release times for {series}"
        way_out = "Fill the ReleaseTimes table from JCQ's notice on the release of results."
        missing.append(Problem("results_desk.xlsx", 0, "At", message, way_out))
    if not counts["deadlines"]:
        message = f"We hold no deadlines for {series}"
        missing.append(Problem("tracking_log.xlsx", 0, "Deadline", message, "Fill the Deadlines table from JCQ's key dates."))
    return missing


def _anchors(series: terms.Series) -> dict[tuple[str, ...], dict[str, object]]:
    known = [row for row in reference.rows("anchor_dates") if row["series"] == str(series)]
    return {
        (row["anchor"],): {"Date": date.fromisoformat(row["date"]), "Basis": row["basis"], "Source": row["source"]} for row in known
    }


def _bank_holidays(nation: str, series: terms.Series) -> pd.DataFrame:
    """The bank holidays of the year of the series and the one after it: reviews and appeals reach into the winter."""
    from results_desk.rules.calendar import NATIONS, bank_holidays

    if nation not in NATIONS:
        raise DeskError(f"Settings in results_desk.xlsx: Nation is {nation!r}; it is one of {', '.join(NATIONS)}.")
    found = bank_holidays(nation, (series.year, series.year + 1))
    return frame([{"Date": day, "What": what, "Kind": "Bank holiday"} for day, what in found.items()], "ClosedDays")


def _dated(rows: pd.DataFrame, heading: str) -> int:
    return sum(value is not None for value in rows[heading])
