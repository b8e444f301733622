"""One document to print from many letters: a copy of the template's body for each, in sections that share nothing but style.

A section has its own page numbers, its own headers and footers where these name somebody, its own lists; what Word wants to
be unique in a document (pictures, bookmarks, content controls) is numbered anew. Text is compressed as it comes, so memory
grows with the compressed document only.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from jinja2 import Template

from results_desk.edges import wordparts
from results_desk.edges.package import Member, assemble
from results_desk.edges.wordfill import DECLARATION, FIRST_PICTURE, Filler
from results_desk.edges.wordvalues import Values
from results_desk.errors import DeskError

_SECTION = re.compile(r"<w:sectPr(?: [^>]*)?(?:/>|>.*?</w:sectPr>)", re.DOTALL)
_NOTES = re.compile(r"<w:(foot|end)noteReference ")
_COMMENT = re.compile(r"<w:comment(?:RangeStart|RangeEnd|Reference) [^>]*/>")
_CONTROL_ID = re.compile(r'<w:id w:val="-?\d+"/>')
_MARK_ID = re.compile(r'(?<=<)(w:\w+ [^>]*?w:id=")(\d+)(?=")')
_BOOKMARK = re.compile(r'<w:bookmarkStart [^>]*?w:name="([^"]+)"')
_LAST_PARAGRAPH = re.compile(r"<w:p(?= |>)((?:(?!<w:p[ >]|</w:p>).)*)</w:p>\s*\Z", re.DOTALL)
_EMPTY_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?/>\s*\Z")
_TINY = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>{}<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
