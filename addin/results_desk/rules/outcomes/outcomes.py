"""Outcomes of reviews and appeals: what they change in the log, in Results and in Components, and the trace of every change.

Nothing is replaced without a row of GradeChanges that keeps what stood there, since when and why. An outcome is dated by the
awarding body's letter; the appeal windows count from there (`rules/log/appeals.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from results_desk.errors import Problem
from results_desk.port import Cells, Key
from results_desk.rules.cells import Row, Rows, day, is_blank, is_one, known, raw, records, serial, text
from results_desk.rules.facts import Facts
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.rules.log.cells import is_closed
from results_desk.rules.outcomes.cells import date_heading, outcome_cells
from results_desk.rules.outcomes.checks import DOWN, NO_CHANGE, UP, Told, against
from results_desk.rules.outcomes.grade_changes import Change
from results_desk.rules.outcomes.match import APPEALS, find_line, right_person, stage
from results_desk.rules.outcomes.results import Awards
from results_desk.rules.requests.notes import Note
from results_desk.tables.results_changes import GRADE, MARK

TABLES = ("Lines", "Results", "Components", "Candidates", "GradeChanges")
RECEIVED = "Outcome received"


@dataclass
class Recorded:
    """What a file of outcomes comes to: whole cells to write by key, what they must still hold, and what to tell the officer."""

    lines: dict[Key, dict[str, object]] = field(default_factory=dict)
    expect: dict[Key, Cells] = field(default_factory=dict)
    results: dict[Key, dict[str, object]] = field(default_factory=dict)
    components: dict[Key, dict[str, object]] = field(default_factory=dict)
    trace: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


class Recorder:
    """Takes the rows of one file, one after the other, into copies of the desk's rows."""

    def __init__(self, held: Mapping[str, Rows], facts: Facts, file: str, today: date) -> None:
        """`held` has the rows of the tables TABLES by name; the file's name is for messages."""
        log, results, components, candidates, trace = (records(held[name]) for name in TABLES)
        self._before = log
        self._log: list[dict[str, object]] = [dict(line) for line in log]
        self._awards = Awards(results, components, trace, self._log, facts, file)
        self._people = {pad_candidate_number(raw(row, "Candidate number")): row for row in candidates}
        self._facts, self._file, self._today = facts, file, today
        self._out = Recorded()
        self._counts: Counter[str] = Counter()

    def take(self, rows: Iterable[Row]) -> Recorded:
        """Everything the rows come to, the earliest outcome first; a row that follows another of the file is taken after it."""
        told = sorted(rows, key=lambda row: (text(row.get("outcome_on")), _row(row)))
        waiting: list[Row] = told
        while True:
            refused = [(row, note) for row in waiting if (note := self._row(row))]
            if not refused or len(refused) == len(waiting):
                break
            waiting = [row for row, _ in refused]
        for row, note in refused:
            self._say(row, note, kept=False)
        for row, note in self._awards.notes:
            self._say(row, note, kept=True)
        self._counts |= {"refused": len(refused), "accepted": len(told) - len(refused)}
        return self._finished(len(told))

    def _row(self, row: Row) -> Note | None:
        """Take one row; the note says why not."""
        line = find_line(row, self._log)
        if isinstance(line, Note):
            return line
        if wrong := right_person(row, line, self._people.get(pad_candidate_number(raw(line, "Candidate number")))):
            return wrong
        told = self._told(row, line)
        if refused := against(told, self._facts, self._today) or self._held_otherwise(told):
            return refused
        was = dict(line)
        self._into_log(told)
        self._awards.take(told, was)
        return None

    def _told(self, row: Row, line: Row) -> Told:
        which, facts = stage(row, line), self._facts
        own = raw(line, "Service").upper() in APPEALS
        award = self._awards.award_of(line, text(row.get("candidate_number")))
        level, body = (text(line.get(heading)) or text(award.get(heading)) for heading in ("Level", "Awarding body"))
        return self._awards.told(
            Told(
                row, line, which, f"{which} sent" if which and not own else "Sent on", facts.levels.canonical(level) or level,
                facts.bodies.canonical(body) or body, "", None, serial(line.get("Max mark")),
            )
        )  # fmt: skip

    def _held_otherwise(self, told: Told) -> Note | None:
        """What the log holds of this stage already, where it is something else and not older: that stays."""
        line, date_at = told.line, date_heading(told)
        held_on = day(line.get(date_at))
        if held_on is None:
            return None
        new = {name: value for name, value in outcome_cells(told, self._facts).items() if name != date_at}
        other = [name for name, value in new.items() if not is_blank(line.get(name)) and not _same(line.get(name), value)]
        if not other and held_on == told.outcome_on:
            return None
        if other and told.outcome_on > held_on:
            return None
        what = other[0] if other else date_at
        message = f"Line {told.line_id} holds another outcome already ({what}), and this one is not newer."
        return Note(what, message, "Compare with the awarding body's letter, and correct the log or the file; the log stays as it is.")

    def _into_log(self, told: Told) -> None:
        line = next(each for each in self._log if each is told.line)
        new = outcome_cells(told, self._facts)
        fills = {"Raw mark": told.mark_before, "Max mark": told.most, "Subject grade": told.grade_before}
        if text(line.get("Candidate number")):
            line |= {name: value for name, value in fills.items() if is_blank(line.get(name)) and not is_blank(value)}
        news = {name: value for name, value in new.items() if not _same(line.get(name), value)}
        line |= news
        if not is_closed(line) and (news or not is_one(line, "Status", RECEIVED, "Candidate told")):
            line["Status"] = RECEIVED
        if raw(line, "Service").upper() == told.stage != "":
            self._into_review(told, line)
        self._counts[text(new.get("Outcome grade")) or "no word"] += 1

    def _into_review(self, told: Told, line: dict[str, object]) -> None:
        """What the line of an appeal tells the line of its review; without one its own columns carry the dates of the appeal."""
        reviews = [each for each in self._log if raw(each, "Line ID") == raw(line, "Linked to line") != ""]
        linked = reviews[0] if len(reviews) == 1 else line
        if not known(linked, f"{told.stage} sent"):
            linked[f"{told.stage} sent"] = day(line.get("Sent on"))
        linked[f"{told.stage} outcome"] = told.outcome_on
        if upheld := text(told.row.get("appeal_upheld")):
            linked["Appeal upheld"] = upheld

    def _say(self, row: Row, note: Note, kept: bool) -> None:
        self._out.problems.append(note.problem(self._file, _row(row), kept))

    def _finished(self, rows: int) -> Recorded:
        out = self._out
        for old, line in zip(self._before, self._log, strict=True):
            if new := {name: value for name, value in line.items() if not _same(old.get(name), value)}:
                key = (raw(line, "Line ID"),)
                out.lines[key], out.expect[key] = new, {name: old.get(name) for name in new}
        out.results, out.components, out.trace = self._awards.results, self._awards.components, self._awards.changes
        found = self._counts
        out.counts = {
            "rows": rows, "accepted": found["accepted"], "refused": found["refused"], "changed": len(out.lines),
            "grades": sum(change.what == GRADE for change in out.trace), "marks": sum(change.what == MARK for change in out.trace),
            "up": found[UP], "down": found[DOWN], "no_change": found[NO_CHANGE],
        }  # fmt: skip
        out.problems.sort(key=lambda problem: problem.row)
        return out


def _same(old: object, new: object) -> bool:
    if is_blank(old) or is_blank(new):
        return is_blank(old) and is_blank(new)
    first, second = serial(old), serial(new)
    return str(old) == str(new) if first is None or second is None else first == second


def _row(row: Row) -> int:
    return int(str(row.get("row") or 0))
