"""Our writer of VBA projects against the readers of others: compression, container, and the records of a project."""

from __future__ import annotations

import struct
from io import BytesIO

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from results_desk.build.cfb import compound_file
from results_desk.build.compression import compress, decompress
from results_desk.build.vbaproject import PROJECT_ID, Module, directory, project_bytes
from vba import VBA_Parser, decompress_stream

MODULES = (
    Module("ThisWorkbook", "Option Explicit\n", "workbook"),
    Module("Sheet1", "", "worksheet"),
    Module("Code", 'Attribute VB_Name = "Other"\nSub A()\n    MsgBox "é"\nEnd Sub'),
)
NOTHING = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("plain", "packed"),
    [
        ("abcdefghijklmnopqrstuv.", "0119B000 6162636465666768 00 696A6B6C6D6E6F70 00 7172737475762E"),
        (
            "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
            "012FB000 2361616162636465 82 66007061676869 6A0138 08 616B6C0020 6D6E6F70 06 7102700400 7273747576 10 7778797A002C",
        ),
        ("a" * 73, "0103B00261 4500"),
    ],
)
def test_the_examples_of_the_specification(plain: str, packed: str) -> None:
    """[MS-OVBA] 3.2.1 to 3.2.3: nothing to compress, a text that repeats, and one letter over and over."""
    assert compress(plain.encode()) == bytes.fromhex(packed)


def test_the_example_as_older_editions_have_it_is_read() -> None:
    """They copied from farther back than they needed to."""
    packed = "012FB000 2361616162636465 82 66007061676869 6A0138 08 616B6C0030 6D6E6F70 06 7102700410 7273747576 10 7778797A003C"

    assert decompress(bytes.fromhex(packed)) == b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"


@given(st.one_of(st.binary(max_size=300), st.text("ab\r\n \u00e9", max_size=9000).map(lambda text: text.encode("cp1252"))))
def test_what_was_compressed_comes_back(data: bytes) -> None:
    try:
        packed = compress(data)
    except ValueError:
        return  # nothing but noise, which no module's text is
    assert decompress(packed) == data
    if data:
        assert bytes(decompress_stream(bytearray(packed))) == data


def test_a_whole_chunk_of_noise_stands_raw() -> None:
    noise = bytes((each * each * 31 + each // 7) % 251 for each in range(4096 * 2))

    assert decompress(compress(noise)) == noise


def test_noise_too_short_for_a_raw_chunk_is_refused() -> None:
    import random

    with pytest.raises(ValueError, match="grows"):
        compress(random.Random(1).randbytes(4000))


@pytest.mark.parametrize("container", [b"", b"\x02abc", b"\x01\x02\xb0\x01\x00\x10"])
def test_what_is_no_container_is_refused(container: bytes) -> None:
    with pytest.raises(ValueError):
        decompress(container)


names = st.text("abcXYZ019_", min_size=1, max_size=31)


@given(st.dictionaries(names, st.integers(0, 9000), max_size=40), st.dictionaries(names, st.integers(0, 70), max_size=6))
def test_a_container_is_read_by_others(top: dict[str, int], below: dict[str, int]) -> None:
    sizes = {name: size for name, size in top.items() if name != "VBA"} | {f"VBA/{name}": size for name, size in below.items()}
    streams = {name: bytes([number % 251]) * size for number, (name, size) in enumerate(sizes.items())}
    folded = [name.casefold() for name in streams]
    if len(set(folded)) < len(folded) or "vba" in folded:
        with pytest.raises(ValueError):
            compound_file(streams)
        return
    with olefile.OleFileIO(compound_file(streams), raise_defects=olefile.DEFECT_UNSURE) as read:
        assert {"/".join(path) for path in read.listdir()} == set(streams)
        assert all(read.openstream(name).read() == data for name, data in streams.items())
        assert read.parsing_issues == []
        for entry in read.direntries:
            if entry is not None and entry.sid_child != NOTHING:
                check_tree(read, entry.sid_child)


def check_tree(read: olefile.OleFileIO, root: int) -> None:
    """The tree of a storage: sorted, no red above red, as many black ones on every way down, nothing left out."""
    raw = {entry.sid: read_entry(read, entry.sid) for entry in read.direntries if entry is not None}
    order: list[tuple[int, str]] = []

    def walk(at: int, above_red: bool) -> int:
        if at == NOTHING:
            return 1
        name, red, left, right = raw[at]
        assert not (red and above_red)
        below_left = walk(left, red)
        order.append((len(name), name.upper()))
        below_right = walk(right, red)
        assert below_left == below_right
        return below_left + (not red)

    assert not raw[root][1]
    walk(root, False)
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def read_entry(read: olefile.OleFileIO, number: int) -> tuple[str, bool, int, int]:
    data = read.directory_fp.getvalue()[number * 128 : (number + 1) * 128]
    length, kind, colour, left, right = struct.unpack("<HBBII", data[64:76])
    return data[: length - 2].decode("utf-16-le"), colour == 0, left, right


@pytest.mark.parametrize("name", ["", "a/", "x" * 32, "a:b", "a\\b"])
def test_a_name_no_container_takes_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        compound_file({name: b""})


def test_more_than_a_container_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="7 MB"):
        compound_file({"big": bytes(8 * 1024 * 1024)})


@pytest.mark.parametrize("count", [2, 3, 65, 99])
def test_a_project_of_many_modules_is_read_by_oletools(count: int) -> None:
    """Container writers of others broke where the directory or the small streams took another sector."""
    modules = [Module(f"Module{number}", f"' {number}\n" + "Sub A()\nEnd Sub\n" * number) for number in range(count)]
    parser = VBA_Parser("vbaProject.bin", data=project_bytes("Many", modules))
    found = {stream: code for _, stream, _, code in parser.extract_macros()}

    assert found == {f"VBA/{module.name}": module.source for module in modules}


def test_a_source_has_our_header_and_windows_line_ends() -> None:
    code, sheet = MODULES[2], MODULES[1]

    assert code.source == 'Attribute VB_Name = "Code"\r\nSub A()\r\n    MsgBox "é"\r\nEnd Sub\r\n'
    assert code.stream.count(b"\xe9") == 1
    assert sheet.source.splitlines() == [
        'Attribute VB_Name = "Sheet1"', 'Attribute VB_Base = "0{00020820-0000-0000-C000-000000000046}"',
        "Attribute VB_GlobalNameSpace = False", "Attribute VB_Creatable = False", "Attribute VB_PredeclaredId = True",
        "Attribute VB_Exposed = True", "Attribute VB_TemplateDerived = False", "Attribute VB_Customizable = True",
    ]  # fmt: skip


def records(data: bytes) -> list[tuple[int, bytes]]:
    """The records of a dir stream; the version of the project says it has 4 bytes and has 6."""
    found, at = [], 0
    while at < len(data):
        number, size = struct.unpack_from("<HI", data, at)
        size = 6 if number == 0x0009 else size
        found.append((number, data[at + 6 : at + 6 + size]))
        at += 6 + size
    return found


def test_the_records_stand_in_the_order_of_the_specification() -> None:
    head = [0x0001, 0x0002, 0x0014, 0x0003, 0x0004, 0x0005, 0x0040, 0x0006, 0x003D, 0x0007, 0x0008, 0x0009, 0x000C, 0x003C]
    reference = [0x0016, 0x003E, 0x000D]
    module = [0x0019, 0x0047, 0x001A, 0x0032, 0x001C, 0x0048, 0x0031, 0x001E, 0x002C]
    found = records(directory("Project", MODULES))

    kinds = [[*module, 0x0022, 0x002B], [*module, 0x0022, 0x002B], [*module, 0x0021, 0x002B]]
    assert [number for number, _ in found] == [*head, *reference * 2, 0x000F, 0x0013, *sum(kinds, []), 0x0010]
    assert found[14 + 6] == (0x000F, struct.pack("<H", 3))
    assert [data for number, data in found if number == 0x0031] == [bytes(4)] * 3
    assert [data for number, data in found if number in (0x0013, 0x002C)] == [b"\xff\xff"] * 4
    assert [data.decode() for number, data in found if number == 0x0016] == ["stdole", "Office"]


def test_project_and_names_list_the_same_modules() -> None:
    read = olefile.OleFileIO(project_bytes("Project", MODULES))
    project = read.openstream("PROJECT").read().decode("cp1252")
    names = read.openstream("PROJECTwm").read()

    assert [line for line in project.split("\r\n") if line.startswith(("Module=", "Document="))] == [
        "Document=ThisWorkbook/&H00000000", "Document=Sheet1/&H00000000", "Module=Code",
    ]  # fmt: skip
    assert names == b"".join(m.name.encode() + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in MODULES) + b"\0\0"
    assert read.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000100")


def test_nothing_is_locked_hidden_or_kept_by_a_password() -> None:
    project = olefile.OleFileIO(project_bytes("Project", MODULES)).openstream("PROJECT").read().decode("cp1252")
    fields = dict(line.split("=", 1) for line in project.split("\r\n") if line.startswith(("CMG=", "DPB=", "GC=")))

    assert {name: shown(value.strip('"')) for name, value in fields.items()} == {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}


def shown(text: str) -> bytes:
    """[MS-OVBA] 2.4.3.3 the other way round, from its words: the data that were hidden."""
    data = bytes.fromhex(text)
    seed, version, key = data[0], data[0] ^ data[1], data[0] ^ data[2]
    assert (version, key) == (2, sum(PROJECT_ID.encode()) % 256)
    plain, out = key, bytearray()
    for place in range(3, len(data)):
        plain = data[place] ^ ((data[place - 2] + plain) & 0xFF)
        out.append(plain)
    body = bytes(out[(seed & 6) // 2 :])
    assert int.from_bytes(body[:4], "little") == len(body) - 4
    return body[4:]


@pytest.mark.parametrize("names", [["1st"], ["a b"], ["A", "a"], ["Project"], ["x" * 32], ["Ä"]])
def test_names_vba_does_not_take_are_refused(names: list[str]) -> None:
    with pytest.raises(ValueError):
        project_bytes("Project", [Module(name, "") for name in names])


@pytest.mark.parametrize("text", ["a\0b", "→"])
def test_text_vba_does_not_hold_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        project_bytes("Project", [Module("Code", text)])


def test_the_same_text_makes_the_same_bytes() -> None:
    assert project_bytes("Project", MODULES) == project_bytes("Project", MODULES)
    assert BytesIO(project_bytes("Project", MODULES)).read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
