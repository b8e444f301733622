"""How a checklist is made: its tasks, how far each part of it is, and its copies of the dates. The workbooks differ in their tasks only."""

from __future__ import annotations

from dataclasses import dataclass

from results_desk.tables.dates import anchor_day, closed_days_copy, dates_copy, desk_today, filled_on, own_or_counted
from results_desk.tables.words import Column, NamedCell, Table

DONE, NOT_NEEDED = "Done", "Not needed here"
FINISHED = (DONE, NOT_NEEDED)
"""The states in which nothing is left to do. A blank state is Not started."""
OPEN_BOX, DONE_BOX, NOT_NEEDED_BOX = "☐", "☑", "–"
LATE, TODAY, THIS_WEEK, NO_DATE = "Late", "Today", "This week", "Date not known"
EVERY = {"Daily": 1, "Weekly": 7, "Fortnightly": 14, "Every 4 weeks": 28}
"""Days from one time to the next. A word that is not here repeats nothing."""
BAR = 10
"""Characters of a full bar."""
FULL = "█"

NEVER = 2958465
"""31 December 9999, the last day that Excel knows, as its number: the order of a task that nobody has to do on a day."""

_ROWS = 1048576
_FINISHED = "OR(" + ",".join(f'TRIM([@State])="{word}"' for word in FINISHED) + ")"
_STEP = "".join(f'IF(TRIM([@Repeats])="{word}",{days},' for word, days in EVERY.items()) + "0" + ")" * len(EVERY)
_TICK = f'=IF([@Task]="","",IF(TRIM([@State])="{DONE}","{DONE_BOX}",IF(TRIM([@State])="{NOT_NEEDED}","{NOT_NEEDED_BOX}","{OPEN_BOX}")))'
_ALARM = (
    f'=IF(OR([@Task]="",{_FINISHED}),"",IF(ISNUMBER([@Due]),IF([@Due]<desk_today,"{LATE}",IF([@Due]=desk_today,"{TODAY}",'
    f'IF([@Due]<=desk_today+7,"{THIS_WEEK}",""))),"{NO_DATE}"))'
)
_ORDER = f'=IF(OR([@Task]="",{_FINISHED}),{NEVER},IF(ISNUMBER([@Due]),[@Due],{NEVER}))'


@dataclass(frozen=True)
class Checklist:
    """One checklist workbook. `name` begins its table names, `stages` names the list of its stages in `LISTS`.

    `tasks` and `parts` name the lists in `reference/` with its tasks and the parts whose progress is shown.
    """

    name: str
    workbook: str
    title: str
    stages: str
    tasks: str
    parts: str

    @property
    def tables(self) -> tuple[Table, ...]:
        """The sheets in order: Tasks, Progress, Dates, Closed days."""
        return _tasks(self), _progress(self), dates_copy(f"{self.name}Dates", self.workbook), _closed_days(self)

    @property
    def named_cells(self) -> tuple[NamedCell, ...]:
        """The day above the tasks, and when the copies of the dates were filled."""
        dates, closed = f"{self.name}Dates", f"{self.name}ClosedDays"
        stamps = filled_on(dates, self.workbook, "Dates"), filled_on(closed, self.workbook, "Closed days")
        return desk_today(self.workbook, "Tasks"), *stamps


def _closed_days(checklist: Checklist) -> Table:
    return closed_days_copy(f"{checklist.name}ClosedDays", checklist.workbook)


def _tasks(checklist: Checklist) -> Table:
    return Table(
        f"{checklist.name}Tasks", checklist.workbook, "Tasks", ("Task ID",), title=checklist.title, facts=checklist.tasks,
        help="Set State as you go. Days and times are suggestions, but for 00:01, 08:00 and 09:30: change them, or type an Own date. "
        "Add tasks below.",
        columns=(
            Column("Stage", width=13, choices=checklist.stages),
            Column("Tick", width=6, formula=_TICK, help="Follows State."),
            Column("Task ID", "code", width=8, help="Of your own tasks: any that is not taken. -A is Level 3, -G is Level 1/2."),
            Column("Task", width=42),
            Column("Level", width=10, choices="task level"),
            Column("Due", "date", width=12, formula=_due(checklist),
                   help="The anchor's day and the offset, or the Own date. Of a task that repeats: the next time."),
            Column("Time", "code", width=7, help="UK time, such as 08:00."),
            Column("Owner", width=16),
            Column("State", width=14, choices="state", each_series=True, help="Blank is Not started.",
                   signals=(("done", tuple(f"={word}" for word in FINISHED)), ("amber", ("=Blocked",)))),
            Column("Alarm", width=14, formula=_ALARM,
                   signals=(("red", (f"={LATE}",)), ("amber", (f"={TODAY}", f"={NO_DATE}")), ("blue", (f"={THIS_WEEK}",)))),
            Column("Done on", "date", width=12, each_series=True),
            Column("Done by", width=12, each_series=True, help="Initials are enough."),
            Column("Owner role", width=18),
            Column("Cover person", width=16, help="Who does it when the owner is away."),
            Column("Evidence", width=30, each_series=True, help="The file, or the place, that shows it was done."),
            Column("Note", width=44),
            Column("Own date", "date", width=12, each_series=True, help="A day of your own, for this series: it wins over the anchor."),
            Column("Why", width=44),
            Column("Anchor", "code", width=12, choices="anchor", help="The day it counts from: see the sheet Dates."),
            Column("Offset", "number", width=8, help="Days after the anchor; before it, when negative."),
            Column("Counted in", width=11, choices="days counted"),
            Column("Repeats", width=14, choices="repeats", help="A word of the list, or blank: any other repeats nothing."),
            Column("Until", "code", width=12, choices="anchor", help="The last day of a task that repeats. Blank: until it is done."),
            Column("First due", "date", width=12, formula="=" + own_or_counted(f"{checklist.name}Dates", f"{checklist.name}ClosedDays")),
            Column("Order", "date", width=12, formula=_ORDER, help="Sort by this to see what is left, by day; 31/12/9999 stands last."),
            Column("Source", width=38),
        ),
    )  # fmt: skip


def _due(checklist: Checklist) -> str:
    """The first day; of a repeated task that is not finished the next time from today, at the latest its last day."""
    first, dates = "[@[First due]]", f"{checklist.name}Dates"
    following = f"{first}-INT(({first}-desk_today)/{_STEP})*{_STEP}"
    last = f'MAX({first},IFERROR(0+{anchor_day(dates, "TRIM([@Until])")},{NEVER}))'
    stays = f"OR({_STEP}=0,{_FINISHED},desk_today<={first})"
    return f'=IF(ISNUMBER({first}),IF({stays},{first},MIN({following},{last})),"")'


def _progress(checklist: Checklist) -> Table:
    tasks = f"{checklist.name}Tasks"
    return Table(
        f"{checklist.name}Progress", checklist.workbook, "Progress", ("Part",), title="Progress", facts=checklist.parts,
        help="Counted from the sheet Tasks, always current. A stage or level left blank counts all of them.",
        columns=(
            Column("Part", width=36),
            Column("Tasks", "number", width=8, formula=_count(tasks)),
            Column("Done", "number", width=8, formula=_count(tasks, f'(TRIM({tasks}[State])="{DONE}")')),
            Column("Not needed", "number", width=9, formula=_count(tasks, f'(TRIM({tasks}[State])="{NOT_NEEDED}")')),
            Column("Late", "number", width=8, formula=_count(tasks, f'({tasks}[Alarm]="{LATE}")')),
            Column("To come", "number", width=8, formula='=IF([@Part]="","",[@Left]-[@Late])',
                   help="Left, in time or without a date."),
            Column("Left", "number", width=8, formula='=IF([@Part]="","",[@Tasks]-[@Done]-[@[Not needed]])', help="Late or not."),
            Column("Per cent done", "number", width=9, help="Of the tasks that are needed here.",
                   formula='=IF([@Part]="","",IF([@Tasks]=0,"",IF([@Tasks]=[@[Not needed]],100,'
                   "INT(100*[@Done]/([@Tasks]-[@[Not needed]])))))"),
            Column("Bar", width=16, formula=f'=IF(ISNUMBER([@[Per cent done]]),REPT("{FULL}",INT([@[Per cent done]]/{100 // BAR})),"")'),
            Column("Next due", "date", width=12, formula=_next_due(tasks), help="The earliest day of a task that is left."),
            Column("Next task", width=60, formula=_next_task(tasks)),
            Column("Stage", width=14, choices=checklist.stages),
            Column("Level", width=10, choices="task level"),
        ),
    )  # fmt: skip


def _within(tasks: str) -> str:
    stage, level = (f"({tasks}[{of}]=[@{of}])+([@{of}]=\"\")" for of in ("Stage", "Level"))
    return f'({stage}>0)*({level}>0)*({tasks}[Task]<>"")'


def _count(tasks: str, which: str = "1") -> str:
    return f'=IF([@Part]="","",SUMPRODUCT({_within(tasks)}*{which}))'


def _next_due(tasks: str) -> str:
    earliest = f"{NEVER}-SUMPRODUCT(MAX({_within(tasks)}*({NEVER}-{tasks}[Order])))"
    return f'=IF([@Part]="","",IF({earliest}={NEVER},"",{earliest}))'


def _next_task(tasks: str) -> str:
    """The first in the list of those that are due on that day."""
    places = f"(ROW({tasks}[Task])-ROW({tasks}[[#Headers],[Task]]))"
    place = f"{_ROWS}-SUMPRODUCT(MAX({_within(tasks)}*({tasks}[Order]=[@[Next due]])*({_ROWS}-{places})))"
    return f'=IF(ISNUMBER([@[Next due]]),INDEX({tasks}[Task ID],{place})&" "&INDEX({tasks}[Task],{place}),"")'
