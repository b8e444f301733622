"""Whether an EDI file is for this desk: its awarding body, its centre, its series, its version; each answer in one sentence."""

from __future__ import annotations

from results_desk.errors import OtherCentre, Problem
from results_desk.importers.edi_file import EdiFile, of_another_version
from results_desk.importers.edi_known import Known
from results_desk.importers.refuse import refusal
from results_desk.terms import EdiName, Series


def body_of(edi: EdiFile, known: Known) -> str:
    """The awarding body of a file. DeskError when its two characters are not among the desk's EDI ids."""
    body = known.bodies.get(edi.body_id.upper(), "")
    if not body:
        found = f"is of an awarding body that the format calls {edi.body_id}, which is none of this desk's"
        raise refusal(edi.file, found, "write it under EDI ids in the Awarding bodies sheet of results_desk.xlsx")
    return body


def check_series(edi: EdiFile, known: Known) -> None:
    """DeskError when the file is of another series than the desk, or names none."""
    for told in dict.fromkeys([edi.series, *(section.series for section in edi.sections)]):
        series = Series.parse(told)
        if series is None:
            raise refusal(edi.file, f"names a series that can't be read ({told})", "ask the awarding body for the file again")
        if known.series and series != known.series:
            found = f"is of the series {series} ({told}), and this desk is for {known.series}"
            raise refusal(edi.file, found, "import it into the desk of its own series")


def check_centre(edi: EdiFile, known: Known) -> None:
    """OtherCentre when no part of the file is about this centre. Records of another centre beside ours are refused one by one."""
    told = {section.centre_number.upper() for section in edi.sections}
    if known.centre_numbers and told and not told & known.centre_numbers:
        theirs = " and ".join(sorted(told))
        found = f"is about centre {theirs}, and this desk is for {' or '.join(sorted(known.centre_numbers))}"
        way_out = "if it is yours, write the number beside the awarding body in the Awarding bodies sheet of results_desk.xlsx; "
        raise OtherCentre(str(refusal(edi.file, found, way_out + "else delete it and tell the awarding body")), theirs)


def centre_problems(edi: EdiFile) -> list[Problem]:
    """What of the name or the sequence number does not agree with the contents."""
    name, problems = EdiName.parse(edi.file), []
    for section in edi.sections:
        line = int(edi.line[section.first])
        if name and name.sender != section.centre_number.upper() and len(edi.sections) == 1:
            message = f"The file is named for centre {name.sender} and holds centre {section.centre_number}"
            way_out = "Nothing to do if the file was renamed; else tell the awarding body."
            problems.append(Problem(edi.file, line, "Centre number", message, way_out, kept=True))
        if name and section.sequence.isdecimal() and int(section.sequence) % 100 != name.sequence:
            message = f"The file is number {name.sequence:02d} by its name and {int(section.sequence)} by its centre header"
            way_out = "Look whether it was renamed: files are taken in the order of the number in their names."
            problems.append(Problem(edi.file, line, "Sequence", message, way_out, kept=True))
    return problems


def version_problem(edi: EdiFile, way_out: str) -> list[Problem]:
    """A note when the version of the format is not known here."""
    said = of_another_version(edi)
    return [Problem(edi.file, int(edi.line[0]), "Version", said, way_out, kept=True)] if said else []
