"""What an officer has to look at although nothing is wrong with the row: X, Q, #, a level not known, a result without entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, taken
from results_desk.rules.grades import NOT_GRADES, UNGRADED
from results_desk.terms import NO_RESULT, PARTIAL_ABSENCE, PENDING

if TYPE_CHECKING:
    from results_desk.rules.columns import Bools, Ints, Texts
    from results_desk.rules.facts import Facts
    from results_desk.rules.findings import Findings
    from results_desk.rules.groups import Groups

GRADED, UNCLASSIFIED = "graded", "U"


def kinds(level: Texts, body: Texts, grade: Texts, facts: Facts) -> Texts:
    """Per result, what it counts as: X, Q, U or graded."""
    import numpy as np

    shown = Coded.of(facts.ladders.canonical(level, body, grade))
    counted = np.where(shown.test(UNGRADED.__contains__), UNCLASSIFIED, GRADED)
    return np.where(Coded.of(grade).test(NOT_GRADES.__contains__), grade, counted).astype(object)


def count_results(stated: Mapping[str, Texts], alive: Bools, facts: Facts) -> dict[str, int]:
    """How many of the accepted awards are graded, U, X and Q, and how many have the flag #."""
    kind = kinds(stated["Level"][alive], stated["Awarding body"][alive], stated["Grade"][alive], facts)
    counts = {name: int((kind == name).sum()) for name in (GRADED, UNCLASSIFIED, NO_RESULT, PENDING)}
    return counts | {PARTIAL_ABSENCE: int((stated["Flag"][alive] == PARTIAL_ABSENCE).sum())}


def report_indicators(awards: Groups, stated: Mapping[str, Texts], entry: Ints, facts: Facts, findings: Findings) -> None:
    """Report once for each award, at its first row. `entry` is the position of its entry, or -1."""
    grade, level = Coded.of(stated["Grade"]), Coded.of(stated["Level"])
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
            stated["Flag"] == PARTIAL_ABSENCE, "Flag", "The candidate missed some of the components",
            "Compare with the attendance register; if the candidate was there, send a missing or incomplete result query (MIR).",
        ),
        (
            level.test(lambda text: not facts.levels.canonical(text)), "Level", "The level is not known",
            "Write the level into the Entries table, or add its spelling to the Levels table of results_desk.xlsx, then import again.",
        ),
        (
            entry < 0, "Entry code", "There is a result but no entry",
            "Compare with the entries: a late amendment, or an award on another code. Add the entry, or ask the awarding body.",
        ),
    ):  # fmt: skip
        findings.report(awards.first[where], column, message, way_out, taken(stated["Level"], awards.ids, "") if column == "Level" else "")
