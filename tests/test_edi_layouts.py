"""Layouts of EDI results are found in the file or not at all: made-up layouts, files that say too little, columns that look like others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from edi_made import BODY, CENTRE, Award, Made, Part, edi_sample, made
from edi_proof import FOUND, STOPPED, WRONG, prove, proved
from hypothesis import given, settings
from hypothesis import strategies as st

from results_desk import reference
from results_desk.errors import DeskError
from results_desk.importers import jcq_edi
from results_desk.importers.edi_known import Layout
from results_desk.importers.edi_layouts import places
from results_desk.importers.reader import source_of
from results_desk.rules.identifiers import ucis_ok, ulns_ok

LAYOUTS = 60
"""How many are tried here; `make bench` tries a thousand."""
SIZE = 40


def test_no_column_of_the_results_record_is_assumed() -> None:
    rows = [row for row in reference.rows("edi_layouts") if row["record"] == "R5"]

    assert {row["start"] for row in rows} == {""}
    assert {row["verified"] for row in reference.rows("edi_layouts")} == {"no"}
    assert places("R5") == {}


def test_made_up_layouts_are_found_or_stop_and_none_is_read_wrong() -> None:
    ends, reasons, wrong = prove(range(LAYOUTS))

    assert wrong == []
    assert ends[FOUND] > LAYOUTS / 3, reasons
    assert ends[f"{FOUND}, small"] == 0


@settings(max_examples=20, deadline=None)
@given(st.integers(10_000, 10**9))
def test_whatever_layout_is_drawn_it_is_not_read_wrong(seed: int) -> None:
    assert proved(made(seed, candidates=SIZE)).how != WRONG


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 60))
def test_a_made_up_file_says_what_it_is_to_say(seed: int, candidates: int) -> None:
    one = made(seed, candidates=candidates)
    uci, uln = one.starts["uci"] - 1, one.starts.get("uln", 1) - 1
    details = one.details()

    for line, award in zip(details, one.awards, strict=True):
        assert line[uci : uci + 13] == award.uci
        assert line[one.starts["grades"] - 1 :][:12] == award.block
        assert len(award.block) == 12
        assert "uln" not in one.starts or line[uln : uln + 10].strip() == award.uln
        assert line[one.starts["entry_code"] - 1 :][:6].strip() == award.entry
    assert ucis_ok(_texts(award.uci for award in one.awards)).all()
    assert ulns_ok(_texts(award.uln for award in one.awards if award.uln)).all()


def _texts(texts: object) -> object:
    import numpy as np

    return np.array(list(texts), dtype=object)  # type: ignore[call-overload]


@pytest.mark.parametrize("broken", ["levels", "grades", "options"])
def test_a_desk_that_knows_wrong_things_reads_nothing_wrong(broken: str) -> None:
    for seed in range(3000, 3008):
        one = made(seed, candidates=SIZE, basedata=True, known_options=0.85 if broken == "options" else 1.0)
        known = one.known
        if broken == "levels":
            held = enumerate(known.options[BODY].items())
            options = {code: replace(option, level="GCSE" if at % 2 else "") for at, (code, option) in held}
            known = replace(known, options={BODY: options})
        if broken == "grades":
            known = replace(known, grades={level: grades - {"A", "5", "M2"} for level, grades in known.grades.items()})
        assert proved(replace(one, known=known)).how != WRONG


BASE = made(2034, candidates=SIZE, basedata=True)


def with_part(name: str, text: Callable[[Award], str], width: int, first: bool = True) -> Made:
    """The base layout with one more column, before or behind the others."""
    part = Part(name, width, text)
    return replace(BASE, parts=(part, *BASE.parts) if first else (*BASE.parts, part))


DECEIVING: dict[str, tuple[Callable[[Award], str], int]] = {
    "a day that looks like a code": (lambda a: "140824", 6),
    "the candidate number once more": (lambda a: a.number, 4),
    "the sex beside twelve blanks": (lambda a: "MF"[int(a.number) % 2], 13),
    "the status beside twelve blanks": (lambda a: "C", 13),
    "a constant 1": (lambda a: "1", 1),
    "the UCI once more": (lambda a: a.uci, 13),
    "the result code once more": (lambda a: a.result, 6),
    "both codes once more": (lambda a: f"{a.entry:6}{a.result:6}", 12),
    "the tier": (lambda a: a.result[4:], 2),
    "the centre number": (lambda a: CENTRE, 5),
    "a title with a grade in it": (lambda a: "A LEVEL A", 30),
    "a count from 1 to 3 for each candidate": (lambda a: str(1 + int(a.number) % 3), 14),
}


@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
@pytest.mark.parametrize("what", DECEIVING)
def test_a_column_that_looks_like_another_field_is_not_taken_for_it(what: str, first: bool) -> None:
    text, width = DECEIVING[what]

    assert proved(with_part("", text, width, first)).how == FOUND


STOPS = {
    "one candidate": (made(5000, candidates=1, basedata=True), "records, and a layout can be told from 20 or more"),
    "nobody knows an option": (replace(BASE, known=replace(BASE.known, options={}, entries={})), "no option code of AQA is known"),
    "basedata of other options": (
        replace(BASE, known=replace(BASE.known, entries={}, options={BODY: {"X1": BASE.options[0]}})),
        "no columns hold option codes of AQA",
    ),
    "all have the same grade": (
        replace(BASE, awards=tuple(replace(a, kind="1", block=f"{'A':12}", grade="A") for a in BASE.awards)), "",
    ),
    "no UCIs": (replace(BASE, awards=tuple(replace(a, uci=" " * 13) for a in BASE.awards)), "no columns hold UCIs"),
    "wrong check letters": (replace(BASE, awards=tuple(replace(a, uci=a.uci[:12] + "I") for a in BASE.awards)), "no columns hold UCIs"),
    "another block of grades that would be other rows": (
        with_part("", lambda a: a.block if a.kind not in "123" else f"{'U' if 'U' != a.grade else 'A':12}"[:12], 12), "",
    ),
    "two UCIs that differ": (
        replace(with_part("", lambda a: BASE.awards[-1 - BASE.awards.index(a)].uci, 13), known=replace(BASE.known, numbers={})),
        "two columns hold UCIs that differ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", STOPS)
def test_a_file_that_does_not_tell_its_layout_stops(what: str) -> None:
    one, said = STOPS[what]

    proof = proved(one)

    assert proof.how == STOPPED
    assert said in proof.why


def found(one: Made, *layouts: Layout) -> jcq_edi.Found:
    return jcq_edi.found(source_of(Path("R1234570.X01"), one.data(), known=replace(one.known, layouts=layouts)))


def test_the_evidence_is_told_in_counts() -> None:
    one = edi_sample()

    evidence = "\n".join(found(one).evidence)

    starts, n, code = one.starts, len(one.awards), one.starts["entry_code"]
    assert f"UCI at {starts['uci']}-{starts['uci'] + 12}: {n} of {n} check letters right" in evidence
    assert f"Entry code at {code}-{code + 5}: 31 of {n} are known from basedata or entries; 7 blank" in evidence
    assert f"Result type at {starts['result_type']}: {n} of {n} as in basedata" in evidence


def test_rows_of_an_unconfirmed_layout_are_marked_and_those_of_a_confirmed_one_not() -> None:
    one = edi_sample()
    first = found(one)

    again = found(one, replace(first.layout, confirmed=True))

    assert first.batch.unconfirmed == first.evidence
    assert again.batch.unconfirmed == ()
    assert first.batch.results is not None and again.batch.results is not None
    assert first.batch.results.equals(again.batch.results)


def test_one_record_is_enough_for_a_confirmed_layout() -> None:
    one = edi_sample()
    layout = replace(found(one).layout, confirmed=True)

    single = found(replace(one, awards=one.awards[:1]), layout)

    assert single.batch.results is not None
    assert single.batch.results["uci"].tolist() == [one.awards[0].uci]


def test_a_file_in_another_layout_than_the_confirmed_one_stops() -> None:
    one = edi_sample()
    layout = replace(found(one).layout, confirmed=True)
    moved = replace(one, parts=(Part("", 3, lambda a: ""), *one.parts))

    with pytest.raises(DeskError, match="does not fit the confirmed layout"):
        found(moved, layout)


def test_a_layout_confirmed_for_another_body_is_offered_to_a_small_file() -> None:
    one = edi_sample()
    layout = replace(found(one).layout, confirmed=True, body="OCR")

    small = found(replace(one, awards=one.awards[:3]), layout)

    assert small.evidence[0] == "The columns are those confirmed for OCR"
    assert small.batch.unconfirmed


def test_a_later_file_tells_apart_what_the_first_could_not() -> None:
    """A column that is 1 in every record of the first file may be the result type; in the second only the true one agrees with basedata."""
    part = Part("", 1, lambda a: "1")
    whole = replace(BASE, parts=(part, *BASE.parts))
    plain = replace(whole, awards=tuple(award for award in whole.awards if award.kind == "1"))
    first = found(plain)
    assert first.layout.starts["result_type"] == tuple(sorted((3, whole.starts["result_type"])))

    second = found(whole, replace(first.layout, confirmed=True))

    assert second.batch.results is not None
    assert len(second.batch.results) == len(whole.awards)


def test_nobody_is_found_by_a_candidate_number() -> None:
    """A candidate whose UCI the desk has not: the number in the record may have been another candidate's here."""
    stranger = BASE.awards[0].uci
    numbers = {uci: number for uci, number in BASE.known.numbers.items() if uci != stranger}
    one = replace(with_part("", lambda a: a.number, 4), known=replace(BASE.known, numbers=numbers))

    rows = found(one).batch.results

    assert rows is not None
    assert set(rows.loc[rows["uci"] == stranger, "candidate_number"]) == {""}
    assert "" not in set(rows.loc[rows["uci"] != stranger, "candidate_number"])


def test_kinds_of_results() -> None:
    """Grades, levels and points in pairs with endorsement and flag; uniform and plain marks; scores of four digits."""
    kinds = {award.kind for seed in range(4) for award in made(seed, candidates=120).awards}

    assert kinds == set("123UMBC")
