"""What the rules need to know of a desk: its series, its centre numbers, and what its lists say of bodies, levels and grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from results_desk.errors import DeskError
from results_desk.rules.grades import Ladders
from results_desk.terms import Series

Rows = Iterable[Mapping[str, object]]


class Spellings:
    """Names and their other spellings. A spelling that two names claim belongs to neither."""

    def __init__(self, others: Mapping[str, Iterable[str]]) -> None:
        """`others` maps each name to its other spellings; case and doubled spaces do not count."""
        claims: dict[str, set[str]] = {}
        for name, spellings in others.items():
            for spelling in spellings:
                claims.setdefault(_plain(spelling), set()).add(name)
        sure = {spelling: next(iter(names)) for spelling, names in claims.items() if len(names) == 1}
        self._names = sure | {_plain(name): name for name in others}

    def canonical(self, text: str) -> str:
        """The name that the text spells, or "" when it spells none."""
        return self._names.get(_plain(text), "")

    def nearest(self, text: str, others: Iterable[str] = ()) -> str:
        """The name, of ours or among the others, that comes nearest to a text that is none of them; "" when none comes near."""
        from difflib import get_close_matches

        every = {_plain(name): name for name in others} | self._names
        near = get_close_matches(_plain(text), every, n=1, cutoff=0.5)
        return every[near[0]] if near else ""


@dataclass(frozen=True)
class Levels:
    """The levels of the desk: the spellings, the group (Level 3 or Level 1/2) and the grade ladders of each."""

    spellings: Spellings
    groups: Mapping[str, str]
    ladders: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, rows: Rows) -> Levels:
        """From the rows of the table Levels."""
        rows = [row for row in rows if _text(row, "Level")]
        return cls(
            Spellings({_text(row, "Level"): _listed(row, "Also known as") for row in rows}),
            {_text(row, "Level"): _text(row, "Group") for row in rows},
            {_text(row, "Level"): tuple(_listed(row, "Ladders")) for row in rows},
        )

    def canonical(self, text: str) -> str:
        """The level that the text spells, or "" when it is none of the desk's."""
        return self.spellings.canonical(text)

    def group(self, level: str) -> str:
        """Level 3 or Level 1/2; "" for a level that the desk does not know."""
        return self.groups.get(self.canonical(level), "")


@dataclass(frozen=True)
class Facts:
    """The facts of one desk. `body_centres` holds only the awarding bodies that know the centre by a number of their own."""

    series: Series
    centre_number: str
    body_centres: Mapping[str, str]
    bodies: Spellings
    levels: Levels
    ladders: Ladders

    @classmethod
    def of(cls, settings: Rows, levels: Rows, grade_ladders: Rows, awarding_bodies: Rows) -> Facts:
        """From the rows of the home tables. DeskError when the settings name no series or no centre number."""
        known = {_text(row, "Setting").casefold(): _text(row, "Value") for row in settings}
        series = Series.parse(known.get("series", ""))
        if series is None:
            raise DeskError('Settings in results_desk.xlsx: "Series" is not a series; write it as June 2024.')
        if not known.get("centre number"):
            raise DeskError('Settings in results_desk.xlsx: "Centre number" is blank; write the five digits of the centre.')
        bodies = [row for row in awarding_bodies if _text(row, "Awarding body")]
        desk_levels = Levels.of(levels)
        return cls(
            series, known["centre number"],
            {_text(row, "Awarding body"): _text(row, "Centre number") for row in bodies if _text(row, "Centre number")},
            Spellings({_text(row, "Awarding body"): _listed(row, "Also known as") for row in bodies}),
            desk_levels, Ladders(grade_ladders, desk_levels.ladders),
        )  # fmt: skip

    def centre(self, awarding_body: str) -> str:
        """The number by which this awarding body knows the centre."""
        return self.body_centres.get(awarding_body, self.centre_number)


def _text(row: Mapping[str, object], heading: str) -> str:
    value = row.get(heading)
    return "" if value is None else str(value).strip()


def _listed(row: Mapping[str, object], heading: str) -> list[str]:
    return [part for part in map(str.strip, _text(row, heading).split(";")) if part]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def require_body(bodies: Spellings, said: str, others: Iterable[str] = ()) -> str:
    """The awarding body that somebody named, by any spelling or as one of the others; DeskError with the nearest when it is none."""
    if not said.strip():
        return ""
    known = bodies.canonical(said) or next((name for name in others if _plain(name) == _plain(said)), "")
    if not known:
        near = bodies.nearest(said, others)
        nearest = f"the nearest is {near}." if near else "none of its names comes near."
        way_out = "Correct it, or add it to the Awarding bodies sheet of results_desk.xlsx."
        raise DeskError(f"This desk knows no awarding body {said!r}: {nearest} {way_out}")
    return known
