"""What tests of mail need: a desk whose candidates chose email, their PDFs, a mail server on this machine, and passwords in memory."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path
from typing import Any

import keyring
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Protocol
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from desks import call, new_desk, samples
from passwords import Passwords

from results_desk.actions.pdfs import says
from results_desk.edges.desk.desk import Desk

LOGIN, PASSWORD = "exams", "correct horse"
BEFORE, AFTER = "2024-08-22 07:59", "2024-08-22 08:00"


@contextmanager
def passwords() -> Iterator[Passwords]:
    """Our own keyring in place of the system's."""
    before, ours = keyring.get_keyring(), Passwords()
    keyring.set_keyring(ours)
    try:
        yield ours
    finally:
        keyring.set_keyring(before)


def mail_desk(folder: Path) -> Path:
    """A practice desk with the sample candidates and the results of one awarding body."""
    new_desk(folder)
    assert call("import-candidates", folder, *samples("import_candidates")).code == 0
    assert call("import-results", folder, samples("import_results")[0]).code == 4
    return folder


def put_settings(desk: Path, **values: str) -> None:
    """Settings by their names, with _ for a blank."""
    opened = Desk(desk)
    opened.table("Settings").update({(name.replace("_", " "),): {"Value": value} for name, value in values.items()})
    opened.commit("settings")


def put_choices(desk: Path, *lines: dict[str, Any]) -> None:
    """Lines of the permissions register: Email for Level 1/2 unless they say otherwise."""
    usual = {"Results day": "Level 1/2", "Results choice": "Email", "Email checked": "Yes", "Status": "Waiting"} | {
        "Form returned": dt.date(2024, 7, 1)
    }
    opened = Desk(desk)
    rows = [usual | {"Email for results": f"c{line['Candidate number']}@example.org"} | line for line in lines]
    headings = sorted({heading for row in rows for heading in row})
    opened.table("Permissions").append({heading: [row.get(heading, "") for row in rows] for heading in headings})
    opened.commit("choices")


def change(desk: Path, table: str, key: tuple[str, ...], **cells: Any) -> None:
    """Type into one row."""
    opened = Desk(desk)
    assert opened.table(table).update({key: {name.replace("_", " "): value for name, value in cells.items()}}) == []
    opened.commit("typed")


def ledger_states(desk: Path) -> list[str]:
    """The states of the ledger's lines, one after the other."""
    import json

    file = desk / "mail_ledger.jsonl"
    return [json.loads(line)["state"] for line in file.read_text().splitlines()] if file.exists() else []


def plain_pdf(*lines: str, said: str = "") -> bytes:
    """A PDF with these lines of text, marked as made of a letter that says so."""
    from io import BytesIO

    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
    fonts = DictionaryObject({NameObject("/F1"): DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    words = b" T* ".join(b"<" + line.encode("cp1252", "replace").hex().encode() + b"> Tj" for line in lines)
    stream.set_data(b"BT /F1 12 Tf 14 TL 50 780 Td " + words + b" ET")
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.add_metadata({"/FieldsSHA256": said})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def put_pdfs(desk: Path, letter: str = "statement_of_results", at: dt.datetime | None = None) -> None:
    """A small PDF of each letter of a kind, as it stands now, to those in the register: as good as LibreOffice's, and much faster."""
    from results_desk.actions import Work
    from results_desk.actions.attachments import attachments
    from results_desk.doors import clock, show

    work = Work(Desk(desk), at or clock.at(AFTER), show.silent)
    chosen = {row["Candidate number"] for row in work.desk.table("Permissions").rows()}
    for each in attachments(work, letter):
        if each.fields["candidate_number"] not in chosen:
            continue
        each.places[0].parent.mkdir(parents=True, exist_ok=True)
        person = [str(each.fields[name]) for name in ("candidate_number", "surname", "forenames")]
        each.places[0].write_bytes(plain_pdf(*person, said=says([each.fields])))


@dataclass
class Inbox:
    """What a server took, and what it is told to do instead: a reply, or a callable that may wait, hang up or raise.

    `on` has, by command (MAIL, RCPT, DATA), what to do for the nth message that comes that far, counted from 0.
    """

    took: list[bytes] = field(default_factory=list)
    on: dict[tuple[str, int], Any] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    logins: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[EmailMessage]:
        return [BytesParser(EmailMessage, policy=SMTP).parsebytes(data) for data in self.took]

    @property
    def to(self) -> list[str]:
        return [str(message["To"]) for message in self.messages]

    async def _asked(self, command: str, server: Any) -> str | None:
        count = self.seen[command] = self.seen.get(command, -1) + 1
        reply = self.on.get((command, count))
        return await reply(server) if callable(reply) else reply

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if reply := await self._asked("MAIL", server):
            return reply
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if reply := await self._asked("RCPT", server):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        reply = await self._asked("DATA", server)
        if isinstance(reply, str) and not reply.startswith("took"):
            return reply
        self.took.append(envelope.content)
        if reply == "took and hung up":
            server.transport.abort()
        return "250 OK"


async def hang_up(server: Any) -> str:
    """Cut the line without a word."""
    server.transport.abort()
    return "250 never heard"


def waits(seconds: float, reply: str | None = None) -> Callable[[Any], Any]:
    """Answer late."""
    import asyncio

    async def late(server: Any) -> str | None:
        await asyncio.sleep(seconds)
        return reply

    return late


@dataclass
class MailServer:
    """A mail server on this machine that can be stopped and started again on the same port."""

    folder: Path
    inbox: Inbox
    tls: bool = False
    port: int = 0
    controller: Controller | None = None

    def start(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate(self.folder))
        settings: dict[str, Any] = {"hostname": "127.0.0.1", "port": self.port or free_port(), "authenticator": self._knows}
        settings |= {"ssl_context": context} if self.tls else {"tls_context": context, "require_starttls": True}
        self.controller = Controller(self.inbox, auth_required=True, auth_require_tls=not self.tls, **settings)
        self.controller.start()
        self.port = settings["port"]

    def stop(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    def _knows(self, server: Protocol, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.inbox.logins.append(data.login.decode())
        return AuthResult(success=(data.login, data.password) == (LOGIN.encode(), PASSWORD.encode()), handled=False)

    def settings(self) -> dict[str, str]:
        """The desk's settings for it."""
        return {
            "Mail_from": "exams@larkfield.example", "Mail_server": "127.0.0.1", "Mail_server_port": str(self.port), "Mail_login": LOGIN,
            "Mail_server_security": "TLS" if self.tls else "STARTTLS", "Mail_server_certificate": str(certificate(self.folder)[0]),
            "Mails_a_minute": "60000", "Mail_server_answers_within": "3",
        }  # fmt: skip


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine's own making, and its key."""
    cert, key = folder / "server.pem", folder / "server.key"
    if not cert.exists():
        secret = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Larkfield mail")])
        now = dt.datetime.now(dt.UTC)
        made = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(secret.public_key()).serial_number(1)
            .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(secret, hashes.SHA256())
        )  # fmt: skip
        cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        plain = serialization.NoEncryption()
        key.write_bytes(secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return cert, key


def later(seconds: float, what: Callable[[], None]) -> threading.Thread:
    """Do something a little later, beside everything else."""
    thread = threading.Thread(target=lambda: (time.sleep(seconds), what()), daemon=True)
    thread.start()
    return thread
