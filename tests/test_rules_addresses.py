"""Addresses as registers hold them: one plain address comes back ready for a header, anything else does not."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from results_desk.rules.mail.addresses import read_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ann@example.org", "ann@example.org"), (" Ann.O'Neill+results@Example.ORG ", "Ann.O'Neill+results@example.org"),
        ("a@bücher.example", "a@xn--bcher-kva.example"), ("a@sub.example.co.uk", "a@sub.example.co.uk"),
    ],
)  # fmt: skip
def test_a_plain_address_is_taken(text: str, address: str) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "ann", "ann@", "@example.org", "ann@example", "ann@@example.org", "a b@example.org", "a@exa mple.org",
        "a@example.org,b@c.org", "a@example.org; b@example.org", "Ann <a@example.org>", "a@example.org\nBcc: b@example.org",
        "a\r\nX: y@example.org", "a..b@example.org", ".a@example.org", "zoë@example.org", "a@-x.org", "a@192.168.0.1",
        f"{'a' * 65}@example.org", f"a@{'b' * 64}.org", "a\x00@example.org",
    ],
)  # fmt: skip
def test_anything_else_is_not(text: str) -> None:
    assert read_address(text) == ""


@given(st.one_of(st.text(max_size=60), st.builds("{}@{}.{}".format, st.text(max_size=20), st.text(max_size=20), st.text(max_size=5))))
@example("a@example.org\r\nBcc: b@example.org")
def test_whatever_is_taken_stands_in_a_header_alone(text: str) -> None:
    address = read_address(text)
    if address:
        message = EmailMessage(SMTP)
        message["To"] = Address(addr_spec=address)
        assert message.as_bytes().count(b"\r\n") <= 3
        assert str(message["To"]) == address
        assert read_address(address) == address
