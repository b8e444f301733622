"""What an officer is told when the embargo stands in the way: the rule, until when, and the way out."""

from __future__ import annotations

from collections.abc import Iterable

from results_desk.rules.embargo import Embargo, Reveals, Stage, clock_first
from results_desk.terms import counted

_HOME = "results_desk.xlsx"
_FIRST = ("GCE A-level", "GCSE")
"""The levels that a results day is known by: named first where there is no room for all."""


def why(embargo: Embargo, reveals: Reveals, pairs: Iterable[tuple[str, str]], login: str) -> str:
    """Why results of these levels and series are held back from an action, and what to do."""
    held = sorted(set(pairs))
    needed = Stage.SHARED if reveals == "publish" else Stage.RELEASED
    moments = [embargo.until(*pair, needed) for pair in held]
    what = _named(held)
    if None in moments:
        return (
            f"{what} are RESTRICTED, and their release time is not known or not confirmed: fill the sheet Release times of {_HOME} "
            f"from JCQ's notice, then run 'results-desk confirm-dates'.{_for_readers(embargo, reveals, held, login)}"
        )
    times = sorted({moment for moment in moments if moment is not None})
    if reveals == "publish":
        return _not_shared(embargo, what, clock_first(times[-1]), held)
    each = [(_named([pair for pair, at in zip(held, moments, strict=True) if at == time]), clock_first(time)) for time in times]
    until = "; ".join(f"{named} are RESTRICTED until {time}" for named, time in each)
    return f"{until}.{_for_readers(embargo, reveals, held, login) or ' Run it again then.'}"


def _named(pairs: list[tuple[str, str]]) -> str:
    levels = sorted({level for level, _ in pairs if level}, key=lambda level: (not level.startswith(_FIRST), level))
    shown = ", ".join(levels[:3]) + (f" and {counted(len(levels) - 3, 'more level')}" if len(levels) > 3 else "")
    return f"results ({shown})" if shown else "results"


def _not_shared(embargo: Embargo, what: str, last: str, held: list[tuple[str, str]]) -> str:
    shared = (embargo.until(*pair, Stage.SHARED) for pair in held)
    if all(at is not None and at <= embargo.now for at in shared):
        return (
            f"{what} go to a local authority or the press only after the candidates have theirs: when they have, note it with "
            "'results-desk confirm-dates DESK --given LEVEL', then run it again."
        )
    return f"{what} go to no local authority and no press before {last}, and only once the candidates have theirs. Run it again then."


def _for_readers(embargo: Embargo, reveals: Reveals, held: list[tuple[str, str]], login: str) -> str:
    """For what an authorised reader may do before the release."""
    if reveals not in ("import", "prepare"):
        return ""
    opens = [embargo.until(*pair, Stage.RESTRICTED) for pair in held if embargo.stage(*pair) == Stage.CLOSED]
    closed = [at for at in opens if at is not None]
    if closed and reveals == "import" and (embargo.is_reader or len(closed) == len(held)):
        return f" The files are not to be read by anybody before {clock_first(min(closed))}."
    if embargo.is_reader:
        return ""
    return (
        f" Before that only a reader whom the head of centre authorised may import them or prepare letters, and the login {login} is not "
        f"in force on the sheet Authorised readers of {_HOME}: have the head of centre sign, see 'results-desk authorise-reader --help'."
    )

