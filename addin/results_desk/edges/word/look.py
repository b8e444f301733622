"""How a school's letters look: its colour, its logo and large print, put into a template before docxtpl prepares it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from results_desk.edges.ooxml.members import Member, assemble
from results_desk.errors import DeskError

if TYPE_CHECKING:
    from docx.document import Document

OUR_COLOUR = "1F3864"
_TINTS = {"E9EEF6": 0.9, "B8C4D9": 0.7}
"""Our paler colours, and how far each is from the colour of the letter to white."""
CONTRAST = 4.5
"""Least contrast of text. Source: https://www.w3.org/TR/WCAG21/#contrast-minimum"""
LOGO_BYTES = 500_000
LOGO_HEIGHT, LOGO_WIDTH = 11, 60  # millimetres
LOGO_TAG = re.compile(r"\{\{\s*logo\s*\}\}")
LARGE, LARGER = 32, 1.4
"""Half points that no letter of large print falls below, and by how much what is larger already grows."""
_SHORT, _LONG, _MARGINS = 11906, 16838, 2040
_UPRIGHT = f'<w:pgSz w:w="{_SHORT}" w:h="{_LONG}"/>'
_SIZE = re.compile(r'(<w:sz(?:Cs)? w:val=")(\d+)(?=")')
_WIDTH = re.compile(r'(<w:(?:tblW|tcW|gridCol)\b[^>]*?w:w="|<w:tab [^>]*?w:pos=")(\d+)(?=")')
_INDENT = re.compile(r'(<w:ind [^>]*?)w:left="(\d+)" w:hanging="(\d+)"')
_TEXT_PARTS = re.compile(r"word/(?:document|styles|numbering|header\d*|footer\d*|footnotes)\.xml")


@dataclass(frozen=True)
class Look:
    """A colour as six hexadecimal digits, the file of a logo, and whether all letters are large. The default leaves a template as it is."""

    colour: str = ""
    logo: Path | None = None
    large: bool = False

    @classmethod
    def read(cls, colour: str, logo: str, folder: Path) -> Look:
        """From the words of the settings; the logo lies in `folder`. DeskError when one of them cannot be used."""
        return cls(_colour(colour), _logo(logo, folder))

    def of_print(self, large: bool) -> Look:
        """The same, in large print or not."""
        return replace(self, large=large)


def _colour(words: str) -> str:
    plain = words.strip().removeprefix("#").upper()
    way_out = "write six digits such as #1F3864 under Letter colour in Settings, or leave it blank."
    if plain and not re.fullmatch("[0-9A-F]{6}", plain):
        raise DeskError(f"The letter colour '{words.strip()}' is no colour: {way_out}")
    if plain and contrast(plain) < CONTRAST:
        raise DeskError(f"The letter colour #{plain} is too pale to read on white: choose a darker one; {way_out}")
    return plain


def contrast(colour: str) -> float:
    """How a colour stands out from white, by the formula of WCAG: 1 for white, 21 for black."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _logo(words: str, folder: Path) -> Path | None:
    if not words.strip():
        return None
    file, way_out = folder / words.strip(), "or leave Logo blank in Settings."
    if file.suffix.casefold() not in (".png", ".jpg", ".jpeg"):
        raise DeskError(f"The logo '{words.strip()}' is no PNG or JPEG file: save it as one, {way_out}")
    if not file.is_file():
        raise DeskError(f"The logo '{words.strip()}' is not in the folder {folder.name} of the desk: put it there, {way_out}")
    if file.stat().st_size > LOGO_BYTES:
        raise DeskError(f"The logo '{words.strip()}' is larger than {LOGO_BYTES // 1000} kB and is in every letter: save a smaller one.")
    return file


def dressed(template: bytes, look: Look) -> bytes:
    """The template's bytes with that look; the same bytes where there is nothing to change. ValueError or KeyError for no Word file."""
    if look.logo:
        template = _with_logo(template, look.logo)
    if not (look.colour or look.large):
        return template
    with ZipFile(io.BytesIO(template)) as packed:
        parts = {info.filename: packed.read(info) for info in packed.infolist() if not info.is_dir()}
    upright = _UPRIGHT.encode() in parts["word/document.xml"]
    for name in filter(_TEXT_PARTS.fullmatch, parts):
        text = parts[name].decode("utf-8")
        text = _coloured(text, look.colour) if look.colour else text
        parts[name] = (_enlarged(text, upright) if look.large else text).encode()
    return assemble(Member.packed(name, data) for name, data in parts.items())


def _coloured(text: str, colour: str) -> str:
    for ours, towards_white in {OUR_COLOUR: 0.0, **_TINTS}.items():
        text = text.replace(f'"{ours}"', f'"{_tint(colour, towards_white)}"')
    return text


def _tint(colour: str, towards_white: float) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return "".join(f"{round(part + (255 - part) * towards_white):02X}" for part in parts)


def _enlarged(text: str, upright: bool) -> str:
    """Letters of 16 points at least; an upright page is turned on its side, its tables and tabs as much wider as the page."""
    if upright:
        scale = (_LONG - _MARGINS) / (_SHORT - _MARGINS)
        text = text.replace(_UPRIGHT, f'<w:pgSz w:w="{_LONG}" w:h="{_SHORT}" w:orient="landscape"/>')
        text = _WIDTH.sub(lambda found: f"{found[1]}{round(int(found[2]) * scale)}", text)
    text = _INDENT.sub(lambda found: f'{found[1]}w:left="{_wider(found[2])}" w:hanging="{_wider(found[3])}"', text)
    return _SIZE.sub(lambda found: f"{found[1]}{_larger(int(found[2]))}", text)


def _wider(indent: str) -> int:
    """Room for a large bullet."""
    return round(int(indent) * LARGER)


def _larger(size: int) -> int:
    return size if size <= 2 else max(LARGE, round(size * LARGER))


def _with_logo(template: bytes, logo: Path) -> bytes:
    """The template with the picture where its `{{ logo }}` stands, wherever that is."""
    from docx import Document
    from docx.image.exceptions import UnrecognizedImageError

    document = Document(io.BytesIO(template))
    try:
        found = [paragraph for paragraph in _paragraphs(document) if LOGO_TAG.search(paragraph.text)]
        for paragraph in found:
            _place(paragraph, logo)
    except (UnrecognizedImageError, OSError, ValueError):
        raise DeskError(f"The logo {logo.name} can't be read as a picture: save it again as PNG or JPEG.") from None
    made = io.BytesIO()
    document.save(made)
    return made.getvalue() if found else template


def _paragraphs(document: Document) -> Iterator[Any]:
    for section in document.sections:
        for holder in (section.header, section.first_page_header, section.even_page_header, section.footer):
            if not holder.is_linked_to_previous:
                yield from _held(holder)
    yield from _held(document)


def _held(holder: Any) -> Iterator[Any]:
    yield from holder.paragraphs
    for table in holder.tables:
        for cell in table._cells:
            yield from _held(cell)


def _place(paragraph: Any, logo: Path) -> None:
    """Put the picture in the run that begins the tag; the tag may lie over several runs."""
    from docx.shared import Mm

    whole = "".join(run.text for run in paragraph.runs)
    found = LOGO_TAG.search(whole)
    if found is None:
        return
    at, holder = 0, None
    for run in paragraph.runs:
        start, at = at, at + len(run.text)
        if start < found.end() and at > found.start():
            run.text = run.text[: max(0, found.start() - start)] + run.text[max(0, found.end() - start) :]
            holder = holder or run
    picture = holder.add_picture(str(logo), height=Mm(LOGO_HEIGHT))  # type: ignore[union-attr]
    if picture.width > Mm(LOGO_WIDTH):
        picture.height, picture.width = round(picture.height * Mm(LOGO_WIDTH) / picture.width), Mm(LOGO_WIDTH)
    holder.add_text("  ")  # type: ignore[union-attr]
    described = picture._inline.docPr
    described.set("descr", "Logo of {{ centre_name }}")
    described.set("name", "Logo")
