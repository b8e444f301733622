"""What a person has to look at before everything on a candidate is handed over, and what to do about each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from results_desk.errors import Problem


class Check(StrEnum):
    """What was found: in the words of its message."""

    LEFT_OUT = "a cell of this candidate names another candidate, and was left out"
    LEFT_IN = "a cell of this candidate may name another candidate, and was left in"
    REFUSED = "what a refused row said was left out: it may be about somebody else"
    OTHERS_ROW = "a row of another candidate names this one"
    NOBODYS_ROW = "a row without a candidate number may be this candidate's: what it names may be somebody else's too"
    BEFORE = "what was changed in a row that had another candidate number once was left out: one of the two candidates is meant"
    TWO_NUMBERS = "another candidate number has this candidate's UCI or ULN"
    PAPER = "a cell of this candidate names a file that was not copied: not found in the desk's own scans, or named for others too"
    LETTER = "a file has this candidate's number in its name, and is not named as our letters to this candidate are"


_WAYS_OUT = {
    Check.LEFT_OUT: "Look at it, and add by hand what of it is the candidate's.",
    Check.LEFT_IN: "Look at it in the folder, and take out what is of somebody else.",
    Check.REFUSED: "Look at the row in the file it came from, and add by hand what of it is the candidate's.",
    Check.OTHERS_ROW: "It is not in the folder: decide what of it to add by hand.",
    Check.NOBODYS_ROW: "It is not in the folder: find out whose it is, and add by hand what is the candidate's.",
    Check.BEFORE: "Look at the lines of its key, and add by hand what is the candidate's.",
    Check.TWO_NUMBERS: "Find out whether both are one person; if so, export the other number too.",
    Check.PAPER: "Look for it, and add it by hand if it is of this candidate alone.",
    Check.LETTER: "It is not in the folder: open it, and add it by hand if it is of this candidate alone.",
}


@dataclass(frozen=True)
class ToCheck:
    """Where something was found. `sheet` is blank where the file is no workbook, `heading` where it is no table."""

    file: str
    sheet: str
    heading: str
    found: Check

    def problem(self) -> Problem:
        """As an officer reads it; it holds nothing personal."""
        said = f"Sheet {self.sheet}: {self.found}" if self.sheet else self.found[0].upper() + self.found[1:]
        return Problem(self.file, 0, self.heading, said, _WAYS_OUT[self.found])
