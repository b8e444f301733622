"""The container of a VBA project: a compound file of version 3, as [MS-CFB] lays it down, from streams to bytes."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NONE = 0xFFFFFFFF
_ENTRIES, _FAT_SECTORS_IN_HEADER = SECTOR // 4, 109
_UNUSED, _STORAGE, _STREAM, _ROOT = 0, 1, 2, 5
_RED, _BLACK = 0, 1


@dataclass
class _Entry:
    """One entry of the directory: a stream or a storage, its neighbours in the tree of its storage, and where its bytes begin."""

    name: str
    kind: int
    data: bytes = b""
    colour: int = _BLACK
    left: int = NONE
    right: int = NONE
    child: int = NONE
    start: int = 0
    size: int = 0
    children: list[int] = field(default_factory=list)

    @property
    def order(self) -> tuple[int, bytes]:
        """How siblings are sorted: the shorter name first, then by letters without regard to case."""
        return len(self.name.encode("utf-16-le")), self.name.upper().encode("utf-16-be")

    def packed(self) -> bytes:
        """The 128 bytes of the directory: no class, no state, no times."""
        name = self.name.encode("utf-16-le")
        length = len(name) + 2 if name else 0
        head = struct.pack("<64sHBBIII", name, length, self.kind, self.colour, self.left, self.right, self.child)
        return head + bytes(36) + struct.pack("<IQ", self.start, self.size)


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The file that holds these streams, by path with "/" ("VBA/dir"). ValueError for a name or a size it cannot hold."""
    entries = _directory(streams)
    fat = _Sectors(SECTOR)
    mini = _Sectors(MINI)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.data)
            entry.start = (mini if entry.size < CUTOFF else fat).put(entry.data)
    entries[0].size, entries[0].start = len(mini.data), fat.put(mini.data)
    mini_fat_start = fat.put(_table(mini.chain))
    count = -(-len(entries) // 4) * 4
    unused = [_Entry("", _UNUSED)] * (count - len(entries))
    directory_start = fat.put(b"".join(entry.packed() for entry in (*entries, *unused)))
    mini_fat_sectors = -(-len(mini.chain) // _ENTRIES)
    return _assembled(fat, directory_start, mini_fat_start, mini_fat_sectors)


@dataclass
class _Sectors:
    """Bytes laid down sector by sector, and the chain that says which sector follows which."""

    size: int
    chain: list[int] = field(default_factory=list)
    data: bytes = b""

    def put(self, data: bytes) -> int:
        """Lay down a stream: the number of its first sector, or END when it has none."""
        if not data:
            return END
        first, count = len(self.chain), -(-len(data) // self.size)
        self.chain += [*range(first + 1, first + count), END]
        self.data += data.ljust(count * self.size, b"\0")
        return first


def _assembled(fat: _Sectors, directory: int, mini_fat: int, mini_fat_sectors: int) -> bytes:
    """Header, sectors, and last the sectors of the allocation table itself."""
    needed = 0
    while needed * _ENTRIES < len(fat.chain) + needed:
        needed += 1
    if needed > _FAT_SECTORS_IN_HEADER:
        raise ValueError("more than this kind of compound file holds (about 7 MB)")
    first = len(fat.chain)
    table = _table([*fat.chain, *[FAT] * needed])
    places = [*range(first, first + needed), *[FREE] * (_FAT_SECTORS_IN_HEADER - needed)]
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6,
        0, needed, directory, 0, CUTOFF, mini_fat, mini_fat_sectors, END, 0, places[0],
    )  # fmt: skip
    return header + struct.pack(f"<{len(places) - 1}I", *places[1:]) + fat.data + table


def _table(chain: Sequence[int]) -> bytes:
    """An allocation table, filled up to whole sectors."""
    count = -(-len(chain) // _ENTRIES) * _ENTRIES
    return struct.pack(f"<{count}I", *chain, *[FREE] * (count - len(chain)))


def _directory(streams: Mapping[str, bytes]) -> list[_Entry]:
    """Root, storages and streams; the children of each storage as a sorted, balanced red-black tree."""
    entries = [_Entry("Root Entry", _ROOT)]
    places = {"": 0}
    for path, data in streams.items():
        parts = path.split("/")
        for depth in range(1, len(parts)):
            _add(entries, places, "/".join(parts[:depth]), _Entry(parts[depth - 1], _STORAGE))
        _add(entries, places, path, _Entry(parts[-1], _STREAM, data))
    for entry in entries:
        entry.children.sort(key=lambda place: entries[place].order)
        names = [entries[place].order for place in entry.children]
        if len(set(names)) < len(names):
            raise ValueError(f"two names in {entry.name} that differ in case only")
        entry.child = _tree(entries, entry.children, _red_level(len(entry.children)))
    return entries


def _add(entries: list[_Entry], places: dict[str, int], path: str, entry: _Entry) -> None:
    if path in places and entry.kind == _STORAGE:
        return
    if not 0 < len(entry.name.encode("utf-16-le")) <= 62 or set(entry.name) & set('/\\:!"'):
        raise ValueError(f"no name for a stream: {entry.name!r}")
    if path in places:
        raise ValueError(f"two streams named {path}")
    entries[places[path.rpartition("/")[0]]].children.append(len(entries))
    places[path] = len(entries)
    entries.append(entry)


def _tree(entries: list[_Entry], places: Sequence[int], red: int, level: int = 1) -> int:
    """Hang sorted entries into a tree by their middle, those on the level `red` red. The place of its root."""
    if not places:
        return NONE
    middle = len(places) // 2
    entry = entries[places[middle]]
    entry.left = _tree(entries, places[:middle], red, level + 1)
    entry.right = _tree(entries, places[middle + 1 :], red, level + 1)
    entry.colour = _RED if level == red else _BLACK
    return places[middle]


def _red_level(count: int) -> int:
    """The last level of a tree of so many, when it is not full: red there and black above, every way down has as many black ones."""
    levels = count.bit_length()
    return 0 if count == 2**levels - 1 else levels
