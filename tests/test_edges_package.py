"""The zip package: what does not change keeps its bytes, what is no sound package is refused, a save is all or nothing."""

from __future__ import annotations

import errno
import os
import re
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results_desk.edges.atomic import write_atomically
from results_desk.edges.ooxml import package
from results_desk.edges.ooxml.members import Member, assemble
from results_desk.edges.ooxml.package import Package
from results_desk.errors import DeskError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def raw(data: bytes, name: str) -> bytes:
    """A part as it lies in the file, compressed."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        info = file.getinfo(name)
    start = info.header_offset + 30 + sum(struct.unpack("<2H", data[info.header_offset + 26 : info.header_offset + 30]))
    return data[start : start + info.compress_size]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "tracking_log.xlsx"
    path.write_bytes(packed({"[Content_Types].xml": b"types" * 50, "xl/a.xml": b"a" * 900, "xl/b.xml": b"b" * 900}))
    return path


class TestPackage:
    def test_reads_its_parts(self, book: Path) -> None:
        opened = Package.open(book)

        assert opened.names == ("[Content_Types].xml", "xl/a.xml", "xl/b.xml")
        assert opened.read("xl/a.xml") == opened.read("XL/A.XML") == b"a" * 900
        assert not opened.changed
        with pytest.raises(KeyError):
            opened.read("xl/c.xml")

    def test_changes_are_seen_and_packed(self, book: Path) -> None:
        opened = Package.open(book)
        opened.write("xl/a.xml", b"new")
        opened.write("xl/ü.xml", b"added")
        opened.remove("xl/b.xml")

        assert opened.changed and opened.names == ("[Content_Types].xml", "xl/a.xml", "xl/ü.xml")
        assert opened.read("xl/a.xml") == b"new" and opened.find("xl/b.xml") is None
        assert unpacked(opened.to_bytes()) == {"[Content_Types].xml": b"types" * 50, "xl/a.xml": b"new", "xl/ü.xml": b"added"}
        with pytest.raises(KeyError):
            opened.remove("xl/b.xml")

    def test_parts_that_stay_keep_their_compressed_bytes(self, tmp_path: Path) -> None:
        before = packed({"[Content_Types].xml": b"types" * 50, "xl/a.xml": os.urandom(500) * 3, "xl/b.xml": b"b" * 900})
        path = tmp_path / "a.xlsx"
        path.write_bytes(before)
        opened = Package.open(path)
        opened.write("xl/b.xml", b"new")

        assert raw(opened.to_bytes(), "xl/a.xml") == raw(before, "xl/a.xml")

    def test_writing_what_was_there_is_no_change(self, book: Path) -> None:
        opened = Package.open(book)
        opened.write("xl/a.xml", b"new")
        opened.write("xl/a.xml", b"a" * 900)
        opened.remove("xl/b.xml")
        opened.write("xl/b.xml", b"b" * 900)

        assert not opened.changed
        assert unpacked(opened.to_bytes()) == unpacked(book.read_bytes())

    def test_the_same_change_gives_the_same_file(self, book: Path) -> None:
        first, second = Package.open(book), Package.open(book)
        for opened in (first, second):
            opened.write("xl/a.xml", b"new" * 100)

        assert first.to_bytes() == second.to_bytes()
        with zipfile.ZipFile(BytesIO(first.to_bytes())) as file:
            assert file.getinfo("xl/a.xml").date_time == (1980, 1, 1, 0, 0, 0)
            assert file.getinfo("xl/b.xml").date_time[0] > 1980

    def test_a_file_written_as_a_stream_is_read(self, tmp_path: Path) -> None:
        """Sizes behind the data instead of before it, as cloud services write them."""

        class Stream(BytesIO):
            def seekable(self) -> bool:
                return False

        stream = Stream()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("a.xml", b"a" * 900)
            file.writestr("b.xml", b"b" * 900)
        path = tmp_path / "a.xlsx"
        path.write_bytes(stream.getvalue())
        opened = Package.open(path)
        opened.write("b.xml", b"new")

        assert unpacked(opened.to_bytes()) == {"a.xml": b"a" * 900, "b.xml": b"new"}

    def test_stored_parts_and_parts_for_this_time_only(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(packed({"a.xml": b"a" * 90, "b.xml": b"b"}, zipfile.ZIP_STORED))
        opened = Package.open(path)

        assert unpacked(opened.to_bytes(0, {"a.xml": b"seen once"})) == {"a.xml": b"seen once", "b.xml": b"b"}
        assert not opened.changed


class TestWhatIsNoPackage:
    def refusal(self, path: Path) -> str:
        with pytest.raises(DeskError) as caught:
            package = Package.open(path)
            for name in package.names:
                package.read(name)
        text = str(caught.value)
        assert text.startswith(path.name) and text.endswith(".") and ": " in text and str(path.parent) not in text
        return text

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "empty"),
            (b"PK", "damaged"),
            (b"Line ID,Name\r\n1,A\r\n", "not an Excel workbook"),
            (b"<html></html>", "not an Excel workbook"),
            (OLE + "EncryptedPackage".encode("utf-16-le"), r"password-protected.*remove the password \(File > Info > Protect Workbook\)"),
            (OLE + "Workbook".encode("utf-16-le"), r"Excel 97-2003.*\.xlsx"),
        ],
        ids=lambda value: "" if isinstance(value, str) else value[:6].hex(),
    )
    def test_content_of_another_kind(self, tmp_path: Path, content: bytes, words: str) -> None:
        path = tmp_path / "log.xlsx"
        path.write_bytes(content)

        assert re.search(words, self.refusal(path))

    def test_missing_and_no_file(self, tmp_path: Path) -> None:
        assert "is not in the folder" in self.refusal(tmp_path / "log.xlsx")
        (tmp_path / "folder.xlsx").mkdir()
        assert "cannot be read" in self.refusal(tmp_path / "folder.xlsx")

    def test_a_file_that_may_not_be_read(self, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(self: Path) -> bytes:
            raise PermissionError(errno.EACCES, "no", str(self))

        monkeypatch.setattr(Path, "read_bytes", refuse)

        assert "Permission denied" in self.refusal(book)

    @given(cut=st.floats(0.01, 0.99))
    def test_a_file_cut_short(self, tmp_path_factory: pytest.TempPathFactory, cut: float) -> None:
        whole = packed({"a.xml": os.urandom(3000), "b.xml": b"b" * 900})
        path = tmp_path_factory.mktemp("cut") / "log.xlsx"
        path.write_bytes(whole[: max(3, int(len(whole) * cut))])

        assert "damaged or was cut short" in self.refusal(path)

    @pytest.mark.parametrize("at", [40, 60, 700])
    def test_a_flipped_bit(self, tmp_path: Path, at: int) -> None:
        data = bytearray(packed({"a.xml": bytes(range(256)) * 10}, zipfile.ZIP_STORED))
        data[at] ^= 4
        path = tmp_path / "log.xlsx"
        path.write_bytes(data)

        assert "damaged" in self.refusal(path)

    @given(st.data())
    def test_whatever_is_broken_is_refused_and_never_a_fault(self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
        broken = bytearray(packed({"a.xml": b"a" * 300, "b.xml": bytes(range(250))}))
        for _ in range(data.draw(st.integers(1, 4))):
            broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
        path = tmp_path_factory.mktemp("broken") / "log.xlsx"
        path.write_bytes(broken)
        try:
            opened = Package.open(path)
            contents = [opened.read(name) for name in opened.names]
        except DeskError:
            return
        assert all(content in (b"a" * 300, bytes(range(250))) for content in contents)

    def test_a_zip_with_a_password(self, book: Path) -> None:
        data = bytearray(book.read_bytes())
        central = data.index(b"PK\1\2")
        data[central + 8] |= 1
        book.write_bytes(data)

        assert "password-protected" in self.refusal(book)

    def test_more_than_a_workbook_can_be(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(package, "PART_LIMIT", 1_000_000)
        path = tmp_path / "log.xlsx"
        path.write_bytes(packed({"a.xml": bytes(1_000_001)}))
        assert "unpacks to more" in self.refusal(path)

        monkeypatch.setattr(package, "UNPACKED_LIMIT", 1_000_000)
        path.write_bytes(packed({"a.xml": bytes(600_000), "b.xml": bytes(600_000)}))
        assert "unpacks to more" in self.refusal(path)

    def test_a_part_that_declares_less_than_it_holds_is_never_unpacked_further(self, tmp_path: Path) -> None:
        honest = Member.packed("a.xml", bytes(50_000_000), 6)
        path = tmp_path / "log.xlsx"
        path.write_bytes(assemble([Member("a.xml", honest.raw, honest.crc, 1000)]))

        assert "damaged" in self.refusal(path)

    def test_two_parts_of_one_name(self, tmp_path: Path) -> None:
        path = tmp_path / "log.xlsx"
        path.write_bytes(assemble([Member.packed("a.xml", b"1"), Member.packed("A.xml", b"2")]))

        assert "damaged" in self.refusal(path)


class TestAssemble:
    @given(st.dictionaries(st.text("abcü/", min_size=1, max_size=12), st.binary(max_size=2000), max_size=5), st.integers(0, 9))
    def test_any_parts_make_a_zip(self, parts: dict[str, bytes], level: int) -> None:
        assert unpacked(assemble(Member.packed(name, data, level) for name, data in parts.items())) == parts

    def test_a_compressed_member_is_put_in_as_it_is(self) -> None:
        member = Member.packed("a.xml", b"a" * 9000, 9)

        assert raw(assemble([Member("b.xml", member.raw, member.crc, member.size, member.method)]), "b.xml") == member.raw


class TestWriteAtomically:
    def test_writes_a_new_file_and_over_an_old_one(self, tmp_path: Path) -> None:
        for content in (b"one", b"two"):
            write_atomically(tmp_path / "a.xlsx", content)

            assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.xlsx", content)]

    @pytest.mark.parametrize("call", ["replace", "fsync"])
    def test_a_failure_leaves_the_old_file_and_nothing_else(self, tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"old")

        def fail(*_: object) -> None:
            raise OSError(errno.ENOSPC, "no")

        monkeypatch.setattr(os, call, fail)
        with pytest.raises(DeskError, match=r"a\.xlsx could not be saved \(No space left on device\), and is as it was: .*try again\."):
            write_atomically(path, b"new")

        assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("a.xlsx", b"old")]

    def test_a_kill_in_the_middle_leaves_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"old")

        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            write_atomically(path, b"new")

        assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("a.xlsx", b"old")]

    def test_the_temporary_name_tells_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[str] = []
        monkeypatch.setattr(os, "replace", lambda source, target: seen.append(Path(source).name))
        write_atomically(tmp_path / "Zoe Smith.xlsx", b"new")

        assert re.fullmatch(r"\.[0-9a-f]{16}\.tmp", seen[0])

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(DeskError, match="could not be saved"):
            write_atomically(tmp_path / "none" / "a.xlsx", b"new")

    @pytest.mark.parametrize("mode", [0o600, 0o664])
    def test_permissions_stay(self, tmp_path: Path, mode: int) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"old")
        path.chmod(mode)
        before = path.stat().st_mode
        write_atomically(path, b"new")

        assert path.stat().st_mode == before

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        real, link = tmp_path / "real" / "a.xlsx", tmp_path / "a.xlsx"
        real.write_bytes(b"old")
        link.symlink_to(real)
        write_atomically(link, b"new")

        assert link.is_symlink() and real.read_bytes() == b"new"
