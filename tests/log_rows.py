"""Lines of the tracking log and lines of the Grid for tests of the rules, with what most of them have in common."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from reference_rows import BODIES, DEADLINES, LEVELS, RELEASES, SERVICES

from results_desk.rules.log.alarms import Clocks
from results_desk.rules.requests.asking import Desk

Row = dict[str, object]
CLOCKS = Clocks(3, 7, 30, 14)
LEVEL_3, LEVEL_1_2 = "GCE AS/A level and Level 3 VTQ", "GCSE and Level 1/2 VTQ"
_CODES = {LEVEL_3: "L3", LEVEL_1_2: "L12"}


def grid_line(service: str, body: str = "AQA", group: str = LEVEL_3, **cells: object) -> Row:
    """A line of the Grid; `cells` by heading with spaces as underscores, Offered for Offered?."""
    there = {"Offered?" if name == "Offered" else name.replace("_", " "): value for name, value in cells.items()}
    short = "JCQ" if body.startswith("All") else body
    return {"Row ID": f"{_CODES[group]}-{service}-{short}", "Level group": group, "Awarding body": body, "Service": service, **there}


def jcq(service: str, group: str = LEVEL_3, **cells: object) -> Row:
    """The Grid's line of all JCQ awarding bodies."""
    return grid_line(service, "All JCQ awarding bodies", group, **cells)


GRID = [
    jcq("S1", Offered="Yes", Turnaround_days=10), jcq("S2", Offered="Yes", Turnaround_days=20, Turnaround_counted_in="Calendar"),
    jcq("P2", Offered="Yes", Turnaround_days=15), jcq("S2", LEVEL_1_2, Offered="Yes", Turnaround_days=20),
    grid_line("S1", Fee_basis="Per component", Fee=Decimal("9.70"), School_handling=Decimal("2.00")),
    grid_line(
        "S2", Fee_basis="Per component", Fee=Decimal("51.95"), School_handling=Decimal("5.00"), Copy_extra=Decimal("12.50"),
        Refund_rule="Full if grade changes", School_refund_rule="Awarding body's fee only",
    ),
    grid_line("P2", Fee_basis="Per component", Fee=Decimal("61.70"), School_refund_rule="All"),
    grid_line("S3", Fee_basis="Per cohort", Fee=Decimal("299.75"), Refund_rule="If centre marks reinstated", Who_pays="School"),
    grid_line("A2", Fee_basis="Free"),
    grid_line("S2", "NCFE", Fee_basis="Per component", Fee=Decimal("45.00"), Turnaround_days=25, Turnaround_counted_in="Working"),
    grid_line("S1", "NCFE", Fee_basis="Per batch", Fee=Decimal("5.00")),
    grid_line("S2", "OCR", Fee_basis="Per subject", Fee=Decimal("60.00"), School_handling=Decimal("4.00")),
]  # fmt: skip
"""Fees as they are summed in examples, not the awarding bodies' own."""


def desk(grid: object = tuple(GRID), **tables: object) -> Desk:
    """The facts of a June 2024 desk, without candidates unless given."""
    held = {"candidates": (), "results": (), "components": (), "levels": LEVELS, "services": SERVICES, "awarding_bodies": BODIES,
            "deadlines": DEADLINES, "releases": RELEASES, "grid": grid} | tables  # fmt: skip
    return Desk.of("June 2024", **held)  # type: ignore[arg-type]


def line(number: int = 1, part: int = 1, **cells: object) -> Row:
    """A line that may be sent: an A-level paper, consent after the release, paid in full; `cells` with spaces as underscores."""
    there: Row = {
        "Line ID": f"PRS-24-{number:04d}-{part}", "Request ID": f"PRS-24-{number:04d}", "Candidate number": f"{40 + number:04d}",
        "Awarding body": "AQA", "Level": "GCE A-level", "Entry code": "7408", "Component code": f"7408/{part}", "Service": "S2",
        "Status": "Ready to send", "Consent needed": "RoR", "Results released": datetime(2024, 8, 15, 8),
        "RoR consent date": datetime(2024, 8, 15, 9), "Deadline": date(2024, 9, 26), "Internal deadline": date(2024, 9, 23),
        "Received on": datetime(2024, 8, 15, 9), "Charge due": Decimal("56.95"), "Paid": Decimal("56.95"), "Payment": "Paid in full",
        "School handling": Decimal("5.00"), "Handling kept": Decimal("5.00"), "Board refund rule": "Full if grade changes",
        "Form place": "Cabinet 2",
    }  # fmt: skip
    return there | {"Consent valid?" if name == "Valid" else name.replace("_", " "): value for name, value in cells.items()}
