"""The tracking log as it grows while requests are put into it: which numbers are taken, and what is asked for already."""

from __future__ import annotations

import re
from collections.abc import Iterable

from results_desk.errors import DeskError
from results_desk.port import Cells, Key
from results_desk.rules.cells import Row, is_blank, moment, text
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.rules.log.cells import is_closed
from results_desk.rules.requests import checks as request_checks
from results_desk.rules.requests.asking import Desk
from results_desk.rules.requests.checks import Request
from results_desk.rules.requests.line import consent_brought, line_of
from results_desk.rules.requests.notes import Note, component_key
from results_desk.rules.requests.shared_fees import pays_already
from results_desk.terms import Series

Place = tuple[str, str, str]
"""Candidate ("" for a cohort), awarding body and entry, as they are compared: what one request number covers."""
_OWN_WORD = ("Charge due", "Status")
"""Where what somebody typed decides what the lines after it are charged."""


class Book:
    """Lines by what they are for. `new` are lines to append, `changes` cells to write in lines that are there."""

    def __init__(self, lines: Iterable[Row], series: str, desk: Desk) -> None:
        """DeskError when `series` is no series."""
        parsed = Series.parse(series)
        if parsed is None:
            raise DeskError(f'Settings in results_desk.xlsx: "{series}" is not a series; write it as June 2024.')
        self.prefix = f"PRS-{parsed.year % 100:02d}"
        self.series, self.papers, self._desk = series, desk.papers, desk
        self.families = {text(row.get("Service")).upper(): text(row.get("Family")) for row in desk.services}
        self.new: list[dict[str, object]] = []
        self.changes: dict[Key, dict[str, object]] = {}
        self.expect: dict[Key, Cells] = {}
        self.already = self.refused = 0
        self._lines: dict[Place, list[Row]] = {}
        self._with: dict[tuple[str, str], list[Row]] = {}
        self._highest: dict[str, int] = {}
        for line in lines:
            self._remember(line)

    def take(self, request: Request, component: Row, notes: list[Note]) -> Note | None:
        """Put one component of a request in the log, if it is not there already; the reason where it may not be."""
        there, beside = self._there(request, component)
        same = [line for line in beside if _is_this(line, request)]
        if same:
            self.already += 1
            self._complete(same[-1], request)
            return None
        line = self.line(request, component, there, beside, notes)
        if isinstance(line, Note):
            return line
        self.new.append(line)
        self._remember(line)
        return None

    def number(self, request: Request, component: Row, notes: list[Note], typed: Row) -> dict[str, object] | Note:
        """The line that somebody `typed` without a Line ID, as it would be without their own words; the reason where there can't be one.

        The Request ID that stands on it stays, and for the lines after it what was typed counts: a charge, a status.
        """
        there, beside = self._there(request, component)
        line = self.line(request, component, there, beside, notes)
        if not isinstance(line, Note) and (under := text(typed.get("Request ID"))):
            line |= {"Request ID": under, "Line ID": f"{under}-{self._next(under)}"}
        if not isinstance(line, Note):
            self._remember(line | {heading: typed[heading] for heading in _OWN_WORD if not is_blank(typed.get(heading))})
        return line

    def line(
        self, request: Request, component: Row, there: list[Row], beside: list[Row], notes: list[Note]
    ) -> dict[str, object] | Note:
        """A new line with its numbers, or why it may not be."""
        body, kind = text(request.result.get("Awarding body")), self.papers.kind(text(request.result.get("Awarding body")), component)
        if fault := request_checks.late(request) or self.papers.fault(request.code, request.family, body, component):
            return fault
        fault, more = request_checks.beside(request, beside, self.families)
        if fault:
            return fault
        notes += [*more, *self.papers.questions(request.code, request.family, body, [component])]
        open_lines = [line for line in there if not is_closed(line) and text(line.get("Request ID"))]
        request_id = text(open_lines[-1].get("Request ID")) if open_lines else f"{self.prefix}-{self._next(self.prefix):04d}"
        charged = pays_already(request, self._of(request), self._desk)
        numbers = {"Request ID": request_id, "Line ID": f"{request_id}-{self._next(request_id)}"}
        return line_of(request, component, self.series, kind, charged) | numbers

    def _there(self, request: Request, component: Row) -> tuple[list[Row], list[Row]]:
        """The lines of this award, and those of the component among them."""
        there = self._lines.get(_place({**request.result, "Candidate number": request.candidate.get("Candidate number")}), [])
        key = component_key(component.get("Component code"))
        return there, [line for line in there if component_key(line.get("Component code")) == key]

    def _of(self, request: Request) -> list[Row]:
        """The lines of this candidate with this awarding body."""
        return self._with.get(_place({**request.result, "Candidate number": request.candidate.get("Candidate number")})[:2], [])

    def _complete(self, line: Row, request: Request) -> None:
        """Note the consent that an answer brings for a line that is in the log."""
        brought = {} if is_closed(line) else consent_brought(line, request)
        if not brought or not text(line.get("Line ID")):
            return
        fresh = next((each for each in self.new if each is line), None)
        if fresh is not None:
            fresh.update(brought)
            return
        key = (text(line.get("Line ID")),)
        self.changes.setdefault(key, {}).update(brought)
        self.expect[key] = {heading: line.get(heading) for heading in brought}

    def _next(self, prefix: str) -> int:
        return self._highest.get(prefix.upper(), 0) + 1

    def _remember(self, line: Row) -> None:
        place = _place(line)
        self._lines.setdefault(place, []).append(line)
        self._with.setdefault(place[:2], []).append(line)
        for name in (text(line.get("Request ID")), text(line.get("Line ID"))):
            while found := re.fullmatch(r"(.+)-(\d+)", name):
                name, number = found[1], int(found[2])
                self._highest[name.upper()] = max(number, self._highest.get(name.upper(), 0))


def _place(line: Row) -> Place:
    number, body, entry = (text(line.get(heading)) for heading in ("Candidate number", "Awarding body", "Entry code"))
    return pad_candidate_number(number), body.casefold(), entry_key(entry)


def _is_this(line: Row, request: Request) -> bool:
    """Whether a line of the same component is this request: open, or closed since but from the very same answer."""
    if text(line.get("Service")).upper() != request.code.upper():
        return False
    return not is_closed(line) or (request.received is not None and moment(line.get("Received on")) == request.received)
