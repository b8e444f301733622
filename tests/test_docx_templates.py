"""The shipped letters: fields known, filled strictly with the worst values and read back, valid, on as many sides as promised."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from letter_words import REQUEST, SETTINGS, STATEMENT, TEMPLATES, candidate, forms, many_lines, many_results, part, texts, written
from office import pdf_pages, pdf_text, to_pdf, validator_errors

from results_desk.edges.word import Letter
from results_desk.rules.letters import FIELDS

LETTERS = sorted(TEMPLATES.glob("*.docx"))
AWKWARD = ["Smith & Sons <x>", 'O\'Neill "the" {{ name }}', "x" * 200, "Featherstonehaugh " * 11 + "de", "محمد בן־דוד", "Zoë 👩‍🎓 Z\u0327"]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def filled(letter: Path, name: str, practice: bool = True, count: int = 16) -> dict[str, Any]:
    """The fields of a letter with this value wherever a person could type."""
    person = candidate(Surname=name, Forenames=name, **{"Tutor group": name, "Email": name})
    if letter == STATEMENT:
        return written([row | {"Title": name} for row in many_results(count)], [person], practice, SETTINGS | {"Centre name": name})[0]
    lines = [row | {"Subject": name, "Component title": name, "Teacher": name, "Reason": name} for row in many_lines(count)]
    return forms(lines, practice=practice, settings=SETTINGS | {"Centre name": name, "Payment to": name}, person=person)[0]


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
class TestEveryLetter:
    def test_uses_known_fields_only(self, path: Path) -> None:
        Letter.open(path).check(FIELDS)

    @pytest.mark.parametrize("name", AWKWARD)
    @pytest.mark.parametrize("practice", [True, False])
    def test_values_are_read_back_as_typed(self, path: Path, name: str, practice: bool) -> None:
        found = texts(Letter.open(path).render(filled(path, name, practice)))

        assert name in found
        assert f"{name} {name}" in found

    @pytest.mark.parametrize("practice", [True, False])
    def test_practice_is_marked_at_the_top_and_at_the_bottom(self, path: Path, practice: bool) -> None:
        made = Document(io.BytesIO(Letter.open(path).render(filled(path, "x", practice))))
        marked = [any("PRACTICE" in p.text for p in part.paragraphs) for part in (made.sections[0].header, made.sections[0].footer)]

        assert marked == [practice, practice]

    def test_is_small(self, path: Path) -> None:
        assert path.stat().st_size < 20_000

    def test_is_accessible(self, path: Path) -> None:
        """A title, British English, one main heading, A4; header rows repeat, rows stay whole, and no spacing by empty paragraphs."""
        made = Document(str(path))
        grids = [table._tbl for table in made.tables]
        language = made.styles.element.find(f".//{_W}rPrDefault//{_W}lang")

        assert made.core_properties.title
        assert language.get(_W + "val") == "en-GB"
        assert [p.style.name for p in made.paragraphs].count("Heading 1") == 1
        assert (round(made.sections[0].page_width.mm), round(made.sections[0].page_height.mm)) == (210, 297)
        assert all(row.find(f"{_W}trPr/{_W}cantSplit") is not None for grid in grids for row in grid.iter(_W + "tr"))
        assert all(
            row.find(f"{_W}trPr/{_W}tblHeader") is not None for grid in grids if _loops(grid) for row in list(grid.iter(_W + "tr"))[:1]
        )
        assert all(grid.find(f"{_W}tblPr/{_W}tblCaption") is not None for grid in grids)
        assert all(paragraph.text.strip() for paragraph in made.paragraphs)


def _loops(grid: Any) -> bool:
    return "{%tr" in "".join(grid.itertext())


def test_there_are_letters() -> None:
    assert [path.name for path in LETTERS] == [REQUEST.name, STATEMENT.name]


def test_sides_and_validity(tmp_path: Path) -> None:
    """Nine results with everything that can occur fit on one side, sixteen on two; a form has two; all are valid."""
    promised = {"statement 3": 1, "statement 9": 1, "statement 16": 2, "form 1": 2, "form 6": 2}
    made = {}
    for name in promised:
        kind, count = name.split()
        letter = Letter.open(STATEMENT if kind == "statement" else REQUEST)
        fields = (
            written(many_results(int(count)), practice=True)[0] if kind == "statement" else forms(many_lines(int(count)), practice=True)[0]
        )
        made[name] = tmp_path / f"{name}.docx"
        made[name].write_bytes(letter.render(fields))
    for path in LETTERS:
        made[f"worst {path.stem}"] = tmp_path / f"worst {path.name}"
        made[f"worst {path.stem}"].write_bytes(Letter.open(path).render(filled(path, AWKWARD[0])))
    pdfs = dict(zip(made, to_pdf(made.values(), tmp_path), strict=True))

    assert {name: pdf_pages(pdfs[name]) for name in promised} == promised
    assert "End of the statement of Amara Grace Okafor-Smith, candidate 0042." in pdf_text(pdfs["statement 16"]).split("\f")[1]
    assert validator_errors([*made.values(), *LETTERS]) == {path: [] for path in [*made.values(), *LETTERS]}


def test_templates_hold_no_date_of_their_own_making() -> None:
    assert {part(path.read_bytes(), "docProps/core.xml").count(b"2024-08-01T09:00:00Z") for path in LETTERS} == {2}
