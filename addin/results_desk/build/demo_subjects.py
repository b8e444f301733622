"""What the practice desk's candidates are examined in. Codes have the awarding bodies' shapes and are invented."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

AQA, OCR, PEARSON, WJEC, NCFE = "AQA", "OCR", "Pearson", "WJEC/Eduqas", "NCFE"
CAMBRIDGE = "Cambridge International"
GCSE, A_LEVEL, IGCSE, PROJECT = "GCSE", "GCE A-level", "International GCSE", "Extended Project"
BTEC_3, TECH_AWARD, BTEC_12, NATIONAL = "BTEC National / AAQ", "Technical Award", "BTEC Tech Award/First", "Cambridge National"


@dataclass(frozen=True)
class Paper:
    """One component. Its scaled mark is the raw mark times `factor`; `nea` is work marked in the centre and moderated."""

    code: str
    title: str
    max_mark: int
    factor: int = 1
    nea: bool = False


@dataclass(frozen=True)
class Subject:
    """One award that can be entered for. `scale` holds grades, best first, with the share of the marks each begins at."""

    body: str
    level: str
    code: str
    title: str
    scale: tuple[tuple[str, float], ...]
    papers: tuple[Paper, ...] = ()
    option: str = ""

    @property
    def max_mark(self) -> int:
        """The scaled marks of all papers together."""
        return sum(paper.max_mark * paper.factor for paper in self.papers)


def _evenly(grades: str, top: float, bottom: float) -> tuple[tuple[str, float], ...]:
    names = grades.split()
    step = (top - bottom) / (len(names) - 1)
    return tuple((name, round(top - n * step, 4)) for n, name in enumerate(names))


def _pairs(best: int) -> str:
    steps = [f"{n}-{n}" for n in range(best, 0, -1)]
    return " ".join([steps[0], *(f"{a[0]}-{b[0]} {b}" for a, b in pairwise(steps))])


_GCSE = _evenly("9 8 7 6 5 4 3 2 1", 0.82, 0.12)
_HIGHER = _evenly("9 8 7 6 5 4 3", 0.80, 0.17)
_FOUNDATION = _evenly("5 4 3 2 1", 0.70, 0.14)
_DOUBLE_HIGHER = _evenly(" ".join(_pairs(9).split()[:12]), 0.80, 0.19)
_DOUBLE_FOUNDATION = _evenly(_pairs(5), 0.70, 0.14)
_A_LEVEL = _evenly("A* A B C D E", 0.80, 0.30)
_LETTERS = _evenly("A* A B C D E F G", 0.82, 0.20)
_LEVEL_12 = _evenly("L2D* L2D L2M L2P L1D L1M L1P", 0.85, 0.15)
_SINGLE = _evenly("D* D M P", 0.80, 0.10)
_DOUBLE = _evenly("D*D* D*D DD DM MM MP PP", 0.85, 0.10)
_TRIPLE = _evenly("D*D*D* D*D*D D*DD DDD DDM DMM MMM MMP MPP PPP", 0.88, 0.10)


def _papers(prefix: str, *max_marks: int, start: int = 1, **nea: tuple[str, int, int]) -> tuple[Paper, ...]:
    """Written papers numbered from `start`, then a piece of centre-marked work as (number, maximum, factor)."""
    written = [Paper(f"{prefix}{n}", f"Paper {n}", top) for n, top in enumerate(max_marks, start)]
    return (*written, *(Paper(f"{prefix}{n}", name.replace("_", " "), top, times, True) for name, (n, top, times) in nea.items()))


def _sciences(code: str, tier: str) -> tuple[Paper, ...]:
    names = {"B": "Biology", "C": "Chemistry", "P": "Physics"}
    return tuple(Paper(f"{code}/{s}/{n}{tier}", f"{names[s]} Paper {n}", 70) for s in "BCP" for n in (1, 2))


def _skills(code: str, tier: str) -> tuple[Paper, ...]:
    tops = {"L": ("Listening", 50), "S": ("Speaking", 60), "R": ("Reading", 60), "W": ("Writing", 60)}
    return tuple(Paper(f"{code}/{s}{tier}", title, top) for s, (title, top) in tops.items())


_CATALOGUE = {
    "english": Subject(AQA, GCSE, "8791", "English Language", _GCSE, _papers("8791/", 80, 80)),
    "english hand": Subject(WJEC, GCSE, "C790QS", "English Language", _GCSE, _papers("", 80, 120)),
    "english cie": Subject(CAMBRIDGE, IGCSE, "0500", "First Language English", _LETTERS, _papers("", 80, 80, start=12), "BX"),
    "literature": Subject(AQA, GCSE, "8792", "English Literature", _GCSE, _papers("8792/", 64, 96)),
    "maths H": Subject(PEARSON, GCSE, "1MX1H", "Mathematics – Higher tier", _HIGHER, _papers("", 80, 80, 80)),
    "maths F": Subject(PEARSON, GCSE, "1MX1F", "Mathematics – Foundation tier", _FOUNDATION, _papers("", 80, 80, 80)),
    "science H": Subject(AQA, GCSE, "8494H", "Combined Science: Trilogy – Higher tier", _DOUBLE_HIGHER, _sciences("8494", "H")),
    "science F": Subject(AQA, GCSE, "8494F", "Combined Science: Trilogy – Foundation tier", _DOUBLE_FOUNDATION, _sciences("8494", "F")),
    "biology": Subject(AQA, GCSE, "8491H", "Biology – Higher tier", _HIGHER, _papers("8491/H/", 100, 100)),
    "chemistry": Subject(AQA, GCSE, "8492H", "Chemistry – Higher tier", _HIGHER, _papers("8492/H/", 100, 100)),
    "physics": Subject(AQA, GCSE, "8493H", "Physics – Higher tier", _HIGHER, _papers("8493/H/", 100, 100)),
    "geography": Subject(AQA, GCSE, "8095", "Geography", _GCSE, _papers("8095/", 88, 88, 76)),
    "french H": Subject(AQA, GCSE, "8688H", "French – Higher tier", _HIGHER, _skills("8688", "H")),
    "french F": Subject(AQA, GCSE, "8688F", "French – Foundation tier", _FOUNDATION, _skills("8688", "F")),
    "religion": Subject(AQA, GCSE, "8092", "Religious Studies", _GCSE, _papers("8092/", 102, 102)),
    "art": Subject(AQA, GCSE, "8291", "Art and Design (Fine Art)", _GCSE, _papers("8291/", Portfolio=("C", 96, 3), Project=("X", 96, 2))),
    "history": Subject(PEARSON, GCSE, "1HX0", "History", _GCSE, _papers("", 52, 64, 52)),
    "business": Subject(PEARSON, GCSE, "1BX0", "Business", _GCSE, _papers("", 90, 90)),
    "computing": Subject(OCR, GCSE, "J297", "Computer Science", _GCSE, _papers("0", 80, 80)),
    "sport": Subject(OCR, GCSE, "J597", "Physical Education", _GCSE, _papers("0", 60, 60, Performance=("5", 80, 1))),
    "media": Subject(OCR, NATIONAL, "J894", "Creative iMedia", _LEVEL_12, _papers("0", 70, Identity=("2", 50, 1), Project=("3", 70, 1))),
    "spanish": Subject(CAMBRIDGE, IGCSE, "0530", "Foreign Language Spanish", _LETTERS, _papers("", 40, 45, 40, 50, start=12), "CY"),
    "food": Subject(NCFE, TECH_AWARD, "603/9027/0", "Food and Cookery", _LEVEL_12),
    "music": Subject(PEARSON, BTEC_12, "603/9071/X", "Music Practice", _LEVEL_12),
    "A biology": Subject(AQA, A_LEVEL, "7492", "Biology", _A_LEVEL, _papers("7492/", 91, 91, 78)),
    "A chemistry": Subject(AQA, A_LEVEL, "7495", "Chemistry", _A_LEVEL, _papers("7495/", 105, 105, 90)),
    "A psychology": Subject(AQA, A_LEVEL, "7192", "Psychology", _A_LEVEL, _papers("7192/", 96, 96, 96)),
    "A history": Subject(AQA, A_LEVEL, "7092", "History", _A_LEVEL, _papers("7092/", 80, 80, Historical_investigation=("C", 40, 1))),
    "A maths": Subject(PEARSON, A_LEVEL, "9MX0", "Mathematics", _A_LEVEL, _papers("", 100, 100, 100)),
    "A further": Subject(PEARSON, A_LEVEL, "9FX0", "Further Mathematics", _A_LEVEL, _papers("", 75, 75, 75, 75)),
    "A economics": Subject(PEARSON, A_LEVEL, "9EX0", "Economics A", _A_LEVEL, _papers("", 100, 100, 100)),
    "A literature": Subject(PEARSON, A_LEVEL, "9LX0", "English Literature", _A_LEVEL, _papers("", 60, 40, 60, Coursework=("4", 60, 1))),
    "A physics": Subject(OCR, A_LEVEL, "H597", "Physics A", _A_LEVEL, _papers("0", 100, 100, 70)),
    "A computing": Subject(OCR, A_LEVEL, "H497", "Computer Science", _A_LEVEL, _papers("0", 140, 140, Project=("3", 70, 1))),
    "A religion": Subject(OCR, A_LEVEL, "H593", "Religious Studies", _A_LEVEL, _papers("0", 120, 120, 120)),
    "B business": Subject(PEARSON, BTEC_3, "603/9014/2", "Business (Extended Certificate)", _SINGLE),
    "B health": Subject(PEARSON, BTEC_3, "603/9015/4", "Health and Social Care (Diploma)", _DOUBLE),
    "B sport": Subject(PEARSON, BTEC_3, "603/9016/6", "Sport (Extended Diploma)", _TRIPLE),
    "project": Subject(AQA, PROJECT, "7994", "Extended Project", _A_LEVEL, (Paper("7994/C", "Project", 50, 1, True),)),
}


def subject(key: str) -> Subject:
    """The subject of that short name. KeyError when there is none."""
    return _CATALOGUE[key]
