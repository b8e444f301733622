"""Letters: statements of results, forms, sheets for the desk, letters to candidates, departments and awarding bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk.actions.facts import asked_for
from results_desk.actions.headings import put_results_heading
from results_desk.actions.letter_fields import KINDS, OWN, STATEMENT, known_requests, statements
from results_desk.actions.questions import OneOf
from results_desk.actions.registry import Outcome, Work, action
from results_desk.edges.folders import has_template, letter_template, own_letters
from results_desk.errors import DeskError
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.edges.word.letters import Letter

Fields = Mapping[str, object]
_OF_NOBODY = ("awarding_body", "teacher", "requester", "department")
"""What tells letters apart that are not to one candidate."""
Candidates = Annotated[list[str], "Only this candidate number; may be given more than once."]
Requests = Annotated[list[str], "Only this request, such as PRS-24-0001; may be given more than once."]
Combined = Annotated[bool, "Make one document to print, a new page for each."]
Pdf = Annotated[bool, "Make a PDF of each letter as well."]
Posted = Annotated[bool, "Of certificate_reminder: they go out today, so note the day under Reminder in the certificates register."]
REMINDER = "certificate_reminder"
_UNKNOWN = "there is no such request in tracking_log.xlsx, check the number"


def letters_of(desk: Path) -> list[str]:
    """The letters of a desk: ours, then those the school made itself."""
    return [*KINDS, *sorted(own_letters(desk) - set(KINDS))]


Which = Annotated[str, f"Which letter: {', '.join(KINDS)}, or one of your own in letters/templates.", OneOf(letters_of)]


@action("Statements", "Write statements", reveals="prepare")
def write_statements(work: Work, candidate: Candidates = (), combined: Combined = False, pdf: Pdf = False) -> Outcome:  # type: ignore[assignment]
    """Write a statement of results for every candidate who has one, over all awarding bodies."""
    from results_desk.rules.letters.vocabulary import mail_merge

    fields, numbers = statements(work), asked_for(work, candidate)
    work.desk.table("MailMerge").replace(mail_merge(fields))
    put_results_heading(work)
    return _write(work, STATEMENT, _only(fields, "candidate_number", numbers, KINDS[STATEMENT].lacks), combined, pdf)


@action("Statements", "Write letters", books=(), reveals="prepare")
def write_letters(
    work: Work,
    letter: Which,
    candidate: Candidates = (),  # type: ignore[assignment]
    request: Requests = (),  # type: ignore[assignment]
    combined: Combined = False,
    pdf: Pdf = False,
    posted: Posted = False,
) -> Outcome:
    """Fill one kind of letter for every candidate, request or department it is for."""
    letter_template(work.desk.folder, letter)
    if posted and letter != REMINDER:
        raise DeskError(f"Only of {REMINDER} is it noted that it was posted: leave --posted out for {letter}.")
    if letter == STATEMENT and not request:
        return write_statements(work, candidate, combined, pdf)
    kind, numbers = KINDS.get(letter, OWN), asked_for(work, candidate)
    fields = kind.fill(work, numbers)
    if not fields and not numbers and not request:
        raise DeskError(kind.nothing)
    lacks = kind.lacks if known_requests(work, request) else _UNKNOWN
    fields = _only(_only(fields, "request_id", request, lacks), "candidate_number", numbers, kind.lacks)
    written = _write(work, letter, fields, combined, pdf)
    return _noted(work, written, [str(each["candidate_number"]) for each in fields]) if posted else written


def _noted(work: Work, written: Outcome, reminded: Sequence[str]) -> Outcome:
    """The same, and that the reminders went to these candidates today."""
    from results_desk.actions.mailregister import put_reminders

    count = put_reminders(work, [(work.now.date(), number, "") for number in reminded])
    said = f"{written.message} Noted under Reminder in certificates_register.xlsx for {counted(count, 'certificate')}."
    return replace(written, message=said, counts={**written.counts, "noted": count})


def letters_now(work: Work, letter: str) -> list[tuple[str, Fields]]:
    """Every letter of a kind as it would be written now: its file name without an ending, and its fields."""
    return [(_file_name(letter, fields).removesuffix(".docx"), _spoken(work, letter, fields)[1]) for fields in KINDS[letter].fill(work, ())]


def _only(fields: Sequence[Fields], name: str, wanted: Sequence[str], lacks: str) -> list[Fields]:
    """Those of the wanted. DeskError where the letter is not one for each, or one of them has none: it `lacks` what it is about."""
    held, what = {each.get(name) for each in fields}, name.partition("_")[0]
    if wanted and held == {None}:
        raise DeskError(f"This letter is not one per {what}: leave --{what} out.")
    missing = [value for value in wanted if value not in held]
    if missing:
        raise DeskError(f"There is nothing to write for {what} {missing[0]}: {lacks}.")
    return [each for each in fields if not wanted or each[name] in wanted]


@dataclass(frozen=True)
class Batch:
    """Letters from one template: the fields of each, and the file of all to print."""

    template: Letter
    letters: list[Fields]
    combined: Path


def _batches(work: Work, name: str, letters: Sequence[Fields]) -> Iterator[Batch]:
    """The letters by language and size of print. DeskError when a template or the look of letters in Settings is wrong."""
    from results_desk.edges.word.letters import Letter
    from results_desk.edges.word.look import Look
    from results_desk.rules.letters.vocabulary import FIELDS

    kind, settings, folder = KINDS.get(name, OWN), work.desk.settings, work.desk.folder
    all_large = settings.get("Large print", "").casefold() == "yes"
    look = Look.read(settings.get("Letter colour", ""), settings.get("Logo", ""), folder / "letters")
    groups: dict[tuple[bool, bool], list[Fields]] = {}
    for fields in letters:
        welsh, spoken = _spoken(work, name, fields)
        large = kind.to_candidates and (all_large or fields.get("large_print") == "Yes")
        groups.setdefault((welsh, large), []).append(spoken)
    for (welsh, large), held in groups.items():
        template = Letter.open(letter_template(folder, f"{name}_welsh" if welsh else name), look.of_print(large))
        template.check(FIELDS)
        of = f"{name}{' Welsh' if welsh else ''}{' large print' if large else ''}"
        yield Batch(template, held, work.letters / f"{of} combined.docx")


def _spoken(work: Work, name: str, fields: Fields) -> tuple[bool, Fields]:
    """Whether a letter is written in Welsh, and its fields in its language."""
    from results_desk.rules.letters.welsh import in_welsh

    wanted = KINDS.get(name, OWN).welsh and fields.get("letters_in") == "Welsh"
    welsh = wanted and has_template(work.desk.folder, f"{name}_welsh")
    return (True, in_welsh(fields)) if welsh else (False, fields)


def _write(work: Work, name: str, letters: Sequence[Fields], combined: bool, pdf: bool) -> Outcome:
    """Write the letters into their folder and say how many; a document to print more with `combined`, a PDF of each with `pdf`."""
    from results_desk.edges.word.letters import write_file, write_letters

    batches = list(_batches(work, name, letters))
    folder = work.letters / name
    folder.mkdir(parents=True, exist_ok=True)
    replaced = work.letters / "replaced" / f"{work.now:%Y-%m-%d %H%M%S}"
    documents = [(each, each.template.combine(work.progress(each.letters, "Combining"))) for each in batches] if combined else []
    counts = {"letters": len(letters), "written": 0} | _pdfs(work, folder, name, batches if pdf else [], documents)
    for batch in batches:
        jobs = [(folder / _file_name(name, fields), fields) for fields in batch.letters]
        counts["written"] += len(write_letters(batch.template, work.progress(jobs, "Writing"), replaced=replaced).changed)
    counts["written"] += sum(write_file(batch.combined, whole, replaced) for batch, whole in documents)
    banner = f" {work.banner}: nobody but authorised readers may see them before." if work.banner else ""
    return Outcome(_said(name, counts, folder, len(documents)) + banner, counts, (folder, *(batch.combined for batch, _ in documents)))


def _pdfs(
    work: Work, folder: Path, name: str, batches: Sequence[Batch], documents: Sequence[tuple[Batch, bytes]]
) -> dict[str, int]:
    """Make the PDFs of these batches and of the documents to print: how many there are, and how many had to be made."""
    from results_desk.actions.pdfs import make_pdfs

    if not batches:
        return {"pdfs": 0, "pdfs_made": 0}
    single = ((batch, fields) for batch in batches for fields in batch.letters)
    letters = ((folder / _file_name(name, fields), [fields], batch.template.render(fields)) for batch, fields in single)
    pdfs, made = make_pdfs(work, [*letters, *((batch.combined, batch.letters, whole) for batch, whole in documents)])
    return {"pdfs": len(pdfs), "pdfs_made": made}


def _file_name(letter: str, fields: Fields) -> str:
    """Whom a letter is for; the letter's own name where there is only one."""
    from results_desk.edges.names import safe_name

    of = ("request_id", "candidate_number", "surname", "forenames") if "candidate_number" in fields else _OF_NOBODY
    parts = [str(part) for name in of if (part := fields.get(name))]
    return f"{safe_name(' '.join(parts) or letter)}.docx"


def _said(name: str, counts: Mapping[str, int], folder: Path, combined: int) -> str:
    what = name.replace("_", " ")
    did = f"{counts['written']} written" if counts["written"] else "nothing changed: every one was there already"
    pdfs = f" {counted(counts['pdfs'], 'PDF')}, {counts['pdfs_made']} made now, each read back." if counts["pdfs"] else ""
    together = f" and {counted(combined, 'combined document')}" if combined else ""
    return f"{counted(counts['letters'], 'letter')}{together} ({what}) in {folder}: {did}.{pdfs}"
