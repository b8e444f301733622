"""Marks: text in, numbers out. What is not a mark, or is more than the maximum, is left out and reported; never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, objects

if TYPE_CHECKING:
    from results_desk.rules.columns import Bools, Ints, Texts
    from results_desk.rules.findings import Findings

    Say = Callable[[Ints], Texts]

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_WAY_OUT = "Compare with the awarding body's site: for absence a word may stand here. The mark was left out, the rest of the row taken."


def number(text: str) -> int | float | None:
    """The number that a text is, whole where it can be; None when it is none."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    return int(float(text)) if float(text).is_integer() else float(text)


def numbers(column: Coded) -> Coded:
    """The column with the number in place of each text, None where a text is none; its last value is None."""
    return Coded(column.codes, objects([*map(number, column.values), None]))


def held_numbers(column: Coded) -> Coded:
    """A number column of a table: the number of each cell, None for a blank, and a text as it stands where somebody wrote one."""
    return Coded(column.codes, objects(text or None if number(text) is None else number(text) for text in column.values))


@dataclass(frozen=True)
class Marks:
    """Marks and their maximum, columns of numbers or None, and which rows had something else there."""

    mark: Coded
    most: Coded
    no_mark: Bools
    no_most: Bools
    above: Bools

    @classmethod
    def of(cls, mark: Coded, most: Coded) -> Marks:
        """Read two columns of the same rows. A mark above its maximum is not taken."""
        marks, mosts = numbers(mark), numbers(most)
        above: Bools = marks.values.astype(float)[marks.codes] > mosts.values.astype(float)[mosts.codes]
        return cls(_left_out(marks, above), mosts, mark.test(_is_word), most.test(_is_word), above)

    def without(self, mark: Bools, most: Bools) -> Marks:
        """The same with these marks and these maxima left out."""
        return Marks(_left_out(self.mark, mark), _left_out(self.most, most), self.no_mark, self.no_most, self.above)

    def report(self, findings: Findings, positions: Ints, mark: Say, most: Say) -> None:
        """Report what was left out; `positions` says which rows of the findings these are, `mark` and `most` what was read there."""
        for where, column, message, told in (
            (self.no_mark, "Mark", "The mark is not a number", mark),
            (self.no_most, "Max mark", "The maximum mark is not a number", most),
            (self.above, "Mark", "The mark is above the maximum mark", mark),
        ):
            findings.report(positions[where], column, message, _WAY_OUT, told(where.nonzero()[0]))


def _left_out(column: Coded, where: Bools) -> Coded:
    import numpy as np

    return Coded(np.where(where, len(column.values) - 1, column.codes), column.values) if where.any() else column


def _is_word(text: str) -> bool:
    return bool(text) and number(text) is None
