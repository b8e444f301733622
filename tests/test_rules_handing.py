"""Results and certificates over the counter: who may take what, when, with which ID; one situation a row."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from drawn import anchors
from hypothesis import given, settings
from hypothesis import strategies as st

from results_desk.errors import DeskError, RuleRefusal
from results_desk.rules.candidates.handing import Handing, hand_over
from results_desk.rules.cells import Row
from results_desk.rules.certificates.expecting import expected_counts, expected_lines
from results_desk.rules.certificates.issuing import issue
from results_desk.rules.outcomes.carried import of_certificates, of_moderation

R_A, R_G = date(2024, 8, 15), date(2024, 8, 22)
KNOWN = anchors(R_A=R_A, R_G=R_G, GD=date(2024, 9, 26))
EIGHT = datetime(2024, 8, 15, 8)
SECOND = timedelta(seconds=1)
NOW = datetime(2024, 12, 2, 15)
PERSON: dict[str, Any] = {
    "Candidate number": "0042", "Surname": "Okafor", "Forenames": "Ada Grace", "Results day": "Level 3", "Form returned": date(2024, 7, 1),
    "Named person": "Mary Okafor", "Relationship": "Parent/carer", "Named person 2": "Joe Bell", "Status": "Waiting",
}  # fmt: skip
GCSE = PERSON | {"Results day": "Level 1/2"}


def hand(
    at: datetime = EIGHT, *rows: Row, level: str = "", number: str = "42", held: dict[str, set[str]] | None = None, **given: str
) -> dict[Any, dict[str, object]]:
    register = rows or (PERSON, GCSE)
    return hand_over(register, [number], Handing(at, **{"id_seen": "Passport", **given}), level, KNOWN, NOW, held)


MAY: list[tuple[str, datetime, dict[str, str], dict[str, object]]] = [
    ("the candidate at 08:00", EIGHT, {}, {"Status": "Collected by candidate", "Handed to": "", "ID seen": "Passport"}),
    ("the candidate by name", EIGHT, {"to": "Ada Okafor"}, {"Status": "Collected by candidate"}),
    ("the first person named", EIGHT, {"to": "mary  okafor"}, {"Status": "Collected by named person", "Handed to": "mary  okafor"}),
    ("the second person named", EIGHT, {"to": "Joe Bell"}, {"Status": "Collected by named person"}),
    ("somebody else, the head decided so", EIGHT, {"to": "Eve Stone", "override_by": "Head", "reason": "Candidate rang"},
     {"Override reason": "Candidate rang (Head)"}),
    ("the candidate, known to staff", EIGHT, {"id_seen": "Known to staff"}, {"ID seen": "Known to staff"}),
]  # fmt: skip


@pytest.mark.parametrize(("at", "given", "wanted"), [pytest.param(*case, id=words) for words, *case in MAY])
def test_results_are_handed_over(at: datetime, given: dict[str, str], wanted: dict[str, object]) -> None:
    ((key, cells),) = hand(at, **given).items()

    assert key == ("0042", "Level 3") and cells["Handed over at"] == at
    assert {heading: cells[heading] for heading in wanted} == wanted


MUST_NOT: list[tuple[str, datetime, dict[str, str], dict[str, Any], str]] = [
    ("a second before 08:00", EIGHT - SECOND, {}, {}, "candidate 0042 may be given to nobody before 08:00 on 15 August 2024"),
    ("the day before", EIGHT - timedelta(days=1), {}, {}, "wait until then"),
    ("an override does not open the embargo", EIGHT - SECOND, {"override_by": "Head", "reason": "Holiday"}, {}, "nobody before 08:00"),
    ("no ID", EIGHT, {"id_seen": ""}, {}, "with --id-seen (Passport"),
    ("somebody not on the form", EIGHT, {"to": "Eve Stone"}, {}, "candidate 0042 did not name this person"),
    ("somebody named after it was handed over", EIGHT, {"to": "Joe Bell"}, {"Form returned": date(2024, 8, 16)}, "only on 16 August 2024"),
    ("a note that must be read first", EIGHT, {"to": "Joe Bell"}, {"Sensitive note": "Ask head of year"}, "exams officer must read first"),
    ("a named person known to staff", EIGHT, {"to": "Joe Bell", "id_seen": "known to staff"}, {}, "shows photo ID"),
    ("a results day nobody chose", EIGHT, {}, {"Results day": ""}, "results day of candidate 0042 is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("at", "given", "cells", "message"), [pytest.param(*case, id=words) for words, *case in MUST_NOT])
def test_results_stay_and_the_message_says_why(at: datetime, given: dict[str, str], cells: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleRefusal) as refused:
        hand(at, PERSON | cells, **given)

    assert message in str(refused.value)
    assert "Okafor" not in str(refused.value) and "Eve" not in str(refused.value)


WRONG: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("in the future", {"at": NOW + SECOND}, {}, "is after now"),
    ("an ID that is none", {"id_seen": "Library card"}, {}, "give --id-seen one of"),
    ("a reason without a name", {"reason": "rang"}, {}, "both --override-by and --reason"),
    ("a results day that is none", {"level": "A-level"}, {}, "choose one of Level 3, Level 1/2"),
    ("nobody of that number", {"number": "0099"}, {}, "no line of candidate 0099"),
    ("no results of the candidate are here", {"held": {}}, {}, "no results of candidate 0042 on this desk, so nothing to hand over"),
    ("only results of the other day are here", {"held": {"0042": {"Level 1/2"}}, "level": "Level 3"}, {}, "0042 for Level 3 on this desk"),
    ("given to somebody already", {}, {"Status": "Emailed", "Handed over at": EIGHT}, "0042 were given out already, on 15 August"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "cells", "message"), [pytest.param(*case, id=words) for words, *case in WRONG])
def test_what_cannot_be_handed_over_is_said(given: dict[str, Any], cells: dict[str, Any], message: str) -> None:
    with pytest.raises(DeskError) as refused:
        hand(given.pop("at", EIGHT), PERSON | cells, **given)

    assert message in str(refused.value) and refused.value.exit_code == 3


def test_each_results_day_has_its_own_clock() -> None:
    gcse_day = datetime(2024, 8, 22, 8)

    assert set(hand(gcse_day - SECOND)) == {("0042", "Level 3")}
    assert set(hand(gcse_day)) == {("0042", "Level 3"), ("0042", "Level 1/2")}
    assert set(hand(gcse_day, level="level 1/2")) == {("0042", "Level 1/2")}
    with pytest.raises(RuleRefusal, match="before 08:00 on 22 August 2024"):
        hand(EIGHT, level="Level 1/2")


@pytest.mark.parametrize(
    ("held", "wanted"),
    [({"Level 3", "Level 1/2"}, {"Level 3", "Level 1/2"}), ({"Level 1/2"}, {"Level 1/2"}), ({""}, {"Level 3", "Level 1/2"})],
    ids=["of both days", "of one day only", "of a level that the desk does not know"],
)
def test_only_results_that_are_here_are_handed_over(held: set[str], wanted: set[str]) -> None:
    assert {level for _, level in hand(NOW, held={"0042": held})} == wanted


def test_handing_over_twice_changes_nothing() -> None:
    (cells,) = hand(EIGHT, PERSON, to="Joe Bell").values()

    assert hand(EIGHT, PERSON | cells, to="Joe Bell") == {}
    with pytest.raises(DeskError, match="given out already"):
        hand(EIGHT, PERSON | cells, to="Mary Okafor")


@settings(max_examples=60)
@given(st.datetimes(datetime(2024, 8, 1), datetime(2024, 8, 30)), st.sampled_from(["", "Joe Bell", "Eve Stone"]))
def test_nothing_is_handed_over_before_the_release_of_its_level(at: datetime, to: str) -> None:
    release = {"Level 3": EIGHT, "Level 1/2": datetime(2024, 8, 22, 8)}
    try:
        found = hand(at, to=to, override_by="Head", reason="because")
    except RuleRefusal:
        found = {}

    assert {level for _, level in found} == {level for level, moment in release.items() if at >= moment}


CERTIFICATE: dict[str, Any] = {
    "Cert ID": "CERT-24-0001", "Candidate number": "0042", "Name on certificate": "Ada Grace Okafor", "Awarding body": "AQA",
    "Entry code": "7408", "Grade printed": "B", "Final grade": "B", "Received on": date(2024, 11, 7), "Date of issue": date(2024, 11, 1),
}  # fmt: skip
OTHER = CERTIFICATE | {"Cert ID": "CERT-24-0002", "Entry code": "7357"}
WILL = PERSON | {"Certificate named person": "Noor Aziz"}


def give(
    *rows: Row, ids: tuple[str, ...] = ("cert-24-0001",), numbers: tuple[str, ...] = (), forms: tuple[Row, ...] = (WILL,), **given: Any
) -> Any:
    handing = Handing(**{"at": NOW, "id_seen": "Passport", "by": "EO", **given})
    return issue(rows or (CERTIFICATE, OTHER), ids, numbers, handing, forms)


ISSUED: list[tuple[str, dict[str, str], dict[str, object]]] = [
    ("to the candidate", {}, {"Issued to": "Ada Grace Okafor", "ID seen": "Passport", "Issued by": "EO", "Issued on": NOW.date()}),
    ("to the candidate by name", {"to": "OKAFOR, Ada Grace"}, {"Issued to": "Ada Grace Okafor"}),
    ("to the person named for certificates", {"to": "Noor Aziz"}, {"Issued to": "Noor Aziz", "Written authority": "Yes"}),
    ("with the relationship said", {"to": "Noor Aziz", "relationship": "Friend"}, {"Relationship": "Friend"}),
    ("to somebody else, the head decided so", {"to": "Eve Stone", "override_by": "Head", "reason": "Letter seen"},
     {"Override reason": "Letter seen (Head)", "Relationship": "Other"}),
]  # fmt: skip


@pytest.mark.parametrize(("given", "wanted"), [pytest.param(*case, id=words) for words, *case in ISSUED])
def test_certificates_are_issued(given: dict[str, str], wanted: dict[str, object]) -> None:
    cells = give(**given).changes["CERT-24-0001"]

    assert {heading: cells[heading] for heading in wanted} == wanted


def test_who_collects_results_collects_certificates_only_where_the_form_says_so() -> None:
    with pytest.raises(RuleRefusal, match="named nobody of this name"):
        give(to="Joe Bell")
    cells = give(to="Mary Okafor", forms=(WILL | {"Certificate choice": "Named person collects"},)).changes["CERT-24-0001"]
    assert cells["Relationship"] == "Parent/carer"


STAYS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("a review is open", {"Review open": "Yes", "Line ID": "PRS-24-0001-1"}, {}, "CERT-24-0001 is held back: a review or appeal is"),
    ("an appeal is open", {"Appeal open": "Yes"}, {}, "CERT-24-0001 is held back"),
    ("an override does not help", {"Review open": "Yes"}, {"override_by": "Head", "reason": "Now"}, "Issue it after the outcome"),
    ("another grade than our final one", {"Grade printed": "C"}, {}, "CERT-24-0001 shows another grade than our results"),
    ("a problem is noted", {"Problem": "Wrong name"}, {}, "CERT-24-0001 has a problem noted"),
    ("nobody named", {}, {"to": "Eve Stone"}, "candidate 0042 named nobody of this name beforehand for certificates (CERT-24-0001)"),
    ("named later", {}, {"to": "Noor Aziz", "forms": (WILL | {"Form returned": date(2024, 12, 3)},)}, "named nobody of this name"),
    ("no ID is caught before", {}, {"to": "Noor Aziz", "forms": ()}, "or give --override-by and --reason"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "given", "message"), [pytest.param(*case, id=words) for words, *case in STAYS])
def test_a_certificate_stays_and_the_message_names_it(cells: dict[str, Any], given: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleRefusal) as refused:
        give(CERTIFICATE | cells, **given)

    assert message in str(refused.value)


def test_what_is_not_here_or_gone_is_said() -> None:
    for cells, message in (
        ({"Received on": None}, "is not here (not received)"), ({"Returned to board on": date(2024, 11, 9)}, "with the awarding body"),
        ({"Received on": date(2024, 12, 3)}, "came on 3 December 2024"),
        ({"Issued on": date(2024, 11, 20), "Issued to": "Somebody"}, "was issued already, on 20 November 2024"),
    ):  # fmt: skip
        with pytest.raises(DeskError) as refused:
            give(CERTIFICATE | cells)
        assert message in str(refused.value) and refused.value.exit_code == 3
    with pytest.raises(DeskError, match="no line with the Cert ID CERT-24-0077"):
        give(ids=("CERT-24-0077",))


def test_a_candidate_gets_what_may_go_and_the_rest_stays_with_its_reason() -> None:
    held = OTHER | {"Review open": "Yes"}
    found = give(CERTIFICATE, held, ids=(), numbers=("42",))

    assert set(found.changes) == {"CERT-24-0001"}
    assert "CERT-24-0002 is held back" in found.stayed[0].message and found.stayed[0].way_out
    with pytest.raises(RuleRefusal, match="CERT-24-0002 is held back"):
        give(held, ids=(), numbers=("0042",))
    with pytest.raises(DeskError, match="no certificate of candidate 0099"):
        give(ids=(), numbers=("0099",))


def test_a_replacement_goes_out_and_issuing_twice_changes_nothing() -> None:
    right = CERTIFICATE | {"Problem": "Wrong name", "Returned to board on": date(2024, 11, 9), "Replacement received": date(2024, 11, 28)}
    cells = give(right).changes["CERT-24-0001"]

    assert give(right | cells).changes == {}


LOGGED: dict[str, Any] = {
    "Line ID": "PRS-24-0001-1", "Candidate number": "42", "Awarding body": "AQA", "Entry code": "7408", "Service": "S2",
    "Status": "Sent to board", "Sent on": date(2024, 9, 3),
}  # fmt: skip
ANSWERED = LOGGED | {"Status": "Outcome received", "Outcome date": date(2024, 9, 12)}
OPEN: list[tuple[str, list[dict[str, Any]], tuple[str, str]]] = [
    ("a review that was sent", [LOGGED], ("Yes", "No")),
    ("a review that is only logged", [LOGGED | {"Status": "Waiting for consent", "Sent on": None}], ("Yes", "No")),
    ("a review that was answered", [ANSWERED], ("No", "No")),
    ("a request that was withdrawn", [LOGGED | {"Status": "Withdrawn by candidate"}], ("No", "No")),
    ("a request the awarding body rejected", [LOGGED | {"Status": "Rejected by board"}], ("No", "No")),
    ("a copy of a script is no review", [LOGGED | {"Service": "A2"}], ("No", "No")),
    ("answered and appealed", [ANSWERED | {"AP1 sent": date(2024, 10, 1)}], ("No", "Yes")),
    ("the appeal was answered", [ANSWERED | {"AP1 sent": date(2024, 10, 1), "AP1 outcome": date(2024, 10, 14)}], ("No", "No")),
    ("a hearing was asked for", [ANSWERED | {"AP2 sent": date(2024, 10, 20)}], ("No", "Yes")),
    ("an appeal on a line of its own", [ANSWERED, LOGGED | {"Service": "AP1"}], ("No", "Yes")),
    ("an internal appeal", [ANSWERED | {"Internal appeal": "Open"}], ("No", "Yes")),
    ("one paper answered, one not", [ANSWERED, LOGGED], ("Yes", "No")),
    ("closed", [LOGGED | {"Status": "Closed"}], ("No", "No")),
    ("another candidate's review", [LOGGED | {"Candidate number": "0043"}], ("", "")),
]  # fmt: skip


@pytest.mark.parametrize(("log", "wanted"), [pytest.param(*case, id=words) for words, *case in OPEN])
def test_what_the_log_says_of_a_certificate(log: list[dict[str, Any]], wanted: tuple[str, str]) -> None:
    cells = of_certificates([CERTIFICATE], log, []).get("CERT-24-0001", {})

    assert (cells.get("Review open", ""), cells.get("Appeal open", "")) == wanted


def test_the_final_grade_is_that_of_the_results_and_what_stands_there_is_not_written_again() -> None:
    result = {"Candidate number": "0042", "Awarding body": "AQA", "Entry code": "7408", "Grade": "A"}
    first = of_certificates([CERTIFICATE], [LOGGED], [result])["CERT-24-0001"]

    assert first["Final grade"] == "A"
    assert of_certificates([CERTIFICATE | first], [LOGGED], [result]) == {}
    assert of_certificates([CERTIFICATE], [], [result | {"Grade": "Q"}]) == {}


def test_the_returns_log_hears_of_a_review_of_moderation_and_keeps_what_was_typed() -> None:
    row = {"Ref": "MOD-24-01", "Awarding body": "AQA", "Component code": "7408/C"}
    line = LOGGED | {"Service": "S3", "Component code": "7408/C", "Candidate number": ""}

    assert of_moderation([row], [line]) == {
        "MOD-24-01": {"Line ID": "PRS-24-0001-1", "Service 3 asked?": "Yes", "Service 3 asked on": date(2024, 9, 3)},
    }  # fmt: skip
    ended = line | {"Outcome date": date(2024, 10, 20), "Centre marks reinstated": "Yes"}
    assert of_moderation([row], [ended])["MOD-24-01"]["Service 3 outcome date"] == date(2024, 10, 20)
    typed = row | {"Service 3 outcome date": date(2024, 10, 19)}
    assert "Service 3 outcome date" not in of_moderation([typed], [ended])["MOD-24-01"]
    assert of_moderation([row | {"Component code": ""}], [line]) == {}
    assert of_moderation([row], [line, line | {"Line ID": "PRS-24-0002-1"}]) == {}, "two lines: nobody knows which"


def test_a_certificate_is_expected_for_every_final_grade() -> None:
    results = [
        {"Candidate number": "0042", "Awarding body": "AQA", "Entry code": code, "Grade": grade, "Title": "X", "Series": ""}
        for code, grade in (("8300H", "6"), ("8700", "U"), ("8461H", "X"), ("8035", "Q"), ("8145", "1"), ("7408", "B"))
    ]  # fmt: skip
    lines = expected_lines([CERTIFICATE], results, [PERSON], "June 2024")

    assert [(line["Cert ID"], line["Entry code"]) for line in lines] == [("CERT-24-0002", "8145"), ("CERT-24-0003", "8300H")]
    assert lines[0]["Name on certificate"] == "Ada Grace Okafor" and lines[0]["Series"] == "June 2024"
    assert expected_lines([CERTIFICATE, *lines], results, [PERSON], "June 2024") == []
    assert expected_counts([{"Awarding body": "AQA"}, {"Awarding body": "OCR"}], results) == {"AQA": 3}
    assert expected_counts([{"Awarding body": "AQA", "Expected": 5}], results) == {}
