"""`vbaProject.bin` from the text of its modules, as [MS-OVBA] lays it down: source only, no compiled code, the same bytes on every run."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from results_desk.build.cfb import compound_file
from results_desk.build.compression import compress

CODE_PAGE = "cp1252"
PROJECT_ID = "{8C6B1F0E-5D39-4E0A-9B61-3F1C27A4D8E2}"
NO_CACHE = b"\xcc\x61\xff\xff\x00\x01\x00"
"""The stream `_VBA_PROJECT`: version FFFF, so that Excel compiles the source and looks for no compiled code."""
BASES = {"workbook": "00020819-0000-0000-C000-000000000046", "worksheet": "00020820-0000-0000-C000-000000000046"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}", re.ASCII)
_HEADER_LINE = re.compile(r"Attribute VB_\w+ = .*", re.ASCII)
_SEED = 0x5D
_REFERENCES = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
    ("Office", r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
               "#Microsoft Office 16.0 Object Library"),
)  # fmt: skip


@dataclass(frozen=True)
class Module:
    """One module: its name, its text, and whether it is a code module or the module of the workbook or of a worksheet."""

    name: str
    text: str
    kind: Literal["code", "workbook", "worksheet"] = "code"

    @property
    def source(self) -> str:
        """What Excel reads: our header lines, then the text without any it brought along, lines ended as on Windows."""
        lines = self.text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
        kept = [line for line in lines if not _HEADER_LINE.fullmatch(line)] if self.text.strip() else []
        return "".join(f"{line}\r\n" for line in (*self._header(), *kept))

    @property
    def stream(self) -> bytes:
        """The source as bytes. UnicodeEncodeError for a letter Windows' western code page has not, ValueError for a NUL."""
        if "\0" in self.text:
            raise ValueError(f"a NUL in the module {self.name}")
        return self.source.encode(CODE_PAGE)

    def _header(self) -> Iterator[str]:
        yield f'Attribute VB_Name = "{self.name}"'
        if self.kind == "code":
            return
        yield f'Attribute VB_Base = "0{{{BASES[self.kind]}}}"'
        on = {"PredeclaredId", "Exposed", "Customizable"}
        for name in ("GlobalNameSpace", "Creatable", "PredeclaredId", "Exposed", "TemplateDerived", "Customizable"):
            yield f"Attribute VB_{name} = {name in on}"


def project_bytes(name: str, modules: Sequence[Module]) -> bytes:
    """The file `vbaProject.bin`; document modules first, in the order of their sheets. ValueError for a name VBA does not take."""
    names = [module.name for module in modules]
    for each in (name, *names):
        if not _NAME.fullmatch(each):
            raise ValueError(f"no name in VBA: {each!r}")
    if len({each.casefold() for each in (name, *names)}) < len(names) + 1:
        raise ValueError(f"two of the same name among {[name, *names]}")
    streams = {
        "PROJECT": _project(name, modules),
        "PROJECTwm": b"".join(_both(each) for each in names) + b"\0\0",
        "VBA/dir": compress(directory(name, modules)),
        "VBA/_VBA_PROJECT": NO_CACHE,
    }
    return compound_file(streams | {f"VBA/{module.name}": compress(module.stream) for module in modules})


def directory(name: str, modules: Sequence[Module]) -> bytes:
    """The records of the stream `VBA/dir` before they are compressed: the project, its references, its modules."""
    return b"".join((*_information(name), *_references(), *_modules(modules), _record(0x0010)))


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _information(name: str) -> Iterator[bytes]:
    for number, value in ((0x0001, 1), (0x0002, 0x409), (0x0014, 0x409)):
        yield _record(number, struct.pack("<I", value))
    yield _record(0x0003, struct.pack("<H", 1252))
    yield _record(0x0004, name.encode(CODE_PAGE))
    yield from (_record(number) for number in (0x0005, 0x0040, 0x0006, 0x003D))
    yield from (_record(number, struct.pack("<I", 0)) for number in (0x0007, 0x0008))
    yield struct.pack("<HIIH", 0x0009, 4, 0x61EEF783, 3)
    yield from (_record(number) for number in (0x000C, 0x003C))


def _references() -> Iterator[bytes]:
    for name, library in _REFERENCES:
        text = library.encode(CODE_PAGE)
        yield _record(0x0016, name.encode(CODE_PAGE)) + _record(0x003E, name.encode("utf-16-le"))
        yield _record(0x000D, struct.pack("<I", len(text)) + text + bytes(6))


def _modules(modules: Sequence[Module]) -> Iterator[bytes]:
    yield _record(0x000F, struct.pack("<H", len(modules))) + _record(0x0013, b"\xff\xff")
    for module in modules:
        short, wide = module.name.encode(CODE_PAGE), module.name.encode("utf-16-le")
        yield from map(_record, (0x0019, 0x0047, 0x001A, 0x0032, 0x001C, 0x0048), (short, wide, short, wide, b"", b""))
        yield from (_record(number, struct.pack("<I", 0)) for number in (0x0031, 0x001E))
        yield _record(0x002C, b"\xff\xff") + _record(0x0021 if module.kind == "code" else 0x0022) + _record(0x002B)


def _both(name: str) -> bytes:
    return name.encode(CODE_PAGE) + b"\0" + name.encode("utf-16-le") + b"\0\0"


def _project(name: str, modules: Sequence[Module]) -> bytes:
    """The stream PROJECT: which modules there are and of what kind, nothing locked, nothing hidden, no password."""
    kinds = [f"Module={each.name}" if each.kind == "code" else f"Document={each.name}/&H00000000" for each in modules]
    lines = [
        f'ID="{PROJECT_ID}"', *kinds, f'Name="{name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"',
        f'CMG="{_hidden(bytes(4))}"', f'DPB="{_hidden(bytes(1))}"', f'GC="{_hidden(bytes([255]))}"', "",
        "[Host Extender Info]", "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000", "",
        "[Workspace]", *(f"{each.name}=0, 0, 0, 0, C" for each in modules),
    ]  # fmt: skip
    return "".join(f"{line}\r\n" for line in lines).encode(CODE_PAGE)


def _hidden(data: bytes) -> str:
    """Data as [MS-OVBA] 2.4.3.2 hides it, which depends on the project's ID."""
    key = sum(PROJECT_ID.encode(CODE_PAGE)) & 0xFF
    out = [_SEED, _SEED ^ 2, _SEED ^ key]
    second, first, previous = out[1], out[2], key
    for byte in bytes([_SEED]) * ((_SEED & 6) // 2) + struct.pack("<I", len(data)) + data:
        hidden = byte ^ (second + previous & 0xFF)
        out.append(hidden)
        second, first, previous = first, hidden, byte
    return bytes(out).hex().upper()
