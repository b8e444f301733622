"""The PDF that goes with a message: the one made of what the letter says now, read back once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from results_desk.actions.letters import letters_now
from results_desk.actions.pdfs import person_of, says
from results_desk.actions.registry import RESTRICTED, Work
from results_desk.errors import DeskError
from results_desk.rules.mail.right_person import Person, by_number, wrong

Fields = Mapping[str, object]
_UNREADABLE = "the PDF can't be read"


@dataclass(frozen=True)
class Attachment:
    """One letter as it would be written now: what it says, and where its PDF is looked for."""

    fields: Fields
    places: tuple[Path, ...]

    @property
    def content(self) -> str:
        """The fingerprint of what it says."""
        return says([self.fields])

    def pdf(self) -> Path | None:
        """The PDF that says the same; None where there is none, or only one of an earlier letter."""
        from results_desk.edges import pdf

        return next((place for place in self.places if place.is_file() and pdf.says(place) == self.content), None)

    def any_pdf(self) -> bool:
        """Whether there is a PDF, current or not."""
        return any(place.is_file() for place in self.places)


def attachments(work: Work, letter: str) -> list[Attachment]:
    """Every letter of a kind, as the desk's tables fill it now; made before the release, its PDF is in the folder for that."""
    folders = (work.desk.folder / "letters", work.desk.folder / "letters" / RESTRICTED)
    return [Attachment(fields, tuple(folder / letter / f"{stem}.pdf" for folder in folders)) for stem, fields in letters_now(work, letter)]


def wrong_in(pdf_file: Path, fields: Fields, others: Mapping[str, Person]) -> str:
    """Why a PDF is not this candidate's; "" when it is."""
    from results_desk.edges import pdf

    person = person_of(fields)
    try:
        return wrong(pdf.text(pdf_file), person, others) if person else "it names no candidate"
    except DeskError:
        return _UNREADABLE


def people_of(held: Sequence[Attachment]) -> dict[str, Person]:
    """The candidates of these letters by number."""
    return by_number([person for each in held if (person := person_of(each.fields))])
