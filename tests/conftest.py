"""Settings of every test."""

from __future__ import annotations

from functools import partial

import keyring
from hypothesis import settings
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from passwords import Passwords

settings.register_profile("results desk", deadline=None, print_blob=True)
settings.load_profile("results desk")


keyring.set_keyring(Passwords())
# Keys of locked files are made in fewer rounds than Office makes them in: the number stands in the file.
ECMA376Agile.encrypt = staticmethod(partial(ECMA376Agile.encrypt, spin_count=500))
