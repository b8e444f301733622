"""The release of results: its times confirmed, its readers signed for, and what an authority or the press may have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from results_desk.actions.facts import desk_facts, key_in, rows
from results_desk.actions.questions import OneOf
from results_desk.actions.registry import Outcome, Row, Work, action
from results_desk.actions.views import columns, put_formula_values, typed
from results_desk.edges.desk import audit
from results_desk.errors import DeskError, Problem
from results_desk.port import Cells, Key
from results_desk.terms import counted

if TYPE_CHECKING:
    from results_desk.rules.results.publishing import Published

HOME = "results_desk.xlsx"
Given = Annotated[list[str], "Candidates of this level, such as GCSE, have their results; may be given more than once."]
By = Annotated[str, "Who compared them: your initials. Blank: your login."]
Yes = Annotated[bool, "You compared every line with JCQ's notice: confirm them all."]


@action("Prepare", "Confirm dates")
def confirm_dates(work: Work, by: By = "", given: Given = (), yes: Yes = False) -> Outcome:  # type: ignore[assignment]
    """Confirm the release times you compared with JCQ's notice, and note when candidates had their results.

    Without --yes it only shows the lines. Those shipped as published count from the start; a real desk stays under embargo until the
    others are confirmed. The results days that they name are confirmed with them.
    """
    lines = _release_times(work)
    waiting = _waiting(lines)
    blank = sum(not isinstance(row["At"], datetime) for row in lines)
    counts = {"confirmed": 0, "given": _note_given(work, lines, given), "not_known": blank, "days": 0}
    if yes:
        cells: Cells = {"Confirmed on": work.now.date(), "Confirmed by": by or audit.login()}
        work.desk.table("ReleaseTimes").update({key_in("ReleaseTimes", row): cells for row in waiting})
        counts["confirmed"], counts["days"] = len(waiting), _confirm_days(work, cells)
    now = _release_times(work)
    return Outcome(_said(counts, lines, yes), counts, (), (*_to_fill(now), *_other_days(work)), tuple(map(_shown, now)))


def _release_times(work: Work) -> list[Row]:
    return [row for row in rows(work.desk, "ReleaseTimes") if row["Series"] == work.desk.settings.get("Series", "")]


def _waiting(lines: Iterable[Row]) -> list[Row]:
    """The times that are known, and that nobody of the centre confirmed."""
    from results_desk.rules.embargo import compared

    return [row for row in lines if isinstance(row["At"], datetime) and not compared(row)]


def _confirm_days(work: Work, cells: Cells) -> int:
    """Confirm the results days that the release times name, and carry that to the other workbooks. How many."""
    from results_desk.actions.dates import carry_dates
    from results_desk.rules.release_days import confirmed_with, days_named

    named = days_named(_release_times(work), rows(work.desk, "Levels"))
    if days := confirmed_with(rows(work.desk, "Anchors"), named):
        work.desk.table("Anchors").update({(anchor,): cells for anchor in days})
        carry_dates(work)
        put_formula_values(work, [HOME])
    return len(days)


def _other_days(work: Work) -> Iterable[Problem]:
    from results_desk.rules.release_days import days_named, other_days

    return other_days(rows(work.desk, "Anchors"), days_named(_release_times(work), rows(work.desk, "Levels")))


def _note_given(work: Work, lines: Sequence[Row], given: Sequence[str]) -> int:
    """Fill Given at of these levels, where it is blank and the results may be given. How many lines."""
    from results_desk.rules.deadlines import RELEASED, find_level

    changes: dict[Key, Cells] = {}
    for level in given:
        group = (find_level(rows(work.desk, "Levels"), level) or {}).get("Release level")
        found = [row for row in lines if row["Event"] == RELEASED and row["Level"] == group]
        if not found:
            raise DeskError(f"--given {level!r} is no level with a release time: name one of the sheet Levels of {HOME}, such as GCSE.")
        if not isinstance(found[0]["At"], datetime) or work.wall_clock < found[0]["At"]:
            raise DeskError(f"--given {level!r}: these results are not released yet, so nobody has them. Run it again after the release.")
        if found[0]["Given at"] is None:
            changes[key_in("ReleaseTimes", found[0])] = {"Given at": work.wall_clock}
    work.desk.table("ReleaseTimes").update(changes)
    return len(changes)


def _said(counts: dict[str, int], lines: Sequence[Row], yes: bool) -> str:
    """What was done; `lines` are the release times as they were before."""
    given = f" {counted(counts['given'], 'release time')} noted as given to candidates." if counts["given"] else ""
    if counts["not_known"] == len(lines):
        return (
            f"No release time of this series is known, so its results stay under embargo: type each from JCQ's notice on the sheet "
            f"Release times of {HOME}, then run it with --yes.{given}"
        )
    if yes and counts["confirmed"]:
        days = f" The results days that they name are confirmed with them: {counts['days']}." if counts["days"] else ""
        return f"{counted(counts['confirmed'], 'release time')} confirmed.{days}{given}"
    if waiting := _waiting(lines):
        return _to_compare(waiting) + given
    if counts["days"]:
        return f"Every release time was confirmed before; results days that they name confirmed now: {counts['days']}.{given}"
    return f"{'Nothing changed: every' if yes else 'Every'} release time that is known is confirmed.{given}"


def _to_compare(waiting: Sequence[Row]) -> str:
    from results_desk.rules.embargo import as_published

    shipped = sum(map(as_published, waiting))
    how = "compare each with JCQ's notice, correct it on the sheet, then run it with --yes."
    if shipped == len(waiting):
        times = counted(shipped, "release time is shipped as published and counts", "release times are shipped as published and count")
        return f"{times}; you have not compared {'it' if shipped == 1 else 'them'} yet: {how}"
    more = f", and {shipped} count as published but you have not compared them yet" if shipped else ""
    return f"{counted(len(waiting) - shipped, 'release time waits', 'release times wait')}{more}: {how}"


def _to_fill(lines: Iterable[Row]) -> Iterable[Problem]:
    for row in lines:
        if not isinstance(row["At"], datetime):
            said = f"Release times: no time for '{row['Event']}', {row['Level']}"
            yield Problem(HOME, 0, "At", said, "Type date and time from JCQ's notice, such as 15/08/2024 08:00, then confirm it.")


def _shown(row: Row) -> Row:
    at = row["At"]
    return {
        "Level": row["Level"], "Event": row["Event"], "At": f"{at:%a %d %b %Y %H:%M}" if isinstance(at, datetime) else "not known",
        "State": _state(row) if isinstance(at, datetime) else "",
    }  # fmt: skip


def _state(row: Row) -> str:
    from results_desk.rules.embargo import as_published, compared

    if compared(row):
        return f"confirmed {row['Confirmed on']:%d %b %Y} by {row['Confirmed by']}"
    return "as published, not compared by you yet" if as_published(row) else f"{row['Basis'] or 'typed'}, not confirmed".capitalize()


Name = Annotated[str, "The reader's name."]
Login = Annotated[str, "The name this person logs in to the computer with. Blank: the one that stands there, else your own."]
SignedBy = Annotated[str, "The head of centre, who has signed for this reader. Blank: not signed yet."]
SignedOn = Annotated[str, "The day of the signature, such as 2024-08-01. Blank: today."]


@action("Prepare", "Authorise reader")
def authorise_reader(
    work: Work, name: Name, login: Login = "", role: Annotated[str, "What this person does."] = "", signed_by: SignedBy = "",
    signed_on: SignedOn = "", end: Annotated[bool, "From now on this person reads no restricted results."] = False,
) -> Outcome:  # fmt: skip
    """Put a person on the list of those who may see results before their release, once the head of centre has signed."""
    table = work.desk.table("AuthorisedReaders")
    before = next((row for row in rows(work.desk, "AuthorisedReaders") if row["Name"] == name), {})
    if end and not before:
        raise DeskError(f"Nobody of that name is on the sheet Authorised readers of {HOME}: write the name as it stands there.")
    cells = _ended(before, work.now.date()) if end else _signature(work, before, login, role, signed_by, signed_on)
    if before:
        table.update({(name,): cells})
    else:
        table.append(columns([{"Name": name, **cells}], typed("AuthorisedReaders")))
    put_formula_values(work, [HOME])
    changed = int(not before or any(before.get(heading) != value for heading, value in cells.items()))
    said = _authorised({**before, "Name": name, **cells}, work.now.date(), end)
    return Outcome(said, {"changed": changed, "readers": len(table.rows())}, (work.desk.folder / HOME,))


def _signature(work: Work, before: Row, login: str, role: str, signed_by: str, signed_on: str) -> dict[str, object]:
    """The cells to write; `before` is the line as it stands. Only a signature lets somebody read again who was ended."""
    cells: dict[str, object] = {"Login": login or before.get("Login") or audit.login()}
    if role:
        cells["Role"] = role
    if signed_by:
        try:
            on = date.fromisoformat(signed_on) if signed_on else work.now.date()
        except ValueError:
            raise DeskError(f"--signed-on {signed_on!r} is not a day: write it as 2024-08-01.") from None
        cells |= {"Signed by": signed_by, "Signed on": on, "Ends on": None}
    return cells


def _ended(before: Row, today: date) -> dict[str, object]:
    from results_desk.rules.home import has_ended

    return {} if has_ended(before, today) else {"Ends on": date.fromordinal(today.toordinal() - 1)}


def _authorised(line: Row, today: date, end: bool) -> str:
    """What is true of a reader's line now; `end` where that was asked for."""
    from results_desk.rules.home import authorised, has_ended

    if end:
        return "Ended: this person reads no restricted results any more."
    if authorised(line, today) == "Yes":
        return "On the list, signed: this person may import results and prepare statements before the release."
    if has_ended(line, today):
        return "This person's time is over: to let them read again, have the head of centre sign anew and give --signed-by."
    return (
        f"On the list, not signed yet: it counts once Signed by and Signed on are filled on the sheet Authorised readers of {HOME}, "
        "or with --signed-by."
    )


AUDIENCES = ("authority", "press")
Audience = Annotated[str, "Who it is for: authority (a local authority) or press.", OneOf(lambda desk: AUDIENCES)]


@action("Results", "Export results", reveals="publish")
def export_results(work: Work, audience: Audience) -> Outcome:
    """Write subject totals for the local authority or the press, and the names of those who agreed. Not before 09:30.

    Totals of small groups are left out, by the setting Smallest group. Names and grades only where the permissions register says so.
    """
    from results_desk.edges.export import write_csv
    from results_desk.rules.results.publishing import NAMES, TOTALS

    if audience not in AUDIENCES:
        raise DeskError(f"There is no export for {audience!r}: name {' or '.join(AUDIENCES)}.")
    made, folder = _published(work, audience == "press"), work.desk.folder / "exports"
    files: list[Path] = [folder / f"{audience} subjects.csv"]
    written = int(write_csv(files[0], TOTALS, made.totals))
    if audience == "press":
        files.append(folder / "press names.csv")
        written += write_csv(files[1], NAMES, made.names)
    counts = {"subjects": made.subjects, "suppressed": made.suppressed, "names": len(made.names), "written": written}
    return Outcome(f"{_exported(counts, audience)} In {folder}.", counts, tuple(files))


def _published(work: Work, with_names: bool) -> Published:
    """What may be published of the results that the gate lets through."""
    from results_desk.rules.results.held import Held
    from results_desk.rules.results.publishing import SETTING, names, smallest_group, totals
    from results_desk.rules.results.subjects import subject_grade_rows

    facts, results = desk_facts(work.desk), work.desk.table("Results").read()
    if not len(results):
        raise DeskError("There are no results in results.xlsx yet: run Import results first.")
    held = Held.of(work.desk.table("Entries").read(), results, facts)
    made = totals(subject_grade_rows(held), smallest_group(work.desk.settings.get(SETTING, "")))
    if not with_names:
        return made
    permissions = rows(work.desk, "Permissions") if work.desk.has("Permissions") else []
    return replace(made, names=names(rows(work.desk, "Results"), rows(work.desk, "Candidates"), permissions, facts.levels.groups))


def _exported(counts: dict[str, int], audience: str) -> str:
    names = f", {counted(counts['names'], 'line')} of candidates who agreed" if audience == "press" else ""
    small = f"; the totals of {counted(counts['suppressed'], 'small group')} are left out" if counts["suppressed"] else ""
    return f"For the {audience}: {counted(counts['subjects'], 'subject')}{names}{small}. Look it through before you send it."
