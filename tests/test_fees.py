"""Deadlines, fees and charges: the Grid by a spreadsheet and by the rules, the two posters, and where the Grid's days go."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desks import call, copy, new_desk
from formulas import Case, differences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import pdf_text, to_pdf, to_xlsx, validator_errors
from python_calamine import CalamineWorkbook

from results_desk.build.workbooks import workbook_bytes
from results_desk.edges.desk.desk import Desk
from results_desk.rules.calendar import bank_holidays
from results_desk.rules.cells import Row
from results_desk.rules.fees import charge_for, check, days_for, find_line, internal_deadline, row_id
from results_desk.tables.fees_formulas import ALL_JCQ, LEVEL_CODES

BOOK = "deadlines_fees_charges.xlsx"
L3, L12 = LEVEL_CODES
POSTERS = {L3: "Poster Level 3", L12: "Poster Level 1-2"}
SEED = list(csv.DictReader((Path(__file__).parent / "reference" / "deadlines_summer_2024.csv").read_text("utf-8").splitlines()))
HOLIDAYS = frozenset(bank_holidays("England", (2024, 2025, 2026)))
BORDERS = (
    date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 29), date(2024, 4, 2), date(2024, 5, 31), date(2024, 8, 22), date(2024, 8, 24),
    date(2024, 8, 25), date(2024, 8, 26), date(2024, 8, 27), date(2024, 8, 31), date(2024, 9, 26), date(2024, 12, 31), date(2025, 1, 2),
)  # fmt: skip


def _days() -> st.SearchStrategy[object]:
    some = st.sampled_from(BORDERS) | st.dates(date(2024, 1, 1), date(2026, 12, 31))
    timed = some.map(lambda day: datetime(day.year, day.month, day.day, 17, 30))
    return some | st.none() | some | timed | st.sampled_from(["soon", "30 days after"])


def _lines() -> st.SearchStrategy[Row]:
    pounds = st.none() | st.decimals(0, 400, places=2) | st.integers(0, 80) | st.just("see list")
    return st.fixed_dictionaries(
        {
            "Awarding body": st.sampled_from((ALL_JCQ, ALL_JCQ, "AQA", "OCR", "City & Guilds", "")),
            "Level group": st.sampled_from((L3, L3, L12, "Level 4")), "Service": st.sampled_from(("S1", "S2", "P2", "AP1", "")),
            "Offered?": st.sampled_from(("Yes", "Yes", "No", "Only some papers", "")),
            "Awarding body deadline": _days() | st.none(), "Own internal deadline": st.none() | st.none() | _days(),
            "Rule": st.sampled_from(("", "", "", "20 working days after the results")),
            "Buffer": st.sampled_from((None, None, 0, 1, 3, 10, -2, "three")),
            "Fee basis": st.sampled_from(("", "Per component", "Free", "free")), "Fee": pounds, "School handling": pounds,
            "Confirmed on": st.none() | _days(), "named": st.sampled_from(("right", "right", "right", "longer", "wrong", "blank")),
        }
    )  # fmt: skip


def _drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    found: list[Any] = []

    @settings(max_examples=count, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def collect(drawn: object) -> None:
        found.append(drawn)

    collect()
    return found


def _named(line: dict[str, object], number: int) -> Row:
    right = row_id(str(line["Level group"]), str(line["Service"]), str(line["Awarding body"]))
    names = {"right": right, "longer": f"{right} VTQ {number}", "wrong": f"line {number}", "blank": ""}
    return {**line, "Row ID": names[str(line.pop("named"))]}


def test_formulas_and_rules_say_the_same_of_the_grid(tmp_path: Path) -> None:
    lines = [_named(line, number) for number, line in enumerate(_drawn(_lines(), 360))]
    closed = [{"Date": day, "What": "Closed"} for day in sorted({*HOLIDAYS, date(2024, 9, 25), date(2024, 2, 28)})]
    cases = [Case(day, {"Grid": lines[n::6], "GridClosedDays": closed[n:]}) for n, day in enumerate(BORDERS[:6])]

    assert len(lines) >= 200
    assert differences(BOOK, cases, tmp_path) == []


def _line(service: str = "S2", body: str = ALL_JCQ, level: str = L3, **cells: object) -> Row:
    return {"Row ID": row_id(level, service, body), "Level group": level, "Service": service, "Awarding body": body} | {
        heading.replace("_", " "): value for heading, value in cells.items()
    }


@pytest.mark.parametrize(
    ("deadline", "buffer", "ours"),
    [
        (date(2024, 9, 26), 3, date(2024, 9, 23)),
        (date(2024, 9, 26), 0, date(2024, 9, 26)),
        (date(2024, 9, 30), 1, date(2024, 9, 27)),
        (date(2024, 9, 29), 1, date(2024, 9, 26)),
        (date(2024, 8, 27), 1, date(2024, 8, 23)),
        (date(2024, 3, 1), 1, date(2024, 2, 29)),
        (date(2025, 1, 2), 3, date(2024, 12, 27)),
    ],
)
def test_our_own_day_is_working_days_earlier(deadline: date, buffer: int, ours: date) -> None:
    common = _line(Awarding_body_deadline=deadline, Buffer=buffer)
    assert internal_deadline(common, [common], HOLIDAYS) == ours
    assert days_for([common, _line(body="AQA")], HOLIDAYS, L3, "AQA", "S2") == (deadline, ours)


def test_a_day_typed_on_the_jcq_line_holds_for_every_awarding_body_without_a_date_of_its_own() -> None:
    typed = date(2024, 9, 13)
    grid = [
        _line(Awarding_body_deadline=date(2024, 9, 26), Own_internal_deadline=typed, Buffer=3),
        _line(body="AQA"), _line(body="OCR", Awarding_body_deadline=date(2024, 9, 10)), _line(body="NCFE", Rule="20 working days"),
    ]  # fmt: skip
    found = {body: days_for(grid, HOLIDAYS, L3, body, "S2") for body in ("AQA", "OCR", "NCFE", "CCEA")}

    assert found["AQA"] == found["CCEA"] == (date(2024, 9, 26), typed)
    assert found["OCR"] == (date(2024, 9, 10), date(2024, 9, 5))
    assert found["NCFE"] == (None, None)


def test_charges_are_the_fee_and_the_handling() -> None:
    """With the fees of summer 2026 that templates of the trade quote as examples; no fee is shipped."""
    aqa = {"S1": "9.70", "S2": "51.95", "P2": "61.70", "S3": "299.75"}
    pearson = {"S1": "14", "S2": "57", "P2": "68"}
    grid = [_line(service, "AQA", Fee=Decimal(fee), School_handling=Decimal("2.50")) for service, fee in aqa.items()]
    grid += [_line(service, "Pearson", Fee=Decimal(fee), Copy_extra=Decimal(0)) for service, fee in pearson.items()]
    grid += [_line("A2", "Pearson", Fee_basis="Free"), _line("A2", "AQA", Fee=12, **{"Offered?": "No"}), _line("A3", "AQA")]

    def asked(body: str, service: str, copy: bool = False) -> Decimal | None:
        return charge_for(grid, L3, body, service, copy)

    assert [asked("AQA", service) for service in aqa] == [Decimal(pounds) for pounds in ("12.20", "54.45", "64.20", "302.25")]
    assert [asked("Pearson", service, copy=True) for service in pearson] == [14, 57, 68]
    assert asked("AQA", "S2", copy=True) is None, "what a copy costs is not known"
    assert asked("Pearson", "A2") == 0
    assert asked("AQA", "A2") is asked("AQA", "A3") is asked("OCR", "S1") is None
    assert charge_for(grid, L12, "AQA", "S1") is None


def test_two_lines_of_a_service_are_not_guessed_between() -> None:
    plain, other = _line(body="Pearson", Fee=57), {**_line(body="Pearson", Fee=40), "Row ID": "L3-S2-Pearson BTEC"}
    assert find_line([plain, other], L3, "Pearson", "S2") is plain
    assert find_line([other, {**other, "Row ID": "L3-S2-Pearson T Level"}], L3, "Pearson", "S2") is None


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Own_internal_deadline": date(2024, 9, 27)}, "Internal deadline is later than the awarding body's. Not confirmed."),
        ({"Confirmed_on": date(2024, 6, 3)}, ""),
        ({"Awarding_body_deadline": date(2024, 9, 28)}, "Deadline is no working day. Not confirmed."),
        ({"Awarding_body_deadline": None}, "Deadline not known."),
        ({"body": "AQA", "Offered?": "Yes"}, "Fee missing. Not confirmed."),
        ({"body": "AQA", "Offered?": "Yes", "Fee_basis": "Free"}, "Not confirmed."),
        ({"Awarding_body_deadline": None, "Offered?": "No"}, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line_is_said_in_words(cells: dict[str, Any], said: str) -> None:
    line = _line(**{"Awarding_body_deadline": date(2024, 9, 26), "Buffer": 3, **cells})
    assert check(line, [line], HOLIDAYS) == said


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_desk(tmp_path_factory.mktemp("fees") / "desk")


def _computed(desk: Path, folder: Path) -> CalamineWorkbook:
    return CalamineWorkbook.from_path(to_xlsx([desk / BOOK], folder)[0])


def _poster(book: CalamineWorkbook, level: str) -> list[list[Any]]:
    """The rows below the headings of a poster."""
    rows = book.get_sheet_by_name(POSTERS[level]).to_python(skip_empty_area=False)
    return rows[next(n for n, row in enumerate(rows) if str(row[0]).startswith("Post-Results Service")) + 1 :]


def _services(rows: list[list[Any]]) -> Iterator[tuple[str, object, list[list[Any]]]]:
    """Official name, deadline, and the three rows of each service."""
    for number in range(0, len(rows), 3):
        if str(rows[number][0]).startswith(("(", "Latest")) or not rows[number][1]:
            return
        yield rows[number][0], rows[number][1], rows[number : number + 3]


def test_the_posters_are_the_two_tables_of_summer_2024_cell_for_cell(desk: Path, tmp_path: Path) -> None:
    book = _computed(desk, tmp_path)
    for level in (L3, L12):
        wanted = [
            (row["official_name"], date.fromisoformat(row["deadline"]) if row["deadline"] else row["rule"])
            for row in SEED if row["level"] == level
        ]  # fmt: skip
        services = list(_services(_poster(book, level)))
        assert [(name, deadline) for name, deadline, _ in services] == wanted
        assert all(rows[2][1] == "not confirmed" for *_, rows in services)
    top = [str(row[0]) for row in book.get_sheet_by_name(POSTERS[L3]).to_python(skip_empty_area=False)]
    assert "Larkfield Example School, June 2024" in top
    assert any("not confirmed" in line for line in top)


def test_a_person_who_confirms_a_line_takes_its_red_word_away(desk: Path, tmp_path: Path) -> None:
    mine = copy(desk, tmp_path)
    held = Desk(mine)
    grid, seen = held.table("Grid"), {"Confirmed on": date(2024, 6, 3), "Confirmed by": "EO"}
    paid = {"Offered?": "Yes", "Fee": Decimal("51.95"), "School handling": Decimal("2.50")}
    grid.update({("L3-S2-JCQ",): seen, ("L3-S2-AQA",): {**seen, **paid}, ("L3-S2-OCR",): {"Awarding body deadline": date(2024, 9, 20)}})
    grid.update({(f"L12-{service}-JCQ",): seen for service in ("S1", "S2", "S3", "AP1", "AP2", "A2", "A3")})
    held.commit("test")
    book = _computed(mine, tmp_path / "computed")

    services = {name: rows for name, _, rows in _services(_poster(book, L3))}
    assert {name for name, rows in services.items() if rows[2][1] == ""} == {"RoR Service 2 Review of marking"}
    charges, other_dates, words = services["RoR Service 2 Review of marking"]
    assert (charges[3], other_dates[3], words[3]) == (54.45, "", "")
    assert (charges[4], other_dates[4], words[4]) == ("ask the exams office", date(2024, 9, 20), "not confirmed")
    assert not any("not confirmed" in str(cell) for row in book.get_sheet_by_name(POSTERS[L12]).to_python() for cell in row)


def test_each_poster_prints_on_one_page(desk: Path, tmp_path: Path) -> None:
    pages = pdf_text(to_pdf([desk / BOOK], tmp_path)[0]).split("\f")
    posters = [page for page in pages if "not confirmed" in page]
    assert len(posters) == 2
    assert all("Every charge is per paper, not per subject." in page and "(2) If you want" in page for page in posters)
    assert ["Priority" in page for page in posters] == [True, False]


def test_the_alarm_of_a_poster_is_as_wide_as_its_table() -> None:
    """Red over the columns of the awarding bodies that are named, not over the white paper beside them."""
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(BOOK)))
    for sheet in POSTERS.values():
        found = {str(area.sqref): area.rules[0].formula for area in book[sheet].conditional_formatting}
        rules = {area: formula for area, formula in found.items() if area.endswith(("C5", "I5"))}
        assert rules.keys() == {"A5:C5", "D5:I5"} and rules["D5:I5"] == ['AND(D$6<>"",$A5<>"")']


def test_a_series_of_which_nothing_is_known_says_so(tmp_path: Path) -> None:
    book = _computed(new_desk(tmp_path / "desk", "June 2031"), tmp_path / "computed")
    for level in (L3, L12):
        dates = [deadline for name, deadline, _ in _services(_poster(book, level)) if not name.startswith("Appeals")]
        assert set(dates) == {"Not known"}
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    cells = [str(cell) for sheet in sheets for row in sheet for cell in row if not isinstance(cell, datetime)]
    assert not [cell for cell in cells if cell.startswith("#") and cell != "#"]
    assert not [cell for cell in cells if "2024" in cell or "2025" in cell or "2026" in cell]


def test_workbooks_are_valid(desk: Path, tmp_path: Path) -> None:
    shipped = tmp_path / BOOK
    shipped.write_bytes(workbook_bytes(BOOK))
    assert validator_errors([shipped, desk / BOOK]) == {shipped: [], desk / BOOK: []}


def _rows(desk: Path, table: str, *key: str) -> dict[tuple[str, ...], dict[str, Any]]:
    return {tuple(row[heading] for heading in key): row for row in Desk(desk).table(table).read().to_dict("records")}


def test_the_last_days_go_from_the_grid_to_the_anchors_and_the_log(desk: Path, tmp_path: Path) -> None:
    anchors = _rows(desk, "Anchors", "Anchor")
    days = {name: anchors[(name,)]["Date"] for name in ("PD", "GD", "PDI", "GDI")}
    assert days == {"PD": date(2024, 8, 22), "GD": date(2024, 9, 26), "PDI": date(2024, 8, 21), "GDI": date(2024, 9, 23)}

    mine = copy(desk, tmp_path)
    held = Desk(mine)
    held.table("ClosedDays").append(_frame({"Date": date(2024, 9, 23), "What": "Training day", "Kind": "Office closed"}))
    held.table("Grid").update({
        ("L12-S2-JCQ",): {"Confirmed on": date(2024, 6, 3), "Confirmed by": "EO"},
        ("L3-S1-JCQ",): {"Awarding body deadline": None}, ("L3-P2-JCQ",): {"Awarding body deadline": None},
        ("L12-AP1-JCQ",): {"Confirmed on": date(2024, 6, 4), "Confirmed by": "EO"},
        ("L12-S1-OCR",): {"Awarding body deadline": date(2024, 9, 2)},
    })  # fmt: skip
    held.commit("test")
    assert call("copy-dates", mine).code == 0

    anchors, every_row = _rows(mine, "Anchors", "Anchor"), Desk(mine).table("Deadlines").read().to_dict("records")
    log = {(row["Level"], row["Service"]): row for row in every_row if not row.get("Awarding body")}
    appeal = log[(L12, "AP1")]
    assert anchors[("GD",)]["State"] == "Confirmed" and anchors[("GDI",)]["Date"] == date(2024, 9, 20)
    assert anchors[("PD",)]["Date"] is None and anchors[("PDI",)]["Date"] is None and anchors[("PD",)]["State"] == "Not known"
    assert (log[(L12, "S2")]["Internal deadline"], log[(L12, "S2")]["Confirmed by"]) == (date(2024, 9, 20), "EO")
    assert log[(L3, "S1")]["Deadline"] == date(2024, 9, 26), "the Grid knows no day, so the log keeps what it has"
    assert (appeal["Confirmed on"], appeal["Deadline"]) == (date(2024, 6, 4), None)
    assert log[(L12, "S1")]["Deadline"] == date(2024, 9, 26), "one awarding body's day is not everybody's"
    assert call("copy-dates", mine).out.startswith("Every workbook had these dates already.")


def _frame(*rows: dict[str, object]) -> Any:
    import pandas as pd

    return pd.DataFrame(list(rows), dtype=object)


def test_an_awarding_bodys_own_date_comes_with_its_series_only(tmp_path: Path) -> None:
    of_2025 = _rows(new_desk(tmp_path / "desk", "June 2025"), "Grid", "Row ID")
    early = of_2025[("L3-A1-AQA",)]
    assert (early["Awarding body deadline"], early["Basis"], early["Series"]) == (date(2025, 8, 28), "Suggested", "June 2025")
    assert early["Internal deadline"] == date(2025, 8, 28) - timedelta(days=1)
    assert of_2025[("L3-S1-JCQ",)]["Awarding body deadline"] == date(2025, 9, 25)
    assert not [key for key, row in of_2025.items() if row["Fee"] is not None or row["Confirmed on"] is not None]
