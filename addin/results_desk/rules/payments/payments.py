"""Payments of a pay site put on the lines they are for: by our reference, else by candidate and amount; never by a guess.

No request is processed before the right payment, and each school takes payments elsewhere than requests.
Source: https://lvc.org/years-10-11/post-results-services/
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from results_desk.errors import Problem
from results_desk.port import Cells, Key
from results_desk.rules.cells import Row, day, is_blank, known, text
from results_desk.rules.log.alarms import Clocks
from results_desk.rules.log.cells import is_closed
from results_desk.rules.log.columns import with_computed
from results_desk.rules.log.money import amount, balance, is_charge_unknown
from results_desk.rules.requests.line import UNPAID, status_of
from results_desk.rules.requests.shared_fees import candidate_of
from results_desk.tables import LISTS
from results_desk.tables.tracking_log import BOOK

_OURS = re.compile(r"PRS[\s/_-]*(\d\d)[\s/_-]*0*(\d{1,5})(?!\d)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SHEET = f"{BOOK}, Payments"
_TO_PUT = "Run Check requests: it puts the payment on the lines."
_TO_CORRECT = "Correct Request ID on the Payments sheet, then run Check requests."
_WHY = "No request is processed before the right payment. Source: https://lvc.org/years-10-11/post-results-services/"
_PAYMENT = ("Candidate to pay", "Part paid", "Paid in full", "Refund due", "")
"""Words of Payment that a payment may change."""


@dataclass
class Recorded:
    """What a file of payments comes to: rows of Payments to append or change, and cells of Lines."""

    new: list[dict[str, object]] = field(default_factory=list)
    payments: dict[Key, dict[str, object]] = field(default_factory=dict)
    lines: dict[Key, dict[str, object]] = field(default_factory=dict)
    expect: dict[Key, Cells] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Ledger:
    """The Payments and Lines sheets as they are on a day, with the clocks of the log and the year of the series."""

    payments: Sequence[Row]
    lines: Sequence[Row]
    today: date
    clocks: Clocks
    year: int


def record(incoming: Iterable[Row], ledger: Ledger, file: str) -> Recorded:
    """What is new among the incoming payments (`batch.PAYMENT_COLUMNS`), put on the lines of the request each is for.

    So are payments of the Payments sheet that were on no line yet and whose Request ID was filled since, or that the file
    holds again. One for a request with a charge that is not known waits on that sheet, and is told every time, until the charge
    is there. A second time nothing is new.
    """
    found = Recorded(counts=Counter(rows=0, new=0, matched=0, unmatched=0, already=0))
    taken = _Taken(ledger.payments, ledger.year)
    purse = _Purse(with_computed(ledger.lines, ledger.today, ledger.clocks), found, ledger.today)
    for row in incoming:
        found.counts["rows"] += 1
        payment, is_new = taken.payment(row)
        found.counts["new" if is_new else "already"] += 1
        if is_new:
            found.new.append(payment)
        if not known(payment, "Put on lines"):
            purse.take(payment, is_new, file, int(float(text(row.get("row")) or 0)))
    for payment in taken.left():
        if text(payment.get("Request ID")) and not known(payment, "Put on lines"):
            purse.take(payment, False, _SHEET, 0)
    return found


def waiting(payments: Iterable[Row], lines: Sequence[Row], today: date, clocks: Clocks) -> list[Row]:
    """What Today says of payments whose request is known and that stand on no line yet (DeskToday, without Order).

    Most wait for a charge that nobody has filled. What is due is the request: by the first deadline of its lines.
    """
    left = [row for row in payments if text(row.get("Payment ID")) and text(row.get("Request ID")) and not known(row, "Put on lines")]
    if not left:
        return []
    log = [line for line in with_computed(lines, today, clocks) if text(line.get("Line ID"))]
    return [_waiting_row(payment, log) for payment in left]


def _waiting_row(payment: Row, log: Sequence[Row]) -> Row:
    request, value = text(payment.get("Request ID")), amount(payment, "Amount") or Decimal(0)
    lines = [line for line in log if _our_number(text(line.get("Request ID"))) == _our_number(request)]
    what, to_do = _waits(lines, value) or (f"£{value:,.2f} for request {request} is on none of its lines yet.", _TO_PUT)
    if not lines:
        what, to_do = f"£{value:,.2f} waits on the Payments sheet: the log has no request {request}.", _TO_CORRECT
    days = (day(line.get(heading)) for line in lines if not is_closed(line) for heading in ("Internal deadline", "Deadline"))
    return {
        "Area": "Requests", "What": what.rstrip("."), "Due": min(filter(None, days), default=None), "What to do": to_do,
        "Reference": text(payment.get("Payment ID")), "Where": _SHEET, "Why": _WHY,
    }  # fmt: skip


class _Taken:
    """Which payments the Payments sheet holds, and the next number of our own."""

    def __init__(self, payments: Sequence[Row], year: int) -> None:
        self._held = [dict(row) for row in payments if text(row.get("Payment ID"))]
        self._prefix = f"PAY-{year % 100:02d}-"
        names = (text(row["Payment ID"]).upper() for row in self._held)
        self._next = max((int(name[len(self._prefix) :]) for name in names if re.fullmatch(rf"{self._prefix}\d+", name)), default=0) + 1

    def payment(self, row: Row) -> tuple[dict[str, object], bool]:
        """The row of Payments for an incoming payment, and whether it is new to the sheet."""
        payment = _payment(row)
        own = text(payment["Payment ID"]).casefold()
        for held in self._held:
            if text(held["Payment ID"]).casefold() == own if own else _alike(held) == _alike(payment):
                self._held.remove(held)
                return held, False
        if not own:
            payment["Payment ID"], self._next = f"{self._prefix}{self._next:04d}", self._next + 1
        return payment, True

    def left(self) -> list[dict[str, object]]:
        """The payments of the sheet that the file does not hold."""
        return self._held


class _Purse:
    """The lines as payments are put on them, one after the other."""

    def __init__(self, lines: Sequence[Row], found: Recorded, today: date) -> None:
        self._lines = [dict(line) for line in lines if text(line.get("Line ID"))]
        self._before = {text(line.get("Line ID")): line.get("Paid") for line in lines}
        self._found, self._today = found, today

    def take(self, payment: dict[str, object], is_new: bool, file: str, row: int) -> None:
        """Put a payment on the lines of its request, and note what is left to say of it."""
        before = {heading: payment.get(heading) for heading in ("Request ID", "Put on lines")}
        problem = self._put(payment, file, row)
        self._found.counts["unmatched" if problem and not problem.kept else "matched"] += 1
        self._found.problems += [problem] if problem else []
        cells = {heading: payment[heading] for heading, value in before.items() if payment[heading] != value}
        if not is_new and cells:
            self._found.payments[(text(payment["Payment ID"]),)] = cells

    def _put(self, payment: dict[str, object], file: str, row: int) -> Problem | None:
        value = amount(payment, "Amount") or Decimal(0)
        lines = self._of(payment, value)
        if isinstance(lines, str):
            return Problem(file, row, "Reference", lines, "Find out what it is for, fill Request ID on the Payments sheet of the log, then "
                           "run Record payments again.", text(payment.get("Reference")))  # fmt: skip
        payment["Request ID"] = text(lines[0].get("Request ID"))
        if (waits := _waits(lines, value)) is not None:
            return Problem(file, row, "Amount", *waits)
        payment["Put on lines"] = self._today
        return self._give_back(payment, lines, value, file, row) if value < 0 else self._spread(payment, lines, value, file, row)

    def _of(self, payment: Row, value: Decimal) -> list[dict[str, object]] | str:
        """The lines of the one request that a payment is for; why there is none, in words."""
        request = text(payment.get("Request ID")) or _reference(text(payment.get("Reference")))
        if request:
            lines = [line for line in self._lines if _our_number(text(line.get("Request ID"))) == _our_number(request)]
            return lines or f"The log has no request {request}."
        numbers = {text(payment.get("Candidate number")), *_NUMBER.findall(text(payment.get("Reference")))} - {""}
        owing: dict[str, list[dict[str, object]]] = {}
        for line in self._lines:
            if candidate_of(line) in numbers and text(line.get("Request ID")):
                owing.setdefault(text(line.get("Request ID")), []).append(line)
        fits = [lines for lines in owing.values() if value in (_total(lines, "Balance"), -_total(lines, "Refund due"))]
        if len(fits) == 1:
            return fits[0]
        many = "More than one request of this candidate owes this amount." if fits else ""
        return many or "The payment names no request of ours, and no candidate who owes just this amount."

    def _spread(self, payment: Row, lines: list[dict[str, object]], value: Decimal, file: str, row: int) -> Problem | None:
        open_lines = [line for line in lines if _owed(line) > 0 and not is_closed(line)]
        open_lines.sort(key=lambda line: _owed(line) != value)
        left = value
        for line in open_lines:
            part = min(left, _owed(line))
            self._pay(line, part, payment)
            left -= part
            if not left:
                return None
        last = next((line for line in (*reversed(open_lines), *reversed(lines)) if known(line, "Charge due")), lines[-1])
        self._pay(last, left, payment)
        request, line_id = text(last.get("Request ID")), text(last.get("Line ID"))
        message = f"£{left:,.2f} more than request {request} owes was paid; it stands on line {line_id}."
        return Problem(file, row, "Amount", message, "Pay it back, or find out which other request it is for.", kept=True)

    def _pay(self, line: dict[str, object], part: Decimal, payment: Row) -> None:
        line["Paid"] = (amount(line, "Paid") or Decimal(0)) + part
        line["Balance"] = balance(line)
        paid_on, receipt = day(payment.get("Paid on")), text(payment.get("Payment ID"))
        cells: dict[str, object] = {"Paid": line["Paid"], "Paid on": paid_on, "Receipt": receipt}
        if is_blank(line.get("Pay reference")):
            cells["Pay reference"] = text(payment.get("Reference"))
        if text(line.get("Payment")) in _PAYMENT and known(line, "Charge due"):
            cells["Payment"] = "Part paid" if _owed(line) > 0 else "Paid in full"
        line |= cells
        if text(line.get("Status")) == UNPAID:
            cells["Status"] = line["Status"] = status_of(line)
        self._write(line, cells)

    def _give_back(self, payment: Row, lines: list[dict[str, object]], value: Decimal, file: str, row: int) -> Problem | None:
        due = [line for line in lines if (amount(line, "Refund due") or 0) > 0]
        if _total(due, "Refund due") != -value:
            request, owed = text(lines[0].get("Request ID")), _total(due, "Refund due")
            message = f"£{-value:,.2f} was paid back for request {request}, to which £{owed:,.2f} is due; no line was changed."
            return Problem(file, row, "Amount", message, "Fill Refunded on yourself on the lines that it is for.", kept=True)
        for line in due:
            back_on, route = day(payment.get("Paid on")), text(payment.get("Route"))
            cells: dict[str, object] = {"Refunded on": back_on, "Payment": "Refunded", "Refund by": route}
            line |= {**cells, "Refund due": ""}
            self._write(line, cells)
        return None

    def _write(self, line: Row, cells: dict[str, object]) -> None:
        key = (text(line.get("Line ID")),)
        self._found.lines.setdefault(key, {}).update(cells)
        self._found.expect[key] = {"Paid": self._before[key[0]]}


def _waits(lines: Sequence[Row], value: Decimal) -> tuple[str, str] | None:
    """Why a payment can't be put on the lines of its request yet, with the way out: more than they owe, as far as that is known."""
    running = [line for line in lines if not is_closed(line)]
    missing = [text(line.get("Line ID")) for line in running if is_charge_unknown(line)]
    if not missing or value <= sum((_owed(line) for line in running if _owed(line) > 0), Decimal(0)):
        return None
    request = text(lines[0].get("Request ID"))
    message = f"The charge of request {request} is not known ({', '.join(missing)}): £{value:,.2f} waits on the Payments sheet."
    return message, "Fill Fee on its line of the Grid, then run Check requests: it puts the payment on the lines."


def _payment(row: Row) -> dict[str, object]:
    route = text(row.get("route"))
    return {
        "Payment ID": text(row.get("payment_id")), "Paid on": date.fromisoformat(text(row.get("paid_on"))),
        "Amount": Decimal(text(row.get("amount"))), "Reference": text(row.get("reference")), "Payer": text(row.get("payer")),
        "Route": next((word for word in LISTS["pay route"] if word.casefold() == route.casefold()), route),
        "Request ID": "", "Candidate number": text(row.get("candidate_number")), "Put on lines": None, "Note": "",
    }  # fmt: skip


def _alike(row: Row) -> tuple[object, ...]:
    """What two payments without a number of their own have in common when they are one."""
    return day(row.get("Paid on")), amount(row, "Amount"), text(row.get("Reference")), text(row.get("Payer"))


def _reference(said: str) -> str:
    """The request number that a payer typed, in our own spelling; "" where there is none, or two."""
    found = {f"PRS-{year}-{int(number):04d}" for year, number in _OURS.findall(said)}
    return found.pop() if len(found) == 1 else ""


def _our_number(request: str) -> str:
    return (_reference(request) or request).casefold()


def _owed(line: Row) -> Decimal:
    return amount(line, "Balance") or Decimal(0)


def _total(lines: Iterable[Row], heading: str) -> Decimal:
    return sum((amount(line, heading) or Decimal(0) for line in lines), Decimal(0))
