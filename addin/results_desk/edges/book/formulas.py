"""Formulas as text: whether they point at rows beside their own, and the same formula some rows further down."""

from __future__ import annotations

import re
from functools import lru_cache

from results_desk.edges.ooxml import xmlbytes
from results_desk.edges.ooxml.xmlbytes import Unclear

_KEPT = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|\[(?:[^\[\]]|\[[^\[\]]*\])*\])""")
"""Texts, quoted sheet names and [structured references]: nothing in them moves with the row."""
_CELL = re.compile(r"(?<![\w.$\\])(\$?[A-Za-z]{1,3})([1-9]\d{0,6})(?![\w(.])")
_WHOLE_ROWS = re.compile(r"(?<![\w.])\$?\d+:\$?\d+(?![\w.])")
_SHARED = re.compile(rb"<(?:[\w.-]+:)?f\s[^<>]*?\bt\s*=\s*[\"']shared[\"'][^<>]*>")
_LAST_ROW = 1_048_576


@lru_cache(maxsize=256)
def is_relative(formula: str) -> bool:
    """Whether the formula reads differently in another row: it names cells such as B5 and not only [@Columns]."""
    return any(_CELL.search(part) or _WHOLE_ROWS.search(part) for part in _KEPT.split(formula)[::2])


def moved(formula: str, rows: int) -> str:
    """The formula as Excel fills it down by so many rows (up, when negative). `Unclear` when that cannot be told."""
    parts = _KEPT.split(formula)
    if any(_WHOLE_ROWS.search(part) for part in parts[::2]):
        raise Unclear("a formula in it names whole rows")
    return "".join(part if kept % 2 else _CELL.sub(lambda cell: _shifted(cell, rows), part) for kept, part in enumerate(parts))


def require_whole_formulas(sheet: bytes) -> None:
    """`Unclear` when a cell of the sheet shares a formula that no cell holds."""
    if b"shared" in sheet:
        tags = [xmlbytes.attributes(found[0]) for found in _SHARED.finditer(sheet)]
        if {tag.get(b"si") for tag in tags} - {tag.get(b"si") for tag in tags if b"ref" in tag}:
            raise Unclear("a formula beside a table hangs on one in its rows")


def _shifted(cell: re.Match[str], rows: int) -> str:
    row = int(cell[2]) + rows
    if not 1 <= row <= _LAST_ROW:
        raise Unclear("a formula in it points beyond the sheet")
    return f"{cell[1]}{row}"
