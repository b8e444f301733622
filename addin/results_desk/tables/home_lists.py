"""The lists of the home workbook that an officer may edit: awarding bodies, services, levels, grades, headings of files."""

from __future__ import annotations

from results_desk.tables.words import Column, Table

BOOK = "results_desk.xlsx"

AWARDING_BODIES = Table(
    "AwardingBodies", BOOK, "Awarding bodies", ("Awarding body",), title="Awarding bodies and our centre number with each",
    facts="awarding_bodies",
    help="Leave Centre number blank where it is the centre's own; some bodies give another (Cambridge International: GB123).",
    columns=(
        Column("Awarding body", width=22),
        Column("Centre number", "code", width=14, help="Only where this body knows the centre by another number."),
        Column("Also known as", width=60, help="Other spellings in files, separated by semicolons."),
        Column("EDI ids", "code", width=14),
        Column("Source", width=50),
    ),
)
SERVICES = Table(
    "Services", BOOK, "Services", ("Service",), title="Post-results services", facts="services",
    help="JCQ's services with the consent each needs and the days an awarding body aims to answer in.",
    columns=(
        Column("Service", "code", width=9),
        Column("Name", width=46),
        Column("Family", width=9),
        Column("Deadline as", "code", width=12, help="The line of the Deadlines table this service follows."),
        Column("Consent", width=10, help="RoR: consent to a review. ATS: consent to access to scripts."),
        Column("Who may ask", width=20),
        Column("Levels", width=26),
        Column("Target days", "number", width=12, help="Calendar days from the awarding body's receipt; blank: ask the awarding body."),
        Column("Code on our forms", "code", width=17),
        Column("Note", width=70),
        Column("Source", width=50),
    ),
)
LEVELS = Table(
    "Levels", BOOK, "Levels", ("Level",), title="Levels of qualification", facts="levels",
    help="Which results day and which grades belong to a level, and how files spell it.",
    columns=(
        Column("Level", width=40),
        Column("Group", width=11, help="Level 3 or Level 1/2: decides the results day and the deadlines."),
        Column("Deadline level", width=36),
        Column("Release level", width=50),
        Column("Ladders", width=50, help="Grade ladders that may stand at this level, separated by semicolons."),
        Column("Priority review", width=14),
        Column("Order", "number", width=8, help="Order on a statement of results."),
        Column("Also known as", width=60),
        Column("Source", width=50),
    ),
)
GRADE_LADDERS = Table(
    "GradeLadders", BOOK, "Grade ladders", ("Ladder", "Grade"), title="Grade ladders", facts="grade_ladders",
    help="Every grade a result may have, best first. A grade that is not here is reported, never guessed.",
    columns=(
        Column("Ladder", width=24),
        Column("Awarding body", width=22, help="Only this body's results; blank for any."),
        Column("Grade", "code", width=20),
        Column("Rank", "number", width=8, help="A higher rank is a better grade."),
        Column("Also", "code", width=20, help="Other spellings in files, separated by semicolons."),
        Column("Source", width=50),
    ),
)
HEADING_PROFILES = Table(
    "HeadingProfiles", BOOK, "Heading profiles", ("Profile", "Field", "Heading"), title="Headings of your school system",
    facts="heading_profiles",
    help="What the columns of exported candidate and entry files are called. Add a line for a heading that is not known. "
    "Forms and lists of others have profiles of their own: Request form, Permission form, Outcomes, Payments, Invoice.",
    columns=(
        Column("Profile", width=20, help="Any name; or the form or list whose column it is: Request form, Permission form, Outcomes, ..."),
        Column("Field", "code", width=20, help="What it is here: candidate_number; in a form also its usual heading: Outcome date."),
        Column("Heading", "code", width=34),
        Column("Source", width=50),
    ),
)
EDI_LAYOUTS = Table(
    "EdiLayouts", BOOK, "EDI layouts", ("Awarding body", "Version", "Field"), title="Where the fields of EDI results records stand",
    help="Written by Confirm layout. A line counts while Confirmed on is filled: clear it, and the file is read into a preview only.",
    columns=(
        Column("Awarding body", width=22, choices="awarding body"),
        Column("Version", "code", width=9, help="Of the format, as the header of the file says."),
        Column("Field", "code", width=18),
        Column("Start", "code", width=14, help="First column, from 1. Several, with 'or', where a file could not tell them apart."),
        Column("Length", "number", width=8),
        Column("Evidence", width=70),
        Column("File", width=22),
        Column("Confirmed on", "moment", width=18),
        Column("Confirmed by", width=16),
        Column("Source", width=44),
    ),
)

LISTS = (AWARDING_BODIES, SERVICES, LEVELS, GRADE_LADDERS, HEADING_PROFILES, EDI_LAYOUTS)
