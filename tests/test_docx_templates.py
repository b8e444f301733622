"""The shipped letters: fields known, filled strictly with the worst values and read back, valid, on as many sides as promised."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from letter_kinds import CHOOSE, FILLED, LARGE, WELSH, Typed, filled
from letter_words import REQUEST, STATEMENT, TEMPLATES, forms, many_lines, many_results, part, texts, with_texts_of, written
from office import pdf_pages, pdf_text, to_pdf, validator_errors

from results_desk.edges.word.letters import Letter
from results_desk.edges.word.look import Look
from results_desk.rules.letters.vocabulary import FIELDS
from results_desk.rules.letters.welsh import in_welsh

LETTERS = sorted(TEMPLATES.glob("*.docx"))
LABELS = "envelope_labels"
WELSH_STATEMENT = TEMPLATES / "statement_of_results_welsh.docx"
AWKWARD = ["Smith & Sons <x>", 'O\'Neill "the" {{ name }}', "x" * 200, "Featherstonehaugh " * 11 + "de", "محمد בן־דוד", "Zoë 👩‍🎓 Z\u0327"]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

opened = cache(Letter.open)


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
class TestEveryLetter:
    def test_uses_known_fields_only(self, path: Path) -> None:
        opened(path).check(FIELDS)

    @pytest.mark.parametrize("name", AWKWARD)
    def test_values_are_read_back_as_typed(self, path: Path, name: str) -> None:
        for fields in filled(path.stem, Typed(3, name)):
            found = texts(opened(path).render(fields))

            assert name in found or f"{name} {name}" in found

    @pytest.mark.parametrize("desk", [Typed(1), Typed(3), Typed(1, None), Typed(40)], ids=["one", "three", "empty", "many"])
    def test_is_filled_strictly(self, path: Path, desk: Typed) -> None:
        """Every field that a template uses has a value, with one row or many, or with nothing typed but what must be there."""
        letters = filled(path.stem, desk)

        assert letters
        assert all(opened(path).render(fields) for fields in letters)

    @pytest.mark.parametrize("practice", [True, False])
    def test_practice_is_marked_at_the_top_and_at_the_bottom(self, path: Path, practice: bool) -> None:
        """A label has no top and bottom: there it is on every label."""
        made = Document(io.BytesIO(opened(path).render(filled(path.stem, Typed(practice=practice))[0])))
        parts = (made.sections[0].header, made.sections[0].footer) if path.stem != LABELS else [made.tables[0]._cells[0]]
        marked = [any("PRACTICE" in p.text for p in part.paragraphs) for part in parts]

        assert marked == [practice] * len(parts)

    def test_is_small(self, path: Path) -> None:
        assert path.stat().st_size < 20_000

    def test_is_accessible(self, path: Path) -> None:
        """A title, its language, one main heading, A4; header rows repeat, rows stay whole, and no spacing by empty paragraphs."""
        made = Document(str(path))
        grids = [table._tbl for table in made.tables]
        language = made.styles.element.find(f".//{_W}rPrDefault//{_W}lang").get(_W + "val")

        assert made.core_properties.title
        assert language == made.core_properties.language == ("cy-GB" if path.stem.endswith("_welsh") else "en-GB")
        assert sorted((round(made.sections[0].page_width.mm), round(made.sections[0].page_height.mm))) == [210, 297]
        assert all(row.find(f"{_W}trPr/{_W}cantSplit") is not None for grid in grids for row in grid.iter(_W + "tr"))
        assert all(grid.find(f"{_W}tblPr/{_W}tblCaption") is not None for grid in grids)
        if path.stem != LABELS:
            heads = [list(grid.iter(_W + "tr"))[0] for grid in grids if _loops(grid)]
            assert [p.style.name for p in made.paragraphs].count("Heading 1") == 1
            assert all(head.find(f"{_W}trPr/{_W}tblHeader") is not None for head in heads)
            assert all(paragraph.text.strip() or "\t" in paragraph.text for paragraph in made.paragraphs)


def _loops(grid: Any) -> bool:
    return "{%tr for" in "".join(grid.itertext())


def test_there_are_letters() -> None:
    assert {path.stem for path in LETTERS} == {*FILLED, *(f"{name}_welsh" for name in WELSH)}


def test_a_welsh_letter_asks_for_the_same_fields() -> None:
    for name in WELSH:
        assert opened(TEMPLATES / f"{name}_welsh.docx").fields == opened(TEMPLATES / f"{name}.docx").fields


def test_sides(tmp_path: Path) -> None:
    """Nine results with everything that can occur fit on one side, fourteen on two; a form has two, other forms one."""
    promised = {"statement 3": 1, "statement 9": 1, "statement 14": 2, "statement 16": 2, "welsh 9": 1, "welsh 14": 2,
                "form 1": 2, "form 6": 2, "choice 9": 2,
                "candidate_permission_form 1": 1, "candidate_permission_form_welsh 1": 1, "staff_request_form 6": 1}  # fmt: skip
    made = {}
    for name in promised:
        kind, number = name.split()
        count = int(number)
        letter, fields = {
            "statement": lambda count: (STATEMENT, written(many_results(count), practice=True)),
            "welsh": lambda count: (WELSH_STATEMENT, [in_welsh(written(many_results(count), practice=True)[0])]),
            "form": lambda count: (REQUEST, forms(many_lines(count), practice=True)),
            "choice": lambda count: (REQUEST, CHOOSE(Typed(count, None))),
        }.get(kind, lambda count, kind=kind: (TEMPLATES / f"{kind}.docx", filled(kind, Typed(count))))(count)  # type: ignore[misc]
        made[name] = tmp_path / f"{name}.docx"
        made[name].write_bytes(opened(letter).render(fields[0]))
    pdfs = dict(zip(made, to_pdf(made.values(), tmp_path), strict=True))

    assert {name: pdf_pages(pdfs[name]) for name in promised} == promised
    assert "End of the statement of Amara Grace Okafor-Smith, candidate 0042." in pdf_text(pdfs["statement 16"]).split("\f")[1]


def test_a_label_says_whose_it_is_before_a_name_that_may_be_too_long_for_it() -> None:
    """A label is 38 mm high and cut below; where there is no candidate, it is empty."""
    one, two = Document(io.BytesIO(opened(TEMPLATES / f"{LABELS}.docx").render(filled(LABELS, Typed(1))[0]))).tables[0]._cells[0:3:2]

    assert [p.text for p in one.paragraphs][:3] == ["Candidate 0042, centre 12345", "PRACTICE – not a real letter", "Word Word"]
    assert not "".join(p.text for p in two.paragraphs)


def test_a_form_leaves_room_for_what_is_not_known() -> None:
    for name in ("candidate_permission_form", "request_consent_payment_form"):
        made = Document(io.BytesIO(opened(TEMPLATES / f"{name}.docx").render(filled(name, Typed(1, None))[0])))
        cells = ["".join(text.text or "" for text in cell.iter(f"{_W}t")).strip() for cell in made.tables[0]._tbl.iter(f"{_W}tc")]
        about = dict(zip(cells[::2], cells[1::2], strict=True))

        assert about["Year and tutor group"] == about["Date of birth"] == ""


def test_every_letter_is_valid(tmp_path: Path) -> None:
    """One document of each template holds the template itself, and letters with one row, three, nothing typed, the longest values.

    Where there is large print, they are in it a second time, and styles, headers and footers are the large ones: only their numbers differ.
    """
    desks = [Typed(1), Typed(3), Typed(1, None), Typed(20, AWKWARD[3]), Typed(3, AWKWARD[0])]
    made = []
    for path in LETTERS:
        letters = [fields for desk in desks for fields in filled(path.stem, desk)]
        sizes = (False, True)[: 2 if path.stem.removesuffix("_welsh") in LARGE else 1]
        *normal, last = (Letter.open(path, Look("7A1F3D", large=large)).combine(letters) for large in sizes)
        made.append(tmp_path / path.name)
        made[-1].write_bytes(with_texts_of(last, path.read_bytes(), *normal))

    assert validator_errors(made) == {path: [] for path in made}


def test_templates_hold_no_date_of_their_own_making() -> None:
    assert {part(path.read_bytes(), "docProps/core.xml").count(b"2024-08-01T09:00:00Z") for path in LETTERS} == {2}
