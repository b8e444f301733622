"""What of a desk may be destroyed on a day: consent forms, records of destroyed certificates, requests, permissions, results.

A consent form is kept six months after the last outcome (`keeping`), the record of a destroyed certificate four years (`certificates`).
How long results, permissions and the log of requests are kept is the centre's own policy: a setting, and nothing goes while it is blank.
However short it is, what may still be asked of the log is kept: while a line is open, a form must be kept or money is owed back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from results_desk.errors import DeskError
from results_desk.rules.calendar import months_after
from results_desk.rules.cells import Row, day, moment, same, text
from results_desk.rules.deadlines import RELEASED
from results_desk.rules.log.keeping import delete_after
from results_desk.rules.log.money import changed_awards, refund_due
from results_desk.terms import counted

FORMS, CERTIFICATES, PERMISSIONS, RESULTS = "Consent forms", "Records of destroyed certificates", "Permissions", "Results"
REQUESTS = "Requests and payments"
RESULTS_SETTING, PERMISSIONS_SETTING, REQUESTS_SETTING = "Keep results months", "Keep permissions months", "Keep requests months"
_DIGITS = 3
"""So many digits a number of months has at most: more of them would be past the end of the calendar."""


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


@dataclass(frozen=True)
class Held:
    """How many lines of the log keep something from going though the centre's months are over: why, in which column, and the way out."""

    lines: int
    why: str
    column: str
    way_out: str

    @property
    def said(self) -> str:
        """The whole sentence."""
        return f"{counted(self.lines, 'line keeps', 'lines keep')} {self.why}"


def by_setting(
    what: str, setting: str, settings: Mapping[str, str], count: int, released: date | None, today: date, floor: Sequence[date | None] = ()
) -> list[Due]:  # fmt: skip
    """What goes so many months after the results were released, by a setting of the centre, and after every day of `floor`.

    Nothing while one of these days is not known (None). DeskError when the setting is no whole number.
    """
    months = _months(settings, setting)
    known = [each for each in floor if each is not None]
    if months is None or not count or released is None or len(known) < len(floor):
        return []
    first = months_after(released, months)
    since = max([first, *known])
    later = ", and not before what the log needs them for is over" if since > first else ""
    return [Due(what, count, since, f"the setting {setting}: {months} after the release{later}")] if since < today else []


def results(
    settings: Mapping[str, str], count: int, released: date | None, lines: Sequence[Row], deadlines: Iterable[Row], form_months: int,
    today: date,
) -> list[Due]:  # fmt: skip
    """The results with all letters: never before the last day to ask for a review, nor before every consent form may go."""
    last = max(filter(None, (day(row.get("Deadline")) for row in deadlines)), default=None)
    floor = [*(delete_after(line, form_months) for line in lines), *([last] if last else [])]
    return by_setting(RESULTS, RESULTS_SETTING, settings, count, released, today, floor)


def requests(lines: Sequence[Row], settings: Mapping[str, str], form_months: int, today: date) -> list[Due]:
    """The log as a whole, so many months after its last line was closed; not before a consent form may go, nor while money is owed back."""
    months = _months(settings, REQUESTS_SETTING)
    days = [delete_after(line, form_months) for line in lines]
    if months is None or not lines or None in days or _owed_back(lines):
        return []
    ends = [each for each in days if each is not None]
    closed = max(day(line.get("Closed on")) or end for line, end in zip(lines, ends, strict=True))
    since = max(months_after(closed, months), *ends)
    basis = f"the setting {REQUESTS_SETTING}: {months} after the last line was closed"
    return [Due(REQUESTS, len(lines), since, basis)] if since < today else []


def still_open(
    lines: Sequence[Row], settings: Mapping[str, str], form_months: int, released: date | None, today: date
) -> Iterator[Held]:  # fmt: skip
    """What keeps the log, and the results, though the centre's months after the release are over."""
    what = {RESULTS_SETTING: "the results", REQUESTS_SETTING: "the log"}
    over = [setting for setting in what if _is_over(settings, setting, released, today)]
    if over and (count := sum(delete_after(line, form_months) is None for line in lines)):
        why = f"{' and '.join(what[each] for each in over)} from going: not closed, or it is not known since when"
        yield Held(count, why, "Closed on", f"Fill Status and Closed on of each; {' and '.join(over)} in Settings wait for that.")
    if REQUESTS_SETTING in over and (owed := _owed_back(lines)):
        way_out = "Pay it back and fill Refunded on: Refund due says how much it is."
        yield Held(owed, "the log from going: money is still to be paid back", "Refunded on", way_out)


def uncounted(settings: Mapping[str, str], released: date | None) -> list[str]:
    """The settings by which nothing goes because they count from a release that is not known."""
    counting = (RESULTS_SETTING, PERMISSIONS_SETTING)
    return [setting for setting in counting if released is None and _months(settings, setting) is not None]


def _is_over(settings: Mapping[str, str], setting: str, released: date | None, today: date) -> bool:
    months = _months(settings, setting)
    return months is not None and released is not None and months_after(released, months) < today


def _owed_back(lines: Sequence[Row]) -> int:
    """How many lines have a refund that was not made."""
    changed = changed_awards(lines)
    return sum(bool(refund_due(line, changed)) for line in lines)


def _months(settings: Mapping[str, str], setting: str) -> int | None:
    """The months of a setting; None while it is blank. DeskError when it holds no whole number."""
    held = settings.get(setting, "").strip()
    if held and not (held.isascii() and held.isdecimal() and len(held) <= _DIGITS):
        way_out = f"Type a whole number of months, of {_DIGITS} digits at most, or leave it blank."
        raise DeskError(f"Settings in results_desk.xlsx: {setting} holds {held!r}. {way_out}")
    return int(held) if held else None


def last_release(releases: Sequence[Row]) -> date | None:
    """The day of the last release to candidates; None while one of them is not known."""
    found = [moment(row.get("At")) for row in releases if same(text(row.get("Event")), RELEASED)]
    known = [each for each in found if each is not None]
    return max(known).date() if known and len(known) == len(found) else None
