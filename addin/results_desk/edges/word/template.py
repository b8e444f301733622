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
from jinja2.compiler import CodeGenerator
from jinja2.sandbox import SandboxedEnvironment

from results_desk.edges.word.look import Look, dressed
from results_desk.edges.word.values import Missing, printed
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
_UNESCAPED = ("safe", "urlize", "xmlattr")
"""Jinja's filters that would put a value in as Word's own code."""
_MARKUP = re.compile("[&<>'\"]")
_KEPT = 10_000
_QUOTED_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))


class _Generator(CodeGenerator):
    """Jinja's compiler with two short cuts, for which nearly all values qualify, and a rule: what is printed is text, never Word's code.

    `row.title` looks into a row of fields at once, and a text without markup is printed without being wrapped for escaping.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Any) -> None:
        """Write the look-up."""
        if not isinstance(node.node, nodes.Name) or node.node.name == "loop":
            super().visit_Getattr(node, frame)
            return
        name = repr(node.attr)
        self.write(f"(held[{name}] if type(held := (")
        self.visit(node.node, frame)
        self.write(f")) is dict and {name} in held else environment.getattr(held, {name}))")

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier, frame: Any) -> None:
        """Refuse `{% autoescape %}`: a value would be put in as Word's own code, and could fetch or run something."""
        self.fail("a letter's values are always put in as text", node.lineno)

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Any) -> None:
        """Write `{% filter %}`, as text in a letter."""
        if not frame.eval_ctx.autoescape:
            super().visit_FilterBlock(node, frame)
            return
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        self.enter_frame(inner)
        self.buffer(inner)
        self.blockvisit(node.body, inner)
        self.start_write(frame, node)
        self.write("environment.printed(")
        self.visit_Filter(node.filter, inner)
        self.write(")")
        self.end_write(frame)
        self.leave_frame(inner)

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Any) -> None:
        """Refuse `{% call %}` in a letter: what it calls would be put in as Word's own code."""
        if frame.eval_ctx.autoescape:
            self.fail("a letter's values are always put in as text", node.lineno)
        super().visit_CallBlock(node, frame)

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        if isinstance(node, nodes.TemplateData) or not frame.eval_ctx.autoescape:
            return super()._output_child_to_const(node, frame, finalize)
        return printed(node.as_const(frame.eval_ctx))

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(held if type(held := (")

    def _output_child_post(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")) is str and environment.plain[held] else environment.printed(held))")


class Plain(dict[str, bool]):
    """Whether a text is free of markup, as far as looked at: a year group shares its titles, codes and grades."""

    def __missing__(self, text: str) -> bool:
        """Look, and keep the answer for a while."""
        if len(self) >= _KEPT:
            self.clear()
        self[text] = plain = not _MARKUP.search(text)
        return plain


class Sandbox(SandboxedEnvironment):
    """Jinja as letters use it: values are escaped, a template can reach nothing but its fields, a missing one is an error."""

    code_generator_class = _Generator

    def __init__(self) -> None:
        """The one configuration of all letters."""
        super().__init__(autoescape=True, undefined=Missing)
        self.plain = Plain()
        self.printed = printed
        for name in _UNESCAPED:
            del self.filters[name]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`row.title` of a row of fields is its item, even where a dict has a method of that name."""
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                pass
        return super().getattr(obj, attribute)


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
