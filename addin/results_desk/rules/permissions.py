"""How candidates want results and certificates: what is missing or must not be."""

from __future__ import annotations

from results_desk.rules.computed import Computed

COMPUTED: dict[str, Computed] = {}
