"""The dates that workbooks share. They are typed in the home workbook once; the others hold copies, for a shared workbook has no links.

Formulas that count from an anchor (R-A, GD ...) or in working days are written with the functions here, and
`rules/calendar.py` computes the same in Python.
"""

from __future__ import annotations

from results_desk.tables.words import Column, NamedCell, Signal, Table

COUNTED = Column(
    "Counted", "number", width=12, formula="=IF(ISNUMBER([@Date]),INT([@Date]),0)", shown="dd/mm/yyyy;;",
    help="The day that is left out when working days are counted. Blank: the cell under Date holds no date.",
)  # fmt: skip
"""The closed days as WORKDAY takes them: one text among them, and Excel would compute none of the working days."""
STATE_SIGNALS: tuple[Signal, ...] = (("done", ("=Confirmed",)), ("amber", ("=Not confirmed",)), ("red", ("=Not known",)))


def dates_copy(name: str, workbook: str) -> Table:
    """This workbook's copy of the home workbook's Anchors: a view, filled by Copy dates."""
    return Table(
        name, workbook, "Dates", ("Anchor",), title="Dates that this workbook counts from", view=True, facts="anchors",
        help="A copy. Change the dates in results_desk.xlsx and deadlines_fees_charges.xlsx, then run Copy dates.",
        columns=(
            Column("Anchor", "code", width=17),
            Column("Meaning", width=62),
            Column("Date", "date", width=13),
            Column("State", width=15, signals=STATE_SIGNALS),
        ),
    )  # fmt: skip


def closed_days_copy(name: str, workbook: str) -> Table:
    """This workbook's copy of the home workbook's ClosedDays: a view, filled by Copy dates."""
    return Table(
        name, workbook, "Closed days", ("Date", "What"), title="Days that are no working days", view=True,
        help="A copy of the sheet Closed days of results_desk.xlsx, filled by Copy dates. Saturdays and Sundays are never working days.",
        columns=(Column("Date", "date", width=17), Column("What", width=50), COUNTED),
    )  # fmt: skip


def desk_today(workbook: str, sheet: str) -> NamedCell:
    """The day for which a workbook computes, as a named cell above the table of that sheet."""
    return NamedCell(
        "desk_today", workbook, sheet, "Today", "=TODAY()",
        "Everything is computed for this day. Keep the formula; a practice desk may hold a day.", "date",
    )  # fmt: skip


def filled_on(view: str, workbook: str, sheet: str) -> NamedCell:
    """When the contents of a view last changed, as a named cell above it: `filled_<view>`."""
    return NamedCell(f"filled_{view}", workbook, sheet, "Filled on", "", "When an action last changed what stands here.", "moment")


def anchor_day(dates: str, anchor: str) -> str:
    """Formula, without "=": the day of an anchor (a cell or a quoted text) in a Dates copy; "" while it is not known."""
    found = f"INDEX({dates}[Date],MATCH({anchor},{dates}[Anchor],0))"
    return f'IFERROR(IF(ISNUMBER({found}),INT({found}),""),"")'


def working_day(day: str, count: str, closed: str) -> str:
    """Formula, without "=": `count` working days after `day` (before it, when negative), as `rules.calendar.add_working_days`.

    With 0 the day itself, or the last working day before it. `closed` names a table of closed days.
    """
    holidays = f"{closed}[{COUNTED.heading}]"
    return f"IF({count}>0,WORKDAY({day},{count},{holidays}),WORKDAY({day}+1,{count}-1,{holidays}))"


def own_or_counted(dates: str, closed: str) -> str:
    """Formula, without "=": the Own date of a row, else the day of its Anchor and the Offset, as `rules.calendar.own_or_counted`.

    The offset is counted in calendar days, or in working days where Counted in says so; "" while the anchor is not known.
    """
    base, offset = anchor_day(dates, "TRIM([@Anchor])"), "TRUNC(N([@Offset]))"
    counted = f'IF(TRIM([@[Counted in]])="Working",{working_day(base, offset, closed)},{base}+{offset})'
    return f'IF(ISNUMBER([@[Own date]]),INT([@[Own date]]),IFERROR({counted},""))'


def centre_and_series(workbook: str, sheet: str) -> tuple[NamedCell, NamedCell]:
    """Whose workbook it is and of which series, as named cells above the table of that sheet: filled when a desk is made or rolled."""
    return (
        NamedCell("desk_series", workbook, sheet, "Series", "", "The exam series of this desk: June 2024.", "code"),
        NamedCell("desk_centre_name", workbook, sheet, "Centre", "", "As on the sheet Settings of results_desk.xlsx.", "code"),
    )
