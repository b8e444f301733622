"""Filling one template: strings rendered and packed into a copy of its zip, or docxtpl's own route for rich values."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from jinja2 import Template, TemplateError, UndefinedError

from results_desk.edges.ooxml.members import Frame, Member, assemble
from results_desk.edges.word import template as wordtemplate
from results_desk.edges.word.links import Watch, require_package
from results_desk.edges.word.look import Look
from results_desk.edges.word.sandbox import Sandbox
from results_desk.edges.word.values import Values, without_layout
from results_desk.errors import DeskError

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)
_LAID_OUT = re.compile("[\t\n\a\f]")
_PICTURE = re.compile(r'(<wp:docPr\b[^>]*?\bid=")\d+(")')
FIRST_PICTURE = 1001
"""docxtpl numbers the pictures of a document from here."""
_ONCE = 9  # the deflate level of what is packed once per template
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Filler:
    """A prepared template and all that filling it needs."""

    def __init__(self, template: Path, look: Look, blob: bytes = b"") -> None:
        """Prepare and compile a template, of which `blob` is what it holds, in that look. DeskError when that cannot be done."""
        self.name = template.name
        self.sandbox = Sandbox()
        self.sources, self._docxtpl = wordtemplate.load(template, look, blob)
        self.compiled = {name: self.compile(source) for name, source in self.sources.parts.items()}
        used = {name: wordtemplate.used_fields(self.sandbox, source) for name, source in self.sources.parts.items()}
        self.fields = frozenset().union(*used.values())
        self._used = {name: [field for field in sorted(fields) if "." not in field] for name, fields in used.items()}
        self.watch = Watch(self.name, self.sources.blob, self.sources.parts, self.sandbox)
        self.members = {member.name: member for member in packed_again(self.sources.blob)}
        self._frame = Frame(member for name, member in self.members.items() if name not in self.compiled)
        self._has_pictures = "<wp:docPr" in self.sources.text
        self._last: dict[str, tuple[list[object], Member]] = {}

    def compile(self, source: str) -> Template:
        """A Jinja source, compiled in the letters' sandbox. DeskError names the letter and the broken tag."""
        return wordtemplate.compile_part(self.name, self.sandbox, source)

    def engine(self) -> DocxTemplate:
        """A new docxtpl object of the template, not rendered yet."""
        engine = wordtemplate.docxtpl_class()(io.BytesIO(self.sources.blob))
        engine.init_docx()
        return engine

    def render(self, fields: Mapping[str, object], own: DocxTemplate | None = None) -> tuple[bytes, bytes]:
        """One letter as a .docx, by the fast route where its values are plain: what all letters start with, and the rest of this one."""
        values = Values(fields)
        if values.rich or own is not None:
            return b"", self._by_docxtpl(values, own or self.engine())
        return self._frame.filled([self._changed(name, values.fields) for name in self.compiled])

    def text(self, source: Template, fields: Mapping[str, Any]) -> str:
        """A part with its values, laid out as docxtpl does. DeskError names the letter and the field, never a value."""
        try:
            return self._laid_out(source.render(fields))
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise self._refusal(error) from None

    def mended(self, document: str, pictures: Iterable[int]) -> str:
        """A document part with the column counts of its tables right, and every picture a number of its own."""
        if self.sources.varying:
            document = self._docxtpl.xml_to_string(self._docxtpl.fix_tables(document))
        if self._has_pictures:
            numbers = iter(pictures)
            document = _PICTURE.sub(lambda found: f"{found[1]}{next(numbers)}{found[2]}", document)
        return document

    def _changed(self, name: str, values: Mapping[str, Any]) -> Member:
        """A part packed; one that takes the same texts as in the letter before (a header that names nobody) is not filled again."""
        used = [values.get(field) for field in self._used[name]]
        last = self._last.get(name)
        if last is None or last[0] != used:
            text = self.text(self.compiled[name], values)
            if name == self.sources.document:
                text = self.mended(text, count(FIRST_PICTURE))
            self.watch.require(name, text)
            last = used, Member.packed_fast(name, encoded(text))
            if all(type(value) is str for value in used):
                self._last[name] = last
        return last[1]

    def _laid_out(self, text: str) -> str:
        """Tabs, line feeds, bells and form feeds become Word's own by docxtpl's rule, in the paragraphs that have any."""
        if "\n" in text or "\t" in text or "\a" in text or "\f" in text:
            return without_layout(_PARAGRAPH.sub(self._laid_out_paragraph, text))
        return text

    def _laid_out_paragraph(self, found: re.Match[str]) -> str:
        return str(self._docxtpl.resolve_listing(found[0])) if _LAID_OUT.search(found[0]) else found[0]

    def _by_docxtpl(self, values: Values, own: DocxTemplate) -> bytes:
        made = io.BytesIO()
        try:
            own.render(values.fields, self.sandbox, autoescape=True)
            own.save(made)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise self._refusal(error) from None
        require_package(self.name, made.getvalue())
        return assemble(packed_again(made.getvalue()))

    def _refusal(self, error: Exception) -> DeskError:
        if isinstance(error, UndefinedError):
            field = re.findall(r"'([^']*)'", error.message or "'?'")[-1]
            return DeskError(f"{self.name} prints the field '{field}', which has no value here: fill it in, or correct the letter in Word.")
        return DeskError(f"{self.name} can't be filled ({type(error).__name__}): correct what its tags compute, in Word.")


def encoded(part: str) -> bytes:
    """A part of the package as bytes."""
    return DECLARATION + part.encode()


def packed_again(package: bytes) -> list[Member]:
    """The members of a zip without its dates and other traces of who packed it."""
    with ZipFile(io.BytesIO(package)) as archive:
        return [Member.packed(info.filename, archive.read(info), _ONCE) for info in archive.infolist() if not info.is_dir()]
