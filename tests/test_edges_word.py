"""The merge engine: what docxtpl would write, faster; every dead end with its way out; one document of many letters."""

from __future__ import annotations

import io
import os
import sys
import unicodedata
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docxtpl import DocxTemplate, InlineImage, RichText
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from letter_words import REQUEST, STATEMENT, forms, many_lines, many_results, part, part_names, template, texts, written
from lxml import etree
from office import pdf_pages, pdf_text, to_pdf, validator_errors

from results_desk.edges.names import LONGEST, LONGEST_BYTES, safe_name
from results_desk.edges.ooxml.members import Member, assemble, quick_zlib
from results_desk.edges.ooxml.package import Package
from results_desk.edges.word import folders as letterfolders
from results_desk.edges.word import letters as word
from results_desk.edges.word.letters import Letter, write_file, write_letters
from results_desk.errors import DeskError

NAUGHTY = {
    "markup": "Smith & Sons <x>",
    "quotes": 'O\'Neill "the" ‘Great’ “One”',
    "emoji": "Zoë 👩‍🎓🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "right to left": "محمد בן־דוד Smith",
    "combining": "Ngu\u0301ye\u0302\u0303n Z\u0327",
    "long": "Featherstonehaugh " * 11 + "de",
    "tags": "{{ candidate_name }} {% if %} {# x #} {_{ y }_}",
    "entities": "&amp; &lt;b&gt; ]]> <!-- -->",
    "one word": "x" * 200,
}
ROWS = [{"title": "Mathematics", "grade": "A*"}, {"title": "Art & Design", "grade": "4"}]
FIELDS: dict[str, Any] = {
    "name": "Smith & Sons <x>",
    "number": "0042",
    "results": ROWS,
    "shown": True,
    "hidden": "",
    "count": 3,
    "lines": "one\ntwo\tthree",
}


def canonical(xml: bytes) -> bytes:
    return etree.tostring(etree.fromstring(xml), method="c14n")


def parts(letter: bytes) -> dict[str, bytes]:
    package = Package.of("letter", letter)
    return {name: package.read(name) for name in package.names}


def by_docxtpl(path: Path, fields: dict[str, Any]) -> bytes:
    document = DocxTemplate(path)
    document.render(fields, Environment(undefined=StrictUndefined), autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def assert_same(path: Path, fields: dict[str, Any]) -> None:
    """The document, headers and footers are what docxtpl itself writes, as XML."""
    ours, theirs = Letter.open(path).render(fields), by_docxtpl(path, fields)
    names = [name for name in part_names(theirs) if name.startswith(("word/document", "word/header", "word/footer"))]

    assert set(names) <= set(part_names(ours))
    for name in names:
        assert canonical(part(theirs, name)) == canonical(part(ours, name)), name


class TestSameAsDocxtpl:
    @pytest.mark.parametrize("practice", [True, False])
    @pytest.mark.parametrize("count", [1, 9, 16])
    def test_statement(self, count: int, practice: bool) -> None:
        assert_same(STATEMENT, written(many_results(count), practice=practice)[0])

    @pytest.mark.parametrize("practice", [True, False])
    @pytest.mark.parametrize("count", [1, 6])
    def test_request_form(self, count: int, practice: bool) -> None:
        assert_same(REQUEST, forms(many_lines(count), practice=practice)[0])

    def test_rich_text_goes_by_docxtpl_itself(self, tmp_path: Path) -> None:
        path = template(tmp_path, "{{r name }} {{ number }}")

        assert_same(path, FIELDS | {"name": RichText("bold & red", bold=True, color="FF0000")})

    def test_pictures_go_by_docxtpl_itself(self, tmp_path: Path) -> None:
        letter, picture = Letter.open(template(tmp_path, "{{ logo }} {{ number }}")), tmp_path / "dot.png"
        picture.write_bytes(bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f000500"
            "01ff5c9c2f0b0000000049454e44ae426082"
        ))  # fmt: skip
        own = letter.docxtpl()
        made = letter.render(FIELDS | {"logo": InlineImage(own, str(picture))}, own)

        assert "0042" in texts(made)[0]
        assert any(name.startswith("word/media/") for name in part_names(made))
        assert {info[:6] for info in _dates(made)} == {(1980, 1, 1, 0, 0, 0)}


def _dates(letter: bytes) -> list[tuple[int, ...]]:
    import zipfile

    return [info.date_time for info in zipfile.ZipFile(io.BytesIO(letter)).infolist()]


class TestValues:
    @pytest.mark.parametrize("kind", NAUGHTY)
    def test_come_out_as_typed(self, kind: str, tmp_path: Path) -> None:
        made = Letter.open(template(tmp_path, "{{ name }}", header="{{ name }}", title="{{ name }}")).render({"name": NAUGHTY[kind]})

        assert texts(made).count(NAUGHTY[kind]) == 2
        assert Document(io.BytesIO(made)).core_properties.title == NAUGHTY[kind]

    @given(st.text())
    def test_any_text(self, text: str) -> None:
        made = _any_text().render({"name": text})
        kept = "".join(letter for letter in text.replace("\r\n", "\n").replace("\r", "\n") if _is_xml(letter))

        assert "\n".join(texts(made)[:-2]) == kept.replace("\a", "\n") or "\f" in kept

    def test_properties_are_as_typed_by_docxtpl_s_route_too(self, tmp_path: Path) -> None:
        letter = Letter.open(template(tmp_path, "{{ name }}", title="{{ name }}"))

        assert Document(io.BytesIO(letter.render({"name": "A & B"}, letter.docxtpl()))).core_properties.title == "A & B"

    def test_the_same_fields_give_the_same_bytes(self) -> None:
        fields = written(many_results(9))[0]

        assert Letter.open(STATEMENT).render(fields) == Letter.open(STATEMENT).render(fields)

    def test_a_header_follows_its_values(self, tmp_path: Path) -> None:
        """What was packed for one letter is not used for another, whatever the values are."""
        letter = Letter.open(template(tmp_path, "x", header="{{ who }}"))
        values = ["A", "A", "B", 1, True, 1.0, "1", "A"]

        assert [texts(letter.render({"who": value}))[1] for value in values] == [str(value) for value in values]

    def test_a_list_that_the_caller_changes_is_read_again(self, tmp_path: Path) -> None:
        letter, rows = Letter.open(template(tmp_path, "x", header="{{ rows|join }}")), ["a"]
        letter.render({"rows": rows})
        rows[0] = "b"

        assert texts(letter.render({"rows": rows}))[1] == "b"


_LETTERS: list[Letter] = []


def _any_text() -> Letter:
    if not _LETTERS:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            _LETTERS.append(Letter.open(template(Path(folder), "{{ name }}")))
    return _LETTERS[0]


def _is_xml(letter: str) -> bool:
    return letter in "\t\n\a\f" or (" " <= letter <= "\ud7ff") or ("\ue000" <= letter <= "\ufffd") or letter > "\uffff"


class TestDeadEnds:
    """Each is one sentence that names the letter and what to correct."""

    def test_a_missing_value(self, tmp_path: Path) -> None:
        with pytest.raises(DeskError, match=r"template\.docx prints the field 'name', which has no value here: fill it in, or correct"):
            Letter.open(template(tmp_path, "{{ name }}")).render({})

    @pytest.mark.parametrize("nothing", [None, float("nan")])
    def test_a_value_that_is_nothing(self, nothing: object, tmp_path: Path) -> None:
        letter = Letter.open(template(tmp_path, "{% if name %}{{ name }}{% endif %}{{ other }}"))

        assert texts(letter.render({"name": nothing, "other": "x"}))[0] == "x"
        with pytest.raises(DeskError, match="prints the field 'other'"):
            letter.render({"name": "x", "other": nothing})

    def test_a_missing_value_of_a_row(self, tmp_path: Path) -> None:
        with pytest.raises(DeskError, match="prints the field 'titel'"):
            Letter.open(template(tmp_path, "{% for r in results %}{{ r.titel }}{% endfor %}")).render(FIELDS)

    def test_a_missing_value_by_docxtpl_s_route(self, tmp_path: Path) -> None:
        with pytest.raises(DeskError, match="prints the field 'other'"):
            Letter.open(template(tmp_path, "{{r name }}{{ other }}")).render({"name": RichText("x")})

    def test_an_unknown_field(self, tmp_path: Path) -> None:
        letter = Letter.open(template(tmp_path, "{{ candidate_nmae }}", footer="{{ centre }}"))

        with pytest.raises(DeskError) as error:
            letter.check({"candidate_name", "centre_name"})
        assert str(error.value) == (
            "template.docx uses the field 'candidate_nmae', which no letter has (nearest: 'candidate_name') and the field 'centre', "
            "which no letter has (nearest: 'centre_name'): correct the letter in Word and save it."
        )

    def test_an_unknown_field_of_a_row(self, tmp_path: Path) -> None:
        letter = Letter.open(template(tmp_path, "{% for r in results|sort(attribute='title') %}{{ r.titel }} {{ loop.index }}{% endfor %}"))

        assert letter.fields == {"results", "results.titel"}
        with pytest.raises(DeskError, match=r"'results\.titel', which no letter has \(nearest: 'results\.title'\)"):
            letter.check({"results", "results.title"})
        letter.check({"results"})

    @pytest.mark.parametrize(
        ("text", "near"),
        [
            ("Dear {{ name }", "Dear {{ name }"),
            ("{% if x %} a", "{% if x %} a"),
            ("{{ name | nofilter }}", "nofilter"),
            ("{% fro r in x %}", "fro r in x"),
        ],
    )
    def test_a_broken_tag(self, text: str, near: str, tmp_path: Path) -> None:
        with pytest.raises(DeskError) as error:
            Letter.open(template(tmp_path, "Good {{ name }}", text))
        assert str(error.value).startswith("template.docx has a broken tag near '")
        assert near in str(error.value)
        assert str(error.value).endswith("correct it in Word; a field looks like {{ name }}.")

    @pytest.mark.parametrize("tag", ["{{ name|safe }}", "{{ name|urlize }}", "{% autoescape false %}{{ name }}{% endautoescape %}"])
    def test_what_would_put_a_value_in_as_words_own_code(self, tmp_path: Path, tag: str) -> None:
        with pytest.raises(DeskError, match=r"template\.docx has a broken tag near .*: correct it in Word"):
            Letter.open(template(tmp_path, tag))

    @pytest.mark.parametrize("tag", ["{{ " + "(" * 300 + "name", "{{ name" + "|upper" * 300 + " }}", "{{ name" + ".a" * 300 + " }}"])
    def test_too_much_inside_one_another(self, tmp_path: Path, tag: str) -> None:
        with pytest.raises(DeskError, match=r"broken tag .*too many tags or brackets inside one another"):
            Letter.open(template(tmp_path, tag))

    def test_what_a_sandbox_forbids(self, tmp_path: Path) -> None:
        with pytest.raises(DeskError, match=r"template\.docx"):
            Letter.open(template(tmp_path, "{{ ''.__class__.__mro__ }}")).render({})

    def test_what_tags_cannot_compute(self, tmp_path: Path) -> None:
        with pytest.raises(DeskError, match=r"template\.docx can't be filled \(ZeroDivisionError\): correct what its tags compute"):
            Letter.open(template(tmp_path, "{{ 1 / count }}")).render({"count": 0})

    def test_no_word_document(self, tmp_path: Path) -> None:
        (tmp_path / "letter.docx").write_bytes(b"not a zip")
        with pytest.raises(DeskError, match=r"letter\.docx is not a Word document: open it in Word and save it as \.docx"):
            Letter.open(tmp_path / "letter.docx")

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(DeskError, match=r"The letter none\.docx can't be read"):
            Letter.open(tmp_path / "none.docx")


class TestWriting:
    def letters(self, folder: Path) -> tuple[Letter, list[tuple[Path, dict[str, Any]]]]:
        return Letter.open(template(folder, "{{ name }}")), [(folder / f"{name}.docx", {"name": name}) for name in ("a", "b", "c")]

    def test_a_second_time_changes_nothing(self, tmp_path: Path) -> None:
        letter, jobs = self.letters(tmp_path)
        heard: list[int] = []
        first, second = write_letters(letter, jobs, heard.append), write_letters(letter, iter(jobs))

        assert first.files == first.changed == second.files == tuple(path for path, _ in jobs)
        assert second.changed == ()
        assert heard == [1, 2, 3]
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "b.docx", "c.docx", "template.docx"]

    def test_one_that_another_processor_packed_reads_the_same_and_stays(self, tmp_path: Path) -> None:
        letter, jobs = self.letters(tmp_path)
        write_letters(letter, jobs)
        path = jobs[1][0]
        package = Package.open(path)
        elsewhere = assemble(Member.packed(name, package.read(name), 9) for name in package.names)
        assert elsewhere != path.read_bytes()
        path.write_bytes(elsewhere)

        assert write_letters(letter, jobs).changed == ()
        assert path.read_bytes() == elsewhere

    def test_where_there_is_no_isa_l_the_parts_are_the_same(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        letter, jobs = self.letters(tmp_path)
        every = [fields for _, fields in jobs]
        singles, whole = [parts(letter.render(fields)) for fields in every], parts(letter.combine(every))
        monkeypatch.setitem(sys.modules, "isal", None)
        quick_zlib.cache_clear()
        try:
            assert quick_zlib()[0] is zlib
            assert [parts(letter.render(fields)) for fields in every] == singles
            assert parts(letter.combine(every)) == whole
        finally:
            quick_zlib.cache_clear()

    @pytest.mark.parametrize("spoilt", [b"", b"PK\3\4 cut off", b"not a letter"])
    def test_one_that_is_no_document_any_more_is_written_again(self, tmp_path: Path, spoilt: bytes) -> None:
        letter, jobs = self.letters(tmp_path)
        write_letters(letter, jobs)
        jobs[1][0].write_bytes(spoilt)

        assert write_letters(letter, jobs).changed == (jobs[1][0],)
        assert jobs[1][0].read_bytes() == letter.render(jobs[1][1])

    def test_many_are_filled_a_few_at_a_time(self, tmp_path: Path) -> None:
        letter, heard = self.letters(tmp_path)[0], list[int]()
        jobs = [(tmp_path / f"{number:03d}.docx", {"name": f"Person {number}"}) for number in range(150)]
        made = write_letters(letter, jobs, heard.append)

        assert heard == [*range(1, 151)]
        assert made.files == made.changed == tuple(path for path, _ in jobs)
        assert [path.read_bytes() for path, _ in jobs] == [letter.render(fields) for _, fields in jobs]

    @pytest.mark.parametrize("writes", [None, lambda handle, pieces: os.write(handle, pieces[0][:10]), lambda handle, pieces: 0])
    def test_a_system_that_writes_one_piece_or_a_part(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: Callable[..., int] | None
    ) -> None:
        monkeypatch.setattr(letterfolders, "_WRITEV", writes)
        letter, jobs = self.letters(tmp_path)
        write_letters(letter, jobs)

        assert [path.read_bytes() for path, _ in jobs] == [letter.render(fields) for _, fields in jobs]

    def test_a_full_disk_says_which_letter(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        letter, jobs = self.letters(tmp_path)
        replace = os.replace

        def fails(source: str, target: Path) -> None:
            if target.stem == "c":
                raise OSError(28, "No space left on device")
            replace(source, target)

        monkeypatch.setattr(os, "replace", fails)
        with pytest.raises(DeskError, match=r"No space left on device.*This is letter 3 of the batch; 2 before it were written\."):
            write_letters(letter, jobs)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "b.docx", "template.docx"]

    def test_what_is_replaced_is_kept(self, tmp_path: Path) -> None:
        letter, jobs = self.letters(tmp_path)
        write_letters(letter, jobs)
        old = jobs[1][0].read_bytes()
        again = write_letters(
            letter,
            [(path, {"name": "new"}) if path.stem == "b" else (path, fields) for path, fields in jobs],
            replaced=tmp_path / "old" / "1",
        )

        assert again.changed == (jobs[1][0],)
        assert [(path.name, path.read_bytes()) for path in (tmp_path / "old" / "1").iterdir()] == [("b.docx", old)]

    def test_one_that_cannot_take_the_place_of_another_leaves_that_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        letter, jobs = self.letters(tmp_path)
        write_letters(letter, jobs)
        path, old, replace = jobs[0][0], jobs[0][0].read_bytes(), os.replace

        def in_use(source: str | Path, target: Path) -> None:
            if str(source).endswith(".tmp"):
                raise PermissionError(13, "it is being looked through for viruses")
            replace(source, target)

        monkeypatch.setattr(os, "replace", in_use)
        with pytest.raises(DeskError, match="is as it was"):
            write_letters(letter, [(path, {"name": "new"})], replaced=tmp_path / "old")
        assert path.read_bytes() == old and not list((tmp_path / "old").iterdir())

    def test_a_name_that_the_disk_gives_back_otherwise_is_the_same(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        letter, _ = self.letters(tmp_path)
        path, listed = tmp_path / "0042 Zo\u00eb.docx", os.listdir
        write_letters(letter, [(path, {"name": "x"})])
        old = path.read_bytes()
        monkeypatch.setattr(os, "listdir", lambda folder: [unicodedata.normalize("NFD", name) for name in listed(folder)])

        assert write_letters(letter, [(path, {"name": "x"})], replaced=tmp_path / "old").changed == ()
        write_letters(letter, [(path, {"name": "y"})], replaced=tmp_path / "old")
        assert (tmp_path / "old" / path.name).read_bytes() == old

    def test_one_that_is_packed_otherwise_is_left_alone_and_what_unpacks_to_more_is_not_unpacked(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        letter, jobs = self.letters(tmp_path)
        write_letters(letter, jobs)
        path = jobs[0][0]
        with ZipFile(path) as held:
            parts = {name: held.read(name) for name in held.namelist()}
        for more in ({}, {"word/document.xml": bytes(100_000_000)}):
            with ZipFile(path, "w", ZIP_DEFLATED) as again:
                for name, data in {**parts, **more}.items():
                    again.writestr(name, data)
            monkeypatch.setattr(Member, "unpacked", lambda member, whole=Member.unpacked: whole(member) if member.size < 10**7 else 1 / 0)
            assert write_letters(letter, jobs).changed == ((path,) if more else ())

    def test_two_of_one_name(self, tmp_path: Path) -> None:
        letter, jobs = self.letters(tmp_path)
        with pytest.raises(DeskError, match=r"Two letters of template\.docx have the same file name.* letter 4 of the batch; 3 before"):
            write_letters(letter, [*jobs, (tmp_path / "A.docx", {"name": "x"})])

    def test_a_missing_value_says_which_letter_and_no_name(self, tmp_path: Path) -> None:
        letter, jobs = self.letters(tmp_path)
        with pytest.raises(DeskError, match=r"This is letter 2 of the batch; 1 before it were written\.") as error:
            write_letters(letter, [jobs[0], (tmp_path / "Secret Surname.docx", {})])
        assert "Secret" not in str(error.value)

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(DeskError) as error:
            write_file(tmp_path / "none" / "Secret Surname.docx", b"x")
        assert "Secret" not in str(error.value)
        assert "A letter in none" in str(error.value)

    def test_a_file_is_whole_or_not_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write_file(tmp_path / "a.docx", b"old")

        def fails(*paths: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", fails)
        with pytest.raises(DeskError):
            write_file(tmp_path / "a.docx", b"new")
        assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]
        assert (tmp_path / "a.docx").read_bytes() == b"old"


def combined(tmp_path: Path, change: Callable[[Any], object] = lambda document: None, letters: int = 3, **parts: Any) -> bytes:
    """A combined document of a template that python-docx changed."""
    path = template(tmp_path, **parts)
    document = Document(str(path))
    change(document)
    document.save(str(path))
    return Letter.open(path).combine([FIELDS | {"number": f"{n:04d}"} for n in range(1, letters + 1)])


class TestCombined:
    def test_a_section_each_with_pages_from_one(self, tmp_path: Path) -> None:
        made = Document(io.BytesIO(combined(tmp_path, paragraphs=["{{ number }}"])))

        assert [section.start_type.name for section in made.sections] == ["ODD_PAGE"] * 3
        assert [section._sectPr.find("{*}pgNumType").values() for section in made.sections] == [["1"]] * 3
        assert [paragraph.text for paragraph in made.paragraphs] == ["0001", "0002", "0003"]

    def test_one_letter_has_one_section(self, tmp_path: Path) -> None:
        assert len(Document(io.BytesIO(combined(tmp_path, letters=1, paragraphs=["x"]))).sections) == 1

    def test_new_pages_for_single_sided_print(self, tmp_path: Path) -> None:
        made = Letter.open(template(tmp_path, "{{ number }}")).combine([FIELDS, FIELDS], duplex=False)

        assert [section.start_type.name for section in Document(io.BytesIO(made)).sections] == ["NEW_PAGE"] * 2

    def test_headers_alike_are_one_part(self, tmp_path: Path) -> None:
        made = combined(tmp_path, paragraphs=["x"], header="{{ name }}")

        assert len([name for name in part_names(made) if "header" in name]) == 1

    def test_headers_that_name_somebody_are_the_letter_s_own(self, tmp_path: Path) -> None:
        made = Document(io.BytesIO(combined(tmp_path, paragraphs=["x"], header="{{ number }}", footer="{{ name }}")))

        assert [section.header.paragraphs[0].text for section in made.sections] == ["0001", "0002", "0003"]
        assert {section.footer.paragraphs[0].text for section in made.sections} == {FIELDS["name"]}

    def test_no_letter_takes_over_the_header_of_another(self, tmp_path: Path) -> None:
        """A template whose second section alone has a header: the first section of every letter has none."""

        def two_sections(document: Any) -> None:
            section = document.add_section()
            section.header.is_linked_to_previous = False
            section.header.paragraphs[0].text = "{{ number }}"
            document.add_paragraph("second")

        made = Document(io.BytesIO(combined(tmp_path, two_sections, paragraphs=["first"])))

        assert [section.header.paragraphs[0].text for section in made.sections] == ["", "0001", "", "0002", "", "0003"]
        assert [section.start_type.name for section in made.sections] == ["ODD_PAGE", "NEW_PAGE"] * 3

    def test_numbered_lists_begin_again(self, tmp_path: Path) -> None:
        def listed(document: Any) -> None:
            from docx.oxml import parse_xml
            from docx.oxml.ns import nsdecls

            for text in ("one", "two"):
                paragraph = document.add_paragraph(text)
                number = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{_counted(document)}"/></w:numPr>')
                paragraph._p.get_or_add_pPr().append(number)

        made = Document(io.BytesIO(combined(tmp_path, listed, paragraphs=["x"])))
        used = [
            paragraph._p.pPr.numPr.numId.val
            for paragraph in made.paragraphs
            if paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
        ]

        assert len(set(used)) == 3
        assert {str(number) for number in used} <= {
            each.get(_W + "numId") for each in made.part.numbering_part._element.findall(_W + "num")
        }

    def test_marks_and_pictures_are_unique(self, tmp_path: Path) -> None:
        def marked(document: Any) -> None:
            from docx.oxml import parse_xml
            from docx.oxml.ns import nsdecls

            paragraph = document.paragraphs[0]._p
            paragraph.set("{http://schemas.microsoft.com/office/word/2010/wordml}paraId", "12345678")
            for mark in (
                '<w:bookmarkStart {} w:id="7" w:name="here"/>', '<w:bookmarkEnd {} w:id="7"/>',
                '<w:fldSimple {} w:instr=" PAGEREF here \\h "><w:r><w:t>1</w:t></w:r></w:fldSimple>',
            ):  # fmt: skip
                paragraph.append(parse_xml(mark.format(nsdecls("w"))))

        xml = part(combined(tmp_path, marked, paragraphs=["{{ number }}"]))
        root = etree.fromstring(xml)
        starts = root.findall(f".//{_W}bookmarkStart")

        assert [start.get(_W + "name") for start in starts] == ["here_1", "here_2", "here_3"]
        assert len({start.get(_W + "id") for start in starts}) == 3
        assert [field.get(_W + "instr") for field in root.iter(_W + "fldSimple")] == [f" PAGEREF here_{n} \\h " for n in (1, 2, 3)]
        assert b"paraId" not in xml

    def test_a_table_at_the_end(self, tmp_path: Path) -> None:
        def table_last(document: Any) -> None:
            document.element.body.remove(document.paragraphs[-1]._p)

        made = combined(tmp_path, table_last, table_rows=[("a", "{{ number }}")])

        assert len(Document(io.BytesIO(made)).sections) == 3

    def test_a_person_s_name_is_not_in_the_properties(self, tmp_path: Path) -> None:
        made = combined(tmp_path, paragraphs=["x"], title="Letter {{ name }}")

        assert Document(io.BytesIO(made)).core_properties.title == "Letter "

    def test_nobody(self) -> None:
        with pytest.raises(DeskError, match=r"There is nobody to write statement_of_results\.docx for"):
            Letter.open(STATEMENT).combine([])

    def test_rich_text_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(DeskError, match="pictures or rich text, which a combined document cannot carry: write single letters"):
            Letter.open(template(tmp_path, "{{ name }}")).combine([{"name": RichText("x")}])

    def test_footnotes_are_refused(self, tmp_path: Path) -> None:
        def noted(document: Any) -> None:
            document.paragraphs[0].add_run()._r.append(document.paragraphs[0]._p.makeelement(_W + "footnoteReference", {_W + "id": "1"}))

        with pytest.raises(DeskError, match="has footnotes, which a combined document cannot carry"):
            combined(tmp_path, noted, paragraphs=["x"])

    def test_numbers_by_style_are_refused(self, tmp_path: Path) -> None:
        def numbered(document: Any) -> None:
            document.add_paragraph("one", style="List Number")

        with pytest.raises(DeskError, match="numbers paragraphs by a style"):
            combined(tmp_path, numbered, paragraphs=["x"])

    def test_the_same_text_as_single_letters(self) -> None:
        letter, fields = Letter.open(STATEMENT), [written(many_results(n), practice=True)[0] for n in (3, 9, 16)]
        whole = Document(io.BytesIO(letter.combine(fields)))
        singles = [Document(io.BytesIO(letter.render(each))) for each in fields]

        assert [p.text for p in whole.paragraphs] == [p.text for single in singles for p in single.paragraphs]
        assert [c.text for t in whole.tables for c in t._cells] == [c.text for single in singles for t in single.tables for c in t._cells]

    def test_the_same_letters_give_the_same_bytes(self) -> None:
        fields = written(many_results(9)) * 2

        assert Letter.open(STATEMENT).combine(iter(fields)) == Letter.open(STATEMENT).combine(fields)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _counted(document: Any) -> str:
    """A list of python-docx's own template that counts."""
    numbering = document.part.numbering_part._element
    decimal = {
        each.get(_W + "abstractNumId") for each in numbering.findall(_W + "abstractNum")
        if {form.get(_W + "val") for form in each.iter(_W + "numFmt")} == {"decimal"}
    }  # fmt: skip
    return next(
        each.get(_W + "numId") for each in numbering.findall(_W + "num") if each.find(_W + "abstractNumId").get(_W + "val") in decimal
    )


def test_combined_documents_open_and_are_valid(tmp_path: Path) -> None:
    """In LibreOffice every letter has its pages, its header and its own page 1; the Open XML SDK finds nothing wrong."""
    statements, requests = tmp_path / "statements.docx", tmp_path / "requests.docx"
    statements.write_bytes(Letter.open(STATEMENT).combine([written(many_results(n), practice=True)[0] for n in (3, 9, 16)]))
    requests.write_bytes(Letter.open(REQUEST).combine([forms(many_lines(n))[0] | {"request_id": f"PRS-24-000{n}"} for n in (1, 6)]))
    pdfs = to_pdf([statements, requests], tmp_path)

    assert [pdf_pages(pdf) for pdf in pdfs] == [4, 4]
    assert [
        page.rstrip().endswith(end)
        for page, end in zip(pdf_text(pdfs[0]).split("\f"), ("Page 1", "Page 1", "Page 1", "Page 2"), strict=False)
    ] == [True] * 4
    assert ["PRS-24-0006" in page for page in pdf_text(pdfs[1]).split("\f")[:4]] == [False, False, True, True]
    assert validator_errors([statements, requests]) == {statements: [], requests: []}


class TestSafeName:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("0042 Okafor-Smith Amara", "0042 Okafor-Smith Amara"), ("CON", "C_ON"), ("nul.txt", "n_ul.txt"), ("com1", "c_om1"),
            ("..", "no name"), ("../../etc/passwd", "-..-etc-passwd"), ('a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j"),
            ("trailing. . ", "trailing"), ("two\n\tlines  here", "twolines here"), ("\u202egpj.exe", "gpj.exe"), ("", "no name"),
            ("Zoe\u0308", "Zoë"), ("O'Neill", "O'Neill"), ("LPT9 .doc", "L_PT9 .doc"),
        ],
    )  # fmt: skip
    def test_examples(self, text: str, name: str) -> None:
        assert safe_name(text) == name

    @given(st.text())
    def test_any_text(self, text: str) -> None:
        name = safe_name(text)

        assert 0 < len(name) <= LONGEST
        assert len(name.encode()) <= LONGEST_BYTES
        assert not set(name) & set('/\\:*?"<>|') and name.isprintable()
        assert name == name.strip(". ") == safe_name(name)

    @given(st.text(alphabet="CONPRAUXNULMLT1239. ", max_size=8))
    def test_never_a_name_that_windows_reserves(self, text: str) -> None:
        reserved = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}

        assert safe_name(text).split(".")[0].rstrip().upper() not in reserved


def test_nothing_heavy_is_loaded_before_a_letter_is_opened() -> None:
    import subprocess
    import sys

    program = "import sys, results_desk.edges.word.letters; print({'docxtpl', 'docx', 'lxml', 'jinja2'}.isdisjoint(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(Path(word.__file__).parents[3])},
    )  # fmt: skip
    assert said.stdout.strip() == "True"
