"""Who is written to, at which address, about what: from the candidate's own choices in the permissions register alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from results_desk.errors import Problem
from results_desk.rules.candidates.permissions import checks
from results_desk.rules.cells import Row, is_one, raw, text
from results_desk.rules.computed import Around
from results_desk.rules.mail.addresses import read_address
from results_desk.tables.permissions import BOOK

BLOCKING = ("Email chosen, no address", "Same email as another candidate", "Email is a parent's", "Email bounced")
WARNING = ("Leaver with a school address",)
_REGISTER = "Correct the line in permissions_register.xlsx with the candidate, then run the same command again."
_BY_HAND = "Hand the letter over on paper, or ask the candidate for another choice in writing and note it in permissions_register.xlsx."
_SEND_TEST = "Send a test mail, then choose Yes or Bounced under Email checked in permissions_register.xlsx."


@dataclass(frozen=True)
class Recipient:
    """One candidate to write to. `about` says what of theirs, `lines` are the keys of the rows that it settles."""

    candidate: str
    about: str
    to: str
    lines: tuple[tuple[str, ...], ...] = ()


@dataclass
class Findings:
    """What stands in the way, by what it is: the candidates it is true of. Where `only` names candidates, others are left out."""

    only: frozenset[str] = frozenset()
    kinds: dict[tuple[str, str, bool], list[str]] = field(default_factory=dict)

    def add(self, what: str, way_out: str, candidate: str, kept: bool = False) -> None:
        """`kept`: the message is written all the same."""
        if self.only and candidate not in self.only:
            return
        found = self.kinds.setdefault((what, way_out, kept), [])
        if candidate not in found:
            found.append(candidate)

    def problems(self, file: str = BOOK, column: str = "") -> tuple[Problem, ...]:
        """One problem for each kind, with the candidate numbers."""
        return tuple(
            Problem(file, 0, column, f"{what}: candidate{'s' if len(numbers) > 1 else ''} {', '.join(sorted(numbers))}", way_out, kept=kept)
            for (what, way_out, kept), numbers in self.kinds.items()
        )


def results_recipients(around: Around, held: Mapping[str, Set[str]], findings: Findings, again: bool = False) -> list[Recipient]:
    """Everybody whose results go by email: those who chose it for a results day and still wait for it.

    `held` has, by candidate number, the results days (Level 3, Level 1/2) of the results that the statement shows. Whoever chose
    another way for one of those days, and has nothing from it yet, is not written to: the statement shows it too. With `again`
    those whose results were emailed before are among them.
    """
    found = []
    for number, lines in _by_candidate(around.tables["Permissions"]).items():
        shown = held.get(number, frozenset())
        wanted = [line for line in lines if _waits(line, again) and is_one(line, "Results choice", "Email")]
        asked = [line for line in wanted if _group(line) in shown]
        if wanted and not asked:
            _covers(number, lines, shown - {_group(line) for line in lines}, findings)
        if asked and (to := _one_address(number, asked, around, findings)) and _covers(number, lines, shown, findings):
            days = sorted({_group(line) for line in asked}, reverse=True)
            keys = tuple((number, raw(line, "Results day")) for line in asked)
            found.append(Recipient(number, " and ".join(days), to, keys))
    return _unshared(found, findings)


def other_recipients(around: Around, about: Iterable[tuple[str, str, bool]], findings: Findings) -> list[Recipient]:
    """The address of each candidate, thing to write about, and whether it shows results: then email must be what they chose."""
    lines = _by_candidate(around.tables["Permissions"])
    found = []
    for number, what, shows_results in about:
        asked = [line for line in lines.get(number, ()) if raw(line, "Email for results")]
        if shows_results:
            asked = [line for line in asked if is_one(line, "Results choice", "Email")]
        if not asked:
            findings.add("Email was not chosen" if shows_results else "No address in the register", _BY_HAND, number)
        elif to := _one_address(number, asked, around, findings):
            found.append(Recipient(number, what, to))
    return _unshared(found, findings)


def _by_candidate(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if number := text(row.get("Candidate number")):
            found.setdefault(number, []).append(row)
    return found


def _group(line: Row) -> str:
    return text(line.get("Results day"))


def _waits(line: Row, again: bool) -> bool:
    return is_one(line, "Status", "", "Waiting", *(["Emailed"] if again else []))


def _one_address(number: str, lines: Sequence[Row], around: Around, findings: Findings) -> str:
    """The one address of these lines; "" where something forbids to write, which is noted."""
    seen = {one.text for line in lines for one in checks(line, around)}
    blocked = [what for what in BLOCKING if what in seen]
    if not blocked and any(is_one(line, "Email checked", "Bounced") for line in lines):
        blocked = ["Email bounced"]
    addresses = {read_address(raw(line, "Email for results")) for line in lines}
    if not blocked and "" in addresses:
        blocked = ["Not one plain email address"]
    if not blocked and len({address.casefold() for address in addresses}) > 1:
        blocked = ["Two addresses, one for each results day"]
    for what in blocked:
        findings.add(what, _REGISTER, number)
    if blocked:
        return ""
    for what in WARNING:
        if what in seen:
            findings.add(what, _REGISTER, number, kept=True)
    if not all(is_one(line, "Email checked", "Yes") for line in lines):
        findings.add("No test mail has arrived yet", _SEND_TEST, number, kept=True)
    return sorted(addresses)[0]


def _covers(number: str, lines: Sequence[Row], shown: Set[str], findings: Findings) -> bool:
    """Whether the candidate may have everything that the statement shows by email."""
    covered = True
    for day in sorted(shown):
        own = [line for line in lines if _group(line) == day]
        if not own:
            findings.add(f"No line for the {day} results, which the statement shows", _REGISTER, number)
        elif any(is_one(line, "Status", "", "Waiting", "Left in office") and not is_one(line, "Results choice", "Email") for line in own):
            findings.add(f"Another way chosen for the {day} results, which the statement shows", _BY_HAND, number)
        else:
            continue
        covered = False
    return covered


def _unshared(found: Sequence[Recipient], findings: Findings) -> list[Recipient]:
    """Those whose address nobody else has, however it is written."""
    owners: dict[str, set[str]] = {}
    for each in found:
        owners.setdefault(each.to.casefold(), set()).add(each.candidate)
    for each in _shared(found, owners):
        findings.add("Same email as another candidate", _REGISTER, each.candidate)
    return [each for each in found if len(owners[each.to.casefold()]) == 1]


def _shared(found: Iterable[Recipient], owners: Mapping[str, Set[str]]) -> Iterator[Recipient]:
    return (each for each in found if len(owners[each.to.casefold()]) > 1)
