"""The logs of `results.xlsx`: the files that came, what was found in them, and the queries to awarding bodies."""

from __future__ import annotations

from results_desk.tables.dates import desk_today
from results_desk.tables.results_columns import AWARDING_BODY, BOOK, CANDIDATE_NUMBER, ENTRY_CODE, LEVEL, TITLE
from results_desk.tables.words import Column, NamedCell, Table

FILES = Table(
    "Files", BOOK, "Files", ("File",), title="Files imported", rolls="clear",
    help="Rows in the file against rows accepted. The file itself is kept in the received folder.",
    columns=(
        Column("File", width=36),
        Column("Number", "number", width=9, help="In the order of their first import."),
        Column("Awarding body", width=24, help="As the rows of the file say; blank for lists of the school's own."),
        Column("Format", width=34),
        Column("File date", "moment", width=18, help="When the file was last changed: a newer file wins."),
        Column("Size", "number", width=10, shown="#,##0", help="In bytes, as on the awarding body's site."),
        Column("Imported on", "moment", width=18),
        Column("Imported by", width=16),
        Column("Rows", "number", width=8),
        Column("Accepted", "number", width=10),
        Column("Refused", "number", width=9),
        Column("Problems", "number", width=10),
        Column("Note", width=40, help="Yours: for example who downloaded it, and where from."),
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
OPTIONS = Table(
    "Options", BOOK, "Options", ("Awarding body", "Entry code"), title="Options of this centre, from basedata", view=True,
    help="Filled by the imports: what the awarding bodies' basedata says of the options that are entered for or have results.",
    columns=(
        AWARDING_BODY, ENTRY_CODE, TITLE, LEVEL,
        Column("Level in basedata", "code", width=14, help="Not known? Add it under Also known as on the sheet Levels."),
        Column("QAN", "code", width=12),
        Column("Result type", "code", width=8, help="1 grades, 2 levels, 3 points, U uniform marks, M marks, B and C scores."),
        Column("Gradesets", "code", width=20, help="First and second grade, endorsement of each."),
        Column("Maximum", "number", width=10, help="Maximum mark or uniform mark."),
        Column("Component codes", "code", width=44),
        Column("File", width=22),
    ),
)
EDI_PREVIEW = Table(
    "EdiPreview", BOOK, "EDI preview", ("File", "Row"), title="Results in a layout that nobody has confirmed: nothing of it is imported",
    view=True, graded=True, help="Compare some candidates with the awarding body's site. If all is right: results-desk confirm-layout.",
    columns=(
        Column("File", width=20),
        Column("Row", "number", width=7),
        CANDIDATE_NUMBER,
        Column("Surname", width=22, help="Of the candidate who has this UCI at this desk."),
        Column("UCI", "code", width=16),
        AWARDING_BODY, LEVEL, ENTRY_CODE, TITLE,
        Column("Grade", "code", width=9),
        Column("Endorsement", "code", width=13),
        Column("Mark", "code", width=8),
    ),
)
_PROMISED = "ISNUMBER([@[Promised by]])"
QUERIES = Table(
    "Queries", BOOK, "Queries", ("Query ID",), title="Queries to awarding bodies", rolls="clear",
    help="Missing or incomplete results: one line per question asked. Send the form before the awarding body's closing date.",
    columns=(
        Column("Query ID", "code", width=10, help="Your own, such as Q01. Write it on the sheet Resolve on restricted day too."),
        CANDIDATE_NUMBER,
        AWARDING_BODY,
        ENTRY_CODE,
        Column("Kind of problem", width=24, choices="query problem"),
        Column(
            "State", width=16, signals=(("red", ("overdue",)), ("done", ("=Answered",)), ("blue", ("=Open",))),
            formula='=IF([@[Query ID]]="","",IF(ISNUMBER([@[Answered on]]),"Answered",'
            f'IF({_PROMISED},IF(INT([@[Promised by]])<desk_today,"Overdue promise","Open"),"Open")))',
        ),
        Column("Problem", width=40),
        Column("Opened on", "moment", width=18),
        Column("Person spoken to", width=22),
        Column("Phone or e-mail", "code", width=24),
        Column("Form sent on", "date", width=13, help="When the missing or incomplete results form was sent; blank: only spoken of."),
        Column("Awarding body reference", "code", width=20),
        Column("Promised", width=30, help="What they said they would do."),
        Column("Promised by", "date", width=13, help="The day they said it would be done by."),
        Column("Answered on", "date", width=13),
        Column("Answer", width=40),
        Column("Note", width=40),
    ),
)  # fmt: skip
NAMED_CELLS: tuple[NamedCell, ...] = (desk_today(BOOK, QUERIES.sheet),)
