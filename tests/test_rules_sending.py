"""Which lines may be sent: consent, payment and time, each situation a row; what is written then; what a refusal says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_rows import CLOCKS, Row, desk, grid_line, line

from results_desk.errors import DeskError, RuleRefusal
from results_desk.rules.calendar import bank_holidays
from results_desk.rules.log.alarms import alarm_text
from results_desk.rules.log.columns import with_computed
from results_desk.rules.requests.sending import Choice, Sent, in_short, nobody_pays, ready, send, waiting

TODAY = date(2024, 8, 16)
CLOSED = frozenset(bank_holidays("England", (2024,)))


def sent(*log: Row, choice: Choice | None = None, today: date = TODAY, reference: str = "EX-1") -> Sent:
    return send(log, choice or Choice(), desk(), CLOSED, today, "jo", reference)


UNPAID: Row = {"Paid": None, "Payment": "Candidate to pay"}
A2: Row = {"Service": "A2", "Consent_needed": "ATS", "RoR_consent_date": None, "ATS_consent_date": datetime(2024, 8, 15, 8)}
REFUSED = [
    ("no consent", {"RoR_consent_date": None}, "consent is missing", "Have the candidate sign"),
    ("a consent that is a text", {"RoR_consent_date": "yes"}, "consent is missing", "Have the candidate sign"),
    ("consent a second before 08:00", {"RoR_consent_date": datetime(2024, 8, 15, 7, 59, 59)}, "before the result was released", "new one"),
    ("consent the day before", {"RoR_consent_date": date(2024, 8, 14)}, "before the result was released", "new one"),
    ("a release nobody knows", {"Results_released": None}, "released is not known", "Fill Results released"),
    ("with a copy, and no consent to the script", {"Service": "S2C", "Consent_needed": "RoR+ATS"}, "consent is missing", "sign"),
    ("nobody says which consent", {"Consent_needed": ""}, "which consent it needs", "Fill Consent needed"),
    ("not paid", UNPAID, "£56.95 is not paid", "Record the payment"),
    ("a penny short", {"Paid": Decimal("56.94"), "Payment": "Part paid"}, "£0.01 is not paid", "Record the payment"),
    ("a charge nobody knows", {"Charge_due": None, "Paid": None, "Payment": ""}, "charge is not known", "choose under Payment"),
    ("paid in full, says the word and not the money", {"Paid": None}, "£56.95 is not paid", "Record the payment"),
    ("a copy for class, nothing chosen", A2, "has not chosen", "fill Name choice"),
    ("a copy for class, against the candidate's choice", {**A2, "Name_choice_for_class_use": "Not in class"}, "does not let", "Withdrawn"),
    ("late, and nobody let it through", {"Received_on": datetime(2024, 9, 24, 9)}, "centre's own last day, 23 September", "Late override"),
    ("late, a name and no reason", {"Received_on": date(2024, 9, 24), "Late_override_by": "Head"}, "own last day", "Late override reason"),
    ("withdrawn", {"Status": "Withdrawn by candidate"}, 'status is "Withdrawn by candidate"', "Ready to send first"),
    ("refused by the centre", {"Status": "Refused by centre (internal appeal open)"}, "status is", "Ready to send first"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "cells", "why", "way_out"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(situation: str, cells: Row, why: str, way_out: str) -> None:
    with pytest.raises(RuleRefusal) as refusal:
        sent(line(), line(2, **cells), choice=Choice(lines=("PRS-24-0001-1", "PRS-24-0002-1")))

    (problem,) = refusal.value.problems
    assert problem.message.startswith("Line PRS-24-0002-1: ") and why in problem.message and way_out in problem.way_out
    assert str(refusal.value) == f"Nothing was sent. {problem.message}" and refusal.value.exit_code == 5


GOES = [
    ("paid", {}), ("paid too much", {"Paid": Decimal("60")}), ("the school pays", {**UNPAID, "Payment": "School pays"}),
    ("a department pays", {**UNPAID, "Payment": "department PAYS"}), ("waived", {**UNPAID, "Payment": "Waived (hardship)"}),
    ("free", {**UNPAID, "Payment": "Not needed (free)"}),
    ("consent at 08:00 sharp", {"RoR_consent_date": datetime(2024, 8, 15, 8)}),
    ("consent on results day without a time", {"RoR_consent_date": date(2024, 8, 15)}),
    ("a review of moderation, without consent", {"Service": "S3", "Consent_needed": "none", "RoR_consent_date": None}),
    ("a query, without consent or money", {"Service": "MIR", "Consent_needed": "none", "Charge_due": None, "Paid": None, "Payment": ""}),
    ("a copy for class without the name", {**A2, "Name_choice_for_class_use": "Without my name"}),
    ("late, let through", {"Received_on": date(2024, 9, 24), "Late_override_by": "Head", "Late_override_reason": "Ill"}),
    ("received on the centre's last day", {"Received_on": datetime(2024, 9, 23, 23, 59)}),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "cells"), GOES, ids=[row[0] for row in GOES])
def test_sent(situation: str, cells: Row) -> None:
    found = sent(line(**cells))

    assert found.changes[("PRS-24-0001-1",)]["Status"] == "Sent to board" and not found.problems
    assert {"Sent on": TODAY, "Sent by": "jo", "Awarding body reference": "EX-1"}.items() <= found.changes[("PRS-24-0001-1",)].items()


@pytest.mark.parametrize(("day", "goes"), [(date(2024, 9, 26), True), (date(2024, 9, 27), False)])
def test_the_deadline_day_is_in_time(day: date, goes: bool) -> None:
    if goes:
        assert len(sent(line(), today=day).changes) == 1
    else:
        with pytest.raises(RuleRefusal) as refusal:
            sent(line(), today=day)
        (problem,) = refusal.value.problems
        assert "last day was 26 September 2024." in problem.message and "If it was sent in time, type Sent on" in problem.way_out


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(RuleRefusal) as refusal:
        sent(line(**UNPAID), line(2, RoR_consent_date=None, **UNPAID))

    one, two = refusal.value.problems
    assert one.message == "Line PRS-24-0001-1: £56.95 is not paid."
    assert two.message == "Line PRS-24-0002-1: the candidate's consent is missing; £56.95 is not paid." and len(str(refusal.value)) < 80


def test_of_many_lines_that_may_not_go_the_first_are_named() -> None:
    with pytest.raises(RuleRefusal, match="Lines PRS-24-0001-1, PRS-24-0002-1, PRS-24-0003-1, and 17 more may not go yet") as refusal:
        sent(*(line(number, **UNPAID) for number in range(1, 21)))

    assert len(refusal.value.problems) == 20


def test_a_number_nobody_has_is_no_rule_but_a_slip() -> None:
    with pytest.raises(DeskError, match="no PRS-24-0099 for OCR") as refusal:
        sent(line(), choice=Choice(body="OCR", requests=("PRS-24-0099",)))

    assert refusal.value.exit_code == 3


def test_a_second_time_nothing_is_sent() -> None:
    found = sent(line(Status="Sent to board", Sent_on=TODAY), choice=Choice(lines=("prs-24-0001-1",)))

    assert (found.changes, found.already) == ({}, 1)


@pytest.mark.parametrize("choice", [Choice(), Choice(requests=("PRS-24-0001", "PRS-24-0002"))], ids=["all that is ready", "named"])
def test_a_reference_is_of_one_awarding_body(choice: Choice) -> None:
    log = [line(), line(2, Awarding_body="OCR")]
    with pytest.raises(DeskError, match="would stand on lines of AQA and OCR: send those of each by themselves") as refusal:
        sent(*log, choice=choice)

    assert refusal.value.exit_code == 3
    assert len(sent(*log, choice=choice, reference="").changes) == 2 and len(sent(*log, choice=Choice(body="OCR")).changes) == 1


def test_only_what_is_ready_goes_when_nothing_is_named() -> None:
    held = line(2, Status="Waiting for payment", **UNPAID)

    assert list(sent(line(), held, line(3, Awarding_body="OCR"), choice=Choice(body="aqa")).changes) == [("PRS-24-0001-1",)]


def test_what_is_listed_as_ready_is_what_is_marked_and_the_rest_is_told() -> None:
    log = [line(), line(2, Charge_due=None, Paid=None, Payment=""), line(3, Status="Waiting for payment", **UNPAID)]
    found = sent(*log)

    assert [(row["Line ID"],) for row in ready(log, Choice(), TODAY)] == list(found.changes) == [("PRS-24-0001-1",)]
    assert [problem.message for problem in found.problems] == ["Line PRS-24-0002-1: its charge is not known."]
    assert in_short(waiting(log, Choice(), TODAY)) == "PRS-24-0002-1: its charge is not known; PRS-24-0003-1: £56.95 is not paid"


NOT_LISTED = [
    ("ready", {}), ("sent", {"Status": "Sent to board", "Sent_on": TODAY}), ("withdrawn", {"Status": "Withdrawn by candidate", **UNPAID}),
    ("closed", {"Status": "Closed", **UNPAID}), ("typed, without a number", {"Line_ID": "", **UNPAID}),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "cells"), NOT_LISTED, ids=[row[0] for row in NOT_LISTED])
def test_what_waits_for_nothing_is_not_among_those_that_wait(situation: str, cells: Row) -> None:
    assert waiting([line(**cells)], Choice(), TODAY) == []


def test_a_line_with_all_in_order_waits_for_its_status() -> None:
    assert in_short(waiting([line(Status="Draft"), line(2, Status="")], Choice(), TODAY)) == (
        'PRS-24-0001-1: its status is "Draft"; PRS-24-0002-1: its status is "blank"'
    )


def test_a_list_is_in_the_order_of_the_sites() -> None:
    log = [line(2, 2), line(2, 1), line(1, Awarding_body="OCR"), line(1, 3), line(3, Status="Draft")]

    assert [row["Line ID"] for row in ready(log, Choice(), TODAY)] == ["PRS-24-0001-3", "PRS-24-0002-1", "PRS-24-0002-2", "PRS-24-0001-1"]


TARGETS = [
    ("the Grid's 20 calendar days", {}, date(2024, 9, 5)),
    ("the line's own days", {"Target_days": 7}, date(2024, 8, 23)),
    ("25 working days at NCFE, a bank holiday among them", {"Awarding_body": "NCFE", "Level": "Other L3"}, date(2024, 9, 23)),
    ("a service without a target", {"Service": "AP1", "Consent_needed": "none"}, ""),
]


@pytest.mark.parametrize(("situation", "cells", "expected"), TARGETS, ids=[row[0] for row in TARGETS])
def test_an_outcome_is_expected(situation: str, cells: Row, expected: object) -> None:
    asked = line(**cells)
    (row,) = with_computed([asked | sent(asked).changes[("PRS-24-0001-1",)]], TODAY, CLOCKS)

    assert row["Expected outcome"] == expected


def test_a_form_filed_nowhere_is_told_and_does_not_stop_it() -> None:
    found = sent(line(Form_place=""))

    assert len(found.changes) == 1 and "PRS-24-0001-1" in found.problems[0].message and "Fill Form place" in found.problems[0].way_out


def test_a_line_somebody_set_to_sent_without_consent_is_an_alarm() -> None:
    by_hand = line(Status="Sent to board", Sent_on=TODAY, RoR_consent_date=None)

    assert alarm_text(by_hand, TODAY, CLOCKS) == "Consent missing"
    assert alarm_text({**by_hand, "Sent on": None}, TODAY, CLOCKS) == "Consent missing"


@given(st.datetimes(datetime(2024, 1, 1), datetime(2024, 8, 15, 7, 59, 59)), st.booleans())
def test_a_consent_from_before_the_release_never_sends_a_line(when: datetime, as_day: bool) -> None:
    given_on = when.date() - timedelta(days=when.date() == date(2024, 8, 15)) if as_day else when
    if isinstance(given_on, datetime) and given_on.time() == datetime.min.time():
        given_on -= timedelta(days=1)
    with pytest.raises(RuleRefusal) as refusal:
        sent(line(RoR_consent_date=given_on))
    assert "before the result was released" in refusal.value.problems[0].message


def test_a_line_whose_fee_another_one_had_that_was_withdrawn_is_told() -> None:
    grid = [grid_line("S2", Fee_basis="Per subject", Fee=Decimal("30.00"))]
    paid = line(1, 1, Charge_due=Decimal("30.00"), Status="Withdrawn by candidate")
    log = [paid, line(1, 2, Charge_due=Decimal(0), Paid=None, Payment="Not needed (free)")]
    (waits,) = nobody_pays(ready(log, Choice(), TODAY), log, desk(grid))
    (goes,) = send(log, Choice(), desk(grid), CLOSED, TODAY, "jo", "EX-1").problems

    assert "PRS-24-0001-2 is charged nothing because line PRS-24-0001-1" in waits.message and "Clear its Charge due" in waits.way_out
    assert goes.message == waits.message and "type 30.00 under Charge due" in goes.way_out
    assert not nobody_pays([paid], log, desk(grid))
