"""Locking a desk: its results, restricted letters, received files and earlier results under a password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from results_desk.actions.registry import RESTRICTED, Outcome, Work, action
from results_desk.edges.computer import secrets
from results_desk.edges.desk.desk import Desk
from results_desk.errors import DeskError, Problem
from results_desk.terms import counted

BOOK = "results.xlsx"
SETTING = "Lock after import"
SHORTEST = 8
Remember = Annotated[bool, "Keep the password in this computer's own keyring, so that it need not be typed."]


@action("Help", "Lock")
def lock(work: Work, remember: Remember = False) -> Outcome:
    """Encrypt the results workbook, letters in RESTRICTED, received files and earlier versions of the results with a password.

    The password comes from the keyring or is asked for. Excel and Word open the workbook and the letters with it; whoever forgets it has
    lost them. Requests, registers and checklists stay as they are.
    """
    secret = _secret(work.desk, twice=True)
    done = lock_files(work, secret)
    return Outcome(f"{counted(done, 'file')} locked.{_remembered(work.desk, secret, remember)}", {"locked": done}, (work.desk.folder,))


@action("Help", "Unlock")
def unlock(work: Work, remember: Remember = False) -> Outcome:
    """Decrypt what Lock encrypted, with the password from the keyring or asked for."""
    from results_desk.edges.book.owners import require_closed
    from results_desk.edges.desk.vault import is_sealed, unseal

    require_closed(work.desk.folder / BOOK)
    sealed = [path for path in _files(work.desk.folder) if is_sealed(path)]
    if not sealed:
        return Outcome("Nothing is locked.", {"unlocked": 0}, (work.desk.folder,))
    secret = _checked(_secret(work.desk, twice=False), sealed)
    for path in work.progress(sealed, "Unlocking"):
        unseal(path, secret)
    said = f"{counted(len(sealed), 'file')} unlocked.{_remembered(work.desk, secret, remember)}"
    return Outcome(said, {"unlocked": len(sealed)}, (work.desk.folder,))


def lock_files(work: Work, secret: str) -> int:
    """Lock what there is to lock. How many files were not locked yet. DeskError when some are locked with another password."""
    from results_desk.edges.book.owners import require_closed
    from results_desk.edges.desk.vault import is_sealed, seal, sweep

    require_closed(work.desk.folder / BOOK)
    files = list(_files(work.desk.folder))
    _checked(secret, [path for path in files if is_sealed(path)])
    for folder in {path.parent for path in files}:
        sweep(folder, secret)
    return sum(seal(path, secret) for path in work.progress(list(_files(work.desk.folder)), "Locking"))


def lock_after(work: Work) -> list[Problem]:
    """Have the desk locked once everything is written, where its settings ask for that and results are restricted."""
    wanted = work.desk.settings.get(SETTING, "").strip().casefold() == "yes"
    if not wanted or work.gate is None or not work.gate.held_banner:
        return []
    secret = secrets.kept(_desk_id(work.desk))
    if not secret:
        said = f"The desk was not locked, as the setting {SETTING} asks: the keyring of this login has no password for it"
        return [Problem(BOOK, 0, "", said, "Run 'results-desk lock DESK --remember' now; from then on it locks by itself.", kept=True)]
    work.afterwards.append(lambda outcome: _locked(work, secret, outcome))
    return []


def _locked(work: Work, secret: str, outcome: Outcome) -> Outcome:
    lock_files(work, secret)
    return outcome


def _files(folder: Path) -> Iterator[Path]:
    """Everything that is locked: whatever in these places is no hidden file."""
    for pattern in (BOOK, f"letters/{RESTRICTED}/**/*", "received/*", "backups/results.*"):
        yield from sorted(path for path in folder.glob(pattern) if path.is_file() and not path.name.startswith((".", "~$")))


def _desk_id(desk: Desk) -> str:
    found = desk.settings.get("Desk ID", "")
    if not found:
        raise DeskError("Settings in results_desk.xlsx: Desk ID is blank, and the password is kept by it. Restore the file from backups.")
    return found


def _secret(desk: Desk, twice: bool) -> str:
    """The password. DeskError when there is none, or one too short to lock with."""
    secret = secrets.kept(_desk_id(desk)) or secrets.ask("Password of this desk")
    if not secret:
        raise DeskError(
            "There is no password: this login's keyring holds none for this desk, and nobody is at the keyboard to ask. "
            "Run 'results-desk lock DESK --remember' once in a terminal."
        )
    if twice and len(secret) < SHORTEST:
        raise DeskError(f"The password is too short: use at least {SHORTEST} characters, better four words. Nothing was locked.")
    if twice and secret != (secrets.kept(_desk_id(desk)) or secrets.ask("The same again")):
        raise DeskError("The two passwords differ: nothing was locked. Try again.")
    return secret


def _checked(secret: str, sealed: list[Path]) -> str:
    from results_desk.edges.desk.vault import opens

    if sealed and not opens(sealed[0], secret):
        raise DeskError("The password is not the one this desk is locked with. Nothing was changed; try again with the right one.")
    return secret


def _remembered(desk: Desk, secret: str, wanted: bool) -> str:
    if not wanted:
        return ""
    if secrets.keep(_desk_id(desk), secret):
        return " The keyring of this login keeps the password."
    return " This computer has no keyring that keeps passwords, so it will be asked for."
