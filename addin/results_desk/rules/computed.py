"""Every computed column in Python: what the formulas of a workbook come to on a day. A test compares the two, row by row.

Each rules module that stands behind formulas offers `COMPUTED`, by table; here they are together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from results_desk.rules.cells import Row


@dataclass(frozen=True)
class Around:
    """What a formula may look at besides its row: the day, the rows of its workbook's tables, and the named cells."""

    today: date
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    named: Mapping[str, object] = field(default_factory=dict)


Computed = Callable[[Row, Around], dict[str, object]]
"""The values of a row's formula columns by heading; "" for blank."""
