"""What letters say beside statements and request forms: outcomes, certificates, staff, queries, desk sheets; and all of it in Welsh."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from letter_kinds import CLOCKS, LATE, NAMED, WELSH, Typed, filled, row
from letter_words import SETTINGS, TEMPLATES, TODAY, candidate, lists, many_results, texts, written

from results_desk.edges.word.letters import Letter
from results_desk.rules.candidates.permissions import missing_form_rows
from results_desk.rules.cells import records
from results_desk.rules.certificates.reminding import stamps
from results_desk.rules.computed import Around
from results_desk.rules.letters import statement as letter_statement
from results_desk.rules.letters import welsh as letter_welsh
from results_desk.rules.letters import words as letter_words
from results_desk.rules.letters.certificates import collection_notices, reminders
from results_desk.rules.letters.desk import collection_sheet, labels, release_times
from results_desk.rules.letters.outcome import outcome_letters
from results_desk.rules.letters.returns import moderation_slips, query_letters
from results_desk.rules.letters.staff import staff_forms
from results_desk.rules.letters.vocabulary import FIELDS, mail_merge
from results_desk.rules.letters.welsh import in_welsh, translated
from results_desk.rules.mail import reminders as mail_reminders
from results_desk.rules.mail.password import hint

ABOUT: Any = {"settings": SETTINGS, "today": TODAY, "practice": False}


@cache
def letter_of(name: str) -> Letter:
    """A shipped letter."""
    return Letter.open(TEMPLATES / f"{name}.docx")


def missing_form(due: int | None) -> str:
    """What the list of missing forms says to a candidate in the middle of July, where forms are due on this day of the month."""
    waits = row("Permissions", Candidate_number="0042", Status="Waiting")
    named = {"desk_forms_by": date(2024, 7, due)} if due else {}
    (found,) = missing_form_rows([waits], date(2024, 7, 15), [], [], named)
    return str(found["Text of the email"])


def outcome(*lines: dict[str, Any]) -> Any:
    """The letter about these lines of one request."""
    (letter,) = letters_about([LINE | {"Line ID": f"PRS-24-0001-{n}"} | line for n, line in enumerate(lines)])
    return letter


LINE = {"Request ID": "PRS-24-0001", "Candidate number": "0042", "Subject": "Physics", "Awarding body": "AQA", "Entry code": "7408",
        "Service": "S2", "Outcome date": date(2024, 8, 10)}  # fmt: skip


def letters_about(lines: list[dict[str, Any]]) -> Any:
    services = records(lists("services")["services"])
    return outcome_letters([row("Lines") | line for line in lines], [candidate()], services, CLOCKS, **ABOUT)


class TestOutcome:
    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ({"Outcome grade": "Up", "Subject grade": "B", "Subject grade after": "A"}, "Physics: your grade has gone up from B to A."),
            ({"Outcome grade": "Down", "Subject grade": "B", "Subject grade after": "C"}, "Physics: your grade has gone down from B to C."),
            ({"Outcome grade": "Up", "Subject grade after": "A"}, "Physics: your grade has gone up to A."),
            ({"Outcome grade": "Down"}, "Physics: your grade has gone down."),
            ({"Outcome grade": "No change", "Subject grade": "B"}, "Physics: your grade has not changed: it is B."),
            ({"Outcome grade": "No change"}, "Physics: your grade has not changed."),
        ],
    )
    def test_says_what_became_of_the_grade_in_both_languages(self, line: dict[str, Any], sentence: str) -> None:
        letter = outcome(line)
        welsh = in_welsh(letter)["outcome_sentences"]

        assert letter["outcome_sentences"] == [sentence]
        assert letter["grade_changed"] == ("No" if "not changed" in sentence else "Yes")
        assert "your grade" not in welsh[0] and welsh[0].startswith("Physics: ")  # type: ignore[index]

    @pytest.mark.parametrize(
        ("line", "result"),
        [
            ({"Raw mark": 40, "Mark after": 43}, "Mark up 3"), ({"Raw mark": 40, "Mark after": 37.5}, "Mark down 2.5"),
            ({"Raw mark": 40, "Mark after": 40}, "No change"), ({"Outcome mark": "Down"}, "Mark down"),
            ({"Outcome mark": "script not found"}, "Script not found"), ({"Outcome mark": "UP"}, "Mark up"),
            ({"Service": "AP1", "Appeal upheld": "Yes"}, "Appeal upheld"), ({"Service": "AP1", "Appeal upheld": "No"}, "Appeal not upheld"),
            ({"Outcome date": None, "Script received on": date(2024, 8, 9)}, "Script here"),
        ],
    )  # fmt: skip
    def test_says_what_became_of_a_mark_or_an_appeal(self, line: dict[str, Any], result: str) -> None:
        letter = outcome(line)

        assert letter["outcomes"][0]["result"] == result
        assert in_welsh(letter)["outcomes"][0]["result"] != result  # type: ignore[index]

    def test_a_unit_without_a_grade_has_no_sentence(self) -> None:
        assert outcome({"Outcome grade": "Not applicable (unit only)"})["outcome_sentences"] == []

    @pytest.mark.parametrize(
        ("line", "changed"),
        [
            ({"Outcome grade": "Up"}, "Yes"),
            ({"Outcome grade": "No change"}, "No"),
            ({"Outcome grade": "Not applicable (unit only)"}, "No"),
            ({"Raw mark": 40, "Mark after": 40}, "No"),
            ({"Outcome mark": "no change"}, "No"),
            ({"Outcome date": None, "Script received on": date(2024, 8, 9)}, "Not known"),
            ({"Raw mark": 40, "Mark after": 43}, "Not known"),
            ({"Service": "p2c", "Raw mark": 40, "Mark after": 43}, "Not known"),
            ({"Service": "S1"}, "Not known"),
            ({}, "Not known"),
            ({"Outcome mark": "Script not found"}, "Not known"),
            ({"Service": "A3"}, ""),
            ({"Service": "A1", "Outcome date": None, "Script received on": date(2024, 8, 9)}, ""),
            ({"Service": "S3", "Centre marks reinstated": "Yes"}, ""),
            ({"Service": "MIR"}, ""),
            ({"Service": "MIR", "Outcome grade": "Up"}, "Yes"),
            ({"Service": "AP1", "Appeal upheld": "no"}, "No"),
            ({"Service": "AP2", "Appeal upheld": "Yes"}, "Not known"),
            ({"Service": "AP1"}, "Not known"),
            ({"Service": "AP1", "Appeal upheld": "Yes", "Outcome grade": "No change"}, "No"),
            ({"Raw mark": 40, "Mark after": 40, "AP1 outcome": date(2024, 9, 2), "Appeal upheld": "Yes"}, "Not known"),
        ],
    )
    def test_a_letter_does_not_say_that_a_grade_stays_before_anybody_knows(self, line: dict[str, Any], changed: str) -> None:
        """Nothing is said of the grade where nothing in the letter decides it: a copy of a script, a query, a review of moderation."""
        letter = outcome(line)

        assert letter["grade_changed"] == changed
        assert changed != "Not known" or letter["outcome_sentences"] == []

    SAME = {"Outcome grade": "No change", "Subject grade": "B"}
    UP = {"Outcome grade": "Up", "Subject grade": "B", "Subject grade after": "A"}
    OPEN, OUT = {"Raw mark": 40, "Mark after": 43}, {"Outcome date": None}
    STAYS, ROSE = "Physics: your grade has not changed: it is B.", "Physics: your grade has gone up from B to A."

    @pytest.mark.parametrize(
        ("situation", "lines", "sentences", "changed", "outstanding"),
        [
            ("a review without a change, its appeal dismissed", [SAME, {"Service": "AP1", "Appeal upheld": "No"}], [STAYS], "No", ""),
            ("a review without a change, its appeal upheld", [SAME, {"Service": "AP1", "Appeal upheld": "Yes"}], [], "Not known", ""),
            ("a review without a change, its appeal is out", [SAME, OUT | {"Service": "AP1"}], [STAYS], "No",
             "Appeal stage 1: preliminary appeal"),
            ("one paper the same, the mark of the other up", [SAME, OPEN], [], "Not known", ""),
            ("one paper up, the mark of the other up", [UP, OPEN], [ROSE], "Yes", ""),
            ("one paper the same, the other still out", [SAME, OUT], [], "Not known", "Review of marking"),
            ("one paper the same, the copy of the other still out", [SAME, OUT | {"Service": "A3"}], [STAYS], "No",
             "Copy of script after a review"),
            ("one paper the same, the other withdrawn", [SAME, OUT | {"Status": "Withdrawn by candidate"}], [STAYS], "No", ""),
            ("one paper the same, the other rejected", [SAME, OUT | {"Status": "Rejected by board"}], [STAYS], "No", ""),
            ("a copy beside a review without a change", [SAME, {"Service": "A3"}], [STAYS], "No", ""),
            ("another subject is open, and no entry code was noted", [
                SAME | {"Entry code": ""}, OPEN | {"Entry code": "", "Subject": "Drama"}], [STAYS], "Not known", ""),
        ],
    )  # fmt: skip
    def test_the_lines_of_an_award_do_not_contradict_each_other(
        self, situation: str, lines: list[dict[str, Any]], sentences: list[str], changed: str, outstanding: str
    ) -> None:
        for ordered in (lines, lines[::-1]):
            letter = outcome(*ordered)

            assert (letter["outcome_sentences"], letter["grade_changed"], letter["outstanding"]) == (sentences, changed, outstanding)

    @pytest.mark.parametrize("name", ["outcome_letter", "outcome_letter_welsh"])
    @pytest.mark.parametrize(
        ("situation", "line", "happens", "grade", "refund"),
        [
            ("the grade stays", {"Outcome grade": "No change"}, True, "stays", True),
            ("the grade is open", {"Raw mark": 40, "Mark after": 43}, True, "open", False),
            ("the grade is open, nothing was paid", {"Raw mark": 40, "Mark after": 43, "Paid": None}, True, "open", False),
            ("a copy that was paid for", {"Service": "A3"}, True, "", True),
            ("a copy that was free", {"Service": "A3", "Paid": None}, False, "", False),
            ("an appeal was dismissed", {"Service": "AP1", "Appeal upheld": "No"}, True, "stays", True),
        ],
    )
    def test_english_and_welsh_say_no_more_than_is_known(
        self, name: str, situation: str, line: dict[str, Any], happens: bool, grade: str, refund: bool
    ) -> None:
        fields = outcome({"Paid": Decimal("51.95"), "Board refund rule": "Full if grade changes"} | line)
        welsh = name.endswith("welsh")
        said = "\n".join(texts(letter_of(name).render(in_welsh(fields) if welsh else fields)))
        sentences = {
            "stays": ("Your grade stays", "Mae eich gradd yn aros"), "open": ("We do not know yet", "Nid ydym yn gwybod eto"),
            "happens": ("What happens now", "Beth sy’n digwydd nawr"), "refund": ("nothing is paid back", "ni thelir dim yn ôl"),
        }  # fmt: skip
        found = {case for case, words in sentences.items() if words[welsh] in said}

        assert found == {case for case, there in (("happens", happens), (grade, grade), ("refund", refund)) if there}

    DRAMA = {"Entry code": "8261", "Subject": "Drama", "Component code": "8261/W"}
    PAID = {"Paid": Decimal("51.95"), "Board refund rule": "If marks reinstated"}
    SAID = {
        "final": ("is final unless", "derfynol oni bai"), "stays": ("Your grade stays", "Mae eich gradd yn aros"),
        "open": ("\nWe do not know yet", "\nNid ydym yn gwybod eto"),
        "drama open": ("Drama: we do not know yet", "Drama: nid ydym yn gwybod"),
        "drama to come": ("Still to come: Drama: Review of marking 8261/W.", "Eto i ddod: Drama: Adolygiad o’r marcio 8261/W."),
        "happens": ("What happens now", "Beth sy’n digwydd nawr"), "refund": ("nothing is paid back", "ni thelir dim yn ôl"),
    }  # fmt: skip

    @pytest.mark.parametrize("welsh", [False, True], ids=["English", "Welsh"])
    @pytest.mark.parametrize(
        ("situation", "lines", "said"),
        [
            ("one subject up, the other to come", [UP | PAID, DRAMA | OUT], {"happens", "drama to come"}),
            ("one subject up, what the other means is open", [UP | PAID, DRAMA | OPEN], {"happens", "drama open"}),
            ("one subject the same, the other to come", [SAME | PAID, DRAMA | OUT], {"drama to come"}),
            ("one subject the same, what the other means is open", [SAME | PAID, DRAMA | OPEN], {"drama open"}),
            ("one subject up, the other the same", [UP | PAID, DRAMA | SAME], {"happens", "final", "refund"}),
            ("both are open", [OPEN | PAID, DRAMA | OPEN], {"happens", "open"}),
        ],
    )
    def test_of_two_subjects_each_is_told_as_far_as_it_is_known(
        self, situation: str, lines: list[dict[str, Any]], said: set[str], welsh: bool
    ) -> None:
        for ordered in (lines, lines[::-1]):
            fields = outcome(*ordered)
            name = "outcome_letter_welsh" if welsh else "outcome_letter"
            shown = "\n" + "\n".join(texts(letter_of(name).render(in_welsh(fields) if welsh else fields)))

            assert {case for case, words in self.SAID.items() if words[welsh] in shown} == said, situation

    ELSEWHERE = OUT | {"Request ID": "PRS-24-0002", "Component code": "7408/2", "Received on": date(2024, 8, 1)}

    @pytest.mark.parametrize(
        ("situation", "other", "changed", "outstanding"),
        [
            ("a review of the same award is out", {}, "Not known", "Review of marking 7408/2 (PRS-24-0002)"),
            ("its number lost its zeros", {"Candidate number": "42"}, "Not known", "Review of marking 7408/2 (PRS-24-0002)"),
            ("it came after this letter", {"Outcome date": date(2024, 9, 1), "Outcome grade": "Up", "Status": "Closed"},
             "Not known", "Review of marking 7408/2 (PRS-24-0002)"),
            ("it came before this letter", {"Outcome date": date(2024, 8, 5), "Outcome grade": "No change"}, "No", ""),
            ("it was asked for after this letter", {"Received on": date(2024, 8, 20)}, "No", ""),
            ("it was withdrawn", {"Status": "Withdrawn by candidate"}, "No", ""),
            ("it is of another subject", {"Entry code": "8261", "Subject": "Drama"}, "No", ""),
            ("it is another candidate's", {"Candidate number": "0043"}, "No", ""),
            ("it is a copy of a script", {"Service": "A3"}, "No", ""),
        ],
    )  # fmt: skip
    def test_a_letter_is_about_its_request_but_knows_of_a_review_of_the_same_award(
        self, situation: str, other: dict[str, Any], changed: str, outstanding: str
    ) -> None:
        rows = [LINE | self.SAME, LINE | self.ELSEWHERE | other]
        letter = next(each for each in letters_about(rows) if each["request_id"] == "PRS-24-0001")

        assert (letter["grade_changed"], letter["outstanding"], len(letter["outcomes"])) == (changed, outstanding, 1)
        assert letter["outcome_sentences"] == ([self.STAYS] if changed == "No" else [])

    def test_what_is_to_come_is_named(self) -> None:
        letter = outcome({}, {"Outcome date": None, "Component code": "7408/2", "Service": "S1"})

        assert (letter["outstanding"], len(letter["outcomes"])) == ("Clerical re-check 7408/2", 1)

    def test_money_that_comes_back(self) -> None:
        paid = {"Paid": Decimal("51.95"), "Board refund rule": "Full if grade changes", "Handling kept": Decimal("5")}

        assert outcome(paid | {"Outcome grade": "Up"})["refund"] == "£46.95"
        assert outcome(paid | {"Outcome grade": "No change"})["refund"] == ""
        done = outcome(paid | {"Outcome grade": "Up", "Refunded on": date(2024, 9, 30)})
        assert (done["refund"], done["refunded"], done["refunded_on"]) == ("", "£46.95", "30 September 2024")

    def test_the_appeal_day_is_shown_while_it_is_to_come(self) -> None:
        assert outcome({})["appeal_by"] == "Monday 9 September 2024"
        assert outcome({"Outcome date": date(2024, 7, 1)})["appeal_by"] == ""
        assert outcome({"AP1 sent": date(2024, 8, 12)})["appeal_by"] == ""
        assert outcome({}, {"Service": "AP1", "Appeal upheld": "No"})["appeal_by"] == ""
        assert outcome({}, {"Service": "AP1", "Entry code": "7405"})["appeal_by"] == "Monday 9 September 2024"

    def test_a_request_without_an_outcome_has_no_letter(self) -> None:
        lines = [row("Lines") | {"Request ID": "PRS-24-0001", "Candidate number": "0042"}]

        assert outcome_letters(lines, [candidate()], [], CLOCKS, **ABOUT) == []


def certificate(number: int = 1, **values: Any) -> Any:
    """A certificate that waits."""
    usual = {"Cert_ID": f"CERT-24-{number:04d}", "Candidate_number": "0042", "Subject": f"Subject {number}"}
    return row("Certificates", **(usual | {"Date_of_issue": date(2024, 8, 1), "Received_on": date(2024, 11, 5)} | values))


class TestCertificates:
    def test_one_notice_for_a_candidate_names_what_waits_and_what_is_held_back(self) -> None:
        other = [certificate(2, Review_open="Yes"), certificate(3, Issued_on=date(2024, 11, 20)), certificate(4, Problem="Damaged")]
        held = [certificate(1), *other]
        (notice,) = collection_notices(held, [candidate()], NAMED, **ABOUT)

        assert [each["subject"] for each in notice["certificates"]] == ["Subject 1"]  # type: ignore[attr-defined, index]
        assert (notice["held_back"], notice["kept_until"]) == ("Subject 2", "1 August 2025")

    @pytest.mark.parametrize(
        ("today", "sent", "words"),
        [
            (date(2024, 9, 30), {}, None), (date(2024, 10, 1), {}, "First reminder"), (date(2025, 3, 1), {}, "Second reminder"),
            (date(2025, 3, 1), {"Reminder_2": date(2025, 3, 1)}, None), (LATE, {}, "Last call"), (date(2025, 8, 1), {}, None),
        ],
    )  # fmt: skip
    def test_a_reminder_is_the_one_that_the_register_says_is_due(self, today: date, sent: dict[str, date], words: str | None) -> None:
        letters = reminders([certificate(**sent)], [candidate()], NAMED, **(ABOUT | {"today": today}))

        assert [letter["reminder"] for letter in letters] == ([words] if words else [])
        assert [letter["last_call"] for letter in letters] == (["Yes" if words == "Last call" else "No"] if words else [])

    @pytest.mark.parametrize(
        ("situation", "values", "stamp"),
        [
            ("waits", {}, {"Reminder 2": date(2025, 3, 1)}),
            ("waits, reminded once", {"Reminder_1": date(2024, 11, 20)}, {"Reminder 2": date(2025, 3, 1)}),
            ("reminded of it already", {"Reminder_2": date(2025, 2, 20)}, None),
            ("came after the message", {"Received_on": date(2025, 3, 2)}, None),
            ("came back after the message", {"Problem": "Damaged", "Replacement_received": date(2025, 3, 2), "Received_on": None}, None),
            ("damaged: nobody can collect it", {"Problem": "Damaged"}, None),
            ("held back by a review", {"Review_open": "Yes"}, None),
            ("somebody else's", {"Candidate_number": "0043"}, None),
            ("collected", {"Issued_on": date(2025, 2, 1)}, None),
            ("not named: it was held back then", {"Cert_ID": "CERT-24-0002"}, None),
            ("another number that begins like it", {"Cert_ID": "CERT-24-000"}, None),
        ],
    )
    def test_the_day_goes_under_the_reminder_that_was_due_for_what_waited_then(
        self, situation: str, values: dict[str, Any], stamp: dict[str, date] | None
    ) -> None:
        found = stamps([certificate(**values)], Around(date(2025, 3, 1), {}, NAMED), [("0042", "Reminder 2: CERT-24-0001, CERT-24-0003")])

        assert found == ({("CERT-24-0001",): stamp} if stamp else {})

    def test_of_letters_on_paper_the_day_goes_under_everything_that_waits(self) -> None:
        held = [certificate(1), certificate(2, Reminder_2=date(2025, 2, 20)), certificate(3, Review_open="Yes"), certificate(4)]
        found = stamps(held, Around(date(2025, 3, 1), {}, NAMED), [("0042", "")])

        assert set(found) == {("CERT-24-0001",), ("CERT-24-0004",)}

    @pytest.mark.parametrize(
        ("situation", "second", "last"),
        [
            ("both at the last call", {}, True),
            ("the other had its last call", {"Reminder_3": date(2025, 7, 1)}, True),
            ("nobody collected the other in its 12 months", {"Date_of_issue": date(2024, 7, 1)}, True),
            ("the other was collected", {"Issued_on": date(2025, 2, 1)}, True),
            ("the other is at its first reminder", {"Date_of_issue": date(2025, 4, 20)}, False),
            ("the other has had its first reminder", {"Date_of_issue": date(2025, 4, 20), "Reminder_1": date(2025, 7, 1)}, False),
            ("nobody knows when the other was issued", {"Date_of_issue": None}, False),
        ],
    )  # fmt: skip
    def test_the_last_time_is_said_only_where_no_reminder_is_to_come(self, situation: str, second: dict[str, Any], last: bool) -> None:
        held = [certificate(1), certificate(2, **second)]
        (letter,) = reminders(held, [candidate()], NAMED, **(ABOUT | {"today": LATE}))
        register = {"Permissions": [], "PermissionDates": [], "PermissionClosedDays": []}
        ((said,),) = mail_reminders.reminders(Around(LATE, register, NAMED), held).values()

        assert (letter["last_call"], letter["reminder"]) == (("Yes", "Last call") if last else ("No", "Reminder"))
        assert ("This is the last time" in said) == last

    def test_a_candidate_of_an_earlier_year_is_called_as_on_the_certificate(self) -> None:
        (notice,) = collection_notices([certificate(Name_on_certificate="Ada Lark")], [], NAMED, **ABOUT)

        assert (notice["candidate_name"], notice["candidate_number"]) == ("Ada Lark", "0042")


class TestOthers:
    def test_staff_who_asked_nothing_get_a_blank_form(self) -> None:
        (form,) = staff_forms([row("Lines") | {"Requester": "Candidate", "Service": "S2"}], [], [], [], **ABOUT)

        assert (form["requester"], form["staff_lines"]) == ("", [])

    def test_a_review_of_moderation_names_no_candidate_and_needs_no_consent(self) -> None:
        line = row("Lines") | {"Service": "S3", "Name": "Amara Okafor", "Candidate number": "0042", "Consent needed": "none"}
        (form,) = staff_forms([line], [], [], records(lists("services")["services"]), **ABOUT)

        assert [(each["candidate_name"], each["consent"]) for each in form["staff_lines"]] == [("", "Not needed")]  # type: ignore[attr-defined]

    @pytest.mark.parametrize(("signed", "said"), [(None, "Not signed yet"), (date(2024, 9, 3), "Signed on 3 September 2024")])
    def test_consent_for_a_script_is_each_candidate_s_own(self, signed: date | None, said: str) -> None:
        line = row("Lines") | {"Requester": "SLT", "Service": "A2", "Consent needed": "ATS", "ATS consent date": signed}
        (form,) = staff_forms([line], [], [], [], **ABOUT)

        assert form["staff_lines"][0]["consent"] == said  # type: ignore[index]

    def test_a_slip_for_each_teacher_gives_the_last_day_or_why_there_is_none(self) -> None:
        back = {"Date_received": date(2024, 9, 2), "Teacher_in_charge": "Ms Hollow"}
        work = [row("Moderation", Ref="M1", **back), row("Moderation", Ref="M2", **back, **{"Appeal_made?": "Yes"}),
                row("Moderation", Ref="M3", Date_received=date(2024, 9, 2), Subject="Drama")]  # fmt: skip
        slips = moderation_slips(work, [{"Anchor": "GD", "Date": date(2024, 9, 26)}], **ABOUT)

        assert [(slip["teacher"], slip["keep_until"]) for slip in slips] == [("Ms Hollow", ""), ("", "Thursday 26 September 2024")]
        assert [each["keep_until"] for each in slips[0]["work"]] == ["26 September 2024", "Not yet: appeal open"]  # type: ignore[attr-defined]

    def test_a_query_letter_holds_what_one_awarding_body_has_not_answered(self) -> None:
        opened = [("AQA", None), ("OCR", None), ("AQA", date(2024, 8, 20)), ("AQA", None)]
        asked = [row("Queries", Query_ID=f"Q{n}", Awarding_body=body, Answered_on=day) for n, (body, day) in enumerate(opened)]
        letters = query_letters(asked, [], [], [], **ABOUT)

        assert [(each["awarding_body"], [query["query_id"] for query in each["queries"]]) for each in letters] == [  # type: ignore[attr-defined]
            ("AQA", ["Q0", "Q3"]), ("OCR", ["Q1"]),
        ]  # fmt: skip

    def test_labels_are_in_order_of_names_three_in_a_row(self) -> None:
        people = [candidate(f"{n:04d}", surname) for n, surname in enumerate(["Zed", "Abel", "Éclair", "Moss"], 42)]
        sheet = labels(people, [{"Candidate number": each["Candidate number"]} for each in people], [], **ABOUT)
        rows: Any = sheet["label_rows"]
        surnames = [[each[f"name_{at}"].rpartition(" ")[2] for at in (1, 2, 3)] for each in rows]

        assert surnames == [["Abel", "Éclair", "Moss"], ["Zed", "", ""]]

    def test_a_line_of_the_register_without_a_name_is_signed_under_the_candidate_s(self) -> None:
        typed = row("Permissions", Candidate_number="0043", Surname="Typed", Forenames="By hand")
        register = [row("Permissions", Candidate_number="0042"), typed]
        people = [candidate("0042", "Abel", "Ada"), candidate("0043", "Moss", "Mia")]
        held: Any = collection_sheet(register, people, [], [], **ABOUT)["collections"]

        assert [(each["surname"], each["forenames"]) for each in held] == [("Abel", "Ada"), ("Typed", "By hand")]

    def test_the_halves_of_a_summer_and_when_each_may_be_given_to_whom(self) -> None:
        known = lists("releases", "levels")
        times = release_times(records(known["releases"]), records(known["levels"]), "June 2024")

        assert times[0] == {
            "results": "A-level and other Level 3 results", "restricted": "Wednesday 14 August 2024 at 00:01",
            "released": "Thursday 15 August 2024 at 08:00", "shared": "Thursday 15 August 2024 at 09:30",
        }  # fmt: skip
        assert release_times(records(known["releases"]), records(known["levels"]), "June 2031") == []


class TestWelsh:
    def test_nothing_that_our_rules_say_stays_english(self) -> None:
        """Every field of our own words, of every letter there is in Welsh, is another text in Welsh."""
        for letter in WELSH:
            for desk in (Typed(16), Typed(16, practice=False)):
                for fields in (filled(letter, desk)[0], written(many_results(9), practice=True)[0]):
                    welsh = in_welsh(fields)
                    ours = {name: fields[name] for name in letter_welsh.OURS if fields.get(name)}
                    assert {name for name, value in ours.items() if value == welsh[name]} == set()

    @pytest.mark.parametrize(
        "words",
        [
            *letter_statement._NOTES.values(), letter_statement._OWN_DAYS, letter_statement._THEIR_DAYS, letter_statement.NOT_KNOWN,
            letter_statement.PRACTICE_MARK, letter_words.PRACTICE_MARK, *letter_words.GROUP_NAMES.values(),
            letter_words.listed([*letter_statement.SERVICES.values()][1:]), letter_words.listed([*letter_statement.SERVICES.values()][1:3]),
            *(text for text in (each["Name"] for each in records(lists("services")["services"])) if text),
            mail_reminders._RESULTS, mail_reminders._CERTIFICATES.format(count=2) + mail_reminders._LAST_CALL,
            hint("Date of birth", date(2008, 3, 14)), hint("Tutor group", "11B"), *(missing_form(day) for day in (None, 1, 30)),
        ],
    )  # fmt: skip
    def test_our_phrases_are_translated_whole(self, words: str) -> None:
        english = {"your", "please", "them", "for", "as", "it", "by", "collect", "form"}
        english |= {"the", "of", "with", "and", "is", "not", "copy", "review", "results", "other", "or", "script", "day", "we", "awarding"}

        assert not english & set(re.findall(r"[a-z]+", translated(words).casefold().replace("practice", "")))

    @pytest.mark.parametrize(
        ("english", "welsh"),
        [
            ("Thursday 15 August 2024 at 08:00", "dydd Iau 15 Awst 2024 am 08:00"), ("26 September 2024", "26 Medi 2024"),
            ("June 2024", "Mehefin 2024"), ("15 to 20 calendar days", "15 i 20 diwrnod calendr"),
            ("Clerical re-check, review of marking or copy of a marked script",
             "Gwiriad clerigol, adolygiad o’r marcio neu gopi o sgript wedi’i marcio"),
            ("Spoken language endorsement: Distinction", "Ardystiad iaith lafar: Rhagoriaeth"),
        ],
    )  # fmt: skip
    def test_reads(self, english: str, welsh: str) -> None:
        assert translated(english) == welsh

    def test_grades_titles_and_names_stay_as_they_were_issued(self) -> None:
        fields = written(many_results(9))[0]
        english, welsh = fields["results"], in_welsh(fields)["results"]
        kept = ("title", "entry_code", "awarding_body")

        assert [[row[name] for name in kept] for row in welsh] == [[row[name] for name in kept] for row in english]  # type: ignore[attr-defined]
        grades = {row["grade"]: changed["grade"] for row, changed in zip(english, welsh, strict=True)}  # type: ignore[call-overload]
        assert {was: now for was, now in grades.items() if was != now} == {"No Result": "Dim canlyniad", "Pending": "Yn yr arfaeth"}
        assert in_welsh({"results": [{"grade": "No Result #"}]}) == {"results": [{"grade": "Dim canlyniad #"}]}
        assert in_welsh({"surname": "May", "candidate_name": "Pass June 2024"}) == {"surname": "May", "candidate_name": "Pass June 2024"}


def test_the_merge_table_has_the_letters_names() -> None:
    headings = [heading for heading in mail_merge([]).columns if not re.fullmatch(r"result_\d+_(title|level|grade)", heading)]

    assert set(headings) <= set(FIELDS)
    assert {"candidate_name", "series", "letter_date", "letters_in"} <= set(headings)
