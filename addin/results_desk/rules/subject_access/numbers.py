"""Which candidate numbers a text holds: those it surely tells, and those that may be something else."""

from __future__ import annotations

import re

from results_desk.rules.identifiers import pad_candidate_number
from results_desk.terms import MONTHS

_AFTER = re.compile(r"\bcandidates?(?:\s+(?:numbers?|nos?\.?))?[\s:#(]*((?:\d{1,4}\b(?:\s*(?:,|;|&|and)\s*)?)+)", re.IGNORECASE)
_OURS = re.compile(r"^(\d{4});|under this name: (\d{4}(?:, \d{4})*)")
"""As `rules.requests.asking` and others write it into Detail: the number first, or those of the list under a name."""
_LIST_HEADINGS = ("candidate list", "candidate number", "candidate numbers")
_ALL_NUMBERS = re.compile(r"(?:\d{1,4}|and|to|[\s,;&/+\u2013-])+", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,4})\s*(?:-|\u2013|to)\s*(\d{1,4})", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_BARE = re.compile(r"(?:(?<![\w\u00a3./:-])|(?<=\d{4}/))(?<!\d )\d{4}(?![\w:-]|\.\d| \d|/(?!\d{4}\b))")
_BEFORE_YEARS = (*MONTHS, *(month[:3] for month in MONTHS), "spring", "summer", "autumn", "winter", "series", "year")
_WHEN = re.compile(rf"(?:{'|'.join(_BEFORE_YEARS)})\W*$", re.IGNORECASE)
_YEARS = range(1990, 2100)


def told(value: str, heading: str = "") -> set[str]:
    """The numbers that a text surely tells: after the word candidate, as our own messages write them, or in a list of candidates."""
    found = {number for group in _AFTER.findall(value) for number in re.findall(r"\d+", group)}
    found |= {number for groups in _OURS.findall(value) for group in groups for number in re.findall(r"\d+", group)}
    if heading.casefold() in _LIST_HEADINGS and _ALL_NUMBERS.fullmatch(value):
        found |= set(re.findall(r"\d+", value))
        for first, last in _SPAN.findall(value):
            found |= set(map(str, range(int(first), int(last) + 1)))
    return set(map(pad_candidate_number, found))


def bare(value: str) -> set[str]:
    """The words of a text that look like a candidate number and may be one; not years after a month, nor a cell that is a number only."""
    if value.strip().isdigit():
        return set()
    plain = _DATE.sub(" ", value)
    return {found[0] for found in _BARE.finditer(plain) if not (is_year(found[0]) and _WHEN.search(plain[: found.start()]))}


def is_year(number: str) -> bool:
    """Whether a number is more likely a year than a candidate's."""
    return int(number) in _YEARS
