"""The charts beside tables: which table has one, and who draws it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from results_desk.build import charts_checklists, charts_home
from results_desk.build.charts_results import draw_grade_totals
from results_desk.build.layout import Layout

Chart = Callable[[Any, Any, Layout, int], None]
"""Draws on a sheet: the workbook, the sheet, where the table is, and how many rows it starts with."""

CHARTS: dict[str, Chart] = {
    "Overview": charts_home.draw, "ResultsDayProgress": charts_checklists.draw, "PostResultsProgress": charts_checklists.draw,
    "GradeTotals": draw_grade_totals,
}  # fmt: skip
"""By the name of the table."""
