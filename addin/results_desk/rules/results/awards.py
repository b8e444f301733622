"""Rows of a file that cannot all be taken for one award: repeats and contradictions. A group is an award here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, combined, dense, first_rows, objects

if TYPE_CHECKING:
    from results_desk.rules.findings import Findings
    from results_desk.rules.groups import Groups
    from results_desk.rules.results.parts import Parts


def refuse_repeats(awards: Groups, lines: Mapping[str, Coded], parts: Parts, findings: Findings) -> None:
    """Refuse rows that say word for word what an earlier row says, of the award and of its components."""
    import numpy as np

    if awards.single:
        return
    rows = np.flatnonzero(awards.ids >= 0)
    code = parts.first_code(len(findings.rows))[rows]
    alike = dense(awards.ids[rows] * (int(code.max()) + 1) + code)
    rows = rows[np.bincount(alike)[alike] > 1]
    if not len(rows):
        return
    said = parts.said(len(findings.rows))[rows]
    same = combined(Coded(said, np.arange(int(said.max()) + 1).astype(object)), *(column.at(rows) for column in lines.values()))
    original = rows[first_rows(same)][same]
    again = original != rows
    way_outs = objects(f"Nothing to do: row {row} was read instead." for row in findings.rows[original[again]])
    findings.refuse(rows[again], "Row", "The row repeats an earlier row of the file", way_outs)


def refuse_contradictions(awards: Groups, grade: Coded, endorsement: Coded, findings: Findings) -> None:
    """Refuse every row of an award for which the file gives two grades, or two endorsements."""
    way_out = "Ask the awarding body which one stands; ask for a corrected file, or enter the result in the Results table by hand."
    for heading, column in (("Grade", grade), ("Endorsement", endorsement)):
        contradicted = awards.contradicted(column)
        if contradicted.any():
            message = f"The file gives two different {heading.lower()}s for one award"
            findings.refuse(awards.rows(contradicted), heading, message, way_out, column.text)
