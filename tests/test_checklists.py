"""The two checklists: every task is there, dated as the series is, computed alike by a spreadsheet and by the rules."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from desks import new_desk
from formulas import Case, differences
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from office import pdf_pages, pdf_text, to_pdf, to_xlsx, validator_errors
from python_calamine import CalamineWorkbook

from results_desk import reference
from results_desk.build.workbooks import workbook_bytes
from results_desk.edges.desk.desk import Desk
from results_desk.rules.cells import Row, records
from results_desk.rules.checklist import Calendar, alarm, due, open_tasks, progress, tick
from results_desk.tables import LISTS
from results_desk.tables.checklists import Checklist
from results_desk.tables.post_results_checklist import CHECKLIST as POST_RESULTS
from results_desk.tables.results_day_checklist import CHECKLIST as RESULTS_DAY

BOTH = pytest.mark.parametrize("checklist", [RESULTS_DAY, POST_RESULTS], ids=lambda checklist: checklist.name)
NUMBERS = {"ResultsDay": 66, "PostResults": 41}
R_A = date(2024, 8, 15)
ANCHORS = [{"Anchor": "R-A", "Date": R_A}, {"Anchor": "PD", "Date": date(2024, 8, 22)}, {"Anchor": "TERM-END", "Date": None}]
CLOSED = [{"Date": date(2024, 8, 26), "What": "Summer bank holiday"}]


@pytest.fixture(scope="module")
def june_2024(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_desk(tmp_path_factory.mktemp("checklists") / "desk")


@pytest.fixture(scope="module")
def june_2031(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A series of which no date is known."""
    return new_desk(tmp_path_factory.mktemp("checklists") / "desk", "June 2031")


def on(today: date) -> Calendar:
    return Calendar.read(today, ANCHORS, CLOSED)


def task(**cells: object) -> Row:
    return {"Task ID": "1", "Stage": "D Results day", "Level": "Level 3", "Task": "Open the room", "Anchor": "R-A", "Offset": 0} | cells


@BOTH
def test_every_number_of_the_list_is_there_and_no_task_id_twice(checklist: Checklist) -> None:
    ids = [row["task_id"] for row in reference.rows(checklist.tasks)]

    assert {int(re.match(r"\d+", found)[0]) for found in ids} == set(range(1, NUMBERS[checklist.name] + 1))
    assert [found for found, times in Counter(found.casefold() for found in ids).items() if times > 1] == []
    assert all(re.fullmatch(r"\d+(\.\d)?(-[AG])?", found) for found in ids)


@BOTH
def test_a_task_has_a_stage_and_level_of_the_lists_and_a_known_anchor(checklist: Checklist) -> None:
    for row in reference.rows(checklist.tasks):
        assert row["stage"] in LISTS[checklist.stages] and row["level"] in LISTS["task level"]
        assert row["anchor"] in (*LISTS["anchor"], "") and bool(row["anchor"]) == bool(row["offset"])
        assert row["counted_in"] in (*LISTS["days counted"], "") and row["repeats"] in (*LISTS["repeats"], "")
        assert re.fullmatch(r"(([01]\d|2[0-3]):[0-5]\d)?", row["time"])
        assert row["task"] and row["owner_role"] and len(row["task"]) <= 132 and len(row["why"]) <= 90


def test_what_is_done_on_each_results_day_stands_in_the_list_for_each_of_the_two() -> None:
    by_level = {level: set[str]() for level in ("Level 3", "Level 1/2", "All")}
    for row in reference.rows("results_day_tasks"):
        if row["stage"][0] in "CD":
            by_level[row["level"]].add(row["task_id"].removesuffix("-A").removesuffix("-G"))

    assert by_level["All"] == set()
    assert by_level["Level 3"] - by_level["Level 1/2"] == {"46", "52.1"}, "universities and priority reviews are for Level 3 only"
    assert not by_level["Level 1/2"] - by_level["Level 3"]


@BOTH
def test_every_task_belongs_to_one_part_of_the_progress_and_to_the_last_one(checklist: Checklist) -> None:
    parts = reference.rows(checklist.parts)
    for row in reference.rows(checklist.tasks):
        mine = [part["part"] for part in parts if part["stage"] in (row["stage"], "") and part["level"] in (row["level"], "")]
        assert len(mine) == 2 and mine[-1] == "All tasks"


def test_the_hours_of_june_2024_stand_in_the_checklist(june_2024: Path) -> None:
    rows = records(Desk(june_2024).table("ResultsDayTasks").read())
    found = {(row["Due"], row["Time"], row["Level"]): row["Task"] for row in rows if row["Task ID"][:4] in ("33.1", "49-A", "49-G")}
    hours = [(row["Due"], row["Time"], row["Task"][:13]) for row in rows if row["Task ID"][:2] == "53"]

    assert list(found) == [
        (date(2024, 8, 14), "00:01", "Level 3"), (date(2024, 8, 15), "08:00", "Level 3"),
        (date(2024, 8, 21), "00:01", "Level 1/2"), (date(2024, 8, 22), "08:00", "Level 1/2"),
    ]  # fmt: skip
    assert hours == [
        (day, "09:30", what) for day in (date(2024, 8, 15), date(2024, 8, 22)) for what in ("Results data ", "Press stateme")
    ]


def test_before_the_dates_of_a_series_are_known_no_task_has_one_and_nothing_is_an_error(june_2031: Path, tmp_path: Path) -> None:
    paths = [june_2031 / checklist.workbook for checklist in (RESULTS_DAY, POST_RESULTS)]
    for checklist, computed in zip((RESULTS_DAY, POST_RESULTS), to_xlsx(paths, tmp_path), strict=True):
        rows = Desk(june_2031).table(f"{checklist.name}Tasks").read()
        book = CalamineWorkbook.from_path(computed)
        cells = [str(cell) for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() for cell in row]

        assert set(rows["Alarm"]) == {"Date not known"} and set(rows["Due"]) == {None}
        assert cells.count("Date not known") == len(rows)
        assert [cell for cell in cells if re.match(r"#(N/A|NAME|VALUE|REF|DIV|NUM|NULL)|Err:", cell)] == []


@BOTH
def test_the_wall_list_prints_every_word_of_every_task(checklist: Checklist, june_2024: Path, tmp_path: Path) -> None:
    [pdf] = to_pdf([june_2024 / checklist.workbook], tmp_path)
    printed = Counter(pdf_text(pdf).split())
    wanted = Counter(word for row in reference.rows(checklist.tasks) for word in (row["task_id"], *row["task"].split()))

    assert wanted - printed == Counter()
    assert printed["☐"] == len(reference.rows(checklist.tasks))
    assert pdf_pages(pdf) <= 12


@BOTH
def test_shipped_and_filled_it_is_a_valid_workbook(checklist: Checklist, june_2024: Path, tmp_path: Path) -> None:
    shipped = tmp_path / checklist.workbook
    shipped.write_bytes(workbook_bytes(checklist.workbook))

    assert validator_errors([shipped, june_2024 / checklist.workbook]) == {shipped: [], june_2024 / checklist.workbook: []}


@pytest.mark.parametrize(
    ("today", "cells", "expected"),
    [
        (date(2024, 8, 7), {}, ""),
        (date(2024, 8, 8), {}, "This week"),
        (date(2024, 8, 14), {}, "This week"),
        (R_A, {}, "Today"),
        (date(2024, 8, 16), {}, "Late"),
        (date(2024, 8, 16), {"State": "Blocked"}, "Late"),
        (date(2024, 8, 16), {"State": "done "}, ""),
        (date(2024, 8, 16), {"State": "Not needed here"}, ""),
        (R_A, {"Anchor": "TERM-END"}, "Date not known"),
        (R_A, {"Anchor": ""}, "Date not known"),
        (R_A, {"Anchor": "", "Own date": datetime(2024, 8, 15, 8, 30)}, "Today"),
        (R_A, {"Own date": "after lunch"}, "Today"),
        (R_A, {"Task": ""}, ""),
    ],
)
def test_the_alarm_of_a_task(today: date, cells: dict[str, object], expected: str) -> None:
    assert alarm(task(**cells), on(today)) == expected


@pytest.mark.parametrize(
    ("today", "cells", "expected"),
    [
        (date(2024, 8, 1), {"Repeats": "Weekly"}, R_A),
        (date(2024, 8, 16), {"Repeats": "Weekly"}, date(2024, 8, 22)),
        (date(2024, 8, 22), {"Repeats": "Weekly"}, date(2024, 8, 22)),
        (date(2024, 8, 23), {"Repeats": "Weekly", "Until": "PD"}, date(2024, 8, 22)),
        (date(2024, 8, 20), {"Repeats": "Daily", "Until": "PD"}, date(2024, 8, 20)),
        (date(2024, 8, 20), {"Repeats": "Daily", "State": "Done"}, R_A),
        (date(2024, 8, 20), {"Repeats": "Every 4 weeks", "Until": "TERM-END"}, date(2024, 9, 12)),
        (date(2024, 8, 20), {"Offset": 7, "Counted in": "Working"}, date(2024, 8, 27)),
        (date(2024, 8, 20), {"Offset": 7, "Counted in": "Calendar"}, date(2024, 8, 22)),
    ],
)
def test_the_day_of_a_task(today: date, cells: dict[str, object], expected: date) -> None:
    assert due(task(**cells), on(today)) == expected


def test_the_box_follows_the_state() -> None:
    assert [tick(task(State=state)) for state in ("", "In progress", "Done", "Not needed here")] == ["☐", "☐", "☑", "–"]
    assert tick(task(Task="", State="Done")) == ""


def test_progress_is_complete_only_when_nothing_is_left() -> None:
    part: Row = {"Part": "Results day", "Stage": "D Results day", "Level": ""}
    tasks = [task(State="Done")] * 199 + [task(**{"Task ID": "9", "Own date": date(2024, 8, 20)}), task(Stage="E Afterwards")]
    found = progress(part, tasks, on(R_A))
    dropped = progress(part, [task(State="Not needed here")], on(R_A))

    assert (found["Tasks"], found["Left"], found["Per cent done"], found["Next due"]) == (200, 1, 99, date(2024, 8, 20))
    assert (found["Next task"], len(str(found["Bar"]))) == ("9 Open the room", 9)
    assert (dropped["Per cent done"], dropped["Next due"], dropped["Next task"]) == (100, "", "")
    assert progress(part, [], on(R_A))["Per cent done"] == ""


def test_what_is_open_comes_most_urgent_first() -> None:
    tasks = [
        task(**{"Task ID": "tomorrow", "Offset": 1}), task(**{"Task ID": "at eight", "Time": "08:00"}),
        task(**{"Task ID": "at half past six", "Time": "06:30", "Owner": "A. Porter"}),
        task(**{"Task ID": "late", "Offset": -3, "Level": "All", "Owner role": "Exams officer"}),
        task(**{"Task ID": "done", "State": "Done"}), task(**{"Task ID": "in eight days", "Offset": 8}),
        task(**{"Task ID": "no date", "Anchor": "TERM-END"}), task(**{"Task ID": "blank", "Task": ""}),
    ]  # fmt: skip
    found = open_tasks(tasks, on(R_A), RESULTS_DAY.workbook)

    assert [row["Reference"] for row in found] == ["late", "at half past six", "at eight", "tomorrow"]
    assert found[0] == {
        "Area": "Tasks", "What": "Late: D Results day", "Due": date(2024, 8, 12), "What to do": "Open the room (Exams officer)",
        "Reference": "late", "Where": "results_day_checklist.xlsx, Tasks", "Why": "",
    }  # fmt: skip
    assert (found[1]["What"], found[1]["What to do"]) == ("Today: D Results day, Level 3", "Open the room (A. Porter)")
    assert [row["Reference"] for row in open_tasks(tasks, on(R_A), RESULTS_DAY.workbook, days=8)][-1] == "in eight days"


BORDERS = (date(2024, 2, 29), date(2024, 8, 15), date(2024, 8, 24), date(2024, 8, 26), date(2024, 12, 31), date(2025, 2, 28))
SAID = ("", "", "", "Done", "done ", "Not needed here", "Blocked", "In progress", "Not started")


def _case(checklist: Checklist, seed: int, today: date) -> Case:
    chance = random.Random(seed)
    stages = (*LISTS[checklist.stages], "")

    def near(blank: float) -> object:
        if chance.random() < blank:
            return None
        day = chance.choice((today, today, *BORDERS)) + timedelta(days=chance.choice((-29, -8, -7, -1, 0, 1, 6, 7, 8, 14, 28)))
        return chance.choice((day, day, day, day, datetime(day.year, day.month, day.day, 8, 30), "soon"))

    names = ("RR-A", "R-A", "RR-G", "R-G", "PD", "GD", "TERM-END", "OURS")
    tasks = [
        {
            "Task ID": f"{n}", "Task": chance.choice(("Open the room", "Ring them", "9-1", "Post", "")), "Stage": chance.choice(stages),
            "Level": chance.choice((*LISTS["task level"], "")), "State": chance.choice(SAID), "Own date": near(0.8),
            "Anchor": chance.choice((*names, "r-a", " R-A ", "nowhere", "")),
            "Offset": chance.choice((None, 0, 0, 1, -1, 6, 7, 8, -60, 3, -3, 2.7, -2.7, "three")),
            "Counted in": chance.choice(("Calendar", "Working", "working ", "")),
            "Repeats": chance.choice((*LISTS["repeats"], "", "", "", "weekly ", "Hourly")), "Until": chance.choice((*names, "", "")),
        }
        for n in range(30)
    ]  # fmt: skip
    parts = [
        {"Part": chance.choice(("Some of it", "")) if n % 7 == 0 else f"{n}", "Stage": chance.choice(stages),
         "Level": chance.choice((*LISTS["task level"], "", ""))}
        for n in range(30)
    ]  # fmt: skip
    closed = [{"Date": day} for day in (*BORDERS[2:5], today, today - timedelta(days=1), None)]
    held = {"Tasks": tasks, "Progress": parts, "Dates": [{"Anchor": name, "Date": near(0.15)} for name in names], "ClosedDays": closed}
    return Case(today, {checklist.name + table: rows for table, rows in held.items()})


def _drawn(checklist: Checklist, count: int) -> list[Case]:
    """Cases that hypothesis draws: the same ones on every run, half of the days beside a border."""
    found: list[Case] = []
    days = st.one_of(st.sampled_from(BORDERS), st.dates(date(2023, 12, 1), date(2026, 3, 1)))

    @settings(
        max_examples=count, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None
    )
    @given(st.integers(0, 10**6), days)
    def draw(seed: int, today: date) -> None:
        found.append(_case(checklist, seed, today))

    draw()
    return found


@BOTH
def test_formulas_and_rules_say_the_same(checklist: Checklist, tmp_path: Path) -> None:
    cases = _drawn(checklist, 10)

    assert len(cases) * 30 >= 200 and len({case.today for case in cases}) >= 5
    assert differences(checklist.workbook, cases, tmp_path) == []
