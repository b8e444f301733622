"""What EDI files need of a desk and leave there: the basedata that was received, confirmed layouts, the views Options and EDI preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results_desk import reference
from results_desk.actions.facts import desk_facts, rows
from results_desk.actions.importing import frame
from results_desk.actions.registry import Work
from results_desk.batch import Batch
from results_desk.edges.desk import received
from results_desk.edges.desk.desk import Desk
from results_desk.rules.identifiers import identifier, pad_candidate_number

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.importers.edi_known import Known, Layout, Option
    from results_desk.rules.facts import Facts

BASEDATA = Path("received") / "basedata"
"""Basedata of every option is large and is no table: the files stay as they came, and only options of the centre get a line."""
MOST_PREVIEWED = 1_000

Frames = Sequence[tuple[str, Batch]]


def known_of(desk: Desk, more: Frames) -> Known:
    """What this desk knows that EDI files are read by; `more` is basedata that has come and is not kept yet."""
    from results_desk.importers.edi_known import Known

    facts = desk_facts(desk)
    entries, people, levels = rows(desk, "Entries"), rows(desk, "Candidates"), _spelled_levels(facts)
    return Known(
        frozenset(number.upper() for number in (facts.centre_number, *facts.body_centres.values())), facts.series,
        _bodies(desk), _options(desk, levels, more), _entry_levels(entries, facts), _entered(entries, facts),
        {identifier(row["UCI"]): pad_candidate_number(row["Candidate number"]) for row in people if row["UCI"]},
        _grades(desk), tuple(layouts(desk)),
        {pad_candidate_number(row["Candidate number"]): (row["Surname"], row["Forenames"]) for row in people},
    )  # fmt: skip


def _bodies(desk: Desk) -> dict[str, str]:
    """EDI id -> awarding body."""
    listed = ((row["Awarding body"], row["EDI ids"]) for row in rows(desk, "AwardingBodies"))
    return {text.strip().upper(): body for body, ids in listed for text in ids.split(";") if text.strip()}


def _spelled_levels(facts: Facts) -> dict[str, str]:
    """Qualification and level of basedata -> level, as shipped; a spelling in the desk's own table wins."""
    shipped = {f"{row['qualification']}/{row['level']}": row["desk_level"] for row in reference.rows("edi_levels")}
    return {key: facts.levels.canonical(key) or facts.levels.canonical(level) for key, level in shipped.items()}


def _options(desk: Desk, levels: Mapping[str, str], more: Frames) -> dict[str, dict[str, Option]]:
    """Awarding body -> code -> option, from all basedata of the desk."""
    from results_desk.importers.edi_basedata import options_of

    facts, bodies = desk_facts(desk), _bodies(desk)
    read = [*_kept(desk), *((name, batch.basedata) for name, batch in more if batch.basedata is not None)]
    found: dict[str, dict[str, Option]] = {}
    for body_id, options in options_of(read, lambda text: facts.levels.canonical(text) or levels.get(text, "")).items():
        found.setdefault(bodies.get(body_id.upper(), ""), {}).update(options)
    found.pop("", None)
    return found


def _kept(desk: Desk) -> list[tuple[str, pd.DataFrame]]:
    """The basedata that was received before, in the order it was sent."""
    from results_desk.importers.edi_basedata import frame_of
    from results_desk.importers.reader import read_source

    folder = desk.folder / BASEDATA
    paths = sorted(folder.iterdir(), key=lambda path: (path.suffix.upper(), path.stat().st_mtime)) if folder.is_dir() else []
    sources = [(path, read_source(path)) for path in paths if path.suffix.upper().startswith(".X")]
    return [(path.name, frame_of(source.edi)[0]) for path, source in sources if source.edi]


def _entry_levels(entries: Sequence[Mapping[str, Any]], facts: Facts) -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = {}
    for row in entries:
        codes = made.setdefault(facts.bodies.canonical(row["Awarding body"]), {})
        codes[row["Entry code"].upper()] = facts.levels.canonical(row["Level"]) or codes.get(row["Entry code"].upper(), "")
    return made


def _entered(entries: Sequence[Mapping[str, Any]], facts: Facts) -> dict[str, frozenset[tuple[str, str]]]:
    made: dict[str, set[tuple[str, str]]] = {}
    for row in entries:
        whose = (pad_candidate_number(row["Candidate number"]), row["Entry code"].upper())
        made.setdefault(facts.bodies.canonical(row["Awarding body"]), set()).add(whose)
    return {body: frozenset(pairs) for body, pairs in made.items()}


def _grades(desk: Desk) -> dict[str, frozenset[str]]:
    """Level -> every spelling of its grades; "" for those of all levels."""
    spelled: dict[str, set[str]] = {}
    for row in rows(desk, "GradeLadders"):
        spelled.setdefault(row["Ladder"], set()).update(filter(None, map(str.strip, (row["Grade"], *row["Also"].split(";")))))
    every = frozenset(grade for grades in spelled.values() for grade in grades)
    ladders = {row["Level"]: [name.strip() for name in row["Ladders"].split(";")] for row in rows(desk, "Levels")}
    return {level: frozenset(grade for name in names for grade in spelled.get(name, ())) for level, names in ladders.items()} | {"": every}


def layouts(desk: Desk) -> list[Layout]:
    """The layouts of the table EdiLayouts that somebody confirmed. Lines with a start that is no number are left aside."""
    from results_desk.importers.edi_known import Layout

    starts: dict[tuple[str, str], dict[str, tuple[int, ...]]] = {}
    for row in rows(desk, "EdiLayouts"):
        texts = row["Start"].split(" or ")
        if row["Confirmed on"] and row["Awarding body"] and all(text.strip().isdecimal() for text in texts):
            starts.setdefault((row["Awarding body"], row["Version"]), {})[row["Field"]] = tuple(map(int, texts))
    needed = {"uci", "entry_code", "result_code", "result_type", "grades"}
    return [Layout(*key, fields, confirmed=True) for key, fields in starts.items() if needed <= set(fields)]


def has_basedata(work: Work) -> bool:
    """Whether any basedata was ever received."""
    return (work.desk.folder / BASEDATA).is_dir()


def keep_basedata(work: Work, given: Sequence[tuple[str, bytes]]) -> None:
    """Put basedata into the desk's own folder for it, as it came."""
    if given:
        (work.desk.folder / BASEDATA).parent.mkdir(exist_ok=True)
    for name, data in given:
        received.keep_bytes(name.upper(), data, work.desk.folder / BASEDATA)


def put_options(work: Work, known: Known) -> int:
    """Make the view Options hold what basedata says of the options that are entered for or have results."""
    wanted = {(row["Awarding body"], row["Entry code"].upper()) for table in ("Entries", "Results") for row in rows(work.desk, table)}
    made = [
        _option_row(body, option)
        for body, options in sorted(known.options.items())
        for code, option in sorted(options.items())
        if (body, code) in wanted
    ]
    work.desk.table("Options").replace(frame(made, "Options"))
    return len(made)


def _option_row(body: str, option: Option) -> dict[str, object]:
    qan = "/".join((option.qan[:3], option.qan[3:7], option.qan[7:])) if len(option.qan) == 8 else option.qan
    return {
        "Awarding body": body, "Entry code": option.code, "Title": option.title, "Level": option.level,
        "Level in basedata": option.told_level, "QAN": qan, "Result type": option.result_type,
        "Gradesets": "; ".join(filter(None, option.gradesets)),
        "Maximum": int(option.max_mark) if option.max_mark.isdecimal() else None,
        "Component codes": "; ".join(option.components), "File": option.file,
    }  # fmt: skip


def put_preview(work: Work, names: Sequence[str], batches: Sequence[Batch]) -> None:
    """Make the view EDI preview hold the first rows of files whose layout nobody has confirmed; those of other files stay.

    RuleRefusal when results of one of their levels may not be brought in by this person now.
    """
    levels = {(str(level), "") for batch in batches if batch.results is not None for level in batch.results["level"]}
    if work.gate:
        work.gate.require(levels)
    table = work.desk.table("EdiPreview")
    others = [dict(row) for row in table.rows() if row["File"] not in names]
    people = {identifier(row["UCI"]): row for row in rows(work.desk, "Candidates") if row["UCI"]}
    mine = [row for batch in batches for row in _previewed(batch, people)]
    table.replace(frame([{heading: row.get(heading) for heading in table.spec.headings} for row in (*others, *mine)], "EdiPreview"))


def _previewed(batch: Batch, people: Mapping[str, Mapping[str, Any]]) -> list[dict[str, object]]:
    assert batch.results is not None, "a preview is of results"
    made = []
    for row in batch.results.head(MOST_PREVIEWED).to_dict("records"):
        person = people.get(row["uci"], {})
        made.append(
            {
                "File": batch.file, "Row": row["row"], "Candidate number": person.get("Candidate number", row["candidate_number"]),
                "Surname": person.get("Surname", ""), "UCI": row["uci"], "Awarding body": row["awarding_body"],
                "Level": row["level"], "Entry code": row["entry_code"], "Title": row["title"], "Grade": row["grade"],
                "Endorsement": row["endorsement"], "Mark": row["mark"],
            }
        )  # fmt: skip
    return made
