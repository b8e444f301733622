"""The live formulas of the tracking log. `rules/overdue.py` computes the same in Python; a test compares the two.

A cell that should hold a date and holds a text counts as blank. Every formula is one that Excel 2016, Excel on the web
and LibreOffice compute.
"""

from __future__ import annotations

from results_desk.terms import CLOSED_STATUSES

_TODAY = "desk_today"
_REVIEW = 'OR(LEFT([@Service],1)="S",LEFT([@Service],1)="P")'
_HAS_DEADLINE = 'AND([@Service]<>"",[@Service]<>"AP1",[@Service]<>"AP2",[@Service]<>"MIR")'


def _is(heading: str) -> str:
    return f"ISNUMBER([@[{heading}]])"


def _day(heading: str) -> str:
    return f"INT([@[{heading}]])"


def _needs(family: str) -> str:
    return f'ISNUMBER(SEARCH("{family}",[@[Consent needed]]))'


def _before_release(heading: str) -> str:
    given, released = f"[@[{heading}]]", "[@[Results released]]"
    early = f"IF(INT({given})={given},{given}<INT({released}),{given}<{released})"
    return f"IF(AND({_is(heading)},{_is('Results released')}),{early},FALSE)"


def _either(test: str) -> str:
    ror, ats = (f"AND({_needs(family)},{test.format(heading=f'{family} consent date')})" for family in ("RoR", "ATS"))
    return f"OR({ror},{ats})"


def _window(passed: str, closing: str, last: str, warn: str) -> str:
    return f'IF({_TODAY}>{last},"; {passed}",IF({_TODAY}>={last}-{warn},"; {closing}",""))'


def _when(condition: str, text: str) -> str:
    return f'IF({condition},{text},"")'


_CONSENT_UNKNOWN = f'AND({_HAS_DEADLINE},[@Service]<>"S3",NOT({_needs("RoR")}),NOT({_needs("ATS")}),[@[Consent needed]]<>"none")'
"""Nobody said which consent a line needs that somebody typed by hand: that is not the same as needing none."""
_MISSING = _either('NOT(ISNUMBER([@[{heading}]]))')
_EARLY = f"OR(AND({_needs('RoR')},{_before_release('RoR consent date')}),AND({_needs('ATS')},{_before_release('ATS consent date')}))"
_UNKNOWN_RELEASE = f"AND(NOT({_is('Results released')}),{_either('ISNUMBER([@[{heading}]])')})"
_NOT_SENT = f"NOT({_is('Sent on')})"

_DEADLINE_PART = (
    f'IF({_TODAY}>{_day("Deadline")},"; Deadline passed, not sent",'
    f'IF({_TODAY}={_day("Deadline")},"; Deadline today, not sent",'
    f'IF(IF({_is("Internal deadline")},{_TODAY}>{_day("Internal deadline")},FALSE),"; Internal deadline passed, not sent",'
    f'IF({_TODAY}>={_day("Deadline")}-desk_warn_days,"; Deadline near, not sent",""))))'
)
_LAST_TO_PAY = (
    f'IF({_is("Internal deadline")},MIN({_day("Internal deadline")},{_day("Deadline")}),{_day("Deadline")})-desk_pay_warn_days'
)
_UNPAID = (
    f'IF(AND({_NOT_SENT},{_is("Deadline")},{_is("Balance")}),'
    f'IF([@Balance]>0,IF({_TODAY}>={_LAST_TO_PAY},"; Not paid, deadline near",""),""),"")'
)
_PARTS = (
    _when(_NOT_SENT, f'IF({_is("Deadline")},{_DEADLINE_PART},IF({_HAS_DEADLINE},"; Deadline not known",""))'),
    _when(_CONSENT_UNKNOWN, '"; Consent needed not known"'),
    _when(_MISSING, '"; Consent missing"'),
    _when(_EARLY, '"; Consent dated before results were released"'),
    _when(_UNKNOWN_RELEASE, '"; Release of results not known, consent not checked"'),
    _UNPAID,
    _when(
        f'AND({_is("Sent on")},{_is("Expected outcome")},NOT({_is("Outcome date")}))',
        f'IF({_TODAY}>{_day("Expected outcome")},"; Outcome overdue","")',
    ),
    _when(
        f'AND({_is("Appeal last date")},NOT({_is("AP1 sent")}),[@[Decision to appeal]]<>"No")',
        _window("Appeal window passed", "Appeal window closing", "[@[Appeal last date]]", "desk_appeal_warn_days"),
    ),
    _when(
        f'AND({_is("Hearing last date")},NOT({_is("AP2 sent")}),[@[Decision to appeal]]<>"No")',
        _window("Hearing window passed", "Hearing window closing", "[@[Hearing last date]]", "desk_appeal_warn_days"),
    ),
)
_CLOSED = ",".join(f'[@Status]="{status}"' for status in CLOSED_STATUSES)

ALARM = f'=IF(OR([@[Line ID]]="",{_CLOSED}),"",MID({"&".join(_PARTS)},3,500))'
CONSENT_VALID = (
    f'=IF([@[Line ID]]="","",IF(OR({_CONSENT_UNKNOWN},{_MISSING},{_EARLY},{_UNKNOWN_RELEASE}),"No",'
    f'IF(OR({_needs("RoR")},{_needs("ATS")}),"Yes","Not needed")))'
)
DAYS_LEFT = f'=IF(AND({_is("Deadline")},{_NOT_SENT}),{_day("Deadline")}-{_TODAY},"")'
EXPECTED_OUTCOME = f'=IF(AND({_is("Sent on")},{_is("Target days")}),{_day("Sent on")}+[@[Target days]],"")'
DAYS_OVERDUE = (
    f'=IF(AND({_is("Expected outcome")},NOT({_is("Outcome date")})),MAX(0,{_TODAY}-{_day("Expected outcome")}),"")'
)
APPEAL_LAST_DATE = f'=IF(AND({_is("Outcome date")},{_REVIEW}),{_day("Outcome date")}+desk_appeal_days,"")'
HEARING_LAST_DATE = f'=IF({_is("AP1 outcome")},{_day("AP1 outcome")}+desk_hearing_days,"")'
