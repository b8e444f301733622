"""How candidates want results and certificates: what is missing or must not be. `tables/permissions.py` says the same as formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from results_desk.rules.calendar import add_working_days, closed_days, find_anchor
from results_desk.rules.cells import Row, day, in_words, is_one, moment, raw, records, same, serial, text, trimmed
from results_desk.rules.checks import Found, counted, due_rows, joined, known_day, results_day, setting, view_rows
from results_desk.rules.computed import Around, Computed
from results_desk.tables.permissions import (
    BOOK,
    CLOSED,
    COLLECTION,
    COUNTED,
    DATES,
    FORM_OFFSET,
    MAILING,
    MISSING_FORMS,
    NAMED_PERSONS,
    NOT_GIVEN,
    RELEASE_SECONDS,
    RELEASE_TIME,
)
from results_desk.terms import LEVEL_GROUPS

WHY = (
    "Nothing before 08:00 of results day, by any route; results go to the candidate or a person named in writing. Source: "
    "https://thenaeo.org/monthly-message.aspx?nid=153"
)
_ASK_EMAIL = "Ask the candidate for their own address that will still work in August; until then hand the results over."
_TOO_EARLY = "Tell the head of centre: results given early are malpractice. Write down how it happened."
_TOGETHER = {"Form missing": "Forms missing: {count}", "Form due soon": "Forms closing: {count} to come"}
_SAY_WHEN = f"Type Forms back by on the sheet Permissions of {BOOK}."
NO_FORM = "No form: in person only"
_BLOCKING = ("Email chosen, no address", "Same email as another candidate", "Email is a parent's", "Email bounced")


def form_due(around: Around) -> date | None:
    """The day forms are due back: the one typed, else some working days before the end of term. None where neither is known."""
    if typed := day(around.named.get("desk_forms_by")):
        return typed
    term_end = find_anchor(around.tables[DATES], "TERM-END")
    return add_working_days(term_end, FORM_OFFSET, closed_days(around.tables[CLOSED])) if term_end else None


def checks(row: Row, around: Around) -> tuple[Found, ...]:
    """Everything that is wrong with a line on the day, in the order its Check names it; nothing without a candidate number."""
    if not raw(row, "Candidate number"):
        return ()
    return (*_email(row, around), *_handed_to(row), *_handed_when(row, around), *_form(row, around))


def _email(row: Row, around: Around) -> Iterator[Found]:
    email, chosen = raw(row, "Email for results"), is_one(row, "Results choice", "Email")
    if chosen and not email:
        yield Found("Email chosen, no address", None, _ASK_EMAIL)
    if email and _shared(row, email, around.tables["Permissions"]):
        yield Found("Same email as another candidate", None, _ASK_EMAIL)
    if (is_one(row, "Leaver", "Yes") or is_one(row, "On roll", "No")) and at_school(email, around.named.get("desk_school_domain")):
        yield Found("Leaver with a school address", None, _ASK_EMAIL)
    if email and same(trimmed(email), trimmed(raw(row, "Parent email"))):
        yield Found("Email is a parent's", None, "The results are the candidate's: ask for the candidate's own address.")
    if chosen and is_one(row, "Email checked", "Bounced"):
        yield Found("Email bounced", None, _ASK_EMAIL)


def _shared(row: Row, email: str, everybody: Sequence[Row]) -> bool:
    wanted = email.casefold()
    numbers = (raw(other, "Candidate number") for other in everybody if str(other.get("Email for results") or "").casefold() == wanted)
    return any(number and not same(number, raw(row, "Candidate number")) for number in numbers)


def at_school(email: str, domain: object) -> bool:
    """Whether an address is one that the school gives, by what stands after its @ in the register's own setting."""
    ends = trimmed(text(domain).replace("@", "")).casefold()
    return ends != "" and trimmed(email).casefold().endswith((f"@{ends}", f".{ends}"))


def _handed_to(row: Row) -> Iterator[Found]:
    names = [trimmed(raw(row, heading)) for heading in NAMED_PERSONS]
    if is_one(row, "Results choice", "Named person collects") and not any(raw(row, heading) for heading in NAMED_PERSONS):
        yield Found("Named person chosen, no name", None, "Ask the candidate in writing who may collect; until then nobody else may.")
    if not is_one(row, "Status", "Collected by named person"):
        return
    if not raw(row, "Override reason"):
        if not raw(row, "Handed to"):
            yield Found("Handed over, no name noted", None, "Note to whom the results were handed.")
        elif not same(trimmed(raw(row, "Handed to")), *names):
            yield Found("Handed to somebody not on the list", None, "Ask the candidate at once; note the reason and who decided so.")
    if not raw(row, "ID seen"):
        yield Found("No ID noted", None, "Note which photo ID was seen.")


def _handed_when(row: Row, around: Around) -> Iterator[Found]:
    given, released = moment(row.get("Handed over at")), results_day(row, "Results day", around.tables[DATES])
    if given and released is None:
        yield Found("Results day not known", None, "Choose the results day from the list, and fill the sheet Dates (Copy dates).")
    elif given and released and _before_release(row, released):
        how = "Emailed" if is_one(row, "Status", "Emailed") else "Handed over"
        yield Found(f"{how} before {RELEASE_TIME} of results day", given.date(), _TOO_EARLY)
    if given is None and not is_one(row, "Status", "", "Waiting", "Left in office"):
        yield Found("Given out, no time noted", None, "Note the day and time.")


def _before_release(row: Row, released: date) -> bool:
    """Whether results were given before the time of release; a day without a time counts by the day."""
    given, start = serial(row.get("Handed over at")) or 0.0, serial(released) or 0.0
    return given < start if given == int(given) else round(given * 86400) < start * 86400 + RELEASE_SECONDS


def _form(row: Row, around: Around) -> Iterator[Found]:
    returned, released = known_day(row, "Form returned"), results_day(row, "Results day", around.tables[DATES])
    if returned:
        if released and returned > released:
            yield Found("Form dated after results day", returned, "Ask the candidate: a form signed later may not cover what was done.")
        return
    due_back = form_due(around)
    if due_back is None or not is_one(row, "Status", "", "Waiting"):
        return
    if around.today > due_back:
        yield Found("Form missing", due_back, "Send a reminder; without a form the candidate collects in person.")
    elif around.today >= due_back - timedelta(days=setting(around, "desk_form_warn_days")):
        yield Found("Form due soon", due_back, "Remind candidates who have not returned the form.")


def undated_form(row: Row, around: Around) -> Iterator[Found]:
    """Where nobody said when forms are due back: one that is not here in the last days before the results."""
    released = results_day(row, "Results day", around.tables[DATES])
    waits = known_day(row, "Form returned") is None and is_one(row, "Status", "", "Waiting")
    if not waits or released is None or form_due(around) is not None:
        return
    if released - timedelta(days=setting(around, "desk_form_warn_days")) <= around.today <= released:
        yield Found("Form due soon", released, f"Ask for the form; without one the candidate collects in person. {_SAY_WHEN}")


def computed(row: Row, around: Around) -> dict[str, object]:
    """The computed columns of a line of the register."""
    there = bool(raw(row, "Candidate number"))
    return {
        "Check": joined(checks(row, around)),
        "Form due": (form_due(around) if there else None) or "",
        "Results date": (results_day(row, "Results day", around.tables[DATES]) if there else None) or "",
    }


def count(row: Row, lines: Iterable[Row], level: str = "") -> int | str:
    """How many lines hold the word of a row of the sheet Counts, of one results day or of all. "" where nothing is to be counted."""
    what, word = raw(row, "What is counted"), raw(row, "Word")
    ours = [line for line in lines if raw(line, "Candidate number") and (not level or is_one(line, "Results day", level))]
    if not word:
        return ""
    if same(what, "Form"):
        back = sum(known_day(line, "Form returned") is not None for line in ours)
        return back if same(word, "Returned") else len(ours) - back
    heading = next((heading for heading in COUNTED if same(heading, what)), "")
    wanted = "" if same(word, NOT_GIVEN) else word
    return sum(is_one(line, heading, wanted) for line in ours) if heading else ""


def counts(row: Row, around: Around) -> dict[str, object]:
    """The computed columns of the sheet Counts."""
    lines = around.tables["Permissions"]
    return {**{level: count(row, lines, level) for level in LEVEL_GROUPS}, "All": count(row, lines)}


COMPUTED: dict[str, Computed] = {"Permissions": computed, "PermissionCounts": counts}


def due(
    rows: Sequence[Row], today: date, dates: Sequence[Row], closed: Sequence[Row], named: Mapping[str, object]
) -> list[dict[str, object]]:
    """What the register has to do on a day, as rows of the home workbook's Today; forms that are not back in one row."""
    around = _around(rows, today, dates, closed, named)
    found = [(raw(row, "Candidate number"), one) for row in rows for one in (*checks(row, around), *undated_form(row, around))]
    return due_rows("Permissions", f"{BOOK}, Permissions", counted(found, _TOGETHER, "Forms"), WHY)


def collection_rows(rows: Iterable[Row]) -> list[dict[str, object]]:
    """The rows of the sheet for the desk, by surname: everybody whose results still wait, without any grade.

    A sensitive note itself is not shown; whoever hands over is sent to the exams officer. Who gave no form collects in person.
    """
    waiting = [row for row in records(rows) if raw(row, "Candidate number") and is_one(row, "Status", "", "Waiting", "Left in office")]
    told = [{**row, "Before you hand over": _first(row), "ID seen": "", "Time": "", "Signature": ""} for row in waiting]
    return view_rows(told, COLLECTION.headings, ("Surname", "Forenames", "Candidate number"))


def _first(row: Row) -> str:
    if text(row.get("Sensitive note")):
        return "Ask the exams officer"
    no_form = "Form returned" in row and known_day(row, "Form returned") is None and not text(row.get("Results choice"))
    return NO_FORM if no_form else ""


def mailing_rows(
    rows: Sequence[Row], today: date, dates: Sequence[Row], closed: Sequence[Row], named: Mapping[str, object]
) -> list[dict[str, object]]:
    """The rows of the mailing list: everybody who chose email and has nothing yet, with a reason where it must be held back."""
    around = _around(rows, today, dates, closed, named)
    told = []
    for row in rows:
        if raw(row, "Candidate number") and is_one(row, "Results choice", "Email") and is_one(row, "Status", "", "Waiting"):
            why = "; ".join(one.text for one in checks(row, around) if one.text in _BLOCKING)
            released = results_day(row, "Results day", dates)
            why = why or ("" if released else "Results day not known")
            told.append({**row, "Results date": released, "Send?": "Hold" if why else "Yes", "Why not": why})
    return view_rows(told, MAILING.headings, ("Results day", "Surname", "Forenames", "Candidate number"))


def missing_form_rows(
    rows: Sequence[Row], today: date, dates: Sequence[Row], closed: Sequence[Row], named: Mapping[str, object]
) -> list[dict[str, object]]:
    """The rows of the missing forms: candidates who wait for results and gave no form, with the text to send."""
    due_back = form_due(_around(rows, today, dates, closed, named))
    late = due_back is not None and today > due_back
    by = f"It was due on {in_words(due_back)}; please bring it now." if late else f"Please return it by {in_words(due_back)}."
    words = f"We have no form from you that says how you want your results. {by if due_back else 'Please return it soon.'}"
    told = [
        {**row, "Form due": due_back, "Text of the email": f"{words} Without it we keep them for you to collect, with photo ID."}
        for row in rows
        if raw(row, "Candidate number") and known_day(row, "Form returned") is None and is_one(row, "Status", "", "Waiting")
    ]  # fmt: skip
    return view_rows(told, MISSING_FORMS.headings, ("Tutor group", "Surname", "Forenames", "Candidate number"))


def _around(rows: Sequence[Row], today: date, dates: Sequence[Row], closed: Sequence[Row], named: Mapping[str, object]) -> Around:
    return Around(today, {"Permissions": rows, DATES: dates, CLOSED: closed}, named)
