"""The live formulas of the tracking log. `rules/log/overdue.py` computes the same in Python; a test compares the two.

A cell that should hold a date and holds a text counts as blank. Every formula is one that Excel 2016, Excel on the web
and LibreOffice compute.
"""

from __future__ import annotations

from results_desk.tables.checks import day_in, if_so, is_one, known
from results_desk.terms import CLOSED_STATUSES

REFUSED = "Refused by centre (internal appeal open)"
"""The status of a request that the centre does not support."""
_TODAY = "desk_today"
_REVIEW = 'OR(LEFT([@Service],1)="S",LEFT([@Service],1)="P")'
_HAS_DEADLINE = 'AND([@Service]<>"",[@Service]<>"AP1",[@Service]<>"AP2",[@Service]<>"MIR")'


def _needs(family: str) -> str:
    return f'ISNUMBER(SEARCH("{family}",[@[Consent needed]]))'


def _before_release(heading: str) -> str:
    given, released = f"[@[{heading}]]", "[@[Results released]]"
    early = f"IF(INT({given})={given},{given}<INT({released}),{given}<{released})"
    return f"IF(AND({known(heading)},{known('Results released')}),{early},FALSE)"


def _either(test: str) -> str:
    ror, ats = (f"AND({_needs(family)},{test.format(heading=f'{family} consent date')})" for family in ("RoR", "ATS"))
    return f"OR({ror},{ats})"


def _window(passed: str, closing: str, last: str, warn: str) -> str:
    return f'IF({_TODAY}>{last},"; {passed}",IF({_TODAY}>={last}-{warn},"; {closing}",""))'


_CONSENT_UNKNOWN = f'AND({_HAS_DEADLINE},[@Service]<>"S3",NOT({_needs("RoR")}),NOT({_needs("ATS")}),[@[Consent needed]]<>"none")'
"""Nobody said which consent a line needs that somebody typed by hand: that is not the same as needing none."""
_MISSING = _either('NOT(ISNUMBER([@[{heading}]]))')
_EARLY = f"OR(AND({_needs('RoR')},{_before_release('RoR consent date')}),AND({_needs('ATS')},{_before_release('ATS consent date')}))"
_UNKNOWN_RELEASE = f"AND(NOT({known('Results released')}),{_either('ISNUMBER([@[{heading}]])')})"
_NOT_SENT = f"NOT({known('Sent on')})"

_DEADLINE_PART = (
    f'IF({_TODAY}>{day_in("Deadline")},"; Deadline passed, not sent",'
    f'IF({_TODAY}={day_in("Deadline")},"; Deadline today, not sent",'
    f'IF(IF({known("Internal deadline")},{_TODAY}>{day_in("Internal deadline")},FALSE),"; Internal deadline passed, not sent",'
    f'IF({_TODAY}>={day_in("Deadline")}-desk_warn_days,"; Deadline near, not sent",""))))'
)
_LAST_TO_PAY = (
    f'IF({known("Internal deadline")},MIN({day_in("Internal deadline")},{day_in("Deadline")}),{day_in("Deadline")})-desk_pay_warn_days'
)
_UNPAID = (
    f'IF(AND({_NOT_SENT},{known("Deadline")},{known("Balance")}),'
    f'IF([@Balance]>0,IF({_TODAY}>={_LAST_TO_PAY},"; Not paid, deadline near",""),""),"")'
)
_PARTS = (
    if_so(_NOT_SENT, f'IF({known("Deadline")},{_DEADLINE_PART},IF({_HAS_DEADLINE},"; Deadline not known",""))'),
    if_so(_CONSENT_UNKNOWN, '"; Consent needed not known"'),
    if_so(_MISSING, '"; Consent missing"'),
    if_so(_EARLY, '"; Consent dated before results were released"'),
    if_so(_UNKNOWN_RELEASE, '"; Release of results not known, consent not checked"'),
    _UNPAID,
    if_so(
        f'AND({known("Sent on")},{known("Expected outcome")},NOT({known("Outcome date")}))',
        f'IF({_TODAY}>{day_in("Expected outcome")},"; Outcome overdue","")',
    ),
    if_so(
        f'AND({known("Appeal last date")},NOT({known("AP1 sent")}),[@[Decision to appeal]]<>"No")',
        _window("Appeal window passed", "Appeal window closing", "[@[Appeal last date]]", "desk_appeal_warn_days"),
    ),
    if_so(
        f'AND({known("Hearing last date")},NOT({known("AP2 sent")}),[@[Decision to appeal]]<>"No")',
        _window("Hearing window passed", "Hearing window closing", "[@[Hearing last date]]", "desk_appeal_warn_days"),
    ),
    if_so(f'OR([@[Internal appeal]]="Open",AND([@[Internal appeal]]="",[@Status]="{REFUSED}"))', '"; Internal appeal open"'),
)
ALARM = f'=IF(OR([@[Line ID]]="",{is_one("Status", *CLOSED_STATUSES)}),"",MID({"&".join(_PARTS)},3,500))'
CONSENT_VALID = (
    f'=IF([@[Line ID]]="","",IF(OR({_CONSENT_UNKNOWN},{_MISSING},{_EARLY},{_UNKNOWN_RELEASE}),"No",'
    f'IF(OR({_needs("RoR")},{_needs("ATS")}),"Yes","Not needed")))'
)
DAYS_LEFT = f'=IF(AND({known("Deadline")},{_NOT_SENT}),{day_in("Deadline")}-{_TODAY},"")'
EXPECTED_OUTCOME = f'=IF(AND({known("Sent on")},{known("Target days")}),{day_in("Sent on")}+[@[Target days]],"")'
DAYS_OVERDUE = (
    f'=IF(AND({known("Expected outcome")},NOT({known("Outcome date")})),MAX(0,{_TODAY}-{day_in("Expected outcome")}),"")'
)
APPEAL_LAST_DATE = (
    f'=IF(AND({known("Outcome date")},{_REVIEW}),IF({known("Reasons received on")},{day_in("Reasons received on")}+desk_reasons_days,'
    f'{day_in("Outcome date")}+desk_appeal_days),"")'
)
HEARING_LAST_DATE = f'=IF({known("AP1 outcome")},{day_in("AP1 outcome")}+desk_hearing_days,"")'
