"""PDFs of a batch of letters, each read back and compared with the candidate it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from results_desk.actions.registry import Work
from results_desk.errors import DeskError
from results_desk.rules.mail.right_person import Person, by_number, wrong

Fields = Mapping[str, object]
Letters = Iterable[tuple[Path, Sequence[Fields], bytes]]
"""Where a letter goes (.docx), the fields of everybody it is for (several in a combined document), and its bytes."""


def make_pdfs(work: Work, letters: Letters) -> tuple[list[Path], int]:
    """The PDF beside each letter, and how many had to be made. DeskError, and no PDF left, where one holds the wrong person."""
    from results_desk.edges.converters import converter
    from results_desk.edges.pdf import Job, make

    converter()
    jobs: list[Job] = []
    people: list[list[Person]] = []
    for path, held, letter in letters:
        jobs.append(Job(path.with_suffix(".pdf"), letter, says(held)))
        people.append([person for fields in held if (person := person_of(fields))])
    others = by_number([person for held in people for person in held])

    def check(at: int, text: str) -> None:
        _check(text, people[at], others)

    made = make(jobs, check, work.letters / "replaced" / f"{work.now:%Y-%m-%d %H%M%S}")
    return [job.target for job in jobs], len(made)


def says(held: Sequence[Fields]) -> str:
    """The fingerprint of what letters say, whatever the day they were written on."""
    import hashlib
    import json

    told = [{name: value for name, value in fields.items() if name != "letter_date"} for fields in held]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def person_of(fields: Fields) -> Person | None:
    """The candidate a letter is for; None for a letter that is for nobody."""
    number, surname, forenames = (str(fields.get(name) or "") for name in ("candidate_number", "surname", "forenames"))
    return Person(number, surname, forenames) if number else None


def _check(text: str, people: Sequence[Person], others: Mapping[str, Person]) -> None:
    for person in people:
        if why := wrong(text, person, others if len(people) == 1 else {}):
            raise DeskError(
                f"The PDF for candidate {person.number} was refused: {why}. No PDF of this batch was kept. "
                "See that the letter's template prints the candidate's number and name, then try again."
            )
