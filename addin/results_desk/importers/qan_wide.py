"""QAN table, one row per candidate: Date, UCI (or CandNo), then a column for each QAN with the grade in the cell.

A blank cell means that the candidate has no result for that QAN; every grade counts as a row of the batch. See `qan_long` for entry
code, series and awarding body.
"""

from __future__ import annotations

from results_desk.batch import Batch
from results_desk.errors import DeskError
from results_desk.importers.awards import CHECK, DATE_FOR_GRADE, DATE_WAY_OUT, Reading, refuse_nobody, results_batch, who
from results_desk.importers.dates import looks_like_a_day
from results_desk.importers.frames import Rows, data_rows, holds
from results_desk.importers.headings import CANDIDATE_NUMBER, either, may, need
from results_desk.importers.qan_long import qan
from results_desk.importers.sheet import Source, Text

NAME = "QAN table (one column per QAN)"
KIND = "results"
HEADINGS = (
    need("series", "Date"),
    either("candidate", "uci", "UCI"),
    either("candidate", "candidate_number", "CandNo", *CANDIDATE_NUMBER),
    may("uln", "ULN"),
    may("name", "Name", "Candidate Name"),
    may("surname", "Surname"),
    may("forenames", "Forenames"),
)


def identify(source: Source) -> bool:
    """Whether the file has a date, a candidate and a QAN among its headings."""
    places = [place for sheet in source.sheets if (place := sheet.place(HEADINGS))]
    return any(any(qan(cell) for cell in head.rows[index]) for head, index in places)


def extract(source: Source) -> Batch:
    """The results of the file: one for every grade in a QAN column."""
    return results_batch(source, NAME, HEADINGS, [_reading(source, rows) for rows in data_rows(source, HEADINGS)])


def _reading(source: Source, rows: Rows) -> Reading:
    import numpy as np

    columns = {position: qan(heading) for position, heading in enumerate(rows.table.headings) if qan(heading)}
    if len(set(columns.values())) < len(columns):
        raise DeskError(f"{source.file} has more than one column for the same QAN: remove the one that is not wanted.")
    person = who(rows)
    refuse_nobody(rows, person)
    given = {position: rows.at(position) != "" for position in columns}
    none = ~np.logical_or.reduce(list(given.values()))
    rows.refuse(none, "", "The row holds no grade.", CHECK)
    common = person | {"series": rows["series"]}
    blocks = [{**common, "entry_code": code, "grade": _grades(rows, position)} for position, code in columns.items()]
    return Reading(rows, blocks, [], int(none.sum() + sum(cells.sum() for cells in given.values())))


def _grades(rows: Rows, position: int) -> Text:
    """The grades of a column; a date among them is a problem of its own, and blank."""
    import numpy as np

    grades = rows.at(position)
    dates = rows.was_date(position) | holds(grades, looks_like_a_day)
    rows.report(dates & ~rows.refused, rows.table.headings[position], DATE_FOR_GRADE, DATE_WAY_OUT, grades, kept=False)
    left: Text = np.where(dates, "", grades)
    return left
