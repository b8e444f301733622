"""`awarding_body_links.xlsx`: pages of the awarding bodies, their help lines, and who here sees results before they are released."""

from __future__ import annotations

from results_desk.tables.checks import cell, day_in, filled, is_one, known
from results_desk.tables.dates import desk_today
from results_desk.tables.words import Column, NamedCell, Page, Table

BOOK = "awarding_body_links.xlsx"
CHECKED, NOT_CHECKED, MOVED, NO_ADDRESS = "Checked", "Not checked for this series", "Moved or dead", "No address yet"
OPEN = "Open"
AUTHORISED, NOT_AUTHORISED, REMOVED, CHECK, NO_EARLY = "Authorised", "Not authorised", "Removed", "Check access", "No early access"
EARLY = "On restricted release day"
SYSTEMS = ("Awarding body sites", "School system", "Analysis product")
"""The columns that say where a person sees results."""


def _since(heading: str) -> str:
    """Whether the day in a cell is one of this series' checking."""
    return f"IF({known(heading)},IF(ISNUMBER(desk_checked_since),{day_in(heading)}>=INT(desk_checked_since),TRUE),FALSE)"


CHECKED_NOW = (
    f'=IF([@Ref]="","",IF([@Address]="","{NO_ADDRESS}",IF({is_one("Works?", "Moved", "Dead")},"{MOVED}",'
    f'IF({_since("Last checked")},"{CHECKED}","{NOT_CHECKED}"))))'
)
TESTED = f'=IF([@[Awarding body]]="","",IF({_since("Tested on")},"Tested","Not tested for this series"))'
_SEES_EARLY = "OR(" + ",".join(f'{cell(system)}="{EARLY}"' for system in SYSTEMS) + ")"
_SIGNED = f'IF({filled("Authorised by")},IF({known("Authorised on")},{day_in("Authorised on")}<=desk_today,FALSE),FALSE)'
_REMOVED = f"IF({known('Removed on')},{day_in('Removed on')}<=desk_today,FALSE)"
ACCESS = (
    f'=IF([@Person]="","",IF({_REMOVED},"{REMOVED}",IF(AND({_SEES_EARLY},NOT({_SIGNED})),"{NOT_AUTHORISED}",'
    f'IF(NOT({_since("Access checked on")}),"{CHECK}",IF({_SIGNED},"{AUTHORISED}","{NO_EARLY}")))))'
)

LINKS = Table(
    "Links", BOOK, "Links", ("Ref",), title="Pages of the awarding bodies", facts="links",
    help="Open every address once before each series, then note the day and whether it works. Blank ones are yours to fill.",
    columns=(
        Column("Ref", "code", width=9),
        Column("Awarding body", width=20, choices="page owner"),
        Column("Topic", width=39, choices="topic"),
        Column("Page title", width=39),
        Column("Open", width=8, formula=f'=IF([@Address]="","",HYPERLINK([@Address],"{OPEN}"))', signals=(("blue", (f"={OPEN}",)),),
               help="Opens the address in your browser."),
        Column("Checked?", width=26, formula=CHECKED_NOW,
               signals=(("done", (f"={CHECKED}",)), ("amber", (f"={NOT_CHECKED}",)), ("red", (f"={MOVED}",)))),
        Column("Address", "code", width=39, help="As the browser shows it, with https:// in front; of a login page the first page only."),
        Column("Last checked", "date", width=12, each_series=True, help="The day somebody opened the page and read it."),
        Column("Checked by", width=14, each_series=True),
        Column("Works?", width=12, choices="page works", each_series=True),
        Column("Series", "code", width=12, help="Only for a page of one series: whose it is."),
        Column("Year bound", width=8, choices="yes no", help="Yes: next year's page has another address, so look for it again."),
        Column("Stage", width=13, choices="stage"),
        Column("Qualification family", width=22, choices="qualification family"),
        Column("Open page or login", width=12, choices="page access"),
        Column("Portal name", width=22, help="The awarding body's site that asks for a login."),
        Column("Who here has a login", width=22, help="Names only; never a password."),
        Column("Role in the portal", width=22),
        Column("Embargo risk", width=10, choices="yes no", help="Yes: this role sees results on restricted release day."),
        Column("Note", width=36),
        Column("Source", width=44),
    ),
)
HELP_LINES = Table(
    "HelpLines", BOOK, "Help lines", ("Awarding body", "What for"), title="Help lines on the results days", facts="help_lines",
    help="Ring each before the results days, note the day, and print this sheet for the desk.",
    columns=(
        Column("Awarding body", width=20, choices="awarding body"),
        Column("What for", width=20),
        Column("Phone", "code", width=16),
        Column("Email or chat", "code", width=28),
        Column("Tested?", width=24, formula=TESTED, signals=(("done", ("=Tested",)), ("amber", ("Not tested",)))),
        Column("Opens on restricted day", "code", width=11, each_series=True, help="A time such as 07:00."),
        Column("Closes on restricted day", "code", width=11, each_series=True),
        Column("Opens on results day", "code", width=10, each_series=True),
        Column("Closes on results day", "code", width=10, each_series=True),
        Column("Centre number to quote", "code", width=12),
        Column("Our account manager", width=20),
        Column("Tested on", "date", width=12, each_series=True),
        Column("Note", width=36),
        Column("Source", width=44),
    ),
)
WHO_SEES_WHAT = Table(
    "WhoSeesWhat", BOOK, "Who sees what", ("Person",), title="Who here sees results on restricted release day", rolls="clear",
    help="Everybody with a login that could show results. Early access only with the head of centre's written word, for this series.",
    columns=(
        Column("Person", width=24),
        Column("Role", width=22),
        Column("Access", width=16, formula=ACCESS, signals=(
            ("done", (f"={AUTHORISED}", f"={REMOVED}", f"={NO_EARLY}")), ("red", (f"={NOT_AUTHORISED}",)), ("amber", (f"={CHECK}",)),
        )),
        Column("Awarding body sites", width=24, choices="sees results"),
        Column("Which sites", width=26, help="Such as AQA Centre Services, with the role there."),
        Column("School system", width=24, choices="sees results"),
        Column("Analysis product", width=24, choices="sees results"),
        Column("Authorised by", width=22, each_series=True, help="The head of centre, in writing."),
        Column("Authorised on", "date", width=12, each_series=True),
        Column("Access checked on", "date", width=12, each_series=True, help="The day somebody looked at what this login shows."),
        Column("Removed on", "date", width=12, each_series=True),
        Column("Note", width=36),
    ),
)  # fmt: skip

SHEETS: tuple[Table | Page, ...] = (LINKS, HELP_LINES, WHO_SEES_WHAT)
NAMED_CELLS: tuple[NamedCell, ...] = (
    desk_today(BOOK, "Links"),
    NamedCell("desk_checked_since", BOOK, "Links", "Checked since", "",
              "When this series' checking began: what was looked at before counts as not checked. Blank: every day counts.", "date"),
)  # fmt: skip
