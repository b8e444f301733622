"""The formulas of the Grid. `rules/fees.py` computes the same in Python."""

from __future__ import annotations

from results_desk.tables.dates import COUNTED, working_day

ALL_JCQ = "All JCQ awarding bodies"
"""The awarding body of the lines that hold the common dates."""
LEVEL_CODES = {"GCE AS/A level and Level 3 VTQ": "L3", "GCSE and Level 1/2 VTQ": "L12"}
"""How a Row ID begins, by level group (the `Deadline level` of a level)."""

LATER = "Internal deadline is later than the awarding body's."
NOT_KNOWN = "Deadline not known."
CLOSED, INTERNAL_CLOSED = "Deadline is no working day.", "Internal deadline is no working day."
FEE_MISSING = "Fee missing."
NOT_CONFIRMED = "Not confirmed."
ROW_ID = "Row ID should begin"
"""What the column Check says."""

_OWN, _RULE = "[@[Awarding body deadline]]", "[@Rule]"
_DEADLINE, _INTERNAL = "[@[Deadline in force]]", "[@[Internal deadline]]"
_CODE = "".join(f'IF([@[Level group]]="{level}","{code}",' for level, code in LEVEL_CODES.items()) + '""' + ")" * len(LEVEL_CODES)
_BODY = f'IF([@[Awarding body]]="{ALL_JCQ}","JCQ",[@[Awarding body]])'
_ID = f'{_CODE}&"-"&[@Service]&"-"&{_BODY}'


def _common(heading: str) -> str:
    """What the line of all JCQ awarding bodies says; an error where there is none."""
    return f'INDEX(Grid[{heading}],MATCH({_CODE}&"-"&[@Service]&"-JCQ",Grid[Row ID],0))'


def _number(cell: str) -> str:
    """A number or a day of the JCQ line, "" where it has none."""
    return f'IFERROR(IF(ISNUMBER({cell}),INT({cell}),""),"")'


IN_FORCE = f'=IF(ISNUMBER({_OWN}),INT({_OWN}),IF({_RULE}<>"","",{_number(_common("Awarding body deadline"))}))'

_BUFFER = f"IF(ISNUMBER([@Buffer]),[@Buffer],{_common('Buffer')})"
_BEFORE = (
    f'IFERROR(IF(AND(ISNUMBER({_DEADLINE}),ISNUMBER({_BUFFER})),{working_day(_DEADLINE, f"(-{_BUFFER})", "GridClosedDays")},""),"")'
)
_FOLLOWS = f'AND(NOT(ISNUMBER({_OWN})),{_RULE}="",ISNUMBER({_common("Own internal deadline")}))'
INTERNAL = (
    "=IF(ISNUMBER([@[Own internal deadline]]),INT([@[Own internal deadline]]),"
    f"IF(IFERROR({_FOLLOWS},FALSE),INT({_common('Own internal deadline')}),{_BEFORE}))"
)

CHARGE = (
    '=IF([@[Offered?]]="No","",IF([@[Fee basis]]="Free",N([@[School handling]]),'
    'IF(ISNUMBER([@Fee]),[@Fee]+N([@[School handling]]),"")))'
)

_KNOWN = f'OR(ISNUMBER({_DEADLINE}),{_RULE}<>"",IFERROR({_common("Rule")}<>"",FALSE))'
STATE = f'=IF([@[Row ID]]="","",IF({_KNOWN},IF(ISNUMBER([@[Confirmed on]]),"Confirmed","Not confirmed"),"Not known"))'


def _closed(day: str, words: str) -> str:
    return f'IF(ISNUMBER({day}),IF(OR(WEEKDAY({day},2)>5,COUNTIF(GridClosedDays[{COUNTED.heading}],{day})>0),"{words} ",""),"")'


_OFFERED = 'OR([@[Offered?]]="Yes",[@[Offered?]]="Only some papers")'
_PARTS = (
    f'IF(AND(ISNUMBER({_INTERNAL}),ISNUMBER({_DEADLINE})),IF({_INTERNAL}>{_DEADLINE},"{LATER} ",""),"")',
    f'IF([@State]="Not known","{NOT_KNOWN} ","")',
    _closed(_DEADLINE, CLOSED),
    _closed(_INTERNAL, INTERNAL_CLOSED),
    f'IF(AND({_OFFERED},[@[Awarding body]]<>"{ALL_JCQ}",[@[Fee basis]]<>"Free",NOT(ISNUMBER([@Fee]))),"{FEE_MISSING} ","")',
    f'IF([@State]="Not confirmed","{NOT_CONFIRMED} ","")',
    f'IF(LEFT([@[Row ID]],LEN({_ID}))={_ID},"","{ROW_ID} "&{_ID}&". ")',
)
CHECK = f'=IF(OR([@[Row ID]]="",[@[Offered?]]="No"),"",TRIM({"&".join(_PARTS)}))'
