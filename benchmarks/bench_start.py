"""What a click waits for: the whole process of `flag-overdue`, cold, on a log of 500 lines, against a bare Python.

The modules are compiled already, as pip and the installer leave them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
from run import medians, report

LINES, ROUNDS = 500, 7
AT = "2024-09-24 09:00"
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
MAIN = "import sys; from results_desk.doors.cli import main; sys.exit(main())"


def lines() -> pd.DataFrame:
    """A log in the last week before the deadline: some sent, some not, some without consent, some answered."""
    start = date(2024, 8, 20)
    rows = [
        {
            "Line ID": f"PRS-24-{n:04d}-1", "Request ID": f"PRS-24-{n:04d}", "Candidate number": f"{n:04d}", "Name": f"Candidate {n}",
            "Awarding body": ("AQA", "OCR", "Pearson")[n % 3], "Level": "GCSE", "Subject": "History", "Entry code": "8145",
            "Component code": f"8145/{n % 2 + 1}", "Service": "S2", "Status": ("Ready to send", "Sent to board", "Outcome received")[n % 3],
            "Deadline": date(2024, 9, 26), "Consent needed": "RoR", "Results released": datetime(2024, 8, 22, 8),
            "RoR consent date": datetime(2024, 8, 23) if n % 5 else None, "Target days": 20,
            "Sent on": start + timedelta(days=n % 20) if n % 3 else None,
            "Outcome date": start + timedelta(days=n % 30) if n % 3 == 2 else None,
        }
        for n in range(1, LINES + 1)
    ]  # fmt: skip
    return pd.DataFrame(rows, dtype=object)


def cli(*words: str) -> None:
    """One command in a process of its own."""
    done = subprocess.run([sys.executable, "-c", MAIN, *words], capture_output=True, text=True, env=COMPILED)
    if done.returncode not in (0, 4):
        raise RuntimeError(done.stderr)


def main() -> None:
    """Time a desk that is flagged already: what happens every morning."""
    from results_desk.build.workbooks import workbook_bytes

    with tempfile.TemporaryDirectory() as scratch:
        COMPILED["PYTHONPYCACHEPREFIX"] = str(Path(scratch) / "compiled")
        desk = Path(scratch) / "desk"
        cli("new", str(desk), "--centre", "12345", "--centre-name", "Example School", "--series", "June 2024", "--practice")
        (desk / "tracking_log.xlsx").write_bytes(workbook_bytes("tracking_log.xlsx", rows={"Lines": lines()}))
        cli("flag-overdue", str(desk), "--at", AT)
        bare, flagged = medians(
            ROUNDS, lambda: subprocess.run([sys.executable, "-c", "pass"], env=COMPILED), lambda: cli("flag-overdue", str(desk), "--at", AT)
        )
    report("flag-overdue, 500 lines, whole process / bare Python", flagged / bare, "x", "<= 70")
    report("flag-overdue, 500 lines, whole process", flagged, "s")


if __name__ == "__main__":
    main()
