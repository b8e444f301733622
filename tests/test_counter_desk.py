"""`hand-over`, `issue-certificates`, `expect-certificates` and `return-work` on a desk: exit codes, twice, nothing on refusal."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from desks import call, copy, edit, fingerprints, new_desk, put, rows_in
from docx import Document

from results_desk.edges.desk.audit import login
from results_desk.rules.candidates.permissions import NO_FORM

REG = {"Surname": "Okafor", "Forenames": "Ada", "Results day": "Level 3", "Form returned": date(2024, 7, 1), "Status": "Waiting",
       "Named person": "Mary Okafor"}  # fmt: skip
LINE = {"Awarding body": "AQA", "Level": "GCE A-level", "Entry code": "7408", "Subject": "Physics"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = new_desk(tmp_path_factory.mktemp("counter") / "made")
    put(desk, "Permissions", *({**REG, "Candidate number": number} for number in ("0042", "0043")))
    result = {"Series": "June 2024", "Awarding body": "AQA", "Level": "GCE A-level", "Title": "Physics", "Entry code": "7408"}
    put(desk, "Results", *({**result, "Candidate number": number, "Grade": grade} for number, grade in (("0042", "B"), ("0043", "C"))))
    put(desk, "Lines", {**LINE, "Line ID": "PRS-24-0001-1", "Candidate number": "0043", "Service": "S2", "Status": "Sent to board",
                        "Sent on": date(2024, 9, 3)})  # fmt: skip
    put(desk, "Moderation", {"Ref": "MOD-24-01", "Awarding body": "AQA", "Component code": "7408/C", "Level": "GCE A-level",
                             "Date received": date(2024, 8, 28), "Stored where": "A1"})  # fmt: skip
    return desk


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    return copy(made, tmp_path)


def test_results_are_handed_over_at_eight_and_not_a_second_before(desk: Path) -> None:
    before = fingerprints(desk)
    words = ("hand-over", desk, "--candidate", "42", "--id-seen", "Passport", "--by", "EO")
    early = call(*words, "--at", "2024-08-15 07:59:59")
    assert early.code == 5 and "until 08:00 on Thursday 15 August 2024" in early.err and fingerprints(desk) == before

    assert call(*words, "--at", "2024-08-15 08:00").code == 0
    row = rows_in(desk, "Permissions")[0]
    assert (row["Status"], row["Handed over at"], row["ID seen"]) == ("Collected by candidate", datetime(2024, 8, 15, 8), "Passport")
    held = fingerprints(desk)
    assert call(*words, "--at", "2024-08-15 08:00").code == 0 and fingerprints(desk) == held


@pytest.fixture
def unasked(desk: Path) -> Path:
    """The same desk with two candidates of whom no form came: one with results, one whose results still have to come."""
    put(desk, "Candidates", *({"Candidate number": number, "Surname": f"Sur{number}"} for number in ("0042", "0043", "0044", "0045")))
    entry = {"Awarding body": "AQA", "Level": "GCE A-level", "Title": "Physics", "Entry code": "7408"}
    put(desk, "Entries", *({**entry, "Candidate number": number} for number in ("0042", "0043", "0044", "0045")))
    put(desk, "Results", {**entry, "Series": "June 2024", "Candidate number": "0044", "Grade": "A"})
    return desk


def test_who_gave_no_form_is_on_the_collection_sheet_and_the_list_to_chase(unasked: Path) -> None:
    assert call("flag-overdue", unasked, "--at", "2024-08-14 09:00").code == 0
    sheet = {row["Candidate number"]: row["Before you hand over"] for row in rows_in(unasked, "CollectionSheet")}
    assert sheet == {"0042": "", "0043": "", "0044": NO_FORM, "0045": NO_FORM}
    assert [row["Candidate number"] for row in rows_in(unasked, "MissingForms")] == ["0044", "0045"]
    assert {"0044", "0045"} <= {row["Name"] for row in rows_in(unasked, "ChaseList")}
    said = call("write-letters", unasked, "results_collection_sheet", "--at", "2024-08-15 08:00")
    (letter,) = (unasked / "letters").rglob("*collection*.docx")
    assert said.code == 0 and Document(str(letter)).element.xml.count(NO_FORM) == 2

    held = fingerprints(unasked)
    assert call("flag-overdue", unasked, "--at", "2024-08-14 09:00").code == 0
    assert fingerprints(unasked) == held
    put(unasked, "Destroyed", {"When": datetime(2025, 9, 1), "What": "Permissions"})
    assert call("flag-overdue", unasked, "--at", "2025-09-02 09:00").code in (0, 4)
    assert {row["Candidate number"] for row in rows_in(unasked, "CollectionSheet")} == {"0042", "0043"}


def test_who_gave_no_form_collects_in_person_and_stands_in_the_register_then(unasked: Path) -> None:
    words = ("hand-over", unasked, "--candidate", "44", "--id-seen", "Passport", "--at", "2024-08-15 08:10")
    before = fingerprints(unasked)
    other = call(*words, "--to", "Eve Stone")
    assert other.code == 5 and "candidate 0044 did not name this person" in other.err and fingerprints(unasked) == before

    said = call(*words)
    assert said.code == 0 and "1 handed over. 1 of them without a form: now on the register." in said.out
    row = rows_in(unasked, "Permissions")[-1]
    assert (row["Candidate number"], row["Results day"], row["Status"], row["ID seen"], row["Note"]) == (
        "0044", "Level 3", "Collected by candidate", "Passport", "No permission form came",
    )  # fmt: skip
    assert row["Staff initials"] == login() and row["Surname"] == "Sur0044"
    held = fingerprints(unasked)
    assert call(*words).code == 0 and fingerprints(unasked) == held


@pytest.mark.parametrize(
    ("number", "said"),
    [("0045", "no results of candidate 0045 on this desk, so nothing to hand over"), ("9999", "no candidate 9999 on this desk"),
     ("abc", "no candidate abc on this desk")],
)  # fmt: skip
def test_nothing_is_handed_over_where_there_is_nothing(unasked: Path, number: str, said: str) -> None:
    before = fingerprints(unasked)
    refused = call("hand-over", unasked, "--candidate", number, "--id-seen", "Passport", "--at", "2024-08-15 08:10")
    assert refused.code == 3 and said in " ".join(refused.err.split()) and fingerprints(unasked) == before


def test_somebody_not_named_needs_an_override_that_is_kept(desk: Path) -> None:
    before = fingerprints(desk)
    words = ("hand-over", desk, "--candidate", "0042", "--to", "Eve Stone", "--id-seen", "Passport", "--at", "2024-08-15 09:00")
    refused = call(*words)
    assert refused.code == 5 and "--override-by and --reason" in refused.err and fingerprints(desk) == before

    assert call(*words, "--override-by", "Head", "--reason", "Candidate rang").code == 0
    assert rows_in(desk, "Permissions")[0]["Override reason"] == "Candidate rang (Head)"
    assert "Eve" not in (desk / "audit.log").read_text(encoding="utf-8")


def test_a_person_who_names_nobody_is_asked_for_one(desk: Path) -> None:
    assert call("hand-over", desk).code == 3
    assert "--candidate" in call("issue-certificates", desk).err


def test_certificates_from_expected_to_issued(desk: Path) -> None:
    said = call("expect-certificates", desk, "--json", "--at", "2024-11-01 09:00")
    assert said.json["counts"] == {"new": 2, "certificates": 2}
    held = fingerprints(desk)
    assert call("expect-certificates", desk, "--json", "--at", "2024-11-01 09:00").json["counts"]["new"] == 0
    assert fingerprints(desk) == held
    first, second = rows_in(desk, "Certificates")
    assert (first["Final grade"], first["Review open"], second["Review open"]) == ("B", "", "Yes")
    for row in (first, second):
        edit(desk, "Certificates", row["Cert ID"], Received_on=date(2024, 11, 7), Grade_printed=row["Final grade"])

    before, at = fingerprints(desk), ("--id-seen", "Passport", "--at", "2024-11-20 10:00")
    refused = call("issue-certificates", desk, "--candidate", "0043", *at)
    assert refused.code == 5 and "CERT-24-0002 is held back" in refused.err and "PRS-24-0001-1" in refused.err
    assert fingerprints(desk) == before
    assert call("issue-certificates", desk, "--candidate", "0042", *at).code == 0
    assert rows_in(desk, "Certificates")[0]["Issued on"] == date(2024, 11, 20)
    held = fingerprints(desk)
    assert call("issue-certificates", desk, "--certificate", "CERT-24-0001", *at).code == 0 and fingerprints(desk) == held


def test_work_goes_back_after_the_last_day_for_reviews(desk: Path) -> None:
    before, words = fingerprints(desk), ("return-work", desk, "--ref", "MOD-24-01", "--to", "Ms Bell")
    early = call(*words, "--at", "2024-09-26 10:00")
    assert early.code == 5 and "MOD-24-01 must be kept up to and with 26 September 2024" in early.err and fingerprints(desk) == before

    assert call(*words, "--at", "2024-09-27 10:00").code == 0
    assert rows_in(desk, "Moderation")[0]["Returned to candidates on"] == date(2024, 9, 27)
    held = fingerprints(desk)
    assert call(*words, "--at", "2024-09-27 10:00").code == 0 and fingerprints(desk) == held


def test_work_stays_while_the_log_has_a_review_of_moderation(desk: Path) -> None:
    put(desk, "Lines", {**LINE, "Line ID": "PRS-24-0002-1", "Component code": "7408/C", "Service": "S3", "Status": "Sent to board",
                        "Sent on": date(2024, 9, 20)})  # fmt: skip
    refused = call("return-work", desk, "--ref", "MOD-24-01", "--to", "Ms Bell", "--at", "2024-10-27 10:00")
    assert refused.code == 5 and "MOD-24-01 must be kept: Service 3 open" in refused.err

    listed = call("return-work", desk, "--json", "--at", "2024-10-27 10:00")
    assert listed.json["report"][0]["Keep"] == "Not yet: Service 3 open" and listed.json["counts"]["free"] == 0
    assert call("return-work", desk, "--ref", "MOD-24-01", "--to", "Ms Bell", "--on", "soon").code == 3
