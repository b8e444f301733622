"""Component marks of a file: which are new, which change what the desk holds, and which cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.rules.columns import Coded, Finder, coded, combined, dense, differs_within, first_rows, objects, taken
from results_desk.rules.findings import Findings
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.rules.marks import Marks, numbers
from results_desk.tables.results import COMPONENTS

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Bools, Ints, Texts
    from results_desk.rules.facts import Facts
    from results_desk.rules.groups import Groups

_SITE = "Compare with the awarding body's site; if the file is right, correct the Components table by hand."


@dataclass(frozen=True)
class Lines:
    """The component lines of a file, `at` the row of the results frame each belongs to (-1: none)."""

    frame: pd.DataFrame
    at: Ints

    @classmethod
    def of(cls, components: pd.DataFrame | None, rows: Ints, codes: Coded) -> Lines:
        """Each line belongs to the result of its row; where a row has several results, to the one of its entry code."""
        import numpy as np
        import pandas as pd

        if components is None:
            return cls(pd.DataFrame({"row": []}, dtype=object), np.zeros(0, dtype=np.int64))
        own = components["row"].to_numpy(dtype=np.int64)
        index = pd.Index(rows)
        if index.is_unique:
            return cls(components, index.get_indexer(pd.Index(own)).astype(np.int64))
        texts = objects(map(str, rows)), objects(map(str, own))
        return cls(components, Finder(Coded.of(texts[0]), codes).find(Coded.of(texts[1]), coded(components, "entry_code").map(entry_key)))

    def said(self, rows: int) -> Ints:
        """Per row of the results frame, a number for what it says of components; 0 where it says nothing."""
        import numpy as np

        out = np.zeros(rows, dtype=np.int64)
        mine = np.flatnonzero(self.at >= 0)
        said = combined(*(coded(self.frame, name) for name in self.frame.columns if name != "row")) + 1 if len(mine) else out[:0]
        order = mine[np.argsort(self.at[mine], kind="stable")]
        while len(order):
            again = np.concatenate([[False], self.at[order[1:]] == self.at[order[:-1]]])
            now = order[~again]
            out[self.at[now]] = out[self.at[now]] * (len(said) + 1) + said[now]
            order = order[again]
            if len(order):
                out = dense(np.concatenate([[0], out]))[1:]
        return out


@dataclass(frozen=True)
class ComponentsCheck:
    """Rows of the table Components to add, and to change (all headings, as they are to be held)."""

    new: pd.DataFrame
    changed: pd.DataFrame


def check_components(
    lines: Lines, awards: Groups, stated: dict[str, Texts], newer: Bools, known: pd.DataFrame, facts: Facts, findings: Findings
) -> ComponentsCheck:
    """Check the lines of accepted results. `stated` has the award's key per award; `newer` says whether the file may change it."""
    award = taken(awards.ids, lines.at, -1)
    kept = (award >= 0) & taken(findings.live, lines.at, False)
    code = coded(lines.frame, "component_code")
    blank = lines.at[kept & ~code.given]
    findings.report(blank, "Component code", "The component code is blank", "Ask the awarding body for it. The mark was left out.")
    use = (kept & code.given).nonzero()[0]
    marks = _marks(lines, use, findings)
    key = combined(Coded(award[use], objects(range(len(awards)))), code.map(str.upper).at(use))
    _drop_contradicted(key, marks, lines.at[use], findings)
    first = first_rows(key)
    use, at = use[first], award[use][first]
    columns = {heading: stated[heading][at] for heading in COMPONENTS.key[:3]}
    columns |= {"Component code": code.text(use), "Title": coded(lines.frame, "title").text(use)}
    columns |= {"Mark": marks.mark[first], "Max mark": marks.most[first], "Grade": coded(lines.frame, "grade").text(use)}
    return _compare(columns, newer[at], known, facts, lines.at[use], findings)


def _marks(lines: Lines, use: Ints, findings: Findings) -> Marks:
    mark, most = (coded(lines.frame, name).at(use) for name in ("mark", "max_mark"))
    marks = Marks.of(mark, most)
    marks.report(findings, lines.at[use], mark, most)
    return marks


def _drop_contradicted(key: Ints, marks: Marks, at: Ints, findings: Findings) -> None:
    """Where a file gives two marks for one component of an award, take neither."""
    two = differs_within(key, Coded.of(marks.mark).codes)[key] if len(key) else marks.above
    message = "The file gives two different marks for one component of an award"
    findings.report(at[two], "Mark", message, "Ask the awarding body which one stands. The mark was left out.")
    marks.mark[two] = None


def _compare(columns: dict[str, Texts], newer: Bools, known: pd.DataFrame, facts: Facts, at: Ints, findings: Findings) -> ComponentsCheck:
    import pandas as pd

    finder = Finder(
        coded(known, "Candidate number").map(pad_candidate_number),
        coded(known, "Awarding body").map(lambda text: facts.bodies.canonical(text) or text),
        coded(known, "Entry code").map(entry_key), coded(known, "Component code").map(str.upper),
    )  # fmt: skip
    asked = [Coded.of(columns[heading]) for heading in COMPONENTS.key]
    position = finder.find(asked[0], asked[1], asked[2].map(entry_key), asked[3].map(str.upper))
    held = {heading: taken(_values(known, heading), position, None if heading in ("Mark", "Max mark") else "") for heading in columns}
    differs, filled = _differences(columns, held, position >= 0)
    _report(columns, held, differs, newer, at, findings)
    changed = {heading: _merged(heading, columns[heading], held[heading], differs & newer) for heading in columns}
    write = (differs & newer) | (filled & ~differs)
    frame = pd.DataFrame(columns, columns=list(COMPONENTS.headings), dtype=object)
    return ComponentsCheck(
        frame[position < 0].reset_index(drop=True),
        pd.DataFrame(changed, columns=list(COMPONENTS.headings), dtype=object)[write].reset_index(drop=True),
    )


def _values(known: pd.DataFrame, heading: str) -> Texts:
    column = coded(known, heading)
    return numbers(column) if heading in ("Mark", "Max mark") else column.text()


def _differences(columns: dict[str, Texts], held: dict[str, Texts], is_held: Bools) -> tuple[Bools, Bools]:
    """Per line: whether mark, maximum or grade differs where both have one; whether the desk lacks something the file has."""
    import numpy as np
    import pandas as pd

    differs, filled = np.zeros(len(is_held), dtype=bool), np.zeros(len(is_held), dtype=bool)
    for heading in ("Mark", "Max mark", "Grade", "Title"):
        ours, theirs = ((values == "") | pd.isna(values) for values in (held[heading], columns[heading]))
        filled |= is_held & ours & ~theirs
        if heading != "Title":
            differs |= is_held & ~ours & ~theirs & (held[heading] != columns[heading])
    return differs, filled


def _merged(heading: str, stated: Texts, held: Texts, take: Bools) -> Texts:
    import numpy as np
    import pandas as pd

    if heading in COMPONENTS.key:
        return held
    blank = (held == "") | pd.isna(held)
    none = (stated == "") | pd.isna(stated)
    return np.where((take & ~none) | blank, stated, held)


def _report(columns: dict[str, Texts], held: dict[str, Texts], differs: Bools, newer: Bools, at: Ints, findings: Findings) -> None:
    detail = objects([""] * len(findings.rows))
    for n in differs.nonzero()[0].tolist():
        say = f"{columns['Component code'][n]} held: {_said(held, n)}, file: {_said(columns, n)}"
        detail[at[n]] = f"{detail[at[n]]}; {say}" if detail[at[n]] else say
    message = "A component mark or grade differs from an earlier import and was taken, because this file is newer"
    findings.report(at[differs & newer], "Component code", message, "Look at it again before a review is asked for.", detail)
    message = "A component mark or grade differs from the one held, which stays: this file is not known to be newer"
    findings.report(at[differs & ~newer], "Component code", message, _SITE, detail)


def _said(columns: dict[str, Texts], at: int) -> str:
    values = ((heading, columns[heading][at]) for heading in ("Mark", "Max mark", "Grade"))
    return ", ".join(f"{heading.lower()} {value}" for heading, value in values if value not in ("", None))
