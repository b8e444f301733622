"""Every sample of `samples/<format>/` is known to that importer alone, and comes to what its golden file says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from importer_golden import SAMPLES, extracted, golden, read, samples

from results_desk import importers
from results_desk.batch import (
    BASEDATA_COLUMNS,
    CANDIDATE_COLUMNS,
    COMPONENT_COLUMNS,
    ENTRY_COLUMNS,
    INVOICE_COLUMNS,
    OUTCOME_COLUMNS,
    PAYMENT_COLUMNS,
    PERMISSION_COLUMNS,
    REQUEST_COLUMNS,
    RESULT_COLUMNS,
    STAFF_COLUMNS,
    Batch,
)

COLUMNS = {
    "results": RESULT_COLUMNS,
    "components": COMPONENT_COLUMNS,
    "candidates": CANDIDATE_COLUMNS,
    "entries": ENTRY_COLUMNS,
    "requests": REQUEST_COLUMNS,
    "outcomes": OUTCOME_COLUMNS,
    "permissions": PERMISSION_COLUMNS,
    "staff": STAFF_COLUMNS,
    "payments": PAYMENT_COLUMNS,
    "invoice": INVOICE_COLUMNS,
    "basedata": BASEDATA_COLUMNS,
}
every_sample = pytest.mark.parametrize("sample", samples(), ids=lambda path: f"{path.parent.name}/{path.name}")


def frames(batch: Batch) -> dict[str, pd.DataFrame]:
    return {name: getattr(batch, name) for name in COLUMNS if getattr(batch, name) is not None}


@every_sample
def test_a_sample_comes_to_its_golden_file(sample: Path) -> None:
    assert extracted(sample) == golden(sample).read_text(encoding="utf-8")


@every_sample
def test_a_sample_is_known_to_one_importer(sample: Path) -> None:
    source = importers.read_source(sample)

    assert [importer.__name__.split(".")[-1] for importer in importers.formats() if importer.identify(source)] == [sample.parent.name]


@every_sample
def test_frames_have_the_standard_columns_as_text(sample: Path) -> None:
    batch = read(sample)

    for name, frame in frames(batch).items():
        assert list(frame.columns) == list(COLUMNS[name])
        assert str(frame["row"].dtype) == "int64"
        assert {str(dtype) for dtype in frame.drop(columns="row").dtypes} == {"object"}
        assert {type(value) for column in frame.drop(columns="row") for value in frame[column]} <= {str}


@every_sample
def test_every_row_is_in_a_frame_or_refused(sample: Path) -> None:
    batch = read(sample)
    held = {row for frame in frames(batch).values() for row in frame["row"]}
    refused = {problem.row for problem in batch.problems if problem.row and not problem.kept}

    if sample.parent.name != "qan_wide":
        assert len(held | refused) == batch.rows
        assert not held & refused
    if batch.results is not None:
        assert len(batch.results) + sum(not problem.kept for problem in batch.problems if problem.row) == batch.rows


@every_sample
def test_messages_hold_no_value_of_the_file(sample: Path) -> None:
    """A message or way out is printed and logged; names, grades and codes belong in `detail`."""
    batch = read(sample)
    frame = next(iter(frames(batch).values()))
    personal = {value for name in ("surname", "name", "forenames", "email", "uci") if name in frame for value in frame[name]}
    said = " ".join(f"{problem.message} {problem.way_out}" for problem in batch.problems) + " ".join(batch.notes)

    assert [value for value in personal - {""} if value in said] == []


@every_sample
def test_frames_share_nothing(sample: Path) -> None:
    """What is done to one frame is not seen in another."""
    batch = read(sample)
    arrays = [frame[name].to_numpy() for frame in frames(batch).values() for name in frame]

    assert not [1 for n, one in enumerate(arrays) for other in arrays[:n] if np.shares_memory(one, other)]


def test_every_importer_has_a_sample() -> None:
    assert {folder.name for folder in SAMPLES.iterdir()} == {importer.__name__.split(".")[-1] for importer in importers.formats()}


def test_every_golden_file_has_its_sample() -> None:
    assert {path.name for path in SAMPLES.glob("*/*.golden.json")} == {golden(path).name for path in samples()}
