"""What a desk knows that an EDI file is read by: its centre and series, its candidates and entries, the basedata, confirmed layouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from results_desk.terms import Series


@dataclass(frozen=True)
class Option:
    """What basedata says of an option, the level in the desk's words. `components` are its component codes."""

    code: str
    title: str = ""
    level: str = ""
    qan: str = ""
    result_type: str = ""
    gradesets: tuple[str, str, str, str] = ("", "", "", "")
    max_mark: str = ""
    components: tuple[str, ...] = ()
    file: str = ""
    told_level: str = ""
    """Qualification and level as basedata has them: GCSE/9FC."""


@dataclass(frozen=True)
class Layout:
    """Where the fields of a record were found: field -> the columns (from 1) that may be it, `entry_code` and `result_code` in pairs.

    More than one is left where a file could not tell them apart, because they gave the same rows.
    """

    body: str
    version: str
    starts: Mapping[str, tuple[int, ...]]
    confirmed: bool = False


@dataclass(frozen=True)
class Known:
    """Everything by name of the awarding body; `grades` by awarding body and level, blank for one that is not known."""

    centre_numbers: frozenset[str] = frozenset()
    series: Series | None = None
    bodies: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Option]] = field(default_factory=dict)
    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Awarding body -> entry code -> level of the desk's entries."""
    entered: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """Awarding body -> candidate number and entry code of the desk's entries."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """UCI -> candidate number."""
    grades: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Level -> every spelling of its grades; "" holds those of all levels."""
    layouts: tuple[Layout, ...] = ()
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Candidate number -> surname and forenames as the desk writes them."""

    def layout(self, body: str, version: str) -> Layout | None:
        """The confirmed layout of the results of an awarding body in a version of the format."""
        return next((one for one in self.layouts if (one.body, one.version) == (body, version) and one.confirmed), None)


class Uncertain(Exception):
    """The layout cannot be told from this file. The text says why; `evidence` what was found, `way_out` what helps."""

    def __init__(self, why: str, evidence: Sequence[str] = (), way_out: str = "") -> None:
        """Hold the evidence beside the reason."""
        super().__init__(why)
        self.evidence = tuple(evidence)
        self.way_out = way_out or LARGER


LARGER = "confirm the layout with a larger results file of this awarding body, or import its CSV or Excel results"
BASEDATA = "import the awarding body's newest basedata, or the entries, and try again"
TYPE_IT = "write the right column under Start on the sheet EDI layouts of results_desk.xlsx, or import its CSV or Excel results"
AGAIN = "import its newest basedata; if the awarding body has changed its files, find and confirm the layout again"
