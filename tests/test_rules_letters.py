"""What letters say: statements, request forms and the mail-merge rows, each as a situation in plain words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from letter_kinds import FILLED, Typed, filled
from letter_words import SETTINGS, TODAY, candidate, forms, line, lists, many_results, result, written
from rules_words import rows_of

from results_desk.rules.letters.vocabulary import FIELDS, mail_merge, statement_fields
from results_desk.rules.letters.words import read_day
from results_desk.tables import table
from results_desk.tables.results import STATEMENT_LINES


def shown(*results: Any, **more: Any) -> Any:
    """The one statement of these results."""
    return written(results, **more)[0]


def grades(*results: Any) -> list[str]:
    return [row["grade"] for row in shown(*results)["results"]]


class TestGrades:
    @pytest.mark.parametrize(
        ("held", "grade"),
        [
            (result("Maths", "X"), "No Result"),
            (result("Maths", "Q"), "Pending"),
            (result("Maths", "U"), "U"),
            (result("Maths", "B", "GCE A-level", Flag="#"), "B #"),
            (result("Maths", "X", Flag="#"), "No Result #"),
            (result("Science", "98"), "9-8"),
            (result("Science", "9 8"), "9-8"),
            (result("Science", "9-8"), "9-8"),
            (result("Maths", "a", "GCE AS", "Cambridge International"), "a"),
            (result("Sport", "P2", "Cambridge National", "OCR"), "P2"),
            (result("Welsh", "NR", body="WJEC/Eduqas"), "NR"),
            (result("Maths", ""), "Not stated"),
            (result("Maths", "98", "A level that nobody knows"), "9-8"),
        ],
    )
    def test_reads(self, held: Any, grade: str) -> None:
        assert grades(held) == [grade]

    def test_endorsement_stands_by_itself_in_words(self) -> None:
        held = shown(
            result("English Language", "7", Endorsement="D"), result("Biology", "A", "GCE A-level", Endorsement="P"), result("Art", "5")
        )

        assert {row["title"]: row["endorsement"] for row in held["results"]} == {
            "English Language": "Spoken language endorsement: Distinction", "Biology": "Endorsement: Pass", "Art": "",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("mark", "most", "words"),
        [
            (187, 300, "187 of 300"),
            (187.5, 300.0, "187.5 of 300"),
            (187, None, "187"),
            (None, 300, ""),
            (0, 80, "0 of 80"),
            (None, None, ""),
        ],
    )
    def test_mark(self, mark: Any, most: Any, words: str) -> None:
        assert shown(result("Maths", "7", Mark=mark, **{"Max mark": most}))["results"][0]["mark"] == words


class TestNotes:
    @pytest.mark.parametrize(
        ("held", "begins"),
        [
            (result("Maths", "7"), []),
            (result("Maths", "X"), ["No Result:"]),
            (result("Maths", "Q"), ["Pending:"]),
            (result("Maths", "7", Flag="#"), ["# (partial absence):"]),
            (result("Science", "87"), ["Two grades"]),
            (result("Maths", "b", "GCE AS", "Cambridge International"), ["A small letter"]),
            (result("English Language", "7", Endorsement="M"), ["An endorsement"]),
        ],
    )
    def test_only_what_occurs_is_explained(self, held: Any, begins: list[str]) -> None:
        notes = shown(held)["notes"]

        assert len(notes) == len(begins)
        assert all(note.startswith(start) for note, start in zip(notes, begins, strict=True))


class TestOrder:
    def test_results_by_level_then_title_over_all_awarding_bodies(self) -> None:
        held = shown(
            result("Sport", "L2P", "Cambridge National", "OCR"), result("Zoology", "A", "GCE A-level"),
            result("Maths", "7", body="Pearson"),
            result("Other", "1", "No such level"), result("art", "5"), result("Biology", "B", "GCE A-level", "OCR"),
        )  # fmt: skip

        assert [row["title"] for row in held["results"]] == ["Biology", "Zoology", "art", "Maths", "Sport", "Other"]

    def test_people_by_surname_forenames_and_number(self) -> None:
        people = [
            candidate("0004", "Zhang", "Li"),
            candidate("0003", "Özil", "A"),
            candidate("0002", "O'Neill", "B"),
            candidate("0001", "O'Neill", "B"),
        ]
        held = written([result("Maths", "7", number=f"{n:04d}") for n in range(1, 5)], people)

        assert [each["candidate_number"] for each in held] == ["0001", "0002", "0003", "0004"]

    def test_only_candidates_with_a_result(self) -> None:
        assert [
            each["candidate_number"] for each in written([result("Maths", "7", number="0002")], [candidate("0001"), candidate("0002")])
        ] == ["0002"]


class TestDates:
    def test_release_and_days_of_one_level_group(self) -> None:
        held = shown(result("Maths", "7"))

        assert held["releases"] == [{"results": "GCSE and other Level 1 and 2 results", "released": "Thursday 22 August 2024 at 08:00"}]
        assert held["review_dates"] == [{
            "service": "Clerical re-check, review of marking or copy of a marked script",
            "results": "GCSE and other Level 1 and 2 results", "ask_by": "Thursday 26 September 2024",
        }]  # fmt: skip
        assert held["review_note"].startswith("These are the last days on which awarding bodies")

    def test_both_level_groups_and_the_priority_review(self) -> None:
        held = shown(result("Maths", "A", "GCE A-level"), result("Art", "7"))

        assert [each["released"] for each in held["releases"]] == ["Thursday 15 August 2024 at 08:00", "Thursday 22 August 2024 at 08:00"]
        assert [(each["service"][:15], each["ask_by"]) for each in held["review_dates"]] == [
            ("Priority review", "Thursday 22 August 2024"), ("Clerical re-che", "Thursday 26 September 2024"),
            ("Clerical re-che", "Thursday 26 September 2024"),
        ]  # fmt: skip

    def test_no_priority_review_for_as_alone(self) -> None:
        assert [each["service"][:8] for each in shown(result("Maths", "A", "GCE AS"))["review_dates"]] == ["Clerical"]

    def test_the_centre_s_own_earlier_day_wins(self) -> None:
        deadlines = lists("deadlines")["deadlines"]
        deadlines["Internal deadline"] = [date(2024, 9, 20)] * len(deadlines)
        held = shown(result("Maths", "7"), deadlines=deadlines)

        assert held["review_dates"][0]["ask_by"] == "Friday 20 September 2024"
        assert held["review_note"].startswith("We set these days ourselves")

    def test_the_centre_s_setting_counts_where_it_is_earlier(self) -> None:
        held = shown(result("Maths", "A", "GCE A-level"), settings=SETTINGS | {"Requests to the centre by": "12/09/2024"})

        assert [each["ask_by"] for each in held["review_dates"]] == ["Thursday 22 August 2024", "Thursday 12 September 2024"]

    def test_an_awarding_body_s_own_earlier_day_counts_for_its_candidates(self) -> None:
        deadlines = lists("deadlines")["deadlines"]
        own = deadlines[(deadlines["Service"] == "S2") & (deadlines["Level"].str.startswith("GCSE")) & (deadlines["Series"] == "June 2024")]
        deadlines = pd.concat([deadlines, own.assign(**{"Awarding body": "OCR", "Deadline": date(2024, 9, 12)})], ignore_index=True)
        both = [shown(result("Maths", "7", body=body), deadlines=deadlines)["review_dates"] for body in ("OCR", "AQA")]

        assert [[each["ask_by"] for each in days] for days in both] == [
            ["Thursday 26 September 2024", "Thursday 12 September 2024"], ["Thursday 26 September 2024"],
        ]  # fmt: skip

    def test_a_day_that_is_not_known_is_said(self) -> None:
        held = shown(result("Maths", "7"), deadlines=rows_of("Deadlines"), releases=rows_of("ReleaseTimes"))

        assert held["releases"][0]["released"] == held["review_dates"][0]["ask_by"] == "day not known yet"

    def test_no_priority_review_where_its_day_is_not_known(self) -> None:
        held = shown(result("Maths", "A", "GCE A-level"), deadlines=rows_of("Deadlines"))

        assert len(held["review_dates"]) == 1

    @pytest.mark.parametrize(
        "words",
        ["12 September 2024", "Thursday 12 September 2024", "12 Sep 2024", "12/09/2024", "2024-09-12", "thursday, 12 September 2024"],
    )
    def test_a_setting_s_day(self, words: str) -> None:
        assert read_day(words) == date(2024, 9, 12)

    @pytest.mark.parametrize("words", ["", "soon", "31/02/2024", "12 September"])
    def test_a_setting_that_is_no_day(self, words: str) -> None:
        assert read_day(words) is None


class TestCandidate:
    def test_who_and_where(self) -> None:
        held = shown(result("Maths", "7"))
        said = {name: held[name] for name in ("centre_name", "centre_number", "series", "candidate_number", "candidate_name",
                                              "date_of_birth", "uci", "uln", "tutor_group", "letter_date", "questions_to")}  # fmt: skip

        assert said == {
            "centre_name": "Larkfield Example School", "centre_number": "12345", "series": "June 2024", "candidate_number": "0042",
            "candidate_name": "Amara Grace Okafor-Smith", "date_of_birth": "14 March 2008", "uci": "123450240042K", "uln": "1000000042",
            "tutor_group": "11B", "letter_date": "Thursday 22 August 2024", "questions_to": "the exams officer",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("held", "dated"),
        [
            ([result("Maths", "A*", level="GCE A-level")], "Thursday 15 August 2024"),
            ([result("Maths", "A*", level="GCE A-level"), result("Art", "7")], "Thursday 22 August 2024"),
        ],
    )
    def test_a_statement_is_dated_no_earlier_than_the_release_of_what_it_shows(self, held: list[dict[str, Any]], dated: str) -> None:
        assert shown(*held)["letter_date"] == dated

    def test_what_is_not_known_is_a_blank_text(self) -> None:
        held = written([result("Maths", "7")], [candidate(**{"Date of birth": None, "UCI": "", "ULN": "", "Tutor group": ""})])[0]

        assert [held[name] for name in ("date_of_birth", "uci", "uln", "tutor_group")] == [""] * 4

    @pytest.mark.parametrize("practice", [True, False])
    def test_practice(self, practice: bool) -> None:
        assert bool(shown(result("Maths", "7"), practice=practice)["practice_mark"]) is practice
        assert bool(forms([line()], practice=practice)[0]["practice_mark"]) is practice

    def test_one_candidate_as_among_many(self) -> None:
        held = many_results(9)
        alone = statement_fields(candidate(), rows_of("Results", *held), **lists(), settings=SETTINGS, today=TODAY, practice=False)  # type: ignore[typeddict-item]

        assert alone == shown(*held)


class TestVocabulary:
    def test_is_all_that_letters_are_given(self) -> None:
        """Every field is filled by some letter or message, and none is filled that is not listed."""
        given = [fields for letter in FILLED for desk in (Typed(3), Typed(1, None)) for fields in filled(letter, desk)]
        rows = {f"{name}.{key}" for fields in given for name, held in fields.items() if isinstance(held, list)
                for row in held if isinstance(row, dict) for key in row}  # fmt: skip

        mail = {"password_hint", "reminders", "reminders.text"}

        assert set(FIELDS) == {name for fields in given for name in fields} | rows | mail

    def test_names_are_plain(self) -> None:
        assert all(name.replace(".", "_").isidentifier() and name == name.lower() for name in FIELDS)
        assert all(FIELDS.values())


class TestMailMerge:
    def test_one_row_each_under_the_table_s_headings(self) -> None:
        merged = mail_merge([shown(result("Maths", "7"), result("Art", "X"))])

        assert tuple(merged.columns) == table("MailMerge").headings
        names = ["candidate_name", "result_1_title", "result_1_grade", "result_2_title", "result_2_level", "result_3_title"]
        assert merged.loc[0, names].tolist() == [
            "Amara Grace Okafor-Smith", "Art", "No Result", "Maths", "GCSE", "",
        ]  # fmt: skip

    def test_more_results_than_places_are_counted_in_the_last(self) -> None:
        merged = mail_merge([shown(*many_results(STATEMENT_LINES + 2))])

        assert merged.loc[0, f"result_{STATEMENT_LINES}_title"] == "and 3 more: see the statement of results"

    def test_as_many_results_as_places_are_all_there(self) -> None:
        merged = mail_merge([shown(*many_results(STATEMENT_LINES))])

        assert "more" not in merged.loc[0, f"result_{STATEMENT_LINES}_title"]

    def test_nobody(self) -> None:
        assert len(mail_merge([])) == 0


class TestRequestForm:
    def test_a_line(self) -> None:
        (form,) = forms([line("P2", "9MA0/01", Level="GCE A-level", **{
            "Component title": "Pure 1", "Raw mark": 47, "Max mark": 100, "Subject grade": "B", "Marks to next grade up": 2,
            "Marks to grade below": 9,
            "Charge due": Decimal("61.7"), "Deadline": date(2024, 8, 22), "Target days": 15, "HE place at stake": "Yes", "Support": "Yes",
        })])  # fmt: skip

        assert form["lines"] == [{
            "awarding_body": "AQA", "level": "GCE A-level", "subject": "English Language", "entry_code": "8700",
            "component_code": "9MA0/01",
            "component_title": "Pure 1", "mark": "47 of 100", "grade": "B", "marks_up": "2", "marks_down": "9", "service": "P2",
            "service_name": "Priority review of marking", "copy_wanted": "No", "ask_by": "22 August 2024",
            "charge": "£61.70", "choices": "",
        }]  # fmt: skip
        assert (form["hand_in_by"], form["answer_within"], form["total"]) == ("Thursday 22 August 2024", "15 calendar days", "£61.70")
        assert (form["place_at_stake"], form["support"], form["pay_reference"]) == ("Yes", "Yes", "PRS-24-0001")

    def test_marks_come_from_the_components_where_the_log_has_none(self) -> None:
        component = {"Candidate number": "0042", "Awarding body": "AQA", "Entry code": "8700", "Component code": "8700/1",
                     "Title": "Paper 1", "Mark": 41, "Max mark": 80}  # fmt: skip
        (form,) = forms([line()], [component, component | {"Candidate number": "0043", "Mark": 1}])

        assert (form["lines"][0]["mark"], form["lines"][0]["component_title"]) == ("41 of 80", "Paper 1")

    def test_a_charge_not_known_leaves_the_total_open(self) -> None:
        (form,) = forms([line(**{"Charge due": Decimal("10")}), line(component="8700/2")])

        assert ([each["charge"] for each in form["lines"]], form["total"]) == (["£10.00", ""], "")

    def test_the_total_is_the_sum(self) -> None:
        (form,) = forms([line(component=f"8700/{n}", **{"Charge due": Decimal("1200.55")}) for n in range(3)])

        assert form["total"] == "£3,601.65"

    @pytest.mark.parametrize(
        ("needed", "review", "scripts"),
        [("RoR", "Yes", "No"), ("ATS", "No", "Yes"), ("RoR+ATS", "Yes", "Yes"), ("none", "No", "No"), ("", "No", "No")],
    )
    def test_consents(self, needed: str, review: str, scripts: str) -> None:
        (form,) = forms([line(**{"Consent needed": needed})])

        assert (form["needs_review_consent"], form["needs_script_consent"]) == (review, scripts)

    def test_the_day_comes_from_the_deadlines_where_the_line_has_none(self) -> None:
        assert forms([line()])[0]["hand_in_by"] == "Thursday 26 September 2024"

    def test_the_first_day_of_all_counts(self) -> None:
        lines = [line(), line(component="8700/2", **{"Internal deadline": date(2024, 9, 6), "Deadline": date(2024, 9, 26)})]

        assert forms(lines)[0]["hand_in_by"] == "Friday 6 September 2024"
        assert (
            forms(lines, settings=SETTINGS | {"Requests to the centre by": "2 September 2024"})[0]["hand_in_by"]
            == "Monday 2 September 2024"
        )

    def test_no_day_where_there_is_none(self) -> None:
        assert forms([line("MIR")])[0]["hand_in_by"] == ""

    def test_how_long_the_answers_take(self) -> None:
        lines = [line(component=str(days), **{"Target days": days}) for days in (20, 10, None, 15)]

        assert forms(lines)[0]["answer_within"] == "10 to 20 calendar days"
        assert forms([line()])[0]["answer_within"] == ""

    def test_one_form_for_each_request_of_a_known_candidate(self) -> None:
        lines = [
            line(),
            line(component="8700/2"),
            line(**{"Request ID": "PRS-24-0002"}),
            line(**{"Request ID": "PRS-24-0003", "Candidate number": "9999"}),
        ]

        assert [(form["request_id"], len(form["lines"])) for form in forms(lines)] == [("PRS-24-0001", 2), ("PRS-24-0002", 1)]

    def test_when_it_was_received(self) -> None:
        assert forms([line(**{"Received on": datetime(2024, 8, 16, 9, 30)})])[0]["received_on"] == "16 August 2024"

    def test_a_copy_is_wanted_by_the_service_too(self) -> None:
        assert [
            each["copy_wanted"] for each in forms([line("S2C"), line("S2", "2", **{"Copy wanted": "Yes"}), line("S2", "3")])[0]["lines"]
        ] == ["Yes", "Yes", "No"]
