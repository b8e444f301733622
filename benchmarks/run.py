"""Runs every benchmark in turn, each in a process of its own, and shows what they measured against their bars as one table.

    python benchmarks/run.py [--json] [NAME...]     NAME: letters for bench_letters.py; none: all of them

Ends with 1 when a benchmark broke or missed a bar.
"""

from __future__ import annotations

import argparse
import json
import operator
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
HEADINGS = ("benchmark", "what", "measured", "bar", "")
_TESTS = {">=": operator.ge, "<=": operator.le}

Row = dict[str, Any]


def report(what: str, measured: float, unit: str = "", bar: str = "") -> None:
    """Say one measurement: for a benchmark to call. `bar` is such as ">= 40" or "<= 1.4", or blank where there is none."""
    test, _, limit = bar.partition(" ")
    kept = _TESTS[test](measured, float(limit)) if bar else None
    print(json.dumps({"what": what, "measured": measured, "unit": unit, "bar": bar, "kept": kept}), flush=True)


def medians(rounds: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of each, done in turns."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, seconds in zip(works, taken, strict=True):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    return [statistics.median(seconds) for seconds in taken]


def run(script: Path) -> list[Row]:
    """What one benchmark reported; a benchmark that broke has a row that says so. Its other output goes to standard error."""
    name = script.stem.removeprefix("bench_")
    print(f"{name} ...", file=sys.stderr, flush=True)
    done = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, encoding="utf-8")
    rows: list[Row] = []
    for line in done.stdout.splitlines():
        if line.startswith('{"what": '):
            rows.append({"benchmark": name, **json.loads(line)})
        else:
            print(line, file=sys.stderr)
    if done.returncode or not rows:
        rows.append({"benchmark": name, "what": f"ended with {done.returncode}", "measured": None, "unit": "", "bar": "", "kept": False})
    return rows


def table(rows: list[Row]) -> str:
    """The measurements as lines of equal columns."""
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    measured = row["measured"]
    shown = "" if measured is None else f"{measured:,.0f}" if abs(measured) >= 1000 else f"{measured:.3g}"
    verdict = {True: "kept", False: "MISSED", None: ""}[row["kept"]]
    return row["benchmark"], row["what"], f"{shown} {row['unit']}".strip(), row["bar"], verdict


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that were asked for and show what they measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    scripts = sorted(HERE.glob("bench_*.py"))
    known = {script.stem.removeprefix("bench_"): script for script in scripts}
    if unknown := set(asked.names) - set(known):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(known) or 'none'}")
    rows = [row for name in asked.names or known for row in run(known[name])]
    print(json.dumps(rows, indent=2) if asked.json else table(rows))
    return int(any(row["kept"] is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
