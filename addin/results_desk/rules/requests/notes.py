"""What the rules tell of one request before its file and row are known, and how component codes are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from results_desk.errors import Problem
from results_desk.rules.cells import text


@dataclass(frozen=True)
class Note:
    """Something to tell the officer about an answer; becomes a `Problem` once its file, row and fate are known."""

    column: str
    message: str
    way_out: str
    detail: str = ""

    def problem(self, file: str, row: int, kept: bool) -> Problem:
        """The problem of that row of the file."""
        return Problem(file, row, self.column, self.message, self.way_out, self.detail, kept)


def component_key(code: object) -> str:
    """What two spellings of one component code have in common: capitals, no spaces, no slashes. For comparing, never for keeping."""
    return re.sub(r"[\s/]+", "", text(code)).upper()
