"""The Welsh of what our own rules say in a letter: days, levels, services, notes. What people and awarding bodies wrote stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from results_desk.rules.letters.words import EXAMS_OFFICER

Fields = dict[str, object]

WEEKDAYS = {
    "Monday": "dydd Llun", "Tuesday": "dydd Mawrth", "Wednesday": "dydd Mercher", "Thursday": "dydd Iau", "Friday": "dydd Gwener",
    "Saturday": "dydd Sadwrn", "Sunday": "dydd Sul",
}  # fmt: skip
MONTHS = {
    "January": "Ionawr", "February": "Chwefror", "March": "Mawrth", "April": "Ebrill", "May": "Mai", "June": "Mehefin",
    "July": "Gorffennaf", "August": "Awst", "September": "Medi", "October": "Hydref", "November": "Tachwedd", "December": "Rhagfyr",
}  # fmt: skip
LEVELS = {
    "GCE A-level": "TAG Safon Uwch", "GCE AS": "TAG UG", "GCSE": "TGAU", "Extended Project": "Prosiect Estynedig",
    "Functional Skills": "Sgiliau Gweithredol", "Entry Level": "Lefel Mynediad",
}  # fmt: skip
REFUND_RULES = {
    "full if grade changes": "yn llawn os yw’r radd yn newid", "full if mark changes": "yn llawn os yw’r marc yn newid",
    "if centre marks reinstated": "os adferir marciau’r ganolfan", "appeal upheld": "os caniateir apêl", "none": "dim", "other": "arall",
}  # fmt: skip
GRADES = {"No Result": "Dim canlyniad", "Pending": "Yn yr arfaeth", "Not stated": "Heb ei nodi"}
PHRASES = {
    "PRACTICE – not a real result": "PRACTICE / YMARFER – nid canlyniad go iawn",
    "PRACTICE – not a real request": "PRACTICE / YMARFER – nid cais go iawn",
    "PRACTICE – not a real letter": "PRACTICE / YMARFER – nid llythyr go iawn",
    "A-level and other Level 3 results": "Canlyniadau Safon Uwch a chanlyniadau Lefel 3 eraill",
    "GCSE and other Level 1 and 2 results": "Canlyniadau TGAU a chanlyniadau Lefel 1 a 2 eraill",
    "day not known yet": "dyddiad heb ei wybod eto",
    "not known yet": "heb ei wybod eto",
    "No Result: the awarding body has issued no result, for example because it received no work. We can ask it why.":
        "Dim canlyniad: nid yw’r corff dyfarnu wedi rhoi canlyniad, er enghraifft am na chafodd unrhyw waith. Gallwn ofyn iddo pam.",
    "Pending: the awarding body has not released this result yet. We will give it to you as soon as it does.":
        "Yn yr arfaeth: nid yw’r corff dyfarnu wedi cyhoeddi’r canlyniad hwn eto. Byddwn yn ei roi i chi cyn gynted ag y gwna.",
    "# (partial absence): one or more parts were missed; the grade rests on the parts that were taken.":
        "# (absenoldeb rhannol): collwyd un neu ragor o’r rhannau; mae’r radd yn seiliedig ar y rhannau a safwyd.",
    "Two grades joined by a hyphen, such as 9-8, are one double award, which counts as two subjects.":
        "Mae dwy radd â chysylltnod rhyngddynt, fel 9-8, yn un dyfarniad dwbl, sy’n cyfrif fel dau bwnc.",
    "A small letter, such as a or b, is how the awarding body writes the grade of an AS-level award.":
        "Llythyren fach, fel a neu b, yw’r ffordd y mae’r corff dyfarnu yn ysgrifennu gradd Uwch Gyfrannol (UG).",
    "An endorsement is reported beside the grade and does not change it.":
        "Caiff ardystiad ei nodi wrth ymyl y radd ac nid yw’n ei newid.",
    "We set these days ourselves, so that your request reaches the awarding body in time.":
        "Ni sydd wedi pennu’r dyddiadau hyn, fel bod eich cais yn cyrraedd y corff dyfarnu mewn pryd.",
    "These are the last days on which awarding bodies take requests from us, so bring yours well before.":
        "Dyma’r dyddiau olaf y mae cyrff dyfarnu yn derbyn ceisiadau gennym, felly dewch â’ch cais ymhell cyn hynny.",
    "Spoken language endorsement": "Ardystiad iaith lafar",
    "Endorsement": "Ardystiad",
    ": Distinction": ": Rhagoriaeth", ": Merit": ": Teilyngdod", ": Pass": ": Llwyddo", ": Not classified": ": Heb ei ddosbarthu",
    "Priority review of marking with copy of script": "Adolygiad o’r marcio â blaenoriaeth gyda chopi o’r sgript",
    "Priority review of marking, if a place in higher education depends on it":
        "Adolygiad o’r marcio â blaenoriaeth, os oes lle mewn addysg uwch yn dibynnu arno",
    "Priority review of marking": "Adolygiad o’r marcio â blaenoriaeth",
    "Review of marking with copy of script": "Adolygiad o’r marcio gyda chopi o’r sgript",
    "Clerical re-check with copy of script": "Gwiriad clerigol gyda chopi o’r sgript",
    " or copy of a marked script": " neu gopi o sgript wedi’i marcio",
    " or review of marking": " neu adolygiad o’r marcio",
    " or clerical re-check": " neu wiriad clerigol",
    "Review of marking": "Adolygiad o’r marcio", "review of marking": "adolygiad o’r marcio",
    "Clerical re-check": "Gwiriad clerigol", "clerical re-check": "gwiriad clerigol",
    "Copy of a marked script": "Copi o sgript wedi’i marcio", "copy of a marked script": "copi o sgript wedi’i marcio",
    "Review of moderation": "Adolygiad o’r cymedroli",
    "Copy of script to support a review": "Copi o’r sgript i gefnogi adolygiad",
    "Copy of script to support teaching and learning": "Copi o’r sgript i gefnogi addysgu a dysgu",
    "Copy of script after a review": "Copi o’r sgript ar ôl adolygiad",
    "Appeal stage 1: preliminary appeal": "Apêl cam 1: apêl ragarweiniol",
    "Appeal stage 2: appeal hearing": "Apêl cam 2: gwrandawiad apêl",
    "Missing or incomplete result query": "Ymholiad am ganlyniad coll neu anghyflawn",
    "Mark up": "Marc i fyny", "Mark down": "Marc i lawr", "No change": "Dim newid", "Script not found": "Sgript heb ei chanfod",
    "Script here": "Sgript wedi cyrraedd", "Pending": "Yn yr arfaeth",
    "Appeal upheld": "Caniatawyd yr apêl", "Appeal not upheld": "Ni chaniatawyd yr apêl",
    " calendar days": " diwrnod calendr",
    "We have no form from you that says how you want your results.":
        "Nid oes gennym ffurflen gennych sy’n dweud sut yr hoffech gael eich canlyniadau.",
    "It was due on ": "Roedd i fod i gyrraedd erbyn ", "; please bring it now.": "; dewch â hi nawr, os gwelwch yn dda.",
    "Please return it by ": "Dychwelwch hi erbyn ", "Please return it soon.": "Dychwelwch hi’n fuan.",
    "Without it we keep them for you to collect, with photo ID.":
        "Hebddi byddwn yn cadw’r canlyniadau i chi eu casglu, gyda phrawf adnabod â llun.",
    "Your results wait for you. Please collect them, with photo ID.":
        "Mae eich canlyniadau yn aros amdanoch. Dewch i’w casglu, gyda phrawf adnabod â llun.",
    "Your certificates wait for you (": "Mae eich tystysgrifau yn aros amdanoch (",
    "). Please collect them, with photo ID. They are the only full proof of your results; we may destroy those that nobody collects.":
        "). Dewch i’w casglu, gyda phrawf adnabod â llun. Dyma’r unig brawf llawn o’ch canlyniadau; gallwn ddinistrio’r rhai nad oes "
        "neb yn eu casglu.",
    " This is the last time we write about them.": " Dyma’r tro olaf y byddwn yn ysgrifennu amdanynt.",
    "your date of birth": "eich dyddiad geni", "your tutor group": "eich grŵp tiwtor", "your UCI": "eich UCI", "your ULN": "eich ULN",
    " as eight digits, such as 14032008 for ": " fel wyth digid, er enghraifft 14032008 ar gyfer ",
}  # fmt: skip
"""Our phrases and their Welsh; in a field the longest that fits is taken first."""
SENTENCES = (
    (r": your grade has gone up from (.+) to (.+)\.$", r": mae eich gradd wedi codi o \1 i \2."),
    (r": your grade has gone up to (.+)\.$", r": mae eich gradd wedi codi i \1."),
    (r": your grade has gone up\.$", ": mae eich gradd wedi codi."),
    (r": your grade has gone down from (.+) to (.+)\.$", r": mae eich gradd wedi gostwng o \1 i \2."),
    (r": your grade has gone down to (.+)\.$", r": mae eich gradd wedi gostwng i \1."),
    (r": your grade has gone down\.$", ": mae eich gradd wedi gostwng."),
    (r": your grade has not changed: it is (.+)\.$", r": nid yw eich gradd wedi newid: \1."),
    (r": your grade has not changed\.$", ": nid yw eich gradd wedi newid."),
)
EXAMS_OFFICER_CY = "swyddog arholiadau’r ganolfan"
OURS = frozenset((
    "series", "letter_date", "date_of_birth", "practice_mark", "hand_in_by", "return_by", "answer_within", "received_on", "appeal_by",
    "refunded_on", "outstanding", "review_note", "notes", "releases.results", "releases.released", "review_dates.service",
    "review_dates.results", "review_dates.ask_by", "release_times.results", "release_times.released", "release_times.restricted",
    "release_times.shared", "results.series", "results.endorsement", "lines.service_name", "lines.ask_by", "outcomes.service_name",
    "outcomes.result", "password_hint", "reminders.text",
))  # fmt: skip
"""Fields that hold only what our rules say."""
_MARKS = frozenset(("results.mark", "lines.mark", "outcomes.mark_before", "outcomes.mark_after"))
_LEVELS = frozenset(("results.level", "lines.level", "outcomes.level"))
_DATE = re.compile(rf"(?:\b({'|'.join(WEEKDAYS)}) )?(?:\b(\d{{1,2}}) )?\b({'|'.join(MONTHS)}) (\d{{4}})(?: at (?=\d\d:))?")
_PHRASE = re.compile("|".join(map(re.escape, sorted(PHRASES, key=len, reverse=True))))


def in_welsh(fields: Mapping[str, object]) -> Fields:
    """The fields of a letter with our own words in Welsh."""
    return {name: _field(name, value) for name, value in fields.items()}


def _field(name: str, value: object) -> object:
    if isinstance(value, list):
        return [_row(name, each) for each in value]
    return _text(name, value) if isinstance(value, str) else value


def _row(name: str, row: object) -> object:
    if isinstance(row, Mapping):
        return {each: _field(f"{name}.{each}", value) for each, value in row.items()}
    return _text(name, row) if isinstance(row, str) else row


def _text(name: str, value: str) -> str:
    if name in OURS:
        return translated(value)
    if name == "questions_to":
        return EXAMS_OFFICER_CY if value == EXAMS_OFFICER else value
    if name == "refund_rule":
        return ", ".join(REFUND_RULES.get(rule, rule) for rule in value.split(", "))
    if name in _LEVELS:
        return LEVELS.get(value, value)
    if name in _MARKS:
        return value.replace(" of ", " o ")
    if name == "results.grade":
        grade, flag, _ = value.partition(" #")
        return GRADES.get(grade, grade) + flag
    return _sentence(value) if name == "outcome_sentences" else value


def _sentence(value: str) -> str:
    for english, welsh in SENTENCES:
        value, found = re.subn(english, welsh, value)
        if found:
            return value
    return value


def translated(value: str) -> str:
    """A text of our own in Welsh: phrases, days, months."""
    said = _PHRASE.sub(lambda found: PHRASES[found[0]], value)
    said = _DATE.sub(_date, said)
    return re.sub(r"^(\d+) to (\d+) diwrnod", r"\1 i \2 diwrnod", said)


def _date(found: re.Match[str]) -> str:
    day = " ".join(filter(None, (WEEKDAYS.get(found[1] or ""), found[2], MONTHS[found[3]], found[4])))
    return day + (" am " if found[0].endswith(" at ") else "")
