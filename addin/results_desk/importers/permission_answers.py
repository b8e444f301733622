"""Permission forms for results and certificates: the answers of an online form (Microsoft or Google Forms), or a list typed from paper.

One row per form. Choices become the words of the permissions register; a choice that is none of them refuses the row. Times become
ISO text, in the time of London.

| Heading | What it holds |
|---|---|
| Candidate number | four digits |
| How do you want your results? | collect in person, a named person, email, post, keep at school |
| Timestamp, Signed on | when the form was sent; when it was signed, where that is another day |
| Name, Signed by | as typed by the candidate; a parent's signature is not enough |
| Results day | Level 3 or Level 1/2, where the form asks; else every results day of the candidate |
| Email for results | the candidate's own |
| Named person, Relationship, Phone (and 2) | who may collect |
| Certificates, Certificate named person | how, and who may collect them |
| Discuss with, Publicity, Lasts, How identity was known | as on the form |
"""

from __future__ import annotations

from functools import partial

from results_desk.batch import PERMISSION_COLUMNS, Batch
from results_desk.importers.dates import moment
from results_desk.importers.frames import CORRECT, Rows, candidate_number, first_of, holds, mapped
from results_desk.importers.headings import CANDIDATE_NUMBER, fold, may, need
from results_desk.importers.plain import plain_batch
from results_desk.importers.profiles import PERMISSION_FORM, Form
from results_desk.importers.sheet import Source, Text

NAME = "answers of a permission form"
KIND = "permissions"
HEADINGS = (
    need("candidate_number", *CANDIDATE_NUMBER, "Exam number", "Your candidate number", "What is your candidate number?"),
    need("results_choice", "How do you want your results?", "Results choice", "My results", "How would you like to receive your results?"),
    may("received_on", "Completion time", "Timestamp", "Received on", "Form returned", "Submitted at", "Submission time", "Date received"),
    may("signed_on", "Signed on", "Date signed", "Date of signature"),
    may("name", "Name", "Candidate name", "Full name", "Your name", "Your full name"),
    may("surname", "Surname", "Last name"),
    may("forenames", "Forenames", "Forename", "First name"),
    may("preferred_name", "Preferred name"),
    may("results_day", "Results day", "Which results day?", "Which results?"),
    may("email", "Email for results", "Personal email", "Your personal email", "Email address for results", "Your email"),
    may("named_person", "Named person", "Person 1", "Name of the person who collects", "Named person 1"),
    may("relationship", "Relationship", "Relationship 1"),
    may("phone", "Phone", "Telephone", "Phone 1"),
    may("named_person_2", "Named person 2", "Person 2", "Second named person"),
    may("relationship_2", "Relationship 2"),
    may("phone_2", "Phone 2", "Telephone 2"),
    may("certificate_choice", "Certificates", "Certificate choice", "How do you want your certificates?", "My certificates"),
    may("certificate_person", "Certificate named person", "Who collects your certificates?", "Named person for certificates"),
    may("discuss_with", "Discuss with", "Staff may discuss my results with"),
    may("publicity", "Publicity", "Publicity choice", "May we publish your results?"),
    may("lasts", "Lasts", "How long", "How long does this last?"),
    may("signed_by", "Signed by", "Signature", "Signed", "Signed (type your full name)"),
    may("identity_known", "How identity was known", "Identity"),
)
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "results_choice": {
        "Collect in person": ("collectinperson", "iwillcollectinperson", "inperson", "collect", "iwillcollect"),
        "Named person collects": ("namedpersoncollects", "apersoninamewillcollect", "namedperson", "somebodyelsecollects", "someoneelse"),
        "Email": ("email", "sendbyemail", "byemail", "emailthem"),
        "Post": ("post", "bypost", "posttothaddressbelow", "postthem"),
        "Keep at school": ("keepatschool", "keep", "keeptheminschool", "keepatcollege"),
    },
    "certificate_choice": {
        "Collect at event": ("collectatevent", "atevent", "presentationevening", "collectattheevent"),
        "Collect from school": ("collectfromschool", "collect", "collectinperson", "fromschool"),
        "Named person collects": ("namedpersoncollects", "namedperson", "sameperson", "somebodyelsecollects"),
        "Post (tracked)": ("posttracked", "post", "bypost", "trackedpost"),
        "Hand over in school": ("handoverinschool", "inschool", "handtomeinschool"),
    },
    "publicity": {
        "Name and grades": ("nameandgrades", "yes", "mynameandgrades"),
        "Name only": ("nameonly", "mynameonly"),
        "Nothing": ("nothing", "no", "nothingmaybeused"),
    },
    "lasts": {
        "This series only": ("thisseriesonly", "thisseries", "thissummer"),
        "Until cancelled in writing": ("untilcancelledinwriting", "untilicancelinwriting", "untilcancelled"),
    },
    "results_day": {"Level 3": ("level3", "alevel", "gcealevel", "alevelresultsday"), "Level 1/2": ("level12", "gcse", "gcseresultsday")},
}
_DAY = "Write it as 01/07/2024 or 2024-07-01 and read the file again."
_FORM = Form(PERMISSION_FORM, HEADINGS)
WAY_OUT, headings = _FORM.way_out, _FORM.headings


def identify(source: Source) -> bool:
    """Whether the file has a candidate number and how the candidate wants results."""
    return source.has(_FORM.usable(source))


def extract(source: Source) -> Batch:
    """The forms of the file."""
    return plain_batch(source, NAME, headings(source), "permissions", PERMISSION_COLUMNS, _forms)


def _forms(rows: Rows) -> dict[str, Text]:
    number = mapped(rows["candidate_number"], candidate_number)
    rows.refuse(number == "", rows.heading("candidate_number"), "The form has no candidate number.", CORRECT)
    parts = mapped(rows["surname"] + ", " + rows["forenames"], lambda text: text.strip(", "))
    return {name: rows[name] for name in PERMISSION_COLUMNS[1:]} | {
        "candidate_number": number,
        "name": first_of(rows["name"], parts),
        **{name: _time(rows, name) for name in ("received_on", "signed_on")},
        **{name: _choice(rows, name) for name in _WORDS},
    }


def _time(rows: Rows, name: str) -> Text:
    written = rows[name]
    wrong = holds(written, lambda text: text != "" and moment(text) is None)
    rows.refuse(wrong, rows.heading(name), "The day can't be read.", _DAY, written)
    return mapped(written, lambda text: moment(text) or "")


def _choice(rows: Rows, name: str) -> Text:
    """The register's word for each answer; an answer that is no choice is refused, and so is a form that makes none for results."""
    written, known = rows[name], {fold(word): word for word in _WORDS[name]}
    known |= {answer: word for word, answers in _WORDS[name].items() for answer in answers}
    strange = holds(written, lambda text: text != "" and fold(text) not in known)
    choices = f"Write one of {', '.join(_WORDS[name])}."
    rows.refuse(strange, rows.heading(name), "The answer is none of the choices.", choices, written)
    if name == "results_choice":
        rows.refuse(written == "", rows.heading(name), "The form does not say how the candidate wants the results.", choices)
    return mapped(written, partial(_word, known))


def _word(known: dict[str, str], text: str) -> str:
    return known.get(fold(text), "")
