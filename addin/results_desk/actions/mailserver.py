"""The mail server of the desk, from its settings, and the password for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results_desk.actions.registry import Work
from results_desk.edges.computer import keychain, person
from results_desk.errors import DeskError
from results_desk.rules.mail.addresses import read_address

if TYPE_CHECKING:
    from results_desk.edges.mail.post import Server


def mail_server(work: Work) -> tuple[Server, float]:
    """How the server is reached, and how many messages a minute it takes. DeskError names the setting that is blank or wrong."""
    from results_desk.edges.mail.post import STARTTLS, TLS, Server

    settings = work.desk.settings

    def setting(name: str) -> str:
        return settings.get(name, "").strip()

    for name in ("Mail from", "Mail server"):
        if not setting(name):
            raise DeskError(f"Settings in results_desk.xlsx: {name} is blank; ask your IT (docs/mail.md says for what), then fill it in.")
    if not read_address(setting("Mail from")):
        raise DeskError("Settings in results_desk.xlsx: Mail from is not one plain email address.")
    security = setting("Mail server security").upper() or STARTTLS
    if security not in (STARTTLS, TLS):
        raise DeskError("Settings in results_desk.xlsx: Mail server security must be STARTTLS or TLS; results are never sent in the clear.")
    port = _number(setting("Mail server port"), "Mail server port", 465 if security == TLS else 587)
    seconds = _number(setting("Mail server answers within"), "Mail server answers within", 60)
    rate = _number(setting("Mails a minute"), "Mails a minute", 20)
    return Server(setting("Mail server"), int(port), security, setting("Mail login"), setting("Mail server certificate"), seconds), rate


def _number(value: str, name: str, usual: float) -> float:
    try:
        number = float(value) if value else usual
    except ValueError:
        number = 0
    if not 0 < number < 65536:
        raise DeskError(f"Settings in results_desk.xlsx: {name} must be a number above 0.")
    return number


def password_for(server: Server, new: bool) -> str:
    """The password kept by the system for the login; asked for where there is none, or with `new`, and then kept."""
    if not server.login:
        return ""
    held = "" if new else keychain.password(server.login)
    if held:
        return held
    if not person.is_there():
        raise DeskError("No mail password is kept for this login: run 'results-desk send-mail DESK --new-password' once in a terminal.")
    typed = person.password(f"Password of {server.login} on {server.host}")
    if not typed:
        raise DeskError("No password was typed, so nothing was sent.")
    keychain.keep_password(server.login, typed)
    return typed
