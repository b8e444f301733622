"""Entries and amendments of a centre in JCQ's format (EDI): candidates, and the options each is entered for."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from results_desk.batch import CANDIDATE_COLUMNS, ENTRY_COLUMNS, Batch
from results_desk.errors import Problem
from results_desk.importers.edi_checks import body_of, centre_problems, check_centre, check_series, version_problem
from results_desk.importers.edi_file import ENTRIES, EdiFile
from results_desk.importers.edi_known import Known, Option
from results_desk.importers.edi_layouts import cells, field, places, texts
from results_desk.importers.frames import CORRECT, filled, frame, holds, mapped
from results_desk.importers.headings import Heading
from results_desk.importers.sheet import Source

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.importers.sheet import Columns, Mask, Numbers, Text

NAME = "entries (EDI)"
KIND = "candidates"
HEADINGS: tuple[Heading, ...] = ()

OPTIONS, OPTION_WIDTH, CODE = 12, 7, 6
CENTURY_FROM = 30
"""A year of birth of two digits from this one on is of the last century: no candidate is born after 2029 yet."""
_NO_ACCENT = str.maketrans("ŁłØøĐđ", "LlOoDd")
_STATUS = {"C": "", "P": "Yes"}


def identify(source: Source) -> bool:
    """Whether it is an EDI file of entries or amendments."""
    return source.edi is not None and source.edi.letter in ENTRIES


def extract(source: Source) -> Batch:
    """The candidates and entries of the file. DeskError when it is of another centre or series."""
    edi, known = source.edi, source.known
    assert edi is not None, "identified as an EDI file"
    body = body_of(edi, known)
    check_series(edi, known)
    check_centre(edi, known)
    grid, line = edi.grid[edi.details], edi.line[edi.details]
    columns: dict[str, Text] = {name: field(grid, "E5", name) for name in places("E5") if name != "options"}
    refused, problems = _refused(edi, columns, line, known)
    take = ~refused
    entries, marked = _entries(edi, columns, take, body, known)
    told = (*problems, *marked, *centre_problems(edi), *version_problem(edi, "Compare the names and entries of two candidates."))
    return Batch(
        edi.file, NAME, len(line), tuple(sorted(told, key=lambda problem: problem.row)),
        candidates=frame(CANDIDATE_COLUMNS, [(line, _people(columns, known), take)]),
        entries=entries,
    )  # fmt: skip


def _refused(edi: EdiFile, columns: dict[str, Text], line: Numbers, known: Known) -> tuple[Mask, list[Problem]]:
    """Records of another centre, and those that have not a candidate number and a name where they are expected."""
    ours = known.centre_numbers
    other = holds(columns["centre_number"], lambda text: bool(ours) and text.upper() not in ours)
    bad = holds(columns["candidate_number"], lambda text: not (len(text) == 4 and text.isascii() and text.isdecimal() and text != "0000"))
    unnamed = holds(columns["name"], lambda text: not text.partition(":")[0].strip())
    problems = []
    refused = filled(len(line)) != ""
    for where, column, message, way_out in (
        (other, "Centre number", "The record is of another centre.", "Nothing to do, unless it is your centre: then see Awarding bodies."),
        (bad, "Candidate number", "The candidate number is not four digits from 0001 to 9999.", CORRECT),
        (unnamed, "Name", "The surname is blank.", CORRECT),
    ):
        problems += [Problem(edi.file, int(line[at]), column, message, way_out) for at in (where & ~refused).nonzero()[0].tolist()]
        refused |= where
    return refused, problems


def _people(columns: dict[str, Text], known: Known) -> Columns:
    """Name, identifiers and date of birth as a batch of candidates has them; a name that the desk has keeps the desk's letters."""
    surname = mapped(columns["name"], lambda text: text.partition(":")[0].strip())
    forenames = mapped(columns["name"], lambda text: text.partition(":")[2].strip())
    for at, number in enumerate(columns["candidate_number"]):
        held = known.names.get(number, ("", ""))
        if _plain(held[0]) == _plain(surname[at]) and _plain(held[1]).startswith(_plain(forenames[at])):
            surname[at], forenames[at] = held
    return {
        "candidate_number": columns["candidate_number"], "uci": columns["uci"], "uln": mapped(columns["uln"], _no_zeros),
        "surname": surname, "forenames": forenames,
        "date_of_birth": mapped(columns["date_of_birth"], _day),
        "private_candidate": mapped(columns["status"], lambda text: _STATUS.get(text.upper(), "")),
    }  # fmt: skip


def _entries(edi: EdiFile, columns: dict[str, Text], take: Mask, body: str, known: Known) -> tuple[pd.DataFrame, list[Problem]]:
    """The options of every record. In amendments an option with a mark behind it is left out: what the mark means is not known here."""
    grid, line = edi.grid[edi.details], edi.line[edi.details]
    whole = cells(grid, places("E5")["options"][0], OPTIONS * OPTION_WIDTH)
    options = known.options.get(body, {})
    blocks: list[tuple[Numbers, Columns, Mask]] = []
    problems: list[Problem] = []
    for n in range(OPTIONS):
        code, mark = (texts(whole, 1 + n * OPTION_WIDTH + at, width) for at, width in ((0, CODE), (CODE, 1)))
        marked = take & (code != "") & (mark != "") & (edi.letter == "A")
        problems += [_marked(edi, int(line[at]), f"{code[at]} {mark[at]}") for at in marked.nonzero()[0].tolist()]
        told = {text: options.get(text, Option(text)) for text in set(code.tolist())}
        values: dict[str, Text | str] = {"candidate_number": columns["candidate_number"], "awarding_body": body, "entry_code": code}
        values |= {"title": mapped(code, lambda text, of=told: of[text].title)}  # type: ignore[misc]
        values |= {"level": mapped(code, lambda text, of=told: of[text].level)}  # type: ignore[misc]
        blocks.append((line, values, take & (code != "") & ~marked))
    return frame(ENTRY_COLUMNS, blocks), problems


def _marked(edi: EdiFile, line: int, detail: str) -> Problem:
    message = "An amended option has a mark behind it that may withdraw it: that option was left out"
    return Problem(edi.file, line, "Option", message, "Compare with the entries and correct the Entries table by hand.", detail, kept=True)


def _plain(name: str) -> str:
    """A name in the capitals without accents that these files are written in."""
    folded = unicodedata.normalize("NFKD", name.translate(_NO_ACCENT))
    return "".join(c for c in folded if not unicodedata.combining(c)).casefold()


def _no_zeros(text: str) -> str:
    return "" if not text.strip("0") else text


def _day(text: str) -> str:
    """A date of birth of six digits as ISO text; blank where it is not known."""
    if len(text) != 6 or not (text.isascii() and text.isdecimal()) or text == "000000":
        return ""
    year = int(text[4:])
    return f"{1900 + year if year >= CENTURY_FROM else 2000 + year}-{text[2:4]}-{text[:2]}"
