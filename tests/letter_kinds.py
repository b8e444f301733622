"""Every kind of letter filled from invented tables: so many rows, a word wherever a person could type, or as little as there may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from letter_words import SETTINGS, TODAY, candidate, line, lists, many_lines, many_results
from letter_words import forms as request_forms
from letter_words import written as statements

from results_desk.rules.cells import records
from results_desk.rules.letters.certificates import collection_notices, destruction_record, reminders
from results_desk.rules.letters.choices import forms_to_choose_from
from results_desk.rules.letters.desk import collection_sheet, cover_sheet, labels
from results_desk.rules.letters.outcome import outcome_letters
from results_desk.rules.letters.permission import permission_forms
from results_desk.rules.letters.returns import moderation_slips, query_letters
from results_desk.rules.letters.staff import staff_forms
from results_desk.rules.letters.welsh import in_welsh
from results_desk.rules.log.alarms import Clocks
from results_desk.tables import table

Fields = Mapping[str, Any]
Row = Mapping[str, Any]
NAMED = {
    "desk_certificate_months": 12, "desk_record_years": 4, "desk_reminder_1_months": 2, "desk_reminder_2_months": 7,
    "desk_last_call_days": 28,
}  # fmt: skip
CLOCKS = Clocks(3, 7, 30, 14)
LATE = date(2025, 7, 10)
WELSH = ("statement_of_results", "candidate_permission_form", "request_consent_payment_form", "outcome_letter")
LARGE = (*WELSH, "certificate_collection_notice", "certificate_reminder")


def row(name: str, **values: Any) -> Row:
    """A row of a declared table, blank but for these values; spaces in headings are written as underscores."""
    spec = table(name)
    blank = {column.heading: "" if column.kind in ("code", "text") else None for column in spec.columns}
    given = {heading.replace("_", " "): value for heading, value in values.items()}
    assert set(given) <= set(spec.headings), set(given) - set(spec.headings)
    return blank | given


class Typed:
    """The tables of a desk with so many rows. `word` stands wherever a person could type; None: nothing but what must be there."""

    def __init__(self, count: int = 1, word: str | None = "Word", practice: bool = True) -> None:
        """Fill them."""
        self.count, self.word, self.practice = count, word, practice
        name = word or ""
        typed = () if word is None else ("Centre name", "Questions to", "Payment to", "Certificates from")
        self.settings = SETTINGS | dict.fromkeys(typed, name)
        other = {} if word is None else {"Tutor group": name, "Email": name, "Letters in": "Welsh", "Large print": "Yes"}
        bare = {} if word is not None else {"Date of birth": None, "UCI": "", "ULN": "", "Tutor group": "", "Year group": ""}
        self.people = [candidate(f"{n:04d}", name or "Okafor", name, **(other | bare)) for n in range(42, 42 + count)]

    @property
    def about(self) -> dict[str, Any]:
        """What every rule of a letter is given."""
        return {"settings": self.settings, "today": TODAY, "practice": self.practice}

    @property
    def releases(self) -> tuple[Any, Any]:
        """Release times and levels."""
        return records(lists("releases")["releases"]), records(lists("levels")["levels"])

    def rows(self, name: str, must: Callable[[int], Row], may: Callable[[int], Row]) -> list[Row]:
        """So many rows of a table: what must be there, and what a person may have typed."""
        return [row(name, **must(n), **({} if self.word is None else may(n))) for n in range(self.count)]


def _statement(desk: Typed) -> Sequence[Fields]:
    results = [held if desk.word is None else {**held, "Title": desk.word} for held in many_results(desk.count)]
    return statements(results, desk.people[:1], desk.practice, desk.settings)


def _permission(desk: Typed) -> Sequence[Fields]:
    texts = ("Preferred_name", "Email_for_results", "Named_person", "Relationship", "Phone", "Named_person_2", "Relationship_2",
             "Phone_2", "Certificate_named_person")  # fmt: skip
    permissions = desk.rows(
        "Permissions", lambda n: {"Candidate_number": f"{42 + n:04d}"},
        lambda n: {**dict.fromkeys(texts, desk.word), "Results_choice": "Email", "Certificate_choice": "Collect at event"},
    )  # fmt: skip
    named = {} if desk.word is None else {"desk_forms_by": date(2024, 7, 17)}
    return permission_forms(desk.people, permissions, [], [], named, *desk.releases, **desk.about)


def _request(desk: Typed) -> Sequence[Fields]:
    word = desk.word
    typed = {} if word is None else {"Subject": word, "Component title": word, "Teacher": word, "Reason": word}
    lines = [line()] if word is None else [held | typed for held in many_lines(desk.count)]
    return request_forms(lines, practice=desk.practice, settings=desk.settings, person=desk.people[0])


def _choose(desk: Typed) -> Sequence[Fields]:
    results = [{**held, "Title": desk.word or held["Title"]} for held in many_results(desk.count)]
    blank = {heading: "" for heading in table("Results").headings} | {"Mark": None, "Max mark": None}
    tables = lists("deadlines", "levels", "services")
    return forms_to_choose_from(desk.people[:1], [blank | held for held in results], [], [], **tables, **desk.about)  # type: ignore[arg-type]


def _outcome(desk: Typed) -> Sequence[Fields]:
    word = desk.word
    must = {"Request ID": "PRS-24-0001", "Candidate number": "0042", "Outcome date": date(2024, 8, 10), "Service": "S2"}
    typed = {} if word is None else {
        "Subject": word, "Component title": word, "Level": "GCSE", "Awarding body": "AQA", "Entry code": "8700", "Raw mark": 40,
        "Max mark": 80, "Mark after": 43, "Outcome grade": "Up", "Subject grade": "5", "Subject grade after": "6",
        "Paid": Decimal("51.95"), "Board refund rule": "Full if grade changes", "Pay route": "ParentPay",
    }  # fmt: skip
    lines = [row("Lines") | must | typed | {"Line ID": f"PRS-24-0001-{n}"} for n in range(desk.count)]
    lines.append(row("Lines") | must | {"Line ID": "PRS-24-0001-99", "Outcome date": None})
    return outcome_letters(lines, desk.people, records(lists("services")["services"]), CLOCKS, **desk.about)


def _certificates(desk: Typed, **more: Any) -> list[Row]:
    return desk.rows(
        "Certificates",
        lambda n: {"Cert_ID": f"CERT-24-{n:04d}", "Candidate_number": "0042", "Received_on": date(2024, 11, 5), **more},
        lambda n: {
            "Subject": desk.word, "Name_on_certificate": desk.word, "Awarding_body": "AQA", "Qualification": "GCSE", "Series": "June 2024",
            "Date_of_issue": date(2024, 8, 1), "Issue_choice": "Collect at event", "Certificate_number": desk.word,
            "Witness_1": desk.word, "Witness_2": desk.word, "Method": "Contractor", "Contractor_reference": desk.word,
        },
    )  # fmt: skip


def _notice(desk: Typed) -> Sequence[Fields]:
    return collection_notices(_certificates(desk), desk.people, NAMED, **desk.about)


def _reminder(desk: Typed) -> Sequence[Fields]:
    waiting = _certificates(desk) if desk.word else _certificates(desk, Date_of_issue=date(2024, 8, 1))
    return reminders(waiting, desk.people, NAMED, **(desk.about | {"today": LATE}))


def _destroyed(desk: Typed) -> Sequence[Fields]:
    return [destruction_record(_certificates(desk, Destroyed_on=date(2025, 9, 1)), NAMED, **desk.about)]


def _cover(desk: Typed) -> Sequence[Fields]:
    word = desk.word
    results = [{"Candidate number": "0042", "Level": "GCSE", "File": word} for _ in range(desk.count)]
    readers = desk.rows(
        "AuthorisedReaders", lambda n: {}, lambda n: {"Name": word, "Role": word, "Signed_by": word, "Signed_on": date(2024, 8, 1)}
    )
    files = desk.rows("Files", lambda n: {}, lambda n: {"File": word, "Rows": 1072, "Imported_on": datetime(2024, 8, 14, 7)})
    return [cover_sheet(readers, files, results, *desk.releases, **desk.about)]


def _collection(desk: Typed) -> Sequence[Fields]:
    word = desk.word
    permissions = desk.rows(
        "Permissions", lambda n: {"Candidate_number": f"{42 + n:04d}"},
        lambda n: {"Surname": word, "Forenames": word, "Tutor_group": word, "Named_person": word, "Results_choice": "Email",
                   "Results_day": "Level 1/2", "Sensitive_note": "x"},
    )  # fmt: skip
    return [collection_sheet(permissions, desk.people, *desk.releases, **desk.about)]


def _labels(desk: Typed) -> Sequence[Fields]:
    results = [{"Candidate number": person["Candidate number"]} for person in desk.people]
    return [labels(desk.people, results, [], **desk.about)]


def _staff(desk: Typed) -> Sequence[Fields]:
    word, tables = desk.word, [records(lists(name)[name]) for name in ("deadlines", "levels", "services")]
    typed = {} if word is None else {
        "Requester": "Subject teacher", "Requester name": word, "Subject": word, "Component title": word, "Name": word, "Reason": word,
        "Budget code": word, "Service": "A2", "Consent needed": "ATS", "Level": "GCSE",
    }  # fmt: skip
    lines = [row("Lines") | {"Line ID": f"PRS-24-0001-{n}"} | typed for n in range(desk.count)] if word is not None else []
    return staff_forms(lines, *tables, **desk.about)


def _slip(desk: Typed) -> Sequence[Fields]:
    word = desk.word
    work = desk.rows(
        "Moderation", lambda n: {"Ref": f"MOD-24-{n}", "Date_received": date(2024, 9, 2)},
        lambda n: {"Subject": word, "Component_title": word, "Teacher_in_charge": word, "Stored_where": word, "Packages": 2},
    )  # fmt: skip
    return moderation_slips(work, [{"Anchor": "GD", "Date": date(2024, 9, 26)}], **desk.about)


def _query(desk: Typed) -> Sequence[Fields]:
    word = desk.word
    asked = desk.rows(
        "Queries", lambda n: {"Query_ID": f"Q{n}", "Awarding_body": "AQA"},
        lambda n: {"Candidate_number": "0042", "Kind_of_problem": "Other", "Problem": word, "Awarding_body_reference": word,
                   "Opened_on": datetime(2024, 8, 14, 10)},
    )  # fmt: skip
    contacts = [] if word is None else [row("Contacts", Awarding_body="AQA", Name=word, Email=word)]
    return query_letters(asked, desk.people, [], contacts, **desk.about)


FILLED: Mapping[str, Callable[[Typed], Sequence[Fields]]] = {
    "statement_of_results": _statement, "candidate_permission_form": _permission, "request_consent_payment_form": _request,
    "outcome_letter": _outcome, "certificate_collection_notice": _notice, "certificate_reminder": _reminder,
    "restricted_day_cover_sheet": _cover, "results_collection_sheet": _collection, "envelope_labels": _labels,
    "staff_request_form": _staff, "moderation_sign_off_slip": _slip, "missing_result_query": _query,
    "certificate_destruction_record": _destroyed,
}  # fmt: skip
CHOOSE = _choose


def filled(template: str, desk: Typed) -> Sequence[Fields]:
    """The fields of the letters that a template (its Welsh version by its own name) is for."""
    fields = FILLED[template.removesuffix("_welsh")](desk)
    return [in_welsh(each) for each in fields] if template.endswith("_welsh") else fields
