"""Where a request comes from: the peer, or what proxies that are trusted say of it."""

import ipaddress
from collections.abc import Sequence

from starlette.types import Scope

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(scope: Scope, trusted: Sequence[Network]) -> str:
    """The address of the caller.

    X-Forwarded-For counts only when the peer is a trusted proxy, and is read from the right: the first address that
    is no trusted proxy is the caller's, for everything left of it can be made up.
    """
    peer = scope["client"][0] if scope.get("client") else ""
    found = _parsed(peer)
    if found is None or not _is_trusted(found, trusted):
        return str(found or peer)
    for hop in reversed(_hops(scope)):
        address = _parsed(hop)
        if address is None:
            break
        found = address
        if not _is_trusted(address, trusted):
            break
    return str(found)


def _hops(scope: Scope) -> list[str]:
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return [hop.strip() for hop in ",".join(values).split(",") if hop.strip()]


def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)
