"""Candidates and entries from the school's system against a desk: who is new, what changed, what cannot be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from results_desk.batch import CANDIDATE_COLUMNS
from results_desk.errors import Problem
from results_desk.rules.candidates.changes import Holding, refuse_other_people, report_changes, report_shared
from results_desk.rules.candidates.entries import check_entries
from results_desk.rules.columns import Coded, coded, joined, objects
from results_desk.rules.findings import Findings
from results_desk.rules.groups import Groups
from results_desk.rules.identifiers import identifier, is_candidate_number, pad_candidate_number, ucis_ok, ulns_ok
from results_desk.rules.names import folded
from results_desk.tables.results import CANDIDATES

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Texts
    from results_desk.rules.facts import Facts

HEADINGS = dict(zip(CANDIDATE_COLUMNS[1:], (
    "Candidate number", "UCI", "ULN", "Surname", "Forenames", "Date of birth", "Year group", "Tutor group", "On roll",
    "Private candidate", "Email",
), strict=True))  # fmt: skip
"""The heading of the table Candidates for each column of a batch."""
YES_NO = {"yes": "Yes", "y": "Yes", "true": "Yes", "1": "Yes", "no": "No", "n": "No", "false": "No", "0": "No"}


@dataclass(frozen=True)
class CandidateCheck:
    """What one file comes to. Frames have the headings of their table that a file can state; `changed_` rows are whole there.

    `rows` is `accepted` + `refused`; a row is refused when its candidate or its entry is. `unchanged` counts candidates and
    entries that the desk holds already.
    """

    new_candidates: pd.DataFrame
    changed_candidates: pd.DataFrame
    new_entries: pd.DataFrame
    changed_entries: pd.DataFrame
    problems: list[Problem]
    rows: int
    accepted: int
    refused: int
    unchanged: int


def check_candidates(
    batch_candidates: pd.DataFrame | None, batch_entries: pd.DataFrame | None,
    known_candidates: pd.DataFrame, known_entries: pd.DataFrame, facts: Facts, file: str,
) -> CandidateCheck:  # fmt: skip
    """Check the rows of one file (frames as in `batch`; either may be missing) against the tables of the desk."""
    import pandas as pd

    candidates = pd.DataFrame(columns=list(CANDIDATE_COLUMNS)) if batch_candidates is None else batch_candidates
    findings = Findings(file, candidates["row"].to_numpy(dtype="int64"))
    people = _check_people(candidates, known_candidates, findings)
    known = {*coded(known_candidates, "Candidate number").map(pad_candidate_number).values, *people.new["Candidate number"]} - {""}
    entries = check_entries(batch_entries, known_entries, known, facts, file)
    problems = sorted([*findings.problems(), *entries.findings.problems()], key=lambda problem: problem.row)
    rows = {*findings.rows.tolist(), *entries.findings.rows.tolist()}
    refused = {problem.row for problem in problems if not problem.kept}
    return CandidateCheck(
        people.new, people.changed, entries.holding.new, entries.holding.changed, problems,
        len(rows), len(rows - refused), len(refused), people.unchanged + entries.holding.unchanged,
    )  # fmt: skip


def _check_people(candidates: pd.DataFrame, known: pd.DataFrame, findings: Findings) -> Holding:
    lines = {name: coded(candidates, name) for name in HEADINGS}
    number = lines["candidate_number"].map(pad_candidate_number)
    findings.refuse(
        ~number.test(is_candidate_number), "Candidate number", "The candidate number is not four digits between 0001 and 9999",
        "Correct it in the school's system, export the list and import it again.", lines["candidate_number"].text,
    )  # fmt: skip
    findings.refuse(
        ~lines["surname"].given, "Surname", "The surname is blank",
        "Fill it in the school's system, export the list and import it again.", number.text,
    )  # fmt: skip
    people = Groups.of(findings.live, number)
    people = _refuse_two_names(people, lines, findings)
    stated = {HEADINGS[name]: _one_text(people, name, column, findings) for name, column in lines.items()}
    stated["Candidate number"] = number.text(people.first)
    stated["Date of birth"] = _days(stated["Date of birth"], people, findings)
    for heading in ("On roll", "Private candidate"):
        stated[heading] = objects(YES_NO.get(text.casefold(), text) for text in stated[heading])
    held = Holding.of(stated, CANDIDATES, known, [pad_candidate_number])
    refuse_other_people(held, people, findings)
    _report_wrong_characters(people, stated, findings)
    report_shared(held, people, known, findings)
    report_changes(held, people, findings)
    return held.only(people.alive(findings.live))


def _refuse_two_names(people: Groups, lines: Mapping[str, Coded], findings: Findings) -> Groups:
    """Refuse every row of a candidate number that stands beside two different names. A blank forename is no other name."""
    two = people.contradicted(lines["surname"].map(folded)) | people.contradicted(lines["forenames"].map(folded))
    shown = joined("{}, {}".format, lines["surname"], lines["forenames"])
    findings.refuse(
        people.rows(two), "Candidate number", "Two different people have this candidate number in the file",
        "Give one of them another candidate number in the school's system, export the list and import it again.", shown.text,
    )  # fmt: skip
    return people.without(findings.refused)


def _one_text(people: Groups, name: str, column: Coded, findings: Findings) -> Texts:
    """What the rows of each candidate state in a column; "" where they state different things, which is reported."""
    text = column.text(people.stated(column))
    if name in ("candidate_number", "surname", "forenames"):
        return text
    plain = column.map(identifier) if name in ("uci", "uln") else column
    two = people.contradicted(plain)
    message = "The rows of one candidate say different things here"
    findings.report(people.rows(two), HEADINGS[name], message, "Correct it in the school's system. It was left out.", column.text)
    text[two] = ""
    return text


def _days(texts: Texts, people: Groups, findings: Findings) -> Texts:
    """Dates of birth from ISO text; None, and reported, where a text is no date."""
    days = objects(map(_day, texts))
    wrong = objects(map(bool, texts)).astype(bool) & objects(day is None for day in days).astype(bool)
    message = "The date of birth is not a date"
    findings.report(people.first[wrong], "Date of birth", message, "Correct it in the school's system. It was left out.", texts[wrong])
    return days


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text[10:] in ("", "T00:00:00", " 00:00:00") else None
    except ValueError:
        return None


def _report_wrong_characters(people: Groups, stated: Mapping[str, Texts], findings: Findings) -> None:
    for heading, right in (("UCI", ucis_ok), ("ULN", ulns_ok)):
        text = objects(map(identifier, stated[heading]))
        wrong = (text != "") & ~right(text)
        message, way_out = f"The check character of the {heading} is wrong", "Compare it with the awarding body or the candidate's record."
        findings.report(people.first[wrong], heading, message, way_out, stated[heading][wrong])
