"""What can go wrong, in the officer's words: a bad row is a value, a dead end is an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category


def visible(text: str) -> str:
    """The text without characters that nobody sees and that turn or hide what is shown: the names of files may hold them."""
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter == "\n" or category(letter) not in ("Cc", "Cf", "Cs"))


@dataclass(frozen=True)
class Problem:
    """One thing an officer has to look at: where it is, what is wrong, and the way out.

    `message` and `way_out` never hold a name, a grade or a mark: they are printed and logged. `detail` may
    (old and new grade, nearest names); it is written to the Problems sheet only. `row` is the row as a spreadsheet
    shows it (1 = first line of the file), or 0 where no row applies. `kept` says whether the row was accepted.
    """

    file: str
    row: int
    column: str
    message: str
    way_out: str
    detail: str = ""
    kept: bool = False

    def public(self) -> dict[str, str | int]:
        """The problem without its personal detail, as `--json` prints it."""
        file, column, message, way_out = map(visible, (self.file, self.column, self.message, self.way_out))
        return {"file": file, "row": self.row, "column": column, "message": message, "way_out": way_out}


class DeskError(Exception):
    """Nothing was done. The text is one sentence that names the file and the way out; shown without a traceback."""

    exit_code = 3

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        """`problems` is what was found on the way and is worth mending before the next try."""
        super().__init__(visible(message))
        self.problems = tuple(problems)


class RuleRefusal(DeskError):
    """A rule of the examination forbids it now (embargo, consent, deadline). The text names the rule and the way out."""

    exit_code = 5


class OtherCentre(DeskError):
    """A whole file is of another centre: nothing of it may be taken or kept."""

    def __init__(self, message: str, centre: str) -> None:
        """`centre` is the number (or numbers) of that centre."""
        super().__init__(message)
        self.centre = centre


class StaleBook(Exception):
    """A workbook changed on disk between our read and our write; nothing was written. The caller reads again."""
