"""When results are released, and the last day on which a service may be asked for.

Every date comes from the desk's own rows (ReleaseTimes, Deadlines), which carry their source; rows that contradict each
other give no answer rather than a guess. Dates of June 2024: https://thenaeo.org/monthly-message.aspx?nid=153
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from results_desk.rules.cells import Row, Rows, day, moment, records, text
from results_desk.rules.facts import Spellings
from results_desk.terms import Series

RESTRICTED = "results files available to the centre (restricted)"
RELEASED = "results may be released to candidates"
SHARED = "results data may be shared with local authorities; press statements may be issued"
"""Events of the Release times sheet. Sharing is allowed from its time on and only once the candidates have their results."""


@dataclass(frozen=True)
class Deadline:
    """The last day of a service, itself in time: the awarding body's, and the centre's own, earlier one where it has one.

    `rule` says in words what the day depends on where it is no fixed date (appeals); `source` is where all this stands.
    """

    official: date | None
    internal: date | None
    rule: str
    source: str


def release_moment(releases: Rows, levels: Rows, series: str, level: str) -> datetime | None:
    """When a result of this level may be given to its candidate, in UK time. None: not known, so not yet."""
    return _event(releases, levels, series, level, RELEASED)


def restricted_moment(releases: Rows, levels: Rows, series: str, level: str) -> datetime | None:
    """When the results files of this level are there for the centre alone."""
    return _event(releases, levels, series, level, RESTRICTED)


def authority_moment(releases: Rows, levels: Rows, series: str, level: str) -> datetime | None:
    """When results of this level may be shared with a local authority and the press, if candidates have theirs by then."""
    return _event(releases, levels, series, level, SHARED)


def deadline_for(
    deadlines: Rows, levels: Rows, services: Rows, series: str, level: str, service: str, awarding_body: str = ""
) -> Deadline | None:
    """The deadline of a service at a level: under its own code or the service's `Deadline as`, through the level's `Deadline level`.

    A row of that awarding body outweighs the common one, which names none. None when the service has none (MIR), is not offered
    at the level (P2 at GCSE), or the Deadlines table does not say, or says two things.
    """
    codes = (service, text((find_service(services, service) or {}).get("Deadline as")))
    group = text((find_level(levels, level) or {}).get("Deadline level"))
    rows = [row for row in records(deadlines) if same_series(text(row.get("Series")), series) and _same(row.get("Level"), group)]
    for body in dict.fromkeys((awarding_body, "")):
        for code in codes:
            if named := [row for row in rows if _names(row, body) and _same(row.get("Service"), code)]:
                found = {_deadline(row) for row in named}
                return found.pop() if len(found) == 1 else None
    return None


def own_deadlines(deadlines: Rows) -> frozenset[str]:
    """The awarding bodies that have a deadline of their own."""
    return frozenset(text(row.get("Awarding body")) for row in records(deadlines)) - {""}


def find_level(levels: Rows, level: str) -> Row | None:
    """The row of Levels for a level by its name, or by a spelling under `Also known as`. None: not there for certain."""
    rows = records(levels)
    name = Spellings({text(row.get("Level")): aliases(row) for row in rows}).canonical(level)
    return _only([row for row in rows if _same(row.get("Level"), name)])


def find_service(services: Rows, code: str) -> Row | None:
    """The row of Services with this code. None: not there for certain."""
    return _only([row for row in records(services) if _same(row.get("Service"), code)])


def aliases(row: Row) -> list[str]:
    """The other spellings a row lists under `Also known as`."""
    return [spelling.strip() for spelling in text(row.get("Also known as")).split(";") if spelling.strip()]


def same_series(one: str, other: str) -> bool:
    """Whether two texts name the same series: `June 2024` and `Jun-24` do."""
    first, second = Series.parse(one), Series.parse(other)
    return first == second if first and second else _same(one, other)


def _event(releases: Rows, levels: Rows, series: str, level: str, event: str) -> datetime | None:
    group = text((find_level(levels, level) or {}).get("Release level"))
    found = {
        moment(row.get("At"))
        for row in records(releases)
        if group and same_series(text(row.get("Series")), series) and _same(row.get("Event"), event) and _same(row.get("Level"), group)
    }
    return found.pop() if len(found) == 1 else None


def _names(row: Row, body: str) -> bool:
    return text(row.get("Awarding body")).casefold() == body.strip().casefold()


def _deadline(row: Row) -> Deadline:
    return Deadline(day(row.get("Deadline")), day(row.get("Internal deadline")), text(row.get("Rule")), text(row.get("Source")))


def _same(one: object, other: object) -> bool:
    return text(one).casefold() == text(other).casefold() != ""


def _only(rows: list[Row]) -> Row | None:
    return rows[0] if len(rows) == 1 else None
