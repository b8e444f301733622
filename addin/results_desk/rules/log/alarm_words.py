"""What an officer is told about each alarm: how urgent it is, what to do, and the rule behind it with its source."""

from __future__ import annotations

from dataclasses import dataclass

from results_desk.rules.log.consent import SOURCE as CONSENT_SOURCE

SEED = "https://thenaeo.org/monthly-message.aspx?nid=153"
PAY_SOURCE = "https://lvc.org/years-10-11/post-results-services/"
NEAR = 4
"""The rank of what is due soon: among these, priority reviews go first."""
LATE_SOURCE = "https://www.handsworth.bham.sch.uk/enquiry-about-results/"


@dataclass(frozen=True)
class Words:
    """`rank` 1 is the most urgent. Texts may name a field in braces; see `alarms._alarm` for which there are."""

    rank: int
    what_to_do: str
    why: str
    what_to_do_when_sent: str = ""


_DEADLINES = f"Dates: JCQ's key dates, on the Deadlines sheet of this workbook. Source: {SEED}"
_CONSENT = (
    "A candidate's written consent is needed for {service}, and counts only from the release of the result on. "
    f"Source: {CONSENT_SOURCE}"
)
_SENT_WITHOUT = (
    "It was sent without a consent that counts. Find the form the candidate signed after the release and fill its date; "
    "if there is none, tell the head of centre today."
)

WORDS: dict[str, Words] = {
    "Deadline passed, not sent": Words(
        1,
        "Ask {body} today whether it still takes this {service} request. If not, set Status to Missed deadline and tell the candidate. "
        "If it was sent in time, fill Sent on.",
        f"The last day was {{by}}. Awarding bodies refuse late requests ({LATE_SOURCE}). {_DEADLINES}",
    ),
    "Deadline today, not sent": Words(
        2,
        "Send the {service} request to {body} today and fill Sent on: today is the last day.",
        f"The last day itself is in time; no hour is published, so take it as the end of the working day. {_DEADLINES}",
    ),
    "Internal deadline passed, not sent": Words(
        3,
        "Send the {service} request to {body} now and fill Sent on: the awarding body's last day is {deadline}.",
        "The centre's own last day, {by}, is over: column Internal deadline, on the Deadlines sheet of this workbook.",
    ),
    "Deadline near, not sent": Words(
        NEAR,
        "Send the {service} request to {body} by {by} and fill Sent on.",
        f"The last day is no more than {{warn_days}} days away (Warn days, above the log). {_DEADLINES}",
    ),
    "Deadline not known": Words(
        5,
        "Fill Deadline on this line: see the Deadlines sheet of this workbook, or ask {body}.",
        f"Awarding bodies refuse late requests, and without a date nothing can warn in time. Source: {LATE_SOURCE}",
    ),
    "Consent needed not known": Words(
        6,
        "Fill Consent needed on this line: RoR, ATS, RoR+ATS or none, as the Services sheet of results_desk.xlsx says for {service}.",
        f"Which consent a service needs is on the Services sheet of results_desk.xlsx. Source: {CONSENT_SOURCE}",
    ),
    "Consent missing": Words(
        6,
        "Have the candidate sign and date the consent form, then fill the consent date and Form place. Do not send before.",
        _CONSENT, _SENT_WITHOUT,
    ),
    "Consent dated before results were released": Words(
        6,
        "Take a new, signed consent dated after {released} and fill its date. Do not send before.",
        _CONSENT, _SENT_WITHOUT,
    ),
    "Release of results not known, consent not checked": Words(
        6,
        "Fill Results released on this line: see the Release times sheet of results_desk.xlsx.",
        _CONSENT,
    ),
    "Not paid, deadline near": Words(
        6,
        "Have the {owed} paid by {by}, or choose under Payment who pays it or that it is waived.",
        f"Column Balance: Charge due less Paid. Centres collect the payment before they send a request ({PAY_SOURCE}), so it is due "
        "with the dates of the Deadlines sheet of this workbook; Payment warn days stands above the log.",
    ),
    "Outcome overdue": Words(
        7,
        "Ask {body} for the outcome{reference}, and fill Chased on; when it comes, fill Outcome date.",
        "An outcome was expected by {by}, {target} calendar days after sending: the target and its source are on the Services "
        "sheet of results_desk.xlsx.",
    ),
    "Appeal window closing": Words(
        8,
        "Decide with the head of centre whether to appeal: by {by} send it and fill AP1 sent, or put No in Decision to appeal.",
        f"A stage 1 appeal is possible within {{appeal_days}} calendar days of the outcome. {{reasons}}Source: {SEED}",
    ),
    "Hearing window closing": Words(
        8,
        "Decide with the head of centre whether to ask for a hearing: by {by} send it and fill AP2 sent, or put No in Decision to appeal.",
        f"A stage 2 appeal is possible within {{hearing_days}} calendar days of receiving the stage 1 letter. Source: {SEED}",
    ),
    "Appeal window passed": Words(
        9,
        "If the appeal was sent, fill AP1 sent; if not, put No in Decision to appeal or close the line.",
        f"The last day was {{by}}: {{appeal_days}} calendar days from the outcome. {{reasons}}Source: {SEED}",
    ),
    "Hearing window passed": Words(
        9,
        "If the hearing was asked for, fill AP2 sent; if not, put No in Decision to appeal or close the line.",
        f"The last day was {{by}}: {{hearing_days}} calendar days from receiving the stage 1 letter. Source: {SEED}",
    ),
    "Internal appeal open": Words(
        6,
        "Settle the candidate's internal appeal with the head of centre, in writing, by {by}; then choose Upheld or Rejected.",
        "The centre must have a written procedure for a candidate who disagrees with its decision, and after {by} the awarding body takes "
        "no request and no appeal. Source: https://www.ashbournecollege.co.uk/college_policy/"
        "procedure-for-dealing-with-access-to-scripts-enquiries-about-results-and-appeals-policy/",
    ),
}  # fmt: skip
"""By the text that the Alarm column shows."""

SOON: dict[str, Words] = {
    "Deadline soon, not sent": Words(
        NEAR,
        "Send the {service} request to {body} by {by} and fill Sent on.",
        f"The last day is within {{warn_days}} working days (Warn days, above the log). {_DEADLINES}",
    ),
    "Internal deadline soon, not sent": Words(
        NEAR,
        "Send the {service} request to {body} by {by} and fill Sent on: that is the centre's own last day.",
        "The centre's own last day is within {warn_days} working days (Warn days, above the log): column Internal deadline, on the "
        "Deadlines sheet of this workbook.",
    ),
}
"""What is due soon and no alarm yet, by the text that the Today sheet shows."""
