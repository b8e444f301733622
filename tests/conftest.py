"""Settings of every test."""

from __future__ import annotations

from functools import partial

import keyring
import pytest
from hypothesis import settings
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from passwords import Passwords

settings.register_profile("results desk", deadline=None, print_blob=True, max_examples=60)
settings.load_profile("results desk")

keyring.set_keyring(Passwords())
# Keys of locked files are made in fewer rounds than Office makes them in: the number stands in the file.
ECMA376Agile.encrypt = staticmethod(partial(ECMA376Agile.encrypt, spin_count=500))


@pytest.fixture(scope="module", autouse=True)
def passwords() -> None:
    """A keyring of its own for every file of tests: practice desks are copies with one number, and share no password."""
    keyring.set_keyring(Passwords())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was tried by the tests of faults, in all: sites, pairs of site and fault, losses."""
    tried = [value for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
             for name, value in report.user_properties if name == "faults"]  # fmt: skip
    if tried:
        sites, pairs, again, losses = (sum(counts) for counts in list(zip(*tried, strict=True))[1:])
        terminalreporter.write_line(
            f"faults: {len(tried)} actions, {sites} write sites, {pairs} pairs of site and fault, {again} runs after them, {losses} losses"
        )
