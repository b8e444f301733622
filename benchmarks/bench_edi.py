"""EDI results: 27,000 records read with calibration against a plain pass over the lines; and 1,000 invented layouts, none read wrong."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from run import medians, report

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from edi_made import large  # noqa: E402
from edi_proof import FOUND, STOPPED, WRONG, prove  # noqa: E402

from results_desk.batch import Batch  # noqa: E402
from results_desk.importers import jcq_edi  # noqa: E402
from results_desk.importers.reader import source_of  # noqa: E402

ROUNDS, LAYOUTS = 7, int(os.environ.get("LAYOUTS", "1000"))
FILE = Path("R1234570.X01")
BAR = "<= 10"


def speed() -> None:
    """Reading, calibrating and making the rows of one large file, against cutting the same fields out of its lines."""
    made = large()
    data, starts = made.data(), made.starts
    places = [(starts[name] - 1, starts[name] - 1 + width) for name, width in _WIDTHS.items()]

    def plain() -> list[tuple[str, ...]]:
        lines = data.decode("ascii").splitlines()
        return [tuple([line[start:end] for start, end in places]) for line in lines if line[1] == "5"]

    def ours() -> Batch:
        return jcq_edi.extract(source_of(FILE, data, known=made.known))

    batch = ours()
    assert batch.results is not None
    assert (batch.rows, len(batch.results), len(plain())) == (27_000, 27_000, 27_000)
    passes, whole = medians(ROUNDS, plain, ours)
    report("27,000 records: splitlines and slices", passes, "s")
    report("27,000 records: read, calibrate, rows / splitlines and slices", whole / passes, "x", BAR)


def layouts() -> None:
    """How many invented layouts are found, how many stop, and that none is read wrong."""
    ends, _, wrong = prove(range(LAYOUTS))
    small = sum(number for how, number in ends.items() if how.endswith("small"))
    for line in wrong:
        print(line, file=sys.stderr)
    large_ones = LAYOUTS - small
    report(f"{LAYOUTS:,} layouts: read wrong", sum(number for how, number in ends.items() if how.startswith(WRONG)), "", "<= 0")
    report("of these, files too small to tell a layout: all stop", small)
    report("share of the others that is found", 100 * ends[FOUND] / large_ones, "%")
    report("share of the others that stops", 100 * ends[STOPPED] / large_ones, "%")


_WIDTHS = {"uci": 13, "uln": 10, "entry_code": 6, "result_code": 6, "result_type": 1, "grades": 12}

if __name__ == "__main__":
    speed()
    layouts()
