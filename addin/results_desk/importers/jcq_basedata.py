"""Basedata of an awarding body: options, syllabuses, components, links and disallowed combinations in JCQ's format."""

from __future__ import annotations

from results_desk.batch import Batch
from results_desk.errors import Problem
from results_desk.importers.edi_basedata import KINDS, frame_of, plausible
from results_desk.importers.edi_checks import check_series, version_problem
from results_desk.importers.edi_file import BASEDATA
from results_desk.importers.headings import Heading
from results_desk.importers.refuse import refusal
from results_desk.importers.sheet import Source

NAME = "an awarding body's basedata (EDI)"
KIND = "basedata"
HEADINGS: tuple[Heading, ...] = ()


def identify(source: Source) -> bool:
    """Whether it is an EDI file of one of the five kinds of basedata."""
    return source.edi is not None and source.edi.letter in BASEDATA


def extract(source: Source) -> Batch:
    """The records of the file. DeskError when it is of another series, or its columns are not where they are expected."""
    edi = source.edi
    assert edi is not None, "identified as an EDI file"
    check_series(edi, source.known)
    if not plausible(edi):
        found = "has codes, titles or result types that are none, so its columns stand in other places than version 14 has them"
        raise refusal(edi.file, found, "ask the awarding body which version of the format it is")
    frame, blank = frame_of(edi)
    lines = edi.line[edi.details]
    way_out = "Nothing to do, unless an option of your entries is missing: then download the basedata again."
    problems = [Problem(edi.file, int(lines[at]), "", "The record has no code.", way_out) for at in blank.nonzero()[0].tolist()]
    problems += version_problem(edi, "Compare the title and the level of an option with the awarding body's site.")
    return Batch(edi.file, f"{NAME}: {KINDS[edi.letter]}", len(edi.details), tuple(problems), basedata=frame)
