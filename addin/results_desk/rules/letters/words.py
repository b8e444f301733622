"""What all letters say of the centre and a candidate, and how days, marks and money read in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from results_desk.rules.cells import Row, Rows, day, is_blank, is_one, records, text
from results_desk.terms import LEVEL_1_2, LEVEL_3, MONTHS

GROUP_NAMES = {LEVEL_3: "A-level and other Level 3 results", LEVEL_1_2: "GCSE and other Level 1 and 2 results"}
EXAMS_OFFICER = "the exams officer"
ENGLISH, WELSH = "English", "Welsh"
PRACTICE_MARK = "PRACTICE – not a real letter"
_OF_A_CANDIDATE = (
    "Candidate number", "Surname", "Forenames", "Date of birth", "UCI", "ULN", "Year group", "Tutor group", "Email", "Private candidate",
    "Letters in", "Large print",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def centre_fields(settings: Mapping[str, str], today: date) -> dict[str, object]:
    """What every letter says of the centre and the day; `settings` by their names."""
    return {
        "centre_name": text(settings.get("Centre name")),
        "centre_number": text(settings.get("Centre number")),
        "series": text(settings.get("Series")),
        "letter_date": day_in_words(today),
        "questions_to": text(settings.get("Questions to")) or EXAMS_OFFICER,
        "certificate_event": text(settings.get("Certificate event")),
        "certificates_from": text(settings.get("Certificates from")),
        "certificate_postage": text(settings.get("Certificate postage")),
        "logo": "",
    }


def candidate_fields(candidate: Row) -> dict[str, object]:
    """What every letter says of a candidate: a row of the table Candidates."""
    surname, forenames, born = text(candidate["Surname"]), text(candidate["Forenames"]), day(candidate["Date of birth"])
    return {
        "candidate_number": text(candidate["Candidate number"]),
        "candidate_name": f"{forenames} {surname}".strip(),
        "surname": surname,
        "forenames": forenames,
        "date_of_birth": plain_day(born) if born else text(candidate["Date of birth"]),
        "uci": text(candidate["UCI"]),
        "uln": text(candidate["ULN"]),
        "year_group": text(candidate["Year group"]),
        "tutor_group": text(candidate["Tutor group"]),
        "email": text(candidate["Email"]),
        "private_candidate": text(candidate["Private candidate"]),
        "letters_in": WELSH if is_one(candidate, "Letters in", WELSH) else ENGLISH,
        "large_print": "Yes" if is_one(candidate, "Large print", "Yes") else "No",
    }


def shared_fields(settings: Mapping[str, str], today: date, practice: bool) -> dict[str, object]:
    """What every letter says of the centre and the day, marked on a practice desk."""
    return {**centre_fields(settings, today), "practice_mark": PRACTICE_MARK if practice else ""}


def person_named(number: str, people: Mapping[str, Row], name: str = "") -> Row:
    """The row of Candidates with this number; where there is none, one that holds only the number and the name."""
    blank = dict.fromkeys(_OF_A_CANDIDATE, "")
    return people.get(number) or {**blank, "Candidate number": number, "Surname": name}


def by_number(candidates: Rows) -> dict[str, Row]:
    """The rows of Candidates by candidate number."""
    return {text(row["Candidate number"]): row for row in records(candidates)}


def grouped(rows: Rows, *headings: str) -> dict[tuple[str, ...], list[Row]]:
    """The rows by the texts of some columns, in the order they first come up."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in records(rows):
        groups.setdefault(tuple(text(row.get(heading)) for heading in headings), []).append(row)
    return groups


def short_day(row: Row, heading: str) -> str:
    """The day in a cell: 14 March 2006; the text where it holds a text, "" where it is blank."""
    found = day(row.get(heading))
    return plain_day(found) if found else text(row.get(heading))


def plain_day(value: date) -> str:
    """14 March 2006."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def day_in_words(value: date) -> str:
    """Thursday 26 September 2024."""
    return f"{_WEEKDAYS[value.weekday()]} {plain_day(value)}"


def moment_in_words(value: datetime) -> str:
    """Thursday 15 August 2024 at 08:00."""
    return f"{day_in_words(value)} at {value:%H:%M}"


def read_day(words: str) -> date | None:
    """The day a setting names: 12 September 2024 (with its weekday or not), 12/09/2024 or 2024-09-12. None: none for certain."""
    parts = words.replace(",", " ").split()
    if parts and parts[0].casefold() in map(str.casefold, _WEEKDAYS):
        parts = parts[1:]
    for pattern in ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(" ".join(parts), pattern).date()
        except ValueError:
            continue
    return None


def number(value: object) -> str:
    """A mark without a needless decimal point; "" when blank."""
    return f"{value:.10g}" if isinstance(value, float) and not is_blank(value) else text(value)


def mark_of(mark: object, maximum: object) -> str:
    """187 of 300; 187 where the maximum is not known; "" without a mark."""
    got, most = number(mark), number(maximum)
    return f"{got} of {most}" if got and most else got


def pounds(amount: object) -> str:
    """£51.95; "" when not known."""
    return "" if is_blank(amount) else f"£{amount:,.2f}"


def listed(things: Sequence[str]) -> str:
    """Clerical re-check, review of marking or copy of a marked script: all but the first begin small."""
    lower = [thing[:1].lower() + thing[1:] for thing in things[1:]]
    return " or ".join(filter(None, (", ".join([*things[:1], *lower[:-1]]), *lower[-1:])))
