"""The views of the tracking log, a sheet each: filled and stamped by Flag overdue, never typed in."""

from __future__ import annotations

from results_desk.tables.dates import filled_on
from results_desk.tables.words import Column, NamedCell, Signal, Table

BOOK = "tracking_log.xlsx"
ALARM_SIGNALS: tuple[Signal, ...] = (
    ("red", ("passed", "missing", "dated before", "not known")),
    ("amber", ("near", "today", "closing", "overdue", "not paid", "soon", "appeal open")),
)
PRIORITY: tuple[Signal, ...] = (("blue", ("=P2", "=P2C")),)
TOTALS: tuple[Signal, ...] = (("blue", ("=Total", "=All")),)
ME, TEACHER, CANDIDATE, PAYMENT, BODY = "Me", "Teacher", "Candidate", "Payment", "Awarding body"
WAITED_FOR = (ME, TEACHER, CANDIDATE, PAYMENT, BODY)
"""Whom a line waits for, in the order of the view. Me: the exams officer."""
TOTAL, ALL, LINE = "Total", "All", "Line"
"""What a row of Money is: a line of the log, a sum over one payer and budget code, or over all."""

_LINE_ID = Column("Line ID", "code", width=16)
_REQUEST_ID = Column("Request ID", "code", width=16)
_CANDIDATE = Column("Candidate number", "code", width=11)
_NAME = Column("Name", width=28)
_BODY = Column("Awarding body", width=18)
_SUBJECT = Column("Subject", width=28)
_COMPONENT = Column("Component code", "code", width=13)
_SERVICE = Column("Service", "code", width=9, signals=PRIORITY)
_DEADLINE, _INTERNAL = Column("Deadline", "date", width=12), Column("Internal deadline", "date", width=12)
_MONEY = tuple(Column(heading, "money", width=11) for heading in ("Charge due", "Paid", "Balance", "Refund due"))

TODAY = Table(
    "Today", BOOK, "Today", ("Line ID", "Alarm"), title="Today: what to do first", view=True,
    help="Filled by Flag overdue, most urgent first: alarms, as in the live Alarm column of the Lines sheet, and what is due soon.",
    columns=(
        Column("Order", "number", width=7),
        Column("Alarm", width=40, signals=ALARM_SIGNALS),
        Column("Since or by", "date", width=12),
        Column("What to do", width=64),
        _LINE_ID,
        _CANDIDATE,
        _NAME,
        _BODY,
        _SUBJECT,
        _SERVICE,
        Column("Why", width=44, help="The rule behind it and where it stands."),
    ),
)
READY_TO_SEND = Table(
    "ReadyToSend", BOOK, "Ready to send", ("Line ID",), title="Ready to send, by awarding body", view=True,
    help="Filled by Flag overdue: lines with the status Ready to send, in the order in which portals ask. Fill Sent on in the Lines sheet.",
    columns=(
        _BODY,
        _CANDIDATE,
        _COMPONENT,
        _SERVICE,
        Column("Copy wanted", width=9),
        Column("Check first", width=40, signals=ALARM_SIGNALS, help="Consent or payment that is not in order. Blank: it may go."),
        Column("Days left", "number", width=8, formula='=IF(ISNUMBER([@Deadline]),INT([@Deadline])-desk_today,"")'),
        _DEADLINE,
        _INTERNAL,
        _NAME,
        Column("Level", width=18),
        _SUBJECT,
        Column("Entry code", "code", width=12),
        Column("Component title", width=28),
        _LINE_ID,
    ),
)
OVERDUE_AT_BOARD = Table(
    "OverdueAtBoard", BOOK, "Overdue at board", ("Line ID",), title="Outcomes that are overdue", view=True,
    help="Filled by Flag overdue: sent, expected by now, and no Outcome date. Chase, then fill Chased on in the Lines sheet.",
    columns=(
        _BODY,
        Column("Days overdue", "number", width=9,
               formula='=IF(ISNUMBER([@[Expected outcome]]),MAX(0,desk_today-INT([@[Expected outcome]])),"")'),
        Column("Expected outcome", "date", width=12),
        Column("Sent on", "date", width=12),
        Column("Awarding body reference", "code", width=18),
        _CANDIDATE,
        _NAME,
        _SUBJECT,
        _COMPONENT,
        _SERVICE,
        Column("Chased on", "date", width=12),
        Column("Note of chase", width=30),
        _LINE_ID,
    ),
)
WAITING_FOR = Table(
    "WaitingFor", BOOK, "Waiting for", ("Line ID",), title="Whom every open line waits for", view=True,
    help="Filled by Flag overdue from the Status of each line: me (the exams office), teacher, candidate, payment or awarding body.",
    columns=(
        Column("Waiting for", width=16),
        Column("Status", width=24),
        Column("What next", width=44),
        Column("Since", "date", width=12, help="The latest date of the line that says since when."),
        Column("Next date", "date", width=12,
               help="The deadline of a line that is not sent, the centre's own if it has one; else when an outcome is expected."),
        _CANDIDATE,
        _NAME,
        _BODY,
        _SUBJECT,
        _COMPONENT,
        _SERVICE,
        Column("Teacher", width=20),
        Column("Contact email", width=30),
        _LINE_ID,
    ),
)
REQUESTS = Table(
    "Requests", BOOK, "Requests", ("Request ID",), title="Requests: one row for all lines of a Request ID", view=True,
    help="Filled by Flag overdue from the Lines sheet.",
    columns=(
        _REQUEST_ID,
        _CANDIDATE,
        _NAME,
        Column("Subjects", width=34),
        Column("Lines", "number", width=7),
        Column("Status", width=44, help="How many lines have which status."),
        Column("Nearest deadline", "date", width=12, help="Of the lines that are not sent; the centre's own where it has one."),
        *_MONEY,
    ),
)
MONEY = Table(
    "Money", BOOK, "Money", ("Row", "Who pays", "Budget code", "Line ID"), title="Money: charged, paid, owed and to be refunded", view=True,
    help="Filled by Flag overdue: sums by payer and budget code first, then every line with money. Change amounts in the Lines sheet.",
    columns=(
        Column("Row", width=8, signals=TOTALS, help="All and Total are sums over the rows marked Line; don't add them up again."),
        Column("Who pays", width=16),
        Column("Budget code", "code", width=13),
        *_MONEY,
        Column("Board fee invoiced", "money", width=11),
        Column("Board credit", "money", width=11),
        Column("Payment", width=20),
        Column("Refunded on", "date", width=12),
        _REQUEST_ID,
        _CANDIDATE,
        _NAME,
        _BODY,
        _SUBJECT,
        _SERVICE,
        _LINE_ID,
    ),
)
OUTCOMES = Table(
    "Outcomes", BOOK, "Outcomes", ("Awarding body", "Level", "Subject"), title="Outcomes by awarding body and subject", view=True,
    help="Filled by Flag overdue: subject grades that were asked about, each counted once. No names and no teachers.",
    graded=True,
    columns=(
        Column("Awarding body", width=22, signals=TOTALS),
        Column("Level", width=24),
        Column("Subject", width=34),
        Column("Asked", "number", width=8, help="Subject grades with a review or an appeal that was sent."),
        Column("Up", "number", width=8),
        Column("Down", "number", width=8),
        Column("No change", "number", width=9),
        Column("Unit only", "number", width=8, help="A unit was reviewed and there is no subject grade yet."),
        Column("Pending", "number", width=9, help="No outcome yet, or Outcome grade is not filled in."),
        Column("% changed", "number", width=10, help="Up and down, of those that went up, down or stayed; blank while there are none."),
    ),
)
FORMS_TO_DESTROY = Table(
    "FormsToDestroy", BOOK, "Forms to destroy", ("Request ID", "Lines"), title="Consent forms to destroy", view=True,
    help="Filled by Flag overdue: Keep until is over for every line of the request. Destroy the form, then fill Form destroyed on.",
    columns=(
        _REQUEST_ID,
        _CANDIDATE,
        _NAME,
        Column("Subjects", width=34),
        Column("Keep until", "date", width=12),
        Column("Form place", width=34),
        Column("Signed by", width=18),
        Column("Lines", "code", width=44, help="The lines on which to fill Form destroyed on."),
    ),
)

VIEWS = (TODAY, READY_TO_SEND, OVERDUE_AT_BOARD, WAITING_FOR, REQUESTS, MONEY, OUTCOMES, FORMS_TO_DESTROY)
STAMPS: tuple[NamedCell, ...] = tuple(filled_on(view.name, BOOK, view.sheet) for view in VIEWS)
