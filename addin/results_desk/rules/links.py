"""Which addresses and accesses nobody has checked for this series."""

from __future__ import annotations

from results_desk.rules.computed import Computed

COMPUTED: dict[str, Computed] = {}
