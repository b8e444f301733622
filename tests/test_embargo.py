"""No action reveals a grade before its time: every action of the registry is run at every moment that matters, on marked grades."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from desks import DEMO, Said, call, copy, fingerprints, new_desk, samples
from embargo_desk import MARKS, SECRET_BOOKS, embargoed, leaks, moments, texts
from test_faults import few
from test_rules_embargo import DAYS, READER
from test_survival import RUNS

from results_desk import tables
from results_desk.actions import ACTIONS
from results_desk.actions.registry import Action, Outcome, Work, action
from results_desk.doors import clock
from results_desk.edges.desk import audit
from results_desk.edges.desk.desk import Desk

LONDON = ZoneInfo("Europe/London")
OTHER = "colleague"
PUBLISH = "publish"
_FOLDER = tempfile.TemporaryDirectory(prefix="small-")
SMALL = Path(_FOLDER.name)
"""Where files of a few rows lie while the tests run."""


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("filled")
    filled = new_desk(folder / "desk")
    for name in ("import_candidates", "import_results", "log_requests"):
        said = call(name.replace("_", "-"), filled, *(few(word, folder) for word in RUNS[name].words if isinstance(word, Path)))
        assert said.code in (0, 4), said.err
    return {series: embargoed(copy(filled, tmp_path_factory.mktemp("embargo")), series) for series in DAYS}


def run_at(desk: Path, name: str, at: datetime, login: str, monkeypatch: pytest.MonkeyPatch) -> Said:
    """Run an action as a person with this login would at this moment: the real clock of a real desk."""
    monkeypatch.setattr(clock, "now", lambda: at.replace(tzinfo=LONDON))
    monkeypatch.setattr(audit, "login", lambda: login)
    words = RUNS[name].words
    given = (*words[: words.index("--at")], *words[words.index("--at") + 2 :]) if "--at" in words else words
    files = [small(path) for path in given if isinstance(path, Path)][:1]
    return call(name.replace("_", "-"), desk, *files, *(word for word in given if not isinstance(word, Path)), "--json")


@cache
def small(path: Path) -> Path:
    """The first rows of a sample file, under its own name: the walk is long enough."""
    with path.open("rb") as file:
        (SMALL / path.name).write_bytes(b"".join(islice(file, 8) if path.suffix == ".csv" else file))
    return SMALL / path.name


def released(series: str, at: datetime) -> set[str]:
    """Which results anybody may have then."""
    return {key for key, day in DAYS[series].items() if at >= datetime(day.year, day.month, day.day + 1, 8)}


def published(series: str, at: datetime) -> set[str]:
    return {key for key, day in DAYS[series].items() if at >= datetime(day.year, day.month, day.day + 1, 9, 30)}


def in_restriction(series: str, at: datetime) -> set[str]:
    """Which results an authorised reader may have then that nobody else may."""
    return {key for key, day in DAYS[series].items() if datetime(day.year, day.month, day.day, 0, 1) <= at} - released(series, at)


ALL = os.environ.get("EMBARGO") == "all"
"""Every action at every moment, whoever runs it: several minutes."""
SOME = [
    *(("June 2024", at, OTHER) for _, at in moments("June 2024")),
    *(("June 2024", at, READER) for name, at in moments("June 2024") if name.endswith(("00:01:00", "07:59:59"))),
    *(("November 2024", at, OTHER) for name, at in moments("November 2024") if name in ("A 07:59:59", "G 08:00:00")),
]
"""Series (in summer time, in winter time), moment and login. At 00:00 and from 08:00 on a reader may do what everybody may."""
WALK = [(series, at, login) for series in DAYS for _, at in moments(series) for login in (OTHER, READER)] if ALL else SOME
TURNS = ("00:00:00", "07:59:59", "08:00:00")
"""The moments at which an action is run that hands no grade to anybody: what it is handed turns at the release alone."""


def at_a_turn(each: Action, at: datetime) -> bool:
    return ALL or each.reveals not in ("", "keep") or f"{at:%H:%M:%S}" in TURNS


@pytest.mark.parametrize(("series", "at", "login"), WALK, ids=[f"{at:%d %b %H-%M-%S} {login}" for _, at, login in WALK])
def test_no_action_reveals_a_grade_before_its_time(
    series: str, at: datetime, login: str, desks: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = []
    desk = copy(desks[series], tmp_path)
    for name, each in ((name, each) for name, each in ACTIONS.items() if at_a_turn(each, at)):
        before = fingerprints(desk)
        said = run_at(desk, name, at, login, monkeypatch)
        assert said.code in (0, 3, 4, 5), f"{name}: {said.out}"
        allowed = published(series, at) if each.reveals == PUBLISH else released(series, at)
        if seen := leaks(desk, said.out + said.err, before, restricted_too=False) - allowed:
            wrong.append(f"{name} showed {sorted(seen)} at {at}")
        allowed |= in_restriction(series, at) if login == READER and each.reveals == "prepare" else set()
        if seen := leaks(desk, said.out + said.err, before, restricted_too=True) - allowed:
            wrong.append(f"{name} prepared {sorted(seen)} at {at} for {login}")
        if said.code == 5 and "RESTRICTED" in said.out and each.reveals in ("", "keep"):
            wrong.append(f"{name} is refused at {at}: say in its @action(..., reveals=...) what it does with grades")
    assert wrong == []


def test_what_is_released_is_handed_over(desks: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk looks where grades would be: after the release it finds them there."""
    desk = copy(desks["June 2024"], tmp_path)
    for name, at, login, found in (
        ("write_statements", datetime(2024, 8, 14, 12), READER, {"A"}),
        ("write_statements", datetime(2024, 8, 21, 12), READER, {"G"}),
        ("write_statements", datetime(2024, 8, 22, 8), OTHER, {"A", "G"}),
        ("export_results", datetime(2024, 8, 22, 9, 30), OTHER, {"A", "G"}),
    ):
        before = fingerprints(desk)
        said = run_at(desk, name, at, login, monkeypatch)
        assert said.code == 0, said.out
        assert leaks(desk, said.out, before, restricted_too=True) == found


@pytest.mark.parametrize(
    ("name", "at", "login", "says"),
    [
        ("write_statements", datetime(2024, 8, 14, 12), OTHER, "Write statements is refused: results"),
        ("write_statements", datetime(2024, 8, 14), READER, "RESTRICTED until 08:00 on"),
        ("export_candidate", datetime(2024, 8, 14, 12), READER, "Export candidate is refused: results ("),
        ("export_results", datetime(2024, 8, 15, 9, 29), READER, "no press before 09:30 on"),
        ("import_results", datetime(2024, 8, 14, 12), OTHER, "'results-desk authorise-reader --help'"),
        ("import_results", datetime(2024, 8, 14), READER, "not to be read by anybody before 00:01 on Wednesday 14 August 2024"),
    ],
)
def test_a_refusal_ends_with_5_says_why_and_changes_nothing(
    name: str, at: datetime, login: str, says: str, desks: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = copy(desks["June 2024"], tmp_path)
    before = fingerprints(desk)
    said = run_at(desk, name, at, login, monkeypatch)

    assert said.code == 5
    assert says in said.json["message"]
    assert fingerprints(desk) == before


@pytest.fixture
def rogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Action]]:
    """Actions that a developer wrote without thinking of the embargo."""

    def rogue_undeclared(work: Work) -> Outcome:
        """Tell everybody's grades."""
        return Outcome(" ".join(str(row["Grade"]) for row in work.desk.table("Results").rows()))

    def rogue_keeper(work: Work) -> Outcome:
        """Say that nothing is shown, and show it."""
        (work.desk.folder / "notes.txt").write_text(" ".join(map(str, work.desk.table("Components").read()["Grade"])))
        return Outcome("done")

    made = [action("Help", "Rogue")(rogue_undeclared) and ACTIONS.pop("rogue_undeclared")]
    made.append(action("Help", "Rogue", reveals="keep")(rogue_keeper) and ACTIONS.pop("rogue_keeper"))
    yield made


def test_an_action_that_forgets_the_gate_is_refused_or_seen(rogue: list[Action], desks: dict[str, Path], tmp_path: Path) -> None:
    from results_desk.actions.making import silent
    from results_desk.actions.run import run
    from results_desk.errors import RuleRefusal

    desk, at = copy(desks["June 2024"], tmp_path), datetime(2024, 8, 15, 7, 59, 59, tzinfo=LONDON)
    undeclared, keeper = rogue
    before = fingerprints(desk)

    with pytest.raises(RuleRefusal, match="RESTRICTED until"):
        run(undeclared, desk, at, silent, {})
    assert leaks(desk, run(keeper, desk, at, silent, {}).message, before, restricted_too=False) == set(MARKS)
    assert MARKS["A"] in run(undeclared, desk, datetime(2024, 8, 22, 8, tzinfo=LONDON), silent, {}).message


def test_every_table_that_tells_a_grade_says_so() -> None:
    """What the gate stands behind is found by the headings, not by a list."""
    later = {"moderation_returns_log.xlsx", "certificates_register.xlsx"}
    """Marks of samples and printed certificates come long after the release."""
    telling = ("grade", "mark", "raw mark", "subject grade", "component grade", "result_1_grade")
    for spec in tables.TABLES:
        tells = any(column.heading.casefold() in telling for column in spec.columns)
        if tells and spec.workbook not in later and spec.name != "GradeLadders":
            assert spec.graded, spec.name
        assert not spec.graded or spec.workbook in SECRET_BOOKS


def test_pages_with_restricted_results_say_until_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_hand = DEMO / "hand_entry.csv"

    def at(*clock_face: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(*clock_face, tzinfo=LONDON))  # type: ignore[arg-type, misc]

    def head() -> bool:
        return b"RESTRICTED until 08:00 on Thursday 22 August 2024" in b"".join(texts(desk / "results.xlsx"))

    at(2024, 8, 13, 9)
    desk = new_desk(tmp_path / "desk", practice=False)
    assert call("import-candidates", desk, *samples("import_candidates")).code == 0
    monkeypatch.setattr(audit, "login", lambda: READER)
    at(2024, 8, 14, 7)
    assert call("import-results", desk, by_hand).code == 5  # not signed for
    assert call("authorise-reader", desk, "P Example", "--signed-by", "The head").code == 0
    assert call("import-results", desk, by_hand).code == 5  # in the file are results of the other level, a week too early
    assert not Desk(desk).table("Results").rows()
    at(2024, 8, 21, 7)
    assert call("import-results", desk, by_hand).code in (0, 4)
    assert Desk(desk).table("Results").rows()
    assert head()
    at(2024, 8, 22, 8)
    restricted = desk
    for number, words in enumerate((("import-results", by_hand), ("write-statements",), ("flag-overdue",))):
        desk = Path(shutil.copytree(restricted, tmp_path / str(number)))
        assert head()
        assert call(words[0], desk, *words[1:]).code in (0, 4)
        assert not head(), words


def test_a_reader_keeps_the_login_and_is_let_in_again_only_by_a_new_signature(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")

    def authorise(day: int, *words: str) -> tuple[str, object, object]:
        said = call("authorise-reader", desk, "A Reader", *words, "--at", f"2024-08-{day:02d} 09:00")
        (row,) = Desk(desk).table("AuthorisedReaders").rows()
        assert said.code == 0
        return said.out, row["Login"], row["Ends on"]

    authorise(1, "--login", "areader")
    said, login, _ = authorise(2, "--signed-by", "The head")
    assert (login, said) == ("areader", "On the list, signed: this person may import results and prepare statements before the release.\n")
    assert authorise(3, "--role", "Invigilator")[0] == said, "the signature of before still counts"
    ended = authorise(6, "--end")[2]
    assert authorise(7, "--end")[2] == ended
    for words in ((), ("--login", "other")):
        said, _, ends = authorise(8, *words)
        assert said.startswith("This person's time is over") and "--signed-by" in said and ends == ended
    said, login, ends = authorise(9, "--signed-by", "The head")
    assert said.startswith("On the list, signed") and (login, ends) == ("other", None)
