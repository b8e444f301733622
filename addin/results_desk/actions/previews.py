"""EDI results whose layout nobody has confirmed: shown in a preview, never imported; and the lists of what is unusual in the others."""

from __future__ import annotations

from collections.abc import Sequence

from results_desk.actions.importing import Read, put_problems
from results_desk.actions.registry import Work
from results_desk.batch import Batch
from results_desk.edges.desk.received import FileFacts
from results_desk.errors import Problem

UNCONFIRMED = "Nobody has confirmed the layout of these EDI results: nothing of the file was imported"


def to_import(read: Read) -> list[tuple[FileFacts, Batch]]:
    """The files that may be imported."""
    return [(facts, batch) for facts, batch in read.batches if not batch.unconfirmed]


def preview(work: Work, read: Read) -> list[Problem]:
    """Show the other files in the view EDI preview, and say so; and which results file was sent before and never imported."""
    from results_desk.actions.edi import put_preview
    from results_desk.rules.results.edi import missing_before

    if not any(batch.format == _edi_format() for _, batch in read.batches):
        return []
    names = [facts.name for facts, _ in read.batches]
    shown = [batch for _, batch in read.batches if batch.unconfirmed]
    put_preview(work, names, shown)
    for batch in shown:
        put_problems(work, [batch.file], [_unconfirmed(batch)])
    known = [str(row["File"]) for row in work.desk.table("Files").rows()]
    return [*map(_unconfirmed, shown), *missing_before(names, known)]


def edi_counts(read: Read, problems: Sequence[Problem]) -> dict[str, int]:
    """What the lists of EDI results come to, where the call had any."""
    from results_desk.importers.edi_rows import NOT_IN_BASEDATA, OTHER_ELEMENT
    from results_desk.rules.results.edi import LISTS, listed

    edi = [batch for _, batch in read.batches if batch.format == _edi_format()]
    if not edi:
        return {}
    lists = {"not_in_basedata": NOT_IN_BASEDATA, "on_another_option": OTHER_ELEMENT, **LISTS}
    return {"previewed": sum(batch.rows for batch in edi if batch.unconfirmed), **listed(problems, lists)}


def _edi_format() -> str:
    from results_desk.importers import jcq_edi

    return jcq_edi.NAME


def _unconfirmed(batch: Batch) -> Problem:
    way_out = (
        f"Compare some lines of the sheet EDI preview with the awarding body's site. If all is right: results-desk confirm-layout "
        f"DESK {batch.file} --yes; then import it again."
    )
    return Problem(batch.file, 0, "", UNCONFIRMED, way_out)
