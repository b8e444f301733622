"""Desks in a folder that OneDrive, SharePoint or another service copies to other computers: what it is called, what it left."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from results_desk.edges.desk import audit, audithead
from results_desk.edges.mail import ledger as mailledger

_ENVIRONMENT = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_NAMED = re.compile(r"(OneDrive|SharePoint|Dropbox|Google ?Drive|iCloud ?Drive|Nextcloud)\b.*", re.IGNORECASE)
_GOOGLE = re.compile(r"My Drive( \(.*\))?|Shared drives")
_MAC = "CloudStorage"
_OF_LINES = (mailledger.NAME, audit.LOG, audithead.HEAD)
_SECOND = re.compile(
    r"-[\w-]+"  # OneDrive: the name of a computer
    r"|-\S.*(['\u2019]s |\bi?mac).*"  # that of a Mac
    r"| \(.*conflict.*\)|\.sync-conflict-.*"  # Dropbox, Nextcloud; Syncthing
    r"| \(\d{1,2}\)| \d{1,2}",  # Google Drive; iCloud
    re.IGNORECASE,
)


def service(folder: Path, environment: Mapping[str, str]) -> str:
    """The name of what copies this folder elsewhere, as its own folder is called; "" where none is known to."""
    resolved = folder.resolve()
    roots = [Path(root).resolve() for name in _ENVIRONMENT if (root := environment.get(name))]
    if any(resolved.is_relative_to(root) for root in roots):
        return "OneDrive"
    parts = resolved.parts
    if _MAC in parts[:-1]:
        return parts[parts.index(_MAC) + 1].partition("-")[0]
    if named := next((found[1] for part in parts[:-1] if (found := _NAMED.fullmatch(part))), ""):
        return named
    if any(map(_GOOGLE.fullmatch, parts[:-1])):
        return "Google Drive"
    return "SharePoint" if any(_is_library(above, roots) for above in (resolved, *resolved.parents)) else ""


def _is_library(folder: Path, roots: Iterable[Path]) -> bool:
    """Whether it is a folder such as `Hill School/Exams - Documents`: a library of SharePoint, kept beside `OneDrive - Hill School`."""
    own = folder.parent.parent / f"OneDrive - {folder.parent.name}"
    return " - " in folder.name and (own in roots or os.path.isdir(own))


def seconds(folder: Path, workbooks: Iterable[str]) -> list[tuple[str, str]]:
    """Files that look like another version of one of the desk's, made where two computers changed it: (its name, the desk's).

    The desk's are its workbooks, the ledger of messages and the audit log; only names that a service gives count.
    """
    ours = (*workbooks, *_OF_LINES)
    there = [path.name for path in folder.iterdir() if path.name not in ours]
    return sorted((name, of) for name in there for of in ours if _is_second(name, of))


def _is_second(name: str, of: str) -> bool:
    stem, _, ending = of.rpartition(".")
    between = name.removeprefix(stem).removesuffix(f".{ending}")
    return len(name) == len(stem) + len(between) + len(ending) + 1 and bool(_SECOND.fullmatch(between))
