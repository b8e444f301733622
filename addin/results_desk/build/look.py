"""How the workbooks look: one palette, one set of formats, for every sheet."""

from __future__ import annotations

from typing import Any

from results_desk.tables import NUMBER_FORMATS, Column

INK, NAVY, SLATE = "#1B1F24", "#1F3A5F", "#5B6B80"
TITLE_FILL, COMPUTED_FILL, TYPE_HERE_FILL = "#E6EDF5", "#F3F4F6", "#FFFBE6"
RULE = "#D5DBE3"
BAND_FILLS = ("#D3E1F0", "#E9E3D3")
CHART_FILLS = {"Done": "#4F8F8B", "Not needed": "#C9CFD6", "Late": "#C4574B", "To come": "#A9C1DA"}
"""The colour of each word in a chart; they differ in lightness too."""
TABS = {"typed": NAVY, "view": "#7F9DB9", "lists": "#B8BEC7"}

LONG_DATE = "[$-809]d mmmm yyyy"
"""15 August 2024, in English whatever the computer speaks."""
WRAP_FROM = 40
"""A text column at least this wide wraps; a narrower one keeps its row one line high."""

INDENT = 1
"""Characters that stay free between a cell's left border and its text."""
_ON_ONE_LINE = ("Source", "SHA-256")
"""Addresses and the like, which nobody reads in the sheet: they make no row higher."""
_SHRUNK = ("Name", "Surname", "Forenames", "Name on certificate", "Status", "Subject", "Awarding body")
"""Texts that must be seen whole: a long one is made smaller."""

_FONT = {"font_name": "Calibri", "font_size": 10, "font_color": INK}
_RULED = {"border": 1, "border_color": RULE, "valign": "top"}
_BESIDE = {"left": 1, "right": 1, "left_color": RULE, "right_color": RULE, "align": "center", "indent": 0}
_POSTER = {**_BESIDE, "text_wrap": True, "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "blank": {},
    "title": {"indent": INDENT, "font_size": 16, "bold": True, "font_color": NAVY, "bg_color": TITLE_FILL, "valign": "vcenter"},
    "help": {"indent": INDENT, "font_size": 9, "italic": True, "font_color": SLATE, "valign": "vcenter"},
    "label": {"indent": INDENT, "font_size": 9, "font_color": SLATE, "text_wrap": True, "valign": "bottom"},
    **{
        f"{kind} cell": {
            "bold": True, "align": "left", "indent": INDENT, "border": 1, "border_color": SLATE, "bg_color": TYPE_HERE_FILL,
            "num_format": number_format,
        }
        for kind, number_format in NUMBER_FORMATS.items()
    },
    "heading": {
        "indent": INDENT, "bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "border": 1, "border_color": RULE,
        "text_wrap": True, "valign": "vcenter",
    },
    "computed heading": {
        "indent": INDENT, "bold": True, "italic": True, "font_color": "#FFFFFF", "bg_color": SLATE, "border": 1, "border_color": RULE,
        "text_wrap": True, "valign": "vcenter",
    },
    "band 0": {"bold": True, "font_size": 9, "font_color": NAVY, "bg_color": BAND_FILLS[0], "valign": "vcenter"},
    "band 1": {"bold": True, "font_size": 9, "font_color": NAVY, "bg_color": BAND_FILLS[1], "valign": "vcenter"},
    "word": {**_RULED, "indent": INDENT, "num_format": "@"},
    "poster title": {"font_size": 24, "bold": True, "font_color": NAVY, "valign": "vcenter"},
    "poster line": {"font_size": 15, "valign": "vcenter"},
    "poster alarm": {"font_size": 15, "bold": True, "valign": "vcenter"},
    "poster head": {
        "font_size": 14, "bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "border": 1, "border_color": RULE,
        "text_wrap": True, "valign": "vcenter",
    },
    "poster body": {
        "font_size": 14, "bold": True, "font_color": NAVY, "text_wrap": True, "align": "center", "valign": "vcenter", "num_format": "@",
    },
    "poster service": {**_POSTER, "font_size": 13, "bold": True, "align": "left"},
    "poster date": {**_POSTER, "font_size": 15, "bold": True, "num_format": LONG_DATE},
    "poster rule": {**_POSTER, "font_size": 11, "num_format": LONG_DATE},
    "poster money": {"font_size": 13, "align": "center", "text_wrap": True, "valign": "vcenter", "num_format": NUMBER_FORMATS["money"]},
    "poster money 1": {"font_size": 11, "align": "center", "valign": "vcenter", "num_format": LONG_DATE},
    "poster money 2": {"font_size": 11, "align": "center", "valign": "vcenter"},
    "poster small 1": {**_BESIDE, "font_size": 11, "valign": "vcenter", "num_format": LONG_DATE},
    "poster small 2": {**_BESIDE, "font_size": 11, "valign": "vcenter", "bottom": 1, "bottom_color": SLATE},
    "poster limit 1": {**_BESIDE, "font_size": 11, "valign": "vcenter", "align": "left"},
    "poster limit 2": {**_BESIDE, "font_size": 11, "align": "left", "bottom": 1, "bottom_color": SLATE},
    "poster note": {"font_size": 13, "valign": "vcenter"},
    "above": {"font_size": 8, "font_color": NAVY, "rotation": 90, "text_wrap": True, "valign": "bottom", "align": "center"},
    "detail": {"bold": True, "align": "left", "num_format": NUMBER_FORMATS["text"]},
    "detail date": {"bold": True, "align": "left", "num_format": NUMBER_FORMATS["date"]},
    "answer": {"bold": True, "font_color": NAVY},
    "note": {"font_size": 9},
    "reminder": {"font_size": 9, "bold": True, "font_color": "#8B1A10"},
    "line": {**_RULED, "align": "left", "indent": INDENT},
    "number line": {**_RULED, "align": "right", "indent": 1, "num_format": "0"},
    "working": {"font_size": 8, "font_color": RULE},
}  # fmt: skip
_SIGNALS: dict[str, dict[str, Any]] = {
    "red": {"font_color": "#8B1A10", "bg_color": "#F9D9D5"},
    "amber": {"font_color": "#6B4300", "bg_color": "#FFEBC2"},
    "red row": {"bg_color": "#FCE9E6"},
    "done": {"font_color": "#0B5A57", "bg_color": "#DCEFEE"},
    "blue": {"font_color": "#1250A8", "bold": True},
    "in use": {"left": 1, "right": 1, "left_color": RULE, "right_color": RULE},
    "in use, last": {"left": 1, "right": 1, "bottom": 1, "left_color": RULE, "right_color": RULE, "bottom_color": SLATE},
    "in use, head": {"font_color": "#FFFFFF", "bg_color": NAVY, "border": 1, "border_color": RULE},
}

LABEL_FONT: dict[str, Any] = {"name": "Calibri", "size": 9, "color": INK}
"""The words along the axes of a chart."""
BAR: dict[str, Any] = {"fill": {"color": NAVY}, "gap": 45, "data_labels": {"value": True, "num_format": "0", "font": LABEL_FONT}}
"""One series of bars, its numbers beside them."""


NEXT_DATES: dict[str, Any] = {**_FONT, "num_format": "0", "font_color": SLATE}
"""Cells that a chart stands on."""


def plain(workbook: Any) -> Any:
    """The format of rows where nothing stands but a chart beside."""
    return workbook.add_format(_FONT)


def chart_title(text: str) -> dict[str, Any]:
    """The title of a chart, as XlsxWriter takes it."""
    return {"name": text, "name_font": {"name": "Calibri", "size": 12, "bold": True, "color": NAVY}, "overlay": False}


def wraps(column: Column) -> bool:
    """Whether long texts of a column go on below."""
    return column.kind in ("text", "code") and column.width >= WRAP_FROM and column.heading not in _ON_ONE_LINE and not column.one_line


class Look:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        """Formats belong to `workbook`, an XlsxWriter workbook."""
        self._workbook = workbook
        self._made: dict[str, Any] = {}

    def style(self, name: str) -> Any:
        """The format of a cell that is not data, by its name in this module."""
        return self._format(name, {**_FONT, **_STYLES[name]})

    def signal(self, name: str) -> Any:
        """What a conditional format changes: red, red row, amber, done, blue; in use: lines around."""
        return self._format(name, _SIGNALS[name])

    def data(self, column: Column) -> Any:
        """The format of a data cell: of the whole column too, so that rows added later have it."""
        properties = {**_FONT, **_RULED, "num_format": NUMBER_FORMATS[column.kind], "align": "left", "indent": INDENT}
        properties["text_wrap"] = wraps(column)
        if column.kind in ("number", "money"):
            properties |= {"align": "right"}
        shrinks = column.heading in _SHRUNK and not wraps(column)
        if shrinks:
            properties |= {"shrink": True}
        if column.formula:
            properties |= {"italic": True, "font_color": SLATE, "bg_color": COMPUTED_FILL}
        if column.formula and column.kind == "number":
            properties["num_format"] = "0"  # days between two dates: left General, LibreOffice shows them as a date
        if column.shown:
            properties["num_format"] = column.shown
        return self._format(f"data {column.kind} {wraps(column)} {bool(column.formula)} {column.shown} {shrinks}", properties)

    def _format(self, name: str, properties: dict[str, Any]) -> Any:
        if name not in self._made:
            self._made[name] = self._workbook.add_format(properties)
        return self._made[name]
