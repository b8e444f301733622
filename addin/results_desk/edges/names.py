"""File names that every system takes, whatever the text they are made of."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
LONGEST_BYTES = 200
_RESERVED = re.compile(r"(CON|CONIN\$|CONOUT\$|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(\s*\..*)?", re.IGNORECASE)
_FORBIDDEN = '/\\:*?"<>|'
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def alike(name: str) -> str:
    """A name as disks compare it that mind neither capitals nor how an accent is written; some give names back otherwise."""
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def safe_name(text: str) -> str:
    """The text as a file name (without an ending) for Windows, Mac and Linux: always the same for the same text, never blank.

    Characters that a file name may not hold become "-", those nobody sees (controls, direction marks) go; at most
    LONGEST characters and LONGEST_BYTES bytes of UTF-8.
    """
    plain = unicodedata.normalize("NFC", text)
    kept = "".join("-" if letter in _FORBIDDEN else letter for letter in plain if unicodedata.category(letter) not in _UNSEEN)
    name = " ".join(kept.split()).strip(". ")[:LONGEST]
    name = name.encode("utf-8")[:LONGEST_BYTES].decode("utf-8", "ignore").strip(". ")
    if _RESERVED.fullmatch(name):
        name = f"{name[0]}_{name[1:]}"
    return name or "no name"
