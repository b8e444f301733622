"""Issuing certificates: only what is here, right and not held back, to the candidate or a person named beforehand.

A grade may still change while a review or appeal is open, and a certificate that was issued then has to come back first:
https://ocr.org.uk/administration/other-vocational-qualifications/post-results/reviews-of-results/index.aspx
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from results_desk.errors import DeskError, Problem, RuleRefusal
from results_desk.rules.candidates.handing import Handing, named
from results_desk.rules.cells import Row, day, in_words, raw, same, text
from results_desk.rules.certificates.certificates import held_back, match, state
from results_desk.rules.identifiers import pad_candidate_number
from results_desk.tables.certificates import BOOK, HELD, ISSUED
from results_desk.tables.permissions import NAMED_PERSONS
from results_desk.terms import counted

_NAMED = ("Certificate named person",)
_ASK = "Ask the candidate for written authority, or give --override-by and --reason: both are kept in the register."


@dataclass(frozen=True)
class Issued:
    """The cells to write by Cert ID, and certificates of the candidate that had to stay."""

    changes: dict[str, dict[str, object]]
    stayed: tuple[Problem, ...]


def issue(
    register: Sequence[Row], cert_ids: Sequence[str], numbers: Sequence[str], handing: Handing, permissions: Sequence[Row]
) -> Issued:
    """Issue these certificates, or all of these candidates that may go.

    DeskError or RuleRefusal, naming certificate and way out, when one that was named may not go, or none of a candidate may.
    """
    chosen = [_find(register, cert_id) for cert_id in dict.fromkeys(cert_ids)]
    for row in chosen:
        if why := against(row, handing):
            raise why
    stayed: list[Problem] = []
    for number in dict.fromkeys(map(pad_candidate_number, numbers)):
        ours, kept = _of_candidate(register, number, handing)
        chosen += ours
        stayed += kept
    changes = {raw(row, "Cert ID"): cells for row in chosen if (cells := _cells(row, handing, permissions))}
    return Issued(changes, tuple(stayed))


def against(row: Row, handing: Handing) -> DeskError | None:
    """Why a certificate may not be handed over; None when it may, or was to the same person already."""
    cert = raw(row, "Cert ID")
    if state(row) == ISSUED:
        return None
    if state(row) != HELD:
        return DeskError(f"{BOOK}: {cert} is not here ({state(row).lower()}). Note Received on when it comes, then issue it.")
    received = max((found for name in ("Received on", "Replacement received") if (found := day(row.get(name)))), default=None)
    if received and handing.at.date() < received:
        return DeskError(f"{BOOK}: {cert} came on {in_words(received)}, after {in_words(handing.at.date())}. Correct --on or the line.")
    if held_back(row) == "Yes":
        line = f" (line {raw(row, 'Line ID')})" if raw(row, "Line ID") else ""
        return RuleRefusal(f"{cert} is held back: a review or appeal is open{line} that may change its grade. Issue it after the outcome.")
    if match(row) == "No":
        return RuleRefusal(f"{cert} shows another grade than our results: return it to the awarding body, and do not hand it over.")
    if text(row.get("Problem")) and day(row.get("Replacement received")) is None:
        return RuleRefusal(f"{cert} has a problem noted: return it to the awarding body, and issue the replacement when it comes.")
    return None


def _of_candidate(register: Sequence[Row], number: str, handing: Handing) -> tuple[list[Row], list[Problem]]:
    ours = [row for row in register if pad_candidate_number(raw(row, "Candidate number")) == number and raw(row, "Cert ID")]
    if not ours:
        raise DeskError(f"{BOOK} has no certificate of candidate {number}: check the number against the register.")
    reasons = [(row, against(row, handing)) for row in ours]
    ready = [row for row, why in reasons if why is None]
    refused = [why for _, why in reasons if why is not None]
    if not ready:
        worst = next((why for why in refused if isinstance(why, RuleRefusal)), refused[0])
        raise type(worst)(" ".join(map(str, refused)))
    return ready, [Problem(BOOK, 0, "Cert ID", f"Not handed over: {why}", "See the line of the register.") for why in refused]


def _find(register: Sequence[Row], cert_id: str) -> Row:
    found = [row for row in register if same(raw(row, "Cert ID"), cert_id.strip())]
    if len(found) == 1:
        return found[0]
    what = counted(len(found), "line") if found else "no line"
    raise DeskError(f"{BOOK} has {what} with the Cert ID {cert_id}: check it against the register.")


def _cells(row: Row, handing: Handing, permissions: Sequence[Row]) -> dict[str, object]:
    """The cells of one line; none when it says just this already."""
    own = not handing.to.strip() or _is_own(row, handing)
    cells: dict[str, object] = {
        "Issued on": handing.at.date(), "Issued to": raw(row, "Name on certificate") if own else handing.to.strip(),
        "ID seen": handing.id_seen.strip(), "Signature": handing.signature.strip(), "Issued by": handing.by.strip(),
    }  # fmt: skip
    if state(row) == ISSUED:
        if raw(row, "Issued to") == cells["Issued to"]:
            return {}
        when = in_words(day(row.get("Issued on")))
        raise DeskError(f"{BOOK}: {raw(row, 'Cert ID')} was issued already, on {when}, to somebody else. Correct the line if it is wrong.")
    return cells if own else cells | _to_other(row, handing, permissions)


def _is_own(row: Row, handing: Handing) -> bool:
    """Whether the name given is that on the certificate, in any order of its parts."""
    parts = [set(name.casefold().replace(",", " ").replace(":", " ").split()) for name in (handing.to, raw(row, "Name on certificate"))]
    return parts[0] == parts[1] != set()


def _to_other(row: Row, handing: Handing, permissions: Sequence[Row]) -> dict[str, object]:
    number = pad_candidate_number(raw(row, "Candidate number"))
    line = named(permissions, number, handing.to, _NAMED)
    if line is None:
        same_person = [each for each in permissions if same(raw(each, "Certificate choice"), "Named person collects")]
        line = named(same_person, number, handing.to, NAMED_PERSONS)
    signed = day(line.get("Form returned")) if line is not None else None
    beforehand = line is not None and (signed is None or signed <= handing.at.date())
    if not beforehand and not handing.reason.strip():
        cert = raw(row, "Cert ID")
        raise RuleRefusal(f"Not handed over: candidate {number} named nobody of this name beforehand for certificates ({cert}). {_ASK}")
    known = _relationship(line, handing.to) if line is not None else ""
    cells: dict[str, object] = {"Relationship": handing.relationship.strip() or known or "Other"}
    return cells | ({"Written authority": "Yes"} if beforehand else {"Override reason": handing.why})


def _relationship(line: Row, to: str) -> str:
    for person, relationship in (("Named person", "Relationship"), ("Named person 2", "Relationship 2")):
        if same(text(line.get(person)), to.strip()):
            return text(line.get(relationship))
    return ""
