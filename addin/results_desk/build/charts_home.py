"""What a head is shown: requests by status, grade changes, and the days to the next dates."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from results_desk import reference
from results_desk.build.layout import Layout, address
from results_desk.build.look import BAR, LABEL_FONT, NEXT_DATES, chart_title, plain

_WIDTH, _GAP = 620, 14
_TO_EACH_BAR, _AROUND = 21, 66
"""Pixels."""
_SCREEN_ROW = 20
"""Pixels of a row one line high."""
_SHOWN = 6
"""Dates in the chart of those that come next."""
_LOOKED_AT = 30
"""Lines of the key dates that are looked at for it."""


def draw(workbook: Any, sheet: Any, place: Layout, count: int) -> None:
    """A chart for each group of rows of the Overview, and one of the dates that come next, one below another beside the table."""
    first, below = place.first, 0
    for title, lines in groupby(row["chart"] for row in reference.rows("overview")):
        last = first + len(list(lines)) - 1
        areas = (first, place.column("Name"), last, place.column("Number"))
        below += _bars(workbook, sheet, place, below, title, areas, f"The numbers stand in the table {place.table.name}.") + _GAP
        first = last + 1
    areas = _next_dates(workbook, sheet, place)
    said = "The numbers stand below the chart, and in the table KeyDates, column Days left."
    below += _bars(workbook, sheet, place, below, "Days to the next dates", areas, said)
    for row in range(first, place.first + below // _SCREEN_ROW + 2):
        sheet.set_row(row, None, plain(workbook))


def _next_dates(workbook: Any, sheet: Any, place: Layout) -> tuple[int, int, int, int]:
    """Behind the charts, the key dates that are not over, soonest first: computed, so that the chart is right on any day."""
    names, look = place.last_column + 2, workbook.add_format(NEXT_DATES)
    numbers, order = names + 1, names + 2
    for number in range(1, _LOOKED_AT + 1):
        left = f"INDEX(KeyDates[Days left],{number})"
        at = f'=IFERROR(IF(ISNUMBER({left}),IF({left}>=0,{left}+{number}/1000,""),""),"")'
        sheet.write_formula(place.first + number - 1, order, at, look, "")
    waiting = f"{address(place.first, order, fixed=True)}:{address(place.first + _LOOKED_AT - 1, order, fixed=True)}"
    for row in range(place.first, place.first + _SHOWN):
        soon = f"SMALL({waiting},{row - place.first + 1})"
        date, name, level = (f"INDEX(KeyDates[{of}],ROUND(MOD({soon},1)*1000,0))" for of in ("Date", "Key date", "Level"))
        said = f'{name}&IF({level}="All","",", "&{level})&": "&TEXT({date},"d mmm")'
        sheet.write_formula(row, names, f'=IFERROR({said},"")', look, "")
        sheet.write_formula(row, numbers, f'=IFERROR(INT({soon}),"")', look, "")
    return place.first, names, place.first + _SHOWN - 1, numbers


def _bars(workbook: Any, sheet: Any, place: Layout, below: int, title: str, areas: tuple[int, int, int, int], said: str) -> int:
    """A bar for each row of the areas, names in their first column and numbers in their last. Returns the chart's height in pixels."""
    first, names, last, numbers = areas
    height = _AROUND + _TO_EACH_BAR * (last - first + 1)
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series({
        "name": title, "categories": [place.table.sheet, first, names, last, names],
        "values": [place.table.sheet, first, numbers, last, numbers], **BAR,
    })  # fmt: skip
    chart.set_title(chart_title(title))
    chart.set_y_axis({"reverse": True, "num_font": LABEL_FONT, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_legend({"none": True})
    chart.set_size({"width": _WIDTH, "height": height})
    at = {"y_offset": below, "description": f"Bar chart: {title.lower()}. {said}", "object_position": 3}
    sheet.insert_chart(place.first, place.last_column + 2, chart, at)
    return height
