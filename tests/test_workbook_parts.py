"""What Excel asks of a workbook and neither the validator nor LibreOffice looks at: checked in every part of every workbook.

A workbook that breaks one of these opens in LibreOffice, and in Excel with "We found a problem with some content" or with #NAME?.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest

from results_desk.build.workbooks import workbook_bytes
from results_desk.tables import TABLES, WORKBOOKS

BARE = {name: workbook_bytes(name) for name in WORKBOOKS}
EXCEL_2016 = frozenset(
    "AND CHAR COUNTIF EDATE EXACT HYPERLINK IF IFERROR INDEX INT ISNUMBER LEFT LEN MATCH MAX MID MIN MOD N NOT OR REPT RIGHT ROUND ROW "
    "ROWS SEARCH SMALL SUBSTITUTE SUMPRODUCT TEXT TODAY TRIM TRUNC WEEKDAY WORKDAY".split()
)
"""Functions that Excel has had since 2007, so that a file holds them under their own name; grow this list only with such."""
VOLATILE = ("TODAY",)
FORMULAS = ("f", "calculatedColumnFormula", "formula", "formula1", "formula2", "definedName")
LIKE_A_CELL = re.compile(r"(?i)[a-z]{1,3}[0-9]{1,7}|r[0-9]*c[0-9]*|r|c")



def parts(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with ZipFile(BytesIO(content)) as packed:
        return {part: packed.read(part) for part in packed.namelist()}


PARTS = {name: parts(content) for name, content in BARE.items()}
every_workbook = pytest.mark.parametrize("name", WORKBOOKS)


def elements(name: str, *tags: str) -> Iterator[tuple[str, ET.Element]]:
    """Every element with one of these tags, with the part it is in."""
    for part, content in PARTS[name].items():
        if part.endswith(".xml") and part.startswith("xl/"):
            for element in ET.fromstring(content).iter():
                if element.tag.rpartition("}")[2] in tags:
                    yield part, element


def formulas(name: str) -> Iterator[tuple[str, str, str]]:
    """Every formula of a workbook: its part, what it is for, and its text."""
    for part, element in elements(name, *FORMULAS):
        if element.text:
            yield part, element.tag.rpartition("}")[2], element.text


def code_of(formula: str) -> str:
    """A formula without its texts and without the names of its columns."""
    return re.sub(r"\[[^\[\]]*\]", "[]", re.sub(r'"(?:[^"]|"")*"', '""', formula))


def depth(formula: str) -> int:
    """How many functions stand in one another."""
    deepest, now, opened = 0, 0, []
    for found in re.finditer(r"([A-Z][A-Z0-9.]*)?(\()|(\))", code_of(formula)):
        if found[2]:
            opened.append(bool(found[1]))
            now += bool(found[1])
            deepest = max(deepest, now)
        else:
            now -= opened.pop()
    return deepest


@every_workbook
def test_formulas_use_functions_that_excel_2016_knows_by_their_own_name(name: str) -> None:
    for part, _, formula in formulas(name):
        assert set(re.findall(r"([A-Za-z_][\w.]*)\(", code_of(formula))) <= EXCEL_2016, f"{part}: {formula[:200]}"
        assert not re.search(r"_xlfn|_xlws|_xludf|@|\{|#REF!", code_of(formula)), f"{part}: {formula[:200]}"


@every_workbook
def test_formulas_are_no_longer_and_no_deeper_than_excel_takes_them(name: str) -> None:
    for part, _, formula in formulas(name):
        texts = re.findall(r'"((?:[^"]|"")*)"', formula)
        assert len(formula) <= 8192 and depth(formula) <= 64, f"{part}: {formula[:200]}"
        assert all(len(text) <= 255 for text in texts), f"{part}: a text in a formula has at most 255 characters: {max(texts, key=len)}"


@every_workbook
def test_only_the_cell_desk_today_is_computed_anew_at_every_change(name: str) -> None:
    volatile = [formula for _, _, formula in formulas(name) if any(f"{function}(" in formula for function in VOLATILE)]

    assert set(volatile) <= {"TODAY()"} and len(volatile) <= 1


@every_workbook
def test_validations_and_conditional_formats_look_at_cells_and_names_only(name: str) -> None:
    """Excel takes no structured reference there, and no other workbook's cell."""
    for part, tag, formula in formulas(name):
        if tag in ("formula", "formula1", "formula2"):
            assert "[" not in formula and len(formula) <= 8192, f"{part}: {formula}"
        if tag == "formula1":
            assert re.fullmatch(r"list_\w+|-?\d+", formula), f"{part}: {formula}"


@every_workbook
def test_structured_references_name_a_table_and_a_column_that_are_there(name: str) -> None:
    columns = {spec.name: set(spec.headings) for spec in TABLES if spec.workbook == name}
    for part, _, formula in formulas(name):
        bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
        for table, heading in re.findall(r"(\w+)\[(?:\[#(?:This Row|Headers)\],\[)?([^\[\]]+)\]", bare):
            assert heading in columns[table], f"{part}: {table}[{heading}]"
            assert not re.search(r"[\[\]#']", heading), f"{part}: {heading} would have to be escaped"


@every_workbook
def test_a_heading_is_the_same_text_in_the_cell_and_in_the_table_and_stands_there_once(name: str) -> None:
    book = openpyxl.load_workbook(BytesIO(BARE[name]))
    for sheet in book:
        for found in sheet.tables.values():
            cells = [cell.value for cell in sheet[found.ref][0]]
            headings = [column.name for column in found.tableColumns]

            assert cells == headings
            assert len({heading.casefold() for heading in headings}) == len(headings)
            assert all(heading == " ".join(heading.split()) and len(heading) <= 255 for heading in headings)
            assert found.autoFilter.ref == found.ref


@every_workbook
def test_every_cell_of_a_computed_column_holds_the_formula_of_the_column(name: str) -> None:
    book = openpyxl.load_workbook(BytesIO(BARE[name]))
    for sheet in book:
        for found in sheet.tables.values():
            for number, column in enumerate(found.tableColumns):
                held = {row[number].value for row in sheet[found.ref][1:]}
                if column.calculatedColumnFormula:
                    assert held == {f"={column.calculatedColumnFormula.attr_text}"}, f"{found.name}, {column.name}"
                else:
                    assert not any(str(value).startswith("=") for value in held), f"{found.name}, {column.name}"


@every_workbook
def test_tables_are_numbered_named_and_placed_each_for_itself(name: str) -> None:
    tables = [element for _, element in elements(name, "table")]
    names = [element.get("name", "").casefold() for element in tables]
    defined = {element.get("name", "").casefold() for _, element in elements(name, "definedName")}

    assert len({element.get("id") for element in tables}) == len(tables)
    assert len(set(names)) == len(names) and not set(names) & defined
    assert not any(LIKE_A_CELL.fullmatch(each) for each in names)
    book = openpyxl.load_workbook(BytesIO(BARE[name]))
    assert all(len(sheet.tables) <= 1 for sheet in book), "one table on a sheet: no two can grow into each other"


@every_workbook
def test_defined_names_are_names_for_excel(name: str) -> None:
    seen = []
    sheets = [element.get("name", "") for _, element in elements(name, "sheet")]
    for _, element in elements(name, "definedName"):
        defined, target = element.get("name", ""), element.text or ""
        seen.append((defined.casefold(), element.get("localSheetId")))
        assert re.fullmatch(r"(_xlnm\.)?[A-Za-z_][\w.]*", defined) and len(defined) <= 255
        assert not LIKE_A_CELL.fullmatch(defined)
        for place in target.split(","):
            sheet = re.fullmatch(r"(?:'([^']+)'|([A-Za-z]\w*))!\$?[A-Z]*\$?\d*(?::\$?[A-Z]*\$?\d*)?", place)
            assert sheet and (sheet[1] or sheet[2]) in sheets, f"{defined}: {target}"

    assert len(set(seen)) == len(seen)


@every_workbook
def test_sheets_have_names_that_excel_takes(name: str) -> None:
    sheets = [element.get("name", "") for _, element in elements(name, "sheet")]

    assert len({sheet.casefold() for sheet in sheets}) == len(sheets)
    assert all(1 <= len(sheet) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", sheet) for sheet in sheets)
    assert "history" not in {sheet.casefold() for sheet in sheets}


@every_workbook
def test_each_conditional_format_has_its_rank_and_a_style_that_is_there(name: str) -> None:
    styles = sum(1 for _, element in elements(name, "dxf"))
    ranks: dict[str, list[str | None]] = {}
    for part, element in elements(name, "cfRule"):
        ranks.setdefault(part, []).append(element.get("priority"))
        assert int(element.get("dxfId", -1)) in range(styles)

    assert all(len(set(given)) == len(given) for given in ranks.values())


@every_workbook
def test_messages_and_print_headings_are_no_longer_than_excel_takes_them(name: str) -> None:
    longest = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 225}
    for part, element in elements(name, "dataValidation"):
        for attribute, most in longest.items():
            assert len(element.get(attribute, "")) <= most, f"{part}: {element.get(attribute)}"
    for part, element in elements(name, "oddHeader", "oddFooter"):
        assert len(element.text or "") <= 255, part


@every_workbook
def test_rows_and_columns_have_sizes_that_excel_takes(name: str) -> None:
    assert all(float(element.get("ht", 1)) <= 409 for _, element in elements(name, "row"))
    assert all(float(element.get("width", 1)) <= 255 for _, element in elements(name, "col"))
