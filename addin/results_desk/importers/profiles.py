"""What the columns of a school's own exports are called: our fields, and their headings by the desk's saved profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from results_desk import reference
from results_desk.errors import DeskError
from results_desk.importers.headings import Heading, fold

USUAL = "usual spellings"
"""The profile we ship. A line of any other profile wins over it."""

FIELDS = (
    "candidate_number", "uci", "uln", "surname", "forenames", "name", "date_of_birth", "year_group", "tutor_group", "on_roll",
    "private_candidate", "email", "awarding_body", "level", "entry_code", "title",
)  # fmt: skip
"""What a line of a profile may have as its Field."""

_NEEDS = {"candidate_number": "candidate_number", "surname": "who", "name": "who", "entry_code": "who"}
_TABLE = "the HeadingProfiles table of results_desk.xlsx"


def headings(file: str, profiles: Sequence[Mapping[str, str]]) -> tuple[Heading, ...]:
    """The fields with their headings, those of the school's own profiles first. DeskError when two fields claim one heading.

    `profiles` are rows Profile, Field, Heading; without any, the shipped ones are used.
    """
    lines = [{fold(key): str(value or "").strip() for key, value in row.items()} for row in profiles or reference.rows("heading_profiles")]
    lines = [line for line in lines if line.get("field") and line.get("heading")]
    lines.sort(key=lambda line: fold(line.get("profile", "")) == fold(USUAL))
    claims: dict[str, tuple[str, bool]] = {}
    fields: dict[str, list[str]] = {name: [] for name in FIELDS}
    for line in lines:
        name, heading, usual = fold(line["field"]), line["heading"], fold(line.get("profile", "")) == fold(USUAL)
        field = next((known for known in FIELDS if fold(known) == name), "")
        if not field:
            known = ", ".join(FIELDS)
            raise DeskError(f"{file} was not read: {_TABLE} has a line for the field {line['field']}: it must be one of {known}.")
        claimed, by_usual = claims.setdefault(fold(heading), (field, usual))
        if claimed == field:
            fields[field].append(heading)
        elif by_usual == usual:
            raise DeskError(f"{file} was not read: {_TABLE} gives the heading {heading} to two fields: remove one of the lines.")
    return tuple(Heading(name, tuple(spelled), _NEEDS.get(name, "")) for name, spelled in fields.items() if spelled)


def shown(field: str) -> str:
    """A field in words: `date of birth`."""
    return field.replace("_", " ").replace("uci", "UCI").replace("uln", "ULN")
