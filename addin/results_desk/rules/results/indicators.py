"""What an officer has to look at although nothing is wrong with the row: X, Q, #, a level not known, a result without entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, joined
from results_desk.rules.grades import NOT_GRADES, UNGRADED
from results_desk.terms import NO_RESULT, PARTIAL_ABSENCE, PENDING

if TYPE_CHECKING:
    from results_desk.rules.columns import Bools, Ints
    from results_desk.rules.facts import Facts
    from results_desk.rules.findings import Findings
    from results_desk.rules.groups import Groups

GRADED, UNCLASSIFIED = "graded", "U"
ABSENT, NO_ENTRY = "The candidate missed some of the components", "There is a result but no entry"


def kinds(level: Coded, body: Coded, grade: Coded, facts: Facts) -> Coded:
    """Per result, what it counts as: X, Q, U or graded."""
    shown = Coded.of(facts.ladders.canonical(level, body, grade)) if len(grade) else grade
    return joined(lambda issued, known: issued if issued in NOT_GRADES else UNCLASSIFIED if known in UNGRADED else GRADED, grade, shown)


def count_results(stated: Mapping[str, Coded], alive: Bools, facts: Facts) -> dict[str, int]:
    """How many of the accepted awards are graded, U, X and Q, and how many have the flag #."""
    at = alive.nonzero()[0]
    kind = kinds(stated["Level"].at(at), stated["Awarding body"].at(at), stated["Grade"].at(at), facts)
    counts = {name: int(kind.test(name.__eq__).sum()) for name in (GRADED, UNCLASSIFIED, NO_RESULT, PENDING)}
    return counts | {PARTIAL_ABSENCE: int(stated["Flag"].at(at).given.sum())}


def report_indicators(awards: Groups, stated: Mapping[str, Coded], entry: Ints, facts: Facts, findings: Findings) -> None:
    """Report once for each award, at its first row. `entry` is the position of its entry, or -1."""
    grade, level = stated["Grade"], stated["Level"]
    for where, column, message, way_out in (
        (
            grade.test(NO_RESULT.__eq__), "Grade", "No result was issued for this entry",
            "Send the awarding body a missing or incomplete result query (MIR) before its closing date.",
        ),
        (
            grade.test(PENDING.__eq__), "Grade", "The result is held back by the awarding body",
            "Ask the awarding body why and until when: it may be a malpractice enquiry, or a mark that is not final.",
        ),
        (
            kinds(level, stated["Awarding body"], grade, facts).test(UNCLASSIFIED.__eq__), "Grade",
            "The candidate is ungraded: U is a result",
            "Nothing to send. Compare with the attendance register and the component marks; if work is missing, send a query (MIR).",
        ),
        (
            stated["Flag"].given, "Flag", ABSENT,
            "Compare with the attendance register; if the candidate was there, send a missing or incomplete result query (MIR).",
        ),
        (
            level.test(lambda text: not facts.levels.canonical(text)), "Level", "The level is not known",
            "Write the level into the Entries sheet, or add its spelling to the Levels sheet of results_desk.xlsx, then import again.",
        ),
        (
            entry < 0, "Entry code", NO_ENTRY,
            "Compare with the entries: a late amendment, or an award on another code. Add the entry, or ask the awarding body.",
        ),
    ):  # fmt: skip
        findings.report(awards.first[where], column, message, way_out, level.text(where.nonzero()[0]) if column == "Level" else "")
