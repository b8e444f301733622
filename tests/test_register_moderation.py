"""The moderation returns log: how long work is kept, what is wrong with a line, and that formulas and rules agree."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from drawn import anchors, days, drawn, texts, word
from formulas import Case, differences
from hypothesis import strategies as st
from office import validator_errors

from results_desk.build.workbooks import workbook_bytes
from results_desk.rules.computed import Around
from results_desk.rules.moderation import alarms, chase_rows, decision_rows, due, keep, keep_until, slip_rows
from results_desk.tables.moderation import DATES, NAMED_CELLS, NOT_SENT

BOOK = "moderation_returns_log.xlsx"
R_A, R_G, GD = date(2024, 8, 15), date(2024, 8, 22), date(2024, 9, 26)
KNOWN = anchors(R_A=R_A, R_G=R_G, GD=GD)
NAMED = {cell.name: cell.start for cell in NAMED_CELLS}
DAY = timedelta(days=1)
LINE = {"Ref": "MOD-24-01", "Awarding body": "AQA", "Component code": "7717/C", "Level": "GCE A-level", "Report downloaded on": R_A}


def alarm(today: date, dates: object = None, **cells: object) -> list[str]:
    line = LINE | {heading.replace("_", " "): value for heading, value in cells.items()}
    return texts(alarms(line, Around(today, {DATES: KNOWN if dates is None else dates}, NAMED)))  # type: ignore[dict-item]


def test_work_is_kept_up_to_and_with_the_last_day_for_reviews() -> None:
    assert keep_until(LINE, KNOWN) == GD
    assert (keep(LINE, GD, KNOWN), keep(LINE, GD + DAY, KNOWN)) == ("Keep", "May be released")


@pytest.mark.parametrize(
    ("asked", "ended", "words"),
    [
        ("Service 3 asked?", "Service 3 outcome date", "Not yet: Service 3 open"),
        ("Appeal made?", "Appeal outcome date", "Not yet: appeal open"),
        ("Malpractice case?", "Malpractice closed on", "Not yet: malpractice case open"),
    ],
)
def test_what_is_open_keeps_work_back_and_its_end_counts_when_it_is_later(asked: str, ended: str, words: str) -> None:
    open_line = LINE | {asked: "Yes"}

    assert (keep(open_line, GD + DAY, KNOWN), keep_until(open_line, KNOWN)) == (words, None)
    assert keep_until(open_line | {ended: "soon"}, KNOWN) is None, "a text is no date"
    assert keep_until(open_line | {ended: GD + DAY}, KNOWN) == GD + DAY
    assert keep_until(open_line | {ended: GD - DAY}, KNOWN) == GD


def test_all_that_is_open_is_named() -> None:
    assert keep(LINE | {"Service 3 asked?": "Yes", "Appeal made?": "yes"}, GD, KNOWN) == "Not yet: Service 3 open; appeal open"


def test_without_the_last_day_for_reviews_nobody_is_told_to_release_work() -> None:
    for dates in ([], anchors(GD=None), anchors(GD="soon")):
        assert keep(LINE, GD + 400 * DAY, dates) == "Not yet: last day for reviews not known"
        assert "Last day for reviews not known" in alarm(GD, dates)


def test_returned_or_destroyed_on_the_last_day_is_too_early_and_the_day_after_is_not() -> None:
    assert alarm(GD + 9 * DAY, Returned_to_candidates_on=GD) == ["Returned to candidates too early"]
    assert alarm(GD + 9 * DAY, Destroyed_on=GD) == ["Destroyed too early"]
    assert alarm(GD + 9 * DAY, Returned_to_candidates_on=GD + DAY, Destroyed_on=GD + DAY) == []
    assert alarm(GD + 9 * DAY, Destroyed_on=GD, Early_release_reason="Ruined by water, told AQA") == []


def test_returned_while_a_review_is_open_is_too_early_whatever_the_day() -> None:
    late = GD + 30 * DAY
    assert alarm(late, Returned_to_candidates_on=late, **{"Service 3 asked?": "Yes"}) == ["Returned to candidates too early"]


def test_a_sample_that_is_out_is_chased_from_fourteen_days_before_the_last_day() -> None:
    before, after = GD - 14 * DAY, GD - 13 * DAY
    assert (alarm(before, Sent_on=R_A), alarm(after, Sent_on=R_A)) == ([], ["Sample not back"])
    assert alarm(after, Sent_on=R_A, Date_received=after, Stored_where="A1") == []
    assert alarm(after, Sent_on=R_A, Date_received=after, Stored_where="A1", **{"Returned?": "Received part"}) == ["Sample not back"]
    for reason in NOT_SENT:
        assert alarm(after, Sent_on=R_A, **{"Returned?": reason}) == []


def test_marks_adjusted_down_ask_for_a_decision_from_ten_days_before_the_last_day() -> None:
    down = {"Moderation outcome": "Adjusted down"}
    assert alarm(GD - 11 * DAY, **down) == []
    assert alarm(GD - 10 * DAY, **down) == alarm(GD, **down) == ["No decision on Service 3, deadline near"]
    assert alarm(GD + DAY, **down) == ["No decision on Service 3, deadline passed"]
    assert alarm(GD, **down, **{"Service 3 decision": "Do not ask"}) == []
    assert alarm(GD, **{"Moderation outcome": "Adjusted up"}) == []


def test_a_decision_to_ask_is_watched_until_it_was_asked() -> None:
    ask = {"Moderation outcome": "Adjusted down", "Service 3 decision": "Ask"}
    assert alarm(GD, **ask) == ["Service 3 not asked, deadline near"]
    assert alarm(GD, **ask, **{"Service 3 asked?": "Yes"}) == []


@pytest.mark.parametrize(("level", "results_day"), [("GCE A-level", R_A), ("GCSE", R_G), ("Level 1/2", R_G)])
def test_a_moderators_report_is_expected_seven_days_after_results(level: str, results_day: date) -> None:
    line = {"Level": level, "Report downloaded on": None}
    assert "No moderator report" not in alarm(results_day + 6 * DAY, **line)
    assert "No moderator report" in alarm(results_day + 7 * DAY, **line)


def test_what_came_back_is_counted_and_stored() -> None:
    back = {"Date received": R_G, "Candidates in sample": 10}
    assert alarm(R_G, **back) == ["Received, no place noted"]
    assert alarm(R_G, **back, Stored_where="A1", Items_counted=10) == []
    assert alarm(R_G, **back, Stored_where="A1", Items_counted=9) == ["Sample and items counted differ"]
    assert alarm(R_G, **back, Stored_where="A1", Items_counted=11) == ["Sample and items counted differ"]
    assert alarm(R_G, **back, Stored_where="A1", Items_counted=9, Reported_to_board_on=R_G) == []


def test_a_level_that_is_not_on_the_list_is_said_to_be_unknown() -> None:
    assert "Results day not known" in alarm(R_A, Level="Year 9 art")


def test_a_line_without_a_ref_says_nothing() -> None:
    assert alarms({**LINE, "Ref": "", "Destroyed on": R_A}, Around(GD, {DATES: KNOWN}, NAMED)) == ()


def test_today_names_the_line_and_the_day_but_nobody() -> None:
    line = LINE | {"Sent on": R_A, "Teacher in charge": "Ms Invented", "Released to": "Mr Invented"}
    [row] = due([line, {"Ref": ""}], GD, KNOWN, NAMED)

    assert (row["Area"], row["What"], row["Due"], row["Reference"]) == ("Returns", "Sample not back", GD - 14 * DAY, "MOD-24-01")
    assert row["Where"] == "moderation_returns_log.xlsx, Returns"
    assert "Invented" not in str(row)


def test_the_views_hold_the_lines_they_are_for() -> None:
    out = LINE | {"Ref": "A", "Sent on": R_A}
    back = LINE | {"Ref": "B", "Sent on": R_A, "Date received": R_G, "Subject": "Art", "Items counted": 4}
    down = LINE | {"Ref": "C", "Moderation outcome": "Adjusted down", "Centre mark": 60, "Moderated mark": 52, "Service 3 fee": None}
    lines = [out, back, down, back | {"Ref": "D", "Released to department on": R_G}]

    assert [row["Ref"] for row in chase_rows(lines)] == ["A"]
    [slip] = slip_rows(lines, R_G, KNOWN)
    assert (slip["Ref"], slip["Keep"], slip["Keep until"]) == ("B", "Keep", GD)
    [decision] = decision_rows(lines, KNOWN)
    assert (decision["Ref"], decision["Difference"], decision["Deadline"]) == ("C", -8, GD)


BORDERS = (R_A, R_A + 7 * DAY, R_G + 7 * DAY, GD - 14 * DAY, GD - 10 * DAY, GD, date(2024, 2, 29), date(2024, 12, 31))
ROWS = st.fixed_dictionaries(
    {
        "Ref": st.sampled_from(("", "M1", "M2", "0042")),
        "Level": word("GCE A-level", "GCSE", "Level 3", "Level 1/2", "Other", "Key Stage 3"),
        "Moderation outcome": word("Adjusted down", "Marks agreed"),
        "Returned?": word("Expected", "Received part", "Received complete", *NOT_SENT),
        "Service 3 decision": word("Ask", "Do not ask"),
        **{asked: word("Yes", "No") for asked in ("Service 3 asked?", "Appeal made?", "Malpractice case?")},
        **{text: st.sampled_from(("", "shelf 1", " ")) for text in ("Stored where", "Early release reason")},
        **{number: st.sampled_from((None, 0, 9, 10, "ten")) for number in ("Candidates in sample", "Items counted")},
        **{
            day: days(*BORDERS)
            for day in (
                "Report downloaded on", "Sent on", "Date received", "Reported to board on", "Service 3 outcome date",
                "Appeal outcome date", "Malpractice closed on", "Returned to candidates on", "Destroyed on",
            )
        },
    }
)  # fmt: skip


def test_formulas_and_rules_say_the_same(tmp_path: Path) -> None:
    rows = drawn(ROWS, 240)
    todays = [*(border + n * DAY for border in BORDERS[:6] for n in (-1, 0, 1)), *BORDERS[6:]]
    cases = [Case(today, {"Moderation": rows[at % 3 :: 3], DATES: KNOWN}) for at, today in enumerate(todays)]
    cases += [Case(GD, {"Moderation": rows, DATES: dates}) for dates in ([], anchors(GD="soon", R_A=None, R_G=R_G))]
    cases.append(Case(GD - 3 * DAY, {"Moderation": rows, DATES: KNOWN}, {"desk_s3_days": 2, "desk_return_days": 0, "desk_report_days": 40}))

    assert differences(BOOK, cases, tmp_path) == []


def test_the_validator_finds_no_error(tmp_path: Path) -> None:
    import pandas as pd

    rows = [{**row, "Alarm": "Sample not back", "Keep until": GD} for row in drawn(ROWS, 200)]
    shipped, filled = tmp_path / "shipped.xlsx", tmp_path / "filled.xlsx"
    shipped.write_bytes(workbook_bytes(BOOK))
    filled.write_bytes(workbook_bytes(BOOK, rows={"Moderation": pd.DataFrame(rows, dtype=object)}))

    assert validator_errors([shipped, filled]) == {shipped: [], filled: []}
