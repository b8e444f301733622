"""What may be destroyed when; that it is destroyed with every earlier version of it; and that nothing else is."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from desks import DEMO, call, filled_desk, fingerprints
from embargo_desk import texts

from results_desk.edges.desk import Desk
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
    assert not list((desk / "received").iterdir())
    assert list((desk / "backups").glob("results.*")) == []
    assert len(Desk(desk).table("Lines").rows()) == lines
