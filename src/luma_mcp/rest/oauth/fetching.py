"""Fetches a small document from an address that a stranger names, and never from inside a network.

The name is resolved once, every address that it has must be public, and the connection goes to the address that was
checked; TLS and Host keep the name. No redirect, no proxy, ten seconds and 64 KB for all of it.
"""

import ipaddress
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import anyio
import httpx2

from luma_mcp.access.oauth_errors import InvalidClient

MOST_BYTES = 64 * 1024
MOST_SECONDS, CONNECT_SECONDS = 10.0, 2.0
"""For all of it; and to reach an address behind which another one stands."""
MOST_ADDRESSES = 4
"""Of one host, tried one after the other where the first cannot be reached."""
HTTPS_PORT = 443

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_RESERVED = (ipaddress.IPv4Network("192.0.0.0/24"), ipaddress.IPv4Network("192.88.99.0/24"))


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, and how long its server says that it holds."""

    content: bytes
    cache_control: str


async def resolved(host: str, port: int) -> Sequence[str]:
    """Every address of a host."""
    return list(dict.fromkeys(str(found[4][0]) for found in await anyio.getaddrinfo(host, port)))


def is_public(address: Address) -> bool:
    """Whether an address is reached over the Internet and nowhere else, however it is written."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and not any(address in net for net in _RESERVED)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _UNICAST and address.is_global and address.sixtofour is None and address.teredo is None


class Fetcher:
    """Gets JSON documents over HTTPS."""

    def __init__(
        self,
        resolve: Resolve = resolved,
        may_be_asked: Callable[[Address], bool] = is_public,
        trust: ssl.SSLContext | None = None,
        most_seconds: float = MOST_SECONDS,
    ) -> None:
        """What is given here in place of the defaults lets tests serve documents themselves."""
        self._resolve = resolve
        self._may_be_asked = may_be_asked
        self._trust = trust
        self._most_seconds = most_seconds

    async def fetch(self, url: str) -> Fetched:
        """Get the document at an https address.

        Raises:
            InvalidClient: it is not there, not public, too large, too slow, or no JSON.
        """
        try:
            with anyio.fail_after(self._most_seconds):
                return await self._first_of(url, await self._checked_addresses(url))
        except TimeoutError:
            raise InvalidClient(f"{_host(url)} took too long.") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as problem:
            raise InvalidClient(f"{_host(url)} cannot be read: {type(problem).__name__}.") from None

    async def _first_of(self, url: str, addresses: Sequence[Address]) -> Fetched:
        """The document from the first address that can be reached."""
        for address in addresses[:-1]:
            try:
                return await self._get(url, address, CONNECT_SECONDS)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                continue
        return await self._get(url, addresses[-1], self._most_seconds)

    async def _checked_addresses(self, url: str) -> Sequence[Address]:
        """The addresses of the host, all of which may be asked."""
        parts = urlsplit(url)
        found = [_parsed(one) for one in await self._resolve(parts.hostname or "", parts.port or HTTPS_PORT)]
        checked = [one for one in found if one is not None and self._may_be_asked(one)]
        if not found or len(checked) < len(found):
            raise InvalidClient(f"{_host(url)} is not on the Internet.")
        return checked[:MOST_ADDRESSES]

    async def _get(self, url: str, address: Address, connect_seconds: float) -> Fetched:
        parts = urlsplit(url)
        pinned = httpx2.URL(url).copy_with(host=str(address))
        headers = {"Host": parts.netloc, "Accept": "application/json", "Accept-Encoding": "identity"}
        extensions = {"sni_hostname": parts.hostname}
        timeout = httpx2.Timeout(self._most_seconds, connect=connect_seconds)
        transport = httpx2.AsyncHTTPTransport(verify=self._trust or ssl.create_default_context(), trust_env=False)
        async with (
            httpx2.AsyncClient(transport=transport, trust_env=False, timeout=timeout) as client,
            client.stream("GET", pinned, headers=headers, extensions=extensions, follow_redirects=False) as response,
        ):
            return await _read(response, _host(url))


async def _read(response: httpx2.Response, host: str) -> Fetched:
    if response.status_code != httpx2.codes.OK:
        raise InvalidClient(f"{host} answers {response.status_code}; the document has to be there itself.")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        raise InvalidClient(f"{host} answers {media_type[:100] or 'nothing'}; JSON is expected.")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise InvalidClient(f"{host} answers in an encoding that was not asked for.")
    content = bytearray()
    async for part in response.aiter_raw():
        content += part
        if len(content) > MOST_BYTES:
            raise InvalidClient(f"{host} answers with more than {MOST_BYTES:,} bytes.")
    return Fetched(bytes(content), response.headers.get("cache-control", ""))


def _parsed(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _host(url: str) -> str:
    return urlsplit(url).netloc
