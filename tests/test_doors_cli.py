"""The command line: what every way of calling it says, and the code it ends with."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from desks import DEMO, NEW, call, copy, filled_desk, fingerprints, new_desk, samples

from results_desk.actions import ACTIONS
from results_desk.actions.registry import Outcome, action
from results_desk.doors import cli, clock
from results_desk.edges.desk.desk import Desk
from results_desk.tables import WORKBOOKS


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_desk(tmp_path_factory.mktemp("filled") / "desk")


@pytest.fixture
def desk(filled: Path, tmp_path: Path) -> Path:
    return copy(filled, tmp_path)


def test_every_action_of_the_registry_is_a_command_with_help() -> None:
    listed = call("--help").out

    for each in ACTIONS.values():
        assert f"  {each.command} " in listed
        assert each.help.splitlines()[0][:30] in " ".join(call(each.command, "--help").out.split())


def test_every_summary_of_the_help_is_shown_whole() -> None:
    listed = " ".join(call("--help").out.partition("Commands:")[2].split())

    assert "..." not in listed and "Take back all that install put there; desks stay as they are." in listed


def test_what_to_do_today_names_days_by_their_names_and_shows_no_bare_link(desk: Path) -> None:
    said = call("today", desk, "--at", "2024-08-13 09:00").out

    assert "Restricted release day of A level and Level 3 results: not confirmed" in said or "not confirmed" not in said
    assert "http" not in said and "RR-A: not" not in said and "things to do" in said


def test_every_command_is_in_the_readme() -> None:
    readme = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")

    for each in ("new", "demo", "roll", "doctor", *(each.command for each in ACTIONS.values())):
        assert f"| `{each}` |" in readme, each
    for each in ("install", "uninstall", "panel", "new", "today"):
        assert f"results-desk {each}" in readme, each


def test_a_new_desk_says_what_it_made(tmp_path: Path) -> None:
    said = call("new", tmp_path / "desk", *NEW, "--series", "Jun 2024", "--json")

    assert said.code == 0
    assert said.json["counts"] == {"deadlines": 11, "release_times": 6}
    assert {path.name for path in (tmp_path / "desk").iterdir()} == {"audit.log", "audit.head", "letters", "received", *WORKBOOKS}
    assert Desk(tmp_path / "desk").settings["Series"] == "June 2024"


def test_a_series_we_hold_no_dates_for_has_blank_ones_to_fill(tmp_path: Path) -> None:
    said = call("new", tmp_path / "desk", *NEW, "--series", "November 2031", "--json")

    assert said.code == 4
    assert [problem["column"] for problem in said.json["problems"]] == ["At", "Awarding body deadline"]
    deadlines = Desk(tmp_path / "desk").table("Deadlines").read()
    assert set(deadlines["Series"]) == {"November 2031"}
    assert set(deadlines["Deadline"]) == {None}
    common = deadlines[deadlines["Awarding body"] == ""]
    assert len(common) == 15
    assert set(common[common["Rule"] == ""]["Source"]) == {""}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--centre", "1234", "--centre-name", "A", "--series", "June 2024"), "is not a national centre number"),
        (("--centre", "12345", "--centre-name", "A", "--series", "summer"), "names no exam series"),
        (("--centre", "12345", "--centre-name", "A", "--series", "June 2024", "--body-centre", "AQA"), "is not BODY=NUMBER"),
        (("--centre", "12345", "--centre-name", "A", "--series", "June 2024", "--body-centre", "XYZ=1"), "one of our awarding bodies: AQA"),
    ],
)
def test_a_wrong_word_for_a_new_desk_is_explained(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    said = call("new", tmp_path / "desk", *words)

    assert said.code == 3
    assert says in " ".join(said.err.split())
    assert list(tmp_path.iterdir()) == []


def test_a_new_desk_never_takes_a_folder_in_use(tmp_path: Path) -> None:
    new_desk(tmp_path / "desk")
    before = fingerprints(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something.txt").write_text("mine")

    assert "is a desk already" in call("new", tmp_path / "desk", *NEW, "--series", "June 2024").err
    assert "is not empty" in call("new", tmp_path / "full", *NEW, "--series", "June 2024").err
    assert fingerprints(tmp_path).items() >= before.items()
    assert (tmp_path / "full" / "something.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ACTIONS)
def test_a_folder_that_is_no_desk_is_refused_by_every_action(name: str, tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text("a,b\n1,2\n")
    command, asked = ACTIONS[name].command, [each for each in ACTIONS[name].questions if each.required]
    given = [file if each.kind in ("file", "files") else ("statement_of_results", *each.choices(tmp_path))[-1] for each in asked]

    said = call(command, tmp_path, *given)
    missing = call(command, tmp_path / "nowhere", *given, "--json")

    assert said.code == missing.code == 3
    assert "is not a desk" in said.err
    assert missing.json["done"] is False
    assert "There is no folder" in missing.json["message"]
    assert fingerprints(tmp_path).keys() == {"some.csv"}


def test_the_second_import_changes_nothing_and_says_so(desk: Path) -> None:
    before = fingerprints(desk)
    said = call("import-results", desk, *samples("import_results"), "--json")

    assert said.code == 4
    assert "Nothing changed" in said.json["message"]
    assert (said.json["counts"]["new"], said.json["counts"]["changed"]) == (0, 0)
    assert fingerprints(desk) == before
    assert "Nothing changed" in call("import-candidates", desk, *samples("import_candidates")).out
    assert fingerprints(desk) == before


def test_json_has_the_keys_of_the_contract(desk: Path) -> None:
    body = call("import-results", desk, *samples("import_results"), "--json").json

    assert {"action", "done", "message", "counts", "files", "problems"} <= body.keys()
    assert {"rows", "accepted", "changed", "problems"} <= body["counts"].keys()
    assert all(problem.keys() == {"file", "row", "column", "message", "way_out"} for problem in body["problems"])


def test_nothing_that_is_printed_or_logged_is_personal(desk: Path) -> None:
    candidates = Desk(desk).table("Candidates").read()
    names = {name for name in candidates["Surname"] if len(name) > 3}

    printed = [call("import-results", desk, *samples("import_results"), flag).out for flag in ("--json", "--at=2024-08-14")]
    printed += [call("log-requests", desk, DEMO / "request_answers.csv", "--json").out, call("flag-overdue", desk).out]
    printed.append((desk / "audit.log").read_text(encoding="utf-8"))

    assert not [name for text in printed for name in names if name in text]


def test_the_clock_may_be_set_on_practice_desks_only(tmp_path: Path) -> None:
    real = new_desk(tmp_path / "real", practice=False)
    practice = new_desk(tmp_path / "practice")

    assert call("today", practice, "--at", "2024-09-25 07:59").code == 0
    assert "is not a date and time" in call("today", practice, "--at", "tomorrow").err
    said = call("today", real, "--at", "2024-09-25 07:59")
    assert said.code == 3
    assert "practice desks only" in said.err


def test_the_clock_is_uk_time_whatever_the_machine() -> None:
    assert clock.at("2024-08-15 07:59").isoformat() == "2024-08-15T07:59:00+01:00"
    assert clock.at("2024-11-15 07:59").isoformat() == "2024-11-15T07:59:00+00:00"
    assert clock.now().tzinfo is clock.LONDON


def test_wrong_usage_ends_with_2(desk: Path) -> None:
    assert call("import-results").code == 2
    assert call("no-such-command", desk).code == 2


def test_a_missing_results_file_stops_the_whole_call(desk: Path) -> None:
    before = fingerprints(desk)
    said = call("import-results", desk, samples("import_results")[0], desk / "nothing.csv")

    assert said.code == 3
    assert "nothing.csv" in said.err
    assert fingerprints(desk) == before


def test_two_files_of_one_name_are_refused(desk: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "ocr_results.csv").write_bytes((DEMO / "ocr_results.csv").read_bytes())

    assert "have the same name" in call("import-results", desk, DEMO / "ocr_results.csv", other / "ocr_results.csv").err


def test_a_file_of_the_wrong_kind_names_the_right_command(desk: Path) -> None:
    assert "import-candidates" in call("import-results", desk, DEMO / "candidates.csv").err
    assert "import-results" in call("import-candidates", desk, DEMO / "ocr_results.csv").err
    assert "log-requests" in call("import-results", desk, DEMO / "request_answers.csv").err


def test_a_workbook_that_is_open_is_named_with_who_has_it(desk: Path) -> None:
    (desk / ".~lock.results.xlsx#").write_text(",P Example,desk,23.08.2024 09:00,file:///home;", encoding="utf-8")
    before = fingerprints(desk)
    newer = _newer(desk)
    said = call("import-results", desk, newer)

    assert said.code == 3
    assert "results.xlsx" in said.err
    assert "P Example" in said.err
    assert {name: mark for name, mark in fingerprints(desk).items() if name.endswith(".xlsx")} == {
        name: mark for name, mark in before.items() if name.endswith(".xlsx")
    }


def _newer(desk: Path) -> Path:
    text = (DEMO / "vocational_results.csv").read_text(encoding="utf-8-sig").splitlines()
    newer = desk.parent / "vocational_late.csv"
    newer.write_text("\n".join([text[0], text[1].rsplit(",", 1)[0] + ",U"]) + "\n", encoding="utf-8")
    os.utime(newer, (2_000_000_000, 2_000_000_000))
    return newer


def test_a_newer_file_changes_a_result_and_the_old_one_stays_visible(desk: Path) -> None:
    before = Desk(desk).table("Results").read()
    newer = _newer(desk)
    said = call("import-results", desk, newer, "--json")
    after = Desk(desk).table("Results").read()
    changed = after[after["File"] == newer.name]

    assert said.json["counts"]["changed"] == 1
    assert list(changed["Grade"]) == ["U"]
    assert list(changed["Earlier file"]) == ["vocational_results.csv"]
    assert list(changed["Earlier grade"]) == list(before.loc[changed.index, "Grade"])
    assert sorted(path.name for path in (desk / "backups").iterdir())
    again = fingerprints(desk)
    call("import-results", desk, newer)
    assert fingerprints(desk) == again


def test_a_fault_of_ours_names_a_log_without_personal_data(desk: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("results_desk.edges.computer.places.Places.own", tmp_path / "app")

    def broken(work: object) -> Outcome:
        """Fail."""
        raise ValueError("Zebedee O'Marked got a 9")

    monkeypatch.setitem(ACTIONS, "today", action("Today", "Today")(broken) and ACTIONS["broken"])
    ACTIONS.pop("broken")
    fault = ACTIONS["today"]
    with pytest.raises(cli.typer.Exit) as ended:
        cli.finish("today", True, lambda: cli.act(fault, desk, "", True, {}))
    (log,) = (tmp_path / "app" / "faults").iterdir()
    text = log.read_text(encoding="utf-8")

    assert ended.value.exit_code == 1
    assert "ValueError" in text
    assert "Zebedee" not in text
    assert "broken" in text


def test_the_audit_log_has_one_line_per_action(desk: Path) -> None:
    lines = [json.loads(line) for line in (desk / "audit.log").read_text(encoding="utf-8").splitlines()]

    assert [line["action"] for line in lines] == ["new", "import_candidates", "import_results"]
    assert all(line.keys() - {"head"} == {"at", "who", "action", "counts", "files", "chain"} for line in lines)
    assert [len(line["files"]) for line in lines] == [0, 2, 6]


def test_the_received_files_are_kept_as_they_came(desk: Path) -> None:
    for part in ("import_candidates", "import_results"):
        for path in samples(part):
            assert (desk / "received" / path.name).read_bytes() == path.read_bytes()


def test_a_colleagues_column_and_note_survive_an_import(desk: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(desk / "results.xlsx")
    book["Results"]["AD2"] = "a colleague's note"
    book.create_sheet("Ours")["A1"] = "ours"
    book.save(desk / "results.xlsx")
    call("import-results", desk, _newer(desk))
    after = openpyxl.load_workbook(desk / "results.xlsx")

    assert after["Results"]["AD2"].value == "a colleague's note"
    assert after["Ours"]["A1"].value == "ours"


@pytest.mark.parametrize(
    ("table", "says"),
    [("Lines", "has no table Lines"), ("Sent on", "'Sent on' is missing")],
)
def test_a_missing_table_or_column_is_named(desk: Path, table: str, says: str) -> None:
    from zipfile import ZipFile

    path = desk / "tracking_log.xlsx"
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    old = f'name="{table}"'.encode()
    with ZipFile(path, "w") as book:
        for name, data in parts.items():
            renamed = data.replace(old, b'name="Other"').replace(f'displayName="{table}"'.encode(), b'displayName="Other"')
            book.writestr(name, renamed if name.startswith("xl/tables/") else data)
    said = call("flag-overdue", desk)

    assert said.code == 3
    assert "tracking_log.xlsx" in said.err
    assert says in said.err


def test_build_check_says_what_is_stale(tmp_path: Path) -> None:
    assert "not a checkout" in call("build", "--check", "--folder", tmp_path).err
    (tmp_path / "xlsx_templates").mkdir()
    (tmp_path / "addin" / "results_desk" / "demo").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    root = Path(__file__).parents[1]
    shutil.copytree(root / "addin" / "vba", tmp_path / "addin" / "vba")
    shutil.copytree(root / "docx_templates", tmp_path / "docx_templates", ignore=shutil.ignore_patterns("*.md"))
    shutil.copyfile(root / "README.md", tmp_path / "README.md")
    said = call("build", "--check", "--folder", tmp_path)
    assert said.code == 3
    assert "xlsx_templates/results.xlsx" in said.err
    assert "addin/results_desk.xlam" in said.err
    assert call("build", "--folder", tmp_path).code == 0
    assert call("build", "--check", "--folder", tmp_path).code == 0
