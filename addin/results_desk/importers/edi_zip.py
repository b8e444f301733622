"""Archives of EDI files: a basedata set (Z...ZIP), or several results files that were downloaded together."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path, PurePosixPath

from results_desk.importers.archive import checked_names, part
from results_desk.importers.refuse import ZIP, refusal

_OFFICE = ("xl/", "word/", "ppt/", "Index/")
_OFFICE_PARTS = ("mimetype", "content.xml", "[Content_Types].xml")
MAX_MEMBERS = 200


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a zip archive that is no workbook and no other document."""
    if not data.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, UnicodeError, NotImplementedError):
        return False
    return not any(name.startswith(_OFFICE) or name in _OFFICE_PARTS for name in names)


def members(file: str, data: bytes) -> list[tuple[Path, bytes, datetime]]:
    """The files in an archive: name without its folder, bytes, and when it was last changed. DeskError when it is not safe to open."""
    names = [name for name in checked_names(file, data) if not name.endswith("/") and not _is_litter(name)]
    if len(names) > MAX_MEMBERS:
        raise refusal(file, f"holds more than {MAX_MEMBERS} files", "unpack it and import those that you need")
    found = [(Path(PurePosixPath(name.replace("\\", "/")).name), part(data, name), _changed(data, name)) for name in names]
    if any(inner.startswith(ZIP) and is_archive(inner) for _, inner, _ in found):
        raise refusal(file, "holds another zip archive", "unpack it and import the files in it")
    return found


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def _changed(data: bytes, name: str) -> datetime:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        moment = archive.getinfo(name).date_time
    try:
        return datetime(*moment)
    except ValueError:
        return datetime(1980, 1, 1)
