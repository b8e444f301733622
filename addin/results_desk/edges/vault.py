"""Files with a password, by Excel's and Word's own encryption (agile: AES-256, SHA-512): Excel and Word open them with it.

A file that is no office file (a results file as it came) is kept in the same kind of container, which only `open_sealed` opens. A plain
file goes only after its sealed one was written, read back from the disk, opened with the password and found to be the same.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from results_desk.edges.package import write_atomically
from results_desk.errors import DeskError

SEALED = ".sealed"
"""What is put behind the name of a file that no office program would open."""
SERVICE = "Results Desk"
OFFICE = (".xlsx", ".xlsm", ".docx")
SHORTEST = 8
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARK = "EncryptedPackage".encode("utf-16-le")

Ask = Callable[[], str]
"""Asks a person for the password, without showing it; "" when nobody is there to ask."""


def is_sealed(path: Path) -> bool:
    """Whether a file is encrypted."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
            return head == _OLE and _MARK in head + file.read()
    except OSError:
        return False


def password(desk_id: str) -> str:
    """The password of a desk as the system's keyring has it; "" where there is none, or no keyring."""
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError):
        return keyring.get_password(SERVICE, desk_id) or ""
    return ""


def keep_password(desk_id: str, secret: str) -> bool:
    """Put the password of a desk into the system's keyring. False where there is none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, desk_id, secret)
    except KeyringError:
        return False
    return password(desk_id) == secret


def seal(path: Path, secret: str) -> Path:
    """Encrypt a file and take the plain one away, in this order. Where the sealed file is."""
    plain = _read(path)
    target = path if path.suffix.casefold() in OFFICE else path.with_name(path.name + SEALED)
    sealed = _encrypted(plain, secret)
    _same(_decrypted(sealed, secret, path.name), plain, path.name)
    if target == path:
        _in_place(path, sealed, plain, secret)
        return path
    write_atomically(target, sealed)
    _same(_decrypted(_read(target), secret, path.name), plain, path.name)
    shred(path)
    return target


def open_sealed(path: Path, secret: str) -> Path:
    """Decrypt a file and take the sealed one away, in this order. DeskError, and nothing changed, with a wrong password."""
    sealed = _read(path)
    plain = _decrypted(sealed, secret, path.name)
    target = path.with_name(path.name.removesuffix(SEALED))
    write_atomically(target, plain)
    _same(_read(target), plain, target.name)
    if target != path:
        path.unlink()
    return target


def shred(path: Path) -> None:
    """Write over a file, then take it away. On flash disks and in synced folders older copies of its blocks may live on."""
    with suppress(FileNotFoundError):
        size = path.stat().st_size
        with path.open("r+b", buffering=0) as file:
            for start in range(0, size, 1 << 20):
                file.write(os.urandom(min(1 << 20, size - start)))
            os.fsync(file.fileno())
        path.unlink()


def _in_place(path: Path, sealed: bytes, plain: bytes, secret: str) -> None:
    """Put the sealed bytes where the plain ones are: beside it first, read back, then in its place."""
    beside = path.with_name(f".{path.name}{SEALED}")
    old = path.with_name(f".{path.name}.plain")
    write_atomically(beside, sealed)
    _same(_decrypted(_read(beside), secret, path.name), plain, path.name)
    with suppress(OSError):
        os.link(path, old)  # a second name, so that the blocks can be written over after the change
    os.replace(beside, path)
    if old.exists():
        shred(old)


def sweep(folder: Path, secret: str, names: Iterable[str]) -> None:
    """Finish what a kill left half done: a sealed file beside its plain one goes, and so does a plain one whose sealed file stands."""
    for name in names:
        path = folder / name
        beside, old = path.with_name(f".{name}{SEALED}"), path.with_name(f".{name}.plain")
        if beside.exists() and path.exists():
            beside.unlink()
        if old.exists() and is_sealed(path):
            _same(_decrypted(_read(path), secret, name), _read(old), name)
            shred(old)
        elif old.exists() and path.exists():
            old.unlink()


def _encrypted(plain: bytes, secret: str) -> bytes:
    from msoffcrypto.format.ooxml import ECMA376Agile, OOXMLFile

    out = io.BytesIO()
    if plain.startswith(b"PK"):
        OOXMLFile(io.BytesIO(plain)).encrypt(secret, out)
    else:
        out.write(ECMA376Agile.encrypt(secret, io.BytesIO(plain)))
    return out.getvalue()


def _decrypted(sealed: bytes, secret: str, name: str) -> bytes:
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    try:
        file = OOXMLFile(io.BytesIO(sealed))
        file.load_key(password=secret, verify_password=True)
        file.decrypt(out, verify_integrity=True)
    except InvalidKeyError:
        raise DeskError(f"{name}: the password is not right, so nothing was changed. Try again with the one it was locked with.") from None
    except (DecryptionError, FileFormatError, ValueError, KeyError, OSError):
        raise DeskError(f"{name} is damaged: it can't be unlocked. Take the copy of it from your own backups of the folder.") from None
    return out.getvalue()


def _same(one: bytes, other: bytes, name: str) -> None:
    if one != other:
        raise DeskError(f"{name} could not be locked: what was read back is not what was written. The plain file stands; check the disk.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DeskError(f"{path.name} can't be read ({error.strerror}): close it in other programs and try again.") from None
