"""One person, one address."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.addresses import RULES, address_hash, canonical

LOCAL = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="@"), min_size=1, max_size=64
)
DOMAINS = st.one_of(
    st.sampled_from([*RULES, "example.org", "EXAMPLE.ORG", "bücher.example", "straße.example"]),
    st.from_regex(r"[a-zA-Z0-9]{1,20}(\.[a-zA-Z]{2,10}){1,2}", fullmatch=True),
)
ADDRESSES = st.builds("{}@{}".format, LOCAL, DOMAINS)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Ana@Example.ORG", "ana@example.org"),
        (" ana@example.org ", "ana@example.org"),
        ("ana@example.org.", "ana@example.org"),
        ("a.n.a@gmail.com", "ana@gmail.com"),
        ("ana+petitions@gmail.com", "ana@gmail.com"),
        ("A.n.a+x+y@GoogleMail.com", "ana@gmail.com"),
        ("ana+petitions@outlook.com", "ana@outlook.com"),
        ("ana+petitions@hotmail.com", "ana@hotmail.com"),
        ("ana+petitions@live.com", "ana@live.com"),
        ("ana+petitions@msn.com", "ana@msn.com"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@XN--BCHER-KVA.example", "ana@xn--bcher-kva.example"),
        ("STRASSE@example.org", "strasse@example.org"),
        ("straße@example.org", "strasse@example.org"),
        ("+ana@gmail.com", "+ana@gmail.com"),
        ('"ana@home"@example.org', '"ana@home"@example.org'),
    ],
)
def test_what_reaches_the_same_mailbox_is_one_address(written, compared):
    assert canonical(written) == compared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.na@outlook.com", "ana@outlook.com"),
        ("a.na@example.org", "ana@example.org"),
        ("ana+x@example.org", "ana@example.org"),
        ("ana@hotmail.com", "ana@outlook.com"),
        ("ana@mail.gmail.com", "ana@gmail.com"),
        ("ana-x@gmail.com", "ana@gmail.com"),
    ],
)
def test_what_may_reach_another_mailbox_is_another_address(one, other):
    assert canonical(one) != canonical(other)


@given(ADDRESSES)
def test_bringing_an_address_to_its_form_twice_changes_nothing_more(address):
    once = canonical(address)

    assert canonical(once) == once


@given(ADDRESSES)
def test_case_never_makes_another_ascii_address(address):
    plain = address.encode("ascii", "ignore").decode()

    assert canonical(plain.upper()) == canonical(plain.lower())


@given(ADDRESSES, ADDRESSES)
def test_addresses_have_one_fingerprint_when_they_are_one(one, other):
    same = canonical(one) == canonical(other)

    assert (address_hash(one) == address_hash(other)) == same


def test_the_fingerprint_depends_on_the_key(settings):
    settings.ADDRESS_KEY = "key"

    found = address_hash("Ana@example.org")

    assert found == hmac.digest(b"key", b"ana@example.org", hashlib.sha256)
    settings.ADDRESS_KEY = "another key"
    assert address_hash("Ana@example.org") != found
