"""An awarding body's invoice held against the tracking log: what it charges, what it should, and what it has not charged yet.

No fee is charged when a subject grade changed, for all components of that award; a cancelled review may be charged in full.
Sources: https://ocr.org.uk/administration/cambridge-nationals/post-results/reviews-of-marking/index.aspx and
https://qualifications.pearson.com/en/support/support-topics/results-certification/post-results-services/post-results-fees-august-2017.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from results_desk.errors import Problem
from results_desk.port import Cells, Key
from results_desk.rules.cells import Row, is_blank, is_one, known, same, text
from results_desk.rules.identifiers import entry_key
from results_desk.rules.log.money import amount, award, changed_awards
from results_desk.rules.requests.notes import component_key
from results_desk.tables.tracking_money import IF_GRADE_CHANGES


@dataclass
class Checked:
    """What an invoice comes to: cells of Lines to write, and what does not agree. `total` is what the file charges, less credits."""

    changes: dict[Key, dict[str, object]] = field(default_factory=dict)
    expect: dict[Key, Cells] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    total: Decimal = Decimal(0)
    not_charged: list[Row] = field(default_factory=list)


def check(invoice: Iterable[Row], log: Sequence[Row], number: str, body: str, file: str) -> Checked:
    """Hold every charge (`batch.INVOICE_COLUMNS`) against the line it is for; `number` and `body` where the file has none.

    A line gets its Board fee invoiced and Invoice number, or its Board credit, once; the second time nothing changes.
    """
    found = Checked(counts=Counter(rows=0, matched=0, already=0, unmatched=0))
    lines = {text(line.get("Line ID")): dict(line) for line in log if text(line.get("Line ID"))}
    changed = changed_awards(log)
    seen: set[str] = set()
    for row in invoice:
        found.counts["rows"] += 1
        charged = Decimal(text(row.get("amount")))
        found.total += charged
        at = int(float(text(row.get("row")) or 0))
        line = _line_of(row, list(lines.values()), body)
        if isinstance(line, str):
            found.counts["unmatched"] += 1
            found.problems.append(Problem(file, at, "Candidate number", line, "Ask the awarding body what it is for before paying it."))
            continue
        _book(line, row, charged, text(row.get("invoice_number")) or number, found, seen, at, file)
        if charged > 0:
            found.problems += _disagreements(line, charged, changed, file, at)
    bodies = {text(line.get("Awarding body")) for line in lines.values() if text(line.get("Line ID")) in seen} or {body} - {""}
    found.not_charged = [line for line in lines.values() if text(line.get("Awarding body")) in bodies and _should_be_charged(line)]
    return found


def _line_of(row: Row, lines: list[dict[str, object]], body: str) -> dict[str, object] | str:
    """The one line that was sent and that a charge is for; why there is none, in words."""
    named = text(row.get("awarding_body")) or body
    fits = [
        line for line in lines
        if known(line, "Sent on") and text(line.get("Candidate number")) == text(row.get("candidate_number"))
        and (not named or same(text(line.get("Awarding body")), named)) and _fits(line, row)
    ]  # fmt: skip
    by_reference = [line for line in fits if same(text(line.get("Awarding body reference")), text(row.get("reference")))]
    fits = by_reference if len(fits) > 1 and text(row.get("reference")) else fits
    if len(fits) == 1:
        return fits[0]
    return "The log has no line that was sent for this charge." if not fits else "More than one line of the log fits this charge."


def _fits(line: Row, row: Row) -> bool:
    component, entry, service = (text(row.get(name)) for name in ("component_code", "entry_code", "service"))
    return (
        (not component or component_key(line.get("Component code")) == component_key(component))
        and (not entry or entry_key(text(line.get("Entry code"))) == entry_key(entry))
        and (not service or same(text(line.get("Service")), service))
    )


def _book(
    line: dict[str, object], row: Row, charged: Decimal, number: str, found: Checked, seen: set[str], at: int, file: str
) -> None:  # fmt: skip
    line_id, heading = text(line.get("Line ID")), "Board fee invoiced" if charged > 0 else "Board credit"
    again = f"{line_id} {heading}"
    is_here_twice = again in seen
    seen |= {line_id, again}
    held = amount(line, heading)
    if held == abs(charged) and (charged < 0 or text(line.get("Invoice number")) == number) and not is_here_twice:
        found.counts["already"] += 1
        return
    if held is not None or is_here_twice:
        found.counts["unmatched"] += 1
        other = text(line.get("Invoice number"))
        message = f"Line {line_id} has a {heading.lower()} already{f' (invoice {other})' if other else ''}: it may be charged twice."
        found.problems.append(Problem(file, at, "Amount", message, "Compare both invoices, and ask the awarding body for a credit."))
        return
    cells: dict[str, object] = {heading: abs(charged)}
    if charged > 0 and number:
        cells["Invoice number"] = number
    found.counts["matched"] += 1
    found.changes.setdefault((line_id,), {}).update(cells)
    found.expect.setdefault((line_id,), {})
    found.expect[(line_id,)] = {**found.expect[(line_id,)], heading: None}
    line |= cells


def _disagreements(line: Row, charged: Decimal, changed: Iterable[str], file: str, at: int) -> list[Problem]:
    """A fee that is not the one of the Grid, or that should not be charged at all."""
    found, line_id = [], text(line.get("Line ID"))
    due, handling = amount(line, "Charge due"), amount(line, "School handling") or Decimal(0)
    if due is not None and due - handling != charged:
        message = f"Line {line_id} was charged £{charged:,.2f}; by the Grid its fee is £{due - handling:,.2f}."
        way_out = "Compare it with the awarding body's fee list, then correct the Grid or ask."
        found.append(Problem(file, at, "Amount", message, way_out, kept=True))
    free = is_one(line, "Board refund rule", IF_GRADE_CHANGES) and award(line).casefold() in changed
    if free and is_blank(line.get("Board credit")):
        message = f"Line {line_id} was charged although the grade of its award changed."
        found.append(Problem(file, at, "Amount", message, "Ask the awarding body for a credit of this charge.", kept=True))
    return found


def _should_be_charged(line: Row) -> bool:
    due, handling = amount(line, "Charge due"), amount(line, "School handling") or Decimal(0)
    return known(line, "Sent on") and due is not None and due - handling > 0 and is_blank(line.get("Board fee invoiced"))
