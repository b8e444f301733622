"""`certificates_register.xlsx`: certificates received, issued, kept and destroyed."""

from __future__ import annotations

from functools import partial

from results_desk.tables.checks import banded, cell, day_in, filled, if_known, if_so, joined, known, shown, when
from results_desk.tables.dates import desk_today, filled_on
from results_desk.tables.words import Column, NamedCell, Page, Signal, Table

BOOK = "certificates_register.xlsx"
LEAST_MONTHS, LEAST_YEARS = 12, 4
"""No setting makes a certificate's time or its record's shorter. Source: as the named cells below."""
_NOTICE = "https://www.jcq.org.uk/exams-office/results-and-certification/notice-to-centres-examination-certificate-security-2007/"
HELD, NOT_RECEIVED, WITH_BODY, ISSUED, DESTROYED = "Held", "Not received", "With the awarding body", "Issued", "Destroyed"

MATCH = '=IF(OR([@[Grade printed]]="",[@[Final grade]]=""),"",IF(EXACT([@[Grade printed]],[@[Final grade]]),"Yes","No"))'
HELD_BACK = '=IF([@[Cert ID]]="","",IF(OR([@[Review open]]="Yes",[@[Appeal open]]="Yes"),"Yes","No"))'
STATE = (
    f'=IF([@[Cert ID]]="","",IF({known("Destroyed on")},"{DESTROYED}",IF({known("Issued on")},"{ISSUED}",'
    f'IF({known("Replacement received")},"{HELD}",IF({known("Returned to board on")},"{WITH_BODY}",'
    f'IF({known("Received on")},"{HELD}","{NOT_RECEIVED}"))))))'
)
_MONTHS = f"MAX({LEAST_MONTHS},desk_certificate_months)"
ENDS = "=" + if_known("Date of issue", f"EDATE({day_in('Date of issue')},{_MONTHS})")
RECORD_UNTIL = "=" + if_known("Destroyed on", f"EDATE({day_in('Destroyed on')},12*MAX({LEAST_YEARS},desk_record_years))")
DAYS_HELD = f'=IF(AND([@State]="{HELD}",{known("Received on")}),MAX(0,desk_today-{day_in("Received on")}),"")'


def _reminder(number: int, months: str) -> str:
    """Part of the check: a reminder is due so many months after the date of issue, unless it or a later one was sent."""
    unsent = ",".join(f"NOT({known(f'Reminder {later}')})" for later in range(number, 4))
    return f'IF(AND({unsent},desk_today>=EDATE({day_in("Date of issue")},{months})),"; Reminder {number} due",'


_REMINDERS = (
    f'IF(AND(NOT({known("Reminder 3")}),desk_today>={cell("12 months ends")}-desk_last_call_days),"; Last call due",'
    f'{_reminder(2, "desk_reminder_2_months")}{_reminder(1, "desk_reminder_1_months")}"")))'
)
_OVER = (
    'IF([@Decision]="","; 12 months over, may be destroyed",IF([@Decision]="Destroy","; To be destroyed",'
    'IF([@Decision]="Return to board","; To be returned to the awarding body","")))'
)
_UNCOLLECTED = f'IF({known("12 months ends")},IF(desk_today>={cell("12 months ends")},{_OVER},{_REMINDERS}),"; Date of issue not known")'
_NOT_SENT_BACK = f"NOT(OR({known('Returned to board on')},{known('Replacement received')}))"
_PROBLEM = (
    f'IF([@Problem]="Missing",{when("NOT(" + known("Replacement received") + ")", "Certificate missing")},'
    f'{when(_NOT_SENT_BACK, "Problem, not returned to the awarding body")})'
)
_NO_AUTHORITY = 'AND([@[Written authority]]<>"Yes",[@[Override reason]]="")'
_OTHER_PERSON = f'AND([@Relationship]<>"",OR({_NO_AUTHORITY},[@[ID seen]]=""))'
_TOO_EARLY = when(f"{day_in('Destroyed on')}<{cell('12 months ends')}", "Destroyed too early")
_WITNESSES = 'OR([@[Witness 1]]="",[@[Witness 2]]="",TRIM([@[Witness 1]])=TRIM([@[Witness 2]]))'
ALARM = joined("Cert ID", (
    when(f'AND({cell("Match?")}="No",[@State]<>"{DESTROYED}",[@State]<>"{WITH_BODY}")', "Grade is not our final grade"),
    if_so(f'AND([@Problem]<>"",[@State]<>"{DESTROYED}")', _PROBLEM),
    if_known("Issued on", when('[@[Held back?]]="Yes"', "Issued while held back")),
    if_known("Issued on", when(_OTHER_PERSON, "Issued to somebody else without authority or ID")),
    if_so(f'AND([@State]="{HELD}",[@[Held back?]]<>"Yes")', _UNCOLLECTED),
    if_known("Destroyed on", f'IF({known("12 months ends")},{_TOO_EARLY},"; Destroyed, date of issue not known")'),
    if_known("Destroyed on", when(_WITNESSES, "Destroyed without two witnesses")),
    if_known("Destroyed on", when('[@Method]=""', "Destroyed, no method noted")),
    if_known("Record keep until", when("desk_today>=[@[Record keep until]]", "Record of destruction may go")),
))  # fmt: skip

ALARM_SIGNALS: tuple[Signal, ...] = (
    ("red", ("not our final", "missing", "not returned", "held back", "without", "too early", "not known")),
    ("amber", ("due", "may", "to be", "no method")),
)
_CERTIFICATE = (
    Column("Cert ID", "code", width=12, help="Our own number for this certificate, such as CERT-24-0001."),
    Column("Candidate number", "code", width=11),
    Column("Name on certificate", width=26),
)
_NOW = (
    Column("Alarm", width=64, formula=ALARM, signals=ALARM_SIGNALS, help="What is wrong or due today. Blank: nothing."),
    Column("State", width=20, formula=STATE, signals=(("blue", ("=Held",)), ("done", ("=Issued", "=Destroyed")))),
    Column("Match?", width=8, formula=MATCH, signals=(("done", ("=Yes",)), ("red", ("=No",))),
           help="Whether the grade printed is our final grade, to the letter."),
    Column("Held back?", width=8, formula=HELD_BACK, signals=(("amber", ("=Yes",)),),
           help="A review or appeal that could change the certificate is open."),
    Column("12 months ends", "date", width=12, formula=ENDS, help="From this day it may be destroyed, or returned, if nobody came for it."),
    Column("Days held", "number", width=8, formula=DAYS_HELD),
)
_WHAT = (
    Column("UCI", "code", width=16),
    Column("Leaving year", "code", width=9),
    Column("Awarding body", width=18, choices="awarding body"),
    Column("Qualification", width=20, choices="level"),
    Column("Subject", width=26),
    Column("Entry code", "code", width=12),
    Column("Series", "code", width=12),
    Column("Certificate number", "code", width=16),
    Column("Grade printed", "code", width=9),
    Column("Final grade", "code", width=9, help="As it stands in our results after all reviews."),
)
_OPEN = (
    Column("Review open", width=8, choices="yes no", help="A review that could change this certificate is open in the tracking log."),
    Column("Appeal open", width=8, choices="yes no"),
    Column("Line ID", "code", width=16, help="The line of the tracking log."),
)
_RECEIVED = (
    Column("Date of issue", "date", width=12, help="The day the awarding body issued it: the 12 months count from here."),
    Column("Received on", "date", width=12),
    Column("Checked by", width=16),
    Column("Problem", width=22, choices="certificate problem"),
    Column("Returned to board on", "date", width=12),
    Column("Tracked post ref", "code", width=16),
    Column("Replacement received", "date", width=13, help="Then type the new certificate number and grade printed."),
    Column("Pack label", "code", width=10),
    Column("Storage place", width=18, help="Cabinet and box."),
)
_ISSUE = (
    Column("Issue choice", width=18, choices="certificate choice"),
    Column("Issued on", "date", width=12),
    Column("Issued to", width=22),
    Column("Relationship", width=14, choices="relationship", help="Only when somebody else collects: blank for the candidate."),
    Column("Written authority", width=10, choices="yes no", help="Signed by the candidate, for somebody else who collects."),
    Column("ID seen", width=18, choices="id seen"),
    Column("Signature", "code", width=16, help="Where the signed sheet or file is."),
    Column("Issued by", width=16),
    Column("Override reason", width=24, help="Why it went to somebody without written authority, and who decided so. Ends that alarm."),
    Column("Reminder 1", "date", width=12),
    Column("Reminder 2", "date", width=12),
    Column("Reminder 3", "date", width=12, help="The last call before the 12 months end."),
)
_END = (
    Column("Decision", width=15, choices="certificate decision", help="When nobody collects: some awarding bodies want certificates back."),
    Column("Destroyed on", "date", width=12, help="Confidentially, with two witnesses, not before the 12 months have ended."),
    Column("Method", width=12, choices="destruction method"),
    Column("Contractor reference", "code", width=14),
    Column("Witness 1", width=18),
    Column("Witness 2", width=18),
    Column("Record keep until", "date", width=12, formula=RECORD_UNTIL, help="Until when the record of its destruction is kept."),
    Column("Note", width=36),
)


CERTIFICATES = Table(
    "Certificates", BOOK, "Certificates", ("Cert ID",), title="Certificates: received, issued, kept, destroyed", rolls="clear",
    help="One line for each certificate. A new series starts a new register: uncollected certificates and destruction records "
    "stay in this one, so keep this desk until the last of them has run out.",
    columns=banded(
        Certificate=_CERTIFICATE, Now=_NOW, What=_WHAT, Open=_OPEN, Received_and_checked=_RECEIVED, Issued=_ISSUE, Destruction=_END,
    ),
)  # fmt: skip
_shown = partial(shown, CERTIFICATES.columns)


def _count(test: str = "") -> str:
    """Formula: how many certificates of the awarding body of this row the test holds for."""
    body = '--(Certificates[Cert ID]<>""),--(Certificates[Awarding body]=[@[Awarding body]])'
    return f'=IF([@[Awarding body]]="","",SUMPRODUCT({body}{"," + test if test else ""}))'


def _in_state(state: str) -> str:
    return _count(f'--(Certificates[State]="{state}")')


_MORE, _FEWER = "[@Expected]-[@[On the register]]", "[@[On the register]]-[@Expected]"
COMPARED = (
    f'=IF(AND({filled("Awarding body")},{known("Expected")}),IF({_MORE}>0,{_MORE}&" not on the register",'
    f'IF({_FEWER}>0,{_FEWER}&" more than expected",IF([@[Not received]]>0,[@[Not received]]&" still to come","As expected"))),"")'
)
EXPECTED = Table(
    "ExpectedCertificates", BOOK, "Expected and received", ("Awarding body",), title="Certificates expected and received, by awarding body",
    facts="awarding_bodies", help="Type how many certificates should come, from the body's own list. The rest is counted live.",
    columns=(
        Column("Awarding body", width=22, choices="awarding body"),
        Column("Expected", "number", width=10, each_series=True, help="From the awarding body's dispatch list, or our entries."),
        Column("On the register", "number", width=10, formula=_count()),
        Column("Not received", "number", width=10, formula=_in_state(NOT_RECEIVED)),
        Column("Held", "number", width=9, formula=_in_state(HELD)),
        Column("With the awarding body", "number", width=10, formula=_in_state(WITH_BODY)),
        Column("Issued", "number", width=9, formula=_in_state(ISSUED)),
        Column("Destroyed", "number", width=10, formula=_in_state(DESTROYED)),
        Column("Grade differs", "number", width=9, formula=_count('--(Certificates[Match?]="No")')),
        Column("Compared", width=36, formula=COMPARED,
               signals=(("done", ("=As expected",)), ("amber", ("to come", "not on the register", "more than")))),
    ),
)  # fmt: skip


COLLECTION = Table(
    "CertificateCollection", BOOK, "Collection sheet", ("Cert ID",), title="Collection of certificates: check every line, then sign",
    view=True, help="Filled by Flag overdue: certificates that may be handed over. Check every entry on it before signing.",
    columns=(
        *_shown("Name on certificate", "Candidate number", "Leaving year", "Awarding body", "Qualification", "Subject", "Cert ID"),
        *_shown("Pack label", "Storage place", "Issue choice"),
        Column("Collected by (name, ID)", width=24),
        Column("Date", "date", width=12),
        Column("Signature", width=26),
    ),
)  # fmt: skip
UNCOLLECTED = Table(
    "Uncollected", BOOK, "Uncollected", ("Cert ID",), title="Uncollected certificates, by leaving year", view=True,
    help="Filled by Flag overdue. From the day in 12 months ends they may be destroyed, or returned.",
    columns=(
        *_shown("Leaving year", "Name on certificate", "Candidate number", "Awarding body", "Qualification"),
        *_shown("Subject", "Series", "Cert ID"),
        *_shown("Storage place", "Received on", "12 months ends"),
        Column("Last reminder", "date", width=12),
        *_shown("Decision"),
    ),
)  # fmt: skip
MISMATCHES = Table(
    "CertificateProblems", BOOK, "Problems", ("Cert ID",), title="Certificates that are wrong, missing or differ from our final grade",
    view=True, help="Filled by Flag overdue. Return the certificate to the awarding body by tracked post; do not hand it over.",
    columns=_shown(
        "Cert ID", "Candidate number", "Name on certificate", "Awarding body", "Qualification", "Subject", "Certificate number",
        "Grade printed", "Final grade", "Problem", "Returned to board on", "Tracked post ref", "Replacement received",
    ),
)  # fmt: skip
DESTRUCTION = Table(
    "DestructionRecord", BOOK, "Destruction record", ("Cert ID",), title="Record of unclaimed certificates that were destroyed", view=True,
    help="Filled by Flag overdue. Keep a signed print of it until the last day shown.",
    columns=_shown(
        "Name on certificate", "Candidate number", "Awarding body", "Qualification", "Subject", "Series", "Certificate number", "Cert ID",
        "Destroyed on", "Method", "Contractor reference", "Witness 1", "Witness 2", "Record keep until",
    ),
)  # fmt: skip

SHEETS: tuple[Table | Page, ...] = (CERTIFICATES, EXPECTED, COLLECTION, MISMATCHES, UNCOLLECTED, DESTRUCTION)


def _number(name: str, label: str, start: int, help: str) -> NamedCell:
    return NamedCell(name, BOOK, "Certificates", label, start, help)


NAMED_CELLS: tuple[NamedCell, ...] = (
    desk_today(BOOK, "Certificates"),
    _number("desk_certificate_months", "Months kept", LEAST_MONTHS,
            f"Never counted as less than 12. A notice of 2007, compare with this year's General Regulations: {_NOTICE}"),
    _number("desk_record_years", "Years of record", LEAST_YEARS,
            f"Never counted as less than 4. A notice of 2007, compare with this year's General Regulations: {_NOTICE}"),
    _number("desk_reminder_1_months", "First reminder", 2, "Suggested: months after the date of issue; for November, January."),
    _number("desk_reminder_2_months", "Second reminder", 7, "Suggested: months after the date of issue; for November, June."),
    _number("desk_last_call_days", "Last call days", 28, "Suggested: days before the 12 months end."),
    *(filled_on(view.name, BOOK, view.sheet) for view in (COLLECTION, MISMATCHES, UNCOLLECTED, DESTRUCTION)),
)  # fmt: skip
