"""Rows of a file that cannot all be taken for one award: repeats and contradictions. A group is an award here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, combined, dense, first_rows, objects

if TYPE_CHECKING:
    from results_desk.rules.columns import Ints
    from results_desk.rules.findings import Findings
    from results_desk.rules.groups import Groups


def refuse_repeats(awards: Groups, lines: Mapping[str, Coded], components: Ints, findings: Findings) -> None:
    """Refuse rows that say word for word what an earlier row says. `components` numbers what each row says of components."""
    import numpy as np

    rows = np.flatnonzero(awards.ids >= 0)
    alike = dense(awards.ids[rows] * (int(components.max(initial=0)) + 1) + components[rows])
    often = np.bincount(alike, minlength=1)[alike] > 1 if len(alike) else np.zeros(0, dtype=bool)
    rows, alike = rows[often], dense(alike[often])
    if not len(rows):
        return
    same = combined(Coded(alike, np.arange(len(rows)).astype(object)), *(column.at(rows) for column in lines.values()))
    original = rows[first_rows(same)][same]
    repeats = rows[original != rows]
    way_out = objects([""] * len(findings.rows))
    way_out[repeats] = objects(f"Nothing to do: row {row} was read instead." for row in findings.rows[original[original != rows]])
    findings.refuse(repeats, "Row", "The row repeats an earlier row of the file", way_out)


def refuse_contradictions(awards: Groups, grade: Coded, endorsement: Coded, findings: Findings) -> None:
    """Refuse every row of an award for which the file gives two grades, or two endorsements."""
    way_out = "Ask the awarding body which one stands; ask for a corrected file, or enter the result in the Results table by hand."
    for heading, column in (("Grade", grade), ("Endorsement", endorsement)):
        contradicted = awards.contradicted(column)
        if contradicted.any():
            message = f"The file gives two different {heading.lower()}s for one award"
            findings.refuse(awards.rows(contradicted), heading, message, way_out, column.text())
