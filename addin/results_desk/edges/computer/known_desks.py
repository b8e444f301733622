"""Where the desks are on this computer: asked for once, and remembered by the number that every workbook of a desk holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from results_desk.edges.atomic import write_atomically
from results_desk.edges.desk.desk import Desk
from results_desk.edges.folders import is_desk
from results_desk.errors import DeskError


class KnownDesks:
    """The folders of desks by their numbers, in a file of this person on this computer. A file that can't be read counts as empty."""

    def __init__(self, file: Path) -> None:
        """`file` is made when the first desk is remembered."""
        self.file = file

    def folder(self, desk_id: str) -> Path | None:
        """The folder of a desk, if it is known and still that desk."""
        known = self._read().get(desk_id)
        return Path(known) if desk_id and known and _holds(Path(known), desk_id) else None

    def folders(self) -> list[Path]:
        """Every folder that is known and still a desk."""
        return [Path(folder) for folder in self._read().values() if is_desk(Path(folder))]

    def remember(self, folder: Path) -> None:
        """Remember the folder of a desk. DeskError when it is none; what can't be written is asked for again the next time."""
        desk_id, held = Desk(folder).desk_id, self._read()
        where = str(folder.absolute())
        if not desk_id or held.get(desk_id) == where:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.file, json.dumps({**held, desk_id: where}, ensure_ascii=False, indent=1).encode())
        except (OSError, DeskError):
            return

    def find(self, desk_id: str, workbook: str, ask: Callable[[str], Path | None]) -> Path:
        """The folder of the desk that an open workbook belongs to; `ask` puts a question to the person when it is not known.

        DeskError when the workbook names no desk, nobody answers, or the folder is that of another desk.
        """
        if not desk_id:
            raise DeskError(f"{workbook} does not say which desk it belongs to: close it, run Copy dates on its desk, and open it again.")
        if known := self.folder(desk_id):
            return known
        chosen = ask(f"Where on this computer is the folder of the desk that {workbook} belongs to?")
        if chosen is None:
            raise DeskError(f"The desk of {workbook} is not known on this computer: run it again and choose the desk's folder.")
        if not _holds(chosen, desk_id):
            raise DeskError(f"{chosen.name} is not the desk that {workbook} belongs to: choose the folder where this workbook lies.")
        self.remember(chosen)
        return chosen

    def _read(self) -> dict[str, str]:
        try:
            held = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return {str(desk_id): str(folder) for desk_id, folder in held.items()} if isinstance(held, dict) else {}


def _holds(folder: Path, desk_id: str) -> bool:
    """Whether a folder is the desk of that number."""
    try:
        return Desk(folder).desk_id == desk_id
    except DeskError:
        return False
