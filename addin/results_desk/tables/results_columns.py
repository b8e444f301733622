"""The columns that several tables of `results.xlsx` share."""

from __future__ import annotations

from results_desk.tables.words import Column

BOOK = "results.xlsx"

CANDIDATE_NUMBER = Column("Candidate number", "code", width=11, help="Four digits as text: 0042.")
SURNAME, FORENAMES = Column("Surname", width=22), Column("Forenames", width=24)
AWARDING_BODY = Column("Awarding body", width=20, choices="awarding body")
LEVEL = Column("Level", width=20, choices="level")
ENTRY_CODE = Column("Entry code", "code", width=13, help="The awarding body's entry code; a QAN where a file has nothing else.")
TITLE = Column("Title", width=40)
GRADE = Column("Grade", "code", width=9, signals=(("amber", ("=X", "=Q")),))
FLAG = Column(
    "Flag", "code", width=6, choices="flag", signals=(("amber", ("=#",)),),
    help="# = the candidate missed some components (partial absence).",
)  # fmt: skip
