"""A person confirms, once for an awarding body and version of the format, where the fields of its results files stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk import reference
from results_desk.actions.facts import rows
from results_desk.actions.importing import by_key, frame
from results_desk.actions.registry import Outcome, Work, action
from results_desk.edges.desk import audit
from results_desk.errors import DeskError, Problem
from results_desk.terms import counted

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.importers.jcq_edi import Found

LayoutFile = Annotated[Path, "An awarding body's results file (R....Xnn), or a zip with one; best the one with most records."]
Yes = Annotated[bool, "Somebody compared the preview with the awarding body's site and it is right: save the layout."]


@action("Results", "Confirm layout", reveals="import")
def confirm_layout(work: Work, file: LayoutFile, yes: Yes = False) -> Outcome:
    """Find where the fields of an EDI results file stand, show what speaks for it, and with --yes save it for that body and version."""
    from results_desk.actions.edi import put_preview

    found, sha256 = _found(work, file)
    batch = found.batch
    lines = frame(_lines(work, found), "EdiLayouts")
    same = _held(work, found) == {str(row["Field"]): str(row["Start"]) for row in lines.to_dict("records")}
    counts = {"rows": batch.rows, "saved": 0, "problems": 0}
    if yes and not same:
        _save(work, found, lines)
        counts["saved"] = len(lines)
    put_preview(work, [batch.file], [] if yes or same else [batch])
    problems = () if yes or same else (_unsaved(batch.file),)
    counts["problems"] = len(problems)
    return Outcome(_said(found, bool(yes), same), counts, (file,), problems, _report(found), (sha256,))


def _found(work: Work, file: Path) -> tuple[Found, str]:
    """What the file comes to, found afresh. DeskError when it is no results file, or not to be told for certain."""
    from results_desk.actions.opening import open_files
    from results_desk.importers import jcq_edi

    given = open_files(work, [file])
    results = [one for one in given.files if jcq_edi.identify(one.source)]
    if len(results) != 1:
        held = counted(len(results), "EDI results file")
        raise DeskError(f"{file.name} holds {held}: give one results file (R....Xnn), or a zip with one.")
    return jcq_edi.found(results[0].source, afresh=True), results[0].facts.sha256


def _held(work: Work, found: Found) -> dict[str, str]:
    """Field -> start of what is confirmed for this awarding body and version."""
    whose = (found.layout.body, found.layout.version)
    mine = [row for row in rows(work.desk, "EdiLayouts") if (row["Awarding body"], row["Version"]) == whose]
    return {row["Field"]: row["Start"] for row in mine if row["Confirmed on"]}


def _save(work: Work, found: Found, lines: pd.DataFrame) -> None:
    """Write the lines; what another confirmation said of a field that was not found now is no longer confirmed."""
    table = work.desk.table("EdiLayouts")
    whose = (found.layout.body, found.layout.version)
    known = [str(row["Field"]) for row in table.rows() if (row["Awarding body"], row["Version"]) == whose]
    there = lines["Field"].isin(known)
    gone = set(known) - set(lines["Field"])
    table.update(by_key(lines[there], table.spec) | {(*whose, field): {"Start": "", "Confirmed on": None} for field in gone})
    table.append(lines[~there])


def _lines(work: Work, found: Found) -> list[dict[str, object]]:
    lengths = {row["field"]: (int(row["length"]), row["source"]) for row in reference.rows("edi_layouts") if row["record"] == "R5"}
    evidence = {field: next((text for text in found.evidence if text.casefold().startswith(start)), "") for field, start in _BEGINS.items()}
    return [
        {
            "Awarding body": found.layout.body, "Version": found.layout.version, "Field": field,
            "Start": " or ".join(map(str, starts)), "Length": lengths[field][0], "Evidence": evidence.get(field, ""),
            "File": found.batch.file, "Confirmed on": work.wall_clock, "Confirmed by": audit.login(),
            "Source": "found in the file and confirmed here",
        }
        for field, starts in found.layout.starts.items()
        if starts
    ]  # fmt: skip


_BEGINS = {
    "uci": "uci at", "uln": "uln at", "candidate_number": "candidate number at", "entry_code": "entry code at",
    "result_code": "result code at", "result_type": "result type at", "grades": "grades at",
}  # fmt: skip
"""How the evidence of each field begins."""


def _unsaved(file: str) -> Problem:
    message = "The layout was found and is not saved yet: nothing of the file was imported"
    way_out = "Compare some lines of the sheet EDI preview with the awarding body's site; if all is right, run it again with --yes."
    return Problem(file, 0, "", message, way_out, kept=True)


def _report(found: Found) -> tuple[dict[str, str], ...]:
    parts = [text.partition(" at ") for text in found.evidence]
    return tuple({"Field": field, "Evidence": f"at {told}" if told else field} for field, _, told in parts)


def _said(found: Found, yes: bool, same: bool) -> str:
    whose = f"the results of {found.layout.body}, version {found.layout.version} of the format"
    if same:
        return f"The layout of {whose} is confirmed already, and {found.batch.file} has the same."
    if yes:
        return f"The layout of {whose} is confirmed: import the file with import-results."
    return f"A layout was found for {whose}, from {found.batch.rows} records. It is not confirmed yet."
