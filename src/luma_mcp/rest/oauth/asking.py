"""What a client asks for when it sends somebody to the authorization endpoint (RFC 6749 §4.1.1, RFC 7636, RFC 8707)."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from luma_mcp.access.grants import WRITE_SCOPE, Client
from luma_mcp.access.oauth_errors import (
    InvalidRedirectUri,
    InvalidRequest,
    InvalidScope,
    InvalidTarget,
    OAuthRefusal,
    UnsupportedResponseType,
)
from luma_mcp.rest.oauth.addresses import asked_resource
from luma_mcp.rest.oauth.answers import description_of
from luma_mcp.rest.oauth.metadata import SCOPES
from luma_mcp.rest.oauth.redirects import fits
from luma_mcp.rest.pairs import Pairs, decode_pairs

MOST_BYTES = 8 * 1024
TOLERATED_SCOPES = frozenset({"offline_access"})
"""Asked for by clients that want refresh tokens, which everybody gets."""

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Back:
    """Where the answer goes, and what goes with it."""

    redirect_uri: str
    state: str | None
    issuer: str

    def with_code(self, code: str) -> str:
        """The address that brings a code."""
        return self._with([("code", code)])

    def with_refusal(self, refusal: OAuthRefusal) -> str:
        """The address that says why there is no code."""
        return self._with([("error", refusal.code), ("error_description", description_of(refusal))])

    def _with(self, said: list[tuple[str, str]]) -> str:
        """The redirect address with more in its query: `state` as it came, and `iss` (RFC 9207)."""
        if self.state is not None:
            said.append(("state", self.state))
        parts = urlsplit(self.redirect_uri)
        query = "&".join(part for part in (parts.query, urlencode([*said, ("iss", self.issuer)])) if part)
        return urlunsplit(parts._replace(query=query))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks for, checked."""

    challenge: str
    resource: str
    to_write: bool


def read_pairs(encoded: bytes) -> Pairs:
    """Read the parameters, of which some may come twice; those without a value count as left away.

    Raises:
        InvalidRequest: too many or not readable.
    """
    if len(encoded) > MOST_BYTES:
        raise InvalidRequest("The request is too long.")
    try:
        pairs = decode_pairs(encoded)
    except ValueError:
        raise InvalidRequest("The request is not readable: percent-encoded UTF-8 is expected.") from None
    return [(name, value) for name, value in pairs if value]


def redirect_uri_of(client: Client, pairs: Pairs) -> str:
    """The address that a client wants the answer at; the only one it registered where it names none.

    Raises:
        InvalidRedirectUri: it is not one that it registered.
    """
    given = [value for name, value in pairs if name == "redirect_uri"]
    if not given and len(client.redirect_uris) == 1:
        return client.redirect_uris[0]
    if len(given) != 1 or not fits(client.redirect_uris, given[0]):
        raise InvalidRedirectUri("The redirect address is not one that this client registered.")
    return given[0]


def read_asked(base: str, pairs: Pairs) -> Asked:
    """Check everything else, of which the client is told by a redirect.

    Raises:
        OAuthRefusal: in the words of RFC 6749 §4.1.2.1.
    """
    given, names = dict(pairs), [name for name, _ in pairs]
    if names.count("resource") > 1:
        raise InvalidTarget("Ask for one resource at a time.")
    if len(given) < len(names):
        raise InvalidRequest("A parameter is given twice.")
    if given.get("response_type") != "code":
        raise UnsupportedResponseType if "response_type" in given else InvalidRequest("response_type is missing.")
    return Asked(_challenge(given), asked_resource(base, given.get("resource")), _asks_to_write(given.get("scope")))


def _challenge(given: dict[str, str]) -> str:
    challenge = given.get("code_challenge", "")
    if given.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise InvalidRequest("PKCE is needed: code_challenge with code_challenge_method S256 (RFC 7636).")
    return challenge


def _asks_to_write(scope: str | None) -> bool:
    """Whether it wants to write; who names no scope wants all there is."""
    wanted = set((scope or "").split(" ")) - TOLERATED_SCOPES - {""}
    if unknown := wanted - set(SCOPES):
        raise InvalidScope(f"There is no scope {min(unknown)[:60]}; there are {' and '.join(SCOPES)}.")
    return not wanted or WRITE_SCOPE in wanted
