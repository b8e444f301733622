"""What the officer types by hand in the whole year of the practice desk: as one more action, so that it is on the audit log."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from results_desk.actions.facts import key_in
from results_desk.actions.registry import Action, Outcome, Row, Work
from results_desk.actions.views import columns, typed
from results_desk.edges.folders import shipped
from results_desk.port import Key

YEAR = shipped("demo") / "year"
Over = Callable[[Sequence[Row]], Mapping[Key, Row]]
"""From a table's rows as they stand to the cells that are typed over, by the key of their row."""

_MONEY = ("Fee", "School handling", "Copy extra")
_WRONG_PRINT = {("0005", "8791"): "7"}
"""The certificate that comes with the grade from before the review, and that grade."""


def listed(name: str) -> list[dict[str, str]]:
    """A CSV file of the year: its rows by heading."""
    with (YEAR / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _type_in(work: Work, table: str, over: Over, below: Sequence[Row]) -> Outcome:
    """Type over cells and below the table, whatever of it does not stand there yet."""
    port = work.desk.table(table)
    rows = port.rows()
    held = {key_in(table, row): row for row in rows}
    changes = {key: {name: value for name, value in cells.items() if held[key].get(name) != value} for key, cells in over(rows).items()}
    port.update({key: cells for key, cells in changes.items() if cells})
    new = [row for row in below if not any(all(old.get(name) == value for name, value in row.items()) for old in rows)]
    if new:
        port.append(columns(new, typed(table)))
    return Outcome("", {"typed": sum(map(len, changes.values())) + len(new)})


TYPE_IN = Action("type_in", "Requests", "", "What the officer typed by hand.", _type_in, reveals="keep")


def over(table: str, *key: str, **cells: object) -> dict[str, object]:
    """Cells typed over in one row; headings with _ for spaces."""
    return _given(table, lambda rows: {key: {heading.replace("_", " "): value for heading, value in cells.items()}})


def below(table: str, *rows: Row) -> dict[str, object]:
    """Rows typed below a table."""
    return _given(table, lambda held: {}, rows)


def fees() -> dict[str, object]:
    """The Grid's fees, as the officer typed them from the awarding bodies' lists."""
    cells = {row.pop("Row ID"): {name: Decimal(cell) if name in _MONEY else cell for name, cell in row.items() if cell}
             for row in listed("fees.csv")}  # fmt: skip
    return _given("Grid", lambda rows: {(row_id,): fee for row_id, fee in cells.items()})


def at_the_counter(on: datetime, *lines: tuple[str, str, str, str]) -> dict[str, object]:
    """Lines typed into the log: candidate number, entry code, component code and service of each."""
    headings = ("Candidate number", "Entry code", "Component code", "Service")
    return below("Lines", *({"Awarding body": "AQA", "Received on": on} | dict(zip(headings, line, strict=True)) for line in lines))


def closed(on: date) -> dict[str, object]:
    """Candidates are told and lines closed, but for what never went, the query and the copies that wait for consent."""
    cells = {"Status": "Closed", "Candidate told on": on, "Closed on": on}
    return _given("Lines", lambda rows: _each("Lines", cells, (row for row in rows if row["Sent on"] and row["Service"] != "MIR")))


def confirmed(table: str, on: date, by: str) -> dict[str, object]:
    """Every line with a date was compared with its source."""
    return _given(table, lambda rows: _each(table, {"Confirmed on": on, "Confirmed by": by}, (row for row in rows if row["Date"])))


def ticked(table: str, on: date) -> dict[str, object]:
    """Every task of a checklist that was due by a day is done."""
    done = {"State": "Done", "Done on": on, "Done by": "EO"}
    return _given(table, lambda rows: _each(table, done, (row for row in rows if isinstance(row["Due"], date) and row["Due"] <= on)))


def came(on: date, issued: date, *candidates: str) -> dict[str, object]:
    """Certificates of some candidates have come and are compared; one is printed with another grade."""

    facts = {"Received on": on, "Date of issue": issued, "Checked by": "EO"}

    def cells(rows: Sequence[Row]) -> Mapping[Key, Row]:
        mine = (row for row in rows if row["Candidate number"] in candidates)
        return {key_in("Certificates", row): {"Grade printed": _printed(row), **facts} for row in mine}

    return _given("Certificates", cells)


def _each(table: str, cells: Row, rows: Iterable[Row]) -> Mapping[Key, Row]:
    return {key_in(table, row): cells for row in rows}


def _printed(row: Row) -> object:
    return _WRONG_PRINT.get((str(row["Candidate number"]), str(row["Entry code"])), row["Final grade"])


def _given(table: str, over: Over, below: Sequence[Row] = ()) -> dict[str, object]:
    return {"table": table, "over": over, "below": below}
