"""The twelve characters of an EDI result, by result type, in situations (domain facts 1.4)."""

from __future__ import annotations

import numpy as np
import pytest
from edi_made import grades

from results_desk.importers import edi_grades as blocks

LEVELS = ["GCSE", "GCE A-level", "GCE AS", "Cambridge National", ""]


def options(level: str, pair: int = -1, endorsed: int = -1, most: int = -1) -> blocks.Options:
    every = grades()

    def one(value: int) -> np.ndarray:
        return np.array([value], dtype=np.int64)

    return blocks.Options(one(LEVELS.index(level)), [every[name] for name in LEVELS], one(pair), one(endorsed), one(endorsed), one(most))


def grid(block: str) -> np.ndarray:
    return np.frombuffer(b"R5" + block.encode("ascii"), dtype=np.uint8).reshape(1, -1)


def classes(kind: str) -> np.ndarray:
    return blocks.class_of(np.array([ord(kind)], dtype=np.uint8))


READ = [
    # what, result type, block, grade, endorsement, score, flags
    ("a grade", "1", "A*          ", "A*", "", "", ""),
    ("a grade of one character", "1", "9           ", "9", "", "", ""),
    ("a level", "2", "P2          ", "P2", "", "", ""),
    ("points", "3", "7           ", "7", "", "", ""),
    ("a double award", "1", "9 8         ", "9-8", "", "", ""),
    ("a double award, ungraded", "1", "U U         ", "U-U", "", "", ""),
    ("a double award in letters", "1", "A*A         ", "A*A", "", "", ""),
    ("an endorsement", "1", "6   M       ", "6", "M", "", ""),
    ("two endorsements", "1", "6   M NC    ", "6", "M; NC", "", ""),
    ("a partial absence", "1", "5       #   ", "5", "", "", "#"),
    ("no result", "1", "X           ", "X", "", "", ""),
    ("pending", "1", "Q           ", "Q", "", "", ""),
    ("nothing", "1", "            ", "", "", "", ""),
    ("uniform marks", "U", "085A        ", "A", "", "85", ""),
    ("marks", "M", "007U        ", "U", "", "7", ""),
    ("no uniform marks", "U", "   X        ", "X", "", "", ""),
    ("four digits", "B", "0412C       ", "C", "", "412", ""),
    ("four digits with an absence", "C", "0412C     # ", "C", "", "412", "#"),
]


@pytest.mark.parametrize(("what", "kind", "block", "grade", "endorsement", "score", "flags"), READ, ids=[row[0] for row in READ])
def test_a_block_is_read_by_its_result_type(what: str, kind: str, block: str, grade: str, endorsement: str, score: str, flags: str) -> None:
    judged = blocks.judge(grid(block), 3, classes(kind), options(""))
    told = blocks.read(grid(block), 3, classes(kind))

    assert judged.shaped.all()
    assert (told.grade[0], told.endorsement[0], told.score[0], told.flags[0]) == (grade, endorsement, score, flags)


ODD = [
    # what, result type, block, level, second grade, endorsement, maximum: 1 there is a gradeset, 0 there is none, -1 not known
    ("a grade that does not begin on the left", "1", " A          ", "GCE A-level", -1, -1, -1),
    ("a second grade and no first", "1", "  A         ", "GCE A-level", -1, -1, -1),
    ("a second grade on an option without one", "1", "A A         ", "GCE A-level", 0, -1, -1),
    ("no second grade on a double award", "1", "9           ", "GCSE", 1, -1, -1),
    ("an endorsement on an option without one", "1", "9   P       ", "GCSE", 0, 0, -1),
    ("an endorsement that there is not", "1", "9   ZZ      ", "GCSE", 0, 1, -1),
    ("a digit for a flag", "1", "9       1   ", "GCSE", 0, 0, -1),
    ("letters for a score", "U", "ABCA        ", "GCE AS", -1, -1, -1),
    ("a score with a gap", "U", "1 5A        ", "GCE AS", -1, -1, -1),
    ("more than the maximum", "U", "301A        ", "GCE AS", -1, -1, 300),
    ("no score", "U", "   A        ", "GCE AS", -1, -1, -1),
    ("something behind the grade", "U", "085A B      ", "GCE AS", -1, -1, -1),
    ("a flag in the wrong place", "B", "0412C   #   ", "GCE AS", -1, -1, -1),
]


@pytest.mark.parametrize(("what", "kind", "block", "level", "pair", "endorsed", "most"), ODD, ids=[row[0] for row in ODD])
def test_a_block_that_has_not_its_shape(what: str, kind: str, block: str, level: str, pair: int, endorsed: int, most: int) -> None:
    assert not blocks.judge(grid(block), 3, classes(kind), options(level, pair, endorsed, most)).shaped.any()


@pytest.mark.parametrize(
    ("block", "level", "known"),
    [
        ("A*          ", "GCE A-level", True), ("A*          ", "GCE AS", False), ("9           ", "GCE A-level", False),
        ("9           ", "GCSE", True), ("*2          ", "Cambridge National", True), ("P2          ", "GCSE", False),
        ("X           ", "GCSE", True), ("A*          ", "", True), ("ZZ          ", "", False),
    ],
)  # fmt: skip
def test_a_grade_is_one_of_its_level(block: str, level: str, known: bool) -> None:
    assert blocks.judge(grid(block), 3, classes("1"), options(level)).known.tolist() == [known]
