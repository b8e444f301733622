"""`customUI14.xml`: the tab Results Desk, drawn from the list of actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import quoteattr

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
MODULE = "ResultsDeskRibbon"
"""The module of the callbacks: a name that no other add-in has, because Excel may run another's module of the same name."""


@dataclass(frozen=True)
class Button:
    """One button: its id (the action's name), where it stands, what it shows and says, and which workbooks it fits."""

    name: str
    group: str
    label: str
    icon: str
    tip: str
    books: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        """The workbooks it fits as the callback compares them. Nothing: it needs no workbook."""
        return "|".join(self.books)


def custom_ui(buttons: Iterable[Button]) -> str:
    """The ribbon's XML; buttons of a group must stand together, in the order in which they are shown."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        f'<customUI xmlns="{NAMESPACE}" onLoad="{MODULE}.OnRibbonLoad">',
        "  <ribbon>", "    <tabs>", '      <tab id="ResultsDesk" label="Results Desk">',
    ]  # fmt: skip
    for number, (group, members) in enumerate(groupby(buttons, lambda button: button.group), 1):
        lines += _group(number, group, list(members))
    return "\n".join([*lines, "      </tab>", "    </tabs>", "  </ribbon>", "</customUI>", ""])


def _group(number: int, label: str, members: Sequence[Button]) -> Iterator[str]:
    """A group: its first button large, the others in columns of three beside it."""
    yield f'        <group id="Group{number}" label={quoteattr(label)}>'
    for place, button in enumerate(members):
        yield f"          <button {_attributes(button, 'normal' if place else 'large')}/>"
    yield "        </group>"


def _attributes(button: Button, size: str) -> str:
    given = {
        "id": button.name, "label": button.label, "size": size, "imageMso": button.icon, "screentip": button.label, "supertip": button.tip,
        "tag": button.tag, "getEnabled": f"{MODULE}.GetEnabled", "onAction": f"{MODULE}.RunAction",
    }  # fmt: skip
    return " ".join(f"{name}={quoteattr(value)}" for name, value in given.items() if value)
