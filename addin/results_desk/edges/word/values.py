"""Values on their way into a letter: as typed, less what XML forbids; what is missing stays missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from jinja2 import StrictUndefined, TemplateRuntimeError
from markupsafe import Markup, escape

_FORBIDDEN = re.compile("[^\t\n\a\f\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LAYOUT = re.compile("[\a\f]")
_ONLY_TEXT = {str}
_PLAIN = (int, float, Decimal, date, time)


class Missing(StrictUndefined):
    """A value that is not there: printing it is an error."""


class NoValue(Missing):
    """A field that is there and holds nothing: false in a condition, an error where it would be printed."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]
        """Nothing is false."""
        return False

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        """Nothing is equal to nothing only."""
        return isinstance(other, NoValue)

    def __ne__(self, other: object) -> bool:  # type: ignore[override]
        """Nothing differs from everything else."""
        return not isinstance(other, NoValue)

    def __hash__(self) -> int:  # type: ignore[override]
        """Alike for all of them."""
        return hash(NoValue)


class Values:
    """A letter's fields, ready to print. `rich` says that one holds what only docxtpl itself can put into a document."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        """Take the fields of one letter."""
        self.rich = False
        self.fields = self._mapping(fields)

    def _mapping(self, fields: Mapping[str, object]) -> dict[str, Any]:
        values = fields.values()
        if {*map(type, values)} == _ONLY_TEXT and "".join(values).isprintable():  # type: ignore[arg-type]
            return dict(fields)  # as nearly all rows are
        ready = {}
        for name, value in fields.items():
            if type(value) is str and value.isprintable():  # nearly all: worth no call
                ready[name] = value
            else:
                ready[name] = self._ready(value, name)
        return ready

    def _ready(self, value: Any, name: str) -> Any:
        kind = type(value)
        if kind is str:
            return value if value.isprintable() else as_typed(value)
        if kind is dict:
            return self._mapping(value)
        if kind is list or kind is tuple:
            return [self._ready(each, name) for each in value]
        if value is None or value != value:
            return NoValue(name=name)
        if isinstance(value, str):
            return as_typed(value)
        if not isinstance(value, _PLAIN):
            self.rich = True
        return value


def as_typed(text: str) -> str:
    """A text without the characters that XML cannot hold. Line feed, tab, bell and form feed stay: docxtpl lays out by them."""
    return _FORBIDDEN.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))


def without_layout(text: str) -> str:
    """A rendered part without the bells and form feeds that stood where there is no paragraph to end."""
    return _LAYOUT.sub("", text) if "\a" in text or "\f" in text else text


def printed(value: Any) -> str:
    """A value as it is printed. What Jinja takes for code already is text again; TemplateRuntimeError where it is Word's own code."""
    if not isinstance(value, Markup):
        return str(escape(value))
    if "<" in value:
        raise TemplateRuntimeError("Word's own code in a value")
    return str(escape(value.unescape()))
