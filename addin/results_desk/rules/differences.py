"""What a file's awards change in the results a desk already holds: a newer file wins, an older one never does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from results_desk.rules.cells import moment
from results_desk.rules.columns import Coded, Finder, coded, objects, taken
from results_desk.rules.grades import split_flag
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.rules.marks import numbers
from results_desk.tables.results import RESULTS

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Bools, Ints, Texts
    from results_desk.rules.facts import Facts
    from results_desk.rules.findings import Findings
    from results_desk.rules.groups import Groups

KEY = RESULTS.key
ONLY_IF_STATED = ("Mark", "Max mark", "Endorsement", "Option")
"""A file may lack these: they differ only where both the file and the desk have one."""
FILLED = ("Title", "Level", *ONLY_IF_STATED)
"""What is filled in from any file where the desk has nothing."""
STAY = ("Title", "Level", "Endorsement", "Option")
"""What the desk keeps when a newer file that changes a grade says nothing of it. A mark belongs to its grade and does not stay."""


@dataclass(frozen=True)
class Comparison:
    """Per award: what the desk holds (`held`, by heading) and what becomes of the file's award."""

    stated: Mapping[str, Texts]
    held: Mapping[str, Texts]
    is_held: Bools
    newer: Bools
    differs: Bools
    filled: Bools

    @property
    def new(self) -> Bools:
        """The desk has no result for this award yet."""
        return ~self.is_held

    @property
    def taken(self) -> Bools:
        """It differs, and the file is newer: its result replaces the held one."""
        return self.differs & self.newer

    @property
    def older(self) -> Bools:
        """It differs, and the file is not newer, or which one is cannot be told: the held one stays."""
        return self.differs & ~self.newer

    def changed(self) -> dict[str, Texts]:
        """Per award, by heading, what to hold where the award is taken or filled."""
        import numpy as np

        out: dict[str, Texts] = {}
        for heading, stated in self.stated.items():
            held = self.held[heading]
            from_file = np.where(_blank(stated), held, stated) if heading in STAY else stated
            filled = np.where(_blank(held) if heading in FILLED else False, stated, held)
            out[heading] = np.where(self.taken, from_file, filled)
        earlier = objects(map(str.__add__, self.held["Grade"], self.held["Flag"]))
        out["Earlier grade"] = np.where(self.taken, earlier, self.held["Earlier grade"])
        out["Earlier file"] = np.where(self.taken, self.held["File"], self.held["Earlier file"])
        return out | {heading: self.held[heading] for heading in KEY}


def compare(stated: Mapping[str, Texts], known: pd.DataFrame, files: pd.DataFrame, facts: Facts, file_date: datetime) -> Comparison:
    """Compare the awards of a file (columns by heading of the table Results) with the table."""
    position = _known_finder(known, facts).find(
        Coded.of(stated["Candidate number"]), Coded.of(stated["Awarding body"]), Coded.of(stated["Entry code"]).map(entry_key)
    )
    held = {heading: _held(known, heading, position) for heading in stated}
    unknown = Coded.of(held["Level"]).test(lambda level: not facts.levels.canonical(level))
    held["Level"] = _where(unknown & ~_blank(stated["Level"]), "", held["Level"])
    is_held = position >= 0
    differs = is_held & _differs(stated, held, facts)
    filled = is_held & ~differs & _any(_blank(held[heading]) & ~_blank(stated[heading]) for heading in FILLED)
    dates = {str(name): moment(at) for name, at in zip(files["File"], files["File date"], strict=True)}
    newer = Coded.of(held["File"]).test(lambda name: _is_newer(file_date, dates.get(name)))
    return Comparison(stated, held, is_held, newer, differs, filled)


def report_differences(comparison: Comparison, awards: Groups, findings: Findings) -> None:
    """Report the results that replaced a held one, and refuse the rows of those that did not."""
    details = _details(comparison, awards)
    findings.report(
        awards.first[comparison.taken], "Grade", "The result differs from an earlier import and was taken, because this file is newer",
        "Withdraw a statement that was printed before. What the earlier file said is under Earlier grade and Earlier file.", details,
    )  # fmt: skip
    findings.refuse(
        awards.rows(comparison.older), "Grade", "The result differs from the one held, which stays: this file is not known to be newer",
        "Compare with the awarding body's site. If this file is right, correct the Results table by hand.", details,
    )  # fmt: skip


def _known_finder(known: pd.DataFrame, facts: Facts) -> Finder:
    """Finds results of this series; spellings of awarding body and entry code do not count."""
    return Finder(
        coded(known, "Candidate number").map(pad_candidate_number),
        coded(known, "Awarding body").map(lambda text: facts.bodies.canonical(text) or text),
        coded(known, "Entry code").map(entry_key),
        where=coded(known, "Series").test(lambda text: text in ("", str(facts.series))),
    )


def _held(known: pd.DataFrame, heading: str, position: Ints) -> Texts:
    column = coded(known, heading)
    if heading in ("Mark", "Max mark"):
        return taken(numbers(column), position, None)
    return taken(column.text(), position, "")


def _differs(stated: Mapping[str, Texts], held: Mapping[str, Texts], facts: Facts) -> Bools:
    grade, flag = Coded.of(held["Grade"]), held["Flag"]
    plain = grade.map(lambda text: split_flag(text)[0]).text()
    flagged = _where(grade.test(lambda text: bool(split_flag(text)[1])), "#", flag)
    other = stated["Grade"] != plain
    if other.any():
        level, body = stated["Level"][other], stated["Awarding body"][other]
        shown = [facts.ladders.canonical(level, body, grades[other]) for grades in (stated["Grade"], plain)]
        other[other] = (shown[0] != shown[1]) | (shown[0] == "")
    both = (~_blank(stated[heading]) & ~_blank(held[heading]) & (stated[heading] != held[heading]) for heading in ONLY_IF_STATED)
    differs: Bools = other | (stated["Flag"] != flagged) | _any(both)
    return differs


def _is_newer(file_date: datetime, held: datetime | None) -> bool:
    if file_date.tzinfo:
        file_date = file_date.astimezone(ZoneInfo("Europe/London"))
    return held is not None and file_date.replace(tzinfo=None, microsecond=0) > held.replace(tzinfo=None, microsecond=0)


def _details(comparison: Comparison, awards: Groups) -> Texts:
    """One text per row of the file: what the desk held and what the file says, for awards that differ."""
    say = objects([""] * len(awards))
    for n in comparison.differs.nonzero()[0].tolist():
        held_from = comparison.held["File"][n] or "entered by hand"
        say[n] = f"held: {_said(comparison.held, n)} ({held_from}); file: {_said(comparison.stated, n)}"
    return taken(say, awards.ids, "")


def _said(columns: Mapping[str, Texts], at: int) -> str:
    parts = [f"{columns['Grade'][at]}{columns['Flag'][at]}"]
    for heading in ONLY_IF_STATED:
        value = columns[heading][at]
        parts += [] if value in ("", None) else [f"{heading.lower()} {value}"]
    return ", ".join(parts)


def _blank(values: Texts) -> Bools:
    import pandas as pd

    blank: Bools = (values == "") | pd.isna(values)
    return blank


def _where(condition: Bools, yes: str, no: Texts) -> Texts:
    out = no.copy()
    out[condition] = yes
    return out


def _any(masks: Iterable[Bools]) -> Bools:
    return reduce(or_, masks)
