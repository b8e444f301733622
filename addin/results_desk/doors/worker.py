"""Long work beside a window: one thing at a time on a thread of its own; the window hears of it through a queue."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Sized
from dataclasses import dataclass, field
from typing import Any

from results_desk.actions.registry import Item


@dataclass(frozen=True)
class Step:
    """How far the work is: `done` of `total` (None: not known)."""

    label: str
    done: int
    total: int | None


@dataclass
class Worker:
    """`start` begins a piece of work; `hear` hands on what was reported since, on the thread that asks."""

    _reports: queue.Queue[tuple[Callable[[Any], None], Any]] = field(default_factory=queue.Queue)
    _thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._thread is not None

    def start(self, work: Callable[[Callable[[Step], None]], Any], step: Callable[[Step], None], ended: Callable[[Any], None]) -> None:
        """Do `work`, which is given a way to report steps; `ended` is told what it returned. It must raise nothing."""
        assert not self.busy

        def do() -> None:
            answer = work(lambda each: self._reports.put((step, each)))
            self._reports.put((self._finish(ended), answer))

        self._thread = threading.Thread(target=do, daemon=True)
        self._thread.start()

    def hear(self) -> None:
        """Call everybody who waits for a report that has come."""
        while True:
            try:
                told, report = self._reports.get_nowait()
            except queue.Empty:
                return
            told(report)

    def _finish(self, ended: Callable[[Any], None]) -> Callable[[Any], None]:
        def finish(answer: Any) -> None:
            self._thread = None
            ended(answer)

        return finish


def steps(report: Callable[[Step], None]) -> Callable[..., Iterable[Any]]:
    """A progress (`registry.Progress`) that reports every item as a step."""

    def progress(items: Iterable[Item], label: str, total: int | None = None) -> Iterable[Item]:
        for number, item in enumerate(items):
            report(Step(label, number, size(items, total)))
            yield item

    return progress


def size(items: Iterable[Any], total: int | None) -> int | None:
    """How many there are, where that is known."""
    return total if total is not None else len(items) if isinstance(items, Sized) else None
