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
    retention,
    returns,
    sending,
    settling,
    subject,
    today,
    trail,
    vault,
)
from results_desk.actions.groups import GROUPS
from results_desk.actions.registry import ACTIONS, Action, Outcome, Progress, Work
from results_desk.actions.run import run

__all__ = [
    "ACTIONS", "GROUPS", "Action", "Outcome", "Progress", "Work",
    "candidates", "dates", "handing", "layouts", "letters", "mail", "outcomes", "permissions", "release", "requests", "results",
    "retention", "returns", "run", "sending", "settling", "subject", "today", "trail", "vault",
]  # fmt: skip
