"""Letters as PDF, through LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from results_desk.errors import DeskError

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
SECONDS_A_LETTER = 20


def converter() -> str | None:
    """The path of LibreOffice's `soffice`, or None."""
    return shutil.which("soffice") or next((place for place in _PLACES if Path(place).is_file()), None)


def to_pdf(letters: Sequence[Path]) -> list[Path]:
    """Make a PDF beside each letter, all in one run of LibreOffice. DeskError when there is none, or it fails."""
    program = converter()
    if program is None:
        raise DeskError("No program that makes PDFs was found: install LibreOffice, or leave out --pdf and print from Word.")
    with tempfile.TemporaryDirectory() as scratch:
        profile = f"-env:UserInstallation={Path(scratch, 'profile').as_uri()}"
        made = Path(scratch, "made")
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(made), *map(str, letters)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=120 + SECONDS_A_LETTER * len(letters))
        except (subprocess.SubprocessError, OSError):
            raise DeskError("LibreOffice could not make the PDFs: close LibreOffice and try again, or print from Word.") from None
        return [_bring(made / f"{letter.stem}.pdf", letter.with_suffix(".pdf")) for letter in letters]


def _bring(made: Path, target: Path) -> Path:
    if not made.is_file():
        raise DeskError(f"LibreOffice made no PDF for one letter in {target.parent.name}: open that letter in Word and save it again.")
    shutil.move(made, target)
    return target
