"""What the tracking log adds up to: money by payer and budget code, outcomes by subject, numbers for the charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from results_desk.rules.cells import Row, Rows, is_one, known, raw, records, serial, text
from results_desk.rules.log.money import amount, award
from results_desk.tables.tracking_views import ALL, LINE, TOTAL
from results_desk.terms import STATUSES

UP, DOWN, SAME, UNIT, WAITING = "Up", "Down", "No change", "Unit only", "Pending"
AMOUNTS = ("Charge due", "Paid", "Balance", "Refund due", "Board fee invoiced", "Board credit")
_UNIT_WORDS = "Not applicable (unit only)"
_CAME_TO_NOTHING = ("Refused by centre (internal appeal open)", "Withdrawn by candidate", "Rejected by board", "Missed deadline")
_WITH_AN_OUTCOME = ("S", "P", "AP")
"""How the codes of reviews and appeals begin; scripts and queries have no outcome of a grade."""


def money(log: Iterable[Row]) -> list[dict[str, object]]:
    """Sums over all lines with money and over each payer and budget code, then the lines themselves in that order."""
    with_money = [line for line in log if any(amount(line, heading) for heading in AMOUNTS)]
    with_money.sort(key=lambda line: (_payer(line), text(line.get("Candidate number")), raw(line, "Line ID")))
    by_payer: dict[tuple[str, str], list[Row]] = {}
    for line in with_money:
        by_payer.setdefault(_payer(line), []).append(line)
    totals = [{"Row": TOTAL, "Who pays": who, "Budget code": code, **_sums(lines)} for (who, code), lines in by_payer.items()]
    everything = [{"Row": ALL, **_sums(with_money)}] if with_money else []
    return [*everything, *totals, *({**line, "Row": LINE} for line in with_money)]


def total(lines: Iterable[Row], heading: str) -> Decimal | None:
    """The sum of a column over some lines; None where none of them holds an amount."""
    held = [found for line in lines if (found := amount(line, heading)) is not None]
    return sum(held, Decimal(0)) if held else None


def outcomes(log: Sequence[Row]) -> list[dict[str, object]]:
    """Subject grades that were asked about by awarding body, level and subject, and over all; each award counts once."""
    counted: dict[tuple[str, str, str], Counter[str]] = {}
    for lines in _awards(log):
        place = tuple(text(lines[0].get(heading)) for heading in ("Awarding body", "Level", "Subject"))
        counted.setdefault((place[0], place[1], place[2]), Counter())[_outcome(lines)] += 1
    everything = sum(counted.values(), Counter[str]())
    rows = [_counted(place, counted[place]) for place in sorted(counted, key=lambda each: tuple(map(str.casefold, each)))]
    return [_counted((ALL, "", ""), everything), *rows] if rows else []


def overview(lines: Rows) -> list[dict[str, object]]:
    """The rows of the home workbook's Overview: lines of the log by status, then subject grades by what became of them."""
    log = records(lines)
    by_status = Counter(raw(line, "Status").casefold() for line in log)
    changes = Counter(_outcome(award_lines) for award_lines in _awards(log))
    return [
        *({"Chart": "Requests by status", "Name": status, "Number": by_status[status.casefold()]} for status in STATUSES),
        *({"Chart": "Grade changes", "Name": name, "Number": changes[name]} for name in (UP, DOWN, SAME)),
        {"Chart": "Grade changes", "Name": "Waiting for an outcome", "Number": changes[WAITING]},
    ]


def _payer(line: Row) -> tuple[str, str]:
    return text(line.get("Who pays")), text(line.get("Budget code"))


def _sums(lines: list[Row]) -> dict[str, object]:
    return {heading: total(lines, heading) for heading in AMOUNTS}


def _awards(log: Iterable[Row]) -> list[list[Row]]:
    """The lines of each award that a review or an appeal was sent for; a line without candidate or entry is one by itself."""
    found: dict[str, list[Row]] = {}
    for number, line in enumerate(log):
        if raw(line, "Service").upper().startswith(_WITH_AN_OUTCOME) and _was_sent(line):
            found.setdefault(award(line).casefold() or f"line {number}", []).append(line)
    return list(found.values())


def _was_sent(line: Row) -> bool:
    if is_one(line, "Status", *_CAME_TO_NOTHING):
        return False
    return known(line, "Sent on") or known(line, "Outcome date") or bool(text(line.get("Outcome grade")))


def _outcome(lines: list[Row]) -> str:
    """What became of a subject grade: the latest change, else a line that still waits, else that it stayed."""
    changed = [line for line in lines if _of_line(line) in (UP, DOWN)]
    if changed:
        return _of_line(max(changed, key=lambda line: serial(line.get("Outcome date")) or 0))
    found = [_of_line(line) for line in lines]
    return next((word for word in (WAITING, SAME) if word in found), UNIT)


def _of_line(line: Row) -> str:
    for word in (UP, DOWN, SAME):
        if is_one(line, "Outcome grade", word):
            return word
    if is_one(line, "Outcome grade", _UNIT_WORDS):
        return UNIT
    return SAME if is_one(line, "Outcome mark", SAME) else WAITING


def _counted(place: tuple[str, str, str], numbers: Counter[str]) -> dict[str, object]:
    settled = numbers[UP] + numbers[DOWN] + numbers[SAME]
    share = Decimal(100 * (numbers[UP] + numbers[DOWN])) / settled if settled else None
    return {
        "Awarding body": place[0], "Level": place[1], "Subject": place[2], "Asked": numbers.total(),
        **{word: numbers[word] for word in (UP, DOWN, SAME, UNIT, WAITING)},
        "% changed": None if share is None else int(share.quantize(Decimal(1), ROUND_HALF_UP)),
    }  # fmt: skip
