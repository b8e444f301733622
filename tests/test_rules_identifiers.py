"""UCI, ULN, candidate number and QAN: check characters, zeros that a spreadsheet took off, slashes."""

from __future__ import annotations

import string

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from results_desk.rules.identifiers import (
    UCI_CHECK_LETTERS,
    entry_key,
    is_candidate_number,
    normal_qan,
    pad_candidate_number,
    uci_check_letter,
    uci_ok,
    uln_ok,
)

STEMS = st.from_regex(r"[0-9]{5}[0-9A-Z][0-9]{6}", fullmatch=True)
DIGIT_PLACES = [*range(5), *range(6, 12)]


@pytest.mark.parametrize(
    ("situation", "stem", "letter"),
    [
        ("WJEC's first worked example: 734 mod 17 is 3", "689990980001", "D"),
        ("WJEC's second worked example: 550 mod 17 is 6", "681990012058", "G"),
        ("all zeros begin the alphabet of check letters", "000000000000", "A"),
        ("B in position 6 counts 2: 2 x 11 is 22, mod 17 is 5", "00000B000000", "F"),
        ("P in position 6 counts 16: 176 mod 17 is 6", "00000P000000", "G"),
        ("Q in position 6 counts 10 again: 110 mod 17 is 8", "00000Q000000", "K"),
        ("W in position 6 counts 16", "00000W000000", "G"),
        ("X in position 6 counts 10", "00000X000000", "K"),
        ("Z in position 6 counts 12: 132 mod 17 is 13", "00000Z000000", "V"),
        ("eleven characters begin no UCI", "68999098000", ""),
        ("thirteen characters are too many", "6899909800011", ""),
        ("a letter anywhere else begins no UCI", "6899A0980001", ""),
        ("small letters are not UCI letters", "00000b000000", ""),
        ("digits of another script are not digits", "٦٨٩٩٩0980001", ""),
    ],
)
def test_check_letter(situation: str, stem: str, letter: str) -> None:
    assert uci_check_letter(stem) == letter, situation


@pytest.mark.parametrize(
    ("situation", "text", "right"),
    [
        ("the worked example with its letter", "689990980001D", True),
        ("with spaces and a small letter, as people type it", " 68999 0 98 0001d ", True),
        ("the wrong letter", "689990980001E", False),
        ("a letter that is none of the seventeen", "689990980001I", False),
        ("a digit in place of the letter", "6899909800013", False),
        ("no letter", "689990980001", False),
        ("one character too many", "689990980001DD", False),
        ("blank", "", False),
        ("nothing at all", None, False),
    ],
)
def test_uci(situation: str, text: str | None, right: bool) -> None:
    assert uci_ok(pd.Series([text], dtype=object)).tolist() == [right], situation


@pytest.mark.parametrize(
    ("situation", "text", "right"),
    [
        ("the test value of HESA", "9276308686", True),
        ("one digit changed", "9276308687", False),
        ("two digits swapped", "9276308668", False),
        ("the placeholder for no ULN", "9999999999", False),
        ("a zero in front", "0276308686", False),
        ("nine digits", "927630868", False),
        ("eleven digits", "92763086860", False),
        ("a letter", "92763O8686", False),
        ("blank", "", False),
    ],
)
def test_uln(situation: str, text: str, right: bool) -> None:
    assert uln_ok(pd.Series([text], dtype=object)).tolist() == [right], situation


@pytest.mark.parametrize("kind", [object, "str"])
def test_whole_columns_keep_their_index(kind: str | type) -> None:
    """The answer stands beside its row, whatever kind of text column pandas made."""
    asked = pd.Series(["689990980001D", "x", "689990980001D"], index=[7, 3, 5], dtype=kind)

    assert uci_ok(asked).to_dict() == {7: True, 3: False, 5: True}


def test_an_empty_column_has_no_answers() -> None:
    assert uci_ok(pd.Series([], dtype=object)).tolist() == uln_ok(pd.Series([], dtype=object)).tolist() == []


@given(STEMS)
@example("68999B980001")
def test_the_right_letter_and_no_other_is_accepted(stem: str) -> None:
    asked = pd.Series([stem + letter for letter in string.ascii_uppercase], dtype=object)

    right = [letter for letter, ok in zip(string.ascii_uppercase, uci_ok(asked), strict=True) if ok]
    assert right == [uci_check_letter(stem)]
    assert right[0] in UCI_CHECK_LETTERS


@given(STEMS, st.sampled_from(DIGIT_PLACES), st.sampled_from(string.digits))
def test_every_single_changed_digit_is_noticed(stem: str, place: int, digit: str) -> None:
    """17 is a prime and every weight and difference is smaller: a single changed digit always changes the letter."""
    changed = stem[:place] + digit + stem[place + 1 :]

    assert (uci_check_letter(changed) == uci_check_letter(stem)) == (digit == stem[place])


@given(STEMS, st.sampled_from(string.digits + string.ascii_uppercase))
def test_a_changed_sixth_character_is_noticed_unless_both_count_the_same(stem: str, character: str) -> None:
    """A counts 1 as "1" does, and Q, X as J do: mod 17 cannot see that."""
    values = {c: n for n, c in enumerate(string.digits)} | {c: n for n, c in enumerate(string.ascii_uppercase[:16], 1)}
    values |= dict(zip("QRSTUVWXYZ", (10, 11, 12, 13, 14, 15, 16, 10, 11, 12), strict=True))
    changed = stem[:5] + character + stem[6:]

    assert (uci_check_letter(changed) == uci_check_letter(stem)) == (values[character] == values[stem[5]])


@pytest.mark.parametrize(
    ("situation", "text", "padded", "is_one"),
    [
        ("four digits stay", "0042", "0042", True),
        ("a spreadsheet took the zeros off", "42", "0042", True),
        ("one digit", "7", "0007", True),
        ("the last one", "9999", "9999", True),
        ("spaces around it", " 0042 ", "0042", True),
        ("zero is nobody's", "0", "0000", False),
        ("five digits are left alone", "12345", "12345", False),
        ("a decimal point is left alone", "42.0", "42.0", False),
        ("a letter is left alone", "42A", "42A", False),
        ("blank stays blank", "", "", False),
    ],
)
def test_candidate_number(situation: str, text: str, padded: str, is_one: bool) -> None:
    assert (pad_candidate_number(text), is_candidate_number(pad_candidate_number(text))) == (padded, is_one), situation


@pytest.mark.parametrize(
    ("situation", "text", "shown"),
    [
        ("with its slashes", "603/3139/2", "603/3139/2"),
        ("without", "60331392", "603/3139/2"),
        ("with a check letter", "603/3139/x", "603/3139/X"),
        ("an entry code is none", "8300H", ""),
        ("one digit short", "6033139", ""),
        ("blank", "", ""),
    ],
)
def test_qan(situation: str, text: str, shown: str) -> None:
    assert normal_qan(text) == shown, situation


def test_spellings_of_an_entry_code_compare_equal() -> None:
    assert entry_key("60331392") == entry_key("603/3139/2")
    assert entry_key("8300h ") == entry_key("8300H") != entry_key("8300F")
