"""Files put in place wholly or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from results_desk.errors import DeskError


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Put `data` in place of the file, wholly or not at all: whatever goes wrong, the old file stands and nothing lies about.

    Not `durable`: without waiting for the disk, for what can be made again (letters); a power cut may lose it.
    DeskError when the disk is full, the file is open elsewhere or the folder may not be written to.
    """
    target = os.path.realpath(path) if path.is_symlink() else os.fspath(path)
    fresh = os.path.join(os.path.dirname(target), f".{secrets.token_hex(8)}.tmp")
    try:
        _write_fresh(fresh, data, durable)
        with suppress(FileNotFoundError):
            os.chmod(fresh, os.stat(target).st_mode & 0o7777)
        os.replace(fresh, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(fresh)
        if not isinstance(error, OSError):
            raise
        raise DeskError(
            f"{path.name} could not be saved ({why_not(error)}), and is as it was: "
            "close it in other programs, check that the disk has room and that you may write there, and try again."
        ) from error
    if durable:
        settle(Path(target).parent)


def _write_fresh(path: str, data: bytes, durable: bool) -> None:
    with open(path, "xb", buffering=0) as file:
        written = file.write(data)
        while written < len(data):
            written += file.write(data[written:])
        if durable:
            os.fsync(file.fileno())


def settle(folder: Path) -> None:
    """Have the folder itself written to disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def why_not(error: OSError) -> str:
    """What the system says of it, without the name of the file."""
    return os.strerror(error.errno) if error.errno else "no access"
