"""A screen nobody sees (Xvfb), and a hand that moves its mouse and types (xdotool)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from office import ROOT, require_screen

SECONDS = 60
_ASKED = """
import json, queue, sys, threading
{script}
asked = queue.Queue()
threading.Thread(target=lambda: [asked.put(line) for line in sys.stdin], daemon=True).start()
def answer():
    while not asked.empty():
        try:
            said = eval(asked.get(), globals())
        except Exception as error:
            said = {{"error": repr(error)}}
        print(json.dumps(said, default=str), flush=True)
    window.after(30, answer)
window.after(30, answer)
window.mainloop()
"""


@contextmanager
def screen() -> Iterator[str]:
    """The name of a display of 1280 by 800 points."""
    program = subprocess.Popen(
        [require_screen(), "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert program.stdout is not None
    try:
        number = program.stdout.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        program.terminate()
        program.wait(20)


@dataclass
class Window:
    """A program of ours on that screen. `ask` evaluates an expression in it; everything else is done as a person does it."""

    display: str
    program: subprocess.Popen[str]

    def ask(self, expression: str) -> Any:
        """What an expression is in the program, as JSON."""
        assert self.program.stdin is not None and self.program.stdout is not None
        self.program.stdin.write(expression + "\n")
        self.program.stdin.flush()
        return json.loads(self.program.stdout.readline())

    def wait(self, expression: str) -> Any:
        """The answer as soon as it is true."""
        until = time.monotonic() + SECONDS
        while not (said := self.ask(expression)) or isinstance(said, dict) and "error" in said:
            assert time.monotonic() < until, f"{expression}: {said}"
            time.sleep(0.1)
        return said

    def click(self, widget: str) -> None:
        """Move the mouse to the middle of a widget and press its button."""
        corner = f"({widget}.winfo_rootx() + {widget}.winfo_width() // 2, {widget}.winfo_rooty() + {widget}.winfo_height() // 2)"
        x, y = self.ask(corner)
        self._do("mousemove", str(x), str(y))
        self._do("click", "1")

    def type(self, text: str) -> None:
        """Type a text."""
        self._do("type", "--delay", "8", text)

    def key(self, *names: str) -> None:
        """Press keys, such as Return or ctrl+f."""
        self._do("key", "--delay", "20", *names)

    def _do(self, *words: str) -> None:
        env = {**os.environ, "DISPLAY": self.display}
        subprocess.run(["xdotool", *words], env=env, check=True, timeout=SECONDS, stdin=subprocess.DEVNULL)


@contextmanager
def running(script: str, display: str, folder: Path, checkout: Path = ROOT) -> Iterator[Window]:
    """A program of which `script` makes the window, and what it holds by name."""
    path = folder / "window.py"
    path.write_text(_ASKED.format(script=script), encoding="utf-8")
    env = {**os.environ, "DISPLAY": display, "PYTHONPATH": str(checkout / "addin")}
    program = subprocess.Popen([sys.executable, path], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Window(display, program)
    finally:
        program.kill()
        program.communicate()
