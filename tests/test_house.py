"""What holds for the whole tree: small modules, sourced facts, no path of anybody's machine, a changelog, no hidden skip."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from office import ROOT

from results_desk import __version__
from results_desk.terms import counted

PACKAGE = ROOT / "addin" / "results_desk"
SOURCES = sorted(PACKAGE.rglob("*.py"))
REFERENCE = sorted((PACKAGE / "reference").glob("*.csv"))
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40

QUESTIONS_NOT_FACTS = {"settings.csv"}
"""Lists of what an officer is asked: they state nothing that could have a source."""
NOTHING_STATED = {"awarding_bodies.csv": {"City & Guilds", "NCFE", "TQUK", "UAL", "LIBF", "OxfordAQA", "Other"}}
"""Rows that state no fact beyond their name, because none was found: their source is blank, and so is what it would be for."""

MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|tmp|root|home|Users)/\w|\b[A-Z]:\\+Users\\", re.ASCII)
ADDRESS = re.compile(r"https?://|\bfile:")


def tree() -> list[Path]:
    """The files of the project: what git tracks or would track; every file where there is no git (an unpacked archive)."""
    listed = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    made = {
        ".venv", ".git", "node_modules", "__pycache__", "practice-desk", "practice-year", "dist", ".mypy_cache", ".ruff_cache",
        ".pytest_cache",
    }  # fmt: skip
    return [path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.relative_to(ROOT).parts)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    defined = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert text.count("\n") <= LONGEST_MODULE
    assert [node.name for node in defined if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.name)
def test_every_fact_has_its_source(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert rows
    assert all(None not in row and None not in row.values() for row in rows), "a row with too few or too many cells"
    if path.name not in QUESTIONS_NOT_FACTS:
        blank = {next(iter(row.values())) for row in rows if not row["source"].strip()}
        assert blank == NOTHING_STATED.get(path.name, set())


def test_a_row_without_source_states_nothing() -> None:
    with (PACKAGE / "reference" / "awarding_bodies.csv").open(encoding="utf-8", newline="") as file:
        unsourced = [row for row in csv.DictReader(file) if not row["source"]]

    assert {row["edi_ids"] + row["own_centre_number"] for row in unsourced} == {""}


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file, with where each stands: the file itself, or the parts of an office file."""
    name = str(path.relative_to(ROOT))
    if not is_zipfile(path):
        parts = {name: path.read_bytes()}
    else:
        with ZipFile(path) as packed:
            parts = {f"{name}!{part}": packed.read(part) for part in packed.namelist()}
    yield from ((where, content.decode("utf-8", errors="replace")) for where, content in parts.items() if b"\0" not in content)


NOUNS = "rows|results|lines|drafts|requests|files|things|letters|messages|cells|certificates|candidates|entries|subjects|PDFs|payments"
COUNTED = re.compile(rf"\{{(?:len\([\w.]+\)|count|counts\[['\"]\w+['\"]\])\}} (?:\w+ )?(?:{NOUNS})\b")


@pytest.mark.parametrize("path", [path for path in SOURCES if path.parent.name in ("actions", "rules")], ids=lambda path: path.stem)
def test_a_number_brings_its_noun_along(path: Path) -> None:
    """One row, two rows: a message counts with `terms.counted`."""
    assert [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if COUNTED.search(line)] == []


@pytest.mark.parametrize(("number", "said"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries"), (1200, "1,200 entries")])
def test_a_number_with_its_noun(number: int, said: str) -> None:
    assert counted(number, "entry", "entries") == said and counted(number, "row") == said.replace("entries", "rows").replace("entry", "row")


def test_no_path_of_a_machine_in_the_tree() -> None:
    found = []
    for path in tree():
        for where, text in texts(path):
            lines = enumerate(text.splitlines(), 1) if path != Path(__file__) else ()
            found += [f"{where}:{n}: {line.strip()[:80]}" for n, line in lines if MACHINE_PATH.search(line)]

    assert found == []


@pytest.mark.parametrize("name", ["requirements/dev.lock", "tools/validator/package-lock.json"])
def test_a_lock_names_no_registry(name: str) -> None:
    assert not ADDRESS.search((ROOT / name).read_text(encoding="utf-8"))


def test_the_lock_has_a_hash_for_everything_the_project_needs() -> None:
    lock = (ROOT / "requirements" / "dev.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)==[^\n]*\\\n    --hash=sha256:", lock, re.MULTILINE)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(r'^    "([\w-]+)[><=]', project, re.MULTILINE)

    assert len(pinned) == len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE))
    assert {name.casefold() for name in wanted} <= set(pinned)


def test_the_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## \[?([^\]\s]+)", changelog, re.MULTILINE)

    assert sections
    assert sections[0] == "Unreleased" or sections[0] == __version__


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=lambda path: path.name)
def test_only_office_may_skip(path: Path) -> None:
    """A skip anywhere else would pass unseen where nothing may be skipped."""
    names = {node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)}

    assert path.name == "office.py" or not names & {"skip", "skipif", "importorskip", "xfail"}
