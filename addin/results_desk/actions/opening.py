"""Files as they were given: archives of EDI files unpacked, basedata before what is read by it, resends in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from results_desk.actions.facts import desk_facts, rows
from results_desk.actions.registry import Work
from results_desk.batch import Batch
from results_desk.edges.desk import received
from results_desk.edges.desk.received import FileFacts
from results_desk.errors import DeskError
from results_desk.importers.edi_known import Known
from results_desk.importers.sheet import Source


@dataclass(frozen=True)
class Opened:
    """One file of a call, or of an archive that was given: what it is known by, and its contents as the importers take them."""

    facts: FileFacts
    source: Source
    data: bytes


@dataclass(frozen=True)
class Given:
    """The files of one call: basedata, and the rest in the order they are to be taken."""

    basedata: tuple[tuple[Opened, Batch], ...]
    files: tuple[Opened, ...]
    known: Known | None = None
    """What EDI files of the call were read by; None where there was none."""
    inside: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)
    """The names of the files that each file of the call came to: those in an archive, else its own."""


def open_files(work: Work, files: Sequence[Path]) -> Given:
    """Read every file. DeskError for the first that can't be read, or when two have one name: then nothing is imported."""
    from results_desk import importers
    from results_desk.actions.edi import known_of
    from results_desk.importers.edi_file import BASEDATA
    from results_desk.importers.reader import source_of
    from results_desk.rules.results.edi import in_order

    pieces = {path: _pieces(path) for path in work.progress(files, "Reading")}
    found = [piece for path in files for piece in pieces[path]]
    inside = {path: tuple(facts.name for facts, _ in held) for path, held in pieces.items()}
    names = [facts.name.casefold() for facts, _ in found]
    twice = sorted({facts.name for facts, _ in found if names.count(facts.name.casefold()) > 1})
    if twice:
        raise DeskError(f"Two of the files have the same name, {twice[0]}: rename one, or import them one after the other.")
    profiles = rows(work.desk, "HeadingProfiles")
    opened = [Opened(facts, source_of(Path(facts.name), data, profiles), data) for facts, data in found]
    opened = in_order(sorted(opened, key=lambda one: (one.facts.modified, one.facts.name)), lambda one: one.facts.name)
    if not any(one.source.edi for one in opened):
        return Given((), tuple(opened), inside=inside)
    plain = Known(series=desk_facts(work.desk).series)
    of_basedata = [one for one in opened if one.source.edi and one.source.edi.letter in BASEDATA]
    batches = [(one, importers.identify(one.source, "basedata").extract(_with(one, plain).source)) for one in of_basedata]
    known = known_of(work.desk, [(one.facts.name, batch) for one, batch in batches])
    return Given(tuple(batches), tuple(_with(one, known) for one in opened if one not in of_basedata), known, inside)


def _with(opened: Opened, known: Known) -> Opened:
    return replace(opened, source=replace(opened.source, known=known))


def _pieces(path: Path) -> list[tuple[FileFacts, bytes]]:
    """The file itself; of an archive, the files in it."""
    from results_desk.importers import edi_zip
    from results_desk.importers.reader import contents

    data = contents(path, path.name or str(path))
    if not edi_zip.is_archive(data):
        return [(received.look(path), data)]
    return [(received.facts_of(name.name, inner, changed), inner) for name, inner, changed in edi_zip.members(path.name, data)]
