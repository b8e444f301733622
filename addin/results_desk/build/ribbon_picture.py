"""The ribbon as a picture (SVG): the tab with its groups and buttons, about as Excel draws it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from results_desk.build.ribbon import Button

_HEAD, _ROW, _ROWS, _HEIGHT = 34, 24, 3, 106
_EDGE, _WIDEST = 8.0, 1000
_LETTER = 6.3
"""About how wide a letter of the small font is."""
_COLOURS = ("#1f6f4a", "#2f5d9b", "#8a4b9c", "#b35c1e", "#2b7a78", "#7a6a1f", "#b03a48", "#5a6472")
_FONT = "font-family='Segoe UI,Carlito,Arial,sans-serif'"


def picture(buttons: Iterable[Button]) -> str:
    """The SVG; one group beside the other, the first button of each large; in a second row what does not fit the width."""
    drawn: list[str] = []
    left, top, widest = _EDGE, _HEAD, 0.0
    for number, (group, grouped) in enumerate(groupby(buttons, lambda button: button.group)):
        members, colour = list(grouped), _COLOURS[number % len(_COLOURS)]
        lines, width = _group(group, members, left, top, colour)
        if left > _EDGE and left + width > _WIDEST:
            left, top = _EDGE, top + _HEIGHT
            lines, width = _group(group, members, left, top, colour)
        drawn += lines
        left += width
        widest = max(widest, left)
    wide, height = f"{widest + _EDGE:.0f}", top + _HEIGHT
    return "\n".join([
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{wide}' height='{height}' viewBox='0 0 {wide} {height}'>",
        f"<rect width='100%' height='100%' fill='#f5f5f5'/><rect y='{_HEAD - 8}' width='100%' height='{height}' fill='#ffffff'/>",
        f"<text x='16' y='18' {_FONT} font-size='13' font-weight='600' fill='#1f6f4a'>Results Desk</text>",
        "<rect x='16' y='23' width='76' height='3' fill='#1f6f4a'/>",
        *drawn, "</svg>", "",
    ])  # fmt: skip


def _group(label: str, members: Sequence[Button], left: float, top: float, colour: str) -> tuple[list[str], float]:
    first, rest = members[0], members[1:]
    lines, width = list(_large(first, left, top, colour)), _wide(_two_lines(first.label)) + 14
    for start in range(0, len(rest), _ROWS):
        column = rest[start : start + _ROWS]
        for row, button in enumerate(column):
            lines += _small(button, left + width, top + row * _ROW, colour)
        width += _wide(button.label for button in column) + 30
    width = max(width, _wide([label]) + 12) + 8
    lines.append(_text(label, left + width / 2 - 4, top + _HEIGHT - 14, "#666666", middle=True))
    lines.append(f"<rect x='{left + width - 4:.0f}' y='{top}' width='1' height='{_HEIGHT - 10}' fill='#d8d8d8'/>")
    return lines, width


def _large(button: Button, left: float, top: float, colour: str) -> Iterator[str]:
    words = _two_lines(button.label)
    middle = left + (_wide(words) + 10) / 2
    yield f"<rect x='{middle - 14:.0f}' y='{top}' width='28' height='28' rx='4' fill='{colour}'/>"
    for number, line in enumerate(words):
        yield _text(line, middle, top + 42 + number * 14, "#222222", middle=True)


def _small(button: Button, left: float, top: float, colour: str) -> Iterator[str]:
    yield f"<rect x='{left:.0f}' y='{top + 2:.0f}' width='14' height='14' rx='2' fill='{colour}' opacity='0.75'/>"
    yield _text(button.label, left + 19, top + 14, "#222222")


def _text(words: str, x: float, y: float, colour: str, middle: bool = False) -> str:
    anchor = " text-anchor='middle'" if middle else ""
    return f"<text x='{x:.0f}' y='{y:.0f}' {_FONT} font-size='12' fill='{colour}'{anchor}>{escape(words)}</text>"


def _two_lines(label: str) -> list[str]:
    """A label broken where its two lines are most alike in length, as below a large button."""
    words = label.split()
    breaks = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    return list(min(breaks, key=lambda pair: max(map(len, pair)))) if breaks else words


def _wide(lines: Iterable[str]) -> float:
    return max(len(line) for line in lines) * _LETTER
