"""Whatever goes wrong while an action writes, nothing is lost and nothing stands twice: the same command again completes it.

Every action of the registry is run on a disk where one call that writes fails: disk full, permission denied, killed, a power cut that takes
what was not synced, a network path that is gone from then on. A part of all pairs of call and fault; all of them where FAULTS=all is set.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from desks import Said, call, fingerprints, new_desk
from faults import FAULTS, Disk, Killed, Site
from python_calamine import CalamineWorkbook
from test_survival import RUNS, STAGES

from results_desk import tables
from results_desk.actions import ACTIONS
from results_desk.doors import clock
from results_desk.edges import vault

FEW = re.compile(rb"\b(?:1035|1047|0026|0003|0008|0014)\b")
"""Candidates whose lines of the sample files are imported, those of the runs: a fault is the same with few."""
TRIED_PART = 1 if os.environ.get("FAULTS") == "all" else 29
"""Of so many pairs of call and fault one is tried."""
NOW = datetime(2024, 11, 20, 9, 30, tzinfo=ZoneInfo("Europe/London"))
PASSING = ("audit.log", "audit.head", "mail_ledger.jsonl", ".results-desk.lock")
"""Files that only grow, by what was tried too."""
KEPT = ("backups", "replaced")
"""Folders that hold one file more for each time a command was run."""
EMPTY = hashlib.sha256(b"").hexdigest()


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run at the same moment, so that stamps do not differ."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@cache
def few(path: Path, folder: Path) -> Path:
    """The lines of a few candidates of a sample file, under its own name."""
    if path.suffix != ".csv":
        return path
    lines = path.read_bytes().splitlines(keepends=True)
    kept = [line for number, line in enumerate(lines) if number < 6 or len(lines) < 40 or FEW.search(line)]
    (folder / path.name).write_bytes(b"".join(kept))
    return folder / path.name


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same small desk as far as each stage."""
    folder = tmp_path_factory.mktemp("stages")
    desks = {"new": new_desk(folder / "new")}
    for earlier, stage in zip(STAGES, STAGES[1:], strict=False):
        desks[stage] = Path(shutil.copytree(desks[earlier], folder / stage))
        name = {"candidates": "import_candidates", "results": "import_results", "requests": "log_requests"}[stage]
        said = call(name.replace("_", "-"), desks[stage], *words(name, folder))
        assert said.code in (0, 4), said.err
    return desks


def stage_of(name: str, stages: Mapping[str, Path], folder: Path) -> Path:
    """The desk to begin with: a layout is found by all the candidates of a file."""
    if name != "confirm_layout":
        return stages[RUNS[name].stage]
    desk = Path(shutil.copytree(stages["new"], folder / "all"))
    assert call("import-candidates", desk, *RUNS["import_candidates"].words).code in (0, 4)
    return desk


def words(name: str, folder: Path) -> list[object]:
    """How the action is called, with small files."""
    return [few(word, folder) if isinstance(word, Path) and word.is_file() else word for word in RUNS[name].words]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return tmp_path / "desk"


def run(name: str, desk: Path, folder: Path) -> Said:
    return call(name.replace("_", "-"), desk, *words(name, folder))


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_a_fault_loses_nothing_and_doubles_nothing(
    name: str, stages: Mapping[str, Path], desk: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("few")
    start = fresh(stage_of(name, stages, folder), desk, name)
    whole = Disk(desk)
    with whole.installed(monkeypatch):
        said = run(name, desk, folder)
    assert said.code in (0, 4), said.err
    expected, before = contents(desk), contents(start)
    tried = losses = 0
    pairs = [(site, fault) for site in chosen(whole.sites) for fault in FAULTS]
    for site, fault in pairs[sum(map(ord, name)) % min(TRIED_PART, len(pairs)) :: TRIED_PART]:
        shutil.rmtree(desk)
        shutil.copytree(start, desk)
        tried += 1
        failed(name, desk, folder, Disk(desk, site, fault), monkeypatch)
        torn = [path for path, content in contents(desk).items() if not whole_again(path, content, expected, before, fault)]
        again = run(name, desk, folder)
        left = {path for path in expected.keys() | contents(desk).keys() if contents(desk).get(path) != expected.get(path)}
        if torn or left or again.code not in (0, 4):
            losses += 1
            print(f"{name}, {whole.sites[site]}, {fault}: torn {torn}, left {sorted(left)}, ended {again.code} {again.err}")
    kinds = sorted({f"{site.call} {site.kind}" for site in whole.sites})
    print(f"{name}: {len(whole.sites)} calls that write, {len(kinds)} kinds x {len(FAULTS)} faults, {tried} pairs tried, {losses} losses")
    print("  " + "; ".join(kinds))
    assert losses == 0


def whole_again(path: str, content: object, expected: Mapping[str, object], before: Mapping[str, object], fault: str) -> bool:
    """Whether a file is as it was or as it is to be. A letter, which can be made again, may be empty after a power cut until it is."""
    if fault == "power cut" and path.startswith(("letters/", "RESTRICTED/")) and content == EMPTY:
        return True
    return content in (expected.get(path), before.get(path))


def fresh(stage: Path, desk: Path, name: str) -> Path:
    """The desk as it is before the action, and a copy of it to begin again from."""
    shutil.copytree(stage, desk)
    if before := RUNS[name].before:
        before(desk)
    return Path(shutil.copytree(desk, desk.with_name("start")))


def failed(name: str, desk: Path, folder: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the action on the failing disk: killed, or told in a sentence."""
    with disk.installed(monkeypatch):
        try:
            said = run(name, desk, folder)
        except Killed:
            return
    assert said.code in (0, 1, 3, 4), f"{name} ended with {said.code}: {said.err}"


def chosen(sites: list[Site]) -> list[int]:
    """The first and the last call of each kind on each kind of file, by their places."""
    kinds: dict[tuple[str, str], list[int]] = {}
    for place, site in enumerate(sites):
        kinds.setdefault((site.call, site.kind), []).append(place)
    return sorted({place for places in kinds.values() for place in (places[0], places[-1])})


def contents(desk: Path) -> dict[str, object]:
    """What the desk holds, told so that two runs can be compared: workbooks by the values of their sheets, other files by their bytes."""
    found: dict[str, object] = {}
    for path, fingerprint in fingerprints(desk, without=PASSING).items():
        parts = Path(path).parts
        if vault.is_sealed(desk / path):
            if parts[-1].startswith("."):
                continue  # on its way; test_vault sees that none stays
            found[path] = "sealed"  # with other salt each time; that its content comes back is tried in test_vault
        elif path in tables.WORKBOOKS:
            found[path] = sheets(desk / path, fingerprint)
        elif not set(parts[:-1]) & set(KEPT) and not path.endswith((".tmp", ".plain", ".going")):
            found[path] = fingerprint
    return found


@cache
def sheets(path: Path, fingerprint: str) -> object:
    """The values of every sheet."""
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_disk_counts_every_way_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(tmp_path)
    with disk.installed(monkeypatch):
        (tmp_path / "letters").mkdir()
        (tmp_path / "a.xlsx").write_bytes(b"old")
        (tmp_path / "a.xlsx").replace(tmp_path / "b.xlsx")
        (tmp_path / "b.xlsx").unlink()
    assert [site.call for site in disk.sites] == ["mkdir", "open", "write", "replace", "unlink"]


def test_a_power_cut_takes_what_was_not_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kept.txt").write_bytes(b"old")
    disk = Disk(tmp_path, 4, "power cut")
    with disk.installed(monkeypatch), pytest.raises(Killed):
        (tmp_path / "kept.txt").write_bytes(b"new")
        with (tmp_path / "synced.txt").open("wb") as file:
            file.write(b"there")
            file.flush()
            os.fsync(file.fileno())
        (tmp_path / "never.txt").write_bytes(b"gone")
    assert (tmp_path / "kept.txt").read_bytes() == b"old"
    assert not (tmp_path / "never.txt").exists()
