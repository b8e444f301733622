"""What the Grid says of a service at one awarding body: whether it is offered, what it costs, who pays, how long an answer takes.

Fees are per component or unit, and a centre may add a charge of its own. Sources: https://www.handsworth.bham.sch.uk/enquiry-about-results/,
https://www.gosforthacademy.org.uk/about-the-academy/school-information/post-exams-information; priority reviews wider than JCQ's rule:
https://www.wilmslowhigh.com/examinations/post-results-enquiries/
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from results_desk.rules.calendar import add_working_days
from results_desk.rules.cells import Row, is_blank, same, serial, text
from results_desk.rules.deadlines import aliases
from results_desk.rules.fees import charge, find_line
from results_desk.rules.log.money import amount
from results_desk.tables.fees_formulas import ALL_JCQ

_SHARED = "Per batch"
_PAYMENTS = {"candidate": "Candidate to pay", "school": "School pays", "department": "Department pays"}
FREE = "Not needed (free)"


@dataclass(frozen=True)
class Offer:
    """The Grid's line of one awarding body for a level and service, and the common one that fills its blanks; `copy` with a script.

    Without lines nothing is known: no charge, no limit, no target.
    """

    own: Row
    common: Row
    copy: bool = False

    def cell(self, heading: str) -> str:
        """A cell of the awarding body's line, or of the common one where that is blank."""
        return text(self.own.get(heading)) or text(self.common.get(heading))

    @property
    def basis(self) -> str:
        """What one fee covers: Per component, Per subject ...; "" while nobody said."""
        return self.cell("Fee basis")

    @property
    def charge(self) -> Decimal | None:
        """What is asked for one fee, in pounds: the awarding body's and the centre's part. None: not known, or shared by a batch."""
        found = charge(self.own) if self.own and not same(self.basis, _SHARED) else None
        if found is None or not self.copy:
            return found
        extra = amount(self.own, "Copy extra")
        return None if extra is None else found + extra

    def money(self, payer: str = "") -> dict[str, object]:
        """The cells of a line of the log that follow from it; `payer` outweighs the Grid's own."""
        due, handling = self.charge, amount(self.own, "School handling")
        kept = {"awarding body's fee only": handling, "all": Decimal(0), "none": due}.get(self.cell("School refund rule").casefold())
        who = payer or self.cell("Who pays") or "Candidate"
        return {
            "Charge due": due, "Who pays": who, "Payment": payment(due, who), "Board refund rule": self.cell("Refund rule"),
            "School handling": handling, "Handling kept": kept,
        }  # fmt: skip

    @property
    def target_days(self) -> int | None:
        """The days in which the awarding body aims to answer, calendar or working; None while nobody said."""
        number = serial(self._timed.get("Turnaround days"))
        return None if number is None else int(number)

    @property
    def in_working_days(self) -> bool:
        """Whether those are working days."""
        return same(text(self._timed.get("Turnaround counted in")), "Working")

    @property
    def _timed(self) -> Row:
        return self.common if is_blank(self.own.get("Turnaround days")) else self.own


NO_OFFER = Offer({}, {})


@dataclass(frozen=True)
class Offers:
    """The Grid, for looking up what is offered at a level."""

    grid: Sequence[Row]
    services: Mapping[str, Row]

    @classmethod
    def of(cls, grid: Iterable[Row], services: Iterable[Row]) -> Offers:
        """From the rows of Grid and Services."""
        return cls(list(grid), {text(row.get("Service")).upper(): row for row in services})

    def offer(self, level: Row | None, body: str, code: str) -> Offer:
        """What the Grid says of a service: on its own line, or on the one of the service that it counts as (S2 for S2C, A2 for A1)."""
        group, service = text((level or {}).get("Deadline level")), self.services.get(code.upper(), {})
        base = text(service.get("Deadline as")) or code
        names = tuple(dict.fromkeys((code, base)))
        own, counted_as = self._first(group, body, names)
        common, _ = self._first(group, ALL_JCQ, names)
        return Offer(own, common, counted_as.casefold() != code.casefold() and code.upper().endswith("C")) if own or common else NO_OFFER

    def _first(self, group: str, body: str, names: Iterable[str]) -> tuple[Row, str]:
        """The line of the first of these services that the awarding body has one for, and that service."""
        found = ((find_line(self.grid, group, body, name), name) for name in names)
        return next(((row, name) for row, name in found if row is not None), ({}, ""))

    def priority_is_wider(self, level: Row | None, body: str, levels: Iterable[Row]) -> bool:
        """Whether this awarding body offers priority reviews at a level where JCQ's rule has none.

        Its own line must say Yes under Offered?; where the line also serves levels that have them anyway (AS beside A-level),
        its Limit must name this level.
        """
        group = text((level or {}).get("Deadline level"))
        line = find_line(self.grid, group, body, "P2")
        if level is None or line is None or not same(text(line.get("Offered?")), "Yes"):
            return False
        shared = any(same(text(row.get("Deadline level")), group) and same(text(row.get("Priority review")), "yes") for row in levels)
        return not shared or _names(text(line.get("Limit")), level)


def payment(due: Decimal | None, who: str) -> str:
    """What stands under Payment of a new line: free, or who is to pay; "" while the candidate's charge is not known."""
    if due is not None and due == 0:
        return FREE
    return "" if due is None and same(who, "Candidate") else _PAYMENTS.get(who.casefold(), "")


def calendar_days(sent: date, days: int, working: bool, closed: Collection[date]) -> int:
    """How many calendar days after sending a target ends that is counted in calendar or in working days."""
    end = add_working_days(sent, days, closed) if working and days else sent + timedelta(days=days)
    return (end - sent).days


def _names(limit: str, level: Row) -> bool:
    words = [text(level.get("Level")), *aliases(level)]
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", limit, re.IGNORECASE) for word in words if word)
