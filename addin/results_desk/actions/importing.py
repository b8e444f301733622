"""What every import shares: reading the desk's facts, keeping the file, and bringing the Problems sheet up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from results_desk import tables
from results_desk.actions.registry import Work
from results_desk.batch import Batch
from results_desk.edges.desk import audit, received
from results_desk.edges.desk.received import FileFacts
from results_desk.errors import DeskError, OtherCentre, Problem
from results_desk.port import Key

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.actions.opening import Opened
    from results_desk.importers.edi_known import Known


def frame(rows: Iterable[dict[str, object]], table: str) -> pd.DataFrame:
    """Rows as a frame with the table's headings, every column of objects."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(tables.table(table).headings), dtype=object)


def by_key(rows: pd.DataFrame, table: tables.Table) -> dict[Key, dict[str, object]]:
    """Whole rows as changes to the rows of the same key."""
    records = ({str(heading): value for heading, value in row.items()} for row in rows.to_dict("records"))
    return {tuple(str(row[heading]) for heading in table.key): row for row in records}


@dataclass(frozen=True)
class Read:
    """The files of a call, read: those of the kind asked for in the order they are taken, and basedata that came with them.

    `foreign` are those of which all is of another centre, with its number; `inside` is as in `opening.Given`.
    """

    batches: tuple[tuple[FileFacts, Batch], ...]
    basedata: tuple[tuple[Opened, Batch], ...]
    known: Known | None = None
    foreign: tuple[tuple[FileFacts, str], ...] = ()
    inside: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """What was found in the basedata, and which files are of another centre."""
        found = [problem for _, batch in self.basedata for problem in batch.problems]
        return [*found, *(_foreign(facts.name, centre) for facts, centre in self.foreign)]

    def called(self, name: str) -> str:
        """A file's name, with the archive that it came in."""
        return next((f"{name} in {path.name}" for path, names in self.inside.items() if name in names and name != path.name), name)

    @property
    def hashes(self) -> tuple[str, ...]:
        """The SHA-256 of everything read."""
        return tuple(facts.sha256 for facts, _ in (*self.batches, *self.foreign, *((one.facts, batch) for one, batch in self.basedata)))


def read_batches(work: Work, files: Sequence[Path], kind: str) -> Read:
    """Read every file, oldest first. DeskError for the first that can't be read: then nothing is imported.

    A file of another centre is left aside where there is another to take. OtherCentre when there is none.
    """
    from results_desk import importers
    from results_desk.actions.opening import open_files

    given = open_files(work, files)
    batches: list[tuple[FileFacts, Batch]] = []
    foreign: list[tuple[FileFacts, str]] = []
    for one in given.files:
        try:
            batches.append((one.facts, importers.identify(one.source, kind).extract(one.source)))
        except OtherCentre as other:
            foreign.append((one.facts, other.centre))
            if len(foreign) == len(given.files) and not given.basedata:
                raise
    return Read(tuple(batches), given.basedata, given.known, tuple(foreign), given.inside)


def _foreign(file: str, centre: str) -> Problem:
    way_out = "If it is ours, write the number beside the awarding body in the Awarding bodies sheet of results_desk.xlsx and import again."
    return Problem(file, 0, "Centre number", f"All of the file is of centre {centre}: nothing of it was taken", way_out)


def one_batch(work: Work, file: Path, kind: str) -> tuple[FileFacts, Batch]:
    """One file of a kind, read. DeskError when it is an archive of several, or something else."""
    read = read_batches(work, [file], kind)
    if len(read.batches) != 1 or read.basedata or read.foreign:
        raise DeskError(f"{file.name} is not one file of {kind}: check that it is the file you meant.")
    return read.batches[0]


def said_of(batch: Batch) -> str:
    """What has to be said of a file beside its rows: sheets and columns that were not read."""
    return "".join(f" {note}" for note in batch.notes)


def in_rows(*problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of one file in the order of its rows."""
    return tuple(sorted((problem for found in problems for problem in found), key=lambda problem: problem.row))


def keep_one(work: Work, path: Path, file: FileFacts, batch: Batch, accepted: int, problems: Sequence[Problem]) -> None:
    """What every import of one file leaves behind: its line in Files, what was found in it, and a copy of it as it came."""
    put_file(work, file, batch, accepted, len(problems))
    put_problems(work, [file.name], problems, keep_earlier=True)
    keep_received(work, [path])


def put_basedata(work: Work, read: Read) -> None:
    """Keep the basedata that came, with its line in Files and its problems, and bring the view Options up to date."""
    from results_desk.actions.edi import has_basedata, keep_basedata, known_of, put_options

    keep_basedata(work, [(one.facts.name, one.data) for one, _ in read.basedata])
    for one, batch in read.basedata:
        put_file(work, one.facts, batch, 0 if batch.basedata is None else len(batch.basedata), len(batch.problems))
        put_problems(work, [one.facts.name], batch.problems)
    if read.basedata or has_basedata(work):
        put_options(work, read.known or known_of(work.desk, ()))


def keep_received(work: Work, files: Sequence[Path]) -> None:
    """Put a copy of each file, as it came, into the desk's `received` folder."""
    for path in files:
        received.keep(path, work.desk.folder / "received")


def keep_ours(work: Work, read: Read, files: Sequence[Path], foreign: Mapping[str, str]) -> str:
    """Keep a copy of each file of a call, nothing of those of other centres (`foreign`: file -> centre), in an archive neither.

    What has to be said of it, as sentences that follow others.
    """
    said = [f" All of {read.called(name)} is of centre {centre}: no copy of it was kept." for name, centre in foreign.items()]
    folder = work.desk.folder / "received"
    for path in files:
        ours = [name for name in read.inside[path] if name not in foreign]
        if len(ours) == len(read.inside[path]):
            received.keep(path, folder)
        elif ours:
            said.append(f" The rest of {path.name} is kept as {received.keep_part(path, ours, folder).name}.")
    return "".join(said) + (" Delete what is of another centre, and tell the awarding body." if foreign else "")


def put_foreign(work: Work, read: Read) -> None:
    """Put files of another centre, of which no row was looked at, on the Problems sheet."""
    for facts, centre in read.foreign:
        put_problems(work, [facts.name], [_foreign(facts.name, centre)])


def put_problems(work: Work, files: Sequence[str], problems: Sequence[Problem], keep_earlier: bool = False) -> None:
    """Make these the problems of these files on the Problems sheet; those of other files stay.

    With `keep_earlier` what was said of a row that is accepted stays too, unless there is something new to say of it.
    """
    import pandas as pd

    table = work.desk.table("Problems")
    known = table.read()
    mine = known["File"].isin(files)
    if keep_earlier:
        mine &= (known["Row kept"] == "No") | known["Row"].isin([problem.row for problem in problems])
    others = known.loc[~mine, list(tables.table("Problems").headings)]
    found: list[dict[str, object]] = [
        {
            "File": problem.file, "Row": problem.row or None, "Column": problem.column, "Message": problem.message,
            "Way out": problem.way_out, "Detail": problem.detail, "Row kept": "Yes" if problem.kept else "No",
        }
        for problem in problems
    ]  # fmt: skip
    both = pd.concat([others, frame(found, "Problems")]).astype(object).drop_duplicates(ignore_index=True)
    work.listed.difference_update([problem for problem in work.listed if problem.file in files])
    work.listed.update(problems)
    table.replace(both.iloc[sorted(range(len(both)), key=lambda at: (both["File"][at], both["Row"][at] or 0))].reset_index(drop=True))


def put_file(work: Work, facts: FileFacts, batch: Batch, accepted: int, problems: int) -> None:
    """Bring the file's line in the Files table up to date: when it was imported is kept where nothing else changed."""
    table = work.desk.table("Files")
    row: dict[str, object] = {
        "File": facts.name, "Awarding body": _bodies(batch), "Format": batch.format, "File date": facts.modified, "Size": facts.size,
        "Imported on": work.wall_clock, "Imported by": audit.login(), "Rows": batch.rows, "Accepted": accepted,
        "Refused": batch.rows - accepted, "Problems": problems, "SHA-256": facts.sha256,
    }  # fmt: skip
    known = table.read()
    before = known[known["File"] == facts.name].to_dict("records")
    if not before:
        numbers = [number for number in known["Number"] if isinstance(number, int | float)]
        table.append(frame([{**row, "Number": int(max(numbers, default=0)) + 1}], "Files"))
    elif any(before[0][heading] != row[heading] for heading in ("SHA-256", "Accepted", "Problems", "File date")):
        table.update({(facts.name,): row})


def _bodies(batch: Batch) -> str:
    """The awarding bodies that the rows of a results file name."""
    return "; ".join(sorted(set(batch.results["awarding_body"]) - {""})) if batch.results is not None else ""
