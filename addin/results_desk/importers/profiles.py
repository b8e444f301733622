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

REQUEST_FORM = "Request form"
"""The profile whose lines name the columns of the centre's own request form."""

_NEEDS = {"candidate_number": "candidate_number", "surname": "who", "name": "who", "entry_code": "who"}
_TABLE = "the HeadingProfiles table of results_desk.xlsx"


def headings(file: str, profiles: Sequence[Mapping[str, str]]) -> tuple[Heading, ...]:
    """The fields with their headings, those of the school's own profiles first. DeskError when two fields claim one heading.

    `profiles` are rows Profile, Field, Heading; without any, the shipped ones are used.
    """
    lines = [{fold(key): str(value or "").strip() for key, value in row.items()} for row in profiles or reference.rows("heading_profiles")]
    lines = [line for line in lines if line.get("field") and line.get("heading") and not _of_form(line)]
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


def form_headings(file: str, profiles: Sequence[Mapping[str, str]], usual: Sequence[Heading]) -> tuple[Heading, ...]:
    """The usual headings of a request form, with those of the centre's own form first. DeskError for a line with another field.

    A heading that a line of the profile gives to one field is no other field's.
    """
    lines = [{fold(key): str(value or "").strip() for key, value in row.items()} for row in profiles]
    own: dict[str, str] = {}
    for line in (line for line in lines if line.get("heading") and _of_form(line)):
        field = next((heading.field for heading in usual if fold(heading.field) == fold(line.get("field", ""))), "")
        if not field or own.get(fold(line["heading"]), field) != field:
            known = ", ".join(heading.field for heading in usual)
            wrong = f"has a line of the profile {REQUEST_FORM} for the field {line.get('field', '')}: it must be one of {known}"
            twice = f"gives the heading {line['heading']} of the {REQUEST_FORM} to two fields: remove one of the lines"
            raise DeskError(f"{file} was not read: {_TABLE} {twice if field else wrong}.")
        own[fold(line["heading"])] = field
    return tuple(
        Heading(
            heading.field,
            (*(text for text, field in own.items() if field == heading.field),
             *(text for text in heading.spellings if own.get(fold(text), heading.field) == heading.field)),
            heading.need,
        )
        for heading in usual
    )  # fmt: skip


def _of_form(line: Mapping[str, str]) -> bool:
    return fold(line.get("profile", "")) == fold(REQUEST_FORM)


def shown(field: str) -> str:
    """A field in words: `date of birth`."""
    return field.replace("_", " ").replace("uci", "UCI").replace("uln", "ULN")
