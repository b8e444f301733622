"""How a sheet comes out on paper: A4, the headings on every page, and no more than is any use there."""

from __future__ import annotations

from typing import Any

from results_desk.build.layout import (
    LAST_ROW,
    PAGE_SCALE,
    Layout,
    address,
    frozen_columns,
    is_upright,
    page_breaks,
    printed_columns,
)

_A4 = 9
_ONE_PAGE = ("Overview",)
"""Tables that are looked at with their charts beside them."""


def set_up_page(sheet: Any) -> None:
    """Paper, margins, the sheet's name above, file and page below; no date, which would be the day of printing."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_header("&C&9&A", {"margin": 0.3})
    sheet.set_footer("&L&8&F&C&8Page &P of &N", {"margin": 0.3})


def set_up_print(workbook: Any, sheet: Any, place: Layout) -> None:
    """A table on one page's width, upright where it is narrow, or over several with whose line it is on each."""
    table, breaks = place.table, page_breaks(place.table)
    set_up_page(sheet)
    sheet.repeat_rows(place.heading if place.band is None else place.band, place.heading)
    if printed_columns(table) < len(table.columns):
        # As a name, because XlsxWriter writes whole columns as $A:$F, which openpyxl warns of and drops; Excel takes the two for the same.
        area = f"{address(0, 0, fixed=True)}:{address(LAST_ROW, printed_columns(table) - 1, fixed=True)}"
        workbook.define_name(f"'{table.sheet}'!_xlnm.Print_Area", f"='{table.sheet}'!{area}")
    if not breaks:
        if is_upright(table):
            sheet.set_portrait()
        sheet.fit_to_pages(1, int(table.name in _ONE_PAGE))
        return
    sheet.set_print_scale(PAGE_SCALE)
    sheet.set_v_pagebreaks(breaks)
    sheet.repeat_columns(0, frozen_columns(table) - 1)
    sheet.print_across()
