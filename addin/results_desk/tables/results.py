"""`results.xlsx`: candidates, entries, results and components; its views, logs and changes are declared in modules beside this one."""

from __future__ import annotations

from results_desk.tables.results_changes import NAMED_CELLS as CHANGE_CELLS
from results_desk.tables.results_changes import SHEETS as CHANGES
from results_desk.tables.results_columns import (
    AWARDING_BODY,
    BOOK,
    CANDIDATE_NUMBER,
    ENTRY_CODE,
    FLAG,
    FORENAMES,
    GRADE,
    LEVEL,
    SURNAME,
    TITLE,
)
from results_desk.tables.results_logs import EDI_PREVIEW, FILES, OPTIONS, PROBLEMS, QUERIES
from results_desk.tables.results_logs import NAMED_CELLS as LOG_CELLS
from results_desk.tables.results_views import NAMED_CELLS as VIEW_CELLS
from results_desk.tables.results_views import VIEWS
from results_desk.tables.words import Column, NamedCell, Page, Table

__all__ = ["BOOK", "CANDIDATES", "COMPONENTS", "ENTRIES", "FILES", "MAIL_MERGE", "NAMED_CELLS", "PROBLEMS", "QUERIES", "RESULTS", "SHEETS"]

STATEMENT_LINES = 16
"""How many results a row of the MailMerge table has room for; a letter has no such limit."""

CANDIDATES = Table(
    "Candidates", BOOK, "Candidates", ("Candidate number",), title="Candidates", rolls="clear",
    help="Filled by Import candidates. Names as entered for examinations.",
    columns=(
        CANDIDATE_NUMBER,
        Column("UCI", "code", width=16, help="13 characters; the last is a check letter."),
        Column("ULN", "code", width=13, help="10 digits; the last is a check digit."),
        SURNAME,
        FORENAMES,
        Column("Date of birth", "date", width=13),
        Column("Year group", "code", width=11),
        Column("Tutor group", "code", width=11),
        Column("On roll", width=9, choices="yes no"),
        Column("Private candidate", width=11, choices="yes no"),
        Column("Email", width=34, help="One that still works after leaving."),
        Column("Letters in", width=10, choices="letter language",
               help="Welsh: statement, permission form, request form and outcome letter. Blank: English."),
        Column("Large print", width=9, choices="yes no", help="Yes: this candidate's letters in large print."),
    ),
)
ENTRIES = Table(
    "Entries", BOOK, "Entries", ("Candidate number", "Awarding body", "Entry code"), title="Entries", rolls="clear",
    help="What each candidate was entered for: results are compared with it.",
    columns=(CANDIDATE_NUMBER, AWARDING_BODY, LEVEL, ENTRY_CODE, TITLE),
)
RESULTS = Table(
    "Results", BOOK, "Results", ("Candidate number", "Awarding body", "Series", "Entry code"), title="Results", rolls="clear",
    help="One line per award, as issued by the awarding body. Grade keeps X (no result) and Q (pending) as issued.",
    graded=True,
    columns=(
        CANDIDATE_NUMBER,
        AWARDING_BODY,
        Column("Series", "code", width=12),
        LEVEL,
        ENTRY_CODE,
        TITLE,
        GRADE,
        FLAG,
        Column("Mark", "number", width=8),
        Column("Max mark", "number", width=9),
        Column("File", width=30),
        Column("Option", "code", width=8, help="Option of a Cambridge International syllabus."),
        Column("Endorsement", "code", width=13, help="For example spoken language: D, M, P or NC."),
        Column("Earlier grade", "code", width=12, help="What an earlier file said, where this one changed it."),
        Column("Earlier file", width=30),
    ),
)
COMPONENTS = Table(
    "Components", BOOK, "Components", ("Candidate number", "Awarding body", "Entry code", "Component code"),
    title="Components", rolls="clear",
    help="Marks per component, where the file has them: what a review of marking is asked on.",
    graded=True,
    columns=(
        CANDIDATE_NUMBER,
        AWARDING_BODY,
        ENTRY_CODE,
        Column("Component code", "code", width=13),
        Column("Title", width=36),
        Column("Mark", "number", width=8),
        Column("Max mark", "number", width=9),
        Column("Grade", "code", width=9),
    ),
)
_FIELDS = (
    ("centre_name", 26), ("centre_number", 10), ("series", 12), ("candidate_number", 11), ("surname", 20), ("forenames", 22),
    ("candidate_name", 28), ("date_of_birth", 14), ("uci", 16), ("uln", 13), ("year_group", 9), ("tutor_group", 9), ("email", 30),
    ("letters_in", 10), ("letter_date", 26), ("questions_to", 24), ("practice_mark", 26),
)
MAIL_MERGE = Table(
    "MailMerge", BOOK, "MailMerge", ("candidate_number",), title="Mail merge", view=True,
    help="One row per candidate with the letters' field names, for Word's own mail merge. Written by Write statements.",
    graded=True,
    columns=(
        *(Column(name, "code", width=width) for name, width in _FIELDS),
        *(
            Column(f"result_{n}_{part}", "code", width=30 if part == "title" else 12)
            for n in range(1, STATEMENT_LINES + 1)
            for part in ("title", "level", "grade")
        ),
    ),
)
SHEETS: tuple[Table | Page, ...] = (
    CANDIDATES, ENTRIES, RESULTS, COMPONENTS, *VIEWS, QUERIES, *CHANGES, FILES, PROBLEMS, OPTIONS, EDI_PREVIEW, MAIL_MERGE,
)  # fmt: skip
NAMED_CELLS: tuple[NamedCell, ...] = (*VIEW_CELLS, *LOG_CELLS, *CHANGE_CELLS)
