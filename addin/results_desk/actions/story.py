"""A story played on a practice desk: its chapters, one action each, and how far a desk has come in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from results_desk.actions.registry import Action, Outcome, Progress
from results_desk.actions.run import run
from results_desk.edges.desk import audit
from results_desk.edges.desk.received import LONDON, copy_dated
from results_desk.edges.folders import shipped
from results_desk.errors import DeskError, RuleRefusal

RESTRICTED = "2024-08-21T07:30"
"""The morning on which the results files of the summer are there: restricted release day of the Level 1/2 results."""
AGAIN = "Name another folder, or remove this one, and run the demo again."


Step = tuple[str, str, str]
"""What the audit log says of something: the moment, the action, and words of the rule that refused it; "" when it was done."""


@dataclass(frozen=True)
class Chapter:
    """One step of a story: when, which action, what it is given, and how it is told ({} takes the counts; "" is not told).

    `counts` are those it has to come to; `refused` is what the rule says that has to refuse it.
    """

    at: str
    action: Action
    given: Mapping[str, object]
    told: str = ""
    name: str = ""
    """Where the counts of an action that comes twice are kept apart."""
    counts: Mapping[str, int] = field(default_factory=dict)
    refused: str = ""

    @property
    def step(self) -> Step:
        """What the audit log says once it was played."""
        return logged(self.at), self.action.name, self.refused


def logged(at: str) -> str:
    """A moment of a story as the audit log writes it."""
    return moment(at).isoformat(timespec="seconds")


def told_in(name: str) -> dict[str, Any]:
    """One JSON file of the stories: `planned.json` or `story.json`."""
    told: dict[str, Any] = json.loads((shipped("demo") / name).read_text(encoding="utf-8"))
    return told


def moment(text: str) -> datetime:
    """A moment as the chapters write it, in UK time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def sample(name: str, scratch: Path) -> Path:
    """A shipped sample file, copied to a folder and dated as it came."""
    return copy_dated(shipped("demo") / name, scratch, moment(RESTRICTED))


def tell(chapter: Chapter, folder: Path, progress: Progress, again: bool = False) -> Outcome:
    """Play one chapter. A refusal that belongs to the story is an outcome of its own; DeskError when a chapter ends otherwise.

    `again` where it may have been played before: then it need not come to its counts.
    """
    try:
        outcome = run(chapter.action, folder, moment(chapter.at), progress, chapter.given, clock_set=True)
    except RuleRefusal as refusal:
        if not chapter.refused or chapter.refused not in str(refusal):
            raise
        return Outcome(str(refusal))
    other = [f"{name} {outcome.counts[name]}" for name, number in chapter.counts.items() if not again and outcome.counts[name] != number]
    if other or chapter.refused:
        what = f"came to {', '.join(other)}" if other else "was not refused"
        raise DeskError(f"{folder} is not as the story left it: {chapter.action.command} on {chapter.at} {what}. {AGAIN}")
    return outcome


def line(chapter: Chapter, counts: Mapping[str, int]) -> str:
    """A chapter as it is told."""
    return f"{moment(chapter.at):%a %d %b %H:%M}  {chapter.told.format_map(Counter(counts))}"


def played(folder: Path, steps: Sequence[Step]) -> int:
    """How many of these steps, in their order, the audit log of a desk knows of."""
    known = 0
    for entry in audit.entries(folder):
        known += known < len(steps) and _is(steps[known], entry.said)
    return known


def _is(step: Step, said: Mapping[str, Any]) -> bool:
    """Whether a line of the audit log says of this step that it ended as told: done, or refused in these words."""
    at, action, words = step
    refused = str(said.get("refused", ""))
    return (at, action) == (said.get("at"), said.get("action")) and (words in refused if words else not refused)
