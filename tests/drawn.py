"""Rows that hypothesis draws: the same on every run, so that a spreadsheet computes them in one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from results_desk.rules.cells import Row


def drawn(strategy: st.SearchStrategy[dict[str, object]], count: int) -> list[Row]:
    """So many rows of a strategy."""
    rows: list[Row] = []

    @settings(
        max_examples=count, derandomize=True, database=None, deadline=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(row: dict[str, object]) -> None:
        rows.append(row)

    collect()
    assert len(rows) >= 200
    return rows


def days(*borders: date, blank: bool = True) -> st.SearchStrategy[object]:
    """Days on, just before and just after the borders, now and then with a time; also a text in a date cell, and blanks."""
    day = st.builds(lambda border, shift: border + timedelta(days=shift), st.sampled_from(borders), st.integers(-2, 2))
    moments = st.builds(datetime.combine, day, st.sampled_from((time(7, 59, 59), time(8), time(23, 59))))
    choices: list[st.SearchStrategy[object]] = [day, day, day, moments, st.sampled_from(("soon", "2024"))]
    return st.one_of(st.none(), *choices) if blank else day


def word(*words: str) -> st.SearchStrategy[object]:
    """One of the words, or nothing, or one in other letters."""
    return st.sampled_from(("", *words, *words, words[0].upper(), f"{words[-1]} "))


def anchors(**known: object) -> list[Row]:
    """Rows of a copy of the dates: `R_A` is R-A."""
    return [{"Anchor": name.replace("_", "-"), "Date": value} for name, value in known.items()]


def texts(found: Sequence[object]) -> list[str]:
    """What was found, in words."""
    return [str(getattr(one, "text", one)) for one in found]
