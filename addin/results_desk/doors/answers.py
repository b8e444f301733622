"""From what a person typed or chose in a window to what an action is given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from results_desk.actions.questions import Question
from results_desk.errors import DeskError

Raw = str | bool | tuple[str, ...]
"""What a field of a window holds: a text, a tick, or the files that were chosen."""


def given(questions: Iterable[Question], raw: Mapping[str, Raw]) -> dict[str, object]:
    """The values by parameter; what was left blank keeps its default. DeskError names the first answer that is missing or wrong."""
    values: dict[str, object] = {}
    for question in questions:
        answer = raw.get(question.name, "")
        if isinstance(answer, str) and not answer.strip() or answer == ():
            if question.required:
                raise DeskError(f"{question.label}: an answer is needed. {question.prompt}")
            values[question.name] = _default(question)
        else:
            values[question.name] = _value(question, answer)
    return values


def _default(question: Question) -> object:
    return list(question.default) if isinstance(question.default, tuple) else question.default


def _value(question: Question, answer: Raw) -> object:
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, tuple):
        return [Path(path) for path in answer]
    if question.kind in ("file", "new folder"):
        return Path(answer.strip())
    if question.kind == "files":
        return [Path(answer.strip())]
    if question.kind == "texts":
        return [part.strip() for part in re.split(r"[;,\n]", answer) if part.strip()]
    if question.kind == "number":
        return _number(question, answer)
    return answer.strip()


def _number(question: Question, answer: str) -> int:
    try:
        return int(answer)
    except ValueError:
        raise DeskError(f"{question.label}: '{answer}' is no whole number.") from None
