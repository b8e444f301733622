"""Send mail through a real server on this machine: drops, delays, rejects, restarts, kills; nothing doubled, nothing lost."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import Said, call, copy, fingerprints
from hypothesis import given, settings
from hypothesis import strategies as st
from mailing import (
    AFTER,
    BEFORE,
    LOGIN,
    PASSWORD,
    Inbox,
    MailServer,
    Passwords,
    change,
    hang_up,
    later,
    ledger_states,
    mail_desk,
    passwords,
    put_choices,
    put_pdfs,
    put_settings,
    waits,
)

from results_desk.edges.computer import person
from results_desk.edges.desk.desk import Desk
from results_desk.edges.mail import post
from results_desk.edges.mail.ledger import Entry, Ledger
from results_desk.errors import DeskError

NUMBERS = ("0003", "0008", "0014", "0015", "0016")
ADDRESSES = [f"c{number}@example.org" for number in NUMBERS]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with five drafts that may go out."""
    desk = mail_desk(tmp_path_factory.mktemp("ready") / "desk")
    put_choices(desk, *({"Candidate number": number} for number in NUMBERS))
    put_settings(desk, Mail_from="exams@larkfield.example")
    put_pdfs(desk)
    assert call("write-mail", desk, "results", "--at", AFTER).code == 0
    return desk


@pytest.fixture
def desk(ready: Path, tmp_path: Path) -> Path:
    return copy(ready, tmp_path)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "PAUSES", (0.1, 0.3, 0.5))


@pytest.fixture(autouse=True)
def kept() -> Iterator[Passwords]:
    with passwords() as ours:
        ours.set_password("Results Desk mail", LOGIN, PASSWORD)
        yield ours


@pytest.fixture(params=["STARTTLS"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MailServer]:
    running = MailServer(tmp_path, Inbox(), tls=request.param == "TLS")
    running.start()
    yield running
    running.stop()


def send(desk: Path, server: MailServer | None, *words: str, at: str = AFTER) -> Said:
    if server is not None:
        put_settings(desk, **server.settings())
    return call("send-mail", desk, "--yes", *words, "--at", at, "--json")


def problems(said: Said) -> list[str]:
    return [str(problem["message"]) for problem in said.json["problems"]]


def statuses(desk: Path) -> dict[str, str]:
    return {str(row["Candidate number"]): str(row["Status"]) for row in Desk(desk).table("Permissions").rows()}


@pytest.mark.parametrize("server", ["STARTTLS", "TLS"], indirect=True)
def test_every_draft_is_sent_once_and_noted(server: MailServer, desk: Path) -> None:
    said = send(desk, server)

    assert (said.code, said.json["counts"]) == (0, {"sent": 5, "refused": 0, "unknown": 0, "to_send": 0, "sent_before": 0})
    assert server.inbox.to == ADDRESSES
    assert server.inbox.logins == [LOGIN]
    message = server.inbox.messages[0]
    assert message["X-Unsent"] is None
    assert message["Date"].startswith("Thu, 22 Aug 2024 08:00")
    assert [part.get_content_type() for part in message.iter_attachments()] == ["application/pdf"]
    assert statuses(desk) == dict.fromkeys(NUMBERS, "Emailed")
    row = Desk(desk).table("Permissions").rows()[0]
    assert str(row["Handed over at"]) == "2024-08-22 08:00:00"
    assert {row["State"] for row in Desk(desk).table("Mail").rows()} == {"Sent"}
    assert ledger_states(desk) == ["draft"] * 5 + ["sending", "sent"] * 5

    before = fingerprints(desk)
    again = send(desk, None)
    assert again.json["counts"] == {"sent": 0, "refused": 0, "unknown": 0, "to_send": 0, "sent_before": 5}
    assert call("write-mail", desk, "results", "--at", AFTER, "--json").json["counts"]["written"] == 0
    assert fingerprints(desk) == before
    assert len(server.inbox.took) == 5


def test_a_reminder_of_certificates_is_noted_when_it_was_sent_and_the_next_one_has_its_own_time(server: MailServer, desk: Path) -> None:
    """A draft may never go out; what went out is never due again, and what came later was not in it."""
    came = {"CERT-24-0001": dt.date(2024, 11, 5), "CERT-24-0002": dt.date(2025, 2, 1)}
    held = Desk(desk)
    held.table("Certificates").append({
        "Cert ID": list(came), "Candidate number": [NUMBERS[0]] * 2, "Received on": list(came.values()),
        "Date of issue": [dt.date(2024, 8, 22)] * 2,
    })  # fmt: skip
    held.commit("typed")

    def noted() -> list[list[object]]:
        return [[row[f"Reminder {n}"] for n in (1, 2, 3)] for row in Desk(desk).table("Certificates").rows()]

    def remind(at: str) -> int:
        return int(call("write-mail", desk, "reminder", "--at", at, "--json").json["counts"]["written"])

    assert remind("2025-01-10 09:00") == 1
    assert noted() == [[None] * 3] * 2
    send(desk, server, at="2025-01-10 10:00")
    first = dt.date(2025, 1, 10)
    assert noted() == [[first, None, None], [None] * 3]
    assert remind("2025-04-01 09:00") == 1
    send(desk, server, at="2025-04-01 10:00")
    second = dt.date(2025, 4, 1)
    assert noted() == [[first, second, None], [None, second, None]]
    before = fingerprints(desk)
    send(desk, server, at="2025-04-02 10:00")

    assert remind("2025-04-02 09:00") == 0
    assert fingerprints(desk) == before
    assert sum("reminder" in str(each["Subject"]) for each in server.inbox.messages) == 2


def test_a_certificate_that_was_held_back_when_a_reminder_went_out_is_not_noted_and_has_its_own(server: MailServer, desk: Path) -> None:
    """The register is evidence towards destruction: no day stands in it on which nobody wrote about the certificate."""
    held = Desk(desk)
    held.table("Certificates").append({
        "Cert ID": ["CERT-24-0001", "CERT-24-0002", "CERT-24-0003"], "Candidate number": [NUMBERS[0]] * 3,
        "Received on": [dt.date(2024, 11, 5)] * 3, "Date of issue": [dt.date(2024, 8, 22)] * 3, "Review open": ["", "Yes", ""],
    })  # fmt: skip
    held.commit("typed")

    def noted() -> list[object]:
        return [row["Reminder 1"] for row in Desk(desk).table("Certificates").rows()]

    def remind(at: str) -> int:
        return int(call("write-mail", desk, "reminder", "--at", at, "--json").json["counts"]["written"])

    assert remind("2025-01-10 09:00") == 1
    send(desk, server, at="2025-01-10 10:00")
    first = dt.date(2025, 1, 10)
    assert noted() == [first, None, first]
    change(desk, "Certificates", ("CERT-24-0002",), Review_open="No")
    send(desk, None, at="2025-01-20 10:00")
    assert noted() == [first, None, first]
    assert remind("2025-01-20 10:00") == 1
    send(desk, None, at="2025-01-20 11:00")

    assert noted() == [first, dt.date(2025, 1, 20), first]


def test_what_sending_changes_in_the_registers_is_in_their_history(server: MailServer, desk: Path) -> None:
    held = Desk(desk)
    held.table("Certificates").append({
        "Cert ID": ["CERT-24-0001"], "Candidate number": [NUMBERS[0]], "Received on": [dt.date(2024, 8, 1)],
        "Date of issue": [dt.date(2024, 5, 1)],
    })  # fmt: skip
    held.commit("typed")
    assert call("write-mail", desk, "reminder", "--at", AFTER).code == 0
    send(desk, server)

    def history(name: str) -> list[list[object]]:
        return [[row[each] for each in ("When", "Action", "Key", "Column", "New")] for row in Desk(desk).table(name).rows()]

    at = dt.datetime(2024, 8, 22, 8)
    assert history("CertificateHistory") == [[at, "send mail", "CERT-24-0001", "Reminder 1", "22/08/2024"]]
    told = [["Status", "Emailed"], ["Handed over at", "22/08/2024 08:00"]]
    assert sorted(history("PermissionHistory")) == sorted(
        [at, "send mail", f"{number} / Level 1/2", *cell] for number in NUMBERS for cell in told
    )


def test_nothing_goes_out_before_the_release(server: MailServer, desk: Path) -> None:
    put_settings(desk, **server.settings())
    before = fingerprints(desk)
    said = send(desk, None, at=BEFORE)

    assert said.code == 5
    assert "RESTRICTED until 08:00 on Thursday 22 August 2024" in said.json["message"]
    assert server.inbox.seen == {}
    assert fingerprints(desk) == before


def test_what_changed_since_the_draft_is_not_sent(server: MailServer, desk: Path) -> None:
    change(desk, "Permissions", ("0003", "Level 1/2"), Email_for_results="new@example.org")
    change(desk, "Permissions", ("0008", "Level 1/2"), Status="Collected by candidate")
    change(desk, "Permissions", ("0014", "Level 1/2"), Email_checked="Bounced")
    row = next(row for row in Desk(desk).table("Results").rows() if row["Candidate number"] == "0015")
    key = tuple(str(row[heading]) for heading in ("Candidate number", "Awarding body", "Series", "Entry code"))
    change(desk, "Results", key, Grade="1")
    draft = next((desk / "letters" / "mail" / "results").glob("0016 *"))
    draft.write_bytes(draft.read_bytes().replace(b"c0016@", b"other@"))
    said = send(desk, server)

    assert server.inbox.took == []
    assert said.code == 4
    assert "candidates 0003, 0008, 0014, 0015, 0016" in problems(said)[0]
    assert "Something changed since the draft was written" in problems(said)[0]


REJECTED = [
    ("an address that is not there", ("RCPT", 1), "550 5.1.1 <c0008@example.org>: who?", "refused", "refused it for good (code 550)"),
    ("a full box", ("RCPT", 1), "452 4.2.2 mailbox full", "later", "could not take it just now (code 452)"),
    ("a message that is too big", ("DATA", 1), "552 5.3.4 too big", "refused", "refused it for good (code 552)"),
    ("a server that greylists", ("DATA", 1), "451 4.7.1 try again", "later", "could not take it just now (code 451)"),
    ("a sender it does not like", ("MAIL", 1), "553 5.7.1 not yours", "refused", "refused it for good (code 553)"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "when", "reply", "state", "says"), REJECTED, ids=[row[0] for row in REJECTED])
def test_a_rejected_message_stops_no_other(
    situation: str, when: tuple[str, int], reply: str, state: str, says: str, server: MailServer, desk: Path
) -> None:
    server.inbox.on[when] = reply
    said = send(desk, server)

    assert said.code == 4
    assert problems(said) == [f"The server {says}: candidate 0008"]
    assert server.inbox.to == [address for address in ADDRESSES if "0008" not in address]
    assert statuses(desk)["0008"] == "Waiting"
    again = send(desk, None)
    assert Counter(server.inbox.to) == Counter(ADDRESSES if state == "later" else [a for a in ADDRESSES if "0008" not in a])
    assert again.json["counts"]["sent"] == (state == "later")
    assert "example.org" not in said.out + (desk / "mail_ledger.jsonl").read_text() + (desk / "audit.log").read_text()


def test_a_refused_address_waits_for_another_one(server: MailServer, desk: Path) -> None:
    server.inbox.on["RCPT", 0] = "550 no such user"
    send(desk, server)
    said = call("write-mail", desk, "results", "--at", AFTER, "--json")
    assert problems(said) == ["The server refused the last message to this address: candidate 0003"]
    change(desk, "Permissions", ("0003", "Level 1/2"), Email_for_results="better@example.org")
    assert call("write-mail", desk, "results", "--at", AFTER, "--json").json["counts"]["written"] == 1
    send(desk, None)

    assert Counter(server.inbox.to) == Counter([*ADDRESSES[1:], "better@example.org"])


CUT_BEFORE = [("MAIL", hang_up), ("RCPT", hang_up), ("MAIL", waits(4)), ("RCPT", "421 closing down")]


@pytest.mark.parametrize(("command", "what"), CUT_BEFORE)
def test_a_line_cut_before_the_end_is_tried_again_by_itself(command: str, what: Any, server: MailServer, desk: Path) -> None:
    server.inbox.on[command, 2] = what
    said = send(desk, server)

    assert (said.code, said.json["counts"]["sent"]) == (0, 5), said.out
    assert Counter(server.inbox.to) == Counter(ADDRESSES)


CUT_AFTER = [("taken, the answer lost", "took and hung up", True), ("not taken", hang_up, False), ("too late an answer", waits(4), True)]


@pytest.mark.parametrize(("situation", "what", "taken"), CUT_AFTER, ids=[row[0] for row in CUT_AFTER])
def test_an_answer_that_was_lost_is_never_guessed(situation: str, what: Any, taken: bool, server: MailServer, desk: Path) -> None:
    server.inbox.on["DATA", 2] = what if taken else waits(0, None) and what
    said = send(desk, server)
    expected = ADDRESSES if taken and what == "took and hung up" else [address for address in ADDRESSES if "0014" not in address]

    assert said.code == 4
    assert said.json["counts"] == {"sent": 4, "refused": 0, "unknown": 1, "to_send": 0, "sent_before": 0}
    assert problems(said) == ["The server's answer was lost: nobody here knows whether it arrived: candidate 0014"]
    assert statuses(desk)["0014"] == "Waiting"
    if what == hang_up:
        assert server.inbox.to == expected or Counter(server.inbox.to) == Counter(ADDRESSES)
    took = len(server.inbox.took)
    assert send(desk, None).json["counts"]["sent"] == 0
    assert len(server.inbox.took) == took
    written = call("write-mail", desk, "results", "--at", AFTER, "--json")
    assert written.json["counts"]["written"] == 0
    assert "nobody here knows whether it arrived: candidate 0014" in problems(written)[0]


def test_what_the_it_found_counts_as_sent(server: MailServer, desk: Path) -> None:
    server.inbox.on["DATA", 2] = "took and hung up"
    send(desk, server)
    said = send(desk, None, "--arrived")

    assert (said.code, said.json["counts"]["sent_before"]) == (0, 5)
    assert statuses(desk)["0014"] == "Emailed"
    assert Counter(server.inbox.to) == Counter(ADDRESSES)


def test_what_never_arrived_is_sent_again_under_the_same_id(server: MailServer, desk: Path) -> None:
    server.inbox.on["DATA", 2] = hang_up
    send(desk, server)
    before = {str(message["Message-ID"]) for message in server.inbox.messages}
    said = send(desk, None, "--resend-unknown")

    assert (said.code, said.json["counts"]["sent"]) == (0, 1)
    ids = [str(message["Message-ID"]) for message in server.inbox.messages]
    assert {str(message["To"]) for message in server.inbox.messages} == set(ADDRESSES)
    assert len(set(ids)) == 5
    assert before <= set(ids)
    assert any(row["Message"] in ids[-1] for row in Desk(desk).table("Mail").rows())


def test_a_server_that_restarts_meanwhile_gets_the_rest(server: MailServer, desk: Path) -> None:
    async def restart(protocol: Any) -> str:
        later(0, server.stop)
        later(0.5, server.start)
        protocol.transport.abort()
        return "250 never heard"

    server.inbox.on["RCPT", 2] = restart
    post.PAUSES = (0.5, 1.5, 2.0)
    said = send(desk, server)

    assert (said.code, said.json["counts"]["sent"]) == (0, 5), said.out
    assert Counter(server.inbox.to) == Counter(ADDRESSES)


def test_a_server_that_stays_away_leaves_the_rest_for_later(server: MailServer, desk: Path) -> None:
    async def away(protocol: Any) -> str:
        later(0, server.stop)
        protocol.transport.abort()
        return "250 never heard"

    server.inbox.on["RCPT", 2] = away
    said = send(desk, server)
    assert said.code == 4
    assert said.json["counts"] == {"sent": 2, "refused": 0, "unknown": 0, "to_send": 3, "sent_before": 0}
    assert "does not answer" in problems(said)[0]
    assert "candidates 0014, 0015, 0016" in problems(said)[0]
    assert statuses(desk) == dict(zip(NUMBERS, ["Emailed", "Emailed", "Waiting", "Waiting", "Waiting"], strict=True))

    server.start()
    assert send(desk, None).json["counts"] == {"sent": 3, "refused": 0, "unknown": 0, "to_send": 0, "sent_before": 2}
    assert Counter(server.inbox.to) == Counter(ADDRESSES)


def test_a_server_that_is_not_there_refuses_before_anything(server: MailServer, desk: Path) -> None:
    put_settings(desk, **server.settings())
    server.stop()
    before = fingerprints(desk)
    said = send(desk, None)

    assert said.code == 3
    assert "does not answer: check Mail server in Settings" in said.json["message"]
    assert fingerprints(desk) == before


@pytest.mark.parametrize(
    ("change_settings", "says"),
    [
        ({"Mail_server": ""}, "Mail server is blank"),
        ({"Mail_from": ""}, "Mail from is blank"),
        ({"Mail_from": "Exams <exams@larkfield.example>"}, "Mail from is not one plain email address"),
        ({"Mail_server_security": "none"}, "must be STARTTLS or TLS; results are never sent in the clear"),
        ({"Mail_server_port": "smtp"}, "Mail server port must be a number above 0"),
        ({"Mails_a_minute": "0"}, "Mails a minute must be a number above 0"),
        ({"Mail_server_certificate": ""}, "could not prove who it is"),
        ({"Mail_server_certificate": "no such file.pem"}, "is no certificate file (PEM)"),
        ({"Mail_login": "somebody"}, "run 'results-desk send-mail DESK --new-password' once"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_and_nothing_is_sent(
    change_settings: dict[str, str], says: str, server: MailServer, desk: Path
) -> None:
    put_settings(desk, **(server.settings() | change_settings))
    said = send(desk, None)

    assert said.code == 3
    assert says in said.json["message"]
    assert server.inbox.took == []


def test_a_wrong_password_is_said_and_never_shown(server: MailServer, desk: Path, kept: Passwords) -> None:
    kept.set_password("Results Desk mail", LOGIN, "not it, I fear")
    said = send(desk, server)

    assert said.code == 3
    assert "refused the login (535)" in said.json["message"]
    assert "I fear" not in said.out + said.err + (desk / "audit.log").read_text()


def test_a_server_without_encryption_is_refused(desk: Path, tmp_path: Path) -> None:
    from aiosmtpd.controller import Controller
    from mailing import free_port

    inbox = Inbox()
    plain = Controller(inbox, hostname="127.0.0.1", port=free_port())
    plain.start()
    try:
        put_settings(desk, Mail_server="127.0.0.1", Mail_server_port=str(plain.port), Mail_login="", Mail_server_security="STARTTLS")
        said = send(desk, None)
    finally:
        plain.stop()

    assert said.code == 3
    assert "Results are never sent in the clear" in said.json["message"]
    assert inbox.took == []


def test_the_password_is_asked_for_once_and_kept(server: MailServer, desk: Path, kept: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.held.clear()
    asked: list[str] = []
    monkeypatch.setattr(person, "is_there", lambda: True)
    monkeypatch.setattr(person, "password", lambda question: asked.append(question) or PASSWORD)
    assert send(desk, server, "--new-password").json["counts"]["sent"] == 5

    assert asked == [f"Password of {LOGIN} on 127.0.0.1"]
    assert kept.held == {("Results Desk mail", LOGIN): PASSWORD}


@pytest.mark.parametrize(("there", "says", "sent"), [(False, False, 0), (True, False, 0), (True, True, 5)])
def test_nothing_is_sent_until_somebody_says_yes(
    there: bool, says: bool, sent: int, server: MailServer, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person, "is_there", lambda: there)
    monkeypatch.setattr(person, "says_yes", lambda question: says)
    put_settings(desk, **server.settings())
    said = call("send-mail", desk, "--at", AFTER, "--json")

    assert len(server.inbox.took) == sent
    assert said.code == (0 if sent else 3)
    assert sent or "5 messages are ready. Say yes, or run it with --yes" in said.json["message"]


def test_a_workbook_that_is_open_stops_before_the_first_message(server: MailServer, desk: Path) -> None:
    put_settings(desk, **server.settings())
    (desk / ".~lock.permissions_register.xlsx#").write_text(",P Example,desk,23.08.2024 09:00,file:///home;", encoding="utf-8")
    said = send(desk, None)

    assert said.code == 3
    assert "P Example" in said.json["message"]
    assert server.inbox.took == []


def test_a_register_that_changes_while_mail_goes_out_keeps_both(server: MailServer, desk: Path) -> None:
    async def typing(protocol: Any) -> None:
        change(desk, "Permissions", ("0003", "Level 1/2"), Note="typed meanwhile")

    server.inbox.on["RCPT", 1] = typing
    said = send(desk, server)

    assert (said.code, said.json["counts"]["sent"]) == (0, 5)
    row = Desk(desk).table("Permissions").rows()[0]
    assert (row["Note"], row["Status"]) == ("typed meanwhile", "Emailed")


def test_sent_again_on_purpose_only(server: MailServer, desk: Path) -> None:
    send(desk, server)
    said = call("write-mail", desk, "results", "--candidate", "0008", "--again", "--at", AFTER, "--json")
    assert said.json["counts"]["written"] == 1
    assert send(desk, None).json["counts"]["sent"] == 1

    assert Counter(server.inbox.to) == Counter([*ADDRESSES, "c0008@example.org"])
    ids = [str(message["Message-ID"]) for message in server.inbox.messages if "0008" in str(message["To"])]
    assert len(set(ids)) == 2


class Killed(BaseException):
    """The program is gone at once."""


@pytest.mark.parametrize(("step", "noted"), [(1, False), (1, True), (2, False), (2, True), (6, False), (10, True)])
def test_killed_at_any_step_nothing_is_doubled_or_lost(
    step: int, noted: bool, server: MailServer, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every odd step is the note before a message's end mark, every even one that of the server's answer."""
    note, steps = Ledger.note, iter(range(1, 100))

    def killed(self: Ledger, entry: Entry) -> None:
        last = next(steps) == step
        if not last or noted:
            note(self, entry)
        if last:
            raise Killed

    monkeypatch.setattr(Ledger, "note", killed)
    monkeypatch.setattr(post.Post, "close", post.Post._hang_up)
    put_settings(desk, **server.settings())
    with pytest.raises(Killed):
        send(desk, None)
    monkeypatch.setattr(Ledger, "note", note)
    _after_the_kill(desk, server, unknown=(step % 2 == 1) == noted)


def _after_the_kill(desk: Path, server: MailServer, unknown: bool) -> None:
    said = send(desk, None)
    open_ones = [entry.candidate for entry in Ledger(desk).entries() if entry.state == "unknown"]

    assert len(open_ones) == unknown
    assert max(Counter(server.inbox.to).values()) == 1
    assert {address for address in ADDRESSES if not unknown or f"c{open_ones[0]}@" not in address} <= set(server.inbox.to)
    assert (said.code == 4) == unknown
    assert statuses(desk) == {number: "Waiting" if number in open_ones else "Emailed" for number in NUMBERS}


REALLY = """
import os, sys
sys.path[:0] = {paths!r}
from mailing import passwords, LOGIN, PASSWORD
from results_desk.edges.mail.ledger import Ledger
from desks import call
note = Ledger.note
def killed(self, entry):
    if entry.state == "sent":
        os._exit(9)
    note(self, entry)
Ledger.note = killed
with passwords() as ours:
    ours.set_password("Results Desk mail", LOGIN, PASSWORD)
    call("send-mail", {desk!r}, "--yes", "--at", {at!r})
"""


def test_a_process_that_is_really_gone(server: MailServer, desk: Path) -> None:
    put_settings(desk, **server.settings())
    script = REALLY.format(paths=[str(Path(__file__).parent)], desk=str(desk), at=AFTER)
    done = subprocess.run([sys.executable, "-c", script], timeout=120, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})

    assert done.returncode == 9
    _after_the_kill(desk, server, unknown=True)


def test_a_ledger_that_was_torn_off_goes_on(desk: Path) -> None:
    file = desk / "mail_ledger.jsonl"
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"message_id": "<ab')
    ledger = Ledger(desk)
    assert len(ledger.entries()) == 5
    ledger.note(ledger.entries()[0])

    assert file.read_bytes().startswith(whole)
    assert len(Ledger(desk).entries()) == 5
    file.write_bytes(b"{\n" + whole)
    with pytest.raises(DeskError, match="mail_ledger.jsonl, line 1, can't be read"):
        Ledger(desk)


STATES = st.sampled_from(["draft", "sending", "sent", "later", "refused", "unknown", "dropped"])


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 5), STATES), max_size=20), st.integers(0, 400))
def test_a_ledger_reads_back_what_was_noted(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]], torn: int) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    ledger = Ledger(folder)
    for number, state in steps:
        ledger.note(Entry(f"<{number}@x>", "results", f"{number:04}", "é \"\n", "c", state, "2024-08-22T08:00:00+01:00"))
    last = {f"<{number}@x>": state for number, state in steps}
    expected = {name: "unknown" if state == "sending" else state for name, state in last.items()}
    assert {entry.message_id: entry.state for entry in Ledger(folder).entries()} == expected
    if steps:
        data = ledger.path.read_bytes()
        ledger.path.write_bytes(data[: max(0, len(data) - torn)])
        whole = ledger.path.read_bytes().count(b"\n")
        held = Ledger(folder).entries()
        assert len({json.loads(line)["message_id"] for line in data.split(b"\n")[:whole]}) == len(held)
