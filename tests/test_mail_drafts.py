"""Write mail: who gets a draft, what stands in it, what forbids it, and that nobody gets one twice."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from desks import Said, call, copy, fingerprints
from mailing import AFTER, BEFORE, change, ledger_states, mail_desk, plain_pdf, put_choices, put_pdfs, put_settings

from results_desk.doors import clock
from results_desk.edges import pdf
from results_desk.edges.desk import audit
from results_desk.edges.desk.desk import Desk
from results_desk.edges.mail import file as mailfile
from results_desk.edges.mail.ledger import Ledger

FIRST, SECOND, THIRD = "0003", "0008", "0014"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with results, a small PDF for each statement, and three candidates who chose email."""
    desk = mail_desk(tmp_path_factory.mktemp("ready") / "desk")
    put_choices(desk, *({"Candidate number": number} for number in (FIRST, SECOND, THIRD)))
    put_settings(desk, Mail_from="exams@larkfield.example")
    put_pdfs(desk)
    return desk


@pytest.fixture
def desk(ready: Path, tmp_path: Path) -> Path:
    return copy(ready, tmp_path)


def write(desk: Path, *words: str, kind: str = "results", at: str = AFTER) -> Said:
    return call("write-mail", desk, kind, *words, "--at", at, "--json")


def drafts(desk: Path, kind: str = "results") -> dict[str, EmailMessage]:
    """The drafts of a kind by candidate number."""
    files = sorted((desk / "letters" / "mail" / kind).glob("*.eml"))
    return {file.name.split()[0]: mailfile.read(file.read_bytes()) for file in files}


def problems(said: Said) -> list[str]:
    return [str(problem["message"]) for problem in said.json["problems"]]


def person(desk: Path, number: str) -> Mapping[str, Any]:
    return next(row for row in Desk(desk).table("Candidates").rows() if row["Candidate number"] == number)


def test_one_draft_for_each_who_chose_email(desk: Path) -> None:
    said = write(desk)
    made = drafts(desk)

    assert (said.code, said.json["counts"]) == (0, {"drafts": 3, "written": 3, "sent_before": 0})
    assert {number: str(draft["To"]) for number, draft in made.items()} == {n: f"c{n}@example.org" for n in (FIRST, SECOND, THIRD)}
    draft = made[FIRST]
    assert (draft["X-Unsent"], draft["From"]) == ("1", "Larkfield Example School <exams@larkfield.example>")
    assert draft["Subject"] == "PRACTICE – not a real result: Your results, June 2024 – Larkfield Example School"
    body = draft.get_body().get_content()
    assert f"Dear {person(desk, FIRST)['Forenames']}," in body
    assert f"candidate number {FIRST}" in body
    assert "password" not in body
    (attached,) = draft.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename().split()[0]) == ("application/pdf", FIRST)
    assert pdf.text(attached.get_content()).split()[0] == FIRST


def test_who_chose_welsh_is_written_to_in_welsh(desk: Path) -> None:
    """The letter, the text and what our rules say in it; the school's own Welsh text wins over ours."""
    change(desk, "Candidates", (FIRST,), Letters_in="Welsh")
    change(desk, "Candidates", (SECOND,), Letters_in="Welsh", Date_of_birth=dt.date(2008, 3, 14))
    put_pdfs(desk)
    said = write(desk, "--password-from", "Date of birth")
    made = drafts(desk)

    assert said.code == 0, said.out
    assert made[FIRST]["Subject"] == "PRACTICE / YMARFER – nid canlyniad go iawn: Eich canlyniadau, Mehefin 2024 – Larkfield Example School"
    body = made[SECOND].get_body().get_content()
    assert "Mae’n agor â chyfrinair: eich dyddiad geni fel wyth digid, er enghraifft 14032008 ar gyfer 14 Mawrth 2008." in body
    assert "swyddog arholiadau’r ganolfan" in body and "exams officer" not in body
    assert "Your results, June 2024" in made[THIRD]["Subject"]

    own = desk / "letters" / "templates" / "mail"
    own.mkdir(parents=True)
    (own / "results_welsh.txt").write_text("Subject: Ŵyl\n\nI {{ surnmae }}\n", encoding="utf-8")
    wrong = write(desk)
    assert wrong.code == 3
    assert "results_welsh.txt uses the field 'surnmae'" in wrong.json["message"] and "'surname'" in wrong.json["message"]
    (own / "results_welsh.txt").write_text("Subject: Ŵyl y gŵr\n\nI {{ surname }}\n", encoding="utf-8")
    write(desk)
    assert drafts(desk)[FIRST]["Subject"] == "Ŵyl y gŵr"


def test_the_second_run_changes_nothing(desk: Path) -> None:
    write(desk)
    before = fingerprints(desk)
    said = write(desk)

    assert said.json["counts"] == {"drafts": 3, "written": 0, "sent_before": 0}
    assert "nothing changed" in said.json["message"]
    assert fingerprints(desk) == before


@pytest.fixture
def reader(desk: Path) -> None:
    """Whoever runs the tests may prepare letters before the release."""
    signed = ("--signed-by", "The head", "--signed-on", "2024-08-01")
    assert call("authorise-reader", desk, "P Example", "--login", audit.login(), *signed).code == 0


@pytest.mark.usefixtures("reader")
def test_before_the_release_everything_is_checked_and_nothing_written(desk: Path) -> None:
    change(desk, "Permissions", (SECOND, "Level 1/2"), Email_for_results="")
    before = fingerprints(desk)
    said = write(desk, at=BEFORE)

    assert said.code == 5
    assert "may not go out before Thursday 22 August 2024 at 08:00" in said.json["message"]
    assert "2 messages are ready" in said.json["message"]
    assert problems(said) == [f"Email chosen, no address: candidate {SECOND}"]
    assert fingerprints(desk) == before
    shown = call("write-mail", desk, "results", "--at", BEFORE)
    assert f"Email chosen, no address: candidate {SECOND}" in shown.err


def test_whoever_may_not_prepare_letters_is_refused_before_anything_is_read(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "login", lambda: "colleague")
    before = fingerprints(desk)
    said = write(desk, at=BEFORE)

    assert said.code == 5
    assert "RESTRICTED until 08:00 on Thursday 22 August 2024" in said.json["message"]
    assert fingerprints(desk) == before


def test_on_a_real_desk_a_release_that_nobody_confirmed_holds_results_back(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Desk(desk)
    table = opened.table("ReleaseTimes")
    key = ("June 2024", "results may be released to candidates", "GCSE ELC Foundation/Higher Projects and Level 1/2 VTQ")
    table.update({key: {"At": dt.datetime(2024, 8, 20, 8)}})
    opened.commit("x")
    put_settings(desk, Practice_desk="No")
    put_pdfs(desk)
    monkeypatch.setattr(clock, "now", lambda: clock.at(AFTER))
    said = call("write-mail", desk, "results", "--json")

    assert said.code == 5
    assert "confirm-dates" in said.json["message"]
    assert drafts(desk) == {}


BLOCKED = [
    ("no address", {"Email_for_results": ""}, f"Email chosen, no address: candidate {FIRST}"),
    ("bounced", {"Email_checked": "Bounced"}, f"Email bounced: candidate {FIRST}"),
    ("a parent's", {"Parent_email": f"c{FIRST}@example.org"}, f"Email is a parent's: candidate {FIRST}"),
    ("another's", {"Email_for_results": f"c{SECOND}@example.org"}, f"Same email as another candidate: candidates {FIRST}, {SECOND}"),
    ("another's, in other letters", {"Email_for_results": f" C{SECOND}@Example.ORG"},
     f"Same email as another candidate: candidates {FIRST}, {SECOND}"),
    ("two addresses", {"Email_for_results": "a@example.org, b@example.org"}, f"Not one plain email address: candidate {FIRST}"),
    ("a header of its own", {"Email_for_results": "a@example.org\nBcc: b@example.org"}, f"Not one plain email address: candidate {FIRST}"),
    ("a name beside it", {"Email_for_results": "Ann <a@example.org>"}, f"Not one plain email address: candidate {FIRST}"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "cells", "says"), BLOCKED, ids=[row[0] for row in BLOCKED])
def test_what_forbids_a_draft(situation: str, cells: dict[str, str], says: str, desk: Path) -> None:
    change(desk, "Permissions", (FIRST, "Level 1/2"), **cells)
    said = write(desk)

    assert said.code == 4
    assert says in problems(said)
    assert FIRST not in drafts(desk)
    assert THIRD in drafts(desk)
    assert "example.org" not in said.out


WARNED = [
    ("not tested", {"Email_checked": "No"}, f"No test mail has arrived yet: candidate {FIRST}"),
    ("never tested", {"Email_checked": ""}, f"No test mail has arrived yet: candidate {FIRST}"),
    ("a leaver at school", {"Leaver": "Yes", "Email_for_results": "a@pupil.larkfield.example"},
     f"Leaver with a school address: candidate {FIRST}"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "cells", "says"), WARNED, ids=[row[0] for row in WARNED])
def test_what_is_only_warned_of(situation: str, cells: dict[str, str], says: str, desk: Path) -> None:
    opened = Desk(desk)
    opened.book("permissions_register.xlsx").set_named("desk_school_domain", "larkfield.example")
    opened.commit("x")
    change(desk, "Permissions", (FIRST, "Level 1/2"), **cells)
    said = write(desk)

    assert (said.code, problems(said)) == (4, [says])
    assert FIRST in drafts(desk)


@pytest.mark.parametrize(
    ("cells"),
    [{"Results_choice": "Collect in person"}, {"Results_choice": ""}, {"Status": "Emailed"}, {"Status": "Collected by candidate"}],
)  # fmt: skip
def test_who_is_simply_not_written_to(cells: dict[str, str], desk: Path) -> None:
    change(desk, "Permissions", (FIRST, "Level 1/2"), **cells)
    said = write(desk)

    assert (said.code, problems(said)) == (0, [])
    assert set(drafts(desk)) == {SECOND, THIRD}


def test_the_pdf_must_be_there_and_say_what_the_results_say(desk: Path) -> None:
    folder = desk / "letters" / "statement_of_results"
    (mine,), (other,), (third,) = (list(folder.glob(f"{number} *.pdf")) for number in (FIRST, SECOND, THIRD))
    mine.unlink()
    row = next(row for row in Desk(desk).table("Results").rows() if row["Candidate number"] == SECOND)
    key = tuple(str(row[heading]) for heading in ("Candidate number", "Awarding body", "Series", "Entry code"))
    change(desk, "Results", key, Grade="1")
    said_of_it = pdf.says(third)
    third.write_bytes(plain_pdf(FIRST, "somebody", "else", said=said_of_it))
    said = write(desk)

    assert said.code == 4
    assert sorted(problems(said)) == [
        f"No PDF of the letter: candidate {FIRST}", f"The PDF is of an earlier letter: candidate {SECOND}",
        f"The PDF was refused, the candidate number is not in it: candidate {THIRD}",
    ]  # fmt: skip
    assert drafts(desk) == {}


def test_the_pdfs_of_the_command_line_are_taken(desk: Path) -> None:
    from office import require_soffice

    require_soffice()
    shutil.rmtree(desk / "letters" / "statement_of_results")
    assert call("write-statements", desk, "--candidate", FIRST, "--pdf").code == 0
    said = write(desk, "--candidate", FIRST)

    assert (said.code, said.json["counts"]["written"]) == (0, 1), said.out


def test_two_results_days(desk: Path) -> None:
    """A candidate with results of both days: together by email, or not by email where one of them is to be collected."""
    rows = Desk(desk).table("Results").rows()
    both = {str(row["Candidate number"]) for row in rows if "A-level" in str(row["Level"])}
    lower = {str(row["Candidate number"]) for row in rows if row["Level"] == "GCSE"}
    mixed = sorted(both & lower)
    one, two, three = (mixed or _made_mixed(desk))[:3]
    for number, choice in ((one, "Email"), (two, "Collect in person")):
        put_choices(desk, {"Candidate number": number}, {"Candidate number": number, "Results day": "Level 3", "Results choice": choice})
    put_choices(desk, {"Candidate number": three})
    put_pdfs(desk)
    said = write(desk)

    assert one in drafts(desk)
    assert sorted(problems(said)) == [
        f"Another way chosen for the Level 3 results, which the statement shows: candidate {two}",
        f"No line for the Level 3 results, which the statement shows: candidate {three}",
    ]
    change(desk, "Permissions", (two, "Level 3"), Status="Collected by candidate")
    assert write(desk).json["counts"]["written"] == 1
    assert two in drafts(desk)


def _made_mixed(desk: Path) -> list[str]:
    """Give three candidates an A-level result more."""
    opened = Desk(desk)
    rows = {str(row["Candidate number"]): row for row in opened.table("Results").rows() if row["Level"] == "GCSE"}
    numbers = [number for number in rows if number not in (FIRST, SECOND, THIRD)][:3]
    more = [{**rows[number], "Level": "GCE A-level", "Entry code": "7357", "Title": "Mathematics", "Grade": "A"} for number in numbers]
    opened.table("Results").append({heading: [row[heading] for row in more] for heading in more[0]})
    opened.commit("x")
    return numbers


@pytest.mark.usefixtures("reader")
def test_before_the_release_a_missing_pdf_does_not_hide_the_moment(desk: Path) -> None:
    shutil.rmtree(desk / "letters" / "statement_of_results")
    said = write(desk, at=BEFORE)

    assert said.code == 5
    assert "0 messages are ready" in said.json["message"]
    assert problems(said) == [f"No PDF of the letter: candidates {FIRST}, {SECOND}, {THIRD}"]


def test_a_line_for_the_wrong_results_day_is_not_passed_over(desk: Path) -> None:
    put_choices(desk, {"Candidate number": "0002", "Results day": "Level 3"})
    said = write(desk)

    assert problems(said) == ["No line for the Level 1/2 results, which the statement shows: candidate 0002"]
    assert "0002" not in drafts(desk)


@pytest.mark.usefixtures("reader")
def test_some_are_released_and_others_not(desk: Path) -> None:
    numbers = _made_mixed(desk)
    opened = Desk(desk)
    key = ("June 2024", "results may be released to candidates", "GCSE ELC Foundation/Higher Projects and Level 1/2 VTQ")
    assert opened.table("ReleaseTimes").update({key: {"At": dt.datetime(2024, 8, 14, 8)}}) == []
    opened.commit("x")
    put_choices(desk, {"Candidate number": numbers[0]}, {"Candidate number": numbers[0], "Results day": "Level 3"})
    put_pdfs(desk)
    said = write(desk, at="2024-08-15 07:59")

    assert said.code == 4
    assert problems(said) == [f"Not before Thursday 15 August 2024 at 08:00: candidate {numbers[0]}"]
    assert set(drafts(desk)) == {FIRST, SECOND, THIRD}


def test_a_locked_pdf_opens_with_what_the_candidate_knows(desk: Path) -> None:
    opened = Desk(desk)
    born = person(desk, FIRST)["Date of birth"]
    opened.table("Candidates").update({(SECOND,): {"Date of birth": None}})
    opened.commit("x")
    put_pdfs(desk)
    said = write(desk, "--password-from", "date of birth")
    draft = drafts(desk)[FIRST]
    data = mailfile.attached_pdf(next((desk / "letters" / "mail" / "results").glob(f"{FIRST} *")).read_bytes())

    assert pdf.opens(data, f"{born:%d%m%Y}")
    assert not pdf.opens(data, "")
    assert "It opens with a password: your date of birth as eight digits" in draft.get_body().get_content()
    assert problems(said) == [f"No password under date of birth: candidate {SECOND}"]
    everything = said.out + (desk / "audit.log").read_text() + (desk / "mail_ledger.jsonl").read_text()
    assert f"{born:%d%m%Y}" not in everything
    assert write(desk, "--password-from", "date of birth").json["counts"]["written"] == 0


def test_a_corrected_password_makes_a_new_draft(desk: Path) -> None:
    write(desk, "--password-from", "ULN")
    change(desk, "Candidates", (FIRST,), ULN="9999999999")
    put_pdfs(desk, at=dt.datetime(2024, 8, 22, 8))
    said = write(desk, "--password-from", "ULN")

    assert said.json["counts"]["written"] == 1
    data = mailfile.attached_pdf(next((desk / "letters" / "mail" / "results").glob(f"{FIRST} *")).read_bytes())
    assert pdf.opens(data, "9999999999")


def test_an_unknown_column_for_passwords_is_refused(desk: Path) -> None:
    said = write(desk, "--password-from", "Shoe size")

    assert said.code == 3
    assert "has a column 'Shoe size' for passwords" in said.json["message"]


def test_a_draft_that_somebody_changed_or_lost_is_written_again(desk: Path) -> None:
    write(desk)
    one, two, _ = sorted((desk / "letters" / "mail" / "results").glob("*.eml"))
    one.write_bytes(one.read_bytes().replace(b"Dear", b"Hello"))
    two.unlink()

    assert write(desk).json["counts"] == {"drafts": 3, "written": 2, "sent_before": 0}
    assert b"Dear" in one.read_bytes()
    assert [path.name for path in (desk / "letters" / "replaced").rglob("*.eml")] == [one.name]


def test_the_sheet_mail_says_what_became_of_each(desk: Path) -> None:
    write(desk)
    rows = Desk(desk).table("Mail").rows()

    assert [(row["Candidate number"], row["Kind"], row["About"], row["State"]) for row in rows] == [
        (number, "results", "Level 1/2", "Draft written") for number in (FIRST, SECOND, THIRD)
    ]
    assert ledger_states(desk) == ["draft"] * 3
    kept = (desk / "mail_ledger.jsonl").read_text() + (desk / "audit.log").read_text()
    assert "example.org" not in kept


def test_nothing_personal_outside_workbooks_and_letters(desk: Path) -> None:
    names = [str(person(desk, number)[heading]) for number in (FIRST, SECOND, THIRD) for heading in ("Surname", "Forenames")]
    said = write(desk)
    shown = said.out + call("write-mail", desk, "results", "--at", AFTER).out + (desk / "audit.log").read_text()

    assert not [name for name in names if name in shown]


OWN_TEXTS = [
    ("no subject", "Hello {{ forenames }}", "has no subject"),
    ("an unknown field", "Subject: x\n\n{{ candidate_nmae }}",
     "uses the field 'candidate_nmae', which no letter has (nearest: 'candidate_name')"),
    ("a broken tag", "Subject: x\n\n{{ forenames", "has a broken tag"),
    ("reaching out of the sandbox", "Subject: x\n\n{{ forenames.__class__.__mro__ }}", "can't be filled"),
    ("a field that has no value here", "Subject: x\n\n{{ request_id }}", "prints the field 'request_id', which has no value here"),
    ("no text at all", "\xff\xfe".encode("latin-1").decode("latin-1"), "has no subject"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "text", "says"), OWN_TEXTS, ids=[row[0] for row in OWN_TEXTS])
def test_a_text_of_ones_own_is_checked_strictly(situation: str, text: str, says: str, desk: Path) -> None:
    own = desk / "letters" / "templates" / "mail"
    own.mkdir(parents=True)
    (own / "results.txt").write_text(text, encoding="utf-8")
    said = write(desk)

    assert said.code == 3
    assert says in said.json["message"]
    assert "results.txt" in said.json["message"]
    assert drafts(desk) == {}


def test_values_with_line_ends_and_tags_stay_values(desk: Path) -> None:
    own = desk / "letters" / "templates" / "mail"
    own.mkdir(parents=True)
    (own / "results.txt").write_text("Subject: For {{ centre_name }}\n\nDear <{{ centre_name }}> & co\n", encoding="utf-8")
    put_settings(desk, Centre_name="A\nBcc: x@example.org {{ surname }} <b>")
    put_pdfs(desk)
    said = write(desk)
    assert said.code == 0, said.out
    draft = drafts(desk)[FIRST]

    assert draft["Bcc"] is None
    assert draft["Subject"] == "For A Bcc: x@example.org {{ surname }} <b>"
    assert "Dear <A\nBcc: x@example.org {{ surname }} <b>> & co" in draft.get_body().get_content().replace("\r\n", "\n")


def test_reminders_say_what_is_missing_and_show_no_results(desk: Path) -> None:
    change(desk, "Permissions", (FIRST, "Level 1/2"), Form_returned=None)
    change(desk, "Permissions", (SECOND, "Level 1/2"), Results_choice="Collect in person")
    change(desk, "Permissions", (THIRD, "Level 1/2"), Email_for_results="", Results_choice="Collect in person")
    said = write(desk, kind="reminder", at="2024-08-27 10:00")
    made = drafts(desk, "reminder")

    assert set(made) == {FIRST, SECOND}
    assert "We have no form from you" in made[FIRST].get_body().get_content()
    assert "Your results wait for you" in made[SECOND].get_body().get_content()
    assert not list(made[SECOND].iter_attachments())
    assert problems(said) == [f"No address in the register: candidate {THIRD}"]
    assert write(desk, kind="reminder", at="2024-08-28 10:00").json["counts"]["written"] == 0


def test_a_form_and_certificates_are_two_messages_and_the_one_that_was_sent_is_not_written_again(desk: Path) -> None:
    change(desk, "Permissions", (FIRST, "Level 1/2"), Form_returned=None)
    held = Desk(desk)
    held.table("Certificates").append({
        "Cert ID": ["CERT-24-0001", "CERT-24-0002"], "Candidate number": [FIRST] * 2, "Received on": [dt.date(2024, 11, 5)] * 2,
        "Date of issue": [dt.date(2024, 8, 22)] * 2, "Review open": ["", "Yes"],
    })  # fmt: skip
    held.commit("typed")
    write(desk, kind="reminder", at="2025-01-10 09:00")
    change(desk, "Certificates", ("CERT-24-0002",), Review_open="No")
    said = write(desk, kind="reminder", at="2025-01-10 10:00")
    files = [file.name for file in sorted((desk / "letters" / "mail" / "reminder").glob("*.eml"))]

    assert (said.code, said.json["counts"]["written"], said.json["counts"]["drafts"]) == (0, 1, 2), said.out
    assert [name.split()[:2] == [FIRST, "certificates"] for name in files] == [False, True]
    texts = [mailfile.read(file.read_bytes()).get_body().get_content()
             for file in sorted((desk / "letters" / "mail" / "reminder").glob("*.eml"))]  # fmt: skip
    assert ["We have no form from you" in text for text in texts] == [True, False]
    assert ["Your certificates wait for you (2)" in text for text in texts] == [False, True]
    ledger = Ledger(desk)
    assert [(entry.about, entry.state) for entry in ledger.entries()] == [
        ("", "draft"), ("Reminder 1: CERT-24-0001", "dropped"), ("Reminder 1: CERT-24-0001, CERT-24-0002", "draft"),
    ]  # fmt: skip
    waiting = [entry for entry in ledger.entries() if entry.state == "draft"]
    ledger.note_all([replace(entry, state="sent", at="2025-01-10T10:05:00") for entry in waiting])
    again = write(desk, kind="reminder", at="2025-01-11 10:00")

    assert (again.json["counts"]["written"], again.json["counts"]["drafts"]) == (0, 0)
    assert [row["Reminder 1"] for row in Desk(desk).table("Certificates").rows()] == [dt.date(2025, 1, 10)] * 2


def test_a_candidate_without_a_message_is_named(desk: Path) -> None:
    said = write(desk, "--candidate", "1")
    unknown = write(desk, "--candidate", "9999")

    assert said.code == unknown.code == 3
    assert "no message to write for candidate 0001: no form came" in said.json["message"]
    assert "no candidate 9999 on this desk" in unknown.json["message"]
    assert "0001: no line of theirs is at Outcome received" in write(desk, "--candidate", "1", kind="outcome").json["message"]
    assert "0001: there is nothing to remind them of" in write(desk, "--candidate", "1", kind="reminder").json["message"]


def test_an_unknown_kind_is_wrong_usage(desk: Path) -> None:
    assert call("write-mail", desk, "postcard").code == 2


def test_an_outcome_goes_with_its_letter_once_the_awarding_body_answered(desk: Path) -> None:
    opened = Desk(desk)
    line = {
        "Line ID": "PRS-24-0001-1", "Request ID": "PRS-24-0001", "Candidate number": FIRST, "Name": "as entered", "Awarding body": "AQA",
        "Level": "GCSE", "Subject": "Mathematics", "Entry code": "8300", "Component code": "8300/1H", "Service": "S2",
        "Series": "June 2024", "Status": "Outcome received", "Raw mark": 40, "Max mark": 80, "Mark after": 44,
        "Outcome date": dt.date(2024, 9, 10),
    }  # fmt: skip
    other = line | {"Line ID": "PRS-24-0002-1", "Request ID": "PRS-24-0002", "Candidate number": SECOND, "Status": "Sent to board"}
    opened.table("Lines").append({heading: [line[heading], other[heading]] for heading in line})
    opened.commit("x")
    put_pdfs(desk, "outcome_letter", clock.at("2024-09-11 09:00"))
    said = write(desk, kind="outcome", at="2024-09-11 10:00")
    draft = drafts(desk, "outcome")

    assert (said.code, said.json["counts"]["written"]) == (0, 1), said.out
    (message,) = draft.values()
    assert message["To"] == f"c{FIRST}@example.org"
    assert "The outcome of your request PRS-24-0001" in message["Subject"]
    assert [part.get_content_type() for part in message.iter_attachments()] == ["application/pdf"]
    change(desk, "Permissions", (FIRST, "Level 1/2"), Results_choice="Post")
    assert problems(write(desk, kind="outcome", at="2024-09-11 10:00")) == [f"Email was not chosen: candidate {FIRST}"]
    ledger = Ledger(desk)
    ledger.note_all([replace(entry, state="sent", at="2024-09-11T11:00:00+01:00") for entry in ledger.entries()])
    write(desk, kind="outcome", at="2024-09-12 10:00")
    row = Desk(desk).table("Lines").rows()[0]
    assert (row["Status"], row["Candidate told on"], row["How told"]) == ("Candidate told", dt.date(2024, 9, 11), "Email")
