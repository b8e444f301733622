"""PDFs of letters: one run of the program, the right person in each, and nothing left where one is wrong."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from desks import call, copy, filled_desk, fingerprints
from letter_words import STATEMENT as STATEMENT_TEMPLATE
from letter_words import candidate, many_results, template, written
from office import pdf_pages, pdf_text, require_soffice

from results_desk.actions import Work
from results_desk.actions.pdfs import make_pdfs
from results_desk.doors import clock, show
from results_desk.edges import converters, pdf
from results_desk.edges.converters import Converter
from results_desk.edges.desk.desk import Desk
from results_desk.edges.word.letters import Letter
from results_desk.errors import DeskError

NAMES = [
    ("O'Fflinn-Ŵyn", "Ffion Llŷr"), ("Smith & Sons <x>", "Zoë Z\u0327"), ("בן־דוד", "דוד"), ("محمد علي", "Fatima"),
    ("Featherstonehaugh " * 11 + "de", "x" * 120), ("Office-fflat", "Fiona affix"), ("Nguyễn", "Thị Ánh"), ("Łukasz-Žižek", "Þórður"),
    ("Zoë 👩‍🎓", "O’Neill"), ("Nguyễn", "Thị Ánh"),
]  # fmt: skip
Run = Callable[[Path, Sequence[str]], None]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_desk(tmp_path_factory.mktemp("filled") / "desk")


@pytest.fixture
def work(filled: Path, tmp_path: Path) -> Work:
    return Work(Desk(copy(filled, tmp_path)), clock.at("2024-08-15 09:00"), show.silent)


@pytest.fixture(scope="module")
def people() -> list[tuple[dict[str, Any], bytes]]:
    """The fields and the letters of candidates with every kind of name; the last is a namesake."""
    rows = [candidate(f"{at:04}", *name) for at, name in enumerate(NAMES, 1)]
    results = [{**row, "Candidate number": person["Candidate number"]} for person in rows for row in many_results(2)]
    letter = Letter.open(STATEMENT_TEMPLATE)
    fields_list = sorted(written(results, rows), key=lambda fields: fields["candidate_number"])
    return [(fields, letter.render(fields)) for fields in fields_list]


@pytest.fixture(scope="module")
def made(people: list[tuple[dict[str, Any], bytes]], tmp_path_factory: pytest.TempPathFactory) -> dict[bytes, bytes]:
    """What LibreOffice makes of each letter, once for all tests."""
    require_soffice()
    folder = tmp_path_factory.mktemp("made")
    for at, (_, letter) in enumerate(people):
        (folder / f"{at}.docx").write_bytes(letter)
    converters.convert(folder, [f"{at}.docx" for at in range(len(people))])
    return {letter: (folder / f"{at}.pdf").read_bytes() for at, (_, letter) in enumerate(people)}


def use(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setattr(converters, "converters", lambda: (Converter("LibreOffice", "", run),))


def handing_out(made: dict[bytes, bytes], swap: Callable[[list[bytes]], list[bytes]] = list) -> Run:
    """A program that gives the PDFs that LibreOffice made, in the order that `swap` puts them."""

    def run(folder: Path, names: Sequence[str]) -> None:
        pdfs = swap([made[(folder / name).read_bytes()] for name in names])
        for name, data in zip(names, pdfs, strict=True):
            (folder / name).with_suffix(".pdf").write_bytes(data)

    return run


def batch(work: Work, people: Sequence[tuple[dict[str, Any], bytes]]) -> list[tuple[Path, list[Any], bytes]]:
    folder = work.desk.folder / "letters" / "statement_of_results"
    folder.mkdir(parents=True, exist_ok=True)
    return [(folder / f"{fields['candidate_number']}.docx", [fields], letter) for fields, letter in people]


def pdfs_in(work: Work) -> list[str]:
    return sorted(path.name for path in (work.desk.folder / "letters" / "statement_of_results").glob("*.pdf"))


def test_every_kind_of_name_is_read_back(
    work: Work, people: list[tuple[dict[str, Any], bytes]], made: dict[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, handing_out(made))
    targets, count = make_pdfs(work, batch(work, people))

    assert count == len(people)
    assert [path.name for path in targets] == [f"{at:04}.pdf" for at in range(1, len(people) + 1)]
    assert [pdf.made_of(path) for path in targets] == [pdf.Job(path, letter).fingerprint for path, _, letter in batch(work, people)]
    assert "Candidate number" in pdf_text(targets[0])
    assert pdf_pages(targets[0]) == 1


def test_a_letter_that_another_processor_packs_otherwise_has_its_pdf_already(people: list[tuple[dict[str, Any], bytes]]) -> None:
    letter = people[0][1]
    with ZipFile(io.BytesIO(letter)) as held, ZipFile(packed := io.BytesIO(), "w") as again:
        for name in held.namelist():
            again.writestr(name, held.read(name))
    jobs = [pdf.Job(Path("x.pdf"), data) for data in (letter, packed.getvalue(), people[1][1], b"x", b"y")]

    assert packed.getvalue() != letter and jobs[0].fingerprint == jobs[1].fingerprint
    assert len({job.fingerprint for job in jobs}) == 4


def test_the_second_run_makes_nothing(
    work: Work, people: list[tuple[dict[str, Any], bytes]], made: dict[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, handing_out(made))
    make_pdfs(work, batch(work, people))
    before = fingerprints(work.desk.folder)

    assert make_pdfs(work, batch(work, people))[1] == 0
    assert fingerprints(work.desk.folder) == before
    assert make_pdfs(work, [(path, held, letter) for path, held, letter in batch(work, people[:3])])[1] == 0


@pytest.mark.parametrize("swap", [lambda pdfs: [pdfs[1], pdfs[0], *pdfs[2:]], lambda pdfs: [*pdfs[1:], pdfs[0]]])
def test_swapped_files_refuse_the_whole_batch(
    swap: Callable[[list[bytes]], list[bytes]], work: Work, people: list[tuple[dict[str, Any], bytes]], made: dict[bytes, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    use(monkeypatch, handing_out(made, swap))
    with pytest.raises(DeskError, match="candidate 0001 was refused: the candidate number is not in it") as refused:
        make_pdfs(work, batch(work, people))

    assert refused.value.exit_code == 3
    assert pdfs_in(work) == []
    assert not any(part in str(refused.value) for name in NAMES for part in name)


def test_a_pdf_with_two_people_is_refused_and_earlier_ones_are_put_away(
    work: Work, people: list[tuple[dict[str, Any], bytes]], made: dict[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, handing_out(made))
    make_pdfs(work, batch(work, people[:2]))
    both = merged(made[people[5][1]], made[people[7][1]])
    use(monkeypatch, handing_out({**made, people[5][1]: both}))
    with pytest.raises(DeskError, match="candidate 0006 was refused: another candidate's number is in it"):
        make_pdfs(work, batch(work, people))

    assert pdfs_in(work) == []
    assert sorted(path.name for path in (work.desk.folder / "letters" / "replaced").rglob("*.pdf")) == ["0001.pdf", "0002.pdf"]


def test_a_pdf_that_somebody_exchanged_is_noticed(
    work: Work, people: list[tuple[dict[str, Any], bytes]], made: dict[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, handing_out(made))
    first, second = make_pdfs(work, batch(work, people[:2]))[0]
    held = second.read_bytes()
    second.write_bytes(first.read_bytes())

    assert make_pdfs(work, batch(work, people[:2]))[1] == 1
    assert "0002" in pdf.text(second)
    assert second.read_bytes() == held


def merged(*pdfs: bytes) -> bytes:
    """The pages of several PDFs in one."""
    import io

    from pypdf import PdfWriter

    writer = PdfWriter()
    for data in pdfs:
        writer.append(io.BytesIO(data))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_statements_from_the_command_line_have_their_pdfs(filled: Path, tmp_path: Path) -> None:
    require_soffice()
    desk = copy(filled, tmp_path)
    words = ("write-statements", desk, "--candidate", "0008", "--candidate", "0023", "--combined", "--pdf")
    said = call(*words, "--json")
    folder = desk / "letters" / "statement_of_results"

    assert said.code == 0, said.out
    assert (said.json["counts"]["pdfs"], said.json["counts"]["pdfs_made"]) == (3, 3)
    assert sorted(path.stem for path in folder.glob("*.pdf")) == sorted(path.stem for path in folder.glob("*.docx"))
    assert "3 PDFs, 0 made now" in call(*words).out


def test_without_a_converter_nothing_is_written(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converters, "_libreoffice", lambda: None)
    desk = copy(filled, tmp_path)
    before = fingerprints(desk)
    said = call("write-statements", desk, "--candidate", "0008", "--pdf")

    assert said.code == 3
    assert "LibreOffice: it was not found" in said.err
    assert "leave out --pdf" in said.err
    assert fingerprints(desk) == before


def test_what_can_make_pdfs_and_what_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converters, "_libreoffice", lambda: None)
    monkeypatch.setattr("platform.system", lambda: "Windows")
    assert {each.name: each.missing for each in converters.converters()} == {
        "LibreOffice": "it was not found: install it from libreoffice.org", "Word": "docx2pdf is not installed: pip install docx2pdf",
    }  # fmt: skip
    monkeypatch.setattr("platform.system", lambda: "Linux")
    assert [each.missing for each in converters.converters()][1] == "only on Windows and on a Mac"


def test_word_is_used_through_docx2pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library"
    library.mkdir()
    (library / "docx2pdf.py").write_text(
        "from pathlib import Path\n"
        "def convert(source, target):\n"
        "    for letter in Path(source).glob('*.docx'):\n"
        "        Path(target, letter.stem + '.pdf').write_bytes(letter.read_bytes())\n"
    )
    monkeypatch.syspath_prepend(str(library))
    monkeypatch.setattr(converters, "_libreoffice", lambda: None)
    monkeypatch.setattr("platform.system", lambda: "Windows")
    (tmp_path / "00000.docx").write_bytes(b"a letter")
    converters.convert(tmp_path, ["00000.docx"])

    assert (tmp_path / "00000.pdf").read_bytes() == b"a letter"
    (library / "docx2pdf.py").write_text("def convert(source, target):\n    raise RuntimeError('Word asks something')\n")
    monkeypatch.delitem(sys.modules, "docx2pdf")
    with pytest.raises(DeskError, match="Word could not make the PDFs"):
        converters.convert(tmp_path, ["00000.docx"])


def fails(folder: Path, names: Sequence[str]) -> None:
    converters._run([sys.executable, "-c", "raise SystemExit(7)"], folder, 60)


def leaves_one_out(folder: Path, names: Sequence[str]) -> None:
    for name in names[1:]:
        (folder / name).with_suffix(".pdf").write_bytes(b"%PDF")


def hangs(folder: Path, names: Sequence[str]) -> None:
    converters._run([sys.executable, "-c", "import time; time.sleep(60)"], folder, 0.2)


def spoils(folder: Path, names: Sequence[str]) -> None:
    for name in names:
        (folder / name).with_suffix(".pdf").write_bytes(b"no PDF at all")


@pytest.mark.parametrize(
    ("run", "says"),
    [
        (fails, "LibreOffice could not make the PDFs: close it"), (hangs, "did not end making PDFs and was stopped"),
        (leaves_one_out, "LibreOffice made no PDF of 1 of 2 letters"), (spoils, "A PDF can.t be read"),
    ],
)  # fmt: skip
def test_a_converter_that_fails_leaves_no_pdf(
    run: Run, says: str, work: Work, people: list[tuple[dict[str, Any], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, run)
    with pytest.raises(DeskError, match=says):
        make_pdfs(work, batch(work, people[:2]))

    assert pdfs_in(work) == []


def test_a_program_that_hangs_is_stopped_with_what_it_started(tmp_path: Path) -> None:
    inner = "import time; time.sleep(2); open('alive', 'w').close()"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with pytest.raises(subprocess.TimeoutExpired):
        converters._run([sys.executable, "-c", outer], tmp_path, 1)
    time.sleep(2)

    assert not (tmp_path / "alive").exists()


def test_a_locked_pdf_opens_with_its_password_only(made: dict[bytes, bytes]) -> None:
    plain = next(iter(made.values()))
    locked = pdf.locked(plain, "14032008")

    assert pdf.opens(locked, "14032008")
    assert not pdf.opens(locked, "14032009")
    assert not pdf.opens(plain, "14032008")
    assert not pdf.opens(b"no PDF", "14032008")
    assert b"/AESV3" in locked


def test_a_letter_that_names_nobody_is_converted_without_the_check(work: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    require_soffice()
    letter = template(tmp_path, "For the notice board")
    assert make_pdfs(work, [(work.desk.folder / "notice.docx", [{}], letter.read_bytes())])[1] == 1
