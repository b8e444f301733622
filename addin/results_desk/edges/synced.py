"""Desks in a folder that OneDrive, SharePoint or another service copies to other computers: what it is called, what it left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

_ENVIRONMENT = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_NAMED = re.compile(r"(OneDrive|SharePoint|Dropbox|Google ?Drive|iCloud ?Drive|Nextcloud)\b.*", re.IGNORECASE)
_MAC = "CloudStorage"
_SECOND = re.compile(r"-[\w-]+| \(.*conflict.*\)", re.IGNORECASE)


def service(folder: Path, environment: Mapping[str, str]) -> str:
    """The name of what copies this folder elsewhere, as its own folder is called; "" where none is known to."""
    resolved = folder.resolve()
    for name in _ENVIRONMENT:
        if (root := environment.get(name)) and resolved.is_relative_to(Path(root).resolve()):
            return "OneDrive"
    parts = resolved.parts
    if _MAC in parts[:-1]:
        return parts[parts.index(_MAC) + 1].partition("-")[0]
    return next((found[1] for part in parts[:-1] if (found := _NAMED.fullmatch(part))), "")


def seconds(folder: Path, workbooks: Iterable[str]) -> list[tuple[str, str]]:
    """Workbooks that look like another version of one of the desk's, made where two computers changed it: (its name, the desk's)."""
    there = [path.name for path in folder.glob("*.xlsx") if not path.name.startswith((".", "~$"))]
    ours = list(workbooks)
    found = ((name, of) for name in there if name not in ours for of in ours if name.startswith(stem := of.removesuffix(".xlsx"))
             if _SECOND.fullmatch(name.removesuffix(".xlsx")[len(stem):]))  # fmt: skip
    return sorted(found)
