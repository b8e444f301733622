"""What happened to results after they were issued: every grade and mark that was changed, and what has to be told of it."""

from __future__ import annotations

from results_desk.tables.dates import filled_on
from results_desk.tables.results_columns import AWARDING_BODY, BOOK, CANDIDATE_NUMBER, ENTRY_CODE, TITLE
from results_desk.tables.words import Column, NamedCell, Table

GRADE, MARK, SUBJECT_MARK = "Grade", "Mark", "Subject mark"
"""What a row of GradeChanges is about: the grade of an award, the mark of a component, the mark of an award."""

GRADE_CHANGES = Table(
    "GradeChanges", BOOK, "Grade changes", ("Change ID",), title="Grades and marks that were changed after they were issued", rolls="clear",
    graded=True, help="Filled by Record outcomes and Import results: nothing on Results or Components is replaced without a line here.",
    columns=(
        Column("Change ID", "code", width=11),
        CANDIDATE_NUMBER, AWARDING_BODY, ENTRY_CODE, TITLE,
        Column("Component code", "code", width=13, help="Blank: the award itself."),
        Column("What", width=13, help="Grade, Mark (of a component) or Subject mark."),
        Column("Before", "code", width=9),
        Column("After", "code", width=9),
        Column("Direction", width=11, signals=(("done", ("=Up",)), ("red", ("=Down",)))),
        Column("Changed on", "date", width=12, help="The day of the outcome, or of the file."),
        Column("Why", width=40),
        Column("Line ID", "code", width=16, help="The line of the tracking log; blank where a results file changed it."),
        Column("File", width=30),
        Column("Recorded on", "moment", width=17),
        Column("Recorded by", width=14),
        Column("Note", width=36),
    ),
)  # fmt: skip
STILL_TO_UPDATE = Table(
    "StillToUpdate", BOOK, "Still to update", ("Line ID", "Still to update"), title="After an outcome: what does not show it yet",
    view=True, graded=True,
    help="Filled by Record outcomes and Flag overdue. Fill the day on the Lines sheet of tracking_log.xlsx: the row goes by itself.",
    columns=(
        Column("Since", "date", width=12, help="The day of the outcome."),
        CANDIDATE_NUMBER, AWARDING_BODY,
        Column("Subject", width=30),
        ENTRY_CODE,
        Column("Grade", width=11, signals=(("done", ("=Up",)), ("red", ("=Down",))), help="What became of the subject grade."),
        Column("Still to update", width=26),
        Column("What to do", width=64),
        Column("Line ID", "code", width=16),
        Column("Column to fill", width=28, help="On the Lines sheet of tracking_log.xlsx."),
    ),
)  # fmt: skip
SHEETS: tuple[Table, ...] = (GRADE_CHANGES, STILL_TO_UPDATE)
NAMED_CELLS: tuple[NamedCell, ...] = (filled_on(STILL_TO_UPDATE.name, BOOK, STILL_TO_UPDATE.sheet),)
