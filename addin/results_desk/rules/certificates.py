"""Certificates: what does not match, what is held back, and what may be destroyed."""

from __future__ import annotations

from results_desk.rules.computed import Computed

COMPUTED: dict[str, Computed] = {}
