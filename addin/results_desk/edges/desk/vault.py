"""Files with a password, by Excel's and Word's own encryption (agile: AES-256, SHA-512): Excel and Word open them with it.

What is no office file (a results file as it came, a PDF) is put into a box of the same kind, which only `unseal` opens. A plain file goes
only after its sealed one was written, read back from the disk, opened with the password and found to be the same; whenever the work is
cut off, one of the two is there whole, and doing it again goes on from there.
"""

from __future__ import annotations

import io
import os
import secrets
import stat
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from results_desk.edges.atomic import settle, write_atomically
from results_desk.errors import DeskError

SEALED = ".sealed"
"""What is put behind the name of a file that no office program would open."""
OFFICE = (".xlsx", ".xlsm", ".docx")
_OLD, _GOING = ".plain", ".going"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARK = "EncryptedPackage".encode("utf-16-le")
_INSIDE, _PADDING = "content", "padding"
_LEAST = 4096
"""Bytes: a smaller stream belongs in a place of such a container that the library does not write."""


def is_sealed(path: Path) -> bool:
    """Whether a file is encrypted."""
    data = _read(path)
    return data.startswith(_OLE) and _MARK in data


def seal(path: Path, secret: str) -> bool:
    """Encrypt a file and take the plain one away, in this order. False when it is encrypted already."""
    if is_sealed(path):
        return False
    plain = _read(path)
    if path.suffix.casefold() in OFFICE and plain.startswith(b"PK") and len(plain) > _LEAST:
        beside = path.with_name(f".{path.name}{SEALED}")
        _write(beside, plain, plain, secret)
        _swap(beside, path)
    else:
        target = _free(path.with_name(path.name + SEALED), plain, secret)
        if not target.exists():
            _write(target, _boxed(plain), plain, secret)
        shred(path)
    return True


def unseal(path: Path, secret: str) -> bool:
    """Decrypt a file and take the sealed one away, in this order. DeskError, and nothing changed, with a wrong password."""
    if not is_sealed(path):
        return False
    plain = _decrypted(_read(path), secret, path)
    target = path
    if path.name.endswith(SEALED):
        plain, target = _unboxed(plain), path.with_name(path.name.removesuffix(SEALED))
        number = 1
        while target.exists() and _read(target) != plain:
            number += 1
            target = target.with_name(f"{Path(path.name.removesuffix(SEALED)).stem} ({number}){target.suffix}")
    write_atomically(target, plain)
    if _read(target) != plain:
        raise DeskError(f"{_shown(path)} could not be unlocked: what was read back is not what was written. Check the disk.")
    if target != path:
        path.unlink()
    return True


def opens(path: Path, secret: str) -> bool:
    """Whether the password opens a sealed file."""
    from msoffcrypto.format.ooxml import OOXMLFile

    try:
        OOXMLFile(io.BytesIO(_read(path))).load_key(password=secret, verify_password=True)
    except Exception:  # the library has an exception of its own for each way to fail
        return False
    return True


def shred(path: Path) -> None:
    """Give a file a name that says nothing, write over it, take it away. Copies that a disk or a synced folder made of it may live on.

    Of a link only the link goes. OSError when it is open elsewhere or may not be written: then it is there as it was.
    """
    with suppress(FileNotFoundError):
        if path.is_symlink():
            path.unlink()
            return
        going = path.with_name(f".{secrets.token_hex(8)}{_GOING}") if not path.name.endswith(_GOING) else path
        os.replace(path, going)
        try:
            file = _to_write_over(going)
        except OSError:
            os.replace(going, path)
            raise
        settle(going.parent)
        with file:
            size = os.fstat(file.fileno()).st_size
            for start in range(0, size, 1 << 20):
                file.write(os.urandom(min(1 << 20, size - start)))
            os.fsync(file.fileno())
        going.unlink()


def _to_write_over(path: Path) -> BinaryIO:
    """A file, open; that it may only be read is no reason to keep it."""
    with suppress(OSError):
        path.chmod(path.stat().st_mode | stat.S_IWRITE)
    return path.open("r+b", buffering=0)


def sweep(folder: Path, secret: str) -> None:
    """Finish what was cut off in a folder: what was to be written over is, what was only prepared goes."""
    for path in list(_hidden(folder, _GOING)):
        shred(path)
    for beside in list(_hidden(folder, SEALED)):
        if folder.joinpath(beside.name[1:].removesuffix(SEALED)).exists():
            beside.unlink()
    for old in list(_hidden(folder, _OLD)):
        path = folder / old.name[1:].removesuffix(_OLD)
        if path.exists() and not is_sealed(path):
            old.unlink()  # another name of the same file
        elif path.exists() and _decrypted(_read(path), secret, path) == _read(old):
            shred(old)


def _hidden(folder: Path, ending: str) -> Iterator[Path]:
    return (path for path in folder.glob(f".*{ending}") if path.is_file())


def _write(target: Path, content: bytes, plain: bytes, secret: str) -> None:
    """Write the sealed file and read it back."""
    from msoffcrypto.method.ecma376_agile import ECMA376Agile

    write_atomically(target, ECMA376Agile.encrypt(secret, io.BytesIO(content)))
    back = _decrypted(_read(target), secret, target)
    if (back if back == plain else _unboxed(back)) != plain:
        target.unlink()
        raise DeskError(f"{_shown(target)} could not be locked: what was read back is not what was written. The plain file stands.")


def _swap(beside: Path, path: Path) -> None:
    """Put the sealed file in the place of the plain one, and write over that."""
    old = path.with_name(f".{path.name}{_OLD}")
    with suppress(OSError):
        os.link(path, old)  # a second name, so that it can be written over when the sealed one has its place
    os.replace(beside, path)
    settle(path.parent)  # the sealed file has its place for certain before anything is written over
    shred(old)


def _free(target: Path, plain: bytes, secret: str) -> Path:
    """The name of the sealed file: another one where a file of other content is locked under it already."""
    number, free = 1, target
    while free.exists() and _unboxed(_decrypted(_read(free), secret, free)) != plain:
        number += 1
        original = Path(target.name.removesuffix(SEALED))
        free = target.with_name(f"{original.stem} ({number}){original.suffix}{SEALED}")
    return free


def _boxed(plain: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        box.writestr(zipfile.ZipInfo(_INSIDE), plain)
        box.writestr(zipfile.ZipInfo(_PADDING), bytes(_LEAST))
    return out.getvalue()


def _unboxed(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        return box.read(_INSIDE) if box.namelist() == [_INSIDE, _PADDING] else content


def _decrypted(sealed: bytes, secret: str, path: Path) -> bytes:
    from msoffcrypto.exceptions import InvalidKeyError
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    try:
        file = OOXMLFile(io.BytesIO(sealed))
        file.load_key(password=secret)
        file.decrypt(out, verify_integrity=True)
    except InvalidKeyError:
        raise DeskError(
            f"{_shown(path)} does not open: the password is not the one it was locked with, or the file is damaged. It is as it was."
        ) from None
    except Exception:  # whatever a damaged file makes the library raise
        raise DeskError(f"{_shown(path)} is damaged, so it can't be unlocked: take the copy of it from your own backups.") from None
    return out.getvalue()


def _shown(path: Path) -> str:
    """How a message names a file: letters are called after people."""
    own = path.parent.name == "backups" or path.name.strip(".").startswith("results.xlsx")
    return path.name if own else f"A file in the folder {path.parent.name}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DeskError(f"{_shown(path)} can't be read ({error.strerror}): close it in other programs and try again.") from None
