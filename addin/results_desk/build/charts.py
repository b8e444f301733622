"""The charts beside tables: which table has one, and who draws it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from results_desk.build.charts_results import draw_grade_totals
from results_desk.build.layout import Layout

Chart = Callable[[Any, Any, Layout, int], None]
"""Draws on a sheet: the workbook, the sheet, where the table is, and how many rows it starts with."""

CHARTS: dict[str, Chart] = {"GradeTotals": draw_grade_totals}
"""By the name of the table."""
