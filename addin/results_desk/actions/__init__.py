"""Everything an officer can do. Importing this room fills `registry.ACTIONS`."""

from __future__ import annotations

from results_desk.actions import (
    candidates,
    dates,
    handing,
    layouts,
    letters,
    mail,
    outcomes,
    permissions,
    release,
    requests,
    results,
    returns,
    sending,
    settling,
    today,
)
from results_desk.actions.groups import GROUPS
from results_desk.actions.registry import ACTIONS, Action, Outcome, Progress, Work
from results_desk.actions.run import run

__all__ = [
    "ACTIONS", "GROUPS", "Action", "Outcome", "Progress", "Work",
    "candidates", "dates", "handing", "layouts", "letters", "mail", "outcomes", "permissions", "release", "requests", "results", "returns",
    "run", "sending", "settling", "today",
]  # fmt: skip
