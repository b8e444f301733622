"""Passwords, where the system keeps them: Windows Credential Manager, the Mac's keychain, or the desktop's keyring on Linux."""

from __future__ import annotations

from results_desk.errors import DeskError

_SERVICE = "Results Desk mail"


def password(login: str) -> str:
    """The mail password kept for a login; "" when none is, or the system keeps no passwords."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, login) or ""
    except KeyringError:
        return ""


def keep_password(login: str, value: str) -> None:
    """Keep it. DeskError when the system can't."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, login, value)
    except KeyringError:
        raise DeskError("This system keeps no passwords: it will be asked for each time. On Linux, install a keyring service.") from None
