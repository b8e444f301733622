"""The password of a desk: kept in the system's own keyring, or asked of the person at the keyboard. Never a parameter, never logged."""

from __future__ import annotations

import getpass
import sys
from contextlib import suppress

SERVICE = "Results Desk"


def kept(desk_id: str) -> str:
    """The password as the keyring has it; "" where there is none, or no keyring."""
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError):
        return keyring.get_password(SERVICE, desk_id) or ""
    return ""


def keep(desk_id: str, secret: str) -> bool:
    """Put the password into the keyring. False where there is no keyring that keeps it."""
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError):
        keyring.set_password(SERVICE, desk_id, secret)
    return kept(desk_id) == secret


def ask(words: str) -> str:
    """What the person types, unseen; "" when nobody is at the keyboard."""
    return getpass.getpass(f"{words}: ") if sys.stdin is not None and sys.stdin.isatty() else ""
