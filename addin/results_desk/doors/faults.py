"""A fault of ours: one sentence for the officer, and a log that says where in the program, never with whose data."""

from __future__ import annotations

import platform
import traceback
from datetime import datetime
from pathlib import Path

from results_desk import __version__


def write_log(fault: BaseException, folder: Path, at: datetime) -> Path:
    """Write the kind of fault and the places in the program it passed through; no values, no texts of the desk."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"fault {at:%Y-%m-%d %H%M%S}.log"
    frames = traceback.extract_tb(fault.__traceback__)
    places = [f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
    head = f"Results Desk {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}"
    log.write_text("\n".join([head, type(fault).__name__, *places, ""]), encoding="utf-8")
    return log
