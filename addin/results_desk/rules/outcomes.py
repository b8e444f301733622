"""Outcomes of reviews and appeals: what they change in the log, in Results and in Components, and the trace of every change.

Nothing is replaced without a row of GradeChanges that keeps what stood there, since when and why. An outcome is dated by the
awarding body's letter; the appeal windows count from there (`rules/appeals.py`).
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
from results_desk.rules.grade_changes import Change, Trace
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.rules.log_cells import is_closed
from results_desk.rules.marks import number
from results_desk.rules.notes import Note, component_key
from results_desk.rules.outcome_checks import DOWN, NO_CHANGE, UP, Told, against, alike, rank, went
from results_desk.rules.outcome_match import APPEALS, find_line, of_award, right_person, stage
from results_desk.tables.results import COMPONENTS, RESULTS
from results_desk.tables.results_changes import GRADE, MARK, SUBJECT_MARK

TABLES = ("Lines", "Results", "Components", "Candidates")
RECEIVED = "Outcome received"
_FILL_GRADE = "Fill Subject grade after in the log and the grade on Results, with a line on Grade changes, or send a file that has it."


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
        log, results, components, candidates = (records(held[name]) for name in TABLES)
        self._before = log
        self._log: list[dict[str, object]] = [dict(line) for line in log]
        self._results: list[dict[str, object]] = [dict(row) for row in results]
        self._components: list[dict[str, object]] = [dict(row) for row in components]
        self._people = {pad_candidate_number(raw(row, "Candidate number")): row for row in candidates}
        self._facts, self._file, self._today = facts, file, today
        self._trace = Trace(file)
        self._out = Recorded()
        self._counts: Counter[str] = Counter()

    def take(self, rows: Iterable[Row]) -> Recorded:
        """Everything the rows come to, the earliest outcome first."""
        told = sorted(rows, key=lambda row: (text(row.get("outcome_on")), _row(row)))
        for row in told:
            note = self._row(row)
            if note is not None:
                self._say(row, note, kept=False)
            self._counts["refused" if note else "accepted"] += 1
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
        self._into_log(told)
        self._into_results(told)
        return None

    def _told(self, row: Row, line: Row) -> Told:
        which, facts = stage(row, line), self._facts
        own = raw(line, "Service").upper() in APPEALS
        number_told = text(row.get("candidate_number"))
        award = next(iter(of_award(line, self._results, number_told)), {})
        component = self._component(line, of_award(line, self._components, number_told)) or {}
        level, body = (text(line.get(heading)) or text(award.get(heading)) for heading in ("Level", "Awarding body"))
        most = serial(line.get("Max mark"))
        return Told(
            row, line, which, f"{which} sent" if which and not own else "Sent on", facts.levels.canonical(level) or level,
            facts.bodies.canonical(body) or body, text(award.get("Grade")), serial(component.get("Mark")),
            serial(component.get("Max mark")) if most is None else most,
        )  # fmt: skip

    def _component(self, line: Row, ours: Iterable[dict[str, object]]) -> dict[str, object] | None:
        code = component_key(line.get("Component code"))
        return next((row for row in ours if component_key(row.get("Component code")) == code != ""), None)

    def _held_otherwise(self, told: Told) -> Note | None:
        """What the log holds of this stage already, where it is something else and not older: that stays."""
        line, date_at = told.line, self._date_heading(told)
        held_on = day(line.get(date_at))
        if held_on is None:
            return None
        new = {name: value for name, value in self._outcome(told).items() if name != date_at}
        other = [name for name, value in new.items() if not is_blank(line.get(name)) and not _same(line.get(name), value)]
        if not other and held_on == told.outcome_on:
            return None
        if other and told.outcome_on > held_on:
            return None
        what = other[0] if other else date_at
        message = f"Line {told.line_id} holds another outcome already ({what}), and this one is not newer."
        return Note(what, message, "Compare with the awarding body's letter, and correct the log or the file; the log stays as it is.")

    def _date_heading(self, told: Told) -> str:
        own = raw(told.line, "Service").upper() in APPEALS
        return f"{told.stage} outcome" if told.stage and not own else "Outcome date"

    def _outcome(self, told: Told) -> dict[str, object]:
        """The outcome columns of the line, as the row and what is known say; what nobody says is left out."""
        marks, grades = went(told.mark_before, told.mark_after), self._grade_word(told)
        after = told.grade_after or (told.grade_before if grades == NO_CHANGE else "")
        of_cohort = not text(told.line.get("Candidate number"))
        of_one = of_cohort and text(told.row.get("candidate_number"))
        cells: dict[str, object] = {
            self._date_heading(told): told.outcome_on,
            "Outcome mark": "" if of_one else marks or text(told.row.get("outcome_mark")),
            "Centre marks reinstated": text(told.row.get("marks_reinstated")),
            "Special text": text(told.row.get("special_text")),
            "Appeal upheld": text(told.row.get("appeal_upheld")) if told.stage else "",
        }
        if not of_cohort:
            cells |= {"Mark after": told.mark_after, "Subject grade after": after, "Outcome grade": grades}
        return {name: value for name, value in cells.items() if not is_blank(value)}

    def _grade_word(self, told: Told) -> str:
        """Up, Down, No change: from the grades; from the file's word; a mark that stays changes no grade."""
        found = went(*(rank(told, grade, self._facts) for grade in (told.grade_before, told.grade_after)))
        said = text(told.row.get("outcome_grade"))
        stays = told.mark_after is not None and told.mark_after == told.mark_before and not told.stage
        return found or said or (NO_CHANGE if stays else "")

    def _into_log(self, told: Told) -> None:
        line = next(each for each in self._log if each is told.line)
        new = self._outcome(told)
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

    def _into_results(self, told: Told) -> None:
        award = next(iter(of_award(told.line, self._results, text(told.row.get("candidate_number")))), None)
        if award is None:
            if told.grade_after:
                self._say(told.row, Note("Grade after", f"Results has no award for line {told.line_id}.", _FILL_GRADE), kept=True)
            return
        changed = self._mark(told, award)
        self._subject_mark(told, award, changed)
        self._grade(told, award)

    def _mark(self, told: Told, award: Row) -> float:
        """Take the new mark of the component; by how much it changed."""
        held = self._component(told.line, of_award(award, self._components))
        after, before = told.mark_after, None if held is None else serial(held.get("Mark"))
        if held is None or after is None or before == after:
            return 0
        self._trace.add(told, award, MARK, before, after, text(held.get("Component code")))
        self._put(held, {"Mark": _plain(after)})
        return 0 if before is None else after - before

    def _subject_mark(self, told: Told, award: dict[str, object], changed: float) -> None:
        """The mark of the award: as told; moved with its components where it is their sum; else blanked, for it is no longer right."""
        before, stated = serial(award.get("Mark")), number(text(told.row.get("subject_mark_after")))
        if stated is None and (not changed or before is None):
            return
        marks = [serial(row.get("Mark")) for row in of_award(award, self._components)]
        is_sum = before is not None and None not in marks and abs(sum(filter(None, marks)) - changed - before) < 1e-6
        after = stated if stated is not None else before + changed if is_sum and before is not None else None
        if after != before:
            self._trace.add(told, award, SUBJECT_MARK, before, after)
            self._put(award, {"Mark": None if after is None else _plain(after)})
            if after is None:
                message = f"The mark of the award of line {told.line_id} is not known any more: only its component's is."
                way_out = "Look it up on the awarding body's site and type it on Results; the old one is on Grade changes."
                self._say(told.row, Note("Subject mark after", message, way_out), kept=True)

    def _grade(self, told: Told, award: dict[str, object]) -> None:
        before, after, word = text(award.get("Grade")), told.grade_after, self._grade_word(told)
        if not after:
            if word in (UP, DOWN) or (not word and not told.stage and told.mark_after is not None):
                message = f"The file does not say what the grade of line {told.line_id} is after the outcome."
                self._say(told.row, Note("Grade after", message, _FILL_GRADE), kept=True)
            return
        if alike(told, before, after, self._facts):
            return
        flag = text(award.get("Flag"))
        direction = went(*(rank(told, grade, self._facts) for grade in (before, after)))
        self._trace.add(told, award, GRADE, before + flag, after + flag, direction=direction)
        earlier = {"Earlier grade": before + flag, "Earlier file": text(award.get("File"))}
        self._put(award, {"Grade": after, "File": self._file, **earlier})

    def _put(self, row: dict[str, object], cells: Mapping[str, object]) -> None:
        """Change cells of a row of Results or Components, and note them."""
        row |= cells
        spec, out = (COMPONENTS, self._out.components) if "Component code" in row else (RESULTS, self._out.results)
        out.setdefault(tuple(raw(row, heading) for heading in spec.key), {}).update(cells)

    def _say(self, row: Row, note: Note, kept: bool) -> None:
        self._out.problems.append(note.problem(self._file, _row(row), kept))

    def _finished(self, rows: int) -> Recorded:
        out = self._out
        for old, line in zip(self._before, self._log, strict=True):
            if new := {name: value for name, value in line.items() if not _same(old.get(name), value)}:
                key = (raw(line, "Line ID"),)
                out.lines[key], out.expect[key] = new, {name: old.get(name) for name in new}
        out.trace = self._trace.changes
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


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _row(row: Row) -> int:
    return int(str(row.get("row") or 0))


