"""What may be destroyed when; that it is destroyed with every earlier version of it; and that nothing else is."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from desks import DEMO, call, filled_desk, fingerprints
from embargo_desk import texts
from importer_golden import SAMPLES
from two_people import OTHER, OWN, a_row, two_people

from results_desk import tables
from results_desk.edges.desk import Desk
from results_desk.edges.mailledger import Ledger
from results_desk.errors import DeskError
from results_desk.rules import retention
from results_desk.rules.deadlines import RELEASED

RELEASE = date(2024, 8, 22)


@pytest.mark.parametrize(
    ("what", "setting", "count", "today", "since"),
    [
        ("blank: never", "", 5, date(2050, 1, 1), None),
        ("nothing there", "6", 0, date(2050, 1, 1), None),
        ("the last day", "6", 5, date(2025, 2, 22), None),
        ("the day after", "6", 5, date(2025, 2, 23), date(2025, 2, 22)),
        ("at once", "0", 5, date(2024, 8, 23), date(2024, 8, 22)),
    ],
)
def test_a_setting_says_how_long(what: str, setting: str, count: int, today: date, since: date | None) -> None:
    due = retention.by_setting("Results", "Keep results months", {"Keep results months": setting}, count, RELEASE, today)

    assert [each.since for each in due] == ([since] if since else [])


def test_a_setting_that_is_no_number_is_refused() -> None:
    with pytest.raises(DeskError, match="Keep results months holds .half a year."):
        retention.by_setting("Results", "Keep results months", {"Keep results months": "half a year"}, 5, RELEASE, date(2050, 1, 1))


def test_the_release_counts_once_all_of_it_is_known() -> None:
    days = [datetime(2024, 8, 15, 8), datetime(2024, 8, 22, 8)]
    rows = [*({"Event": RELEASED, "At": at} for at in days), {"Event": "x", "At": None}]

    assert retention.last_release(rows) == RELEASE
    assert retention.last_release([*rows, {"Event": RELEASED, "At": None}]) is None


LINE = {"Status": "Closed", "Closed on": date(2024, 12, 1), "Outcome date": date(2024, 9, 1)}


@pytest.mark.parametrize(
    ("what", "setting", "lines", "today", "since", "open_lines"),
    [
        ("blank: never", "", [LINE], date(2050, 1, 1), None, 0),
        ("no line", "6", [], date(2050, 1, 1), None, 0),
        ("the last day", "6", [LINE], date(2025, 6, 1), None, 0),
        ("the day after, from the last line", "6", [{**LINE, "Closed on": date(2024, 11, 1)}, LINE], date(2025, 6, 2), date(2025, 6, 1), 0),
        ("never before the form may go", "0", [{**LINE, "AP1 outcome": date(2025, 3, 1)}], date(2025, 9, 1), None, 0),
        ("after the form may go", "0", [{**LINE, "AP1 outcome": date(2025, 3, 1)}], date(2025, 9, 2), date(2025, 9, 1), 0),
        ("an open line keeps the log", "6", [LINE, {**LINE, "Status": "Sent to board"}], date(2050, 1, 1), None, 1),
        ("closed, but not known since when", "6", [{"Status": "Withdrawn"}], date(2050, 1, 1), None, 1),
        ("open, and not asked yet", "6", [{"Status": "Sent to board"}], date(2025, 2, 22), None, 0),
    ],
)
def test_the_log_goes_as_a_whole(
    what: str, setting: str, lines: list[dict[str, object]], today: date, since: date | None, open_lines: int
) -> None:
    settings = {"Keep requests months": setting}

    assert [each.since for each in retention.requests(lines, settings, 6, today)] == ([since] if since else [])
    assert retention.still_open(lines, settings, 6, RELEASE, today) == open_lines


def test_the_record_of_a_destroyed_certificate_goes_after_its_last_day() -> None:
    rows = [{"Cert ID": name} for name in ("C1", "C2", "C3")]
    until = {"C1": date(2028, 1, 1), "C2": date(2028, 1, 2), "C3": None}
    (due,) = retention.certificate_records(rows, lambda row: until[str(row["Cert ID"])], date(2028, 1, 2))

    assert due.keys == ("C1",)


def test_what_is_due_is_destroyed_everywhere_and_recorded(tmp_path: Path) -> None:
    desk = filled_desk(tmp_path / "desk")
    assert call("log-requests", desk, DEMO / "request_answers.csv").code == 4
    assert call("write-letters", desk, "request_consent_payment_form", "--combined").code == 0
    home = Desk(desk)
    first = home.table("Lines").rows()[0]
    request = first["Request ID"]
    lines = [row["Line ID"] for row in home.table("Lines").rows() if row["Request ID"] == request]
    closed = {"Status": "Closed", "Outcome date": date(2024, 9, 1), "Sent on": date(2024, 8, 20)}
    home.table("Lines").update({(line,): closed for line in lines})
    certificates = {"Cert ID": ["C-1", "C-2"], "Name on certificate": ["Zqone", "Zqtwo"], "Destroyed on": [date(2024, 9, 1), None]}
    home.table("Certificates").append(certificates)
    home.commit("typed")
    later = ("--at", "2029-10-01 09:00")

    before = fingerprints(desk)
    said = call("retention", desk, *later, "--json")
    assert said.json["counts"] == {"due": 2, "files": 0}
    assert fingerprints(desk) == before
    said = call("retention", desk, "--yes", *later, "--json")
    assert said.code == 4, said.out  # the paper is the officer's to destroy
    forms = {name for name in before if name.startswith("letters/")}
    assert gone(before, desk, "letters") == {name for name in forms if request in name or "combined" in name}
    assert [row["Cert ID"] for row in Desk(desk).table("Certificates").rows()] == ["C-2"]
    assert not any(b"Zqone" in text for path in desk.rglob("*") if path.is_file() for text in texts(path))
    assert [(row["What"], row["How many"]) for row in Desk(desk).table("Destroyed").rows()] == [
        ("Consent forms", 1), ("Records of destroyed certificates", 1),
    ]  # fmt: skip
    assert call("retention", desk, "--yes", *later, "--json").json["counts"]["due"] == 0
    results_too(desk, later)


def gone(before: dict[str, str], desk: Path, folder: str) -> set[str]:
    now = fingerprints(desk)
    return {name for name in before if name.startswith(f"{folder}/") and name not in now}


def results_too(desk: Path, later: tuple[str, str]) -> None:
    """Then the centre's own policy is filled in."""
    home = Desk(desk)
    asked = " ".join(row["Name"] for row in home.table("Lines").rows())
    surname = max((row["Surname"] for row in home.table("Candidates").rows() if row["Surname"] not in asked), key=len).encode()
    results, lines = (len(home.table(name).rows()) for name in ("Results", "Lines"))
    home.table("Settings").update({("Keep results months",): {"Value": "12"}})
    home.commit("typed")
    said = call("retention", desk, "--yes", *later, "--json")

    assert said.json["counts"]["due"] == results > 500
    for name in ("Candidates", "Results", "Components", "Broadsheet", "MailMerge", "Files"):
        assert Desk(desk).table(name).rows() == [], name
    left = [path for path in desk.rglob("*") if path.is_file() and any(surname in text for text in texts(path))]
    assert left == []
    assert [path.name for path in (desk / "received").iterdir()] == ["request_answers.csv"]  # of the log, which is kept
    assert list((desk / "backups").glob("results.*")) == []
    assert len(Desk(desk).table("Lines").rows()) == lines


MARKS = (b"Zqown", b"Zqelse", b"7342", b"7343")


def filled_for_ever(folder: Path) -> Path:
    """Two marked people in every table and view that has room for one, in every file and earlier version; and all of it may go."""
    desk = two_people(folder)
    for path in desk.glob("**/moderation_returns_log*.xlsx"):
        path.unlink()  # of work in store, not of a person
    held = Desk(desk)
    for spec in (spec for spec in tables.TABLES if spec.view and spec.workbook == "results_desk.xlsx"):
        row = a_row(spec, OWN)
        held.table(spec.name).append({heading: [value] for heading, value in row.items()})
    for number in (OWN, OTHER):
        held.table("Lines").update({(f"L-{number}",): LINE})
        held.table("Certificates").update({(f"C-{number}",): {"Destroyed on": date(2024, 9, 1)}})
    for setting in ("results", "permissions", "requests"):
        held.table("Settings").update({(f"Keep {setting} months",): {"Value": "6"}})
    held.commit("2024-09-02 100000")
    for name in ("letters/statement_of_results/7342 Zqown.pdf", "letters/replaced/2024-09-01/7342 Zqown.docx", "exports/press names.csv",
                 "letters/RESTRICTED/statement_of_results/7342 Zqown.docx", "letters/mail/outcome/7342 Zqown.eml",
                 "letters/certificate_reminder/7342 Zqown.docx", "letters/candidate_permission_form/7343 Zqelse.docx"):  # fmt: skip
        (desk / name).parent.mkdir(parents=True, exist_ok=True)
        (desk / name).write_text("Zqown")
    for name in ("permission_answers/microsoft_forms.csv", "request_answers/forms.csv"):
        shutil.copy(SAMPLES / name, desk / "received")
    assert call("export-candidate", desk, OWN).code in (0, 4)
    return desk


def holding(desk: Path) -> list[str]:
    """The files in which one of the marked people stands, by name or by content."""
    files = [path for path in desk.rglob("*") if path.is_file() and path.name not in ("audit.log", Ledger(desk).path.name)]
    found = (path for path in files if any(mark in text for text in (path.name.encode(), *texts(path)) for mark in MARKS))
    return [path.relative_to(desk).as_posix() for path in found]


def test_nothing_of_anybody_is_left_anywhere(tmp_path: Path) -> None:
    desk = filled_for_ever(tmp_path / "desk")
    assert len(holding(desk)) > 20
    said = call("retention", desk, "--yes", "--at", "2029-10-01 09:00", "--json")

    assert said.code == 4 and holding(desk) == ["received/results.csv"], said.out
    assert [each["message"][:14] for each in said.json["problems"]] == ["1 file was lef"]
    assert "Zq" not in "".join(path.read_text() for path in (desk / "audit.log", Ledger(desk).path))
    recorded = {row["What"]: row["How many"] for row in Desk(desk).table("Destroyed").rows()}
    assert recorded == {"Records of destroyed certificates": 2, "Requests and payments": 2, "Permissions": 2, "Results": 2}
    assert call("retention", desk, "--yes", "--at", "2029-10-01 09:05", "--json").json["counts"]["due"] == 0
