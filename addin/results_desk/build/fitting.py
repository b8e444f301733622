"""Rows as high as their wrapped texts: for LibreOffice and for paper, which take the height that stands in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from results_desk.build.layout import Layout, shown_width
from results_desk.build.look import wraps
from results_desk.edges.book.heights import Wrapped, height

if TYPE_CHECKING:
    import pandas as pd


def fit_rows(sheet: Any, place: Layout, rows: pd.DataFrame | None) -> None:
    """Suggest a height for every row of `rows` with a text that takes several lines. A person's edit has Excel fit the row anew."""
    if rows is None:
        return
    shown = [column for column in place.table.columns if column.heading in rows and wraps(column)]
    places = [Wrapped.within(shown_width(column)) for column in shown]
    texts = zip(*(rows[column.heading] for column in shown), strict=True)
    suggest(sheet, dict(_tall(texts, places, place.first)))


def suggest(sheet: Any, heights: Mapping[int, float]) -> None:
    """Give rows (from 0) heights in points that are nobody's own: XlsxWriter by itself marks each as set by a person."""
    for row, points in heights.items():
        sheet.set_row(row, points)
    write = sheet._xml_start_tag_unencoded

    def tag(name: str, attributes: list[tuple[str, Any]]) -> None:
        if name == "row" and dict(attributes)["r"] - 1 in heights:
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        write(name, attributes)

    sheet._xml_start_tag_unencoded = tag


def _tall(rows: Iterable[tuple[object, ...]], places: Sequence[Wrapped], first: int) -> Iterable[tuple[int, float]]:
    for row, cells in enumerate(rows, first):
        points = height([(value, at) for value, at in zip(cells, places, strict=True) if isinstance(value, str)])
        if points:
            yield row, points
