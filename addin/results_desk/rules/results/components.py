"""Component marks of a file: which are new, which change what the desk holds, and which cannot be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from results_desk.rules.cells import Row
from results_desk.rules.columns import Coded, Finder, coded, combined, differs_within, first_rows, joined, objects, taken
from results_desk.rules.findings import Findings
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.rules.marks import Marks, held_numbers
from results_desk.rules.outcomes.put_back import Reviewed, report_put_back
from results_desk.rules.results.differences import is_blank
from results_desk.rules.results.parts import Parts
from results_desk.tables.results import COMPONENTS

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Bools, Ints, Texts
    from results_desk.rules.facts import Facts
    from results_desk.rules.groups import Groups

MARKS = ("Mark", "Max mark")
COMPARED = (*MARKS, "Grade")
FILLED = (*COMPARED, "Title")


@dataclass(frozen=True)
class ComponentsCheck:
    """Rows of the table Components to add, and to change (all headings, as they are to be held)."""

    new: pd.DataFrame
    changed: pd.DataFrame


def check_components(
    parts: Parts, awards: Groups, key: Mapping[str, Coded], may_change: Bools, known: pd.DataFrame, reviewed: Reviewed,
    facts: Facts, findings: Findings,
) -> ComponentsCheck:  # fmt: skip
    """Check the component lines of accepted rows. `key` and `may_change` (the file may change what is held) are per award.

    What an outcome changed (`reviewed`) is not put back.
    """
    award = taken(awards.ids, parts.at, -1)
    accepted = (award >= 0) & taken(findings.live, parts.at, False)
    code = parts.columns["component_code"]
    blank = parts.at[accepted & ~code.given]
    findings.report(blank, "Component code", "The component code is blank", "Ask the awarding body for it. The mark was left out.")
    use = (accepted & code.given).nonzero()[0]
    mark, most = parts.columns["mark"].at(use), parts.columns["max_mark"].at(use)
    marks = Marks.of(mark, most)
    own = code.at(use)
    marks.report(findings, parts.at[use], _after(own, mark), _after(own, most))
    same = combined(Coded(award[use], objects(range(len(awards)))), code.map(str.upper).at(use))
    marks = _without_contradictions(same, marks, parts.at[use], mark, _after(own, mark), findings)
    first = first_rows(same)
    use, award = use[first], award[use][first]
    stated = {heading: column.at(award) for heading, column in key.items()}
    stated |= {"Component code": code.at(use), "Title": parts.columns["title"].at(use), "Grade": parts.columns["grade"].at(use)}
    stated |= {"Mark": marks.mark.at(first), "Max mark": marks.most.at(first)}
    return _compare(stated, may_change[award], known, reviewed, facts, parts.at[use], findings)


def _after(code: Coded, mark: Coded) -> Callable[[Ints], Texts]:
    """What gives the component code and the mark as they stand in the file, for lines at some positions."""
    return lambda at: joined("{}: {}".format, code.at(at), mark.at(at)).text()


def _without_contradictions(same: Ints, marks: Marks, at: Ints, mark: Coded, say: Callable[[Ints], Texts], findings: Findings) -> Marks:
    """Where a file gives two marks for one component of an award, take neither. `same` numbers the components of awards."""
    if int(same.max(initial=-1)) + 1 == len(same):
        return marks
    two = differs_within(same, mark.codes)[same]
    message = "The file gives two different marks for one component of an award"
    findings.report(at[two], "Mark", message, "Ask the awarding body which one stands. The mark was left out.", say(two.nonzero()[0]))
    return marks.without(two, two & False)


def _compare(
    stated: Mapping[str, Coded], may_change: Bools, known: pd.DataFrame, reviewed: Reviewed, facts: Facts, rows: Ints, findings: Findings
) -> ComponentsCheck:
    tables = {heading: _column(known, heading) for heading in stated}
    position = _find(stated, tables, facts)
    at = (position >= 0).nonzero()[0]
    at = at[reduce(or_, (tables[heading].text(position[at]) != stated[heading].text(at) for heading in FILLED))]
    held = {heading: column.text(position[at]) for heading, column in tables.items()}
    ours = {heading: column.text(at) for heading, column in stated.items()}
    both = (~is_blank(held[heading]) & ~is_blank(ours[heading]) & (held[heading] != ours[heading]) for heading in COMPARED)
    differs = reduce(or_, both)
    others = (differs & (ours["Mark"] != held["Mark"])).nonzero()[0].tolist() if reviewed else ()
    lines = {n: line for n in others if (line := reviewed.line_of_component(_row(ours, n)))}
    report_put_back("component mark", lines, rows[at], "Component code", findings)
    differs[list(lines)] = False
    filled = ~differs & reduce(or_, (is_blank(held[heading]) & ~is_blank(ours[heading]) for heading in FILLED))
    take = differs & may_change[at]
    _report(ours, held, take, differs & ~take, rows[at], findings)
    changed = {heading: _merged(heading, ours[heading], held[heading], take) for heading in COMPONENTS.headings}
    return ComponentsCheck(_frame(stated, (position < 0).nonzero()[0]), _rows(changed, take | filled))


def _row(columns: Mapping[str, Texts], at: int) -> Row:
    return {heading: values[at] for heading, values in columns.items()}


def _find(stated: Mapping[str, Coded], tables: Mapping[str, Coded], facts: Facts) -> Ints:
    """Per component line, the position of the same component of the same award in the table, or -1."""
    rules = (pad_candidate_number, lambda text: facts.bodies.canonical(text) or text, entry_key, str.upper)
    keys = [[columns[heading].map(rule) for heading, rule in zip(COMPONENTS.key, rules, strict=True)] for columns in (tables, stated)]
    return Finder(*keys[0]).find(*keys[1])


def _column(known: pd.DataFrame, heading: str) -> Coded:
    return held_numbers(coded(known, heading)) if heading in MARKS else coded(known, heading)


def _merged(heading: str, stated: Texts, held: Texts, take: Bools) -> Texts:
    import numpy as np

    return held if heading in COMPONENTS.key else np.where((take & ~is_blank(stated)) | is_blank(held), stated, held)


def _frame(columns: Mapping[str, Coded], at: Ints) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({heading: columns[heading].text(at) for heading in COMPONENTS.headings}, dtype=object, copy=False)


def _rows(columns: Mapping[str, Texts], which: Bools) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({heading: values[which] for heading, values in columns.items()}, dtype=object)


def _report(stated: Mapping[str, Texts], held: Mapping[str, Texts], take: Bools, stay: Bools, rows: Ints, findings: Findings) -> None:
    pairs = range(len(rows)) if take.any() or stay.any() else ()
    say = objects(f"{stated['Component code'][n]} held: {_said(held, n)}; file: {_said(stated, n)}" for n in pairs)
    for which, end, way_out in (
        (take, "and was taken, because this file is newer", "Look at it again before a review is asked for."),
        (
            stay, "and was not taken: this file is not known to be newer",
            "Compare with the awarding body's site; if the file is right, correct the Components table by hand.",
        ),
    ):  # fmt: skip
        if which.any():
            message = f"A component mark or grade differs from the one held {end}"
            findings.report(rows[which], "Component code", message, way_out, say[which])


def _said(columns: Mapping[str, Texts], at: int) -> str:
    values = ((heading, columns[heading][at]) for heading in COMPARED)
    return ", ".join(f"{heading.lower()} {value}" for heading, value in values if value not in ("", None))
