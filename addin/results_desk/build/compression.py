"""The compression of VBA streams, as [MS-OVBA] 2.4.1 lays it down: runs of a chunk of 4,096 bytes that repeat are told once."""

from __future__ import annotations

from collections.abc import Iterator

CHUNK = 4096
_SIGNATURE = b"\x01"
_COMPRESSED, _RAW = 0xB000, 0x3000
_TRIES = 64
"""How many earlier places of the same three bytes are compared: longer matches than those found among them save next to nothing."""


def compress(data: bytes) -> bytes:
    """The compressed container. ValueError for a part that only a raw chunk could hold and that is not a whole chunk."""
    return _SIGNATURE + b"".join(_chunk(data[start : start + CHUNK]) for start in range(0, len(data), CHUNK))


def decompress(container: bytes) -> bytes:
    """The bytes of a compressed container. ValueError when it is none."""
    if container[:1] != _SIGNATURE:
        raise ValueError("no compressed container: its first byte is not 1")
    out, at = bytearray(), 1
    while at < len(container):
        header = int.from_bytes(container[at : at + 2], "little")
        end = at + (header & 0x0FFF) + 3
        body = container[at + 2 : end]
        out += _expand(body) if header & 0x8000 else body
        at = end
    return bytes(out)


def _chunk(data: bytes) -> bytes:
    body = b"".join(_groups(data))
    if len(body) <= CHUNK:
        return (_COMPRESSED | len(body) - 1).to_bytes(2, "little") + body
    if len(data) < CHUNK:
        raise ValueError("this part grows when it is compressed, and is too short to stand raw")
    return (_RAW | CHUNK - 1).to_bytes(2, "little") + data


def _groups(data: bytes) -> Iterator[bytes]:
    """Eight tokens each, behind the byte whose bits say which of them are copies."""
    flags, tokens = 0, list[bytes]()
    for token in _tokens(data):
        flags |= (len(token) == 2) << len(tokens)
        tokens.append(token)
        if len(tokens) == 8:
            yield bytes([flags]) + b"".join(tokens)
            flags, tokens = 0, list[bytes]()
    if tokens:
        yield bytes([flags]) + b"".join(tokens)


def _tokens(data: bytes) -> Iterator[bytes]:
    """One byte that stands for itself, or two that say how far back a run began and how long it was."""
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(data):
        bits = _offset_bits(at)
        back, length = _longest(data, at, seen.get(data[at : at + 3], []), (0xFFFF >> bits) + 3)
        step = length if length >= 3 else 1
        yield data[at : at + 1] if step == 1 else ((back - 1) << (16 - bits) | length - 3).to_bytes(2, "little")
        for place in range(at, min(at + step, len(data) - 2)):
            seen.setdefault(data[place : place + 3], []).append(place)
        at += step


def _longest(data: bytes, at: int, places: list[int], most: int) -> tuple[int, int]:
    """How far back the longest run that is the same as what comes now began, the nearest of several, and its length."""
    best, length = 0, 0
    most = min(most, len(data) - at)
    for place in reversed(places[-_TRIES:]):
        same = 3
        while same < most and data[place + same] == data[at + same]:
            same += 1
        if same > length:
            best, length = at - place, same
    return best, min(length, most)


def _offset_bits(at: int) -> int:
    """How many bits of a copy token tell the offset, at this place of a chunk."""
    return max((at - 1).bit_length(), 4) if at else 4


def _expand(body: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(body):
        flags, at = body[at], at + 1
        for bit in range(8):
            if at >= len(body):
                break
            if not flags >> bit & 1:
                out.append(body[at])
                at += 1
                continue
            token, at = int.from_bytes(body[at : at + 2], "little"), at + 2
            bits = _offset_bits(len(out))
            back, length = (token >> (16 - bits)) + 1, (token & (0xFFFF >> bits)) + 3
            if back > len(out):
                raise ValueError("a copy token points before its chunk")
            for _ in range(length):
                out.append(out[-back])
    return bytes(out)
