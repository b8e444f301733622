"""Messages as files: a draft that Outlook opens ready to send (.eml), and the same message on its way to a mail server."""

from __future__ import annotations

import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime

from results_desk.errors import DeskError

_POLICY = email.policy.SMTP.clone(max_line_length=76)
"""Refuses a header with a line end in it: a value can never become a header of its own."""


@dataclass(frozen=True)
class Message:
    """One message to one candidate. `sender` may be blank in a draft; `pdf` is what is attached, under `pdf_name`."""

    message_id: str
    sender: str
    sender_name: str
    to: str
    subject: str
    body: str
    pdf: bytes = b""
    pdf_name: str = ""


def draft(message: Message) -> bytes:
    """The message as a draft, the same bytes for the same message. DeskError when an address or the subject can't stand in a header."""
    made = EmailMessage(_POLICY)
    made["X-Unsent"] = "1"
    made["Message-ID"] = message.message_id
    try:
        if message.sender:
            made["From"] = Address(message.sender_name, addr_spec=message.sender)
        made["To"] = Address(addr_spec=message.to)
        made["Subject"] = message.subject
    except (ValueError, IndexError, email.errors.MessageError):
        raise DeskError("An address or subject can't stand in a message: look for odd characters in Settings and the text.") from None
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.body, charset="utf-8", cte="quoted-printable")
    if message.pdf:
        made.add_attachment(message.pdf, maintype="application", subtype="pdf", filename=message.pdf_name)
        made.set_boundary(f"=_{message.message_id.strip('<>').partition('@')[0]}")
    return made.as_bytes()


def read(data: bytes) -> EmailMessage:
    """A draft as it was written."""
    return BytesParser(EmailMessage, policy=_POLICY).parsebytes(data)


def attached_pdf(data: bytes) -> bytes:
    """The PDF in a draft; nothing where it has none."""
    for part in read(data).iter_attachments():
        return bytes(part.get_content())
    return b""


def to_send(data: bytes, at: datetime) -> tuple[str, str, bytes]:
    """Sender, addressee and bytes of a draft as it goes out: dated, and no draft any more."""
    message = read(data)
    del message["X-Unsent"]
    message["Date"] = format_datetime(at)
    return _address(message["From"]), _address(message["To"]), message.as_bytes()


def _address(header: object) -> str:
    addresses = list(getattr(header, "addresses", ()))
    return str(addresses[0].addr_spec) if len(addresses) == 1 else ""
