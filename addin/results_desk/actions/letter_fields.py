"""Which letters there are, and what fills each: the tables it is read from, the rule that makes its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from results_desk.actions.facts import named_cells, rows
from results_desk.actions.registry import Work
from results_desk.errors import DeskError

Fields = Mapping[str, object]
_FACTS = {
    "levels": "Levels", "ladders": "GradeLadders", "deadlines": "Deadlines", "releases": "ReleaseTimes", "services": "Services",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of letter. `fill` gives the fields of each; `to_candidates`: in large print where one needs it; `welsh`: also in Welsh.

    `nothing` says what to do where there is nobody to write to, `lacks` why there is no letter of a candidate or request that is known.
    """

    fill: Callable[[Work, Sequence[str]], Sequence[Fields]]
    nothing: str
    to_candidates: bool = False
    welsh: bool = False
    lacks: str = "nothing on the desk calls for this letter"


def statements(work: Work, candidates: Sequence[str] = ()) -> list[dict[str, object]]:
    """The fields of every statement: dated when the last results came in, or released, so that the same results give the same letter."""
    from results_desk.rules.letters.vocabulary import statements as fields

    tables = {name: work.desk.table(table).read() for name, table in _FACTS.items()}
    people, results = work.desk.table("Candidates").read(), work.desk.table("Results").read()
    if not len(results):
        raise DeskError("There are no results in results.xlsx yet: run Import results first.")
    imported = [row["Imported on"] for row in rows(work.desk, "Files") if isinstance(row["Imported on"], datetime)]
    today = max(imported, default=work.wall_clock).date()
    return fields(people, results, **tables, settings=work.desk.settings, today=today, practice=work.desk.is_practice)


def _request_forms(work: Work, candidates: Sequence[str]) -> list[Fields]:
    """A form per request of the log; for a candidate named who has none, one with the candidate's own components to choose from."""
    from results_desk.rules.letters.choices import forms_to_choose_from
    from results_desk.rules.letters.vocabulary import request_forms

    lines, people, components = (work.desk.table(name).read() for name in ("Lines", "Candidates", "Components"))
    facts: dict[str, Any] = {name: work.desk.table(_FACTS[name]).read() for name in ("deadlines", "levels", "services")}
    made: list[Fields] = [*request_forms(lines, people, components, **facts, **_about(work))]
    new = set(candidates) - {fields["candidate_number"] for fields in made}
    if not new:
        return made
    asking = [row for row in rows(work.desk, "Candidates") if row["Candidate number"] in new]
    grid = rows(work.desk, "Grid") if work.desk.has("Grid") else []
    return [*made, *forms_to_choose_from(asking, work.desk.table("Results").read(), components, grid, **facts, **_about(work))]


def _permission_forms(work: Work, candidates: Sequence[str]) -> Sequence[Fields]:
    from results_desk.rules.letters.permission import permission_forms

    return permission_forms(
        _rows(work, "Candidates"), _rows(work, "Permissions"), _rows(work, "PermissionDates"), _rows(work, "PermissionClosedDays"),
        _named(work, "permissions_register.xlsx"), *_releases(work), **_about(work),
    )


def _cover_sheet(work: Work, candidates: Sequence[str]) -> Sequence[Fields]:
    from results_desk.rules.letters.desk import cover_sheet

    if work.gate is not None and work.gate.all_released:
        return []
    readers, files, results = _rows(work, "AuthorisedReaders"), _rows(work, "Files"), _rows(work, "Results")
    return [cover_sheet(readers, files, results, *_releases(work), **_about(work))]


def _collection_sheet(work: Work, candidates: Sequence[str]) -> Sequence[Fields]:
    from results_desk.actions.waiting import REGISTER, everybody
    from results_desk.rules.letters.desk import collection_sheet

    lines = everybody(work)
    if not work.desk.has(REGISTER):  # how they want their results is written elsewhere
        lines = [{heading: value for heading, value in line.items() if heading != "Form returned"} for line in lines]
    sheet = collection_sheet(lines, _rows(work, "Candidates"), *_releases(work), **_about(work))
    return [sheet] if sheet["collections"] else []


def _labels(work: Work, candidates: Sequence[str]) -> Sequence[Fields]:
    from results_desk.rules.letters.desk import labels

    sheet = labels(_rows(work, "Candidates"), _rows(work, "Results"), _rows(work, "Permissions"), **_about(work))
    return [sheet] if sheet["label_rows"] else []


def _staff_forms(work: Work, candidates: Sequence[str]) -> Sequence[Fields]:
    from results_desk.rules.letters.staff import staff_forms

    lines, deadlines = _rows(work, "Lines"), _rows(work, "Deadlines")
    return staff_forms(lines, deadlines, _rows(work, "Levels"), _rows(work, "Services"), **_about(work))


def _outcome_letters(work: Work, candidates: Sequence[str]) -> Sequence[Fields]:
    from results_desk.rules.letters.outcome import outcome_letters
    from results_desk.rules.log.alarms import Clocks

    clocks = Clocks.read(work.desk.book("tracking_log.xlsx").named)
    return outcome_letters(_rows(work, "Lines"), _rows(work, "Candidates"), _rows(work, "Services"), clocks, **_about(work))


def _notices(work: Work, candidates: Sequence[str]) -> Sequence[Fields]:
    from results_desk.rules.letters.certificates import collection_notices

    return collection_notices(*_certificates(work), **_about(work))


def _reminders(work: Work, candidates: Sequence[str]) -> Sequence[Fields]:
    from results_desk.rules.letters.certificates import reminders

    return reminders(*_certificates(work), **_about(work))


def _destruction_record(work: Work, candidates: Sequence[str]) -> Sequence[Fields]:
    from results_desk.rules.letters.certificates import destruction_record

    certificates, _, named = _certificates(work)
    record = destruction_record(certificates, named, **_about(work))
    return [record] if record["destroyed"] else []


def _slips(work: Work, candidates: Sequence[str]) -> Sequence[Fields]:
    from results_desk.rules.letters.returns import moderation_slips

    return moderation_slips(_rows(work, "Moderation"), _rows(work, "ModerationDates"), **_about(work))


def _queries(work: Work, candidates: Sequence[str]) -> Sequence[Fields]:
    from results_desk.rules.letters.returns import query_letters

    queries, people = _rows(work, "Queries"), _rows(work, "Candidates")
    return query_letters(queries, people, _rows(work, "Entries"), _rows(work, "Contacts"), **_about(work))


def known_requests(work: Work, requests: Sequence[str]) -> bool:
    """Whether the tracking log holds every one of these requests."""
    return not requests or set(requests) <= {str(row["Request ID"]) for row in _rows(work, "Lines")}


def own_letter(work: Work, candidates: Sequence[str]) -> list[Fields]:
    """The fields of a letter that a school made itself: for every candidate what permission form and statement have."""
    results = {fields["candidate_number"]: fields for fields in statements(work)} if _rows(work, "Results") else {}
    return [{**fields, **results.get(fields["candidate_number"], {})} for fields in _permission_forms(work, candidates)]


def _rows(work: Work, table: str) -> list[dict[str, Any]]:
    """The rows of a table; none where the officer took its workbook out of the desk."""
    return rows(work.desk, table) if work.desk.has(table) else []


def _releases(work: Work) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return rows(work.desk, "ReleaseTimes"), rows(work.desk, "Levels")


def _certificates(work: Work) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    return _rows(work, "Certificates"), rows(work.desk, "Candidates"), _named(work, "certificates_register.xlsx")


def _named(work: Work, workbook: str) -> dict[str, Any]:
    return named_cells(work.desk, workbook) if workbook in work.desk.workbooks else {}


def _about(work: Work) -> dict[str, Any]:
    return {"settings": work.desk.settings, "today": work.now.date(), "practice": work.desk.is_practice}


STATEMENT = "statement_of_results"
_NOBODY = "There are no candidates in results.xlsx yet: run Import candidates first."
_LOG = "tracking_log.xlsx"
KINDS: dict[str, Kind] = {
    STATEMENT: Kind(statements, "There are no results in results.xlsx yet: run Import results first.", True, True,
                    "results.xlsx holds no results of theirs"),
    "candidate_permission_form": Kind(_permission_forms, _NOBODY, True, True),
    "request_consent_payment_form": Kind(_request_forms, f"There are no requests in {_LOG} yet: run Log requests first, or name "
                                         "with --candidate whose form to make.", True, True),
    "outcome_letter": Kind(_outcome_letters, f"No request in {_LOG} has an outcome yet: fill Outcome date first.", True, True,
                           f"no outcome is noted yet in {_LOG}, fill Outcome date first"),
    "certificate_collection_notice": Kind(_notices, "No certificate in certificates_register.xlsx is ready to be handed over.", True,
                                          lacks="no certificate of theirs is ready in certificates_register.xlsx"),
    "certificate_reminder": Kind(_reminders, "No reminder is due: certificates_register.xlsx says when one is.", True,
                                 lacks="no reminder is due, certificates_register.xlsx says when one is"),
    "restricted_day_cover_sheet": Kind(_cover_sheet, "Every result on this desk is released, so no cover may say that it is restricted."),
    "results_collection_sheet": Kind(_collection_sheet, "Nobody's results wait any more: see permissions_register.xlsx."),
    "envelope_labels": Kind(_labels, "There are no results in results.xlsx yet: run Import results first."),
    "staff_request_form": Kind(_staff_forms, ""),
    "moderation_sign_off_slip": Kind(_slips, "No work is back that a department has not signed for: see moderation_returns_log.xlsx."),
    "missing_result_query": Kind(_queries, "No query is open: write one on the sheet Queries of results.xlsx first."),
    "certificate_destruction_record": Kind(_destruction_record, "No certificate in certificates_register.xlsx was destroyed."),
}  # fmt: skip
"""Every shipped letter, in the order of a year; any other template of the desk is an own letter."""
OWN = Kind(own_letter, _NOBODY, True, True)
