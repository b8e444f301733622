"""What outcomes change in Results and Components, each change with its trace; what does not fit is asked, and stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from results_desk.port import Key
from results_desk.rules.cells import Row, day, raw, serial, text
from results_desk.rules.facts import Facts
from results_desk.rules.grades import split_flag
from results_desk.rules.marks import number
from results_desk.rules.outcomes.cells import grade_word
from results_desk.rules.outcomes.checks import DOWN, NO_CHANGE, UP, Told, rank, went
from results_desk.rules.outcomes.grade_changes import Change, Trace
from results_desk.rules.outcomes.history import Asked, said_of_grade, said_of_mark, steps
from results_desk.rules.outcomes.match import of_award
from results_desk.rules.outcomes.standing import Said, Stands, Value
from results_desk.rules.requests.notes import Note, component_key
from results_desk.tables.results import COMPONENTS, RESULTS
from results_desk.tables.results_changes import GRADE, MARK, SUBJECT_MARK

_FILL_GRADE = "Fill Subject grade after in the log and the grade on Results, with a line on Grade changes, or send a file that has it."
_WHICH = (
    "Ask the awarding body which one the award has now. Results keeps what the desk holds; if the other stands, correct Results, and {} "
    "in the log."
)


class Awards:
    """Copies of the rows of Results and Components, changed outcome by outcome; `results` and `components` are what is to be written."""

    def __init__(
        self, results: Iterable[Row], components: Iterable[Row], trace: Sequence[Row], log: Sequence[Row], facts: Facts, file: str
    ) -> None:  # fmt: skip
        """`log` holds the lines as they stand after every outcome that was taken; `trace` the rows of GradeChanges."""
        self._results: list[dict[str, object]] = [dict(row) for row in results]
        self._components: list[dict[str, object]] = [dict(row) for row in components]
        self._held, self._log, self._facts, self._file = trace, log, facts, file
        self._trace = Trace(file)
        self._stated: dict[str, Told] = {}
        self._notes: dict[tuple[str, ...], tuple[Row, Note]] = {}
        self.results: dict[Key, dict[str, object]] = {}
        self.components: dict[Key, dict[str, object]] = {}

    @property
    def changes(self) -> list[Change]:
        """The trace of this file."""
        return self._trace.changes

    @property
    def notes(self) -> list[tuple[Row, Note]]:
        """What has to be said of rows that were taken."""
        return list(self._notes.values())

    def told(self, told: Told) -> Told:
        """The row of a file with what the desk holds, held when it was sent, and held at some time, of its award and component."""
        award = self._award(told)
        if award is None:
            return told
        sent, grade, component = day(told.line.get("Sent on")), self._grades(told, award), self._component(told)
        told = replace(
            told, grade_now=text(award.get("Grade")), grade_then=str(grade.then(sent) or "") if grade.steps else text(award.get("Grade")),
            grades_ever=frozenset(str(value) for value in grade.ever if value),
        )  # fmt: skip
        if component is None:
            return told
        marks = self._marks(award, component)
        then, ever = marks.then(sent), [value for value in marks.ever if isinstance(value, int | float)]
        most = serial(component.get("Max mark")) if told.most is None else told.most
        return replace(
            told, mark_now=serial(component.get("Mark")), mark_then=_as_it_is(then), marks_ever=frozenset(ever), most=most
        )  # fmt: skip

    def award_of(self, line: Row, number_told: str) -> Row:
        """The row of Results of a line's award; an empty one where there is none."""
        return next(iter(of_award(line, self._results, number_told)), {})

    def take(self, told: Told, was: Row) -> None:
        """Take one outcome that is in its line already; `was` is the line before it."""
        self._stated[told.line_id] = told
        award = self._award(told)
        if award is None:
            if told.grade_after:
                self._note(told, Note("Grade after", f"Results has no award for line {told.line_id}.", _FILL_GRADE))
            return
        changed = self._mark(told, award, was)
        self._subject_mark(told, award, changed)
        self._grade(told, award, was)

    def _award(self, told: Told) -> dict[str, object] | None:
        return next(iter(of_award(told.line, self._results, text(told.row.get("candidate_number")))), None)

    def _component(self, told: Told) -> dict[str, object] | None:
        code = component_key(told.line.get("Component code"))
        ours = of_award(told.line, self._components, text(told.row.get("candidate_number")))
        return next((row for row in ours if component_key(row.get("Component code")) == code != ""), None)

    def _grades(self, told: Told, award: Row) -> Asked:
        def read(written: str) -> Value:
            return str(self._facts.ladders.canonical([told.level], [told.body], [written])[0]) or written

        def place(value: Value) -> float | None:
            return rank(told, str(value), self._facts) if value else None

        made = steps(self._made, award, GRADE, "", read)
        return Asked(GRADE, "", read(text(award.get("Grade"))), read, place, made)

    def _marks(self, award: Row, component: Row) -> Asked:
        made = steps(self._made, award, MARK, raw(component, "Component code"), number)
        return Asked(MARK, raw(component, "Component code"), serial(component.get("Mark")), number, _as_it_is, made)

    @property
    def _made(self) -> list[Row]:
        return [*self._held, *(change.cells() for change in self._trace.changes)]

    def _lines(self, told: Told, award: Row) -> list[Row]:
        """The lines of the log that speak of this award, the one of the outcome among them."""
        others = [line for line in of_award(award, self._log) if line is not told.line]
        return [*others, told.line]

    def _mark(self, told: Told, award: Row, was: Row) -> float:
        """Take the new mark of the component; by how much it changed."""
        held, after = self._component(told), told.mark_after
        if held is None or after is None:
            return 0
        asked, code = self._marks(award, held), component_key(held.get("Component code"))
        told_of = {raw(line, "Line ID"): said for line in self._lines(told, award)
                   if component_key(line.get("Component code")) == code and (said := self._said_of_mark(line))}  # fmt: skip
        before = {**told_of, told.line_id: said_of_mark(was, None)}
        if not raw(told.line, "Candidate number"):
            word = went(told.mark_from, after)
            told_of[told.line_id] = Said(told.line_id, told.outcome_on, _some(told.mark_from), after, word, told.line_id)
        now = self._settled(told, asked, told_of, before, "Mark after")
        mark = serial(held.get("Mark"))
        if now is None or not isinstance(now.value, int | float) or now.value == mark:
            return 0
        self._trace.add(self._of(told, now), award, MARK, mark, now.value, text(held.get("Component code")))
        self._put(held, {"Mark": _plain(now.value)})
        return 0 if mark is None else now.value - mark

    def _said_of_mark(self, line: Row) -> Said | None:
        row = self._stated.get(raw(line, "Line ID"))
        return said_of_mark(line, None if row is None else number(text(row.row.get("mark_before"))))

    def _subject_mark(self, told: Told, award: dict[str, object], changed: float) -> None:
        """The mark of the award: as told; moved with its components where it is their sum; else blanked, for it is no longer right."""
        before, stated = serial(award.get("Mark")), self._stated_mark(told, award)
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
                self._note(told, Note("Subject mark after", message, way_out))

    def _stated_mark(self, told: Told, award: Row) -> float | None:
        """The mark of the award that the row gives, with what other outcomes of the award brought; None where it gives none."""
        stated, held = number(text(told.row.get("subject_mark_after"))), serial(award.get("Mark"))
        made = steps(self._made, award, SUBJECT_MARK, "", number)
        if stated is None or held is None or not any(step.line_id not in ("", told.line_id) for step in made):
            return stated
        if any(step.line_id == told.line_id and step.on == told.outcome_on for step in made):
            return held
        change = (told.mark_after or 0) - (told.mark_from or 0) if None not in (told.mark_after, told.mark_from) else 0
        first = made[0].before
        if stated == held + change:
            return stated
        if isinstance(first, int | float) and stated == first + change:
            return held + change
        self._ask(told, told.line_id, "mark", "Subject mark after", f"desk {held:g}, file {stated:g}")
        return held

    def _grade(self, told: Told, award: dict[str, object], was: Row) -> None:
        before, word = text(award.get("Grade")), grade_word(told, self._facts)
        after = told.grade_after or (split_flag(text(told.line.get("Subject grade after")))[0] if word == NO_CHANGE else "")
        if not after:
            if word in (UP, DOWN) or (not word and not told.stage and told.mark_after is not None):
                message = f"The file does not say what the grade of line {told.line_id} is after the outcome."
                self._note(told, Note("Grade after", message, _FILL_GRADE))
            return
        asked = self._grades(told, award)
        told_of = {raw(line, "Line ID"): said for line in self._lines(told, award) if (said := self._said_of_grade(line, asked))}
        others = {**told_of, told.line_id: said_of_grade(was, "", asked.read)}
        if not raw(told.line, "Candidate number"):
            told_of[told.line_id] = Said(
                told.line_id, told.outcome_on, _some(asked.read(told.grade_from)), asked.read(after), word, told.line_id
            )  # fmt: skip
        now = self._settled(told, asked, told_of, others, "Grade after")
        if now is None or now.value == asked.held or not now.value:
            return
        flag, grade = text(award.get("Flag")), after if now.value == asked.read(after) else str(now.value)
        direction = went(asked.rank(asked.held), asked.rank(now.value))
        self._trace.add(self._of(told, now), award, GRADE, before + flag, grade + flag, direction=direction)
        earlier = {"Earlier grade": before + flag, "Earlier file": text(award.get("File"))}
        self._put(award, {"Grade": grade, "File": self._file, **earlier})

    def _said_of_grade(self, line: Row, asked: Asked) -> Said | None:
        row = self._stated.get(raw(line, "Line ID"))
        stated = "" if row is None or row.stage else split_flag(text(row.row.get("grade_before")))[0]
        return said_of_grade(line, stated, asked.read)

    def _settled(
        self, told: Told, asked: Asked, said: Mapping[str, Said], without: Mapping[str, Said | None], column: str
    ) -> Stands | None:  # fmt: skip
        """What stands with this outcome; None where it is not this outcome that changes anything. What does not fit is noted."""
        now = asked.stands(said.values())
        for doubt in now.doubts:
            detail = f"desk {now.value}, outcome of line {doubt.line_id}: {' or '.join(map(str, doubt.before))} before, {doubt.after} after"
            self._ask(told, doubt.line_id, asked.what.lower(), column, detail)
        own = said.get(told.line_id)
        brings = own is not None and own.moves and own.after == now.value
        if brings or asked.stands(filter(None, without.values())).value != now.value:
            return now
        return None

    def _of(self, told: Told, now: Stands) -> Told:
        """Whose outcome brought it: that of the row, or of another line that counts now."""
        by = now.by
        if by is None or by.line_id == told.line_id or by.after in (told.mark_after, told.grade_after):
            return told
        line = next((one for one in self._log if raw(one, "Line ID") == by.line_id), told.line)
        return replace(told, row={"outcome_on": by.on.isoformat()}, line=line, stage="")

    def _ask(self, told: Told, line_id: str, what: str, column: str, detail: str) -> None:
        message = f"The desk holds one {what} of this award, and the outcome of line {line_id} says another: which stands?"
        way_out = _WHICH.format("Subject grade after" if what == "grade" else column)
        award = tuple(raw(told.line, heading) for heading in ("Candidate number", "Awarding body", "Entry code"))
        self._notes[(*award, column, line_id)] = told.row, Note(column, message, way_out, detail)

    def _note(self, told: Told, note: Note) -> None:
        self._notes[(str(told.row.get("row")), told.line_id, note.message)] = told.row, note

    def _put(self, row: dict[str, object], cells: Mapping[str, object]) -> None:
        """Change cells of a row of Results or Components, and note them."""
        row |= cells
        spec, out = (COMPONENTS, self.components) if "Component code" in row else (RESULTS, self.results)
        out.setdefault(tuple(raw(row, heading) for heading in spec.key), {}).update(cells)


def _some(value: Value) -> tuple[Value, ...]:
    return () if value in ("", None) else (value,)


def _as_it_is(value: Value) -> float | None:
    return None if isinstance(value, str) else value


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value
