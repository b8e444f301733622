"""Whose letter a text is: what is read back from a PDF, against the candidate it was made for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results_desk.rules.mail.right_person import Person, by_number, holds, plain, wrong

AMARA = Person("0042", "Okafor-Smith", "Amara Grace")
OTHERS = by_number([AMARA, Person("0043", "Lee", "Ann"), Person("2024", "Lee", "Joan"), Person("8300", "Okafor-Smith", "Amara Grace")])
NUMBER, NAME, OTHER = "the candidate number is not in it", "the candidate's name is not in it", "another candidate's number is in it"


@pytest.mark.parametrize(
    ("situation", "text", "why"),
    [
        ("her letter", "Candidate Amara Grace Okafor-Smith Candidate number 0042", ""),
        ("surname first", "OKAFOR-SMITH, Amara Grace\nCandidate number\n0042", ""),
        ("the two names in two places", "Surname Okafor-Smith\nForenames Amara Grace\n0042", ""),
        ("the name broken over lines, with another hyphen", "Amara\r\nGrace Okafor\u2010\nSmith 0042", ""),
        ("the number inside another number", "Amara Grace Okafor-Smith 10042 00421", NUMBER),
        ("no number", "Amara Grace Okafor-Smith", NUMBER),
        ("another's letter with her number in it", "Ann Lee 0042", NAME),
        ("surname only", "Okafor-Smith 0042", NAME),
        ("an empty page", "", NUMBER),
        ("another's letter behind hers", "Amara Grace Okafor-Smith 0042\fAnn Lee 0043", OTHER),
        ("another's number called so, the name unreadable", "Amara Grace Okafor-Smith 0042. End of the statement, candidate 0043.", OTHER),
        ("the same, in Welsh", "Amara Grace Okafor-Smith 0042. Rhif ymgeisydd: 0043", OTHER),
        ("a year that is somebody's number", "Amara Grace Okafor-Smith 0042, June 2024", ""),
        ("an entry code that is the number of another with her name", "Amara Grace Okafor-Smith 0042 AQA 8300", ""),
        ("another's name without the number: her teacher", "Amara Grace Okafor-Smith 0042, teacher: Ann Lee", ""),
    ],
)  # fmt: skip
def test_a_text_and_the_candidate_it_is_for(situation: str, text: str, why: str) -> None:
    assert wrong(text, AMARA, OTHERS) == why, situation


def test_a_name_inside_another_is_not_found_there() -> None:
    joan = Person("0044", "Lee", "Joann")
    others = by_number([joan, Person("2024", "Lee", "Ann")])

    assert wrong("Joann Lee 0044 June 2024", joan, others) == ""
    assert wrong("Joann Lee 0044 June 2024 Ann Lee", joan, others) == OTHER


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Ffion Office", "\ufb00ion O\ufb03ce"), ("O'Neill", "O\u2019Neill"), ("Zoë", "Zoe\u0308"), ("Nguyễn", "Nguy n Thị \u1ec5"),
        ("Llŷr", "LLŶR"),
        ("בן־דוד", "דוד־ןב"), ("محمد علي", "علي محمد"), ("محمد", "\ufee3\ufea4\ufee4\ufeaa"), ("👩‍🎓 Ann", "Ann"), ("Straße", "STRASSE"),
        ("x" * 200, "x" * 90 + "\n" + "x" * 110), ("", "anything"),
    ],
)  # fmt: skip
def test_a_name_is_found_as_readers_give_it(name: str, read: str) -> None:
    assert holds(plain(f"before {read} after"), name)


OTHER_NAMES = [("Nguyễn", "Nguyen"), ("Zoë", "Zo"), ("דוד", "דדד"), ("Smith", "Smyth"), ("Ann Lee", "Lee Ann")]


@pytest.mark.parametrize(("name", "read"), OTHER_NAMES)
def test_another_name_is_not(name: str, read: str) -> None:
    assert not holds(plain(read), name)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_a_name_is_always_found_where_it_stands(before: str, name: str, after: str) -> None:
    assert holds(plain(f"{before}\n{name}\n{after}"), name)
