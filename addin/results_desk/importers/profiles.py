"""What the columns of a school's own exports and forms are called: our fields, and their headings by the desk's saved profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from results_desk import reference
from results_desk.errors import DeskError
from results_desk.importers.headings import Heading, fold

if TYPE_CHECKING:
    from results_desk.importers.sheet import Source

USUAL = "usual spellings"
"""The profile we ship. A line of any other profile wins over it."""

FIELDS = (
    "candidate_number", "uci", "uln", "surname", "forenames", "name", "date_of_birth", "year_group", "tutor_group", "on_roll",
    "private_candidate", "email", "awarding_body", "level", "entry_code", "title",
)  # fmt: skip
"""What a line of a profile may have as its Field."""

REQUEST_FORM, PERMISSION_FORM, OUTCOMES, PAYMENTS, INVOICE = "Request form", "Permission form", "Outcomes", "Payments", "Invoice"
"""The profiles whose lines name the columns of a form of the centre's own, or of a list as its sender calls them."""
FORMS = (REQUEST_FORM, PERMISSION_FORM, OUTCOMES, PAYMENTS, INVOICE)

_NEEDS = {"candidate_number": "candidate_number", "surname": "who", "name": "who", "entry_code": "who"}
_TABLE = "the Heading profiles sheet of results_desk.xlsx"


def headings(file: str, profiles: Sequence[Mapping[str, str]]) -> tuple[Heading, ...]:
    """The fields with their headings, those of the school's own profiles first. DeskError when two fields claim one heading.

    `profiles` are rows Profile, Field, Heading; without any, the shipped ones are used.
    """
    found, wrong = _by_lines(profiles)
    _require_none(file, wrong)
    return found


def usable(profiles: Sequence[Mapping[str, str]]) -> tuple[Heading, ...]:
    """The same as far as the lines are right: to tell what a file is that somebody reads as another kind."""
    return _by_lines(profiles)[0]


def _by_lines(profiles: Sequence[Mapping[str, str]]) -> tuple[tuple[Heading, ...], list[str]]:
    """The headings, and what is wrong with the lines."""
    lines = _of_exports(profiles) or _of_exports(reference.rows("heading_profiles"))
    lines.sort(key=lambda line: fold(line.get("profile", "")) == fold(USUAL))
    claims: dict[str, tuple[str, bool]] = {}
    fields: dict[str, list[str]] = {name: [] for name in FIELDS}
    wrong = []
    for line in lines:
        name, heading, usual = fold(line["field"]), line["heading"], fold(line.get("profile", "")) == fold(USUAL)
        field = next((known for known in FIELDS if fold(known) == name), "")
        claimed, by_usual = claims.setdefault(fold(heading), (field, usual)) if field else ("", usual)
        if not field:
            wrong.append(f"has a line for the field {line['field']}: it must be one of {', '.join(FIELDS)}")
        elif claimed == field:
            fields[field].append(heading)
        elif by_usual == usual:
            wrong.append(f"gives the heading {heading} to two fields: remove one of the lines")
    return tuple(Heading(name, tuple(spelled), _NEEDS.get(name, "")) for name, spelled in fields.items() if spelled), wrong


def _require_none(file: str, wrong: Sequence[str]) -> None:
    if wrong:
        raise DeskError(f"{file} was not read: {_TABLE} {wrong[0]}.")


@dataclass(frozen=True)
class Form:
    """A form or list that may call its columns otherwise than is usual: lines of its profile say how."""

    profile: str
    usual: tuple[Heading, ...]

    @property
    def way_out(self) -> str:
        """What an officer can do about a file that lacks some of the headings."""
        example = next(heading for heading in self.usual if heading.need).spellings[0]
        lines = f"add a line of the profile {self.profile} for each heading that is called otherwise to {_TABLE}"
        return f"{lines} (Field: what it is here, such as {example}; Heading: as in the file), and read it again"

    def headings(self, source: Source) -> tuple[Heading, ...]:
        """The usual headings, with those of the desk's profile first. DeskError for a line with another field, or two for a heading.

        A heading that a line of the profile gives to one field is no other field's.
        """
        found, wrong = self._by_lines(source)
        _require_none(source.file, wrong)
        return found

    def usable(self, source: Source) -> tuple[Heading, ...]:
        """The same as far as the lines are right: to tell what a file is that somebody reads as another kind."""
        return self._by_lines(source)[0]

    def _by_lines(self, source: Source) -> tuple[tuple[Heading, ...], list[str]]:
        """The headings, and what is wrong with the lines."""
        own: dict[str, str] = {}
        wrong = []
        for line in _lines(source.profiles):
            if fold(line.get("profile", "")) != fold(self.profile) or not line.get("heading"):
                continue
            field = self._field(line.get("field", ""))
            if not field or own.setdefault(fold(line["heading"]), field) != field:
                wrong.append(self._wrong(line, field))
        return tuple(replace(heading, spellings=_spellings(heading, own)) for heading in self.usual) if own else self.usual, wrong

    def _field(self, said: str) -> str:
        """Our field of that name, or whose usual heading it is; "" for none."""
        return next((heading.field for heading in self.usual if fold(said) in (fold(heading.field), heading.folded[0])), "")

    def _wrong(self, line: Mapping[str, str], field: str) -> str:
        if field:
            return f"gives the heading {line['heading']} of the profile {self.profile} to two fields: remove one of the lines"
        known = ", ".join(heading.spellings[0] for heading in self.usual)
        return f"has a line of the profile {self.profile} for the field {line.get('field', '')}: it must be one of {known}"


def _spellings(heading: Heading, own: Mapping[str, str]) -> tuple[str, ...]:
    """The spellings of a field: the profile's own, and the usual ones that it gives to no other."""
    mine = (text for text, field in own.items() if field == heading.field)
    return *mine, *(text for text in heading.spellings if own.get(fold(text), heading.field) == heading.field)


def _lines(profiles: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{fold(key): str(value or "").strip() for key, value in row.items()} for row in profiles]


def _of_exports(profiles: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [line for line in _lines(profiles) if line.get("field") and line.get("heading") and not _of_form(line)]


def _of_form(line: Mapping[str, str]) -> bool:
    return fold(line.get("profile", "")) in {fold(form) for form in FORMS}


def shown(field: str) -> str:
    """A field in words: `date of birth`."""
    return field.replace("_", " ").replace("uci", "UCI").replace("uln", "ULN")
