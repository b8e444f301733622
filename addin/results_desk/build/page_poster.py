"""The posters: what candidates may ask for, by when and for how much, computed live from the Grid and printed on one page.

Nothing on a poster is true before a person confirmed its line in the Grid: until then it says so, in red words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from results_desk.build.guides import add_help, list_name
from results_desk.build.layout import address
from results_desk.build.look import Look
from results_desk.build.sheets import write_heads
from results_desk.build.signals import add_signal
from results_desk.edges.book.areas import letters
from results_desk.tables import NAMED_CELLS, Page
from results_desk.tables.fees import POSTER_BODIES, poster_body

NOT_CONFIRMED, ASK = "not confirmed", "ask the exams office"
_CODES = {"PosterLevel3": "L3", "PosterLevel12": "L12"}
_TITLES = {"PosterLevel3": "GCE AS, A level and Level 3 VTQ", "PosterLevel12": "GCSE and Level 1 & 2 VTQ"}
_SERVICES = {
    "PosterLevel3": ("S1", "S2", "P2", "S3", "AP1", "AP2", "A2", "A3"),
    "PosterLevel12": ("S1", "S2", "S3", "AP1", "AP2", "A2", "A3"),
}
"""In the order of the tables at https://thenaeo.org/monthly-message.aspx?nid=153"""
_NOTES = {
    "S3": "(1) The work of the whole group is looked at again, so the centre alone can ask for it: a single candidate cannot.",
    "A3": "(2) If you want to see the script after its review, say so when you ask for the review: the same last day holds.",
    "A1": "(3) A copy of your script before you decide on a review: ask soon, the last day for these copies may be much earlier.",
}
"""The notes below, each shown while the Grid shows its service to candidates."""
_RULES = (
    ("Latest payment time", "Handling charge"), ("Refund rule", "Hardship rule"),
    ("Who pays when the school asks", "Days the office is closed"),
)  # fmt: skip
_TITLE, _CENTRE, _ALARM, _HEAD, _FIRST = 2, 3, 4, 5, 6
_NAME, _DEADLINE, _OURS, _BODIES = 0, 1, 2, 3
_LAST = _BODIES + len(POSTER_BODIES) - 1
_WIDTHS = (40, 25, 24, *(13.5 for _ in POSTER_BODIES))
_HEIGHTS = (33, 14, 13)
_RULE_HEIGHT = 44
_STYLES = (
    ("poster service", "poster date", "poster date"),
    ("poster limit 1", "poster small 1", "poster small 1"),
    ("poster limit 2", "poster small 2", "poster small 2"),
)
"""The three rows of a service: name, days and charges; limits, our time and other dates; what is not confirmed."""


def write_poster(workbook: Any, sheet: Any, page: Page, look: Look, named: Mapping[str, object]) -> None:
    """One level's poster: services down, their last days and the awarding bodies' charges across, notes below."""
    write_heads(sheet, page.title, page.help, look)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width, look.style("blank"))
    services, code = _SERVICES[page.name], _CODES[page.name]
    for number, service in enumerate(services):
        _write_service(sheet, _FIRST + 3 * number, f"{code}-{service}", look)
    end = _FIRST + 3 * len(services)
    _write_top(sheet, page, look, f"{address(_FIRST, 0)}:{address(end - 1, _LAST)}")
    _write_heads(workbook, sheet, page, look, named)
    last = _write_foot(sheet, end, code, look)
    _draw_lines(sheet, end, look)
    add_signal(sheet, (_FIRST, 0, end - 1, _LAST), address(_FIRST, 0), "red", (f"={NOT_CONFIRMED}", "=Not known"), look)
    add_signal(sheet, (_ALARM, 0, _ALARM, _OURS), f"${address(_ALARM, 0)}", "red", (NOT_CONFIRMED,), look)
    sheet.freeze_panes(_FIRST, 1)
    sheet.print_area(_TITLE, 0, last, _LAST)
    sheet.set_header("")
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()


def _draw_lines(sheet: Any, end: int, look: Look) -> None:
    """The alarm, and lines around the cells, over the awarding bodies that are named: a column without one stays white paper."""
    named = f'={letters(_BODIES + 1)}${_HEAD + 1}<>""'
    alarm = {"type": "formula", "criteria": f'=AND({named[1:]},${address(_ALARM, 0)}<>"")', "format": look.signal("red")}
    sheet.conditional_format(_ALARM, _BODIES, _ALARM, _LAST, alarm)
    for row in range(_HEAD, end):
        style = "in use, head" if row == _HEAD else "in use, last" if (row - _FIRST) % 3 == 2 else "in use"
        sheet.conditional_format(row, _BODIES, row, _LAST, {"type": "formula", "criteria": named, "format": look.signal(style)})


def _write_top(sheet: Any, page: Page, look: Look, area: str) -> None:
    centre = '=desk_centre_name&IF(OR(desk_centre_name="",desk_series=""),"",", ")&desk_series'
    alarm = f'=IF(COUNTIF({area},"{NOT_CONFIRMED}")>0,"Some of this is not confirmed yet: {ASK} before you count on it.","")'
    for row, height in ((_TITLE, 30), (_CENTRE, 20), (_ALARM, 22)):
        sheet.set_row(row, height, look.style("blank"))
    sheet.write_string(_TITLE, 0, f"Post-results services: {_TITLES[page.name]}", look.style("poster title"))
    sheet.write_formula(_CENTRE, 0, centre, look.style("poster line"), "")
    sheet.write_string(_CENTRE, _OURS, "Every charge is per paper, not per subject.", look.style("poster line"))
    sheet.write_formula(_ALARM, 0, alarm, look.style("poster alarm"), "")
    for column in range(1, _LAST + 1):
        sheet.write_blank(_ALARM, column, None, look.style("poster alarm"))


def _write_heads(workbook: Any, sheet: Any, page: Page, look: Look, named: Mapping[str, object]) -> None:
    sheet.set_row(_HEAD, 40, look.style("blank"))
    titles = (f"Post-Results Service: {_TITLES[page.name]}", "Deadline (final date for requesting)", "Hand in to us by")
    for column, title in enumerate(titles):
        sheet.write_string(_HEAD, column, title, look.style("poster head"))
    cells = {cell.name: cell for cell in NAMED_CELLS if (cell.workbook, cell.sheet) == (page.workbook, page.sheet)}
    for number in range(1, len(POSTER_BODIES) + 1):
        column, cell = _BODIES + number - 1, cells[poster_body(page.name, number)]
        sheet.write(_HEAD, column, str(named.get(cell.name, cell.start) or ""), look.style("poster body"))
        workbook.define_name(cell.name, f"='{page.sheet}'!{address(_HEAD, column, fixed=True)}")
        add_help(sheet, _HEAD, column, cell, list_name("grid awarding body"))


def _write_service(sheet: Any, row: int, line: str, look: Look) -> None:
    """The three rows of one service. The last day of an appeal is a rule in words."""
    in_words = "-AP" in line
    for down, height in enumerate(_HEIGHTS):
        sheet.set_row(row + down, _RULE_HEIGHT if in_words and down == 0 else height, look.style("blank"))
        for column, formula in enumerate(_common_formulas(row, line)[down]):
            style = look.style("poster rule" if in_words and down == 0 and column else _STYLES[down][column])
            sheet.write_formula(row + down, column, formula, style, "") if formula else sheet.write_blank(row + down, column, None, style)
    for column in range(_BODIES, _LAST + 1):
        for down, formula in enumerate(_body_formulas(row, column, line)):
            sheet.write_formula(row + down, column, formula, look.style(f"poster money {down}" if down else "poster money"), "")


def _common_formulas(row: int, line: str) -> tuple[tuple[str, str, str], ...]:
    """Name, last day and our own day, by row; "" for a cell that stays blank."""
    name, deadline, ours = f"$A{row + 1}", f"$B{row + 1}", f"$C{row + 1}"

    def of(heading: str) -> str:
        return _of(line, '"JCQ"', heading)

    official, internal, note = of("Deadline in force"), of("Internal deadline"), _NOTES.get(line.partition("-")[2], "")[:3]
    in_time = f'IF(AND(ISNUMBER({deadline}),{internal}>{deadline}),"{ASK}",{internal})'
    return (
        (
            f'=IFERROR(IF({of("Shown to candidates?")}="Yes",{of("Official name")}&"",""),"")',
            f'=IF({name}="","",IF(ISNUMBER({official}),{official},IF({of("Rule")}="","Not known",{of("Rule")})))',
            f'=IF({name}="","",IF(ISNUMBER({internal}),{in_time},IF({of("Rule")}="","","{ASK}")))',
        ),
        (
            f'=IF({name}="","",{of("Limit")}&"{f" {note}" if note else ""}")',
            f'=IF({name}="","",IF({of("Time")}="","","by "&{of("Time")}))',
            f'=IF({name}="","",IF(AND(ISNUMBER({ours}),{of("Internal time")}<>""),"by "&{of("Internal time")},""))',
        ),
        ("", f'=IF({name}="","",IF({of("State")}="Confirmed","","{NOT_CONFIRMED}"))', ""),
    )  # fmt: skip


def _body_formulas(row: int, column: int, line: str) -> tuple[str, str, str]:
    """The charge of an awarding body, its own date where it has one, and whether a person confirmed them."""
    body, letter = f"{letters(column + 1)}${_HEAD + 1}", letters(column + 1)
    charge, own = f"{letter}{row + 1}", f"{letter}{row + 2}"

    def of(heading: str) -> str:
        return _of(line, body, heading)

    blank, last = f'OR($A{row + 1}="",{body}="")', of("Deadline in force")
    pays = f'IF(OR({of("Who pays")}="School",{of("Who pays")}="Department"),"the school pays",IF({of("Charge")}=0,"free",{of("Charge")}))'
    other = f'AND(ISNUMBER({last}),{last}<>$B{row + 1})'
    return (
        f'=IF({blank},"",IFERROR(IF({of("Offered?")}="No","not offered",'
        f'IF(AND({of("Shown to candidates?")}<>"No",ISNUMBER({of("Charge")})),{pays},"{ASK}")),"{ASK}"))',
        f'=IF({blank},"",IFERROR(IF(OR({of("Offered?")}="No",{of("Shown to candidates?")}="No"),"",IF({other},{last},'
        f'IF({of("Rule")}<>"","own date: ask",IF({of("Offered?")}="Only some papers","some papers","")))),""))',
        f'=IF(OR({blank},AND({charge}="{ASK}",{own}="")),"",IFERROR(IF(ISNUMBER({of("Confirmed on")}),"","{NOT_CONFIRMED}"),""))',
    )


def _of(line: str, body: str, heading: str) -> str:
    """What the Grid says under a heading; an error where it has no such line."""
    return f'INDEX(Grid[{heading}],MATCH("{line}-"&{body},Grid[Row ID],0))'


def _write_foot(sheet: Any, row: int, code: str, look: Look) -> int:
    """The notes, and of the centre's rules those that are filled and meant for the poster. Returns the last row."""
    notes = [
        f'=IFERROR(IF({_of(f"{code}-{service}", chr(34) + "JCQ" + chr(34), "Shown to candidates?")}="Yes","{note}",""),"")'
        for service, note in _NOTES.items()
    ]
    lines = notes + ["=TRIM(" + "&".join(_rule(setting) for setting in pair) + ")" for pair in _RULES]
    for number, formula in enumerate(lines, row):
        sheet.set_row(number, 17, look.style("blank"))
        sheet.write_formula(number, 0, formula, look.style("poster note"), "")
    return row + len(lines) - 1


def _rule(setting: str) -> str:
    found = f'MATCH("{setting}",FeeSettings[Setting],0)'
    value, wanted = f"INDEX(FeeSettings[Value],{found})", f"INDEX(FeeSettings[On the poster?],{found})"
    return f'IFERROR(IF(AND({wanted}="Yes",{value}<>""),"{setting}: "&{value}&" ",""),"")'
