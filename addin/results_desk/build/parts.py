"""The parts of a packed file: what two of them have in common however they were packed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile


def parts(file: Path | BytesIO) -> dict[str, bytes] | None:
    """Part name -> contents. None when there is no such file, or it is none."""
    try:
        with ZipFile(file) as packed:
            return {part: packed.read(part) for part in packed.namelist()}
    except (FileNotFoundError, BadZipFile):
        return None
