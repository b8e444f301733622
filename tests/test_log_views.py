"""The sheets that show the tracking log: which line stands where, in which order, and that a second look changes nothing."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desks import DEMO, call, filled_desk, fingerprints
from office import validator_errors

from results_desk.edges.desk.desk import Desk
from results_desk.rules.log.overdue import Clocks
from results_desk.rules.requests.views import due, overview, views
from results_desk.tables import table
from results_desk.terms import STATUSES

Line = dict[str, Any]
CLOCKS = Clocks(3, 7, 30, 14)
MONDAY = date(2024, 9, 16)
SOON, OWN_SOON = "Deadline soon, not sent", "Internal deadline soon, not sent"


def line(number: int = 1, **cells: object) -> Line:
    """A review of an A-level component, consented, not sent and with days to spare; cells are named with underscores."""
    blank: Line = {column.heading: "" if column.kind in ("code", "text") else None for column in table("Lines").columns}
    return blank | {
        "Line ID": f"PRS-24-{number:04d}-1", "Request ID": f"PRS-24-{number:04d}", "Candidate number": f"{number:04d}",
        "Name": "Okafor, Ada", "Awarding body": "AQA", "Level": "GCE A-level", "Subject": "Physics", "Entry code": "7408",
        "Component code": "7408/1", "Service": "S2", "Status": "Ready to send", "Target days": 20, "Deadline": date(2024, 9, 26),
        "Consent needed": "RoR", "Results released": datetime(2024, 8, 15, 8), "RoR consent date": datetime(2024, 8, 16, 9),
    } | {name.replace("_", " "): value for name, value in cells.items()}  # fmt: skip


def sent(number: int = 1, **cells: object) -> Line:
    """The same, sent on 1 September: an outcome is expected by the 21st."""
    return line(number, **{"Status": "Sent to board", "Sent_on": date(2024, 9, 1)} | cells)


def answered(number: int = 1, **cells: object) -> Line:
    """The same with an outcome on 10 September: the form is kept until 10 March 2025."""
    return sent(number, **{"Status": "Closed", "Outcome_date": date(2024, 9, 10), "Form_place": "Cabinet 2"} | cells)


def shown(view: str, *lines: Line, on: date = MONDAY, closed: tuple[date, ...] = ()) -> list[Line]:
    return views(lines, on, CLOCKS, closed)[view]


def ids(rows: list[Line]) -> list[int]:
    return [int(row["Line ID"][7:11]) for row in rows]


def test_every_view_has_the_columns_of_its_sheet_that_no_formula_fills() -> None:
    for name, rows in views([sent(1, Charge_due=Decimal(50)), line(2), answered(3)], date(2025, 3, 11), CLOCKS).items():
        assert rows and all(list(row) == [column.heading for column in table(name).columns if not column.formula] for row in rows), name


def test_an_empty_log_fills_no_view() -> None:
    assert not any(views([], MONDAY, CLOCKS).values())


# --- today -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("situation", "cells", "on", "closed", "expected"),
    [
        ("four working days before the deadline", {}, "2024-09-20", (), []),
        ("three working days before, the weekend between", {"Deadline": date(2024, 9, 25)}, "2024-09-20", (), [SOON]),
        ("a bank holiday is no working day", {"Deadline": date(2024, 8, 29)}, "2024-08-23", (date(2024, 8, 26),), [SOON]),
        ("without it the same day is a day too early", {"Deadline": date(2024, 8, 29)}, "2024-08-23", (), []),
        ("the centre's own day comes first", {"Internal_deadline": date(2024, 9, 19)}, "2024-09-16", (), [OWN_SOON]),
        ("three calendar days before it is an alarm and not told twice", {}, "2024-09-23", (), ["Deadline near, not sent"]),
        ("sent, so nothing is due", {"Sent_on": date(2024, 9, 19), "Status": "Sent to board"}, "2024-09-20", (), []),
        ("withdrawn", {"Status": "Withdrawn by candidate", "Deadline": date(2024, 9, 25)}, "2024-09-20", (), []),
        ("a deadline typed as a text", {"Deadline": "25 Sept"}, "2024-09-20", (), ["Deadline not known"]),
    ],
)  # fmt: skip
def test_today_shows_what_is_due_soon(situation: str, cells: Line, on: str, closed: tuple[date, ...], expected: list[str]) -> None:
    rows = shown("Today", line(**cells), on=date.fromisoformat(on), closed=closed)

    assert [row["Alarm"] for row in rows] == expected, situation


def test_of_what_is_near_or_soon_priority_reviews_go_first() -> None:
    lines = [line(1), line(2, Deadline=date(2024, 9, 24)), line(3, Service="P2"), line(4, Deadline=date(2024, 9, 22))]

    assert ids(shown("Today", *lines, on=date(2024, 9, 23))) == [4, 3, 2, 1]


def test_the_home_workbook_gets_the_same_list() -> None:
    (row,) = due([line(Deadline=date(2024, 9, 18)), sent(2)], MONDAY, CLOCKS)

    assert (row["Area"], row["What"], row["Due"]) == ("Requests", "Deadline near, not sent", date(2024, 9, 18))
    assert (row["Reference"], row["Where"]) == ("PRS-24-0001-1", "tracking_log.xlsx, Lines")
    assert {"Order", "Days left"} | set(row) - {"Urgency"} == set(table("DeskToday").headings)


def test_lines_that_nobody_numbered_stand_there_first() -> None:
    typed = [line(2) | {"Line ID": ""}, line(3) | {"Line ID": ""}, {"Line ID": "", "Note": "a remark"}]
    first, *_ = due([line(Deadline=date(2024, 9, 18)), *typed], MONDAY, CLOCKS)

    assert (first["What"], first["Urgency"], first["Due"]) == ("Line ID missing: 2 typed lines are not numbered yet", 1, None)
    assert first["What to do"].startswith("Run Check requests")
    assert {"Order", "Days left"} | set(first) - {"Urgency"} == set(table("DeskToday").headings)


# --- ready, overdue, waiting -----------------------------------------------------------------------


def test_ready_to_send_is_in_the_order_in_which_a_portal_asks() -> None:
    lines = [
        line(1, Awarding_body="OCR"), line(2, Candidate_number="0042", Component_code="7408/2"),
        line(3, Candidate_number="0042", Service="S2"), line(4, Candidate_number="0042", Service="A3"), line(5, Candidate_number="0009"),
        sent(6), line(7, Status="Waiting for payment"), line(8, Status="ready to SEND", Awarding_body="Pearson"),
        line(9, Sent_on=date(2024, 9, 2)),
    ]  # fmt: skip

    assert ids(shown("ReadyToSend", *lines)) == [5, 4, 3, 2, 1, 8]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Payment": "Waived (hardship)"}, None),
        ({}, "Charge not known"),
        ({"Payment": "School pays", "RoR_consent_date": None}, "Consent missing"),
        ({"Payment": "School pays", "RoR_consent_date": date(2024, 8, 14)}, "Consent dated before results were released"),
        ({"Charge_due": Decimal("51.95")}, "Not paid: £51.95"),
        ({"Charge_due": Decimal("51.95"), "Payment": "School pays"}, None),
        ({"Payment": "School pays", "Service": "A2", "Consent_needed": "ATS", "ATS_consent_date": date(2024, 8, 22)},
         "The candidate has not chosen how the script may be used in class"),
        ({"Payment": "School pays", "Received_on": date(2024, 9, 24), "Internal_deadline": date(2024, 9, 23)},
         "It came after the centre's own last day, 23 September 2024"),
        ({"Charge_due": Decimal("1051.95"), "Paid": Decimal("51.95"), "RoR_consent_date": "yes"}, "Consent missing; Not paid: £1,000.00"),
    ],
)
def test_what_to_check_before_sending(cells: Line, expected: str | None) -> None:
    (row,) = shown("ReadyToSend", line(**cells))

    assert row["Check first"] == expected


def test_overdue_at_the_awarding_body_begins_the_day_after_it_was_expected() -> None:
    lines = [sent(1), sent(2, Target_days=15), sent(3, Target_days=None), sent(4, Outcome_date=date(2024, 9, 20)), sent(5, Status="Closed")]

    assert ids(shown("OverdueAtBoard", *lines, on=date(2024, 9, 21))) == [2]
    assert ids(shown("OverdueAtBoard", *lines, on=date(2024, 9, 22))) == [1, 2]


@pytest.mark.parametrize("status", [*STATUSES, "", "Done?"])
def test_every_open_line_waits_for_somebody_and_a_closed_one_for_nobody(status: str) -> None:
    rows = shown("WaitingFor", line(Status=status))
    whom = {
        "Waiting for teacher view": "Teacher", "Waiting for consent": "Candidate", "Waiting for payment": "Payment",
        "Sent to board": "Awarding body", "Acknowledged by board": "Awarding body",
        "Closed": None, "Withdrawn by candidate": None, "Missed deadline": None,
    }.get(status, "Me")  # fmt: skip

    assert [row["Waiting for"] for row in rows] == ([whom] if whom else [])


def test_what_i_have_to_do_stands_before_what_others_have_to() -> None:
    lines = [
        sent(1), line(2, Status="Waiting for payment"), line(3, Status="Waiting for consent"), line(4, Status="Waiting for teacher view"),
        line(5), line(6, Internal_deadline=date(2024, 9, 20)),
    ]  # fmt: skip
    rows = shown("WaitingFor", *lines)

    assert ids(rows) == [6, 5, 4, 3, 2, 1]
    assert [row["Next date"] for row in rows][::5] == [date(2024, 9, 20), date(2024, 9, 21)]


# --- requests, money, outcomes ---------------------------------------------------------------------


def test_a_request_is_one_row_for_all_its_lines() -> None:
    both = [
        line(1, Charge_due=Decimal("51.95"), Paid=Decimal("20"), Internal_deadline=date(2024, 9, 20)),
        sent(1, Line_ID="PRS-24-0001-2", Subject="Chemistry", Deadline=date(2024, 9, 1)),
        line(1, Line_ID="PRS-24-0001-3", Status="Withdrawn by candidate", Deadline=date(2024, 9, 1), Charge_due=Decimal("9.70")),
    ]
    (row,) = shown("Requests", *both)

    assert (row["Subjects"], row["Lines"]) == ("Physics; Chemistry", 3)
    assert row["Status"] == "1 Ready to send, 1 Sent to board, 1 Withdrawn by candidate"
    assert row["Nearest deadline"] == date(2024, 9, 20)
    assert (row["Charge due"], row["Paid"], row["Balance"], row["Refund due"]) == (
        Decimal("61.65"), Decimal("20"), Decimal("41.65"), None,
    )  # fmt: skip


def test_one_status_needs_no_number_and_a_strange_one_is_shown() -> None:
    assert shown("Requests", line(), line(Line_ID="PRS-24-0001-2"))[0]["Status"] == "Ready to send"
    assert shown("Requests", line(), line(Status="Done?"), line(Status=""))[0]["Status"] == "1 Ready to send, 1 Done?, 1 No status"


def test_money_is_summed_by_payer_and_budget_code_and_over_all() -> None:
    lines = [
        line(1, Charge_due=Decimal("50"), Paid=Decimal("50"), Who_pays="Candidate"),
        line(2, Charge_due=Decimal("30.10"), Who_pays="Candidate"),
        line(3, Charge_due=Decimal("20"), Who_pays="Department", Budget_code="0042", Payment="Department pays"),
        line(4, Who_pays="Candidate"),
        line(5, Board_credit=Decimal("9.70")),
    ]
    rows = shown("Money", *lines)
    sums = [(row["Row"], row["Who pays"], row["Budget code"], row["Charge due"], row["Paid"], row["Balance"]) for row in rows[:4]]

    assert sums == [
        ("All", None, None, Decimal("100.10"), Decimal("50"), Decimal("30.10")),
        ("Total", None, None, None, None, None),
        ("Total", "Candidate", None, Decimal("80.10"), Decimal("50"), Decimal("30.10")),
        ("Total", "Department", "0042", Decimal("20"), None, Decimal("0")),
    ]
    assert ids(rows[4:]) == [5, 1, 2, 3] and {row["Row"] for row in rows[4:]} == {"Line"}


def test_a_refund_shows_for_every_paid_component_of_the_award() -> None:
    paid = {"Charge_due": Decimal("50"), "Paid": Decimal("50"), "Board_refund_rule": "Full if grade changes", "Candidate_number": "0042"}
    rows = shown("Money", answered(1, **paid, Outcome_grade="Down"), answered(2, **paid), answered(3, **paid, Entry_code="7409"))

    assert rows[0]["Refund due"] == Decimal("100")


def test_an_award_counts_once_however_many_of_its_components_were_reviewed() -> None:
    same = {"Candidate_number": "0042"}
    lines = [
        answered(1, **same, Outcome_grade="Up"), answered(2, **same, Outcome_grade="No change"), sent(3, **same),
        answered(4, Outcome_grade="No change"), answered(5, Outcome_grade="Down"), sent(6), answered(7, Outcome_mark="No change"),
        answered(8, Outcome_grade="Not applicable (unit only)"), answered(9),
        line(10), answered(11, Service="A2", Outcome_grade="Up"), sent(12, Status="Withdrawn by candidate"),
    ]  # fmt: skip
    everything, physics = shown("Outcomes", *lines)

    assert (everything["Awarding body"], physics["Awarding body"], physics["Subject"]) == ("All", "AQA", "Physics")
    assert [physics[heading] for heading in ("Asked", "Up", "Down", "No change", "Unit only", "Pending")] == [7, 1, 1, 2, 1, 2]
    assert physics["% changed"] == 50


def test_a_later_change_of_the_same_grade_counts() -> None:
    lines = [answered(1, Outcome_grade="Down"), answered(1, Service="AP1", Outcome_grade="Up", Outcome_date=date(2024, 10, 20))]

    assert [row["Up"] for row in shown("Outcomes", *lines)] == [1, 1] == [row["Asked"] for row in shown("Outcomes", *lines)]


def test_outcomes_name_nobody() -> None:
    headings = " ".join(table("Outcomes").headings).casefold()

    assert "name" not in headings and "teacher" not in headings and "candidate" not in headings


def test_the_overview_has_every_status_and_every_kind_of_change() -> None:
    rows = overview([line(1), line(2, Status="ready to send"), sent(3), answered(4, Outcome_grade="Up")])
    numbers = {(row["Chart"], row["Name"]): row["Number"] for row in rows}

    assert [row["Name"] for row in rows] == [*STATUSES, "Up", "Down", "No change", "Waiting for an outcome"]
    assert numbers["Requests by status", "Ready to send"] == 2 and numbers["Requests by status", "Draft"] == 0
    assert [row["Number"] for row in rows[-4:]] == [1, 0, 0, 1]


# --- forms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("situation", "lines", "on", "listed"),
    [
        ("the last day it is kept", [answered()], "2025-03-10", False),
        ("the day after", [answered()], "2025-03-11", True),
        ("the line is not closed, but over", [answered(Status="Candidate told")], "2025-03-11", True),
        ("destroyed already", [answered(Form_destroyed_on=date(2025, 3, 11))], "2025-03-12", False),
        ("no form was ever there", [answered(Form_place="", RoR_consent_date=None)], "2025-03-11", False),
        ("another line of the request still waits", [answered(), sent(Line_ID="PRS-24-0001-2")], "2025-03-11", False),
        ("another line was withdrawn", [answered(), line(Line_ID="PRS-24-0001-2", Status="Withdrawn by candidate")], "2025-03-11", True),
        ("another line was answered later", [answered(), answered(Outcome_date=date(2024, 9, 30))], "2025-03-11", False),
        ("an appeal came after", [answered(AP1_outcome=date(2024, 11, 4))], "2025-03-11", False),
        ("an outcome on 31 August: the last day of February", [answered(Outcome_date=date(2024, 8, 31))], "2025-02-28", False),
        ("an outcome on 31 August: 1 March", [answered(Outcome_date=date(2024, 8, 31))], "2025-03-01", True),
        ("an outcome on 31 August before a leap year: 28 February", [answered(Outcome_date=date(2023, 8, 31))], "2024-02-28", False),
        ("an outcome on 31 August before a leap year: 29 February", [answered(Outcome_date=date(2023, 8, 31))], "2024-02-29", False),
        ("an outcome on 31 August before a leap year: 1 March", [answered(Outcome_date=date(2023, 8, 31))], "2024-03-01", True),
        ("an outcome on 29 February: 29 August", [answered(Outcome_date=date(2024, 2, 29))], "2024-08-29", False),
        ("an outcome on 29 February: 30 August", [answered(Outcome_date=date(2024, 2, 29))], "2024-08-30", True),
        ("a hearing on 31 August counts and not the outcome", [answered(AP2_outcome=date(2025, 8, 31))], "2026-02-28", False),
        ("a hearing on 31 August: 1 March", [answered(AP2_outcome=date(2025, 8, 31))], "2026-03-01", True),
        ("no outcome, so nothing says until when", [line(Status="Withdrawn by candidate")], "2026-03-11", False),
        ("another request of the same candidate still runs", [answered(), sent(2, Candidate_number="0001")], "2025-03-11", True),
    ],
)
def test_a_consent_form_may_go(situation: str, lines: list[Line], on: str, listed: bool) -> None:
    assert bool(shown("FormsToDestroy", *lines, on=date.fromisoformat(on))) is listed, situation


def test_a_form_is_named_with_its_place_and_the_lines_to_fill() -> None:
    (row,) = shown("FormsToDestroy", answered(), answered(Line_ID="PRS-24-0001-2", Form_place="Cabinet 3"), on=date(2025, 6, 1))

    assert (row["Form place"], row["Lines"]) == ("Cabinet 2; Cabinet 3", "PRS-24-0001-1; PRS-24-0001-2")
    assert row["Keep until"] == date(2025, 3, 10)


# --- on a desk -------------------------------------------------------------------------------------


LET_THROUGH = ("--override-by", "Head of centre", "--reason", "The school shop was closed")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice desk with requests in the log, one of them paid, sent and answered."""
    folder = filled_desk(tmp_path_factory.mktemp("log") / "desk")
    assert call("log-requests", folder, DEMO / "request_answers.csv", *LET_THROUGH, "--at", "2024-09-10 09:00").code == 4
    desk = Desk(folder)
    first = str(desk.table("Lines").read()["Line ID"][0])
    desk.table("Lines").update({(first,): {
        "Status": "Sent to board", "Sent on": date(2024, 8, 16), "Charge due": Decimal("61.70"), "Paid": Decimal("61.70"),
        "Who pays": "Candidate", "Board refund rule": "Full if mark changes", "Raw mark": 40, "Mark after": 43,
    }})  # fmt: skip
    desk.commit("test")
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "desk"))


def test_the_views_are_filled_and_stamped_and_a_second_look_writes_nothing(desk: Path) -> None:
    first = call("flag-overdue", desk, "--at", "2024-09-20 09:00")
    after = fingerprints(desk)
    second = call("flag-overdue", desk, "--at", "2024-09-20 15:00")
    book = Desk(desk).book("tracking_log.xlsx")

    assert first.code == second.code == 0
    assert {name: mark for name, mark in fingerprints(desk).items() if not name.startswith("backups")} == {
        name: mark for name, mark in after.items() if not name.startswith("backups")
    }
    for name in ("Today", "WaitingFor", "Requests", "Money", "OverdueAtBoard", "Outcomes"):
        assert len(book.table(name).read()), name
        assert book.named(f"filled_{name}") == datetime(2024, 9, 20, 9), name


def test_only_the_views_that_changed_are_stamped_again(desk: Path) -> None:
    call("flag-overdue", desk, "--at", "2024-09-20 09:00")
    changed = Desk(desk)
    first = str(changed.table("Lines").read()["Line ID"][0])
    changed.table("Lines").update({(first,): {"Receipt": "R-17", "Budget code": "0042"}})
    changed.commit("test")
    call("flag-overdue", desk, "--at", "2024-09-20 15:00")
    book = Desk(desk).book("tracking_log.xlsx")

    assert book.named("filled_Money") == datetime(2024, 9, 20, 15)
    assert book.named("filled_Requests") == book.named("filled_WaitingFor") == datetime(2024, 9, 20, 9)


def test_computed_cells_hold_their_values_for_readers_that_do_not_compute(desk: Path) -> None:
    call("flag-overdue", desk, "--at", "2024-09-20 09:00")
    held = Desk(desk)
    lines = held.table("Lines").read().to_dict("records")
    (late,) = held.table("OverdueAtBoard").read().to_dict("records")

    assert (lines[0]["Balance"], lines[0]["Refund due"], lines[0]["Mark change"]) == (Decimal("0"), Decimal("61.70"), 3)
    assert late["Days overdue"] == (date(2024, 9, 20) - late["Expected outcome"]).days > 0


def test_the_filled_log_is_valid(desk: Path, tmp_path: Path) -> None:
    call("flag-overdue", desk, "--at", "2024-09-20 09:00")

    assert set(map(tuple, validator_errors([desk / "tracking_log.xlsx"]).values())) == {()}
