"""The results workbook: its views as rules, its formulas against a spreadsheet, and what the imports make of it."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desks import call, copy, filled_desk, fingerprints, new_desk, samples
from formulas import Case, differences, plain
from hypothesis import given, settings
from hypothesis import strategies as st
from libreoffice import Grid, opened, set_named, values
from office import pdf_pages, pdf_text, to_pdf, validator_errors
from rules_words import facts, rows_of

from results_desk.build.page_statement_view import COUNTS, FIRST, MESSAGE, MORE, NAME, NOTES
from results_desk.build.workbooks import workbook_bytes
from results_desk.edges.book.files import ClosedBook
from results_desk.edges.desk.desk import Desk
from results_desk.rules.letters.statement_view import statement_view
from results_desk.rules.results.broadsheet import broadsheet_rows, left_out
from results_desk.rules.results.held import Held
from results_desk.rules.results.reports import counted, due, grade_totals, query_state
from results_desk.rules.results.subjects import subject_grade_rows, subject_rows
from results_desk.rules.results.to_resolve import MATTERS, state, to_resolve
from results_desk.tables import table
from results_desk.tables.results_views import BROADSHEET_FILE, BROADSHEET_SUBJECTS, STATEMENT_LINES_SHOWN

BOOK = "results.xlsx"
DAYS = (date(2024, 2, 29), date(2024, 8, 14), date(2024, 8, 26), date(2024, 12, 31), date(2025, 2, 28), date(2025, 3, 30))
FACTS = facts()
PEOPLE = [
    {"Candidate number": f"{n:04d}", "Surname": name, "Forenames": "Ann", "Year group": "11", "Tutor group": "11A"}
    for n, name in ((42, "Smith"), (43, "Jones"), (44, "Brown"))
]


def entry(number: int, code: str = "8300", title: str = "Mathematics", body: str = "AQA", level: str = "GCSE") -> dict[str, Any]:
    return {"Candidate number": f"{number:04d}", "Awarding body": body, "Level": level, "Entry code": code, "Title": title}


def result(number: int, grade: str, flag: str = "", **other: Any) -> dict[str, Any]:
    return {**entry(number, **other), "Series": "June 2024", "Grade": grade, "Flag": flag}


def held(entries: list[dict[str, Any]], results: list[dict[str, Any]]) -> Held:
    return Held.of(rows_of("Entries", *entries), rows_of("Results", *results), FACTS)


class TestSubjects:
    def test_grades_stand_by_rank_and_not_by_text(self) -> None:
        grades = ("A", "U", "A*", "E", "A*", "B")
        rows = subject_grade_rows(held([], [result(n, grade, level="GCE A-level") for n, grade in enumerate(grades, 1)]))

        assert [(row["Grade"], row["Count"], row["Cumulative count"]) for row in rows] == [
            ("A*", 2, 2), ("A", 1, 3), ("B", 1, 4), ("E", 1, 5), ("U", 1, 6),
        ]  # fmt: skip
        assert rows[0]["%"] == pytest.approx(2 / 6) and rows[-1]["Cumulative %"] == 1

    def test_no_result_and_pending_are_no_grades_and_never_u(self) -> None:
        [row] = subject_rows(held([], [result(1, "9"), result(2, "X"), result(3, "Q"), result(4, "U"), result(5, "4", "#")]))
        grades = subject_grade_rows(held([], [result(1, "9"), result(2, "X"), result(3, "Q"), result(4, "U")]))

        assert [row[name] for name in ("Results", "Graded", "U", "X", "Q", "With #")] == [5, 2, 1, 1, 1, 1]
        assert row["Best grade"] == "9" and row["Best grade %"] == pytest.approx(1 / 3)
        assert [(line["Grade"], line["%"]) for line in grades] == [("9", 0.5), ("U", 0.5)]

    def test_a_subject_in_which_nobody_has_a_grade_has_no_shares(self) -> None:
        [row] = subject_rows(held([entry(1)], [result(1, "X")]))

        assert (row["Best grade"], row["Best grade %"], row["Results"]) == ("", None, 1)

    def test_double_awards_are_one_grade_however_they_are_written(self) -> None:
        results = [result(n, grade, code="8464", title="Combined Science") for n, grade in enumerate(("98", "9-8", "9 8", "10-1"), 1)]
        rows = subject_grade_rows(held([], results))

        assert [(row["Grade"], row["Rank"], row["Count"]) for row in rows] == [("9-8", 17, 3), ("10-1", None, 1)]

    def test_levels_have_the_order_of_a_statement_and_one_code_at_two_bodies_is_two_subjects(self) -> None:
        entries = [entry(1), entry(1, body="OCR"), entry(1, "7357", level="GCE A-level"), entry(1, "8700", "English")]
        rows = subject_rows(held(entries, []))

        assert [(row["Number"], row["Title"], row["Awarding body"]) for row in rows] == [
            (1, "Mathematics", "AQA"), (2, "English", "AQA"), (3, "Mathematics", "AQA"), (4, "Mathematics", "OCR"),
        ]  # fmt: skip

    def test_results_of_another_series_are_not_counted(self) -> None:
        assert subject_rows(held([], [{**result(1, "9"), "Series": "June 2023"}])) == []

    @settings(max_examples=60, derandomize=True)
    @given(
        st.lists(st.tuples(st.integers(1, 6), st.sampled_from(("8300", "8700", "7357"))), max_size=12),
        st.lists(
            st.tuples(
                st.integers(1, 6), st.sampled_from(("8300", "8700", "1MA1")), st.sampled_from(("9", "5", "U", "X", "Q", "4 #", "??")),
            ),
            max_size=12,
        ),
    )
    def test_the_numbers_add_up(self, entries: list[tuple[int, str]], results: list[tuple[int, str, str]]) -> None:
        """Graded, U, X and Q are all results; entries and results differ by what is missing and what has no entry."""
        desk = held([entry(n, code) for n, code in entries], [result(n, grade, code=code) for n, code, grade in results])
        rows = subject_rows(desk)

        for row in rows:
            assert row["Graded"] + row["U"] + row["X"] + row["Q"] == row["Results"]  # type: ignore[operator]
            assert row["Entries"] + row["Without entry"] == row["Results"] + row["Missing results"]  # type: ignore[operator]
        assert sum(row["Results"] for row in rows) == len({(n, code) for n, code, _ in results})  # type: ignore[misc]
        assert sum(row["Count"] for row in subject_grade_rows(desk)) == sum(row["Graded"] + row["U"] for row in rows)  # type: ignore[misc, operator]


class TestBroadsheet:
    def test_a_candidate_has_the_grade_under_the_number_of_the_subject(self) -> None:
        desk = held([entry(42), entry(43)], [result(42, "9"), result(42, "98", "#", code="8464", title="Science"), result(43, "X")])
        jones, smith = broadsheet_rows(desk, PEOPLE, 2)

        assert (jones["Surname"], jones["Results"], jones["01"], jones["02"]) == ("Jones", 1, "X", "")
        assert (smith["Surname"], smith["Results"], smith["01"], smith["02"]) == ("Smith", 2, "9", "9-8 #")

    def test_who_has_neither_entry_nor_result_is_not_on_it_and_no_group_comes_last(self) -> None:
        people = [{**PEOPLE[0], "Tutor group": ""}, *PEOPLE[1:]]
        rows = broadsheet_rows(held([entry(42), entry(43), entry(9)], []), people, 1)

        assert [row["Candidate number"] for row in rows] == ["0043", "0042", "0009"]

    def test_what_it_has_no_room_for_is_said(self) -> None:
        def desk(subjects: int) -> Held:
            return held([entry(42, f"{n:04d}", f"Subject {n:02d}") for n in range(subjects)], [])

        assert left_out(desk(BROADSHEET_SUBJECTS)) == []
        [one], [two] = left_out(desk(BROADSHEET_SUBJECTS + 1)), left_out(desk(BROADSHEET_SUBJECTS + 2))
        assert "1 subject is not" in one.message and one.way_out.endswith("Number 61.") and one.kept
        assert "2 subjects are not" in two.message and two.way_out.endswith("Number 61 to 62.")


class TestToResolve:
    def test_every_matter_is_listed_with_what_to_do(self) -> None:
        results = [result(42, "X"), result(43, "Q"), result(44, "5", "#"), result(42, "7", code="8999")]
        rows = to_resolve(held([entry(n) for n in (42, 43, 44, 45)], results), PEOPLE, [])

        assert [(row["Matter"], row["Candidate number"], row["Grade"], row["Flag"]) for row in rows] == [
            ("X", "0042", "X", ""), ("Q", "0043", "Q", ""), ("#", "0044", "5", "#"),
            ("Entry without result", "0045", "", ""), ("Result without entry", "0042", "7", ""),
        ]  # fmt: skip
        assert {row["Matter"] for row in rows} == set(MATTERS)
        assert all(row["What it means"] and row["What to do"] and row["Still so"] == "Yes" for row in rows)

    def test_an_awarding_body_of_which_nothing_is_in_yet_is_no_matter(self) -> None:
        entries = [entry(42), entry(42, body="OCR"), entry(42, "7357", level="GCE A-level")]

        assert to_resolve(held(entries, [result(42, "7")]), PEOPLE, []) == []

    def test_a_line_that_somebody_wrote_in_stays_when_its_result_has_come(self) -> None:
        [line] = to_resolve(held([entry(42)], [result(42, "X")]), PEOPLE, [])
        untouched, written = {**line, "Note": "", "Query ID": ""}, {**line, "Query ID": "Q01"}
        own = {**line, "My column": "phoned"}
        after = held([entry(42)], [result(42, "6")])

        assert to_resolve(after, PEOPLE, [untouched]) == []
        for before in (written, own):
            [kept] = to_resolve(after, PEOPLE, [before])
            assert (kept["Grade"], kept["Still so"], state(kept)) == ("6", "No", "Settled")
        [back] = to_resolve(held([entry(42)], [result(42, "X")]), PEOPLE, [{**written, "Still so": "No"}])
        assert back["Still so"] == "Yes"

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ({}, ""), ({"Matter": "X"}, "To resolve"), ({"Matter": "X", "Resolved on": "soon"}, "To resolve"),
            ({"Matter": "X", "Resolved on": date(2024, 8, 14)}, "Resolved"), ({"Matter": "X", "Still so": "No"}, "Settled"),
        ],
    )  # fmt: skip
    def test_its_state(self, line: dict[str, object], expected: str) -> None:
        assert state(line) == expected


class TestQueries:
    TODAY = date(2024, 8, 14)

    @pytest.mark.parametrize(
        ("days", "expected"), [(-1, "Overdue promise"), (0, "Open"), (1, "Open"), (None, "Open")],
    )  # fmt: skip
    def test_a_promise_is_overdue_from_the_day_after(self, days: int | None, expected: str) -> None:
        promised = None if days is None else self.TODAY + timedelta(days=days)

        assert query_state({"Query ID": "Q01", "Promised by": promised}, self.TODAY) == expected
        assert query_state({"Query ID": "Q01", "Promised by": promised, "Answered on": self.TODAY}, self.TODAY) == "Answered"
        assert query_state({"Promised by": promised}, self.TODAY) == ""

    def test_due_are_all_without_answer_the_earliest_promise_first(self) -> None:
        queries = [
            {"Query ID": "Q01", "Opened on": datetime(2024, 8, 14, 10, 15), "Awarding body": "OCR", "Candidate number": "0042"},
            {"Query ID": "Q02", "Promised by": date(2024, 8, 13), "Awarding body": "AQA", "Form sent on": date(2024, 8, 12)},
            {"Query ID": "Q03", "Promised by": date(2024, 8, 16), "Awarding body": "AQA", "Form sent on": date(2024, 8, 12)},
            {"Query ID": "Q04", "Promised by": date(2024, 8, 10), "Answered on": date(2024, 8, 10)},
            {"Query ID": "", "Note": "nothing yet"},
        ]
        rows = due(queries, self.TODAY)

        assert [(row["Reference"], row["Due"]) for row in rows] == [
            ("Q02", date(2024, 8, 13)), ("Q01", date(2024, 8, 14)), ("Q03", date(2024, 8, 16)),
        ]  # fmt: skip
        assert "overdue" in str(rows[0]["What"]) and "form is not marked as sent" in str(rows[1]["What to do"])
        assert all(set(row) - {"Urgency"} <= set(table("DeskToday").headings) and row["Area"] == "Queries" for row in rows)


def test_the_totals_of_a_ladder_leave_out_what_has_no_rank() -> None:
    rows = [{"Ladder": "L", "Level": "GCSE", "Grade": grade, "Rank": rank} for grade, rank in (("9", 2), ("U", 1), ("X", None))]
    values = grade_totals(rows, counted([("GCSE", "9"), ("gcse", "9"), ("GCSE", "U"), ("GCSE", "X"), ("GCE AS", "9")]))

    assert [value["Count"] for value in values] == [2, 1, 1]
    assert [value["Cumulative %"] for value in values] == [pytest.approx(2 / 3), 1, ""]
    assert [value["%"] for value in grade_totals(rows, counted([]))] == ["", "", ""]


def case(seed: int, today: date) -> Case:
    chance = random.Random(seed)

    def day() -> object:
        near = today + timedelta(days=chance.randrange(-2, 3))
        return chance.choice((None, None, near, datetime(near.year, near.month, near.day, 9, 30), "soon", date(2024, 8, 31)))

    queries = [
        {"Query ID": chance.choice((f"Q{n}", "")), "Promised by": day(), "Answered on": chance.choice((None, day()))} for n in range(40)
    ]
    lines = [
        {"Matter": chance.choice((*MATTERS, "")), "Still so": chance.choice(("Yes", "No", "")), "Resolved on": day(), "Entry code": str(n)}
        for n in range(40)
    ]
    levels, grades = ("GCSE", "gcse", "GCE A-level", "GCE AS", ""), ("9", "9-1", "1", "A*", "A", "a", "U", "X", "Q", "", "*", "?", "09")
    results = [{"Candidate number": f"{n:04d}", "Level": chance.choice(levels), "Grade": chance.choice(grades)} for n in range(60)]
    extra = [
        {"Ladder": chance.choice(("Ours", "ours", "")), "Level": chance.choice(levels), "Grade": chance.choice(grades),
         "Rank": chance.choice((None, 1, 2, 2, 3, "best"))}
        for _ in range(30)
    ]  # fmt: skip
    shipped = [{"Ladder": "GCSE 9-1", "Level": "GCSE", "Grade": grade, "Rank": rank} for grade, rank in (("9", 3), ("1", 2), ("U", 1))]
    return Case(today, {"Queries": queries, "ToResolve": lines, "Results": results if seed else [], "GradeTotals": [*shipped, *extra]})


@settings(max_examples=1, derandomize=True)
@given(st.lists(st.dates(date(2024, 1, 1), date(2027, 12, 31)), min_size=3, max_size=3))
def test_formulas_and_rules_say_the_same(tmp_path_factory: pytest.TempPathFactory, days: list[date]) -> None:
    cases = [case(n, day) for n, day in enumerate((*DAYS, *days))]

    assert differences(BOOK, cases, tmp_path_factory.mktemp("formulas")) == []


NUMBERS = ("0042", "42", "1042", "0043", "9-1", "A*", "")
TYPED = (*NUMBERS, "0042 ", " 0043", "*", "?042")


def statement_case(seed: int, count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The candidates and so many results of an invented desk in which numbers look like one another."""
    chance = random.Random(seed)
    people = [
        {"Candidate number": number, "Surname": chance.choice(("Smith", " Le  Fay", "")), "Forenames": "Ann"} for number in NUMBERS[:4]
    ]
    grades = ("9", "X", "Q", "A*", "x", "")
    results = [
        {**result(0, chance.choice(grades), chance.choice(("", "", "#"))), "Candidate number": chance.choice(NUMBERS[:5]),
         "Title": f"Subject {n}", "Mark": chance.choice((None, 0, 17, 32.5)), "Max mark": chance.choice((None, 80))}
        for n in range(count)
    ]  # fmt: skip
    return people, results


def test_the_statement_view_shows_what_the_rule_says(tmp_path: Path) -> None:
    seen = Counter[bool]()
    for seed, count in enumerate((1, 3, 60, 130)):
        people, results = statement_case(seed, count)
        path = tmp_path / f"{seed}.xlsx"
        path.write_bytes(workbook_bytes(BOOK, {"Candidates": rows_of("Candidates", *people), "Results": rows_of("Results", *results)}))
        with opened(path) as document:
            for typed in TYPED:
                set_named(document, "statement_candidate", typed)
                document.calculateAll()
                seen[_shows_the_rule(values(document, "Statement view"), typed, people, results)] += 1
    assert seen[True] > 2 and seen[False] > 2


def _shows_the_rule(cells: Grid, typed: str, people: list[dict[str, Any]], results: list[dict[str, Any]]) -> bool:
    """Whether the candidate who was typed is known; the view says the same as the rule."""
    view = statement_view(typed, people, results)
    lines = [tuple(map(plain, row[:9])) for row in cells[FIRST : FIRST + STATEMENT_LINES_SHOWN]]
    blank = [("",) * 9] * (STATEMENT_LINES_SHOWN - len(view.lines))
    message = str(cells[MESSAGE][0])

    assert lines == [tuple(map(plain, line)) for line in view.lines] + blank, typed
    assert (cells[NAME][1], [cell or 0 for cell in cells[COUNTS + 1][:4]]) == (view.name, list(view.sums)), typed
    assert [bool(cells[NOTES + n][0]) for n in range(3)] == [count > 0 for count in view.sums[1:]]
    assert str(cells[MORE][0]).startswith(f"There are {view.left_over} more") == (view.left_over > 0)
    assert ("There is no candidate" in message) == (not view.known and typed.strip() != "")
    assert ("Type a candidate number" in message) == (not typed.strip())
    return view.known


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_desk(tmp_path_factory.mktemp("results") / "desk")


def rows_in(desk: Path, name: str) -> list[dict[str, Any]]:
    return [{str(heading): value for heading, value in row.items()} for row in Desk(desk).table(name).read().to_dict("records")]


def test_the_imports_fill_the_views(desk: Path) -> None:
    subjects, results = rows_in(desk, "SubjectSummary"), rows_in(desk, "Results")
    broadsheet = rows_in(desk, "Broadsheet")
    grades = [row[f"{n:02d}"] for row in broadsheet for n in range(1, BROADSHEET_SUBJECTS + 1) if row[f"{n:02d}"]]

    assert [row["Number"] for row in subjects] == list(range(1, len(subjects) + 1))
    assert sum(row["Results"] for row in subjects) == len(results) == sum(row["Results"] for row in broadsheet) == len(grades)
    assert sum(row["Entries"] for row in subjects) == len(rows_in(desk, "Entries"))
    assert sum(row["Count"] for row in rows_in(desk, "SubjectGrades")) == sum(row["Graded"] + row["U"] for row in subjects)
    assert Counter(row["Grade"] for row in results if row["Grade"] in "XQ") == Counter(
        row["Matter"] for row in rows_in(desk, "ToResolve") if row["Matter"] in "XQ"
    )
    assert {row["State"] for row in rows_in(desk, "ToResolve")} == {"To resolve"}
    a_level = [row["Grade"] for row in results if row["Level"] == "GCE A-level"]
    totals = {row["Grade"]: row["Count"] for row in rows_in(desk, "GradeTotals") if row["Ladder"] == "GCE A-level"}
    assert totals == {grade: a_level.count(grade) for grade in totals} and sum(totals.values()) == len(a_level)
    files = sorted(rows_in(desk, "Files"), key=lambda row: int(row["Number"]))
    assert [row["Number"] for row in files] == list(range(1, len(files) + 1))
    assert all(row["Size"] == (desk / "received" / row["File"]).stat().st_size for row in files)


def test_a_second_import_restamps_nothing(desk: Path, tmp_path: Path) -> None:
    again = copy(desk, tmp_path)
    before = fingerprints(again)
    for command in ("import-candidates", "import-results"):
        call(command, again, *samples(command.replace("-", "_")), "--at", "2025-01-01 09:00")

    assert fingerprints(again) == before


def test_an_officers_words_stay_with_their_line_when_the_views_are_filled_again(desk: Path, tmp_path: Path) -> None:
    again = copy(desk, tmp_path)
    work = Desk(again)
    line = next(row for row in rows_in(again, "ToResolve") if row["Matter"] == "X")
    key = tuple(line[heading] for heading in table("ToResolve").key)
    cells = {"Resolved on": date(2024, 8, 14), "By": "PE", "Query ID": "Q01", "Note": "AQA will send it"}
    assert work.table("ToResolve").update({key: cells}) == []
    entries = work.table("Entries")
    first = rows_in(again, "Entries")[0]
    entries.append(rows_of("Entries", {**first, "Entry code": "NEW1", "Title": "Aaa"}))
    work.commit("typed")
    assert call("import-results", again, *samples("import_results")).code == 4

    after = {tuple(row[heading] for heading in table("ToResolve").key): row for row in rows_in(again, "ToResolve")}
    assert {heading: after[key][heading] for heading in cells} == cells
    assert any("NEW1" in row for row in after)
    assert sum(bool(row["By"]) for row in after.values()) == 1


def test_more_subjects_than_columns_are_a_problem_and_lose_nothing(tmp_path: Path) -> None:
    folder = new_desk(tmp_path / "desk")
    people = tmp_path / "people.csv"
    people.write_text("Candidate number,Surname,Forenames\n0042,Smith,Anna\n", encoding="utf-8")
    many = tmp_path / "entries.csv"
    lines = [f"0042,AQA,GCSE,8{n:03d},Subject {n:02d}" for n in range(62)]
    many.write_text("\n".join(("Candidate number,Awarding body,Level,Entry code,Title", *lines)) + "\n", encoding="utf-8")

    said = call("import-candidates", folder, people, many, "--json")
    assert said.code == 4 and BROADSHEET_FILE in [problem["file"] for problem in said.json["problems"]]
    assert [row["File"] for row in rows_in(folder, "Problems")] == [BROADSHEET_FILE]
    assert len(rows_in(folder, "SubjectSummary")) == 62 and len(rows_in(folder, "Broadsheet")) == 1
    assert "$BN$" in printed(folder)


def printed(folder: Path) -> str:
    return str(openpyxl.load_workbook(folder / BOOK)["Broadsheet"].print_area)


def test_the_broadsheet_prints_as_wide_as_it_has_subjects(desk: Path, tmp_path: Path) -> None:
    subjects = len(rows_in(desk, "SubjectSummary"))
    letters = openpyxl.utils.get_column_letter(6 + subjects)

    assert f":${letters}$" in printed(desk)
    own = ClosedBook.open(copy(desk, tmp_path) / BOOK)
    assert not own.print_up_to("Broadsheet", f"{subjects:02d}") and own.print_up_to("Broadsheet", "12")
    theirs = openpyxl.load_workbook(BytesIO(workbook_bytes(BOOK)))
    theirs["Broadsheet"].print_area = "B3:D9"
    theirs.save(tmp_path / BOOK)
    assert not ClosedBook.open(tmp_path / BOOK).print_up_to("Broadsheet", "12"), "an area that a person set stays"


def test_no_blank_page_of_the_broadsheet_and_one_page_of_the_statement(tmp_path: Path) -> None:
    subjects = [{"Number": n, **entry(1, f"{n}", f"Subject {n}")} for n in range(1, 13)]
    people = [{"Candidate number": f"{n:04d}", "Surname": "Smith", "Results": 1, "01": "9"} for n in range(1, 12)]
    shown = rows_of("SubjectSummary", *({heading: row[heading] for heading in row if heading != "Candidate number"} for row in subjects))
    source = tmp_path / BOOK
    source.write_bytes(workbook_bytes(BOOK, {"Broadsheet": rows_of("Broadsheet", *people), "SubjectSummary": shown}))
    book = ClosedBook.open(source)
    assert book.print_up_to("Broadsheet", "12") and book.commit(None)
    [pdf] = to_pdf([source], tmp_path / "pdf")
    pages = pdf_text(pdf).split("\f")[: pdf_pages(pdf)]

    [page] = [page for page in pages if page.strip().startswith("Broadsheet")]
    assert "12" in page and "13" not in page and "Subject 12" in " ".join(page.split())
    assert len([page for page in pages if page.strip().startswith("Statement view")]) == 1


def test_the_workbook_is_valid_shipped_and_filled(desk: Path, tmp_path: Path) -> None:
    shipped = tmp_path / BOOK
    shipped.write_bytes(workbook_bytes(BOOK))

    assert validator_errors([shipped, desk / BOOK]) == {shipped: [], desk / BOOK: []}


def test_word_finds_the_mail_merge_and_the_sheets_stand_in_their_order(desk: Path) -> None:
    assert call("write-statements", desk).code == 0
    book = openpyxl.load_workbook(desk / BOOK)

    assert book.sheetnames == [
        "Candidates", "Entries", "Results", "Components", "Statement view", "Subjects", "Subject grades", "Grade totals", "Broadsheet",
        "Resolve on restricted day", "Queries", "Grade changes", "Still to update", "Files", "Problems", "Options", "EDI preview",
        "MailMerge", "Lists",
    ]  # fmt: skip
    assert [cell.value for cell in book["MailMerge"][1]][:4] == ["centre_name", "centre_number", "series", "candidate_number"]
    assert re.fullmatch(r"\d{4}", str(book["MailMerge"]["D2"].value))


def test_every_chart_has_a_title_and_words_for_who_does_not_see_it() -> None:
    from zipfile import ZipFile

    with ZipFile(BytesIO(workbook_bytes(BOOK))) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    charts = [text for name, text in parts.items() if name.startswith("xl/charts/chart")]
    [drawing] = [text for name, text in parts.items() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]

    assert len(charts) == 2 and all("<c:title>" in chart for chart in charts)
    assert [len(words) > 40 for words in re.findall(r'descr="([^"]+)"', drawing)] == [True, True]


def test_the_candidate_typed_on_the_statement_view_stays_behind_when_the_desk_is_rolled(desk: Path, tmp_path: Path) -> None:
    typed = Desk(copy(desk, tmp_path))
    typed.book(BOOK).set_named("statement_candidate", "0042")
    typed.commit("typed")
    assert call("roll", typed.folder, tmp_path / "next", "--series", "June 2025").code in (0, 4)

    rolled = Desk(tmp_path / "next").book(BOOK)
    assert rolled.named("statement_candidate") is None
    assert [len(rolled.table(name).read()) for name in ("Broadsheet", "ToResolve", "SubjectSummary", "Queries")] == [0, 0, 0, 0]
    assert len(rolled.table("GradeTotals").read()) == 21
