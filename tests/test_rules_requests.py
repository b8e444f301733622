"""Answers of a request form, one situation a row: logged, known already, or refused with the way out."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_rows import BODIES, DEADLINES, LEVELS, RELEASES, SERVICES

from results_desk.batch import REQUEST_COLUMNS
from results_desk.errors import DeskError
from results_desk.rules.log.overdue import Clocks, alarm_text, consent_valid
from results_desk.rules.requests.answers import Asked, Logged, log, request_groups
from results_desk.rules.requests.asking import Desk
from results_desk.tables import LISTS, table
from results_desk.terms import STATUSES

Row = dict[str, object]
HEADINGS = list(table("Lines").headings)
AFTER = "2024-08-22T10:15"
"""Both halves of the summer are released by then, and no deadline has passed."""


def candidate(number: str, surname: str, forenames: str, **more: object) -> Row:
    return {"Candidate number": number, "UCI": f"123450240{number}A", "Surname": surname, "Forenames": forenames, "Year group": "13",
            "On roll": "Yes", "Private candidate": "No", "Email": f"c{number}@example.org", **more}  # fmt: skip


def result(number: str, body: str, entry: str, level: str, title: str, grade: str = "B", series: str = "June 2024") -> Row:
    return {"Candidate number": number, "Awarding body": body, "Series": series, "Level": level, "Entry code": entry, "Title": title,
            "Grade": grade}  # fmt: skip


def component(number: str, body: str, entry: str, code: str, mark: int | None = 41, title: str = "Paper") -> Row:
    return {"Candidate number": number, "Awarding body": body, "Entry code": entry, "Component code": code, "Title": title, "Mark": mark,
            "Max mark": 85, "Grade": ""}  # fmt: skip


CANDIDATES = [
    candidate("0042", "Okafor", "Ada"),
    candidate("0043", "Smith", "Samuel John"),
    candidate("0044", "Smith", "Anna"),
    candidate("0045", "O'Brien-Jones", "Zoë Maria", **{"Year group": "11"}),
    candidate("0046", "Ng", "", Email=""),
]
RESULTS = [
    result("0042", "AQA", "7408", "GCE A-level", "Physics"),
    result("0042", "Pearson", "8MA0", "GCE AS", "Mathematics"),
    result("0042", "OCR", "H556", "GCE A-level", "Physics A"),
    result("0042", "NCFE", "603/3139/2", "Technical Award", "Health and Fitness", "D*"),
    result("0042", "AQA", "7357", "GCE A-level", "Mathematics", series="June 2023"),
    result("0043", "AQA", "7408", "GCE A-level", "Physics", "X"),
    result("0044", "AQA", "7408", "GCE A-level", "Physics"),
    result("0044", "OCR", "7408", "GCE A-level", "Something else"),
    result("0045", "AQA", "8300H", "GCSE", "Mathematics", "7"),
    result("0045", "Cambridge International", "0500", "International GCSE", "English"),
    result("0046", "AQA", "7408", "Level of another world", "Physics"),
]
COMPONENTS = [
    *(component(who, "AQA", "7408", f"7408/{paper}", title=f"Paper {paper}") for who in ("0042", "0043") for paper in ("1", "2", "3A")),
    component("0042", "Pearson", "8MA0", "8MA001"),
    *(component("0045", "AQA", "8300H", f"8300/{paper}H") for paper in (1, 2, 3)),
    *(component("0045", "Cambridge International", "0500", code) for code in ("01", "02")),
]


def answer(row: int = 2, **cells: str) -> Row:
    """Ada Okafor asks for a review of Physics paper 1 on GCSE results day, with consent given the same moment."""
    asked = dict.fromkeys(REQUEST_COLUMNS, "") | {
        "row": row, "received_on": AFTER, "candidate_number": "0042", "name": "Ada Okafor", "awarding_body": "AQA", "level": "A level",
        "entry_code": "7408", "subject": "Physics", "component_codes": "7408/1", "service": "S2", "ror_consent_on": AFTER,
        "ats_consent_on": "", "signed_by": "Ada Okafor",
    }  # fmt: skip
    return asked | cells


def zoe(**cells: str) -> Row:
    """Zoë O'Brien-Jones asks for a review of GCSE Mathematics paper 1."""
    hers = {"candidate_number": "0045", "name": "Zoe OBrien Jones", "entry_code": "8300H", "component_codes": "8300/1H", "signed_by": ""}
    return answer(**hers | cells)


def logged(
    *answers: Row, lines: object = (), series: str = "June 2024", override: tuple[str, str] = ("", ""), staff: object = (), **tables: object
) -> Logged:
    """What the log makes of the answers, all other tables being the desk's own unless given."""
    desk = {"candidates": CANDIDATES, "results": RESULTS, "components": COMPONENTS, "deadlines": DEADLINES, "releases": RELEASES,
            "levels": LEVELS, "services": SERVICES, "awarding_bodies": BODIES} | tables  # fmt: skip
    frame = pd.DataFrame(list(answers), columns=list(REQUEST_COLUMNS), dtype=object)
    return log(frame, lines, Desk.of(series, **desk), Asked("answers.csv", override=override), staff)  # type: ignore[arg-type]


def counts(found: Logged) -> dict[str, int]:
    """What was counted, but for consents that came for lines in the log."""
    return {name: number for name, number in found.counts.items() if name != "consents"}


def only(found: Logged) -> Row:
    """The one line that was logged."""
    assert len(found.new) == 1, found.problems
    return {str(heading): value for heading, value in found.new.iloc[0].items()}


def in_log(found: Logged, **cells: object) -> pd.DataFrame:
    """The log after the new lines were appended, with some of their cells changed since."""
    frame = found.new.copy()
    for name, value in cells.items():
        frame[name.replace("_", " ")] = value
    return frame


# --- a line, filled --------------------------------------------------------------------------------


def test_a_line_is_filled_with_what_the_desk_knows() -> None:
    said = {"teacher": "R Patel", "support": "strongly", "reason": "One mark below", "pay_route": "parentpay", "email": "ada@example.com"}
    line = only(logged(answer(**said)))
    filled = {heading: value for heading, value in line.items() if value not in ("", None)}

    assert filled == {
        "Line ID": "PRS-24-0001-1", "Request ID": "PRS-24-0001", "Candidate number": "0042", "Name": "Okafor, Ada",
        "UCI": "1234502400042A", "Year group": "13", "On roll": "Yes", "Private candidate": "No", "Contact email": "ada@example.com",
        "Requester": "Candidate", "Awarding body": "AQA", "Level": "GCE A-level", "Entry code": "7408", "Component code": "7408/1",
        "Service": "S2", "Status": "Ready to send", "Series": "June 2024", "Subject": "Physics", "Component title": "Paper 1",
        "Raw mark": 41, "Max mark": 85, "Subject grade": "B", "Teacher": "R Patel", "Support": "Strongly", "Reason": "One mark below",
        "Pay route": "ParentPay", "Consent needed": "RoR", "Results released": datetime(2024, 8, 15, 8, 0),
        "RoR consent date": datetime(2024, 8, 22, 10, 15), "Signed by": "Ada Okafor", "Received on": datetime(2024, 8, 22, 10, 15),
        "Deadline": date(2024, 9, 26), "Target days": 20, "Who pays": "Candidate",
    }  # fmt: skip
    assert list(line) == HEADINGS


def test_a_logged_line_has_no_alarm_while_there_is_time() -> None:
    line = only(logged(answer()))

    assert alarm_text(line, date(2024, 8, 23), Clocks(3, 7, 30, 14)) == "" and consent_valid(line) == "Yes"


def test_words_come_from_the_lists_of_the_log() -> None:
    line = only(logged(answer(service="A2", ats_consent_on=AFTER, class_use="without my name")))

    assert line["Status"] in STATUSES and line["Requester"] in LISTS["requester"]
    assert line["Name choice for class use"] == LISTS["class use"][0]


def test_a_gcse_has_its_own_release_and_the_centres_own_day() -> None:
    own = [row | {"Internal deadline": date(2024, 9, 20)} for row in DEADLINES]
    line = only(logged(zoe(ror_consent_on="2024-08-22T08:00"), deadlines=own))

    assert (line["Results released"], line["Internal deadline"]) == (datetime(2024, 8, 22, 8, 0), date(2024, 9, 20))
    assert line["Status"] == "Ready to send"


def test_a_review_with_copy_needs_both_consents() -> None:
    line = only(logged(answer(service="S2C", ats_consent_on=AFTER)))

    assert (line["Consent needed"], line["Copy wanted"], line["Status"]) == ("RoR+ATS", "Yes", "Ready to send")


def test_the_email_of_the_list_is_taken_where_the_answer_has_none() -> None:
    assert only(logged(answer()))["Contact email"] == "c0042@example.org"


def test_several_components_are_several_lines_of_one_request() -> None:
    found = logged(answer(component_codes="7408/1; 7408/2;7408/3A"))

    assert list(found.new["Line ID"]) == ["PRS-24-0001-1", "PRS-24-0001-2", "PRS-24-0001-3"]
    assert set(found.new["Request ID"]) == {"PRS-24-0001"} and found.counts["lines"] == 3 and not found.problems


@pytest.mark.parametrize(
    ("said", "code"),
    [("S2", "S2"), ("s2", "S2"), ("Review of marking", "S2"), ("review  of MARKING", "S2"), ("S2 - Review of marking", "S2"),
     ("Review of marking (S2)", "S2"), ("RoR Service 2 Review of marking", "S2"), ("Clerical re-check", "S1"),
     ("Review of marking with copy of script", "S2C"), ("Copy of script to support a review", "A1"), ("Priority review of marking", "P2"),
     ("RoR Priority Service 2 Review of marking", "P2")],
)  # fmt: skip
def test_a_service_is_known_by_its_code_and_its_names(said: str, code: str) -> None:
    assert only(logged(answer(service=said, ats_consent_on=AFTER, place_at_stake="Yes")))["Service"] == code


def test_a_service_is_known_by_the_code_of_the_centres_own_form() -> None:
    own = [row | {"Code on our forms": "2P" if row["Service"] == "P2" else ""} for row in SERVICES]

    assert only(logged(answer(service="2p", place_at_stake="yes"), services=own))["Service"] == "P2"


@pytest.mark.parametrize("said", ["AQA", "aqa", "Assessment and Qualifications Alliance", ""])
def test_an_awarding_body_is_known_by_its_spellings(said: str) -> None:
    assert only(logged(answer(awarding_body=said)))["Awarding body"] == "AQA"


@pytest.mark.parametrize(
    ("situation", "cells", "code"),
    [
        ("a candidate number without its zeros", {"candidate_number": "42"}, "7408/1"),
        ("a component code in other letters", {"component_codes": "7408/3a"}, "7408/3A"),
        ("a component code without its slash", {"component_codes": "74083A"}, "7408/3A"),
        ("no entry code, but a component that settles it", {"entry_code": ""}, "7408/1"),
        ("no component, but only one there is", {"awarding_body": "Edexcel", "entry_code": "8ma0", "component_codes": ""}, "8MA001"),
        ("a QAN without its slashes", {"awarding_body": "NCFE", "entry_code": "60331392", "component_codes": "T1"}, "T1"),
        ("a surname first, in capitals", {"name": "OKAFOR:ADA"}, "7408/1"),
        ("a surname alone", {"name": "Okafor"}, "7408/1"),
        ("an initial", {"name": "A. Okafor"}, "7408/1"),
    ],
)
def test_an_answer_is_understood_with(situation: str, cells: dict[str, str], code: str) -> None:
    assert only(logged(answer(**cells)))["Component code"] == code, situation


def test_a_component_without_the_zeros_a_spreadsheet_took_off() -> None:
    line = only(logged(zoe(awarding_body="CIE", entry_code="0500", component_codes="1")))

    assert (line["Component code"], line["Level"]) == ("01", "International GCSE")


# --- refused ---------------------------------------------------------------------------------------

REFUSED = [
    ("a candidate number nobody has", answer(candidate_number="0999"), "Candidate number", "not on the list"),
    ("no candidate number", answer(candidate_number=""), "Candidate number", "gives no candidate number"),
    ("somebody else's candidate number", answer(candidate_number="0043"), "Name", "not the name"),
    ("a namesake's candidate number", answer(candidate_number="0043", name="Anna Smith"), "Name", "not the name"),
    ("a service nobody offers", answer(service="Re-mark everything"), "Service", "not on the Services sheet"),
    ("no service", answer(service=""), "Service", "names no service"),
    ("an awarding body nobody knows", answer(awarding_body="AQB"), "Awarding body", "not on the Awarding bodies sheet"),
    ("no result for that entry", answer(entry_code="7407"), "Entry code", "no result for this entry"),
    ("a result with another awarding body", answer(awarding_body="OCR"), "Entry code", "no result for this entry"),
    ("a result of another series", answer(entry_code="7357", component_codes="7357/1"), "Entry code", "no result for this entry"),
    ("two results with that code", answer(candidate_number="0044", name="Anna Smith", awarding_body=""), "Entry code", "more than one"),
    ("neither entry nor component", answer(entry_code="", component_codes=""), "Entry code", "no entry code"),
    ("a component not sat", answer(component_codes="7408/3B"), "Component code", "This entry has 7408/1, 7408/2, 7408/3A."),
    ("no component where there are three", answer(component_codes=""), "Component code", "names no component"),
    ("no component, none held", answer(awarding_body="OCR", entry_code="H556", component_codes=""), "Component code", "names no component"),
    ("a review of moderation for one person", answer(service="S3"), "Service", "individual candidate"),
    ("an appeal by the candidate", answer(service="AP1"), "Service", "individual candidate"),
    ("a hearing by the candidate", answer(service="AP2"), "Service", "individual candidate"),
    ("a missing-result query by the candidate", answer(service="MIR"), "Service", "individual candidate"),
    ("priority at GCSE", zoe(service="P2", place_at_stake="Yes"), "Service", "GCE A-level and Level 3"),
    ("priority at AS", answer(awarding_body="Pearson", entry_code="8MA0", component_codes="8MA001", service="P2", place_at_stake="Yes"),
     "Service", "GCE A-level and Level 3"),
    ("priority, no place at stake", answer(service="P2", place_at_stake="No"), "HE place at stake", "depends on it"),
    ("priority, place not mentioned", answer(service="P2"), "HE place at stake", "depends on it"),
    ("priority, a place named but no yes", answer(service="P2", place_at_stake="Nottingham"), "HE place at stake", "depends on it"),
    ("the day after the deadline", answer(received_on="2024-09-27"), "Received on", "26 September 2024; late requests are refused"),
    ("priority a day late", answer(service="P2", place_at_stake="yes, firm", received_on="2024-08-23"), "Received on", "22 Aug"),
    ("a level the desk does not know, priority", answer(candidate_number="0046", name="Ng", service="P2", place_at_stake="Yes"),
     "Service", "GCE A-level and Level 3"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "asked", "column", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(situation: str, asked: Row, column: str, message: str) -> None:
    found = logged(asked)
    (problem,) = found.problems

    assert counts(found) == {"rows": 1, "lines": 0, "already": 0, "refused": 1} and found.new.empty
    assert (problem.file, problem.row, problem.column, problem.kept) == ("answers.csv", 2, column, False)
    assert message in problem.message and problem.way_out.endswith(".")


def test_a_refused_priority_review_names_the_service_to_ask_for_instead() -> None:
    (plain,) = logged(zoe(service="P2", place_at_stake="Yes")).problems
    (with_copy,) = logged(zoe(service="P2C", place_at_stake="Yes")).problems

    assert plain.way_out.startswith("Ask for S2 instead") and with_copy.way_out.startswith("Ask for S2C instead")


def test_a_wrong_number_comes_with_the_right_one_in_the_detail_only() -> None:
    (problem,) = logged(answer(candidate_number="0999")).problems

    assert "on the list under this name: 0042" in problem.detail and "0042" not in str(problem.public())


def test_no_problem_that_is_printed_holds_a_name() -> None:
    for _, asked, _, _ in REFUSED:
        for problem in logged(asked).problems:
            shown = str(problem.public())
            assert not any(str(person["Surname"]) in shown for person in CANDIDATES), shown


def test_a_page_pasted_into_the_name_is_refused_at_once() -> None:
    assert logged(answer(name="not a name " * 5000)).counts["refused"] == 1


def test_one_bad_component_does_not_stop_the_good_one() -> None:
    found = logged(answer(component_codes="7408/1; 7408/9"))

    assert counts(found) == {"rows": 1, "lines": 1, "already": 0, "refused": 1} and [problem.kept for problem in found.problems] == [False]


def test_one_bad_row_does_not_stop_the_good_ones() -> None:
    found = logged(answer(2, service="?"), answer(3), answer(4, candidate_number="x"))

    assert counts(found) == {"rows": 3, "lines": 1, "already": 0, "refused": 2} and [problem.row for problem in found.problems] == [2, 4]


# --- logged with a warning -------------------------------------------------------------------------

WAITING = "Waiting for consent"
READY = "Ready to send"
KEPT = [
    ("no consent", answer(ror_consent_on=""), WAITING, "RoR consent date", "is missing"),
    ("a consent that is no date", answer(ror_consent_on="yes"), WAITING, "RoR consent date", "is not a date"),
    ("consent a second before 08:00", answer(ror_consent_on="2024-08-15T07:59:59"), WAITING, "RoR consent date", "before this result"),
    ("consent the day before", answer(ror_consent_on="2024-08-14"), WAITING, "RoR consent date", "before this result"),
    ("A-level day, for a GCSE", zoe(ror_consent_on="2024-08-15T09:00"), WAITING, "RoR consent date", "before this result"),
    ("with a copy, the script consent missing", answer(service="S2C"), WAITING, "ATS consent date", "access to scripts is missing"),
    ("signed by a parent", answer(signed_by="Ngozi Okafor"), WAITING, "Signed by", "somebody other than the candidate"),
    ("signed by somebody with another name", answer(signed_by="R Patel"), WAITING, "Signed by", "somebody other than the candidate"),
    ("signed 'parent'", answer(signed_by="Parent"), WAITING, "Signed by", "somebody other than the candidate"),
    ("before the release", answer(received_on="2024-08-15T07:30"), READY, "Received on", "15 August 2024, 08:00"),
    ("no moment of receipt", answer(received_on=""), READY, "Received on", "does not say when"),
    ("a moment of receipt that is no date", answer(received_on="Thursday"), READY, "Received on", "does not say when"),
    ("no marks held", answer(awarding_body="OCR", entry_code="H556", component_codes="01"), READY, "Component code", "no component"),
    ("no name", answer(name=""), READY, "Name", "gives no name"),
    ("a forename that is not on the list", answer(name="Grace Okafor", signed_by=""), READY, "Name", "forename"),
    ("no result yet", answer(candidate_number="0043", name="Sam Smith", signed_by="S. Smith"), READY, "Entry code", "nothing to review"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "asked", "status", "column", "message"), KEPT, ids=[row[0] for row in KEPT])
def test_logged_with_a_warning(situation: str, asked: Row, status: str, column: str, message: str) -> None:
    found = logged(asked)
    (problem,) = found.problems

    assert only(found)["Status"] == status and counts(found) == {"rows": 1, "lines": 1, "already": 0, "refused": 0}
    assert (problem.column, problem.row, problem.kept) == (column, 2, True)
    assert message in problem.message and problem.way_out.endswith(".")


FINE = [
    ("consent at 08:00 sharp", answer(ror_consent_on="2024-08-15T08:00")),
    ("consent on results day without a time", answer(ror_consent_on="2024-08-15")),
    ("received on the deadline day, at night", answer(received_on="2024-09-26T23:59")),
    ("priority on its last day", answer(service="P2", place_at_stake="Yes", received_on="2024-08-22T16:00")),
    ("received on results day without a time", answer(received_on="2024-08-15")),
    ("a moment with its zone", answer(received_on="2024-08-15T07:00:00+00:00", ror_consent_on="2024-08-15T07:00:00Z")),
    ("signed 'candidate'", answer(signed_by="Candidate")),
    ("nobody said who signed", answer(signed_by="")),
    ("an accent and a hyphen left out", zoe(name="zoe o’brien jones")),
    ("a script for deciding on a review", answer(service="A1", ror_consent_on="", ats_consent_on=AFTER)),
    ("priority at a vocational Level 3", answer(service="P2", place_at_stake="y")),
]


@pytest.mark.parametrize(("situation", "asked"), FINE, ids=[row[0] for row in FINE])
def test_logged_without_a_word(situation: str, asked: Row) -> None:
    found = logged(asked)

    assert not found.problems and only(found)["Status"] == READY


def test_priority_is_offered_at_a_vocational_level_3() -> None:
    vocational = [row | {"Level": "BTEC National / AAQ"} for row in RESULTS]

    assert only(logged(answer(service="P2", place_at_stake="Yes"), results=vocational))["Deadline"] == date(2024, 8, 22)


def test_a_consent_somebody_else_signed_is_not_written_down_as_one() -> None:
    line = only(logged(answer(signed_by="Parent")))

    assert line["RoR consent date"] is None and line["Signed by"] == "Parent" and consent_valid(line) == "No"


def test_an_early_consent_is_written_down_so_that_the_alarm_shows_it() -> None:
    line = only(logged(answer(ror_consent_on="2024-08-14")))

    assert alarm_text(line, date(2024, 8, 23), Clocks(3, 7, 30, 14)) == "Consent dated before results were released"


def test_a_release_nobody_entered_leaves_the_consent_unchecked() -> None:
    found = logged(answer(), releases=[])

    assert only(found)["Status"] == WAITING and "Release times sheet" in found.problems[0].way_out


def test_without_deadlines_a_request_is_logged_and_its_alarm_says_so() -> None:
    found = logged(answer(), deadlines=[])

    assert not found.problems and alarm_text(only(found), date(2024, 8, 23), Clocks(3, 7, 30, 14)) == "Deadline not known"


# --- beside what is in the log ---------------------------------------------------------------------

CONSENTS = {"ror_consent_on": AFTER, "ats_consent_on": AFTER}
BESIDE = [
    ("S1 is open, S2 is asked", "S1", "S2", {}, "refused", "already asked for on this component"),
    ("S2 is open, S2C is asked", "S2", "S2C", {}, "refused", "already asked for"),
    ("P2 is open, S2 is asked", "P2", "S2", {}, "refused", "already asked for"),
    ("A1 is open, A2 is asked", "A1", "A2", {}, "refused", "already asked for"),
    ("S1 is closed, S2 is asked", "S1", "S2", {"Status": "Closed"}, "kept", ""),
    ("S2 was withdrawn, S1 is asked", "S2", "S1", {"Status": "withdrawn by candidate"}, "kept", ""),
    ("a teaching copy is ordered, a review is asked", "A2", "S2", {}, "kept", "for teaching was ordered"),
    ("a teaching copy was ordered and closed", "A2", "S2", {"Status": "Closed"}, "kept", "for teaching was ordered"),
    ("a teaching copy was withdrawn", "A2", "S2", {"Status": "Withdrawn by candidate"}, "kept", ""),
    ("a review is open, a teaching copy is asked", "S2", "A2", {}, "kept", "S2 is asked for on the same component"),
    ("a script to decide on a review, then the review", "A1", "S2", {}, "kept", ""),
    ("a review, then its script afterwards", "S2", "A3", {}, "kept", ""),
    ("a review with copy, and a script afterwards too", "S2C", "A3", {}, "kept", "S2C is asked for on the same component"),
]


@pytest.mark.parametrize(("situation", "first", "second", "cells", "fate", "message"), BESIDE, ids=[row[0] for row in BESIDE])
def test_beside(situation: str, first: str, second: str, cells: Row, fate: str, message: str) -> None:
    there = in_log(logged(answer(service=first, place_at_stake="Yes", **CONSENTS)), **cells)
    found = logged(answer(service=second, **CONSENTS), lines=there)

    assert len(found.new) == (fate == "kept")
    assert message in found.problems[0].message if message else not found.problems
    assert all(problem.kept is (fate == "kept") for problem in found.problems)


def test_two_services_on_one_component_in_one_file_are_settled_alike() -> None:
    found = logged(answer(2, service="S1"), answer(3, service="S2"))

    assert counts(found) == {"rows": 2, "lines": 1, "already": 0, "refused": 1} and "PRS-24-0001-1" in found.problems[0].message


def test_another_component_may_have_another_service() -> None:
    found = logged(answer(2, service="S1"), answer(3, service="S2", component_codes="7408/2"))

    assert not found.problems and list(found.new["Line ID"]) == ["PRS-24-0001-1", "PRS-24-0001-2"]


def test_logging_the_same_file_again_adds_nothing() -> None:
    two = answer(2, component_codes="7408/1; 7408/2")
    answers = [two, zoe(row=3), answer(4, service="P2", ror_consent_on=""), answer(5, signed_by="Parent", component_codes="7408/3A")]
    first = logged(*answers)
    again = logged(*answers, lines=first.new)

    assert again.new.empty and again.counts["already"] == first.counts["lines"] + first.counts["already"]
    assert again.problems == tuple(problem for problem in first.problems if not problem.kept)


def test_the_same_row_twice_in_one_file_counts_once() -> None:
    found = logged(answer(2), answer(3), answer(4, component_codes="7408/1; 7408/1"))

    assert counts(found) == {"rows": 3, "lines": 1, "already": 3, "refused": 0} and not found.problems


def test_a_form_that_lists_old_answers_again_does_not_revive_a_closed_line() -> None:
    closed = in_log(logged(answer()), Status="Withdrawn by candidate")

    assert counts(logged(answer(), lines=closed)) == {"rows": 1, "lines": 0, "already": 1, "refused": 0}


def test_a_new_request_after_a_withdrawn_one_is_a_new_line() -> None:
    closed = in_log(logged(answer()), Status="Withdrawn by candidate")
    line = only(logged(answer(received_on="2024-09-02T09:00"), lines=closed))

    assert (line["Request ID"], line["Line ID"]) == ("PRS-24-0002", "PRS-24-0002-1")


# --- numbers ---------------------------------------------------------------------------------------


def numbers(*ids: tuple[str, str], **cells: object) -> list[Row]:
    """Lines of Ada's Physics, paper 2, with these request and line numbers."""
    there = {"Candidate number": "0042", "Awarding body": "AQA", "Entry code": "7408", "Component code": "7408/2", "Service": "S2",
             "Status": "Ready to send"} | cells  # fmt: skip
    return [{"Request ID": request, "Line ID": line, **there} for request, line in ids]


@pytest.mark.parametrize(
    ("situation", "lines", "request_id", "line_id"),
    [
        ("the first of all", [], "PRS-24-0001", "PRS-24-0001-1"),
        ("the open request of the same subject", numbers(("PRS-24-0007", "PRS-24-0007-1")), "PRS-24-0007", "PRS-24-0007-2"),
        ("its lines have gaps", numbers(("PRS-24-0007", "PRS-24-0007-4")), "PRS-24-0007", "PRS-24-0007-5"),
        ("the newest of two open ones", numbers(("PRS-24-0007", "PRS-24-0007-1"), ("PRS-24-0009", "PRS-24-0009-1")),
         "PRS-24-0009", "PRS-24-0009-2"),
        ("the same subject, closed", numbers(("PRS-24-0007", "PRS-24-0007-1"), Status="Closed"), "PRS-24-0008", "PRS-24-0008-1"),
        ("another subject", numbers(("PRS-24-0007", "PRS-24-0007-1"), **{"Entry code": "7357"}), "PRS-24-0008", "PRS-24-0008-1"),
        ("another candidate", numbers(("PRS-24-0007", "PRS-24-0007-1"), **{"Candidate number": "0043"}), "PRS-24-0008", "PRS-24-0008-1"),
        ("the same code of another awarding body", numbers(("PRS-24-0007", "PRS-24-0007-1"), **{"Awarding body": "OCR"}),
         "PRS-24-0008", "PRS-24-0008-1"),
        ("a number typed in small letters", numbers(("prs-24-0007", "prs-24-0007-1"), Status="Closed"), "PRS-24-0008", "PRS-24-0008-1"),
        ("last year's numbers", numbers(("PRS-23-0412", "PRS-23-0412-1"), Status="Closed"), "PRS-24-0001", "PRS-24-0001-1"),
        ("numbers somebody made up", numbers(("A", "B"), Status="Closed"), "PRS-24-0001", "PRS-24-0001-1"),
        ("an open request somebody numbered", numbers(("Ada 1", "Ada 1-1")), "Ada 1", "Ada 1-2"),
        ("a line without a request number", numbers(("", "PRS-24-0003-1")), "PRS-24-0004", "PRS-24-0004-1"),
        ("more than nine thousand", numbers(("PRS-24-9999", "PRS-24-9999-1"), Status="Closed"), "PRS-24-10000", "PRS-24-10000-1"),
    ],
)  # fmt: skip
def test_the_number_after(situation: str, lines: list[Row], request_id: str, line_id: str) -> None:
    line = only(logged(answer(), lines=lines))

    assert (line["Request ID"], line["Line ID"]) == (request_id, line_id), situation


def test_the_year_of_a_number_is_the_series_year() -> None:
    november = [row | {"Series": "November 2025"} for row in RESULTS]

    assert only(logged(answer(), series="November 2025", results=november))["Request ID"] == "PRS-25-0001"


def test_a_series_that_is_none_stops_with_the_way_out() -> None:
    with pytest.raises(DeskError, match="write it as June 2024"):
        logged(answer(), series="this summer")


def test_lines_of_one_request_belong_together() -> None:
    found = logged(answer(2, component_codes="7408/1;7408/2"), zoe(row=3))
    groups = request_groups(found.new)

    assert {name: len(lines) for name, lines in groups.items()} == {"PRS-24-0001": 2, "PRS-24-0002": 1}
    assert request_groups([{"Request ID": None, "Line ID": "x"}]) == {}


# --- whatever the answers --------------------------------------------------------------------------

TEXTS = st.sampled_from(["", "  ", "?", "yes", "=1+1", "2024-08-15", "2024-08-14T23:59", "2025-01-01T00:00", "\N{BOY}\n;"])
ANY_ANSWER = st.fixed_dictionaries(
    {
        "candidate_number": st.sampled_from(["0042", "42", "0043", "0045", "0999", ""]),
        "name": st.sampled_from(["Ada Okafor", "SMITH:SAMUEL", "Zoë O'Brien-Jones", "", "Nobody"]),
        "awarding_body": st.sampled_from(["AQA", "Edexcel", "OCR", "CIE", "", "?"]),
        "entry_code": st.sampled_from(["7408", "8MA0", "H556", "8300H", "0500", ""]),
        "component_codes": st.sampled_from(["7408/1", "7408/1;7408/2", "8MA001", "8300/1H", "01", "1;2", "", ";;"]),
        "service": st.sampled_from([*(str(row["Service"]) for row in SERVICES), "Review of marking", "", "?"]),
        "place_at_stake": st.sampled_from(["Yes", "No", ""]),
        "signed_by": st.sampled_from(["", "Candidate", "Parent"]),
        **{name: TEXTS for name in ("received_on", "ror_consent_on", "ats_consent_on", "class_use", "support", "pay_route")},
    }
)


def _answers(drawn: list[Row]) -> list[Row]:
    return [answer(number, **{name: str(value) for name, value in cells.items()}) for number, cells in enumerate(drawn, 2)]


@given(st.lists(ANY_ANSWER, max_size=8))
def test_no_answer_is_lost_and_none_is_logged_twice(drawn: list[Row]) -> None:
    answers = _answers(drawn)
    first = logged(*answers)
    again = logged(*answers, lines=first.new)
    spoken_for = {problem.row for problem in first.problems if not problem.kept}

    assert again.new.empty and first.new["Line ID"].is_unique
    assert first.counts["lines"] + first.counts["already"] + first.counts["refused"] >= first.counts["rows"]
    assert len(spoken_for) <= first.counts["refused"] and bool(spoken_for) == bool(first.counts["refused"])


@given(st.lists(ANY_ANSWER, max_size=8))
def test_a_line_is_ready_only_with_a_consent_that_counts(drawn: list[Row]) -> None:
    for line in logged(*_answers(drawn)).new.to_dict("records"):
        assert (line["Status"] == READY) == (consent_valid(line) == "Yes")
