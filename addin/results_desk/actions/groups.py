"""The groups of actions in the order of the year, and what a button of each has unless its action says otherwise."""

from __future__ import annotations

_HOME = "results_desk.xlsx"
_LOG = "tracking_log.xlsx"

GROUPS = ("Prepare", "Results", "Statements", "Requests", "Outcomes", "Returns and certificates", "Today", "Help")
"""The order of the year, and of the ribbon."""

FIRST = {
    "Prepare": "new", "Results": "import_results", "Statements": "write_statements", "Requests": "log_requests",
    "Outcomes": "record_outcomes", "Today": "flag_overdue",
}  # fmt: skip
"""The button that stands first in its group, and large; the others follow as they are registered."""

ICONS = {
    "Prepare": "PropertySheet",
    "Results": "ImportExcel",
    "Statements": "CreateReport",
    "Requests": "TableInsertExcel",
    "Outcomes": "ReviewAcceptChange",
    "Returns and certificates": "DataValidation",
    "Today": "ErrorChecking",
    "Help": "Info",
}
"""Office's own picture (imageMso) of a group's buttons."""

BOOKS: dict[str, tuple[str, ...]] = {
    "Prepare": (),
    "Results": (_HOME, "results.xlsx", "results_day_checklist.xlsx", "awarding_body_links.xlsx"),
    "Statements": (_HOME, "results.xlsx", _LOG, "results_day_checklist.xlsx"),
    "Requests": (_HOME, _LOG, "results.xlsx", "post_results_checklist.xlsx", "deadlines_fees_charges.xlsx"),
    "Outcomes": (_HOME, _LOG, "results.xlsx", "post_results_checklist.xlsx"),
    "Returns and certificates": (
        _HOME, _LOG, "moderation_returns_log.xlsx", "certificates_register.xlsx", "permissions_register.xlsx",
    ),
    "Today": (),
    "Help": (),
}  # fmt: skip
"""The workbooks a group's buttons fit; none named: every workbook of a desk."""
