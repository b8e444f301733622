"""The headings of each awarding body's results file, and the rows that an award makes in it (domain facts 1.7)."""

from __future__ import annotations

from results_desk.build.demo_exams import Award
from results_desk.build.demo_people import CENTRE_NUMBER, Person, plain
from results_desk.build.demo_subjects import A_LEVEL, CAMBRIDGE, GCSE, Subject

CAMBRIDGE_CENTRE = "GB123"

Cells = dict[str, str]
"""Heading -> text of one row."""

AQA_HEADINGS = (
    "Series Year", "Series Code", "Candidate Number", "Candidate Name", "Candidate Status", "Specification Code", "Entry Code",
    "Entry Title (and Suffix)", "Result Grade", "Result UMS/Points", "Result Mark", "Result Status Notes", "Component Code",
    "Component Title", "Component Moderated Mark", "Component Scaled Mark", "Component UMS", "Component Status Notes",
)  # fmt: skip
PEARSON_HEADINGS = (
    "Session", "Centre", "Candidate Number", "UCI", "DOB", "Sex", "Last Name", "First Name", "Subject", "Subject Name",
    "Subject Mark", "Max Mark", "Uniform Mark", "Max Uniform Mark", "Grade", "Paper", "Paper Weighting", "Paper Mark", "Paper Max Mark",
)  # fmt: skip
OCR_COMPONENTS = ("01", "02", "03", "05")
OCR_HEADINGS = (
    "Series", "Qualification", "Code", "Title", "Candidate No", "Candidate Name", "UMS/Points", "Grade", "Weighted Mark",
    *(f"Component {code} Raw Mark" for code in OCR_COMPONENTS),
)  # fmt: skip
CAMBRIDGE_HEADINGS = (
    "Syllabus", "Option code", "Centre number", "Candidate number", "Candidate name", "Component Code", "Component Mark",
    "Syllabus total mark", "Syllabus grade",
)  # fmt: skip
QAN_HEADINGS = ("Date", "UCI", "QAN", "Grade")
HAND_HEADINGS = (
    "Candidate number", "Surname", "Awarding body", "Series", "Level", "Entry code", "Title", "Grade", "Endorsement", "Mark",
    "Max mark", "Component code", "Component title", "Component mark", "Component max mark",
)  # fmt: skip
CANDIDATE_HEADINGS = (
    "Exam No", "Legal Surname", "Forename", "DOB", "Year", "Reg", "UCI", "ULN", "Email", "On roll", "Private", "House",
)  # fmt: skip
ENTRY_HEADINGS = ("Cand No", "Board", "Qualification", "Entry code", "Title", "Set")
SCHOOL_WORDS = {
    "Pearson": "Edexcel", "WJEC/Eduqas": "Eduqas", CAMBRIDGE: "CIE", A_LEVEL: "A level", GCSE: "GCSE (9-1)",
    "International GCSE": "IGCSE", "Extended Project": "EPQ", "BTEC National / AAQ": "BTEC National", "Technical Award": "V Cert",
    "BTEC Tech Award/First": "BTEC Tech Award", "Cambridge National": "Cambridge Nationals",
}  # fmt: skip
"""How the school's own system spells awarding bodies and levels."""


def component_codes(sat: Subject) -> tuple[str, ...]:
    """The component codes of a subject as an import makes them: Pearson's are subject code, 0 and number of the paper."""
    return tuple(f"{sat.code}0{paper.code}" if sat.body == "Pearson" else paper.code for paper in sat.papers)


def aqa_rows(award: Award) -> list[Cells]:
    """One row per component, the award repeated in each; JCQ's name field holds 40 characters."""
    sat, person = award.subject, award.person
    whole = {
        "Series Year": "2024", "Series Code": "6A" if sat.level == A_LEVEL else "6B", "Candidate Number": person.number,
        "Candidate Name": f"{plain(person.surname)}:{plain(person.forenames)}".upper()[:40],
        "Candidate Status": "External" if person.private else "Internal", "Specification Code": sat.code[:4], "Entry Code": sat.code,
        "Entry Title (and Suffix)": sat.title, "Result Grade": award.shown, "Result Mark": _total(award),
    }  # fmt: skip
    return [
        whole | {
            "Component Code": paper.code,
            "Component Title": f"{sat.title} {paper.title}" if paper.title.startswith("Paper") else paper.title,
            "Component Moderated Mark": _text(mark) if paper.nea else "", "Component Scaled Mark": _text(scaled),
            "Component Status Notes": "Absent" if award.flag and mark is None else "",
        }
        for paper, mark, scaled in zip(sat.papers, award.marks, award.scaled, strict=True)
    ]  # fmt: skip


def pearson_rows(award: Award) -> list[Cells]:
    """One row per paper, the award repeated in each."""
    sat, person = award.subject, award.person
    whole = {
        "Session": "JUN2024", "Centre": CENTRE_NUMBER, "Candidate Number": person.number, "UCI": person.uci,
        "DOB": f"{person.born:%d/%m/%Y}", "Sex": person.sex, "Last Name": plain(person.surname).upper(),
        "First Name": plain(person.forenames).upper(), "Subject": sat.code, "Subject Name": sat.title, "Subject Mark": _total(award),
        "Max Mark": str(sat.max_mark), "Grade": award.shown,
    }  # fmt: skip
    return [
        whole | {
            "Paper": paper.code, "Paper Weighting": f"{100 * paper.max_mark / sat.max_mark:.2f}", "Paper Mark": _text(mark),
            "Paper Max Mark": str(paper.max_mark),
        }
        for paper, mark in zip(sat.papers, award.marks, strict=True)
    ]  # fmt: skip


def ocr_rows(award: Award) -> list[Cells]:
    """One row per award, a column for each component there is."""
    sat, person = award.subject, award.person
    marks = {f"Component {paper.code} Raw Mark": _text(mark) for paper, mark in zip(sat.papers, award.marks, strict=True)}
    return [{
        "Series": "June 2024", "Qualification": SCHOOL_WORDS[sat.level], "Code": sat.code, "Title": sat.title,
        "Candidate No": person.number, "Candidate Name": f"{person.surname.upper()} {person.forenames}", "Grade": award.shown,
        "Weighted Mark": _total(award), **marks,
    }]  # fmt: skip


def cambridge_rows(award: Award) -> list[Cells]:
    """One row per component; a sheet holds one syllabus."""
    sat, person = award.subject, award.person
    whole = {
        "Syllabus": sat.code, "Option code": sat.option, "Centre number": CAMBRIDGE_CENTRE, "Candidate number": person.number,
        "Candidate name": f"{person.surname}, {person.forenames}", "Syllabus total mark": _total(award), "Syllabus grade": award.shown,
    }  # fmt: skip
    return [
        whole | {"Component Code": paper.code, "Component Mark": _text(mark)} for paper, mark in zip(sat.papers, award.marks, strict=True)
    ]


def qan_rows(award: Award) -> list[Cells]:
    """Date of the qualification, UCI, QAN (without its slashes for one body) and grade: nothing else is known."""
    qan = award.subject.code.replace("/", "") if award.subject.body == "NCFE" else award.subject.code
    return [{"Date": "30/06/2024", "UCI": award.person.uci, "QAN": qan, "Grade": award.shown}]


def hand_rows(award: Award) -> list[Cells]:
    """Results that no file brings, typed in: projects with their one component, English with the spoken endorsement."""
    sat, person = award.subject, award.person
    whole = {
        "Candidate number": person.number, "Surname": person.surname, "Awarding body": sat.body, "Series": "June 2024",
        "Level": sat.level, "Entry code": sat.code, "Title": sat.title, "Grade": award.shown, "Mark": _total(award),
        "Max mark": str(sat.max_mark),
    }  # fmt: skip
    if sat.level == GCSE:
        spoken = next(grade for grade, least in (("D", 0.38), ("M", 0.3), ("P", 0.2), ("NC", 0.0)) if person.ability >= least)
        return [whole | {"Endorsement": spoken}]
    paper = sat.papers[0]
    marks = {"Component code": paper.code, "Component title": paper.title, "Component mark": _total(award)}
    return [whole | marks | {"Component max mark": str(paper.max_mark)}]


def candidate_row(person: Person) -> Cells:
    """A candidate as a school's system exports one: with a column that nobody asked for."""
    house = ("Kingfisher", "Lapwing", "Heron")[int(person.number) % 3] if person.year else ""
    return {
        "Exam No": person.number, "Legal Surname": person.surname, "Forename": person.forenames, "DOB": f"{person.born:%d/%m/%Y}",
        "Year": person.year, "Reg": person.tutor, "UCI": person.uci, "ULN": person.uln, "Email": person.email,
        "On roll": "Yes" if person.on_roll else "No", "Private": "Yes" if person.private else "No", "House": house,
    }  # fmt: skip


def entry_row(award: Award) -> Cells:
    """An entry in the school's words."""
    sat, person = award.subject, award.person
    body, level = (SCHOOL_WORDS.get(word, word) for word in (sat.body, sat.level))
    teaching_set = f"{person.tutor}/{award.key.replace(' ', '')[:4]}" if person.tutor else ""
    return {
        "Cand No": person.number, "Board": body, "Qualification": level, "Entry code": sat.code, "Title": sat.title, "Set": teaching_set,
    }  # fmt: skip


def _text(mark: int | None) -> str:
    return "" if mark is None else str(mark)


def _total(award: Award) -> str:
    return "" if all(mark is None for mark in award.marks) else str(award.total)
