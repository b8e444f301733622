"""Desks for tests: a practice desk just made, one with results in, and the command line as a person calls it."""

from __future__ import annotations

import atexit
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from office import ROOT
from typer.testing import CliRunner

from results_desk.doors.cli import app
from results_desk.edges.desk.desk import Desk
from results_desk.tables import table

DEMO = ROOT / "addin" / "results_desk" / "demo"
PLANNED: dict[str, Any] = json.loads((DEMO / "planned.json").read_text(encoding="utf-8"))
NEW = ("--centre", "12345", "--centre-name", "Larkfield Example School", "--body-centre", "Cambridge International=GB123")


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        said: dict[str, Any] = json.loads(self.out)
        return said


def call(*words: object) -> Said:
    """Run one command line."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Said(done.exit_code, done.stdout, done.stderr)


def new_desk(folder: Path, series: str = "June 2024", practice: bool = True) -> Path:
    """A desk with no candidates yet; for practice a copy of the one that was made first, its number too."""
    return Path(shutil.copytree(_practice_desk(series), folder)) if practice else _made(folder, series)


@cache
def _practice_desk(series: str) -> Path:
    return _made(_kept(), series, "--practice")


def _made(folder: Path, series: str, *words: str) -> Path:
    said = call("new", folder, *NEW, "--series", series, *words)
    assert said.code in (0, 4), said.err
    return folder


def _kept() -> Path:
    """A folder to make, for as long as the tests run."""
    folder = Path(tempfile.mkdtemp(prefix="results-desk-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder / "desk"


def samples(part: str) -> list[Path]:
    """The shipped sample files of one part of the story."""
    return [DEMO / name for name in PLANNED[part]]


def filled_desk(folder: Path) -> Path:
    """A practice desk with the sample candidates, entries and results: a copy of the one that was filled first."""
    return Path(shutil.copytree(_filled_desk(), folder))


@cache
def _filled_desk() -> Path:
    folder = new_desk(_kept())
    assert call("import-candidates", folder, *samples("import_candidates")).code == 0
    assert call("import-results", folder, *samples("import_results")).code == 4
    return folder


def copy(desk: Path, folder: Path) -> Path:
    """A copy of a desk to change."""
    return Path(shutil.copytree(desk, folder / "desk"))


def fingerprints(folder: Path, *, without: tuple[str, ...] = ("audit.log", "audit.head", ".results-desk.lock")) -> Mapping[str, str]:
    """Every file below a folder with the SHA-256 of its bytes."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in without)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def put(desk: Path, name: str, *rows: Mapping[str, Any]) -> None:
    """Type whole rows below a table, as an officer would."""
    held = Desk(desk)
    headings = [column.heading for column in table(name).columns if not column.formula]
    held.table(name).append({heading: [row.get(heading) for row in rows] for heading in headings})
    held.commit("typed")


def rows_in(desk: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a table as they stand now."""
    return Desk(desk).table(name).rows()


def edit(desk: Path, name: str, *key: str, **cells: Any) -> None:
    """Type over some cells of one row; headings with _ for spaces."""
    held = Desk(desk)
    assert held.table(name).update({key: {heading.replace("_", " "): value for heading, value in cells.items()}}) == []
    held.commit("typed")
