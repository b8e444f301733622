"""What a file's awards change in the results a desk already holds: a newer file wins, an older one never does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from results_desk.rules.cells import moment
from results_desk.rules.columns import Coded, blanks, coded, joined
from results_desk.rules.grades import split_flag
from results_desk.rules.identifiers import entry_key
from results_desk.rules.marks import held_numbers
from results_desk.rules.outcomes.put_back import Reviewed, report_put_back
from results_desk.rules.results.entries import EntryBook
from results_desk.tables.results import RESULTS
from results_desk.terms import EdiName

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Bools, Ints, Texts
    from results_desk.rules.facts import Facts
    from results_desk.rules.findings import Findings
    from results_desk.rules.groups import Groups

ONLY_IF_STATED = ("Mark", "Max mark", "Endorsement", "Option")
"""A file may lack these: they differ only where both the file and the desk have one."""
FILLED = ("Title", "Level", *ONLY_IF_STATED)
"""What is filled in from any file where the desk has nothing."""
STAY = ("Title", "Level", "Endorsement", "Option")
"""What the desk keeps when a newer file that changes a grade says nothing of it. A mark belongs to its grade and does not stay."""

DIFFERS = "The result differs from an earlier import"

Columns = Mapping[str, "Texts"]


@dataclass(frozen=True)
class Comparison:
    """The awards of a file beside the results that the desk holds.

    `key` (candidate number, awarding body and entry code as the desk writes them), `is_held` and `may_change` (nothing is
    held, or it is from an older file) are per award. `at` are the awards that are not just as they are held; `stated` and
    `held` (by heading) and the other masks are per one of these.
    """

    key: Mapping[str, Coded]
    is_held: Bools
    may_change: Bools
    at: Ints
    stated: Columns
    held: Columns
    differs: Bools
    filled: Bools

    @property
    def taken(self) -> Bools:
        """It differs, and the file is newer: its result replaces the held one."""
        return self.differs & self.may_change[self.at]

    @property
    def older(self) -> Bools:
        """It differs, and the file is not newer, or which one is cannot be told: the held one stays."""
        return self.differs & ~self.may_change[self.at]

    def changed(self, alive: Bools) -> pd.DataFrame:
        """The rows of the table Results that are to change, whole, for awards that are alive."""
        import numpy as np
        import pandas as pd

        out: dict[str, Texts] = {}
        for heading, stated in self.stated.items():
            held = self.held[heading]
            from_file = np.where(is_blank(stated), held, stated) if heading in STAY else stated
            filled = np.where(is_blank(held), stated, held) if heading in FILLED else held
            out[heading] = np.where(self.taken, from_file, filled)
        out |= {heading: self.held[heading] for heading in RESULTS.key}
        out["Earlier grade"] = np.where(self.taken, self.held["Grade"] + self.held["Flag"], self.held["Earlier grade"])
        out["Earlier file"] = np.where(self.taken, self.held["File"], self.held["Earlier file"])
        write = alive[self.at] & (self.taken | self.filled)
        return pd.DataFrame({heading: out[heading][write] for heading in RESULTS.headings}, dtype=object)


def compare(
    stated: Mapping[str, Coded], known: pd.DataFrame, files: pd.DataFrame, facts: Facts, file: str, file_date: datetime
) -> Comparison:  # fmt: skip
    """Compare the awards of a file, by heading of the table Results, with the table (rows of one series, as the key says)."""
    import numpy as np

    position = EntryBook(known, facts).find(stated["Candidate number"], stated["Awarding body"], stated["Entry code"].map(entry_key))
    is_held = position >= 0
    dates = {str(name): moment(at) for name, at in zip(files["File"], files["File date"], strict=True)}
    newer = coded(known, "File").test(lambda name: _comes_after(file, file_date, name, dates.get(name)))
    may_change = ~is_held
    may_change[is_held] = newer[position[is_held]]
    at = np.flatnonzero(is_held)
    tables = {heading: _column(known, heading) for heading in stated} if len(at) else dict.fromkeys(stated, Coded.of([]))
    looked = {heading: tables[heading].text(position[at]) != stated[heading].text(at) for heading in ("Grade", "Flag", *FILLED)}
    at = at[_any(looked.values())]
    held = {heading: column.text(position[at]) for heading, column in tables.items()}
    ours = {heading: column.text(at) for heading, column in stated.items()}
    unknown = Coded.of(held["Level"]).test(lambda level: not facts.levels.canonical(level))
    held["Level"][unknown & ~is_blank(ours["Level"])] = ""
    differs = _differs(ours, held, facts)
    filled = _any(is_blank(held[heading]) & ~is_blank(ours[heading]) for heading in FILLED)
    key = {heading: _as_held(tables[heading], position, stated[heading]) for heading in ("Candidate number", "Awarding body", "Entry code")}
    return Comparison(key, is_held, may_change, at, ours, held, differs, filled)


def without_put_back(comparison: Comparison, reviewed: Reviewed, awards: Groups, findings: Findings) -> Comparison:
    """The comparison without the awards whose grade or mark an outcome changed and the file would put back; these are reported."""
    lines = {n: line for n in range(len(comparison.at)) if (line := _line_before(comparison, n, reviewed))} if reviewed else {}
    report_put_back("grade or mark", {int(comparison.at[n]): line for n, line in lines.items()}, awards.first, "Grade", findings)
    differs, filled = comparison.differs.copy(), comparison.filled.copy()
    differs[list(lines)] = filled[list(lines)] = False
    return replace(comparison, differs=differs, filled=filled)


def _line_before(comparison: Comparison, n: int, reviewed: Reviewed) -> str:
    """The line whose outcome brought what the file would put back; a mark counts only where the grade is the one held."""
    if not (comparison.differs[n] or comparison.filled[n]):
        return ""
    award = {heading: column.text(comparison.at[[n]])[0] for heading, column in comparison.key.items()}
    grade, mark = _grade(comparison.stated, n), comparison.stated["Mark"][n]
    if grade != _grade(comparison.held, n):
        return reviewed.line_of_grade(award, grade)
    return reviewed.line_of_mark(award, str(mark)) if mark != comparison.held["Mark"][n] else ""


def report_differences(comparison: Comparison, awards: Groups, findings: Findings) -> None:
    """Report the results that replaced a held one, and refuse the rows of those that did not."""
    if not comparison.differs.any():
        return
    say = blanks(len(awards))
    for n in comparison.differs.nonzero()[0].tolist():
        regraded = comparison.taken[n] and _grade(comparison.held, n) != _grade(comparison.stated, n)
        said = _grade if regraded else _said
        say[comparison.at[n]] = _became(said(comparison.held, n), comparison.held["File"][n], said(comparison.stated, n))
    taken, older = comparison.at[comparison.taken], blanks(len(awards)) != ""
    older[comparison.at[comparison.older]] = True
    _report_taken(awards.first[taken], say[taken], findings)
    findings.refuse(
        awards.rows(older), "Grade",
        f"{DIFFERS}, which stays: this file is not known to be newer",
        "Compare with the awarding body's site. If this file is right, correct the Results table by hand.",
        lambda rows: say[awards.ids[rows]],
    )  # fmt: skip


def report_taken_before(known: pd.DataFrame, stated: Mapping[str, Coded], awards: Groups, facts: Facts, findings: Findings) -> None:
    """Report again what an earlier import of this same file replaced: it stands until the next file, however often it is imported."""
    ours = known[(known["File"] == findings.file) & ~is_blank(known["Earlier file"].to_numpy(dtype=object))]
    if not len(ours):
        return
    position = EntryBook(ours, facts).find(stated["Candidate number"], stated["Awarding body"], stated["Entry code"].map(entry_key))
    at = (position >= 0).nonzero()[0]
    say = blanks(len(awards))
    for award, row in zip(at.tolist(), ours.iloc[position[at]].to_dict("records"), strict=True):
        say[award] = _became(str(row["Earlier grade"]), str(row["Earlier file"]), f"{row['Grade']}{row['Flag']}")
    _report_taken(awards.first[at], say[at], findings)


def _report_taken(rows: Ints, say: Texts, findings: Findings) -> None:
    findings.report(
        rows, "Grade", f"{DIFFERS} and was taken, because this file is newer",
        "Withdraw a statement that was printed before. What the earlier file said is under Earlier grade and Earlier file.", say,
    )  # fmt: skip


def _became(held: str, held_from: str, stated: str) -> str:
    return f"held: {held} ({held_from or 'entered by hand'}); file: {stated}"


def is_blank(values: Texts) -> Bools:
    """Per value, whether it is an empty text or nothing at all."""
    import pandas as pd

    blank: Bools = (values == "") | pd.isna(values)
    return blank


def _column(known: pd.DataFrame, heading: str) -> Coded:
    column = coded(known, heading)
    return held_numbers(column) if heading in ("Mark", "Max mark") else column


def _differs(stated: Columns, held: Columns, facts: Facts) -> Bools:
    """Whether grade or flag differ as they are shown, or anything else that both state."""
    grade = Coded.of(held["Grade"])
    plain = grade.map(lambda text: split_flag(text)[0])
    flag = joined(lambda text, flag: split_flag(text)[1] or flag, grade, Coded.of(held["Flag"])).text()
    issued = Coded.of(stated["Grade"])
    shown = [facts.ladders.canonical(stated["Level"], stated["Awarding body"], grades) for grades in (issued, plain)]
    same = (issued.text() == plain.text()) | ((shown[0] == shown[1]) & (shown[0] != ""))
    both = (~is_blank(stated[heading]) & ~is_blank(held[heading]) & (stated[heading] != held[heading]) for heading in ONLY_IF_STATED)
    differs: Bools = ~same | (stated["Flag"] != flag) | _any(both)
    return differs


def _comes_after(file: str, file_date: datetime, name: str, held: datetime | None) -> bool:
    """Of two EDI files of one centre and body the number in the name decides, whatever their dates."""
    edi = EdiName.parse(file)
    resent = edi.follows(name) if edi else None
    return _is_newer(file_date, held) if resent is None else resent


def _is_newer(file_date: datetime, held: datetime | None) -> bool:
    if file_date.tzinfo:
        file_date = file_date.astimezone(ZoneInfo("Europe/London"))
    return held is not None and file_date.replace(tzinfo=None, microsecond=0) > held.replace(tzinfo=None, microsecond=0)


def _as_held(table: Coded, position: Ints, stated: Coded) -> Coded:
    return joined(lambda held, said: held or said, table.taken(position), stated) if (position >= 0).any() else stated


def _grade(columns: Columns, at: int) -> str:
    return f"{columns['Grade'][at]}{columns['Flag'][at]}"


def _said(columns: Columns, at: int) -> str:
    parts = [_grade(columns, at)]
    for heading in ONLY_IF_STATED:
        value = columns[heading][at]
        parts += [] if value in ("", None) else [f"{heading.lower()} {value}"]
    return ", ".join(parts)


def _any(masks: Iterable[Bools]) -> Bools:
    return reduce(or_, masks)
