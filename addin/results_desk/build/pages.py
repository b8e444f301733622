"""The pages: sheets that hold no table but show what others hold, by formulas. Which there are, and who draws each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from results_desk.build import page_poster
from results_desk.build.look import TABS, Look
from results_desk.build.page_statement_view import write_statement_view
from results_desk.build.printing import set_up_page
from results_desk.tables import Page

Writer = Callable[[Any, Any, Page, Look, Mapping[str, object]], None]
"""Draws a page: the workbook, the sheet, what is declared, the formats, and values of named cells in place of what they start with."""

WRITERS: dict[str, Writer] = {
    "PosterLevel3": page_poster.write_poster,
    "PosterLevel12": page_poster.write_poster,
    "StatementView": write_statement_view,
}
"""By the name of the page."""


def write_page(workbook: Any, page: Page, look: Look, named: Mapping[str, object]) -> None:
    """One page on a sheet of its own. KeyError when nobody draws it."""
    sheet = workbook.add_worksheet(page.sheet)
    sheet.set_tab_color(TABS["view"])
    sheet.hide_gridlines(2)
    set_up_page(sheet)
    WRITERS[page.name](workbook, sheet, page, look, named)
