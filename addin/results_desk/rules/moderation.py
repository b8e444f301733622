"""Returned work: how long to keep it, and what is wrong with a line."""

from __future__ import annotations

from results_desk.rules.computed import Computed

COMPUTED: dict[str, Computed] = {}
