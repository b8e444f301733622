"""Earlier versions of the workbooks, a few of each."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from results_desk.edges.atomic import write_atomically
from results_desk.errors import DeskError

_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def keep_version(path: Path, data: bytes, folder: Path, stamp: str, keep: int) -> Path:
    """Put `data` into the folder under the workbook's name and the stamp, and let go of all but the newest `keep` of its kind."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DeskError(
            f"{path.name} was not changed, because the folder {folder.name} for its earlier version cannot be made "
            f"({error.strerror}): check the permissions of the folder above it and try again."
        ) from None
    target = _free_name(path, folder, _UNFIT.sub("-", stamp) or "earlier")
    write_atomically(target, data)
    older = sorted(versions(path, folder), key=lambda found: (found.stat().st_mtime_ns, found.name))
    for oldest in older[: -max(keep, 1)]:
        with suppress(OSError):
            oldest.unlink()
    return target


def versions(path: Path, folder: Path) -> list[Path]:
    """The earlier versions of this workbook in the folder."""
    name = re.compile(re.escape(path.stem) + r"\..+" + re.escape(path.suffix))
    return [found for found in folder.iterdir() if name.fullmatch(found.name)]


def _free_name(path: Path, folder: Path, stamp: str) -> Path:
    number, target = 1, folder / f"{path.stem}.{stamp}{path.suffix}"
    while target.exists():
        number += 1
        target = folder / f"{path.stem}.{stamp} ({number}){path.suffix}"
    return target
