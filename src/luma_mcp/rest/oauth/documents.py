"""Clients known by a document: the https address where it stands is their id (client-id metadata documents)."""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from luma_mcp.access.grants import Client
from luma_mcp.access.oauth_errors import InvalidClient, OAuthRefusal
from luma_mcp.rest import exact_json
from luma_mcp.rest.oauth.fetching import Fetched, Fetcher
from luma_mcp.rest.oauth.registration import read_description
from luma_mcp.rest.refusals import BadRequest

SHORTEST_KEPT, LONGEST_KEPT = timedelta(minutes=5), timedelta(hours=24)
MOST_KEPT = 200
LONGEST_ID = 500

_VISIBLE = re.compile(r"[\x21-\x7e]+")
_HOST = re.compile(r"[A-Za-z0-9.:-]+")
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})")


@dataclass(frozen=True, slots=True)
class _Kept:
    client: Client
    until: datetime


class Documents:
    """Finds clients by their documents, and keeps what it found for as long as their servers say."""

    def __init__(self, fetcher: Fetcher, clock: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def client(self, client_id: str) -> Client:
        """The client whose document stands at this address.

        Raises:
            InvalidClient: there is no such document, or it says what cannot be taken.
        """
        check_document_id(client_id)
        now, kept = self._clock(), self._kept.get(client_id)
        if kept is not None and now < kept.until:
            return kept.client
        fetched = await self._fetcher.fetch(client_id)
        client = _client(client_id, fetched)
        self._kept[client_id] = _Kept(client, now + _valid(fetched.cache_control))
        self._kept.move_to_end(client_id)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return client


def is_document_id(client_id: str) -> bool:
    """Whether a client's id is the address of a document."""
    return client_id.startswith(("https:", "http:"))


def check_document_id(client_id: str) -> None:
    """Refuse an address that cannot be a client's id.

    Raises:
        InvalidClient: it is not https, has no path, or can be written in another way.
    """
    try:
        parts = urlsplit(client_id)
        _ = parts.port
    except ValueError:
        raise InvalidClient("The client's id is no address.") from None
    fine = parts.scheme == "https" and parts.hostname and _HOST.fullmatch(parts.hostname) and len(parts.path) > 1
    steps = parts.path.split("/")
    if not fine or len(client_id) > LONGEST_ID or not _VISIBLE.fullmatch(client_id):
        raise InvalidClient("The client's id is an https address with a path, at most 500 characters long.")
    if "@" in parts.netloc or "#" in client_id or "\\" in client_id or "." in steps or ".." in steps:
        raise InvalidClient("The client's id is an address without a name, a fragment or dots in its path.")


def _client(client_id: str, fetched: Fetched) -> Client:
    """Judge what a document says."""
    try:
        said = exact_json.read(fetched.content)
    except BadRequest as unreadable:
        raise InvalidClient(f"The client's document cannot be read: {unreadable.message}") from None
    if said.get("client_id") != client_id:
        raise InvalidClient("The client's document is about another client_id than its own address.")
    try:
        described = read_description(said, without_method="none")
    except OAuthRefusal as refusal:
        raise InvalidClient(f"The client's document cannot be taken: {refusal.message}") from None
    if described.auth_method != "none" or "client_secret" in said:
        raise InvalidClient("The client's document asks for a secret, which a document cannot keep.")
    return Client(client_id, described.name, described.redirect_uris)


def _valid(cache_control: str) -> timedelta:
    found = _MAX_AGE.search(cache_control.lower())
    stated = timedelta(seconds=int(found[1])) if found else SHORTEST_KEPT
    return min(max(stated, SHORTEST_KEPT), LONGEST_KEPT)
