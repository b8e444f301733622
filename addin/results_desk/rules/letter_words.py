"""The one flat vocabulary of all letters, and how days, marks and money read in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from results_desk.rules.cells import Row, day, is_blank, text
from results_desk.terms import LEVEL_1_2, LEVEL_3, MONTHS

FIELDS: dict[str, str] = {
    "centre_name": "The centre's name, as at the head of letters.",
    "centre_number": "National centre number.",
    "series": "The exam series: June 2024.",
    "letter_date": "The day the letter was written: Thursday 15 August 2024.",
    "practice_mark": "On a practice desk, the words that mark every letter; nothing on a real one.",
    "questions_to": "Who a candidate asks; 'the exams officer' where the setting is blank.",
    "candidate_number": "Four digits: 0042.",
    "candidate_name": "Forenames and surname.",
    "surname": "Surname as entered for examinations.",
    "forenames": "Forenames as entered for examinations.",
    "date_of_birth": "14 March 2006; nothing where it is not known.",
    "uci": "Unique candidate identifier; nothing where it is not known.",
    "uln": "Unique learner number; nothing where it is not known.",
    "year_group": "Year group; may be nothing.",
    "tutor_group": "Tutor group; may be nothing.",
    "email": "Email of the candidate; may be nothing.",
    "private_candidate": "Yes, No or nothing.",
    "results": "Statement: one row per result, in the order of levels, then titles.",
    "results.title": "Subject.",
    "results.level": "GCE A-level, GCSE, ...",
    "results.awarding_body": "AQA, Pearson, ...",
    "results.entry_code": "The awarding body's entry code.",
    "results.series": "The series of this result.",
    "results.grade": "The grade as it reads on a statement: 7, A*, 9-8, B #, No Result, Pending.",
    "results.mark": "Mark, with its maximum where known: 187 of 300; may be nothing.",
    "results.endorsement": "Spoken language endorsement: Distinction; mostly nothing.",
    "notes": "Statement: what No Result, Pending, # and the like mean, for those that occur.",
    "releases": "Statement: one row per half of the summer that this candidate has results of.",
    "releases.results": "A-level and other Level 3 results.",
    "releases.released": "Thursday 15 August 2024 at 08:00.",
    "review_dates": "Statement: one row per service and day by which it has to be asked for.",
    "review_dates.service": "Review of marking, ...",
    "review_dates.results": "Which of the results: A-level and other Level 3 results.",
    "review_dates.ask_by": "The day, in words.",
    "review_note": "Whose days those are: the centre's own or the awarding bodies'.",
    "request_id": "Request form: PRS-24-0001.",
    "lines": "Request form: one row per component and service asked for.",
    "lines.awarding_body": "AQA, Pearson, ...",
    "lines.level": "GCE A-level, GCSE, ...",
    "lines.subject": "Subject.",
    "lines.entry_code": "The awarding body's entry code.",
    "lines.component_code": "The component's code; may be nothing.",
    "lines.component_title": "The component's title; may be nothing.",
    "lines.mark": "The component's mark now: 47 of 75; may be nothing.",
    "lines.grade": "The subject's grade now; may be nothing.",
    "lines.marks_up": "Marks to the next grade; may be nothing.",
    "lines.marks_down": "Marks to the grade below; may be nothing.",
    "lines.service": "Code of the service on our forms.",
    "lines.service_name": "Name of the service.",
    "lines.copy_wanted": "Yes or No: a copy of the reviewed script.",
    "lines.ask_by": "The day by which the centre needs the form: 26 September 2024.",
    "lines.charge": "£51.95; nothing where it is not known yet.",
    "total": "Sum of the charges; nothing where one is not known yet.",
    "hand_in_by": "The first day by which the form is needed: Thursday 12 September 2024; nothing where none is known.",
    "answer_within": "How long the awarding bodies aim to take: 20 calendar days; nothing where it is not known.",
    "place_at_stake": "Yes, No or nothing: whether a place in higher education depends on it.",
    "needs_review_consent": "Yes or No: a service asked for needs the candidate's consent to a review.",
    "needs_script_consent": "Yes or No: a service asked for needs the candidate's consent to access to scripts.",
    "class_use": "The candidate's choice for scripts in class, where made: Without my name.",
    "pay_to": "Where to pay; nothing where the setting is blank.",
    "pay_reference": "What to quote with a payment.",
    "pay_route": "How it is paid, where known.",
    "who_pays": "Candidate, School or Department; nothing where it is not decided.",
    "teacher": "Member of subject staff asked; may be nothing.",
    "support": "Their view: Strongly, Yes, Neutral or No; may be nothing.",
    "reason": "The reason for the request; may be nothing.",
    "received_on": "The day the form was received; may be nothing.",
    "password_hint": "Message: which password opens the PDF; nothing where it has none.",
    "reminders": "Message: one row per thing the candidate is reminded of.",
    "reminders.text": "What to do, in a sentence or two.",
}
"""Every field a letter may use: name -> what it holds. `rows.name` is a field of each row of a list."""

GROUP_NAMES = {LEVEL_3: "A-level and other Level 3 results", LEVEL_1_2: "GCSE and other Level 1 and 2 results"}
EXAMS_OFFICER = "the exams officer"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def centre_fields(settings: Mapping[str, str], today: date) -> dict[str, object]:
    """What every letter says of the centre and the day; `settings` by their names."""
    return {
        "centre_name": text(settings.get("Centre name")),
        "centre_number": text(settings.get("Centre number")),
        "series": text(settings.get("Series")),
        "letter_date": day_in_words(today),
        "questions_to": text(settings.get("Questions to")) or EXAMS_OFFICER,
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
    }


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
