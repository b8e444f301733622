"""One place for the dates: typed in the home workbook and the Grid, copied into every other workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from results_desk import tables
from results_desk.actions.facts import key_in, rows
from results_desk.actions.headings import put_print_headings
from results_desk.actions.registry import Outcome, Work, action
from results_desk.actions.views import columns, put_formula_values, put_view
from results_desk.port import Cells, Key
from results_desk.terms import counted


@action("Prepare", "Copy dates", reveals="keep")
def copy_dates(work: Work) -> Outcome:
    """Carry the dates of the home workbook and of the Grid into the checklists, the tracking log and the registers."""
    from results_desk.rules.home import dates_that_are_none

    changed = carry_dates(work)
    put_print_headings(work)
    work.desk.mark()
    books = {tables.table(name).workbook for name in ("KeyDates", "Grid", *changed)}
    put_formula_values(work, [workbook for workbook in work.desk.workbooks if workbook in books])
    unknown = sum(row["Date"] is None for row in rows(work.desk, "Anchors"))
    said = f"Dates copied into {counted(len(changed), 'table')}." if changed else "Every workbook had these dates already."
    wrong = tuple(dates_that_are_none(rows(work.desk, "Anchors"), rows(work.desk, "ClosedDays")))
    counts = {"changed": len(changed), "unknown": unknown}
    return Outcome(f"{said} {counted(unknown, 'day is', 'days are')} not known yet." if unknown else said, counts, problems=wrong)


def carry_dates(work: Work) -> list[str]:
    """Bring every copy of the dates up to date, in the workbooks that are in the desk. The names of the tables that changed."""
    from results_desk.rules.cells import day
    from results_desk.rules.home import anchor_state

    changed = _carry_grid(work) if work.desk.has("Grid") else []
    anchors = [{**row, "State": anchor_state(row)} for row in rows(work.desk, "Anchors") if row["Anchor"]]
    closed = [row for row in rows(work.desk, "ClosedDays") if day(row["Date"])]
    for spec in work.desk.tables:
        source = anchors if spec.view and spec.facts == "anchors" else closed if spec.view and spec.name.endswith("ClosedDays") else None
        if source is not None and put_view(work, spec.name, columns(source, spec.headings)):
            changed.append(spec.name)
    return changed


def _carry_grid(work: Work) -> list[str]:
    """Bring the Grid's days into the anchors, of which it is the master for PD, GD, PDI and GDI, and into the tracking log."""
    from results_desk.rules.calendar import closed_days
    from results_desk.rules.grid_dates import anchor_rows, log_rows

    grid, closed = rows(work.desk, "Grid"), closed_days(rows(work.desk, "ClosedDays"))
    changed = ["Anchors"] if _put(work, "Anchors", {(anchor,): row for anchor, row in anchor_rows(grid, closed).items()}) else []
    if work.desk.has("Deadlines") and _carry_to_log(work, log_rows(grid, closed)):
        changed.append("Deadlines")
    return changed


def _carry_to_log(work: Work, wanted: Iterable[Mapping[str, object]]) -> bool:
    """Bring the Grid's days into the Deadlines of the tracking log, overwriting only where the Grid knows a day. Whether any was new."""
    spec = tables.table("Deadlines")
    deadlines = {key_in("Deadlines", row): row for row in wanted if row["Series"]}
    held = _held(work, "Deadlines")
    missing = [row for key, row in deadlines.items() if key not in held and (row["Deadline"] or row["Rule"])]
    if missing:
        work.desk.table("Deadlines").append(columns(missing, spec.headings))
    known = {key: _known_cells(row, spec.headings) for key, row in deadlines.items() if row["Deadline"] or row["Rule"]}
    return _put(work, "Deadlines", known) or bool(missing)


def _known_cells(row: Mapping[str, object], headings: Collection[str]) -> dict[str, object]:
    """What the Grid says to a row of the log; of its days nothing where it knows none."""
    return {name: value for name, value in row.items() if name in headings and (row["Deadline"] or not name.lower().endswith("deadline"))}


def _put(work: Work, table: str, changes: Mapping[Key, Cells]) -> bool:
    """Write what is other than it stands there. Whether anything was."""
    held = _held(work, table)
    new = {key: cells for key, cells in changes.items() if key in held and any(held[key][h] != value for h, value in cells.items())}
    work.desk.table(table).update(new)
    return bool(new)


def _held(work: Work, table: str) -> dict[Key, dict[str, object]]:
    return {key_in(table, row): row for row in rows(work.desk, table)}
