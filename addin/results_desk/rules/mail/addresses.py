"""Email addresses as a register holds them: one plain address, or nothing that may be written to."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 254
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def read_address(text: str) -> str:
    """The address that a cell holds, ready for a header; "" when it holds none, several, or one that mail servers may not take.

    The part after the @ may be in any script; before it only what every mail server takes. Never holds a blank or a control.
    """
    local, at, domain = unicodedata.normalize("NFC", text.strip()).rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").casefold()
    except UnicodeError:
        return ""
    labels = domain.split(".")
    usable = at and _LOCAL.fullmatch(local) and len(local) <= 64 and len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
    return f"{local}@{domain}" if usable and not labels[-1].isdecimal() and len(local) + len(domain) < LONGEST else ""
