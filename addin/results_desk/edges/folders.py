"""Where things are: the templates that travel with the program, and the folders of a desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from results_desk.errors import DeskError

_PACKAGE = Path(__file__).resolve().parent.parent
HOME_BOOK = "results_desk.xlsx"
_TEMPLATES = "templates"
SUBFOLDERS = ("letters", "received")
WELSH = "_welsh"
"""How the name of the Welsh version of a letter ends."""
_OURS = (*SUBFOLDERS, "backups", "exports", "outbox", "subject_access")
"""Folders of a desk that actions write to, take templates from or destroy files in, with all that is in them."""


def shipped(folder: str) -> Path:
    """The folder `xlsx_templates`, `docx_templates` or `demo`: inside an installed package, else of the checkout."""
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent.parent / folder


def shipped_file(name: str) -> Path:
    """A file that travels with the program: inside an installed package, else in the folder `addin` of the checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_file() else _PACKAGE.parent / name


def is_desk(folder: Path) -> bool:
    """Whether a folder holds the home workbook of a desk."""
    return os.path.isfile(folder / HOME_BOOK)  # False too for a name longer than a disk takes


def require_desk(folder: Path) -> Path:
    """The folder itself. DeskError when it is missing or no desk, or when a folder in it leads out of it."""
    if not os.path.exists(folder):
        raise DeskError(f"There is no folder {folder}: make the desk first with 'results-desk new'.")
    if not is_desk(folder):
        raise DeskError(f"{folder} is not a desk (it has no {HOME_BOOK}): name the folder that 'results-desk new' made.")
    home = os.path.realpath(folder)
    places = (place for name in _OURS for place in _leading(folder / name))
    if outside := next((place for place in places if not Path(os.path.realpath(place)).is_relative_to(home)), None):
        raise DeskError(
            f"The folder {outside.relative_to(folder).as_posix()} of the desk {folder.name} is a link to another place, where results "
            "do not belong: take the link out and make a plain folder of that name."
        )
    return folder


def _leading(place: Path) -> Iterator[Path]:
    """A folder, the folders in it, and the links to files: what may lead elsewhere. What lies behind a link is not looked at."""
    yield place
    if os.path.realpath(place).casefold() != os.path.join(os.path.realpath(place.parent), place.name).casefold():
        return
    with suppress(OSError), os.scandir(place) as there:
        for entry in there:
            if entry.is_dir():  # a junction of Windows is a folder, and no symbolic link
                yield from _leading(place / entry.name)
            elif entry.is_symlink() and place.name != _TEMPLATES:
                yield place / entry.name


def letter_template(desk: Path, letter: str) -> Path:
    """The template of a letter: the desk's own in `letters/templates`, else ours. DeskError names the letters there are."""
    for found in _templates(desk, letter):
        if found.is_file():
            return found
    raise DeskError(_no_letter(letter, sorted(_letters_in(shipped("docx_templates")) | own_letters(desk))))


def _no_letter(letter: str, known: list[str]) -> str:
    from difflib import get_close_matches

    nearest = get_close_matches(letter.strip().casefold().replace(" ", "_"), known, n=1)
    meant = f" Did you mean {nearest[0]}?" if nearest else ""
    return f"There is no letter '{letter}'.{meant} The letters are: {', '.join(known)}."


def own_letters(desk: Path) -> set[str]:
    """The letters that a desk has templates of its own for."""
    return _letters_in(desk / "letters" / _TEMPLATES)


def _letters_in(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("[!~.]*.docx") if not path.stem.endswith(WELSH)}


def has_template(desk: Path, letter: str) -> bool:
    """Whether there is a template of that name, the desk's own or ours."""
    return any(found.is_file() for found in _templates(desk, letter))


def _templates(desk: Path, letter: str) -> tuple[Path, Path]:
    return desk / "letters" / _TEMPLATES / f"{letter}.docx", shipped("docx_templates") / f"{letter}.docx"
