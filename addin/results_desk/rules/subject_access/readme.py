"""The page that goes with everything held on one candidate: what is in the folder, where it came from, what is not in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from results_desk.rules.letters.words import day_in_words
from results_desk.rules.subject_access.access import LEFT_OUT, NOT_SURE, Part
from results_desk.terms import counted

BOOK = "everything held.xlsx"
_KINDS = {
    "letters": "letters and messages to this candidate, or about this candidate alone; earlier versions in 'replaced'",
    "papers": "scanned papers that the workbooks name as this candidate's",
}
_NOT_IN = (
    "documents and files that hold several candidates: combined letters, lists, and results files as they came (what they say of this "
    "candidate is in the workbook; the column File names the file)",
    "earlier versions of the workbooks, kept as backups",
    "sheets that somebody added to the workbooks, and paper that is not scanned",
    "lists like this one that were made before",
)


def readme(
    number: str, settings: Mapping[str, str], today: date, parts: Sequence[Part], files: Collection[str], left_out: Sequence[str]
) -> str:  # fmt: skip
    """The text, in short lines."""
    folders = {kind: sum(name.startswith(f"{kind}/") for name in files) for kind in _KINDS}
    lines = [
        f"Candidate {number}: everything that this examinations desk holds", "",
        f"Centre: {settings.get('Centre number', '')} {settings.get('Centre name', '')}".rstrip(),
        f"Exam series: {settings.get('Series', '')}", f"Made on: {day_in_words(today)}", "",
        "WHAT IS IN THIS FOLDER", "",
        f"{BOOK}: opens in Excel, Numbers, LibreOffice or Google Sheets. One sheet for each list:", "",
        *(f"  - {part.title}: {_rows(len(part.rows))}, from {part.where}. {part.about}" for part in parts), "",
        *(f"{kind}: {counted(count, 'file')} - {_KINDS[kind]}" for kind, count in folders.items() if count),
        "", "WHAT IS NOT IN IT", "", *(f"  - {each}" for each in _NOT_IN),
        *(f"  - {each.strip()}" for each in left_out if each),
        "", "BEFORE IT IS HANDED OVER", "",
        "Read it through. Names of staff, of parents and of persons whom the candidate named stand where the candidate's own",
        f"record names them. A cell that named another candidate says '{LEFT_OUT}'; what a row said that",
        f"was refused at its import, and may be about somebody else, says '{NOT_SURE}'.", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


def _rows(count: int) -> str:
    return counted(count, "row")
