"""Everything a desk holds on one candidate, as a folder that a person can read: what a candidate may ask for of their own data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk.actions.facts import rows
from results_desk.actions.questions import NewFolder
from results_desk.actions.registry import Outcome, Work, action
from results_desk.actions.trail import shown
from results_desk.edges.desk import audit
from results_desk.edges.mail.ledger import Entry, Ledger
from results_desk.errors import DeskError
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.edges.plainbook import Sheet
    from results_desk.rules.subject_access.access import Part, Subject

FOLDER = "subject_access"
Candidate = Annotated[str, "Candidate number, such as 0042."]
To = Annotated[Path | None, "A folder that is not there yet, outside the desk. Blank: one in subject_access in the desk.", NewFolder()]


@action("Today", "Export candidate", reveals="show", whose="candidate")
def export_candidate(work: Work, candidate: Candidate, to: To = None) -> Outcome:
    """Write everything the desk holds on one candidate into a new folder: a workbook, the candidate's letters, and a page on what is what.

    Results, and what tells of them, come from their release on. What another candidate may share (a name, a paper, a number in a note)
    is left out or told: look at each, and read it all through before you hand it over.
    """
    from results_desk.edges.desk.ownfiles import write_folder

    subject = _subject(work, candidate)
    parts = _parts(work, subject)
    files = _files(work, subject, parts)
    folder = _folder(work, subject.people.asked, to, files)
    written = write_folder(folder, files)
    counts = {"sheets": len(parts), "rows": sum(len(part.rows) for part in parts), "files": len(files) - 2, "written": written}
    done = "written" if written else "nothing changed, it was there already"
    held = f"{counted(counts['rows'], 'row')} on {counted(counts['sheets'], 'sheet')} and {counted(counts['files'], 'file')}"
    problems = tuple(found.problem() for found in dict.fromkeys(subject.to_check))
    said = f"{held} in {folder}: {done}. Read it through before you hand it over." + _withheld_said(subject)
    return Outcome(said, counts, (folder,), problems, about=f"candidate {subject.people.asked}")


def _subject(work: Work, candidate: str) -> Subject:
    """DeskError when nothing is held on that number."""
    from results_desk.rules.identifiers import is_candidate_number, pad_candidate_number
    from results_desk.rules.subject_access.access import FROM_RELEASE, Subject

    number = pad_candidate_number(candidate)
    if not is_candidate_number(number):
        raise DeskError(f"{candidate!r} is no candidate number: write it as 0042.")
    held = {spec.name: (spec, rows(work.desk, spec.name)) for spec in work.desk.tables}
    subject = Subject(number, held)
    if not subject.people.is_known():
        raise DeskError(f"Nothing is held on candidate {number} in any workbook of this desk: check the number.")
    subject.withheld = () if _all_released(work, subject) else FROM_RELEASE
    return subject


def _all_released(work: Work, subject: Subject) -> bool:
    """Whether this candidate may have every result of theirs, those that are still to come too.

    One who has no entries, or of whom something was refused that may be a result, may have any level's.
    """
    assert (gate := work.gate) is not None
    levels = {str(row.get("Level") or "").strip() for row in subject.own_rows("Entries")}
    if not levels or subject.has_refused():
        levels |= set(gate.embargo.levels)
    return not (gate.hidden or gate.restricted) and all(gate.allows((level, "")) for level in levels)


def _withheld_said(subject: Subject) -> str:
    """What was held back until the release, as a sentence that follows another; "" where nothing was."""
    sheets = subject.withheld_sheets
    return f" Left out until every result of this candidate is released: {', '.join(sheets)}." if sheets else ""


def _parts(work: Work, subject: Subject) -> list[Part]:
    """The candidate's rows of every table, of the ledger of messages and of the audit log."""
    messages = [asdict(entry) for entry in _messages(work, subject)]
    lines = [shown(line) for line in audit.entries(work.desk.folder) if line.said.get("action") != export_candidate.__name__]
    naming = [line for line in lines if subject.concerns(line["What"])]
    more = (
        subject.part("Ledger of messages", "What became of every message", Ledger(work.desk.folder).path.name, messages),
        subject.part("Audit log", "What was done: lines that name this candidate", audit.LOG, naming),
    )
    return [*subject.parts(), *(part for part in more if part)]


def _messages(work: Work, subject: Subject) -> list[Entry]:
    return [entry for entry in Ledger(work.desk.folder).entries() if entry.candidate == subject.people.asked]


def _files(work: Work, subject: Subject, parts: Sequence[Part]) -> dict[str, bytes]:
    """Everything that goes into the folder, by its name in it. The page comes last: a folder without it was cut off."""
    from results_desk.edges.desk.ownfiles import read_all
    from results_desk.edges.plainbook import plain_workbook
    from results_desk.rules.subject_access.readme import BOOK, readme

    assert work.gate is not None
    copied = _letters(work, subject) | _papers(work, subject)
    left_out = (work.gate.left_out, _withheld_said(subject))
    about = readme(subject.people.asked, work.desk.settings, work.now.date(), parts, copied, left_out)
    files = {BOOK: plain_workbook(list(_sheets(parts)), work.now.date())} | read_all(copied)
    return files | {"README.txt": about.encode("utf-8-sig")}


def _letters(work: Work, subject: Subject) -> dict[str, Path]:
    """The candidate's letters and messages by where they go; what may be one is noted."""
    from results_desk.edges.desk.ownfiles import letters_of
    from results_desk.rules.subject_access.check import Check, ToCheck

    own, others = _message_names(work, subject)
    found = letters_of(work.desk.folder, subject.people.asked, subject.ids, own - others, not subject.withheld, subject.people.is_called)
    subject.to_check += (ToCheck(folder, "", "", Check.LETTER) for folder in sorted(set(found.unsure)))
    return found.files


def _message_names(work: Work, subject: Subject) -> tuple[set[str], set[str]]:
    """The names of the files of messages to the candidate, and to others."""
    entries = [entry for entry in Ledger(work.desk.folder).entries() if entry.name]
    own = {entry.name for entry in entries if entry.candidate == subject.people.asked}
    return own, {entry.name for entry in entries if entry.candidate != subject.people.asked}


def _papers(work: Work, subject: Subject) -> dict[str, Path]:
    """The papers that the candidate's cells name, by where they go; cells that name one that does not go there are noted."""
    from results_desk.edges.desk.ownfiles import papers_of
    from results_desk.rules.subject_access.check import Check, ToCheck

    cells = [(spec, heading, said) for spec, heading, said in subject.texts() if not heading.casefold().endswith("file")]
    found = papers_of(work.desk.folder, (said for _, _, said in cells), subject.texts_of_others())
    missed = {(spec.workbook, spec.sheet, heading) for spec, heading, said in cells if said in found.unsure}
    subject.to_check += (ToCheck(*where, Check.PAPER) for where in sorted(missed))
    return found.files


def _sheets(parts: Sequence[Part]) -> Iterator[Sheet]:
    from results_desk.edges.plainbook import Sheet

    listed = tuple((part.title, part.about, part.where, len(part.rows)) for part in parts)
    headings = ("Sheet", "What it is", "From", "Rows")
    yield Sheet("Contents", "What is in this workbook", "One sheet for each list that names this candidate.", headings, listed)
    for part in parts:
        cells = tuple(tuple(row.get(heading) for heading in part.headings) for row in part.rows)
        yield Sheet(part.title, part.about, f"From {part.where}. Columns in which nothing stands are left out.", part.headings, cells)


def _folder(work: Work, number: str, to: Path | None, files: Mapping[str, bytes]) -> Path:
    """Where to write: a folder that is not there yet, or that holds part of the same. DeskError for one of other contents."""
    from results_desk.edges.desk.ownfiles import fits

    if to is not None:
        if to.resolve().is_relative_to(work.desk.folder.resolve()):
            raise DeskError(f"{to} lies inside the desk: name a folder outside of it, or none.")
        if not fits(to, files):
            raise DeskError(f"{to} is there already and holds something else: name a folder that is not there yet.")
        return to
    first = work.desk.folder / FOLDER / f"{number} {work.now:%Y-%m-%d}"
    folder, again = first, 1
    while not fits(folder, files):
        again += 1
        folder = first.with_name(f"{first.name} ({again})")
    return folder

