"""Who is at the other end of a request, believing only proxies that are named as trusted."""

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

HOUSEHOLD = 64
"""The IPv6 prefix that one household has to itself (RFC 6177 gives at least that much)."""


def client_address(*, peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The address of the client.

    It is the rightmost one of `X-Forwarded-For`, the peer's own address last, that is not in a
    trusted network; anything further left was written by somebody who is not trusted. An entry
    that is no address ends the search at the one to its right.
    """
    found = peer
    if not is_trusted(peer, trusted):
        return found
    for entry in reversed(forwarded_for.split(",")):
        address = _parse(entry)
        if address is None:
            break
        found = str(address)
        if not is_trusted(found, trusted):
            break
    return found


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    """Whether an address lies in one of the trusted networks."""
    parsed = _parse(address)
    return parsed is not None and any(parsed in network for network in trusted)


def network_of(address: str) -> Network | None:
    """The network of an address: itself for IPv4 (mapped ones too), its /64 for IPv6.

    That is what limits count by: whoever has one address of a /64 has them all. None for what is
    no address, such as the peer of a socket.
    """
    found = _parse(address.partition("%")[0])  # without the interface of a link-local one
    if found is None:
        return None
    prefix = HOUSEHOLD if found.version == 6 else found.max_prefixlen
    return ipaddress.ip_network((found, prefix), strict=False)


def _parse(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
