"""The results days that the release times name as well: who compared the one compared the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from results_desk.errors import Problem
from results_desk.rules.cells import Row, day, in_words, is_one, same, text
from results_desk.rules.deadlines import RELEASED, RESTRICTED
from results_desk.tables.home import ANCHORS, BOOK
from results_desk.terms import LEVEL_3

_BEGINS = {RESTRICTED: "RR", RELEASED: "R"}


def days_named(releases: Iterable[Row], levels: Sequence[Row]) -> dict[str, set[date]]:
    """The days that release times say of an anchor, such as R-A."""
    found: dict[str, set[date]] = {}
    for row in releases:
        begins = next((begins for event, begins in _BEGINS.items() if is_one(row, "Event", event)), "")
        groups = {text(level.get("Group")) for level in levels if same(text(level.get("Release level")), text(row.get("Level")))}
        named = day(row.get("At"))
        if begins and groups and named:
            found.setdefault(f"{begins}-{'A' if LEVEL_3 in groups else 'G'}", set()).add(named)
    return found


def confirmed_with(anchors: Iterable[Row], named: dict[str, set[date]]) -> list[str]:
    """The anchors that nobody confirmed yet and whose day the release times say too."""
    return [
        text(row["Anchor"]) for row in anchors
        if named.get(text(row["Anchor"])) == {day(row.get("Date"))} and day(row.get("Confirmed on")) is None
    ]  # fmt: skip


def other_days(anchors: Iterable[Row], named: dict[str, set[date]]) -> Iterator[Problem]:
    """Anchors with another day than the release times."""
    for row in anchors:
        held, said = day(row.get("Date")), named.get(text(row["Anchor"]), set())
        if held and said and said != {held}:
            other = ", ".join(in_words(each) for each in sorted(said - {held}))
            what = f"{ANCHORS.sheet}: {text(row['Anchor'])} is {in_words(held)}, and Release times say {other}"
            yield Problem(BOOK, 0, "Date", what, "Look the day up in JCQ's key dates, correct the wrong one, then run Copy dates.")
