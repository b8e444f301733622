"""The centre's mail server: one connection, one message after the other, and for each a sure answer or none."""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from results_desk.edges.mail.ledger import LATER, REFUSED, SENT, UNKNOWN
from results_desk.errors import DeskError

STARTTLS, TLS = "STARTTLS", "TLS"
TRIES = 3
PAUSES = (1.0, 5.0, 15.0)
"""Seconds to wait before each new try."""
_DOT = re.compile(rb"^\.", re.MULTILINE)
_LINE_END = re.compile(rb"\r\n|\r|\n")
_CUT = (smtplib.SMTPServerDisconnected, OSError)


@dataclass(frozen=True)
class Server:
    """How the server is reached. `certificate` is a file of certificates to trust besides the system's; "" for none."""

    host: str
    port: int
    security: str
    login: str = ""
    certificate: str = ""
    seconds: float = 60.0


@dataclass(frozen=True)
class Answer:
    """What became of a message: SENT, REFUSED for good, LATER (surely not taken now), or UNKNOWN; with the server's code or 0."""

    state: str
    code: int = 0


class NoServer(DeskError):
    """The server can't be reached, does not trust us, or hung up too often. Nothing is unknown about any message."""


class Post:
    """Hands messages to one server, connecting again where it hangs up."""

    def __init__(self, server: Server, password: str, pause: Callable[[float], None] = time.sleep) -> None:
        """`password` is "" where the server wants no login."""
        self._server, self._password, self._pause = server, password, pause
        self._line: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect and log in. NoServer when that fails."""
        if self._line is None:
            self._line = self._connected()

    def close(self) -> None:
        """Say good-bye, if anybody listens."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (smtplib.SMTPException, OSError):
                line.close()

    def send(self, sender: str, to: str, data: bytes, before_end: Callable[[], None]) -> Answer:
        """Hand one message over. `before_end` is called when all but the end mark is sent: until then the server can't have taken it.

        NoServer when the line breaks before that, however often it is tried.
        """
        for tried in range(TRIES):
            self.open()
            try:
                early = self._offer(sender, to, data)
            except _CUT:
                self._hang_up()
                self._pause(PAUSES[tried])
                continue
            if early is not None:
                return early
            before_end()
            return self._end()
        raise NoServer(f"The mail server {self._server.host} hangs up before it takes a message: ask your IT, then run Send mail again.")

    def _offer(self, sender: str, to: str, data: bytes) -> Answer | None:
        """Everything but the end mark. An answer where the server wants none of it; None when it waits for the end."""
        assert self._line is not None
        for command, wanted in ((f"MAIL FROM:<{sender}>", 250), (f"RCPT TO:<{to}>", 250), ("DATA", 354)):
            code, _ = self._line.docmd(command)
            if code == 421:
                raise smtplib.SMTPServerDisconnected
            if code != wanted and code != 251:
                self._line.docmd("RSET")
                return Answer(REFUSED if code >= 500 else LATER, code)
        lines = _LINE_END.sub(b"\r\n", data)
        self._line.send(_DOT.sub(b"..", lines.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n"))
        return None

    def _end(self) -> Answer:
        assert self._line is not None
        try:
            self._line.send(b".\r\n")
            code, _ = self._line.getreply()
        except (smtplib.SMTPException, OSError):
            self._hang_up()
            return Answer(UNKNOWN)
        if code == 421:
            self._hang_up()
        return Answer(SENT if 200 <= code < 300 else REFUSED if code >= 500 else LATER, code)

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _connected(self) -> smtplib.SMTP:
        for tried in range(TRIES):
            try:
                return self._greeted()
            except ssl.SSLError:
                raise NoServer(
                    f"The mail server {self._server.host} could not prove who it is (its certificate is not trusted): "
                    "ask your IT for its certificate and name the file in Settings, Mail server certificate."
                ) from None
            except smtplib.SMTPAuthenticationError as error:
                raise NoServer(
                    f"The mail server {self._server.host} refused the login ({error.smtp_code}): check Mail login in Settings and the "
                    "password (results-desk send-mail --new-password)."
                ) from None
            except smtplib.SMTPNotSupportedError:
                raise NoServer(
                    f"The mail server {self._server.host} offers no {self._server.security} or no login there: ask your IT for the port "
                    "and the security to set in Settings. Results are never sent in the clear."
                ) from None
            except (smtplib.SMTPException, OSError):
                if tried + 1 < TRIES:
                    self._pause(PAUSES[tried])
        where = f"{self._server.host}, port {self._server.port}"
        raise NoServer(f"The mail server ({where}) does not answer: check Mail server in Settings and the network, and try again.")

    def _greeted(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context()
        if server.certificate:
            _trust(context, server.certificate)
        line: smtplib.SMTP
        if server.security == TLS:
            line = smtplib.SMTP_SSL(server.host, server.port, timeout=server.seconds, context=context)
        else:
            line = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
        try:
            if server.security != TLS:
                line.starttls(context=context)
            line.ehlo_or_helo_if_needed()
            if server.login:
                _log_in(line, server.login, self._password)
        except BaseException:
            line.close()
            raise
        return line


def _log_in(line: smtplib.SMTP, login: str, password: str) -> None:
    """One try in one way: servers lock an account after a few wrong ones."""
    offered = line.esmtp_features.get("auth", "").upper().split()
    line.user, line.password = login, password
    ways = {"PLAIN": line.auth_plain, "LOGIN": line.auth_login, "CRAM-MD5": line.auth_cram_md5}
    for name, answer in ways.items():
        if name in offered:
            line.auth(name, answer)  # type: ignore[arg-type]
            return
    raise smtplib.SMTPNotSupportedError


def _trust(context: ssl.SSLContext, certificate: str) -> None:
    try:
        context.load_verify_locations(cafile=Path(certificate))
    except (OSError, ssl.SSLError):
        raise NoServer("Settings: Mail server certificate is no certificate file (PEM) that can be read: ask your IT for it.") from None
