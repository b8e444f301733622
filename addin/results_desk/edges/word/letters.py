"""Letters: one Word template, filled once per candidate or into one document to print.

docxtpl opens the template and applies its own rules, once. After that a letter is rendered strings put into a copy of the
template's zip, whose other parts are never unpacked: more than a hundred times as fast, with the same words in the same places.
What strings cannot carry (rich text, pictures, documents in documents) goes by docxtpl's own, slower route.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from results_desk.edges.word.folders import Folders
from results_desk.edges.word.look import Look
from results_desk.errors import DeskError

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

    from results_desk.edges.word.fill import Filler

Fields = Mapping[str, object]
PLAIN = Look()
_TOGETHER, _BYTES = 64, 4_000_000  # letters that are filled before they go to the disk, at most


class Letter:
    """One template, ready to fill. `name` is its file name."""

    def __init__(self, name: str, filler: Filler) -> None:
        """Use `Letter.open`."""
        self.name = name
        self._filler = filler

    @classmethod
    def open(cls, template: Path, look: Look = PLAIN) -> Letter:
        """Read and prepare a template in a school's look. DeskError when it is no Word document, has a broken tag, or fetches something."""
        from results_desk.edges.word.fill import Filler
        from results_desk.edges.word.links import require_nothing_outside

        return cls(template.name, Filler(template, look, require_nothing_outside(template)))

    @property
    def fields(self) -> frozenset[str]:
        """The fields used in any part, headers and properties too; `rows.name` for what a loop takes of a row."""
        return self._filler.fields

    def check(self, known: Collection[str]) -> None:
        """DeskError when the template uses a field that is not known; it names the field and the nearest known one."""
        check_fields(self.name, self.fields, known, "correct the letter in Word and save it")

    def docxtpl(self) -> DocxTemplate:
        """docxtpl's own object of this template, for values that belong to one: pictures (`InlineImage`), documents, links."""
        return self._filler.engine()

    def render(self, fields: Fields, own: DocxTemplate | None = None) -> bytes:
        """The letter as the bytes of a .docx, on one machine always the same for the same fields. DeskError when a value is missing.

        `own` is what `docxtpl()` gave, where values were made with it.
        """
        return b"".join(self._filler.render(fields, own))

    def halves(self, fields: Fields) -> tuple[bytes, bytes]:
        """The same in two: what all letters of the template start with, held once for all, and the rest of this one."""
        return self._filler.render(fields)

    def combine(self, fields_list: Iterable[Fields], *, duplex: bool = True, progress: Callable[[int], object] | None = None) -> bytes:
        """All letters as one .docx to print, each in sections of its own with its own page numbers from 1.

        With `duplex` each starts on a right-hand page, so that no sheet of a double-sided print holds two people's letters.
        DeskError when there is nothing to write, a value is missing, or the template holds what a combined document cannot.
        """
        from results_desk.edges.word.combine import combine

        return combine(self._filler, fields_list, duplex, progress)


@dataclass(frozen=True)
class Written:
    """The files of a batch in order, and which of them changed: one that reads the same already is left alone."""

    files: tuple[Path, ...]
    changed: tuple[Path, ...]


def write_letters(
    letter: Letter, jobs: Iterable[tuple[Path, Fields]], progress: Callable[[int], object] | None = None, *, replaced: Path | None = None
) -> Written:
    """Write each letter to its path, whole or not at all; `progress` hears how many are done. The folders must be there.

    A letter that was there and read otherwise is kept in the folder `replaced`, where one is named. DeskError when a value
    is missing, two letters have the same path or a file cannot be written; it says how many were written before.
    """
    batch = _Batch(letter, Folders(replaced), progress)
    try:
        for path, fields in jobs:
            batch.add(path, fields)
        batch.put()
    except _Stopped as stopped:
        place = f"This is letter {batch.done + 1} of the batch; {len(batch.changed)} before it were written."
        raise type(stopped.why)(f"{stopped.why} {place}") from None
    return Written(tuple(batch.files.values()), tuple(batch.changed))


class _Stopped(Exception):
    """The batch ends at the letter after those that are done."""

    def __init__(self, why: DeskError) -> None:
        super().__init__(why)
        self.why = why


class _Batch:
    """Letters on their way to the disk: some are filled, then put there; going to and fro for each takes a fifth longer."""

    def __init__(self, letter: Letter, folders: Folders, progress: Callable[[int], object] | None) -> None:
        self.files: dict[str, Path] = {}
        self.changed: list[Path] = []
        self.done = 0
        self._letter, self._folders, self._progress = letter, folders, progress
        self._filled: list[tuple[Path, tuple[bytes, bytes]]] = []
        self._bytes = 0

    def add(self, path: Path, fields: Fields) -> None:
        """Fill a letter; put those that wait when they are enough, or when this one can't be filled."""
        try:
            if (name := str(path).casefold()) in self.files:
                raise DeskError(f"Two letters of {self._letter.name} have the same file name: give each its candidate number.")
            self.files[name] = path
            self._filled.append((path, halves := self._letter.halves(fields)))
        except DeskError as error:
            self.put()
            raise _Stopped(error) from None
        self._bytes += len(halves[1])
        if len(self._filled) == _TOGETHER or self._bytes >= _BYTES:
            self.put()

    def put(self) -> None:
        """Put the filled letters into their folders, in order."""
        for path, halves in self._filled:
            try:
                if self._folders.put(path, *halves):
                    self.changed.append(path)
            except DeskError as error:
                raise _Stopped(error) from None
            self.done += 1
            if self._progress is not None:
                self._progress(self.done)
        self._filled.clear()
        self._bytes = 0


def write_file(path: Path, data: bytes, replaced: Path | None = None) -> bool:
    """Write one file whole, the earlier one kept in `replaced`; False when the one there reads the same. DeskError when it can't be."""
    return Folders(replaced).put(path, data)


def check_fields(template: str, used: Collection[str], known: Collection[str], way_out: str) -> None:
    """DeskError when a template uses a field that is not known; it names the field and the nearest known one."""
    wrong = [_advice(name, known) for name in sorted(used) if not _is_known(name, known)]
    if wrong:
        raise DeskError(f"{template} uses {' and '.join(wrong)}: {way_out}.")


def _is_known(name: str, known: Collection[str]) -> bool:
    """A row's field is judged only where the fields of those rows are listed, and a loop over an unknown field once."""
    rows, dot, _ = name.partition(".")
    return name in known or bool(dot) and (rows not in known or not any(each.startswith(rows + ".") for each in known))


def _advice(name: str, known: Collection[str]) -> str:
    rows = name.rpartition(".")[0]
    nearest = get_close_matches(name, [each for each in known if each.rpartition(".")[0] == rows], n=1, cutoff=0)
    return f"the field '{name}', which no letter has" + (f" (nearest: '{nearest[0]}')" if nearest else "")
