"""Invented centres' EDI files for the tests and the benchmark: basedata, entries, and results in layouts that are drawn by chance.

The columns of no awarding body are known here: every layout is made up, and a test asks only whether it is found again.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rules_words import uci, uln

from results_desk import reference
from results_desk.importers.edi_known import Known, Option
from results_desk.rules.identifiers import uci_check_letter
from results_desk.terms import Series

CENTRE, BODY, BODY_ID = "12345", "AQA", "70"
SURNAMES = ("O'DUNMORE", "AL-HARROWBY", "NG", "SMYTHE", "D'AUBERNOUNE", "MAC AN DUIN", "PELLWORTH", "ST JOHNSBY", "O")
FORENAMES = ("ANNA", "MIN-JUN", "TAMSIN ROSE", "J", "LUC", "ZOE", "SHAUN PAUL JAMES")
LADDERS = {
    "GCE A-level": ("A*", "A", "B", "C", "D", "E", "U"), "GCE AS": ("A", "B", "C", "D", "E", "U"),
    "GCSE": ("9", "8", "7", "6", "5", "4", "3", "2", "1", "U"), "Cambridge National": ("D2", "M2", "P2", "D1", "M1", "P1", "U"),
}  # fmt: skip
DOUBLES = ("99", "98", "88", "87", "77", "76", "66", "65", "55", "54", "44", "43", "33", "32", "22", "21", "11", "UU")


def grades() -> dict[str, frozenset[str]]:
    """Every spelling of the grades of each level, as a desk has them; "" for all."""
    ladders: dict[str, set[str]] = {}
    for row in reference.rows("grade_ladders"):
        spelled = {row["grade"], *(text.strip() for text in row["also"].split(";") if text.strip())}
        ladders.setdefault(row["ladder"], set()).update(spelled)
    found = {
        row["level"]: frozenset().union(*(ladders.get(name.strip(), set()) for name in row["ladders"].split(";")))
        for row in reference.rows("levels")
    }
    return found | {"": frozenset().union(*ladders.values())}


@dataclass(frozen=True)
class Award:
    """One record: whose, on which option, what came of it, as the file is to say it and as it is to be imported."""

    uci: str
    uln: str
    number: str
    name: str
    entry: str
    result: str
    kind: str
    block: str
    grade: str
    endorsement: str = ""
    score: str = ""


@dataclass(frozen=True)
class Part:
    """Some columns of a layout: what they are ("" for a filler), how wide, and what stands there for a record."""

    name: str
    width: int
    text: Callable[[Award], str]


@dataclass(frozen=True)
class Made:
    """One invented results file, where its fields are (columns from 1), what is to be imported, and what the desk knows."""

    parts: tuple[Part, ...]
    awards: tuple[Award, ...]
    known: Known
    options: tuple[Option, ...]
    version: str = "14"
    notes: tuple[str, ...] = field(default=())

    @property
    def starts(self) -> dict[str, int]:
        """Where each field starts."""
        found, at = {}, 3
        for part in self.parts:
            if part.name:
                found[part.name] = at
            at += part.width
        return found

    def details(self) -> list[str]:
        """The detail records."""
        return ["R5" + "".join(part.text(award)[: part.width].ljust(part.width) for part in self.parts) for award in self.awards]

    def data(self, **header: str) -> bytes:
        """The whole file."""
        return whole("R", self.details(), version=self.version, **header)


def whole(
    letter: str, details: Sequence[str], centre: str = CENTRE, body: str = BODY_ID, series: str = "6A", year: str = "24",
    version: str = "14", sequence: int = 1, width: int = 80, broadcast: bool = False, newline: str = "\r\n",
) -> bytes:  # fmt: skip
    """An EDI file with header and trailers that count right."""
    wide = max([width, *map(len, details)])
    source = centre if not broadcast else "00000"
    head = f"{letter}1{source}{body}{series}{year}{'B' if broadcast else 'S'}{'MADE':7}{'1':3}{version}"
    if broadcast:
        lines = [head, *details, f"{letter}9{source}{len(details) + 2:07d}{0:07d}"]
    else:
        lines = [
            head, f"{letter}3{centre}{body}{series}{year}{sequence:03d}AB1 2CD ", *details,
            f"{letter}7{centre}{len(details) + 2:07d}140824", f"{letter}9{source}{len(details) + 4:07d}{1:07d}",
        ]  # fmt: skip
    return "".join(line.ljust(wide) + newline for line in lines).encode("cp1252")


def options_of(draw: random.Random, count: int) -> list[Option]:
    """Invented options, some with tiers, a double award, an endorsement, or marks."""
    made: dict[str, Option] = {}
    while len(made) < count:
        level = draw.choice(list(LADDERS))
        code = {"GCSE": "8", "GCE A-level": "7", "GCE AS": "7"}.get(level, "J") + f"{draw.randrange(1000):03d}"
        tiers = draw.choice(["", "", "H F", "H"])
        kind = draw.choice("1112") if draw.random() < 0.8 else draw.choice("UMBC3")
        double = level == "GCSE" and kind in "123" and draw.random() < 0.2
        endorsed = level == "GCSE" and kind in "123" and draw.random() < 0.2
        sets = ("G001", "G002" if double else "", "E001" if endorsed else "", "")
        most = str(draw.choice([100, 200, 600])) if kind in "UMBC" else ""
        for tier in tiers.split() or [""]:
            made[code + tier] = Option(code + tier, f"Subject {code}{tier}", level, f"6{draw.randrange(10**7):07d}", kind, sets, most)
    return list(made.values())


def award_of(draw: random.Random, person: tuple[str, str, str, str], option: Option, others: Sequence[Option], odd: float) -> Award:
    """A candidate's result on an option."""
    entry = result = option
    twin = [one for one in others if one.code[:4] == option.code[:4] and one.code != option.code]
    if twin and draw.random() < odd:
        result = draw.choice(twin)
    entry_code = "" if result is not entry and draw.random() < 0.7 else entry.code
    counted = option if entry_code else result
    grade, block, endorsement, score = content(draw, counted)
    return Award(*person, entry_code, result.code, counted.result_type, block, grade, endorsement, score)


def content(draw: random.Random, option: Option) -> tuple[str, str, str, str]:
    """A grade with the twelve characters that say it, an endorsement and a score."""
    pick = draw.choice(DOUBLES) if option.gradesets[1] else draw.choice(LADDERS[option.level])
    issued = draw.random()
    if issued < 0.02:
        pick = draw.choice("XQ")
    flag = "#" if 0.02 <= issued < 0.035 else " "
    if option.result_type in "123":
        if issued > 0.995:
            return "", " " * 12, "", ""
        double = bool(option.gradesets[1]) and pick not in "XQ"
        first, second = (pick[0], pick[1]) if double else (pick, "")
        endorsement = draw.choice(["P", "M", "D", "NC"]) if option.gradesets[2] else ""
        block = f"{first:2}{second:2}{endorsement:2}  {flag}   "
        shown = f"{first}-{second}" if double else pick
        return shown + flag.strip(), block, endorsement, ""
    score = "" if pick in ("X", "Q") else str(draw.randrange(int(option.max_mark) + 1))
    width = 3 if option.result_type in "UM" else 4
    text = score.zfill(width) if score else ""
    block = f"{text:{width}}{pick:2}"
    block = f"{block:8}{flag}   " if width == 3 else f"{block:10}{flag} "
    return pick + flag.strip(), block, "", score


def fillers(draw: random.Random) -> list[Part]:
    """Columns that are no field we look for: some look like one."""
    constant = draw.choice(["1", "2", "U", "C", "A", "9", "X", "S"])
    year = draw.randrange(4, 9)

    def per(award: Award, salt: str, below: int) -> int:
        """A number from 0 that is the same for a candidate every time."""
        return zlib.crc32(f"{award.uci}{salt}".encode()) % below

    def sex(award: Award) -> str:
        return "MF"[per(award, "sex", 2)]

    every: list[Part] = [
        Part("", 5, lambda a: CENTRE), Part("", 4, lambda a: a.number), Part("", 40, lambda a: a.name), Part("", 2, lambda a: BODY_ID),
        Part("", 1, sex), Part("", 13, sex), Part("", 1, lambda a: "C"), Part("", 14, lambda a: "CP"[per(a, "status", 9) == 0]),
        Part("", 6, lambda a: f"{per(a, 'd', 28) + 1:02d}{per(a, 'm', 12) + 1:02d}0{year}"),
        Part("", 13, lambda a: f"A{per(a, 'upn', 10**9):012d}"),
        Part("", 1, lambda a: constant), Part("", 12, lambda a: constant), Part("", 6, lambda a: "140824"), Part("", 8, lambda a: ""),
        Part("", 13, lambda a: ""), Part("", 6, lambda a: (a.result or a.entry)[:4]), Part("", 2, lambda a: "6A"),
        Part("", 13, lambda a: a.uci), Part("", 10, lambda a: "0000000000"), Part("", 6, lambda a: ""),
        Part("", 3, lambda a: f"{len(a.result)}00"), Part("", 1, lambda a: a.kind), Part("", 2, lambda a: a.result[-1:]),
        Part("", 7, lambda a: f"{per(a, a.result, 10**6):07d}"), Part("", 1, lambda a: str(1 + per(a, a.result, 9))),
        Part("", 12, lambda a: f"{a.entry or a.result:6}{a.result:6}"), Part("", 4, lambda a: str(9999 - int(a.number))),
        Part("", 13, lambda a: str(1 + per(a, "age", 3))), Part("", 13, lambda a: str(1 + per(a, a.result, 9))),
        Part("", 12, lambda a: f"{per(a, a.result, 300):03d}{LADDERS['GCSE'][per(a, 'p' + a.result, 9)]}"),
        Part("", 36, lambda a: f"SUBJECT {a.result}"), Part("", 8, lambda a: f"6{zlib.crc32(a.result.encode()) % 10**7:07d}"),
    ]  # fmt: skip
    return draw.sample(every, draw.randrange(0, 9))


def made(seed: int, candidates: int | None = None, known_options: float = 1.0, basedata: bool | None = None) -> Made:
    """A file of an invented centre, in an invented layout."""
    draw = random.Random(f"edi {seed}")
    count = candidates or draw.choice([1, 2, 5, 12, 30, 60, 120, 240, 240, 400, 3000 if draw.random() < 0.1 else 300])
    options = options_of(draw, draw.choice([1, 3, 8, 20, 40]))
    people = [_person(draw, n) for n in range(1, count + 1)]
    some_uln = draw.choice([0.0, 0.5, 0.95, 1.0, 1.0])
    people = [(one, other if draw.random() < some_uln else "", n, name) for one, other, n, name in people]
    most = draw.choice([1, 2, 5, 9, 11])
    odd = draw.choice([0.0, 0.0, 0.02, 0.3])
    awards = [
        award_of(draw, person, option, options, odd)
        for person in people
        for option in draw.sample(options, min(len(options), draw.randrange(1, most + 1)))
    ]
    if draw.random() < 0.3:
        awards.sort(key=lambda award: (award.result, award.number))
    parts = _layout(draw, some_uln > 0)
    told = draw.random() < 0.85 if basedata is None else basedata
    return Made(parts, tuple(awards), _known(draw, options, awards, told, known_options), tuple(options))


def _person(draw: random.Random, n: int) -> tuple[str, str, str, str]:
    first = uci(n) if draw.random() < 0.97 else _elsewhere(draw)
    return first, uln(n), f"{n:04d}", f"{draw.choice(SURNAMES)}:{draw.choice(FORENAMES)}"


def _elsewhere(draw: random.Random) -> str:
    """The UCI of a candidate who came from another centre."""
    text = f"{draw.randrange(10000, 99999)}{draw.choice('00B')}2{draw.randrange(10)}{draw.randrange(10000):04d}"
    return text + uci_check_letter(text)


def _layout(draw: random.Random, has_uln: bool) -> tuple[Part, ...]:
    fields = [
        Part("uci", 13, lambda a: a.uci), Part("entry_code", 6, lambda a: a.entry), Part("result_code", 6, lambda a: a.result),
        Part("result_type", 1, lambda a: a.kind), Part("grades", 12, lambda a: a.block),
    ]  # fmt: skip
    if has_uln:
        fields.append(Part("uln", 10, lambda a: a.uln))
    parts = [*fields, *fillers(draw)]
    draw.shuffle(parts)
    spaced: list[Part] = []
    for part in parts:
        pad = draw.choice([0, 0, 0, 1, 2, 7, 12])
        spaced += [part, Part("", pad, lambda a: "")] if pad else [part]
    return tuple([*spaced, Part("", draw.choice([0, 3, 20]), lambda a: "")])


def _known(draw: random.Random, options: Sequence[Option], awards: Sequence[Award], basedata: bool, share: float) -> Known:
    """What a desk knows: basedata of many options, or only the entries; the candidates, or most of them, or none."""
    more = options_of(draw, 150)
    held = {one.code: one for one in [*more, *options] if one not in options or draw.random() < share}
    people = draw.choice([1.0, 1.0, 0.95, 0.0])
    numbers = {award.uci: award.number for award in awards if draw.random() < people}
    entered = frozenset((award.number, award.entry or f"{award.result[:4]}H") for award in awards) if people else frozenset()
    levels: Mapping[str, str] = {one.code: one.level for one in options}
    return Known(
        frozenset({CENTRE}), Series(2024, 6), {BODY_ID: BODY}, {BODY: held} if basedata else {}, {BODY: levels} if people else {},
        {BODY: entered}, numbers, grades(),
    )  # fmt: skip


def large(candidates: int = 3000, each: int = 9) -> Made:
    """A file of so many records, in one layout."""
    draw = random.Random("large")
    options = options_of(draw, 60)
    people = [_person(draw, n) for n in range(1, candidates + 1)]
    awards = [award_of(draw, person, option, options, 0.0) for person in people for option in draw.sample(options, each)]
    parts = (
        Part("", 5, lambda a: CENTRE), Part("", 4, lambda a: a.number), Part("", 40, lambda a: a.name), Part("uci", 13, lambda a: a.uci),
        Part("uln", 10, lambda a: a.uln), Part("", 6, lambda a: ""), Part("entry_code", 6, lambda a: a.entry),
        Part("result_code", 6, lambda a: a.result), Part("result_type", 1, lambda a: a.kind), Part("grades", 12, lambda a: a.block),
        Part("", 40, lambda a: ""),
    )  # fmt: skip
    return Made(parts, tuple(awards), _known(draw, options, awards, True, 1.0), tuple(options))


def edi_sample() -> Made:
    """The small file that lies in `samples/jcq_edi`, with what its desk knows."""
    return made(2059, candidates=12, basedata=True)


QUALIFICATIONS = {"GCE A-level": ("GCE", "A"), "GCE AS": ("GCE", "ASB"), "GCSE": ("GCSE", "9FC"), "Cambridge National": ("CNAT", "L12")}


def option_record(option: Option) -> str:
    """An O5 record (domain facts 1.5): every field at its place."""
    qualification, level = QUALIFICATIONS.get(option.level, ("", ""))
    first, second, one, two = option.gradesets
    start = f"O5{option.code:6}{option.code[:4]:6}{qualification:4}{level:3}C{'':7}E{'':4}{option.qan:8}{option.title[:36]:36}N{'':13}"
    most = f"{int(option.max_mark):04d}" if option.max_mark else "0000"
    return f"{start}{option.result_type:1}{first:4}{second:4}{one:4}{two:4}{most}02"


def basedata(options: Sequence[Option], body: str = BODY_ID, series: str = "6A", year: str = "24", number: int = 1) -> dict[str, bytes]:
    """A basedata set: options, syllabuses, components and links, by name of the file."""
    components = {one.code: [f"{one.code}/{n}" for n in (1, 2)] for one in options}
    details = {
        "O": [option_record(one) for one in options],
        "S": [f"S5{code:6}{f'Syllabus {code}':35}" for code in sorted({one.code[:4] for one in options})],
        "C": [f"C5{code:12}{f'Paper {code[-1]}':36}N080{'':10}T" for codes in components.values() for code in codes],
        "L": [f"L5{one:6}{code:12}" for one, codes in components.items() for code in codes],
    }
    return {
        f"{letter}{series}{year}_{body}.X{number:02d}": whole(letter, rows, body=body, series=series, year=year, broadcast=True)
        for letter, rows in details.items()
    }


def entry_record(number: str, name: str, codes: Sequence[str], letter: str = "E", status: str = "C", centre: str = CENTRE) -> str:
    """An E5 or A5 record: whose, and up to twelve options."""
    person = f"{letter}5{status}{centre}{number}{name:40}F140906{uci(int(number))}{'':13}{uln(int(number))}{'':13}"
    return person + "".join(f"{code:7}" for code in codes).ljust(84)
