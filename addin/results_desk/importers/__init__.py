"""One results file -> rows and problems. A module of this folder with NAME, KIND, HEADINGS, identify and extract is an importer.

A file is read by the one importer that knows it; when none or several do, nothing is read and the message says why. To add a
format, add a module and a sample with its golden file in `tests/samples/<format>/`: nothing is registered elsewhere.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from results_desk.batch import Batch
from results_desk.errors import DeskError
from results_desk.importers.edi_known import Known
from results_desk.importers.headings import Heading, find, lacking, telling
from results_desk.importers.reader import read_source
from results_desk.importers.sheet import Source

__all__ = ["COMMANDS", "Importer", "Source", "extract", "formats", "identify", "read_source"]

COMMANDS = {
    "results": "import-results", "candidates": "import-candidates", "requests": "log-requests", "payments": "record-payments",
    "invoices": "check-invoice", "outcomes": "record-outcomes", "permissions": "import-permissions", "basedata": "import-candidates",
}  # fmt: skip
"""Kind of file -> the command that takes it."""

_SHOWN = 40
_EXPORT_AGAIN = "export it again with all its columns, or type the results into the layout for hand entry"


class Importer(Protocol):
    """One format. `extract` is only called on a source that `identify` said yes to. HEADINGS says what the format looks for.

    A module may also have `headings(source)`, where they depend on the desk, and `WAY_OUT`, what an officer can do about a
    file that lacks some.
    """

    NAME: str
    KIND: str
    HEADINGS: Sequence[Heading]

    def identify(self, source: Source) -> bool:
        """Whether the file is of this format, by the lines of the desk's profiles that are right."""
        ...

    def extract(self, source: Source) -> Batch:
        """The rows of the file and the problems met."""
        ...


@cache
def formats(kind: str = "") -> tuple[Importer, ...]:
    """The importers of a kind, or all."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    wanted = ("NAME", "KIND", "HEADINGS", "identify", "extract")
    found = [module for module in modules if all(hasattr(module, attribute) for attribute in wanted)]
    return tuple(module for module in found if kind in ("", module.KIND))


def extract(path: Path, kind: str, profiles: Sequence[Mapping[str, str]] = (), known: Known | None = None) -> Batch:
    """A file of any kind, read. DeskError when it cannot be read or is not known for certain."""
    source = read_source(path, profiles, known)
    return identify(source, kind).extract(source)


def identify(source: Source, kind: str) -> Importer:
    """The one importer of that kind that knows the file. DeskError for none, for more than one, for a wrong line of its profile."""
    if source.sheets:
        for importer in formats(kind):
            _headings(importer, source)
    fitting = [importer for importer in formats(kind) if importer.identify(source)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = " and ".join(importer.NAME for importer in fitting)
        raise DeskError(f"{source.file} could be {names}: remove the columns that do not belong to it and import it again.")
    for other in formats():
        if other.KIND != kind and other.identify(source):
            raise DeskError(f"{source.file} holds {other.NAME}, not {kind}: use {COMMANDS[other.KIND]} for it.")
    raise _unknown(source, kind)


def _unknown(source: Source, kind: str) -> DeskError:
    """The error for a file that no importer of a kind knows: what was expected, what was found, and which format is nearest."""
    expected = "; ".join(f"{importer.NAME} ({telling(importer.HEADINGS)})" for importer in formats(kind) if importer.HEADINGS)
    start = f"{source.file} is no file of {kind} that is known here"
    near = _nearest(source, kind)
    if near is None:
        way_out = next((importer.WAY_OUT for importer in formats(kind) if hasattr(importer, "WAY_OUT")), _EXPORT_AGAIN)
        return DeskError(f"{start}, because it has no row of headings in its first rows (expected is {expected}): {way_out}.")
    importer, cells = near
    found = ", ".join(cell.strip()[:_SHOWN] for cell in cells if cell.strip())
    headings = _headings(importer, source)
    missing = " and ".join(lacking(headings, find(headings, cells)))
    way_out = getattr(importer, "WAY_OUT", _EXPORT_AGAIN)
    nearest = f"nearest is {importer.NAME}, which also needs {missing}" if missing else f"nearest is {importer.NAME}"
    return DeskError(f"{start} (expected is {expected}; found are the headings {found}; {nearest}): {way_out}.")


def _nearest(source: Source, kind: str) -> tuple[Importer, tuple[str, ...]] | None:
    """The importer that knows most headings of a row of the file, and that row; None when none knows two."""
    known = [importer for importer in formats(kind) if importer.HEADINGS]
    rows = [(importer, sheet.heading_row(_headings(importer, source))) for importer in known for sheet in source.sheets]
    scored = [(len(find(_headings(importer, source), cells)), importer, cells) for importer, cells in rows if cells]
    best = max(scored, key=lambda one: one[0], default=None)
    return best and (best[1], best[2])


def _headings(importer: Importer, source: Source) -> Sequence[Heading]:
    specific = getattr(importer, "headings", None)
    return specific(source) if specific else importer.HEADINGS
