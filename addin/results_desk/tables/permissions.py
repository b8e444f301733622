"""`permissions_register.xlsx`: how each candidate wants results and certificates, and what was handed to whom."""

from __future__ import annotations

from functools import partial

from results_desk import reference
from results_desk.tables.checks import banded, cell, day_in, filled, if_known, is_one, joined, known, results_day, shown, when
from results_desk.tables.dates import anchor_day, closed_days_copy, dates_copy, desk_today, filled_on, working_day
from results_desk.tables.mail import MAIL, MAIL_CELLS
from results_desk.tables.words import Column, NamedCell, Page, Signal, Table

BOOK = "permissions_register.xlsx"
DATES, CLOSED = "PermissionDates", "PermissionClosedDays"
NAMED_PERSONS = ("Named person", "Named person 2")

_FORMS_DUE, _RELEASE = (
    next(row for row in reference.rows("key_dates") if row["key_date"] == name)
    for name in ("Permission forms due back", "Results to candidates")
)
FORM_OFFSET = int(_FORMS_DUE["offset"])
"""Working days from the end of term to the day forms are due back."""
RELEASE_TIME = _RELEASE["time"]
"""From when results may be given to candidates, on the results day of their level."""
RELEASE_SECONDS = int(RELEASE_TIME[:2]) * 3600 + int(RELEASE_TIME[3:]) * 60

_TERM_END = anchor_day(DATES, '"TERM-END"')
FORM_DUE = (
    f'=IF([@[Candidate number]]="","",IF(ISNUMBER(desk_forms_by),INT(desk_forms_by),'
    f'IF(ISNUMBER({_TERM_END}),{working_day(_TERM_END, str(FORM_OFFSET), CLOSED)},"")))'
)
_EMAIL, _DOMAIN = "TRIM([@[Email for results]])", 'TRIM(SUBSTITUTE(desk_school_domain,"@",""))'
_ENDS = ",".join(f'RIGHT({_EMAIL},LEN({_DOMAIN})+1)="{mark}"&{_DOMAIN}' for mark in "@.")
_AT_SCHOOL = f'AND({_DOMAIN}<>"",OR({_ENDS}))'
_SAME_EMAIL = (
    "SUMPRODUCT(--(Permissions[Email for results]=[@[Email for results]]),--(Permissions[Candidate number]<>[@[Candidate number]]),"
    '--(Permissions[Candidate number]<>""))>0'
)
_LEAVES = f"OR({is_one('Leaver', 'Yes')},{is_one('On roll', 'No')})"
_ON_THE_LIST = ",".join(f"TRIM([@[Handed to]])=TRIM({cell(name)})" for name in NAMED_PERSONS)
_BY_NAMED = '[@Status]="Collected by named person"'
_GIVEN, _WHOLE_DAY = "[@[Handed over at]]", "INT([@[Handed over at]])=[@[Handed over at]]"
_EARLY = f"IF({_WHOLE_DAY},{_GIVEN}<[@[Results date]],ROUND({_GIVEN}*86400,0)<[@[Results date]]*86400+{RELEASE_SECONDS})"
_HOW_EARLY = (
    f'IF([@Status]="Emailed","; Emailed before {RELEASE_TIME} of results day","; Handed over before {RELEASE_TIME} of results day")'
)
_NOTHING_GIVEN = is_one("Status", "", "Waiting")
_FORM = (
    'IF(desk_today>[@[Form due]],"; Form missing",IF(desk_today>=[@[Form due]]-desk_form_warn_days,"; Form due soon",""))'
)
_FORM_LATE = f"{day_in('Form returned')}>{cell('Results date')}"
CHECK = joined("Candidate number", (
    when('AND([@[Results choice]]="Email",[@[Email for results]]="")', "Email chosen, no address"),
    f'IF([@[Email for results]]="","",{when(_SAME_EMAIL, "Same email as another candidate")})',
    when(f"AND({_LEAVES},{_AT_SCHOOL})", "Leaver with a school address"),
    when(f'AND({filled("Email for results")},{_EMAIL}=TRIM([@[Parent email]]))', "Email is a parent's"),
    when('AND([@[Results choice]]="Email",[@[Email checked]]="Bounced")', "Email bounced"),
    when('AND([@[Results choice]]="Named person collects",[@[Named person]]="",[@[Named person 2]]="")', "Named person chosen, no name"),
    f'IF(AND({_BY_NAMED},[@[Override reason]]=""),IF([@[Handed to]]="","; Handed over, no name noted",'
    f'{when(f"NOT(OR({_ON_THE_LIST}))", "Handed to somebody not on the list")}),"")',
    when(f"AND({_BY_NAMED},{cell('ID seen')}=\"\")", "No ID noted"),
    if_known("Handed over at", f'IF({known("Results date")},IF({_EARLY},{_HOW_EARLY},""),"; Results day not known")'),
    when(f"NOT(OR({_NOTHING_GIVEN},[@Status]=\"Left in office\",{known('Handed over at')}))", "Given out, no time noted"),
    if_known("Form returned", if_known("Results date", when(_FORM_LATE, "Form dated after results day"))),
    f'IF(AND(NOT({known("Form returned")}),{_NOTHING_GIVEN},{known("Form due")}),{_FORM},"")',
))  # fmt: skip

CHECK_SIGNALS: tuple[Signal, ...] = (
    ("red", ("no address", "Same email", "chosen, no name", "not on the list", "before", "not known", "missing")),
    ("amber", ("school address", "parent's", "bounced", "noted", "dated after", "due soon")),
)
_CANDIDATE = (
    Column("Candidate number", "code", width=11),
    Column("Surname", width=16, help="Legal name, as entered for the exams."),
    Column("Forenames", width=16),
    Column("Results day", width=11, choices="level group", help="A candidate with results on both days has a line for each."),
)
_NOW = (
    Column("Check", width=64, formula=CHECK, signals=CHECK_SIGNALS, help="What is missing or must not be, today. Blank: nothing."),
    Column("Form due", "date", width=12, formula=FORM_DUE,
           help="Forms back by, above; when blank, three working days before the end of term on the sheet Dates."),
    Column("Results date", "date", width=12, formula=f'=IF([@[Candidate number]]="","",{results_day("Results day", DATES)})',
           help=f"Nothing before {RELEASE_TIME} of this day, by any route."),
)
_WHO = (
    Column("Preferred name", width=16),
    Column("UCI", "code", width=16),
    Column("Year group", "code", width=8),
    Column("Tutor group", "code", width=8),
    Column("On roll", width=8, choices="yes no"),
    Column("Leaver", width=8, choices="yes no", help="Yes: leaves this summer, so an address of the school will stop working."),
    Column("Private candidate", width=10, choices="yes no"),
)
_FORM_BACK = (
    Column("Form returned", "date", width=12, help="The date on the form, signed by the candidate; a parent's signature is not enough."),
    Column("Form received by", width=14),
    Column("How identity was known", width=16, choices="identity known"),
    Column("Lasts", width=16, choices="permission lasts"),
)
_RESULTS_BY = (
    Column("Results choice", width=18, choices="results choice"),
    Column("Email for results", width=30, help="The candidate's own, that will still work after leaving."),
    Column("Email checked", width=10, choices="email checked", help="Whether a test mail arrived."),
    Column("Parent email", width=28, help="On file. Only to see that results do not go there by mistake."),
    Column("Named person", width=20),
    Column("Relationship", width=14, choices="relationship"),
    Column("Phone", "code", width=14),
    Column("Named person 2", width=20),
    Column("Relationship 2", width=14, choices="relationship"),
    Column("Phone 2", "code", width=14),
)
_OTHER = (
    Column("Certificate choice", width=18, choices="certificate choice"),
    Column("Certificate named person", width=20),
    Column("Discuss with", width=20, help="With whom staff may talk about the results. Blank: with the candidate only."),
    Column("Publicity", width=16, choices="publicity"),
)
_HANDED = (
    Column("Status", width=22, choices="results status"),
    Column("Handed over at", "moment", width=17, help="Day and time: 15/08/2024 08:10."),
    Column("Handed to", width=20, help="The name on the ID, when it is not the candidate."),
    Column("ID seen", width=18, choices="id seen", help="Known to staff counts only where your policy allows it."),
    Column("Staff initials", width=8),
    Column("Signature taken", width=10, choices="yes no"),
    Column("Override reason", width=22, help="Why it was handed to somebody not on the list, and who decided so. Ends that check."),
    Column("Note", width=30),
    Column("Sensitive note", width=30, help="For example a contact restriction. Not printed. Write no more than the desk must know."),
)


PERMISSIONS = Table(
    "Permissions", BOOK, "Permissions", ("Candidate number", "Results day"), title="How candidates want their results",
    rolls="clear", help="One line for each candidate and results day, from the candidate's own form. The sensitive note is not printed.",
    columns=banded(
        Candidate=_CANDIDATE, Now=_NOW, Who=_WHO, Form=_FORM_BACK, Results=_RESULTS_BY, Certificates_and_other_wishes=_OTHER,
        Handed_over=_HANDED,
    ),
)  # fmt: skip
_shown = partial(shown, PERMISSIONS.columns)
COUNTED = ("Results choice", "Certificate choice", "Publicity", "Status")
"""The columns whose words the sheet Counts counts."""
NOT_GIVEN = "(not given)"


def count(level: str = "") -> str:
    """Formula: how many lines hold the word of this row, of one results day or of all."""
    lines = 'SUMPRODUCT(--(Permissions[Candidate number]<>"")'
    if level:
        lines += f',--(Permissions[Results day]="{level}")'
    word = f'IF([@Word]="{NOT_GIVEN}","",[@Word])'
    form = f"IF([@Word]=\"Returned\",{lines},--ISNUMBER(Permissions[Form returned])),{lines},1-ISNUMBER(Permissions[Form returned])))"
    formula = f'IF([@[What is counted]]="Form",{form},"")'
    for heading in COUNTED:
        formula = f'IF([@[What is counted]]="{heading}",{lines},--(Permissions[{heading}]={word})),{formula})'
    return f'=IF([@Word]="","",{formula})'


COUNTS = Table(
    "PermissionCounts", BOOK, "Counts", ("What is counted", "Word"), title="How many, counted live", facts="permission_counts",
    help="Lines of the register, by their words. Add a line for a word of your own.",
    columns=(
        Column("What is counted", width=22),
        Column("Word", width=28),
        Column("Level 3", "number", width=10, formula=count("Level 3")),
        Column("Level 1/2", "number", width=10, formula=count("Level 1/2")),
        Column("All", "number", width=10, formula=count()),
    ),
)


COLLECTION = Table(
    "CollectionSheet", BOOK, "Collection sheet", ("Candidate number", "Results day"), title="Collection of results: sign here", view=True,
    help="Filled by Flag overdue, by surname: everybody whose results still wait. No grades stand here. Everybody named shows photo ID.",
    columns=(
        *_shown("Surname", "Forenames", "Candidate number", "Year group", "Tutor group", "Results day", "Results choice"),
        *_shown("Named person", "Named person 2"),
        Column("Before you hand over", width=24, signals=(("amber", ("Ask",)),)),
        Column("ID seen", width=14),
        Column("Time", "code", width=8),
        Column("Signature", width=26),
    ),
)  # fmt: skip
MAILING = Table(
    "ResultsMailing", BOOK, "Mailing list", ("Candidate number", "Results day"), title=f"Results by email, not before {RELEASE_TIME}",
    view=True, help="Filled by Flag overdue: everybody who chose email. Hold back what has a reason not to be sent.",
    columns=(
        *_shown("Candidate number", "Surname", "Forenames", "Results day", "Email for results", "Email checked", "Results date"),
        Column("Send?", width=9, signals=(("done", ("=Yes",)), ("red", ("=Hold",)))),
        Column("Why not", width=64),
    ),
)  # fmt: skip
MISSING_FORMS = Table(
    "MissingForms", BOOK, "Missing forms", ("Candidate number", "Results day"), title="Permission forms not returned", view=True,
    help="Filled by Flag overdue. The text is ready for an email to the candidate.",
    columns=(
        *_shown("Candidate number", "Surname", "Forenames", "Year group", "Tutor group", "Results day", "Form due"),
        Column("Text of the email", width=70),
    ),
)  # fmt: skip

SHEETS: tuple[Table | Page, ...] = (
    PERMISSIONS, COUNTS, COLLECTION, MAILING, MISSING_FORMS, MAIL, dates_copy(DATES, BOOK), closed_days_copy(CLOSED, BOOK),
)  # fmt: skip
NAMED_CELLS: tuple[NamedCell, ...] = (
    desk_today(BOOK, "Permissions"),
    NamedCell("desk_forms_by", BOOK, "Permissions", "Forms back by", "",
              "The day you gave candidates. Blank: three working days before the end of term, from the sheet Dates.", "date"),
    NamedCell("desk_form_warn_days", BOOK, "Permissions", "Form warn days", 7, "Suggested: days before that day when a form is due soon."),
    NamedCell("desk_school_domain", BOOK, "Permissions", "School email ends with", "",
              "What stands after the @ in the addresses that the school gives its students. Blank: not checked.", "code"),
    *(filled_on(view.name, BOOK, view.sheet) for view in (COLLECTION, MAILING, MISSING_FORMS)), *MAIL_CELLS,
)  # fmt: skip
