"""What an officer did to a workbook is there after every action that writes to it: every action has a run here, on every workbook."""

from __future__ import annotations

import re
import shutil
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desks import DEMO, call, copy, edit, new_desk, put, samples
from importer_golden import SAMPLES
from mailing import put_choices, put_pdfs, put_settings
from officer import MINE, RENAMED, SHEET, TWICE, Touched, touch
from parts import parts

from results_desk import tables
from results_desk.actions import ACTIONS
from results_desk.actions.importing import frame
from results_desk.edges.computer.secrets import keep
from results_desk.edges.desk.desk import Desk
from results_desk.edges.mail.ledger import Ledger

STAGES = ("new", "candidates", "results", "requests")
MARK = "Kept"


@dataclass(frozen=True)
class Run:
    """How an action is called: at which stage of a desk, with which words; what was typed before; whether it writes workbooks."""

    stage: str
    words: tuple[object, ...] = ()
    before: Callable[[Path], None] | None = None
    after: Callable[[Path], None] | None = None
    writes: bool = True


def another_day(desk: Path) -> None:
    """Somebody corrects a date in the home workbook."""
    held = Desk(desk)
    held.table("Anchors").update({("TERM-END",): {"Date": date(2024, 7, 19)}})
    held.commit("typed")


def with_password(desk: Path) -> None:
    """Somebody keeps a password for the desk in the keyring."""
    assert keep(Desk(desk).settings["Desk ID"], "four words of nothing")


def unlocked(desk: Path) -> None:
    """The desk is unlocked again."""
    assert not (desk / "results.xlsx").read_bytes().startswith(b"PK")
    assert call("unlock", desk).code == 0


def typed_at_the_counter(desk: Path) -> None:
    """Somebody types a line into the log."""
    held = Desk(desk)
    asked = {"Candidate number": "1035", "Awarding body": "AQA", "Entry code": "7092", "Component code": "7092/2", "Service": "S1"}
    held.table("Lines").append(frame([asked], "Lines"))
    held.commit("typed")


def nothing_owed(desk: Path) -> None:
    """The school decides to pay the first line."""
    held = Desk(desk)
    held.table("Lines").update({("PRS-24-0001-1",): {"Payment": "School pays"}})
    held.commit("typed")


def results_given(desk: Path) -> None:
    """Candidates had their results of both days."""
    assert call("confirm-dates", desk, "--given", "GCSE", "--given", "GCE A-level").code == 0


def mail_ready(desk: Path) -> None:
    """Three candidates chose email, and their PDFs are there."""
    put_settings(desk, Mail_from="exams@larkfield.example", Mail_server="127.0.0.1")
    put_choices(desk, *({"Candidate number": number} for number in ("0003", "0008", "0014")))
    put_pdfs(desk)


def mail_written(desk: Path) -> None:
    """Their drafts were written, and a server took them: what is left is to note it."""
    mail_ready(desk)
    assert call("write-mail", desk, "results", "--at", "2024-08-22 09:00").code == 0
    ledger = Ledger(desk)
    ledger.note_all([replace(entry, state="sent") for entry in ledger.entries()])


def sent(desk: Path) -> None:
    """The request that the outcome is of was sent."""
    edit(desk, "Lines", "PRS-24-0003-1", Sent_on=date(2024, 8, 30), Status="Sent to board")


def on_the_register(desk: Path) -> None:
    """A candidate, a certificate and work of theirs are on the registers."""
    put(desk, "Permissions", {"Candidate number": "1035", "Results day": "Level 3", "Surname": "Doe", "Status": "Waiting"})
    put(desk, "Certificates", {"Cert ID": "CERT-24-0001", "Candidate number": "1035", "Received on": date(2024, 11, 7)})
    put(desk, "Moderation", {"Ref": "MOD-24-01", "Date received": date(2024, 8, 28), "Stored where": "A1"})


RUNS: Mapping[str, Run] = {
    "import_candidates": Run("new", tuple(samples("import_candidates"))),
    "import_results": Run("candidates", tuple(samples("import_results"))),
    "confirm_layout": Run("candidates", (DEMO / "R1234501.X01", "--yes")),
    "write_statements": Run("results"),
    "write_letters": Run("results", ("statement_of_results",)),
    "log_requests": Run("results", (DEMO / "request_answers.csv",)),
    "check_requests": Run("requests", before=typed_at_the_counter),
    "send_requests": Run("requests", ("--line", "PRS-24-0001-1", "--at", "2024-08-16 09:00"), before=nothing_owed),
    "record_payments": Run("requests", (SAMPLES / "payments" / "pay_site.csv",)),
    "check_invoice": Run("requests", (SAMPLES / "invoices" / "invoice.csv",)),
    "flag_overdue": Run("requests", ("--at", "2024-09-24 09:00")),
    "today": Run("requests", writes=False),
    "copy_dates": Run("requests", before=another_day),
    "confirm_dates": Run("results", ("--given", "GCSE", "--at", "2024-08-22 09:00")),
    "authorise_reader": Run("results", ("P Example", "--login", "pexample", "--signed-by", "The head", "--signed-on", "2024-08-01")),
    "audit": Run("requests", writes=False),
    "lock": Run("results", before=with_password, after=unlocked, writes=False),
    "unlock": Run("results", writes=False),
    "retention": Run("requests", writes=False),
    "export_candidate": Run("requests", ("1035",), writes=False),
    "write_mail": Run("results", ("results", "--at", "2024-08-22 09:00"), before=mail_ready),
    "send_mail": Run("results", ("--yes", "--at", "2024-08-22 09:00"), before=mail_written),
    "export_results": Run("results", ("press",), before=results_given, writes=False),
    "record_outcomes": Run("requests", (SAMPLES / "outcomes" / "for_the_demo_desk.csv",), before=sent),
    "import_permissions": Run("results", (SAMPLES / "permission_answers" / "typed_from_paper.csv",)),
    "hand_over": Run("results", ("--candidate", "1035", "--id-seen", "Passport"), before=on_the_register),
    "expect_certificates": Run("results"),
    "issue_certificates": Run("results", ("--candidate", "1035", "--id-seen", "Passport"), before=on_the_register),
    "return_work": Run("requests", ("--ref", "MOD-24-01", "--to", "Ms Hill"), before=on_the_register),
}


def test_every_action_has_a_run() -> None:
    assert set(RUNS) == set(ACTIONS), "tell in RUNS how the new action is called, so that an officer's own things are tried with it"


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same desk as far as each stage."""
    folder = tmp_path_factory.mktemp("stages")
    desks = {"new": new_desk(folder / "new")}
    for earlier, stage in zip(STAGES, STAGES[1:], strict=False):
        desks[stage] = Path(shutil.copytree(desks[earlier], folder / stage))
        name = {"candidates": "import_candidates", "results": "import_results", "requests": "log_requests"}[stage]
        said = call(name.replace("_", "-"), desks[stage], *RUNS[name].words)
        assert said.code in (0, 4), said.err
    return desks


@pytest.fixture(scope="module")
def touched(stages: Mapping[str, Path]) -> dict[str, list[Touched]]:
    """What an officer did to every table of each of these desks."""
    return {
        stage: [mine for workbook in tables.WORKBOOKS for mine in touch(desk / workbook, _tables_of(workbook), MARK)]
        for stage, desk in stages.items()
    }


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_an_officers_own_things_survive(
    name: str, stages: Mapping[str, Path], touched: Mapping[str, list[Touched]], tmp_path: Path
) -> None:
    run = RUNS[name]
    desk = copy(stages[run.stage], tmp_path)
    if run.before:
        run.before(desk)
    before = {workbook: parts(desk / workbook) for workbook in tables.WORKBOOKS}
    said = call(name.replace("_", "-"), desk, *run.words)
    assert said.code in (0, 4), said.err
    if run.after:
        run.after(desk)

    after = {workbook: parts(desk / workbook) for workbook in tables.WORKBOOKS}
    assert run.writes == (after != before)
    for workbook in tables.WORKBOOKS:
        same_parts(before[workbook], after[workbook])
        same_sheets(before[workbook], after[workbook])
    for mine in touched[run.stage]:
        still_there(replace(mine, path=desk / mine.path.name))


def _tables_of(workbook: str) -> list[str]:
    return [spec.name for spec in tables.TABLES if spec.workbook == workbook]


def same_parts(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Notes, threads, people, charts, drawings, styles, own sheets: nothing may change but sheets with our tables, and these tables.

    What is printed of the broadsheet follows how many columns it has.
    """
    ours = {name for name, data in before.items() if b"<tableParts" in data or name.startswith("xl/tables/")}

    assert list(before) == list(after)
    assert [name for name in before if name not in ours and _but_for_print(before[name]) != _but_for_print(after[name])] == []


def same_sheets(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """What stands around the rows, but for how far formats and validations of a table reach; and the heights that somebody set."""
    for name in before:
        if name.startswith("xl/worksheets/sheet") and before[name] != after[name]:
            (head, rows, tail), (new_head, new_rows, new_tail) = (_around(data[name]) for data in (before, after))
            assert (head, tail) == (new_head, new_tail)
            kept, new = _rows_of(rows), _rows_of(new_rows)
            assert {row: _own_height(tag) for row, tag in kept.items()} == {row: _own_height(new[row]) for row in kept}


def still_there(mine: Touched) -> None:
    """What another reader finds of it."""
    book = _opened(mine.path)
    page = book[f"{RENAMED}{mine.spec.sheet}"]
    (table,) = page.tables.values()
    left, top, right, bottom = openpyxl.utils.range_boundaries(table.ref)
    last_two = [column.heading for column in mine.spec.columns[:-3:-1]]
    first = page.cell(top + 1, left)

    assert [column.name for column in table.tableColumns][-4:] == [*last_two, MINE, TWICE] and table.autoFilter.ref == table.ref
    assert (page.cell(top, left).comment.text, first.comment.text) == ("Ask me about this column", f"{MARK} note")
    assert page.cell(top + 1, left + 2).hyperlink.target == f"https://{MARK}.example/2024" and first.fill.fgColor.rgb == "FFC0FFEE"
    assert page.row_dimensions[top + 1].height == 41.25 and page.freeze_panes == page.cell(top + 1, left + 2).coordinate
    assert all(str(page.cell(row, right).value).startswith("=LEN(") for row in range(top + 1, bottom + 1))
    (chosen,) = table.autoFilter.filterColumn
    assert chosen.filters.filter == [f"{MARK} filter"]
    remarks = {row: value for row in range(top + 1, bottom + 1) if (value := page.cell(row, right - 1).value)}
    if mine.spec.view:
        assert set(remarks.values()) <= {f"{MARK} remark {row}" for row in range(mine.first, mine.first + mine.remarks)}
    else:
        assert remarks == {row: f"{MARK} remark {row}" for row in range(mine.first, mine.first + mine.remarks)}
    assert [cell.value for cell in book[SHEET][1]] == ["Kept", "Number", None, "=SUM(B2:B3)"] and len(book[SHEET]._charts) == 1


@cache
def _opened(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)


def _but_for_print(data: bytes) -> bytes:
    return re.sub(rb'(<definedName name="_xlnm.Print_Area"[^>]*>)[^<]*<', rb"\1<", data)


def _around(sheet: bytes) -> tuple[bytes, bytes, bytes]:
    """A sheet before, within and after its rows, without the areas that grow with a table."""
    head, _, rest = sheet.partition(b"<sheetData>")
    rows, _, tail = rest.partition(b"</sheetData>")
    return re.sub(rb'<dimension ref="[^"]*"', b"", head), rows, re.sub(rb'sqref="[^"]*"|<(?:\w+:)?sqref>[^<]*<', b"", tail)


def _rows_of(rows: bytes) -> dict[bytes, bytes]:
    return {found[1]: found[0] for found in re.finditer(rb'<row r="(\d+)"[^>]*>', rows)}


def _own_height(tag: bytes) -> tuple[bytes, ...] | None:
    """The height that somebody set; None where nobody did."""
    return tuple(re.findall(rb' ht="([^"]+)"', tag)) if b'customHeight="1"' in tag else None
