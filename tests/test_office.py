"""The tools that judge our files do judge: a bad workbook has errors, a stale value is computed anew, a PDF is read."""

from __future__ import annotations

from pathlib import Path

from office import pdf_pages, pdf_text, to_pdf, to_xlsx, validator_errors


def test_the_validator_tells_a_bad_workbook_from_a_good_one(tmp_path: Path) -> None:
    """A workbook as openpyxl writes it has its fonts in an order that the standard does not allow."""
    import openpyxl

    bad, good, none = tmp_path / "bad.xlsx", tmp_path / "good.xlsx", tmp_path / "none.xlsx"
    openpyxl.Workbook().save(bad)
    _workbook(good)
    found = validator_errors([bad, good, none])

    assert [bool(found[path]) for path in (bad, good, none)] == [True, False, True]
    assert "/xl/styles.xml" in found[bad][0]


def test_libreoffice_computes_and_prints(tmp_path: Path) -> None:
    import openpyxl

    source = tmp_path / "sum.xlsx"
    _workbook(source)
    [copy] = to_xlsx([source], tmp_path / "computed")
    [pdf] = to_pdf([source], tmp_path / "printed")

    assert openpyxl.load_workbook(copy, data_only=True).active["A1"].value == 3
    assert pdf_pages(pdf) == 1
    assert "Grüße 3" in " ".join(pdf_text(pdf).split())


def _workbook(path: Path) -> None:
    """A workbook with a formula whose stored value is wrong."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+2", None, 99)
        sheet.write_formula("A2", '="Grüße "&A1', None, "stale")
