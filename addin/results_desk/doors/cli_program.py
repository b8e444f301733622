"""The commands that look after the program itself: install, uninstall, doctor, panel, and what the add-in starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from results_desk.actions import Outcome
from results_desk.doors import program

Finish = Callable[[str, bool, Callable[[], Outcome]], None]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]


def add_to(app: typer.Typer, finish: Finish) -> None:
    """Add the commands; `finish` does the work of one, shows what came of it and exits."""

    @app.command(rich_help_panel="Help")
    def install(as_json: AsJson = False) -> None:
        """Put the add-in into Excel's start folder, for you alone; needs no administrator."""
        finish("install", as_json, program.install)

    @app.command(rich_help_panel="Help")
    def uninstall(as_json: AsJson = False) -> None:
        """Take back all that install put there; desks stay as they are."""
        finish("uninstall", as_json, program.uninstall)

    @app.command(rich_help_panel="Help")
    def doctor(as_json: AsJson = False) -> None:
        """Look whether Excel, the add-in and the policies of this computer are as they must be, and say what IT has to allow."""
        finish("doctor", as_json, program.examine)

    @app.command(rich_help_panel="Help")
    def panel() -> None:
        """Open the panel: every button in a window of its own, without macros."""
        from results_desk.doors.panel import main

        main()
