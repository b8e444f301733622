"""The sheet "Statement view": one candidate's results on one page, found by formulas as soon as the number is typed.

One column beside the page holds the row of each result; every other cell looks a value up there. So a desk with
20,000 results is searched once, not once for every cell. `rules/letters/statement_view.py` says the same in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from results_desk.build.layout import address
from results_desk.build.look import Look
from results_desk.build.sheets import write_heads, write_named
from results_desk.build.signals import add_signal
from results_desk.tables import Page
from results_desk.tables.results_views import STATEMENT_CANDIDATE, STATEMENT_LINES_SHOWN, STATEMENT_NOTES, STATEMENT_REMINDERS

MESSAGE, NAME, HEADINGS, MORE, COUNTS, NOTES = 5, 7, 13, 34, 36, 39
"""Rows, from 0: what is wrong, the candidate's name, the headings of the lines, how many more there are, the sums, the notes."""
FIRST = HEADINGS + 1
"""The row of the first result."""
COLUMNS = (
    ("Title", 34), ("Level", 18), ("Awarding body", 18), ("Entry code", 12), ("Grade", 11), ("Flag", 6), ("Mark", 8), ("Max mark", 8),
    ("Endorsement", 12),
)  # fmt: skip
"""What a line shows, by its heading on the sheet Results, and how wide."""
DETAILS = (("Date of birth", "UCI"), ("Year group", "ULN"), ("Tutor group", "Private candidate"))
SUMS = (("Results", ""), ("No Result", "Grade X"), ("Pending", "Grade Q"), ("With #", "Flag #"))
"""What is counted: its label, and which heading of Results holds which word."""
WORKING = len(COLUMNS) + 1
"""The column, beside the page, of the rows where the formulas found something."""

_TYPED = f"TRIM({STATEMENT_CANDIDATE.name})"
_FOUND = f"{address(NAME, WORKING, fixed=True)}"
_NUMBERS = "Results[Candidate number]"


def write_statement_view(workbook: Any, sheet: Any, page: Page, look: Look, named: Mapping[str, object]) -> None:
    """Draw the page; `named` may hold a candidate number to start with."""
    for number, (_, width) in enumerate(COLUMNS):
        sheet.set_column(number, number, width, look.style("blank"))
    sheet.set_column(WORKING, WORKING, 8, look.style("working"))
    write_heads(sheet, page.title, page.help, look)
    sheet.set_row(2, 20)
    write_named(workbook, sheet, (2, 0), STATEMENT_CANDIDATE, named.get(STATEMENT_CANDIDATE.name, STATEMENT_CANDIDATE.start), look)
    _write_person(sheet, look)
    _write_lines(sheet, look)
    _write_sums(sheet, look)
    for row, note in enumerate(STATEMENT_REMINDERS, NOTES + len(STATEMENT_NOTES) + 1):
        sheet.write_string(row, 0, note, look.style("reminder"))
    sheet.freeze_panes(HEADINGS + 1, 0)
    sheet.set_portrait()
    sheet.print_area(0, 0, NOTES + len(STATEMENT_NOTES) + len(STATEMENT_REMINDERS), len(COLUMNS) - 1)
    sheet.fit_to_pages(1, 1)


def _write_person(sheet: Any, look: Look) -> None:
    """What is wrong with the number, and the candidate's details."""
    place = f"MATCH({_TYPED},Candidates[Candidate number],0)"
    exact = f"EXACT(INDEX(Candidates[Candidate number],{place}),{_TYPED})"
    sheet.write_formula(NAME, WORKING, f"=IFERROR(IF({exact},{place},0),0)", look.style("working"), "")
    unknown = f'"There is no candidate "&{_TYPED}&" on the sheet Candidates: type all four digits, such as 0042."'
    none = f'IF(ISNUMBER({address(FIRST, WORKING)}),"","No result has come for this candidate yet.")'
    typed = f'IF({_TYPED}="","Type a candidate number in the yellow cell.",IF({_FOUND}=0,{unknown},{none}))'
    sheet.write_formula(MESSAGE, 0, f"={typed}", look.style("reminder"), "")
    sheet.write_string(NAME, 0, "Name", look.style("label"))
    sheet.write_formula(NAME, 1, _detail('TRIM({Forenames}&" "&{Surname})'), look.style("detail"), "")
    sheet.write_string(NAME + 4, 0, "Series", look.style("label"))
    series = f'=IF(ISNUMBER({address(FIRST, WORKING)}),INDEX(Results[Series],{address(FIRST, WORKING)})&"","")'
    sheet.write_formula(NAME + 4, 1, series, look.style("detail"), "")
    for row, pair in enumerate(DETAILS, NAME + 1):
        for column, heading in zip((0, 3), pair, strict=True):
            day = heading == "Date of birth"
            value = _detail(f"IF(ISNUMBER({{{heading}}}),{{{heading}}},{{{heading}}}&\"\")" if day else f'{{{heading}}}&""')
            sheet.write_string(row, column, heading, look.style("label"))
            sheet.write_formula(row, column + 1 + (column > 0), value, look.style("detail date" if day else "detail"), "")


def _detail(formula: str) -> str:
    """A formula over {Heading} of Candidates; "" where no candidate was found."""
    headings = ("Forenames", "Surname", *(heading for pair in DETAILS for heading in pair))
    for heading in headings:
        formula = formula.replace(f"{{{heading}}}", f"INDEX(Candidates[{heading}],{_FOUND})")
    return f'=IF({_FOUND}=0,"",{formula})'


def _write_lines(sheet: Any, look: Look) -> None:
    """The results in the order of the sheet Results: where each is, and what stands there."""
    sheet.set_row(HEADINGS, 20)
    for column, (heading, _) in enumerate(COLUMNS):
        sheet.write_string(HEADINGS, column, heading, look.style("heading"))
    sheet.write_string(HEADINGS, WORKING, "(row)", look.style("working"))
    for row in range(FIRST, FIRST + STATEMENT_LINES_SHOWN):
        sheet.write_formula(row, WORKING, _next_row(row), look.style("working"), "")
        at = f"${address(row, WORKING)}"
        for column, (heading, _) in enumerate(COLUMNS):
            style = look.style("number line" if "ark" in heading else "line")
            sheet.write_formula(row, column, f'=IF(ISNUMBER({at}),{_shown(heading, at)},"")', style, "")
    grade, flag = (next(n for n, (heading, _) in enumerate(COLUMNS) if heading == name) for name in ("Grade", "Flag"))
    for column, words in ((grade, ("=No Result", "=Pending")), (flag, ("=#",))):
        area = (FIRST, column, FIRST + STATEMENT_LINES_SHOWN - 1, column)
        add_signal(sheet, area, f"${address(FIRST, column)}", "amber", words, look)


def _next_row(row: int) -> str:
    """Where in Results the next result of the candidate is, counted from its first row; "" when there is none."""
    if row == FIRST:
        return f'=IF({_FOUND}=0,"",IFERROR(MATCH({_TYPED},{_NUMBERS},0),""))'
    before = address(row - 1, WORKING)
    rest = f"INDEX({_NUMBERS},{before}+1):INDEX({_NUMBERS},ROWS({_NUMBERS}))"
    return f'=IF(ISNUMBER({before}),IF({before}<ROWS({_NUMBERS}),IFERROR({before}+MATCH({_TYPED},{rest},0),""),""),"")'


def _shown(heading: str, at: str) -> str:
    cell = f"INDEX(Results[{heading}],{at})"
    if heading == "Grade":
        return f'IF(EXACT({cell},"X"),"No Result",IF(EXACT({cell},"Q"),"Pending",{cell}&""))'
    return f'IF({cell}="","",{cell})' if "ark" in heading else f'{cell}&""'


def _write_sums(sheet: Any, look: Look) -> None:
    """How many results, of which kinds, how many more than there is room for, and what the kinds mean."""
    mine = f"EXACT({_NUMBERS},{_TYPED})"
    for column, (label, kind) in enumerate(SUMS):
        heading, _, word = kind.partition(" ")
        count = f'SUMPRODUCT({mine}*EXACT(Results[{heading}],"{word}"))' if kind else f"SUMPRODUCT(--{mine})"
        sheet.write_string(COUNTS, column, label, look.style("label"))
        sheet.write_formula(COUNTS + 1, column, f'=IF({_FOUND}=0,"",{count})', look.style("detail"), "")
    room, held = STATEMENT_LINES_SHOWN, address(COUNTS + 1, 0)
    more = f'=IF(N({held})>{room},"There are "&({held}-{room})&" more results on the sheet Results: this page has room for {room}.","")'
    sheet.write_formula(MORE, 0, more, look.style("reminder"), "")
    for row, (label, note) in enumerate(STATEMENT_NOTES, NOTES):
        held = address(COUNTS + 1, [name for name, _ in SUMS].index(label))
        sheet.write_formula(row, 0, f'=IF(N({held})>0,"{note}","")', look.style("note"), "")
