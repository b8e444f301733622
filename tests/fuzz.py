"""The fuzzer: `make fuzz` (SECONDS=180 for each target, ONLY=importers for some of them, JOBS=1 at a time).

Each target runs in a process of its own: with atheris, which is guided by what of our code a file reaches, where it is installed
(`pip install atheris`); else by what became of the files. A fault, or a file that takes too long, is made small and kept in
`tests/fuzz_found`, where `test_fuzz.py` tries it again on every run.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import importlib
import importlib.util
import json
import os
import pkgutil
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fuzz_targets import Target

HERE = Path(__file__).resolve().parent
FOUND = HERE / "fuzz_found"
SLOW = 5.0
"""Seconds of processor time that one file may take."""
HANGS = 20
STUCK = 120
"""Seconds on the clock after which a file that no signal reaches ends the process."""
MEMORY = 3_000_000_000
KEPT = 300


class Hang(BaseException):
    """A file took too long."""


@dataclass
class Tally:
    """What came of one target."""

    name: str
    engine: str = "own"
    executions: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    megabytes: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    """Kind and place of a fault -> the file that is kept."""

    def line(self) -> str:
        """As it is printed."""
        bad = "".join(f"\n    FAULT {what}: {file}" for what, file in self.faults.items())
        refused = sum(count for said, count in self.outcomes.items() if said.startswith("refused"))
        share = 100 * refused // max(1, self.executions)
        return (
            f"{self.name:32} {self.executions:>9,} executions {len(self.outcomes):>6,} outcomes {share:>3} % refused  "
            f"slowest {self.slowest:.2f} s  {self.megabytes} MB  {self.engine}{bad}"
        )


class Trial:
    """One target, tried with one file after the other."""

    def __init__(self, target: Target, current: Path) -> None:
        """`current` holds the file that is being tried, for the case that the process dies of it."""
        self.target, self.tally = target, Tally(target.name)
        self._current = current.open("w+b")
        self.new: Callable[[bytes], object] = lambda _: None
        """Called with a file whose outcome nobody has seen before."""

    def run(self, data: bytes) -> None:
        """Try it, and note what came of it."""
        self._current.seek(0)
        self._current.write(len(data).to_bytes(8, "little") + data)
        self._current.flush()
        said, fault, seconds = attempt(self.target, data)
        self.tally.executions += 1
        self.tally.slowest = max(self.tally.slowest, seconds)
        if fault and fault not in self.tally.faults:
            small = smallest(self.target, data, fault)
            self.tally.faults[fault] = str(keep(self.target.name, small).relative_to(HERE.parent))
        if said not in self.tally.outcomes:
            self.new(data)
        self.tally.outcomes[said] = self.tally.outcomes.get(said, 0) + 1


def attempt(target: Target, data: bytes) -> tuple[str, str, float]:
    """What became of a file, the fault it shows ("" for none), and the processor time it took."""
    from fuzz_targets import outcome

    _alarm(HANGS)
    start = time.process_time()
    try:
        said, fault = outcome(target.run, data), ""
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        said = fault = _place(error)
    finally:
        _alarm(0)
    seconds = time.process_time() - start
    return said, fault or (f"slower than {SLOW:.0f} s" if seconds > SLOW else ""), seconds


def _alarm(seconds: int) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
    if seconds:
        faulthandler.dump_traceback_later(STUCK, exit=True)
    else:
        faulthandler.cancel_dump_traceback_later()


def _hung(number: int, frame: FrameType | None) -> None:
    raise Hang


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "results_desk" in frame.filename] or frames
    return f"{type(error).__name__} in {Path(ours[-1].filename).name}:{ours[-1].lineno}"


def smallest(target: Target, data: bytes, fault: str, seconds: float = 20) -> bytes:
    """A smaller file that shows the same fault, as small as it gets in that time."""
    until, size = time.monotonic() + seconds, max(1, len(data) // 2)
    while size and time.monotonic() < until and not fault.startswith(("slower", "Hang")):
        at = 0
        while at < len(data) and time.monotonic() < until:
            shorter = data[:at] + data[at + size :]
            if attempt(target, shorter)[1] == fault:
                data = shorter
            else:
                at += size
        size //= 2
    return data


def keep(name: str, data: bytes) -> Path:
    """Keep a file that shows a fault, to be tried again by every test run."""
    FOUND.mkdir(exist_ok=True)
    path = FOUND / f"{name.replace(' ', '_')}--{hashlib.sha256(data).hexdigest()[:10]}.bin"
    path.write_bytes(data)
    return path


def fuzz(trial: Trial, seconds: float, seed: int = 0, most: int = 0) -> Tally:
    """Try spoilt files for so long, or so many; those with a new outcome are spoilt further."""
    from fuzz_mutate import mutate

    rng, until, held = random.Random(seed), time.monotonic() + seconds, list(trial.target.seeds)
    sound = len(held)
    trial.new = held.append
    for data in trial.target.seeds:
        trial.run(data)
    while time.monotonic() < until and not 0 < most <= trial.tally.executions:
        if len(held) > KEPT:
            del held[rng.randrange(sound, len(held))]
        trial.run(mutate(rng, rng.choice(held), held))
    return trial.tally


def guided(trial: Trial, seconds: float, done: Callable[[], None]) -> None:
    """The same by atheris, which keeps the files that reach code nobody reached; it never returns, `done` is called at the end."""
    import atheris
    from fuzz_mutate import mutate

    until, seeds = time.monotonic() + seconds, list(trial.target.seeds)
    corpus = Path(tempfile.mkdtemp(prefix="fuzz-corpus"))
    for number, data in enumerate(seeds):
        (corpus / f"{number}").write_bytes(data)

    def one(data: bytes) -> None:
        trial.run(data)
        if time.monotonic() > until:
            done()
            os._exit(0)

    def spoilt(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if rng.random() < 0.2:
            return bytes(atheris.Mutate(data, most))
        return mutate(rng, rng.choice(seeds) if not data or rng.random() < 0.1 else data, seeds)[:most]

    options = ["-max_len=500000", f"-rss_limit_mb={MEMORY // 1_000_000}", f"-timeout={STUCK}", "-verbosity=0", "-handle_segv=0"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one, custom_mutator=spoilt)
    atheris.Fuzz()


def _instrumented() -> bool:
    """Have atheris watch our code, where it is installed; whether it does."""
    if importlib.util.find_spec("atheris") is None:
        return False
    import atheris

    with atheris.instrument_imports(include=["results_desk.importers", "results_desk.edges", "results_desk.rules"]):
        for room in ("importers", "edges", "rules"):
            package = importlib.import_module(f"results_desk.{room}")
            for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
                if not module.name.startswith("results_desk.edges.excel"):
                    importlib.import_module(module.name)
    return True


def child(name: str, seconds: float, told: Path) -> None:
    """One target in this process; what came of it is written into a file."""
    guides = os.environ.get("FUZZ_ENGINE") != "own" and _instrumented()
    import conftest  # the settings of every test: no keyring of this computer, keys made in few rounds
    from fuzz_targets import targets, tidy

    assert conftest
    faulthandler.enable()
    if hasattr(signal, "SIGPROF"):
        signal.signal(signal.SIGPROF, _hung)
    _limit_memory()
    trial = Trial(next(target for target in targets() if target.name == name), told.with_suffix(".current"))
    trial.tally.engine = "atheris" if guides else "own"

    def done() -> None:
        trial.tally.megabytes = _peak()
        told.write_text(json.dumps(asdict(trial.tally)), encoding="utf-8")
        tidy()

    if guides:
        guided(trial, seconds, done)
    fuzz(trial, seconds, seed=int(time.time()))
    done()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (2 * MEMORY, 2 * MEMORY))


def _peak() -> int:
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def one_process(name: str, seconds: float) -> Tally:
    """A target in a process of its own. One that dies of a file counts as a fault, and the file is kept."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        command = [sys.executable, __file__, "--child", name, "--seconds", str(seconds), "--told", str(told)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        if told.exists():
            said: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
            return Tally(**said)
        tally, current = Tally(name), told.with_suffix(".current")
        held = current.read_bytes() if current.exists() else b""
        data = held[8 : 8 + int.from_bytes(held[:8], "little")]
        tally.faults[f"the process ended with {done.returncode}: {done.stderr[-2000:]}"] = str(keep(name, data)) if held else "no file"
        return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Every target, one line each; 1 where there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--only", default="", help="targets whose name holds one of these texts, with commas between them")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    parser.add_argument("--told", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.child:
        child(given.child, given.seconds, given.told)
        return 0
    from fuzz_targets import targets

    names = [target.name for target in targets() if any(text in target.name for text in given.only.split(","))]
    faults = executions = 0
    with ThreadPoolExecutor(given.jobs) as pool:
        for tally in pool.map(lambda name: one_process(name, given.seconds), names):
            print(tally.line(), flush=True)
            faults, executions = faults + len(tally.faults), executions + tally.executions
    print(f"{len(names)} targets, {executions:,} executions, {faults} faults")
    return 1 if faults or not names else 0


if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent / "addin"), str(HERE)]
    sys.exit(main())
