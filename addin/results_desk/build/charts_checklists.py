"""The chart below a checklist's progress: a bar for each part, of what is done, not needed, late, and to come."""

from __future__ import annotations

from typing import Any

from results_desk.build.layout import Layout, printed_columns, shown_width
from results_desk.build.look import CHART_FILLS, LABEL_FONT, RULE, chart_title

_SERIES = ("Done", "Not needed", "Late", "To come")
_SAYS = (
    "A bar for each part of the checklist, in per cent of its tasks: done, not needed here, late, and to come. "
    "The numbers stand in the table above."
)


def draw(workbook: Any, sheet: Any, place: Layout, count: int) -> None:
    """Below the table's rows, as wide as what is printed; the last part, which is all tasks, is left out."""
    chart = workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
    first, last = place.first, place.first + max(1, count - 1) - 1
    for heading in _SERIES:
        number = place.column(heading)
        fill, border = {"color": CHART_FILLS[heading]}, {"color": "#FFFFFF", "width": 0.75}
        chart.add_series({
            "name": [place.table.sheet, place.heading, number],
            "categories": [place.table.sheet, first, place.column("Part"), last, place.column("Part")],
            "values": [place.table.sheet, first, number, last, number],
            "fill": fill, "border": border, "gap": 45,
        })  # fmt: skip
    chart.set_title(chart_title("Progress of each part, in per cent of its tasks"))
    chart.set_y_axis({"num_font": LABEL_FONT, "reverse": True, "crossing": "max", "line": {"color": RULE}})
    chart.set_x_axis({"num_font": LABEL_FONT, "num_format": "0%", "major_gridlines": {"visible": True, "line": {"color": RULE}}})
    chart.set_legend({"position": "bottom", "font": LABEL_FONT})
    chart.set_chartarea({"border": {"color": RULE}})
    chart.set_size({"width": _printed_pixels(place), "height": 90 + 34 * max(1, count - 1)})
    sheet.insert_chart(place.first + max(1, count) + 1, 0, chart, {"object_position": 3, "description": _SAYS})


def _printed_pixels(place: Layout) -> int:
    """The width of the printed columns on a screen of common resolution."""
    return sum(7 * shown_width(column) + 5 for column in place.table.columns[: printed_columns(place.table)])
