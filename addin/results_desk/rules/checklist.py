"""The checklists: when a task is due, what is late, and how far each stage is."""

from __future__ import annotations

from results_desk.rules.computed import Computed

COMPUTED: dict[str, Computed] = {}
