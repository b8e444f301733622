"""A gallery of docxtpl's constructs: each small template renders through our engine to what docxtpl itself writes.

Every entry says which way it goes: "fast" (rendered strings, spliced) or "docxtpl" (its own route, for what strings cannot carry).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, Listing, RichText, RichTextParagraph
from jinja2 import Environment, StrictUndefined
from letter_words import part, part_names
from lxml import etree

from results_desk.edges.word.fill import Filler
from results_desk.edges.word.letters import Letter

FAST, ITS_OWN = "fast", "docxtpl"
Fields = Mapping[str, Any]
Build = Callable[[Any], object]
FIELDS: dict[str, Any] = {
    "name": "Smith & Sons <x>", "number": "0042", "shown": True, "hidden": "", "count": 3, "lines": "one\ntwo\tthree\afour",
    "results": [{"title": "Mathematics", "grade": "A*", "parts": ["1", "2"]}, {"title": "Art & Design", "grade": "4", "parts": []}],
    "day": date(2024, 8, 15), "charge": Decimal("51.95"), "half": 2.5,
}  # fmt: skip
_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff5c9c2f0b"
    "0000000049454e44ae426082"
)


@dataclass(frozen=True)
class Piece:
    """One template: how it is built, the values that belong to docxtpl's own object, and the way it goes."""

    build: Build
    own: Callable[[DocxTemplate], Fields] | None = None
    way: str = FAST


def says(*texts: str) -> Build:
    """Paragraphs."""
    return lambda document: [document.add_paragraph(text) for text in texts]


def rows(*cells: tuple[str, ...]) -> Build:
    """A table, and a paragraph after it."""

    def build(document: Any) -> None:
        grid = document.add_table(rows=len(cells), cols=len(cells[0]))
        for at, row in enumerate(cells):
            for cell, text in zip(grid.rows[at].cells, row, strict=True):
                cell.text = text
        document.add_paragraph("end")

    return build


def in_runs(*texts: str) -> Build:
    """One paragraph of several runs, as Word splits a tag that somebody corrected."""
    return lambda document: [document.add_paragraph().add_run(texts[0]).bold, *map(document.paragraphs[-1].add_run, texts[1:])]


def head_and_foot(document: Any) -> None:
    """Headers of a first page, of even pages and of the others, and a footer with a table."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    for holder, text in ((section.header, "{{ name }}"), (section.first_page_header, "{% if shown %}{{ number }}{% endif %}"),
                         (section.even_page_header, "{{ lines }}")):  # fmt: skip
        holder.paragraphs[0].text = text
    section.footer.add_table(1, 2, Mm(100)).rows[0].cells[1].text = "{{ number }}"


def two_sections(document: Any) -> None:
    """Two sections with headers of their own."""
    document.add_paragraph("{{ number }}")
    document.sections[0].header.paragraphs[0].text = "{{ name }}"
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.header.is_linked_to_previous = False
    section.header.paragraphs[0].text = "{{ count }}"
    document.add_paragraph("{{ name }}")


def table_in_cell(document: Any) -> None:
    """A table in a cell, looped by itself."""
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    inner = cell.add_table(rows=3, cols=1)
    for row, text in zip(inner.rows, ("{%tr for r in results %}", "{{ r.title }}", "{%tr endfor %}"), strict=True):
        row.cells[0].text = text
    document.add_paragraph("end")


def text_box(document: Any) -> None:
    """A field in a text box."""
    shape = (
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:90pt;height:20pt"><v:textbox>'
        "<w:txbxContent><w:p><w:r><w:t>{{ name }}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    document.add_paragraph("beside")._p.append(parse_xml(shape))


def properties(document: Any) -> None:
    """Fields in the properties of the document."""
    document.core_properties.title, document.core_properties.subject = "Letter {{ number }}", "{{ count }}"
    document.add_paragraph("{{ number }}")


def footnoted(document: Any) -> None:
    """A footnote with a field, as Word stores it."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    notes = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>{{{{ name }}}}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    document.part.relate_to(Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package), RELATIONSHIP_TYPE.FOOTNOTES)
    mark = f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'
    document.add_paragraph("{{ number }}")._p.append(parse_xml(mark))


def picture_in_place(document: Any) -> None:
    """A picture that somebody put in, beside a field."""
    document.add_paragraph("{{ number }}").add_run().add_picture(io.BytesIO(_DOT))


GALLERY: dict[str, Piece] = {
    "a field": Piece(says("Dear {{ name }},")),
    "numbers, days and money": Piece(says("{{ count }} {{ half }} {{ day }} {{ charge }} {{ '%.1f'|format(half) }} {{ day.year }}")),
    "a loop over paragraphs": Piece(says("{%p for r in results %}", "{{ r.title }}: {{ r.grade }}", "{%p endfor %}", "end")),
    "a loop over rows": Piece(
        rows(("A", "B"), ("{%tr for r in results %}", ""), ("{{ r.title }}", "{{ r.grade }}"), ("{%tr endfor %}", ""))
    ),
    "a loop over columns": Piece(rows(("{%tc for r in results %}", "{{ r.title }}", "{%tc endfor %}"), ("x", "y", "z"))),
    "a loop over runs": Piece(in_runs("{%r for r in results %}", "{{ r.title }} ", "{%r endfor %}", "end")),
    "a loop in a paragraph": Piece(
        says("{% for r in results %}{{ loop.index }}. {{ r.title }}{% if not loop.last %}, {% endif %}{% endfor %}")
    ),
    "a loop with else": Piece(says("{% for r in hidden %}x{% else %}none{% endfor %}")),
    "loops in loops": Piece(
        says("{%p for r in results %}", "{{ r.title }}{% for p in r.parts %} {{ p }}/{{ loop.length }}{% endfor %}", "{%p endfor %}")
    ),
    "a condition": Piece(says("{% if shown %}a{% elif hidden %}b{% else %}c{% endif %}{{ 'd' if hidden else 'e' }}")),
    "a condition over paragraphs": Piece(says("{%p if hidden %}", "hidden", "{%p else %}", "shown", "{%p endif %}")),
    "a condition over rows": Piece(rows(("{%tr if hidden %}",), ("hidden",), ("{%tr endif %}",), ("{{ name }}",))),
    "a condition over columns": Piece(rows(("{%tc if hidden %}", "hidden", "{%tc endif %}", "{{ name }}"))),
    "filters": Piece(
        says("{{ name|upper }} {{ results|length }} {{ results|map(attribute='grade')|join(', ') }} {{ none|default('x', true) }}")
    ),
    "a value escaped twice": Piece(says("{{ name|e }} {{ name|replace('&', '+') }}")),
    "set and arithmetic": Piece(says("{% set twice = count * 2 %}{{ twice }} {{ twice > 5 and count < 9 }} {{ count // 2 }}")),
    "a macro": Piece(says("{% macro both(a, b) %}{{ a }} and {{ b }}{% endmacro %}{{ both(name, number) }}")),
    "a block of a filter": Piece(says("{% filter trim %} {{ name }} small {% endfilter %}")),
    "with": Piece(says("{% with who = name %}{{ who }}{% endwith %}")),
    "comments": Piece(says("{# nothing #}{{ number }}", "{#p gone #}", "end")),
    "whitespace": Piece(says("a {%- if shown %} b {% endif -%} c", "{{- number -}}")),
    "braces as text": Piece(says("{_{ number }_} {_% x %_}")),
    "a listing as a plain text": Piece(says("{{ lines }}", "before {{ lines }} after")),
    "a colour of a cell": Piece(rows(("{% cellbg 'FF0000' %}{{ name }}", "x"))),
    "a span of columns": Piece(rows(("{% colspan count %}{{ name }}",), ("x",))),
    "cells merged across": Piece(rows(("{%tc for r in results %}", "{% hm %}{{ number }}", "{%tc endfor %}"))),
    "cells merged down": Piece(rows(("{%tr for r in results %}", ""), ("{% vm %}{{ name }}", "{{ r.title }}"), ("{%tr endfor %}", ""))),
    "a tag over several runs": Piece(in_runs("{{ na", "me", " }} {% if sho", "wn %}yes{% en", "dif %}")),
    "a table in a cell": Piece(table_in_cell),
    "headers and footers": Piece(head_and_foot),
    "two sections": Piece(two_sections),
    "a text box": Piece(text_box),
    "properties": Piece(properties),
    "a footnote": Piece(footnoted),
    "a picture of the template": Piece(picture_in_place),
    "a Listing": Piece(says("{{ value }} {{ number }}"), lambda own: {"value": Listing("one\ntwo & <b>\fthree")}, ITS_OWN),
    "rich text": Piece(
        says("{{r value }} {{ number }}"), lambda own: {"value": RichText("bold & red", bold=True, color="FF0000")}, ITS_OWN
    ),
    "rich text in a header": Piece(
        lambda document: setattr(document.sections[0].header.paragraphs[0], "text", "{{r value }}"),
        lambda own: {"value": RichText("small", size=12)}, ITS_OWN,
    ),
    "paragraphs of rich text": Piece(says("{{p value }}", "{{ number }}"), lambda own: {"value": _rich_paragraphs()}, ITS_OWN),
    "a link": Piece(says("{{r value }}"), lambda own: {"value": RichText("here", url_id=own.build_url_id("https://example.org"))}, ITS_OWN),
    "a document in the document": Piece(says("{{p value }}", "{{ number }}"), lambda own: {"value": _document(own)}, ITS_OWN),
    "a picture": Piece(says("{{ value }} {{ number }}"), lambda own: {"value": InlineImage(own, io.BytesIO(_DOT), width=Mm(4))}, ITS_OWN),
}  # fmt: skip


def _rich_paragraphs() -> RichTextParagraph:
    rich = RichTextParagraph()
    rich.add(RichText("first & second", italic=True), parastyle="Heading1")
    return rich


def _document(own: DocxTemplate) -> Any:
    document = own.new_subdoc()
    document.add_paragraph("inside & out")
    document.add_table(rows=1, cols=2).rows[0].cells[1].text = "cell"
    return document


def canonical(xml: bytes) -> bytes:
    """A part as canonical XML."""
    return etree.tostring(etree.fromstring(xml), method="c14n")


def made_by_docxtpl(path: Path, piece: Piece) -> bytes:
    """What docxtpl itself writes, as strict and as escaped as ours."""
    document = DocxTemplate(path)
    document.init_docx()
    document.render(FIELDS | dict(piece.own(document) if piece.own else {}), Environment(undefined=StrictUndefined), autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.mark.parametrize("name", GALLERY)
def test_renders_as_docxtpl_does(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    piece, path, ways = GALLERY[name], tmp_path / "template.docx", []
    document = Document()
    piece.build(document)
    document.save(str(path))
    slow = Filler._by_docxtpl
    monkeypatch.setattr(Filler, "_by_docxtpl", lambda *given: (ways.append(ITS_OWN), slow(*given))[1])
    letter = Letter.open(path)
    own = letter.docxtpl() if piece.own else None
    ours = letter.render(FIELDS | dict(piece.own(own) if piece.own and own else {}), own)
    theirs = made_by_docxtpl(path, piece)
    names = [each for each in part_names(theirs) if each.startswith(("word/document", "word/header", "word/footer", "word/footnotes"))]

    assert (ways or [FAST]) == [piece.way]
    assert set(names) <= set(part_names(ours))
    assert {each: canonical(part(theirs, each)) for each in names} == {each: canonical(part(ours, each)) for each in names}
    assert name == "braces as text" or b"{{" not in part(ours) and b"{%" not in part(ours)


@pytest.mark.parametrize("name", ["a Listing", "rich text", "rich text in a header", "paragraphs of rich text"])
def test_the_engine_notices_by_itself(name: str, tmp_path: Path) -> None:
    """A value that strings cannot carry, and that is tied to no document, goes docxtpl's way without anybody saying so."""
    piece, path = GALLERY[name], tmp_path / "template.docx"
    document = Document()
    piece.build(document)
    document.save(str(path))
    values = piece.own(Letter.open(path).docxtpl()) if piece.own else {}

    assert canonical(part(Letter.open(path).render(FIELDS | dict(values)))) == canonical(part(made_by_docxtpl(path, piece)))


def test_the_gallery_is_large_and_goes_both_ways() -> None:
    ways = [piece.way for piece in GALLERY.values()]

    assert (ways.count(FAST) >= 30, ways.count(ITS_OWN) >= 6) == (True, True)
