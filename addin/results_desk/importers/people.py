"""Candidates from the rows of an export: names, dates of birth and yes/no columns made plain, each candidate taken once."""

from __future__ import annotations

import re

from results_desk.batch import CANDIDATE_COLUMNS
from results_desk.importers.dates import day
from results_desk.importers.frames import CORRECT, Rows, candidate_number, filled, first_of, holds, mapped
from results_desk.importers.headings import fold
from results_desk.importers.profiles import shown
from results_desk.importers.sheet import Mask, Text
from results_desk.terms import counted

IDENTITY = ("uci", "uln", "surname", "forenames", "date_of_birth")
"""Two rows with one candidate number that differ in one of these may be two people."""

_WORDS = {
    "on_roll": ({"yes", "y", "true", "1", "onroll", "current"}, {"no", "n", "false", "0", "offroll", "left", "leaver", "former"}),
    "private_candidate": ({"yes", "y", "true", "1", "private", "external"}, {"no", "n", "false", "0", "internal"}),
}
"""What counts as Yes and as No, folded."""
_FOUR_DIGITS = re.compile(r"\d{4}", re.ASCII)
_FULL_NAME = re.compile(r"\s*([^,:]*[^,:\s])\s*[,:]\s*([^,:]*)")


def details(rows: Rows) -> dict[str, Text]:
    """The columns of CANDIDATE_COLUMNS as they will be stored; what can't be read is reported, a row without a name refused."""
    values = {name: rows[name] for name in CANDIDATE_COLUMNS[1:]}
    values["candidate_number"] = mapped(rows["candidate_number"], candidate_number)
    values["surname"], values["forenames"] = _names(rows)
    values["date_of_birth"] = _days(rows)
    for name in _WORDS:
        values[name] = _yes_no(rows, name)
    return values


def refuse_bad_numbers(rows: Rows) -> None:
    """Refuse the rows whose candidate number is not four digits from 0001 to 9999 (or fewer, without their zeros)."""
    numbers, column = rows["candidate_number"], rows.heading("candidate_number")
    rows.refuse(numbers == "", column, "The candidate number is blank.", CORRECT)
    wrong = holds(numbers, lambda text: candidate_number(text) == "0000" or not _FOUR_DIGITS.fullmatch(candidate_number(text)))
    rows.refuse(wrong, column, "The candidate number is not four digits from 0001 to 9999.", CORRECT, numbers)


def one_each(rows: Rows, values: dict[str, Text], entered: Text) -> dict[str, Text]:
    """The columns with the first row of each candidate completed from the later ones.

    A later row that contradicts it is refused, and so is one that brings no entry (`entered` is blank in it).
    """
    values = {name: column.copy() for name, column in values.items()}
    first: dict[str, int] = {}
    for i in (~rows.refused).nonzero()[0]:
        k = first.setdefault(values["candidate_number"][i], int(i))
        if k == i:
            continue
        _compare(rows, values, k, int(i), repeats=not entered[i])
        if not rows.refused[i]:
            for column in values.values():
                column[k] = column[k] or column[i]
    return values


def firsts(rows: Rows, numbers: Text) -> Mask:
    """Which rows are the first of their candidate, refused rows apart."""
    import numpy as np

    seen: set[str] = set()
    out = np.zeros(len(rows), dtype=bool)
    for i in (~rows.refused).nonzero()[0]:
        out[i] = numbers[i] not in seen
        seen.add(numbers[i])
    return out


def _compare(rows: Rows, values: dict[str, Text], k: int, i: int, repeats: bool) -> None:
    here = rows.row == rows.row[i]
    differing = [name for name in IDENTITY if values[name][k] and values[name][i] and fold(values[name][k]) != fold(values[name][i])]
    if differing:
        columns = ", ".join(rows.heading(name) or shown(name) for name in differing)
        message = f"The row contradicts row {rows.row[k]}, which has the same candidate number."
        said = "; ".join(f"{values[name][k]} / {values[name][i]}" for name in differing)
        rows.refuse(here, columns, message, CORRECT, filled(len(rows), said))
    elif repeats:
        message = f"The row repeats row {rows.row[k]}, which has the same candidate number."
        rows.refuse(here, rows.heading("candidate_number"), message, "Nothing to do, or correct the number.")


def _names(rows: Rows) -> tuple[Text, Text]:
    """Surname and forenames, from their own columns or from a full name that says which part is which."""
    surname, forenames, name = rows["surname"], rows["forenames"], rows["name"]
    whole = mapped(name, lambda text: text if _FULL_NAME.fullmatch(text) else "")
    unsplit = (surname == "") & (name != "") & (whole == "")
    if {"surname", "name"} & set(rows.table.at):
        way_out = "Export surname and forenames in columns of their own, or the name as SURNAME, Forenames."
        rows.refuse(unsplit, rows.heading("name"), "The name does not say which part of it is the surname.", way_out, name)
        rows.refuse((surname == "") & (name == ""), rows.heading("surname", "name"), "The surname is blank.", CORRECT)
    first, rest = mapped(whole, lambda text: _FULL_NAME.sub(r"\1", text)), mapped(whole, lambda text: _FULL_NAME.sub(r"\2", text))
    return first_of(surname, first), first_of(forenames, mapped(rest, str.strip))


def _days(rows: Rows) -> Text:
    """Dates of birth as ISO text; one that can't be read is reported and left blank."""
    written = rows["date_of_birth"]
    wrong = holds(written, lambda text: text != "" and day(text) is None)
    message = "The date of birth can't be read; the row was kept without it."
    way_out = "Write it as 14/09/2006 or 2006-09-14 and import the file again."
    rows.report(wrong & ~rows.refused, rows.heading("date_of_birth"), message, way_out, written)
    return mapped(written, lambda text: day(text) or "")


def _yes_no(rows: Rows, name: str) -> Text:
    """Yes, No or blank. Words that are neither are reported once each, not once a row."""
    written, (yes, no) = rows[name], _WORDS[name]
    unknown = holds(written, lambda text: text != "" and fold(text) not in yes | no)
    for word in dict.fromkeys(written[unknown]):
        same = written == word
        message = f"Neither yes nor no, in {counted(int(same.sum()), 'row')} kept with this column blank."
        rows.report(same & (same.cumsum() == 1), rows.heading(name), message, "Write Yes or No and import the file again.", written)
    return mapped(written, lambda text: "Yes" if fold(text) in yes else "No" if fold(text) in no else "")
