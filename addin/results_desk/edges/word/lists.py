"""Numbered lists in a combined document: every letter's own begin at 1."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from results_desk.edges.ooxml.members import Member
from results_desk.errors import DeskError

if TYPE_CHECKING:
    from results_desk.edges.word.fill import Filler

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LIST = re.compile(r'(?<=<w:numId w:val=")\d+(?="/>)')
_STYLE = re.compile(r'<w:pStyle w:val="([^"]+)"/>')
_UNCOUNTED = {"bullet", "none"}


class Lists:
    """The numbering part of a template and the lists its letters add to it."""

    def __init__(self, filler: Filler, parts: Mapping[str, str]) -> None:
        """`parts` maps the kind of a part (numbering, styles) to its member."""
        self._letter = filler.name
        self._name = parts.get("numbering", "")
        self._root = _parsed(filler, self._name)
        self._styles = _parsed(filler, parts.get("styles", ""))
        self._highest = max((int(number.get(_W + "numId")) for number in self._root.findall(_W + "num")), default=0)
        self._lists: list[str] = []
        self._letters = 0

    def own(self, content: str) -> str:
        """A body whose numbered lists go by names. DeskError when a style of it numbers, which no letter could start again."""
        counted = self._counted()
        if counted & {number for style in set(_STYLE.findall(content)) for number in self._numbers_of(style)}:
            raise DeskError(f"{self._letter} numbers paragraphs by a style: one document cannot begin that again. Write single letters.")
        self._lists = sorted(counted & set(_LIST.findall(content)))
        return _LIST.sub(lambda found: f"{{{{ combined_list_{found[0]} }}}}" if found[0] in self._lists else found[0], content)

    def names(self, letter: int) -> dict[str, object]:
        """What a letter (counted from 0) calls its lists; the first keeps the template's."""
        self._letters = letter + 1
        return {f"combined_list_{name}": self._number(name, letter) for name in self._lists}

    def members(self) -> Iterator[Member]:
        """The numbering part with the lists of all letters, where there are any."""
        if self._lists:
            ours = {number.get(_W + "numId"): number for number in self._root.findall(_W + "num")}
            at = self._root.index(list(ours.values())[-1]) + 1
            for letter in range(self._letters - 1, 0, -1):
                for name in reversed(self._lists):
                    self._root.insert(at, _starting_again(ours[name], str(self._number(name, letter))))
            yield Member.packed_fast(self._name, etree.tostring(self._root, encoding="UTF-8", standalone=True))

    def _number(self, name: str, letter: int) -> int:
        return self._highest + (letter - 1) * len(self._lists) + self._lists.index(name) + 1 if letter else int(name)

    def _counted(self) -> set[str]:
        """The lists that count: some level of theirs has numbers or letters."""
        abstract = {each.get(_W + "abstractNumId"): each for each in self._root.findall(_W + "abstractNum")}
        formats = {
            number.get(_W + "numId"): _formats(abstract.get(_value(number, "abstractNumId"))) for number in self._root.findall(_W + "num")
        }
        return {number for number, held in formats.items() if held - _UNCOUNTED}

    def _numbers_of(self, style: str) -> Iterator[str]:
        """The list that a paragraph style puts its paragraphs in, itself or by what it is based on."""
        by_id = {each.get(_W + "styleId"): each for each in self._styles.findall(_W + "style")}
        seen: set[str] = set()
        while style in by_id and style not in seen:
            seen.add(style)
            number = by_id[style].find(f"{_W}pPr/{_W}numPr/{_W}numId")
            if number is not None:
                yield number.get(_W + "val")
                return
            style = _value(by_id[style], "basedOn")


def _parsed(filler: Filler, name: str) -> Any:
    member = filler.members.get(name)
    return etree.fromstring(member.unpacked()) if member else etree.Element("none")


def _value(element: Any, name: str) -> str:
    found = element.find(_W + name)
    return "" if found is None else str(found.get(_W + "val"))


def _formats(abstract: Any) -> set[str]:
    return set() if abstract is None else {each.get(_W + "val") for each in abstract.iter(_W + "numFmt")}


def _starting_again(number: Any, own: str) -> Any:
    again = copy.deepcopy(number)
    again.set(_W + "numId", own)
    first = next((each for each in again.findall(_W + "lvlOverride") if each.get(_W + "ilvl") == "0"), None)
    if first is None:
        first = etree.SubElement(again, _W + "lvlOverride", {_W + "ilvl": "0"})
    if first.find(_W + "startOverride") is None:
        first.insert(0, etree.Element(_W + "startOverride", {_W + "val": "1"}))
    return again
