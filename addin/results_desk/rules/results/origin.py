"""Where the rows of a results file come from: awarding body, centre and series. Rows of another centre or series are refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from results_desk.errors import Problem
from results_desk.rules.columns import joined
from results_desk.terms import Series

if TYPE_CHECKING:
    from results_desk.rules.columns import Coded
    from results_desk.rules.facts import Facts
    from results_desk.rules.findings import Findings
    from results_desk.rules.results.entries import EntryBook

OTHER_CENTRE = "The row is of another centre"


def other_centre(problems: Sequence[Problem], rows: int) -> str:
    """The centre number (or numbers) of a file of which every row is of another centre; "" where some row is not."""
    foreign = [problem for problem in problems if problem.message.startswith(OTHER_CENTRE) and not problem.kept]
    return " and ".join(sorted({problem.detail for problem in foreign})) if rows and len(foreign) == rows else ""


def body_of_file(named: Coded, facts: Facts, findings: Findings) -> Coded:
    """The awarding body that each row names, in the desk's words; "" where it names none. An unknown name is refused."""
    body = named.map(facts.bodies.canonical)
    findings.refuse(
        named.given & ~body.given, "Awarding body", "The awarding body is not one of the desk's",
        "Add the spelling under Also known as in the Awarding bodies sheet of results_desk.xlsx, then import again.", named.text,
    )  # fmt: skip
    return body


def body_of_entry(body: Coded, candidate: Coded, code: Coded, book: EntryBook, findings: Findings) -> Coded:
    """Where the file names no awarding body: the one of the entry. Rows for which there is none are refused."""
    if body.given.all():
        return body
    filled = joined(lambda named, entered: named or entered, body, book.body_of(candidate, code))
    findings.refuse(
        ~filled.given, "Awarding body", "The file names no awarding body, and no entry tells which it is",
        "Add the entry with its awarding body to the Entries table, under the code that the file has, then import again.",
    )  # fmt: skip
    return filled


def check_centre(centre: Coded, body: Coded, facts: Facts, findings: Findings) -> None:
    """Refuse rows of another centre. A blank centre number is taken as ours."""
    ours = {number.upper() for number in (facts.centre_number, *facts.body_centres.values())}

    def other(number: str, name: str) -> str:
        """The centre number where it is another centre's; a row that names no awarding body may have any of ours."""
        return number if number and number not in ({facts.centre(name).upper()} if name else ours) else ""

    findings.refuse(
        joined(other, centre.map(str.upper), body).given, "Centre number", OTHER_CENTRE,
        "If it is ours, write it beside this awarding body in the Awarding bodies sheet of results_desk.xlsx; else tell the awarding body.",
        centre.text,
    )  # fmt: skip


def check_series(series: Coded, facts: Facts, findings: Findings) -> None:
    """Refuse rows of another series, or of one that cannot be read. A file that has no series at all is taken as this one's."""
    if not series.given.any():
        return
    read = series.map(lambda text: str(Series.parse(text) or ""))
    findings.refuse(
        ~read.given, "Series", "The series is blank or cannot be read",
        f"This desk is for {facts.series}: ask the awarding body for a file that names its series.", series.text,
    )  # fmt: skip
    findings.refuse(
        read.test(lambda text: text != str(facts.series)), "Series", "The row is of another series",
        f"This desk is for {facts.series}: import the file into the desk of its own series.", series.text,
    )  # fmt: skip
