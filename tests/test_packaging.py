"""The wheel, installed elsewhere, does what the checkout does: it carries its facts, samples, workbooks and letters along."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
from office import ROOT

from results_desk import __version__

WINDOWS = os.name == "nt"
PACKAGE = ROOT / "addin" / "results_desk"
OFFLINE = ("wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index")
TEMPLATES = ("xlsx_templates", "docx_templates")


def run(*command: object, cwd: Path) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as packed:
        return set(packed.namelist())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as pip makes it from a checkout, without asking any registry."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", *OFFLINE, "-w", folder, ROOT, cwd=folder)
    return next(folder.glob("results_desk-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `results-desk` program of an environment that has the wheel and, by a path line, the dependencies of this one."""
    home = tmp_path_factory.mktemp("elsewhere") / "environment"
    venv.create(home, with_pip=False, symlinks=not WINDOWS)
    scripts = home / ("Scripts" if WINDOWS else "bin")
    python = scripts / Path(sys.executable).name
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel, cwd=home)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    where = run(python, "-c", "import results_desk; print(results_desk.__file__)", cwd=home)
    assert Path(where.strip()).is_relative_to(home.resolve()), "the checkout was found, not the wheel"
    return scripts / ("results-desk.exe" if WINDOWS else "results-desk")


def test_the_wheel_carries_everything_the_package_reads(wheel: Path) -> None:
    data = {path for folder in ("reference", "demo") for path in (PACKAGE / folder).rglob("*") if path.is_file()}
    wanted = {f"results_desk/{path.relative_to(PACKAGE).as_posix()}" for path in data if path.suffix != ".pyc"}
    templates = (path.relative_to(ROOT) for folder in TEMPLATES for path in (ROOT / folder).rglob("*") if path.is_file())
    wanted |= {f"results_desk/{path.as_posix()}" for path in templates}
    carried = names(wheel)

    assert wanted | {"results_desk/py.typed", "results_desk/results_desk.xlam"} <= carried
    for start in ("results_desk/reference/", "results_desk/demo/", *(f"results_desk/{folder}/" for folder in TEMPLATES)):
        assert any(name.startswith(start) for name in carried), start


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names(wheel)}

    assert tops == {"results_desk", f"results_desk-{__version__}.dist-info"}
    assert not [name for name in names(wheel) if name.endswith(".pyc") or "/.~" in name or "/~$" in name]


def test_the_source_archive_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, cwd=ROOT)
    archive = next(tmp_path.glob("results_desk-*.tar.gz"))
    run(sys.executable, "-m", "pip", *OFFLINE, "-w", tmp_path, archive, cwd=tmp_path)
    with tarfile.open(archive) as packed:
        carried = {name.partition("/")[2] for name in packed.getnames()}

    assert {"Makefile", "LICENSE", "requirements/dev.lock", "tests/office.py", "tools/setup.sh"} <= carried
    assert names(next(tmp_path.glob("results_desk-*.whl"))) == names(wheel)


def test_the_installed_program_says_its_version(installed: Path, tmp_path: Path) -> None:
    assert __version__ in run(installed, "--version", cwd=tmp_path)


def test_the_installed_program_plays_the_demo_in_another_folder(installed: Path, tmp_path: Path) -> None:
    answer = json.loads(run(installed, "demo", "desk", "--json", cwd=tmp_path))

    assert answer["action"] == "demo"
    assert answer["done"] is True
    assert (tmp_path / "desk" / "tracking_log.xlsx").exists()
