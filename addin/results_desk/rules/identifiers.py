"""Numbers that say who or what: UCI, ULN, candidate number, QAN. Text in, text out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from results_desk.terms import UCI_BOARD_LETTERS, UCI_CHECK_LETTERS, UCI_WEIGHTS, ULN_REMAINDER, ULN_WEIGHTS

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.rules.columns import Bools, Ints, Texts

UCI_LENGTH = 13
ULN_LENGTH = 10


_CANDIDATE_NUMBER = re.compile(r"[0-9]{4}")
_QAN = re.compile(r"([0-9]{3})/?([0-9]{4})/?([0-9A-Z])", re.IGNORECASE)


def uci_check_letter(text: str) -> str:
    """The check letter for the first 12 characters of a UCI, or "" when they cannot begin one.

    Characters times 16, 15 ... 5, summed, modulo 17. Source: WJEC, Unique Candidate Identifier (question bank).
    """
    if not re.fullmatch(r"[0-9]{5}[0-9A-Z][0-9]{6}", text):
        return ""
    values = [UCI_BOARD_LETTERS.get(character, ord(character) - ord("0")) for character in text]
    return UCI_CHECK_LETTERS[sum(w * v for w, v in zip(UCI_WEIGHTS, values, strict=True)) % 17]


def uci_ok(ucis: pd.Series) -> pd.Series:
    """Per row, whether the text is a UCI with the right check letter. Blank is not."""
    return _asked(ucis, ucis_ok)


def uln_ok(ulns: pd.Series) -> pd.Series:
    """Per row, whether the text is a ULN with the right check digit. Blank and the placeholder 9999999999 are not."""
    return _asked(ulns, ulns_ok)


def ucis_ok(texts: Texts) -> Bools:
    """`uci_ok` for an array of texts."""
    import numpy as np

    characters, right_length = _characters(texts, UCI_LENGTH)
    values = characters - ord("0")
    board = characters[:, 5]
    letter_value = np.zeros(128, dtype=np.int64)
    letter_value[[ord(letter) for letter in UCI_BOARD_LETTERS]] = list(UCI_BOARD_LETTERS.values())
    is_letter = (board >= ord("A")) & (board <= ord("Z"))
    values[:, 5] = np.where(is_letter, letter_value[np.where(is_letter, board, 0)], values[:, 5])
    digits = _digits(characters[:, :12])
    digits[:, 5] |= is_letter
    wanted = np.array([ord(letter) for letter in UCI_CHECK_LETTERS])[(values[:, :12] @ np.array(UCI_WEIGHTS)) % 17]
    right: Bools = right_length & digits.all(axis=1) & (characters[:, 12] == wanted)
    return right


def ulns_ok(texts: Texts) -> Bools:
    """`uln_ok` for an array of texts. Digits times 10, 9 ... 1, summed, modulo 11, is 10. Source: HESA, ULN (C17051)."""
    import numpy as np

    characters, right_length = _characters(texts, ULN_LENGTH)
    remainder = ((characters - ord("0")) @ np.array(ULN_WEIGHTS)) % 11
    right: Bools = right_length & _digits(characters).all(axis=1) & (characters[:, 0] != ord("0")) & (remainder == ULN_REMAINDER)
    return right


def pad_candidate_number(text: str) -> str:
    """The candidate number with the leading zeros a spreadsheet took off: 42 -> 0042. Any other text comes back as it is."""
    text = text.strip()
    return text.zfill(4) if re.fullmatch(r"[0-9]{1,4}", text) else text


def is_candidate_number(text: str) -> bool:
    """Whether the text is a candidate number: 0001 to 9999."""
    return bool(_CANDIDATE_NUMBER.fullmatch(text)) and text != "0000"


def normal_qan(text: str) -> str:
    """A QAN as it is shown, 603/3139/2, whether or not it had its slashes; "" when the text is no QAN."""
    found = _QAN.fullmatch(text.strip())
    return "/".join(found.groups()).upper() if found else ""


def entry_key(text: str) -> str:
    """What two spellings of one entry code have in common: capitals, and a QAN's slashes. For comparing, never for keeping."""
    return normal_qan(text) or text.strip().upper()


def identifier(text: str) -> str:
    """A UCI or ULN as it is compared: no spaces, capitals."""
    return "".join(text.split()).upper()


def _asked(column: pd.Series, rule: Callable[[Texts], Bools]) -> pd.Series:
    import pandas as pd

    from results_desk.rules.columns import Coded

    coded = Coded.of(column).map(identifier)
    return pd.Series(rule(coded.values)[coded.codes], index=column.index, dtype=bool)


def _characters(texts: Texts, length: int) -> tuple[Ints, Bools]:
    """Code points of the first `length` characters, one line a text, and whether a text has exactly that many."""
    import numpy as np

    wide = texts.astype(f"U{length + 1}") if len(texts) else np.empty(0, dtype=f"U{length + 1}")
    points = wide.view(np.uint32).reshape(-1, length + 1).astype(np.int64)
    return points[:, :length], (points[:, length - 1] != 0) & (points[:, length] == 0)


def _digits(points: Ints) -> Bools:
    return (points >= ord("0")) & (points <= ord("9"))
