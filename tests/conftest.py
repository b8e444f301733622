"""Settings of every test."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("results desk", deadline=None, print_blob=True)
settings.load_profile("results desk")
