"""Letters: statements of results, and the forms that go with requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

from results_desk.actions.facts import rows
from results_desk.actions.registry import Outcome, Work, action
from results_desk.edges.folders import letter_template
from results_desk.errors import DeskError

Fields = Mapping[str, object]
Candidates = Annotated[list[str], "Only this candidate number; may be given more than once."]
Requests = Annotated[list[str], "Only this request, such as PRS-24-0001; may be given more than once."]
Combined = Annotated[bool, "Make one document to print, a new page for each."]
Pdf = Annotated[bool, "Make a PDF of each letter as well."]

_FACTS = {
    "levels": "Levels", "ladders": "GradeLadders", "deadlines": "Deadlines", "releases": "ReleaseTimes", "services": "Services",
}  # fmt: skip
STATEMENT = "statement_of_results"
REQUEST_FORM = "request_consent_payment_form"


@action("Statements", "Write statements", reveals="prepare")
def write_statements(work: Work, candidate: Candidates = (), combined: Combined = False, pdf: Pdf = False) -> Outcome:  # type: ignore[assignment]
    """Write a statement of results for every candidate who has one, over all awarding bodies."""
    from results_desk.rules.letters import mail_merge

    statements = _statements(work)
    work.desk.table("MailMerge").replace(mail_merge(statements))
    return _write(work, STATEMENT, _only(statements, "candidate_number", candidate), combined, pdf)


@action("Statements", "Write letters", reveals="prepare")
def write_letters(
    work: Work,
    letter: Annotated[str, "Which letter: statement_of_results or request_consent_payment_form."],
    candidate: Candidates = (),  # type: ignore[assignment]
    request: Requests = (),  # type: ignore[assignment]
    combined: Combined = False,
    pdf: Pdf = False,
) -> Outcome:
    """Fill one kind of letter for every candidate or request it is for."""
    letter_template(work.desk.folder, letter)
    if letter == STATEMENT:
        return write_statements(work, candidate, combined, pdf)
    if letter != REQUEST_FORM:
        raise DeskError(f"The letter '{letter}' has no fields to fill yet: use {STATEMENT} or {REQUEST_FORM}.")
    forms = _only(_only(_request_forms(work), "request_id", request), "candidate_number", candidate)
    return _write(work, REQUEST_FORM, forms, combined, pdf)


def letters_now(work: Work, letter: str) -> list[tuple[str, Fields]]:
    """Every letter of a kind as it would be written now: its file name without an ending, and its fields."""
    if letter != STATEMENT:
        raise DeskError(f"There is no letter '{letter}' to send.")
    return [(_file_name(fields).removesuffix(".docx"), fields) for fields in _statements(work)]


def _only(fields: Sequence[Fields], name: str, wanted: Sequence[str]) -> list[Fields]:
    missing = [value for value in wanted if value not in {each[name] for each in fields}]
    if missing:
        what = name.replace("_", " ")
        raise DeskError(f"There is nothing to write for {what} {missing[0]}: check the number against the workbook.")
    return [each for each in fields if not wanted or each[name] in wanted]


def _statements(work: Work) -> list[dict[str, object]]:
    """The fields of every statement, dated the day the last results came in: the same results give the same letter."""
    from results_desk.rules.letters import statements

    tables = {name: work.desk.table(table).read() for name, table in _FACTS.items()}
    candidates, results = work.desk.table("Candidates").read(), work.desk.table("Results").read()
    if not len(results):
        raise DeskError("There are no results in results.xlsx yet: run Import results first.")
    imported = [row["Imported on"] for row in rows(work.desk, "Files") if isinstance(row["Imported on"], datetime)]
    today = max(imported, default=work.wall_clock).date()
    return statements(
        candidates, results, **tables, settings=work.desk.settings, today=today, practice=work.desk.is_practice
    )


def _request_forms(work: Work) -> list[dict[str, object]]:
    from results_desk.rules.letters import request_forms

    lines, candidates, components = (work.desk.table(name).read() for name in ("Lines", "Candidates", "Components"))
    if not len(lines):
        raise DeskError("There are no requests in tracking_log.xlsx yet: run Log requests first.")
    facts = {name: work.desk.table(_FACTS[name]).read() for name in ("deadlines", "levels", "services")}
    return request_forms(
        lines, candidates, components, **facts, settings=work.desk.settings, today=work.now.date(), practice=work.desk.is_practice
    )


def _write(work: Work, name: str, letters: Sequence[Fields], combined: bool, pdf: bool) -> Outcome:
    """Write the letters into their folder and say how many; one document more with `combined`, a PDF of each with `pdf`."""
    from results_desk.actions.pdfs import make_pdfs
    from results_desk.edges.word import Letter, write_file, write_letters
    from results_desk.rules.letters import FIELDS

    template = Letter.open(letter_template(work.desk.folder, name))
    template.check(FIELDS)
    folder = work.letters / name
    folder.mkdir(parents=True, exist_ok=True)
    replaced = work.letters / "replaced" / f"{work.now:%Y-%m-%d %H%M%S}"
    jobs = [(folder / _file_name(fields), fields) for fields in letters]
    document = work.letters / f"{name} combined.docx"
    whole = template.combine(work.progress(letters, "Combining")) if combined else b""
    to_print = [(document, letters, whole)] if combined else []
    pdfs, made = make_pdfs(work, [*((path, [fields], template.render(fields)) for path, fields in jobs), *to_print]) if pdf else ([], 0)
    written = write_letters(template, work.progress(jobs, "Writing"), replaced=replaced)
    files = [*written.files]
    changed = len(written.changed)
    if combined:
        changed += write_file(document, whole, replaced)
        files.append(document)
    counts = {"letters": len(letters), "written": changed, "pdfs": len(pdfs), "pdfs_made": made}
    banner = f" {work.banner}: nobody but authorised readers may see them before." if work.banner else ""
    return Outcome(_said(name, counts, folder) + banner, counts, (folder, *files[len(letters) :]))


def _file_name(fields: Fields) -> str:
    from results_desk.edges.names import safe_name

    parts = (fields.get("request_id"), fields["candidate_number"], fields["surname"], fields["forenames"])
    return f"{safe_name(' '.join(str(part) for part in parts if part))}.docx"


def _said(name: str, counts: Mapping[str, int], folder: Path) -> str:
    what = name.replace("_", " ")
    did = f"{counts['written']} written" if counts["written"] else "nothing changed: every one was there already"
    pdfs = f" {counts['pdfs']} PDFs, {counts['pdfs_made']} of them made now, each read back." if counts["pdfs"] else ""
    return f"{counts['letters']} letters ({what}) in {folder}: {did}.{pdfs}"
