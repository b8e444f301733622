"""Golden files of the importers: what a sample comes to, in a form that a person can eyeball.

`python tests/importer_golden.py tests/samples/aqa/new.csv` writes the golden file of a sample. Read it before you commit it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from edi_made import edi_sample

from results_desk import importers
from results_desk.batch import Batch

SAMPLES = Path(__file__).parent / "samples"
ENDINGS = (".csv", ".txt", ".xlsx", ".xls", ".ods", ".X01")


def samples() -> list[Path]:
    """Every sample of every format."""
    return sorted(path for path in SAMPLES.glob("*/*") if path.suffix in ENDINGS)


def golden(sample: Path) -> Path:
    """Where the golden file of a sample is."""
    return sample.with_name(sample.name + ".golden.json")


def kind_of(sample: Path) -> str:
    """The kind of the importer that a sample's folder is named for."""
    return next(importer.KIND for importer in importers.formats() if importer.__name__.endswith("." + sample.parent.name))


def told(batch: Batch) -> str:
    """A batch as text: one line per row and problem, blank columns left out."""
    parts = [f' "{name}": {json.dumps(getattr(batch, name), ensure_ascii=False)}' for name in ("file", "format", "rows", "notes")]
    problems = [{key: value for key, value in asdict(problem).items() if key != "file"} for problem in batch.problems]
    tables = {"problems": problems}
    names = ("results", "components", "candidates", "entries", "requests", "staff", "payments", "invoice", "outcomes", "permissions")
    for name in (*names, "basedata"):
        frame = getattr(batch, name)
        if frame is not None:
            tables[name] = [{key: value for key, value in row.items() if value != ""} for row in frame.to_dict("records")]
    for name, rows in tables.items():
        lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
        parts.append(f' "{name}": [\n{lines}\n ]' if rows else f' "{name}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def extracted(sample: Path) -> str:
    """What a sample comes to now."""
    return told(read(sample))


def read(sample: Path) -> Batch:
    """A sample, read; what a desk knows of awarding bodies' options is made up for EDI files."""
    return importers.extract(sample, kind_of(sample), known=edi_sample().known if sample.suffix == ".X01" else None)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        golden(Path(argument)).write_text(extracted(Path(argument)), encoding="utf-8")
