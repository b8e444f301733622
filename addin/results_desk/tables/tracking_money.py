"""The tracking log's formulas of money, marks and keeping. `rules/log/money.py` and `rules/log/keeping.py` compute the same in Python.

What an award has in common (a candidate, an awarding body, an entry code) is found with MATCH in a column of its own: COUNTIF
would take "9-1" or "0042" for dates and numbers, and a SUMPRODUCT over the log in every line would make 2,000 lines slow.
"""

from __future__ import annotations

from results_desk.tables.checks import is_one
from results_desk.terms import CLOSED_STATUSES

NOTHING_OWED = ("Not needed (free)", "Waived (hardship)", "School pays", "Department pays")
"""Words of Payment with which nobody is asked to pay anything."""
IF_GRADE_CHANGES, IF_MARK_CHANGES = "Full if grade changes", "Full if mark changes"
IF_MARKS_REINSTATED, IF_APPEAL_UPHELD = "If centre marks reinstated", "Appeal upheld"
CHANGED = ("Up", "Down")
AWARD_CHANGED_HEADING = "Award whose grade changed"

_AWARD = '[@[Candidate number]]&" | "&[@[Awarding body]]&" | "&[@[Entry code]]'
_NO_AWARD = 'OR([@[Candidate number]]="",[@[Entry code]]="")'
_LITERALLY = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({_AWARD},"~","~~"),"*","~*"),"?","~?")'
"""MATCH reads * and ? as any text, so those that stand in a code are marked with a ~."""


def _or_zero(heading: str) -> str:
    return f"IF(ISNUMBER([@[{heading}]]),[@[{heading}]],0)"


def _day_or_zero(heading: str) -> str:
    return f"IF(ISNUMBER([@[{heading}]]),INT([@[{heading}]]),0)"


_GRADE_CHANGED = is_one("Outcome grade", *CHANGED)
_AWARD_CHANGED = f"IF({_NO_AWARD},FALSE,ISNUMBER(MATCH({_LITERALLY},Lines[{AWARD_CHANGED_HEADING}],0)))"
_MARK_CHANGED = f'OR({is_one("Outcome mark", *CHANGED)},IF(ISNUMBER([@[Mark change]]),[@[Mark change]]<>0,FALSE))'
_IS_DUE = (
    f'IF([@[Board refund rule]]="{IF_GRADE_CHANGES}",IF({_GRADE_CHANGED},TRUE,{_AWARD_CHANGED}),'
    f'IF([@[Board refund rule]]="{IF_MARK_CHANGES}",{_MARK_CHANGED},'
    f'IF([@[Board refund rule]]="{IF_MARKS_REINSTATED}",[@[Centre marks reinstated]]="Yes",'
    f'IF([@[Board refund rule]]="{IF_APPEAL_UPHELD}",[@[Appeal upheld]]="Yes",FALSE))))'
)
_BACK = f"ROUND([@Paid]-{_or_zero('Handling kept')},2)"
_OUTCOMES = ("Outcome date", "AP1 outcome", "AP2 outcome")
_ANY_OUTCOME = "OR(" + ",".join(f"ISNUMBER([@[{heading}]])" for heading in _OUTCOMES) + ")"
_LAST_OUTCOME = "MAX(" + ",".join(map(_day_or_zero, _OUTCOMES)) + ")"
_ENDS = ("Keep until", "Closed on")

MARK_CHANGE = '=IF(AND(ISNUMBER([@[Mark after]]),ISNUMBER([@[Raw mark]])),ROUND([@[Mark after]]-[@[Raw mark]],4),"")'
AWARD_CHANGED = f'=IF({_NO_AWARD},"",IF({_GRADE_CHANGED},{_AWARD},""))'
BALANCE = (
    f'=IF(ISNUMBER([@[Charge due]]),IF({is_one("Payment", *NOTHING_OWED)},0,ROUND([@[Charge due]]-{_or_zero("Paid")},2)),"")'
)
REFUND_DUE = (
    f'=IF(AND(ISNUMBER([@Paid]),NOT(ISNUMBER([@[Refunded on]]))),IF({_IS_DUE},IF({_BACK}>0,{_BACK},""),""),"")'
)
KEEP_UNTIL = f'=IF({_ANY_OUTCOME},IFERROR(EDATE({_LAST_OUTCOME},desk_keep_months),""),"")'
DELETE_AFTER = (
    f'=IF({is_one("Status", *CLOSED_STATUSES)},'
    f'IF(OR(ISNUMBER([@[Keep until]]),ISNUMBER([@[Closed on]])),MAX({",".join(map(_day_or_zero, _ENDS))}),""),"")'
)
