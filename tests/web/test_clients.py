"""Who is at the other end: only proxies that are named as trusted are believed."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.clients import client_address, is_trusted

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
PROXY = "10.0.0.1"

trusted_addresses = st.one_of(
    st.ip_addresses(network="10.0.0.0/8"), st.ip_addresses(network="fd00::/8")
).map(str)
strangers = (
    st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))
    .filter(lambda address: not getattr(address, "ipv4_mapped", None))
    .map(str)
    .filter(lambda address: not is_trusted(address, TRUSTED))
)
anything = st.lists(st.one_of(st.text(max_size=20), strangers, trusted_addresses)).map(", ".join)


def seen(forwarded_for, peer=PROXY, trusted=TRUSTED):
    return client_address(peer=peer, forwarded_for=forwarded_for, trusted=trusted)


@given(
    forged=anything, client=strangers, proxies=st.lists(trusted_addresses), peer=trusted_addresses
)
def test_the_client_is_the_rightmost_address_that_is_not_trusted(forged, client, proxies, peer):
    assert seen(", ".join([forged, client, *proxies]), peer) == client


@given(forged=anything, peer=strangers)
def test_of_a_stranger_no_header_is_believed(forged, peer):
    assert seen(forged, peer) == peer


@given(forged=anything, peer=st.one_of(strangers, trusted_addresses))
def test_where_nobody_is_trusted_the_peer_is_the_client(forged, peer):
    assert seen(forged, peer, trusted=()) == peer


@given(proxies=st.lists(trusted_addresses, min_size=1))
def test_a_request_from_inside_comes_from_the_first_of_the_chain(proxies):
    assert seen(",".join(proxies)) == proxies[0]


@given(forwarded_for=st.text(max_size=50), peer=trusted_addresses)
def test_the_answer_is_always_an_address(forwarded_for, peer):
    assert ip_address(seen(forwarded_for, peer))


@pytest.mark.parametrize(
    ("forwarded_for", "client"),
    [
        ("", PROXY),
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("203.0.113.7, fd00::1", "203.0.113.7"),
        # An IPv4 address in the clothes of an IPv6 one is the same address.
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, ::ffff:10.0.0.2", "203.0.113.7"),
        # What is no address ends the search at the one to its right.
        ("203.0.113.7, unknown", PROXY),
        ("203.0.113.7, unknown, 10.0.0.2", "10.0.0.2"),
        ("203.0.113.7:4711", PROXY),
        ("203.0.113.7,", PROXY),
        ("localhost", PROXY),
        ("203.0.113.256", PROXY),
        ("203.0.113.7; DROP TABLE", PROXY),
    ],
)
def test_a_trusted_proxy_is_believed_as_far_as_it_tells_addresses(forwarded_for, client):
    assert seen(forwarded_for) == client


def test_a_trusted_peer_is_known_in_either_form():
    assert seen("203.0.113.7", peer="::ffff:10.0.0.1") == "203.0.113.7"


def test_a_peer_without_address_is_not_trusted():
    assert seen("203.0.113.7", peer="") == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.255.255.255", True),
        ("11.0.0.0", False),
        ("fd12::1", True),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", True),
        ("junk", False),
        ("", False),
    ],
)
def test_trust_is_a_matter_of_networks(address, expected):
    assert is_trusted(address, TRUSTED) is expected
