"""Every generated file of the checkout: written from its words, or checked against them."""

from __future__ import annotations

from pathlib import Path

from results_desk.build import demo_files, fields, workbooks
from results_desk.errors import DeskError


def build_all(checkout: Path, check: bool) -> tuple[str, tuple[Path, ...]]:
    """Write what is stale: a message and the files written. With `check` write nothing; DeskError names what is stale."""
    rooms = (
        (workbooks, checkout / "xlsx_templates"),
        (demo_files, checkout / "addin" / "results_desk" / "demo"),
        (fields, checkout / "docx_templates"),
    )
    for _, folder in rooms:
        if not folder.is_dir():
            where = checkout.resolve()
            raise DeskError(f"{where} is not a checkout of Results Desk (no {folder.name} folder): go there, or name it with --folder.")
    if not check:
        written = tuple(path for room, folder in rooms for path in room.build(folder))
        return (f"{len(written)} generated files written." if written else "Every generated file was current already."), written
    stale = [f"{folder.name}/{name}" for room, folder in rooms for name in room.stale(folder)]
    if stale:
        raise DeskError(f"Stale: {', '.join(stale)}. Run 'results-desk build' and commit what it writes.")
    return "Every generated file is current.", ()
