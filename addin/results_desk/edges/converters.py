"""The programs that make PDFs of Word letters: LibreOffice, or Word itself through docx2pdf."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from results_desk.errors import DeskError

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
_TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
"""A tagged PDF: a screen reader reads its headings and tables. LibreOffice before 7.4 makes a plain one of it."""
START_SECONDS, LETTER_SECONDS = 120, 20
_WINDOWS = os.name == "nt"
MOST_AT_ONCE = 1_000
"""Letters in one run of a program: Windows takes no longer command line."""

Convert = Callable[[Path, Sequence[str]], None]


@dataclass(frozen=True)
class Converter:
    """A program that makes PDFs. `missing` says why it can't be used here; "" when it can.

    `run` makes a PDF beside each letter (.docx, by name) of a folder, all in one go; TimeoutExpired, OSError or
    SubprocessError when it fails.
    """

    name: str
    missing: str
    run: Convert


def converters() -> tuple[Converter, ...]:
    """Every program we know, the one we would rather use first, with why it can't be used where it can't."""
    program = _libreoffice()
    return (
        Converter("LibreOffice", "" if program else "it was not found: install it from libreoffice.org", lambda folder, names: (
            _run_libreoffice(str(program), folder, names)
        )),
        Converter("Word", _no_word(), _run_word),
    )  # fmt: skip


def converter() -> Converter:
    """The program to use. DeskError when there is none."""
    known = converters()
    for each in known:
        if not each.missing:
            return each
    why = "; ".join(f"{each.name}: {each.missing}" for each in known)
    raise DeskError(f"No program that makes PDFs can be used ({why}). Install LibreOffice, or leave out --pdf and print from Word.")


def convert(folder: Path, names: Sequence[str]) -> None:
    """Make a PDF of each letter of a folder. DeskError when there is no converter, or it fails or takes too long."""
    using = converter()
    for first in range(0, len(names), MOST_AT_ONCE):
        try:
            using.run(folder, names[first : first + MOST_AT_ONCE])
        except subprocess.TimeoutExpired:
            raise DeskError(f"{using.name} did not end making PDFs and was stopped: close it where it is open, and try again.") from None
        except (subprocess.SubprocessError, OSError):
            raise DeskError(f"{using.name} could not make the PDFs: close it where it is open, and try again.") from None
    without = sum(not (folder / name).with_suffix(".pdf").is_file() for name in names)
    if without:
        raise DeskError(f"{using.name} made no PDF of {without} of {len(names)} letters: open such a letter in Word and save it again.")


def _libreoffice() -> str | None:
    return shutil.which("soffice") or next((place for place in _PLACES if Path(place).is_file()), None)


def _run_libreoffice(program: str, folder: Path, names: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as profile:
        command = [program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", _TAGGED, *names]
        _run(command, folder, START_SECONDS + LETTER_SECONDS * len(names))


def _run(command: Sequence[str], folder: Path, seconds: float) -> None:
    """Run a program to its end; when it takes too long, it is stopped with every program it started."""
    quiet, unseen = subprocess.DEVNULL, getattr(subprocess, "CREATE_NO_WINDOW", 0)
    with subprocess.Popen(
        command, cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet, creationflags=unseen, start_new_session=not _WINDOWS
    ) as running:
        try:
            code = running.wait(seconds)
        except BaseException:
            _stop(running)
            raise
    if code:
        raise subprocess.CalledProcessError(code, command[0])


def _stop(running: subprocess.Popen[bytes]) -> None:
    if _WINDOWS:
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(running.pid)], capture_output=True, check=False)
    else:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def _no_word() -> str:
    if platform.system() not in ("Windows", "Darwin"):
        return "only on Windows and on a Mac"
    if importlib.util.find_spec("docx2pdf") is None:
        return "docx2pdf is not installed: pip install docx2pdf"
    return ""


def _run_word(folder: Path, names: Sequence[str]) -> None:
    """docx2pdf opens Word once for a folder. Whatever it raises (Word not there, a dialogue open) is a failure of the program."""
    import docx2pdf

    try:
        docx2pdf.convert(str(folder), str(folder))
    except Exception as error:
        raise OSError("Word") from error
