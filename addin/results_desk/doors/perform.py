"""Do the work of a button, and say how it ended in words for a window: done, with problems, refused, or a fault of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from results_desk.actions import Outcome
from results_desk.doors import clock
from results_desk.doors.faults import write_log
from results_desk.errors import DeskError, Problem, RuleRefusal
from results_desk.terms import counted

State = Literal["done", "problems", "refused", "forbidden", "fault"]


@dataclass(frozen=True)
class Ended:
    """How it ended, what to say, and what came of it when it was done; `found` is what a refusal names as worth mending."""

    state: State
    message: str
    outcome: Outcome | None = None
    found: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What there is to look at, whether it was done or refused."""
        return self.outcome.problems if self.outcome else self.found

    @property
    def headline(self) -> str:
        """The state in a few words."""
        found = len(self.problems)
        return {
            "done": "Done", "problems": f"Done, with {counted(found, 'thing')} to look at", "refused": "Nothing was done",
            "forbidden": "Not allowed now", "fault": "A fault of Results Desk",
        }[self.state]  # fmt: skip


def perform(name: str, work: Callable[[], Outcome | None], faults: Path) -> Ended | None:
    """Do it. Nothing is raised: what went wrong is said. None when the person thought better of it."""
    try:
        outcome = work()
    except RuleRefusal as refusal:
        return Ended("forbidden", str(refusal), found=refusal.problems)
    except DeskError as refusal:
        return Ended("refused", str(refusal), found=refusal.problems)
    except Exception as fault:
        return Ended("fault", fault_message(name, fault, faults))
    return Ended("problems" if outcome.problems else "done", outcome.message, outcome) if outcome else None


def fault_message(name: str, fault: Exception, faults: Path) -> str:
    """One sentence, after the fault was written down where it says."""
    log = write_log(fault, faults, clock.now())
    return f"A fault of Results Desk stopped {name}; your workbooks are as they were. Send this file to whoever looks after it: {log}"
