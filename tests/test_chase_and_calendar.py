"""Whom to chase, the days ahead, and the calendar file: one situation a row, and the commands on a desk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from desks import call, edit, fingerprints, new_desk, put, rows_in
from drawn import anchors

from results_desk.edges.ics import Day, uid, write_calendar
from results_desk.errors import DeskError
from results_desk.rules import ahead, chase
from results_desk.rules.computed import Around
from results_desk.rules.desk_today import listed
from results_desk.rules.log.overdue import Clocks
from results_desk.tables import certificates, moderation, permissions

CLOCKS = Clocks(3, 7, 30, 14)
TODAY = date(2024, 9, 24)
GD = date(2024, 9, 26)
KNOWN = anchors(R_A=date(2024, 8, 15), R_G=date(2024, 8, 22), GD=GD, TERM_END=date(2024, 7, 23))
LINE: dict[str, Any] = {
    "Line ID": "PRS-24-0001-1", "Candidate number": "0042", "Name": "Okafor, Ada", "Awarding body": "AQA", "Teacher": "Ms Hill",
    "Service": "S2", "Status": "Ready to send", "Deadline": GD, "Target days": 20, "Consent needed": "RoR", "Subject grade": "B",
    "Results released": datetime(2024, 8, 15, 8), "RoR consent date": datetime(2024, 8, 16, 9), "Received on": date(2024, 8, 16),
}  # fmt: skip
SENT = LINE | {"Status": "Sent to board", "Sent on": date(2024, 9, 3)}
QUERY: dict[str, Any] = {"Query ID": "Q01", "Awarding body": "OCR", "Candidate number": "0043", "Opened on": datetime(2024, 8, 14, 10)}
RETURN: dict[str, Any] = {"Ref": "MOD-24-01", "Awarding body": "AQA", "Level": "GCE A-level", "Teacher in charge": "Mr Low",
                          "Sent on": date(2024, 5, 7), "Report downloaded on": date(2024, 8, 16)}  # fmt: skip
CERTIFICATE: dict[str, Any] = {"Cert ID": "CERT-24-0001", "Candidate number": "0042", "Awarding body": "AQA",
                               "Received on": date(2024, 11, 7), "Date of issue": date(2024, 11, 1)}  # fmt: skip
FORM: dict[str, Any] = {"Candidate number": "0042", "Results day": "Level 3", "Status": "Waiting"}


def around(module: Any, today: date, **tables: Any) -> Around:
    named = {cell.name: cell.start for cell in module.NAMED_CELLS}
    return Around(today, {"ModerationDates": KNOWN, "PermissionDates": KNOWN, "PermissionClosedDays": [], **tables}, named)


def of_log(today: date = TODAY, **cells: Any) -> list[tuple[object, object, object]]:
    line = LINE | {heading.replace("_", " "): value for heading, value in cells.items()}
    return [(row["Whom"], row["Name"], row["What"]) for row in chase.of_log([line], today, CLOCKS)]


def short(rows: Any) -> list[tuple[object, object, object]]:
    return [(row["Whom"], row["Name"], row["What"]) for row in rows]


LOG: list[tuple[str, dict[str, Any], list[tuple[str, str, str]]]] = [
    ("nothing is owed", {}, []),
    ("an outcome that is overdue", SENT, [("Awarding body", "AQA", "Outcome overdue")]),
    ("an outcome on its last day", SENT | {"Sent on": date(2024, 9, 4)}, []),
    ("a consent to come", {"RoR consent date": None}, [("Candidate", "0042", "Consent missing")]),
    ("a consent that came too early", {"RoR consent date": date(2024, 8, 1)},
     [("Candidate", "0042", "Consent dated before results were released")]),
    ("a teacher's view to come", {"Status": "Waiting for teacher view"}, [("Teacher", "Ms Hill", "View on a request to come")]),
    ("nobody named as teacher", {"Status": "Waiting for teacher view", "Teacher": ""},
     [("Teacher", "(nobody named)", "View on a request to come")]),
    ("a charge that is not paid", {"Charge due": 51.95}, [("Candidate", "0042", "Not paid")]),
    ("the school pays", {"Charge due": 51.95, "Payment": "School pays"}, []),
    ("the department pays", {"Charge due": 51.95, "Who pays": "Department"}, []),
    ("paid", {"Charge due": 51.95, "Paid": 51.95}, []),
    ("closed", SENT | {"Status": "Closed"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "wanted"), [pytest.param(*case, id=words) for words, *case in LOG])
def test_whom_the_log_says_to_chase(cells: dict[str, Any], wanted: list[tuple[str, str, str]]) -> None:
    rows = list(chase.of_log([LINE | cells], TODAY, CLOCKS))

    assert short(rows) == wanted
    assert all(row["What to ask"] and row["Reference"] == "PRS-24-0001-1" and "Okafor" not in str(row) for row in rows)


def test_queries_are_chased_from_the_day_that_was_promised() -> None:
    def found(**cells: Any) -> list[Any]:
        return short(chase.of_queries([QUERY | {heading.replace("_", " "): value for heading, value in cells.items()}], TODAY))

    assert found(Promised_by=TODAY + timedelta(days=1)) == []
    assert found(Promised_by=TODAY) == [("Awarding body", "OCR", "Query open")]
    assert found(Promised_by=TODAY - timedelta(days=1)) == [("Awarding body", "OCR", "Query: promise overdue")]
    assert found() == [("Awarding body", "OCR", "Query open")]
    assert found(Answered_on=TODAY) == []


def test_registers_say_whom_to_chase() -> None:
    moderation_around = around(moderation, TODAY)
    assert short(chase.of_returns([RETURN], moderation_around)) == [("Awarding body", "AQA", "Sample not back")]
    down = RETURN | {"Date received": TODAY, "Stored where": "A1", "Moderation outcome": "Adjusted down"}
    assert short(chase.of_returns([down], moderation_around)) == [("Teacher", "Mr Low", "No decision on Service 3, deadline near")]

    def certificate(today: date, **cells: Any) -> list[Any]:
        row = CERTIFICATE | {heading.replace("_", " "): value for heading, value in cells.items()}
        return short(chase.of_certificates([row], around(certificates, today)))

    assert certificate(date(2024, 12, 31)) == []
    assert certificate(date(2025, 1, 1)) == [("Candidate", "0042", "Reminder 1 due")]
    assert certificate(TODAY, Problem="Missing", Received_on=None) == [("Awarding body", "AQA", "Certificate missing")]
    assert certificate(TODAY, Returned_to_board_on=date(2024, 11, 9)) == [("Awarding body", "AQA", "Replacement certificate to come")]

    forms = around(permissions, date(2024, 7, 19), Permissions=[FORM])
    assert short(chase.of_permissions([FORM], forms)) == [("Candidate", "0042", "Form missing")]


def test_the_list_begins_with_awarding_bodies_and_names_each_thing_once() -> None:
    rows = [*chase.of_log([LINE | {"Charge due": 9}, SENT, SENT], TODAY, CLOCKS), *chase.of_queries([QUERY], TODAY)]

    assert short(chase.chase_rows(rows)) == [
        ("Awarding body", "AQA", "Outcome overdue"), ("Awarding body", "OCR", "Query open"), ("Candidate", "0042", "Not paid"),
    ]  # fmt: skip
    assert short(chase.only(chase.chase_rows(rows), "candidate")) == [("Candidate", "0042", "Not paid")]


def test_what_is_most_urgent_comes_first_whatever_its_day() -> None:
    rows = [
        {"Area": "Requests", "What": "window passed", "Due": TODAY - timedelta(days=90), "Urgency": 9},
        {"Area": "Returns", "What": "decision", "Due": GD, "Urgency": 4}, {"Area": "Requests", "What": "today", "Due": TODAY, "Urgency": 2},
        {"Area": "Requests", "What": "late", "Due": TODAY, "Urgency": 1}, {"Area": "Tasks", "What": "task", "Due": None},
    ]  # fmt: skip
    assert [row["What"] for row in listed(rows)] == ["late", "today", "decision", "window passed", "task"]


KEY_DATE = {"Key date": "Reviews", "Anchor": "GD", "Level": "All", "Offset": 0, "Time": "12:00"}
AHEAD: list[tuple[str, list[Any], list[tuple[date, str]]]] = [
    ("an outcome is expected", list(ahead.of_log([SENT | {"Expected outcome": date(2024, 9, 23)}], CLOCKS)),
     [(date(2024, 9, 23), "Outcomes expected: 1 line")]),
    ("two appeal windows end on one day", list(ahead.of_log([SENT | {"Outcome date": date(2024, 9, 12)}] * 2, CLOCKS)),
     [(date(2024, 10, 12), "Last day to appeal: 2 lines")]),
    ("with reasons it is fifteen days", list(ahead.of_log([SENT | {"Outcome date": date(2024, 9, 12), "Reasons received on": GD}], CLOCKS)),
     [(date(2024, 10, 11), "Last day to appeal: 1 line")]),
    ("a hearing", list(ahead.of_log([SENT | {"Outcome date": GD, "AP1 sent": GD, "AP1 outcome": date(2024, 10, 17)}], CLOCKS)),
     [(date(2024, 10, 31), "Last day to ask for a hearing: 1 line")]),
    ("nobody appeals", list(ahead.of_log([SENT | {"Outcome date": GD, "Decision to appeal": "No"}], CLOCKS)), []),
    ("an answer was promised", list(ahead.of_queries([QUERY | {"Promised by": GD}])),
     [(GD, "Answer promised by an awarding body: 1 query")]),
    ("work is kept", list(ahead.of_returns([RETURN], KNOWN, {})), [(GD, "Last day to keep returned work: 1 line")]),
    ("a decision is to come", list(ahead.of_returns([RETURN | {"Moderation outcome": "Adjusted down"}], KNOWN, {})),
     [(GD, "Last day to keep returned work: 1 line"), (GD, "Last day to ask for a review of moderation: 1 line")]),
    ("a certificate nobody collected", list(ahead.of_certificates([CERTIFICATE], around(certificates, TODAY))),
     [(date(2025, 11, 1), "Uncollected certificates: 12 months over: 1 certificate")]),
    ("a certificate of the leap day",
     list(ahead.of_certificates([CERTIFICATE | {"Date of issue": date(2024, 2, 29)}], around(certificates, TODAY))),
     [(date(2025, 2, 28), "Uncollected certificates: 12 months over: 1 certificate")]),
    ("deadlines of one level on one day are one event",
     list(ahead.of_deadlines([{"Level": "GCSE", "Service": code, "Deadline": GD, "Internal deadline": TODAY} for code in ("S2", "S1")])),
     [(GD, "Last day for S1, S2: GCSE"), (TODAY, "Own last day for S1, S2: GCSE")]),
    ("key dates that are known", list(ahead.of_key_dates([KEY_DATE, {"Key date": "Nowhere", "Anchor": "XX"}], KNOWN, ())),
     [(GD, "Reviews 12:00")]),
]  # fmt: skip


@pytest.mark.parametrize(("events", "wanted"), [pytest.param(*case, id=words) for words, *case in AHEAD])
def test_days_ahead(events: list[ahead.Event], wanted: list[tuple[date, str]]) -> None:
    assert sorted((event.day, event.title) for event in events) == sorted(wanted)
    assert not [event for event in events if any(word in f"{event.title}{event.text}" for word in ("Okafor", "0042", "0043", "PRS-"))]


NOW = datetime(2024, 9, 24, 9, tzinfo=UTC)
DAYS = [Day("a", GD, "Last day, for reviews; \"all\"", "one\ntwo"), Day("b", date(2025, 2, 28), "Übergabe", "")]


def test_the_calendar_says_the_same_twice_and_moves_an_event_that_moved(tmp_path: Path) -> None:
    path = tmp_path / "deadlines.ics"
    assert write_calendar(path, "Larkfield", DAYS, NOW) is True
    first = path.read_bytes()
    assert write_calendar(path, "Larkfield", DAYS, NOW + timedelta(days=3)) is False and path.read_bytes() == first

    write_calendar(path, "Larkfield", [DAYS[0]._replace(day=GD + timedelta(days=1)), DAYS[1]], NOW + timedelta(days=3))
    moved, stayed = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert (moved["uid"], moved["sequence"], moved.decoded("dtstart")) == (uid("Larkfield", "a"), 1, GD + timedelta(days=1))
    assert (stayed["uid"], stayed["sequence"], stayed.decoded("dtstamp")) == (uid("Larkfield", "b"), 0, NOW)
    assert str(moved["summary"]) == DAYS[0].title and str(moved["description"]) == "one\ntwo"
    assert moved.decoded("dtstamp") == NOW + timedelta(days=3)


def test_a_calendar_that_is_none_is_made_anew_and_one_that_is_in_the_way_is_said(tmp_path: Path) -> None:
    path = tmp_path / "deadlines.ics"
    path.write_bytes(b"\x00 no calendar")
    assert write_calendar(path, "Larkfield", DAYS, NOW) is True
    (tmp_path / "folder.ics").mkdir()
    with pytest.raises(DeskError, match="folder.ics can't be written"):
        write_calendar(tmp_path / "folder.ics", "Larkfield", DAYS, NOW)


def test_lines_are_short_and_end_as_calendars_want_them(tmp_path: Path) -> None:
    path = tmp_path / "deadlines.ics"
    write_calendar(path, "Larkfield", [Day("a", GD, "ü" * 200, "x" * 300)], NOW)

    lines = path.read_bytes().split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines) and lines[-1] == b""


def test_the_commands_on_a_desk(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    put(desk, "Lines", SENT)
    at = ("--json", "--at", "2024-09-24 09:00")
    said = call("flag-overdue", desk, "--ics", *at)
    assert said.code in (0, 4) and said.json["files"] == [str(desk / "deadlines.ics")]
    assert [(row["Whom"], row["Name"]) for row in rows_in(desk, "ChaseList")] == [("Awarding body", "AQA")]
    today = rows_in(desk, "DeskToday")
    assert "Outcome overdue" in {row["What"] for row in today}
    assert all(row["Why"] and row["What to do"] for row in today if row["Area"] != "Tasks")
    text = (desk / "deadlines.ics").read_text(encoding="utf-8")
    assert "Okafor" not in text and "0042" not in text and "PRS-" not in text
    held = fingerprints(desk)
    call("flag-overdue", desk, "--ics", "--json", "--at", "2024-09-24 15:00")
    assert fingerprints(desk) == held

    listed_ = call("today", desk, "--chase", "awarding body", *at)
    assert listed_.json["counts"] == {"to_chase": 1} and listed_.json["report"][0]["Name"] == "AQA"
    assert "source" in call("today", desk, *at).json["report"][0]["Why"].casefold() or "Services sheet" in call("today", desk, *at).out
    assert call("today", desk, "--chase", "parents").code == 3 and fingerprints(desk) == held
    edit(desk, "Lines", "PRS-24-0001-1", Outcome_date=date(2024, 9, 23))
    assert call("today", desk, "--chase", "Awarding body", *at).json["counts"] == {"to_chase": 0}
