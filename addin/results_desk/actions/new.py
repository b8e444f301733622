"""Make a desk: the workbooks, filled with the centre's settings and the facts we hold for the series."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from results_desk import tables, terms
from results_desk.actions.making import made_beside, silent
from results_desk.actions.registry import Outcome, Work
from results_desk.actions.series import put_series, to_confirm
from results_desk.actions.views import put_formula_values
from results_desk.edges.desk import audit
from results_desk.edges.desk.desk import Desk
from results_desk.edges.folders import shipped
from results_desk.errors import DeskError


def new_desk(
    folder: Path, now: datetime, centre: str, centre_name: str, series: str, body_centre: Sequence[str] = (), practice: bool = False
) -> Outcome:
    """Make a desk in a folder that is not there yet. DeskError when a word is wrong or the folder is in use."""
    settings, bodies, wanted = _words(centre, centre_name, series, body_centre, practice)
    with made_beside(folder) as making:
        counts = _make(making, now, settings, bodies, wanted)
        audit.record(making, now, "new", counts, ())
    return Outcome(f"Made the desk {folder} for {wanted}.", counts, (folder,), tuple(to_confirm(counts, wanted)), action="new")


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


def _make(folder: Path, now: datetime, settings: dict[str, str], bodies: dict[str, str], series: terms.Series) -> dict[str, int]:
    for workbook in tables.WORKBOOKS:
        shutil.copyfile(shipped("xlsx_templates") / workbook, folder / workbook)
    work = Work(Desk(folder), now, silent)
    desk = work.desk
    desk.table("Settings").update({(setting,): {"Value": value} for setting, value in settings.items()})
    desk.table("AwardingBodies").update({(body,): {"Centre number": number} for body, number in bodies.items()})
    counts = put_series(work, series)
    put_formula_values(work, tables.WORKBOOKS)
    desk.commit("new")
    shutil.rmtree(folder / "backups", ignore_errors=True)
    return counts
