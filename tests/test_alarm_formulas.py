"""The live formulas of the tracking log against the rule in Python: some hundred lines on several days, computed by LibreOffice."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from libreoffice import opened, set_named, values

from results_desk.build.workbooks import workbook_bytes
from results_desk.rules.cells import serial
from results_desk.rules.log.overdue import Clocks, computed
from results_desk.tables.tracking_log import BOOK, LINES
from results_desk.terms import SERVICES, STATUSES

FORMULAS = tuple(column.heading for column in LINES.columns if column.formula)
STALE = "a stale value"
"""What every computed cell holds until a spreadsheet computes it."""

RELEASED = datetime(2024, 8, 15, 8)
SECOND = timedelta(seconds=1)
CONSENTS = (
    None, date(2024, 8, 14), date(2024, 8, 15), date(2024, 8, 16), RELEASED - SECOND, RELEASED, RELEASED + SECOND,
    RELEASED - timedelta(days=1), datetime(2024, 8, 15, 0, 0, 1), datetime(2024, 2, 29, 12), "signed", "15/08/2024",
)  # fmt: skip
RELEASES = (RELEASED, RELEASED, RELEASED, date(2024, 8, 15), datetime(2024, 8, 22, 8), None, "15 August 2024")
NEEDED = ("RoR", "ATS", "RoR+ATS", "none", "None", "", "ror", "ATS and RoR", "to be asked")
STATUS_CELLS = (*STATUSES, "", "closed", "Closed ", "waiting")
SERVICE_CELLS = (*SERVICES, "", "s2", "p2c", "mir", "R1")

CASES = (
    (date(2024, 9, 23), Clocks(3, 7, 30, 14)),
    (date(2024, 2, 29), Clocks(3, 7, 30, 14)),
    (date(2024, 3, 1), Clocks(0, 0, 30, 14)),
    (date(2024, 12, 31), Clocks(10, 14, 28, 21, 3, 12)),
)
LINES_PER_DAY = 150

Line = dict[str, Any]
Case = tuple[date, Clocks, list[Line]]
"""A day, the windows of the log, and its lines."""


def lines(seed: int, today: date, clocks: Clocks) -> list[Line]:
    """Lines with every service and status, and dates on, just before and just after every border of that day."""
    chance = random.Random(seed)

    def around(*borders: int, blank: float = 0.3) -> object:
        """A day so many days from today, give or take one; now and then with a time, a text, the leap day or nothing."""
        if chance.random() < blank:
            return None
        kind = chance.random()
        if kind < 0.05:
            return chance.choice(("soon", "26/09/2024", "?"))
        if kind < 0.10:
            return date(2024, 2, 29)
        day = today + timedelta(days=chance.choice(borders) + chance.choice((-1, 0, 0, 1)))
        return datetime(day.year, day.month, day.day, chance.randrange(24), 30) if kind < 0.15 else day

    def line(number: int) -> Line:
        target = chance.choice((None, 0, 10, 15, 20, 35, 7.5, "ask"))
        expected = -int(target) if isinstance(target, int | float) else -20
        return {
            "Line ID": "" if chance.random() < 0.03 else f"PRS-24-{number:04d}-1",
            "Service": SERVICE_CELLS[number % len(SERVICE_CELLS)],
            "Status": STATUS_CELLS[number % len(STATUS_CELLS)] if chance.random() < 0.5 else "Sent to board",
            "Deadline": around(0, 1, clocks.warn_days, -40, 30, blank=0.15),
            "Internal deadline": around(0, -2, blank=0.4),
            "Sent on": around(expected, expected, -3, blank=0.45),
            "Target days": target,
            "Outcome date": around(-clocks.appeal_days, clocks.appeal_warn_days - clocks.appeal_days, -1, blank=0.5),
            "AP1 sent": around(-5, blank=0.8),
            "AP1 outcome": around(-clocks.hearing_days, clocks.appeal_warn_days - clocks.hearing_days, blank=0.5),
            "AP2 sent": around(-2, blank=0.8),
            "Reasons received on": around(-clocks.reasons_days, -1, blank=0.7),
            "Internal appeal": chance.choice(("", "", "Open", "open", "Upheld", "None")),
            "Decision to appeal": chance.choice(("", "", "Yes", "No", "no")),
            "Consent needed": chance.choice(NEEDED),
            "Charge due": chance.choice((None, 0, 51.95, 9.7, "free")),
            "Paid": chance.choice((None, None, 9.7, 51.95, 60)),
            "Payment": chance.choice(("", "Candidate to pay", "School pays", "waived (HARDSHIP)")),
            "Results released": chance.choice(RELEASES),
            "RoR consent date": chance.choice(CONSENTS),
            "ATS consent date": chance.choice(CONSENTS),
        }

    return [line(number) for number in range(LINES_PER_DAY)]


def computed_by_libreoffice(folder: Path, cases: list[Case]) -> list[list[Line]]:
    """The computed columns of each case's lines, as LibreOffice computes them from a workbook whose stored values are all wrong.

    One workbook holds the lines of all cases; each is read on its own day.
    """
    log = [line | dict.fromkeys(FORMULAS, STALE) for _, _, lines in cases for line in lines]
    path = folder / BOOK
    path.write_bytes(workbook_bytes(BOOK, rows={"Lines": pd.DataFrame(log, dtype=object)}))
    found, first = list[list[Line]](), 0
    with opened(path) as document:
        for today, clocks, lines in cases:
            set_named(document, "desk_today", serial(today) or 0)
            for name in Clocks.__dataclass_fields__:
                set_named(document, f"desk_{name}", getattr(clocks, name))
            document.calculateAll()
            found.append(_read(document)[first : first + len(lines)])
            first += len(lines)
    return found


def _read(document: Any) -> list[Line]:
    rows = values(document, "Lines")
    heading = next(number for number, row in enumerate(rows) if row[0] == "Line ID")
    places = {formula: rows[heading].index(formula) for formula in FORMULAS}
    return [{formula: row[place] for formula, place in places.items()} for row in rows[heading + 1 :]]


def plain(value: object) -> object:
    """A cell for comparing: a date or number as the number a worksheet computes with, a blank as an empty text."""
    number = serial(value)
    return value or "" if number is None else round(number, 5)


SENT = {"Status": "Sent to board", "Sent on": date(2024, 9, 3), "Target days": 20, "Deadline": date(2024, 9, 26)}
READY = {"Status": "Ready to send", "Deadline": date(2024, 9, 26)}
CONSENTED = {"Consent needed": "RoR", "Results released": RELEASED, "RoR consent date": date(2024, 8, 16)}
OWED = READY | CONSENTED | {"Charge due": 51.95}
OWN_DAY = {"Internal deadline": date(2024, 9, 19)}
OUTCOME = SENT | CONSENTED | {"Status": "Outcome received", "Outcome date": date(2024, 8, 27)}
REASONS = {"Reasons received on": date(2024, 9, 19)}
REFUSED = {"Status": "Refused by centre (internal appeal open)"}
SITUATIONS: tuple[tuple[str, date, Line, str], ...] = (
    ("four days before the deadline all is quiet", date(2024, 9, 22), READY | CONSENTED, ""),
    ("three days before, the deadline is near", date(2024, 9, 23), READY | CONSENTED, "Deadline near, not sent"),
    ("the deadline day itself is in time", date(2024, 9, 26), READY | CONSENTED, "Deadline today, not sent"),
    ("the day after, it has passed", date(2024, 9, 27), READY | CONSENTED, "Deadline passed, not sent"),
    ("a request that was sent has no deadline any more", date(2024, 9, 27), SENT | CONSENTED | {"Target days": None}, ""),
    ("on the twentieth day the outcome is not late", date(2024, 9, 23), SENT | CONSENTED, ""),
    ("on the day after, it is", date(2024, 9, 24), SENT | CONSENTED, "Outcome overdue"),
    ("an alarm stays on a missed line until somebody closes it", date(2025, 9, 27), READY | CONSENTED, "Deadline passed, not sent"),
    ("a closed line has none", date(2025, 9, 27), READY | CONSENTED | {"Status": "Missed deadline"}, ""),
    (
        "a consent a second too early", date(2024, 8, 20), READY | CONSENTED | {"RoR consent date": RELEASED - SECOND},
        "Consent dated before results were released",
    ),
    ("a consent to the second", date(2024, 8, 20), READY | CONSENTED | {"RoR consent date": RELEASED}, ""),
    ("a consent dated with the release day only", date(2024, 8, 20), READY | CONSENTED | {"RoR consent date": date(2024, 8, 15)}, ""),
    ("a consent typed as a text", date(2024, 8, 20), READY | CONSENTED | {"RoR consent date": "16.8."}, "Consent missing"),
    ("a copy needs a consent of its own", date(2024, 8, 20), READY | CONSENTED | {"Consent needed": "RoR+ATS"}, "Consent missing"),
    ("not paid two days before the deadline", date(2024, 9, 24), OWED, "Deadline near, not sent"),
    ("not paid the day before", date(2024, 9, 25), OWED, "Deadline near, not sent; Not paid, deadline near"),
    ("not paid the day before the centre's own day", date(2024, 9, 18), OWED | OWN_DAY, "Not paid, deadline near"),
    ("half of it paid", date(2024, 9, 18), OWED | OWN_DAY | {"Paid": 20}, "Not paid, deadline near"),
    ("all of it paid", date(2024, 9, 18), OWED | OWN_DAY | {"Paid": 51.95}, ""),
    ("the school pays", date(2024, 9, 18), OWED | OWN_DAY | {"Payment": "School pays"}, ""),
    ("sent without being paid: no deadline any more", date(2024, 9, 18), OWED | SENT, ""),
    ("eight days before the appeal window closes", date(2024, 9, 18), OUTCOME, ""),
    ("seven days before", date(2024, 9, 19), OUTCOME, "Appeal window closing"),
    ("on its last day", date(2024, 9, 26), OUTCOME, "Appeal window closing"),
    ("the day after", date(2024, 9, 27), OUTCOME, "Appeal window passed"),
    ("nobody wants to appeal", date(2024, 9, 27), OUTCOME | {"Decision to appeal": "No"}, ""),
    ("asked for the reasons: fifteen days from receiving them", date(2024, 10, 4), OUTCOME | REASONS, "Appeal window closing"),
    ("the day after those fifteen", date(2024, 10, 5), OUTCOME | REASONS, "Appeal window passed"),
    ("refused, and the candidate appeals", date(2024, 9, 1), READY | CONSENTED | {"Internal appeal": "Open"}, "Internal appeal open"),
    ("refused, and nobody says what became of it", date(2024, 9, 1), READY | CONSENTED | REFUSED, "Internal appeal open"),
    ("an internal appeal that was settled", date(2024, 9, 1), READY | CONSENTED | REFUSED | {"Internal appeal": "Rejected"}, ""),
    ("a window over the leap day", date(2024, 3, 1), OUTCOME | {"Outcome date": date(2024, 1, 31)}, "Appeal window closing"),
)  # fmt: skip


@pytest.fixture(scope="module")
def random_cases() -> list[Case]:
    return [(today, clocks, lines(seed, today, clocks)) for seed, (today, clocks) in enumerate(CASES, 2024)]


@pytest.fixture(scope="module")
def situations() -> list[Case]:
    days = sorted({today for _, today, _, _ in SITUATIONS})
    logs = [[{"Line ID": words, "Service": "S2"} | line for words, today, line, _ in SITUATIONS if today == day] for day in days]
    return [(day, Clocks(3, 7, 30, 14), log) for day, log in zip(days, logs, strict=True)]


@pytest.fixture(scope="module")
def found(random_cases: list[Case], situations: list[Case], tmp_path_factory: pytest.TempPathFactory) -> list[list[Line]]:
    """What the workbooks say: of the random lines first, of the situations after them."""
    return computed_by_libreoffice(tmp_path_factory.mktemp("log"), random_cases + situations)


def test_the_lines_come_to_every_alarm(random_cases: list[Case]) -> None:
    """Lines that raise no alarm, or only some, would compare nothing."""
    texts = [computed(line, today, clocks)["Alarm"] for today, clocks, log in random_cases for line in log]
    parts = {part for text in texts for part in str(text).split("; ")}

    assert len(texts) >= 300
    assert parts == {
        "", "Deadline passed, not sent", "Deadline today, not sent", "Internal deadline passed, not sent", "Deadline near, not sent",
        "Deadline not known", "Consent needed not known", "Consent missing", "Consent dated before results were released",
        "Release of results not known, consent not checked", "Not paid, deadline near", "Outcome overdue",
        "Appeal window passed", "Appeal window closing",
        "Hearing window passed", "Hearing window closing", "Internal appeal open",
    }  # fmt: skip


def test_formulas_and_rule_say_the_same(random_cases: list[Case], situations: list[Case], found: list[list[Line]]) -> None:
    differences = []
    for (today, clocks, log), rows in zip(random_cases + situations, found, strict=True):
        for line, cells in zip(log, rows, strict=True):
            rule = computed(line, today, clocks)
            assert set(rule) == set(FORMULAS)
            differences += [
                f"{today} {line}: {heading} is {cells[heading]!r} in the workbook and {rule[heading]!r} in Python"
                for heading in FORMULAS if plain(cells[heading]) != plain(rule[heading])
            ]  # fmt: skip

    assert differences == []


def test_the_workbook_says_what_a_person_expects(situations: list[Case], found: list[list[Line]]) -> None:
    """Formulas and rule could be wrong together: these were worked out by hand."""
    said = {
        line["Line ID"]: cells["Alarm"]
        for (_, _, log), rows in zip(situations, found[-len(situations) :], strict=True)
        for line, cells in zip(log, rows, strict=True)
    }

    assert said == {words: text for words, _, _, text in SITUATIONS}
