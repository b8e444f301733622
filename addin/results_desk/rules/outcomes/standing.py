"""What stands after several outcomes of one award, in whatever order they are read: a pure replay of what each of them says.

An awarding body reports every paper that is reviewed by itself: the grade before is that of the application, or the one after the
outcomes before it. So an outcome that changes nothing takes back no change that another brought, and one that fits neither is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypeAlias

from results_desk.rules.outcomes.checks import DOWN, NO_CHANGE, UP, went

Value: TypeAlias = "str | float | None"
"""A grade as its ladder spells it, or a mark; None where there is none."""
Rank = Callable[[Value], float | None]


@dataclass(frozen=True)
class Said:
    """What one outcome says: from which grade (any of `before`; unknown when empty) to which, and whether that is Up, Down or No change.

    `family` is the line of the review: its appeals have the same. `marks` says where the mark of the paper went.
    """

    line_id: str
    on: date
    before: tuple[Value, ...]
    after: Value
    word: str = ""
    family: str = ""
    marks: str = ""

    @property
    def moves(self) -> bool:
        """Whether it changes anything."""
        return self.word in (UP, DOWN) or (self.word != NO_CHANGE and self.after not in self.before)

    def follows(self, now: Value, rank: Rank) -> bool:
        """Whether it changes what stands now."""
        if not self.moves:
            return False
        later = self.after in self.before and went(rank(now), rank(self.after)) == self.word
        return not self.before or now in self.before or later

    def speaks_against(self, now: Value, rank: Rank) -> bool:
        """Whether the mark of an unchanged grade went the other way than the grade did by another outcome."""
        other = went(rank(now), rank(self.after))
        return not self.moves and other in (UP, DOWN) and self.marks == other


@dataclass(frozen=True)
class Stands:
    """What stands, which outcome brought it (None: it stood from the beginning), and those that do not fit."""

    value: Value
    by: Said | None
    doubts: tuple[Said, ...]


def stands(start: Value, told: Iterable[Said], rank: Rank, known: Collection[Value] = (), by_hand: bool = False) -> Stands:
    """What stands after these outcomes, the earliest first.

    `known` is what stood there at some time; `by_hand`: somebody wrote `start` there, which only what follows it changes.
    """
    replay = _Replay(start, known, by_hand)
    for _, same_day in groupby(sorted(told, key=lambda one: (one.on, one.line_id)), key=lambda one: one.on):
        waiting = list(same_day)
        while waiting:
            said = replay.first(waiting, rank)
            waiting.remove(said)
            replay.hear(said, rank)
    return Stands(replay.now, replay.by, tuple(replay.doubts))


class _Replay:
    """What stands so far, which outcome brought it, and who says the same."""

    def __init__(self, start: Value, known: Collection[Value], by_hand: bool) -> None:
        self.now, self.seen = start, {start, *known}
        self.by: Said | None = None
        self.doubts: list[Said] = []
        self._backers = {"by hand"} if by_hand else set()

    def first(self, waiting: Sequence[Said], rank: Rank) -> Said:
        """Of one day: first what changes the value as it stands by now, then what changes another, and last what changes none."""
        return min(waiting, key=lambda one: (not one.follows(self.now, rank), not one.moves))

    def hear(self, said: Said, rank: Rank) -> None:
        """Take one outcome: it agrees, changes what stands, is no news, or does not fit."""
        may = said.follows(self.now, rank) or not self._backers or said.family in self._backers
        if said.after == self.now:
            self.seen |= set(said.before)
            self._backers |= {said.family} if said.moves else set()
        elif self.now in ("", None) or (said.moves and may):
            self.now, self.by, self._backers = said.after, said, {said.family}
            self.seen.add(said.after)
        elif said.moves or said.after not in self.seen or said.speaks_against(self.now, rank):
            self.doubts.append(said)
