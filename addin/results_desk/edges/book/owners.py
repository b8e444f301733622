"""Who has a workbook open, read off the small files that Excel and LibreOffice put beside it."""

from __future__ import annotations

import re
from pathlib import Path

from results_desk.errors import DeskError

_NAME_BYTES = 54


def require_closed(path: Path) -> None:
    """DeskError, with the name of who has it, when the workbook is open in Excel or LibreOffice."""
    for beside, reader in ((f"~${path.name}", _excel_user), (f".~lock.{path.name}#", _libreoffice_user)):
        owner = path.with_name(beside)
        if owner.exists():
            who = "".join(filter(str.isprintable, reader(_content(owner))))[:_NAME_BYTES] or "somebody"
            raise DeskError(
                f"{path.name} is open, by {who}: close it there and try again "
                f"(if nobody has it open, delete the file {beside} that was left beside it)."
            )


def _content(owner: Path) -> bytes:
    try:
        return owner.read_bytes()
    except OSError:
        return b""


def _excel_user(content: bytes) -> str:
    """The user name of an owner file: its length and letters in the old code page, then the same in UTF-16."""
    if not content:
        return ""
    wide = content[_NAME_BYTES + 1 :]
    length = int.from_bytes(wide[:2], "little")
    if 0 < length <= _NAME_BYTES and len(wide) >= 2 + 2 * length:
        return wide[2 : 2 + 2 * length].decode("utf-16-le", "replace").strip()
    return content[1 : 1 + min(content[0], _NAME_BYTES)].decode("cp1252", "replace").strip()


def _libreoffice_user(content: bytes) -> str:
    """The user name of a lock file, or the login where no name is set."""
    fields = [re.sub(r"\\(.)", r"\1", part) for part in re.split(r"(?<!\\),", content.decode("utf-8", "replace"))]
    return next((part.strip() for part in fields[:2] if part.strip()), "")
