"""The command line: every action of the registry as a command, with the exit codes of the contract."""

from __future__ import annotations

import gc
import inspect
import sys
import typing
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from results_desk import __version__
from results_desk.actions import ACTIONS, GROUPS, Action, Outcome, run
from results_desk.doors import cli_program, clock, show
from results_desk.errors import DeskError

DONE, FAULT, USAGE, REFUSED, PROBLEMS = 0, 1, 2, 3, 4

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
At = Annotated[str, typer.Option("--at", metavar="MOMENT", help='Practice desks only: act as if it were "2024-08-15 07:59" in the UK.')]
DeskFolder = Annotated[Path, typer.Argument(metavar="DESK", help="The folder of the desk.", show_default=False)]

BodyCentre = Annotated[list[str], typer.Option(help='Another number with one body: "Cambridge International=GB123".', show_default=False)]
Practice = Annotated[bool, typer.Option("--practice", help="Invented people only: letters are marked PRACTICE, --at sets the clock.")]

app = typer.Typer(
    name="results-desk", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="From the results files of restricted release day to the last closed review of marking.",
)  # fmt: skip


def finish(name: str, as_json: bool, work: Callable[[], Outcome]) -> None:
    """Do the work, show what came of it, and exit with its code."""
    try:
        outcome = work()
    except DeskError as refusal:
        if as_json:
            show.as_json(name, False, str(refusal), problems=refusal.problems)
        else:
            show.refused(str(refusal), refusal.problems)
        raise typer.Exit(refusal.exit_code) from None
    except Exception as fault:
        _own_fault(name, as_json, fault)
        raise typer.Exit(FAULT) from None
    if as_json:
        show.as_json(name, True, outcome.message, outcome)
    else:
        show.as_text(outcome)
    raise typer.Exit(PROBLEMS if outcome.problems else DONE)


def _own_fault(name: str, as_json: bool, fault: Exception) -> None:
    from results_desk.doors.perform import fault_message
    from results_desk.edges.computer.places import Places

    message = fault_message(name, fault, Places.here().faults)
    show.as_json(name, False, message) if as_json else show.refused(message)


def act(action: Action, desk: Path, at: str, as_json: bool, given: Mapping[str, object]) -> Outcome:
    """Run one action on a desk at the right moment."""
    moment = clock.now()
    if at:
        moment = clock.at(at)
        _only_practice(desk)
    return run(action, desk, moment, show.silent if as_json else show.progress, given, bool(at))


def _only_practice(folder: Path) -> None:
    from results_desk.edges.desk.desk import Desk

    if not Desk(folder).is_practice:
        raise DeskError(f"--at works on practice desks only, and {folder.name} is a real one: leave --at out.")


def command(action: Action) -> Callable[..., None]:
    """The command of an action: DESK, what the action asks for, --json and --at."""

    def callback(**values: Any) -> None:
        desk, at, as_json = values.pop("desk"), values.pop("at"), values.pop("as_json")
        finish(action.name, as_json, lambda: act(action, desk, at, as_json, values))

    parameters = [_parameter("desk", DeskFolder), *_asked(action), _parameter("as_json", AsJson, False), _parameter("at", At, "")]
    callback.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    callback.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    callback.__doc__ = action.help
    return callback


def _parameter(name: str, annotation: object, default: object = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _asked(action: Action) -> list[inspect.Parameter]:
    hints = typing.get_type_hints(action.run, include_extras=True)
    asked = list(inspect.signature(action.run).parameters.values())[1:]
    return [_typer_parameter(parameter, hints[parameter.name]) for parameter in asked]


def _typer_parameter(parameter: inspect.Parameter, hint: Any) -> inspect.Parameter:
    kind, help = hint.__origin__, hint.__metadata__[0]
    if parameter.default is inspect.Parameter.empty:
        meta = typer.Argument(help=help, show_default=False, metavar="FILE" if kind == list[Path] else None)
        return _parameter(parameter.name, Annotated[kind, meta])
    flag = "--" + parameter.name.replace("_", "-")
    default = list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
    return _parameter(parameter.name, Annotated[kind, typer.Option(flag, help=help, show_default=False)], default)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"results-desk {__version__}")
        raise typer.Exit


@app.callback()
def _root(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None:
    """From the results files of restricted release day to the last closed review of marking."""


@app.command(rich_help_panel="Prepare")
def new(
    desk: DeskFolder,
    centre: Annotated[str, typer.Option(help="National centre number: five digits.", show_default=False)],
    centre_name: Annotated[str, typer.Option(help="As it stands at the head of letters.", show_default=False)],
    series: Annotated[str, typer.Option(help='The exam series, such as "June 2024".', show_default=False)],
    body_centre: BodyCentre = [],  # noqa: B006
    practice: Practice = False,
    as_json: AsJson = False,
) -> None:
    """Make a new desk: a folder with the workbooks of one centre and one series."""
    from results_desk.actions.new import new_desk

    finish("new", as_json, lambda: new_desk(desk, clock.now(), centre, centre_name, series, body_centre, practice))


@app.command(rich_help_panel="Prepare")
def roll(
    desk: DeskFolder,
    new_desk: Annotated[Path, typer.Argument(metavar="NEW_DESK", help="Where to make the next desk.", show_default=False)],
    series: Annotated[str, typer.Option(help='The next exam series, such as "June 2025".', show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Make the desk of the next series: your own wording, lists and sheets kept, candidates and results gone."""
    from results_desk.actions.roll import roll_desk

    finish("roll", as_json, lambda: roll_desk(desk, new_desk, clock.now(), series))


@app.command(rich_help_panel="Prepare")
def demo(
    desk: Annotated[Path | None, typer.Argument(help="Where: practice-desk; with --year practice-year.", show_default=False)] = None,
    year: Annotated[bool, typer.Option("--year", help="The whole year in place of the summer.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a practice desk of invented candidates and play a summer on it: lists, results, statements, the first requests.

    With --year a whole year, on a desk of its own: sixty requests with payments, refusals, outcomes, two appeals and a hearing, a review
    of moderation, an invoice and certificates; its end is held against what was worked out by hand, to the penny. A second run changes
    nothing, and says so; a year that was stopped goes on.
    """
    from results_desk.actions.demo import play
    from results_desk.actions.year import play_year

    progress = show.silent if as_json else show.progress
    where, tell = (desk or Path("practice-year"), play_year) if year else (desk or Path("practice-desk"), play)
    finish("demo", as_json, lambda: tell(where, progress))


@app.command(rich_help_panel="Help")
def build(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when a generated file is not what the words say.")] = False,
    folder: Annotated[Path, typer.Option(help="The checkout.", show_default=False)] = Path("."),
    as_json: AsJson = False,
) -> None:
    """For developers: make the generated files (workbooks, demo files, add-in, README's table) from their words."""
    finish("build", as_json, lambda: _built(folder, check))


def _built(folder: Path, check: bool) -> Outcome:
    from results_desk.build.all import build_all
    from results_desk.doors.buttons import buttons

    message, written = build_all(folder, check, buttons())
    return Outcome(message, {"written": len(written)}, written)


for _action in sorted(ACTIONS.values(), key=lambda action: GROUPS.index(action.group)):
    app.command(_action.command, rich_help_panel=_action.group, short_help=_action.help.splitlines()[0])(command(_action))


cli_program.add_to(app, finish)
for _command in app.registered_commands:
    _command.short_help = _command.short_help or inspect.getdoc(_command.callback).splitlines()[0]  # type: ignore[union-attr]


def main() -> None:
    """The program `results-desk`: one short run, so what is loaded by now is never looked through for garbage."""
    gc.freeze()
    gc.set_threshold(50_000)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
