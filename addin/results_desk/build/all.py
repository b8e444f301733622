"""Every generated file of the checkout: written from its words, or checked against them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from results_desk.build import demo_files, fields, readme, workbooks, xlam
from results_desk.build.parts import parts
from results_desk.build.ribbon import Button
from results_desk.errors import DeskError


def build_all(checkout: Path, check: bool, buttons: Sequence[Button]) -> tuple[str, tuple[Path, ...]]:
    """Write what is stale: a message and the files written. With `check` write nothing; DeskError names what is stale.

    `buttons` are those of the ribbon, in its order.
    """
    rooms = ((workbooks, checkout / "xlsx_templates"), (demo_files, checkout / "addin" / "results_desk" / "demo"))
    for folder in (*(folder for _, folder in rooms), checkout / "addin" / "vba", checkout / "docx_templates"):
        if not folder.is_dir():
            where = checkout.resolve()
            raise DeskError(f"{where} is not a checkout of Results Desk (no {folder.name} folder): go there, or name it with --folder.")
    drawn = {**xlam.files(checkout, buttons), **readme.files(checkout, buttons), **fields.files(checkout)}
    if not check:
        written = (*(path for room, folder in rooms for path in room.build(folder)), *_write(drawn))
        return (f"{len(written)} generated files written." if written else "Every generated file was current already."), written
    stale = [f"{folder.name}/{name}" for room, folder in rooms for name in room.stale(folder)]
    stale += [path.relative_to(checkout).as_posix() for path in drawn if not _same(path, drawn[path])]
    if stale:
        raise DeskError(f"Stale: {', '.join(stale)}. Run 'results-desk build' and commit what it writes.")
    return "Every generated file is current.", ()


def _write(made: Mapping[Path, bytes]) -> tuple[Path, ...]:
    stale = tuple(path for path, data in made.items() if not _same(path, data))
    for path in stale:
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_bytes(made[path])
        os.replace(fresh, path)
    return stale


def _same(path: Path, data: bytes) -> bool:
    """Whether a file holds this; of a packed one, its parts: how they are packed may differ from one Python to the next."""
    if not path.is_file():
        return False
    held = path.read_bytes()
    return held == data or path.suffix == ".xlam" and parts(BytesIO(held)) == parts(BytesIO(data))
