"""One action at a time on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from results_desk.errors import DeskError

WAIT_SECONDS = 20


@contextmanager
def desk_lock(folder: Path) -> Iterator[None]:
    """Hold the desk while an action runs. Waits for another one; DeskError when that takes too long."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / ".results-desk.lock")
    try:
        lock.acquire(timeout=WAIT_SECONDS)
    except Timeout:
        raise DeskError(f"Another action is running on the desk {folder.name}: wait until it has ended and try again.") from None
    except OSError as error:
        raise DeskError(f"The desk {folder.name} can't be written to ({error.strerror}): check the folder's permissions.") from None
    try:
        yield
    finally:
        lock.release()
