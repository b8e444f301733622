"""Locking a desk: what is locked opens in Excel with its password, and whenever it is cut off nothing is lost."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import keyring
import msoffcrypto
import pytest
from desks import DEMO, call, copy, fingerprints, new_desk, samples

from results_desk.doors import clock
from results_desk.edges.computer import secrets
from results_desk.edges.desk import audit, vault
from results_desk.edges.desk.desk import Desk

SECRET = "four words of nothing"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with results, a version of them before, and two letters that are restricted."""
    desk = new_desk(tmp_path_factory.mktemp("filled") / "desk")
    assert call("import-candidates", desk, *samples("import_candidates")).code == 0
    assert call("import-results", desk, DEMO / "hand_entry.csv").code in (0, 4)
    assert call("authorise-reader", desk, "P Example", "--signed-by", "The head", "--signed-on", "2024-08-01").code == 0
    number = Desk(desk).table("Results").rows()[0]["Candidate number"]
    said = call("write-statements", desk, "--candidate", number, "--combined", "--at", "2024-08-14 12:00")
    assert said.code == 0, said.err
    return desk


@pytest.fixture
def desk(filled: Path, tmp_path: Path) -> Path:
    desk = copy(filled, tmp_path)
    secrets.keep(Desk(desk).settings["Desk ID"], SECRET)
    return desk


def decrypted(path: Path, secret: str = SECRET) -> bytes:
    file, out = msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes())), io.BytesIO()
    file.load_key(password=secret)
    file.decrypt(out)
    return out.getvalue()


def files(desk: Path) -> list[Path]:
    return [path for path in desk.rglob("*") if path.is_file() and path.name not in ("audit.log", "audit.head", ".results-desk.lock")]


def test_what_is_locked_is_encrypted_by_offices_own_way_and_comes_back(desk: Path) -> None:
    before = fingerprints(desk)
    plain = (desk / "results.xlsx").read_bytes()
    said = call("lock", desk, "--json")
    locked = [path for path in files(desk) if vault.is_sealed(path)]

    assert said.json["counts"]["locked"] == len(locked) >= 6
    assert decrypted(desk / "results.xlsx") == plain
    folders = {path.relative_to(desk).parts[0] for path in locked}
    assert folders == {"results.xlsx", "letters", "received", "backups"}
    left = [path for path in files(desk) if path not in locked and path.relative_to(desk).parts[0] in folders]
    assert not [path for path in left if not path.name.startswith("results_desk.")]
    assert call("lock", desk, "--json").json["counts"]["locked"] == 0
    assert call("unlock", desk, "--json").json["counts"]["unlocked"] == len(locked)
    assert fingerprints(desk) == before
    assert "Nothing is locked" in call("unlock", desk).out


def test_actions_on_a_locked_desk_say_unlock_first(desk: Path) -> None:
    assert call("lock", desk).code == 0
    for command in (["write-statements"], ["import-results", DEMO / "hand_entry.csv"], ["export-results", "press"]):
        said = call(command[0], desk, *command[1:])
        assert said.code == 3
        assert "run 'results-desk unlock' first" in said.err


def test_a_wrong_password_changes_nothing(desk: Path) -> None:
    assert call("lock", desk).code == 0
    before = fingerprints(desk)
    secrets.keep(Desk(desk).settings["Desk ID"], "another password")
    for command in ("unlock", "lock"):
        said = call(command, desk)
        assert said.code == 3
        assert "is not the one this desk is locked with" in said.err
    assert fingerprints(desk) == before


def test_without_a_password_or_with_a_short_one_nothing_is_locked(desk: Path) -> None:
    before, desk_id = fingerprints(desk), Desk(desk).settings["Desk ID"]
    keyring.set_password(secrets.SERVICE, desk_id, "short")
    assert "at least 8 characters" in call("lock", desk).err
    keyring.delete_password(secrets.SERVICE, desk_id)
    assert "There is no password" in call("lock", desk).err
    assert fingerprints(desk) == before


def test_the_person_is_asked_twice_and_the_keyring_keeps_it(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk_id = Desk(desk).settings["Desk ID"]
    keyring.delete_password(secrets.SERVICE, desk_id)
    answers = iter(["first try, wrong", "second, other", SECRET, SECRET])
    monkeypatch.setattr(secrets, "ask", lambda words: next(answers))

    assert "differ" in call("lock", desk).err
    assert "keeps the password" in call("lock", desk, "--remember").out
    assert secrets.kept(desk_id) == SECRET
    log = (desk / "audit.log").read_text(encoding="utf-8")
    assert SECRET not in log


def test_a_new_file_of_the_same_name_is_locked_beside_the_old_one(desk: Path) -> None:
    assert call("lock", desk).code == 0
    (desk / "received" / "hand_entry.csv").write_bytes(b"other content")
    assert call("lock", desk).code == 0
    assert call("unlock", desk).code == 0

    assert (desk / "received" / "hand_entry.csv").read_bytes() == (DEMO / "hand_entry.csv").read_bytes()
    assert (desk / "received" / "hand_entry (2).csv").read_bytes() == b"other content"


class Killed(BaseException):
    """The computer is off."""


def killed_at(monkeypatch: pytest.MonkeyPatch, number: int) -> Callable[[], int]:
    """Stop at the so-maniest call that changes a file. How many there were."""
    count = 0

    def counting(call: Callable[..., object]) -> Callable[..., object]:
        def counted(*given: object, **named: object) -> object:
            nonlocal count
            count += 1
            if count == number:
                raise Killed
            return call(*given, **named)

        return counted

    for name in ("replace", "link", "unlink", "urandom"):
        monkeypatch.setattr(os, name, counting(getattr(os, name)))
    monkeypatch.setattr(Path, "unlink", counting(Path.unlink))
    return lambda: count


@pytest.mark.parametrize("action", ["seal", "unseal"])
def test_whenever_it_is_killed_one_of_the_two_is_whole_and_again_goes_on(action: str, tmp_path: Path) -> None:
    contents = {"results.xlsx": (DEMO / "cambridge_results.xlsx").read_bytes(), "hand.csv": (DEMO / "hand_entry.csv").read_bytes()}

    def run(folder: Path) -> None:
        vault.sweep(folder, SECRET)
        for path in sorted(folder.glob("[!.]*")):
            getattr(vault, action)(path, SECRET)

    killed = 0
    for number in range(1, 40):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, data in contents.items():
            (folder / name).write_bytes(data)
            if action == "unseal":
                vault.seal(folder / name, SECRET)
        with pytest.MonkeyPatch.context() as patch:
            count = killed_at(patch, number)
            try:
                run(folder)
            except Killed:
                killed += 1
        if count() < number:
            break
        for name, data in contents.items():
            whole = [path for path in folder.glob(f"{name}*") if (vault.unseal(copy_of(path, tmp_path), SECRET), True)[1]]
            assert any(opened(path, tmp_path) == data for path in whole), (number, name)
        run(folder)
        if action == "seal":
            assert sorted(path.name for path in folder.iterdir()) == ["hand.csv.sealed", "results.xlsx"], number
            assert all(vault.is_sealed(path) for path in folder.iterdir())
            for path in sorted(folder.iterdir()):
                vault.unseal(path, SECRET)
        assert {path.name: path.read_bytes() for path in folder.glob("[!.]*")} == contents, number
    assert killed >= 4


def copy_of(path: Path, folder: Path) -> Path:
    copied = folder / f"copy-{path.name}"
    copied.write_bytes(path.read_bytes())
    return copied


def opened(path: Path, folder: Path) -> bytes:
    """The content of a file, plain or sealed."""
    copied = copy_of(path, folder)
    vault.unseal(copied, SECRET)
    return folder.joinpath(copied.name.removesuffix(vault.SEALED)).read_bytes()


def test_a_desk_may_lock_itself_after_an_import_under_embargo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "login", lambda: "pexample")
    monkeypatch.setattr(clock, "now", lambda: datetime(2024, 8, 21, 7, tzinfo=ZoneInfo("Europe/London")))
    desk = new_desk(tmp_path / "desk", practice=False)
    assert call("import-candidates", desk, *samples("import_candidates")).code == 0
    assert call("authorise-reader", desk, "P Example", "--signed-by", "The head").code == 0
    home = Desk(desk)
    home.table("Settings").update({("Lock after import",): {"Value": "Yes"}})
    home.commit("typed")

    said = call("import-results", desk, DEMO / "hand_entry.csv", "--json")
    assert "no password for it" in said.json["problems"][-1]["message"]
    assert not vault.is_sealed(desk / "results.xlsx")
    secrets.keep(home.settings["Desk ID"], SECRET)
    assert call("import-results", desk, DEMO / "hand_entry.csv").code in (0, 4)
    assert vault.is_sealed(desk / "results.xlsx")
    assert [path for path in files(desk) if path.parent.name == "received" and not vault.is_sealed(path)] == []
