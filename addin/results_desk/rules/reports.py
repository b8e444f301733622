"""What a results workbook adds up to: subjects, grades, and what to resolve before the release."""

from __future__ import annotations

from results_desk.rules.computed import Computed

COMPUTED: dict[str, Computed] = {}
