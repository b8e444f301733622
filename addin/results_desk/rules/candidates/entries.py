"""Entries from the school's system against a desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.batch import ENTRY_COLUMNS
from results_desk.rules.candidates.changes import Holding
from results_desk.rules.columns import Coded, coded
from results_desk.rules.findings import Findings
from results_desk.rules.groups import Groups
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.tables.results import ENTRIES

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Texts
    from results_desk.rules.facts import Facts


@dataclass(frozen=True)
class EntriesCheck:
    """The entries of a file beside those of the desk, and what was found in its rows."""

    holding: Holding
    findings: Findings


def check_entries(entries: pd.DataFrame | None, known: pd.DataFrame, candidates: set[str], facts: Facts, file: str) -> EntriesCheck:
    """Check the entry rows of a file; `candidates` are the numbers of the desk's candidates, this file's among them."""
    import pandas as pd

    entries = pd.DataFrame(columns=list(ENTRY_COLUMNS)) if entries is None else entries
    findings = Findings(file, entries["row"].to_numpy(dtype="int64"))
    lines = {name: coded(entries, name) for name in ENTRY_COLUMNS[1:]}
    number, code = lines["candidate_number"].map(pad_candidate_number), lines["entry_code"]
    body = lines["awarding_body"].map(facts.bodies.canonical)
    findings.refuse(
        ~number.test(candidates.__contains__), "Candidate number", "The entry is of a candidate the desk does not have",
        "Import the candidate list first, or correct the candidate number in the school's system.", lines["candidate_number"].text,
    )  # fmt: skip
    findings.refuse(
        ~body.given, "Awarding body", "The awarding body is blank or not one of the desk's",
        "Add the spelling under Also known as in the Awarding bodies sheet of results_desk.xlsx, then import again.",
        lines["awarding_body"].text,
    )  # fmt: skip
    way_out = "Fill it in the school's system, then export and import the list again."
    findings.refuse(~code.given, "Entry code", "The entry code is blank", way_out)
    groups = Groups.of(findings.live, number, body, code.map(entry_key))
    stated = {
        "Candidate number": number.text(groups.first), "Awarding body": body.text(groups.first), "Entry code": code.text(groups.first),
        "Level": _level(lines["level"], groups, facts, findings), "Title": lines["title"].text(groups.stated(lines["title"])),
    }  # fmt: skip
    holding = Holding.of(stated, ENTRIES, known, [pad_candidate_number, lambda text: facts.bodies.canonical(text) or text, entry_key])
    _keep_known_levels(holding, facts)
    changed = holding.replaces("Level")
    findings.report(
        groups.first[changed], "Level", "The level of the entry is no longer what the desk held; the new one was taken",
        "Results imported before stay at their level: compare them.",
    )  # fmt: skip
    return EntriesCheck(holding, findings)


def _level(level: Coded, groups: Groups, facts: Facts, findings: Findings) -> Texts:
    """The level of each entry in the desk's words; as it stands where the desk does not know it, which is reported."""
    named = level.map(lambda text: facts.levels.canonical(text) or text)
    two = groups.contradicted(named)
    message = "The rows of one entry give different levels"
    findings.report(groups.rows(two), "Level", message, "Correct it in the school's system. It was left out.", level.text)
    text = named.text(groups.stated(named))
    text[two] = ""
    unknown = Coded.of(text).test(lambda one: not facts.levels.canonical(one)) & ~two
    findings.report(
        groups.first[unknown], "Level", "The level is blank or not one of the desk's",
        "Add the spelling under Also known as in the Levels sheet of results_desk.xlsx, then import again.", level.text,
    )  # fmt: skip
    return text


def _keep_known_levels(holding: Holding, facts: Facts) -> None:
    """A level that the desk does not know never takes the place of one that it knows."""
    held, stated = (Coded.of(columns["Level"]).map(facts.levels.canonical) for columns in (holding.held, holding.stated))
    holding.stated["Level"][held.given & ~stated.given] = ""
