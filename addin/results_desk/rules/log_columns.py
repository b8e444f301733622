"""The computed columns of the tracking log: the alarms, and what follows from dates and money."""

from __future__ import annotations

from results_desk.rules.alarms import Clocks, computed
from results_desk.rules.cells import Row
from results_desk.rules.computed import Around, Computed


def _line(row: Row, around: Around) -> dict[str, object]:
    return computed(row, around.today, Clocks.read(around.named.get))


COMPUTED: dict[str, Computed] = {"Lines": _line}
