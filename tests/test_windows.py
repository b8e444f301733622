"""What Windows gets: locked wheels that exist for it, and an installer for one person."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from office import ROOT, require_program, unreachable

PINNED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)
WINDOWS = ROOT / "requirements" / "windows.lock"
PACKAGING = ROOT / "packaging" / "windows"


def pins(lock: Path) -> set[tuple[str, str]]:
    return set(PINNED.findall(lock.read_text(encoding="utf-8")))


def test_windows_gets_the_versions_we_test_with() -> None:
    """Where the lock has several versions, one for each Python, Windows has one of them."""
    ours = pins(ROOT / "requirements" / "dev.lock")

    assert pins(WINDOWS) <= ours
    assert len(dict(pins(WINDOWS))) == len(pins(WINDOWS))


def test_the_lock_for_windows_has_everything_with_hashes_and_names_no_registry() -> None:
    text = WINDOWS.read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[<>=; \[]", each)[0].casefold() for each in project["dependencies"]}

    assert wanted | {"pywin32"} <= {name for name, _ in pins(WINDOWS)}
    assert all(line.endswith("\\") for line in text.splitlines() if "==" in line)
    assert text.count("--hash=sha256:") >= len(pins(WINDOWS))
    assert "://" not in text
    assert not {"pytest", "oletools", "uv"} & {name for name, _ in pins(WINDOWS)}


def test_every_wheel_of_the_lock_exists_for_windows(tmp_path: Path) -> None:
    """Asked of the registry that `make test` installs from: only what the wheels say of themselves is fetched."""
    uv = Path(sys.executable).with_name("uv.exe" if sys.platform == "win32" else "uv")
    done = subprocess.run(
        [uv, "pip", "install", "--dry-run", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--python-version", "3.13",
         "--python-platform", "x86_64-pc-windows-msvc", "--target", tmp_path, "-r", WINDOWS],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    if "Failed to fetch" in done.stderr or "Could not connect" in done.stderr:
        unreachable("The registry of packages", done.stderr)

    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"^ \+ ", done.stderr, re.MULTILINE)) == len(pins(WINDOWS))


def test_the_installer_is_built_from_wheels_and_asks_for_no_administrator(tmp_path: Path) -> None:
    (tmp_path / "results_desk-0.1.0-py3-none-any.whl").write_bytes(b"wheel")
    made = tmp_path / "setup.exe"
    given = ("-V1", "-NOCD", "-DVERSION=0.1.0", f"-DWHEELS={tmp_path}", f"-DOUT={made}")
    command = [require_program("makensis", "nsis"), *given, PACKAGING / "results-desk.nsi"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    script = (PACKAGING / "results-desk.nsi").read_text(encoding="utf-8")

    assert made.read_bytes()[:2] == b"MZ"
    assert "RequestExecutionLevel user" in script
    assert not re.search(r"HKLM.*(Write|Delete)|Write\w+ HKLM|\$PROGRAMFILES|ExecShell|NSISdl|inetc", script)


def test_lock_build_and_installer_are_of_one_python() -> None:
    said = {
        name: set(re.findall(r"3\.1\d", re.sub(r"--universal --python-version 3\.11", "", (ROOT / name).read_text(encoding="utf-8"))))
        for name in ("packaging/windows/build.sh", "packaging/windows/results-desk.nsi", "packaging/README-for-IT.md")
    }

    assert set(map(frozenset, said.values())) == {frozenset({"3.13"})}
    assert "--python-platform windows --python-version 3.13" in (ROOT / "tools" / "setup.sh").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["docs/first-excel-check.md", "packaging/README-for-IT.md", "README.md"])
def test_it_is_said_that_the_addin_was_not_opened_in_excel_yet(name: str) -> None:
    text = " ".join((ROOT / name).read_text(encoding="utf-8").split())
    assert re.search(r"(not been|nobody has) opened (it )?in Microsoft Excel", text)
