"""PDFs of letters: made in one run, marked with the letter they were made of, read back, put in place together; and locked."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from results_desk.edges.atomic import write_atomically
from results_desk.edges.converters import convert
from results_desk.edges.word.folders import fingerprint
from results_desk.errors import DeskError

_MADE_OF, _SAYS = "LetterSHA256", "FieldsSHA256"
"""The entries of a PDF's properties that hold the fingerprints of the letter it was made of, and of what that letter says."""


@dataclass(frozen=True)
class Job:
    """A letter to make a PDF of: where the PDF goes, the letter's bytes, and the fingerprint of what it says."""

    target: Path
    letter: bytes
    says: str = ""

    @property
    def fingerprint(self) -> str:
        """That of the letter, the same on every computer."""
        return fingerprint(self.letter)


def make(jobs: Sequence[Job], check: Callable[[int, str], None], replaced: Path) -> list[Path]:
    """Make the PDF of each letter that has none yet, in one run of the program, and return those that were made.

    `check` gets the place of a job and the text read back from its PDF, of those that were there too; what it raises refuses the
    whole batch: then no PDF of the batch is left, and earlier ones are moved to the folder `replaced`. DeskError when none can be made.
    """
    stale = [at for at, job in enumerate(jobs) if made_of(job.target) != job.fingerprint]
    with tempfile.TemporaryDirectory() as scratch:
        fresh = _converted([jobs[at].letter for at in stale], Path(scratch))
        try:
            for at, path in {**{at: job.target for at, job in enumerate(jobs)}, **dict(zip(stale, fresh, strict=True))}.items():
                check(at, text(path))
        except DeskError:
            _put_away([job.target for job in jobs], replaced)
            raise
        for at, path in zip(stale, fresh, strict=True):
            write_atomically(jobs[at].target, _marked(path, jobs[at]), durable=False)
    return [jobs[at].target for at in stale]


def made_of(pdf: Path) -> str:
    """The fingerprint of the letter a PDF was made of; "" when there is no such PDF, or it was made by other means."""
    return _property(pdf, _MADE_OF)


def says(pdf: Path) -> str:
    """The fingerprint of what the letter said that a PDF was made of; "" as for `made_of`."""
    return _property(pdf, _SAYS)


def _property(pdf: Path, name: str) -> str:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(pdf) as document:
            return str(document.get_metadata_value(name))
    except (OSError, pypdfium2.PdfiumError):
        return ""


def text(pdf: Path | bytes) -> str:
    """All the text of a PDF. DeskError when it can't be read."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(pdf) as document:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    except (OSError, pypdfium2.PdfiumError):
        raise DeskError("A PDF can't be read: make it again with --pdf.") from None


def locked(pdf: bytes, password: str) -> bytes:
    """The PDF encrypted with AES-256, to be opened with the password. DeskError when it is damaged."""
    from pypdf import PdfWriter

    out = io.BytesIO()
    try:
        writer = PdfWriter(clone_from=io.BytesIO(pdf))
        writer.encrypt(password, algorithm="AES-256")
        writer.write(out)
    except Exception:  # whatever a damaged file makes the library raise
        raise DeskError("A PDF can't be locked, because it is damaged: make it again with --pdf.") from None
    return out.getvalue()


def opens(pdf: bytes, password: str) -> bool:
    """Whether a PDF is locked, and with this password."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(pdf))
        return reader.is_encrypted and bool(reader.decrypt(password))
    except Exception:  # whatever a damaged file makes the library raise
        return False


def _converted(letters: Sequence[bytes], folder: Path) -> list[Path]:
    """The PDFs of these letters, under numbers: the names of people stay out of a folder of passage."""
    if not letters:
        return []
    names = [f"{at:05}.docx" for at in range(len(letters))]
    for name, letter in zip(names, letters, strict=True):
        (folder / name).write_bytes(letter)
    convert(folder, names)
    return [(folder / name).with_suffix(".pdf") for name in names]


def _marked(pdf: Path, job: Job) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter(pdf, incremental=True)
    writer.add_metadata({f"/{_MADE_OF}": job.fingerprint, f"/{_SAYS}": job.says})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _put_away(pdfs: Sequence[Path], replaced: Path) -> None:
    for pdf in pdfs:
        if pdf.is_file():
            replaced.mkdir(parents=True, exist_ok=True)
            os.replace(pdf, replaced / pdf.name)
