"""A results file against a desk: every row accepted, or refused with its reason; what is new, what changed, what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from results_desk.batch import RESULT_COLUMNS
from results_desk.errors import Problem
from results_desk.rules.cells import Row
from results_desk.rules.columns import Coded, coded, constant, joined
from results_desk.rules.findings import Findings
from results_desk.rules.grades import NOT_GRADES, split_flag
from results_desk.rules.groups import Groups
from results_desk.rules.identifiers import entry_key
from results_desk.rules.marks import Marks
from results_desk.rules.outcomes.put_back import Reviewed
from results_desk.rules.results.awards import refuse_contradictions, refuse_repeats
from results_desk.rules.results.components import check_components
from results_desk.rules.results.differences import compare, report_differences, report_taken_before, without_put_back
from results_desk.rules.results.entries import EntryBook, of_series
from results_desk.rules.results.indicators import count_results, report_indicators
from results_desk.rules.results.matching import People, match_candidates
from results_desk.rules.results.origin import body_of_entry, body_of_file, check_centre, check_series
from results_desk.rules.results.parts import Parts
from results_desk.rules.results.reconcile import entries_without_result, reconcile
from results_desk.tables.results import RESULTS

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Bools, Ints
    from results_desk.rules.facts import Facts

__all__ = ["ResultsCheck", "check_results", "entries_without_result", "reconcile"]


@dataclass(frozen=True)
class ResultsCheck:
    """What one file comes to. Frames have the headings of their table; `changed` rows are whole, as they are to be held.

    `rows` is `accepted` + `refused`. `unchanged` counts awards that the desk holds already; `counts` the accepted awards of
    the file by what they are: graded, U, X, Q, and # (which is beside a grade, and counted again).
    """

    new: pd.DataFrame
    changed: pd.DataFrame
    components_new: pd.DataFrame
    components_changed: pd.DataFrame
    problems: list[Problem]
    rows: int
    accepted: int
    refused: int
    unchanged: int
    counts: Mapping[str, int]


def check_results(
    results: pd.DataFrame, components: pd.DataFrame | None, candidates: pd.DataFrame, entries: pd.DataFrame,
    known_results: pd.DataFrame, known_components: pd.DataFrame, files: pd.DataFrame, facts: Facts, file: str, file_date: datetime,
    trace: Iterable[Row] = (),
) -> ResultsCheck:  # fmt: skip
    """Check the rows of one file (frames as in `batch`) against the tables of the desk.

    `file_date` is when the file was last changed; `trace` the rows of GradeChanges: what an outcome changed is not put back.
    """
    reviewed = Reviewed(trace)
    lines = {name: coded(results, name) for name in RESULT_COLUMNS if name != "row"}
    findings = Findings(file, results["row"].to_numpy(dtype="int64"), lines["entry_code"])
    book = EntryBook(entries, facts)
    key = _keys(lines, People.of(candidates), book, facts, findings)
    parts = Parts.of(components, findings.rows, key[2])
    awards = _awards(lines, key, parts, findings)
    entry = book.find(*(column.at(awards.first) for column in key))
    marks = _check_marks(lines, awards, findings)
    stated = _stated(lines, key, awards, book, entry, facts)
    stated |= {"Mark": marks.mark, "Max mark": marks.most, "File": constant(file, len(awards))}
    _refuse_off_ladder(awards, stated, facts, findings)
    compared = compare(stated, of_series(known_results, facts), files, facts, file, file_date)
    compared = without_put_back(compared, reviewed, awards, findings)
    report_taken_before(known_results, stated, awards, facts, findings)
    report_differences(compared, awards, findings)
    report_indicators(awards, stated, entry, facts, findings)
    own = check_components(parts, awards, compared.key, compared.may_change, known_components, reviewed, facts, findings)
    alive = awards.alive(findings.live)
    changed = compared.changed(alive)
    accepted, refused = int((findings.live & (awards.ids >= 0)).sum()), int(findings.refused.sum())
    assert accepted + refused == len(results), "every row is accepted or refused"
    return ResultsCheck(
        _new(stated, alive & ~compared.is_held), changed, own.new, own.changed, findings.problems(), len(results), accepted, refused,
        int((alive & compared.is_held).sum()) - len(changed), count_results(stated, alive, facts),
    )  # fmt: skip


def _keys(lines: Mapping[str, Coded], people: People, book: EntryBook, facts: Facts, findings: Findings) -> tuple[Coded, Coded, Coded]:
    """Candidate, awarding body and entry code (as `entry_key`) of each row; the rows that lack one, or are not ours, are refused."""
    code = lines["entry_code"].map(entry_key)
    body = body_of_file(lines["awarding_body"], facts, findings)
    check_centre(lines["centre_number"], body, facts, findings)
    check_series(lines["series"], facts, findings)
    match = match_candidates(lines, people, findings)
    who = match.candidate(people)
    findings.refuse(~code.given, "Entry code", "The entry code is blank", "Ask the awarding body for a file with entry codes or QANs.")
    body = body_of_entry(body, who, code, book, findings)
    unnamed = (match.unnamed & findings.live).nonzero()[0]
    findings.refuse(
        unnamed[book.find(*(column.at(unnamed) for column in (who, body, code))) < 0], "Candidate number",
        "The row has a candidate number and no name, and that candidate has no such entry",
        "Compare with the entries; add the entry to the Entries table if it is right, then import again.",
    )  # fmt: skip
    return who, body, code


def _awards(lines: Mapping[str, Coded], key: tuple[Coded, ...], parts: Parts, findings: Findings) -> Groups:
    """The awards of the rows that say something certain: repeats, contradictions and blank grades are refused."""
    awards = Groups.of(findings.live, *key)
    refuse_repeats(awards, lines, parts, findings)
    refuse_contradictions(awards, lines["grade"].map(lambda text: "".join(split_flag(text))), lines["endorsement"], findings)
    blank = lines["grade"].test(lambda text: not split_flag(text)[0])
    findings.refuse(blank, "Grade", "The grade is blank", "Compare with the awarding body's site, and ask it for a corrected file.")
    return awards.without(findings.refused)


def _stated(
    lines: Mapping[str, Coded], key: tuple[Coded, Coded, Coded], awards: Groups, book: EntryBook, entry: Ints, facts: Facts
) -> dict[str, Coded]:
    """What the file says of each award, by heading of the table Results; marks and file are not in it yet."""
    who, body, code = (column.at(awards.first) for column in key)
    said = {name: lines[name].at(awards.stated(lines[name])) for name in ("level", "title", "option", "endorsement")}
    of_file, own = said["level"].map(lambda text: facts.levels.canonical(text) or text), book.level.taken(entry)
    known = own.test(lambda text: bool(facts.levels.canonical(text))).all()
    title, grade = said["title"], lines["grade"].at(awards.first)
    none = constant("", len(awards))

    def level(*told: str) -> str:
        """The first of the levels that the desk knows; else the first there is."""
        return next(filter(facts.levels.canonical, told), next(filter(None, told), ""))

    return {
        "Candidate number": who, "Awarding body": body, "Series": constant(str(facts.series), len(awards)),
        "Level": own if known else joined(level, own, book.level_of(body, code), of_file),
        "Entry code": lines["entry_code"].at(awards.first),
        "Title": title if title.given.all() else joined(lambda file, desk: file or desk, title, book.title.taken(entry)),
        "Grade": grade.map(lambda text: split_flag(text)[0]), "Flag": grade.map(lambda text: split_flag(text)[1]),
        "Option": said["option"], "Endorsement": said["endorsement"], "Earlier grade": none, "Earlier file": none,
    }  # fmt: skip


def _check_marks(lines: Mapping[str, Coded], awards: Groups, findings: Findings) -> Marks:
    """The mark and maximum of each award; where the rows of an award give two, neither is taken."""
    at = awards.stated(lines["mark"])
    mark, most = lines["mark"].at(at), lines["max_mark"].at(awards.stated(lines["max_mark"]))
    marks = Marks.of(mark, most)
    marks.report(findings, at, mark.text, most.text)
    two = {name: awards.contradicted(lines[name]) for name in ("mark", "max_mark")}
    for heading, name in (("Mark", "mark"), ("Max mark", "max_mark")):
        message = f"The file gives two different {heading.lower()}s for one award"
        way_out = "Ask the awarding body which one stands. It was left out."
        findings.report(awards.rows(two[name]), heading, message, way_out, lines[name].text)
    return marks.without(two["mark"], two["max_mark"])


def _refuse_off_ladder(awards: Groups, stated: Mapping[str, Coded], facts: Facts, findings: Findings) -> None:
    grade = stated["Grade"]
    known = facts.ladders.on_ladder(stated["Level"], stated["Awarding body"], grade) | grade.test(NOT_GRADES.__contains__)
    findings.refuse(
        awards.rows(~known), "Grade", "The grade is not one of its level",
        "Compare with the awarding body's site. If it is right, add it to the Grade ladders sheet of results_desk.xlsx, then import again.",
        lambda rows: grade.text(awards.ids[rows]),
    )  # fmt: skip


def _new(columns: Mapping[str, Coded], which: Bools) -> pd.DataFrame:
    import pandas as pd

    at = which.nonzero()[0]
    return pd.DataFrame({heading: columns[heading].text(at) for heading in RESULTS.headings}, dtype=object, copy=False)
