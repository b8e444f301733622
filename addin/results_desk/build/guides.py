"""What helps a person type the right thing: drop-down lists with their sheet, and a message at the cell."""

from __future__ import annotations

from typing import Any

from results_desk.build.layout import LAST_ROW, address
from results_desk.build.look import Look
from results_desk.tables import LISTS, Column, NamedCell

LISTS_TITLE = "Drop-down lists"
LISTS_HELP = "To add a word, right-click one inside the list: Insert, Shift cells down, then type in the new cell."
FIRST_WORD = 3
"""The row of the first word of every list, from 0."""

_EXACT_LISTS = ("yes no", "flag")
"""Lists whose words our rules read; a word outside any other list is asked about, not forbidden."""
_COMPUTED = "A formula computes this: leave the cell as it is."
_MESSAGE, _TITLE = 255, 32
"""The longest input message and its title that Excel takes."""


def list_name(name: str) -> str:
    """The workbook name that holds a list's words."""
    return "list_" + name.replace(" ", "_")


def write_lists(workbook: Any, sheet: Any, names: tuple[str, ...], look: Look) -> None:
    """Each list a column of the sheet `Lists`, and a workbook name for its words."""
    sheet.set_row(FIRST_WORD - 1, 18)
    for number, name in enumerate(names):
        words = LISTS[name]
        sheet.set_column(number, number, max(12, *(len(word) + 2 for word in (*words, name))))
        sheet.write_string(FIRST_WORD - 1, number, name[0].upper() + name[1:], look.style("heading"))
        for row, word in enumerate(words, FIRST_WORD):
            sheet.write_string(row, number, word, look.style("word"))
        first, last = (address(row, number, fixed=True) for row in (FIRST_WORD, FIRST_WORD + len(words) - 1))
        workbook.define_name(list_name(name), f"=Lists!{first}:{last}")
    sheet.freeze_panes(FIRST_WORD, 0)


def add_choices(sheet: Any, first: int, number: int, column: Column) -> None:
    """The drop-down list and the help of a column, down to the sheet's last row: a table that grows over it stays as it is."""
    rule: dict[str, Any] = {}
    if column.choices:
        exact = column.choices in _EXACT_LISTS
        rule = {
            "validate": "list", "source": "=" + list_name(column.choices), "error_type": "stop" if exact else "warning",
            "error_title": "Not on the list",
            "error_message": "Please choose from the list." if exact else "This is not on the list. Keep it as you typed it?",
        }  # fmt: skip
    help = f"{column.help} {_COMPUTED}".strip() if column.formula else column.help
    if help:
        rule = {"validate": "any", **rule, **_message(column.heading, help)}
    if rule:
        sheet.data_validation(first, number, LAST_ROW, number, rule)


def add_day_count(sheet: Any, row: int, column: int, cell: NamedCell) -> None:
    """A named cell that takes a whole number of days or months only: formulas count with it."""
    rule = {
        "validate": "integer", "criteria": "between", "minimum": 0, "maximum": 400, "ignore_blank": False,
        "error_title": cell.label[:_TITLE], "error_message": "Please type a whole number, 0 to 400.",
    }  # fmt: skip
    sheet.data_validation(row, column, row, column, {**rule, **_message(cell.label, cell.help)})


def add_help(sheet: Any, row: int, column: int, cell: NamedCell, choices: str = "") -> None:
    """The message of a named cell that takes anything; `choices` is a workbook name whose words are offered."""
    offered = {"validate": "list", "source": f"={choices}", "show_error": False} if choices else {"validate": "any"}
    sheet.data_validation(row, column, row, column, {**offered, **_message(cell.label, cell.help)})


def _message(title: str, text: str) -> dict[str, str]:
    return {"input_title": title[:_TITLE], "input_message": text[:_MESSAGE]}
