"""The home workbook: its dates and lists computed by a spreadsheet and by the rules."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path

from formulas import Case, differences, every_table_has_a_rule

BORDERS = (date(2024, 2, 29), date(2024, 8, 14), date(2024, 8, 26), date(2024, 9, 26), date(2024, 12, 31), date(2025, 3, 30))


def _case(seed: int, today: date) -> Case:
    chance = random.Random(seed)

    def around(blank: float = 0.2) -> object:
        if chance.random() < blank:
            return None
        kind = chance.random()
        day = chance.choice((today, *BORDERS)) + timedelta(days=chance.randrange(-3, 4))
        return datetime(day.year, day.month, day.day, 8, 30) if kind < 0.1 else "soon" if kind < 0.15 else day

    names = ("RR-A", "R-A", "RR-G", "R-G", "PD", "GD", "PDI", "GDI", "TERM-END", "TERM-START", "pd", "OURS")
    anchors = [{"Anchor": name, "Date": around(), "Confirmed on": around(0.5)} for name in names]
    dates = [
        {
            "Key date": f"K{n}", "Anchor": chance.choice((*names, "", "nowhere")),
            "Offset": chance.choice((None, 0, 1, 3, -1, -3, -10, 40, 2.5, "two")),
            "Counted in": chance.choice(("Calendar", "Working", "working ", "")), "Own date": around(0.8),
        }
        for n in range(40)
    ]
    closed = [{"Date": day, "What": "closed"} for day in (*BORDERS[2:4], today, "INSET day", None, datetime(2024, 8, 15, 12))]
    readers = [
        {"Name": chance.choice(("A", "")), "Signed by": chance.choice(("Head", "")), "Signed on": around(), "Ends on": around(0.5)}
        for _ in range(20)
    ]
    todo = [{"Area": "A", "What": f"{n}", "Due": around()} for n in range(20)]
    return Case(today, {"Anchors": anchors, "KeyDates": dates, "ClosedDays": closed, "AuthorisedReaders": readers, "DeskToday": todo})


def test_formulas_and_rules_say_the_same(tmp_path: Path) -> None:
    assert differences("results_desk.xlsx", [_case(n, day) for n, day in enumerate(BORDERS)], tmp_path) == []


def test_every_computed_column_has_its_rule() -> None:
    assert every_table_has_a_rule() == []
