"""From when a candidate's results may go out: the last release among them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from results_desk.rules.cells import Rows
from results_desk.rules.deadlines import release_moment


def last_release(levels_held: Iterable[str], releases: Rows, levels: Rows, series: str) -> datetime | None:
    """The moment from which results of all these levels may be given to their candidate; None where one of them is not known."""
    moments = [release_moment(releases, levels, series, level) for level in dict.fromkeys(levels_held)]
    return None if not moments or None in moments else max(moment for moment in moments if moment)
