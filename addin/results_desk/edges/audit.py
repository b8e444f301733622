"""The desk's `audit.log`: one JSON line per action, and nothing personal in it."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path


def login() -> str:
    """Who is logged in, or "unknown"."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def record(folder: Path, at: datetime, action: str, counts: Mapping[str, int], hashes: Sequence[str]) -> None:
    """Add one line: when (with its offset), who, which action, counts, and the SHA-256 of the files it read."""
    line = {"at": at.isoformat(timespec="seconds"), "who": login(), "action": action, "counts": dict(counts), "files": list(hashes)}
    with (folder / "audit.log").open("a", encoding="utf-8", newline="\n") as log:
        log.write(json.dumps(line, ensure_ascii=False) + "\n")
        log.flush()
        os.fsync(log.fileno())
