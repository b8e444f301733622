"""The audit log: nothing changed unseen, nothing lost, and every refusal in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desks import call, new_desk, rows_in
from faults import FAULTS, Disk, Killed
from hypothesis import given
from hypothesis import strategies as st

from results_desk.doors import clock
from results_desk.edges.desk import audit
from results_desk.edges.desk.audit import LOG, cut_off, entries, last_moment, record
from results_desk.edges.desk.audithead import HEAD

AT = datetime(2024, 8, 14, 9, tzinfo=UTC)


def write(folder: Path, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        record(folder, AT + timedelta(minutes=number), "today", {"lines": number}, ["ab" * 32])


def lines(folder: Path) -> list[bytes]:
    return (folder / LOG).read_bytes().split(b"\n")[:-1]


def broken(folder: Path) -> list[int]:
    return [entry.number for entry in entries(folder) if entry.wrong]


OLD = b'{"at": "2024-08-01T09:00:00+01:00", "who": "pe", "action": "new", "counts": {}, "files": []}\n'


def test_a_log_as_it_was_written_is_whole(tmp_path: Path) -> None:
    assert list(entries(tmp_path)) == []
    assert last_moment(tmp_path) is None
    write(tmp_path, 5)

    assert broken(tmp_path) == []
    assert len(list(entries(tmp_path))) == 5
    assert last_moment(tmp_path) == AT + timedelta(minutes=4)


CHANGES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a count changed": lambda held: [*held[:2], held[2].replace(b'"lines": 2', b'"lines": 9'), *held[3:]],
    "a line taken out": lambda held: held[:2] + held[3:],
    "a line doubled": lambda held: held[:3] + held[2:],
    "two lines swapped": lambda held: [*held[:2], held[3], held[2], *held[4:]],
    "a line put in": lambda held: [*held[:2], OLD.rstrip(), *held[2:]],
    "a line that is no JSON": lambda held: [*held[:2], b"nothing", *held[2:]],
    "a line with a chain of its own": lambda held: [*held[:2], held[2][:-20] + b'0000000000000000"}', *held[3:]],
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_first_line_that_is_not_as_written_is_named(what: str, tmp_path: Path) -> None:
    write(tmp_path, 6)
    (tmp_path / LOG).write_bytes(b"\n".join(CHANGES[what](lines(tmp_path))) + b"\n")

    assert broken(tmp_path)[0] == (4 if what == "a line doubled" else 3)


@given(st.integers(0, 4), st.data())
def test_no_byte_of_the_log_can_be_changed_unseen(number: int, data: st.DataObject) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, 5)
        held = lines(folder)
        at = data.draw(st.integers(0, len(held[number]) - 1))
        other = data.draw(st.integers(32, 126).filter(lambda byte: byte != held[number][at]))
        held[number] = held[number][:at] + bytes([other]) + held[number][at + 1 :]
        (folder / LOG).write_bytes(b"\n".join(held) + b"\n")
        before = [json.loads(line) for line in held] if _is_json(held[number]) else None

        assert broken(folder) or (before and before[number] == json.loads(held[number]))


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


@pytest.mark.parametrize(("mode", "code"), [("r+b", 3), ("ab", 4)])
def test_nothing_is_done_that_cannot_be_noted_and_nothing_done_is_said_to_be_as_it_was(
    mode: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, opened = new_desk(tmp_path / "desk"), Path.open

    def refusing(path: Path, *how: str, **more: int) -> object:
        if path.name == LOG and how == (mode,):
            raise PermissionError(13, "Permission denied")
        return opened(path, *how, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    said = call("authorise-reader", desk, "Ash Example", "--signed-by", "The Head")

    assert (said.code, len(rows_in(desk, "AuthorisedReaders"))) == (code, code - 3)
    assert "audit.log" in said.out + said.err and "as they were" not in said.err


def test_a_reason_with_bytes_that_are_no_letters_is_noted(tmp_path: Path) -> None:
    """The command line hands on such bytes as halves of pairs; the workbooks are written by then."""
    record(tmp_path, AT, "hand_over", {}, (), reason="caf\udce9")

    (entry,) = entries(tmp_path)
    assert (entry.said["reason"], entry.wrong) == ("caf?", "")


def test_a_log_from_before_the_chain_is_taken_on(tmp_path: Path) -> None:
    (tmp_path / LOG).write_bytes(OLD * 3)
    write(tmp_path, 2)
    found = list(entries(tmp_path))

    assert [entry.note for entry in found] == ["from before the log was chained"] * 3 + ["", ""]
    assert json.loads(lines(tmp_path)[3])["taken_on"] == 3
    assert broken(tmp_path) == []
    (tmp_path / LOG).write_bytes((tmp_path / LOG).read_bytes().replace(b'"who": "pe"', b'"who": "xy"', 1))
    assert broken(tmp_path) == [4]


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_line_that_a_crash_cut_off_is_kept_and_told(cut: int, tmp_path: Path) -> None:
    write(tmp_path, 2)
    head = (tmp_path / HEAD).read_bytes()
    write(tmp_path, 1, 2)
    (tmp_path / LOG).write_bytes((tmp_path / LOG).read_bytes()[:-cut])
    (tmp_path / HEAD).write_bytes(head)
    whole = cut == 1  # only the end of line is gone
    write(tmp_path, 2, 3)

    assert broken(tmp_path) == []
    assert [bool(entry.note) for entry in entries(tmp_path)] == [False, False, not whole, False, False]


LOSSES: dict[str, Callable[[Path], object]] = {
    "the last line": lambda folder: (folder / LOG).write_bytes(b"\n".join(lines(folder)[:-1]) + b"\n"),
    "all but the first": lambda folder: (folder / LOG).write_bytes(lines(folder)[0] + b"\n"),
    "half of the last line": lambda folder: (folder / LOG).write_bytes((folder / LOG).read_bytes()[:-80]),
    "the whole log": lambda folder: (folder / LOG).unlink(),
    "the file that says where it ended": lambda folder: (folder / HEAD).unlink(),
    "what stands in that file": lambda folder: (folder / HEAD).write_bytes(b""),
}


@pytest.mark.parametrize("what", LOSSES)
def test_a_log_that_was_cut_off_is_noticed_and_the_next_line_says_so_for_good(what: str, tmp_path: Path) -> None:
    write(tmp_path, 4)
    assert cut_off(tmp_path) == ""
    LOSSES[what](tmp_path)
    assert cut_off(tmp_path)
    write(tmp_path, 3, 4)

    assert cut_off(tmp_path) == ""
    (told,) = [entry for entry in entries(tmp_path) if entry.wrong]
    assert "before this line the log was not whole: " in told.wrong
    assert ("lines were cut off" in told.wrong) is ("file" not in what)


def test_the_file_that_says_where_the_log_ended_is_missed_from_the_first_line_on(tmp_path: Path) -> None:
    for before in (b"", OLD):
        (tmp_path / LOG).write_bytes(before)
        write(tmp_path, 1)
        assert cut_off(tmp_path) == "" and broken(tmp_path) == []
        (tmp_path / HEAD).unlink()
        assert f"the file {HEAD}, which says where the log ended, is gone" in cut_off(tmp_path)


@pytest.mark.parametrize("held", [0, 2])
def test_no_crash_makes_a_log_look_cut_off(held: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call that writes a line or where the log ends fails in each way; what is said of the log afterwards, and after more lines."""

    def begun(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        write(folder, held)
        return folder

    whole = Disk(begun("whole"))
    with whole.installed(monkeypatch):
        write(whole.root, 2, held)
    assert len(whole.sites) >= 10
    for at, fault in ((at, fault) for at in range(len(whole.sites)) for fault in FAULTS):
        disk = Disk(begun(f"{at} {fault}"), at, fault)
        with disk.installed(monkeypatch), suppress(Killed, OSError):
            write(disk.root, 2, held)
        assert (broken(disk.root), cut_off(disk.root)) in (([], ""), ([len(list(entries(disk.root)))], "")), (at, fault)
        write(disk.root, 2, 4)
        assert (broken(disk.root), cut_off(disk.root)) == ([], ""), (at, fault)


def test_a_desk_tells_that_its_log_was_cut_off(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    assert call("today", desk).code == 0
    (desk / LOG).write_bytes(lines(desk)[0] + b"\n")
    said = call("audit", desk, "--json")

    assert said.code == 4 and "after line 1, lines were cut off at its end: it held at least 2 lines" in said.json["message"]
    assert said.json["problems"][0]["message"] == "Lines were cut off at its end: it held at least 2 lines, and the last of them is gone"
    assert call("audit", desk, "--json").json["counts"]["broken"] == 1
    assert "Problems sheet" not in call("audit", desk).out


def test_an_old_alarm_hides_no_new_one(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    assert call("today", desk).code == 0
    (desk / LOG).write_bytes(lines(desk)[0] + b"\n")
    assert call("today", desk).code == 0
    assert call("today", desk).code == 0
    (desk / LOG).write_bytes(b"\n".join(lines(desk)[:-1]) + b"\n")
    said = call("audit", desk, "--json").json

    assert "after line 2, lines were cut off at its end: it held at least 3 lines" in said["message"]
    assert "line 2 of 2 is the first that is not as it was written" in said["message"] and said["counts"]["broken"] == 2
    assert [problem["row"] for problem in said["problems"]] == [3, 2]
    said = call("audit", desk, "--json").json
    assert "line 2 of 3 is the first that is not as it was written, and 1 more" in said["message"]
    assert [problem["row"] for problem in said["problems"]] == [2, 3]
    (desk / HEAD).unlink()
    said = call("audit", desk, "--json").json
    assert said["problems"][0]["message"].startswith(f"The file {HEAD}, which says where the log ended, is gone")
    assert "cut off" not in said["message"].partition("; line")[0] and len(said["problems"]) == 3


def test_the_desk_shows_who_did_what_and_the_first_broken_line(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    assert call("import-results", desk, tmp_path / "nothing.csv").code == 3
    said = call("audit", desk, "--json")

    assert said.code == 0
    assert said.json["counts"] == {"lines": 2, "broken": 0, "refusals": 1}
    assert [row["Action"] for row in said.json["report"]] == ["new", "import results"]
    assert said.json["report"][1]["What"] == "refused: input"
    (desk / LOG).write_bytes((desk / LOG).read_bytes().replace(b'"action": "new"', b'"action": "old"'))
    said = call("audit", desk, "--json")
    assert said.code == 4
    assert "line 1 of 3 is the first" in said.json["message"]
    assert [(problem["row"], problem["file"]) for problem in said.json["problems"]] == [(1, LOG)]


def test_a_clock_that_went_backwards_is_noticed_on_a_real_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, practice = new_desk(tmp_path / "real", practice=False), new_desk(tmp_path / "practice")
    now = clock.now()
    for minutes, told in ((-1, False), (-90, True)):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: now + timedelta(minutes=minutes))
        said = call("today", real, "--json").json
        assert any(re.search("is 8[89] minutes earlier", problem["message"]) for problem in said["problems"]) is told
    assert not any("clock" in problem["message"] for problem in call("today", practice, "--json").json["problems"])
    assert "the clock was 8" in call("audit", real).out.replace("\n     ", " ")


def test_the_login_is_what_the_system_says(monkeypatch: pytest.MonkeyPatch) -> None:
    before = audit.login()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody.else")

    assert audit.login() == before != "somebody.else"
