"""The Jinja source of one letter among many: what has to be a letter's own goes by names that start with `combined_`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from results_desk.errors import DeskError

if TYPE_CHECKING:
    from results_desk.edges.word.fill import Filler
    from results_desk.edges.word.parts import Parts

_ROOT = re.compile(r"<w:document(?: [^>]*)?>")
_BODY = re.compile(r"<w:body(?: [^>]*)?>")
_SECTION = re.compile(r"<w:sectPr(?: [^>]*?)?(?:/>|>.*?</w:sectPr>)", re.DOTALL)
_FOOTNOTE = re.compile(r"<w:(?:foot|end)noteReference ")
_COMMENT = re.compile(r"<w:comment(?:RangeStart|RangeEnd|Reference) [^>]*/>")
_CONTROL_ID = re.compile(r'<w:id w:val="-?\d+"/>')
_MARK_ID = re.compile(r'(?<= w:id=")\d+(?=")')
_BOOKMARK = re.compile(r'<w:bookmarkStart [^>]*?w:name="([^"]+)"')
_NAMES_BOOKMARK = re.compile(r'<w:instrText(?: [^>]*)?>[^<]*|w:instr="[^"]*|w:anchor="[^"]*|<w:bookmarkStart [^>]*')
_HEADER_KIND = re.compile(r'<w:(header|footer)Reference [^>]*?w:type="(\w+)"')
_LAST_PARAGRAPH = re.compile(r"<w:p((?: [^>]*?)?)(?:/>|>((?:(?!<w:p[ >/]|</w:p>).)*)</w:p>)\s*\Z", re.DOTALL)
_PARAGRAPH_STYLE = re.compile(r"<w:pPr>(.*?)(<w:pPrChange .*?)?</w:pPr>", re.DOTALL)
_TINY = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>{}</w:pPr></w:p>'
_AFTER_PAGE_NUMBERS = (
    "w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi", "w:rtlGutter", "w:docGrid",
    "w:printerSettings", "w:sectPrChange",
)  # fmt: skip


class CombinedSource:
    """The body of a template as the source of one letter among many.

    `head` and `tail` stand once around all letters. `between` is a letter that ends its own last section, `last` the one
    whose last section is the end of the document.
    """

    def __init__(self, filler: Filler, parts: Parts, duplex: bool) -> None:
        """Take the document part apart. DeskError when it has what cannot stand in a document many times."""
        self.head, content, self.tail = _split(filler.sources.text)
        if _FOOTNOTE.search(content):
            raise DeskError(f"{filler.name} has footnotes, which a combined document cannot carry: write single letters.")
        content, final = _without_last_section(_CONTROL_ID.sub("", _COMMENT.sub("", content)))
        sections = [*_SECTION.findall(content), final]
        first = _starting(sections[0], self.head, duplex, _missing_kinds(sections), parts)
        content, final = (content.replace(sections[0], first, 1), final) if len(sections) > 1 else (content, first)
        parts.one_section = len(sections) == 1
        content = parts.own_pages(parts.own_lists(self._own_marks(content)))
        content, final = _SECTION.sub(lambda found: parts.own_references(found[0]), content), parts.own_references(final)
        self.between, self.last = _ending(content, final), content + final

    def names(self, letter: int) -> dict[str, object]:
        """What a letter (counted from 0) calls its marks and bookmarks."""
        return {"combined_mark": letter * self._marks, "combined_letter": letter + 1}

    def body_of(self, document: str) -> str:
        """What is between head and tail in a document part that was parsed and written again."""
        return _split(document)[1]

    def _own_marks(self, content: str) -> str:
        """Bookmarks and the like get ids, and bookmarks names, that no other letter has; fields and links follow."""
        ids = {mark: at for at, mark in enumerate(dict.fromkeys(_MARK_ID.findall(content)))}
        self._marks = len(ids)
        names = sorted(set(_BOOKMARK.findall(content)), key=len, reverse=True)
        if names:
            named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
            own = "{}_{{{{ combined_letter }}}}".format
            content = _NAMES_BOOKMARK.sub(lambda place: named.sub(lambda name: own(name[0][:30]), place[0]), content)
        return _MARK_ID.sub(lambda mark: f"{{{{ combined_mark + {ids[mark[0]]} }}}}", content)


def _split(document: str) -> tuple[str, str, str]:
    start, end = next(_BODY.finditer(document)).end(), document.rindex("</w:body>")
    return document[:start], document[start:end], document[end:]


def _without_last_section(content: str) -> tuple[str, str]:
    """The body, and the section that its end belongs to."""
    last = list(_SECTION.finditer(content))[-1:]
    if last and not content[last[0].end() :].strip():
        return content[: last[0].start()], last[0][0]
    return content, "<w:sectPr/>"


def _missing_kinds(sections: list[str]) -> set[tuple[str, str]]:
    """Headers and footers that the first section of a letter would take over from the letter before."""
    return {kind for section in sections[1:] for kind in _HEADER_KIND.findall(section)} - set(_HEADER_KIND.findall(sections[0]))


def _starting(section: str, head: str, duplex: bool, missing: set[tuple[str, str]], parts: Parts) -> str:
    """The first section of a letter: on a new page (a right-hand one with `duplex`), counted from 1, with no one else's header."""
    from docx.enum.section import WD_SECTION
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import qn
    from lxml import etree

    element = parse_xml(f"{_ROOT.findall(head)[0]}{section}</w:document>")[0]
    element.start_type = WD_SECTION.ODD_PAGE if duplex else WD_SECTION.NEW_PAGE
    pages = element.find(qn("w:pgNumType"))
    if pages is None:
        pages = element.insert_element_before(OxmlElement("w:pgNumType"), *_AFTER_PAGE_NUMBERS)
    pages.set(qn("w:start"), "1")
    for part, kind in sorted(missing):
        reference = OxmlElement(f"w:{part}Reference", {qn("w:type"): kind, qn("r:id"): parts.blank(part)})
        element.insert(0, reference)
    return re.sub(r' xmlns:\w+="[^"]*"', "", etree.tostring(element, encoding="unicode", with_tail=False))


def _ending(content: str, section: str) -> str:
    """The content with its last section in its last paragraph; in a tiny one of its own where the last thing is no plain paragraph."""
    found = _LAST_PARAGRAPH.search(content)
    if found is None or "<w:sectPr" in found[0]:
        return content + _TINY.format(section)
    inside = found[2] or ""
    styled = _PARAGRAPH_STYLE.match(inside)
    if styled:
        inside = f"<w:pPr>{styled[1]}{section}{styled[2] or ''}</w:pPr>{inside[styled.end() :]}"
    else:
        inside = f"<w:pPr>{section}</w:pPr>{inside.removeprefix('<w:pPr/>')}"
    return f"{content[: found.start()]}<w:p{found[1]}>{inside}</w:p>"
