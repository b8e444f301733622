"""The practice desk's plan against what importers and rules make of its files: nothing is wrong but what is planned."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from office import ROOT

from results_desk import importers, reference, tables
from results_desk.errors import Problem
from results_desk.rules.calendar import add_working_days, bank_holidays
from results_desk.rules.candidates.candidates import check_candidates
from results_desk.rules.facts import Facts
from results_desk.rules.log.alarms import Clocks, alarm_text
from results_desk.rules.requests import asking
from results_desk.rules.requests.answers import Asked, Logged, log
from results_desk.rules.results.results import ResultsCheck, check_results, entries_without_result
from results_desk.tables.tracking_log import NAMED_CELLS

SHIPPED = ROOT / "addin" / "results_desk" / "demo"
PLANNED: dict[str, Any] = json.loads((SHIPPED / "planned.json").read_text(encoding="utf-8"))
STORY: dict[str, Any] = json.loads((SHIPPED / "story.json").read_text(encoding="utf-8"))
RESULTS: list[str] = PLANNED["import_results"]
ARRIVED = datetime(2024, 8, 14, 7, 30)


@dataclass
class Desk:
    """What a desk holds after every sample file was imported, and what each import said."""

    candidates: pd.DataFrame
    entries: pd.DataFrame
    results: pd.DataFrame
    components: pd.DataFrame
    facts: Facts
    said: dict[str, list[Problem]]
    checked: dict[str, ResultsCheck]


def shipped_rows(table: str, source: str) -> list[dict[str, Any]]:
    """The reference as a new desk holds it."""
    columns = tables.table(table).columns
    return [{column.heading: value(column, row) for column in columns} for row in reference.rows(source)]


def folded(heading: str) -> str:
    return heading.lower().replace(" ", "_")


def value(column: tables.Column, row: dict[str, str]) -> object:
    text = row.get(folded(column.heading), "")
    if column.kind in ("code", "text"):
        return text
    return {"date": date.fromisoformat, "moment": datetime.fromisoformat}.get(column.kind, int)(text) if text else None


def blank(table: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(tables.table(table).headings), dtype=object)


def facts() -> Facts:
    ours = PLANNED["body_centres"]
    bodies = [row | {"Centre number": ours.get(row["Awarding body"], "")} for row in shipped_rows("AwardingBodies", "awarding_bodies")]
    settings = [{"Setting": "Series", "Value": PLANNED["series"]}, {"Setting": "Centre number", "Value": PLANNED["centre_number"]}]
    return Facts.of(
        settings=settings, levels=shipped_rows("Levels", "levels"),
        grade_ladders=shipped_rows("GradeLadders", "grade_ladders"), awarding_bodies=bodies,
    )  # fmt: skip


@pytest.fixture(scope="module")
def desk() -> Desk:
    """Every sample file through its importer and the rules, in the order of the story."""
    made = Desk(blank("Candidates"), blank("Entries"), blank("Results"), blank("Components"), facts(), {}, {})
    profiles = shipped_rows("HeadingProfiles", "heading_profiles")
    for file in PLANNED["import_candidates"]:
        batch = importers.extract(SHIPPED / file, "candidates", profiles)
        found = check_candidates(batch.candidates, batch.entries, made.candidates, made.entries, made.facts, file)
        made.candidates = pd.concat([made.candidates, found.new_candidates], ignore_index=True)
        made.entries = pd.concat([made.entries, found.new_entries], ignore_index=True)
        made.said[file] = [*batch.problems, *found.problems]
    for file in RESULTS:
        batch = importers.extract(SHIPPED / file, "results", profiles)
        check = made.checked[file] = check_results(
            batch.results, batch.components, made.candidates, made.entries, made.results, made.components, blank("Files"), made.facts,
            file, ARRIVED,
        )  # fmt: skip
        made.results = pd.concat([made.results, check.new], ignore_index=True)
        made.components = pd.concat([made.components, check.components_new], ignore_index=True)
        made.said[file] = [*batch.problems, *check.problems]
    return made


def deadlines() -> list[dict[str, object]]:
    """The deadlines as a new desk has them: with the centre's own day, one working day earlier for priority reviews, three for others."""
    closed = bank_holidays("England", [2024])
    buffers = {"P2": -1}
    return [
        row | {"Internal deadline": row["Deadline"] and add_working_days(row["Deadline"], buffers.get(row["Service"], -3), closed)}
        for row in shipped_rows("Deadlines", "deadlines")
    ]


@pytest.fixture(scope="module")
def logged(desk: Desk) -> Logged:
    """The answers of the form, logged on that desk."""
    batch = importers.extract(SHIPPED / "request_answers.csv", "requests", [])
    held = asking.Desk.of(
        PLANNED["series"], desk.candidates, desk.results, desk.components, shipped_rows("Levels", "levels"),
        shipped_rows("Services", "services"), shipped_rows("AwardingBodies", "awarding_bodies"), deadlines(),
        shipped_rows("ReleaseTimes", "release_times"),
    )  # fmt: skip
    return log(batch.requests, blank("Lines"), held, Asked("request_answers.csv", override=("The head of centre", "Kept waiting")))


@pytest.mark.parametrize("file", PLANNED["import_candidates"])
def test_candidates_and_entries_come_in_without_a_problem(desk: Desk, file: str) -> None:
    assert desk.said[file] == []
    assert (len(desk.candidates), len(desk.entries)) == (PLANNED["candidates"], PLANNED["entries"])


@pytest.mark.parametrize("file", RESULTS)
def test_as_many_rows_are_accepted_as_planned(desk: Desk, file: str) -> None:
    plan, check = PLANNED["files"][file], desk.checked[file]

    assert check.accepted == plan["accepted"]
    assert len(check.new) == plan["awards"]


@pytest.mark.parametrize("file", RESULTS)
def test_the_problems_are_those_planned(desk: Desk, file: str) -> None:
    """A problem of an award with several rows is told once, at its first row; a refused row is always told."""
    planned = PLANNED["files"][file]["wrong"]
    said = {(problem.row, problem.kept) for problem in desk.said[file]}

    assert said <= {(row, plan["kept"]) for plan in planned for row in plan["rows"]}
    for plan in planned:
        told = [row for row in plan["rows"] if (row, plan["kept"]) in said]
        assert told == plan["rows"] if not plan["kept"] else told[:1] == plan["rows"][:1], plan["kind"]


def test_entries_without_result_are_those_planned(desk: Desk) -> None:
    missing = entries_without_result(desk.entries, desk.results, desk.facts)
    planned = PLANNED["entries_without_result"]

    assert [problem.message for problem in missing] == ["An entry has no result"] * len(planned)
    assert {problem.detail for problem in missing} == {" ".join(entry.values()) for entry in planned}
    assert len(desk.results) == PLANNED["results"]


def test_every_result_has_its_level(desk: Desk) -> None:
    known = {row["level"] for row in reference.rows("levels")}

    assert set(desk.results["Level"]) <= known
    assert len(set(desk.results["Awarding body"])) == 6


def test_the_requests_become_the_lines_of_the_story(logged: Logged) -> None:
    keys = ["Candidate number", "Component code", "Service"]

    assert [tuple(row) for row in logged.new[keys].to_numpy()] == [
        (line["candidate_number"], line["component_code"], line["service"]) for line in STORY["log"]
    ]
    assert logged.counts["rows"] == STORY["answers"]
    assert logged.counts["lines"] == STORY["lines"] == 8
    assert logged.new["Request ID"].nunique() == STORY["requests"] == 7


def test_one_request_is_refused_and_two_wait_for_consent(logged: Logged) -> None:
    assert [problem.row for problem in logged.problems if not problem.kept] == [refused["row"] for refused in STORY["refused"]] == [5]
    waiting = logged.new[logged.new["Status"] == "Waiting for consent"]
    assert list(waiting["Candidate number"]) == ["1047", "0066"]


def test_the_alarms_on_the_day_are_those_of_the_story(logged: Logged) -> None:
    day = datetime.fromisoformat(STORY["flag_overdue_at"]).date()
    clocks = Clocks.read({cell.name: cell.start for cell in NAMED_CELLS}.__getitem__)

    assert [alarm_text(line, day, clocks) for line in told(logged)] == [line["alarm"] for line in STORY["log"]]
    assert sum(bool(line["alarm"]) for line in STORY["log"]) == STORY["alarms"] == 5


def told(logged: Logged) -> Iterator[dict[str, Any]]:
    """The lines with what the story types in them afterwards."""
    for row, line in zip(logged.new.to_dict("records"), STORY["log"], strict=True):
        edits = line["edits"].items()
        typed = {heading: value(tables.table("Lines").column(heading), {folded(heading): text}) for heading, text in edits}
        yield {str(heading): cell for heading, cell in row.items()} | typed
