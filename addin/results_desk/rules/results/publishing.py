"""What a local authority or the press may have: totals of subjects, no small groups, and names only of those who agreed.

Small groups are left out because their totals can tell one person's grade (a choice of the centre's, not a rule of JCQ's). A candidate
who objected is in no list: https://www.lexology.com/library/detail.aspx?g=01d579fb-7c56-4ba7-a1ae-53fb3aee8a6f
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from results_desk.errors import DeskError
from results_desk.rules.cells import Row, same, text

NAME_AND_GRADES, NAME_ONLY, NOTHING = "Name and grades", "Name only", "Nothing"
TOTALS = ("Level", "Subject", "Awarding body", "Entry code", "Graded or U", "Grade", "Number")
NAMES = ("Level", "Surname", "Forenames", "Subject", "Grade")
SETTING = "Smallest group"


@dataclass(frozen=True)
class Published:
    """Rows to hand over; `suppressed` says how many subjects were too small to show."""

    totals: list[Row]
    names: list[Row]
    subjects: int
    suppressed: int


def smallest_group(setting: str) -> int:
    """How many results a subject needs to be shown; every subject where the setting is blank. DeskError when it is no whole number."""
    if not setting.strip():
        return 0
    try:
        return int(float(setting))
    except ValueError:
        raise DeskError(f"Settings in results_desk.xlsx: {SETTING} holds {setting!r}. Type a whole number, or leave it blank.") from None


def totals(grades: Iterable[Row], smallest: int) -> Published:
    """From the rows of SubjectGrades: one row for each grade of each subject that is large enough."""
    by_subject: dict[tuple[str, ...], list[Row]] = {}
    for row in grades:
        by_subject.setdefault(tuple(text(row[heading]) for heading in ("Level", "Title", "Awarding body", "Entry code")), []).append(row)
    shown: list[Row] = []
    kept = 0
    for subject, rows in by_subject.items():
        total = sum(int(float(text(row["Count"]))) for row in rows)
        if total >= smallest:
            kept += 1
            shown += [dict(zip(TOTALS, (*subject, total, row["Grade"], row["Count"]), strict=True)) for row in rows]
    return Published(shown, [], kept, len(by_subject) - kept)


def names(results: Iterable[Row], candidates: Iterable[Row], permissions: Iterable[Row], groups: Mapping[str, str]) -> list[Row]:
    """Those who agreed, by their choice for that results day: with their grades, or by name alone. `groups` says a level's results day."""
    people, choices = {text(row["Candidate number"]): row for row in candidates}, _choices(permissions)
    found: dict[tuple[str, ...], Row] = {}
    for row in results:
        number, level = text(row["Candidate number"]), text(row["Level"])
        choice, person = choices.get((number, groups.get(level, "").casefold()), ""), people.get(number)
        if person is None or choice not in (NAME_AND_GRADES, NAME_ONLY):
            continue
        title, grade = (text(row["Title"]), text(row["Grade"])) if choice == NAME_AND_GRADES else ("", "")
        cells = (level if title else groups.get(level, ""), text(person["Surname"]), text(person["Forenames"]), title, grade)
        found[(number, *cells)] = dict(zip(NAMES, cells, strict=True))
    order = ("Surname", "Forenames", "Level", "Subject")
    return sorted(found.values(), key=lambda row: tuple(text(row[heading]).casefold() for heading in order))


def _choices(permissions: Iterable[Row]) -> dict[tuple[str, str], str]:
    """Candidate and results day -> the choice. Somebody who said Nothing for one day is in no list at all."""
    rows = list(permissions)
    objected = {text(row["Candidate number"]) for row in rows if same(text(row["Publicity"]), NOTHING)}
    words = (NAME_AND_GRADES, NAME_ONLY)
    return {
        (number, text(row["Results day"]).casefold()): next((word for word in words if same(text(row["Publicity"]), word)), "")
        for row in rows
        if (number := text(row["Candidate number"])) and number not in objected
    }
