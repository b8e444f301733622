"""The charts of `results.xlsx`: for each ladder the share of every grade, and of that grade or better."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from results_desk import reference
from results_desk.build.layout import Layout
from results_desk.build.look import LABEL_FONT, NAVY, RULE, SLATE, TABS

_ROOM = (640, 300)
"""Width and height of a chart, in pixels."""
_FONT = {"name": "Calibri", "size": 9, "color": SLATE}


def draw_grade_totals(workbook: Any, sheet: Any, place: Layout, count: int) -> None:
    """One chart a ladder beside the table, over the rows that it is shipped with."""
    if not count:
        return
    for number, (ladder, first, last) in enumerate(_ladders(place)):
        if last > place.first + count - 1:
            return
        chart = _chart(workbook, place, ladder, first, last)
        alternative = f"For each grade of {ladder}, best first: its share in per cent as a column, that of it or better as a line."
        place_at = {"x_offset": 20, "y_offset": 4 + number * (_ROOM[1] + 14), "description": alternative, "object_position": 3}
        sheet.insert_chart(place.heading, place.last_column + 1, chart, place_at)


def _ladders(place: Layout) -> Iterator[tuple[str, int, int]]:
    """Each ladder with the first and last row of its grades; X and Q, which have no rank, are left out."""
    facts = reference.rows(place.table.facts)
    for ladder in dict.fromkeys(row["ladder"] for row in facts):
        rows = [at for at, row in enumerate(facts, place.first) if row["ladder"] == ladder and row["rank"]]
        yield ladder, rows[0], rows[-1]


def _chart(workbook: Any, place: Layout, ladder: str, first: int, last: int) -> Any:
    columns, line = workbook.add_chart({"type": "column"}), workbook.add_chart({"type": "line"})

    def area(heading: str) -> list[object]:
        column = place.column(heading)
        return [place.table.sheet, first, column, last, column]

    columns.add_series({
        "name": "Share", "categories": area("Grade"), "values": area("%"), "fill": {"color": TABS["view"]}, "gap": 60,
        "data_labels": {"value": True, "num_format": "0%;;", "font": LABEL_FONT, "position": "inside_base"},
    })  # fmt: skip
    line.add_series({
        "name": "This grade or better", "categories": area("Grade"), "values": area("Cumulative %"),
        "line": {"color": NAVY, "width": 2}, "marker": {"type": "circle", "size": 5, "fill": {"color": NAVY}, "border": {"color": NAVY}},
    })  # fmt: skip
    columns.combine(line)
    columns.set_title({"name": f"{ladder}: grades, best first", "name_font": {"name": "Calibri", "size": 12, "color": NAVY}})
    columns.set_x_axis({"num_font": _FONT, "line": {"color": RULE}})
    columns.set_y_axis({
        "min": 0, "max": 1, "major_unit": 0.2, "num_format": "0%", "num_font": _FONT, "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": RULE}},
    })  # fmt: skip
    columns.set_legend({"position": "bottom", "font": _FONT})
    columns.set_size({"width": _ROOM[0], "height": _ROOM[1]})
    return columns
