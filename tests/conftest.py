"""Settings of every test."""

from __future__ import annotations

from functools import partial

import keyring
from hypothesis import settings
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from msoffcrypto.method.ecma376_agile import ECMA376Agile

settings.register_profile("results desk", deadline=None, print_blob=True)
settings.load_profile("results desk")


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets: no test touches the one of this computer."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.held.pop((service, username), None) is None:
            raise PasswordDeleteError


keyring.set_keyring(MemoryKeyring())
# Keys of locked files are made in fewer rounds than Office makes them in: the number stands in the file.
ECMA376Agile.encrypt = staticmethod(partial(ECMA376Agile.encrypt, spin_count=500))
