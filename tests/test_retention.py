"""What may be destroyed when; that it is destroyed with every earlier version of it; and that nothing else is."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from desks import DEMO, call, edit, filled_desk, fingerprints
from embargo_desk import texts
from importer_golden import SAMPLES
from two_people import OTHER, OWN, a_row, two_people

from results_desk import tables
from results_desk.actions.destroyed_files import CERTIFICATES, WHOLE, forms_of, found, kind_of
from results_desk.actions.letter_fields import KINDS
from results_desk.edges.desk.desk import Desk
from results_desk.edges.mail.ledger import Ledger
from results_desk.errors import DeskError
from results_desk.rules import retention
from results_desk.rules.deadlines import RELEASED
from results_desk.rules.log.money import IF_GRADE_CHANGES

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


@pytest.mark.parametrize("held", ["half a year", "-6", "6.5", "\u00b2", "\u0663", "999999", "0006"])
def test_a_setting_that_is_no_number_is_refused(held: str) -> None:
    with pytest.raises(DeskError, match=f"Keep results months holds '{held}'. Type a whole number of months, of 3 digits at most"):
        retention.by_setting("Results", "Keep results months", {"Keep results months": held}, 5, RELEASE, date(2050, 1, 1))


def test_the_release_counts_once_all_of_it_is_known() -> None:
    days = [datetime(2024, 8, 15, 8), datetime(2024, 8, 22, 8)]
    rows = [*({"Event": RELEASED, "At": at} for at in days), {"Event": "x", "At": None}]

    assert retention.last_release(rows) == RELEASE
    assert retention.last_release([*rows, {"Event": RELEASED, "At": None}]) is None
    settings = {"Keep results months": "12", "Keep permissions months": "", "Keep requests months": "12"}
    assert retention.uncounted(settings, None) == ["Keep results months"] and retention.uncounted(settings, RELEASE) == []


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
        ("closed, but not known since when", "6", [{"Status": "Withdrawn by candidate"}], date(2050, 1, 1), None, 1),
        ("open, and not asked yet", "6", [{"Status": "Sent to board"}], date(2025, 2, 22), None, 0),
    ],
)
def test_the_log_goes_as_a_whole(
    what: str, setting: str, lines: list[dict[str, object]], today: date, since: date | None, open_lines: int
) -> None:
    settings = {"Keep requests months": setting}

    assert [each.since for each in retention.requests(lines, settings, 6, today)] == ([since] if since else [])
    assert sum(held.lines for held in retention.still_open(lines, settings, 6, RELEASE, today)) == open_lines


TO_PAY_BACK = {
    **LINE, "Paid": 56.95, "Board refund rule": IF_GRADE_CHANGES, "Outcome grade": "Up", "Awarding body": "AQA", "Level": "GCSE",
    "Entry code": "8300H", "Candidate number": "0042",
}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "lines", "owed"),
    [
        ("a refund that is owed", [LINE, TO_PAY_BACK], "1 line keeps"),
        ("a refund that was made", [{**TO_PAY_BACK, "Refunded on": date(2024, 10, 1)}], ""),
        ("a grade that stayed", [{**TO_PAY_BACK, "Outcome grade": "No change"}], ""),
        ("an award that another line changed", [TO_PAY_BACK, {**TO_PAY_BACK, "Outcome grade": ""}], "2 lines keep"),
    ],
)
def test_the_log_stays_while_money_is_owed_back(what: str, lines: list[dict[str, object]], owed: str) -> None:
    settings, today = {"Keep requests months": "6"}, date(2050, 1, 1)

    assert bool(retention.requests(lines, settings, 6, today)) == (not owed)
    held = [each.said for each in retention.still_open(lines, settings, 6, RELEASE, today)]
    assert held == ([f"{owed} the log from going: money is still to be paid back"] if owed else [])


REVIEWS = [{"Deadline": date(2024, 9, 26)}, {"Deadline": None}]


@pytest.mark.parametrize(
    ("what", "lines", "today", "since", "open_lines"),
    [
        ("not before the last day to ask for a review", [], date(2024, 9, 26), None, 0),
        ("the day after, where nobody asked", [], date(2024, 9, 27), date(2024, 9, 26), 0),
        ("not while a form must be kept", [LINE, {**LINE, "AP1 outcome": date(2025, 3, 1)}], date(2025, 9, 1), None, 0),
        ("once the last form may go", [LINE, {**LINE, "AP1 outcome": date(2025, 3, 1)}], date(2025, 9, 2), date(2025, 9, 1), 0),
        ("not while a line is open", [LINE, {"Status": "Sent to board"}], date(2050, 1, 1), None, 1),
    ],
)
def test_however_short_results_are_kept_the_log_can_be_settled(
    what: str, lines: list[dict[str, object]], today: date, since: date | None, open_lines: int
) -> None:
    settings = {"Keep results months": "1"}
    found = retention.results(settings, 5, RELEASE, lines, REVIEWS, 6, today)

    assert [(each.since, "and not before" in each.basis) for each in found] == ([(since, True)] if since else [])
    held = list(retention.still_open(lines, settings, 6, RELEASE, today))
    assert sum(each.lines for each in held) == open_lines and all("keeps the results from going: not closed" in each.said for each in held)


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


FORM, REQUEST = "request_consent_payment_form", "PRS-24-0001"


@pytest.mark.parametrize(
    ("what", "path", "goes"),
    [
        ("a form", f"{FORM}/{REQUEST} 7342 Zqown.docx", True),
        ("its PDF", f"{FORM}/{REQUEST} 7342 Zqown.pdf", True),
        ("one from before the release, locked", f"RESTRICTED/{FORM}/{REQUEST} 7342 Zqown.pdf.sealed", True),
        ("another request's", f"{FORM}/PRS-24-00012 7342 Zqown.docx", False),
        ("an outcome letter", f"outcome_letter/{REQUEST} 7342 Zqown.docx", False),
        ("one before the release", f"RESTRICTED/outcome_letter/{REQUEST} 7342 Zqown.docx", False),
        ("a message", f"mail/outcome/{REQUEST} 7342 Zqown.eml", False),
        ("a message that was replaced", f"replaced/2024-09-01/{REQUEST} 7342 Zqown.eml", False),
        ("the school's own letter", f"our_form/{REQUEST} 7342 Zqown.docx", False),
        ("a template", f"templates/{FORM}/{REQUEST} 7342.docx", False),
    ],
)
def test_the_forms_of_a_request_are_told_from_its_other_letters(what: str, path: str, goes: bool, tmp_path: Path) -> None:
    file = tmp_path / "letters" / path
    file.parent.mkdir(parents=True)
    file.write_text("x")

    assert forms_of(tmp_path, [REQUEST, ""]) == ([file] if goes else [])


@pytest.mark.parametrize(
    ("what", "besides", "goes"),
    [
        ("a form and nothing else", (FORM,), True),
        ("an outcome letter only", ("outcome_letter",), False),
        ("both", (FORM, "outcome_letter"), False),
        ("neither", (), False),
    ],
)
def test_an_earlier_version_goes_with_the_forms_where_it_can_only_be_one(
    what: str, besides: tuple[str, ...], goes: bool, tmp_path: Path
) -> None:
    earlier = tmp_path / "letters" / "replaced" / "2024-09-01 100000" / f"{REQUEST} 7342 Zqown.docx"
    for path in (earlier, *(tmp_path / "letters" / kind / earlier.name for kind in besides)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")

    assert (earlier in forms_of(tmp_path, [REQUEST])) == goes


def test_every_letter_goes_also_where_it_was_written_to_print_all_together(tmp_path: Path) -> None:
    """Those named, with the data they are made of; the rest with the results."""
    named = {name: what for what, patterns in (*((what, whole.files) for what, whole in WHOLE.items() if what != "Results"),
             (retention.CERTIFICATES, CERTIFICATES)) for name in KINDS if any(f"/{name}*" in each for each in patterns)}  # fmt: skip
    assert set(KINDS) - named.keys() == {
        "statement_of_results", "restricted_day_cover_sheet", "moderation_sign_off_slip", "missing_result_query",
    }  # fmt: skip
    patterns = {**{what: whole.files for what, whole in WHOLE.items()}, retention.CERTIFICATES: CERTIFICATES}
    for name, what in named.items():
        for path in (f"{name}/7342 Zqown.docx", f"RESTRICTED/{name}/7342 Zqown.pdf.sealed", f"{name} combined.docx",
                     f"{name} Welsh large print combined.pdf", f"RESTRICTED/{name} combined.docx"):  # fmt: skip
            file = tmp_path / "letters" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("x")
            assert file in set(found(tmp_path, patterns[what])), (what, path)


@pytest.mark.parametrize(
    ("what", "inside", "kind"),
    [
        ("results", {"hand.csv": DEMO / "hand_entry.csv"}, "results"),
        ("results and candidates", {"a.csv": DEMO / "hand_entry.csv", "b.csv": DEMO / "candidates.csv"}, "results"),
        ("requests", {"a.csv": DEMO / "request_answers.csv"}, "requests"),
        ("scans of consent forms", {"a.pdf": None}, ""),
        ("results beside a scan", {"a.csv": DEMO / "hand_entry.csv", "b.pdf": None}, ""),
        ("results beside requests", {"a.csv": DEMO / "hand_entry.csv", "b.csv": DEMO / "request_answers.csv"}, ""),
        ("nothing", {}, ""),
    ],
)
def test_an_archive_that_was_received_is_judged_by_what_is_in_it(
    what: str, inside: dict[str, Path | None], kind: str, tmp_path: Path
) -> None:  # fmt: skip
    with ZipFile(tmp_path / "consent scans.zip", "w") as archive:
        for name, path in inside.items():
            archive.writestr(name, path.read_bytes() if path else b"%PDF-1.4 scan")

    assert kind_of(tmp_path / "consent scans.zip", ()) == kind


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
    closed = {"Status": "Closed", "Closed on": date(2024, 9, 1)}
    home.table("Lines").update({(row["Line ID"],): closed for row in home.table("Lines").rows()})
    home.commit("typed")
    said = call("retention", desk, "--yes", *later, "--json")

    assert said.json["counts"]["due"] == results > 500, said.out
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
    edit(desk, "Settings", "Logo", Value="school.png")
    (desk / "letters" / "school.png").write_bytes(b"crest")
    edit(desk, "Lines", f"L-{OWN}", Status="Sent to board")
    before = call("retention", desk, "--at", "2029-10-01 09:00", "--json").json
    said_open = "1 line keeps the results and the log from going: not closed, or it is not known since when"
    assert before["problems"].pop(0)["message"] == said_open
    assert "results" not in before["message"] and "permissions (2)" in before["message"]
    edit(desk, "Lines", f"L-{OWN}", Status="Closed")
    said = call("retention", desk, "--yes", "--at", "2029-10-01 09:00", "--json")

    assert said.code == 4 and holding(desk) == ["received/results.csv"], said.out
    after = call("retention", desk, "--at", "2029-10-01 09:05", "--json").json
    assert [[each["message"][:14] for each in run["problems"]] for run in (before, said.json, after)] == [["1 file in the "]] * 3
    assert (desk / "letters" / "school.png").is_file() and not any(desk.rglob("*.going")) and not (desk / ".destroying.json").exists()
    assert "Zq" not in "".join(path.read_text() for path in (desk / "audit.log", Ledger(desk).path))
    recorded = {row["What"]: row["How many"] for row in Desk(desk).table("Destroyed").rows()}
    assert recorded == {"Records of destroyed certificates": 2, "Requests and payments": 2, "Permissions": 2, "Results": 2}
    assert call("retention", desk, "--yes", "--at", "2029-10-01 09:05", "--json").json["counts"]["due"] == 0
