"""Files spoilt as files get spoilt: bits, pieces, cells, headings, encodings, XML within archives. The same seed, the same file."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence

MOST = 400_000
"""Bytes that a spoilt file grows to at most: what is read slower than that is large, not spoilt."""
NASTY = (
    "", " ", "0", "-1", "0042", "1E309", "-1e-400", "9" * 400, "NaN", "inf", "#REF!", "=1+1", "=cmd|' /C calc'!A0", "@x", "+44", "-",
    "31/02/2024", "2024-02-30", "9999-12-31", "0000-00-00", "00:60", "24/06/2024 25:61", "45519.99999999", "1900-02-29", "TRUE", "None",
    '"', '""', "'", ";", "\t", "a\nb", "a\r\nb", "\x00", "\x07", "\x1f", "\x7f", "\ufeff", "\ufffe", "\u202egrade", "\u2028", "é",
    "e\u0301", "😀", "ﬀ", "İ", "ß", "٣", "²", "½", "１２", "x" * 33000, "../../x", "CON", "{{ x }}", "{% for x in y %}",
    "<a>&amp;", "&lt;", "%s", "\\", "Total",
    "£1,000,000.00", "£-0", "1.2.3", "1,5", "(5)", "X", "Q", "#", "9-9", "A*A*", "C1 D1 U", "12345678901234567890", "Yes", "Maths; English",
)  # fmt: skip
"""What stands in cells that nobody expects there."""
NUMBERS = (b"0", b"-1", b"1048577", b"16385", b"4294967296", b"9" * 20, b"1e400", b"", b"x", b"0x10", b"\xc2\xb2", b"A0", b"XFE1")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-7", "utf-32", "cp037")
_TAG = re.compile(rb"<[^<>]*>")
_ATTRIBUTE = re.compile(rb'="[^"<>]*"')
_TEXT = re.compile(rb">[^<>]+<")
_ELEMENT = re.compile(rb"<(\w[\w:.-]*)(?:\s[^<>]*)?(?:/>|>(?:[^<]|<(?!\1[\s>/]))*?</\1>)")

Change = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def mutate(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """The file, spoilt once to a few times; pieces of the others may come into it."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        data = _change_for(rng, data)(rng, data, others)[:MOST]
    return data


def _change_for(rng: random.Random, data: bytes) -> Change:
    if data.startswith(b"PK") and rng.random() < 0.85:
        return _archive
    if rng.random() < 0.2:
        return rng.choice(_OF_BYTES)
    start = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"<"):
        return rng.choice(_OF_XML)
    if start.startswith(b"{"):
        return rng.choice((_json, _json, _lines, _odd_text))
    if _is_text(data):
        return rng.choice(_OF_TEXT)
    return rng.choice(_OF_BYTES)


def _is_text(data: bytes) -> bool:
    return sum(byte < 9 for byte in data[:2000]) * 4 <= len(data[:2000]) * 2 + 4


def _span(rng: random.Random, length: int, most: int = 2000) -> tuple[int, int]:
    start = rng.randrange(length + 1)
    return start, min(length, start + rng.choice((1, 2, 4, rng.randint(1, 64), rng.randint(1, most))))


# of any bytes


def _flip(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    held = bytearray(data)
    for _ in range(rng.randint(1, 8) if held else 0):
        held[rng.randrange(len(held))] ^= 1 << rng.randrange(8)
    return bytes(held)


def _overwrite(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(rng, len(data), 16)
    return data[:start] + rng.choice((b"\x00", b"\xff", b"\x7f", b"\x80")) * (end - start) + data[end:]


def _delete(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(rng, len(data))
    return data[:start] + data[end:]


def _cut(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] if rng.random() < 0.8 else data[at:]


def _double(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(rng, len(data))
    return data[:end] + data[start:end] * rng.choice((1, 1, 2, 50)) + data[end:]


def _splice(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = rng.choice(others)
    (start, end), (first, last) = _span(rng, len(data)), _span(rng, len(other), 5000)
    return data[:start] + other[first:last] + data[end:]


# of text and tables


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(name, "surrogateescape" if name != "utf-16" else "replace"), name
    return data.decode("utf-8", "surrogateescape"), "utf-8"


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding, "surrogateescape" if encoding.startswith("utf-8") else "replace")
    except UnicodeError:
        return text.encode("utf-8", "surrogatepass")


def _lines(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    text, encoding = _decoded(data)
    lines = text.splitlines(keepends=True) or [""]
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(6):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            del lines[one]
        case 2:
            lines[one:one] = [lines[other]] * rng.choice((1, 2, 200))
        case 3:
            lines[one] = rng.choice(("\r\n", "\n", "\r", "", ";;;;\r\n", "sep=|\r\n", '"', "\x0c\n", "\u2028"))
        case 4:
            lines[one:one] = _decoded(rng.choice(others))[0].splitlines(keepends=True)[: rng.randint(1, 3)]
        case _:
            lines[one] = lines[one].rstrip("\r\n") + rng.choice((",", ";", "\t")) * rng.choice((1, 3, 300)) + "\r\n"
    return _encoded("".join(lines), encoding)


def _cells(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Cells, columns or headings of a table changed for others."""
    text, encoding = _decoded(data)
    lines = text.splitlines()
    if not lines:
        return data
    delimiter = max(",;\t|", key=text[:2000].count)
    rows = [line.split(delimiter) for line in lines]
    row = rows[rng.randrange(len(rows))] if rng.random() < 0.7 else rows[0]
    at = rng.randrange(len(row))
    match rng.randrange(7):
        case 0 | 1 | 2:
            row[at] = rng.choice(NASTY)
        case 3:
            row[at] = f'"{rng.choice(NASTY)}"'
        case 4:
            other = rng.choice(rows)
            row[at], other[rng.randrange(len(other))] = other[rng.randrange(len(other))], row[at]
        case 5:
            one, two = at, rng.randrange(len(row))
            for each in rows[: rng.choice((1, len(rows)))]:
                if max(one, two) < len(each):
                    each[one], each[two] = each[two], each[one]
        case _:
            heads = _decoded(rng.choice(others))[0].splitlines()[:1] or [""]
            row[at] = rng.choice(re.split(r"[,;\t]", heads[0]) or [""])
    return _encoded("\r\n".join(delimiter.join(row) for row in rows), encoding)


def _odd_text(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    text, encoding = _decoded(data)
    start, end = _span(rng, len(text), 8)
    return _encoded(text[:start] + rng.choice(NASTY) + text[end:], encoding)


def _digits(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    one = rng.choice(found)
    new = rng.choice((b"9" * len(one[0]), b"0" * len(one[0]), b"", b"-" + one[0][1:], one[0][::-1], rng.choice(NUMBERS)))
    return data[: one.start()] + new + data[one.end() :]


def _recoded(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return _encoded(_decoded(data)[0], rng.choice(ENCODINGS))


def _delimited(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    text, encoding = _decoded(data)
    old, new = max(",;\t|", key=text[:2000].count), rng.choice((",", ";", "\t", "|", ":", " "))
    ends = rng.choice(("\r\n", "\n", "\r", "\r\r\n"))
    return _encoded(ends.join(text.replace(old, new).splitlines()), encoding)


# of XML


def _xml_value(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    found = list(rng.choice((_ATTRIBUTE, _TEXT)).finditer(data))
    if not found:
        return data
    one = rng.choice(found)
    nasty = rng.choice(NASTY).encode("utf-8", "replace")
    held = rng.choice((rng.choice(NUMBERS), nasty, rng.choice(found)[0][1:].strip(b'"<>'), b"&#0;", b"&#x1F;", b"&x;", b"]]>"))
    first, last = one[0][:2] if one[0].startswith(b"=") else one[0][:1], one[0][-1:]
    return data[: one.start()] + first + held + last + data[one.end() :]


def _xml_element(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """An element left out, doubled, put elsewhere, or around itself."""
    found = [one for one in _ELEMENT.finditer(data) if len(one[0]) < len(data) // 2] or list(_TAG.finditer(data))
    if not found:
        return data
    one, other = rng.choice(found), rng.choice(found)
    match rng.randrange(5):
        case 0:
            return data[: one.start()] + data[one.end() :]
        case 1:
            return data[: one.end()] + one[0] * rng.choice((1, 2, 300)) + data[one.end() :]
        case 2:
            return data[: one.start()] + other[0] + data[one.end() :]
        case 3:
            return data[: other.start()] + one[0] + data[other.start() :]
        case _:
            tag = rng.choice((b"<!-- x -->", b"<![CDATA[<v>]]>", b"<?x y?>", b"<!DOCTYPE x>", b"</x>", b"<x>", b'<a:b xmlns:a="urn:x"/>'))
            return data[: one.start()] + tag + data[one.start() :]


def _xml_tag(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    found = list(_TAG.finditer(data))
    if not found:
        return data
    one = rng.choice(found)
    tag = one[0]
    new = rng.choice((b"", tag.replace(b"/>", b">"), tag.upper(), tag.replace(b'"', b"'"), b"<x:" + tag[1:], tag.replace(b" ", b"\n")))
    return data[: one.start()] + new + data[one.end() :]


# of JSON lines


def _json(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    lines = data.splitlines()
    at = rng.randrange(len(lines))
    try:
        said = json.loads(lines[at])
        name = rng.choice([*said, "new"])
    except (ValueError, TypeError, RecursionError):
        return data
    if not isinstance(said, dict) or not said:
        return _odd_text(rng, data, others)
    odd = (None, True, 0, -1, 1e308, 10**400, "", [], {}, [[1]], {"a": {}}, "\ud800", "0" * 64, "2024-08-15T08:00:00", *NASTY[:8])
    if rng.random() < 0.2:
        del said[rng.choice([*said])]
    else:
        said[name] = rng.choice(odd)
    odd_lines = (json.dumps(said) * 2, "[" * 3000, json.dumps([said]), "NaN")
    lines[at] = (rng.choice(odd_lines) if rng.random() < 0.2 else json.dumps(said)).encode()
    return b"\n".join(lines) + b"\n"


# of archives


def _archive(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A part changed in its own way, left out, doubled or renamed, or what the archive says of it changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [(info.filename, packed.read(info)) for info in packed.infolist()]
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
        return rng.choice(_OF_BYTES)(rng, data, others)
    if not parts:
        return data
    at = rng.randrange(len(parts))
    name, content = parts[at]
    match rng.randrange(12):
        case 0:
            del parts[at]
        case 1:
            parts.insert(rng.randrange(len(parts)), (name, content[: rng.randrange(len(content) + 1)]))
        case 2:
            names = (name.upper(), "../" + name, name + "x", "/" + name, name.replace("/", "\\"), rng.choice(parts)[0])
            parts[at] = (rng.choice(names), content)
        case 3:
            other = rng.randrange(len(parts))
            parts[at], parts[other] = (name, parts[other][1]), (parts[other][0], content)
        case 4:
            return _header(rng, _packed(parts))
        case _:
            parts[at] = (name, _change_for(rng, content)(rng, content, [part for _, part in parts] or others))
    return _packed(parts)


def _packed(parts: Sequence[tuple[str, bytes]]) -> bytes:
    import warnings

    into = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        warnings.simplefilter("ignore")
        for name, content in parts:
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
    return into.getvalue()


def _header(rng: random.Random, data: bytes) -> bytes:
    """Something else in the fields of one of the archive's headers: flags, method, sizes, places."""
    marks = [found.start() for found in re.finditer(rb"PK[\x01\x03\x05][\x02\x04\x06]", data)]
    held = bytearray(data)
    start = rng.choice(marks) + rng.randrange(4, 30)
    held[start : start + 2] = rng.choice((b"\x00\x00", b"\xff\xff", b"\x01\x00", b"\x08\x08", rng.randbytes(2)))
    return bytes(held)


_OF_BYTES: tuple[Change, ...] = (_flip, _overwrite, _delete, _cut, _double, _splice)
_OF_TEXT: tuple[Change, ...] = (_cells, _cells, _cells, _lines, _lines, _odd_text, _digits, _recoded, _delimited, _double)
_OF_XML: tuple[Change, ...] = (_xml_value, _xml_value, _xml_element, _xml_element, _xml_tag, _digits, _odd_text)
