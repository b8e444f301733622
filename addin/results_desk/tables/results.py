"""`results.xlsx`: candidates, entries, results, components, and what the imports found."""

from __future__ import annotations

from results_desk.tables.words import Column, NamedCell, Page, Table

BOOK = "results.xlsx"

CANDIDATE_NUMBER = Column("Candidate number", "code", width=11, help="Four digits as text: 0042.")
AWARDING_BODY = Column("Awarding body", width=20, choices="awarding body")
ENTRY_CODE = Column("Entry code", "code", width=13, help="The awarding body's entry code; a QAN where a file has nothing else.")
LEVEL = Column("Level", width=20, choices="level")

STATEMENT_LINES = 16
"""How many results a row of the MailMerge table has room for; a letter has no such limit."""

CANDIDATES = Table(
    "Candidates", BOOK, "Candidates", ("Candidate number",), title="Candidates", rolls="clear",
    help="Filled by Import candidates. Names as entered for examinations.",
    columns=(
        CANDIDATE_NUMBER,
        Column("UCI", "code", width=16, help="13 characters; the last is a check letter."),
        Column("ULN", "code", width=13, help="10 digits; the last is a check digit."),
        Column("Surname", width=22),
        Column("Forenames", width=24),
        Column("Date of birth", "date", width=13),
        Column("Year group", "code", width=11),
        Column("Tutor group", "code", width=11),
        Column("On roll", width=9, choices="yes no"),
        Column("Private candidate", width=11, choices="yes no"),
        Column("Email", width=34, help="One that still works after leaving."),
    ),
)
ENTRIES = Table(
    "Entries", BOOK, "Entries", ("Candidate number", "Awarding body", "Entry code"), title="Entries", rolls="clear",
    help="What each candidate was entered for: results are compared with it.",
    columns=(CANDIDATE_NUMBER, AWARDING_BODY, LEVEL, ENTRY_CODE, Column("Title", width=40)),
)
RESULTS = Table(
    "Results", BOOK, "Results", ("Candidate number", "Awarding body", "Series", "Entry code"), title="Results", rolls="clear",
    help="One line per award, as issued by the awarding body. Grade keeps X (no result) and Q (pending) as issued.",
    columns=(
        CANDIDATE_NUMBER,
        AWARDING_BODY,
        Column("Series", "code", width=12),
        LEVEL,
        ENTRY_CODE,
        Column("Title", width=40),
        Column("Grade", "code", width=9, signals=(("amber", ("=X", "=Q")),)),
        Column("Flag", "code", width=6, choices="flag", signals=(("amber", ("=#",)),),
               help="# = the candidate missed some components (partial absence)."),
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
)
MAIL_MERGE = Table(
    "MailMerge", BOOK, "MailMerge", ("candidate_number",), title="Mail merge", view=True,
    help="One row per candidate with the letters' field names, for Word's own mail merge. Written by Write statements.",
    columns=(
        *(Column(name, "code", width=width) for name, width in _FIELDS),
        *(
            Column(f"result_{n}_{part}", "code", width=30 if part == "title" else 12)
            for n in range(1, STATEMENT_LINES + 1)
            for part in ("title", "level", "grade")
        ),
    ),
)
FILES = Table(
    "Files", BOOK, "Files", ("File",), title="Files imported", rolls="clear",
    help="Rows in the file against rows accepted. The file itself is kept in the received folder.",
    columns=(
        Column("File", width=36),
        Column("Format", width=34),
        Column("File date", "moment", width=18, help="When the file was last changed: a newer file wins."),
        Column("Imported on", "moment", width=18),
        Column("Imported by", width=16),
        Column("Rows", "number", width=8),
        Column("Accepted", "number", width=10),
        Column("Refused", "number", width=9),
        Column("Problems", "number", width=10),
        Column("SHA-256", "code", width=20, help="Fingerprint of the file."),
    ),
)
PROBLEMS = Table(
    "Problems", BOOK, "Problems", ("File", "Row", "Column", "Message", "Detail"), title="Problems", view=True,
    help="What the last import of each file found. Columns to the right of Row kept are yours: notes stay while the problem does.",
    columns=(
        Column("File", width=30),
        Column("Row", "number", width=7, help="Row as a spreadsheet shows it."),
        Column("Column", width=18),
        Column("Message", width=52),
        Column("Way out", width=62),
        Column("Detail", "code", width=40, help="Personal: stays in this workbook."),
        Column("Row kept", width=10, choices="yes no", signals=(("red row", ("=No",)),)),
    ),
)
QUERIES = Table(
    "Queries", BOOK, "Queries", ("Query ID",), title="Queries to awarding bodies", rolls="clear",
    help="Missing or incomplete results: one line per question asked.",
    columns=(
        Column("Query ID", "code", width=10),
        CANDIDATE_NUMBER,
        AWARDING_BODY,
        ENTRY_CODE,
        Column("Problem", width=40),
        Column("Opened on", "moment", width=18),
        Column("Person spoken to", width=22),
        Column("Promised", width=30),
        Column("Awarding body reference", "code", width=20),
        Column("Answered on", "date", width=13),
        Column("Note", width=40),
    ),
)

SHEETS: tuple[Table | Page, ...] = (CANDIDATES, ENTRIES, RESULTS, COMPONENTS, MAIL_MERGE, FILES, PROBLEMS, QUERIES)
NAMED_CELLS: tuple[NamedCell, ...] = ()
