"""Requests of staff: scripts for teaching (A2) candidate by candidate, and reviews of moderation (S3) for a whole cohort.

A script is asked for with the consent of each candidate; a review of moderation needs none and is not for an individual.
Sources: https://thenaeo.org/monthly-message.aspx?nid=153 and
https://ocr-live-prd95.cambridgeassessment.org.uk/administration/general-qualifications/post-results/service-3-moderation-review
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from results_desk.rules.cells import Row, text
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.rules.requests.asking import Desk

_ALL = ("", "all", "whole cohort", "everybody", "everyone")
_PASSED_ON = (
    "row", "received_on", "requester_name", "service", "awarding_body", "level", "entry_code", "subject", "component_codes", "reason",
    "approved_by", "budget_code", "late_override_by", "late_override_reason",
)  # fmt: skip


def answers_of(staff: Iterable[Row], desk: Desk) -> Iterator[Row]:
    """What each row comes to as answers of a form: one for the cohort of a review of moderation, else one for every candidate.

    `candidates` names them by number; without any, all with a result for the entry are meant.
    """
    for row in staff:
        asked = {name: row.get(name, "") for name in _PASSED_ON} | {"requester": text(row.get("requester")) or "Subject teacher"}
        asked |= {"teacher": text(row.get("requester_name"))}
        if desk.service_words.canonical(text(row.get("service"))).upper() == "S3":
            yield asked
            continue
        for number in _numbers(row, desk) or [""]:
            yield {**asked, "candidate_number": number, "name": _name(number, desk)}


def _numbers(row: Row, desk: Desk) -> list[str]:
    named = text(row.get("candidates"))
    if named.casefold() not in _ALL:
        return list(dict.fromkeys(pad_candidate_number(part) for part in re.split(r"[;,\s]+", named) if part))
    entry, body = entry_key(text(row.get("entry_code"))), desk.body_words.canonical(text(row.get("awarding_body")))
    return sorted(
        number for number, results in desk.results.items()
        if any(entry_key(text(one.get("Entry code"))) == entry and body in ("", text(one.get("Awarding body"))) for one in results)
    )  # fmt: skip


def _name(number: str, desk: Desk) -> str:
    person = desk.candidates.get(number, {})
    return f"{text(person.get('Surname'))}, {text(person.get('Forenames'))}".strip(", ")
