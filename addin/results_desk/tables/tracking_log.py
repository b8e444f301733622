"""`tracking_log.xlsx`: one line per component and service, payments, this series' deadlines, and the views of them."""

from __future__ import annotations

from results_desk.tables.checks import banded
from results_desk.tables.dates import desk_today
from results_desk.tables.home import BASIS
from results_desk.tables.tracking_alarm import (
    ALARM,
    APPEAL_LAST_DATE,
    CONSENT_VALID,
    DAYS_LEFT,
    DAYS_OVERDUE,
    EXPECTED_OUTCOME,
    HEARING_LAST_DATE,
)
from results_desk.tables.tracking_money import (
    AWARD_CHANGED,
    AWARD_CHANGED_HEADING,
    BALANCE,
    DELETE_AFTER,
    KEEP_UNTIL,
    MARK_CHANGE,
    REFUND_DUE,
)
from results_desk.tables.tracking_views import ALARM_SIGNALS, PRIORITY, STAMPS, VIEWS
from results_desk.tables.tracking_views import BOOK as VIEWS_BOOK
from results_desk.tables.words import Column, NamedCell, Page, Signal, Table

BOOK = VIEWS_BOOK
PAYMENT_SIGNALS: tuple[Signal, ...] = (
    ("amber", ("Candidate to pay", "Part paid", "Refund due", "awaited")), ("done", ("Paid in full", "Refunded")),
)  # fmt: skip

_LINE = (
    Column("Line ID", "code", width=16),
    Column("Request ID", "code", width=14, help="PRS-yy-nnnn: one per candidate and subject."),
    Column("Candidate number", "code", width=11),
    Column("Name", width=26),
)
_NOW = (
    Column("Alarm", width=64, formula=ALARM, signals=ALARM_SIGNALS,
           help="A live formula: what is wrong on the day in desk_today. Blank: nothing."),
    Column("Status", width=22, choices="status"),
    Column("Days left", "number", width=8, formula=DAYS_LEFT),
    Column("Flagged on", "date", width=12, help="The first day Flag overdue found an alarm on this line."),
)
_WHAT = (
    Column("Awarding body", width=20, choices="awarding body"),
    Column("Level", width=18, choices="level"),
    Column("Subject", width=32),
    Column("Entry code", "code", width=12),
    Column("Component code", "code", width=13),
    Column("Component title", width=32),
    Column("Service", "code", width=9, choices="service", signals=PRIORITY),
    Column("Series", "code", width=12),
    Column("Copy wanted", width=9, choices="yes no"),
    Column("Multiple choice", width=10, choices="yes no"),
    Column("HE place at stake", width=10, choices="yes no"),
    Column("UCAS told", width=9, choices="yes no"),
)
_WHO = (
    Column("UCI", "code", width=16),
    Column("Year group", "code", width=8),
    Column("On roll", width=8, choices="yes no"),
    Column("Private candidate", width=10, choices="yes no"),
    Column("Contact email", width=30),
    Column("Requester", width=16, choices="requester"),
    Column("Requester name", width=22),
)
_BEFORE = (
    Column("Raw mark", "number", width=9),
    Column("Max mark", "number", width=9),
    Column("Scaled mark", "number", width=9),
    Column("Component grade", "code", width=11),
    Column("Subject grade", "code", width=9),
    Column("Marks to next grade up", "number", width=12),
    Column("Marks to grade below", "number", width=12),
)
_ADVICE = (
    Column("Teacher asked on", "date", width=12),
    Column("Teacher", width=20),
    Column("Support", width=10, choices="support"),
    Column("Reason", width=30),
    Column("SLT decision", width=16),
    Column("Internal appeal", width=11, choices="internal appeal"),
)
_CONSENT = (
    Column("Consent needed", width=11, help="What the service needs: RoR, ATS, RoR+ATS or none."),
    Column("Results released", "moment", width=17, help="When this result could first be given to candidates; consent counts from then."),
    Column("RoR consent date", "moment", width=17, help="Consent to a review, signed by the candidate after the release."),
    Column("ATS consent date", "moment", width=17, help="Consent to access to scripts."),
    Column("Name choice for class use", width=16, choices="class use"),
    Column("Signed by", width=18),
    Column("Form place", width=26, help="Where the signed form is filed."),
    Column("Consent valid?", width=10, formula=CONSENT_VALID),
    Column("Keep until", "date", width=12, formula=KEEP_UNTIL,
           help="The consent form is kept until then: the last outcome, of the review or of an appeal, and Keep months."),
    Column("Form destroyed on", "date", width=12),
)
_MONEY = (
    Column("Charge due", "money", width=10, help="What is asked for this line; blank while nobody knows."),
    Column("Who pays", width=12, choices="payer"),
    Column("Payment", width=20, choices="payment", signals=PAYMENT_SIGNALS,
           help="Nothing is owed where this says Not needed (free), Waived (hardship), School pays or Department pays."),
    Column("Pay route", width=14, choices="pay route"),
    Column("Pay reference", "code", width=14),
    Column("Paid", "money", width=10),
    Column("Paid on", "date", width=12),
    Column("Receipt", "code", width=12),
    Column("Balance", "money", width=10, formula=BALANCE, help="Charge due less Paid: still owed. Blank without a charge."),
    Column("Budget code", "code", width=12),
    Column("Board fee invoiced", "money", width=11),
    Column("Invoice number", "code", width=12),
    Column("Board credit", "money", width=10),
    Column("Board refund rule", width=22, choices="refund rule",
           help="When the awarding body gives its fee back. Full if grade changes counts for every paid component of the award."),
    Column("School handling", "money", width=10, help="The part of the charge that is the centre's own."),
    Column("Handling kept", "money", width=10, help="What the centre keeps of it when the fee is refunded; blank: nothing."),
    Column("Refund due", "money", width=10, formula=REFUND_DUE,
           help="Paid less Handling kept, once the refund rule is met; blank when nothing is due or Refunded on holds a date."),
    Column("Refunded on", "date", width=12),
    Column("Refund by", width=14),
)
_DEADLINES = (
    Column("Received on", "moment", width=17),
    Column("Deadline", "date", width=12, help="Last day for the awarding body; that day itself is in time."),
    Column("Internal deadline", "date", width=12, help="The centre's own, earlier day. Blank: none set."),
    Column("Late override by", width=16),
    Column("Late override reason", width=24),
)
_SENDING = (
    Column("Sent on", "date", width=12),
    Column("Sent by", width=14),
    Column("Portal used", width=16),
    Column("Awarding body reference", "code", width=16),
    Column("Confirmation filed at", width=20),
    Column("Target days", "number", width=8,
           help="Calendar days the awarding body aims to answer in; working days are counted out when the line is marked as sent."),
    Column("Expected outcome", "date", width=12, formula=EXPECTED_OUTCOME),
    Column("Days overdue", "number", width=9, formula=DAYS_OVERDUE),
    Column("Chased on", "date", width=12),
    Column("Note of chase", width=24),
)
_SCRIPT = (
    Column("Script received on", "date", width=12),
    Column("Sent to candidate on", "date", width=12),
    Column("Sent to teacher on", "date", width=12),
    Column("Name removed?", width=9, choices="yes no"),
)
_OUTCOME = (
    Column("Outcome date", "date", width=12),
    Column("Mark after", "number", width=9),
    Column("Mark change", "number", width=9, formula=MARK_CHANGE),
    Column("Outcome mark", width=14, choices="outcome mark"),
    Column("Subject grade after", "code", width=10),
    Column("Outcome grade", width=14, choices="outcome grade", help="Up or Down also when the grade changed later, on appeal."),
    Column("Centre marks reinstated", width=11, choices="yes no", help="Review of moderation: were the centre's own marks put back?"),
    Column("Outcome letter filed at", width=20),
    Column("Special text", width=24),
)
_AFTER = (
    Column("Candidate told on", "date", width=12),
    Column("How told", width=12),
    Column("Teacher told on", "date", width=12),
    Column("School system updated", "date", width=12),
    Column("Statement re-issued", "date", width=12),
    Column("Analysis updated", "date", width=12),
    Column("UCAS or university told", "date", width=12),
    Column("Certificate", width=14, choices="certificate"),
    Column("Certificate returned on", "date", width=12),
    Column("New certificate received on", "date", width=12),
    Column("DfE checking exercise noted", "date", width=12),
)
_APPEAL = (
    Column("Reasons requested on", "date", width=12, help="The day the awarding body was asked for the reasons for its outcome."),
    Column("Reasons received on", "date", width=12, help="Then an appeal is possible within Reasons days of this day."),
    Column("Appeal last date", "date", width=12, formula=APPEAL_LAST_DATE),
    Column("Decision to appeal", width=10, choices="yes no"),
    Column("AP1 sent", "date", width=12),
    Column("AP1 outcome", "date", width=12, help="The day the stage 1 outcome letter was received."),
    Column("Hearing last date", "date", width=12, formula=HEARING_LAST_DATE),
    Column("AP2 sent", "date", width=12),
    Column("AP2 outcome", "date", width=12),
    Column("Appeal upheld", width=9, choices="yes no"),
)
_CLOSE = (
    Column("Linked to line", "code", width=16),
    Column("Closed on", "date", width=12),
    Column("Closed by", width=14),
    Column("Delete after", "date", width=12, formula=DELETE_AFTER,
           help="Of a closed line: the later of Keep until and Closed on."),
    Column("Note", width=40),
    Column(AWARD_CHANGED_HEADING, "code", width=24, formula=AWARD_CHANGED,
           help="Candidate, awarding body and entry code where this line's grade went up or down: Refund due looks the award up here."),
)


LINES = Table(
    "Lines", BOOK, "Lines", ("Line ID",), title="Post-results services: tracking log",
    rolls="clear",
    help="One line per component and service. Type in any white column; grey columns are computed.",
    graded=True,
    columns=banded(
        Line=_LINE, Now=_NOW, What=_WHAT, Deadlines=_DEADLINES, Consent=_CONSENT, Sending=_SENDING, Outcome=_OUTCOME, Appeal=_APPEAL,
        Before=_BEFORE, Advice=_ADVICE, Money=_MONEY, Script=_SCRIPT, After_the_outcome=_AFTER, Who=_WHO, Close=_CLOSE,
    ),
)
DEADLINES = Table(
    "Deadlines", BOOK, "Deadlines", ("Series", "Awarding body", "Level", "Service"), title="Deadlines of this series",
    facts="deadlines", rolls="series",
    help="A line with an awarding body outweighs the one without, which is for all. Compare with JCQ's key dates, then fill Confirmed.",
    columns=(
        Column("Series", "code", width=12),
        Column("Awarding body", width=18, choices="awarding body", help="Blank: every awarding body that has no line of its own."),
        Column("Level", width=36),
        Column("Service", "code", width=9),
        Column("Official name", width=40),
        Column("Deadline", "date", width=12),
        Column("Internal deadline", "date", width=12, help="The centre's own, earlier day."),
        Column("Rule", width=52, help="Where the date depends on another date."),
        Column("Eligible", width=24),
        Column("Note", width=40),
        Column("Confirmed on", "date", width=13),
        Column("Confirmed by", width=14),
        BASIS,
        Column("Source", width=46),
    ),
)
PAYMENTS = Table(
    "Payments", BOOK, "Payments", ("Payment ID",), title="Payments as they came in", rolls="clear",
    help="Filled by Record payments. Where it found no request, fill Request ID and run Record payments again.",
    columns=(
        Column("Payment ID", "code", width=16),
        Column("Paid on", "date", width=12),
        Column("Amount", "money", width=11),
        Column("Reference", "code", width=18, help="What the payer typed: the request's number, such as PRS-24-0147."),
        Column("Payer", width=26),
        Column("Route", width=16, choices="pay route"),
        Column("Request ID", "code", width=14, help="The request it is for; blank while nobody knows."),
        Column("Candidate number", "code", width=11),
        Column("Put on lines", "date", width=12,
               help="The day the amount was added to Paid in the Lines sheet. Fill it yourself where you typed Paid by hand."),
        Column("Note", width=40),
    ),
)

_BY_NAME = {view.name: view for view in VIEWS}
TODAY = _BY_NAME["Today"]
SHEETS: tuple[Table | Page, ...] = (
    LINES,
    *(_BY_NAME[name] for name in ("Today", "ReadyToSend", "OverdueAtBoard", "WaitingFor", "Requests", "Money")),
    PAYMENTS, _BY_NAME["Outcomes"], _BY_NAME["FormsToDestroy"], DEADLINES,
)  # fmt: skip
_KEEP = "https://ocr.org.uk/administration/cambridge-nationals/post-results/reviews-of-marking/index.aspx"
_SEED = "https://thenaeo.org/monthly-message.aspx?nid=153"


def _cell(name: str, label: str, start: int, help: str) -> NamedCell:
    return NamedCell(name, BOOK, "Lines", label, start, help)


NAMED_CELLS: tuple[NamedCell, ...] = (
    desk_today(BOOK, "Lines"),
    _cell("desk_warn_days", "Warn days", 3, "Suggested: warn this many days before a deadline."),
    _cell("desk_appeal_warn_days", "Appeal warn days", 7, "Suggested: warn this many days before an appeal window closes."),
    _cell("desk_appeal_days", "Appeal days", 30, f"Calendar days from the outcome to a stage 1 appeal. Source: {_SEED}"),
    _cell("desk_hearing_days", "Hearing days", 14, f"Calendar days from receipt of the stage 1 letter to stage 2. Source: {_SEED}"),
    _cell("desk_reasons_days", "Reasons days", 15,
          "Calendar days from receiving the reasons for an outcome to a stage 1 appeal. Source: http://www.greatfieldsschool.com/?page_id=12297"),
    _cell("desk_pay_warn_days", "Payment warn days", 1, "Suggested: warn this many days before the deadline of a line that is not paid."),
    _cell("desk_keep_months", "Keep months", 6, f"Months that a consent form is kept after the last outcome. Source: {_KEEP}"),
    *STAMPS,
)
