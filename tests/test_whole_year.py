"""The whole year of `demo --year`: sixty requests from the form to the refund, against an end state that was worked out by hand.

How it was worked out stands in `addin/results_desk/demo/year/README.txt`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desks import DEMO, Said, call, copy, edit, fingerprints, put, rows_in

from results_desk.actions.making import silent
from results_desk.actions.registry import ACTIONS
from results_desk.actions.story import Chapter, moment, played, tell
from results_desk.actions.year import play_year
from results_desk.actions.year_story import ENDS
from results_desk.actions.year_typed import listed
from results_desk.edges.desk import audit
from results_desk.errors import DeskError
from results_desk.rules.log.worked_out import different_lines

MONEY = ("Charge due", "Paid", "Balance", "Refund due")
HALF = 13
"""Chapters after which the year is killed the first time."""


class Killed(BaseException):
    """The program is gone: nothing of it runs any more."""


def killed_after(chapters: int, items: Iterable[Any]) -> Iterator[Any]:
    for number, item in enumerate(items):
        if number == chapters:
            raise Killed
        yield item


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """A year that is killed twice, between two chapters and between the workbooks and the audit log, and goes on each time."""
    desk = tmp_path_factory.mktemp("year") / "desk"
    record = audit.record

    def killed(folder: Path, at: Any, action: str, *more: Any, **others: Any) -> None:
        if (action, at.date()) == ("send_requests", date(2024, 9, 11)):
            raise Killed
        record(folder, at, action, *more, **others)

    with pytest.raises(Killed):
        play_year(desk, lambda items, label, total=None: killed_after(HALF, items))
    with pytest.MonkeyPatch.context() as patched, pytest.raises(Killed):
        patched.setattr(audit, "record", killed)
        play_year(desk, silent)
    return desk, call("demo", desk, "--year")


@pytest.fixture(scope="module")
def desk(told: tuple[Path, Said]) -> Path:
    return told[0]


def test_a_year_that_was_stopped_goes_on_and_says_so(told: tuple[Path, Said]) -> None:
    desk, said = told

    assert said.code == 0, said.err
    assert "was stopped after 21 chapters. It goes on:" in said.out
    assert "Wed 11 Sep 10:00  sent to AQA: 0" in said.out, "the chapter that was written but not on the audit log"
    assert "  charged                         2,789.50    2,789.50" in said.out
    assert not list(desk.parent.glob(".making*"))


def test_a_second_run_changes_nothing_and_says_so(desk: Path) -> None:
    before = fingerprints(desk, without=())
    said = call("demo", desk, "--year", "--json")

    assert said.code == 0
    assert "Nothing changed this time: the year was there already. Every line of the log, and every sum" in said.json["message"]
    counts = said.json["counts"]
    assert (counts["changed"], counts["lines"], counts["charged_pence"], counts["refund_due_pence"]) == (0, 60, 278950, 56750)
    assert fingerprints(desk, without=()) == before


def test_a_year_that_somebody_worked_on_is_left_alone_and_says_what_differs(desk: Path, tmp_path: Path) -> None:
    mine = copy(desk, tmp_path)
    edit(mine, "Lines", "PRS-24-0003-1", Paid=Decimal("1.00"))
    edit(mine, "Lines", "PRS-24-0004-1", Status="Draft")
    put(mine, "Lines", {"Line ID": "PRS-24-0999-1"})
    before = fingerprints(mine, without=())
    said = call("demo", mine, "--year")

    assert said.code == 3
    assert "line PRS-24-0999-1 is not of the story" in said.err
    assert "line PRS-24-0003-1 has Paid 1.00 where it was worked out as 65.00" in said.err
    assert "and stays as it is. Name another folder, or remove this one, and run the demo again." in said.err
    assert fingerprints(mine, without=()) == before


def test_the_summer_is_not_played_on_the_desk_of_a_year(desk: Path) -> None:
    before = fingerprints(desk, without=())
    said = call("demo", desk)

    assert (said.code, fingerprints(desk, without=())) == (3, before)
    assert "is the practice desk of the whole year (demo --year looks at it): name another folder for the summer." in said.err


def a_real_desk(desk: Path) -> None:
    edit(desk, "Settings", "Practice desk", Value="No")


def a_practice_desk_of_ones_own(desk: Path) -> None:
    (desk / audit.LOG).unlink()


OTHERS = {
    a_real_desk: "is a real desk: the demo works on practice desks only. Name another folder.",
    a_practice_desk_of_ones_own: "is a practice desk of something else than the whole year: name another folder for the year.",
}


@pytest.mark.parametrize("becomes", OTHERS, ids=lambda becomes: becomes.__name__)
def test_the_year_is_not_played_on_another_desk(becomes: Any, desk: Path, tmp_path: Path) -> None:
    other = copy(desk, tmp_path)
    becomes(other)
    before = fingerprints(other, without=())
    said = call("demo", other, "--year")

    assert (said.code, fingerprints(other, without=())) == (3, before)
    assert OTHERS[becomes] in said.err


def test_a_chapter_that_ends_otherwise_is_told(desk: Path, tmp_path: Path) -> None:
    mine = copy(desk, tmp_path)
    today = ACTIONS["today"]
    with pytest.raises(DeskError, match="today on 2024-11-30T09:00 came to lines 60, alarms 3. Name another folder"):
        tell(Chapter(ENDS, today, {}, counts={"lines": 1, "alarms": 2}), mine, silent)
    with pytest.raises(DeskError, match="today on 2024-11-30T09:00 was not refused. Name another folder"):
        tell(Chapter(ENDS, today, {}, refused="by a rule"), mine, silent)


REFUSED_AS = "£77.50 is not paid"
PLAYED = [
    ("refused as the story says", ["Line PRS-24-0008-1: £77.50 is not paid. Record the payment."], 1),
    ("refused by another rule", ["Send requests is refused: the results are not released."], 0),
    ("refused for what it was given", ["input"], 0),
    ("not refused", [""], 0),
    ("refused by another rule, then as the story says", ["Send requests is refused.", "Line PRS-24-0008-1: £77.50 is not paid."], 1),
]


@pytest.mark.parametrize(("situation", "log", "steps"), PLAYED, ids=[row[0] for row in PLAYED])
def test_a_refusal_of_the_story_was_played_once_its_own_rule_refused(situation: str, log: list[str], steps: int, tmp_path: Path) -> None:
    chapter = Chapter("2024-08-21T10:00", ACTIONS["send_requests"], {}, refused=REFUSED_AS)
    for refused in log:
        audit.record(tmp_path, moment(chapter.at), "send_requests", {}, (), refused=refused)

    assert played(tmp_path, [chapter.step]) == steps


def test_what_was_refused_was_not_done(tmp_path: Path) -> None:
    chapter = Chapter("2024-08-21T10:00", ACTIONS["send_requests"], {})
    audit.record(tmp_path, moment(chapter.at), "send_requests", {}, (), refused="input")
    assert played(tmp_path, [chapter.step]) == 0

    audit.record(tmp_path, moment(chapter.at), "send_requests", {}, ())
    assert played(tmp_path, [chapter.step]) == 1


def test_lines_that_differ_are_named() -> None:
    expected = [{"Line ID": "1", "Paid": "5.00", "Payment": ""}, {"Line ID": "2", "Paid": "", "Payment": "Waived"}]
    log = [{"Line ID": "1", "Paid": Decimal(5), "Payment": None}, {"Line ID": "", "Paid": None}]

    assert different_lines(log, expected) == ["line 2 is missing", "line without an ID is not of the story"]
    assert different_lines([{"Line ID": "2", "Paid": Decimal("0.5"), "Payment": "Waived"}], expected[1:]) == [
        "line 2 has Paid 0.50 where it was worked out as blank"
    ]


def shown(heading: str, value: Any) -> str:
    """A cell as the expectation writes it."""
    return "" if value in (None, "") else f"{value:.2f}" if heading in MONEY else str(value)


def test_every_line_is_as_worked_out_by_hand(desk: Path) -> None:
    expected = {row["Line ID"]: row for row in listed("expected_lines.csv")}
    log = {row["Line ID"]: row for row in rows_in(desk, "Lines")}

    assert log.keys() == expected.keys()
    assert {name: {heading: shown(heading, log[name][heading]) for heading in row} for name, row in expected.items()} == expected


def test_the_sums_of_the_expectation_are_those_of_its_lines() -> None:
    totals = {row["what"]: Decimal(row["expected"]) for row in listed("expected_totals.csv")}
    lines = listed("expected_lines.csv")
    added = {heading: sum(Decimal(row[heading]) for row in lines if row[heading]) for heading in MONEY}

    assert [added[heading] for heading in MONEY] == [totals[name] for name in ("charged", "paid", "owed", "refund due")]


def test_every_service_was_asked_for(desk: Path) -> None:
    asked = Counter(row["Service"] for row in rows_in(desk, "Lines"))

    assert asked.keys() == {"S1", "S1C", "S2", "S2C", "P2", "P2C", "S3", "A1", "A2", "A3", "AP1", "AP2", "MIR"}
    assert (asked["AP1"], asked["AP2"], asked["S3"]) == (2, 1, 1)


REFUSED = {
    "answers_1.csv": [32, 33, 34, 35, 36], "answers_2.csv": [19], "answers_3.csv": [], "answers_4.csv": [2], "payments_1.csv": [20],
    "invoice.csv": [5],
}  # fmt: skip
"""The rows of each file that were refused: row 2 is the first answer."""


@pytest.mark.parametrize("file", REFUSED)
def test_what_was_refused_is_listed_with_the_way_out(desk: Path, file: str) -> None:
    told = [row for row in rows_in(desk, "Problems") if row["File"] == file]

    assert sorted(row["Row"] for row in told if row["Row kept"] == "No") == REFUSED[file]
    assert all(row["Message"] and row["Way out"] for row in told)


def test_late_requests_went_with_a_name_and_a_reason(desk: Path) -> None:
    named = ("Late override by", "Late override reason")
    late = {row["Line ID"]: tuple(row[heading] for heading in named) for row in rows_in(desk, "Lines") if row[named[0]]}

    assert late == dict.fromkeys(("PRS-24-0052-1", "PRS-24-0053-1"), ("Head of centre", "The bus broke down"))


def test_grades_follow_the_outcomes(desk: Path) -> None:
    held = {(row["Candidate number"], row["Entry code"]): row["Grade"] for row in rows_in(desk, "Results")}
    after = {
        ("1001", "7492"): "A*", ("1002", "7492"): "A*", ("1003", "7492"): "C", ("1009", "7492"): "B", ("1015", "7492"): "B",
        ("1014", "7192"): "C", ("1026", "7192"): "B", ("0005", "8791"): "8", ("0007", "8791"): "5", ("0020", "8092"): "5",
        ("1020", "7192"): "A",
    }  # fmt: skip

    assert {award: held[award] for award in after} == after


def test_folders_went_back_after_the_review_or_the_last_day_and_not_before(desk: Path) -> None:
    headings = ("Keep until", "Returned to candidates on", "Keep")
    folders = {row["Ref"]: tuple(str(row[heading]) for heading in headings) for row in rows_in(desk, "Moderation")}

    assert folders == {"MOD-24-01": ("2024-10-11", "2024-10-15", "Released"), "MOD-24-02": ("2024-09-26", "2024-09-30", "Released")}


def test_every_file_of_the_year_is_used(desk: Path) -> None:
    kept = {path.name for path in (desk / "received").iterdir()}
    typed = {"README.txt", "expected_lines.csv", "expected_totals.csv", "fees.csv"}

    assert {path.name for path in (DEMO / "year").iterdir()} - typed <= kept


def test_the_wrong_certificate_is_held_and_the_others_are_issued(desk: Path) -> None:
    states = {row["Entry code"]: row["State"] for row in rows_in(desk, "Certificates") if row["Candidate number"] == "0005"}

    assert states.pop("8791") == "Held" and set(states.values()) == {"Issued"} and len(states) == 7


def test_who_only_looks_sees_the_days_left_on_that_day(desk: Path) -> None:
    """Of a reader that computes nothing, such as the preview of a mail program."""
    left = {(row["Key date"], row["Level"]): row["Days left"] for row in rows_in(desk, "KeyDates")}

    assert left["Results to candidates", "Level 3"] == (date(2024, 8, 15) - date(2024, 11, 30)).days
    assert [row["State"] for row in rows_in(desk, "Anchors") if row["Anchor"] == "R-G"] == ["Confirmed"]


def test_money_in_the_history_has_its_pence(desk: Path) -> None:
    (paid,) = (row for row in rows_in(desk, "History") if (row["Key"], row["Column"]) == ("PRS-24-0007-1", "Paid"))

    assert (paid["Old"], paid["New"]) == ("", "77.50")


def test_another_look_changes_nothing(desk: Path) -> None:
    before = {name: mark for name, mark in fingerprints(desk).items() if name.endswith(".xlsx") and "backups" not in name}
    call("flag-overdue", desk, "--at", ENDS.replace("T", " "))

    assert before == {name: mark for name, mark in fingerprints(desk).items() if name.endswith(".xlsx") and "backups" not in name}
