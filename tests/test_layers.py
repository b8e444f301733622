"""Imports go one way: doors -> actions -> {importers, rules, edges} -> words. Every border of the house, read off the source."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from office import ROOT

PACKAGE = ROOT / "addin" / "results_desk"
WORDS = {"terms", "tables", "errors", "port", "batch", "reference"}
MAY_IMPORT = {
    "words": {"words"},
    "rules": {"words", "rules"},
    "importers": {"words", "importers"},
    "edges": {"words", "edges"},
    "build": {"words", "build", "edges"},
    "actions": {"words", "actions", "rules", "importers", "edges"},
    "doors": {"words", "doors", "actions", "edges", "build"},
}
ONLY_IN = {
    "xlwings": ("edges.excel",),
    "docxtpl": ("edges.word",),
    "isal": ("edges.ooxml.members",),
    "openpyxl": ("edges.book.files", "build", "importers.reader"),
    "xlsxwriter": ("build", "edges.plainbook"),
    "typer": ("doors",),
    "icalendar": ("edges.ics",),
    "rich": ("doors",),
    "pypdf": ("edges.pdf",),
    "pypdfium2": ("edges.pdf",),
}
HEAVY = {"pandas", "numpy", "openpyxl", "docxtpl", "docx", "xlwings", "xlsxwriter", "pypdf", "pypdfium2", "keyring", "cryptography"}
CLOCKS = {
    *(f"{kind}.{call}" for kind in ("datetime", "date", "Timestamp") for call in ("now", "today", "utcnow")),
    *(f"time.{call}" for call in ("time", "time_ns", "localtime", "gmtime", "ctime")),
}
SILENT = {"rules", "importers", "edges", "actions"}


def room(module: str) -> str:
    """The room of a module named from inside the package: `rules.results` -> rules. KeyError when the house has no such room."""
    first = module.split(".")[0]
    if first == "__main__":
        return "doors"
    if first in WORDS or first.startswith("__"):
        return "words"
    return {name: name for name in MAY_IMPORT}[first]


def faults(module: str, source: str) -> Iterator[str]:
    """What a module with this source would break, one sentence each."""
    tree = ast.parse(source)
    for name in _imports(module, tree):
        yield from _import_faults(module, name)
    for name in _loaded_at_once(tree):
        if name.split(".")[0] in HEAVY:
            yield f"{module} loads {name} when it is imported: import it in the function that needs it"
    for node in ast.walk(tree):
        if room(module) != "doors" and _reads_clock(node):
            yield f"{module}:{getattr(node, 'lineno', '?')} reads the clock: take the day and time as an argument"
        if room(module) in SILENT and isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
            yield f"{module}:{node.lineno} prints: only doors speak"


def _import_faults(module: str, name: str) -> Iterator[str]:
    outside, _, inside = name.partition(".")
    if outside == "results_desk":
        if room(inside) not in MAY_IMPORT[room(module)]:
            yield f"{module} ({room(module)}) imports {name} ({room(inside)}): imports go one way"
    elif not module.startswith(ONLY_IN.get(outside, (module,))):
        yield f"{module} imports {outside}, which belongs in {' or '.join(ONLY_IN[outside])}"


def _imports(module: str, tree: ast.AST) -> Iterator[str]:
    """Every module that is imported anywhere in it, also in functions and for types, by its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ["results_desk", *module.split(".")][: -node.level] if node.level else []
            base = ".".join([*start, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names) if base == "results_desk" else (base,)


def _loaded_at_once(tree: ast.AST) -> Iterator[str]:
    """Modules imported as soon as this one is: not those in functions or for types only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        else:
            yield from _loaded_at_once(node)


def _reads_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return any(f"{node.module}.{alias.name}" in CLOCKS for alias in node.names)
    return isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in CLOCKS


def _name(path: Path) -> str:
    """The module's name inside the package; a room's own `__init__` stays, so that relative imports count right."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


MODULES = {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_keeps_to_its_room(module: str) -> None:
    assert list(faults(module, MODULES[module].read_text(encoding="utf-8"))) == []


def test_every_room_is_there() -> None:
    assert {room(module) for module in MODULES} == set(MAY_IMPORT)


def test_no_heavy_library_is_loaded_before_an_action_needs_it() -> None:
    """The command line, its help and every button pay for what they import."""
    code = f"import sys, results_desk.doors.cli; print(sorted({HEAVY!r} & set(sys.modules)))"
    env = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=env)

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("rules.results.results", "from results_desk.importers import reader"),
        ("rules.results.results", "from results_desk.edges.book.files import read"),
        ("rules.overdue", "from ..edges import files"),
        ("rules.results.results", "def f():\n    import results_desk.importers.ocr"),
        ("importers.ocr", "from results_desk.rules import results"),
        ("importers.ocr", "from results_desk import rules"),
        ("edges.desk.audit", "from results_desk.actions import registry"),
        ("edges.desk.audit", "import typer"),
        ("actions.new", "from results_desk.doors.cli import main"),
        ("actions.new", "from results_desk.build import workbooks"),
        ("actions.new", "from rich.progress import track"),
        ("doors.cli", "from results_desk.rules.log.overdue import alarms"),
        ("terms", "from results_desk.rules import results"),
        ("tables.home", "from results_desk import actions"),
        ("build.workbooks", "from results_desk.actions import registry"),
        ("actions.statements", "def f():\n    import docxtpl"),
        ("edges.book.files", "def f():\n    from xlwings import Book"),
        ("importers.ocr", "def f():\n    import openpyxl"),
        ("edges.book.files", "def f():\n    import xlsxwriter"),
        ("rules.results.results", "import pandas as pd"),
        ("rules.results.results", "try:\n    import pandas.api.types\nexcept ImportError:\n    pass"),
        ("rules.results.results", "class A:\n    from numpy import nan"),
        ("rules.log.overdue", "from datetime import date\nday = date.today()"),
        ("actions.new", "import datetime as dt\nnow = dt.datetime.now(dt.UTC)"),
        ("edges.desk.audit", "import time\nstart = time.time()"),
        ("edges.desk.audit", "from time import time"),
        ("actions.new", "from dataclasses import field\nfield(default_factory=datetime.now)"),
        ("edges.desk.audit", "print('hello')"),
    ],
)  # fmt: skip
def test_a_broken_border_is_seen(module: str, source: str) -> None:
    assert len(list(faults(module, source))) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("actions.new", "from results_desk.rules import results\nfrom results_desk.edges import files\nfrom results_desk import terms"),
        ("rules.results.results", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas as pd"),
        ("rules.results.results", "def f():\n    import pandas as pd"),
        ("rules.results.results", "from . import overdue"),
        ("edges.word.fast", "def f():\n    import docxtpl"),
        ("importers.reader", "def f():\n    import openpyxl"),
        ("build.workbooks", "from results_desk.edges.folders import write_whole\ndef f():\n    import xlsxwriter"),
        ("doors.clock", "from datetime import datetime\nnow = datetime.now"),
        ("edges.desk.lock", "import time\nstart = time.monotonic()"),
        ("doors.cli", "import typer\nprint('done')"),
    ],
)  # fmt: skip
def test_what_the_house_allows_passes(module: str, source: str) -> None:
    assert list(faults(module, source)) == []
