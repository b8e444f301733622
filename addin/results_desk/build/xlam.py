"""`results_desk.xlam`, the Excel add-in: a workbook of one hidden sheet, our ribbon and our VBA, the same bytes on every run."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from results_desk import __version__
from results_desk.build.ribbon import Button, custom_ui
from results_desk.build.vbaproject import Module, project_bytes

ADDIN, RIBBON = "results_desk.xlam", "customUI14.xml"
PROJECT = "ResultsDesk"
_CODE, _WORKBOOK, _SHEET = "RunAction.bas", "ThisWorkbook.cls", "ConfSheet"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPC = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def modules(vba: Path) -> tuple[Module, ...]:
    """The modules of the add-in, from the folder of their texts: the workbook, its one sheet, and our code."""
    workbook, code = ((vba / name).read_text(encoding="ascii") for name in (_WORKBOOK, _CODE))
    name = code.split('"')[1]
    return Module("ThisWorkbook", workbook, "workbook"), Module(_SHEET, "", "worksheet"), Module(name, code)


def addin_bytes(project: Iterable[Module], ribbon: str) -> bytes:
    """The file of the add-in."""
    parts = {name: (_HEAD + text).encode() for name, text in _parts().items()}
    parts["customUI/customUI14.xml"] = ribbon.encode()
    parts["xl/vbaProject.bin"] = project_bytes(PROJECT, tuple(project))
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            packed.writestr(entry, data)
    return buffer.getvalue()


def files(checkout: Path, buttons: Iterable[Button]) -> dict[Path, bytes]:
    """The ribbon's XML and the add-in of a checkout, by path."""
    ribbon, folder = custom_ui(buttons), checkout / "addin"
    return {folder / RIBBON: ribbon.encode(), folder / ADDIN: addin_bytes(modules(folder / "vba"), ribbon)}


def _parts() -> Mapping[str, str]:
    """The parts of the workbook around our code, in the order in which they are packed."""
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations({
            f"{_OFFICE}/relationships/officeDocument": "xl/workbook.xml",
            f"{_OPC}/relationships/metadata/core-properties": "docProps/core.xml",
            f"{_OFFICE}/relationships/extended-properties": "docProps/app.xml",
            "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility": "customUI/customUI14.xml",
        }),
        "docProps/core.xml": _core(),
        "docProps/app.xml": f'<Properties xmlns="{_OFFICE}/extended-properties"><Application>Microsoft Excel</Application></Properties>',
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><workbookPr codeName="ThisWorkbook"/>'
            '<bookViews><workbookView visibility="hidden"/></bookViews>'
            '<sheets><sheet name="Results Desk" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations({
            f"{_OFFICE}/relationships/worksheet": "worksheets/sheet1.xml",
            f"{_OFFICE}/relationships/styles": "styles.xml",
            "http://schemas.microsoft.com/office/2006/relationships/vbaProject": "vbaProject.bin",
        }),
        "xl/styles.xml": _styles(),
        "xl/worksheets/sheet1.xml": _sheet(f"Results Desk {__version__}", "The add-in of Results Desk. Nothing has to be typed here."),
    }  # fmt: skip


def _content_types() -> str:
    package, sheet = "application/vnd.openxmlformats-package", "application/vnd.openxmlformats-officedocument.spreadsheetml"
    defaults = {"bin": "application/vnd.ms-office.vbaProject", "rels": f"{package}.relationships+xml", "xml": "application/xml"}
    overrides = {
        "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        "/xl/worksheets/sheet1.xml": f"{sheet}.worksheet+xml", "/xl/styles.xml": f"{sheet}.styles+xml",
        "/docProps/core.xml": f"{package}.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }  # fmt: skip
    lines = [f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in defaults.items()]
    lines += [f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items()]
    return f'<Types xmlns="{_OPC}/content-types">{"".join(lines)}</Types>'


def _relations(targets: Mapping[str, str]) -> str:
    lines = [f'<Relationship Id="rId{number}" Type="{kind}" Target="{to}"/>' for number, (kind, to) in enumerate(targets.items(), 1)]
    return f'<Relationships xmlns="{_OPC}/relationships">{"".join(lines)}</Relationships>'


def _core() -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_OPC}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>Results Desk</dc:title><dc:creator>Results Desk</dc:creator>"
        f"<dc:description>Buttons of Results Desk {__version__}</dc:description></cp:coreProperties>"
    )


def _styles() -> str:
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(*texts: str) -> str:
    rows = [f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c></row>' for row, text in enumerate(texts, 1)]
    return f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="{_SHEET}"/><sheetData>{"".join(rows)}</sheetData></worksheet>'
