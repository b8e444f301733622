"""The candidate's consent: which a service needs, and from when one counts.

Written consent is taken case by case and only after the result is published, never before results day; the candidate
gives it, not a parent. Source: https://www.aqa.org.uk/onboarding-hub-exam-officers/results and
https://www.ashbournecollege.co.uk/college_policy/procedure-for-dealing-with-access-to-scripts-enquiries-about-results-and-appeals-policy/
"""

from __future__ import annotations

from datetime import time
from functools import lru_cache

from results_desk.rules.cells import Row, moment, text

SOURCE = "https://www.aqa.org.uk/onboarding-hub-exam-officers/results"
FAMILIES = ("RoR", "ATS")
"""RoR: consent to a review of results. ATS: consent to access to scripts."""


def consent_needed(service: Row) -> set[str]:
    """The consents a row of Services names: any of RoR and ATS, or none of them."""
    return families(service.get("Consent"))


def families(needed: object) -> set[str]:
    """The consents named in a text such as `RoR+ATS`, in any case; none for `none`."""
    return set(_named(text(needed)))


@lru_cache(maxsize=64)
def _named(needed: str) -> frozenset[str]:
    return frozenset(family for family in FAMILIES if family.casefold() in needed.casefold())


def needed_text(needed: set[str]) -> str:
    """What a line of the tracking log says under `Consent needed`: RoR, ATS, RoR+ATS or none."""
    return "+".join(family for family in FAMILIES if family in needed) or "none"


def valid(given: object, released: object) -> bool:
    """Whether a consent given then counts for a result released then: never from before the release.

    A value at exactly midnight is a day without a time and counts from the release day on. A text or a blank is no
    date; a release that is not known makes no consent valid. Source: the module's docstring.
    """
    return moment(given) is not None and moment(released) is not None and not before_release(given, released)


def before_release(given: object, released: object) -> bool:
    """Whether something dated then was early. False where either is not a date: nothing is known then."""
    when, release = moment(given), moment(released)
    if when is None or release is None:
        return False
    return when.date() < release.date() if when.time() == time.min else when < release
