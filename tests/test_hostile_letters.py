"""Letter templates whose tags, names or parts were chosen so that a letter made with them would fetch something."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from results_desk.edges.mail.text import MailText
from results_desk.edges.word.letters import Letter
from results_desk.errors import DeskError

ENDS = b"</Relationships>"
BODY, RELS, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
NAMES = nsdecls("w", "r") + ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
FIELDS = {"name": "Ash Example", "yes": "yes", "number": "9"}


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def says(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def deleted(text: str) -> str:
    return f"<w:r><w:delText>{text}</w:delText></w:r>"


def letter(path: Path, paragraph: str = "") -> Path:
    """A letter with one paragraph of this XML."""
    document = Document()
    document.add_paragraph("Dear {{ name }}")
    document.element.body.insert(0, parse_xml(f"<w:p {NAMES}>{paragraph}</w:p>"))
    document.save(str(path))
    return path


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def unpacked(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


INJECTED = "&lt;/w:t&gt;&lt;w:fldSimple w:instr='DDEAUTO cmd'/&gt;&lt;w:t&gt;"
PROGRAM = code("DDEAUTO cmd")
PAGE = BEGIN + code("PAGE") + END
MADE = {
    "code that docxtpl unpacks in what Jinja takes for a remark": says("{# {{ #}" + INJECTED + "}}"),
    "code that docxtpl unpacks in what Jinja leaves as it is": says("{% raw %}{{ " + INJECTED + " }}{% endraw %}"),
    "an instruction joined to a field by a remark": '<w:fldSimple w:q="{#"/><w:zzz w:q="#}" w:instr="DDEAUTO cmd"/>',
    "an instruction joined to a field by a text": "<w:fldSimple w:q=\"{{ '\"/><w:zzz w:q=\"' }}\" w:instr=\"DDEAUTO cmd\"/>",
    "an instruction joined to a field by a condition": '<w:fldSimple w:q="{% if 0 %}"/><w:zzz w:q="{% endif %}" w:instr="DDEAUTO cmd"/>',
    "a page number that a condition takes away": (
        BEGIN + deleted("{% if not yes %}") + code("PAGE") + deleted("{% endif %}") + PROGRAM + END
    ),
    "a page number that remarks take away": BEGIN + code("<!--{% if not yes %}-->PAGE<!--{% endif %}-->DDEAUTO cmd") + END,
    "a page number that a filter changes": says("{% filter replace('PAGE', 'DDEAUTO cmd') %}") + PAGE + says("{% endfilter %}"),
    "the end of a field before its beginning": (
        BEGIN + code("PAGE") + SEPARATE + code("x") + deleted("{% for each in (1, 2) %}") + PROGRAM + END + BEGIN
        + deleted("{% endfor %}") + END
    ),
    "the kind of a mark by a tag": code("x") + BEGIN + code("PAGE") + BEGIN.replace('"begin"', "\"{{ 'begin' }}\"") + PROGRAM + END,
    "a text that is called": says("{% call '&lt;/w:t&gt;&lt;w:fldSimple w:instr=\"DDEAUTO cmd\"/&gt;&lt;w:t&gt;'.format() %}{% endcall %}"),
    "signs out of a block": says("{% set x %}") + says("y") + says("{% endset %}")
    + "<w:r><w:t>{{ x[0] }}w:instrText{{ x[5] }}DDEAUTO cmd{{ x[:5] }}</w:t></w:r>",
    "signs out of what Jinja makes up": f"{BEGIN}{code('PAGE {{ lipsum()[0] }}!--')}{code('x')}{END}",
    "code that a macro makes": (
        says("{% macro m() %}") + PAGE + says("{% endmacro %}{{ m()|replace('PAGE', 'DDEAUTO cmd') }}")
    ),
    "a blank that is a tab": f"{BEGIN}<w:r><w:instrText>DDEAUTO</w:instrText><w:tab/><w:instrText>cmd</w:instrText></w:r>{END}",
    "a linked object": '<w:r><w:object><o:OLEObject Type="Link" ProgID="Excel.Sheet" UpdateMode="Always" r:id="z1"/></w:object></w:r>',
    "where a picture was linked": '<w:r><w:pict><v:shape><v:imagedata o:href="https://evil.example/x.png"/></v:shape></w:pict></w:r>',
    "a picture with a tab in its address": '<w:r><w:pict><v:fill src="ht&#9;tps://evil.example/x.png"/></w:pict></w:r>',
    "a picture of another computer": '<w:r><w:pict><v:fill src="/\\evil.example\\x.png"/></w:pict></w:r>',
    "a control": '<w:r><w:object><w:control r:id="z1"/></w:object></w:r>',
    "a document below it": '<w:subDoc r:id="z1"/>',
    "a document in it": '<w:altChunk r:id="z1"/>',
}  # fmt: skip
KEPT = {
    "a page number in a loop": says("{% for each in (1, 2) %}") + BEGIN + code("PAGE") + SEPARATE + says("1") + END + says("{% endfor %}"),
    "a condition in an instruction": BEGIN + code('QUOTE "{% if yes %}A{% endif %}"') + END,
    "a macro of words": says("{% macro both(a) %}{{ a }} &amp; B{% endmacro %}{{ both(name) }}"),
    "a block of words": says("{% set x %}{{ name }} &amp; B{% endset %}{{ x }}"),
    "a filter of words": says("{% filter upper %}{{ name }} &amp; b{% endfilter %}"),
    "a link to write to": '<w:fldSimple w:instr="HYPERLINK &quot;mailto:{{ name }}&quot;"/>',
}


@pytest.mark.parametrize("what", MADE)
def test_no_tag_makes_a_letter_fetch_something(what: str, tmp_path: Path) -> None:
    path = letter(tmp_path / "own.docx", MADE[what])

    with pytest.raises(DeskError, match=r"own\.docx"):
        Letter.open(path).render(FIELDS)


@pytest.mark.parametrize("what", KEPT)
def test_what_fetches_nothing_is_written_as_ever(what: str, tmp_path: Path) -> None:
    made = Letter.open(letter(tmp_path / "own.docx", KEPT[what])).render(FIELDS)
    with ZipFile(io.BytesIO(made)) as archive:
        text = archive.read(BODY).decode()

    assert "Dear Ash Example" in text and ("B</w:t>" in text) == ("words" in what)


def test_a_message_is_plain_text_and_nothing_in_it_is_written_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "results.txt"
    path.write_text("Subject: {{ name }}\n{% filter upper %}{{ name }} & b{% endfilter %}{{ '<' }}", encoding="utf-8")

    assert MailText(path).render({"name": "A & B"}) == ("A & B", "A & B & B<\n")


def test_what_a_letter_is_filled_with_is_looked_at_in_one_document_too(tmp_path: Path) -> None:
    opened = Letter.open(letter(tmp_path / "own.docx", MADE["a page number that a condition takes away"]))

    with pytest.raises(DeskError, match="starts a program"):
        opened.combine([FIELDS])


HEAD = f"<w:hdr {NAMES}><w:p>{says('{{ name }}')}{BEGIN}{code('DDEAUTO cmd')}{END}</w:p></w:hdr>"
WRITTEN = {
    "in Chinese letters": b'<?xml version="1.0" encoding="gb2312"?>' + HEAD.encode("gb2312"),
    "after many blanks": b" " * 500 + HEAD.encode(),
    "in letters of seven bits": b'<?xml version="1.0" encoding="UTF-7"?>' + HEAD.encode(),
    "in letters of a mainframe": ('<?xml version="1.0" encoding="cp037"?>' + HEAD).encode("cp037"),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_no_part_of_another_name_is_read_in_a_way_that_only_others_read(how: str, tmp_path: Path) -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ name }}"
    document.save(str(path := tmp_path / "own.docx"))
    parts = unpacked(path)
    header = next(name for name in parts if "header" in name)
    for listed in (RELS, TYPES):
        parts[listed] = parts[listed].replace(header.rpartition("/")[2].encode(), b"head.dat")
    del parts[header]
    packed(path, {**parts, "word/head.dat": WRITTEN[how]})

    with pytest.raises(DeskError, match=r"own\.docx (is not a Word document|holds a field)"):
        Letter.open(path).render(FIELDS)


OUTSIDE = f'<Relationship Id="z1" Type="{KIND}/{{}}" Target="{{}}" TargetMode="{{}}"/>'
W = nsdecls("w")
PUT_IN = {
    "a relationship under a name in percents": ("word/_rels/notes.xml.rel%73", OUTSIDE.format("image", "https://x.example", "External")),
    "an add-in that opens by itself": ("_rels/.rels", OUTSIDE.format("webextensiontaskpanes", "word/pane.xml", "Internal")),
    "data by its connection": ("word/settings.xml", f'<w:mailMerge {W}><w:odso><w:udl w:val="Data Source=x"/></w:odso></w:mailMerge>'),
    "a question to a database": ("word/settings.xml", f'<w:mailMerge {W}><w:query w:val="SELECT * FROM x"/></w:mailMerge>'),
    "a schema from elsewhere": (
        "word/settings.xml",
        '<s:schemaLibrary xmlns:s="http://schemas.openxmlformats.org/schemaLibrary/2006/main">'
        '<s:schema s:uri="u" s:manifestLocation="https://evil.example/m"/></s:schemaLibrary>',
    ),
    "a drawing with a picture from elsewhere": (
        "word/media/a.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><image x:href="https://evil.example/p"/></svg>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PUT_IN)
def test_no_part_takes_something_from_elsewhere(what: str, tmp_path: Path) -> None:
    (name, put_in), path = PUT_IN[what], letter(tmp_path / "own.docx")
    parts = unpacked(path)
    if name.partition("%")[0].endswith(".rel"):
        put_in = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{put_in}</Relationships>'
    before, end = parts.get(name, b""), b"</Relationships>" if name == "_rels/.rels" else b"</w:settings>"
    packed(path, {**parts, name: before.replace(end, put_in.encode() + end) if before else put_in.encode()})

    with pytest.raises(DeskError, match=r"own\.docx (takes|holds) .*so it is not used"):
        Letter.open(path)


def test_a_picture_does_not_come_by_a_link_whose_key_a_tag_makes(tmp_path: Path) -> None:
    used = '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:link="{{ \'z\' ~ 1 }}"/>'
    path = letter(tmp_path / "own.docx", f"<w:r><w:drawing>{used}</w:drawing></w:r>")
    parts = unpacked(path)
    link = OUTSIDE.format("hyperlink", "https://evil.example/x.png", "External").encode()
    packed(path, {**parts, RELS: parts[RELS].replace(ENDS, link + ENDS)})

    with pytest.raises(DeskError, match="holds a tag in a place where"):
        Letter.open(path)


def test_drawings_with_pictures_of_their_own_fonts_and_charts_are_no_harm(tmp_path: Path) -> None:
    path = letter(tmp_path / "own.docx")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,AA=="/><a href="https://x.example"/></svg>'
    parts = unpacked(path)
    kinds = {"svg": "image/svg+xml", "odttf": "application/vnd.openxmlformats-officedocument.obfuscatedFont"}
    kinds["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    listed = "".join(f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in kinds.items())
    parts[TYPES] = parts[TYPES].replace(b"</Types>", listed.encode() + b"</Types>")
    more = {"media/a.svg": drawing.encode(), "media/b.svg": b"<svg", "fonts/f.odttf": b"<\0\1", "embeddings/a.xlsx": b"PK\3\4"}
    packed(path, parts | {f"word/{name}": data for name, data in more.items()})

    assert Letter.open(path).fields == {"name"}
