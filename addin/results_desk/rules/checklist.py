"""The checklists: when a task is due, what is late, and how far each part is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from results_desk.rules.calendar import closed_days, find_anchor, own_or_counted
from results_desk.rules.cells import Row, Rows, is_blank, records, same, text
from results_desk.rules.computed import Around, Computed
from results_desk.rules.desk_today import reason
from results_desk.tables import post_results_checklist, results_day_checklist
from results_desk.tables.checklists import (
    BAR,
    DONE,
    DONE_BOX,
    EVERY,
    FINISHED,
    FULL,
    LATE,
    NO_DATE,
    NOT_NEEDED,
    NOT_NEEDED_BOX,
    OPEN_BOX,
    THIS_WEEK,
    TODAY,
    Checklist,
)

SOON = 7
"""Days ahead that count as this week."""
_EVERY = {word.casefold(): days for word, days in EVERY.items()}


@dataclass(frozen=True)
class Calendar:
    """What tasks are dated by: the day, the rows of the anchors, and the closed days."""

    today: date
    anchors: Sequence[Row]
    closed: frozenset[date]

    @classmethod
    def read(cls, today: date, anchors: Rows, closed: Rows) -> Calendar:
        """From the rows of a checklist's Dates and Closed days."""
        return cls(today, records(anchors), closed_days(records(closed)))


def is_finished(task: Row) -> bool:
    """Whether nothing is left to do: Done, or Not needed here."""
    return _is(task, "State", *FINISHED)


def first_due(task: Row, dates: Calendar) -> date | None:
    """The own date, else the anchor's day and the offset. None while the anchor is not known."""
    return own_or_counted(task, dates.anchors, dates.closed)


def due(task: Row, dates: Calendar) -> date | None:
    """The first day; of a repeated task that is not finished the next time from today, at the latest its last day."""
    first, step = first_due(task, dates), _EVERY.get(text(task.get("Repeats")).casefold(), 0)
    if first is None or not step or is_finished(task) or dates.today <= first:
        return first
    following = first + timedelta(days=-((first - dates.today).days // step) * step)
    last = find_anchor(dates.anchors, text(task.get("Until")))
    return following if last is None else min(following, max(first, last))


def alarm(task: Row, dates: Calendar) -> str:
    """Late, Today, This week (within seven days) or Date not known; "" for a later day and for what is finished."""
    if is_blank(task.get("Task")) or is_finished(task):
        return ""
    found = due(task, dates)
    if found is None:
        return NO_DATE
    left = (found - dates.today).days
    return LATE if left < 0 else TODAY if left == 0 else THIS_WEEK if left <= SOON else ""


def tick(task: Row) -> str:
    """The box of a wall list; "" for a row without a task."""
    if is_blank(task.get("Task")):
        return ""
    return DONE_BOX if _is(task, "State", DONE) else NOT_NEEDED_BOX if _is(task, "State", NOT_NEEDED) else OPEN_BOX


def order(task: Row, dates: Calendar) -> date:
    """The day by which what is left is sorted: the last of all days for what is finished or has no date."""
    left = not is_blank(task.get("Task")) and not is_finished(task)
    return (due(task, dates) if left else None) or date.max


def progress(part: Row, tasks: Iterable[Row], dates: Calendar) -> dict[str, object]:
    """How far a part is (a stage, a level of it, or all): numbers, per cent done, and what is due next. "" without a part."""
    if is_blank(part.get("Part")):
        return dict.fromkeys(_PROGRESS, "")
    mine = [task for task in tasks if not is_blank(task.get("Task")) and all(_within(task, part, of) for of in ("Stage", "Level"))]
    done, not_needed = (sum(_is(task, "State", word) for task in mine) for word in FINISHED)
    left = [task for task in mine if not is_finished(task)]
    late = sum(alarm(task, dates) == LATE for task in left)
    percent = _percent(done, len(mine) - not_needed, len(mine))
    dated = [(found, task) for task in left if (found := due(task, dates))]
    following = min(dated, key=lambda pair: pair[0], default=None)
    values = (
        len(mine), done, not_needed, late, len(left) - late, len(left), percent, _bar(percent),
        following[0] if following else "", f"{text(following[1].get('Task ID'))} {text(following[1].get('Task'))}" if following else "",
    )  # fmt: skip
    return dict(zip(_PROGRESS, values, strict=True))


def open_tasks(tasks: Rows, dates: Calendar, workbook: str, days: int = SOON) -> list[dict[str, object]]:
    """The tasks of a checklist that are late or due within `days`, most urgent first, as rows of the desk's Today list.

    `What` names the alarm and the stage, `What to do` is the task with who does it.
    """
    found = [(due(task, dates), task) for task in records(tasks) if not is_blank(task.get("Task")) and not is_finished(task)]
    soon = [(when, task) for when, task in found if when and (when - dates.today).days <= days]
    return [
        {
            "Area": "Tasks", "What": _what(task, when, dates.today), "Due": when, "What to do": _with_owner(task),
            "Reference": text(task.get("Task ID")), "Where": f"{workbook}, Tasks",
            "Why": reason(text(task.get("Why")), task),
        }
        for when, task in sorted(soon, key=lambda pair: (pair[0], text(pair[1].get("Time"))))
    ]  # fmt: skip


def _what(task: Row, when: date, today: date) -> str:
    left = (when - today).days
    word = LATE if left < 0 else TODAY if left == 0 else THIS_WEEK if left <= SOON else "Soon"
    stage, level = text(task.get("Stage")), text(task.get("Level"))
    return ": ".join(part for part in (word, ", ".join(part for part in (stage, level) if part not in ("", "All"))) if part)


def _with_owner(task: Row) -> str:
    owner = text(task.get("Owner")) or text(task.get("Owner role"))
    return f"{text(task.get('Task'))} ({owner})" if owner else text(task.get("Task"))


def _is(row: Row, heading: str, *words: str) -> bool:
    return same(text(row.get(heading)), *words)


def _within(task: Row, part: Row, heading: str) -> bool:
    wanted = part.get(heading)
    return is_blank(wanted) or str(task.get(heading) or "").casefold() == str(wanted).casefold()


def _percent(done: int, needed: int, tasks: int) -> int | str:
    """Whole per cent, rounded down: 100 only when nothing is left."""
    return 100 * done // needed if needed else 100 if tasks else ""


def _bar(percent: int | str) -> str:
    return FULL * (percent * BAR // 100) if isinstance(percent, int) else ""


_PROGRESS = ("Tasks", "Done", "Not needed", "Late", "To come", "Left", "Per cent done", "Bar", "Next due", "Next task")


def _rules(checklist: Checklist) -> dict[str, Computed]:
    name = checklist.name

    def dates(around: Around) -> Calendar:
        return Calendar.read(around.today, around.tables[f"{name}Dates"], around.tables[f"{name}ClosedDays"])

    def task_values(row: Row, around: Around) -> dict[str, object]:
        told = dates(around)
        return {
            "Tick": tick(row), "Due": due(row, told) or "", "Alarm": alarm(row, told), "First due": first_due(row, told) or "",
            "Order": order(row, told),
        }  # fmt: skip

    def part_values(row: Row, around: Around) -> dict[str, object]:
        return progress(row, around.tables[f"{name}Tasks"], dates(around))

    return {f"{name}Tasks": task_values, f"{name}Progress": part_values}


COMPUTED: dict[str, Computed] = {**_rules(results_day_checklist.CHECKLIST), **_rules(post_results_checklist.CHECKLIST)}
