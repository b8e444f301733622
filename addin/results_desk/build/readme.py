"""The README's table of buttons and commands, between its two markers, and the picture of the ribbon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from results_desk.build.ribbon import Button
from results_desk.build.ribbon_picture import picture
from results_desk.errors import DeskError

BEGIN, END = "<!-- buttons: written by `results-desk build` -->", "<!-- end of buttons -->"
FILE, PICTURE = "README.md", "docs/ribbon.svg"


def table(buttons: Iterable[Button]) -> str:
    """One row for each button, by group: what it is called in Excel, its command, what it does."""
    lines = ["| | button | command | what it does |", "|---|---|---|---|"]
    for group, members in groupby(buttons, lambda button: button.group):
        for place, button in enumerate(members):
            head = "" if place else f"**{group}**"
            lines.append(f"| {head} | {button.label} | `{button.name.replace('_', '-')}` | {button.tip.replace('|', ' ')} |")
    return "\n".join(lines)


def files(checkout: Path, buttons: Sequence[Button]) -> dict[Path, bytes]:
    """The README with its table as the buttons are now, and the picture, by path. DeskError when the markers are gone."""
    path = checkout / FILE
    text = path.read_bytes().decode("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise DeskError(f"{path.name} has lost its markers for the table of buttons: put back the lines '{BEGIN}' and '{END}'.")
    made = f"{before}{BEGIN}\n{table(buttons)}\n{END}{after}"
    return {path: made.encode(), checkout / PICTURE: picture(buttons).encode()}
