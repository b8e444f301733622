"""Formulas against rules: workbooks whose stored values are all wrong, computed by LibreOffice, compared cell by cell with Python."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from libreoffice import opened, values

from results_desk.build.workbooks import workbook_bytes
from results_desk.rules.cells import Row, serial
from results_desk.rules.computed import Around
from results_desk.rules.every_column import COMPUTED
from results_desk.tables import NAMED_CELLS, TABLES, Table, table
from results_desk.tables.defaults import template_rows

STALE = "a stale value"
"""What every computed cell holds until a spreadsheet computes it."""


@dataclass(frozen=True)
class Case:
    """A day, the rows of some tables of one workbook (the others as shipped), and named cells that do not hold what they start with."""

    today: date
    rows: Mapping[str, Sequence[Row]]
    named: Mapping[str, object] = field(default_factory=dict)


def differences(workbook: str, cases: Sequence[Case], folder: Path) -> list[str]:
    """Where LibreOffice and the rules say different things of a computed column, one line each.

    Of several cases every second is computed; all of them where FORMULAS=all is set.
    """
    found: list[str] = []
    for number, case in enumerate(cases if os.environ.get("FORMULAS") == "all" else cases[::2]):
        path = folder / f"{number}.xlsx"
        frames = {spec.name: _stale_frame(spec, case) for spec in _tables(workbook)}
        named = {**case.named, "desk_today": case.today}
        path.write_bytes(workbook_bytes(workbook, rows=frames, named=named))
        with opened(path) as document:
            for spec in _tables(workbook):
                found += _table_differences(spec, case, workbook, document)
    return found


def computed_rows(path: Path, spec: Table, count: int) -> list[dict[str, object]]:
    """The first `count` rows of a table of a workbook as LibreOffice computes it, by heading."""
    with opened(path) as document:
        return _read(document, spec, count)


def around(workbook: str, case: Case) -> Around:
    """What the rules look at for this case: rows with every declared heading, named cells with what they start with."""
    starts = {cell.name: cell.start for cell in NAMED_CELLS if cell.workbook == workbook}
    held = {spec.name: _rows(spec, case) for spec in _tables(workbook)}
    return Around(case.today, held, {**starts, **case.named, "desk_today": case.today})


def plain(value: object) -> object:
    """A cell for comparing: a date or number as the number a worksheet computes with, a blank as an empty text."""
    number = serial(value)
    return value or "" if number is None else round(number, 5)


def _tables(workbook: str) -> list[Table]:
    return [spec for spec in TABLES if spec.workbook == workbook]


def _rows(spec: Table, case: Case) -> list[Row]:
    held: Sequence[Row] = case.rows.get(spec.name) or []
    if spec.name not in case.rows:
        shipped = template_rows(spec)
        held = [] if shipped is None else [{str(heading): cell for heading, cell in row.items()} for row in shipped.to_dict("records")]
    blank = {column.heading: "" if column.kind in ("code", "text") else None for column in spec.columns}
    return [{**blank, **row} for row in held]


def _stale_frame(spec: Table, case: Case) -> pd.DataFrame:
    stale = {column.heading: STALE for column in spec.columns if column.formula}
    return pd.DataFrame([{**row, **stale} for row in _rows(spec, case)], columns=list(spec.headings), dtype=object)


def _table_differences(spec: Table, case: Case, workbook: str, document: Any) -> list[str]:
    formulas = [column.heading for column in spec.columns if column.formula]
    rows = _rows(spec, case)
    if not formulas or not rows:
        return []
    rule, told = COMPUTED[spec.name], around(workbook, case)
    found = []
    for row, cells in zip(rows, _read(document, spec, len(rows)), strict=True):
        said = rule(row, told)
        assert set(said) == set(formulas), f"{spec.name}: the rule computes {sorted(said)}, the workbook {sorted(formulas)}"
        found += [
            f"{case.today} {spec.name} {dict(row)}: {heading} is {cells[heading]!r} in the workbook and {said[heading]!r} in Python"
            for heading in formulas if plain(cells[heading]) != plain(said[heading])
        ]  # fmt: skip
    return found


def _read(document: Any, spec: Table, count: int) -> list[dict[str, object]]:
    rows = values(document, spec.sheet)
    heading = next(number for number, row in enumerate(rows) if tuple(row[: len(spec.headings)]) == spec.headings)
    body = rows[heading + 1 : heading + 1 + count]
    return [dict(zip(spec.headings, row, strict=False)) for row in body]


def every_table_has_a_rule() -> list[str]:
    """Tables with a formula that no rule computes."""
    return [spec.name for spec in TABLES if any(column.formula for column in spec.columns) and spec.name not in COMPUTED]


__all__ = ["STALE", "Case", "around", "computed_rows", "differences", "every_table_has_a_rule", "plain", "table"]
