"""The views of the tracking log, as rows: what to send, what to chase, whom a line waits for, what each request comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from results_desk.rules.cells import Row, Rows, day, is_blank, is_one, known, raw, records, text
from results_desk.rules.log import sums as log_sums
from results_desk.rules.log.alarms import Clocks
from results_desk.rules.log.cells import NUMBER_THEM, is_closed, is_typed_only, unnumbered
from results_desk.rules.log.columns import with_computed
from results_desk.rules.log.money import amount, unsettled
from results_desk.rules.log.overdue import to_do, today_rows
from results_desk.rules.log.sums import overview
from results_desk.rules.requests.sending import too_late, use_in_class
from results_desk.tables.tracking_views import BODY, BOOK, CANDIDATE, ME, PAYMENT, TEACHER, VIEWS, WAITED_FOR
from results_desk.terms import STATUSES

__all__ = ["due", "overview", "views", "views_of"]

ViewRow = dict[str, object]

_READY = "Ready to send"
_WAITS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "Draft": (ME, "Finish the line and choose its next status.", ("Received on",)),
    "Waiting for teacher view": (TEACHER, "Ask the teacher for the view on this request.", ("Teacher asked on", "Received on")),
    "Waiting for consent": (CANDIDATE, "Get the candidate's signed consent.", ("Received on",)),
    "Waiting for payment": (PAYMENT, "Get the charge paid, or choose who pays it.", ("Received on",)),
    "Ready to send": (ME, "Send it and fill Sent on.", ("Received on",)),
    "Sent to board": (BODY, "Fill the awarding body's reference when it comes.", ("Chased on", "Sent on")),
    "Acknowledged by board": (BODY, "Fill Outcome date when the outcome comes.", ("Chased on", "Sent on")),
    "Outcome received": (ME, "Tell the candidate and the teacher.", ("Outcome date",)),
    "Candidate told": (ME, "Decide on an appeal and on refunds, then close the line.", ("Candidate told on", "Outcome date")),
    "Refused by centre (internal appeal open)": (ME, "Settle the internal appeal with the head of centre.", ("Received on",)),
    "Rejected by board": (ME, "Tell the candidate, settle the charge, then close the line.", ("Sent on",)),
}
"""Status -> whom it waits for, what comes next, and the headings that say since when, the first known one."""
_STATUS = {status.casefold(): status for status in STATUSES}
_UNKNOWN = (ME, "Choose a status from the list of the cell.", ("Received on",))


def views(lines: Rows, today: date, clocks: Clocks, closed: Collection[date] = ()) -> dict[str, list[ViewRow]]:
    """The rows of every view of the log by its name; the columns that are formulas are left out."""
    return views_of(with_computed(records(lines), today, clocks), today, clocks, closed)


def views_of(log: Sequence[Row], today: date, clocks: Clocks, closed: Collection[date] = ()) -> dict[str, list[ViewRow]]:
    """The same of lines that have the values of their formulas."""
    made: dict[str, list[ViewRow]] = {
        "Today": today_rows(log, today, clocks, closed),
        "ReadyToSend": _ready(log, today),
        "OverdueAtBoard": [dict(line) for line in sorted(log, key=_portal_order) if "Outcome overdue" in _alarms(line)],
        "WaitingFor": _waiting(log),
        "Requests": [_request(request, group) for request, group in _groups(log).items() if request],
        "Money": log_sums.money(log),
        "Outcomes": log_sums.outcomes(log),
        "FormsToDestroy": _forms(log, today),
    }
    return {view.name: [_fitted(row, view.name) for row in made[view.name]] for view in VIEWS}


def due(lines: Rows, today: date, clocks: Clocks, closed: Collection[date] = ()) -> list[ViewRow]:
    """What the Today sheet of the home workbook says of the log (DeskToday, without Order), the most urgent first."""
    log = records(lines)
    alarmed: list[ViewRow] = [
        {
            "Area": "Requests", "What": alarm.text, "Due": alarm.by, "What to do": alarm.what_to_do, "Reference": raw(line, "Line ID"),
            "Where": f"{BOOK}, Lines", "Why": alarm.why.replace("this workbook", BOOK), "Urgency": alarm.rank,
        }
        for alarm, line in to_do(log, today, clocks, closed)
    ]  # fmt: skip
    return [*_to_number(sum(map(is_typed_only, log))), *alarmed]


def _to_number(typed: int) -> list[ViewRow]:
    """What is said of typed lines without a number; nothing where there are none."""
    why = "A line without a number has no deadline and no consent that anything watches."
    row: ViewRow = {
        "Area": "Requests", "What": f"Line ID missing: {unnumbered(typed)}", "Due": None, "What to do": NUMBER_THEM, "Reference": "",
        "Where": f"{BOOK}, Lines", "Why": why, "Urgency": 1,
    }  # fmt: skip
    return [row] if typed else []


def _ready(log: Sequence[Row], today: date) -> list[ViewRow]:
    """Lines ready to send in the order of the portals, each with what is not in order about it."""
    ready = [line for line in log if is_one(line, "Status", _READY) and not known(line, "Sent on")]
    return [{**line, "Check first": _check_first(line, today)} for line in sorted(ready, key=_portal_order)]


def _check_first(line: Row, today: date) -> str:
    """Why Send requests would refuse the line: alarms of its consent by their names, the rest in words."""
    wrong = [name for name in _alarms(line) if name.startswith(("Consent", "Release"))]
    owed = amount(line, "Balance")
    if owed and owed > 0:
        wrong.append(f"Not paid: £{owed:,.2f}")
    elif unsettled(line):
        wrong.append("Charge not known")
    return "; ".join([*wrong, *(f"{why[0].upper()}{why[1:]}" for why, _ in [*use_in_class(line), *too_late(line, today)])])


def _alarms(line: Row) -> list[str]:
    """The names of the alarms that the line has been given."""
    return raw(line, "Alarm").split("; ")


def _portal_order(line: Row) -> tuple[str, ...]:
    return tuple(text(line.get(heading)).casefold() for heading in ("Awarding body", "Candidate number", "Component code", "Service"))


def _waiting(log: Iterable[Row]) -> list[ViewRow]:
    found = []
    for line in log:
        if not is_closed(line):
            who, what, since = _WAITS.get(_STATUS.get(raw(line, "Status").casefold(), ""), _UNKNOWN)
            first = next((day(line[heading]) for heading in since if known(line, heading)), None)
            found.append({**line, "Waiting for": who, "What next": what, "Since": first, "Next date": _next_date(line)})
    return sorted(found, key=_waiting_order)


def _waiting_order(row: ViewRow) -> tuple[int, Any, tuple[str, ...]]:
    return WAITED_FOR.index(str(row["Waiting for"])), row["Next date"] or date.max, _portal_order(row)


def _next_date(line: Row) -> date | None:
    if known(line, "Outcome date"):
        return day(line.get("Appeal last date")) if not known(line, "AP1 sent") else None
    return day(line.get("Expected outcome")) if known(line, "Sent on") else _last_day(line)


def _last_day(line: Row) -> date | None:
    days = [day(line.get(heading)) for heading in ("Internal deadline", "Deadline")]
    return min((each for each in days if each), default=None)


def _request(request: str, group: list[Row]) -> ViewRow:
    waiting = [line for line in group if not is_closed(line) and not known(line, "Sent on")]
    return {
        **_whose(group), "Request ID": request, "Lines": len(group), "Status": _statuses(group),
        "Nearest deadline": min(filter(None, map(_last_day, waiting)), default=None),
        **{heading: log_sums.total(group, heading) for heading in ("Charge due", "Paid", "Balance", "Refund due")},
    }  # fmt: skip


def _statuses(group: list[Row]) -> str:
    """`Sent to board`, or `1 Ready to send, 2 Sent to board` where lines differ; in the order of the list."""
    counted = Counter(_STATUS.get(raw(line, "Status").casefold(), text(line.get("Status")) or "No status") for line in group)
    names = sorted(counted, key=lambda name: STATUSES.index(name) if name in STATUSES else len(STATUSES))
    return names[0] if len(names) == 1 else ", ".join(f"{counted[name]} {name}" for name in names)


def _forms(log: Sequence[Row], today: date) -> list[ViewRow]:
    """Requests whose consent form nobody needs any more: one form serves all lines of a request."""
    groups = [group for request, group in _groups(log).items() if request] + [[line] for line in log if not raw(line, "Request ID")]
    found = [_form(group) for group in groups if _may_go(group, today)]
    return sorted(found, key=lambda row: (row["Keep until"], str(row["Request ID"])))


def _may_go(group: list[Row], today: date) -> bool:
    """Whether a form is there, an outcome was, and no line still runs or must be kept for."""
    ends = [day(line["Keep until"]) for line in group]
    running = any(end >= today if end else not is_closed(line) for line, end in zip(group, ends, strict=True))
    return any(map(_has_form, group)) and any(ends) and not running


def _has_form(line: Row) -> bool:
    given = known(line, "RoR consent date") or known(line, "ATS consent date") or not is_blank(line.get("Form place"))
    return given and not known(line, "Form destroyed on")


def _form(group: list[Row]) -> ViewRow:
    left = [line for line in group if _has_form(line)]
    return {
        **_whose(group), "Request ID": raw(group[0], "Request ID"),
        "Keep until": max(filter(None, (day(line["Keep until"]) for line in group))),
        "Form place": _each(left, "Form place"), "Signed by": _each(left, "Signed by"), "Lines": _each(left, "Line ID"),
    }  # fmt: skip


def _whose(group: list[Row]) -> ViewRow:
    return {"Candidate number": raw(group[0], "Candidate number"), "Name": raw(group[0], "Name"), "Subjects": _each(group, "Subject")}


def _each(group: Iterable[Row], heading: str) -> str:
    """What the lines hold in a column, each once."""
    return "; ".join(dict.fromkeys(filter(None, (text(line.get(heading)) for line in group))))


def _groups(log: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for line in log:
        found.setdefault(text(line.get("Request ID")), []).append(line)
    return found


def _fitted(row: ViewRow, name: str) -> ViewRow:
    """The cells of a view that no formula computes; a computed blank as an empty cell."""
    view = next(view for view in VIEWS if view.name == name)
    return {
        column.heading: row.get(column.heading) if row.get(column.heading) != "" else None for column in view.columns if not column.formula
    }
