"""Deadlines, fees and charges: the day in force, the centre's own day, what a candidate pays, and what is wrong with a row of the Grid."""

from __future__ import annotations

from results_desk.rules.computed import Computed

COMPUTED: dict[str, Computed] = {}
