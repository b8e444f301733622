"""Whatever goes wrong while an action writes, nothing is lost and nothing stands twice: the same command again completes it.

Every action of the registry is run on a disk where one call that writes fails: disk full, permission denied, killed, a power cut that takes
what was not synced, a network path that is gone from then on. A site is a place of our code that writes to a kind of file for an action. At
each, the process is killed or the power cut; refusals are tried at a part of them. Where FAULTS=all is set, all five are tried at the first
and at the last call of each. What a killed process leaves is copied while the action runs, in place of killing it anew for each site.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from desks import Said, call, edit, fingerprints, new_desk, put, rows_in
from faults import FAULTS, LOCK, Disk, Killed, lose
from python_calamine import CalamineWorkbook
from test_survival import RUNS, STAGES, Run, with_password

from results_desk import tables
from results_desk.actions import ACTIONS
from results_desk.doors import clock
from results_desk.edges.desk import doomed, vault

FEW = re.compile(rb"\b(?:1035|1047|0026|0003|0008|0014)\b")
"""Candidates whose lines of the sample files are imported, those of the runs: a fault is the same with few."""
EVERYTHING = os.environ.get("FAULTS") == "all"
TRIED_PART = 1 if EVERYTHING else 41
"""Of so many pairs of place and refusal one is tried."""
NOW = datetime(2024, 11, 20, 9, 30, tzinfo=ZoneInfo("Europe/London"))
AUDIT = "audit.log"
PASSING = (AUDIT, "audit.head", "mail_ledger.jsonl", ".results-desk.lock")
"""Files that only grow, by what was tried too."""
KEPT = ("backups", "replaced")
"""Folders that hold one file more for each time a command was run."""
EMPTY = hashlib.sha256(b"").hexdigest()


def locked(desk: Path) -> None:
    """The desk was locked."""
    with_password(desk)
    assert call("lock", desk).code == 0


def long_ago(desk: Path) -> None:
    """The centre keeps results and requests for a year, every request is closed, and a certificate was destroyed."""
    call("write-letters", desk, "request_consent_payment_form", "--combined")
    for setting in ("results", "requests"):
        edit(desk, "Settings", f"Keep {setting} months", Value="12")
    for line in rows_in(desk, "Lines"):
        edit(desk, "Lines", line["Line ID"], Status="Closed", Closed_on=date(2024, 9, 1))
    put(desk, "Certificates", {"Cert ID": "C-1", "Name on certificate": "Zqone", "Destroyed on": date(2024, 9, 1)})


TRIED: Mapping[str, Run] = {
    **RUNS,
    "unlock, a locked desk": Run("results", before=locked),
    "retention, all that is due": Run("requests", ("--yes", "--at", "2029-10-01 09:00"), before=long_ago),
}
"""Every action of the registry as it is usually called, and some that then write more."""


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
        return stages[TRIED[name].stage]
    desk = Path(shutil.copytree(stages["new"], folder / "all"))
    assert call("import-candidates", desk, *RUNS["import_candidates"].words).code in (0, 4)
    return desk


def words(name: str, folder: Path) -> list[object]:
    """How the action is called, with small files."""
    return [few(word, folder) if isinstance(word, Path) and word.is_file() else word for word in TRIED[name].words]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return tmp_path / "desk"


def run(name: str, desk: Path, folder: Path) -> Said:
    said = words(name, folder)
    few_files = said[:2] if name == "import_results" else said  # more of them are written in the same places
    return call(name.partition(",")[0].replace("_", "-"), desk, *few_files)


def test_every_action_is_tried() -> None:
    assert {name.partition(",")[0] for name in TRIED} == set(ACTIONS)


@pytest.mark.parametrize("name", sorted(TRIED))
def test_a_fault_loses_nothing_and_doubles_nothing(
    name: str, stages: Mapping[str, Path], desk: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("few")
    trial = Trial(name, desk, folder, monkeypatch)
    trial.prepare(stage_of(name, stages, folder))
    trial.cut_off()
    trial.refused()
    record_property("faults", (name, len(set(trial.sites)), trial.tried, trial.again, len(trial.losses)))
    print(f"{name}: {len(trial.places)} sites, {trial.tried} pairs of site and fault, {trial.again} runs after them")
    print("  " + "; ".join(sorted({str(trial.sites[place]) for place in trial.places})))
    assert trial.losses == []


class Trial:
    """One action on a desk, cut off and refused at every place of our code where it writes."""

    def __init__(self, name: str, desk: Path, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.name, self.desk, self.folder, self.patch = name, desk, folder, patch
        self.start, self.done, self.left = (desk.with_name(name) for name in ("start", "done", "left"))
        self.places: list[int] = []
        self.tried = self.again = 0
        self.losses: list[str] = []
        self._seen: set[frozenset[tuple[str, str]]] = set()
        self._leavings: set[tuple[str, str, str]] = set()

    def prepare(self, stage: Path) -> None:
        """The desk as it is before the action and after it, and how it looks when the process dies at each of the places."""
        shutil.copytree(stage, self.desk)
        if before := TRIED[self.name].before:
            before(self.desk)
        shutil.copytree(self.desk, self.start)
        self._lost: dict[int, dict[str, bytes | None]] = {}
        if EVERYTHING:
            self._whole(lambda place: False)
            self._last = {site: place for place, site in enumerate(self._disk.sites)}
            shutil.rmtree(self.desk)
            shutil.copytree(self.start, self.desk)
        self._whole(self._is_wanted)
        self.sites = self._disk.sites
        self.desk.rename(self.done)
        self._before, self._after = raw(self.start), raw(self.done)

    def _whole(self, watch: Callable[[int], bool]) -> None:
        """The action from its beginning to its end."""
        self._disk = Disk(self.desk, watch=watch, keep=self._keep)
        with self._disk.installed(self.patch):
            said = run(self.name, self.desk, self.folder)
        assert said.code in (0, 4), said.err

    def _is_wanted(self, place: int) -> bool:
        """The first call of each site, and where all are tried the last one too."""
        site = self._disk.sites[place]
        return site not in self._disk.sites[:place] or EVERYTHING and self._last.get(site) == place

    def _keep(self, place: int) -> None:
        self.places.append(place)
        shutil.copytree(self.desk, self.left / str(place))
        self._lost[place] = self._disk.lost()

    def cut_off(self) -> None:
        """The process is killed at each place and the power fails at each; one of the two in turn, unless all are tried."""
        for number, place in enumerate(self.places):
            left = self.left / str(place)
            if EVERYTHING or number % 2:
                self._judge(place, "killed", left)
            if EVERYTHING or not number % 2:
                lose(left, self._lost[place])
                self._judge(place, "power cut", left)
            shutil.rmtree(left)

    def refused(self) -> None:
        """The disk, the folder's owner or the network says no: at every place where all are tried, else at some with each of the three."""
        pairs = [(place, fault) for place in self.places for fault in FAULTS if fault not in ("killed", "power cut")]
        for place, fault in pairs[sum(map(ord, self.name)) % min(TRIED_PART, len(pairs)) :: TRIED_PART]:
            shutil.copytree(self.start, self.desk)
            with Disk(self.desk, place, fault).installed(self.patch):
                said = run(self.name, self.desk, self.folder)
            if said.code not in (0, 1, 3, 4):
                self._lose(place, fault, f"ended with {said.code}: {said.err}")
            self._judge(place, fault, self.desk)
            shutil.rmtree(self.desk)

    def _judge(self, place: int, fault: str, left: Path) -> None:
        """What a fault leaves is whole, and the same command again completes it. Two that leave the same are one to the run after."""
        self.tried += 1
        now = raw(left)
        if not self._is_another(now):
            return
        torn = [path for path in now if not self._is_whole(path, now, left, fault)]
        if left != self.desk:
            shutil.copytree(left, self.desk)
        again = run(self.name, self.desk, self.folder)
        self.again += 1
        others = different(self.desk, raw(self.desk), self.done, self._after)
        if torn or others or again.code not in (0, 4):
            self._lose(place, fault, f"torn {torn}, left {sorted(others)}, ended {again.code} {again.err}")
        if left != self.desk:
            shutil.rmtree(self.desk)

    def _is_another(self, now: Mapping[str, str]) -> bool:
        """Whether a desk is to be gone on with. Not all combinations, unless all are tried: what lasts, and each kind of leavings once."""
        passing = {path for path in now if path.endswith(".tmp") or path in PASSING[:2] or path.partition("/")[0] in KEPT}
        lasting = frozenset((path, held) for path, held in now.items() if EVERYTHING or path not in passing)
        fresh = passing - self._before.keys() | {AUDIT} & passing
        leavings = {(str(Path(path).parent), Path(path).suffix, now[AUDIT] if path == AUDIT else "") for path in fresh}
        another = lasting not in self._seen or not leavings <= self._leavings
        self._seen.add(lasting)
        self._leavings |= leavings
        return another

    def _is_whole(self, path: str, now: Mapping[str, str], left: Path, fault: str) -> bool:
        """Whether a file is as it was or as it is to be. A letter, which can be made again, may be empty after a power cut until it is.

        What is to be destroyed is noted in a file of its own until it is.
        """
        if path == doomed.NAME:
            return True
        if fault == "power cut" and path.startswith(("letters/", "RESTRICTED/")) and now[path] == EMPTY:
            return True
        return any(
            not different(left, {path: now[path]}, folder, {path: files[path]} if path in files else {})
            for folder, files in ((self.done, self._after), (self.start, self._before))
        )

    def _lose(self, place: int, fault: str, what: str) -> None:
        self.losses.append(f"{self.name}, {self.sites[place]}, {fault}: {what}")


def raw(desk: Path) -> dict[str, str]:
    """What a desk holds, file by file, by the bytes; of files that only grow, whether their last line is whole."""
    found = {}
    for path, fingerprint in fingerprints(desk, without=(LOCK,)).items():
        grows = path == AUDIT
        torn = grows and not (desk / path).read_bytes().endswith(b"\n")
        passing = re.sub(r"\.[0-9a-f]{16}\.(tmp|going)$", rf".{fingerprint[:8]}.\1", path)
        found[passing] = f"torn {torn}" if grows else fingerprint
    return found


def different(one: Path, files: Mapping[str, str], other: Path, others: Mapping[str, str]) -> set[str]:
    """Files that do not hold the same: workbooks by the values of their sheets, others by their bytes."""
    paths = {path for path in files.keys() | others.keys() if files.get(path) != others.get(path)}
    return {path for path in paths if _told(one, path, files) != _told(other, path, others)}


def _told(desk: Path, path: str, files: Mapping[str, str]) -> object:
    """What a file says, None where it is not there or counts for nothing: kept for each run, on its way, or what only grows."""
    parts = Path(path).parts
    if path not in files or parts[-1] in PASSING or path.endswith((".tmp", ".plain", ".going")):
        return None
    if vault.is_sealed(desk / path):
        return None if parts[-1].startswith(".") else "sealed"  # on its way, or with other salt each time: test_vault opens them
    if set(parts[:-1]) & set(KEPT):
        return None
    return sheets(desk / path, files[path]) if path in tables.WORKBOOKS else files[path]


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
