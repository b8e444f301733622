"""What letters say: the vocabulary of their fields, and the rows and days that fill it. Word itself is an edge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from results_desk.rules.letters.request import request_fields, request_forms
from results_desk.rules.letters.statement import statement_fields, statements
from results_desk.tables.letter_fields import FIELDS
from results_desk.tables.results import MAIL_MERGE, STATEMENT_LINES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIELDS", "mail_merge", "request_fields", "request_forms", "statement_fields", "statements"]


def mail_merge(statements: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """The rows of the table MailMerge: one per statement, its results numbered from 1.

    Where there are more results than the table has room for, the last place says how many were left out.
    """
    import pandas as pd

    return pd.DataFrame([_merge_row(fields) for fields in statements], columns=list(MAIL_MERGE.headings), dtype=object)


def _merge_row(fields: Mapping[str, object]) -> dict[str, object]:
    held: list[Mapping[str, str]] = list(fields["results"])  # type: ignore[call-overload]
    if len(held) > STATEMENT_LINES:
        left_out = f"and {len(held) - STATEMENT_LINES + 1} more: see the statement of results"
        held = [*held[: STATEMENT_LINES - 1], {"title": left_out, "level": "", "grade": ""}]
    row = {name: fields.get(name, "") for name in MAIL_MERGE.headings}
    for at, result in enumerate(held, 1):
        row |= {f"result_{at}_{part}": result[part] for part in ("title", "level", "grade")}
    return row
