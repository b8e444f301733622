"""Alarms of the tracking log: one situation a row, and what stays true whatever the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from results_desk.errors import DeskError
from results_desk.rules.cells import records
from results_desk.rules.log import alarm_words
from results_desk.rules.log.overdue import (
    Clocks,
    alarm_text,
    alarms,
    appeal_last_date,
    computed,
    consent_valid,
    days_left,
    days_overdue,
    expected_outcome,
    flag,
    hearing_last_date,
    today_rows,
)
from results_desk.tables import NAMED_CELLS, table, tracking_alarm

Line = dict[str, object]
CLOCKS = Clocks(warn_days=3, appeal_warn_days=7, appeal_days=30, hearing_days=14)
FORMULAS = tuple(column.heading for column in table("Lines").columns if column.formula)


def day(text: str) -> date:
    """`26 Sep` of 2024, or an ISO day."""
    return date.fromisoformat(text) if "-" in text else datetime.strptime(f"{text} 2024", "%d %b %Y").date()


def line(**cells: object) -> Line:
    """A review of an A-level component with valid consent and ten days left on 16 September; cells are named with underscores."""
    ready: Line = {
        "Line ID": "PRS-24-0001-1", "Request ID": "PRS-24-0001", "Candidate number": "0042", "Name": "Okafor, Ada",
        "Awarding body": "AQA", "Subject": "Physics", "Service": "S2", "Status": "Ready to send", "Target days": 20,
        "Deadline": day("26 Sep"), "Consent needed": "RoR", "Results released": datetime(2024, 8, 15, 8, 0),
        "RoR consent date": datetime(2024, 8, 15, 9, 12), "Flagged on": None,
    }  # fmt: skip
    return ready | {name.replace("_", " "): value for name, value in cells.items()}


def sent(**cells: object) -> Line:
    """The same, sent on 1 September and so expected by 21 September."""
    return line(**{"Status": "Sent to board", "Sent_on": day("1 Sep")} | cells)


def answered(**cells: object) -> Line:
    """The same with an outcome on 10 September: an appeal is possible until 10 October."""
    return sent(**{"Outcome_date": day("10 Sep"), "Status": "Outcome received"} | cells)


def appealed(**cells: object) -> Line:
    """The same, appealed, with the stage 1 letter received on 1 November: a hearing may be asked for until 15 November."""
    return answered(**{"AP1_sent": day("1 Oct"), "AP1_outcome": day("1 Nov")} | cells)


EARLY = "Consent dated before results were released"
UNCHECKED = "Release of results not known, consent not checked"
SITUATIONS = [
    ("ten days before the deadline", line(), "16 Sep", ""),
    ("four days before: not near yet", line(), "22 Sep", ""),
    ("three days before", line(), "23 Sep", "Deadline near, not sent"),
    ("the day before", line(), "25 Sep", "Deadline near, not sent"),
    ("the deadline day is in time", line(), "26 Sep", "Deadline today, not sent"),
    ("the day after is late", line(), "27 Sep", "Deadline passed, not sent"),
    ("a year after it is still late", line(), "2025-09-27", "Deadline passed, not sent"),
    ("sent on the deadline day", line(Sent_on=day("26 Sep")), "27 Sep", ""),
    ("a deadline with a time counts as its day", line(Deadline=datetime(2024, 9, 26, 17, 0)), "26 Sep", "Deadline today, not sent"),
    ("the centre's own day is in time too", line(Internal_deadline=day("20 Sep")), "20 Sep", ""),
    ("the day after the centre's own", line(Internal_deadline=day("20 Sep")), "21 Sep", "Internal deadline passed, not sent"),
    ("the awarding body's day outweighs the centre's", line(Internal_deadline=day("20 Sep")), "26 Sep", "Deadline today, not sent"),
    ("near, before an own day that is near as well", line(Internal_deadline=day("25 Sep")), "24 Sep", "Deadline near, not sent"),
    ("an own day typed as a text is no day", line(Internal_deadline="20 Sept"), "21 Sep", ""),
    ("a deadline over the end of August", line(Deadline=day("2 Sep")), "30 Aug", "Deadline near, not sent"),
    ("the 31st of August is three days before 3 September", line(Deadline=day("3 Sep")), "31 Aug", "Deadline near, not sent"),
    ("a deadline on 1 March of a leap year", line(Deadline=day("1 Mar")), "27 Feb", "Deadline near, not sent"),
    ("29 February, the day before", line(Deadline=day("1 Mar")), "29 Feb", "Deadline near, not sent"),
    ("no deadline on a review", line(Deadline=None), "16 Sep", "Deadline not known"),
    ("a deadline typed as a text", line(Deadline="26th September"), "16 Sep", "Deadline not known"),
    ("an appeal has no day of its own", line(Service="AP1", Deadline=None, Consent_needed="none"), "16 Sep", ""),
    ("a missing-result query has none either", line(Service="mir", Deadline=None, Consent_needed=""), "16 Sep", ""),
    ("an appeal with a day somebody typed", line(Service="AP1", Consent_needed="none"), "27 Sep", "Deadline passed, not sent"),
    ("a line without a service", line(Service="", Deadline=None, Consent_needed=""), "16 Sep", ""),
    ("a text in Sent on is not sent", line(Sent_on="yes"), "27 Sep", "Deadline passed, not sent"),
    ("no consent", line(RoR_consent_date=None), "16 Sep", "Consent missing"),
    ("a consent that is a text", line(RoR_consent_date="15/08/2024"), "16 Sep", "Consent missing"),
    ("consent a second before 08:00", line(RoR_consent_date=datetime(2024, 8, 15, 7, 59, 59)), "16 Sep", EARLY),
    ("consent at 08:00", line(RoR_consent_date=datetime(2024, 8, 15, 8, 0)), "16 Sep", ""),
    ("consent on results day without a time", line(RoR_consent_date=datetime(2024, 8, 15)), "16 Sep", ""),
    ("consent the day before results day", line(RoR_consent_date=date(2024, 8, 14)), "16 Sep", EARLY),
    ("release not known", line(Results_released=None), "16 Sep", UNCHECKED),
    ("release a text", line(Results_released="15 August"), "16 Sep", UNCHECKED),
    ("release not known, and no consent", line(Results_released=None, RoR_consent_date=None), "16 Sep", "Consent missing"),
    ("with a copy, the script consent missing", line(Service="S2C", Consent_needed="RoR+ATS"), "16 Sep", "Consent missing"),
    ("with a copy, one missing and one early",
     line(Consent_needed="RoR+ATS", ATS_consent_date=date(2024, 8, 1), RoR_consent_date=None), "16 Sep", f"Consent missing; {EARLY}"),
    ("a script needs no consent to a review",
     line(Service="A2", Consent_needed="ATS", RoR_consent_date=None, ATS_consent_date=date(2024, 9, 1)), "16 Sep", ""),
    ("a review of moderation needs none", line(Service="S3", Consent_needed="none", RoR_consent_date=None), "16 Sep", ""),
    ("a review of moderation typed by hand", line(Service="S3", Consent_needed="", RoR_consent_date=None), "16 Sep", ""),
    ("a review typed by hand", line(Consent_needed="", RoR_consent_date=None), "16 Sep", "Consent needed not known"),
    ("a word in Consent needed that says nothing", line(Consent_needed="both"), "16 Sep", "Consent needed not known"),
    ("somebody says that none is needed", line(Consent_needed="None", RoR_consent_date=None), "16 Sep", ""),
    ("sent without consent stays wrong", sent(RoR_consent_date=None), "2 Sep", "Consent missing"),
    ("late and without consent", line(RoR_consent_date=None), "27 Sep", "Deadline passed, not sent; Consent missing"),
    ("the expected day itself", sent(), "21 Sep", ""),
    ("the day after it", sent(), "22 Sep", "Outcome overdue"),
    ("priority: fifteen days from 31 August", sent(Service="P2", Target_days=15, Sent_on=day("31 Aug")), "15 Sep", ""),
    ("priority: the sixteenth", sent(Service="P2", Target_days=15, Sent_on=day("31 Aug")), "16 Sep", "Outcome overdue"),
    ("clerical: ten days over 29 February", sent(Service="S1", Target_days=10, Sent_on=day("20 Feb")), "1 Mar", ""),
    ("clerical: the eleventh", sent(Service="S1", Target_days=10, Sent_on=day("20 Feb")), "2 Mar", "Outcome overdue"),
    ("no target, so never overdue", sent(Target_days=None), "2025-03-01", ""),
    ("a target that is a text", sent(Target_days="twenty"), "2025-03-01", ""),
    ("an outcome date that is a text is no outcome", sent(Outcome_date="came"), "22 Sep", "Outcome overdue"),
    ("answered", answered(), "22 Sep", ""),
    ("eight days before the last day to appeal", answered(), "2 Oct", ""),
    ("seven days before", answered(), "3 Oct", "Appeal window closing"),
    ("day 30, the last day", answered(), "10 Oct", "Appeal window closing"),
    ("day 31", answered(), "11 Oct", "Appeal window passed"),
    ("30 days from 31 August", answered(Outcome_date=day("31 Aug")), "30 Sep", "Appeal window closing"),
    ("31 days from 31 August", answered(Outcome_date=day("31 Aug")), "1 Oct", "Appeal window passed"),
    ("30 days from 30 January over 29 February", answered(Outcome_date=day("30 Jan")), "29 Feb", "Appeal window closing"),
    ("31 days from it", answered(Outcome_date=day("30 Jan")), "1 Mar", "Appeal window passed"),
    ("decided not to appeal", answered(Decision_to_appeal="no"), "11 Oct", ""),
    ("decided to appeal, not sent yet", answered(Decision_to_appeal="Yes"), "9 Oct", "Appeal window closing"),
    ("appeal sent", answered(AP1_sent=day("9 Oct")), "11 Oct", ""),
    ("a script cannot be appealed", answered(Service="A3"), "11 Oct", ""),
    ("eight days before the last day for a hearing", appealed(), "7 Nov", ""),
    ("seven days before it", appealed(), "8 Nov", "Hearing window closing"),
    ("day 14, the last day", appealed(), "15 Nov", "Hearing window closing"),
    ("day 15", appealed(), "16 Nov", "Hearing window passed"),
    ("hearing asked for", appealed(AP2_sent=day("15 Nov")), "16 Nov", ""),
    ("closed", line(Status="Closed"), "27 Sep", ""),
    ("closed, in small letters", line(Status="closed"), "27 Sep", ""),
    ("withdrawn", line(Status="Withdrawn by candidate"), "27 Sep", ""),
    ("missed", line(Status="Missed deadline"), "27 Sep", ""),
    ("closed with a space behind it is another word", line(Status="Closed "), "27 Sep", "Deadline passed, not sent"),
    ("refused by the centre, the internal appeal open",
     line(Status="Refused by centre (internal appeal open)"), "27 Sep", "Deadline passed, not sent; Internal appeal open"),
    ("an internal appeal that was upheld", line(Status="Refused by centre (internal appeal open)", Internal_appeal="Upheld"), "16 Sep", ""),
    ("an internal appeal against not appealing", answered(Internal_appeal="Open"), "22 Sep", "Internal appeal open"),
    ("reasons asked for: the thirty days go on", answered(Reasons_requested_on=day("12 Sep")), "10 Oct", "Appeal window closing"),
    ("fourteen days after the reasons came", answered(Reasons_received_on=day("1 Oct")), "15 Oct", "Appeal window closing"),
    ("day 15 after the reasons, the last day", answered(Reasons_received_on=day("1 Oct")), "16 Oct", "Appeal window closing"),
    ("day 16 after the reasons", answered(Reasons_received_on=day("1 Oct")), "17 Oct", "Appeal window passed"),
    ("fifteen days over 29 February", answered(Reasons_received_on=day("15 Feb")), "1 Mar", "Appeal window closing"),
    ("a passed window a year later", answered(), "2025-10-11", "Appeal window passed"),
    ("rejected by the awarding body and not closed", sent(Status="Rejected by board"), "22 Sep", "Outcome overdue"),
    ("a status nobody knows", line(Status="Done?"), "27 Sep", "Deadline passed, not sent"),
    ("no status", line(Status=""), "27 Sep", "Deadline passed, not sent"),
    ("no Line ID", line() | {"Line ID": ""}, "27 Sep", ""),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "row", "on", "expected"), SITUATIONS, ids=[row[0] for row in SITUATIONS])
def test_the_alarm_of(situation: str, row: Line, on: str, expected: str) -> None:
    assert alarm_text(row, day(on), CLOCKS) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (line(), "Yes"),
        (line(RoR_consent_date=None), "No"),
        (line(RoR_consent_date=date(2024, 8, 14)), "No"),
        (line(Results_released=None), "No"),
        (line(Consent_needed=""), "No"),
        (line(Consent_needed="none"), "Not needed"),
        (line(Service="S3", Consent_needed=""), "Not needed"),
        (line(Status="Closed", RoR_consent_date=None), "No"),
        (line(Consent_needed="RoR+ATS", ATS_consent_date=date(2024, 8, 16)), "Yes"),
        (line() | {"Line ID": ""}, ""),
    ],
)
def test_whether_consent_is_valid(row: Line, expected: str) -> None:
    assert consent_valid(row) == expected


CELLS: list[tuple[str, Callable[[], object], object]] = [
    ("ten days left", lambda: days_left(line(), day("16 Sep")), 10),
    ("none left on the day", lambda: days_left(line(), day("26 Sep")), 0),
    ("one too late", lambda: days_left(line(), day("27 Sep")), -1),
    ("no deadline, no days", lambda: days_left(line(Deadline="soon"), day("16 Sep")), ""),
    ("sent, no days", lambda: days_left(sent(), day("16 Sep")), ""),
    ("twenty days after sending", lambda: expected_outcome(sent()), day("21 Sep")),
    ("twenty days, as a workbook's number", lambda: expected_outcome(sent(Target_days=20.0)), day("21 Sep")),
    ("sent at a time of day", lambda: expected_outcome(sent(Sent_on=datetime(2024, 9, 1, 16, 30))), day("21 Sep")),
    ("not sent, not expected", lambda: expected_outcome(line()), ""),
    ("a target no calendar reaches", lambda: expected_outcome(sent(Target_days=10**9)), 45536.0 + 10**9),
    ("not overdue yet", lambda: days_overdue(sent(), day("20 Sep")), 0),
    ("one day overdue", lambda: days_overdue(sent(), day("22 Sep")), 1),
    ("answered, so not overdue", lambda: days_overdue(answered(), day("22 Sep")), ""),
    ("not sent, so not overdue", lambda: days_overdue(line(), day("22 Sep")), ""),
    ("appeal until", lambda: appeal_last_date(answered(), CLOCKS), day("10 Oct")),
    ("no appeal without an outcome", lambda: appeal_last_date(sent(), CLOCKS), ""),
    ("hearing until", lambda: hearing_last_date(appealed(), CLOCKS), day("15 Nov")),
    ("no hearing before the letter", lambda: hearing_last_date(answered(), CLOCKS), ""),
]


@pytest.mark.parametrize(("situation", "cell", "expected"), CELLS, ids=[row[0] for row in CELLS])
def test_a_computed_cell(situation: str, cell: Callable[[], object], expected: object) -> None:
    assert cell() == expected


def test_every_formula_column_is_computed_and_no_other() -> None:
    assert set(computed(line(), day("16 Sep"), CLOCKS)) == set(FORMULAS)


def test_every_text_of_the_formula_has_its_words_and_no_other() -> None:
    quoted = {part[2:] for part in tracking_alarm.ALARM.split('"') if part.startswith("; ")}

    assert quoted == set(alarm_words.WORDS) and len("; ".join(quoted)) < 500


def test_every_alarm_says_what_to_do_and_where_the_rule_stands() -> None:
    for _, row, on, _ in SITUATIONS:
        for alarm in alarms(row, day(on), CLOCKS):
            assert alarm.what_to_do.endswith(".") and "{" not in alarm.what_to_do + alarm.why
            assert "https://" in alarm.why or "Services sheet" in alarm.why or "Deadlines sheet" in alarm.why


def test_an_alarm_names_the_body_the_service_and_the_day() -> None:
    (alarm,) = alarms(line(Service="P2"), day("24 Sep"), CLOCKS)

    assert (alarm.by, alarm.rank) == (day("26 Sep"), 4)
    assert alarm.what_to_do == "Send the P2 request to AQA by 26 September 2024 and fill Sent on."


def test_a_new_consent_is_asked_for_after_the_release() -> None:
    (alarm,) = alarms(line(RoR_consent_date=date(2024, 8, 1)), day("16 Sep"), CLOCKS)

    assert "after 15 August 2024, 08:00" in alarm.what_to_do and alarm.by == day("26 Sep")


def test_the_clocks_come_from_the_named_cells() -> None:
    cells = {cell.name: cell.start for cell in NAMED_CELLS}

    assert Clocks.read(cells.get) == CLOCKS


@pytest.mark.parametrize("value", [None, "seven", 2.5, -1, True])
def test_a_named_cell_without_days_is_named_with_the_way_out(value: object) -> None:
    with pytest.raises(DeskError, match=r'tracking_log.xlsx, sheet Lines: the cell "Warn days" .* type 3 in it'):
        Clocks.read({"desk_warn_days": value}.get)


# --- going through the log -------------------------------------------------------------------------


def log(*rows: Line) -> pd.DataFrame:
    """The table Lines with these rows, every declared heading there."""
    blank = dict.fromkeys(table("Lines").headings)
    return pd.DataFrame([blank | row for row in rows], columns=list(blank), dtype=object)


def applied(frame: pd.DataFrame, changes: dict[tuple[str, ...], dict[str, object]]) -> pd.DataFrame:
    """The table after the changes were written."""
    after = frame.copy()
    for (line_id,), cells in changes.items():
        for heading, value in cells.items():
            after.loc[after["Line ID"] == line_id, heading] = None if value == "" else value  # as a workbook reads it back
    return after.astype(object).where(after.notna(), None)


def numbered(n: int, **cells: object) -> Line:
    return line(**cells) | {"Line ID": f"PRS-24-{n:04d}-1"}


def test_a_line_is_flagged_the_first_day_it_has_an_alarm_and_never_again() -> None:
    first = flag(log(line()), day("24 Sep"), CLOCKS)
    after = applied(log(line()), first.changes)
    later = flag(after, day("27 Sep"), CLOCKS)

    key = ("PRS-24-0001-1",)
    assert first.changes[key] == {"Alarm": "Deadline near, not sent", "Days left": 2, "Consent valid?": "Yes", "Flagged on": day("24 Sep")}
    assert first.expect == {key: {"Flagged on": None}}
    assert later.changes == {key: {"Alarm": "Deadline passed, not sent", "Days left": -1}} and later.expect == {}


def test_a_flag_stays_when_the_alarm_is_over() -> None:
    flagged = applied(log(line()), flag(log(line()), day("24 Sep"), CLOCKS).changes)
    flagged["Sent on"] = day("25 Sep")
    found = flag(flagged, day("26 Sep"), CLOCKS)

    assert found.changes[("PRS-24-0001-1",)]["Alarm"] == "" and "Flagged on" not in found.changes[("PRS-24-0001-1",)]


def test_counts_are_lines_and_lines_with_an_alarm() -> None:
    both = numbered(1, RoR_consent_date=None)
    found = flag(log(both, numbered(2), numbered(3, Status="Closed")), day("27 Sep"), CLOCKS)

    assert found.counts == {"lines": 3, "alarms": 2}
    assert len(today_on("27 Sep", both, numbered(2), numbered(3, Status="Closed"))) == 3


def test_an_empty_log_has_nothing_to_do() -> None:
    found = flag(log(), day("27 Sep"), CLOCKS)

    assert (found.changes, found.problems, found.counts) == ({}, (), {"lines": 0, "alarms": 0})
    assert today_on("27 Sep") == []


def today_on(text: str, *lines: dict[str, object]) -> list[dict[str, object]]:
    """The rows of the Today sheet on a day of 2024."""
    return today_rows(records(log(*lines)), day(text), CLOCKS)


def test_today_begins_with_what_is_most_urgent() -> None:
    rows = [
        numbered(1, Service="S2") | {"Outcome date": day("28 Aug"), "Sent on": day("20 Aug")},
        numbered(2, Sent_on=day("20 Aug"), Deadline=day("26 Sep")),
        numbered(3, RoR_consent_date=None, Deadline=day("30 Oct")),
        numbered(4, RoR_consent_date=None, Deadline=day("15 Oct")),
        numbered(5, Deadline=None),
        numbered(6, Deadline=day("28 Sep")),
        numbered(7, Deadline=day("30 Sep"), Internal_deadline=day("20 Sep")),
        numbered(8, Deadline=day("26 Sep")),
        numbered(9, Deadline=day("25 Sep")),
        numbered(10, Deadline=day("25 Sep"), Service="P2"),
        numbered(11, Deadline=day("24 Sep")),
    ]
    today = today_on("26 Sep", *rows)

    assert [int(str(row["Line ID"])[7:11]) for row in today] == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert [row["Order"] for row in today] == list(range(1, 12))


def test_a_row_of_today_says_who_what_and_why() -> None:
    (row,) = today_on("26 Sep", line())

    assert (row["Candidate number"], row["Name"], row["Awarding body"], row["Subject"]) == ("0042", "Okafor, Ada", "AQA", "Physics")
    assert (row["Alarm"], row["Since or by"]) == ("Deadline today, not sent", day("26 Sep"))
    assert "nid=153" in row["Why"]


def test_the_same_line_id_twice_is_told_listed_and_not_written() -> None:
    found = flag(log(line(), line(Service="S1")), day("27 Sep"), CLOCKS)

    assert found.changes == {} and found.counts["alarms"] == 2 and len(today_on("27 Sep", line(), line(Service="S1"))) == 2
    (problem,) = found.problems
    assert problem.message == "The Line ID PRS-24-0001-1 stands on 2 lines, so none of them is marked as flagged."


@pytest.mark.parametrize(
    ("situation", "row", "columns"),
    [
        ("a text in a date cell", line(Sent_on="yes"), ["Sent on"]),
        ("a text in a moment cell", line(Results_released="15 August"), ["Results released"]),
        ("a text for the target days", line(Target_days="twenty"), ["Target days"]),
        ("texts in two cells", line(Deadline="soon", Closed_on="n/a"), ["Deadline", "Closed on"]),
        ("a status that is not in the list", line(Status="Done?"), ["Status"]),
        ("a status with a space behind it", line(Status="Closed "), ["Status"]),
        ("no service", line(Service=None), ["Service"]),
        ("no Line ID", line() | {"Line ID": ""}, ["Line ID"]),
        ("a text in a closed line", line(Status="Closed", Sent_on="yes"), []),
        ("a blank status", line(Status=""), []),
        ("a status in other letters", line(Status="ready to SEND"), []),
        ("nothing wrong", line(), []),
    ],
)
def test_what_keeps_an_alarm_from_being_right_is_told(situation: str, row: Line, columns: list[str]) -> None:
    problems = flag(log(row), day("16 Sep"), CLOCKS).problems

    assert sorted(problem.column for problem in problems) == sorted(columns), situation
    assert all(problem.way_out and problem.file == "tracking_log.xlsx" and problem.kept for problem in problems)


def test_lines_that_nobody_numbered_are_told_with_the_way_out() -> None:
    (one,) = flag(log(line() | {"Line ID": ""}), day("16 Sep"), CLOCKS).problems
    (two,) = flag(log(line() | {"Line ID": ""}, line() | {"Line ID": " "}), day("16 Sep"), CLOCKS).problems

    assert one.message == "1 typed line is not numbered yet, so nothing watches over it."
    assert two.message == "2 typed lines are not numbered yet, so nothing watches over them."
    assert one.way_out == "Run Check requests: it numbers and completes what was typed, or says what is wrong with it."


def test_what_is_in_the_cell_stays_in_the_workbook() -> None:
    (problem,) = flag(log(line(Sent_on="told Ada Okafor")), day("16 Sep"), CLOCKS).problems

    assert "Ada" not in str(problem.public()) and problem.detail == "told Ada Okafor"


# --- whatever the line -----------------------------------------------------------------------------

DAYS = st.dates(date(2023, 12, 1), date(2025, 6, 30))
SEEN = st.one_of(st.none(), DAYS, st.datetimes(datetime(2023, 12, 1), datetime(2025, 6, 30)), st.sampled_from(["", "soon", "26/09/2024"]))
ANY_LINE = st.fixed_dictionaries(
    {
        "Line ID": st.sampled_from(["PRS-24-0001-1"] * 9 + [""]),
        "Service": st.sampled_from(["S1", "s2", "S2C", "P2", "p2c", "S3", "A1", "A2", "AP1", "MIR", "R9", "", None]),
        "Status": st.sampled_from(["Ready to send", "Sent to board", "closed", "Withdrawn by candidate", "Closed ", "?", "", None]),
        "Consent needed": st.sampled_from(["RoR", "ats", "RoR+ATS", "none", "both", "", None]),
        "Target days": st.one_of(st.none(), st.integers(0, 40), st.floats(0, 40), st.just("twenty"), st.just(10**12)),
        "Decision to appeal": st.sampled_from(["Yes", "no", "", None]),
        "Internal appeal": st.sampled_from(["Open", "None", "Upheld", "", None]),
        **{
            heading: SEEN
            for heading in ("Deadline", "Internal deadline", "Sent on", "Results released", "RoR consent date", "ATS consent date",
                            "Outcome date", "AP1 sent", "AP1 outcome", "AP2 sent", "Flagged on", "Reasons received on")
        },
    }
)  # fmt: skip


def families(row: Line, on: date) -> set[str]:
    """What an alarm is about: a deadline that is near today has passed next week."""
    whole = ("Consent", "Release", "Internal appeal")
    return {alarm.text if alarm.text.startswith(whole) else alarm.text.split()[0].replace("Internal", "Deadline")
            for alarm in alarms(row, on, CLOCKS)}  # fmt: skip


@given(ANY_LINE, DAYS, st.integers(1, 400))
def test_no_alarm_of_an_unchanged_line_goes_away_by_itself(row: Line, on: date, later: int) -> None:
    assert families(row, on) <= families(row, on + timedelta(days=later))


@given(ANY_LINE, DAYS)
def test_the_same_line_on_the_same_day_has_the_same_alarm(row: Line, on: date) -> None:
    before = dict(row)
    found = computed(row, on, CLOCKS)

    assert found == computed(dict(row), on, CLOCKS) and row == before
    assert (found["Consent valid?"] == "No" and bool(row["Line ID"])) >= ("Consent" in str(found["Alarm"]))


@given(st.lists(ANY_LINE, max_size=6), DAYS)
def test_flagging_twice_changes_nothing_the_second_time(rows: list[Line], on: date) -> None:
    frame = log(*(row | {"Line ID": f"{row['Line ID']}-{n}" if row["Line ID"] else ""} for n, row in enumerate(rows)))
    first = flag(frame, on, CLOCKS)
    second = flag(applied(frame, first.changes), on, CLOCKS)

    assert (second.changes, second.expect) == ({}, {})
    assert second.counts == first.counts

