"""The next series: a new desk with the centre's own workbooks, its wording and lists kept, its candidates gone."""

from __future__ import annotations

import shutil
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from results_desk import tables, terms
from results_desk.actions.making import made_beside, silent
from results_desk.actions.registry import Outcome, Row, Work
from results_desk.actions.rolled import confirm, kept_as_it_is
from results_desk.actions.series import put_series, to_confirm
from results_desk.actions.views import put_formula_values
from results_desk.edges.atomic import write_atomically
from results_desk.edges.book.files import ClosedBook
from results_desk.edges.desk import audit
from results_desk.edges.desk.desk import Desk
from results_desk.edges.ooxml.package import Package
from results_desk.errors import DeskError, Problem
from results_desk.tables.defaults import template_rows
from results_desk.terms import counted

_TEMPLATES = Path("letters") / "templates"
_YEAR_BOUND, _ADDRESS = "Year bound", "Address"


@dataclass
class _Rolled:
    """What was done, by workbook: table -> rows."""

    cleared: dict[str, dict[str, int]] = field(default_factory=dict)
    kept: dict[str, dict[str, int]] = field(default_factory=dict)
    emptied: dict[str, int] = field(default_factory=dict)
    pivots: dict[str, list[str]] = field(default_factory=dict)


def roll_desk(old: Path, folder: Path, now: datetime, series: str) -> Outcome:
    """Make the next desk of a desk, which is only read. DeskError when that can't be done: then there is no new folder."""
    wanted = _wanted(old, folder, series)
    with made_beside(folder) as making:
        _copy(old, making)
        desk = Desk(making)
        work, rolled = Work(desk, now, silent), _Rolled()
        for workbook in desk.workbooks:
            _empty(desk.file(workbook), rolled)
        counts, confirmed = _fill(work, wanted, rolled)
        desk.commit("roll")
        shutil.rmtree(making / "backups", ignore_errors=True)
        audit.record(making, now, "roll", counts, ())
        report = (*_report(rolled), *(row for name in desk.workbooks for row in kept_as_it_is(desk.file(name), rolled.pivots[name])))
    did = f"{counted(counts['cleared'], 'row')} cleared, {counts['kept']} kept"
    message = f"Made the desk {folder} for {wanted}: {did}. {old.name} is as it was."
    return Outcome(message, counts, (folder,), tuple(confirmed), report, action="roll")


def _wanted(old: Path, folder: Path, series: str) -> terms.Series:
    """The series to roll to. DeskError when it names none or no later one, or the new desk would lie inside the old one."""
    held = Desk(old).settings.get("Series", "")
    wanted = terms.Series.parse(series)
    if wanted is None:
        raise DeskError(f"--series {series!r} names no exam series: write the month and the year, such as \"June 2025\".")
    if wanted == terms.Series.parse(held):
        raise DeskError(f"{old} is the desk for {wanted} already: name the series that comes next.")
    before = terms.Series.parse(held)
    if before is not None and (wanted.year, wanted.month) < (before.year, before.month):
        raise DeskError(f"{old} is the desk for {before}, and {wanted} is earlier: name the series that comes next.")
    if old.resolve() in folder.resolve().parents:
        raise DeskError(f"{folder} lies inside the desk {old.name}: choose a folder beside it.")
    return wanted


def _copy(old: Path, new: Path) -> None:
    for workbook in Desk(old).workbooks:
        write_atomically(new / workbook, Package.open(old / workbook).original, durable=False)
    if (old / _TEMPLATES).is_dir():
        shutil.copytree(old / _TEMPLATES, new / _TEMPLATES, ignore=shutil.ignore_patterns("~$*", ".~lock*"))


def _empty(book: ClosedBook, rolled: _Rolled) -> None:
    """Take out of one workbook what belongs to the series that is over."""
    cleared, kept = rolled.cleared.setdefault(book.file, {}), rolled.kept.setdefault(book.file, {})
    for spec in (spec for spec in tables.TABLES if spec.workbook == book.file):
        table = book.table(spec.name)
        if spec.view or spec.rolls != "keep":
            cleared[spec.name] = table.clear()
            continue
        rolled.emptied[spec.name] = table.blank([column.heading for column in spec.columns if column.each_series])
        if {_YEAR_BOUND, _ADDRESS} <= set(spec.headings):
            rolled.emptied[spec.name] += table.blank((_ADDRESS,), {_YEAR_BOUND: "Yes"})
        kept[spec.name] = len(table.read())
    for cell in (cell for cell in tables.NAMED_CELLS if cell.workbook == book.file):
        if cell.kind in ("date", "moment") or cell.start == "" or str(cell.start).startswith("="):
            book.set_named(cell.name, cell.start)
    book.forget_computed()


def _fill(work: Work, series: terms.Series, rolled: _Rolled) -> tuple[dict[str, int], list[Problem]]:
    """Put in what belongs to the new series; then nothing of the old one may be left that no cell shows."""
    desk = work.desk
    for spec in desk.tables:
        rows = template_rows(spec) if spec.view or spec.rolls == "clear" else None
        if rows is not None:
            desk.table(spec.name).append(rows)
    _set(desk, {"Series": str(series), "Desk ID": uuid.uuid4().hex})
    dated = put_series(work, series)
    put_formula_values(work, desk.workbooks)
    for workbook in desk.workbooks:
        rolled.pivots[workbook] = desk.file(workbook).forget_copies(work.now)
        desk.file(workbook).forget_unused_text()
    sums = {"cleared": _sum(rolled.cleared.values()), "kept": _sum(rolled.kept.values())}
    counts = {**sums, "emptied": sum(rolled.emptied.values()), **dated}
    return counts, [*to_confirm(dated, series), *confirm(desk)]


def _set(desk: Desk, settings: Mapping[str, str]) -> None:
    """Write settings, in lines of their own where somebody took theirs away."""
    table = desk.table("Settings")
    gone = table.update({(name,): {"Value": value} for name, value in settings.items()})
    if gone:
        table.append({"Setting": [name for (name,) in gone], "Value": [settings[name] for (name,) in gone]})


def _report(rolled: _Rolled) -> Iterable[Row]:
    for workbook in tables.WORKBOOKS:
        if workbook not in rolled.cleared:
            yield {"Workbook": workbook, "Sheet": "", "What": "is not in the old desk, so it is not in the new one"}
            continue
        said = [("cleared", rolled.cleared[workbook]), ("kept", rolled.kept[workbook])]
        words = [f"{what}: {_listed(counts)}" for what, counts in said if any(counts.values())]
        yield {"Workbook": workbook, "Sheet": "", "What": "; ".join(words) or "nothing was in it"}
    for name, count in rolled.emptied.items():
        spec = tables.table(name)
        columns = ", ".join(column.heading for column in spec.columns if column.each_series)
        columns += f", {_ADDRESS} of lines that are {_YEAR_BOUND.lower()}" if _YEAR_BOUND in spec.headings else ""
        if count:
            what = f"{counted(count, 'cell')} of the old series emptied ({columns}): fill them as you check each line"
            yield {"Workbook": spec.workbook, "Sheet": spec.sheet, "What": what}


def _listed(counts: Mapping[str, int]) -> str:
    """The rows by the sheet that they stand on, as the officer sees its name: Grade ladders (131 rows), Today (1 row)."""
    sheets: Counter[str] = Counter()
    for name, count in counts.items():
        sheets[tables.table(name).sheet] += count
    return ", ".join(f"{sheet} ({counted(count, 'row')})" for sheet, count in sheets.items() if count)


def _sum(counts: Iterable[Mapping[str, int]]) -> int:
    return sum(count for each in counts for count in each.values())
