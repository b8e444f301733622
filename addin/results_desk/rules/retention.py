"""What of a desk may be destroyed on a day: consent forms, records of destroyed certificates, requests, permissions, results.

A consent form is kept six months after the last outcome (`keeping`), the record of a destroyed certificate four years (`certificates`).
How long results, permissions and the log of requests are kept is the centre's own policy: a setting, and nothing goes while it is blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from results_desk.errors import DeskError
from results_desk.rules.calendar import months_after
from results_desk.rules.cells import Row, day, moment, same, text
from results_desk.rules.deadlines import RELEASED
from results_desk.rules.keeping import delete_after

FORMS, CERTIFICATES, PERMISSIONS, RESULTS = "Consent forms", "Records of destroyed certificates", "Permissions", "Results"
REQUESTS = "Requests and payments"
RESULTS_SETTING, PERMISSIONS_SETTING, REQUESTS_SETTING = "Keep results months", "Keep permissions months", "Keep requests months"


@dataclass(frozen=True)
class Due:
    """One kind of data that may go: how many of it, since when, by which rule, and the keys of its rows where only some go."""

    what: str
    count: int
    since: date
    basis: str
    keys: tuple[str, ...] = ()


def forms(requests: Iterable[Row]) -> list[Due]:
    """The consent forms of these rows of the view FormsToDestroy."""
    rows = list(requests)
    if not rows:
        return []
    since = max(found for row in rows if (found := day(row["Keep until"])) is not None)
    keys = tuple(text(row["Request ID"]) for row in rows)
    return [Due(FORMS, len(rows), since, "six months after the last outcome of a review or appeal", keys)]


def certificate_records(rows: Iterable[Row], until: Callable[[Row], date | None], today: date) -> list[Due]:
    """Rows of destroyed certificates whose record need not be kept any longer."""
    over = {text(row["Cert ID"]): last for row in rows if (last := until(row)) is not None and last < today}
    return [Due(CERTIFICATES, len(over), max(over.values()), "four years after their destruction", tuple(over))] if over else []


def by_setting(what: str, setting: str, settings: Mapping[str, str], count: int, released: date | None, today: date) -> list[Due]:
    """What goes so many months after the results were released, by a setting of the centre. DeskError when that is no whole number."""
    months = _months(settings, setting)
    if months is None or not count or released is None:
        return []
    since = months_after(released, months)
    return [Due(what, count, since, f"the setting {setting}: {months} after the release")] if since < today else []


def requests(lines: Sequence[Row], settings: Mapping[str, str], form_months: int, today: date) -> list[Due]:
    """The log as a whole, so many months after its last line was closed, and never before a consent form in it may go."""
    months = _months(settings, REQUESTS_SETTING)
    days = [delete_after(line, form_months) for line in lines]
    if months is None or not lines or None in days:
        return []
    ends = [each for each in days if each is not None]
    closed = max(day(line.get("Closed on")) or end for line, end in zip(lines, ends, strict=True))
    since = max(months_after(closed, months), *ends)
    basis = f"the setting {REQUESTS_SETTING}: {months} after the last line was closed"
    return [Due(REQUESTS, len(lines), since, basis)] if since < today else []


def still_open(lines: Iterable[Row], settings: Mapping[str, str], form_months: int, released: date | None, today: date) -> int:
    """How many lines keep the log though the centre's months after the release are over: not closed, or nobody knows since when."""
    months = _months(settings, REQUESTS_SETTING)
    if months is None or released is None or months_after(released, months) >= today:
        return 0
    return sum(delete_after(line, form_months) is None for line in lines)


def _months(settings: Mapping[str, str], setting: str) -> int | None:
    """The months of a setting; None while it is blank. DeskError when it holds no whole number."""
    held = settings.get(setting, "").strip()
    if held and not held.isdigit():
        raise DeskError(f"Settings in results_desk.xlsx: {setting} holds {held!r}. Type a whole number of months, or leave it blank.")
    return int(held) if held else None


def last_release(releases: Sequence[Row]) -> date | None:
    """The day of the last release to candidates; None while one of them is not known."""
    found = [moment(row.get("At")) for row in releases if same(text(row.get("Event")), RELEASED)]
    known = [each for each in found if each is not None]
    return max(known).date() if known and len(known) == len(found) else None
