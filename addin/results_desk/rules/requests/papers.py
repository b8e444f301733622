"""What kind of assessment a component is, and which services that leaves: multiple choice, moderated work, oral and recorded work.

Multiple-choice papers have the clerical re-check only; moderated work is reviewed for the whole cohort by a review of moderation;
scripts are no service for internally assessed, oral or recorded work. Sources: https://thenaeo.org/monthly-message.aspx?nid=153,
https://ocr-live-prd95.cambridgeassessment.org.uk/administration/general-qualifications/post-results/service-3-moderation-review
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from results_desk.rules.cells import Row, is_one, known, same, text
from results_desk.rules.requests.notes import Note, component_key
from results_desk.tables.fees import MODERATED, MULTIPLE_CHOICE, RECORDED

CLERICAL = ("S1", "S1C")
_SOUNDS_LIKE = (
    (MODERATED, re.compile(r"\b(non[- ]exam(ination)? assessment|nea|coursework)\b", re.IGNORECASE)),
    (MULTIPLE_CHOICE, re.compile(r"\b(multiple[- ]choice|objective test)\b", re.IGNORECASE)),
)
"""Words of a title that call for a question, never for a refusal."""
_WHERE = "the sheet Papers of deadlines_fees_charges.xlsx"
_OURS = "The head of department or the head of centre can ask for S3, a review of moderation of the whole cohort."


@dataclass(frozen=True)
class Papers:
    """The kind of each component that somebody wrote down, and the lines of the moderation returns log, by awarding body and code."""

    kinds: Mapping[tuple[str, str], str]
    moderated: Mapping[tuple[str, str], Row]

    @classmethod
    def of(cls, papers: Iterable[Row], moderation: Iterable[Row]) -> Papers:
        """From the rows of Papers and of Moderation; what Papers says outweighs the other."""
        log = {_place(row, row): row for row in moderation if text(row.get("Component code"))}
        kinds = dict.fromkeys(log, MODERATED) | {_place(row, row): text(row.get("Kind")) for row in papers if text(row.get("Kind"))}
        return cls(kinds, log)

    def kind(self, body: str, component: Row) -> str:
        """Multiple choice, Moderated ..., or "" for a component that nobody described."""
        return self.kinds.get(_key(body, component), "")

    def fault(self, code: str, family: str, body: str, component: Row) -> Note | None:
        """Why this component can't have this service, or None."""
        kind, name = self.kind(body, component), text(component.get("Component code"))
        moderation = self.moderated.get(_key(body, component), {})
        if code == "S3":
            return _no_moderation_review(kind, name, moderation)
        if same(kind, MULTIPLE_CHOICE) and family == "RoR" and code not in CLERICAL:
            return Note("Component code", f"Component {name} is multiple choice, which has the clerical re-check only.",
                        f"Ask for {'S1C' if code.endswith('C') else 'S1'} instead, or correct the component on {_WHERE}.")  # fmt: skip
        if same(kind, MODERATED) and family == "RoR":
            message = f"Component {name} is moderated internal assessment: {code} is for externally marked papers."
            return Note("Component code", message, _OURS)
        if same(kind, MODERATED, RECORDED) and family == "ATS":
            message = f"Component {name} has no script that can be asked for: it is {kind[0].lower()}{kind[1:]}."
            return Note("Component code", message, f"Leave this component out, or correct it on {_WHERE}.")
        return None

    def questions(self, code: str, family: str, body: str, components: Sequence[Row]) -> list[Note]:
        """What to ask about components that nobody described."""
        found = []
        for component in components:
            name, unknown = text(component.get("Component code")), not self.kind(body, component)
            sounds = next((kind for kind, words in _SOUNDS_LIKE if words.search(text(component.get("Title")))), "")
            if unknown and code == "S3":
                message = f"Nothing says that component {name} is moderated internal assessment."
                found.append(Note("Component code", message, f"Check it before sending, and write it on {_WHERE}."))
            elif unknown and sounds and family in ("RoR", "ATS") and not (sounds == MULTIPLE_CHOICE and code in CLERICAL):
                message = f"By its title component {name} may be {sounds[0].lower()}{sounds[1:]}, for which {code} may not be offered."
                found.append(Note("Component code", message, f"Check it before sending, and write its kind on {_WHERE}."))
            if code == "S3" and known(self.moderated.get(_key(body, component), {}), "Returned to candidates on"):
                message = f"The work of component {name} was given back to candidates: a review of moderation may no longer be possible."
                found.append(Note("Component code", message, "Ask the awarding body before sending."))
        return found


def _no_moderation_review(kind: str, name: str, moderation: Row) -> Note | None:
    if kind and not same(kind, MODERATED):
        message = f"Component {name} is not moderated internal assessment: S3 is for that only."
        return Note("Component code", message, f"Ask for a review of marking with each candidate's consent, or correct it on {_WHERE}.")
    if is_one(moderation, "Moderation outcome", "Marks agreed"):
        message = f"The centre's marks for component {name} were accepted unchanged, so there is no review of moderation."
        return Note("Component code", message, "Correct Moderation outcome in moderation_returns_log.xlsx if that is not so.")
    return None


def _place(row: Row, component: Row) -> tuple[str, str]:
    return _key(text(row.get("Awarding body")), component)


def _key(body: str, component: Row) -> tuple[str, str]:
    return body.casefold(), component_key(component.get("Component code"))
