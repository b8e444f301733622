"""The parts around a combined document: headers and footers of each letter, its lists, and what ties them together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lxml import etree

from results_desk.edges.ooxml.members import Member
from results_desk.edges.word.fill import encoded
from results_desk.edges.word.lists import Lists

if TYPE_CHECKING:
    from results_desk.edges.word.fill import Filler

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROOTS = {"header": "hdr", "footer": "ftr"}
_TYPES = "[Content_Types].xml"
_REFERENCE = re.compile(r'(<w:(?:header|footer)Reference [^>]*?r:id=")([^"]+)(?=")')
_PAGES = re.compile(r'((?:<w:instrText(?: [^>]*)?>|w:instr=")\s*)NUMPAGES')
_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)


class Parts:
    """All members of a combined document but the document part itself, as they come to be."""

    def __init__(self, filler: Filler) -> None:
        """Start from the template's members."""
        self.one_section = True
        self._filler = filler
        self._folder, _, file = filler.sources.document.rpartition("/")
        self._relations_name = f"{self._folder}/_rels/{file}.rels"
        self._relations = etree.fromstring(filler.members[self._relations_name].unpacked())
        self._types = etree.fromstring(filler.members[_TYPES].unpacked())
        self._names = {each.get("Id"): self._member_name(each.get("Target")) for each in self._relations}
        self._kinds = {each.get("Id"): each.get("Type").rpartition("/")[2] for each in self._relations}
        self._lists = Lists(filler, {self._kinds[key]: name for key, name in self._names.items()})
        self._varied: dict[str, str] = {}
        self._placed: dict[tuple[str, str], str] = {}
        self._made: dict[str, Member] = {}

    def own_references(self, section: str) -> str:
        """A section whose headers and footers with fields are the letter's own."""
        return _REFERENCE.sub(self._own_reference, section)

    def own_lists(self, content: str) -> str:
        """A body whose numbered lists start again in every letter. DeskError when a style numbers them."""
        return self._lists.own(content)

    def own_pages(self, text: str) -> str:
        """A part whose number of pages is that of the letter, where a letter is one section."""
        return _PAGES.sub(r"\1SECTIONPAGES", text) if self.one_section else text

    def blank(self, part: str) -> str:
        """The relationship of a header or footer that holds nothing."""
        root = _ROOTS[part]
        return self._add(part, f'<w:{root} xmlns:w="{_WORD}"><w:p/></w:{root}>', f"no_{part}.xml")

    def names(self, letter: int, fields: Mapping[str, Any]) -> dict[str, object]:
        """What a letter (counted from 0) calls its headers, footers and lists."""
        own = {name: self._place(key, fields) for key, name in self._varied.items()}
        return own | self._lists.names(letter)

    def members(self, document: Member) -> Iterator[Member]:
        """Everything, with the finished document part."""
        self._made |= {document.name: document, **{member.name: member for member in self._finished()}}
        for name in (*self._filler.members, *(name for name in self._made if name not in self._filler.members)):
            yield self._made.get(name) or self._filler.members[name]

    def _finished(self) -> Iterator[Member]:
        yield _packed(_TYPES, etree.tostring(self._types, encoding="unicode"))
        yield _packed(self._relations_name, etree.tostring(self._relations, encoding="unicode"))
        yield from self._lists.members()
        core = self._filler.sources.core
        if core in self._filler.compiled:
            yield _packed(core, _TAG.sub("", self._filler.sources.parts[core]))
        for key, name in self._names.items():
            if self._kinds[key] in _ROOTS and name not in self._filler.compiled:
                text = self._filler.members[name].unpacked().decode()
                if text != (own := self.own_pages(text)):
                    yield Member.packed_fast(name, own.encode())

    def _member_name(self, target: str) -> str:
        return target[1:] if target.startswith("/") else f"{self._folder}/{target}"

    def _own_reference(self, found: re.Match[str]) -> str:
        if self._names.get(found[2]) not in self._filler.compiled:
            return found[0]
        name = self._varied.setdefault(found[2], f"combined_part_{len(self._varied)}")
        return f"{found[1]}{{{{ {name} }}}}"

    def _place(self, key: str, fields: Mapping[str, Any]) -> str:
        """The relationship of a header or footer as it reads in this letter: one part for all letters that it reads the same in."""
        name = self._names[key]
        text = self.own_pages(self._filler.text(self._filler.compiled[name], fields))
        if (key, text) not in self._placed:
            self._filler.watch.require(name, text)
            if name in self._made:
                self._placed[key, text] = self._add(self._kinds[key], text, f"{len(self._placed)}_{name.rpartition('/')[2]}", like=name)
            else:
                self._placed[key, text], self._made[name] = key, _packed(name, text)
        return self._placed[key, text]

    def _add(self, part: str, text: str, file: str, like: str = "") -> str:
        """Add a header or footer part, with the pictures of the one it is like; its relationship."""
        key, name = f"combined_{file.partition('.')[0]}", f"{self._folder}/combined_{file}"
        if name not in self._made:
            self._made[name] = _packed(name, text)
            etree.SubElement(self._relations, self._relations[0].tag, Id=key, Type=f"{_RELATION}/{part}", Target=f"combined_{file}")
            kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{part}+xml"
            etree.SubElement(self._types, self._types[0].tag.replace("Default", "Override"), PartName=f"/{name}", ContentType=kind)
            folder, _, its_file = like.rpartition("/")
            relations = self._filler.members.get(f"{folder}/_rels/{its_file}.rels")
            if relations:
                copied = f"{self._folder}/_rels/combined_{file}.rels"
                self._made[copied] = replace(relations, name=copied)
        return key


def _packed(name: str, text: str) -> Member:
    return Member.packed_fast(name, encoded(text))
