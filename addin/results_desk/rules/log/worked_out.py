"""A tracking log against one that was worked out by hand: every line, and the sums to the penny."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from results_desk.rules.cells import Row, is_blank, text
from results_desk.tables import table

Tables = Mapping[str, Sequence[Row]]
"""The rows of a desk's tables by the table's name: those of NEEDED."""
NEEDED = ("Lines", "Money", "Payments", "Problems", "GradeChanges", "Moderation", "Certificates")
_MONEY = {column.heading for column in table("Lines").columns if column.kind == "money"}


@dataclass(frozen=True)
class Sum:
    """One sum of the end state: what it is of, as it is found, and as it was worked out by hand."""

    what: str
    found: Decimal
    expected: Decimal

    @property
    def is_money(self) -> bool:
        """Whether it is in pounds."""
        return self.what in _IN_MONEY

    @property
    def name(self) -> str:
        """What it is called among the counts of an outcome, where pounds are given in pence: charged_pence."""
        return self.what.replace(" ", "_") + ("_pence" if self.is_money else "")

    def shown(self, number: Decimal) -> str:
        """A number of it as people write it: 1,994.50."""
        return f"{number:,.2f}" if self.is_money else f"{number:,.0f}"

    @property
    def difference(self) -> str:
        """What is wrong with it, in words; "" where it is as worked out."""
        said = f"{self.what} is {self.shown(self.found)} where {self.shown(self.expected)} was worked out"
        return said if self.found != self.expected else ""


def different_lines(log: Sequence[Row], expected: Sequence[Mapping[str, str]]) -> list[str]:
    """What is not as worked out: one sentence for each cell, and for each line that is missing or too much. [] where all is well."""
    held = {text(line.get("Line ID")): line for line in log}
    wanted = {line["Line ID"]: line for line in expected}
    missing = [f"line {name} is missing" for name in wanted if name not in held]
    return [*missing, *(f"line {name or 'without an ID'} is not of the story" for name in held if name not in wanted),
            *(cell for name, line in wanted.items() if name in held for cell in _different(name, held[name], line))]  # fmt: skip


def _different(name: str, line: Row, expected: Mapping[str, str]) -> Iterator[str]:
    for heading, wanted in expected.items():
        found = shown(heading, line.get(heading))
        if found != wanted:
            yield f"line {name} has {heading} {found or 'blank'} where it was worked out as {wanted or 'blank'}"


def shown(heading: str, value: object) -> str:
    """A cell of the log as the expectation writes it: pounds with two places, days as 2024-11-30."""
    return "" if is_blank(value) else f"{value:.2f}" if heading in _MONEY and not isinstance(value, str) else str(value)


def sums(held: Tables, expected: Mapping[str, Decimal]) -> list[Sum]:
    """Every sum that was worked out by hand, with the desk's own. KeyError where the expectation has one that we do not know."""
    money = next((row for row in held["Money"] if row["Row"] == "All"), {})
    found = {what: _number(money.get(heading)) for what, heading in _IN_MONEY.items()}
    found |= {what: Decimal(sum(map(counts, held[name]))) for what, (name, counts) in _COUNTED.items()}
    return [Sum(what, found[what], wanted) for what, wanted in expected.items()]


def _holds(heading: str, *words: str) -> Callable[[Row], bool]:
    """Whether a row's cell holds one of these; without any, whether it holds anything."""
    return lambda row: text(row.get(heading)) in words if words else not is_blank(row.get(heading))


_COUNTED: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "lines": ("Lines", lambda row: True),
    "payments": ("Payments", lambda row: True),
    "payments on no line": ("Payments", lambda row: is_blank(row.get("Put on lines"))),
    "let through late": ("Lines", _holds("Late override by")),
    "requests refused": ("Problems", lambda row: text(row["File"]).startswith("answers") and row["Row kept"] == "No"),
    "outcomes up": ("Lines", _holds("Outcome grade", "Up")),
    "outcomes down": ("Lines", _holds("Outcome grade", "Down")),
    "outcomes the same": ("Lines", _holds("Outcome grade", "No change")),
    "grades changed": ("GradeChanges", _holds("What", "Grade")),
    "lines with an alarm": ("Lines", _holds("Alarm")),
    "folders given back": ("Moderation", _holds("Returned to candidates on")),
    "certificates given out": ("Certificates", _holds("State", "Issued")),
    "certificates held back": ("Certificates", _holds("State", "Held")),
    "certificates that differ": ("Certificates", _holds("Match?", "No")),
}
"""What is counted: the table, and the rows of it that count."""
_IN_MONEY = {
    "charged": "Charge due", "paid": "Paid", "owed": "Balance", "refund due": "Refund due", "fees invoiced": "Board fee invoiced",
    "board credits": "Board credit",
}  # fmt: skip


def _number(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)
