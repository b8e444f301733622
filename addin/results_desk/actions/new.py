"""Make a desk: the workbooks, filled with the centre's settings and the facts we hold for the series."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from results_desk import reference, tables, terms
from results_desk.actions.registry import Outcome
from results_desk.edges import audit
from results_desk.edges.desk import Desk
from results_desk.edges.folders import SUBFOLDERS, is_desk, shipped
from results_desk.errors import DeskError, Problem

if TYPE_CHECKING:
    import pandas as pd

FACTS = {
    "AwardingBodies": "awarding_bodies", "Services": "services", "Levels": "levels",
    "GradeLadders": "grade_ladders", "HeadingProfiles": "heading_profiles",
}  # fmt: skip
"""Tables filled from `reference/<name>.csv`, headings alike but for case and underscores."""


def new_desk(
    folder: Path, now: datetime, centre: str, centre_name: str, series: str, body_centre: Sequence[str] = (), practice: bool = False
) -> Outcome:
    """Make a desk in a folder that is not there yet. DeskError when a word is wrong or the folder is in use."""
    settings, bodies, wanted = _words(centre, centre_name, series, body_centre, practice)
    if is_desk(folder):
        raise DeskError(f"{folder} is a desk already: choose another folder, or go on working with this one.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DeskError(f"{folder} is there already and is not empty: choose a folder that is not there yet.")
    making = folder.parent / f".making-{uuid.uuid4().hex[:8]}"
    try:
        counts = _make(making, settings, bodies, wanted)
        audit.record(making, now, "new", counts, ())
        if folder.exists():
            folder.rmdir()
        making.rename(folder)
    except OSError as error:
        raise DeskError(f"The desk {folder} can't be made ({error.strerror}): check the folder above it and try again.") from None
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return Outcome(f"Made the desk {folder} for {wanted}.", counts, (folder,), tuple(_to_confirm(counts, wanted)), action="new")


def _words(
    centre: str, centre_name: str, series: str, body_centre: Sequence[str], practice: bool
) -> tuple[dict[str, str], dict[str, str], terms.Series]:
    if not re.fullmatch(r"\d{5}", centre):
        raise DeskError(f"--centre {centre!r} is not a national centre number: it has five digits, such as 12345.")
    parsed = terms.Series.parse(series)
    if parsed is None:
        raise DeskError(f"--series {series!r} names no exam series: write the month and the year, such as \"June 2024\".")
    bodies = dict(_body(pair) for pair in body_centre)
    settings = {
        "Centre name": centre_name.strip(), "Centre number": centre, "Series": str(parsed),
        "Practice desk": "Yes" if practice else "No", "Desk ID": uuid.uuid4().hex,
    }  # fmt: skip
    return settings, bodies, parsed


def _body(pair: str) -> tuple[str, str]:
    body, sign, number = (part.strip() for part in pair.partition("="))
    if not sign or not number or body not in terms.AWARDING_BODIES:
        known = ", ".join(terms.AWARDING_BODIES)
        raise DeskError(f"--body-centre {pair!r} is not BODY=NUMBER with one of our awarding bodies: {known}.")
    return body, number


def _make(folder: Path, settings: dict[str, str], bodies: dict[str, str], series: terms.Series) -> dict[str, int]:
    folder.mkdir(parents=True)
    for name in SUBFOLDERS:
        (folder / name).mkdir()
    for workbook in tables.WORKBOOKS:
        shutil.copyfile(shipped("xlsx_templates") / workbook, folder / workbook)
    desk = Desk(folder)
    frames: dict[str, pd.DataFrame] = {table: _facts(table, source) for table, source in FACTS.items()}
    frames["AwardingBodies"]["Centre number"] = [bodies.get(body, "") for body in frames["AwardingBodies"]["Awarding body"]]
    frames["Settings"] = _facts("Settings", "settings")
    frames["Settings"]["Value"] = [settings.get(row["setting"], row["value"]) for row in reference.rows("settings")]
    frames["ReleaseTimes"] = _of_series("ReleaseTimes", "release_times", series)
    frames["Deadlines"] = _of_series("Deadlines", "deadlines", series)
    for table, rows in frames.items():
        desk.table(table).append(rows)
    desk.commit("new")
    shutil.rmtree(folder / "backups", ignore_errors=True)
    return {"deadlines": _dated(frames["Deadlines"], "Deadline"), "release_times": _dated(frames["ReleaseTimes"], "At")}


def _dated(rows: pd.DataFrame, heading: str) -> int:
    return sum(value is not None for value in rows[heading])


def _facts(table: str, source: str) -> pd.DataFrame:
    import pandas as pd

    declared = tables.table(table)
    rows = [
        [_value(column.kind, row.get(column.heading.lower().replace(" ", "_"), "")) for column in declared.columns]
        for row in reference.rows(source)
    ]
    return pd.DataFrame(rows, columns=list(declared.headings), dtype=object)


def _value(kind: tables.Kind, text: str) -> object:
    if kind in ("code", "text"):
        return text
    if not text:
        return None
    return {"date": date.fromisoformat, "moment": datetime.fromisoformat}.get(kind, int)(text)


def _of_series(table: str, source: str, series: terms.Series) -> pd.DataFrame:
    """The rows of this series; where we hold none, the latest series' lines without its dates, for the officer to fill."""
    facts = _facts(table, source)
    ours: pd.DataFrame = facts.loc[facts["Series"] == str(series)].reset_index(drop=True)
    if len(ours):
        return ours
    blank: pd.DataFrame = facts.loc[facts["Series"] == facts["Series"].iloc[-1]].reset_index(drop=True)
    blank["Series"] = str(series)
    for heading, empty in (("Deadline", None), ("At", None), ("Source", "")):
        if heading in blank:
            blank[heading] = [empty] * len(blank)
    return blank


def _to_confirm(counts: dict[str, int], series: terms.Series) -> list[Problem]:
    missing = []
    if not counts["release_times"]:
        message = f"We hold no release times for {series}"
        way_out = "Fill the ReleaseTimes table from JCQ's notice on the release of results."
        missing.append(Problem("results_desk.xlsx", 0, "At", message, way_out))
    if not counts["deadlines"]:
        message = f"We hold no deadlines for {series}"
        missing.append(Problem("tracking_log.xlsx", 0, "Deadline", message, "Fill the Deadlines table from JCQ's key dates."))
    return missing
