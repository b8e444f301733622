"""The narrow door through which actions see workbooks: one function serves closed files, live Excel and the web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.tables import Table

Key = tuple[str, ...]
"""The values of a table's key columns, as text, in the order the table declares them."""

Columns: TypeAlias = "pd.DataFrame | Mapping[str, Sequence[object]]"
"""Rows to write, column by column: a frame, or the values by heading, all of one length (which needs no pandas)."""

Cells = Mapping[str, object]
"""Heading -> value of some cells of one row."""


class TablePort(Protocol):
    """One Excel table of an open or closed workbook, found by name.

    Values by column kind: code and text are `str` ("" when blank; "0042", "9-9" and "NA" come back as they are);
    date is `datetime.date`; moment is a naive `datetime.datetime` in Europe/London (midnight = day only);
    number is `int` or `float`; money is `Decimal`. A blank date, moment, number or money is None. A cell that does
    not hold what its kind says comes back as the text that is in it. Columns the declaration does not know are read
    as text and never written.
    """

    spec: Table

    def read(self) -> pd.DataFrame:
        """All rows, top to bottom, one object column per heading found in the workbook; wholly blank rows left out."""
        ...

    def rows(self) -> list[dict[str, object]]:
        """The same as `read`, each row as a mapping by heading: what a button that waits reads, because it needs no pandas."""
        ...

    def update(
        self, changes: Mapping[Key, Cells], expect: Mapping[Key, Cells] | None = None, by: Sequence[str] = ()
    ) -> list[Key]:
        """Write only the cells that change, in the rows found by key now. Formula columns get their cached value only.

        With `by` the rows are found by these headings instead of the table's key: for rows whose key somebody left blank.
        Returns the keys that were left alone because the row is gone, there twice, or a cell is not what `expect` says.
        """
        ...

    def append(self, rows: Columns) -> None:
        """Put rows below the table and grow it: text format for codes first, formulas of the table filled in."""
        ...

    def replace(self, rows: Columns) -> bool:
        """For a view (`spec.view`): make these its rows; cells of columns we do not fill stay with the row of the same key.

        Returns False, writing nothing, when the contents were the same already.
        """
        ...


class BookPort(Protocol):
    """One workbook of the desk: its declared tables and named cells."""

    def table(self, name: str) -> TablePort:
        """The table of that name. DeskError when it, or one of its declared columns, is not in the workbook."""
        ...

    def named(self, name: str) -> object:
        """The value of a named cell (a formula's last computed value); None when blank."""
        ...

    def set_named(self, name: str, value: object) -> bool:
        """Write a named cell; a text that starts with "=" is a formula. False when it held that already."""
        ...

    def print_up_to(self, table: str, heading: str) -> bool:
        """Let what is printed of a table's sheet end with a column; an area that a person set stays. False when nothing changes."""
        ...
