"""The views of `results.xlsx`: a candidate's statement, subjects and their grades, the broadsheet, and what to resolve before release."""

from __future__ import annotations

from results_desk.tables.dates import filled_on
from results_desk.tables.results_columns import (
    AWARDING_BODY,
    BOOK,
    CANDIDATE_NUMBER,
    ENTRY_CODE,
    FLAG,
    GRADE,
    LEVEL,
    TITLE,
)
from results_desk.tables.words import Column, NamedCell, Page, Table

PER_CENT = "0.0%"
"""How a share is shown: 0.125 as 12.5%."""
BROADSHEET_SUBJECTS = 60
"""How many subjects a row of the broadsheet has room for."""
BROADSHEET_FILE = f"{BOOK}: Broadsheet"
"""The name under which the Problems sheet says what there is no room for: no file is at fault."""
SUBJECT_HEADINGS = tuple(f"{number:02d}" for number in range(1, BROADSHEET_SUBJECTS + 1))

STATEMENT_VIEW = Page(
    "StatementView", BOOK, "Statement view", title="One candidate's results",
    help="Type a candidate number in the yellow cell. Nothing is kept: the sheet shows what stands on Candidates and Results.",
)  # fmt: skip
STATEMENT_CANDIDATE = NamedCell(
    "statement_candidate", BOOK, STATEMENT_VIEW.sheet, "Candidate number", "",
    "All four digits, such as 0042. The sheet prints on one page; the letters themselves come from Write statements.", "code",
)  # fmt: skip

STATEMENT_LINES_SHOWN = 20
"""How many results the page has room for; it says how many more there are."""
STATEMENT_NOTES = (
    ("No Result", "No Result: the awarding body has issued none, for example because it received no work. It can be asked why."),
    ("Pending", "Pending: the awarding body has not released this result yet."),
    ("With #", "# (partial absence): one or more components were missed; the grade rests on the others."),
)
"""What is said below the results, where the count of that name is not 0."""
STATEMENT_REMINDERS = (
    "Provisional: an awarding body may still change a result. The certificate, once issued, is what counts.",
    "Restricted until the results are released: until then only for those whom the head of centre has authorised.",
)

SUBJECT_SUMMARY = Table(
    "SubjectSummary", BOOK, "Subjects", ("Awarding body", "Level", "Entry code"), title="Subjects: entries and results", view=True,
    help="Filled by the imports. Graded + U + X + Q is Results; Entries + Without entry is Results + Missing results.",
    graded=True,
    columns=(
        Column("Number", "number", width=9, help="The subject's column on the sheet Broadsheet."),
        AWARDING_BODY, LEVEL, ENTRY_CODE, TITLE,
        Column("Entries", "number", width=9),
        Column("Results", "number", width=9),
        Column("Graded", "number", width=9, help="Results with a grade better than U."),
        Column("U", "number", width=6, help="Ungraded: a result like any other."),
        Column("X", "number", width=6, help="No result issued: never counted as U."),
        Column("Q", "number", width=6, help="Held back by the awarding body."),
        Column("With #", "number", width=8, help="Partial absence; counted among the graded too."),
        Column("Missing results", "number", width=10, help="Entries of which no result has come."),
        Column("Without entry", "number", width=9, help="Results that nobody was entered for."),
        Column("Best grade", "code", width=9),
        Column("Best grade %", "number", width=9, shown=PER_CENT, help="Of those graded or U: X and Q are left out."),
    ),
)  # fmt: skip
SUBJECT_GRADES = Table(
    "SubjectGrades", BOOK, "Subject grades", ("Awarding body", "Level", "Entry code", "Grade"), title="Grades of each subject, best first",
    view=True, help="Filled by the imports, in the order of the grade ladders of results_desk.xlsx. X and Q are no grades.",
    graded=True,
    columns=(
        Column("Subject number", "number", width=9, help="As on the sheet Subjects."),
        AWARDING_BODY, LEVEL, ENTRY_CODE, TITLE,
        Column("Grade", "code", width=9),
        Column("Rank", "number", width=8, help="Its place on its ladder: a higher rank is a better grade."),
        Column("Count", "number", width=9),
        Column("%", "number", width=9, shown=PER_CENT),
        Column("Cumulative count", "number", width=12, help="This grade or better."),
        Column("Cumulative %", "number", width=12, shown=PER_CENT, help="This grade or better."),
    ),
)  # fmt: skip
_MINE = "(GradeTotals[Ladder]=[@Ladder])*ISNUMBER(GradeTotals[Rank])"
_TOTAL = f"SUMPRODUCT({_MINE}*GradeTotals[Count])"
_BETTER = f"SUMPRODUCT({_MINE}*(GradeTotals[Rank]>=[@Rank])*GradeTotals[Count])"


def _of_all(number: str) -> str:
    return f'=IF(ISNUMBER([@Rank]),IF({_TOTAL}>0,{number}/{_TOTAL},""),"")'


GRADE_TOTALS = Table(
    "GradeTotals", BOOK, "Grade totals", ("Ladder", "Grade"), title="Grades of the whole centre", facts="grade_totals",
    help="Counts the sheet Results by itself. X and Q have no rank and no share. Double awards, letters and others are on Subject grades.",
    graded=True,
    columns=(
        Column("Ladder", width=12),
        Column("Level", width=13, help="As on the sheet Results."),
        Column("Grade", "code", width=8),
        Column("Rank", "number", width=8, help="A higher rank is a better grade. Blank for what is no grade."),
        Column("Count", "number", width=8,
               formula='=IF([@Grade]="",0,SUMPRODUCT((Results[Level]=[@Level])*EXACT(Results[Grade],[@Grade])))'),
        Column("%", "number", width=9, shown=PER_CENT, formula=_of_all("[@Count]")),
        Column("Cumulative count", "number", width=12, formula=f'=IF(ISNUMBER([@Rank]),{_BETTER},"")', help="This grade or better."),
        Column("Cumulative %", "number", width=12, shown=PER_CENT, formula=_of_all(_BETTER), help="This grade or better."),
    ),
)  # fmt: skip


def _subject_above(number: int) -> str:
    """The title of a subject and its level, in two lines, by its number; "" where there is none."""

    def cell(heading: str) -> str:
        return f"INDEX(SubjectSummary[{heading}],MATCH({number},SubjectSummary[Number],0))"

    return f'=IFERROR(IF({cell("Title")}="",{cell("Entry code")},{cell("Title")})&CHAR(10)&{cell("Level")},"")'


BROADSHEET = Table(
    "Broadsheet", BOOK, "Broadsheet", ("Candidate number",), title="Broadsheet: candidates and subjects", view=True,
    help="Filled by the imports. Restricted until the results are released. The numbers are those of the sheet Subjects.",
    graded=True,
    columns=(
        CANDIDATE_NUMBER, Column("Surname", width=18), Column("Forenames", width=18),
        Column("Year group", "code", width=8), Column("Tutor group", "code", width=8),
        Column("Results", "number", width=9, help="How many results this candidate has, X and Q among them."),
        *(
            Column(heading, "code", width=5, above=_subject_above(number), signals=(("amber", ("=X", "=Q", "#")),))
            for number, heading in enumerate(SUBJECT_HEADINGS, 1)
        ),
    ),
)  # fmt: skip
TO_RESOLVE = Table(
    "ToResolve", BOOK, "Resolve on restricted day", ("Candidate number", "Awarding body", "Entry code", "Matter"),
    title="To resolve before the results are released", view=True,
    help="Filled by the imports. Resolved on, By, Query ID and Note are yours: a line you wrote in stays, even when its result has come.",
    graded=True,
    columns=(
        CANDIDATE_NUMBER, Column("Surname", width=16), Column("Forenames", width=15), AWARDING_BODY, ENTRY_CODE, TITLE,
        Column("Matter", width=20, signals=(("amber", ("=X", "=Q", "=#", "without")),)),
        GRADE, FLAG,
        Column(
            "State", width=12, signals=(("done", ("=Settled", "=Resolved")), ("amber", ("=To resolve",))),
            formula='=IF([@Matter]="","",IF([@[Still so]]="No","Settled",IF(ISNUMBER([@[Resolved on]]),"Resolved","To resolve")))',
        ),
        Column("What it means", width=42),
        Column("What to do", width=42),
        Column("Resolved on", "date", width=13),
        Column("By", width=14),
        Column("Query ID", "code", width=11, help="The line of the sheet Queries."),
        Column("Note", width=40),
        Column("Still so", width=8, choices="yes no", help="No: the results changed since. The line stays because somebody wrote in it."),
    ),
)  # fmt: skip

VIEWS: tuple[Table | Page, ...] = (STATEMENT_VIEW, SUBJECT_SUMMARY, SUBJECT_GRADES, GRADE_TOTALS, BROADSHEET, TO_RESOLVE)
NAMED_CELLS: tuple[NamedCell, ...] = (
    STATEMENT_CANDIDATE, *(filled_on(view.name, BOOK, view.sheet) for view in (SUBJECT_SUMMARY, SUBJECT_GRADES, BROADSHEET, TO_RESOLVE)),
)  # fmt: skip
