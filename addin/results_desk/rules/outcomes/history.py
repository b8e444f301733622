"""What the desk knows of the earlier outcomes of an award: the lines of the log, and the trace of what was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from results_desk.rules.cells import Row, day, is_one, known, raw, serial, text
from results_desk.rules.grades import split_flag
from results_desk.rules.marks import number
from results_desk.rules.outcomes.checks import went
from results_desk.rules.outcomes.grade_changes import NEWER, same_award
from results_desk.rules.outcomes.match import APPEALS
from results_desk.rules.outcomes.standing import Rank, Said, Stands, Value, stands
from results_desk.rules.requests.notes import component_key

Read = Callable[[str], Value]
"""From the text of a grade or mark to what is compared."""


@dataclass(frozen=True)
class Step:
    """One change that was made: by which line (blank for a results file), on which day, from what to what."""

    line_id: str
    on: date
    before: Value
    after: Value
    newer_file: bool


@dataclass(frozen=True)
class Asked:
    """What is looked at: a grade or mark of an award, what the desk holds now, and how its values are read and ranked."""

    what: str
    component: str
    held: Value
    read: Read
    rank: Rank
    steps: Sequence[Step] = field(default=())

    def then(self, since: date | None) -> Value:
        """What stood there before everything that was changed since that day."""
        return next((step.before for step in self.steps if since is not None and step.on >= since), self.held)

    @property
    def ever(self) -> set[Value]:
        """Everything that stood there at some time."""
        return {self.held, *(step.before for step in self.steps), *(step.after for step in self.steps)}

    def stands(self, told: Iterable[Said]) -> Stands:
        """What stands after these outcomes and those that left a trace only (of a cohort, of a line that is gone).

        A newer results file has in it what was told before it came; somebody who wrote another value into the cell knew of it all.
        """
        steps, start = list(self.steps), self.held
        by_hand = bool(steps) and steps[-1].after != self.held
        files = [at for at, step in enumerate(steps) if step.newer_file]
        cut = len(steps) if by_hand else files[-1] + 1 if files else 0
        if steps and not by_hand:
            start = steps[cut - 1].after if cut else steps[0].before
        settled = {(step.line_id, step.after) for step in steps[:cut]}
        lines = {said.line_id: replace(said, before=(*said.before, *self._found(said))) for said in told}
        gone = [_of_step(step, self.rank) for step in steps[cut:] if step.line_id not in lines]
        left = [said for said in (*lines.values(), *gone) if (said.line_id, said.after) not in settled]
        return stands(start, left, self.rank, self.ever, by_hand)

    def _found(self, said: Said) -> Iterator[Value]:
        """What an outcome found and changed, where no earlier one of its own line had brought that."""
        earlier = ""
        for step in self.steps:
            if step.line_id == said.line_id != earlier and step.after == said.after:
                yield step.before
            earlier = step.line_id


def steps(trace: Iterable[Row], award: Row, what: str, component: str, read: Read) -> tuple[Step, ...]:
    """The changes of a grade, or of the mark of a component, of an award, in the order they were made."""
    key = component_key(component)
    return tuple(
        Step(
            raw(row, "Line ID"), on, read(split_flag(text(row.get("Before")))[0]), read(split_flag(text(row.get("After")))[0]),
            not raw(row, "Line ID") and is_one(row, "Why", NEWER),
        )
        for row in trace
        if is_one(row, "What", what) and same_award(row, award) and component_key(row.get("Component code")) == key
        and (on := day(row.get("Changed on")))
    )  # fmt: skip


def said_of_grade(line: Row, stated: str, read: Read) -> Said | None:
    """What a line of the log says of the grade of its award; `stated` is the grade before that the file gives. None without one."""
    on, after = last_outcome(line), read(split_flag(text(line.get("Subject grade after")))[0])
    if on is None or not after:
        return None
    before = tuple(value for value in map(read, (stated, split_flag(text(line.get("Subject grade")))[0])) if value)
    marks = went(serial(line.get("Raw mark")), serial(line.get("Mark after")))
    return Said(raw(line, "Line ID"), on, before, after, text(line.get("Outcome grade")), _family(line), marks)


def said_of_mark(line: Row, stated: float | None) -> Said | None:
    """What a line of the log says of the mark of its component: the later review of one paper counts."""
    on, after, was = last_outcome(line), serial(line.get("Mark after")), serial(line.get("Raw mark"))
    if on is None or after is None:
        return None
    before = tuple(value for value in (stated, was) if value is not None)
    return Said(raw(line, "Line ID"), on, before, after, went(before[0], after) if before else "", "one paper")


def last_outcome(line: Row) -> date | None:
    """The day of the last outcome of a line: of its review, or of an appeal noted on it."""
    found = (day(line.get(heading)) for heading in ("Outcome date", *(f"{stage} outcome" for stage in APPEALS)) if known(line, heading))
    return max(filter(None, found), default=None)


def as_mark(value: str) -> Value:
    """A mark from its text."""
    return number(value)


def _family(line: Row) -> str:
    return (raw(line, "Linked to line") if is_one(line, "Service", *APPEALS) else "") or raw(line, "Line ID")


def _of_step(step: Step, rank: Rank) -> Said:
    word = went(rank(step.before), rank(step.after))
    return Said(step.line_id, step.on, (step.before,), step.after, word, step.line_id)
