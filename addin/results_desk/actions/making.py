"""A desk made in one go: beside its place, then put there whole, or not at all."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from results_desk.actions.registry import Item
from results_desk.edges.folders import SUBFOLDERS, is_desk
from results_desk.errors import DeskError


@contextmanager
def made_beside(folder: Path) -> Iterator[Path]:
    """A new folder with the subfolders of a desk, which becomes `folder` when all went well and vanishes when not.

    DeskError when `folder` is a desk, or in use, or cannot be made.
    """
    if is_desk(folder):
        raise DeskError(f"{folder} is a desk already: choose another folder, or go on working with this one.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DeskError(f"{folder} is there already and is not empty: choose a folder that is not there yet.")
    making = folder.parent / f".making-{uuid.uuid4().hex[:8]}"
    try:
        for name in SUBFOLDERS:
            (making / name).mkdir(parents=True)
        yield making
        if folder.exists():
            folder.rmdir()
        making.rename(folder)
    except OSError as error:
        raise DeskError(f"The desk {folder} can't be made ({error.strerror}): check the folder above it and try again.") from None
    finally:
        shutil.rmtree(making, ignore_errors=True)


def silent(items: Iterable[Item], label: str, total: int | None = None) -> Iterable[Item]:
    """Progress for what is quick: none."""
    return items
