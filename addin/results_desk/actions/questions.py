"""What an action has to ask a person, read off its signature: the ribbon and the panel ask it in a window, the command line as options."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal

Kind = Literal["files", "file", "new folder", "texts", "text", "choice", "yes or no", "number"]
_KINDS: dict[object, Kind] = {list[Path]: "files", Path: "file", list[str]: "texts", str: "text", bool: "yes or no", int: "number"}


@dataclass(frozen=True)
class OneOf:
    """Beside the help of a text parameter: the answers there are on a desk. `Annotated[str, "Which letter.", OneOf(names)]`."""

    on: Callable[[Path], Sequence[str]]


@dataclass(frozen=True)
class NewFolder:
    """Beside the help of a path: it is a folder that is not there yet."""


@dataclass(frozen=True)
class Question:
    """One parameter of an action: its name, what to ask, what kind of answer, and the answer when none is given."""

    name: str
    prompt: str
    kind: Kind
    required: bool
    default: object = None
    on: Callable[[Path], Sequence[str]] | None = None

    @property
    def label(self) -> str:
        """The parameter's name as a short heading: Body centre."""
        return self.name.replace("_", " ").capitalize()

    def choices(self, desk: Path) -> tuple[str, ...]:
        """The answers of a choice on this desk."""
        return tuple(self.on(desk)) if self.on else ()

    def offered(self, desk: Path) -> tuple[str, ...]:
        """The same as a window offers them: a blank first where nothing has to be chosen."""
        listed = self.choices(desk)
        return listed if self.required or self.default else ("", *listed)


def questions(run: Callable[..., object]) -> tuple[Question, ...]:
    """The questions of an action, in the order of its signature. TypeError for a parameter without a help text or of an unknown type."""
    hints = typing.get_type_hints(run, include_extras=True)
    asked = list(inspect.signature(run).parameters.values())[1:]
    return tuple(_question(parameter, hints[parameter.name]) for parameter in asked)


def _question(parameter: inspect.Parameter, hint: Any) -> Question:
    type_, *extras = typing.get_args(hint) if typing.get_origin(hint) is typing.Annotated else (hint,)
    if typing.get_origin(type_) in (typing.Union, UnionType):
        type_ = next(each for each in typing.get_args(type_) if each is not NoneType)
    prompt = next((extra for extra in extras if isinstance(extra, str)), "")
    on = next((extra.on for extra in extras if isinstance(extra, OneOf)), None)
    if typing.get_origin(type_) is Literal:
        listed = tuple(str(value) for value in typing.get_args(type_))
        type_, on = str, lambda desk: listed
    if not prompt or type_ not in _KINDS:
        raise TypeError(f"the parameter {parameter.name} needs Annotated[type, 'help for the officer'] with one of {list(_KINDS)}")
    required = parameter.default is inspect.Parameter.empty
    kind: Kind = "choice" if on else "new folder" if any(isinstance(extra, NewFolder) for extra in extras) else _KINDS[type_]
    return Question(parameter.name, prompt, kind, required, None if required else parameter.default, on)
