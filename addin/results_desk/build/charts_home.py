"""What a head is shown: requests by status, grade changes, and the days to the next deadlines."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from results_desk import reference
from results_desk.build.layout import Layout, layout
from results_desk.build.look import BAR, LABEL_FONT, chart_title
from results_desk.tables.home import KEY_DATES

_WIDTH, _HEIGHT, _GAP = 620, 330, 14
"""Pixels."""


def draw(workbook: Any, sheet: Any, place: Layout, count: int) -> None:
    """A chart for each group of rows of the Overview, and one for the key dates, one below another beside the table."""
    first, below = place.first, 0
    for title, lines in groupby(row["chart"] for row in reference.rows("overview")):
        last = first + len(list(lines)) - 1
        _bars(workbook, sheet, place, below, title, (place, "Name", "Number", first, last))
        first, below = last + 1, below + _HEIGHT + _GAP
    dates = layout(KEY_DATES)
    last = dates.first + len(reference.rows("key_dates")) - 1
    _bars(workbook, sheet, place, below, "Days to go", (dates, "Key date", "Days to go", dates.first, last))


def _bars(workbook: Any, sheet: Any, place: Layout, below: int, title: str, of: tuple[Layout, str, str, int, int]) -> None:
    source, names, numbers, first, last = of
    chart = workbook.add_chart({"type": "bar"})
    areas = {
        part: [source.table.sheet, first, source.column(heading), last, source.column(heading)]
        for part, heading in (("categories", names), ("values", numbers))
    }
    chart.add_series({"name": title, **areas, **BAR})
    chart.set_title(chart_title(title))
    chart.set_y_axis({"reverse": True, "num_font": LABEL_FONT, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_legend({"none": True})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    said = f"Bar chart: {title.lower()}. The numbers stand in the table {source.table.name}, column {numbers}."
    sheet.insert_chart(place.first, place.last_column + 2, chart, {"y_offset": below, "description": said, "object_position": 3})
