"""The words workbooks are declared in: column, table, page, named cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Signal = tuple[Literal["red", "amber", "done", "blue", "red row"], tuple[str, ...]]
"""A colour, and the words that call for it."""

Kind = Literal["code", "text", "date", "moment", "number", "money"]
"""What a column holds. `code` is text that must never become a number or a date; see `port.TablePort` for values."""
DESK_ID = "results_desk_id"
"""The name under which every workbook holds the number of its desk, so that it is known wherever it lies."""
NUMBER_FORMATS: Mapping[Kind, str] = {
    "code": "@", "text": "General", "date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm", "number": "General", "money": "£#,##0.00",
}  # fmt: skip
"""How Excel shows each kind. A code keeps its zeros only in a cell that has its format."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it holds, its width in characters, and what an officer should know of it.

    `choices` names a list in `tables.lists`; `formula` is an Excel formula in A1 style with `[@Heading]` references that
    Excel 2016 and Excel on the web both compute; `group` is the band of headings the column stands under. `signals` colour
    a cell that holds one of the words (a word that begins with "=" must be the whole cell). What stands in a column that is
    `each_series` belongs to one series and is blanked when the desk is rolled to the next. `above` is a formula for the cell
    over the heading, outside the table, written upwards; `shown` a number format in place of the kind's own. A text that
    stands on `one_line` makes no row higher, however long it is.
    """

    heading: str
    kind: Kind = "text"
    width: int = 12
    choices: str = ""
    formula: str = ""
    help: str = ""
    group: str = ""
    signals: tuple[Signal, ...] = ()
    each_series: bool = False
    above: str = ""
    shown: str = ""
    one_line: bool = False


@dataclass(frozen=True)
class Table:
    """One Excel table (ListObject). `key` headings find a row; a `view` is filled by actions and never typed in.

    `facts` names the list in `reference/` that fills a new table. `rolls` says what becomes of the rows when the desk is
    rolled to the next series: "keep" them, "clear" them (they are of people, or of that one series), or take those of the
    new "series" from `reference/`. Views are always cleared. What stands in a `graded` table tells somebody's grades: actions
    see it through the embargo.
    """

    name: str
    workbook: str
    sheet: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    title: str
    help: str = ""
    view: bool = False
    facts: str = ""
    rolls: Literal["keep", "clear", "series"] = "keep"
    graded: bool = False

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The declared headings, in order."""
        return tuple(column.heading for column in self.columns)

    def column(self, heading: str) -> Column:
        """The declared column of that heading. KeyError when there is none."""
        for column in self.columns:
            if column.heading == heading:
                return column
        raise KeyError(heading)


@dataclass(frozen=True)
class Page:
    """One sheet without a table of its own: computed by formulas from the tables, for the wall or the screen. `build.pages` draws it."""

    name: str
    workbook: str
    sheet: str
    title: str
    help: str = ""


@dataclass(frozen=True)
class NamedCell:
    """One named cell beside the tables: what it starts with (a number, a text, or a formula with "="), its label and help.

    A cell that starts with a number takes a whole number of days or months, one with a formula a day; `kind` says what the others take.
    """

    name: str
    workbook: str
    sheet: str
    label: str
    start: str | int
    help: str
    kind: Kind = "text"
