"""What a letter's template becomes, once: every part that holds a tag, prepared by docxtpl's own rules and compiled."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Template, TemplateSyntaxError, meta, nodes

from results_desk.edges.word.look import Look, dressed
from results_desk.edges.word.sandbox import Sandbox
from results_desk.errors import DeskError

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

PLAIN = Look()
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_TAG = re.compile(r"\{[{%#]")
_WHOLE_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_ANY_TAG = re.compile(r"(\{[{%#].*?[}%#]\})", re.DOTALL)
_CELL_TAG = re.compile(r"\{[{%]-?\s*(?:tc\s|colspan\s|hm\s*%)")
_PARAGRAPH_IDS = re.compile(r' w14:(?:paraId|textId)="[^"]*"')
_QUOTED_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))


@dataclass(frozen=True)
class Sources:
    """A template file and the Jinja sources docxtpl makes of its parts, by member name; only parts that hold a tag.

    `document` and `core` name the parts of the body and of the properties; `text` is the whole document part, tags or not.
    `varying` says that a table may gain or lose columns, which docxtpl mends after rendering.
    """

    blob: bytes
    parts: Mapping[str, str]
    document: str
    core: str
    text: str
    varying: bool


@cache
def docxtpl_class() -> type[DocxTemplate]:
    """`DocxTemplate` with three things mended: no paragraph id twice, values in the properties as typed, `{_{` in values kept."""
    from docxtpl import DocxTemplate

    class _Template(DocxTemplate):  # type: ignore[misc]
        def patch_xml(self, src_xml: str) -> str:
            return quoted_braces(_PARAGRAPH_IDS.sub("", super().patch_xml(src_xml)))

        def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
            self.current_rendering_part = part
            return str(self.resolve_listing(jinja_env.from_string(src_xml).render(context)))

        def render_properties(self, context: Any, jinja_env: Any = None) -> None:
            super().render_properties(context, jinja_env.overlay(autoescape=False))

    return _Template


def quoted_braces(source: str) -> str:
    """docxtpl's `{_{` for a printed `{{`, as an expression, so that only the template's own text is meant."""
    for written, meant in _QUOTED_BRACES:
        if written in source:
            source = source.replace(written, f"{{{{ '{meant}' }}}}")
    return source


def load(template: Path, look: Look = PLAIN, blob: bytes = b"") -> tuple[Sources, DocxTemplate]:
    """A template file in the school's look, prepared by docxtpl. DeskError when it can't be read or is no Word document.

    `blob` is what it held when it was looked at; without that it is read.
    """
    try:
        blob = blob or template.read_bytes()
    except OSError as error:
        raise DeskError(f"The letter {template.name} can't be read ({error.strerror}): close it in Word and try again.") from None
    try:
        return _prepared(dressed(blob, look))
    except DeskError:
        raise
    except Exception:  # whatever a damaged file makes the libraries raise
        raise DeskError(f"{template.name} is not a Word document: open it in Word and save it as .docx.") from None


def _prepared(blob: bytes) -> tuple[Sources, DocxTemplate]:
    engine = docxtpl_class()(io.BytesIO(blob))
    engine.render_init()
    document, core, text = engine.docx.part.partname.lstrip("/"), _core(engine).partname.lstrip("/"), _document(engine)
    parts = {document: text, **dict(_other_parts(engine)), core: _properties(engine)}
    held = {name: source for name, source in parts.items() if _TAG.search(source)}
    return Sources(blob, held, document, core, text, _varying(engine)), engine


def _document(engine: DocxTemplate) -> str:
    """The whole document part, its body prepared by docxtpl."""
    root = engine.docx._element
    whole = engine.xml_to_string(root)
    body = engine.patch_xml(engine.get_xml())
    if root.body.nsmap == root.nsmap:
        body = re.sub(r"^<w:body[^>]*>", "<w:body>", body)
    start, end = whole.index("<w:body"), whole.rindex("</w:body>") + len("</w:body>")
    return str(whole[:start] + body + whole[end:])


def _other_parts(engine: DocxTemplate) -> Iterator[tuple[str, str]]:
    for uri in (engine.HEADER_URI, engine.FOOTER_URI):
        for _, part in engine.get_headers_footers(uri):
            yield part.partname.lstrip("/"), engine.patch_xml(engine.get_part_xml(part))
    for part in engine.docx.part.package.parts:
        if part.content_type == _FOOTNOTES:
            yield part.partname.lstrip("/"), engine.patch_xml(engine.get_part_xml(part))


def _core(engine: DocxTemplate) -> Any:
    return engine.docx.part.package._core_properties_part


def _properties(engine: DocxTemplate) -> str:
    return _WHOLE_TAG.sub(lambda tag: html.unescape(tag[0]), engine.xml_to_string(_core(engine)._element))


def _varying(engine: DocxTemplate) -> bool:
    """Whether docxtpl's mending of table columns can have something to do: loops over cells, spans that vary, uneven rows."""
    from docx.oxml.ns import qn

    body = engine.docx._element.body
    if any(_CELL_TAG.search("".join(cell.itertext(qn("w:t")))) for cell in body.iter(qn("w:tc"))):
        return True
    return any(_span(row) != len(table.find(qn("w:tblGrid"))) for table in body.iter(qn("w:tbl")) for row in table.iter(qn("w:tr")))


def _span(row: Any) -> int:
    from docx.oxml.ns import qn

    spans = (cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.findall(qn("w:tc")))
    return sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans)


def compile_part(letter: str, sandbox: Sandbox, source: str) -> Template:
    """A source, compiled. DeskError names the letter and the place of a broken tag."""
    try:
        return sandbox.from_string(_plain_ascii(source))
    except TemplateSyntaxError as error:
        near, said = _near(sandbox, source), (error.message or "").rstrip(".")
        way_out = "correct it in Word; a field looks like {{ name }}."
        raise DeskError(f"{letter} has a broken tag near '{near}' ({said}): {way_out}") from None


def _plain_ascii(source: str) -> str:
    """The source with the letters of its own text that are not ASCII as numbers: strings of one byte a letter are handled faster."""
    pieces = _ANY_TAG.split(source)
    pieces[::2] = [piece.encode("ascii", "xmlcharrefreplace").decode() for piece in pieces[::2]]
    return "".join(pieces)


def _near(sandbox: Sandbox, source: str) -> str:
    """The words of the template nearest to its first broken tag, at most 80 characters."""
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", source).splitlines()
    try:
        sandbox.parse("\n".join(lines))
    except TemplateSyntaxError as error:
        for line in reversed(lines[: error.lineno]):
            words = " ".join(re.sub(r"<[^>]*>", " ", line).split())
            if _TAG.search(words):
                return words[:80]
    return "the start"


def used_fields(sandbox: Sandbox, source: str) -> frozenset[str]:
    """The names that a source takes from outside; of a loop over a field's rows also `rows.name` for what it takes of a row."""
    tree = sandbox.parse(source)
    return frozenset({*meta.find_undeclared_variables(tree), *(f"{rows}.{name}" for rows, name in _row_names(tree))})


def _row_names(tree: nodes.Template) -> Iterator[tuple[str, str]]:
    for loop in tree.find_all(nodes.For):
        rows: nodes.Node = loop.iter
        while isinstance(rows, nodes.Filter) and rows.node is not None:
            rows = rows.node
        if isinstance(rows, nodes.Name) and isinstance(loop.target, nodes.Name):
            for taken in loop.find_all(nodes.Getattr):
                if isinstance(taken.node, nodes.Name) and taken.node.name == loop.target.name:
                    yield rows.name, taken.attr
