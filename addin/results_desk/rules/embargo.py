"""The embargo: what may be done with a result at a moment, by its series and level. The one gate that every action stands behind.

Results files are there for the centre from 00:01 of restricted release day; candidates may have their results from 08:00 of the day
after; a local authority and the press from 09:30 of it, and only once the candidates have theirs. The moments themselves are rows of
the desk's ReleaseTimes. Source: https://thenaeo.org/monthly-message.aspx?nid=153
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from results_desk import reference
from results_desk.rules.cells import Row, Rows, day, moment, records, same, text
from results_desk.rules.deadlines import RELEASED, RESTRICTED, SHARED, aliases
from results_desk.rules.facts import Spellings
from results_desk.rules.home import authorised
from results_desk.rules.letters.words import moment_in_words
from results_desk.terms import Series

LONDON = ZoneInfo("Europe/London")

Reveals = Literal["", "keep", "import", "prepare", "show", "publish"]
"""What an action does with grades: touches none; leaves them where they are; brings them in; prepares what is handed over at the
release; shows, sends or hands them over; publishes them."""


class Stage(IntEnum):
    """How far the release of a result is."""

    CLOSED = 0
    RESTRICTED = 1
    RELEASED = 2
    SHARED = 3


@dataclass(frozen=True)
class Release:
    """The moments of one series and release level, in UK time; None where a real desk may not rely on any.

    `given` is when the candidates had theirs.
    """

    restricted: datetime | None = None
    released: datetime | None = None
    shared: datetime | None = None
    given: datetime | None = None

    def stage(self, now: datetime) -> Stage:
        """Where this stands. A release that is not known is none: then the results stay restricted."""
        if self.released is None or now < self.released:
            return Stage.CLOSED if self.restricted and now < self.restricted else Stage.RESTRICTED
        given = self.given is not None and self.released <= self.given <= now
        return Stage.SHARED if self.shared is not None and now >= self.shared and given else Stage.RELEASED


@dataclass(frozen=True)
class Embargo:
    """The embargo of one desk at one moment, for one person. `levels` says the release level of each level."""

    now: datetime
    series: str
    levels: Mapping[str, str]
    spellings: Spellings
    releases: Mapping[tuple[str, str], Release]
    is_reader: bool
    practice: bool

    @classmethod
    def of(
        cls, now: datetime, series: str, releases: Rows, levels: Rows, readers: Rows, login: str, practice: bool = False
    ) -> Embargo:  # fmt: skip
        """From the desk's ReleaseTimes, Levels and AuthorisedReaders. `now` is aware, in whatever time zone."""
        wall, rows = now.astimezone(LONDON).replace(tzinfo=None), records(levels)
        named = {text(row.get("Level")): row for row in rows if text(row.get("Level"))}
        return cls(
            wall, _plain(series), {name: text(row.get("Release level")).casefold() for name, row in named.items()},
            Spellings({name: aliases(row) for name, row in named.items()}), _releases(records(releases), practice),
            any(_is(row, login) and authorised(row, wall.date()) == "Yes" for row in records(readers)), practice,
        )  # fmt: skip

    def release(self, level: str, series: str = "") -> Release:
        """The moments of a level. A level or a series that the desk does not know waits for the last of those it knows."""
        named = _plain(series) or self.series
        group = self.levels.get(self.spellings.canonical(level), "")
        found = self.releases.get((named, group))
        if found is None and not group:
            return _last([release for (of, _), release in self.releases.items() if of == named], self.practice)
        return found or _missing(self.practice)

    def stage(self, level: str, series: str = "") -> Stage:
        """How far the release of results of this level is."""
        return self.release(level, series).stage(self.now)

    def may(self, reveals: Reveals, level: str, series: str = "") -> bool:
        """Whether this person may do that with results of this level now."""
        stage = self.stage(level, series)
        if reveals == "keep":
            return True
        if reveals in ("import", "prepare"):
            return stage >= Stage.RELEASED or (stage == Stage.RESTRICTED and self.is_reader)
        return stage >= (Stage.SHARED if reveals == "publish" else Stage.RELEASED)

    @cached_property
    def all_released(self) -> bool:
        """Whether candidates may have every result of the desk's series."""
        return all(self.stage(level) >= Stage.RELEASED for level in self.levels)

    def until(self, level: str, series: str = "", stage: Stage = Stage.RELEASED) -> datetime | None:
        """The moment that opens this stage; None where the desk does not know it."""
        release = self.release(level, series)
        return {Stage.RESTRICTED: release.restricted, Stage.RELEASED: release.released, Stage.SHARED: release.shared}.get(stage)

    def banner(self, pairs: Iterable[tuple[str, str]]) -> str:
        """What stands on a page with results of these levels and series before their release; "" when all are released."""
        held = [pair for pair in pairs if self.stage(*pair) < Stage.RELEASED]
        if not held:
            return ""
        moments = [self.until(*pair) for pair in held]
        known = [each for each in moments if each is not None]
        return f"RESTRICTED until {clock_first(max(known))}" if len(known) == len(moments) else "RESTRICTED until the release is confirmed"


def confirmed(row: Row) -> bool:
    """Whether a line of ReleaseTimes may be relied on: a person confirmed it, or it is as we ship it from a published source."""
    return compared(row) or as_published(row)


def compared(row: Row) -> bool:
    """Whether a person compared a line with its source and put a name to it."""
    return day(row.get("Confirmed on")) is not None and text(row.get("Confirmed by")) != ""


def as_published(row: Row) -> bool:
    """Whether a line stands as we ship it from a published source."""
    return same(text(row.get("Basis")), "Published") and _line(row) in _published()


def clock_first(value: datetime) -> str:
    """08:00 on Thursday 15 August 2024."""
    words, _, clock = moment_in_words(value).rpartition(" at ")
    return f"{clock} on {words}"


def _published() -> frozenset[tuple[str, str, str, datetime | None]]:
    rows = (row for row in reference.rows("release_times") if row["basis"] == "Published" and row["source"])
    return frozenset(
        _line({"Series": row["series"], "Event": row["event"], "Level": row["level"], "At": datetime.fromisoformat(row["at"])})
        for row in rows
    )


def _line(row: Row) -> tuple[str, str, str, datetime | None]:
    event, level = (text(row.get(heading)).casefold() for heading in ("Event", "Level"))
    return _plain(text(row.get("Series"))), event, level, moment(row.get("At"))


def _releases(rows: Iterable[Row], practice: bool) -> dict[tuple[str, str], Release]:
    """By series and release level. Two lines that say two things say nothing."""
    found: dict[tuple[str, str], dict[str, set[datetime | None]]] = {}
    for row in rows:
        series, event, level, at = _line(row)
        moments = found.setdefault((series, level), {})
        moments.setdefault(event, set()).add(at if practice or confirmed(row) else None)
        if event == RELEASED and (given := moment(row.get("Given at"))):
            moments.setdefault("given", set()).add(given)
    return {key: _release(moments, practice) for key, moments in found.items()}


def _release(moments: Mapping[str, set[datetime | None]], practice: bool) -> Release:
    def only(name: str) -> datetime | None:
        at = moments.get(name, set())
        return next(iter(at)) if len(at) == 1 else None

    if practice and only(RELEASED) is None:
        return _missing(practice)
    return Release(only(RESTRICTED), only(RELEASED), only(SHARED), max(filter(None, moments.get("given", ())), default=None))


def _missing(practice: bool) -> Release:
    """Invented people need no embargo where nobody said when; a real desk is under it until somebody does."""
    long_ago = datetime(1990, 1, 1)
    return Release(long_ago, long_ago, long_ago, long_ago) if practice else Release()


def _last(releases: list[Release], practice: bool) -> Release:
    if not releases:
        return _missing(practice)

    def last(name: str) -> datetime | None:
        moments = [getattr(release, name) for release in releases]
        return None if None in moments else max(moments)

    return Release(last("restricted"), last("released"), last("shared"), last("given"))


def _is(row: Row, login: str) -> bool:
    """Whether a line of the readers is this login; the domain before it does not count."""
    named, asked = (name.rpartition("\\")[2].strip().casefold() for name in (text(row.get("Login")), login))
    return bool(named) and named == asked


def _plain(series: str) -> str:
    parsed = Series.parse(series)
    return str(parsed) if parsed else series.strip()
