"""One place for the dates: typed in the home workbook and the Grid, copied into every other workbook."""

from __future__ import annotations

from results_desk import tables
from results_desk.actions.facts import rows
from results_desk.actions.headings import put_print_headings
from results_desk.actions.importing import frame
from results_desk.actions.registry import Outcome, Work, action
from results_desk.actions.views import put_formula_values, put_view


@action("Prepare", "Copy dates")
def copy_dates(work: Work) -> Outcome:
    """Carry the dates of the home workbook and of the Grid into the checklists, the tracking log and the registers."""
    changed = carry_dates(work)
    put_print_headings(work)
    books = [spec.workbook for spec in tables.TABLES if spec.name in changed]
    put_formula_values(work, dict.fromkeys(("results_desk.xlsx", *books)))
    unknown = sum(row["Date"] is None for row in rows(work.desk, "Anchors"))
    said = f"Dates copied into {len(changed)} tables." if changed else "Every workbook had these dates already."
    return Outcome(f"{said} {unknown} of them are not known yet." if unknown else said, {"changed": len(changed), "unknown": unknown})


def carry_dates(work: Work) -> list[str]:
    """Bring every copy of the dates up to date. The names of the tables that changed."""
    from results_desk.rules.home import anchor_state

    anchors = [{**row, "State": anchor_state(row)} for row in rows(work.desk, "Anchors") if row["Anchor"]]
    closed = [row for row in rows(work.desk, "ClosedDays") if row["Date"]]
    changed = []
    for spec in (spec for spec in tables.TABLES if spec.workbook in work.desk.workbooks):
        source = anchors if spec.view and spec.facts == "anchors" else closed if spec.view and spec.name.endswith("ClosedDays") else None
        if source is not None and put_view(work, spec.name, frame(source, spec.name)):
            changed.append(spec.name)
    return changed
