"""What tests need of the office programs: LibreOffice, poppler and the Open XML SDK validator, each call by itself.

A tool that is missing skips the test that asks for it, and fails it where CI is set. No other file of the tests may skip.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[1]
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""LibreOffice computes every formula when it opens a workbook, whatever value is stored with it."""
_SHORT_LIVED = {"DOTNET_TieredPGO": "0", "DOTNET_TC_CallCountingDelayMs": "10000"}
"""The validator runs for a second per file: .NET need not make it faster for later."""


def require_soffice() -> str:
    """The LibreOffice program."""
    return shutil.which("soffice") or missing("LibreOffice (soffice)")


def require_screen() -> str:
    """The program that is a screen nobody sees; with it the one that moves the mouse, and Python's own windows."""
    if importlib.util.find_spec("_tkinter") is None:
        missing("tkinter for this Python (Debian, Ubuntu: python3-tk)")
    if shutil.which("xdotool") is None:
        missing("xdotool")
    return shutil.which("Xvfb") or missing("Xvfb (Debian, Ubuntu: xvfb)")


def require_program(name: str, package: str) -> str:
    """A program by its name; `package` is what Debian calls it."""
    return shutil.which(name) or missing(f"{name} (Debian, Ubuntu: {package})")


def unreachable(what: str, said: str) -> None:
    """Skip a test that needs the network, or fail it where CI is set."""
    _skip(f"{what} can't be reached: {said.strip().splitlines()[-1]}")


def to_pdf(paths: Iterable[Path], outdir: Path) -> list[Path]:
    """Each file as a PDF of the same name in `outdir`, in the order given."""
    return _convert(paths, outdir, "pdf")


def to_xlsx(paths: Iterable[Path], outdir: Path) -> list[Path]:
    """Each workbook opened, computed and saved by LibreOffice, under the same name in `outdir`."""
    return _convert(paths, outdir, "xlsx")


def pdf_pages(path: Path) -> int:
    """How many pages a PDF has."""
    lines = _poppler("pdfinfo", str(path)).splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pages:"))


def pdf_text(path: Path) -> str:
    """The text of a PDF as it lies on the page, a form feed after each page."""
    return _poppler("pdftotext", "-layout", str(path), "-")


def validator_errors(paths: Iterable[Path]) -> dict[Path, list[str]]:
    """What the Open XML SDK finds wrong in each file; an empty list is a valid file. A file that cannot be opened has an error too."""
    program = _validator()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        files = list(paths)
        return dict(zip(files, pool.map(lambda path: _errors(program, path), files), strict=True))


def missing(tool: str) -> str:
    """Skip the test that asks for a tool, or fail it where CI is set."""
    _skip(f"{tool} is not installed: run `make test` as root, or install it")


def _skip(reason: str) -> NoReturn:
    if os.environ.get("CI", "").casefold() not in ("", "0", "false"):
        pytest.fail(reason)
    pytest.skip(reason)


def _convert(paths: Iterable[Path], outdir: Path, ending: str) -> list[Path]:
    files = [Path(path).resolve() for path in paths]
    made = [Path(outdir).resolve() / f"{path.stem}.{ending}" for path in files]
    if len(set(made)) < len(files) or set(made) & set(files):
        raise ValueError("two files of one name, or a copy over its own source: use another folder")
    if not files:
        return []
    program = require_soffice()
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "user" / "registrymodifications.xcu"
        settings.parent.mkdir()
        settings.write_text(_PROFILE, encoding="utf-8")
        answer = _run(
            program, f"-env:UserInstallation={Path(folder).as_uri()}", "--headless", "--convert-to", ending,
            "--outdir", str(outdir), *map(str, files), seconds=60 + 10 * len(files),
        )  # fmt: skip
    failed = [path.name for path, copy in zip(files, made, strict=True) if not copy.exists()]
    assert not failed, f"LibreOffice could not open {failed}: {answer}"
    return made


def _poppler(program: str, *arguments: str) -> str:
    return _run(shutil.which(program) or missing(f"poppler ({program})"), *arguments, seconds=60)


@cache
def _validator() -> str:
    system = {"Windows": "win32", "Darwin": "darwin"}.get(platform.system(), "linux")
    machine = "arm64" if platform.machine().casefold() in ("arm64", "aarch64") else "x64"
    folder = ROOT / "tools" / "validator" / "node_modules" / "@xarsh" / f"ooxml-validator-{system}-{machine}"
    return shutil.which("ooxml-validator", path=folder) or missing("The Open XML SDK validator")


def _errors(program: str, path: Path) -> list[str]:
    found = json.loads(_run(program, str(path), seconds=120, **_SHORT_LIVED))["errors"]
    return [" ".join(str(error[key]) for key in ("path", "xPath", "description") if error[key]) for error in found]


def _run(*command: str, seconds: int, **more: str) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=seconds, stdin=subprocess.DEVNULL, env=os.environ | more
    )
    assert done.returncode == 0, f"{Path(command[0]).name} ended with {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout
