"""Whose pages these are: the left part of a sheet's print header, which no formula can fill."""

from __future__ import annotations

import re
from html import escape, unescape

_HEADER = re.compile(rb"<oddHeader>([^<]*)</oddHeader>")
_OURS = re.compile(r"(?:&L&8 (?:[^&]|&&)*)?(&C&9&A)", re.ASCII)
LONGEST = 200
"""Characters of it: Excel takes 255 for the whole header."""


def with_heading(sheet: bytes, text: str) -> bytes:
    """The sheet's XML with `text` at the left of its print header. A header that somebody wrote anew stays as it is."""

    def headed(found: re.Match[bytes]) -> bytes:
        ours = _OURS.fullmatch(unescape(found[1].decode("utf-8")))
        if not ours:
            return found[0]
        left = f"&L&8 {text[:LONGEST].replace('&', '&&')}" if text else ""
        return b"<oddHeader>" + escape(left + ours[1], quote=False).encode() + b"</oddHeader>"

    return _HEADER.sub(headed, sheet, count=1)
