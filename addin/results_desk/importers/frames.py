"""From the rows of a table to a batch: which rows are data, which are refused and why, and the frames in standard columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from results_desk import reference, terms
from results_desk.errors import Problem
from results_desk.importers.headings import Heading, fold
from results_desk.importers.sheet import UNPRINTABLE, Columns, Mask, Numbers, Source, Table, Text

if TYPE_CHECKING:
    import pandas as pd

SHEET_ROWS = 10_000_000
"""Row 57 of the second sheet read is row 10,000,057, of the third 20,000,057: so a row number names one row of the file."""

CORRECT = "Correct it where the file was made, export again and import the new file."

_TOTAL = re.compile(r"(grand|sub)?\s*totals?\b.*", re.IGNORECASE)
_TELLING = ("candidate_number", "uci", "uln", "surname", "grade", "service")
"""A row with one of these is no total, whatever its first cell says."""
_SHORT_NUMBER = re.compile(r"\d{1,3}", re.ASCII)


@dataclass
class Rows:
    """The data rows of one table: not its headings, preamble, blank rows and total rows. `row` numbers them in the file.

    `refused` marks rows that are in no frame, each with a problem.
    """

    file: str
    table: Table
    index: Numbers
    row: Numbers
    refused: Mask
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> Text:
        """A field of every data row as text; blank where the file has no such column."""
        if name not in self.table.at:
            return filled(len(self.row))
        return self.at(self.table.at[name])

    def __len__(self) -> int:
        """How many data rows there are."""
        return len(self.row)

    def at(self, position: int) -> Text:
        """The column at that position, of every data row."""
        column = self.table.column(position)
        values: Text = column if len(self.index) == len(column) else column[self.index]
        return values

    def heading(self, *names: str) -> str:
        """What the file calls the first of these fields that it has."""
        return next((self.table.headings[self.table.at[name]] for name in names if name in self.table.at), "")

    def was_date(self, position: int) -> Mask:
        """Which of the cells of a column were dates in a workbook."""
        import numpy as np

        dates = self.table.sheet.dates
        if not dates:
            return np.zeros(len(self), dtype=bool)
        rows = self.table.frame.index.to_numpy()[self.index]
        return np.array([(int(row), position) in dates for row in rows], dtype=bool)

    def report(self, where: Mask, column: str, message: str, way_out: str, detail: Text | None = None, kept: bool = True) -> None:
        """A problem for every row marked; the rows are kept."""
        for i in where.nonzero()[0]:
            sheet, shown = divmod(int(self.row[i]), SHEET_ROWS)
            said = f"Sheet {self.table.sheet.name}, row {shown}: {message}" if sheet else message
            more = "" if detail is None else str(detail[i])
            self.problems.append(Problem(self.file, int(self.row[i]), column, said, way_out, more, kept))

    def refuse(self, where: Mask, column: str, message: str, way_out: str, detail: Text | None = None) -> None:
        """A problem for every row marked and not refused before; the rows are left out."""
        new = where & ~self.refused
        self.report(new, column, message, way_out, detail, kept=False)
        self.refused |= new


def data_rows(source: Source, headings: Sequence[Heading]) -> list[Rows]:
    """The data rows of every sheet that has the headings, those that can't be read for certain refused."""
    return [rows_of(source, table, number) for number, table in enumerate(source.tables(headings))]


def rows_of(source: Source, table: Table, number: int = 0) -> Rows:
    """The data rows of the table of that number."""
    import numpy as np

    width = 1 + max(i for i, cell in enumerate(table.headings) if cell)
    index = np.flatnonzero(~_no_data(table))
    shown = table.frame.index.to_numpy()[index]
    rows = Rows(source.file, table, index, shown + number * SHEET_ROWS, np.zeros(len(index), dtype=bool))
    if number:
        base = number * SHEET_ROWS
        rows.notes.append(f"Rows from {base:,} on are of sheet {table.sheet.name}: {base + 2:,} is its row 2.")
    _refuse_unreadable(rows, width)
    return rows


def _no_data(table: Table) -> Mask:
    """Which rows are blank or totals. Only rows that tell next to nothing are looked at cell by cell."""
    import numpy as np

    telling = [table.column(table.at[name]) for name in _TELLING if name in table.at]
    told = sum((values != "" for values in telling), np.zeros(len(table.frame), dtype=np.int64))
    index = np.flatnonzero(told <= 1)
    out = np.zeros(len(table.frame), dtype=bool)
    for i, row in zip(index, table.frame.iloc[index].to_numpy(), strict=True):
        first = next((cell.strip() for cell in row if cell.strip()), "")
        other = any(values[i] not in ("", first) for values in telling)
        out[i] = not first or (not other and bool(_TOTAL.fullmatch(first)))
    return out


def _refuse_unreadable(rows: Rows, width: int) -> None:
    """Rows of a text file with more cells than headings, and rows with characters that no cell may hold."""
    import numpy as np

    frame = rows.table.frame
    if rows.table.sheet.heads[0].delimiter and frame.shape[1] > width:
        beyond = np.array([any(cell.strip() for cell in cells) for cells in frame.iloc[rows.index, width:].to_numpy()], dtype=bool)
        way_out = "Look for a comma in a name or title that is not in quotation marks, correct the row and import the file again."
        rows.refuse(beyond, "", "The row has more cells than there are headings, so its values may stand in the wrong columns.", way_out)
    if rows.table.sheet.unprintable:
        held = np.array([any(UNPRINTABLE.search(cell) for cell in cells) for cells in frame.iloc[rows.index].to_numpy()], dtype=bool)
        rows.refuse(held, "", "The row holds a character that cannot be printed.", CORRECT)


def filled(length: int, text: str = "") -> Text:
    """A column with one text in every row."""
    import numpy as np

    column = np.empty(length, dtype=object)
    column[:] = text
    return column


def mapped(values: Text, change: Callable[[str], str]) -> Text:
    """A column with `change` made to each value; it is called once for each different one."""
    import numpy as np

    texts = values.tolist()
    changed = {value: change(value) for value in set(texts)}
    if all(value == text for value, text in changed.items()):
        return values
    column = np.empty(len(values), dtype=object)
    column[:] = [changed[text] for text in texts]
    return column


def holds(values: Text, test: Callable[[str], bool]) -> Mask:
    """Which values pass a test; it is called once for each different one."""
    import numpy as np

    texts = values.tolist()
    passed = {value: test(value) for value in set(texts)}
    if not any(passed.values()):
        return np.zeros(len(values), dtype=bool)
    return np.array([passed[text] for text in texts], dtype=bool)


def first_of(first: Text, *others: Text) -> Text:
    """Row by row, the first value that is not blank."""
    import numpy as np

    for other in others:
        blank = first == ""
        if blank.any():
            first = np.where(blank, other, first)
    return first


def candidate_number(text: str) -> str:
    """A candidate number of one to three digits filled up to four: spreadsheets drop leading zeros. Others stay as they are."""
    return text.zfill(4) if _SHORT_NUMBER.fullmatch(text) else text


@cache
def _bodies() -> dict[str, str]:
    named = {}
    for row in reference.rows("awarding_bodies"):
        for text in (*row["also_known_as"].split(";"), row["awarding_body"]):
            if text.strip():
                named[fold(text)] = row["awarding_body"]
    return named


def awarding_body(text: str) -> str:
    """The name we use for an awarding body; an unknown one stays as it is."""
    return text if text in terms.AWARDING_BODIES else _bodies().get(fold(text), text)


YES, NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
"""What counts as Yes and as No, folded."""


def yes_or_no(rows: Rows, name: str) -> Text:
    """Yes, No or blank in every row; a row with another word is refused."""
    written = rows[name]
    strange = holds(written, lambda text: text != "" and fold(text) not in YES | NO)
    rows.refuse(strange, rows.heading(name), "The answer is neither yes nor no.", f"Write Yes or No. {CORRECT}", written)
    return mapped(written, lambda text: "Yes" if fold(text) in YES else "No" if fold(text) in NO else "")


def frame(columns: Sequence[str], blocks: Iterable[tuple[Numbers, Columns, Mask]]) -> pd.DataFrame:
    """Blocks (row numbers, columns, which rows to take) one below the other, in the order of the rows, missing columns blank."""
    import numpy as np
    import pandas as pd

    parts: dict[str, list[Text | Numbers]] = {name: [] for name in columns}
    count = 0
    for row, values, take in blocks:
        count += 1
        taken = slice(None) if take.all() else take
        length = len(row[taken])
        for name in columns:
            value = row if name == "row" else values.get(name, "")
            parts[name].append(filled(length, value) if isinstance(value, str) else value[taken])
    made = {name: np.concatenate(arrays or [filled(0)]) for name, arrays in parts.items()}
    series = {name: pd.Series(values, dtype="int64" if name == "row" else object, copy=False) for name, values in made.items()}
    result = pd.DataFrame(series, copy=False)
    return result if count < 2 else result.sort_values("row", kind="stable", ignore_index=True)
